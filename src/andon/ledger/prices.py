"""Prices: what a thing costs, in which currency and unit, on which day, and who says so."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Literal

from andon.errors import InvalidConfig, UnknownName, unknown_name
from andon.ledger.accounts import CostCentre
from andon.ledger.evidence import EvidenceTag, check_evidence
from andon.ledger.money import Money, check_currency, money
from andon.ledger.section import Section, read_section
from andon.ledger.units import canonical_unit, canonical_value

__all__ = [
    "PUBLISHED_FILE",
    "ROLES",
    "Price",
    "PriceList",
    "Role",
    "Spread",
    "published_prices",
    "read_price",
    "read_spread",
]

PUBLISHED_FILE = Path(__file__).parent / "prices" / "published.toml"
"""The shipped table: figures that somebody published, each with its source and tag."""

Shape = Literal["triangular", "lognormal"]
"""How a number is spread between its low and its high end; see `inputs`."""


@dataclass(frozen=True, kw_only=True)
class Role:
    """A place that a price fills in the books."""

    centre: CostCentre
    """Cost centre that bears it."""
    unit: str
    """Canonical unit in which the quantity is measured."""
    is_capital: bool
    """Whether it is paid once and recovered over the life, or as it is used."""
    quantity: str
    """What it is multiplied by."""


def _capital(centre: CostCentre, unit: str, quantity: str) -> Role:
    return Role(centre=centre, unit=unit, is_capital=True, quantity=quantity)


def _running(centre: CostCentre, unit: str, quantity: str) -> Role:
    return Role(centre=centre, unit=unit, is_capital=False, quantity=quantity)


ROLES: dict[str, Role] = {
    "robot": _capital(CostCentre.ROBOT, "robot", "robots on the line"),
    "sensors": _capital(CostCentre.SENSORS, "robot", "robots on the line"),
    "safety_system": _capital(CostCentre.SAFETY_SYSTEM, "line", "one line"),
    "fixtures_and_tooling": _capital(CostCentre.FIXTURES_AND_TOOLING, "product", "products made"),
    "integration_labour": _capital(CostCentre.INTEGRATION_LABOUR, "line", "one line"),
    "model_and_training": _capital(CostCentre.MODEL_AND_TRAINING, "line", "one line"),
    "process_redesign": _capital(CostCentre.PROCESS_REDESIGN, "line", "one line"),
    "robot_rental": _running(CostCentre.ROBOT, "robot h", "planned hours of every robot"),
    "model_licence": _running(CostCentre.MODEL_AND_TRAINING, "robot yr", "robots, per year"),
    "actuator_spare": _running(CostCentre.ACTUATORS_AND_SPARES, "failure", "failures"),
    "technician": _running(CostCentre.MAINTENANCE, "h", "hours of repair and maintenance"),
    "setter": _running(CostCentre.FIXTURES_AND_TOOLING, "h", "hours of changeover"),
    "helper": _running(CostCentre.SUPERVISION_AND_INTERVENTIONS, "h", "hours of intervention"),
    "supervisor": _running(CostCentre.SUPERVISION_AND_INTERVENTIONS, "h", "hours of supervision"),
    "fleet_software": _running(
        CostCentre.SUPERVISION_AND_INTERVENTIONS, "robot yr", "robots, per year"
    ),
    "downtime": _running(CostCentre.DOWNTIME, "h", "hours that stations were down"),
    "energy": _running(CostCentre.ENERGY, "kWh", "electrical energy"),
    "floor": _running(CostCentre.FLOOR, "m2 yr", "floor area, per year"),
    "scrap": _running(CostCentre.SCRAP_AND_ESCAPES, "part", "parts thrown away"),
    "escape": _running(CostCentre.SCRAP_AND_ESCAPES, "part", "defective parts that left unnoticed"),
    "operator": _running(CostCentre.DIRECT_LABOUR, "h", "person-hours at stations"),
}
"""Every price that the books know, by name."""


@dataclass(frozen=True, kw_only=True)
class Spread:
    """How far a number may be off."""

    low: Decimal
    """Low end: the least value of a triangle, the 5 % quantile of a lognormal."""
    high: Decimal
    """High end: the largest value of a triangle, the 95 % quantile of a lognormal."""
    shape: Shape = "triangular"
    """What lies between; a triangle has its mode at the stated value."""

    def __post_init__(self) -> None:
        """Refuse ends in the wrong order."""
        if self.shape not in ("triangular", "lognormal"):
            raise unknown_name("shape of a spread", self.shape, ("triangular", "lognormal"))
        if not self.low < self.high:
            raise InvalidConfig(f"A spread needs low < high; got {self.low} and {self.high}.")
        if self.shape == "lognormal" and not self.low > 0:
            raise InvalidConfig(f"A lognormal spread starts above 0; its low end is {self.low}.")

    def check_value(self, value: Decimal, name: str) -> None:
        """Refuse a stated value that its own spread excludes."""
        if not self.low <= value <= self.high:
            raise InvalidConfig(
                f"{name!r} is {value}, outside its own spread [{self.low}, {self.high}]."
            )


@dataclass(frozen=True, kw_only=True)
class Price:
    """What one unit of something costs."""

    name: str
    """Snake-case name: a role of the books or an entry of the published table."""
    value: Decimal
    """Units of the currency per `unit`; not negative."""
    currency: str
    """Three capital letters of ISO 4217."""
    unit: str
    """What one pays for, as in `units.UNITS`."""
    date: date
    """Day of the price, or of the publication that names it."""
    source: str
    """Where it was read; for tag J, why it is assumed."""
    evidence: EvidenceTag
    """How far to trust it."""
    spread: Spread | None = None
    """How far it may be off; None where nobody says."""
    note: str = ""
    """What the number leaves open."""

    def __post_init__(self) -> None:
        """Refuse a price that cannot be one."""
        check_currency(self.currency)
        check_evidence(self.evidence, self.source)
        canonical_unit(self.unit)
        if not self.value.is_finite() or self.value < 0:
            raise InvalidConfig(f"The price {self.name!r} is {self.value}; it must be 0 or more.")
        if self.spread is not None:
            self.spread.check_value(self.value, self.name)

    def per(self, unit: str) -> Money:
        """Give the price per canonical unit.

        Raises:
            InvalidConfig: When the price is for something that is measured otherwise.
        """
        return money(
            canonical_value(self.value, self.unit, wanted=unit, name=self.name), self.currency
        )


@dataclass(frozen=True, kw_only=True)
class PriceList:
    """Prices by role, as a plant declares them."""

    name: str
    """Label, or name of the file."""
    prices: Mapping[str, Price]
    """Price by name of role."""

    def __post_init__(self) -> None:
        """Refuse prices that no book reads, and unit mistakes."""
        for name, price in self.prices.items():
            if name not in ROLES:
                raise unknown_name(f"price (asked for by {self.name})", name, ROLES)
            price.per(ROLES[name].unit)

    def price(self, role: str) -> Price:
        """Give the price of a role.

        Raises:
            UnknownName: When the list has none; the message says for what it is needed.
        """
        if role not in self.prices:
            need = ROLES[role]
            raise UnknownName(
                f"{self.name} lacks the price `price.{role}` (per {need.unit}), which is needed "
                f"for {need.quantity}. Declare it with value, currency, unit, date, source and "
                f"evidence, or take a published one: like = NAME. Declared: {sorted(self.prices)}"
            )
        return self.prices[role]

    def has(self, role: str) -> bool:
        """Say whether the role is priced."""
        return role in self.prices

    def with_price(self, role: str, price: Price) -> "PriceList":
        """Give a copy with one price replaced or added."""
        named = replace(price, name=role)
        return replace(self, prices={**self.prices, role: named})


_PRICE_KEYS = (
    "value", "currency", "unit", "date", "source", "evidence", "low", "high", "shape", "note",
)  # fmt: skip


def read_spread(section: Section) -> Spread | None:
    """Read `low`, `high` and `shape` of a table; None when it has neither end."""
    if not section.has("low") and not section.has("high"):
        if section.has("shape"):
            raise section.refused("shape", section.text("shape"), "absent without low and high")
        return None
    return section.checked(
        lambda: Spread(
            low=section.decimal("low"),
            high=section.decimal("high"),
            shape=section.text("shape", "triangular"),  # pyright: ignore[reportArgumentType]  # checked
        )
    )


def read_price(section: Section, name: str, published: Mapping[str, Price]) -> Price:
    """Read one price, in full or `like` a published one.

    Args:
        section: Its table.
        name: Its name.
        published: Prices that `like` may name.

    Returns:
        The price; one that is `like` another keeps that one's source and tag.

    Raises:
        UnknownName: For a key that no price has, or a published name that does not exist.
        InvalidConfig: For a value that cannot be meant; the message names file and key.
    """
    if section.has("like"):
        section.check_keys(("like", "low", "high", "shape", "note"))
        like = section.text("like")
        if like not in published:
            known = unknown_name("published price", like, published)
            raise UnknownName(f"{section.place('like')}: {known}")
        spread = read_spread(section) or published[like].spread
        note = section.text("note", published[like].note)
        return section.checked(
            lambda: replace(published[like], name=name, spread=spread, note=note)
        )
    section.check_keys(_PRICE_KEYS)
    spread = read_spread(section)
    return section.checked(
        lambda: Price(
            name=name,
            value=section.decimal("value"),
            currency=section.text("currency"),
            unit=section.text("unit"),
            date=section.day("date"),
            source=section.text("source"),
            evidence=section.text("evidence"),  # pyright: ignore[reportArgumentType]  # checked
            spread=spread,
            note=section.text("note", ""),
        )
    )


@cache
def _published() -> dict[str, Price]:
    table = read_section(PUBLISHED_FILE).section("price")
    return {name: read_price(table.section(name), name, {}) for name in table.values}


def published_prices() -> dict[str, Price]:
    """Give the shipped table of published figures by name; a copy."""
    return dict(_published())
