"""Counting what an inspection did: escapes and overkill with exact bounds, and what they cost."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import isfinite
from typing import Literal, NamedTuple

from andon.errors import InvalidConfig
from andon.inspection.costs import InspectionCosts, check_prevalence
from andon.verdicts.intervals import Interval, clopper_pearson, success_rate_upper_bound

__all__ = [
    "Decision",
    "Estimate",
    "InspectionCounts",
    "Share",
    "Station",
    "cost_per_1000",
    "count_decisions",
    "false_calls_per_found_defect",
    "reinspection_minutes_per_shift",
]

Decision = Literal["accept", "review", "reject"]
"""What happens to a part; a reviewed part is looked at by a person."""

_CONFIDENCE = 0.95
"""Coverage of the intervals of estimates. [1]"""


@dataclass(frozen=True, kw_only=True)
class Share:
    """A counted share; its bounds are exact and hold for one look."""

    count: int
    """Cases counted."""
    total: int
    """Cases looked at."""

    def __post_init__(self) -> None:
        """Refuse a count outside [0, total]."""
        if not 0 <= self.count <= self.total:
            raise InvalidConfig(f"Counted {self.count} of {self.total}; not within the total.")

    @property
    def rate(self) -> float | None:
        """Estimate, in [0, 1]; None where nothing was looked at."""
        return self.count / self.total if self.total else None

    @property
    def ppm(self) -> float | None:
        """Estimate in parts per million; None where nothing was looked at."""
        return 1e6 * self.count / self.total if self.total else None

    def interval(self, *, confidence: float = _CONFIDENCE) -> Interval:
        """Give the exact two-sided (Clopper-Pearson) interval; [0, 1] without cases."""
        if not self.total:
            return Interval(0.0, 1.0)
        return clopper_pearson(self.count, self.total, confidence=confidence)

    def upper_bound(self, *, confidence: float = _CONFIDENCE) -> float:
        """Give the exact one-sided upper bound; 1 without cases."""
        if not self.total:
            return 1.0
        return success_rate_upper_bound(self.count, self.total, confidence=confidence)


@dataclass(frozen=True, kw_only=True)
class InspectionCounts:
    """How many bad and good parts were accepted, reviewed and rejected."""

    bad_accepted: int
    """Bad parts accepted: the escapes."""
    bad_reviewed: int = 0
    """Bad parts sent to a person."""
    bad_rejected: int
    """Bad parts rejected."""
    good_accepted: int
    """Good parts accepted."""
    good_reviewed: int = 0
    """Good parts sent to a person."""
    good_rejected: int
    """Good parts rejected: the overkill."""

    def __post_init__(self) -> None:
        """Refuse negative counts."""
        counts = (self.bad_accepted, self.bad_reviewed, self.bad_rejected)
        counts += (self.good_accepted, self.good_reviewed, self.good_rejected)
        if min(counts) < 0:
            raise InvalidConfig(f"Counts of parts must not be negative; found {counts}.")

    @property
    def num_bad(self) -> int:
        """Bad parts."""
        return self.bad_accepted + self.bad_reviewed + self.bad_rejected

    @property
    def num_good(self) -> int:
        """Good parts."""
        return self.good_accepted + self.good_reviewed + self.good_rejected

    @property
    def escapes(self) -> Share:
        """Share of the bad parts that were accepted."""
        return Share(count=self.bad_accepted, total=self.num_bad)

    @property
    def overkill(self) -> Share:
        """Share of the good parts that were rejected."""
        return Share(count=self.good_rejected, total=self.num_good)

    @property
    def found(self) -> Share:
        """Share of the bad parts that were reviewed or rejected."""
        return Share(count=self.bad_reviewed + self.bad_rejected, total=self.num_bad)

    @property
    def false_calls(self) -> Share:
        """Share of the good parts that were reviewed or rejected."""
        return Share(count=self.good_reviewed + self.good_rejected, total=self.num_good)

    @property
    def false_calls_per_found_defect(self) -> float | None:
        """False calls for each defect found in this set; None where none was found.

        It depends on how many bad parts the set has: see `false_calls_per_found_defect` for the
        figure at the prevalence of a line.
        """
        found = self.found.count
        return self.false_calls.count / found if found else None


@dataclass(frozen=True, kw_only=True)
class Station:
    """Where the inspection stands in production."""

    prevalence: float
    """Share of bad parts that arrive, in (0, 1). [1]"""
    parts_per_shift: int
    """Parts that pass in one shift."""
    review_time_s: float
    """Time of a person for one part that was not accepted."""
    takt_time_s: float
    """Time from one part to the next."""

    def __post_init__(self) -> None:
        """Refuse a station that cannot be meant."""
        check_prevalence(self.prevalence)
        if self.parts_per_shift < 1:
            raise InvalidConfig(f"parts_per_shift is {self.parts_per_shift}; it must be 1 or more.")
        for name, time in (
            ("review_time_s", self.review_time_s),
            ("takt_time_s", self.takt_time_s),
        ):
            if not (isfinite(time) and time > 0.0):
                raise InvalidConfig(f"{name} is {time}; it must be a finite time above 0.")


class Estimate(NamedTuple):
    """A figure derived from counted shares, with an interval that holds for all of them at once."""

    value: float | None
    """Estimate; None where a share that it needs was not counted at all."""
    low: float
    """Lower end of the 95 % interval."""
    high: float
    """Upper end."""


def count_decisions(is_bad: Iterable[bool], decisions: Sequence[Decision]) -> InspectionCounts:
    """Count decisions against the truth.

    Args:
        is_bad: Truth of each part.
        decisions: Decision on each part, in the same order.

    Returns:
        The counts.

    Raises:
        InvalidConfig: When the lengths differ or a decision is none of the three.
    """
    truth = [bool(bad) for bad in is_bad]
    if len(truth) != len(decisions):
        raise InvalidConfig(f"There are {len(truth)} parts and {len(decisions)} decisions.")
    unknown = set(decisions) - {"accept", "review", "reject"}
    if unknown:
        raise InvalidConfig(
            f"Unknown decisions {sorted(unknown)}; a part is 'accept', 'review' or 'reject'."
        )
    counted = Counter(zip(truth, decisions, strict=True))
    return InspectionCounts(
        bad_accepted=counted[True, "accept"],
        bad_reviewed=counted[True, "review"],
        bad_rejected=counted[True, "reject"],
        good_accepted=counted[False, "accept"],
        good_reviewed=counted[False, "review"],
        good_rejected=counted[False, "reject"],
    )


def false_calls_per_found_defect(counts: InspectionCounts, *, prevalence: float) -> Estimate:
    """Give the false calls for each defect found, at the prevalence of a line.

    Args:
        counts: What the inspection did on graded parts.
        prevalence: Share of bad parts on the line, in (0, 1). [1]

    Returns:
        Ratio with its interval; the upper end is infinite while no detection is proven.

    Raises:
        InvalidConfig: When the prevalence is outside (0, 1).
    """
    check_prevalence(prevalence)
    odds = (1.0 - prevalence) / prevalence
    confidence = 1.0 - (1.0 - _CONFIDENCE) / 2.0  # two shares: Bonferroni
    calls, found = (
        share.interval(confidence=confidence) for share in (counts.false_calls, counts.found)
    )
    is_known = bool(counts.num_good) and counts.found.count > 0
    value = odds * (counts.false_calls.rate or 0.0) / (counts.found.rate or 1.0)
    return Estimate(
        value if is_known else None,
        odds * calls.low / found.high,
        odds * calls.high / found.low if found.low > 0.0 else float("inf"),
    )


def reinspection_minutes_per_shift(counts: InspectionCounts, station: Station) -> Estimate:
    """Give the minutes that people spend in a shift on parts that were not accepted.

    Found defects are looked at too: nobody knows beforehand which call is false.

    Args:
        counts: What the inspection did on graded parts.
        station: Prevalence, parts per shift and time of one review.

    Returns:
        Minutes per shift with their interval.
    """
    scale = station.parts_per_shift * station.review_time_s / 60.0
    weighted = [
        (scale * station.prevalence, counts.found),
        (scale * (1.0 - station.prevalence), counts.false_calls),
    ]
    return _weighted_sum(weighted)


def cost_per_1000(
    counts: InspectionCounts,
    costs: InspectionCosts,
    *,
    prevalence: float,
    has_review_band: bool = False,
) -> Estimate:
    """Give the expected cost of the mistakes and reviews of 1,000 parts.

    A person is taken to decide rightly on every reviewed part; where an agreement study says
    otherwise, the escapes and overkill of the reviewers come on top.

    Args:
        counts: What the inspection did on graded parts.
        costs: Cost of an escape, an overkill and a review.
        prevalence: Share of bad parts on the line, in (0, 1). [1]
        has_review_band: Whether parts may be reviewed at all.

    Returns:
        Cost per 1,000 parts with its interval, in the currency of the costs.

    Raises:
        InvalidConfig: When the prevalence is outside (0, 1), or parts are reviewed although the
            costs do not price a review.
    """
    check_prevalence(prevalence)
    bad, good = 1000.0 * prevalence, 1000.0 * (1.0 - prevalence)
    weighted = [
        (bad * costs.escape_cost, counts.escapes),
        (good * costs.overkill_cost, counts.overkill),
    ]
    if has_review_band or counts.bad_reviewed or counts.good_reviewed:
        if costs.review_cost is None:
            raise InvalidConfig("Parts are reviewed, and the costs give no review_cost.")
        weighted += [
            (bad * costs.review_cost, Share(count=counts.bad_reviewed, total=counts.num_bad)),
            (good * costs.review_cost, Share(count=counts.good_reviewed, total=counts.num_good)),
        ]
    return _weighted_sum(weighted)


def _weighted_sum(weighted: Sequence[tuple[float, Share]]) -> Estimate:
    """Add weighted shares; splitting alpha over them makes the interval hold for all at once."""
    confidence = 1.0 - (1.0 - _CONFIDENCE) / len(weighted)
    ends = [(weight, share.interval(confidence=confidence)) for weight, share in weighted]
    is_known = all(share.total for _, share in weighted)
    value = sum(weight * (share.rate or 0.0) for weight, share in weighted)
    return Estimate(
        value if is_known else None,
        sum(weight * interval.low for weight, interval in ends),
        sum(weight * interval.high for weight, interval in ends),
    )
