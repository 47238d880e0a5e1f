"""E-values: evidence against a hypothesis that stays valid however often one looks.

Every function gives the natural logarithm of an e-process, a non-negative supermartingale that
starts at 1 under its hypothesis; by Ville's inequality it ever reaches 1/alpha with probability
alpha at most. Cumulative counts go in, so that one call gives a whole trajectory.
"""

from typing import Literal

import numpy as np
import numpy.typing as npt
from scipy import special

from andon.errors import InvalidConfig
from andon.verdicts.log_tails import (
    Floats,
    log_betainc,
    log_betaincc,
    log_gammainc,
    log_gammaincc,
)

__all__ = [
    "betting_log_e",
    "mixture_log_e_fail",
    "mixture_log_e_pass",
    "paired_log_e",
    "poisson_mixture_log_e_fail",
    "poisson_mixture_log_e_pass",
    "poisson_sprt_log_e_fail",
    "poisson_sprt_log_e_pass",
    "savi_log_e",
    "sprt_log_e_fail",
    "sprt_log_e_pass",
]

_MAX_STAKE = 0.75
"""Largest share of the capital that `betting_log_e` can lose in one step; *assumed*, any value in
(0, 1) is valid: a small one grows slowly, a large one recovers slowly from a surprise. [1]"""


def sprt_log_e_pass(
    successes: npt.ArrayLike, trials: npt.ArrayLike, *, p0: float, p1: float
) -> Floats:
    """Weigh the evidence that a success rate is above p0, with p1 as the alternative.

    Args:
        successes: Cumulative successes. Any shape.
        trials: Cumulative trials, same shape.
        p0: Rate of an unfit policy; the e-process holds for every rate up to it. In (0, p1). [1]
        p1: Rate of a fit policy, in (p0, 1). [1]

    Returns:
        Log e-values of the hypothesis rate <= p0, same shape.

    Raises:
        InvalidConfig: Unless 0 < p0 < p1 < 1 and 0 <= successes <= trials.

    Source:
        A. Wald, Sequential Analysis, 1947.
    """
    _check_rates(p0, p1)
    s, n = _counts(successes, trials)
    return s * np.log(p1 / p0) + (n - s) * (np.log1p(-p1) - np.log1p(-p0))


def sprt_log_e_fail(
    successes: npt.ArrayLike, trials: npt.ArrayLike, *, p0: float, p1: float
) -> Floats:
    """Weigh the evidence that a success rate is below p1: the mirror of `sprt_log_e_pass`."""
    return -sprt_log_e_pass(successes, trials, p0=p0, p1=p1)


def mixture_log_e_pass(
    successes: npt.ArrayLike, trials: npt.ArrayLike, *, p0: float, a: float = 0.5, b: float = 0.5
) -> Floats:
    """Weigh the evidence that a success rate is above p0, without naming an alternative.

    The alternative is spread over (p0, 1] as a truncated Beta(a, b).

    Args:
        successes: Cumulative successes. Any shape.
        trials: Cumulative trials, same shape.
        p0: Rate of an unfit policy, in (0, 1). [1]
        a: First shape of the prior, above 0. [1]
        b: Second shape of the prior, above 0. [1]

    Returns:
        Log e-values of the hypothesis rate <= p0, same shape.

    Raises:
        InvalidConfig: When p0 is outside (0, 1) or the counts contradict each other.

    Source:
        H. Robbins, Annals of Mathematical Statistics 41(5), 1970, 1397-1409 (mixtures).
    """
    _check_rate("p0", p0)
    s, n = _counts(successes, trials)
    tail = log_betaincc(a + s, b + n - s, p0) - log_betaincc(a, b, p0)
    return _log_beta_ratio(s, n, a, b) + tail - s * np.log(p0) - (n - s) * np.log1p(-p0)


def mixture_log_e_fail(
    successes: npt.ArrayLike, trials: npt.ArrayLike, *, p1: float, a: float = 0.5, b: float = 0.5
) -> Floats:
    """Weigh the evidence that a success rate is below p1; the mirror of `mixture_log_e_pass`."""
    _check_rate("p1", p1)
    s, n = _counts(successes, trials)
    tail = log_betainc(a + s, b + n - s, p1) - log_betainc(a, b, p1)
    return _log_beta_ratio(s, n, a, b) + tail - s * np.log(p1) - (n - s) * np.log1p(-p1)


def paired_log_e(wins: npt.ArrayLike, losses: npt.ArrayLike) -> Floats:
    """Weigh the evidence that a challenger wins more than half of the pairs that differ.

    Valid for independent arms and for arms on common seeds: pairs that agree carry no weight.

    Args:
        wins: Cumulative pairs that only the challenger solved. Any shape.
        losses: Cumulative pairs that only the incumbent solved, same shape.

    Returns:
        Log e-values of the hypothesis P(win | differ) <= 1/2, same shape.

    Raises:
        InvalidConfig: When a count is negative.

    Source:
        A. Wald, Sequential Analysis, 1947 (double dichotomies), with a uniform mixture over
        (1/2, 1]. k straight wins give (2^(k+1) - 1)/(k + 1).
    """
    won, lost = np.asarray(wins, dtype=np.float64), np.asarray(losses, dtype=np.float64)
    if np.any(won < 0) or np.any(lost < 0):
        raise InvalidConfig("Wins and losses are counts; at least one of them is negative.")
    return mixture_log_e_pass(won, won + lost, p0=0.5, a=1.0, b=1.0)


def savi_log_e(incumbent: npt.ArrayLike, challenger: npt.ArrayLike) -> Floats:
    """Weigh the evidence that the challenger's success rate is higher, arm by arm.

    A plug-in bet on each pair with Beta(1, 2) and Beta(2, 1) priors; a reference for
    `paired_log_e`, which is quicker on most published rollout sets.

    Args:
        incumbent: Outcomes of the first arm, 0 or 1, in order. Shape (..., n).
        challenger: Outcomes of the second arm, same shape.

    Returns:
        Log e-values of the hypothesis of no gain after each pair, same shape.

    Raises:
        InvalidConfig: When the shapes differ or an outcome is neither 0 nor 1.

    Source:
        R. J. Turner and P. D. Grunwald, Statistics & Probability Letters 198, 2023, 109835.
    """
    x0, x1 = np.asarray(incumbent, dtype=np.float64), np.asarray(challenger, dtype=np.float64)
    if x0.shape != x1.shape:
        raise InvalidConfig(f"Pairs need two arms of one shape; found {x0.shape} and {x1.shape}.")
    if np.any((x0 != 0) & (x0 != 1)) or np.any((x1 != 0) & (x1 != 1)):
        raise InvalidConfig("Outcomes of a paired test must be 0 or 1.")
    past = np.arange(x0.shape[-1], dtype=np.float64)
    p0 = (1.0 + np.cumsum(x0, axis=-1) - x0) / (3.0 + past)
    p1 = (2.0 + np.cumsum(x1, axis=-1) - x1) / (3.0 + past)
    q = (p0 + p1) / 2.0
    bet = _log_chance(x0, p0) + _log_chance(x1, p1) - _log_chance(x0, q) - _log_chance(x1, q)
    return np.cumsum(np.where(p0 < p1, bet, 0.0), axis=-1)


def betting_log_e(
    values: npt.ArrayLike,
    *,
    bound: float,
    alternative: Literal["greater", "less"],
    low: float = 0.0,
    high: float = 1.0,
) -> Floats:
    """Weigh the evidence that a bounded mean lies beyond a bound, by betting.

    Before each value a stake is chosen from the past ones (approximate growth-rate adaptive); no
    distribution is assumed, only that each value has the same mean given the past.

    Args:
        values: Observations in order. Shape (..., n), each in [low, high].
        bound: Mean under the hypothesis, inside (low, high).
        alternative: `greater` weighs against mean <= bound, `less` against mean >= bound.
        low: Smallest possible value.
        high: Largest possible value.

    Returns:
        Log e-values after each value, same shape.

    Raises:
        InvalidConfig: When the bound is outside (low, high) or a value outside [low, high].

    Source:
        I. Waudby-Smith and A. Ramdas, Journal of the Royal Statistical Society B 86(1), 2024, 1-27
        (aGRAPA).
    """
    x = np.asarray(values, dtype=np.float64)
    if not low < bound < high:
        raise InvalidConfig(f"The bound {bound} must lie inside ({low}, {high}).")
    if not np.all((x >= low) & (x <= high)):
        raise InvalidConfig(f"A value lies outside [{low}, {high}], so the bets are not valid.")
    x = (x - low) / (high - low)
    m = (bound - low) / (high - low)
    if alternative == "less":
        x, m = 1.0 - x, 1.0 - m
    count = np.arange(1, x.shape[-1] + 1, dtype=np.float64)
    total = np.cumsum(x, axis=-1)
    mean = (0.5 + total - x) / count  # before each value, with one pseudo-value of 1/2
    square = (x - (0.5 + total) / (count + 1.0)) ** 2
    variance = (0.25 + np.cumsum(square, axis=-1) - square) / count
    edge = mean - m
    stake = np.clip(edge / (variance + edge * edge), 0.0, _MAX_STAKE / m)
    return np.cumsum(np.log1p(stake * (x - m)), axis=-1)


def poisson_sprt_log_e_pass(
    count: npt.ArrayLike, exposure: npt.ArrayLike, *, rate0: float, rate1: float
) -> Floats:
    """Weigh the evidence that an event rate is below rate0, with rate1 as the alternative.

    Args:
        count: Cumulative events. Any shape.
        exposure: Cumulative time watched, same shape, in the unit of the rates.
        rate0: Rate of an unfit policy; the e-process holds for every rate from it upwards.
        rate1: Rate of a fit policy, in (0, rate0).

    Returns:
        Log e-values of the hypothesis rate >= rate0, same shape.

    Raises:
        InvalidConfig: Unless 0 < rate1 < rate0 and count and exposure are not negative.

    Source:
        MIL-HDBK-781A, sequential test of the mean time between failures.
    """
    if not 0.0 < rate1 < rate0 < np.inf:
        raise InvalidConfig(
            f"rate0 = {rate0} and rate1 = {rate1}: a fit policy needs 0 < rate1 < rate0."
        )
    k, t = _events(count, exposure)
    return k * np.log(rate1 / rate0) - (rate1 - rate0) * t


def poisson_sprt_log_e_fail(
    count: npt.ArrayLike, exposure: npt.ArrayLike, *, rate0: float, rate1: float
) -> Floats:
    """Weigh the evidence that an event rate is above rate1: mirrors `poisson_sprt_log_e_pass`."""
    return -poisson_sprt_log_e_pass(count, exposure, rate0=rate0, rate1=rate1)


def poisson_mixture_log_e_pass(
    count: npt.ArrayLike,
    exposure: npt.ArrayLike,
    *,
    rate0: float,
    shape: float = 0.5,
    prior_exposure: float | None = None,
) -> Floats:
    """Weigh the evidence that an event rate is below rate0, without naming an alternative.

    The alternative is spread over (0, rate0) as a truncated gamma.

    Args:
        count: Cumulative events. Any shape.
        exposure: Cumulative time watched, same shape, in the unit of the rate.
        rate0: Rate of an unfit policy, above 0.
        shape: Shape of the gamma prior, above 0. [1]
        prior_exposure: Rate parameter of the prior, in the unit of `exposure`; 2 shape/rate0 when
            None, so that the prior mean is rate0/2.

    Returns:
        Log e-values of the hypothesis rate >= rate0, same shape.

    Raises:
        InvalidConfig: When rate0 is not above 0, or count or exposure are negative.
    """
    b = _prior_exposure(rate0, 2.0 * shape, prior_exposure)
    k, t = _events(count, exposure)
    tail = log_gammainc(shape + k, (b + t) * rate0) - log_gammainc(shape, b * rate0)
    return _log_gamma_ratio(k, t, shape, b) + tail - k * np.log(rate0) + rate0 * t


def poisson_mixture_log_e_fail(
    count: npt.ArrayLike,
    exposure: npt.ArrayLike,
    *,
    rate1: float,
    shape: float = 0.5,
    prior_exposure: float | None = None,
) -> Floats:
    """Weigh the evidence that an event rate is above rate1, without naming an alternative.

    Mirrors `poisson_mixture_log_e_pass`; the prior mean is 2 rate1 unless `prior_exposure` is set.
    """
    b = _prior_exposure(rate1, shape / 2.0, prior_exposure)
    k, t = _events(count, exposure)
    tail = log_gammaincc(shape + k, (b + t) * rate1) - log_gammaincc(shape, b * rate1)
    return _log_gamma_ratio(k, t, shape, b) + tail - k * np.log(rate1) + rate1 * t


def _check_rate(name: str, rate: float) -> None:
    if not 0.0 < rate < 1.0:
        raise InvalidConfig(f"{name} = {rate}; a success rate to test against must lie in (0, 1).")


def _check_rates(p0: float, p1: float) -> None:
    if not 0.0 < p0 < p1 < 1.0:
        raise InvalidConfig(f"p0 = {p0} and p1 = {p1}: a fit policy needs 0 < p0 < p1 < 1.")


def _counts(successes: npt.ArrayLike, trials: npt.ArrayLike) -> tuple[Floats, Floats]:
    s, n = np.asarray(successes, dtype=np.float64), np.asarray(trials, dtype=np.float64)
    if not np.all((s >= 0) & (s <= n)):
        raise InvalidConfig("Successes must lie in [0, trials] at every step.")
    return s, n


def _events(count: npt.ArrayLike, exposure: npt.ArrayLike) -> tuple[Floats, Floats]:
    k, t = np.asarray(count, dtype=np.float64), np.asarray(exposure, dtype=np.float64)
    if not (np.all(k >= 0) and np.all(t >= 0)):
        raise InvalidConfig("Counts of events and exposures must not be negative.")
    return k, t


def _prior_exposure(rate: float, scale: float, wanted: float | None) -> float:
    if not 0.0 < rate < np.inf:
        raise InvalidConfig(f"The rate to test against is {rate}; it must be above 0.")
    return scale / rate if wanted is None else wanted


def _log_beta_ratio(s: Floats, n: Floats, a: float, b: float) -> Floats:
    return np.asarray(special.betaln(a + s, b + n - s) - special.betaln(a, b), dtype=np.float64)


def _log_gamma_ratio(k: Floats, t: Floats, shape: float, b: float) -> Floats:
    ratio = special.gammaln(shape + k) - special.gammaln(shape)
    return np.asarray(ratio - k * np.log(b + t) - shape * np.log1p(t / b), dtype=np.float64)


def _log_chance(outcome: Floats, rate: Floats) -> Floats:
    return np.where(outcome == 1.0, np.log(rate), np.log1p(-rate))
