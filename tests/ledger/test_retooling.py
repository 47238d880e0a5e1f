"""New products in money: more planned hours for the same parts, work and trial parts."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from andon.errors import InvalidConfig
from andon.ledger.book import book_quantities
from andon.ledger.retooling import Retooling, retooling_costs, retooling_of, with_retooling
from tests.ledger.tables import make_prices, make_quantities, make_terms

SETUP = Retooling(down_h=Decimal(25), person_h=Decimal(60), trial_parts=Decimal(40))
PRICES = make_prices(robot=10_000, operator=30, setter=40, scrap=2, downtime=0, energy=1)
MADE = {"operator": 190, "energy": 50, "scrap": 10}


def quantities():
    return make_quantities(MADE, planned_hours=Decimal(95))


def terms(count=4, **changes):
    return make_terms(new_products_per_year=Decimal(count), **changes)


def test_without_new_products_nothing_changes():
    assert with_retooling(quantities(), SETUP, terms(0)) == quantities()
    assert with_retooling(quantities(), None, terms(0)) == quantities()


def test_four_stops_of_25_h_take_a_twentieth_of_2000_h():
    found = with_retooling(quantities(), SETUP, terms())
    assert found.planned_hours == 100
    assert found.good_parts == 1000
    assert found.quantity("operator") == 200  # paid while the line stands
    assert found.quantity("energy") == 50
    changes = Decimal(4) * 100 / 2000
    assert found.quantity("setter") == changes * 60
    assert found.quantity("scrap") == 10 + changes * 40
    assert found.quantity("downtime") == changes * 25 == 5


def test_the_cost_of_a_part_by_hand():
    # Per 100 h: robots 20000/5/2000*100 = 200, operators 6000, energy 50, scrap 2*18 = 36, work
    # 40*12 = 480; for 1000 parts.
    ledger = book_quantities(
        with_retooling(quantities(), SETUP, terms()), prices=PRICES, terms=terms()
    )
    assert float(ledger.cost_per_good_part(with_subsidy=False).amount) == pytest.approx(6.766)


@given(
    count=st.integers(1, 40),
    shares=st.tuples(st.integers(0, 100), st.integers(0, 100)),
)
def test_faster_retooling_never_costs_more(count, shares):
    costs = []
    for share in sorted(shares):
        used = with_retooling(quantities(), SETUP.shorter(Decimal(share) / 100), terms(count))
        ledger = book_quantities(used, prices=PRICES, terms=terms(count))
        costs.append(ledger.cost_per_good_part(with_subsidy=False).amount)
    assert costs[1] <= costs[0]
    assert (costs[1] < costs[0]) == (shares[0] != shares[1])


def test_the_table_of_numbers_and_speeds():
    rows = retooling_costs(quantities(), SETUP, prices=PRICES, terms=terms(6))
    assert sorted({row.new_products_per_year for row in rows}) == [1, 4, 6, 12, 52]
    by = {(row.new_products_per_year, row.shorter): row for row in rows}
    before = by[Decimal(4), Decimal(0)].ledger
    assert float(before.cost_per_good_part(with_subsidy=False).amount) == pytest.approx(6.766)
    half = by[Decimal(4), Decimal("0.5")]
    difference = 6.766 - float(half.ledger.cost_per_good_part(with_subsidy=False).amount)
    assert half.saved_per_year(before) == pytest.approx(difference * 1000 / 100 * 2000)
    assert half.saved_per_year(before) > by[Decimal(4), Decimal("0.2")].saved_per_year(before) > 0
    long = Retooling(down_h=Decimal(60), person_h=Decimal(0), trial_parts=Decimal(0))
    late = retooling_costs(quantities(), long, prices=PRICES, terms=terms(6))
    assert [row.ledger is None for row in late if row.new_products_per_year == 52] == [
        True, True, False,
    ]  # fmt: skip
    assert late[-3].saved_per_year(before) is None


@pytest.mark.parametrize("role", ["setter", "scrap", "downtime"])
def test_without_the_price_of_something_there_is_no_table(role):
    prices = make_prices(
        **{
            r: 1
            for r in ("robot", "operator", "setter", "scrap", "downtime", "energy")
            if r != role
        }
    )
    assert retooling_costs(quantities(), SETUP, prices=prices, terms=terms(0)) == ()


def test_new_products_of_which_nobody_says_what_they_take_are_refused():
    wanted = r"`terms\.new_products_per_year` is 4, .*station\.retooling"
    with pytest.raises(InvalidConfig, match=wanted):
        with_retooling(quantities(), None, terms())


def test_retooling_that_fills_the_year_is_refused():
    with pytest.raises(InvalidConfig, match="no time is left to make parts"):
        with_retooling(quantities(), SETUP, terms(80))


def test_amounts_below_nothing_are_refused():
    with pytest.raises(InvalidConfig, match="down_h is -1"):
        Retooling(down_h=Decimal(-1), person_h=Decimal(0), trial_parts=Decimal(0))
    with pytest.raises(InvalidConfig, match="share in"):
        SETUP.shorter(Decimal("1.1"))
    with pytest.raises(InvalidConfig, match="new_products_per_year is -1"):
        terms(-1)


def test_it_is_read_from_the_summary_of_a_run():
    table = {"down_h": {"mean": 0.1}, "person_h": {"mean": 2.0}, "trial_parts": 7}
    found = retooling_of({"retooling": table})
    assert found == Retooling(
        down_h=Decimal("0.1"), person_h=Decimal("2.0"), trial_parts=Decimal(7)
    )
    assert retooling_of({}) is None
