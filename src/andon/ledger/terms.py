"""Terms: how a plant uses what it buys, and what it compares with."""

from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from datetime import date
from decimal import Decimal
from typing import Literal

from andon.errors import InvalidConfig, unknown_name
from andon.ledger.exchange import ExchangeRates
from andon.ledger.money import check_currency
from andon.ledger.prices import Spread
from andon.ledger.subsidy import Subsidy

__all__ = ["CrewBasis", "Terms"]

CrewBasis = Literal["work", "presence"]
"""Crews are paid for the hours they work here (shared) or for all hours they stand by (own)."""


def _no_spreads() -> dict[str, Spread]:
    return {}


@dataclass(frozen=True, kw_only=True)
class Terms:
    """What turns prices and measured quantities into the cost of a part."""

    currency: str
    """Currency of the books."""
    date: date
    """Day of the books; exchange rates are taken for it."""
    discount_rate: Decimal
    """Interest per year on money tied up, above -1. [1]"""
    life_yr: Decimal
    """Years over which equipment is recovered."""
    hours_per_year: Decimal
    """Planned hours per year over which it is recovered."""
    integration_share: Decimal = Decimal(0)
    """Integration labour as a share of the price of the robots, on top of any fixed price. [1]"""
    maintenance_share_per_yr: Decimal = Decimal(0)
    """Maintenance per year as a share of the price of the robots, on top of repair hours. [1]"""
    supervisors: Decimal = Decimal(0)
    """People who supervise all planned hours; fractions are shared with other lines."""
    floor_m2: Decimal = Decimal(0)
    """Floor area."""
    new_products_per_year: Decimal = Decimal(0)
    """New products per year; the line file says what each takes. [1/yr]"""
    crew_basis: CrewBasis = "work"
    """Whether crews are paid by work or by presence."""
    human_parts_per_h: Decimal | None = None
    """Good parts that one person makes per hour at the same task; None when nobody knows."""
    exchange: ExchangeRates = field(default_factory=ExchangeRates)
    """Rates for prices in other currencies."""
    subsidies: tuple[Subsidy, ...] = ()
    """Public money; results are given with it and without."""
    spreads: Mapping[str, Spread] = field(default_factory=_no_spreads)
    """How far the numbers above may be off, by name of field."""

    def __post_init__(self) -> None:
        """Refuse terms that cannot be meant."""
        check_currency(self.currency)
        if not self.discount_rate > -1:
            raise InvalidConfig(f"discount_rate is {self.discount_rate}; it must be above -1.")
        if self.discount_rate > 1:
            raise InvalidConfig(
                f"discount_rate is {self.discount_rate}; it is a share per year and not in per "
                "cent: write 0.10 for 10 %."
            )
        for name in ("life_yr", "hours_per_year"):
            self._check(name, getattr(self, name) > 0, "above 0")
        for name in (
            "integration_share", "maintenance_share_per_yr", "supervisors", "floor_m2",
            "new_products_per_year",
        ):  # fmt: skip
            self._check(name, getattr(self, name) >= 0, "0 or more")
        if self.hours_per_year > 8784:
            raise InvalidConfig(
                f"hours_per_year is {self.hours_per_year}; a year has at most 8784 hours."
            )
        if self.human_parts_per_h is not None and not self.human_parts_per_h > 0:
            raise InvalidConfig(
                f"human_parts_per_h is {self.human_parts_per_h}; it must be above 0."
            )
        if self.crew_basis not in ("work", "presence"):
            raise unknown_name("crew basis", self.crew_basis, ("work", "presence"))
        for name, spread in self.spreads.items():
            self._check_spread(name, spread)

    def _check(self, name: str, is_right: bool, wanted: str) -> None:
        if not is_right:
            raise InvalidConfig(f"{name} is {getattr(self, name)}; it must be {wanted}.")

    def _check_spread(self, name: str, spread: Spread) -> None:
        numbers = [one.name for one in fields(self) if isinstance(getattr(self, one.name), Decimal)]
        numbers.remove("new_products_per_year")  # its cost comes as quantities, not as an input
        if name not in numbers:
            raise unknown_name("number of the terms to spread", name, numbers)
        spread.check_value(getattr(self, name), name)
