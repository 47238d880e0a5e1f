"""Results as distributions: cost and benefit when prices, terms and measurements are uncertain."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from andon.errors import InvalidConfig
from andon.ledger.cost_model import CostModel
from andon.ledger.distribution import Distribution, Floats, from_spread
from andon.ledger.measurement import Measurement, combined
from andon.ledger.uncertainty import Correlation, Inputs, Spread90, sample, spread_of
from andon.randomness import stream

__all__ = [
    "SURE",
    "Draws",
    "UncertainResult",
    "chance_text",
    "draw_inputs",
    "spread_inputs",
    "uncertain_results",
]

SURE = 0.95
"""Chance to pay from which a line is said to pay; below the rest it is said not to. A judgement,
the same as that of intervals."""


def chance_text(chance: float) -> str:
    """Print a chance in whole per cent, rounded down, so that it never looks better than it is.

    Example:
        >>> chance_text(0.6899), chance_text(0.999), chance_text(0.001)
        ('68 %', 'above 99 %', 'below 1 %')
    """
    if chance > 0.99:
        return "above 99 %"
    return "below 1 %" if chance < 0.01 else f"{int(100 * chance)} %"


class Draws(NamedTuple):
    """Draws of everything that is uncertain. Arrays of shape (num_draws,)."""

    given: Mapping[str, Floats]
    """Spread prices and terms, by name of input."""
    truths: tuple[Floats, ...]
    """What each measurement leaves open, in its order."""
    changes: Mapping[str, Floats]
    """All inputs of the cost model that differ between the draws, by name."""


@dataclass(frozen=True, kw_only=True)
class UncertainResult:
    """What a line costs and brings, as distributions. Money in the model's currency."""

    with_subsidy: bool
    """Whether public money counts."""
    cost_per_h: Spread90
    """Cost of a planned hour."""
    cost_per_good_part: Spread90
    """Cost of a good part."""
    productivity: Spread90
    """Good parts over those of one person; not a number where nobody knows that. [1]"""
    cost_per_human_equivalent_h: Spread90
    """Cost of what one person makes in an hour."""
    break_even_productivity: Spread90
    """Productivity from which the line is cheaper than people. [1]"""
    benefit_per_h: Spread90
    """Wages spared by a planned hour minus its cost."""
    chance_to_pay: float
    """Probability that the benefit is above 0. [1]"""


def spread_inputs(
    model: CostModel, measurements: Sequence[Measurement] = ()
) -> dict[str, Distribution]:
    """Give the distributions of prices and terms that are spread and not measured."""
    measured = {one.parameter for one in measurements}
    return {
        name: from_spread(model.values[name], spread)
        for name, spread in model.spreads.items()
        if name not in measured
    }


def draw_inputs(
    model: CostModel,
    measurements: Sequence[Measurement] = (),
    *,
    correlations: tuple[Correlation, ...] = (),
    num_draws: int = 20_000,
    seed: int = 0,
) -> Draws:
    """Draw everything that is uncertain about a model.

    Args:
        model: Cost model, with its spreads.
        measurements: What episodes have said about its inputs.
        correlations: Rank correlations between spread inputs.
        num_draws: Number of draws.
        seed: Seed of the streams `ledger_inputs` and `ledger_truth`.

    Returns:
        The draws.

    Raises:
        InvalidConfig: When correlations are given and nothing is spread.
    """
    spreads = spread_inputs(model, measurements)
    if correlations and not spreads:
        raise InvalidConfig("Correlations join spread inputs, and no price or term is spread.")
    given: dict[str, Floats] = {}
    if spreads:
        inputs = Inputs(distributions=spreads, correlations=correlations)
        given = sample(inputs, num_draws, seed=seed)
    rng = stream(seed, "ledger_truth")
    truths = tuple(one.belief().ppf(rng.random(num_draws)) for one in measurements)
    return Draws(given, truths, {**given, **combined(measurements, truths)})


def uncertain_results(
    model: CostModel,
    measurements: Sequence[Measurement] = (),
    *,
    correlations: tuple[Correlation, ...] = (),
    num_draws: int = 20_000,
    seed: int = 0,
) -> tuple[UncertainResult, UncertainResult]:
    """Give cost and benefit as distributions; the arguments are those of `draw_inputs`.

    Returns:
        The result without subsidy and the one with it, from the same draws.
    """
    draws = draw_inputs(
        model, measurements, correlations=correlations, num_draws=num_draws, seed=seed
    )
    without, with_subsidy = (
        _result(model, draws.changes, with_subsidy=flag) for flag in (False, True)
    )
    return without, with_subsidy


def _result(
    model: CostModel, changes: Mapping[str, Floats], *, with_subsidy: bool
) -> UncertainResult:
    outcome = model.evaluate(changes, with_subsidy=with_subsidy)
    return UncertainResult(
        with_subsidy=with_subsidy,
        cost_per_h=spread_of(outcome.cost_per_h),
        cost_per_good_part=spread_of(outcome.cost_per_good_part),
        productivity=spread_of(outcome.productivity),
        cost_per_human_equivalent_h=spread_of(outcome.cost_per_human_equivalent_h),
        break_even_productivity=spread_of(outcome.break_even_productivity),
        benefit_per_h=spread_of(outcome.benefit_per_h),
        chance_to_pay=float(np.mean(outcome.benefit_per_h > 0.0)),
    )
