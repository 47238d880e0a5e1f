"""Uncertainty: correlated draws of the inputs, and which of them the result hangs on."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
from scipy import special, stats

from andon.errors import InvalidConfig, unknown_name
from andon.ledger.distribution import Distribution, Floats
from andon.randomness import stream

__all__ = [
    "Correlation",
    "Inputs",
    "Sobol",
    "Spread90",
    "Swing",
    "sample",
    "sobol",
    "spread_of",
    "tornado",
]

Model = Callable[[Mapping[str, Floats]], Floats]
"""Result of a model for arrays of inputs by name, all of one shape."""

_NUM_SHIFTS = 8
"""Independently shifted Sobol' sequences, from whose spread the standard error comes."""


class Correlation(NamedTuple):
    """Two inputs that tend to be high together."""

    one: str
    """Name of an input."""
    other: str
    """Name of another input."""
    rank: float
    """Spearman's rank correlation, in (-1, 1). [1]"""


@dataclass(frozen=True, kw_only=True)
class Inputs:
    """Uncertain inputs of a model and how they hang together."""

    distributions: Mapping[str, Distribution]
    """Distribution by name of input."""
    correlations: tuple[Correlation, ...] = field(default=())
    """Pairs that are not independent."""

    def __post_init__(self) -> None:
        """Refuse correlations of unknown inputs and those that cannot hold together."""
        if not self.distributions:
            raise InvalidConfig("No input is uncertain: there is nothing to draw.")
        for pair in self.correlations:
            for name in (pair.one, pair.other):
                if name not in self.distributions:
                    raise unknown_name("uncertain input", name, self.distributions)
            if pair.one == pair.other or not -1.0 < pair.rank < 1.0:
                raise InvalidConfig(
                    f"The rank correlation of {pair.one!r} and {pair.other!r} is {pair.rank}; it "
                    "must lie in (-1, 1) and join two inputs."
                )
        if np.linalg.eigvalsh(self.normal_correlation()).min() <= 1e-12:
            raise InvalidConfig(
                "The rank correlations contradict each other: no inputs can have all of them. "
                f"Given: {[tuple(pair) for pair in self.correlations]}."
            )

    @property
    def names(self) -> list[str]:
        """Names of the inputs, in order."""
        return list(self.distributions)

    def normal_correlation(self) -> Floats:
        """Give the correlation of normals that has the wanted rank correlation.

        r = 2 sin(pi rho / 6). Shape (d, d).

        Source:
            K. Pearson, Drapers' Company Research Memoirs, Biometric Series IV, 1907.
        """
        matrix = np.eye(len(self.names))
        for pair in self.correlations:
            i, j = self.names.index(pair.one), self.names.index(pair.other)
            matrix[i, j] = matrix[j, i] = 2.0 * np.sin(np.pi * pair.rank / 6.0)
        return matrix


def sample(inputs: Inputs, count: int, *, seed: int) -> dict[str, Floats]:
    """Draw inputs with their distributions and rank correlations, by a Gaussian copula.

    Correlated normals are turned into their ranks and these into quantiles of each input, so that
    every input keeps its distribution exactly.

    Args:
        inputs: What is uncertain.
        count: Number of draws.
        seed: Seed of the stream `ledger_inputs`.

    Returns:
        One array of shape (count,) by name.

    Source:
        The purpose is that of R. L. Iman and W. J. Conover, Communications in Statistics B 11(3),
        1982, 311-334, who reorder a sample instead; the copula is R. B. Nelsen, An Introduction to
        Copulas, 2006, section 2.3.
    """
    normals = stream(seed, "ledger_inputs").standard_normal((count, len(inputs.names)))
    correlated = normals @ np.linalg.cholesky(inputs.normal_correlation()).T
    ranks = np.asarray(special.ndtr(correlated))
    return {
        name: inputs.distributions[name].ppf(ranks[:, index])
        for index, name in enumerate(inputs.names)
    }


@dataclass(frozen=True, kw_only=True)
class Spread90:
    """Draws of a result in four numbers."""

    mean: float
    """Mean of the draws."""
    low: float
    """5 % quantile."""
    median: float
    """50 % quantile."""
    high: float
    """95 % quantile."""


def spread_of(values: npt.ArrayLike) -> Spread90:
    """Say where the draws of a result lie. Shape (n,)."""
    draws = np.asarray(values, np.float64)
    low, median, high = np.quantile(draws, (0.05, 0.5, 0.95))
    return Spread90(
        mean=float(draws.mean()), low=float(low), median=float(median), high=float(high)
    )


class Swing(NamedTuple):
    """How far one input alone moves the result."""

    name: str
    """Name of the input."""
    at_low: float
    """Result at the 5 % quantile of the input."""
    at_high: float
    """Result at its 95 % quantile."""

    @property
    def width(self) -> float:
        """Distance between the two results."""
        return abs(self.at_high - self.at_low)


def tornado(model: Model, inputs: Inputs) -> list[Swing]:
    """Move each input from its 5 % to its 95 % quantile while the others stay at their medians.

    Interactions and correlations are left out; see `sobol` for the former.

    Returns:
        One swing per input, the widest first.
    """
    medians = {name: one.ppf(0.5) for name, one in inputs.distributions.items()}
    swings: list[Swing] = []
    for name, one in inputs.distributions.items():
        ends = [float(model({**medians, name: one.ppf(share)})) for share in (0.05, 0.95)]
        swings.append(Swing(name, ends[0], ends[1]))
    return sorted(swings, key=lambda swing: -swing.width)


class Sobol(NamedTuple):
    """Share of the variance of a result that comes from one input."""

    name: str
    """Name of the input."""
    first_order: float
    """Share from the input alone. [1]"""
    first_order_error: float
    """Standard error of it. [1]"""
    total: float
    """Share from the input and its interactions. [1]"""
    total_error: float
    """Standard error of it. [1]"""


def sobol(model: Model, inputs: Inputs, *, seed: int, log2_count: int = 9) -> list[Sobol]:
    """Share the variance of a result out among independent inputs.

    Saltelli's design on randomly shifted Sobol' points, evaluated by `scipy.stats.sobol_indices`.

    Args:
        model: The model.
        inputs: What is uncertain; correlated inputs have no such shares and are refused.
        seed: Seed of the stream `ledger_sobol`.
        log2_count: Points of each of the eight designs, as a power of two.

    Returns:
        One row per input, the largest total share first.

    Raises:
        InvalidConfig: When inputs are correlated.

    Source:
        I. M. Sobol', Mathematics and Computers in Simulation 55, 2001, 271-280; A. Saltelli et al.,
        Computer Physics Communications 181, 2010, 259-270.
    """
    if inputs.correlations:
        raise InvalidConfig(
            "Sobol' indices share out the variance of independent inputs; these are correlated: "
            f"{[tuple(pair) for pair in inputs.correlations]}. Leave the correlations out, or use "
            "the tornado."
        )
    rng, size = stream(seed, "ledger_sobol"), len(inputs.names)
    points = stats.qmc.Sobol(2 * size, scramble=False).random_base2(log2_count)  # (n, 2 d)
    results = [
        _shifted(model, inputs, (points + rng.random(2 * size)) % 1.0) for _ in range(_NUM_SHIFTS)
    ]
    first = np.array([one for one, _ in results])  # (num_shifts, d)
    total = np.array([other for _, other in results])
    rows = zip(
        inputs.names,
        first.mean(axis=0).tolist(),
        _standard_error(first).tolist(),
        total.mean(axis=0).tolist(),
        _standard_error(total).tolist(),
        strict=True,
    )
    return sorted((Sobol(*row) for row in rows), key=lambda row: -row.total)


def _shifted(model: Model, inputs: Inputs, points: Floats) -> tuple[Floats, Floats]:
    """Give first-order and total indices from one design. Shapes (n, 2 d), (d,), (d,)."""
    size = len(inputs.names)
    a, b = points[:, :size], points[:, size:]

    def result(shares: Floats) -> Floats:
        draws = {
            name: inputs.distributions[name].ppf(shares[..., index])
            for index, name in enumerate(inputs.names)
        }
        return np.asarray(model(draws), np.float64)

    mixed = np.repeat(a[None], size, axis=0)  # (d, n, d)
    for index in range(size):
        mixed[index, :, index] = b[:, index]
    f_a, f_b = result(a)[None], result(b)[None]  # (1, n)
    f_ab = result(mixed)[:, None]  # (d, 1, n)
    if np.var(np.concatenate([f_a, f_b])) == 0.0:
        raise InvalidConfig("The result does not change with any of the inputs; nothing to share.")
    if size == 1:  # all of it; SciPy cannot take a single input
        return np.ones(1), np.ones(1)
    indices = stats.sobol_indices(func={"f_A": f_a, "f_B": f_b, "f_AB": f_ab}, n=a.shape[0])
    first, total = np.asarray(indices.first_order), np.asarray(indices.total_order)
    return first.reshape(size).astype(np.float64), total.reshape(size).astype(np.float64)


def _standard_error(runs: Floats) -> Floats:
    return runs.std(axis=0, ddof=1) / np.sqrt(runs.shape[0])
