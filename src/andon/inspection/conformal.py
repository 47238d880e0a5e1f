"""A threshold from good parts alone, and exactly what it promises."""

from dataclasses import dataclass
from math import ceil
from typing import Literal

import numpy as np
import numpy.typing as npt
from scipy import special

from andon.errors import InvalidConfig

__all__ = [
    "ConformalThreshold",
    "Promise",
    "conformal_rank",
    "conformal_threshold",
    "fewest_good",
]

Promise = Literal["marginal", "empirical", "certain"]
"""What is promised about the false alarm rate.

`marginal`: at most the wanted rate, on average over calibration sets. `empirical`: at most the
wanted rate plus 1/(n + 1), on average. `certain`: at most the wanted rate, in at least 95 of 100
calibration sets.
"""

_CONFIDENCE = 0.95
"""Share of calibration sets for which `certain` holds, and coverage of the range. [1]"""

_ROUNDING = 1e-9
"""Ranks are rounded up only beyond this: (n + 1)(1 - alpha) carries rounding errors. [1]"""


@dataclass(frozen=True, kw_only=True)
class ConformalThreshold:
    """A threshold that is one of the good calibration scores; parts above it are rejected."""

    threshold: float
    """Largest score that is accepted. [1]"""
    promise: Promise
    """What is promised."""
    wanted_rate: float
    """Wanted false alarm rate. [1]"""
    promised_rate: float
    """False alarm rate that is promised, in the sense of `promise`. [1]"""
    rank: int
    """Rank of the threshold among the good scores, 1 for the lowest."""
    num_good: int
    """Good parts in the calibration set."""
    expected_rate: float
    """False alarm rate to expect before the calibration set was drawn, without ties. [1]"""
    upper_rate: float
    """Rate that the true false alarm rate stays below in 95 of 100 calibration sets. [1]"""


def conformal_rank(num_good: int, *, max_false_alarm_rate: float, promise: Promise) -> int:
    """Give the rank of the good score that serves as threshold.

    Args:
        num_good: Good parts in the calibration set.
        max_false_alarm_rate: Wanted false alarm rate, in (0, 1). [1]
        promise: What is to be promised about it.

    Returns:
        Rank among the ascending scores, from 1; `num_good + 1` or more when there are too few.

    Raises:
        InvalidConfig: When the rate is outside (0, 1) or the promise is unknown.
    """
    alpha, n = max_false_alarm_rate, num_good
    if not 0.0 < alpha < 1.0:
        raise InvalidConfig(
            f"The wanted false alarm rate is {alpha}; it must lie in (0, 1), for example 0.05."
        )
    if promise == "marginal":
        return ceil((n + 1) * (1.0 - alpha) - _ROUNDING)
    if promise == "empirical":
        return max(ceil(n * (1.0 - alpha) - _ROUNDING), 1)
    if promise == "certain":
        ranks = np.arange(1, n + 1)
        is_kept = special.betaincinv(n + 1 - ranks, ranks, _CONFIDENCE) <= alpha
        return int(ranks[np.argmax(is_kept)]) if np.any(is_kept) else n + 1
    raise InvalidConfig(
        f"No promise named {promise!r}; it must be 'marginal', 'empirical' or 'certain'."
    )


def conformal_threshold(
    good_scores: npt.ArrayLike, *, max_false_alarm_rate: float, promise: Promise = "marginal"
) -> ConformalThreshold:
    """Choose a threshold when there are no bad parts at all.

    Holds for any distribution of scores, as long as the parts on the line are exchangeable with
    the good calibration parts. It promises nothing about escapes.

    Args:
        good_scores: Scores of good parts that nothing else was tuned on. Shape (n,). [1]
        max_false_alarm_rate: Wanted false alarm rate, in (0, 1). [1]
        promise: What is promised about it.

    Returns:
        The threshold and its promise.

    Raises:
        InvalidConfig: When a score is not finite, the rate is outside (0, 1), or there are too few
            good parts for it.

    Source:
        V. Vovk, A. Gammerman and G. Shafer, Algorithmic Learning in a Random World, 2005. Given
        the calibration set the false alarm rate is Beta(n + 1 - rank, rank), without ties.

    Example:
        >>> conformal_threshold(range(1, 100), max_false_alarm_rate=0.05).threshold
        95.0
    """
    scores = np.sort(np.asarray(good_scores, dtype=np.float64).ravel())
    if not np.all(np.isfinite(scores)):
        raise InvalidConfig("A score of a good part is not finite.")
    n, alpha = scores.size, max_false_alarm_rate
    rank = conformal_rank(n, max_false_alarm_rate=alpha, promise=promise)
    if rank > n:
        raise InvalidConfig(
            f"{n} good parts cannot promise a false alarm rate of {alpha}; at least "
            f"{fewest_good(alpha, promise)} are needed, or a larger rate."
        )
    return ConformalThreshold(
        threshold=float(scores[rank - 1]),
        promise=promise,
        wanted_rate=alpha,
        promised_rate=alpha + 1.0 / (n + 1) if promise == "empirical" else alpha,
        rank=rank,
        num_good=n,
        expected_rate=(n + 1 - rank) / (n + 1),
        upper_rate=float(special.betaincinv(n + 1 - rank, rank, _CONFIDENCE)),
    )


def fewest_good(alpha: float, promise: Promise) -> int:
    """Give the fewest good parts that can promise a false alarm rate.

    Args:
        alpha: Wanted false alarm rate, in (0, 1). [1]
        promise: What is promised about it.

    Raises:
        InvalidConfig: When the rate is outside (0, 1).
    """
    if not 0.0 < alpha < 1.0:
        raise InvalidConfig(
            f"The wanted false alarm rate is {alpha}; it must lie in (0, 1), for example 0.05."
        )
    if promise == "certain":
        return ceil(np.log1p(-_CONFIDENCE) / np.log1p(-alpha) - _ROUNDING)
    return 1 if promise == "empirical" else ceil(1.0 / alpha - 1.0 - _ROUNDING)
