"""The readings of a world: true values, a scan at its own rate, and a snapshot that goes on."""

from itertools import pairwise

import numpy as np
import pytest

from andon.bodies import make_humanoid
from andon.bodies.drive import make_drive
from andon.episodes import World
from andon.policies.gait_config import walking_scan
from andon.scenarios import scenarios
from andon.sensing.height_scan import scan_heights

BODY = make_humanoid()
TERMS = ("joint_pos", "height_scan", "gait_command", "velocity_command")


def make(scenario: str, count: int = 2, scan=None) -> World:
    return World(
        scenarios.make(scenario), BODY, make_drive(BODY), num_worlds=count, terms=TERMS, scan=scan
    )


def hold(world: World):
    return np.tile(world.drive.home_rad, (world.num_worlds, 1))


@pytest.mark.parametrize("scenario", ["street_cross_steps", "street_cross_planks"])
def test_a_policy_brings_its_own_grid_and_rate(scenario):
    world = make(scenario, scan=walking_scan())
    seen = [world.reset([1, 2]).terms["height_scan"]]
    assert seen[0].shape == (2, 136)
    rays = scan_heights(world.batch, world.state(), world.scan, np.arange(2))
    assert seen[0] == pytest.approx(rays, abs=1e-9)
    seen += [world.step(hold(world)).observation.terms["height_scan"] for _ in range(9)]
    changed = [not np.array_equal(a, b) for a, b in pairwise(seen)]
    assert changed == [step % 4 == 3 for step in range(9)]


def test_the_scenarios_grid_is_read_at_every_step():
    world = make("street_cross_steps")
    first = world.reset([1, 2]).terms["height_scan"]
    assert first.shape == (2, world.scenario.sensing.scan.num_points)
    assert not np.array_equal(first, world.step(hold(world)).observation.terms["height_scan"])


def test_the_registers_are_what_was_drawn():
    world = World(
        scenarios.make("street_walk").with_variation(
            {
                "command_swing_clearance_m": [0.0, 0.2],
                "command_hip_drop_m": 0.1,
                "command_lateral_offset_m": [-0.5, 0.5],
            }
        ),
        BODY,
        make_drive(BODY),
        num_worlds=3,
        terms=TERMS,
    )
    found = world.reset([1, 2, 3]).terms["gait_command"]
    names = ("command_swing_clearance_m", "command_hip_drop_m", "command_lateral_offset_m")
    assert found.tolist() == [[draw[name] for name in names] for draw in world.draws]
    found[:] = 9
    assert world.observe().terms["gait_command"].max() < 9
