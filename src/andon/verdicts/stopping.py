"""Exact chances of stopping, for a count that grows by independent jumps between looks."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from andon.verdicts.kpi import Evidence, rule
from andon.verdicts.log_tails import Floats

__all__ = ["Endings", "StoppingRules", "walk_counts"]


@dataclass(frozen=True, kw_only=True)
class StoppingRules:
    """When evidence is looked at, and how much of it decides."""

    looks: Sequence[int]
    """Numbers of rollouts after which the evidence is looked at, ascending."""
    log_pass: float
    """Log e-value that passes."""
    log_fail: float
    """Log e-value that fails."""


@dataclass(frozen=True, kw_only=True)
class Endings:
    """Chances of ending at each look, for several true values."""

    looks: Sequence[int]
    """Numbers of rollouts at the looks."""
    passed: Floats
    """Chance of passing at a look. Shape (truths, looks). [1]"""
    failed: Floats
    """Chance of failing at a look. Shape (truths, looks). [1]"""

    @property
    def p_pass(self) -> Floats:
        """Chance of ever passing, per truth."""
        return self.passed.sum(axis=1)

    @property
    def p_fail(self) -> Floats:
        """Chance of ever failing, per truth."""
        return self.failed.sum(axis=1)

    @property
    def stopped(self) -> Floats:
        """Chance of ending at each look, open cases at the last, per truth."""
        stopped = self.passed + self.failed
        stopped[:, -1] += 1.0 - stopped.sum(axis=1)
        return stopped

    @property
    def mean_rollouts(self) -> Floats:
        """Expected number of rollouts, per truth."""
        return self.stopped @ np.asarray(self.looks, dtype=np.float64)

    def rollouts_that_suffice(self, share: float) -> list[int]:
        """Give the smallest number of rollouts that decides a share of the cases, per truth."""
        is_enough = np.cumsum(self.stopped, axis=1) >= share - 1e-12
        return [self.looks[index] for index in np.argmax(is_enough, axis=1).tolist()]


def walk_counts(
    jumps: Callable[[int], Floats],
    evidence: Callable[[Floats, int], Evidence],
    *,
    rules: StoppingRules,
) -> Endings:
    """Carry the distribution of a growing count from look to look.

    Args:
        jumps: Distribution of the growth over some rollouts. Shape (truths, jumps).
        evidence: Log e-values of counts after some rollouts.
        rules: When and on what to stop.

    Returns:
        Chances at every look.
    """
    chance = np.ones((jumps(1).shape[0], 1))
    lowest = 0  # the count that the first column stands for
    passed: list[Floats] = []
    failed: list[Floats] = []
    for before, now in pairwise([0, *rules.looks]):
        chance = _convolve(chance, jumps(now - before))
        count = np.arange(lowest, lowest + chance.shape[1], dtype=np.float64)
        ruling = rule(evidence(count, now), log_pass=rules.log_pass, log_fail=rules.log_fail)
        passed.append(chance[:, ruling.is_pass].sum(axis=1))
        failed.append(chance[:, ruling.is_fail].sum(axis=1))
        going_on = np.flatnonzero(~(ruling.is_pass | ruling.is_fail))
        if going_on.size == 0:
            chance, lowest = np.zeros((chance.shape[0], 1)), lowest + 1
            continue
        chance[:, ruling.is_pass | ruling.is_fail] = 0.0
        chance = chance[:, going_on[0] : going_on[-1] + 1]
        lowest += int(going_on[0])
    return Endings(
        looks=rules.looks, passed=np.stack(passed, axis=1), failed=np.stack(failed, axis=1)
    )


def _convolve(chance: Floats, jumps: Floats) -> Floats:
    """Convolve row by row, looping over the shorter side."""
    if jumps.shape[1] > chance.shape[1]:
        chance, jumps = jumps, chance
    width = chance.shape[1]
    out = np.zeros((chance.shape[0], width + jumps.shape[1] - 1))
    for shift in range(jumps.shape[1]):
        out[:, shift : shift + width] += jumps[:, shift : shift + 1] * chance
    return out
