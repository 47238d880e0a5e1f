import numpy as np
import pytest

from andon.episodes.observation import Observation
from andon.errors import InvalidConfig
from andon.minds.own_state import SelfEstimator, attitude
from andon.randomness import stream
from andon.spatial import gravity_in_base, heading_of


def observe(gravity: np.ndarray, spin: np.ndarray, step: int, joints: float = 0.0) -> Observation:
    count = len(gravity)
    return Observation(
        terms={
            "ang_vel_b": spin,
            "gravity_b": gravity,
            "lin_vel_b": np.zeros((count, 3)),
            "heading": np.zeros((count, 1)),
            "joint_pos": np.full((count, 2), joints),
            "joint_vel": np.zeros((count, 2)),
        },
        is_first=np.full(count, step == 0),
        steps=np.full(count, step, np.int64),
        time_s=np.zeros(count),
        seeds=np.zeros(count, np.int64),
    )


def test_an_attitude_has_the_gravity_and_the_heading_that_it_was_made_of():
    draws = stream(3, "attitude")
    for _ in range(20):
        gravity = draws.uniform(-0.5, 0.5, 3)
        gravity[2] = -1.0
        quat = attitude(gravity, 0.7)
        unit = gravity / np.linalg.norm(gravity)
        assert gravity_in_base(quat) == pytest.approx(unit, abs=1e-12)
        assert heading_of(quat) == pytest.approx(0.7)
        assert np.linalg.norm(quat) == pytest.approx(1.0)


def test_gravity_is_followed_through_noise_and_turning():
    own, dt, rate = SelfEstimator(0.1, 2), 0.02, 0.8
    draws = stream(4, "gravity")
    errors: list[float] = []
    for step in range(200):
        pitch = 0.3 * np.sin(rate * step * dt)
        true = np.array([np.sin(pitch), 0.0, -np.cos(pitch)])
        spin = np.array([[0.0, 0.3 * rate * np.cos(rate * step * dt), 0.0]])
        reading = (true + draws.uniform(-0.05, 0.05, 3))[None]
        own.read(observe(reading, spin, step), dt)
        if step > 50:
            errors.append(float(np.abs(own.of(0).gravity_b - true).max()))
    assert np.mean(errors) < 0.015


def test_with_a_share_of_one_the_reading_is_believed():
    own = SelfEstimator(1.0, 1)
    for step, x in enumerate((0.0, 0.3)):
        gravity = np.array([[x, 0.0, -1.0]])
        own.read(observe(gravity, np.ones((1, 3)), step), 0.02)
    assert own.of(0).gravity_b.tolist() == [0.3, 0.0, -1.0]


def test_own_targets_are_remembered_newest_first():
    own = SelfEstimator(1.0, 3)
    own.read(observe(np.array([[0.0, 0.0, -1.0]]), np.zeros((1, 3)), 0, joints=0.5), 0.02)
    for value in (1.0, 2.0):
        own.note(np.full((1, 2), value))
    assert own.of(0).targets[:, 0].tolist() == [2.0, 1.0, 0.5]
    assert own.last_targets()[0].tolist() == [2.0, 2.0]


def test_a_fork_continues_from_its_row():
    own = SelfEstimator(1.0, 1)
    gravity = np.array([[0.0, 0.0, -1.0], [0.2, 0.0, -1.0]])
    own.read(observe(gravity, np.zeros((2, 3)), 0), 0.02)
    twin = own.fork(np.array([1, 1, 0]))
    assert [twin.of(i).gravity_b[0] for i in range(3)] == [0.2, 0.2, 0.0]


def test_no_share_and_no_memory_are_refused():
    with pytest.raises(InvalidConfig, match="gravity_share"):
        SelfEstimator(0.0, 1)
