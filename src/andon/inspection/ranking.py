"""How well scores tell bad parts from good ones, whatever the threshold."""

from dataclasses import dataclass
from math import floor

import numpy as np
import numpy.typing as npt
from scipy import special

from andon.errors import InvalidConfig
from andon.inspection.counts import Share
from andon.inspection.graded_part import Floats, check_scores
from andon.verdicts.intervals import Interval, clopper_pearson

__all__ = [
    "AreaUnderCurve",
    "OptimisticF1",
    "RecallAtRate",
    "area_gain",
    "auroc",
    "average_precision",
    "best_f1",
    "recall_at_false_alarm_rate",
]


@dataclass(frozen=True, kw_only=True)
class AreaUnderCurve:
    """Chance that a bad part scores higher than a good one, ties counting half."""

    value: float
    """Estimate. [1]"""
    interval: Interval
    """Interval with the wanted coverage. [1]"""
    num_bad: int
    """Bad parts."""
    num_good: int
    """Good parts."""


@dataclass(frozen=True, kw_only=True)
class RecallAtRate:
    """Share of bad parts found when almost no good part may be called."""

    false_alarm_rate: float
    """Largest share of good parts that may be called. [1]"""
    threshold: float
    """Lowest threshold that keeps to it; parts above it are called. [1]"""
    recall: Share
    """Bad parts above the threshold."""
    false_alarms: Share
    """Good parts above the threshold."""
    is_resolved: bool
    """Whether there are enough good parts for at least one of them to be allowed above; if not,
    the threshold is the highest good score and the rate is not shown to be as low as wanted."""


@dataclass(frozen=True, kw_only=True)
class OptimisticF1:
    """Largest F1 over all thresholds: chosen on the graded parts, so nobody will ever see it."""

    value: float
    """F1 at the best threshold. [1]"""
    threshold: float
    """Threshold that reaches it; parts above it are called. [1]"""
    is_optimistic: bool = True
    """Always true: the threshold was chosen on the parts that it is graded on."""


def auroc(
    scores: npt.ArrayLike, is_bad: npt.ArrayLike, *, confidence: float = 0.95
) -> AreaUnderCurve:
    """Give the area under the receiver operating characteristic.

    The interval is DeLong's on the logit scale. Where the estimated variance is zero (perfect
    separation, or a single part of a kind) it would claim certainty, so an exact bound takes its
    place: min(num_bad, num_good) disjoint pairs, each of which went the same way.

    Args:
        scores: Defect scores. Shape (n,). [1]
        is_bad: Truth, 0 or 1. Shape (n,).
        confidence: Wanted coverage, in (0, 1). [1]

    Returns:
        Estimate and interval.

    Raises:
        InvalidConfig: When good or bad parts are missing, shapes differ, a score is not finite, or
            `confidence` is outside (0, 1).

    Source:
        E. R. DeLong, D. M. DeLong and D. L. Clarke-Pearson, Biometrics 44(3), 1988, 837-845.

    Example:
        >>> auroc([0.1, 0.4, 0.35, 0.8], [0, 0, 1, 1]).value
        0.75
    """
    if not 0.0 < confidence < 1.0:
        raise InvalidConfig(
            f"The confidence is {confidence}; it must lie in (0, 1), for example 0.95."
        )
    above_good, above_bad = _placements(scores, is_bad)
    value = float(np.mean(above_good))
    return AreaUnderCurve(
        value=value,
        interval=_delong_interval(value, above_good, above_bad, confidence),
        num_bad=above_good.size,
        num_good=above_bad.size,
    )


def area_gain(
    scores: npt.ArrayLike, others: npt.ArrayLike, is_bad: npt.ArrayLike
) -> tuple[float, float]:
    """Give how much larger one area is than another on the same parts.

    Args:
        scores: Defect scores. Shape (n,). [1]
        others: Scores of the same parts by somebody else. Shape (n,). [1]
        is_bad: Truth, 0 or 1. Shape (n,).

    Returns:
        Difference and its standard error; no gain, and an infinite error, where fewer than two
        parts of a kind are there. [1]

    Source:
        DeLong, DeLong and Clarke-Pearson, as `auroc`.
    """
    truth = np.asarray(is_bad, dtype=np.bool_)
    if min(int(truth.sum()), int((~truth).sum())) < 2:
        return 0.0, np.inf
    ours, theirs = _placements(scores, truth), _placements(others, truth)
    rest = [own - other for own, other in zip(ours, theirs, strict=True)]
    variance = sum(float(np.var(part, ddof=1)) / part.size for part in rest)
    return float(np.mean(rest[0])), variance**0.5


def average_precision(scores: npt.ArrayLike, is_bad: npt.ArrayLike) -> float:
    """Give the area under precision against recall, as a sum of steps.

    It depends on the share of bad parts in the set: compare it on one set only.

    Args:
        scores: Defect scores. Shape (n,). [1]
        is_bad: Truth, 0 or 1. Shape (n,).

    Returns:
        Sum of precision times the gain in recall over falling thresholds. [1]

    Raises:
        InvalidConfig: As `auroc`.
    """
    hits, calls, bad = _falling_thresholds(scores, is_bad)[:3]
    gains = np.diff(hits, prepend=0.0) / bad.size
    return float(np.sum(gains * hits / calls))


def best_f1(scores: npt.ArrayLike, is_bad: npt.ArrayLike) -> OptimisticF1:
    """Give the largest F1 over all thresholds, flagged as the optimistic figure that it is.

    Args:
        scores: Defect scores. Shape (n,). [1]
        is_bad: Truth, 0 or 1. Shape (n,).

    Returns:
        F1, and the highest threshold that reaches it.

    Raises:
        InvalidConfig: As `auroc`.
    """
    hits, calls, bad, levels = _falling_thresholds(scores, is_bad)
    f1 = 2.0 * hits / (calls + bad.size)
    best = int(np.argmax(f1))
    below = levels[best + 1] if best + 1 < levels.size else np.nextafter(levels[best], -np.inf)
    return OptimisticF1(value=float(f1[best]), threshold=float(below))


def recall_at_false_alarm_rate(
    scores: npt.ArrayLike, is_bad: npt.ArrayLike, *, false_alarm_rate: float = 1e-3
) -> RecallAtRate:
    """Give the share of bad parts found when almost no good part may be called.

    Args:
        scores: Defect scores. Shape (n,). [1]
        is_bad: Truth, 0 or 1. Shape (n,).
        false_alarm_rate: Largest share of the good parts above the threshold, in [0, 1). [1]

    Returns:
        Recall with its exact bounds, and whether the good parts suffice for the rate.

    Raises:
        InvalidConfig: As `auroc`, or when the rate is outside [0, 1).
    """
    if not 0.0 <= false_alarm_rate < 1.0:
        raise InvalidConfig(f"The false alarm rate is {false_alarm_rate}; it must lie in [0, 1).")
    bad, good = check_scores(scores, is_bad)
    allowed = floor(false_alarm_rate * good.size + 1e-9)
    threshold = float(np.sort(good)[good.size - 1 - allowed])
    return RecallAtRate(
        false_alarm_rate=false_alarm_rate,
        threshold=threshold,
        recall=Share(count=int(np.sum(bad > threshold)), total=bad.size),
        false_alarms=Share(count=int(np.sum(good > threshold)), total=good.size),
        is_resolved=allowed >= 1,
    )


def _placements(scores: npt.ArrayLike, is_bad: npt.ArrayLike) -> tuple[Floats, Floats]:
    """Give the share of good parts below each bad one, and of bad parts above each good one."""
    bad, good = check_scores(scores, is_bad)
    ranks = _midranks(np.concatenate([bad, good]))
    above_good = (ranks[: bad.size] - _midranks(bad)) / good.size
    above_bad = 1.0 - (ranks[bad.size :] - _midranks(good)) / bad.size
    return above_good, above_bad


def _midranks(values: Floats) -> Floats:
    """Give ranks from 1, with the mean rank for ties."""
    _, inverse, count = np.unique(values, return_inverse=True, return_counts=True)
    return (np.cumsum(count) - (count - 1) / 2.0)[inverse]


def _delong_interval(
    value: float, above_good: Floats, above_bad: Floats, confidence: float
) -> Interval:
    pairs = min(above_good.size, above_bad.size)
    if pairs > 1:
        spread_bad, spread_good = np.var(above_good, ddof=1), np.var(above_bad, ddof=1)
        variance = float(spread_bad / above_good.size + spread_good / above_bad.size)
        if variance > 0.0:
            half = float(special.ndtri((1.0 + confidence) / 2.0)) * variance**0.5
            half /= value * (1.0 - value)
            centre = float(special.logit(value))
            low, high = special.expit(centre - half), special.expit(centre + half)
            return Interval(float(low), float(high))
    if value in (0.0, 1.0):
        return clopper_pearson(round(value) * pairs, pairs, confidence=confidence)
    return Interval(0.0, 1.0)


def _falling_thresholds(
    scores: npt.ArrayLike, is_bad: npt.ArrayLike
) -> tuple[Floats, Floats, Floats, Floats]:
    """Give found defects, calls, the bad scores and the distinct scores, from the highest down."""
    bad, good = check_scores(scores, is_bad)
    levels = np.unique(np.concatenate([bad, good]))
    hits = bad.size - np.searchsorted(np.sort(bad), levels, side="left").astype(np.float64)
    false = good.size - np.searchsorted(np.sort(good), levels, side="left").astype(np.float64)
    return hits[::-1], (hits + false)[::-1], bad, levels[::-1]
