"""What a draw writes into the model is there to be touched: steps, ramps, gaps, planks, patches."""

from itertools import pairwise

import numpy as np
import pytest

from andon.scenarios.layout import ground_height
from tests.physics.conftest import load_crate
from tests.physics.worlds import base_pos, make_world, put, settle

SEEDS = range(6)
SINK_M = 1e-3
"""How far a light crate may sink into the soft contact."""


def tops(layout):
    """Give the parts of the blocks' tops that no higher block covers, as (x, z)."""
    edges = sorted({x for b in layout.blocks for x in (b.x0_m, b.x1_m)})
    blocks = np.array([[(b.x0_m, b.x1_m, b.z0_m, b.z1_m) for b in layout.blocks]])
    middles = [(a + b) / 2 for a, b in pairwise(edges) if b - a > 0.22]
    middles = [x for x in middles if 0.5 < x < 20]
    floor = np.array([layout.floor_z_m])
    return [(x, float(ground_height(blocks, floor, np.array([x]))[0])) for x in middles]


def test_a_crate_rests_on_every_step_at_its_drawn_height(crate):
    world = make_world("street_cross_steps", crate, num_worlds=len(SEEDS))
    world.reset(list(SEEDS))
    plans = [tops(world.scenario.layout(draw)) for draw in world.draws]
    assert len({round(z, 6) for plan in plans for _, z in plan}) > 8  # many different heights
    for i in range(max(len(plan) for plan in plans)):
        spots = [plan[min(i, len(plan) - 1)] for plan in plans]
        for row, (x, z) in enumerate(spots):
            put(world, row, (x, 0.3, z + 0.12))
        settle(world, 1.0)
        for row, (x, z) in enumerate(spots):
            assert base_pos(world, row) == pytest.approx([x, 0.3, z + 0.1], abs=SINK_M)


def test_the_riser_is_a_wall(crate):
    world = make_world("street_cross_steps", crate, num_steps=1, riser_m=0.15, friction=0.7)
    world.reset([0])
    put(world, 0, (1.7, 0, 0.1))
    world.batch.bind("xfrc_applied")[0, world.blueprint.base_id, 0] = 25.0
    settle(world, 2.0)
    assert base_pos(world)[0] == pytest.approx(2.0 - 0.1, abs=5e-3)


@pytest.mark.parametrize("seed", SEEDS)
def test_a_crate_rests_flat_on_both_ramps(crate, seed):
    world = make_world("street_climb_ramp", crate)
    world.reset([seed])
    layout = world.scenario.layout(world.draws[0])
    slope = np.radians(world.draws[0]["slope_deg"])
    for block, sign in ((layout.blocks[0], 1), (layout.blocks[2], -1)):
        x, z = (block.x0_m + block.x1_m) / 2, (block.z0_m + block.z1_m) / 2
        pitch = -sign * slope  # negative pitch lifts the nose
        put(world, 0, (x + 0.11 * np.sin(pitch), 0, z + 0.11 * np.cos(pitch)), pitch)
        settle(world, 1.5)
        pos, quat = base_pos(world), world.state().quat_wb[0]
        normal = np.array([np.sin(pitch), 0, np.cos(pitch)])
        assert (pos - (x, 0, z)) @ normal == pytest.approx(0.1, abs=SINK_M)
        assert 2 * np.arctan2(quat[2], quat[0]) == pytest.approx(pitch, abs=0.01)


def test_a_crate_slides_down_a_ramp_that_is_steeper_than_its_friction_allows(crate):
    # tan 12 deg = 0.2126: it slides with a = g (sin - mu cos) at friction 0.1, not at 0.3.
    for friction, slides in ((0.1, True), (0.3, False)):
        world = make_world("street_climb_ramp", crate, slope_deg=12, rise_m=0.3, friction=friction)
        world.reset([0])
        pitch, x, z = -np.radians(12.0), 2.9, 0.9 * np.tan(np.radians(12.0))
        put(world, 0, (x + 0.1 * np.sin(pitch), 0, z + 0.1 * np.cos(pitch)), pitch)
        settle(world, 0.5)
        moved = base_pos(world)[0] - x - 0.1 * np.sin(pitch)
        accel = 9.81 * (np.sin(-pitch) - friction * np.cos(pitch))
        expected = -accel * 0.5**2 / 2 * np.cos(pitch) if slides else 0.0
        assert moved == pytest.approx(expected, abs=0.01)


@pytest.mark.parametrize("gap_m", [0.12, 0.2, 0.35])
def test_the_gap_is_a_hole_and_its_edges_are_not(tmp_path, gap_m):
    crate = load_crate(tmp_path, half_m=0.05)
    world = make_world("street_cross_gap", crate, num_worlds=3, gap_m=gap_m)
    world.reset([0, 1, 2])
    spots = (2.0 - 0.06, 2.0 + gap_m / 2, 2.0 + gap_m + 0.06)
    for row, x in enumerate(spots):
        put(world, row, (x, 0, 0.1))
    settle(world, 2.0)
    heights = [base_pos(world, row)[2] for row in range(3)]
    assert heights == pytest.approx([0.05, -0.45, 0.05], abs=SINK_M)


def test_a_crate_wider_than_the_gap_does_not_fall_in(crate):
    world = make_world("street_cross_gap", crate, gap_m=0.15)
    world.reset([0])
    put(world, 0, (2.075, 0, 0.12))
    settle(world, 1.0)
    assert base_pos(world)[2] == pytest.approx(0.1, abs=SINK_M)


@pytest.mark.parametrize("seed", SEEDS)
def test_a_plank_moves_when_it_is_loaded_and_lies_still_when_not(tmp_path, seed):
    crate = load_crate(tmp_path, mass_kg=19.9, half_m=0.05)
    world = make_world("street_cross_planks", crate)
    world.reset([seed])
    adr = world.blueprint.plank_qpos
    qpos = world.batch.bind("qpos")
    settle(world, 2.0)  # the planks come down on their ridges
    draw = world.draws[0]
    before = qpos[0].copy()
    settle(world, 1.0)
    assert np.abs(qpos[0] - before).max() < 2e-3
    tip = draw["plank_length_m"] / 2 - 0.06
    height = draw["ridge_m"] + 0.03
    put(world, 0, (2.0 + tip, 0.0, height + 0.07))
    settle(world, 2.0)
    moved = qpos[0, adr[0] : adr[0] + 7] - before[adr[0] : adr[0] + 7]
    pitch = 2 * np.arctan2(qpos[0, adr[0] + 5], qpos[0, adr[0] + 3])
    # 20 kg at the tip of a plank of 3 to 8 kg on a ridge: that end goes down to the ground
    assert pitch > 0.5 * np.arctan2(draw["ridge_m"], draw["plank_length_m"] / 2)
    assert np.abs(moved).max() > 1e-3
    assert np.abs(qpos[0, adr[1] : adr[1] + 7] - before[adr[1] : adr[1] + 7]).max() < 2e-3


@pytest.mark.parametrize(("x", "parameter"), [(0.5, "friction"), (2.5, "patch_friction")])
@pytest.mark.parametrize("value", [0.15, 0.4, 0.9])
def test_a_crate_slips_when_the_force_exceeds_friction_and_not_below(crate, x, parameter, value):
    for share, slips in ((0.85, False), (1.15, True)):
        world = make_world("street_cross_slick", crate, patch_m=1.5, **{parameter: value})
        world.reset([0])
        top = 0.004 if x > 2 else 0.0
        put(world, 0, (x, 0, top + 0.1))
        settle(world, 0.5)
        start = base_pos(world)[0]
        force = share * value * 2.0 * 9.81
        # the force acts low, so that the crate does not tip over
        world.batch.bind("xfrc_applied")[0, world.blueprint.base_id, :5] = (
            force,
            0,
            0,
            0,
            -0.09 * force,
        )
        settle(world, 1.0)
        free = (share - 1) * value * 9.81 / 2  # (F - mu m g) / m * t^2 / 2, t = 1
        moved = base_pos(world)[0] - start
        if slips:
            assert moved == pytest.approx(free, rel=0.05, abs=0.01)
        else:
            assert moved < 0.01  # a soft contact creeps; one that slips goes 0.11 m or more


def test_planks_are_as_slippery_as_the_ground(tmp_path):
    crate = load_crate(tmp_path, half_m=0.04)
    for friction, slips in ((0.2, True), (1.0, False)):
        world = make_world(
            "street_cross_planks",
            crate,
            friction=friction,
            ridge_m=0.005,
            plank_length_m=0.6,
            plank_kg=8.0,
        )
        world.reset([0])
        settle(world, 2.0)
        put(world, 0, (2.0, 0, 0.005 + 0.03 + 0.045))
        settle(world, 0.5)
        start = base_pos(world)[0]
        # 0.5 m g: more than friction 0.2 holds, less than 1.0 holds
        world.batch.bind("xfrc_applied")[0, world.blueprint.base_id, :5] = (
            9.81,
            0,
            0,
            0,
            -0.035 * 9.81,
        )
        settle(world, 0.3)
        assert (base_pos(world)[0] - start > 0.05) == slips
