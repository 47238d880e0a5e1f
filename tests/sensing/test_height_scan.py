"""The height scan measures the ground that is drawn, wherever the robot stands and looks."""

import numpy as np
import pytest

from andon.bodies import make_humanoid
from andon.bodies.drive import make_drive
from andon.episodes import World
from andon.errors import InvalidConfig
from andon.policies.gait_config import walking_scan
from andon.randomness import stream
from andon.scenarios import scenarios
from andon.scenarios.layout import HALF_WIDTH_M, ground_height
from andon.sensing.height_scan import HeightScan, scan_blocks, scan_heights
from andon.spatial import quat_from_pitch, quat_from_yaw

BODY = make_humanoid()
SCAN = HeightScan()


def make_world(scenario: str, num_worlds: int) -> World:
    world = World(scenarios.make(scenario), BODY, make_drive(BODY), num_worlds=num_worlds)
    world.reset(range(num_worlds))
    return world


def place(world: World, pos, yaw) -> None:
    qpos, adr = world.batch.bind("qpos"), world.blueprint.base_qpos
    qpos[:, adr : adr + 3] = pos
    qpos[:, adr + 3 : adr + 7] = quat_from_yaw(np.asarray(yaw))


def scan(world: World):
    return scan_heights(world.batch, world.state(), SCAN, np.arange(world.num_worlds))


@pytest.mark.parametrize("yaw", [0.0, 0.7, np.pi, -2.0])
@pytest.mark.parametrize(
    "scenario",
    [
        "street_walk",
        "street_cross_steps",
        "street_climb_ramp",
        "street_cross_gap",
        "street_cross_slick",
    ],
)
def test_it_is_the_drawn_ground_minus_the_base(scenario, yaw):
    count = 30
    world = make_world(scenario, count)
    draws = stream(0, "places", scenario)
    x, y = draws.uniform(-1, 7, count), draws.uniform(-2, 2, count)
    z = draws.uniform(0.9, 1.6, count)
    place(world, np.stack([x, y, z], axis=1), np.full(count, yaw))
    grid = SCAN.grid()
    ahead = x[:, None] + np.cos(yaw) * grid[:, 0] - np.sin(yaw) * grid[:, 1]
    rows = world.rows
    expected = np.stack(
        [ground_height(rows.blocks, rows.floor_z, ahead[:, i]) for i in range(SCAN.num_points)],
        axis=1,
    )
    near_edge = np.zeros(ahead.shape, bool)
    for edge in np.moveaxis(rows.blocks[..., :2].reshape(count, -1), 1, 0):
        near_edge |= np.abs(ahead - edge[:, None]) < 1e-6
    # far below counts as max_drop
    expected = np.maximum(expected - z[:, None], -SCAN.max_drop_m)
    assert scan(world)[~near_edge] == pytest.approx(expected[~near_edge], abs=1e-9)
    assert near_edge.mean() < 0.01


def test_the_scan_covers_different_heights():
    world = make_world("street_cross_steps", 20)
    place(world, (1.6, 0, 1.0), np.zeros(20))
    assert len(np.unique(np.round(scan(world), 6))) > 20


def test_tilting_the_base_changes_nothing():
    world = make_world("street_cross_steps", 2)
    place(world, (1.5, 0, 1.0), np.zeros(2))
    level = scan(world)
    adr = world.blueprint.base_qpos
    world.batch.bind("qpos")[:, adr + 3 : adr + 7] = quat_from_pitch(0.4)
    assert scan(world) == pytest.approx(level, abs=1e-9)


def test_a_plank_is_seen_where_it_lies():
    world = make_world("street_cross_planks", 1)
    draw = world.draws[0]
    place(world, (2.0 - 0.5, -0.15, 1.0), np.zeros(1))
    points = SCAN.grid()
    reading = scan(world)[0][(points[:, 0] == 0.5) & (points[:, 1] == 0.15)]
    top = draw["ridge_m"] + 0.001 + 0.03
    assert reading == pytest.approx([top - 1.0], abs=1e-9)


def test_the_robot_itself_is_not_seen():
    world = make_world("street_walk", 1)
    place(world, (0, 0, 0.9), np.zeros(1))
    assert scan(world) == pytest.approx(np.full((1, 22), -0.9), abs=1e-9)


def test_ground_that_is_too_far_below_reads_as_the_largest_drop():
    world = make_world("street_walk", 1)
    place(world, (0, 0, 7.0), np.zeros(1))
    assert (scan(world) == -2.0).all()


def test_only_the_rows_asked_for_are_scanned_and_each_as_if_alone():
    world = make_world("street_cross_steps", 5)
    place(world, (1.4, 0, 1.0), np.linspace(0, 1, 5))
    whole = scan(world)
    some = scan_heights(world.batch, world.state(), SCAN, np.array([1, 3]))
    assert np.array_equal(some, whole[[1, 3]])


def test_the_grid_is_x_slowest():
    grid = HeightScan(x_m=(1.0, 2.0), y_m=(-0.1, 0.1)).grid()
    assert grid.tolist() == [[1, -0.1], [1, 0.1], [2, -0.1], [2, 0.1]]


@pytest.mark.parametrize("changes", [{"x_m": ()}, {"y_m": ()}, {"max_drop_m": 0.0}])
def test_an_empty_grid_is_refused(changes):
    with pytest.raises(InvalidConfig, match=r"at least one x_m, one y_m and max_drop_m > 0"):
        HeightScan(**changes)


MOVING = {"street_cross_planks", "street_meet_plank", "street_meet_mix"}
"""Where the ground itself moves, only rays can find it."""


@pytest.mark.parametrize("scenario", [name for name in scenarios if name not in MOVING])
def test_computing_the_blocks_gives_what_rays_measure(scenario):
    # Anywhere on the course, at any heading, also beside it and with a map that is misplaced.
    count, grid = 24, walking_scan()
    world = make_world(scenario, count)
    draws = stream(1, "places", scenario)
    reach = min(max((b.x1_m for b in world.scenario.layout(world.draws[0]).blocks), default=6), 45)
    x, y = draws.uniform(-1, reach + 1, count), draws.uniform(-2, 2, count)
    y[:3] = HALF_WIDTH_M - 0.1, -HALF_WIDTH_M, HALF_WIDTH_M + 0.1
    ground = ground_height(world.rows.blocks, world.rows.floor_z, x)
    yaw = draws.uniform(-np.pi, np.pi, count)
    place(world, np.stack([x, y, ground + draws.uniform(0.7, 1.1, count)], axis=1), yaw)
    rows, shift = np.arange(count), draws.uniform(-0.05, 0.05, (count, 2))
    state, r = world.state(), world.rows
    for moved in (None, shift):
        rays = scan_heights(world.batch, state, grid, rows, moved)
        found = scan_blocks(r.blocks, HALF_WIDTH_M, r.floor_z, state, grid, rows, moved, r.sides)
        assert np.abs(found - rays).max() < 1e-9
    some = np.array([2, 9])
    moved = shift[some]
    part = scan_blocks(r.blocks, HALF_WIDTH_M, r.floor_z, state, grid, some, moved, r.sides)
    assert np.array_equal(part, found[some])


def test_a_shifted_grid_measures_where_it_was_put():
    world = make_world("street_cross_steps", 1)
    place(world, (1.0, 0.3, 1.0), np.array([0.6]))
    c, s = np.cos(0.6), np.sin(0.6)
    moved = scan_heights(world.batch, world.state(), SCAN, np.arange(1), np.array([[0.2, -0.1]]))
    place(world, (1.0 + 0.2 * c + 0.1 * s, 0.3 + 0.2 * s - 0.1 * c, 1.0), np.array([0.6]))
    assert moved == pytest.approx(scan(world), abs=1e-12)


def test_a_period_below_one_step_is_refused():
    with pytest.raises(InvalidConfig, match="has period_steps 0; it must be at least 1"):
        HeightScan(period_steps=0)
