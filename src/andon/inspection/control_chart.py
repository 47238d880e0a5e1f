"""The p-chart: is the share of rejected parts of the lots steady?"""

from collections.abc import Sequence
from dataclasses import dataclass
from math import sqrt
from typing import Literal

import numpy as np
from scipy import special

from andon.errors import InvalidConfig

__all__ = ["ChartPoint", "Limits", "PChart", "p_chart"]

Limits = Literal["three_sigma", "exact"]
"""Kind of limits: Shewhart's three standard deviations, or binomial ones with the same tails."""

_TAIL = 0.00135
"""Chance beyond three standard deviations of a normal distribution, on one side. [1]"""


@dataclass(frozen=True, kw_only=True)
class ChartPoint:
    """One lot on the chart."""

    label: str
    """Name of the lot."""
    count: int
    """Parts counted, for example rejected."""
    total: int
    """Parts inspected."""
    low: float
    """Lower control limit of this lot. [1]"""
    high: float
    """Upper control limit of this lot. [1]"""

    @property
    def share(self) -> float:
        """Share counted, in [0, 1]."""
        return self.count / self.total

    @property
    def is_out(self) -> bool:
        """Whether the lot lies outside its limits."""
        return not self.low <= self.share <= self.high


@dataclass(frozen=True, kw_only=True)
class PChart:
    """Shares of lots against their control limits."""

    centre: float
    """Centre line. [1]"""
    is_centre_given: bool
    """Whether the centre was given beforehand; if not, the charted lots themselves gave it."""
    limits: Limits
    """Kind of limits."""
    points: tuple[ChartPoint, ...]
    """Lots in their order."""

    @property
    def signals(self) -> tuple[str, ...]:
        """Names of the lots outside their limits."""
        return tuple(point.label for point in self.points if point.is_out)


def p_chart(
    counts: Sequence[int],
    totals: Sequence[int],
    *,
    labels: Sequence[str] | None = None,
    centre: float | None = None,
    limits: Limits = "three_sigma",
) -> PChart:
    """Draw up a chart of the share of counted parts in lots of any size.

    Args:
        counts: Parts counted per lot.
        totals: Parts inspected per lot, each 1 or more.
        labels: Names of the lots; their numbers from 1 when None.
        centre: Share known beforehand, in [0, 1]; the pooled share of these lots when None. [1]
        limits: Kind of limits. Three standard deviations mislead below about five expected counts
            per lot; the exact ones do not.

    Returns:
        The chart.

    Raises:
        InvalidConfig: When the lengths differ, there is no lot, a count is outside its total, or
            the centre is outside [0, 1].

    Source:
        NIST/SEMATECH e-Handbook of Statistical Methods, 6.3.3.2.
    """
    names = [str(index + 1) for index in range(len(counts))] if labels is None else list(labels)
    if not (len(counts) == len(totals) == len(names) and counts):
        raise InvalidConfig(
            f"A chart needs a count, a total and a name per lot; found {len(counts)}, "
            f"{len(totals)} and {len(names)}."
        )
    for name, count, total in zip(names, counts, totals, strict=True):
        if not (total >= 1 and 0 <= count <= total):
            raise InvalidConfig(f"Lot {name!r} counts {count} of {total}; not within the total.")
    line = sum(counts) / sum(totals) if centre is None else centre
    if not 0.0 <= line <= 1.0:
        raise InvalidConfig(f"The centre is {line}; a share lies in [0, 1].")
    ends = _exact_limits if limits == "exact" else _three_sigma_limits
    return PChart(
        centre=line,
        is_centre_given=centre is not None,
        limits=limits,
        points=tuple(
            ChartPoint(label=name, count=count, total=total, low=low, high=high)
            for name, count, total in zip(names, counts, totals, strict=True)
            for low, high in [ends(line, total)]
        ),
    )


def _three_sigma_limits(centre: float, total: int) -> tuple[float, float]:
    half = 3.0 * sqrt(centre * (1.0 - centre) / total)
    return max(centre - half, 0.0), min(centre + half, 1.0)


def _exact_limits(centre: float, total: int) -> tuple[float, float]:
    """Give the outermost shares whose binomial tail is still as likely as a normal one's."""
    count = np.arange(total + 1)
    is_kept = (special.bdtr(count, total, centre) >= _TAIL) & (
        np.append(1.0, special.bdtrc(count[:-1], total, centre)) >= _TAIL
    )
    kept = count[is_kept]
    return float(kept[0]) / total, float(kept[-1]) / total
