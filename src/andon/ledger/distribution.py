"""Distributions of uncertain inputs, given by their quantiles so that ranks can be correlated."""

from dataclasses import dataclass
from math import isfinite, log
from typing import Literal

import numpy as np
import numpy.typing as npt
from scipy import special

from andon.errors import InvalidConfig
from andon.ledger.prices import Spread

__all__ = ["Beta", "Distribution", "Gamma", "Lognormal", "Normal", "Triangular", "from_spread"]

Floats = npt.NDArray[np.float64]
"""Array of real numbers, any shape."""

_Z95 = float(special.ndtri(0.95))


@dataclass(frozen=True, kw_only=True)
class Triangular:
    """A range with a most likely value: what people know when they know little."""

    low: float
    """Least value."""
    mode: float
    """Most likely value."""
    high: float
    """Largest value."""
    kind: Literal["triangular"] = "triangular"
    """Name of the family."""

    def __post_init__(self) -> None:
        """Refuse ends in the wrong order."""
        if not (self.low <= self.mode <= self.high and self.low < self.high):
            raise InvalidConfig(
                f"A triangle needs low <= mode <= high and low < high; got {self.low}, "
                f"{self.mode}, {self.high}."
            )

    def ppf(self, u: npt.ArrayLike) -> Floats:
        """Give quantiles. Any shape, u in [0, 1]."""
        share, width = np.asarray(u, np.float64), self.high - self.low
        split = (self.mode - self.low) / width
        left = self.low + np.sqrt(share * width * (self.mode - self.low))
        right = self.high - np.sqrt((1.0 - share) * width * (self.high - self.mode))
        return np.where(share < split, left, right)

    @property
    def mean(self) -> float:
        """Mean value."""
        return (self.low + self.mode + self.high) / 3.0


@dataclass(frozen=True, kw_only=True)
class Lognormal:
    """A positive quantity that is known up to a factor."""

    low: float
    """5 % quantile, above 0."""
    high: float
    """95 % quantile."""
    kind: Literal["lognormal"] = "lognormal"
    """Name of the family."""

    def __post_init__(self) -> None:
        """Refuse ends in the wrong order."""
        if not 0.0 < self.low < self.high:
            raise InvalidConfig(f"A lognormal needs 0 < low < high; got {self.low}, {self.high}.")

    def ppf(self, u: npt.ArrayLike) -> Floats:
        """Give quantiles. Any shape, u in [0, 1]."""
        return np.exp(self._mean_log + self._sd_log * special.ndtri(np.asarray(u, np.float64)))

    @property
    def mean(self) -> float:
        """Mean value."""
        return float(np.exp(self._mean_log + 0.5 * self._sd_log**2))

    @property
    def _mean_log(self) -> float:
        return 0.5 * (log(self.low) + log(self.high))

    @property
    def _sd_log(self) -> float:
        return (log(self.high) - log(self.low)) / (2.0 * _Z95)


@dataclass(frozen=True, kw_only=True)
class Normal:
    """A mean that many independent measurements went into."""

    mean: float
    """Mean value."""
    sd: float
    """Standard deviation, above 0."""
    kind: Literal["normal"] = "normal"
    """Name of the family."""

    def __post_init__(self) -> None:
        """Refuse what is no distribution."""
        if not (isfinite(self.mean) and 0.0 < self.sd < np.inf):
            raise InvalidConfig(f"A normal needs a finite mean and sd > 0; got {self}.")

    def ppf(self, u: npt.ArrayLike) -> Floats:
        """Give quantiles. Any shape, u in [0, 1]."""
        return self.mean + self.sd * np.asarray(special.ndtri(np.asarray(u, np.float64)))


@dataclass(frozen=True, kw_only=True)
class Beta:
    """What counted successes say about a rate."""

    a: float
    """Successes and their prior, above 0."""
    b: float
    """Failures and their prior, above 0."""
    kind: Literal["beta"] = "beta"
    """Name of the family."""

    def __post_init__(self) -> None:
        """Refuse what is no distribution."""
        if not (0.0 < self.a < np.inf and 0.0 < self.b < np.inf):
            raise InvalidConfig(f"A beta distribution needs a, b > 0; got {self.a}, {self.b}.")

    def ppf(self, u: npt.ArrayLike) -> Floats:
        """Give quantiles. Any shape, u in [0, 1]."""
        return np.asarray(special.betaincinv(self.a, self.b, np.asarray(u, np.float64)))

    @property
    def mean(self) -> float:
        """Mean value."""
        return self.a / (self.a + self.b)


@dataclass(frozen=True, kw_only=True)
class Gamma:
    """What counted events say about their rate."""

    shape: float
    """Events and their prior, above 0."""
    rate: float
    """Exposure, above 0."""
    kind: Literal["gamma"] = "gamma"
    """Name of the family."""

    def __post_init__(self) -> None:
        """Refuse what is no distribution."""
        if not (0.0 < self.shape < np.inf and 0.0 < self.rate < np.inf):
            raise InvalidConfig(f"A gamma needs shape, rate > 0; got {self.shape}, {self.rate}.")

    def ppf(self, u: npt.ArrayLike) -> Floats:
        """Give quantiles. Any shape, u in [0, 1]."""
        return np.asarray(special.gammaincinv(self.shape, np.asarray(u, np.float64))) / self.rate

    @property
    def mean(self) -> float:
        """Mean value."""
        return self.shape / self.rate


Distribution = Triangular | Lognormal | Normal | Beta | Gamma
"""Any of the five."""


def from_spread(value: float, spread: Spread) -> Distribution:
    """Give the distribution of a stated number with a spread.

    Args:
        value: The number; the mode of a triangle. A lognormal is given by its ends alone.
        spread: How far it may be off.

    Returns:
        A triangular or lognormal distribution.
    """
    low, high = float(spread.low), float(spread.high)
    if spread.shape == "lognormal":
        return Lognormal(low=low, high=high)
    return Triangular(low=low, mode=min(max(value, low), high), high=high)
