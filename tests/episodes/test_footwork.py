"""Figures of the feet, from motions written by hand and from a robot that stands."""

from types import SimpleNamespace

import numpy as np
import pytest

from andon.episodes.footwork import (
    FeetState,
    foot_metrics,
    is_moving,
    num_foot_columns,
    track_feet,
)
from andon.episodes.rows import NEVER, make_rows
from andon.policies.setup import Setup
from andon.sensing.proprioception import BodyState

DT = 0.02


class Stage:
    """Worlds whose feet and base move as a test says."""

    def __init__(self, count: int = 1) -> None:
        """Begin with all rows running."""
        self.rows = make_rows(count, 2, 0, 1, num_foot_columns(2))
        self.rows.is_active[:] = True
        self.body = SimpleNamespace(feet=("left", "right"))
        self.drive = SimpleNamespace(control_timestep_s=DT)
        self.count, self.x = count, np.zeros(count)
        self.limit_steps = 175
        self.base = None

    def state(self) -> BodyState:
        """Give the base."""
        return self.base

    def step(self, load=(300.0, 300.0), *, vel=(0.0, 0.0), z=(0.05, 0.05), speed=0.0, planned=None):
        """Let one control step pass."""
        n, rows = self.count, self.rows
        rows.steps[rows.is_active] += 1
        self.x = self.x + speed * DT
        force, lin = np.zeros((n, 2, 3)), np.zeros((n, 2, 3))
        pos = np.zeros((n, 2, 3))
        force[..., 2], lin[..., 0], pos[..., 2] = load, vel, z
        feet = FeetState(
            force_w=force, point_w=pos, pos_w=pos, lin_vel_w=lin, ang_vel_w=np.zeros((n, 2, 3))
        )
        self.base = BodyState(
            pos_w=np.stack([self.x, np.zeros(n), np.full(n, 0.9)], axis=1),
            quat_wb=np.tile([1.0, 0, 0, 0], (n, 1)),
            lin_vel_w=np.tile([speed, 0.0, 0.0], (n, 1)),
            ang_vel_b=np.zeros((n, 3)),
            joint_pos=np.zeros((n, 2)),
            joint_vel=np.zeros((n, 2)),
        )
        if planned is not None:
            rows.planned_stance[:] = planned
        track_feet(self, self.base, feet)

    def metrics(self, row: int = 0) -> dict[str, float]:
        """Give the figures."""
        return foot_metrics(self, row)


def test_a_foot_that_is_dragged_slips_at_its_speed():
    stage = Stage()
    for _ in range(10):
        stage.step(vel=(0.4, 0.0))
    assert stage.metrics()["stance_slip_m_s"] == pytest.approx(0.2)  # one of two loaded feet


def test_a_foot_that_swings_does_not_slip():
    stage = Stage()
    for _ in range(10):
        stage.step(load=(300.0, 0.0), vel=(0.0, 2.0))
    assert stage.metrics()["stance_slip_m_s"] == 0


def test_a_foot_that_rolls_over_its_toe_does_not_slip_where_it_touches():
    # Ankle 0.1 m above the contact, pitching forward at w: it moves ahead at 0.1 w.
    feet = FeetState(
        force_w=np.array([[[0, 0, 100.0]]]),
        point_w=np.zeros((1, 1, 3)),
        pos_w=np.array([[[0, 0, 0.1]]]),
        lin_vel_w=np.array([[[0.1 * 1.5, 0, 0]]]),
        ang_vel_w=np.array([[[0, 1.5, 0]]]),
    )
    assert feet.slip_m_s() == pytest.approx(0, abs=1e-12)
    spinning = np.array([[[0, 0, 2.0]]])
    arm = np.array([[[0.1, 0.0, 0.0]]])
    pivot = FeetState(
        force_w=feet.force_w,
        point_w=feet.pos_w + arm,
        pos_w=feet.pos_w,
        lin_vel_w=np.zeros((1, 1, 3)),
        ang_vel_w=spinning,
    )
    assert pivot.slip_m_s() == pytest.approx(0.2)


def test_flight_is_the_share_of_the_time_with_no_foot_loaded():
    stage = Stage()
    for load in [(300.0, 0.0)] * 6 + [(0.0, 5.0)] * 2 + [(0.0, 300.0)] * 2:
        stage.step(load=load)
    assert stage.metrics()["flight_share"] == pytest.approx(0.2)


def test_a_swing_is_as_high_as_its_highest_point_above_where_the_foot_stood():
    stage = Stage()
    heights = [0.05, 0.05, 0.10, 0.17, 0.12, 0.05, 0.05, 0.10, 0.13, 0.05]
    for z in heights:
        stage.step(load=(0.0 if z > 0.05 else 300.0, 300.0), z=(z, 0.05))
    assert stage.metrics()["swing_height_m"] == pytest.approx((0.12 + 0.08) / 2)


def test_a_swing_onto_a_step_is_measured_from_below():
    stage = Stage()
    for z, load in [(0.05, 300.0), (0.15, 0.0), (0.25, 0.0), (0.20, 300.0), (0.20, 300.0)]:
        stage.step(load=(load, 300.0), z=(z, 0.05))
    assert stage.metrics()["swing_height_m"] == pytest.approx(0.20)


def test_agreement_counts_feet_that_stand_when_they_are_meant_to():
    stage = Stage()
    for _ in range(3):
        stage.step(load=(300.0, 0.0), planned=(1, 0))  # both as planned
    stage.step(load=(300.0, 300.0), planned=(1, 0))  # one of two
    assert stage.metrics()["clock_agreement"] == pytest.approx(7 / 8)


def test_without_a_clock_and_without_a_brake_nothing_is_said_about_them():
    stage = Stage()
    stage.step()
    assert set(stage.metrics()) == {
        *("stance_slip_m_s", "flight_share", "swing_height_m", "base_height_m")
    }


def test_the_stop_is_measured_from_the_command_to_the_last_motion():
    stage = Stage()
    stage.rows.brake_step[:] = 50
    for _ in range(50):
        stage.step(speed=1.0)
    for _ in range(25):
        stage.step(speed=0.5)
    for _ in range(100):
        stage.step(speed=0.0)
    found = stage.metrics()
    # 25 steps at half speed, and the running mean takes 6 more: 0.5 * 0.8^6 = 0.13 < 0.15.
    assert found["stop_time_s"] == pytest.approx((25 + 5) * DT)
    assert found["stop_way_m"] == pytest.approx(25 * 0.5 * DT)
    assert not is_moving(stage, 0)
    for _ in range(3):
        stage.step(speed=1.0)
    assert is_moving(stage, 0)


def test_who_falls_before_the_brake_counts_as_moving_until_the_time_limit():
    stage = Stage()
    stage.rows.brake_step[:] = 50
    stage.step(speed=1.0)
    found = stage.metrics()
    assert found["stop_time_s"] == pytest.approx((stage.limit_steps - 50) * DT)
    assert found["stop_way_m"] == 0.0
    assert NEVER > 10**9


def test_rows_that_do_not_run_are_left_alone():
    stage = Stage(2)
    stage.rows.is_active[1] = False
    stage.rows.feet[1] = 7.0
    for _ in range(5):
        stage.step(vel=(0.3, 0.3), planned=(1, 1))
    assert (stage.rows.feet[1] == 7.0).all()
    assert stage.metrics()["base_height_m"] == pytest.approx(0.9)


def test_a_robot_that_stands_bears_its_weight_on_two_quiet_feet():
    # A second source: mass times gravity, and the height that MuJoCo gives the base.
    rig = Setup(scenario="street_take_push", policy="stand", variation={"push_speed": 0.0}).build()
    world, loads = rig.make_world(1), []
    observation = world.reset([3])
    for _ in range(120):
        observation = world.step(rig.policy.act(observation)).observation
        loads.append(world.feet().load_n()[0].sum())
    assert np.mean(loads[20:]) == pytest.approx(rig.body.mass_kg * 9.81, rel=0.05)
    found = foot_metrics(world, 0)
    assert found["stance_slip_m_s"] < 0.05
    assert found["flight_share"] < 0.1
    assert found["base_height_m"] == pytest.approx(float(world.state().pos_w[0, 2]), abs=0.05)
