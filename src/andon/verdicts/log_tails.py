"""Logarithms of incomplete beta and gamma functions, also where the functions underflow."""

from collections.abc import Callable

import numpy as np
import numpy.typing as npt
from scipy import special

__all__ = ["Floats", "log_betainc", "log_betaincc", "log_gammainc", "log_gammaincc"]

Floats = npt.NDArray[np.float64]

_SAFE = 1e-290
"""Below this value double precision runs out of digits, and the expansions take over."""

_MAX_TERMS = 5000
"""Terms before an expansion gives up; in the far tail a few dozen are enough."""


def log_betainc(a: npt.ArrayLike, b: npt.ArrayLike, x: npt.ArrayLike) -> Floats:
    """Give ln I_x(a, b), the log of the regularised incomplete beta function.

    Args:
        a: First shape, above 0. [1]
        b: Second shape, above 0. [1]
        x: Upper end of integration, in (0, 1). [1]

    Returns:
        Logarithms in (-inf, 0], in the broadcast shape of the arguments. [1]

    Source:
        NIST Digital Library of Mathematical Functions, 8.17.22 (continued fraction).
    """
    shape_a, shape_b, end = _broadcast(a, b, x)
    value = np.asarray(special.betainc(shape_a, shape_b, end), dtype=np.float64)
    return _repair(value, _far_beta, shape_a, shape_b, end)


def log_betaincc(a: npt.ArrayLike, b: npt.ArrayLike, x: npt.ArrayLike) -> Floats:
    """Give ln(1 - I_x(a, b)) without losing digits; see `log_betainc`."""
    shape_a, shape_b, end = _broadcast(a, b, x)
    value = np.asarray(special.betaincc(shape_a, shape_b, end), dtype=np.float64)
    return _repair(value, _far_beta, shape_b, shape_a, 1.0 - end)


def log_gammainc(a: npt.ArrayLike, x: npt.ArrayLike) -> Floats:
    """Give ln P(a, x), the log of the regularised lower incomplete gamma function.

    Args:
        a: Shape, above 0. [1]
        x: Upper end of integration, above 0. [1]

    Returns:
        Logarithms in (-inf, 0], in the broadcast shape of the arguments. [1]

    Source:
        NIST Digital Library of Mathematical Functions, 8.7.1 (series).
    """
    shape, end = _broadcast(a, x)
    value = np.asarray(special.gammainc(shape, end), dtype=np.float64)
    return _repair(value, _far_lower_gamma, shape, end)


def log_gammaincc(a: npt.ArrayLike, x: npt.ArrayLike) -> Floats:
    """Give ln Q(a, x) = ln(1 - P(a, x)); see `log_gammainc`.

    Source:
        NIST Digital Library of Mathematical Functions, 8.9.2 (continued fraction).
    """
    shape, end = _broadcast(a, x)
    value = np.asarray(special.gammaincc(shape, end), dtype=np.float64)
    return _repair(value, _far_upper_gamma, shape, end)


def _broadcast(*values: npt.ArrayLike) -> tuple[Floats, ...]:
    return tuple(np.broadcast_arrays(*(np.asarray(value, dtype=np.float64) for value in values)))


def _repair(value: Floats, far: Callable[..., Floats], *arguments: Floats) -> Floats:
    """Take the log of `value`, and the expansion `far` where the value is next to nothing."""
    is_tiny = value < _SAFE
    out = np.array(np.log(np.where(is_tiny, 1.0, value)))  # an array also for a single value
    if np.any(is_tiny):
        out[is_tiny] = far(*(argument[is_tiny] for argument in arguments))
    return out


def _far_beta(a: Floats, b: Floats, x: Floats) -> Floats:
    def numerator(term: int) -> Floats:
        m = term // 2
        if term % 2:
            return -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1))
        return m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m))

    one = np.ones_like(a)
    fraction = _continued_fraction(one, numerator, lambda _: one)
    log_front = a * np.log(x) + b * np.log1p(-x) - np.log(a) - _log_beta(a, b)
    return log_front - np.log(fraction)


def _far_upper_gamma(a: Floats, x: Floats) -> Floats:
    first = x + 1.0 - a
    fraction = _continued_fraction(
        first, lambda term: -term * (term - a), lambda term: first + 2.0 * term
    )
    return a * np.log(x) - x - special.gammaln(a) - np.log(fraction)


def _far_lower_gamma(a: Floats, x: Floats) -> Floats:
    total = np.ones_like(a)
    term = np.ones_like(a)
    for index in range(1, _MAX_TERMS):
        term = term * x / (a + index)
        total = total + term
        if np.all(term < 1e-17 * total):
            break
    return a * np.log(x) - x - special.gammaln(a + 1.0) + np.log(total)


def _log_beta(a: Floats, b: Floats) -> Floats:
    return np.asarray(special.betaln(a, b), dtype=np.float64)


def _continued_fraction(
    first: Floats, numerator: Callable[[int], Floats], denominator: Callable[[int], Floats]
) -> Floats:
    """Evaluate first + n1/(d1 + n2/(d2 + ...)) by the modified Lentz method."""
    value = first.copy()
    c = first.copy()
    d = np.zeros_like(first)
    for term in range(1, _MAX_TERMS):
        d = 1.0 / (denominator(term) + numerator(term) * d)
        c = denominator(term) + numerator(term) / c
        factor = c * d
        value = value * factor
        if np.all(np.abs(factor - 1.0) < 1e-15):
            break
    return value
