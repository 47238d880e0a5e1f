"""The analytic gait steps, and falls on its own: it is a reference to learn on."""

import mujoco
import numpy as np
import pytest

from andon.bodies import make_humanoid
from andon.episodes import World, rollout
from andon.policies.gait import GaitConfig, GaitPolicy
from andon.policies.setup import Setup
from andon.scenarios import scenarios
from tests.policies.readings import observe

BODY = make_humanoid()


def readings(num_worlds: int = 1, speed: float = 0.0):
    return {
        "gravity_b": np.tile([0.0, 0.0, -1.0], (num_worlds, 1)),
        "ang_vel_b": np.zeros((num_worlds, 3)),
        "lin_vel_b": np.tile([speed, 0.0, 0.0], (num_worlds, 1)),
        "velocity_command": np.tile([speed, 0.0, 0.0], (num_worlds, 1)),
    }


def sole_heights(policy, speed: float, num_steps: int):
    """Give the height of both soles below the base while the base hangs still."""
    model = BODY.build(False).compile()
    data = mujoco.MjData(model)
    joints = [model.joint(n).qposadr[0] for n in BODY.joint_names]
    heights, ahead = [], []
    for step in range(num_steps):
        targets = policy.act(observe(readings(speed=speed), step))[0]
        data.qpos[joints] = targets
        mujoco.mj_kinematics(model, data)
        feet = [data.site(f"foot_{side}").xpos - data.qpos[:3] for side in "lr"]
        heights.append([f[2] for f in feet])
        ahead.append([f[0] for f in feet])
    return np.array(heights), np.array(ahead)


def test_each_foot_lifts_once_a_cycle_and_the_two_take_turns():
    # 0.8 s a cycle at rest and 50 Hz: 40 steps; clearance 0.075 m.
    heights, _ = sole_heights(GaitPolicy(BODY), 0.0, 120)
    floor = heights.min()
    lifted = heights > floor + 0.02
    lifts = (np.diff(lifted.astype(int), axis=0) == 1).sum(axis=0)
    assert lifts.tolist() == [3, 3]
    assert not lifted.all(axis=1).any()
    assert heights.max(axis=0) - floor == pytest.approx([0.075, 0.075], abs=0.015)


def test_a_faster_command_gives_longer_steps():
    reach = []
    for speed in (0.2, 0.6, 1.0):
        _, ahead = sole_heights(GaitPolicy(BODY), speed, 120)
        reach.append(np.ptp(ahead[:, 0]))
    assert reach[0] < reach[1] < reach[2]
    # speed * cycle * duty: 1.0 * 0.70 * 0.58 = 0.41 m
    assert reach[2] == pytest.approx(0.41, abs=0.05)


def test_the_feet_stay_under_the_hips_at_rest():
    _, ahead = sole_heights(GaitPolicy(BODY), 0.0, 80)
    assert np.abs(ahead - 0.035).max() < 0.03  # the sole's site lies 0.035 m ahead of the ankle


def touchdowns(policy, seed: int) -> tuple[int, float]:
    """Give the number of steps taken before falling, and when it fell."""
    varied = scenarios.make("street_walk").with_variation({"command_lin_vel_x": 0.5})
    world = World(varied, BODY, policy.drive, terms=policy.terms)
    observation, flying, steps = world.reset([seed]), [False, False], 0
    while True:
        result = world.step(policy.act(observation))
        observation = result.observation
        data = world.batch.get_data(0)
        mujoco.mj_kinematics(world.blueprint.model, data)
        for i, side in enumerate("lr"):
            height = data.site(f"foot_{side}").xpos[2]
            if flying[i] and height < 0.02:
                flying[i], steps = False, steps + 1
            flying[i] = flying[i] or bool(height > 0.03)
        if result.endings:
            return steps, float(world.rows.steps[0] * 0.02)


def test_it_takes_a_step_before_it_falls():
    found = [touchdowns(GaitPolicy(BODY), seed) for seed in range(20)]
    assert min(steps for steps, _ in found) >= 1
    assert all(0.9 < seconds < 4.0 for _, seconds in found)


def test_it_is_no_controller():
    # Measured when written: 100 of 100 fall between 1.26 and 1.70 s at 0 to 1 m/s.
    rig = Setup(scenario="street_walk", policy="gait").build()
    episodes = list(rollout(rig.make_world(20), rig.policy, range(40)))
    assert not any(e.success for e in episodes)
    assert all(e.cause.startswith("fell") for e in episodes)


def test_the_config_is_part_of_the_hash():
    assert GaitPolicy(BODY).content_hash() == GaitPolicy(BODY).content_hash()
    other = GaitPolicy(BODY, GaitConfig(clearance_m=0.1))
    assert other.content_hash() != GaitPolicy(BODY).content_hash()
