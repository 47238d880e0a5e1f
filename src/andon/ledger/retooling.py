"""New products in money: hours without parts, work and trial parts as quantities of the books."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import NamedTuple, cast

from andon.artifacts import Json
from andon.errors import InvalidConfig
from andon.ledger.book import book_quantities
from andon.ledger.ledger import Ledger
from andon.ledger.money import CONTEXT, measured
from andon.ledger.prices import PriceList
from andon.ledger.quantities import Quantities
from andon.ledger.terms import Terms

__all__ = ["Retooling", "RetoolingCost", "retooling_costs", "retooling_of", "with_retooling"]

SPEEDS = (Decimal(0), Decimal("0.2"), Decimal("0.5"))
"""Shares by which retooling is made shorter, to ask what that is worth."""

PER_YEAR = (1, 4, 12, 52)
"""Numbers of new products per year that are weighed beside the declared one."""

_PRESENT = ("operator", "robot_rental")
"""Roles that are paid for in all planned hours, also while nothing is made."""


@dataclass(frozen=True, kw_only=True)
class Retooling:
    """What one new product takes on a line; means over replications."""

    down_h: Decimal
    """Planned hours in which the line makes nothing saleable."""
    person_h: Decimal
    """Person-hours of work."""
    trial_parts: Decimal
    """Parts made and thrown away."""

    def __post_init__(self) -> None:
        """Refuse negative amounts."""
        for name in ("down_h", "person_h", "trial_parts"):
            if not getattr(self, name) >= 0:
                raise InvalidConfig(f"{name} is {getattr(self, name)}; it must be 0 or more.")

    def shorter(self, share: Decimal) -> "Retooling":
        """Give the same with a share less of everything, in [0, 1]."""
        if not 0 <= share <= 1:
            raise InvalidConfig(f"Retooling cannot be {share} shorter; use a share in [0, 1].")
        keep = 1 - share
        return Retooling(
            down_h=keep * self.down_h,
            person_h=keep * self.person_h,
            trial_parts=keep * self.trial_parts,
        )


def retooling_of(summary: Json) -> Retooling | None:
    """Read what a new product takes from the content of `summary.json`; None where nobody says."""
    table = summary.get("retooling")
    if not isinstance(table, dict):
        return None
    row = cast("Json", table)

    def mean(key: str) -> Decimal:
        return measured(cast("float", cast("Json", row[key])["mean"]))

    return Retooling(
        down_h=mean("down_h"),
        person_h=mean("person_h"),
        trial_parts=Decimal(cast("int", row["trial_parts"])),
    )


def with_retooling(quantities: Quantities, one: Retooling | None, terms: Terms) -> Quantities:
    """Put the new products of a year into the quantities of a line.

    The planned hours of the line, in which it makes what it makes, become the part of the year that
    retooling leaves over: more planned hours for the same parts. In the added hours the people who
    stand at the stations and rented robots are paid, and nothing else is used.

    Args:
        quantities: What the line used and made between two new products.
        one: What one new product takes; None where nobody says.
        terms: With `new_products_per_year`.

    Returns:
        Quantities over more planned hours; the same ones where there are no new products.

    Raises:
        InvalidConfig: When there are new products and nobody says what they take, or retooling
            leaves no time for making parts.
    """
    count = terms.new_products_per_year
    if count == 0:
        return quantities
    if one is None:
        raise InvalidConfig(
            f"Key `terms.new_products_per_year` is {count}, and nothing says what a new product "
            f"takes on the line {quantities.line!r}: declare [station.retooling] in the line file, "
            "and book the folder of the run."
        )
    stopped = CONTEXT.divide(count * one.down_h, terms.hours_per_year)
    if stopped >= 1:
        raise InvalidConfig(
            f"{count} new products per year stop the line {quantities.line!r} for "
            f"{count * one.down_h:.6g} h, and it is planned for {terms.hours_per_year} h: no time "
            "is left to make parts."
        )
    hours = CONTEXT.divide(quantities.planned_hours, 1 - stopped)
    stretch = CONTEXT.divide(hours, quantities.planned_hours)
    changes = CONTEXT.divide(count * hours, terms.hours_per_year)
    used = {
        role: quantity * stretch if role in _PRESENT else quantity
        for role, quantity in quantities.used.items()
    }
    for role, more in (
        ("setter", changes * one.person_h),
        ("scrap", changes * one.trial_parts),
        ("downtime", changes * one.down_h),
    ):
        used[role] = used.get(role, Decimal(0)) + more
    return replace(quantities, planned_hours=hours, used=used)


class RetoolingCost(NamedTuple):
    """The cost of a part when retooling is shorter."""

    new_products_per_year: Decimal
    """New products per year."""
    shorter: Decimal
    """Share by which retooling is shorter than measured. [1]"""
    ledger: Ledger | None
    """The books; None where retooling leaves no time to make parts."""

    def saved_per_year(self, before: Ledger) -> float | None:
        """Give what a year costs less than before, at the good parts that a year made before.

        Without subsidy, in the currency of the books; None where a part has no cost.
        """
        if self.ledger is None:
            return None
        costs = [
            float(one.cost_per_good_part(with_subsidy=False).amount)
            for one in (before, self.ledger)
        ]
        made = before.quantities
        per_year = made.good_parts * before.terms.hours_per_year / made.planned_hours
        return (costs[0] - costs[1]) * float(per_year)


def retooling_costs(
    quantities: Quantities, one: Retooling, *, prices: PriceList, terms: Terms
) -> tuple[RetoolingCost, ...]:
    """Book the line for several numbers of new products per year and speeds of retooling.

    Args:
        quantities: What the line used and made between two new products.
        one: What one new product takes as measured.
        prices: Prices; with work or trial parts, `setter` and `scrap` must be among them.
        terms: Terms; the declared number of new products is among the rows.

    Returns:
        One row per number and speed, ascending; none where a price is missing or nothing was made.
    """
    needed = {"setter": one.person_h, "scrap": one.trial_parts, "downtime": one.down_h}
    if any(amount > 0 and not prices.has(role) for role, amount in needed.items()):
        return ()
    if quantities.good_parts == 0:
        return ()
    counts = {Decimal(count) for count in PER_YEAR} | {terms.new_products_per_year}
    return tuple(_rows(sorted(counts - {Decimal(0)}), quantities, one, prices, terms))


def _rows(
    counts: Iterable[Decimal],
    quantities: Quantities,
    one: Retooling,
    prices: PriceList,
    terms: Terms,
) -> Iterable[RetoolingCost]:
    for count in counts:
        changed = replace(terms, new_products_per_year=count)
        for share in SPEEDS:
            shorter = one.shorter(share)
            if count * shorter.down_h >= terms.hours_per_year:
                yield RetoolingCost(count, share, None)
                continue
            used = with_retooling(quantities, shorter, changed)
            ledger = book_quantities(used, prices=prices, terms=changed)
            yield RetoolingCost(count, share, ledger)
