"""Which tactic is worth what: rates per tactic, and what choosing well would give, honestly."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from andon.errors import InvalidConfig
from andon.randomness import stream
from andon.spatial import FloatArray

__all__ = ["Choice", "TacticResults", "best_rule", "best_universal", "leave_one_out", "mean_of"]


RESAMPLES = 2000
CONFIDENCE = 0.95
FAILED_COST_S = 9.0
"""What a failure costs, in seconds of delay: more than any success."""


@dataclass(frozen=True, kw_only=True)
class TacticResults:
    """Episodes of one family of obstacles under every tactic.

    All tactics met the same episodes; each is a place (geometry, start) that was walked several
    times with other sensor noise.
    """

    family: str
    """Kind of obstacle."""
    tactics: tuple[str, ...]
    """Names, in the order of the first axis."""
    success: NDArray[np.bool_]
    """Whether each episode succeeded. Shape (tactics, places, redraws)."""
    lost_s: FloatArray
    """Time lost against the drawn velocity. Same shape; means nothing after a failure."""

    def __post_init__(self) -> None:
        """Refuse arrays that do not fit, and too few places to choose on some and score others."""
        shape = self.success.shape
        if len(shape) != 3 or shape[0] != len(self.tactics) or self.lost_s.shape != shape:
            raise InvalidConfig(
                f"Results of {len(self.tactics)} tactics have the shapes {shape} and "
                f"{self.lost_s.shape}; both must be (tactics, places, redraws)."
            )
        if shape[1] < 2:
            raise InvalidConfig(
                f"{self.family} has {shape[1]} place; choosing on half of them needs at least 2."
            )

    def cost(self) -> FloatArray:
        """Give the cost of each episode. Shape (tactics, places, redraws). [s]."""
        return np.where(self.success, np.maximum(0.0, self.lost_s), FAILED_COST_S)


@dataclass(frozen=True, kw_only=True)
class Choice:
    """What a way of choosing tactics gave on episodes that it was not chosen on."""

    rate: float
    """Success rate. [1]"""
    low: float
    """Lower end of its 95 % interval, by resampling places. [1]"""
    high: float
    """Upper end. [1]"""
    episodes: int
    """Episodes scored."""
    chosen: tuple[str, ...]
    """Tactics that were chosen, most often first."""


def mean_of(success: NDArray[np.bool_], chosen: Sequence[str] = ()) -> Choice:
    """Give the success rate with an interval that knows that redraws of a place are alike.

    Args:
        success: Shape (places, redraws).
        chosen: Tactics behind it.
    """
    per_place = success.mean(axis=1)
    draws = stream(0, "tactic_matrix").integers(len(per_place), size=(RESAMPLES, len(per_place)))
    means = per_place[draws].mean(axis=1)
    tail = (1 - CONFIDENCE) / 2
    low, high = np.quantile(means, [tail, 1 - tail])
    names, counts = np.unique(np.array(list(chosen)), return_counts=True)
    return Choice(
        rate=float(per_place.mean()),
        low=float(low),
        high=float(high),
        episodes=success.size,
        chosen=tuple(str(n) for n in names[np.argsort(-counts, kind="stable")]),
    )


def best_rule(results: TacticResults) -> Choice:
    """Give what the best tactic of a family gives where the family is known.

    It is chosen on every second place and scored on the others, then the other way round.
    """
    return _crossed(results, results.cost()[None])


def best_universal(all_results: Sequence[TacticResults]) -> list[Choice]:
    """Give what the one tactic that is best over all families gives in each of them.

    Chosen on every second place of all families together, and scored on the others.

    Args:
        all_results: Families with the same tactics, places and redraws.
    """
    costs = np.stack([results.cost() for results in all_results])
    return [_crossed(results, costs) for results in all_results]


def _crossed(results: TacticResults, costs: FloatArray) -> Choice:
    """Choose on one half of the places and score on the other. Costs: (families, ...)."""
    is_even = np.array([i % 2 == 0 for i in range(results.success.shape[1])])
    scored = np.zeros(results.success.shape[1:], bool)
    names: list[str] = []
    for chosen_on, scored_on in ((~is_even, is_even), (is_even, ~is_even)):
        best = int(np.argmin(costs[:, :, chosen_on].mean(axis=(0, 2, 3))))
        scored[scored_on] = results.success[best, scored_on]
        names.append(results.tactics[best])
    return mean_of(scored, names)


def leave_one_out(results: TacticResults) -> Choice:
    """Give what knowing each place would give: a tactic per place, chosen on its other redraws.

    Unlike the best of all redraws in hindsight this owes nothing to luck in the scored one.

    Raises:
        InvalidConfig: With fewer than 2 redraws.
    """
    cost = results.cost()
    count = cost.shape[2]
    if count < 2:
        raise InvalidConfig(f"Leaving one redraw out needs at least 2 of each place; got {count}.")
    scored = np.zeros(results.success.shape[1:], bool)
    names: list[str] = []
    for left_out in range(count):
        others = np.delete(cost, left_out, axis=2).mean(axis=2)
        best = np.argmin(others, axis=0)
        scored[:, left_out] = results.success[best, np.arange(len(best)), left_out]
        names += [results.tactics[i] for i in best]
    return mean_of(scored, names)
