"""Footholds: level ground is left alone, pits are shunned, edges are kept clear of."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from andon.policies.footholds import Planner
from andon.policies.gait_config import GaitConfig, PlannerConfig, walking_scan

SCAN = walking_scan()
CONFIG = PlannerConfig()
X = np.array(SCAN.x_m)
SAMPLE = 0.03
"""What lies between two samples of the scan is not known: half their distance, and a little."""
HANGING = 2 * 0.046 + SAMPLE
"""Up to two sixths of the sole hang over an edge before it is worth moving the foot."""


def planner(**changes) -> Planner:
    return Planner(PlannerConfig(**changes), SCAN)


def choose(ground, x: float, *, support: float = 0.0, last: float = 0.0, plan=None):
    """Give shift and level of one foot on a ground by x."""
    profile = np.asarray(ground(X), float)[None]
    shift, level = (plan or planner()).plan(
        profile, profile, np.array([x]), np.array([support]), np.array([last])
    )
    return float(shift[0]), float(level[0])


def step_at(edge: float, rise: float):
    return lambda x: np.where(x > edge, rise, 0.0)


places = st.floats(0.0, 0.9)
levels = st.floats(-0.3, 0.3)


@settings(max_examples=40)
@given(places, levels)
def test_level_ground_shifts_no_foot_and_has_its_level(x, level):
    shift, found = choose(lambda at: 0 * at + level, x, support=level)
    assert shift == 0
    assert found == pytest.approx(level, abs=1e-12)


def seen(ground, x):
    """Give the ground as the scan has it: at the nearest sample."""
    near = np.clip(np.rint((np.asarray(x) - X[0]) / 0.05), 0, len(X) - 1).astype(int)
    return ground(X)[near]


@settings(max_examples=40)
@given(places, st.floats(-0.3, 0.3), st.floats(0.3, 0.6))
def test_no_foot_lands_in_a_pit_that_can_be_stepped_around(x, offset, width):
    first, last = x + offset, x + offset + width

    def pit(at):
        return np.where((at > first) & (at < last), -0.6, 0.0)

    sole = np.linspace(-CONFIG.heel_m, CONFIG.toe_m, 6)
    shifts = np.arange(-8, 9) * CONFIG.step_m
    room = [s for s in shifts if (seen(pit, x + s + sole) == 0).all()]
    shift, level = choose(pit, x)
    if room:
        assert level == pytest.approx(0.0)
        assert (seen(pit, x + shift + sole) == 0).sum() >= 4


@settings(max_examples=40)
@given(st.floats(0.1, 0.6), st.floats(0.05, 0.17), st.floats(-0.1, 0.1), st.booleans())
def test_a_sole_lies_on_one_side_of_an_edge(edge, rise, off, goes_down):
    # Within reach there is room for the whole sole on either side.
    low, high = (-rise, 0.0) if goes_down else (0.0, rise)
    ground = step_at(edge, -rise) if goes_down else step_at(edge, rise)
    shift, level = choose(ground, edge + off)
    heel, toe = edge + off + shift - CONFIG.heel_m, edge + off + shift + CONFIG.toe_m
    before, after = (high, low) if goes_down else (low, high)
    assert level == pytest.approx(low) or level == pytest.approx(high)
    if level == pytest.approx(before):
        assert toe <= edge + (HANGING if goes_down else SAMPLE)  # no toe in the riser
    else:
        assert level == pytest.approx(after)
        assert heel >= edge - (SAMPLE if goes_down else HANGING)


def test_the_margin_is_what_keeps_the_sole_from_the_riser():
    ground = step_at(0.4, 0.12)
    near = 0.4 - CONFIG.toe_m - 0.02  # the toe would land 2 cm short of the riser
    with_margin, _ = choose(ground, near)
    without, _ = choose(ground, near, plan=planner(margin_m=0.0))
    assert without == 0
    assert with_margin != 0


@settings(max_examples=40)
@given(st.floats(0.2, 0.6), st.floats(0.05, 0.17))
def test_ground_is_taken_at_its_own_height(edge, rise):
    _, level = choose(step_at(edge, rise), edge + 0.15)
    assert level == pytest.approx(rise, abs=1e-9)


def test_a_rise_beyond_the_limit_is_avoided_where_it_can_be():
    shift, level = choose(step_at(0.4, 0.30), 0.45)
    assert level == pytest.approx(0.0)
    assert shift < 0


def test_a_swing_keeps_to_its_plan_when_another_is_hardly_better():
    ground = step_at(0.4, 0.12)
    x = 0.4 - 0.035  # both sides are about as far
    up, down = choose(ground, x, last=0.15)[0], choose(ground, x, last=-0.15)[0]
    assert down < 0 < up


@settings(max_examples=40)
@given(places, st.lists(st.floats(-0.5, 0.2), min_size=34, max_size=34), levels)
def test_a_shift_lies_on_its_grid_and_within_reach(x, profile, support):
    shift, level = choose(lambda at: np.array(profile), x, support=support)
    assert abs(shift) <= CONFIG.max_shift_m + 1e-12
    assert shift / CONFIG.step_m == pytest.approx(round(shift / CONFIG.step_m), abs=1e-9)
    assert min(profile) - 1e-9 <= level <= max(profile) + 1e-9


@settings(max_examples=40)
@given(st.lists(st.floats(-0.3, 0.3), min_size=136, max_size=136))
def test_left_and_right_are_mirror_images(values):
    plan, scan = planner(), np.array(values)[None]
    image = scan.reshape(1, 34, 4)[:, :, ::-1].reshape(1, -1)
    own, other = plan.profiles(scan), plan.profiles(image)
    assert np.array_equal(own.high, other.high[:, ::-1])
    assert np.array_equal(own.low, other.low[:, ::-1])
    x = np.array([[0.2, 0.5]])
    assert np.array_equal(plan.level_at(own, x), plan.level_at(other, x[:, ::-1])[:, ::-1])
    assert np.array_equal(plan.is_uneven(own, x), plan.is_uneven(other, x[:, ::-1])[:, ::-1])


def test_each_foot_has_the_rows_on_its_own_side():
    heights = np.where(SCAN.grid()[:, 1] > 0, 0.1, -0.2)[None]
    found = planner().profiles(heights)
    assert (found.high[0, 0] == 0.1).all()
    assert (found.low[0, 1] == -0.2).all()


@settings(max_examples=40)
@given(places, levels)
def test_only_an_edge_makes_the_ground_uneven(x, level):
    plan, at = planner(), np.array([[x, x]])
    flat = plan.profiles(np.full((1, SCAN.num_points), level))
    assert not plan.is_uneven(flat, at).any()
    assert plan.level_at(flat, at) == pytest.approx(level)
    edge = np.where(SCAN.grid()[:, 0] > x, level + 0.05, level)[None]
    assert plan.is_uneven(plan.profiles(edge), at).all()


def test_rows_are_planned_one_by_one():
    plan = planner()
    grounds = [step_at(0.3, 0.1), step_at(0.5, -0.15), lambda x: 0 * x]
    profiles = np.array([g(X) for g in grounds])
    x, zero = np.array([0.28, 0.52, 0.4]), np.zeros(3)
    shift, level = plan.plan(profiles, profiles, x, zero, zero)
    for i, ground in enumerate(grounds):
        assert (shift[i], level[i]) == choose(ground, float(x[i]))


def test_the_default_plans_on_the_default_scan():
    assert GaitConfig().scan == SCAN
    assert np.diff(X) == pytest.approx(np.full(33, 0.05))
