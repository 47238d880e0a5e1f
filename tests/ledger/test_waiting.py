"""Waiting: the lattice against sums by hand."""

from dataclasses import replace
from math import comb

import numpy as np
import pytest

from andon.errors import InvalidConfig
from andon.ledger.waiting import PriceCourse, value_of_waiting

SURE = PriceCourse(fall_per_yr=0.25, volatility=0.0)


def wait(**changes):
    settings = {
        "outlay": 100.0,
        "yearly": 30.0,
        "life_yr": 5,
        "discount_rate": 0.10,
        "course": SURE,
    }
    return value_of_waiting(**{**settings, **changes})


def test_without_a_horizon_it_is_now_or_never():
    found = wait(horizon_yr=0)
    assert found.npv_now == pytest.approx(13.723603, abs=1e-6)
    assert found.value == found.npv_now
    assert found.option_value == 0.0
    assert found.buys_now
    never = wait(horizon_yr=0, yearly=20.0)
    assert (never.value, never.chance_to_buy) == (0.0, 0.0)
    assert np.isnan(never.mean_wait_yr)


def test_a_certain_fall_is_waited_for_until_a_year_costs_more_than_it_saves():
    # Present value of buying in year t: (113.7236 - 100 x 0.75^t) / 1.1^t: 13.72, 35.20, 47.50,
    # 53.75, 56.06, 55.88: year 4 is best.
    worth = 113.72360
    best = max((worth - 100 * 0.75**t) / 1.1**t for t in range(11))
    found = wait()
    assert found.value == pytest.approx(best, abs=1e-3)
    assert found.mean_wait_yr == 4.0
    assert found.chance_to_buy == 1.0
    assert found.option_value == pytest.approx(best - 13.7236, abs=1e-3)
    assert not found.buys_now


def test_equipment_may_last_a_year_and_money_may_cost_nothing():
    found = wait(life_yr=1, yearly=110.0, discount_rate=0.0, horizon_yr=0)
    assert found.npv_now == pytest.approx(10.0)


def test_a_price_that_stands_still_is_not_waited_for():
    found = wait(course=PriceCourse(fall_per_yr=0.0, volatility=0.0))
    assert found.buys_now
    assert found.option_value == 0.0
    assert found.mean_wait_yr == 0.0


def test_two_steps_of_the_lattice_by_hand():
    # Without a fall, factors of 1.6 and 0.4 have the mean 1.
    volatility = 0.5 * np.log(1.6 / 0.4)
    course = PriceCourse(fall_per_yr=0.0, volatility=volatility)
    np.testing.assert_allclose(course.factors(1), [0.4, 1.6])
    # Worth 113.72; now 13.72; next year 73.72 or nothing: 0.5 x 73.7236 / 1.1 = 33.5107.
    found = wait(course=course, horizon_yr=1)
    assert found.value == pytest.approx(33.510726, abs=1e-5)
    assert found.chance_to_buy == 0.5
    assert found.mean_wait_yr == 1.0


@pytest.mark.parametrize("years", [1, 3, 10])
def test_the_mean_price_falls_as_stated(years):
    course = PriceCourse(fall_per_yr=0.25, volatility=0.3)
    chances = np.array([comb(years, ups) for ups in range(years + 1)]) / 2.0**years
    assert float(chances @ course.factors(years)) == pytest.approx(0.75**years)


def test_the_right_to_wait_is_never_worth_less_than_nothing_and_grows_with_uncertainty():
    values = [
        wait(course=replace(SURE, volatility=v), yearly=24.0).value for v in (0.0, 0.2, 0.4, 0.8)
    ]
    assert all(np.diff(values) > -1e-9)
    for yearly in (0.0, 10.0, 30.0, 100.0, 1000.0):
        assert wait(yearly=yearly).option_value >= 0.0
    assert wait(yearly=1000.0).buys_now


@pytest.mark.parametrize(
    ("build", "message"),
    [
        (lambda: PriceCourse(fall_per_yr=25.0), r"must lie in \[0, 1\), with 0\.25 for 25 %"),
        (lambda: PriceCourse(fall_per_yr=1.0), r"must lie in \[0, 1\)"),
        (lambda: wait(discount_rate=-1.0), "discount_rate > -1"),
        (lambda: wait(horizon_yr=-1), "horizon_yr >= 0"),
        (lambda: PriceCourse(volatility=-0.1), r"must lie in \[0, 3\)"),
        (lambda: wait(outlay=-1.0), "outlay >= 0"),
        (lambda: wait(life_yr=0), "life_yr >= 1"),
    ],
)
def test_what_cannot_be_meant_is_refused(build, message):
    with pytest.raises(InvalidConfig, match=message):
        build()


def test_what_keeps_its_price_is_paid_whenever_it_is_bought():
    # With 20 of 100 that do not fall: (113.7236 - 20 - 80 x 0.75^t) / 1.1^t is largest in year 4.
    best = max((113.72360 - 20 - 80 * 0.75**t) / 1.1**t for t in range(11))
    found = wait(outlay=80.0, fixed_outlay=20.0)
    assert found.npv_now == pytest.approx(wait().npv_now)
    assert found.value == pytest.approx(best, abs=1e-3)
    assert found.value < wait().value
    with pytest.raises(InvalidConfig, match="fixed_outlay >= 0"):
        wait(fixed_outlay=-1.0)
