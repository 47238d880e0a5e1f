"""What the cost of a part hangs on: every uncertain input alone, and its share of the variance."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from andon.errors import InvalidConfig
from andon.ledger.cost_model import CostModel
from andon.ledger.distribution import Distribution, Floats
from andon.ledger.measurement import Measurement
from andon.ledger.results import spread_inputs
from andon.ledger.uncertainty import Inputs, sobol, tornado

__all__ = ["Sensitivity", "rank_inputs"]


@dataclass(frozen=True, kw_only=True)
class Sensitivity:
    """How far one uncertain input moves the cost of a good part, without subsidy."""

    name: str
    """Input of the cost model."""
    is_measured: bool
    """Whether episodes measure it; if not, it is a spread price or term."""
    low: float
    """5 % quantile of the input."""
    high: float
    """95 % quantile of the input."""
    cost_at_low: float
    """Cost of a good part there, the others at their medians; in the currency of the model."""
    cost_at_high: float
    """The same at the 95 % quantile."""
    share: float | None
    """Share of the variance of the cost with all its interactions (total Sobol' index); None where
    the cost does not vary. [1]"""
    share_error: float | None
    """Standard error of the share. [1]"""


def rank_inputs(
    model: CostModel, measurements: Sequence[Measurement] = (), *, seed: int = 0
) -> tuple[Sensitivity, ...]:
    """Move each uncertain input alone, and share the variance of the cost out among all.

    Args:
        model: Cost model with its spreads.
        measurements: What episodes say about its inputs; of several of one input, legs of an
            attempt, each counts as an input of its own only where it is the only one.
        seed: Seed of the stream `ledger_sobol`.

    Returns:
        One row per input, the widest swing first; none where nothing is uncertain.

    Raises:
        InvalidConfig: When one input is measured twice, so that it has no single distribution.
    """
    names = [one.parameter for one in measurements]
    if len(set(names)) < len(names):
        raise InvalidConfig(f"Inputs are measured twice: {sorted(names)}; weigh one leg at a time.")
    distributions: dict[str, Distribution] = dict(spread_inputs(model, measurements))
    distributions |= {one.parameter: one.belief() for one in measurements}
    if not distributions:
        return ()
    inputs = Inputs(distributions=distributions)

    def cost(changes: Mapping[str, Floats]) -> Floats:
        return model.evaluate(changes, with_subsidy=False).cost_per_good_part

    swings = tornado(cost, inputs)
    shares: dict[str, tuple[float, float]] = {}
    if any(swing.width > 0.0 for swing in swings):
        shares = {row.name: (row.total, row.total_error) for row in sobol(cost, inputs, seed=seed)}
    return tuple(
        Sensitivity(
            name=swing.name,
            is_measured=swing.name in names,
            low=_quantile(distributions[swing.name], 0.05),
            high=_quantile(distributions[swing.name], 0.95),
            cost_at_low=swing.at_low,
            cost_at_high=swing.at_high,
            share=shares[swing.name][0] if shares else None,
            share_error=shares[swing.name][1] if shares else None,
        )
        for swing in swings
    )


def _quantile(distribution: Distribution, share: float) -> float:
    return float(distribution.ppf(np.asarray(share, np.float64)))
