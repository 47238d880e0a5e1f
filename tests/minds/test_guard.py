from dataclasses import replace

import numpy as np
import pytest

from andon.errors import InvalidConfig
from andon.minds.guard import Guard, GuardConfig, StopLaw, dead_end_m
from andon.minds.terrain import NO_TERRAIN, Terrain

KEEP = np.array([[np.nan, 0.0, 0.0, 0.0]])
HIGH = np.array([[np.nan, 0.12, 0.0, 0.0]])
COMMAND = np.array([[1.67, 0.0, 0.0]])
UPRIGHT = np.array([[0.0, 0.0, -1.0]])


def limit(
    guard: Guard, register: np.ndarray, terrain: Terrain = NO_TERRAIN, **changes: np.ndarray
) -> np.ndarray:
    values = {"lin_vel_b": COMMAND, "gravity_b": UPRIGHT, **changes}
    return guard.limit(register, COMMAND, terrains=[terrain], **values)[0]


def wall(distance: float, rise: float = 1.0) -> Terrain:
    blocks = np.array([[-20.0, distance, 0.0, 0.0], [distance, 20.0, rise, rise]])
    return replace(NO_TERRAIN, blocks=blocks, near_m=distance, far_m=distance)


def test_a_free_way_is_left_alone():
    assert np.array_equal(limit(Guard(), HIGH), HIGH, equal_nan=True)


def test_nobody_walks_into_a_wall_or_a_pit():
    law = GuardConfig().stop
    given = limit(Guard(), KEEP, wall(1.0))
    assert given[0, 0] == pytest.approx(law.speed_m_s(1.0))
    assert law.way_m(float(given[0, 0])) == pytest.approx(1.0)
    assert limit(Guard(), KEEP, wall(0.2))[0, 0] == 0.0
    assert limit(Guard(), KEEP, wall(1.0, rise=-1.5))[0, 0] < 1.2


def test_steps_and_gaps_are_no_dead_ends():
    config = GuardConfig()
    assert dead_end_m(wall(1.0, rise=0.25), config) == np.inf
    blocks = [[-20.0, 1.0, 0.0, 0.0], [1.0, 1.6, -1.2, -1.2], [1.6, 20.0, 0.0, 0.0]]
    assert dead_end_m(replace(NO_TERRAIN, blocks=np.array(blocks)), config) == np.inf


def test_a_robot_that_has_to_balance_changes_nothing():
    guard = Guard()
    limit(guard, KEEP)
    leaning = np.array([[0.5, 0.0, -0.8]])
    assert np.array_equal(limit(guard, HIGH, gravity_b=leaning), KEEP, equal_nan=True)
    slow = np.array([[0.2, 0.0, 0.0]])
    assert np.array_equal(limit(guard, HIGH, lin_vel_b=slow), KEEP, equal_nan=True)
    assert np.array_equal(limit(guard, HIGH), HIGH, equal_nan=True)


@pytest.mark.parametrize("register", [np.full(4, np.nan), np.array([np.inf, 0, 0, 0])])
def test_numbers_that_are_none_become_the_command(register: np.ndarray):
    assert np.array_equal(limit(Guard(), register[None]), KEEP, equal_nan=True)


def test_registers_are_clipped_to_what_a_body_may_be_asked():
    given = limit(Guard(), np.array([[9.0, 9.0, 9.0, 9.0]]))
    assert given[0].tolist() == [2.2, 0.2, 0.16, 1.0]


def test_the_speed_law_is_the_inverse_of_the_stopping_way():
    law = StopLaw(a_s=0.3, b_s2_per_m=0.2)
    for speed in (0.3, 1.0, 2.0):
        assert law.speed_m_s(law.way_m(speed)) == pytest.approx(speed)
    assert law.speed_m_s(0.1) == 0.0
    assert StopLaw(a_s=0.5, b_s2_per_m=0.0).speed_m_s(0.8) == pytest.approx(1.0)


def test_a_law_by_which_the_fast_stop_shorter_is_refused():
    with pytest.raises(InvalidConfig, match="stop law"):
        StopLaw(a_s=-0.1, b_s2_per_m=0.2)


def test_rows_are_forked_and_forgotten():
    guard = Guard()
    limit(guard, HIGH)
    twin = guard.fork(np.array([0, 0]))
    guard.forget(0)
    leaning = np.array([[0.5, 0.0, -0.8]])
    assert np.array_equal(limit(guard, HIGH, gravity_b=leaning), KEEP, equal_nan=True)
    given, _ = twin.limit(
        np.tile(KEEP, (2, 1)),
        np.tile(COMMAND, (2, 1)),
        np.tile(COMMAND, (2, 1)),
        np.tile(leaning, (2, 1)),
        [NO_TERRAIN] * 2,
    )
    assert np.array_equal(given, np.tile(HIGH, (2, 1)), equal_nan=True)
