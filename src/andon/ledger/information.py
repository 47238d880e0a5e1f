"""The value of information: what a decision would gain if something were known better.

A decision is between doing something, whose benefit is uncertain, and leaving it, which brings
nothing. A measurement is worth something only where it could change that decision.
"""

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from andon.errors import InvalidConfig
from andon.ledger.distribution import Floats

__all__ = ["InformationValue", "perfect_information", "value_of_signal"]

_DEGREE = 5
"""Degree of the polynomial through which the benefit is seen in the signal."""


class InformationValue(NamedTuple):
    """What knowing something is worth, estimated from draws."""

    value: float
    """Expected gain, in the unit of the benefits; an estimate near 0 may fall below it."""
    standard_error: float
    """Standard error of the estimate."""


def perfect_information(benefits: npt.ArrayLike) -> InformationValue:
    """Give the most that any measurement of anything could be worth (EVPI).

    E[max(B, 0)] - max(E[B], 0).

    Args:
        benefits: Draws of the benefit of doing it. Shape (n,), n at least 2.

    Returns:
        The value and its standard error.

    Source:
        H. Raiffa and R. Schlaifer, Applied Statistical Decision Theory, 1961, chapter 4.
    """
    draws = _checked(benefits)
    is_worth_it = draws.mean() > 0.0
    regret = np.maximum(draws, 0.0) - (draws if is_worth_it else 0.0)
    return _mean(regret)


def value_of_signal(benefits: npt.ArrayLike, signal: npt.ArrayLike) -> InformationValue:
    """Give what seeing a signal before deciding is worth.

    With the true value of an input as the signal this is EVPPI; with data simulated from it, EVSI.
    The benefit is regressed on the signal by a polynomial of degree five on one half of the draws;
    the decision that the fit makes is then valued on the other half, and the halves change places.
    The estimate is the value of a rule that can be followed: it errs downwards, never by praising
    the noise that it was fitted to.

    Args:
        benefits: Draws of the benefit of doing it. Shape (n,), n at least 50.
        signal: What would be seen in each draw. Shape (n,).

    Returns:
        The value and its standard error; both 0 for a signal that never changes.

    Source:
        M. Strong, J. E. Oakley and A. Brennan, Medical Decision Making 34, 2014, 311-326, and with
        P. Breeze, 35, 2015, 570-583, for the regression; the halves are ours.
    """
    draws, seen = _checked(benefits), np.asarray(signal, np.float64)
    if draws.shape != seen.shape or draws.size < 50:
        raise InvalidConfig(
            f"The value of a signal needs at least 50 draws of benefit and signal together; got "
            f"shapes {draws.shape} and {seen.shape}."
        )
    if np.ptp(seen) == 0.0:
        return InformationValue(0.0, 0.0)
    half = draws.size // 2
    halves = (slice(0, half), slice(half, None))
    gains = [
        _gain(draws[fit], seen[fit], draws[test], seen[test])
        for fit, test in (halves, halves[::-1])
    ]
    return _mean(np.concatenate(gains))


def _gain(fit: Floats, fit_seen: Floats, draws: Floats, seen: Floats) -> Floats:
    """Give what each draw gains from deciding by the signal, not by the mean of the other half."""
    low, high = float(fit_seen.min()), float(fit_seen.max())
    degree = min(_DEGREE, np.unique(fit_seen).size - 1)
    basis = _basis(fit_seen, low, high, degree)
    coefficients = np.linalg.lstsq(basis, fit, rcond=None)[0]
    expected = _basis(seen, low, high, degree) @ coefficients
    return draws * ((expected > 0.0).astype(np.float64) - float(fit.mean() > 0.0))


def _basis(seen: Floats, low: float, high: float, degree: int) -> Floats:
    """Give Legendre polynomials over the fitted range; beyond it they stay what they are there."""
    width = high - low if high > low else 1.0
    scaled = np.clip(2.0 * (seen - low) / width - 1.0, -1.0, 1.0)
    return np.asarray(np.polynomial.legendre.legvander(scaled, degree), np.float64)


def _mean(values: Floats) -> InformationValue:
    error = float(values.std(ddof=1)) / float(np.sqrt(values.size))
    return InformationValue(float(values.mean()), error)


def _checked(benefits: npt.ArrayLike) -> Floats:
    draws = np.asarray(benefits, np.float64)
    if draws.ndim != 1 or draws.size < 2 or not np.all(np.isfinite(draws)):
        raise InvalidConfig(
            f"The value of information needs at least 2 finite draws in a row; got shape "
            f"{draws.shape}."
        )
    return draws
