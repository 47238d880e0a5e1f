"""Curved boundaries that a sum crosses with chance alpha at most, at any time.

Throughout, `v` is the intrinsic time (accumulated variance) of a sum `s` of centred increments.
The mixtures are the integrals of exp(u s - psi(u) v) over a prior on u, where psi bounds the
logarithm of the moment generating function; the prior's precision is tuned to be tightest around
the intrinsic time `v_opt`.
"""

from collections.abc import Callable

import numpy as np
from scipy import optimize, special

from andon.errors import InvalidConfig
from andon.verdicts.intervals import Interval
from andon.verdicts.log_tails import log_betaincc, log_gammainc, log_gammaincc

__all__ = [
    "bernoulli_sequence",
    "best_rho",
    "beta_binomial_log_mixture",
    "double_stitching_bound",
    "empirical_process_lil_bound",
    "gamma_exponential_log_mixture",
    "gamma_poisson_log_mixture",
    "mixture_bound",
    "normal_log_mixture",
    "normal_mixture_bound",
    "poly_stitching_bound",
]

_SMALLEST_PRIOR = 1e-3
"""Smallest weight of a beta-binomial prior, in units of g h; keeps it proper when v_opt is tiny."""


def best_rho(v_opt: float, alpha: float) -> float:
    """Tune a two-sided normal mixture to be tightest around an intrinsic time.

    Args:
        v_opt: Intrinsic time to be tightest at, above 0.
        alpha: Chance of ever crossing, in (0, 1). [1]

    Returns:
        Prior precision, in units of v. The closed form is within a fraction of a per cent of the
        optimum.

    Raises:
        InvalidConfig: When v_opt is not above 0 or alpha is outside (0, 1).

    Source:
        S. R. Howard, A. Ramdas, J. McAuliffe and J. Sekhon, Annals of Statistics 49(2), 2021,
        1055-1080, section 3.5 (as all of this module, where nothing else is said).
    """
    if not (v_opt > 0.0 and 0.0 < alpha < 1.0):
        raise InvalidConfig(f"v_opt = {v_opt} must be above 0 and alpha = {alpha} in (0, 1).")
    log_inverse = -np.log(alpha)
    return float(v_opt / (2.0 * log_inverse + np.log1p(2.0 * log_inverse)))


def _one_sided_rho(v_opt: float, alpha: float) -> float:
    return best_rho(v_opt, 2.0 * alpha)


def normal_log_mixture(
    s: float, v: float, *, v_opt: float, alpha_opt: float = 0.05, is_one_sided: bool = False
) -> float:
    """Give the log of the normal mixture of a sub-Gaussian sum.

    Args:
        s: Centred sum.
        v: Intrinsic time.
        v_opt: Intrinsic time to be tightest at.
        alpha_opt: Level to be tightest at. [1]
        is_one_sided: Whether only large sums count as evidence.

    Returns:
        Log of a supermartingale that starts at 1.
    """
    rho = _one_sided_rho(v_opt, alpha_opt) if is_one_sided else best_rho(v_opt, alpha_opt)
    two_sided = 0.5 * np.log(rho / (v + rho)) + s * s / (2.0 * (v + rho))
    if not is_one_sided:
        return float(two_sided)
    return float(two_sided + np.log(2.0) + special.log_ndtr(s / np.sqrt(v + rho)))


def normal_mixture_bound(v: float, *, alpha: float, v_opt: float, alpha_opt: float = 0.05) -> float:
    """Give the two-sided normal mixture boundary in closed form; see `normal_log_mixture`."""
    rho = best_rho(v_opt, alpha_opt)
    return float(np.sqrt((v + rho) * (np.log1p(v / rho) - 2.0 * np.log(alpha))))


def gamma_exponential_log_mixture(
    s: float, v: float, *, v_opt: float, c: float, alpha_opt: float = 0.05
) -> float:
    """Give the log of the gamma mixture of a sub-exponential sum with scale c.

    psi(u) = (-ln(1 - c u) - c u)/c^2; 1 - c u is gamma distributed, truncated to (0, 1).
    """
    rho = _one_sided_rho(v_opt, alpha_opt)
    prior = rho / c**2
    shape, end = (v + rho) / c**2, (c * s + v + rho) / c**2
    log_e = prior * np.log(prior) - special.gammaln(prior) - log_gammainc(prior, prior)
    log_e = log_e + special.gammaln(shape) + log_gammainc(shape, end) - shape * np.log(end)
    return float(log_e + (c * s + v) / c**2)


def gamma_poisson_log_mixture(
    s: float, v: float, *, v_opt: float, c: float, alpha_opt: float = 0.05
) -> float:
    """Give the log of the gamma mixture of a sub-Poisson sum with jump size c.

    psi(u) = (exp(c u) - c u - 1)/c^2; exp(c u) is gamma distributed, truncated to (1, inf).
    """
    rho = _one_sided_rho(v_opt, alpha_opt)
    prior = rho / c**2
    shape, end = prior + v / c**2 + s / c, (v + rho) / c**2
    log_e = prior * np.log(prior) - special.gammaln(prior) - log_gammaincc(prior, prior)
    log_e = log_e + special.gammaln(shape) + log_gammaincc(shape, end) - shape * np.log(end)
    return float(log_e + v / c**2)


def beta_binomial_log_mixture(
    s: float,
    v: float,
    *,
    v_opt: float,
    g: float,
    h: float,
    alpha_opt: float = 0.05,
    is_one_sided: bool = False,
) -> float:
    """Give the log of the beta mixture of a sum of values in [-g, h].

    The extreme case jumps by h with chance g/(g + h) and by -g otherwise, so that v = g h n after n
    steps; the prior on that chance is a beta with mean g/(g + h).

    Args:
        s: Centred sum.
        v: Intrinsic time.
        v_opt: Intrinsic time to be tightest at.
        g: Depth of the smallest increment, above 0.
        h: Height of the largest increment, above 0.
        alpha_opt: Level to be tightest at. [1]
        is_one_sided: Whether only large sums count as evidence.

    Returns:
        Log of a supermartingale that starts at 1.
    """
    rho = _one_sided_rho(v_opt, alpha_opt) if is_one_sided else best_rho(v_opt, alpha_opt)
    weight = max(rho - g * h, _SMALLEST_PRIOR * g * h)
    a, b = weight / (h * (g + h)), weight / (g * (g + h))
    ups = (s + v / h) / (g + h)
    downs = v / (g * h) - ups
    chance = g / (g + h)
    log_e = special.betaln(a + ups, b + downs) - special.betaln(a, b)
    log_e = log_e - ups * np.log(chance) - downs * np.log1p(-chance)
    if is_one_sided:
        log_e = log_e + log_betaincc(a + ups, b + downs, chance) - log_betaincc(a, b, chance)
    return float(log_e)


def mixture_bound(
    log_mixture: Callable[[float], float], *, alpha: float, s_max: float = np.inf
) -> float:
    """Find the sum at which a mixture reaches 1/alpha.

    Args:
        log_mixture: Log of the mixture as a growing function of the sum, at a fixed intrinsic time.
        alpha: Chance of ever crossing, in (0, 1). [1]
        s_max: Largest sum that can occur at this time.

    Returns:
        The boundary; `s_max` where even that sum is no evidence enough.
    """
    threshold = -np.log(alpha)
    high = min(1.0, s_max)
    while log_mixture(high) < threshold:
        if high >= s_max:
            return s_max
        high = min(2.0 * high, s_max)
    return _root(lambda s: log_mixture(s) - threshold, 0.0, high)


def poly_stitching_bound(
    v: float, *, alpha: float, v_min: float, c: float = 0.0, s: float = 1.4, eta: float = 2.0
) -> float:
    """Give the polynomial stitched boundary of a sub-gamma sum with scale c.

    Args:
        v: Intrinsic time.
        alpha: Chance of ever crossing, in (0, 1). [1]
        v_min: Intrinsic time from which on it is curved, above 0.
        c: Scale of the sub-gamma tail; 0 for a sub-Gaussian sum, negative for lighter tails.
        s: Exponent of the zeta weights over epochs, above 1. [1]
        eta: Ratio of one epoch's end to its start, above 1. [1]

    Returns:
        The boundary, growing as sqrt(v ln ln v).
    """
    k1, k2 = _stitching_constants(eta)
    use_v = max(v, v_min)
    ell = s * np.log(np.log(eta * use_v / v_min))
    ell = ell + np.log(special.zeta(s) / (alpha * np.log(eta) ** s))
    linear = k2 * c * ell
    return float(np.sqrt(k1**2 * use_v * ell + linear**2) + linear)


def empirical_process_lil_bound(t: float, *, alpha: float, t_min: float, a: float = 0.85) -> float:
    """Bound the distance of an empirical distribution function from the true one, at all times.

    Args:
        t: Observations so far.
        alpha: Chance of ever exceeding the bound from `t_min` on, in (0, 1). [1]
        t_min: Observations from which on it holds, above 0.
        a: Leading constant, above 1/sqrt(2). [1]

    Returns:
        Largest distance; infinite before `t_min`. [1]

    Source:
        S. R. Howard and A. Ramdas, Bernoulli 28(3), 2022, 1704-1728, theorem 2.
    """
    if t < t_min:
        return float(np.inf)
    offset = _lil_offset(a, alpha)
    return float(a * np.sqrt((np.log1p(np.log(t / t_min)) + offset) / t))


def double_stitching_bound(
    quantile: float,
    t: float,
    *,
    alpha: float,
    t_opt: float,
    delta: float = 0.5,
    s: float = 1.4,
    eta: float = 2.0,
) -> float:
    """Bound the deviation of the count below a quantile, over all times and all quantiles at once.

    Args:
        quantile: Level of the quantile, in (0, 1). [1]
        t: Observations so far.
        alpha: Chance of ever exceeding the bound, in (0, 1). [1]
        t_opt: Observations from which on it is curved.
        delta: Spacing of the grid of quantiles, above 0. [1]
        s: Exponent of the zeta weights, above 1. [1]
        eta: Ratio of one epoch's end to its start, above 1. [1]

    Returns:
        Largest deviation of the count from quantile * t. [1]

    Source:
        S. R. Howard and A. Ramdas, Bernoulli 28(3), 2022, 1704-1728, theorem 4.
    """
    k1, k2 = _stitching_constants(eta)
    use_t = max(t, t_opt)
    epoch = use_t / t_opt
    log_odds = float(special.logit(quantile))
    nearest = quantile
    if quantile < 0.5:  # the grid point that covers it, at the middle at most
        nearest = min(0.5, float(special.expit(log_odds + 2.0 * delta * np.sqrt(eta / epoch))))
    variance = nearest * (1.0 - nearest)
    zeta = special.zeta(s)
    ell = s * np.log(np.log(eta * epoch))
    ell = ell + s * np.log(np.sqrt(epoch) * abs(log_odds) / (2.0 * delta) + 1.0)
    ell = ell + np.log(2.0 * zeta * (2.0 * zeta + 1.0) / (alpha * np.log(eta) ** s))
    linear = k2 * ell * (1.0 - 2.0 * quantile) / 3.0
    grid = delta * np.sqrt(eta * epoch * variance)
    return float(grid + np.sqrt(k1**2 * variance * use_t * ell + linear**2) + linear)


def bernoulli_sequence(
    successes: int, trials: int, *, alpha: float, t_opt: float, alpha_opt: float = 0.05
) -> Interval:
    """Give the confidence sequence of a success rate from beta-binomial mixtures tuned per rate.

    Args:
        successes: Successes so far.
        trials: Trials so far, at least 1.
        alpha: Chance that the true rate is ever outside, in (0, 1). [1]
        t_opt: Number of trials to be tightest at.
        alpha_opt: Level to be tightest at. [1]

    Returns:
        Interval inside [0, 1]. [1]

    Raises:
        InvalidConfig: When there is no trial or `successes` is outside [0, `trials`].
    """
    if trials < 1 or not 0 <= successes <= trials:
        raise InvalidConfig(f"{successes} successes in {trials} trials: not within [0, {trials}].")

    def excess(p: float) -> float:
        v = p * (1.0 - p)
        log_e = beta_binomial_log_mixture(
            successes - trials * p,
            v * trials,
            v_opt=v * t_opt,
            g=p,
            h=1.0 - p,
            alpha_opt=alpha_opt,
        )
        return log_e + float(np.log(alpha))

    edge = 1e-9  # closer to 0 or 1 the interval is open
    middle = min(max(successes / trials, edge), 1.0 - edge)
    low = 0.0 if excess(edge) <= 0.0 else _root(excess, edge, middle)
    high = 1.0 if excess(1.0 - edge) <= 0.0 else _root(excess, middle, 1.0 - edge)
    return Interval(low, high)


def _stitching_constants(eta: float) -> tuple[float, float]:
    return (eta**0.25 + eta**-0.25) / 2.0**0.5, (eta**0.5 + 1.0) / 2.0


def _lil_offset(a: float, alpha: float) -> float:
    """Find the smallest additive constant that keeps the crossing chance at alpha."""

    def log_chance(offset: float) -> float:
        eta = np.linspace(1.0, 2.0 * a * a, 20_001)[1:]
        gap = a - np.sqrt(2.0 * (eta - 1.0) / offset)
        gamma_square = 2.0 / eta * gap**2
        is_usable = (gap > 0.0) & (gamma_square > 1.0)
        if not np.any(is_usable):
            return float(np.log(4.0))
        eta, gamma_square = eta[is_usable], gamma_square[is_usable]
        weight = np.log1p(1.0 / ((gamma_square - 1.0) * np.log(eta)))
        return float(np.min(np.log(4.0) - gamma_square * offset + weight))

    if a <= 2.0**-0.5:
        raise InvalidConfig(f"The leading constant is {a}; it must be above 1/sqrt(2).")
    high = 1.0
    while log_chance(high) > np.log(alpha):
        high *= 2.0
    return _root(lambda offset: log_chance(offset) - float(np.log(alpha)), high / 2.0, high)


def _root(function: Callable[[float], float], low: float, high: float) -> float:
    """Find the zero between two ends of different sign."""
    return float(optimize.brentq(function, low, high, xtol=1e-13, rtol=1e-14))
