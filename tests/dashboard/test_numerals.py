"""Numbers are never rounded in anyone's favour."""

from math import inf, nan

import pytest
from hypothesis import given
from hypothesis import strategies as st

from andon.dashboard.numerals import (
    PERCENT,
    Scale,
    as_declared,
    decimals_for,
    round_down,
    round_up,
)


def number(text: str) -> float:
    return float(text.replace("\u2212", "-"))


@given(st.floats(-1e6, 1e6), st.integers(0, 6))
def test_a_printed_interval_contains_the_stored_one(value, decimals):
    assert number(round_down(value, decimals)) <= value <= number(round_up(value, decimals))


@given(st.floats(-1e6, 1e6), st.integers(0, 6))
def test_rounding_moves_by_less_than_one_unit_of_the_last_digit(value, decimals):
    unit = 10.0**-decimals
    # 1e-9: a printed and a stored number of 1e6 with 6 decimals differ in binary by 1e-10 at most
    assert number(round_up(value, decimals)) - number(round_down(value, decimals)) <= unit + 1e-9


def test_numbers_that_need_no_rounding_stay_as_they_are():
    # In binary 0.29 * 100 is 28.999999999999996, which must not be printed as 28.9.
    assert round_down(0.29, 1, factor=100) == round_up(0.29, 1, factor=100) == "29.0"


def test_minus_zero_is_zero():
    assert round_up(-0.04, 1) == "0.0"
    assert round_down(-0.04, 1) == "\u22120.1"


def test_numbers_that_are_not_finite_are_printed_as_such():
    assert round_up(inf, 1) == "\u221e"
    assert round_down(-inf, 1) == "\u2212\u221e"
    assert as_declared(nan) == "not a number"


def test_a_success_rate_below_one_is_never_printed_as_one():
    assert PERCENT.estimate(1999 / 2000) == "99.9\u00a0%"
    assert PERCENT.estimate(1.0) == "100.0\u00a0%"


def test_an_interval_is_rounded_outwards():
    assert PERCENT.interval(0.94999, 0.98001) == "94.9 to 98.1\u00a0%"


def test_an_event_rate_is_rounded_up():
    scale = Scale(unit="per hour", decimals=1, is_higher_better=False)
    assert scale.estimate(7.21) == "7.3\u00a0per hour"


def test_a_difference_is_rounded_towards_zero():
    points = Scale(factor=100, unit="points")
    assert points.difference(0.1199) == "+11.9\u00a0points"
    assert points.difference(-0.1199) == "\u221211.9\u00a0points"
    assert points.difference(0.0001) == "0.0\u00a0points"


@pytest.mark.parametrize(
    ("low", "high", "decimals"),
    [(0.1391, 0.1652, 4), (208.1, 218.6, 1), (5.0, 5.0, 2), (0.0, 0.0, 2), (1.0, inf, 2)],
)
def test_decimals_follow_the_width_of_the_interval(low, high, decimals):
    assert decimals_for(low, high) == decimals
