"""What a decision hangs on, as plain data for a page."""

import json
from decimal import Decimal

import pytest

from andon.ledger.book import book_quantities
from andon.ledger.cost_model import cost_model
from andon.ledger.decision import (
    COURSE,
    HORIZON_YR,
    claims_statement,
    inputs_statement,
    retooling_statement,
    waiting_statement,
)
from andon.ledger.presets import preset, preset_names
from andon.ledger.retooling import Retooling
from andon.ledger.waiting import value_of_waiting
from tests.ledger.tables import make_prices, make_quantities, make_terms

PRICES = make_prices(robot=10_000, safety_system=4_000, operator=30, setter=30, scrap=1, downtime=0)


def book(prices=PRICES, **changes):
    terms = make_terms(human_parts_per_h=Decimal(8), **changes)
    return book_quantities(make_quantities({"operator": 20}), prices=prices, terms=terms)


def test_only_the_price_of_the_robots_falls():
    ledger = book(integration_share=Decimal("0.5"))
    found = waiting_statement(ledger)
    plan = ledger.investment(with_subsidy=False)
    assert float(plan.outlay.amount) == 34_000
    assert found["falling_outlay"] == 30_000
    wanted = value_of_waiting(
        outlay=30_000, fixed_outlay=4_000, yearly=float(plan.yearly.amount), life_yr=5,
        discount_rate=0.0, course=COURSE, horizon_yr=HORIZON_YR,
    )  # fmt: skip
    assert (found["value"], found["npv_now"]) == (wanted.value, wanted.npv_now)
    assert found["option_value"] == wanted.option_value >= 0.0


def test_a_line_that_buys_no_robot_has_nothing_to_wait_for():
    rented = make_prices(robot_rental=3, operator=30)
    ledger = book_quantities(
        make_quantities({"operator": 20, "robot_rental": 200}),
        prices=rented,
        terms=make_terms(human_parts_per_h=Decimal(8)),
    )
    assert waiting_statement(ledger) is None
    people = book_quantities(
        make_quantities({"operator": 20}, robots=0), prices=PRICES,
        terms=make_terms(human_parts_per_h=Decimal(8)),
    )  # fmt: skip
    assert waiting_statement(people) is None


def test_everything_is_plain_json():
    ledger = book()
    setup = Retooling(down_h=Decimal(10), person_h=Decimal(5), trial_parts=Decimal(3))
    rows = retooling_statement(ledger.quantities, setup, ledger)
    assert json.loads(json.dumps(rows, allow_nan=False)) == rows
    assert rows["down_h"] == 10.0
    assert [row["cost_per_good_part"] for row in rows["rows"][:3]] == sorted(
        (row["cost_per_good_part"] for row in rows["rows"][:3]), reverse=True
    )
    assert inputs_statement(cost_model(ledger), (), seed=0) == []
    json.dumps(waiting_statement(ledger), allow_nan=False)


@pytest.mark.parametrize("name", preset_names())
def test_claims_hold_figures_and_disagreements(name):
    found = claims_statement(preset(name))
    assert found["title"] == preset(name).title
    assert found["figures"]
    assert all(row["status"] in ("agrees", "not determined") for row in found["figures"])
    assert found["disagreements"]
    json.dumps(found, allow_nan=False)


def test_prices_of_a_plant_claim_nothing():
    assert claims_statement(None) is None
