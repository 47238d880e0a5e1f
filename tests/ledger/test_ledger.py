"""The ledger: what the books say about parts, people and the investment."""

from decimal import Decimal

import pytest

from andon.errors import InvalidConfig, UnknownName
from andon.ledger.accounts import CostCentre
from andon.ledger.book import book_quantities
from andon.ledger.money import money
from andon.ledger.subsidy import Subsidy
from tests.ledger.tables import DAY, make_prices, make_quantities, make_terms

HALF = Subsidy(
    name="town",
    share=Decimal("0.5"),
    cap=None,
    centres=(CostCentre.ROBOT,),
    date=DAY,
    source="test",
    evidence="J",
)


def make_ledger(*, good_parts=1000, robots=1, prices=None, **terms):
    settings = {"human_parts_per_h": Decimal(20), "discount_rate": Decimal("0.10")}
    return book_quantities(
        make_quantities({"energy": 100}, robots=robots, good_parts=good_parts),
        prices=make_prices(**(prices or {"robot": 10_000, "energy": 1, "operator": 4})),
        terms=make_terms(**{**settings, **terms}),
    )


def test_productivity_and_cost_of_a_human_equivalent_hour():
    # 1000 parts in 100 h against 20 per hour: half a person.
    ledger = make_ledger()
    assert ledger.productivity() == Decimal("0.5")
    hourly = ledger.cost_per_h(with_subsidy=False)
    twice = ledger.cost_per_human_equivalent_h(with_subsidy=False)
    assert float(twice.over(hourly)) == pytest.approx(2.0, abs=1e-11)  # twelve decimals are kept
    assert ledger.break_even_productivity(with_subsidy=False) == hourly.over(money(4, "EUR"))


def test_the_investment_holds_the_golden_values():
    # 100 spent, 30 a year for 5 years at 10 %: 1200 parts are 60 h of a person, at 0.025 worth 1.5,
    # and 100 h are a twentieth of a year.
    ledger = make_ledger(good_parts=1200, prices={"robot": 100, "energy": 0, "operator": "0.025"})
    one = ledger.investment(with_subsidy=False)
    assert (one.outlay.amount, one.yearly.amount) == (100, 30)
    assert round(one.npv.amount, 6) == Decimal("13.723603")
    assert round(100 * one.internal_rates[0], 6) == 15.238237
    assert round(one.simple_payback_yr, 4) == Decimal("3.3333")
    assert round(one.discounted_payback_yr, 6) == Decimal("4.254164")
    assert one.is_paid_back_within_life


def test_a_subsidy_only_makes_the_investment_better():
    without, with_one = (
        make_ledger(subsidies=(HALF,)).investment(with_subsidy=flag) for flag in (False, True)
    )
    assert with_one.outlay.amount == without.outlay.amount / 2
    assert with_one.yearly == without.yearly
    assert (with_one.npv - without.npv).amount == 5000


def test_what_costs_more_than_it_spares_never_pays():
    one = make_ledger(prices={"robot": 100, "energy": 9, "operator": 4}).investment(
        with_subsidy=False
    )
    assert one.yearly.amount < 0
    assert one.internal_rates == ()
    assert one.simple_payback_yr is None
    assert one.discounted_payback_yr is None
    assert not one.is_paid_back_within_life


def test_a_payback_after_the_life_is_no_payback():
    one = make_ledger(life_yr=Decimal(2)).investment(with_subsidy=False)
    assert one.discounted_payback_yr is None or one.discounted_payback_yr > 2
    assert not one.is_paid_back_within_life


def test_a_present_value_is_positive_exactly_when_the_cost_of_an_hour_is_below_its_worth():
    for wage in (50, 60, 70, 80, 90):
        ledger = make_ledger(prices={"robot": 40_000, "energy": 20, "operator": wage})
        is_cheaper = ledger.cost_per_human_equivalent_h(with_subsidy=False) < money(wage, "EUR")
        assert (ledger.investment(with_subsidy=False).npv.amount > 0) == is_cheaper


def test_people_are_counted_while_they_work_and_supervisors_always():
    used = {"operator": 100, "helper": 10, "technician": 6, "setter": 4}
    ledger = book_quantities(
        make_quantities(used),
        prices=make_prices(robot=1, operator=1, helper=1, technician=1, setter=1, supervisor=1),
        terms=make_terms(supervisors=Decimal("0.25")),
    )
    assert ledger.people_needed() == Decimal("1.45")


def test_without_good_parts_there_is_no_cost_per_part():
    ledger = make_ledger(good_parts=0)
    with pytest.raises(InvalidConfig, match="'test' made no good part in 100 h"):
        ledger.cost_per_good_part(with_subsidy=False)
    with pytest.raises(InvalidConfig, match="it has no productivity"):
        ledger.cost_per_human_equivalent_h(with_subsidy=False)
    assert ledger.productivity() == 0


def test_without_a_person_to_compare_with_the_comparison_is_refused():
    ledger = make_ledger(human_parts_per_h=None)
    for use in (ledger.productivity, lambda: ledger.investment(with_subsidy=False)):
        with pytest.raises(InvalidConfig, match="declare human_parts_per_h to compare"):
            use()
    with pytest.raises(UnknownName, match=r"lacks the price `price\.operator`"):
        make_ledger(prices={"robot": 1, "energy": 1}).break_even_productivity(with_subsidy=False)


def test_yearly_flows_need_a_year():
    one = make_ledger(life_yr=Decimal(1)).investment(with_subsidy=False)
    assert one.internal_rates[0] == pytest.approx(
        float(one.yearly.over(one.outlay)) - 1.0, abs=1e-9
    )
    with pytest.raises(InvalidConfig, match=r"life_yr is 0\.5; yearly flows need"):
        make_ledger(life_yr=Decimal("0.5")).investment(with_subsidy=False)
