"""Numbers as a page prints them: never rounded in anyone's favour.

Lower ends are rounded down and upper ends up, so that a printed interval always contains the
computed one. A point estimate is rounded towards the worse, so that a printed value never looks
better than the stored one. What was declared is printed as it was declared.
"""

from dataclasses import dataclass
from decimal import ROUND_CEILING, ROUND_DOWN, ROUND_FLOOR, ROUND_HALF_EVEN, Decimal
from math import floor, isfinite, isinf, isnan, log10

__all__ = ["PERCENT", "Scale", "as_declared", "decimals_for", "round_down", "round_up"]

MINUS = "\u2212"
SPACE = "\u00a0"
"""Keeps a number and its unit on one line."""

_MAX_DECIMALS = 6


def round_down(value: float, decimals: int, *, factor: int = 1) -> str:
    """Print the largest decimal number that is not above a value.

    Works on the shortest decimal text of the value, which is what the artifact's file holds.

    Args:
        value: Any number.
        decimals: Digits after the point, 0 or more.
        factor: Multiplier, 100 for percent. [1]

    Example:
        >>> round_down(0.9499, 2), round_down(0.3, 1)
        ('0.94', '0.3')
    """
    return _rounded(value, decimals, factor, ROUND_FLOOR)


def round_up(value: float, decimals: int, *, factor: int = 1) -> str:
    """Print the smallest decimal number that is not below a value; else as `round_down`.

    Example:
        >>> round_up(0.9401, 2), round_up(0.3, 1)
        ('0.95', '0.3')
    """
    return _rounded(value, decimals, factor, ROUND_CEILING)


def as_declared(value: float, *, factor: int = 1) -> str:
    """Print all decimals of a value, without rounding.

    Args:
        value: Any number.
        factor: Multiplier, 100 for percent. [1]

    Example:
        >>> as_declared(0.985, factor=100), as_declared(30.0)
        ('98.5', '30')
    """
    if not isfinite(value):
        return _not_finite(value)
    exact = Decimal(repr(float(value))) * factor
    text = f"{exact.normalize():f}"
    return text.replace("-", MINUS)


def decimals_for(low: float, high: float) -> int:
    """Choose the digits after the point that show an interval with about three digits.

    Args:
        low: Lower end.
        high: Upper end; where the width is 0 or infinite, the size of the ends decides.
    """
    width = high - low
    if not (isfinite(width) and width > 0.0):
        width = max((abs(end) for end in (low, high) if isfinite(end)), default=0.0)
    if width == 0.0:
        return 2
    return min(max(2 - floor(log10(width)), 0), _MAX_DECIMALS)


@dataclass(frozen=True, kw_only=True)
class Scale:
    """How the values of one quantity are printed."""

    factor: int = 1
    """Multiplier, 100 for percent. [1]"""
    unit: str = ""
    """Printed after the number; empty for a pure number."""
    decimals: int = 1
    """Digits after the point."""
    is_higher_better: bool | None = None
    """Which way is worse; None where neither is, and estimates are rounded to the nearest."""

    def lower(self, value: float) -> str:
        """Print a lower end, rounded down, with unit."""
        return self._with_unit(round_down(value, self.decimals, factor=self.factor))

    def upper(self, value: float) -> str:
        """Print an upper end, rounded up, with unit."""
        return self._with_unit(round_up(value, self.decimals, factor=self.factor))

    def interval(self, low: float, high: float) -> str:
        """Print an interval, rounded outwards, with unit."""
        down = round_down(low, self.decimals, factor=self.factor)
        return f"{down} to {self.upper(high)}"

    def estimate(self, value: float) -> str:
        """Print a point estimate, rounded towards the worse, with unit."""
        return self._with_unit(self.bare_estimate(value))

    def bare_estimate(self, value: float) -> str:
        """Print a point estimate as `estimate`, without unit."""
        if self.is_higher_better is None:
            return _rounded(value, self.decimals, self.factor, ROUND_HALF_EVEN)
        worse = round_down if self.is_higher_better else round_up
        return worse(value, self.decimals, factor=self.factor)

    def difference(self, value: float) -> str:
        """Print a signed difference, rounded towards 0, with unit."""
        text = _rounded(value, self.decimals, self.factor, ROUND_DOWN)
        is_zero = not text.strip("0.")
        return self._with_unit(text if text.startswith(MINUS) or is_zero else f"+{text}")

    def declared(self, value: float) -> str:
        """Print a declared value with all its decimals and its unit."""
        return self._with_unit(as_declared(value, factor=self.factor))

    def _with_unit(self, text: str) -> str:
        return f"{text}{SPACE}{self.unit}" if self.unit else text


PERCENT = Scale(factor=100, unit="%", decimals=1, is_higher_better=True)
"""Success rates."""


def _rounded(value: float, decimals: int, factor: int, rounding: str) -> str:
    if not isfinite(value):
        return _not_finite(value)
    exact = Decimal(repr(float(value))) * factor  # in binary, 0.29 * 100 is 28.999999999999996
    printed = exact.quantize(Decimal(1).scaleb(-decimals), rounding=rounding)
    text = f"{abs(printed) if printed == 0 else printed:f}"  # no minus zero
    return text.replace("-", MINUS)


def _not_finite(value: float) -> str:
    if isnan(value):
        return "not a number"
    return "\u221e" if isinf(value) and value > 0 else f"{MINUS}\u221e"
