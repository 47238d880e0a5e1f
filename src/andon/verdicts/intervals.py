"""Exact and classical intervals for one look at a rate; none of them corrects for looking early."""

from typing import NamedTuple

import numpy as np
from scipy import special

from andon.errors import InvalidConfig

__all__ = [
    "Interval",
    "clopper_pearson",
    "jeffreys",
    "poisson_interval",
    "poisson_upper_limit",
    "success_rate_lower_bound",
    "success_rate_upper_bound",
    "wilson",
]


class Interval(NamedTuple):
    """Two ends of an interval."""

    low: float
    """Lower end."""
    high: float
    """Upper end."""


def success_rate_lower_bound(successes: int, trials: int, *, confidence: float = 0.95) -> float:
    """Give the smallest success rate that the counted trials still support.

    An exact (Clopper-Pearson) limit: over repeated experiments the true rate stays above it in at
    least a share `confidence` of them, for any true rate. It does not correct for looking early.

    Args:
        successes: Trials that ended in success.
        trials: Trials started; an aborted trial counts as started.
        confidence: Wanted one-sided coverage, in (0, 1). [1]

    Returns:
        Limit in [0, 1]. [1]

    Raises:
        InvalidConfig: When `trials` is below 1, `successes` is outside [0, `trials`], or
            `confidence` is outside (0, 1).

    Source:
        C. J. Clopper and E. S. Pearson, Biometrika 26(4), 1934, 404-413.

    Example:
        >>> round(success_rate_lower_bound(299, 299), 4)
        0.99
    """
    _check_counts(successes, trials, confidence)
    if successes == 0:
        return 0.0
    return float(special.betaincinv(successes, trials - successes + 1, 1.0 - confidence))


def success_rate_upper_bound(successes: int, trials: int, *, confidence: float = 0.95) -> float:
    """Give the largest success rate that the counted trials still support.

    The mirror of `success_rate_lower_bound`, with the same arguments and refusals.
    """
    _check_counts(successes, trials, confidence)
    if successes == trials:
        return 1.0
    return float(special.betaincinv(successes + 1, trials - successes, confidence))


def clopper_pearson(successes: int, trials: int, *, confidence: float = 0.95) -> Interval:
    """Give the exact two-sided interval of a success rate, with equal tails.

    Args:
        successes: Trials that ended in success.
        trials: Trials started.
        confidence: Wanted coverage, reached or exceeded for every true rate, in (0, 1). [1]

    Returns:
        Interval inside [0, 1]. [1]

    Raises:
        InvalidConfig: As `success_rate_lower_bound`.

    Source:
        C. J. Clopper and E. S. Pearson, Biometrika 26(4), 1934, 404-413.

    Example:
        >>> [round(end, 6) for end in clopper_pearson(9, 10)]
        [0.554984, 0.997471]
    """
    tail = (1.0 + confidence) / 2.0
    return Interval(
        success_rate_lower_bound(successes, trials, confidence=tail),
        success_rate_upper_bound(successes, trials, confidence=tail),
    )


def jeffreys(successes: int, trials: int, *, confidence: float = 0.95) -> Interval:
    """Give the equal-tailed Bayesian interval of a success rate under a Beta(1/2, 1/2) prior.

    Its coverage is right on average, not for every true rate. The ends are plain quantiles: with no
    failure at all the upper end stays below 1, and so below the estimate.

    Args:
        successes: Trials that ended in success.
        trials: Trials started.
        confidence: Posterior probability, in (0, 1). [1]

    Returns:
        Interval inside (0, 1). [1]

    Raises:
        InvalidConfig: As `success_rate_lower_bound`.
    """
    _check_counts(successes, trials, confidence)
    tail = (1.0 - confidence) / 2.0
    a, b = successes + 0.5, trials - successes + 0.5
    return Interval(
        float(special.betaincinv(a, b, tail)), float(special.betaincinv(a, b, 1.0 - tail))
    )


def wilson(successes: int, trials: int, *, confidence: float = 0.95) -> Interval:
    """Give the score interval of a success rate.

    Its coverage is right on average, not for every true rate.

    Args:
        successes: Trials that ended in success.
        trials: Trials started.
        confidence: Wanted coverage, in (0, 1). [1]

    Returns:
        Interval inside [0, 1]. [1]

    Raises:
        InvalidConfig: As `success_rate_lower_bound`.

    Source:
        E. B. Wilson, Journal of the American Statistical Association 22(158), 1927, 209-212.
    """
    _check_counts(successes, trials, confidence)
    z = float(special.ndtri((1.0 + confidence) / 2.0))
    rate = successes / trials
    scale = 1.0 + z * z / trials
    centre = (rate + z * z / (2.0 * trials)) / scale
    half = z / scale * float(np.sqrt(rate * (1.0 - rate) / trials + (z / (2.0 * trials)) ** 2))
    return Interval(
        0.0 if successes == 0 else centre - half, 1.0 if successes == trials else centre + half
    )


def poisson_upper_limit(count: int, *, confidence: float = 0.95) -> float:
    """Give the largest expected number of events that a count still supports.

    Args:
        count: Events seen.
        confidence: Wanted one-sided coverage, in (0, 1). [1]

    Returns:
        Limit on the expected count; divide by the exposure for a rate. [1]

    Raises:
        InvalidConfig: When the count is negative or `confidence` is outside (0, 1).

    Source:
        F. Garwood, Biometrika 28(3/4), 1936, 437-442.

    Example:
        >>> round(poisson_upper_limit(0), 5)
        2.99573
    """
    _check_confidence(confidence)
    if count < 0:
        raise InvalidConfig(f"The count is {count}; it must be 0 or more.")
    return float(special.gammaincinv(count + 1, confidence))


def poisson_interval(count: int, exposure: float, *, confidence: float = 0.95) -> Interval:
    """Give the exact two-sided interval of an event rate.

    Args:
        count: Events seen.
        exposure: Time watched, above 0, in any unit.
        confidence: Wanted coverage, reached or exceeded for every true rate, in (0, 1). [1]

    Returns:
        Interval of the rate, in events per unit of `exposure`.

    Raises:
        InvalidConfig: When the count is negative, the exposure is not above 0, or `confidence` is
            outside (0, 1).

    Source:
        F. Garwood, Biometrika 28(3/4), 1936, 437-442.
    """
    if not (exposure > 0.0 and np.isfinite(exposure)):
        raise InvalidConfig(f"The exposure is {exposure}; it must be a finite time above 0.")
    tail = (1.0 + confidence) / 2.0
    high = poisson_upper_limit(count, confidence=tail)
    low = float(special.gammaincinv(count, 1.0 - tail)) if count > 0 else 0.0
    return Interval(low / exposure, high / exposure)


def _check_counts(successes: int, trials: int, confidence: float) -> None:
    _check_confidence(confidence)
    if trials < 1:
        raise InvalidConfig(f"There are {trials} trials; an interval needs at least 1.")
    if not 0 <= successes <= trials:
        raise InvalidConfig(f"{successes} successes in {trials} trials: not within [0, {trials}].")


def _check_confidence(confidence: float) -> None:
    if not 0.0 < confidence < 1.0:
        raise InvalidConfig(
            f"The confidence is {confidence}; it must lie in (0, 1), for example 0.95."
        )
