"""Nobody sees what lies beyond the reveal distance, in any reading."""

import numpy as np
import pytest

from andon.bodies import make_humanoid
from andon.episodes import World
from andon.episodes.encounters import curtain_of
from andon.policies.gait_drive import gait_drive
from andon.scenarios import scenarios
from andon.sensing.ahead import MAP_TERMS
from andon.sensing.terms import TERMS

BODY = make_humanoid()
DRIVE = gait_drive(BODY)
OTHER = {
    "hurdle": ("hurdle_m", 0.08, 0.18),
    "bar": ("bar_m", 1.55, 1.64),
    "step": ("rise_m", 0.18, 0.25),
    "plank": ("board_m", 0.9, 1.3),
    "gap": ("gap_m", 0.3, 0.5),
    "slope": ("bank_deg", -16.0, 16.0),
    "drop": ("drop_m", 0.12, 0.25),
    "beam": ("beam_m", 0.6, 0.9),
    "mix": ("order", 0.1, 0.4),
}
"""One parameter of each obstacle that can be seen, and two values that look different."""
ROUTE = np.arange(0.0, 5.6, 0.05)


def world_of(kind: str, value: float, reveal_m: float) -> World:
    fixed = {OTHER[kind][0]: value, "reveal_m": reveal_m, "obstacle_x_m": 5.0}
    scenario = scenarios.make(f"street_meet_{kind}").with_variation(fixed)
    world = World(scenario, BODY, DRIVE, terms=tuple(TERMS))
    world.reset([7])
    return world


def carry(world: World, x: float) -> dict[str, np.ndarray]:
    """Carry the robot along the course, as if it walked, and read all its sensors."""
    world.batch.bind("qpos")[0, world.blueprint.base_qpos] = x
    world.rows.front_x[0] = max(world.rows.front_x[0], x)
    world.rows.steps[0] += 4  # so that every reading, also the scans, is taken anew
    return dict(world.observe(np.array([0], np.intp)).terms)


@pytest.mark.parametrize("reveal_m", [2.0, 0.5, 0.0])
@pytest.mark.parametrize("kind", list(OTHER))
def test_readings_depend_on_no_obstacle_that_is_not_revealed(kind, reveal_m):
    _, one, other = OTHER[kind]
    worlds = [world_of(kind, value, reveal_m) for value in (one, other)]
    differed = False
    for x in ROUTE:
        first, second = (carry(world, float(x)) for world in worlds)
        is_same = all(np.array_equal(first[name], second[name]) for name in first)
        assert is_same or 5.0 - x <= reveal_m + 1e-9
        differed |= not is_same
    assert differed


@pytest.mark.parametrize("kind", list(OTHER))
def test_an_obstacle_that_was_seen_is_not_forgotten_when_the_robot_backs_up(kind):
    world = world_of(kind, OTHER[kind][1], 1.0)
    carry(world, 4.5)
    first = world.rows.obstacles[0, 0, 0]
    carry(world, 3.0)
    assert curtain_of(world.rows)[0][0] > first


def test_beyond_the_curtain_every_map_shows_the_level_ground_before_it():
    world = world_of("step", 0.25, 0.5)
    readings = carry(world, 4.0)
    sensing = world.scenario.sensing.noise["height_scan"]
    error = sensing.shift_z_m + sensing.uniform + 1e-9
    level = -world.state().pos_w[0, 2]
    for name in MAP_TERMS[:2]:
        assert readings[name] == pytest.approx(level, abs=error)
    readings = [carry(world, 4.6) for _ in range(4)][-1]
    assert readings["ahead_scan"].max() > level + 0.25 - error
