"""The cost model: the books as a function, and what changes when an input does."""

from dataclasses import replace
from decimal import Decimal

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from andon.errors import InvalidConfig, UnknownName
from andon.ledger.cost_model import Attempts, attempts_of, cost_model
from andon.ledger.money import money
from andon.ledger.presets import preset, preset_names
from tests.ledger.test_book import PRICES, USED, make_ledger, subsidy


def relative(one, other):
    return abs(one - other) / max(abs(other), 1e-12)


@pytest.mark.parametrize("name", preset_names())
@pytest.mark.parametrize("with_subsidy", [False, True])
def test_the_model_without_changes_is_the_ledger(name, with_subsidy):
    ledger = preset(name).ledger()
    found = cost_model(ledger).evaluate(with_subsidy=with_subsidy)
    for value, exact in (
        (found.cost_per_h, ledger.cost_per_h(with_subsidy=with_subsidy).amount),
        (found.cost_per_good_part, ledger.cost_per_good_part(with_subsidy=with_subsidy).amount),
        (found.productivity, ledger.productivity()),
        (found.break_even_productivity, ledger.break_even_productivity(with_subsidy=with_subsidy)),
        (
            found.cost_per_human_equivalent_h,
            ledger.cost_per_human_equivalent_h(with_subsidy=with_subsidy).amount,
        ),
    ):
        assert relative(float(value), float(exact)) < 1e-9  # books keep twelve decimals


prices = st.fixed_dictionaries({role: st.integers(1, 10_000) for role in PRICES})


@given(prices, st.decimals("-0.5", 1, places=3), st.decimals("0.5", 30, places=1))
def test_changing_the_inputs_is_booking_at_other_prices_and_terms(values, rate, life):
    grants = (subsidy("0.4", "robot", "sensors", cap=money(900, "EUR")),)
    model = cost_model(make_ledger(subsidies=grants))
    booked = make_ledger(values, discount_rate=rate, life_yr=life, subsidies=grants)
    changes = {f"price.{role}": value for role, value in values.items()}
    changes |= {"discount_rate": float(rate), "life_yr": float(life)}
    for flag in (False, True):
        found = float(model.evaluate(changes, with_subsidy=flag).cost_per_h)
        assert relative(found, float(booked.cost_per_h(with_subsidy=flag).amount)) < 1e-9


@pytest.mark.parametrize("role", USED)
def test_changing_a_quantity_is_booking_another_one(role):
    model = cost_model(make_ledger())
    booked = make_ledger(used={**USED, role: 2 * USED[role]})
    changed = model.evaluate({f"used.{role}": 2 * USED[role] / 100}, with_subsidy=False)
    exact = booked.cost_per_h(with_subsidy=False).amount
    assert float(changed.cost_per_h) == pytest.approx(float(exact), rel=1e-9)


def test_arrays_are_broadcast_against_each_other():
    model = cost_model(preset("humanoid_us").ledger())
    found = model.evaluate(
        {"price.robot": np.ones((3, 1)), "productivity": np.ones(4)}, with_subsidy=False
    )
    assert found.cost_per_h.shape == found.good_parts_per_h.shape == (3, 4)
    assert found.benefit_per_h.shape == (3, 4)


def test_a_wage_sets_all_wages_and_not_one_of_them_again():
    model = cost_model(make_ledger(human_parts_per_h=Decimal(20)))
    roles = ("operator", "helper", "supervisor", "technician", "setter")
    each = model.evaluate({f"price.{role}": 50.0 for role in roles}, with_subsidy=False)
    at_once = model.evaluate({"wage": 50.0}, with_subsidy=False)
    assert at_once == each
    with pytest.raises(InvalidConfig, match=r"`wage` sets 'price\.helper'; change one"):
        model.evaluate({"wage": 50.0, "price.helper": 40.0}, with_subsidy=False)


def test_the_benefit_of_an_hour_is_zero_at_break_even():
    model = cost_model(preset("humanoid_us").ledger())
    needed = model.evaluate(with_subsidy=False).break_even_productivity
    found = model.evaluate({"productivity": needed}, with_subsidy=False)
    assert float(found.benefit_per_h) == pytest.approx(0.0, abs=1e-9)


def test_without_a_person_there_is_no_productivity():
    found = cost_model(make_ledger()).evaluate(with_subsidy=False)
    assert np.isnan(found.productivity)
    assert np.isfinite(found.cost_per_good_part)


def test_an_unknown_input_is_named_with_the_nearest():
    model = cost_model(preset("humanoid_us").ledger())
    with pytest.raises(UnknownName, match=r"'price\.robots'\. Did you mean 'price\.robot'"):
        model.evaluate({"price.robots": 1.0}, with_subsidy=False)


NUT = Attempts(success_rate=128 / 142, cycle_s=76.0, stop_s=0.0, help_s=60.0)


def nut_model():
    ledger = preset("xiaomi_nut_station").ledger()
    return ledger, cost_model(ledger).with_attempts(NUT.fitted(128 / 3))


def test_attempts_fitted_to_the_measured_rate_give_the_ledger():
    ledger, model = nut_model()
    found = model.evaluate(with_subsidy=False)
    assert float(found.good_parts_per_h) == pytest.approx(128 / 3)
    exact = float(ledger.cost_per_h(with_subsidy=False).amount)
    assert float(found.cost_per_h) == pytest.approx(exact, rel=1e-9)


def test_attempts_of_a_ledger_share_out_its_measured_help():
    ledger = preset("xiaomi_nut_station").ledger()
    found = attempts_of(ledger, success_rate=128 / 142, cycle_s=76.0)
    assert found.help_s == found.stop_s == pytest.approx(60.0)  # 0.2333 h over 14 interventions
    model = cost_model(ledger).with_attempts(found)
    outcome = model.evaluate(with_subsidy=False)
    assert float(outcome.good_parts_per_h) == pytest.approx(128 / 3)
    exact = float(ledger.cost_per_h(with_subsidy=False).amount)
    assert float(outcome.cost_per_h) == pytest.approx(exact, rel=1e-6)


def test_failures_that_nobody_helped_have_no_known_cost():
    ledger = preset("humanoid_us").ledger()
    with pytest.raises(InvalidConfig, match="nobody knows what a failed attempt takes"):
        attempts_of(ledger, success_rate=0.9, cycle_s=10.0)
    assert attempts_of(ledger, success_rate=1.0, cycle_s=10.0).help_s == 0.0


def test_good_parts_and_help_follow_from_the_success_rate():
    # 10 attempts of 100 s and 360 s of stop per failure: at 90 %, an attempt takes 136 s, so that
    # there are 26.47 attempts and 2.647 failures an hour.
    _, model = nut_model()
    attempts = Attempts(success_rate=0.9, cycle_s=100.0, stop_s=360.0, help_s=720.0)
    model = model.with_attempts(attempts)
    found = model.evaluate(with_subsidy=False)
    assert float(found.good_parts_per_h) == pytest.approx(3600 / 136 * 0.9)
    perfect = model.evaluate({"success_rate": 1.0}, with_subsidy=False)
    assert float(perfect.good_parts_per_h) == pytest.approx(36.0)
    helped = 3600 / 136 * 0.1 * 720 / 3600  # hours of help per hour
    wage = model.values["price.helper"]
    assert float(found.cost_per_h - perfect.cost_per_h) == pytest.approx(helped * wage)


def test_a_higher_success_rate_never_costs_more_per_part():
    _, model = nut_model()
    rates = np.linspace(0.3, 1.0, 50)
    costs = model.evaluate({"success_rate": rates}, with_subsidy=False).cost_per_good_part
    assert np.all(np.diff(costs) < 0.0)


def test_what_follows_from_attempts_is_no_input_any_more():
    _, model = nut_model()
    with pytest.raises(UnknownName, match="named 'good_parts_per_h'"):
        model.evaluate({"good_parts_per_h": 3.0}, with_subsidy=False)


def test_help_without_a_price_is_refused():
    whole = cost_model(preset("humanoid_us").ledger()).with_attempts(NUT)
    model = replace(whole, values={k: v for k, v in whole.values.items() if k != "price.helper"})
    with pytest.raises(UnknownName, match="price of the cost model named 'helper'"):
        model.evaluate(with_subsidy=False)


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"success_rate": 0.0}, r"success_rate is 0\.0; it must lie in \(0, 1\]"),
        ({"cycle_s": 0.0}, r"cycle_s is 0\.0; it must be above 0"),
        ({"availability": -1.0}, r"availability is -1\.0; it must be above 0"),
        ({"help_s": -1.0}, r"help_s is -1\.0; it must be 0 or more"),
        ({"stop_s": float("nan")}, "stop_s is nan"),
    ],
)
def test_attempts_that_cannot_be_meant_are_refused(change, message):
    settings = {"success_rate": 0.9, "cycle_s": 1.0, "stop_s": 1.0, "help_s": 1.0}
    with pytest.raises(InvalidConfig, match=message):
        Attempts(**{**settings, **change})
