"""Confidence sequences: intervals that hold at every look at once, however often one looks."""

from collections.abc import Callable
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
from scipy import special

from andon.errors import InvalidConfig
from andon.verdicts.intervals import Interval
from andon.verdicts.log_tails import Floats

__all__ = [
    "Band",
    "event_rate_sequence",
    "mean_interval",
    "mean_sequence",
    "success_rate_sequence",
]

_BISECTIONS = 100
"""Halvings of a bracket; 60 exhaust double precision, the rest serves brackets far from 1."""

_MAX_STAKE = 0.5
"""Largest share of the capital at risk per bet in `mean_sequence`; *assumed*, any in (0, 1) is
valid. [1]"""


class Band(NamedTuple):
    """Lower and upper ends of a confidence sequence, one pair per look."""

    low: Floats
    """Lower ends. Shape of the counts."""
    high: Floats
    """Upper ends. Shape of the counts."""


def success_rate_sequence(
    successes: npt.ArrayLike,
    trials: npt.ArrayLike,
    *,
    alpha: float = 0.05,
    a: float = 0.5,
    b: float = 0.5,
) -> Band:
    """Give all success rates that a two-sided Beta(a, b) mixture does not reject.

    Args:
        successes: Cumulative successes. Any shape.
        trials: Cumulative trials, same shape; 0 gives [0, 1].
        alpha: Chance that the true rate is ever outside, in (0, 1). [1]
        a: First shape of the prior, above 0. [1]
        b: Second shape of the prior, above 0. [1]

    Returns:
        Band inside [0, 1]; it contains the estimate successes/trials. [1]

    Raises:
        InvalidConfig: When alpha is outside (0, 1) or the counts contradict each other.

    Source:
        H. Robbins, Annals of Mathematical Statistics 41(5), 1970, 1397-1409.
    """
    _check_alpha(alpha)
    s, n = np.asarray(successes, dtype=np.float64), np.asarray(trials, dtype=np.float64)
    if not np.all((s >= 0) & (s <= n)):
        raise InvalidConfig("Successes must lie in [0, trials] at every step.")
    evidence = special.betaln(a + s, b + n - s) - special.betaln(a, b)

    def is_rejected(p: Floats) -> npt.NDArray[np.bool_]:
        log_e = evidence - special.xlogy(s, p) - special.xlog1py(n - s, -p)
        return np.asarray(log_e >= -np.log(alpha))

    estimate = np.where(n > 0, s / np.maximum(n, 1.0), 0.5)
    return Band(
        _edge(is_rejected, estimate, np.zeros_like(s)),
        _edge(is_rejected, estimate, np.ones_like(s)),
    )


def event_rate_sequence(
    count: npt.ArrayLike,
    exposure: npt.ArrayLike,
    *,
    prior_exposure: float,
    alpha: float = 0.05,
    shape: float = 0.5,
) -> Band:
    """Give all event rates that a two-sided gamma mixture does not reject.

    Args:
        count: Cumulative events. Any shape.
        exposure: Cumulative time watched, same shape; 0 gives [0, inf).
        prior_exposure: Rate parameter of the prior, in the unit of `exposure`, fixed beforehand;
            the prior mean is shape/prior_exposure.
        alpha: Chance that the true rate is ever outside, in (0, 1). [1]
        shape: Shape of the prior, above 0. [1]

    Returns:
        Band of the rate, in events per unit of `exposure`.

    Raises:
        InvalidConfig: When alpha is outside (0, 1), the prior exposure is not above 0, or count or
            exposure are negative.
    """
    _check_alpha(alpha)
    k, t = np.asarray(count, dtype=np.float64), np.asarray(exposure, dtype=np.float64)
    if not (np.all(k >= 0) and np.all(t >= 0) and prior_exposure > 0):
        raise InvalidConfig("Counts and exposures must not be negative, the prior's above 0.")
    evidence = special.gammaln(shape + k) - special.gammaln(shape) - k * np.log(prior_exposure + t)
    evidence = evidence - shape * np.log1p(t / prior_exposure)

    def is_rejected(rate: Floats) -> npt.NDArray[np.bool_]:
        return np.asarray(evidence - special.xlogy(k, rate) + rate * t >= -np.log(alpha))

    has_time = t > 0
    estimate = k / np.where(has_time, t, 1.0)
    # Beyond this rate the exposure term alone outweighs everything else.
    far = (4.0 * (k + 1.0) - 4.0 * np.minimum(evidence, 0.0) - 4.0 * np.log(alpha)) * 16.0
    high = _edge(is_rejected, estimate, np.where(has_time, far / np.where(has_time, t, 1.0), 0.0))
    return Band(_edge(is_rejected, estimate, np.zeros_like(k)), np.where(has_time, high, np.inf))


def mean_sequence(
    values: npt.ArrayLike,
    *,
    low: float = 0.0,
    high: float = 1.0,
    alpha: float = 0.05,
    looks: npt.ArrayLike | None = None,
) -> Band:
    """Give all means of a bounded quantity that hedged betting does not reject.

    Args:
        values: Observations in order. Shape (n,), each in [low, high].
        low: Smallest possible value.
        high: Largest possible value.
        alpha: Chance that the true mean is ever outside, in (0, 1). [1]
        looks: Numbers of observations at which to give the band, ascending; all of them when None.

    Returns:
        Band inside [low, high], one pair per look.

    Raises:
        InvalidConfig: When alpha is outside (0, 1), a value is outside [low, high], or a look
            outside [0, n].

    Source:
        I. Waudby-Smith and A. Ramdas, Journal of the Royal Statistical Society B 86(1), 2024, 1-27
        (hedged capital process).
    """
    _check_alpha(alpha)
    x = _scale(values, low, high)
    index = np.arange(1, x.size + 1) if looks is None else np.asarray(looks, dtype=np.int64)
    if np.any((index < 0) | (index > x.size)):
        raise InvalidConfig(f"A look lies outside the {x.size} observations.")
    step = np.arange(1, x.size + 1, dtype=np.float64)
    stake = np.sqrt(2.0 * np.log(2.0 / alpha) / (_past_variance(x) * step * np.log1p(step)))
    ends = [_hedged_ends(x[:n], stake[:n], alpha) for n in index.tolist()]
    scaled = np.asarray(ends, dtype=np.float64).reshape(-1, 2)
    return Band(low + (high - low) * scaled[:, 0], low + (high - low) * scaled[:, 1])


def mean_interval(
    values: npt.ArrayLike, *, low: float = 0.0, high: float = 1.0, confidence: float = 0.95
) -> Interval:
    """Give an interval for the mean of a bounded quantity at one look fixed beforehand.

    Needs no assumption on the distribution. It does not correct for looking early.

    Args:
        values: Observations in order. Shape (n,), each in [low, high].
        low: Smallest possible value.
        high: Largest possible value.
        confidence: Wanted coverage, reached or exceeded for every distribution, in (0, 1). [1]

    Returns:
        Interval inside [low, high].

    Raises:
        InvalidConfig: When `confidence` is outside (0, 1) or a value outside [low, high].

    Source:
        I. Waudby-Smith and A. Ramdas, Journal of the Royal Statistical Society B 86(1), 2024, 1-27
        (hedged betting with a fixed sample size).
    """
    alpha = 1.0 - confidence
    _check_alpha(alpha)
    x = _scale(values, low, high)
    stake = np.sqrt(2.0 * np.log(2.0 / alpha) / (_past_variance(x) * max(x.size, 1)))
    ends = _hedged_ends(x, stake, alpha)
    return Interval(low + (high - low) * ends.low, low + (high - low) * ends.high)


def _check_alpha(alpha: float) -> None:
    if not 0.0 < alpha < 1.0:
        raise InvalidConfig(f"alpha is {alpha}; it must lie in (0, 1), for example 0.05.")


def _scale(values: npt.ArrayLike, low: float, high: float) -> Floats:
    x = np.asarray(values, dtype=np.float64)
    if x.ndim != 1 or not low < high:
        raise InvalidConfig(f"Needs one row of values and low < high; found shape {x.shape}.")
    if not np.all((x >= low) & (x <= high)):
        raise InvalidConfig(f"A value lies outside [{low}, {high}], so the bets are not valid.")
    return (x - low) / (high - low)


def _past_variance(x: Floats) -> Floats:
    """Estimate the variance before each value, from the earlier ones and one of 1/4."""
    count = np.arange(1, x.size + 1, dtype=np.float64)
    square = (x - (0.5 + np.cumsum(x)) / (count + 1.0)) ** 2
    return (0.25 + np.cumsum(square) - square) / count


def _hedged_ends(x: Floats, stake: Floats, alpha: float) -> Interval:
    """Find where betting on a higher and on a lower mean, with alpha/2 each, starts to reject."""
    return Interval(
        _lower_end(x, stake, alpha / 2.0), 1.0 - _lower_end(1.0 - x, stake, alpha / 2.0)
    )


def _lower_end(x: Floats, stake: Floats, alpha: float) -> float:
    """Bisect for the largest mean that is rejected; the capital falls as the mean grows."""

    def is_rejected(mean: Floats) -> npt.NDArray[np.bool_]:
        bet = np.minimum(stake, _MAX_STAKE / max(float(mean), 1e-300))
        return np.asarray(np.sum(np.log1p(bet * (x - float(mean)))) >= -np.log(alpha))

    if x.size == 0:
        return 0.0
    return float(_edge(is_rejected, np.ones(()), np.zeros(()), halvings=50))


def _edge(
    is_rejected: Callable[[Floats], npt.NDArray[np.bool_]],
    inside: Floats,
    outside: Floats,
    *,
    halvings: int = _BISECTIONS,
) -> Floats:
    """Bisect between a value that is kept and one that may be rejected, erring to the outside."""
    kept, rejected = inside.astype(np.float64), outside.astype(np.float64)
    is_open = ~is_rejected(rejected)  # not even the far end is rejected: the band reaches it
    for _ in range(halvings):
        middle = 0.5 * (kept + rejected)
        is_out = is_rejected(middle)
        rejected = np.where(is_out, middle, rejected)
        kept = np.where(is_out, kept, middle)
    return np.where(is_open, outside, rejected)
