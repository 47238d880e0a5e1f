"""Subsidies: public money towards an investment, kept on an account of its own."""

import datetime
from collections.abc import Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import cache
from typing import cast

from andon.errors import InvalidConfig, UnknownName, unknown_name
from andon.ledger.accounts import CostCentre
from andon.ledger.evidence import EvidenceTag, check_evidence
from andon.ledger.exchange import ExchangeRates
from andon.ledger.money import Money, money, total
from andon.ledger.prices import PUBLISHED_FILE
from andon.ledger.section import Section, read_section

__all__ = ["Subsidy", "published_subsidies", "read_subsidy"]


@dataclass(frozen=True, kw_only=True)
class Subsidy:
    """A share of an investment that public money pays, up to a limit."""

    name: str
    """Snake-case name, for example `shanghai`."""
    share: Decimal
    """Share of the eligible investment, in (0, 1]. [1]"""
    cap: Money | None
    """Largest amount per project; None where there is none."""
    centres: tuple[CostCentre, ...]
    """Cost centres whose purchases are eligible."""
    date: datetime.date
    """Day of the publication."""
    source: str
    """Where it was read."""
    evidence: EvidenceTag
    """How far to trust it."""

    def __post_init__(self) -> None:
        """Refuse terms that cannot be meant."""
        check_evidence(self.evidence, self.source)
        if not 0 < self.share <= 1:
            raise InvalidConfig(
                f"The subsidy {self.name!r} pays a share of {self.share}; it must lie in (0, 1]."
            )
        if not self.centres:
            raise InvalidConfig(f"The subsidy {self.name!r} names no cost centre that it pays for.")

    def grant(
        self,
        purchases: Mapping[CostCentre, Money],
        *,
        currency: str,
        rates: ExchangeRates,
        on: datetime.date,
    ) -> Money:
        """Give what the subsidy pays towards an investment.

        Args:
            purchases: What was bought, by cost centre, in `currency`.
            currency: Currency of the books.
            rates: Rates, for a cap in another currency.
            on: Day of the investment.

        Returns:
            The share of the eligible purchases, at most the cap.
        """
        eligible = total((purchases.get(c, money(0, currency)) for c in self.centres), currency)
        wanted = eligible * self.share
        if self.cap is None:
            return wanted
        cap = rates.convert(self.cap, currency, on=on)
        return min(wanted, cap)


_KEYS = ("name", "share", "cap", "cap_currency", "centres", "date", "source", "evidence")


def read_subsidy(section: Section, published: Mapping[str, Subsidy]) -> Subsidy:
    """Read one `[[subsidy]]`, in full or `like` a published one.

    Raises:
        UnknownName: For unknown keys, cost centres and published names.
        InvalidConfig: For a value that cannot be meant; the message names file and key.
    """
    if section.has("like"):
        section.check_keys(("like", "share"))
        like = section.text("like")
        if like not in published:
            known = unknown_name("published subsidy", like, published)
            raise UnknownName(f"{section.place('like')}: {known}")
        share = section.decimal("share", published[like].share)
        return section.checked(lambda: replace(published[like], share=share))
    section.check_keys(_KEYS)
    return section.checked(
        lambda: Subsidy(
            name=section.text("name"),
            share=section.decimal("share"),
            cap=_cap(section),
            centres=tuple(_centre(name) for name in section.texts("centres")),
            date=section.day("date"),
            source=section.text("source"),
            evidence=cast("EvidenceTag", section.text("evidence")),
        )
    )


def _cap(section: Section) -> Money | None:
    if not section.has("cap"):
        return None
    return money(section.decimal("cap"), section.text("cap_currency"))


def _centre(name: str) -> CostCentre:
    try:
        return CostCentre(name)
    except ValueError as error:
        raise unknown_name("cost centre", name, [centre.value for centre in CostCentre]) from error


@cache
def _published() -> dict[str, Subsidy]:
    rows = read_section(PUBLISHED_FILE).sections("subsidy")
    subsidies = [read_subsidy(row, {}) for row in rows]
    return {subsidy.name: subsidy for subsidy in subsidies}


def published_subsidies() -> dict[str, Subsidy]:
    """Give the shipped subsidies by name; a copy."""
    return dict(_published())
