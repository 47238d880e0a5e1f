"""Booking: every measured quantity becomes an entry, and the cost of a part follows by hand."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from andon.errors import InvalidConfig, UnknownName
from andon.ledger.accounts import CostCentre
from andon.ledger.book import book, book_quantities
from andon.ledger.exchange import ExchangeRate, ExchangeRates
from andon.ledger.money import money, total
from andon.ledger.prices import PriceList
from andon.ledger.quantities import MEASURED
from andon.ledger.subsidy import Subsidy
from andon.lines.summary import summarise
from andon.lines.synthetic import make_synthetic_log
from tests.ledger.tables import DAY, make_price, make_prices, make_quantities, make_terms

PRICES = {
    "robot": 10_000,
    "sensors": 500,
    "safety_system": 3000,
    "fixtures_and_tooling": 2000,
    "integration_labour": 5000,
    "model_and_training": 4000,
    "process_redesign": 1000,
    "model_licence": 1200,
    "fleet_software": 3600,
    "actuator_spare": 250,
    "technician": 60,
    "setter": 50,
    "helper": 40,
    "supervisor": 45,
    "downtime": 30,
    "energy": "0.25",
    "floor": 120,
    "scrap": 3,
    "escape": 100,
    "operator": 35,
}

USED = {
    "actuator_spare": 2,
    "technician": 5,
    "setter": 3,
    "helper": 4,
    "downtime": 6,
    "energy": 200,
    "scrap": 20,
    "escape": 1,
    "operator": 100,
}


def subsidy(share, *centres, cap=None):
    return Subsidy(
        name="town",
        share=Decimal(str(share)),
        cap=cap,
        centres=tuple(CostCentre(name) for name in centres),
        date=DAY,
        source="test",
        evidence="J",
    )


def make_ledger(prices=None, used=USED, quantities=None, **terms):
    return book_quantities(
        make_quantities(used, **(quantities or {})),
        prices=make_prices(**(PRICES if prices is None else prices)),
        terms=make_terms(
            supervisors=Decimal("0.1"),
            floor_m2=Decimal(20),
            maintenance_share_per_yr=Decimal("0.1"),
            integration_share=Decimal("0.5"),
            **terms,
        ),
    )


def test_every_cost_centre_bears_what_belongs_to_it():
    # 100 of 2000 h are a twentieth of a year; without interest, five years recover a fifth per
    # year, so that the hours bear a hundredth of what was bought. Two robots.
    costs = {centre.value: cost.amount for centre, cost in make_ledger().cost_by_centre().items()}
    assert costs == {
        "model_and_training": 4000 / 100 + 2 * 1200 / 20,
        "robot": 2 * 10_000 / 100,
        "sensors": 2 * 500 / 100,
        "actuators_and_spares": 2 * 250,
        "safety_system": 3000 / 100,
        "fixtures_and_tooling": 2000 / 100 + 3 * 50,
        "integration_labour": (5000 + 0.5 * 20_000) / 100,
        "maintenance": 5 * 60 + 0.1 * 20_000 / 20,
        "supervision_and_interventions": 4 * 40 + 0.1 * 100 * 45 + 2 * 3600 / 20,
        "downtime": 6 * 30,
        "process_redesign": 1000 / 100,
        "energy": 200 * 0.25,
        "floor": 20 * 120 / 20,
        "scrap_and_escapes": 20 * 3 + 100,
        "direct_labour": 100 * 35,
    }


def test_the_cost_centres_add_up_to_the_cost():
    ledger = make_ledger()
    cost = ledger.cost(with_subsidy=False)
    assert total(ledger.cost_by_centre().values(), "EUR") == cost
    assert ledger.capital_charge(with_subsidy=False) + ledger.running_cost() == cost
    assert ledger.cost_per_good_part(with_subsidy=False).amount == cost.amount / 1000
    assert ledger.cost_per_h(with_subsidy=False).amount == cost.amount / 100


amounts = st.decimals(0, 10**5, places=4)


@given(
    st.fixed_dictionaries(dict.fromkeys(PRICES, amounts)),
    st.fixed_dictionaries({role: st.decimals(0, 10**4, places=9) for role in MEASURED}),
    st.decimals("-0.5", 1, places=3),
    st.decimals("0.1", 40, places=2),
)
def test_books_of_any_line_at_any_price_balance_exactly(prices, used, rate, life):
    ledger = make_ledger(
        prices,
        used,
        discount_rate=rate,
        life_yr=life,
        subsidies=(subsidy("0.3", "robot", "model_and_training"),),
    )
    assert total(ledger.books.trial_balance("EUR").values(), "EUR").amount == 0
    assert ledger.cost(with_subsidy=True) <= ledger.cost(with_subsidy=False)


def test_a_subsidy_stands_on_its_own_account_and_leaves_the_costs_alone():
    without = make_ledger()
    with_one = make_ledger(subsidies=(subsidy("0.3", "robot"),))
    assert with_one.cost_by_centre() == without.cost_by_centre()
    assert with_one.cost(with_subsidy=False) == without.cost(with_subsidy=False)
    # 30 % of two robots of 10,000 are 6,000, of which the hours get a hundredth.
    assert with_one.subsidy() == money(60, "EUR")
    assert without.cost(with_subsidy=True) - with_one.cost(with_subsidy=True) == money(60, "EUR")
    assert with_one.outlay(with_subsidy=False) - with_one.outlay(with_subsidy=True) == money(
        6000, "EUR"
    )
    assert without.subsidy() == money(0, "EUR")


def test_subsidies_beyond_the_investment_are_refused():
    everything = [centre.value for centre in CostCentre]
    with pytest.raises(InvalidConfig, match="together they must not exceed it"):
        make_ledger(subsidies=(subsidy("0.6", *everything), subsidy("0.6", *everything)))


@pytest.mark.parametrize("role", USED)
def test_what_was_used_needs_a_price(role):
    prices = {name: value for name, value in PRICES.items() if name != role}
    with pytest.raises(UnknownName, match=rf"test\.toml lacks the price `price\.{role}`"):
        make_ledger(prices)
    make_ledger(prices, {name: value for name, value in USED.items() if name != role})


@pytest.mark.parametrize("role", ["robot", "supervisor", "floor"])
def test_what_the_terms_ask_for_needs_a_price(role):
    with pytest.raises(UnknownName, match=rf"lacks the price `price\.{role}`"):
        make_ledger({name: value for name, value in PRICES.items() if name != role})


def test_one_off_costs_without_a_price_are_listed_as_counting_nothing():
    assert make_ledger().unpriced == ()
    few = {role: PRICES[role] for role in ("robot", "supervisor", "floor", *USED)}
    assert make_ledger(few).unpriced == (
        "sensors",
        "safety_system",
        "fixtures_and_tooling",
        "model_and_training",
        "process_redesign",
    )


def test_rented_robots_cost_by_the_hour_and_need_no_price_to_buy():
    prices = {n: v for n, v in PRICES.items() if n != "robot"} | {"robot_rental": 11}
    ledger = book_quantities(
        make_quantities({**USED, "robot_rental": 200}),
        prices=make_prices(**prices),
        terms=make_terms(),
    )
    assert ledger.cost_by_centre()[CostCentre.ROBOT] == money(2200, "EUR")


def test_robots_are_not_bought_and_rented_at_once():
    with pytest.raises(InvalidConfig, match=r"test\.toml prices the robots to buy .* paid twice"):
        make_ledger({**PRICES, "robot_rental": 11})


def test_prices_in_another_currency_need_a_dated_rate():
    prices = PriceList(
        name="test.toml", prices={"robot": make_price("robot", 8000, currency="CNY")}
    )
    quantities = make_quantities(robots=1)
    with pytest.raises(InvalidConfig, match=r"8,000\.00 CNY is wanted in EUR on 2026-03-01"):
        book_quantities(quantities, prices=prices, terms=make_terms())
    rate = ExchangeRate(
        base="EUR", quote="CNY", value=Decimal(8), date=DAY, source="test", evidence="J"
    )
    terms = make_terms(exchange=ExchangeRates(rates=(rate,)))
    ledger = book_quantities(quantities, prices=prices, terms=terms)
    assert ledger.outlay(with_subsidy=False) == money(1000, "EUR")
    assert ledger.books.currencies() == ["EUR"]


def test_every_entry_says_quantity_price_day_and_source():
    narrations = [entry.narration for entry in make_ledger().books.entries]
    assert "energy: 200 x 0.25 EUR per kWh of 2026-03-01 (J: assumed for a test)" in narrations


def test_a_shift_log_is_booked_end_to_end():
    summary = summarise(make_synthetic_log(num_stations=3, num_shifts=2))
    ledger = book(summary, prices=make_prices(**PRICES), terms=make_terms())
    assert ledger.quantities.good_parts == 680
    # 2 shifts x 3 stations x 12 kWh at 0.25
    assert ledger.cost_by_centre()[CostCentre.ENERGY] == money(18, "EUR")
    # 2 x 10 scrapped at 3, 2 x 2 escaped at 100
    assert ledger.cost_by_centre()[CostCentre.SCRAP_AND_ESCAPES] == money(460, "EUR")
    assert ledger.cost_per_good_part(with_subsidy=False).amount > 0


def test_faster_retooling_shows_up_in_money():
    slow, fast = (make_ledger(used={**USED, "setter": hours}) for hours in (3, 1))
    saved = slow.cost(with_subsidy=False) - fast.cost(with_subsidy=False)
    assert saved == money(2 * 50, "EUR")


def test_a_price_in_another_currency_without_a_rate_is_named_with_file_and_key():
    prices = make_prices(robot=10_000, operator=30)
    mixed = prices.with_price("robot", make_price("robot", 10_000, currency="USD"))
    with pytest.raises(InvalidConfig, match=r"^test\.toml, key `price\.robot`: 10,000\.00 USD is"):
        book_quantities(make_quantities(), prices=mixed, terms=make_terms())
