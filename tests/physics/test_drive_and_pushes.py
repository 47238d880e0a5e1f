"""Servos keep to their limits, delays to their time, pushes to their size."""

import mujoco
import numpy as np
import pytest

from andon.bodies import make_humanoid
from andon.bodies.drive import make_drive
from andon.episodes import World
from andon.errors import InvalidConfig
from andon.randomness import stream
from andon.scenarios import scenarios
from tests.physics.worlds import make_world, put


@pytest.mark.parametrize("damping_in", ["actuator", "joint"])
def test_no_servo_ever_exceeds_its_effort(damping_in):
    body = make_humanoid()
    drive = make_drive(body, damping_in=damping_in)
    varied = scenarios.make("street_walk").with_variation({"kp_scale": [1.0, 3.0]})
    world = World(varied, body, drive, num_worlds=4)
    world.reset([0, 1, 2, 3])
    force = world.batch.bind("actuator_force")
    effort, peak = np.array(drive.effort_nm), np.zeros(body.num_joints)
    draws = stream(0, "effort")
    for _ in range(40):
        world.batch.rollout(1, draws.uniform(-3, 3, (4, 1, body.num_joints)), record=())
        peak = np.maximum(peak, np.abs(force).max(axis=0))
    assert (peak <= effort).all()
    assert (peak[:12] == effort[:12]).all()  # every leg joint met its limit


@pytest.mark.parametrize("delay_ms", [0, 5, 10, 15, 20, 25, 40])
def test_a_delay_of_d_ms_shifts_the_effect_by_d_over_5_physics_steps(crate, delay_ms):
    world = make_world("street_walk", crate, action_delay_ms=delay_ms)
    world.reset([0])
    model, data = world.model_of(0), world.batch.get_data(0)
    actions = stream(1, "delay").uniform(-1, 1, 20)
    shift = delay_ms // 5
    for step, action in enumerate(actions):
        world.step(np.array([[action]]))
        for sub in range(4 * step, 4 * step + 4):
            issued = (sub - shift) // 4
            data.ctrl[0] = actions[issued] if issued >= 0 else world.drive.home_rad[0]
            mujoco.mj_step(model, data)
        assert np.array_equal(world.qpos[0], data.qpos)  # to the last bit


def test_a_delay_that_is_no_multiple_of_the_physics_step_is_refused():
    body = make_humanoid()
    with pytest.raises(InvalidConfig, match=r"action_delay_ms is 7; .* multiple of .* 5 ms"):
        make_world("street_walk", body, action_delay_ms=7)
    with pytest.raises(InvalidConfig, match=r"action_delay_ms .* \[0, 20\].*choice"):
        make_world("street_walk", body, action_delay_ms=[0, 20])


def test_a_push_changes_the_base_velocity_by_exactly_its_size(crate):
    # In the air nothing else changes the horizontal velocity.
    world = make_world(
        "street_take_push", crate, num_worlds=3, push_speed=[0.2, 0.9], push_interval_s=0.5
    )
    world.reset([3, 4, 5])
    for row in range(3):
        put(world, row, (0, 0, 100.0))
    still = np.zeros((3, 1))
    for _ in range(25):
        world.step(still)
    assert np.abs(world.state().lin_vel_w[:, :2]).max() < 1e-12
    world.step(still)  # the push comes at 0.5 s, when 25 steps are done
    for row in range(3):
        ((time_s, speed, heading),) = world.pushes[row]
        assert time_s == pytest.approx(0.5)
        assert speed == world.draws[row]["push_speed"]
        expected = (speed * np.cos(heading), speed * np.sin(heading))
        assert world.state().lin_vel_w[row, :2] == pytest.approx(expected, abs=1e-12)
    for _ in range(24):
        world.step(still)
    assert [len(p) for p in world.pushes] == [1, 1, 1]
    world.step(still)
    assert [len(p) for p in world.pushes] == [2, 2, 2]
    headings = {p[2] for pushes in world.pushes for p in pushes}
    assert len(headings) == 6


def test_pushes_come_from_all_sides():
    draws = [stream(seed, "push").uniform(-np.pi, np.pi, 64)[:3] for seed in range(200)]
    counts = np.histogram(np.concatenate(draws), bins=8, range=(-np.pi, np.pi))[0]
    # 600 pushes in 8 sectors: 75 expected, standard deviation 8.1; 4.5 of them: 7e-6 two-sided
    assert (np.abs(counts - 75) < 37).all()
