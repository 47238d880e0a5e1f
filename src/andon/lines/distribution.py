"""How long things take: six kinds of distributions of times, and a fast way to draw from them."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import exp, isfinite, log, sqrt
from typing import Literal

import numpy as np
import numpy.typing as npt

from andon.errors import InvalidConfig

__all__ = [
    "Deterministic",
    "Distribution",
    "Empirical",
    "Exponential",
    "Gamma",
    "Lognormal",
    "Sampler",
    "Triangular",
    "draw",
    "mean_of",
    "scaled",
    "squared_cv",
]


@dataclass(frozen=True, kw_only=True)
class Deterministic:
    """Always the same."""

    value: float
    """The value, 0 or more."""
    kind: Literal["deterministic"] = "deterministic"
    """Name of the family; two families with the same numbers are not the same."""

    def __post_init__(self) -> None:
        """Refuse negative values."""
        _check_number("value", self.value, least=0.0)


@dataclass(frozen=True, kw_only=True)
class Exponential:
    """Without memory; standard deviation equal to the mean."""

    mean: float
    """Mean, above 0."""
    kind: Literal["exponential"] = "exponential"
    """Name of the family; two families with the same numbers are not the same."""

    def __post_init__(self) -> None:
        """Refuse means that are not above 0."""
        _check_positive("mean", self.mean)


@dataclass(frozen=True, kw_only=True)
class Lognormal:
    """Skewed to the right, as manual work and repairs often are."""

    mean: float
    """Mean of the values themselves, not of their logarithms; above 0."""
    cv: float
    """Standard deviation over mean, above 0. [1]"""
    kind: Literal["lognormal"] = "lognormal"
    """Name of the family; two families with the same numbers are not the same."""

    def __post_init__(self) -> None:
        """Refuse shapes that do not exist."""
        _check_positive("mean", self.mean)
        _check_positive("cv", self.cv)


@dataclass(frozen=True, kw_only=True)
class Triangular:
    """Least, most likely and greatest value, for estimates by people."""

    low: float
    """Least value, 0 or more."""
    mode: float
    """Most likely value."""
    high: float
    """Greatest value, above `low`."""
    kind: Literal["triangular"] = "triangular"
    """Name of the family; two families with the same numbers are not the same."""

    def __post_init__(self) -> None:
        """Refuse corners in the wrong order."""
        for name in ("low", "mode", "high"):
            _check_number(name, getattr(self, name), least=0.0)
        if not (self.low <= self.mode <= self.high and self.low < self.high):
            raise InvalidConfig(
                f"A triangular time needs low <= mode <= high and low < high; got "
                f"{self.low:g}, {self.mode:g}, {self.high:g}."
            )


@dataclass(frozen=True, kw_only=True)
class Gamma:
    """Between deterministic (cv near 0) and beyond exponential (cv above 1)."""

    mean: float
    """Mean, above 0."""
    cv: float
    """Standard deviation over mean, above 0. [1]"""
    kind: Literal["gamma"] = "gamma"
    """Name of the family; two families with the same numbers are not the same."""

    def __post_init__(self) -> None:
        """Refuse shapes that do not exist."""
        _check_positive("mean", self.mean)
        _check_positive("cv", self.cv)


@dataclass(frozen=True, kw_only=True)
class Empirical:
    """One of the measured values, all equally likely."""

    values: tuple[float, ...]
    """Measured values, each 0 or more."""
    kind: Literal["empirical"] = "empirical"
    """Name of the family; two families with the same numbers are not the same."""

    def __post_init__(self) -> None:
        """Refuse an empty list and negative values."""
        if not self.values:
            raise InvalidConfig("An empirical time needs at least one measured value.")
        for value in self.values:
            _check_number("values", value, least=0.0)


Distribution = Deterministic | Exponential | Lognormal | Triangular | Gamma | Empirical


def mean_of(distribution: Distribution) -> float:
    """Give the mean, in the unit of the values."""
    if isinstance(distribution, Deterministic):
        return distribution.value
    if isinstance(distribution, Triangular):
        return (distribution.low + distribution.mode + distribution.high) / 3.0
    if isinstance(distribution, Empirical):
        return float(np.mean(distribution.values))
    return distribution.mean


def squared_cv(distribution: Distribution) -> float:
    """Give the squared coefficient of variation: variance over squared mean, a pure number."""
    if isinstance(distribution, Deterministic):
        return 0.0
    if isinstance(distribution, Exponential):
        return 1.0
    if isinstance(distribution, Triangular):
        a, m, b = distribution.low, distribution.mode, distribution.high
        variance = (a * a + m * m + b * b - a * m - a * b - m * b) / 18.0
        return variance / mean_of(distribution) ** 2
    if isinstance(distribution, Empirical):
        mean = mean_of(distribution)
        return float(np.var(distribution.values)) / mean**2 if mean > 0.0 else 0.0
    return distribution.cv**2


def scaled(distribution: Distribution, factor: float) -> Distribution:
    """Multiply every value by a factor above 0; the coefficient of variation stays."""
    _check_positive("factor", factor)
    if isinstance(distribution, Deterministic):
        return Deterministic(value=distribution.value * factor)
    if isinstance(distribution, Exponential):
        return Exponential(mean=distribution.mean * factor)
    if isinstance(distribution, Lognormal):
        return Lognormal(mean=distribution.mean * factor, cv=distribution.cv)
    if isinstance(distribution, Gamma):
        return Gamma(mean=distribution.mean * factor, cv=distribution.cv)
    if isinstance(distribution, Triangular):
        return Triangular(
            low=distribution.low * factor,
            mode=distribution.mode * factor,
            high=distribution.high * factor,
        )
    return Empirical(values=tuple(value * factor for value in distribution.values))


def draw(
    distribution: Distribution, generator: np.random.Generator, size: int
) -> npt.NDArray[np.float64]:
    """Draw independent values.

    Args:
        distribution: What to draw from.
        generator: Stream of this purpose alone.
        size: Number of values.

    Returns:
        Values, 0 or more. Shape (size,).
    """
    if isinstance(distribution, Deterministic):
        return np.full(size, distribution.value)
    if isinstance(distribution, Exponential):
        return generator.exponential(distribution.mean, size)
    if isinstance(distribution, Lognormal):
        variance = log(1.0 + distribution.cv**2)
        scale = distribution.mean * exp(-variance / 2.0)
        return scale * np.exp(sqrt(variance) * generator.standard_normal(size))
    if isinstance(distribution, Gamma):
        shape = distribution.cv**-2.0
        return generator.gamma(shape, distribution.mean / shape, size)
    if isinstance(distribution, Triangular):
        return generator.triangular(distribution.low, distribution.mode, distribution.high, size)
    return np.asarray(distribution.values)[generator.integers(len(distribution.values), size=size)]


class Sampler:
    """Draws one value at a time from a stream, many at once behind the scenes.

    The values are those that single draws would give in the same order of the stream, so two lines
    that use a stream equally often see the same values.
    """

    __slots__ = ("_block", "_distribution", "_generator", "constant")

    _SIZE = 512

    def __init__(self, distribution: Distribution, generator: np.random.Generator) -> None:
        """Open a sampler on a stream of its own."""
        self._distribution = distribution
        self._generator = generator
        self._block: list[float] = []
        self.constant = distribution.value if isinstance(distribution, Deterministic) else None

    def next(self) -> float:
        """Give the next value."""
        if self.constant is not None:
            return self.constant
        block = self._block
        if not block:
            values = draw(self._distribution, self._generator, self._SIZE)
            self._block = block = values[::-1].tolist()
        return block.pop()


class UniformSampler:
    """Draws numbers in [0, 1) one at a time from a stream."""

    __slots__ = ("_block", "_generator")

    def __init__(self, generator: np.random.Generator) -> None:
        """Open a sampler on a stream of its own."""
        self._generator = generator
        self._block: list[float] = []

    def next(self) -> float:
        """Give the next number in [0, 1)."""
        block = self._block
        if not block:
            self._block = block = self._generator.random(512)[::-1].tolist()
        return block.pop()


def choose(weights: Sequence[float], u: float) -> int:
    """Give the index that a number in [0, 1) chooses among weights that are not all 0."""
    target = u * sum(weights)
    reach = 0.0
    for index, weight in enumerate(weights):
        reach += weight
        if target < reach:
            return index
    return max(index for index, weight in enumerate(weights) if weight > 0.0)


def _check_positive(name: str, value: float) -> None:
    _check_number(name, value, least=0.0)
    if value <= 0.0:
        raise InvalidConfig(f"`{name}` is {value:g}; it must be above 0.")


def _check_number(name: str, value: float, *, least: float) -> None:
    if not isfinite(value) or value < least:
        raise InvalidConfig(f"`{name}` is {value:g}; it must be finite and {least:g} or more.")
