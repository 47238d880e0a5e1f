"""What thinking is worth: rates, pauses, time lost and evidence, from outcomes on common seeds."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import exp, nan

import numpy as np

from andon.errors import InvalidConfig
from andon.minds.trial import Outcome
from andon.verdicts.comparison import compare
from andon.verdicts.intervals import clopper_pearson

__all__ = ["ArmRow", "auroc", "best_arm", "cross_fit", "pool", "summarise_arm"]


@dataclass(frozen=True, kw_only=True)
class ArmRow:
    """How one way of deciding did in one place."""

    cell: str
    """Place."""
    arm: str
    """Who decided."""
    trials: int
    """Episodes."""
    successes: int
    """Episodes with success."""
    low: float
    """Lower end of the exact 95 % interval of the success rate. [1]"""
    high: float
    """Upper end. [1]"""
    falls: int
    """Falls."""
    stuck: int
    """Episodes that ended at an obstacle because time ran out; their pauses are not counted."""
    pause_p50_s: float
    """Median of the longest pause at an obstacle."""
    pause_p95_s: float
    """95th percentile of it."""
    pause_max_s: float
    """Largest of it."""
    lost_p50_s: float
    """Median time lost per obstacle that was passed, against the commanded speed."""
    switches_per_100_m: float
    """Changes to another tactic than the command."""
    thoughts: float
    """Thinks per episode."""
    charge_p50_s: float
    """Median charge of a think."""
    charge_p95_s: float
    """95th percentile of it."""
    cut: int
    """Thinks whose budget ran out."""
    dropped: Mapping[str, int]
    """Plans that were dropped, by reason."""
    missed_ticks: int
    """Control steps without an action."""
    wins: int
    """Seeds that it solved and the reference did not."""
    losses: int
    """Seeds that the reference solved and it did not."""
    e_better: float
    """E-value that it is better than the reference."""
    e_worse: float
    """E-value that it is worse."""
    fell_after: int = 0
    """Successes that were followed by a fall within a second."""


def summarise_arm(
    cell: str, arm: str, outcomes: Sequence[Outcome], reference: Sequence[Outcome]
) -> ArmRow:
    """Sum up an arm against a reference on the same seeds.

    Args:
        cell: Place.
        arm: Name of the arm.
        outcomes: Its episodes.
        reference: Episodes of the reference, same seeds in the same order.

    Raises:
        InvalidConfig: When the seeds differ.
    """
    if [o.seed for o in outcomes] != [o.seed for o in reference]:
        raise InvalidConfig(f"{arm} in {cell} and its reference ran different seeds.")
    good = [o.success for o in outcomes]
    pair = compare([float(o.success) for o in reference], [float(g) for g in good])
    interval = clopper_pearson(sum(good), len(good))
    freed = [o for o in outcomes if o.cause != "stuck"]
    pauses = np.array([o.metrics.get("longest_pause_s", 0.0) for o in freed] or [nan])
    passed = [o for o in outcomes if o.metrics.get("num_passed", 0.0) > 0]
    lost = [o.metrics["time_lost_s"] / o.metrics["num_passed"] for o in passed]
    charges = [charge for o in outcomes for charge in o.charges_s if np.isfinite(charge)]
    way = sum(o.metrics["distance_m"] for o in outcomes)
    dropped: dict[str, int] = {}
    for o in outcomes:
        for reason, count in o.dropped.items():
            dropped[reason] = dropped.get(reason, 0) + count
    return ArmRow(
        cell=cell,
        arm=arm,
        trials=len(good),
        successes=sum(good),
        low=interval.low,
        high=interval.high,
        falls=sum(o.cause.startswith("fell") for o in outcomes),
        stuck=len(outcomes) - len(freed),
        pause_p50_s=float(np.percentile(pauses, 50)),
        pause_p95_s=float(np.percentile(pauses, 95)),
        pause_max_s=float(pauses.max()),
        lost_p50_s=float(np.median(lost)) if lost else nan,
        switches_per_100_m=100 * sum(o.num_tactical_switches for o in outcomes) / max(way, 1e-9),
        thoughts=float(np.mean([o.num_thoughts for o in outcomes])),
        charge_p50_s=float(np.percentile(charges, 50)) if charges else 0.0,
        charge_p95_s=float(np.percentile(charges, 95)) if charges else 0.0,
        cut=sum(o.num_cut for o in outcomes),
        dropped=dropped,
        missed_ticks=sum(o.missed_ticks for o in outcomes),
        wins=pair.wins,
        losses=pair.losses,
        e_better=exp(min(700.0, pair.log_e_better[-1])),
        fell_after=sum(o.fell_after for o in outcomes),
        e_worse=exp(min(700.0, pair.log_e_not_better[-1])),
    )


def best_arm(arms: Mapping[str, Sequence[Outcome]], keep: Sequence[bool]) -> str:
    """Name the arm with most successes on some of the episodes; the first of equals.

    Args:
        arms: Episodes by arm, same seeds in the same order.
        keep: Which episodes count.
    """
    return max(
        arms, key=lambda name: sum(o.success for o, k in zip(arms[name], keep, strict=True) if k)
    )


def cross_fit(
    cells: Mapping[str, Mapping[str, Sequence[Outcome]]], *, is_shared: bool
) -> dict[str, list[Outcome]]:
    """Give what choosing one arm on half of the episodes gives on the other half, both ways.

    Args:
        cells: Episodes by cell and arm.
        is_shared: Whether one arm is chosen for all cells (the best universal tactic), or one for
            each (the best tactic with the label given).

    Returns:
        Episodes of what was chosen, by cell, in the order of the seeds.
    """
    found: dict[str, list[Outcome]] = {}
    for half in (0, 1):
        chosen = _choose_on(cells, 1 - half, is_shared=is_shared)
        for cell, arms in cells.items():
            picked = arms[chosen[cell]]
            found.setdefault(cell, []).extend(o for i, o in enumerate(picked) if i % 2 == half)
    return {cell: sorted(outcomes, key=lambda o: o.seed) for cell, outcomes in found.items()}


def _choose_on(
    cells: Mapping[str, Mapping[str, Sequence[Outcome]]], half: int, *, is_shared: bool
) -> dict[str, str]:
    if not is_shared:
        return {
            cell: best_arm(arms, [i % 2 == half for i in range(len(next(iter(arms.values()))))])
            for cell, arms in cells.items()
        }
    names = list(next(iter(cells.values())))
    score = {
        name: sum(
            np.mean([o.success for i, o in enumerate(arms[name]) if i % 2 == half])
            for arms in cells.values()
        )
        for name in names
    }
    best = max(names, key=lambda name: float(score[name]))
    return dict.fromkeys(cells, best)


def pool(cells: Mapping[str, Sequence[Outcome]]) -> list[Outcome]:
    """Put the episodes of several cells one after the other; seeds are kept apart."""
    return [o for _, outcomes in sorted(cells.items()) for o in outcomes]


def auroc(positive: Sequence[float], negative: Sequence[float]) -> float:
    """Give the chance that a score of something new exceeds one of something familiar. [1].

    Raises:
        InvalidConfig: When there are none of one kind.
    """
    if not positive or not negative:
        raise InvalidConfig("An AUROC needs scores of both kinds.")
    a, b = np.asarray(positive)[:, None], np.asarray(negative)[None]
    return float((a > b).mean() + 0.5 * (a == b).mean())
