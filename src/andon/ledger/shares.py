"""Published shares: ranges such as maintenance per year or productivity, with their sources."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cache
from typing import cast

from andon.errors import InvalidConfig, unknown_name
from andon.ledger.evidence import EvidenceTag, check_evidence
from andon.ledger.prices import PUBLISHED_FILE, Spread
from andon.ledger.section import Section, read_section

__all__ = ["Share", "published_share", "published_shares"]


@dataclass(frozen=True, kw_only=True)
class Share:
    """A range of a pure number that somebody published."""

    name: str
    """Snake-case name."""
    low: Decimal
    """Low end. [1]"""
    high: Decimal
    """High end. [1]"""
    date: date
    """Day of the publication."""
    source: str
    """Where it was read."""
    evidence: EvidenceTag
    """How far to trust it."""

    def __post_init__(self) -> None:
        """Refuse a range that is none."""
        check_evidence(self.evidence, self.source)
        if not 0 <= self.low < self.high <= 1:
            raise InvalidConfig(
                f"The share {self.name!r} runs from {self.low} to {self.high}; it needs "
                "0 <= low < high <= 1, and 0.05 for 5 %."
            )

    @property
    def spread(self) -> Spread:
        """Give the range as a triangle."""
        return Spread(low=self.low, high=self.high)

    @property
    def middle(self) -> Decimal:
        """Give the middle of the range."""
        return (self.low + self.high) / 2


def _read(section: Section, name: str) -> Share:
    section.check_keys(("low", "high", "date", "source", "evidence"))
    return section.checked(
        lambda: Share(
            name=name,
            low=section.decimal("low"),
            high=section.decimal("high"),
            date=section.day("date"),
            source=section.text("source"),
            evidence=cast("EvidenceTag", section.text("evidence")),
        )
    )


@cache
def _published() -> dict[str, Share]:
    table = read_section(PUBLISHED_FILE).section("share")
    return {name: _read(table.section(name), name) for name in table.values}


def published_shares() -> dict[str, Share]:
    """Give the shipped shares by name; a copy."""
    return dict(_published())


def published_share(name: str) -> Share:
    """Give one shipped share.

    Raises:
        UnknownName: When there is none of this name.
    """
    shares = _published()
    if name not in shares:
        raise unknown_name("published share", name, shares)
    return shares[name]
