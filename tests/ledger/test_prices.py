"""Prices: the shipped table, the roles of the books, and strict reading."""

from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest

from andon.errors import InvalidConfig, UnknownName
from andon.ledger.accounts import CostCentre
from andon.ledger.evidence import EVIDENCE
from andon.ledger.prices import (
    ROLES,
    PriceList,
    Spread,
    published_prices,
    read_price,
    read_spread,
)
from andon.ledger.section import Section
from andon.ledger.shares import published_shares
from andon.ledger.subsidy import published_subsidies
from andon.ledger.units import UNITS
from tests.ledger.tables import DAY, make_price, make_prices

FULL = {
    "value": Decimal("0.25"),
    "currency": "EUR",
    "unit": "kWh",
    "date": DAY,
    "source": "bill",
    "evidence": "S",
}


def section(**values):
    return Section(file="prices.toml", key="price.energy", values=values)


def test_the_published_table_holds_the_figures_of_its_sources():
    found = {n: (one.value, one.currency, one.unit) for n, one in published_prices().items()}
    assert found["us_total_compensation"] == (Decimal("45.65"), "USD", "h")
    assert found["eu_industry_labour_cost"] == (Decimal("33.9"), "EUR", "h")
    assert found["china_large_enterprise_wage"] == (102_452, "CNY", "person yr")
    assert found["unitree_h2"] == (29_900, "USD", "robot")
    assert found["tiangong_walker_research"] == (299_000, "CNY", "robot")
    assert found["fleet_software_freedom"] == (300, "USD", "robot month")


def test_every_published_price_names_source_day_and_tag():
    for price in published_prices().values():
        assert price.source
        assert price.evidence in EVIDENCE
        assert price.evidence != "J", "a judgement is not published"
        assert 2023 <= price.date.year <= 2026


def test_derived_wages_follow_from_the_published_ones():
    table = published_prices()
    for loaded, wage in (
        ("china_large_enterprise_loaded_wage", "china_large_enterprise_wage"),
        ("china_private_loaded_wage", "china_private_wage"),
    ):
        assert table[loaded].value == table[wage].value * Decimal("1.35") / 2000


def test_orders_per_unit_follow_from_the_orders():
    table = published_prices()
    orders = table["ubtech_orders_2025"].value
    assert table["ubtech_orders_2025_per_unit"].value == orders / 1000


def test_a_copy_of_the_table_is_given():
    published_prices().clear()
    assert published_prices()


def test_every_cost_centre_has_a_price():
    assert {role.centre for role in ROLES.values()} == set(CostCentre)


def test_a_full_price_is_read():
    price = read_price(section(**FULL, low=Decimal("0.2"), high=Decimal("0.4")), "energy", {})
    assert price == replace(
        make_price("energy", "0.25", spread=Spread(low=Decimal("0.2"), high=Decimal("0.4"))),
        source="bill",
        evidence="S",
    )


def test_a_price_can_be_like_a_published_one():
    price = read_price(section(like="unitree_h2", note="ours"), "robot", published_prices())
    assert (price.name, price.value, price.note) == ("robot", 29_900, "ours")
    assert "roboarmy" in price.source


@pytest.mark.parametrize("key", FULL)
def test_a_missing_key_is_named(key):
    values = {name: value for name, value in FULL.items() if name != key}
    with pytest.raises(InvalidConfig, match=rf"prices\.toml, key `price\.energy` lacks `{key}`"):
        read_price(section(**values), "energy", {})


@pytest.mark.parametrize(
    ("change", "error", "message"),
    [
        ({"price": 3}, UnknownName, r"key `price\.energy\.price`: No key named 'price'"),
        ({"unit": "kwh"}, UnknownName, r"price\.energy`: No unit of a price named 'kwh'"),
        ({"currency": "euro"}, InvalidConfig, "'euro' is no currency"),
        ({"value": Decimal(-1)}, InvalidConfig, "is -1; it must be 0 or more"),
        ({"value": "0.25 EUR"}, InvalidConfig, "it must be a number without quotes"),
        ({"evidence": "X"}, UnknownName, "No evidence tag named 'X'"),
        ({"source": ""}, InvalidConfig, "has no source"),
        ({"low": Decimal("0.3"), "high": Decimal("0.4")}, InvalidConfig, "outside its own spread"),
        ({"low": Decimal("0.3")}, InvalidConfig, "lacks `high`"),
        ({"shape": "triangular"}, InvalidConfig, "absent without low and high"),
    ],
)
def test_a_mistake_in_a_price_names_file_and_key(change, error, message):
    with pytest.raises(error, match=message):
        read_price(section(**{**FULL, **change}), "energy", {})


def test_a_published_price_that_does_not_exist_is_named_with_the_nearest():
    with pytest.raises(UnknownName, match=r"energy\.like`: .*'unitree_h3'\. Did you mean 'unitree"):
        read_price(section(like="unitree_h3"), "robot", published_prices())
    with pytest.raises(UnknownName, match="No key named 'value'"):
        read_price(section(like="unitree_h2", value=3), "robot", published_prices())


def test_spreads_are_checked():
    assert read_spread(section()) is None
    with pytest.raises(InvalidConfig, match="low < high; got 2 and 1"):
        Spread(low=Decimal(2), high=Decimal(1))
    with pytest.raises(InvalidConfig, match="lognormal spread starts above 0"):
        Spread(low=Decimal(0), high=Decimal(1), shape="lognormal")
    with pytest.raises(UnknownName, match="shape of a spread named 'normal'"):
        Spread(low=Decimal(0), high=Decimal(1), shape="normal")


def test_a_list_refuses_prices_that_nobody_reads_and_unit_mistakes():
    with pytest.raises(UnknownName, match=r"asked for by test\.toml\) named 'energie'\. Did you"):
        PriceList(name="test.toml", prices={"energie": make_price("energy", 1)})
    with pytest.raises(InvalidConfig, match="'energy' is given per 'h' and needed per 'kWh'"):
        PriceList(name="test.toml", prices={"energy": make_price("energy", 1, unit="h")})


def test_a_missing_price_says_what_it_is_needed_for():
    prices = make_prices(energy=1)
    assert prices.price("energy").value == 1
    assert not prices.has("scrap")
    with pytest.raises(UnknownName, match=r"test\.toml lacks the price `price\.scrap` \(per part"):
        prices.price("scrap")


def test_a_price_can_be_added_to_a_list():
    more = make_prices(energy=1).with_price("scrap", make_price("escape", 2))
    assert more.price("scrap").name == "scrap"
    assert more.has("energy")


def test_the_reference_page_names_every_role_price_subsidy_and_share():
    page = (Path(__file__).parents[2] / "docs" / "reference" / "prices.md").read_text()
    names = [*ROLES, *published_prices(), *published_subsidies(), *published_shares(), *UNITS]
    assert [name for name in names if f"`{name}`" not in page] == []
    for price in published_prices().values():
        assert f"{price.value:,} {price.currency}" in page
