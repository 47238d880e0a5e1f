"""The price file of a plant: terms, prices, exchange rates and subsidies, read strictly."""

from dataclasses import dataclass
from pathlib import Path
from typing import cast

from andon.errors import InvalidConfig, UnknownName, unknown_name
from andon.ledger.evidence import EvidenceTag
from andon.ledger.exchange import ExchangeRate, ExchangeRates
from andon.ledger.prices import (
    PUBLISHED_FILE,
    Price,
    PriceList,
    Spread,
    published_prices,
    read_price,
    read_spread,
)
from andon.ledger.section import Section, read_section
from andon.ledger.subsidy import Subsidy, published_subsidies, read_subsidy
from andon.ledger.terms import CrewBasis, Terms

__all__ = ["DEFAULTS", "PriceFile", "read_price_file", "read_price_section"]

DEFAULTS: dict[str, dict[str, str]] = {
    region: {
        **dict.fromkeys(("operator", "helper", "supervisor", "technician", "setter"), wage),
        "fleet_software": "fleet_software_freedom",
    }
    for region, wage in (
        ("US", "us_total_compensation"),
        ("EU", "eu_industry_labour_cost"),
        ("China", "china_large_enterprise_loaded_wage"),
    )
}
"""Published price for each role that has one, by region; a file asks for them: defaults = "US"."""

_TERM_NUMBERS = (
    "discount_rate", "life_yr", "hours_per_year", "integration_share", "maintenance_share_per_yr",
    "supervisors", "floor_m2", "new_products_per_year", "human_parts_per_h",
)  # fmt: skip

_REQUIRED_NUMBERS = ("discount_rate", "life_yr", "hours_per_year")


@dataclass(frozen=True, kw_only=True)
class PriceFile:
    """Everything that a plant declares about money."""

    name: str
    """Label of the file."""
    prices: PriceList
    """Prices by role."""
    terms: Terms
    """How they are used."""


def read_price_file(path: Path) -> PriceFile:
    """Read a price file.

    Args:
        path: TOML file with `schema = 1`, `name`, `[terms]`, `[price.ROLE]`, and, where needed,
            `defaults`, `[spread.TERM]`, `[[exchange]]` and `[[subsidy]]`.

    Returns:
        What it declares.

    Raises:
        BrokenFile: When the file is missing or no TOML.
        UnknownName: For keys, roles, units and published names that do not exist.
        InvalidConfig: For values that are missing or cannot be meant. Every message names file and
            key.
    """
    section = read_section(path)
    section.check_keys(
        ("schema", "name", "defaults", "terms", "price", "spread", "exchange", "subsidy")
    )
    return read_price_section(section)


def read_price_section(section: Section) -> PriceFile:
    """Read what a price file holds from a table that may hold more; see `read_price_file`."""
    schema = section.whole("schema")
    if schema != 1:
        raise InvalidConfig(f"{section.place('schema')} is {schema}; this version reads schema 1.")
    prices = _defaults(section) | _prices(section.section("price"))
    return PriceFile(
        name=section.text("name"),
        prices=section.checked(lambda: PriceList(name=section.file, prices=prices)),
        terms=_terms(section),
    )


def _defaults(section: Section) -> dict[str, Price]:
    """Give the published prices of a region where the file asks for them."""
    if not section.has("defaults"):
        return {}
    region = section.text("defaults")
    if region not in DEFAULTS:
        raise UnknownName(
            f"{section.place('defaults')}: {unknown_name('region of defaults', region, DEFAULTS)}"
        )
    published = published_prices()
    return {role: published[name] for role, name in DEFAULTS[region].items()}


def _prices(table: Section) -> dict[str, Price]:
    published = published_prices()
    return {name: read_price(table.section(name), name, published) for name in table.values}


def _terms(section: Section) -> Terms:
    table = section.section("terms")
    table.check_keys((*_TERM_NUMBERS, "currency", "date", "crew_basis"))
    numbers = {
        name: table.decimal(name)
        for name in _TERM_NUMBERS
        if table.has(name) or name in _REQUIRED_NUMBERS
    }
    human = numbers.pop("human_parts_per_h", None)
    exchange = _exchange(section)
    subsidies = _subsidies(section)
    spreads = _spreads(section.section("spread"))
    return table.checked(
        lambda: Terms(
            currency=table.text("currency"),
            date=table.day("date"),
            crew_basis=cast("CrewBasis", table.text("crew_basis", "work")),
            human_parts_per_h=human,
            exchange=exchange,
            subsidies=subsidies,
            spreads=spreads,
            **numbers,  # pyright: ignore[reportArgumentType]  # by name
        )
    )


def _subsidies(section: Section) -> tuple[Subsidy, ...]:
    published = published_subsidies()
    return tuple(read_subsidy(row, published) for row in section.sections("subsidy"))


def _spreads(table: Section) -> dict[str, Spread]:
    spreads: dict[str, Spread] = {}
    for name in table.values:
        row = table.section(name)
        row.check_keys(("low", "high", "shape"))
        spread = read_spread(row)
        if spread is None:
            raise InvalidConfig(f"{row.place()} has neither low nor high; it spreads nothing.")
        spreads[name] = spread
    return spreads


def _exchange(section: Section) -> ExchangeRates:
    """Read the rates of a file, or those of the shipped table where it declares none."""
    rows = section.sections("exchange") or read_section(PUBLISHED_FILE).sections("exchange")
    return ExchangeRates(rates=tuple(_rate(row) for row in rows))


def _rate(row: Section) -> ExchangeRate:
    row.check_keys(("base", "quote", "value", "date", "source", "evidence"))
    return row.checked(
        lambda: ExchangeRate(
            base=row.text("base"),
            quote=row.text("quote"),
            value=row.decimal("value"),
            date=row.day("date"),
            source=row.text("source"),
            evidence=cast("EvidenceTag", row.text("evidence")),
        )
    )
