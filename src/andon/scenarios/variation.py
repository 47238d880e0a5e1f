"""What may vary in a scenario: named parameters with distributions, drawn from one seed."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import combinations
from math import inf, isfinite, prod
from typing import cast

from andon.errors import InvalidConfig, unknown_name
from andon.randomness import stream

__all__ = [
    "Choice",
    "Coverage",
    "Distribution",
    "Draw",
    "Fixed",
    "Parameter",
    "Uniform",
    "draw_values",
    "measure_coverage",
    "override",
    "parse_distribution",
]

Draw = dict[str, float]
"""Values of the parameters of one episode."""

NUM_BINS = 4
"""Equal-width bins of a uniform parameter, for coverage and strata."""


@dataclass(frozen=True, kw_only=True)
class Fixed:
    """Always the same value."""

    value: float


@dataclass(frozen=True, kw_only=True)
class Uniform:
    """Any value between two ends, all equally likely."""

    low: float
    high: float

    def __post_init__(self) -> None:
        """Refuse ends in the wrong order."""
        if not (isfinite(self.low) and isfinite(self.high) and self.low < self.high):
            raise InvalidConfig(f"A range needs finite low < high; got {self.low}, {self.high}.")


@dataclass(frozen=True, kw_only=True)
class Choice:
    """One of several values, all equally likely."""

    values: tuple[float, ...]

    def __post_init__(self) -> None:
        """Refuse an empty list."""
        if not self.values:
            raise InvalidConfig("A choice needs at least one value.")


Distribution = Fixed | Uniform | Choice


@dataclass(frozen=True, kw_only=True)
class Parameter:
    """One named quantity that may vary between episodes."""

    name: str
    """Name with unit, for example `riser_m`."""
    unit: str
    """Unit for tables; `1` marks a pure number."""
    distribution: Distribution
    """How it is drawn."""
    meaning: str
    """One sentence."""
    limits: tuple[float, float] = (-inf, inf)
    """Smallest and largest value that can be meant."""
    is_whole: bool = False
    """Whether only whole numbers can be meant."""

    def __post_init__(self) -> None:
        """Refuse a distribution that reaches beyond the limits."""
        low, high = self.bins()[0][0], self.bins()[-1][1]
        least, most = self.limits
        if not least <= low <= high <= most:
            unit = "" if self.unit == "1" else f" {self.unit}"
            asked = f"{low:g}" if low == high else f"drawn from {low:g} to {high:g}"
            raise InvalidConfig(
                f"Parameter {self.name!r} is {asked}{unit}; it must lie within {least:g} to "
                f"{most:g}{unit}."
            )
        values = [value for ends in self.bins() for value in ends]
        if self.is_whole and any(value != int(value) for value in values):
            raise InvalidConfig(
                f"Parameter {self.name!r} is a count; give a whole number, or several as "
                "{choice = [...]}."
            )

    def bins(self) -> list[tuple[float, float]]:
        """Give the bins used for coverage and strata, as closed ranges."""
        d = self.distribution
        if isinstance(d, Fixed):
            return [(d.value, d.value)]
        if isinstance(d, Choice):
            return [(v, v) for v in sorted(set(d.values))]
        width = (d.high - d.low) / NUM_BINS
        return [(d.low + i * width, d.low + (i + 1) * width) for i in range(NUM_BINS)]

    def bin_of(self, value: float) -> int:
        """Give the index of the bin that a drawn value falls into."""
        d = self.distribution
        if isinstance(d, Uniform):
            return min(NUM_BINS - 1, max(0, int((value - d.low) / (d.high - d.low) * NUM_BINS)))
        return [low for low, _ in self.bins()].index(value)


def draw_values(parameters: Sequence[Parameter], seed: int) -> Draw:
    """Draw all parameters of one episode.

    Args:
        parameters: Parameters; each has its own stream, so that adding one changes no other.
        seed: Seed of the episode.

    Returns:
        Value by name.
    """
    return {p.name: _draw(p.distribution, seed, p.name) for p in parameters}


def _draw(distribution: Distribution, seed: int, name: str) -> float:
    if isinstance(distribution, Fixed):
        return distribution.value
    draws = stream(seed, "variation", name)
    if isinstance(distribution, Uniform):
        return float(draws.uniform(distribution.low, distribution.high))
    return distribution.values[int(draws.integers(len(distribution.values)))]


def _number(value: object) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float) or not isfinite(value):
        raise InvalidConfig(f"It needs finite numbers; got {value!r}.")
    return float(value)


def _read(value: object) -> Distribution | None:
    if isinstance(value, list | tuple):
        items = [_number(item) for item in cast("list[object]", value)]
        return Uniform(low=items[0], high=items[1]) if len(items) == 2 else None
    if isinstance(value, Mapping):
        table = cast("Mapping[str, object]", value)
        choice = table.get("choice")
        if set(table) != {"choice"} or not isinstance(choice, list):
            return None
        return Choice(values=tuple(_number(v) for v in cast("list[object]", choice)))
    return Fixed(value=_number(value)) if isinstance(value, int | float) else None


def parse_distribution(name: str, value: object) -> Distribution:
    """Read a distribution from plain data.

    Args:
        name: Name of the parameter, for messages.
        value: A number (fixed), `[low, high]` (uniform) or `{choice = [...]}`.

    Raises:
        InvalidConfig: For anything else.
    """
    try:
        found = _read(value)
    except InvalidConfig as error:
        raise InvalidConfig(f"Parameter {name!r} cannot be {value!r}. {error}") from error
    if found is not None:
        return found
    raise InvalidConfig(
        f"Parameter {name!r} cannot be {value!r}. Give a number, [low, high], or "
        "{choice = [a, b, ...]}."
    )


def override(
    parameters: Sequence[Parameter], changes: Mapping[str, object]
) -> tuple[Parameter, ...]:
    """Replace distributions by name.

    Args:
        parameters: Parameters of a scenario.
        changes: New distribution by name, in the forms of `parse_distribution`.

    Raises:
        UnknownName: When a name is no parameter of the scenario.
    """
    names = [p.name for p in parameters]
    for name in changes:
        if name not in names:
            raise unknown_name("parameter of this scenario", name, names)
    return tuple(
        replace(p, distribution=parse_distribution(p.name, changes[p.name]))
        if p.name in changes
        else p
        for p in parameters
    )


@dataclass(frozen=True, kw_only=True)
class Coverage:
    """How much of a variation a set of episodes has visited."""

    ways: int
    """Number of parameters combined."""
    covered: int
    """Combinations of bins that at least one episode fell into."""
    feasible: int
    """Combinations of bins that exist."""

    @property
    def share(self) -> float:
        """Covered share of the combinations; 1 when nothing varies."""
        return self.covered / self.feasible if self.feasible else 1.0


def measure_coverage(
    parameters: Sequence[Parameter], draws: Sequence[Mapping[str, float]]
) -> tuple[Coverage, ...]:
    """Measure 1-, 2- and 3-way coverage of a variation.

    Args:
        parameters: Parameters of the scenario; fixed ones are left out.
        draws: Values of the episodes that ran.

    Returns:
        Three entries. With fewer varying parameters than ways, 0 of 0 combinations exist.

    Source:
        D. R. Kuhn et al., combinatorial coverage: covered over feasible t-way combinations.
    """
    varied = [p for p in parameters if len(p.bins()) > 1]
    cells = [[p.bin_of(draw[p.name]) for p in varied] for draw in draws]
    result: list[Coverage] = []
    for ways in (1, 2, 3):
        covered = feasible = 0
        for group in combinations(range(len(varied)), ways):
            feasible += prod(len(varied[i].bins()) for i in group)
            covered += len({tuple(cell[i] for i in group) for cell in cells})
        result.append(Coverage(ways=ways, covered=covered, feasible=feasible))
    return tuple(result)
