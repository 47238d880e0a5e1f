"""Comparing two policies on the same seeds, by betting on the pairs in which they differ."""

from dataclasses import dataclass
from math import log
from typing import Literal

import numpy as np
import numpy.typing as npt

from andon.errors import InvalidConfig
from andon.verdicts.evalues import betting_log_e, paired_log_e
from andon.verdicts.intervals import Interval, clopper_pearson
from andon.verdicts.log_tails import Floats
from andon.verdicts.sequences import mean_sequence

__all__ = ["Answer", "Arm", "Comparison", "PairedEndings", "compare", "paired_endings"]

Answer = Literal["better", "not better", "undecided"]
"""What the pairs say about the challenger. `not better` means that it is worse."""


@dataclass(frozen=True, kw_only=True)
class Arm:
    """One of the two policies."""

    successes: int
    """Successful rollouts."""
    success_rate: float
    """Their share. [1]"""
    interval: Interval
    """Clopper-Pearson 95 % interval, as if the number of pairs had been fixed beforehand. [1]"""


@dataclass(frozen=True, kw_only=True)
class Comparison:
    """What a set of paired rollouts says about a challenger against an incumbent."""

    answer: Answer
    """The claim whose evidence reached the threshold first, if any did."""
    decided_at: int | None
    """Pairs after which the answer stood; None while undecided."""
    num_pairs: int
    """Pairs given, also those after the answer."""
    wins: int
    """Pairs that only the challenger solved."""
    losses: int
    """Pairs that only the incumbent solved."""
    incumbent: Arm
    """The policy in service."""
    challenger: Arm
    """The policy that would replace it."""
    difference: float
    """Success rate of the challenger minus that of the incumbent. [1]"""
    difference_sequence: Interval
    """95 % confidence sequence of the difference at the last pair: holds at all times. [1]"""
    looks: tuple[int, ...]
    """Pairs at the looks."""
    log_e_better: tuple[float, ...]
    """Log evidence that the challenger wins more than half of the pairs that differ."""
    log_e_not_better: tuple[float, ...]
    """Log evidence that it wins less than half of them."""
    log_threshold: float
    """Log evidence that decides; each of the three claims is wrong with chance alpha at most."""
    margin: float | None
    """Loss of success rate that would be tolerated; None when not asked for. [1]"""
    log_e_non_inferior: tuple[float, ...]
    """Log evidence that the challenger loses less than the margin; empty when not asked for."""
    non_inferior_at: int | None
    """Pairs after which it was shown to lose less than the margin; None while it was not."""


@dataclass(frozen=True, kw_only=True)
class PairedEndings:
    """How a comparison of two policies of known success rates ends."""

    p_better: float
    """Chance of `better`. [1]"""
    p_not_better: float
    """Chance of `not better`. [1]"""
    mean_pairs: float
    """Expected number of pairs."""


def compare(
    incumbent: npt.ArrayLike,
    challenger: npt.ArrayLike,
    *,
    alpha: float = 0.05,
    margin: float | None = None,
    look_every: int = 1,
) -> Comparison:
    """Decide whether a challenger is better than an incumbent.

    Args:
        incumbent: Success of the policy in service, 0 or 1, in the order of the seeds. Shape (n,).
        challenger: Success of the other policy on the same seeds. Shape (n,).
        alpha: Largest chance of each wrong claim, however often one looks, in (0, 0.5). [1]
        margin: Loss of success rate that would be tolerated, in (0, 1), to test for
            non-inferiority as well. [1]
        look_every: Pairs between two looks; the last pair is a look too.

    Returns:
        The comparison. Its answer is final: later pairs never change it.

    Raises:
        InvalidConfig: When the arms differ in length or are empty, an outcome is neither 0 nor 1,
            or `alpha`, `margin` or `look_every` is out of range.

    Example:
        >>> compare([0] * 7, [1] * 7).answer
        'better'
    """
    a, b = _check_arms(incumbent, challenger)
    _check_rules(alpha, margin, look_every)
    n = a.size
    looks = np.unique(np.append(np.arange(look_every, n + 1, look_every), n))
    won, lost = np.cumsum(b * (1 - a))[looks - 1], np.cumsum(a * (1 - b))[looks - 1]
    better, worse = paired_log_e(won, lost), paired_log_e(lost, won)
    non_inferior = np.empty(0)
    if margin is not None:
        non_inferior = betting_log_e(b - a, bound=-margin, alternative="greater", low=-1.0)
        non_inferior = non_inferior[looks - 1]
    threshold = -log(alpha)
    at_better, at_worse = _first(better, looks, threshold), _first(worse, looks, threshold)
    band = mean_sequence(b - a, low=-1.0, high=1.0, looks=[n])
    return Comparison(
        answer=_answer(at_better, at_worse),
        decided_at=min((at for at in (at_better, at_worse) if at is not None), default=None),
        num_pairs=n,
        wins=int(won[-1]),
        losses=int(lost[-1]),
        incumbent=_arm(a),
        challenger=_arm(b),
        difference=float(np.mean(b) - np.mean(a)),
        difference_sequence=Interval(float(band.low[0]), float(band.high[0])),
        looks=tuple(looks.tolist()),
        log_e_better=tuple(better.tolist()),
        log_e_not_better=tuple(worse.tolist()),
        log_threshold=threshold,
        margin=margin,
        log_e_non_inferior=tuple(non_inferior.tolist()),
        non_inferior_at=_first(non_inferior, looks, threshold),
    )


def paired_endings(
    p_incumbent: float,
    p_challenger: float,
    *,
    alpha: float,
    max_pairs: int,
    look_every: int = 1,
    stop_when_worse: bool = True,
) -> PairedEndings:
    """Give the exact chances of each answer for independent policies of known success rates.

    Args:
        p_incumbent: Success rate of the policy in service. [1]
        p_challenger: Success rate of the other. [1]
        alpha: Largest chance of each wrong claim, in (0, 0.5). [1]
        max_pairs: Pairs after which an open question stays open.
        look_every: Pairs between two looks; the last pair is a look too.
        stop_when_worse: Whether evidence that the challenger is worse ends the comparison too.

    Returns:
        Chances and expected number of pairs.

    Raises:
        InvalidConfig: When a rate lies outside [0, 1] or another argument is out of range.
    """
    _check_rules(alpha, None, look_every)
    if not (0.0 <= p_incumbent <= 1.0 and 0.0 <= p_challenger <= 1.0 and max_pairs >= 1):
        raise InvalidConfig(
            f"Success rates {p_incumbent} and {p_challenger} must lie in [0, 1], and max_pairs = "
            f"{max_pairs} must be at least 1."
        )
    win, loss = p_challenger * (1.0 - p_incumbent), p_incumbent * (1.0 - p_challenger)
    count = np.arange(max_pairs + 1)
    is_better = paired_log_e(count[:, np.newaxis], count) >= -log(alpha)
    is_worse = is_better.T & stop_when_worse
    chance = np.ones((1, 1))  # (wins, losses)
    p_better = p_worse = mean_pairs = 0.0
    for pair in range(1, max_pairs + 1):
        mean_pairs += float(chance.sum())
        chance = _next_pair(chance, win, loss)
        if pair % look_every and pair != max_pairs:
            continue
        better, worse = is_better[: pair + 1, : pair + 1], is_worse[: pair + 1, : pair + 1]
        p_better += float(chance[better].sum())
        p_worse += float(chance[worse].sum())
        chance[better | worse] = 0.0
    return PairedEndings(
        p_better=min(p_better, 1.0), p_not_better=min(p_worse, 1.0), mean_pairs=mean_pairs
    )


def _next_pair(chance: Floats, win: float, loss: float) -> Floats:
    size = chance.shape[0]
    out = np.zeros((size + 1, size + 1))
    out[:size, :size] = (1.0 - win - loss) * chance
    out[1:, :size] += win * chance
    out[:size, 1:] += loss * chance
    return out


def _check_arms(incumbent: npt.ArrayLike, challenger: npt.ArrayLike) -> tuple[Floats, Floats]:
    a, b = np.asarray(incumbent, dtype=np.float64), np.asarray(challenger, dtype=np.float64)
    if a.ndim != 1 or a.shape != b.shape or a.size == 0:
        raise InvalidConfig(
            f"A comparison needs the same seeds for both policies, one outcome each; found shapes "
            f"{a.shape} and {b.shape}."
        )
    if not (np.all((a == 0) | (a == 1)) and np.all((b == 0) | (b == 1))):
        raise InvalidConfig("An outcome of a comparison must be 0 (failure) or 1 (success).")
    return a, b


def _check_rules(alpha: float, margin: float | None, look_every: int) -> None:
    if not 0.0 < alpha < 0.5:
        raise InvalidConfig(f"alpha is {alpha}; it must lie in (0, 0.5), for example 0.05.")
    if margin is not None and not 0.0 < margin < 1.0:
        raise InvalidConfig(f"The margin is {margin}; it must lie in (0, 1), for example 0.05.")
    if look_every < 1:
        raise InvalidConfig(f"look_every is {look_every}; it must be at least 1.")


def _first(log_e: Floats, looks: npt.NDArray[np.int64], threshold: float) -> int | None:
    is_reached = log_e >= threshold
    return int(looks[np.argmax(is_reached)]) if np.any(is_reached) else None


def _answer(at_better: int | None, at_worse: int | None) -> Answer:
    if at_better is None and at_worse is None:
        return "undecided"
    if at_worse is None or (at_better is not None and at_better < at_worse):
        return "better"
    return "not better"


def _arm(outcomes: Floats) -> Arm:
    successes = int(np.sum(outcomes))
    return Arm(
        successes=successes,
        success_rate=successes / outcomes.size,
        interval=clopper_pearson(successes, outcomes.size),
    )
