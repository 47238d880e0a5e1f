"""Classical test plans: fixed samples, fixed test times, sequential lines, drawn boundaries."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy import special

from andon.errors import InvalidConfig
from andon.verdicts.log_tails import Floats

__all__ = [
    "FixedSamplePlan",
    "PlanRisks",
    "SequentialLines",
    "TimePlanResult",
    "fixed_sample_plan",
    "fixed_time_plan_risks",
    "run_time_plan",
    "sequential_lines",
]

_MAX_FAILURES = 100_000
"""Acceptance numbers after which the search for a fixed plan gives up."""


@dataclass(frozen=True, kw_only=True)
class FixedSamplePlan:
    """A number of trials fixed beforehand, and the failures that are still accepted."""

    trials: int
    """Trials to run."""
    max_failures: int
    """Largest number of failures that passes."""
    size: float
    """Chance of passing at p0. [1]"""
    power: float
    """Chance of passing at p1. [1]"""


@dataclass(frozen=True, kw_only=True)
class PlanRisks:
    """The two errors of an acceptance plan."""

    producers_risk: float
    """Chance of rejecting what meets the upper bar. [1]"""
    consumers_risk: float
    """Chance of accepting what is at the lower bar. [1]"""


@dataclass(frozen=True, kw_only=True)
class SequentialLines:
    """Two parallel lines between which a sequential sampling plan goes on.

    Accept at `slope * n - accept_intercept` failures or fewer, reject at
    `slope * n + reject_intercept` or more.
    """

    accept_intercept: float
    """Distance of the acceptance line below the origin, in failures."""
    reject_intercept: float
    """Distance of the rejection line above the origin, in failures."""
    slope: float
    """Failures per trial along both lines."""


@dataclass(frozen=True, kw_only=True)
class TimePlanResult:
    """What a test in continuous time leads to at one event rate."""

    p_accept: float
    """Chance of acceptance. [1]"""
    p_reject: float
    """Chance of rejection. [1]"""
    mean_time: float
    """Expected test time, in the unit of the boundaries."""


def fixed_sample_plan(
    p0: float, p1: float, *, alpha: float = 0.05, power: float = 0.90
) -> FixedSamplePlan:
    """Find the smallest fixed number of trials that tells p0 from p1.

    Args:
        p0: Success rate of an unfit policy. [1]
        p1: Success rate of a fit policy. [1]
        alpha: Largest chance of passing at p0. [1]
        power: Smallest chance of passing at p1. [1]

    Returns:
        The exact binomial plan.

    Raises:
        InvalidConfig: Unless 0 < p0 < p1 < 1 and alpha and power lie in (0, 1).

    Example:
        >>> plan = fixed_sample_plan(0.9, 0.97)
        >>> plan.trials, plan.max_failures
        (103, 5)
    """
    if not 0.0 < p0 < p1 < 1.0:
        raise InvalidConfig(f"p0 = {p0} and p1 = {p1}: a fit policy needs 0 < p0 < p1 < 1.")
    if not (0.0 < alpha < 1.0 and 0.0 < power < 1.0):
        raise InvalidConfig(f"alpha = {alpha} and power = {power} must lie in (0, 1).")
    trials = 1
    for failures in range(_MAX_FAILURES):
        trials = _smallest_sample(failures, p0, alpha, start=max(trials, failures + 1))
        reached = _pass_chance(failures, trials, p1)
        if reached >= power:
            size = _pass_chance(failures, trials, p0)
            return FixedSamplePlan(trials=trials, max_failures=failures, size=size, power=reached)
    raise InvalidConfig(f"No plan with up to {_MAX_FAILURES} failures tells {p0} from {p1}.")


def fixed_time_plan_risks(
    time: float, *, discrimination: float, acceptance_number: int
) -> PlanRisks:
    """Give the risks of watching for a fixed time and counting failures.

    Args:
        time: Test time, in multiples of the lower mean time between failures.
        discrimination: Upper over lower mean time between failures, above 1. [1]
        acceptance_number: Largest count that is accepted.

    Returns:
        Producer's risk at the upper, consumer's risk at the lower mean time between failures.

    Source:
        MIL-HDBK-781A, fixed-length test plans.
    """
    return PlanRisks(
        producers_risk=float(special.pdtrc(acceptance_number, time / discrimination)),
        consumers_risk=float(special.pdtr(acceptance_number, time)),
    )


def sequential_lines(p1: float, p2: float, *, alpha: float, beta: float) -> SequentialLines:
    """Draw Wald's lines for item-by-item sampling of a failure share.

    Args:
        p1: Failure share that should be accepted. [1]
        p2: Failure share that should be rejected, above p1. [1]
        alpha: Producer's risk, of rejecting at p1. [1]
        beta: Consumer's risk, of accepting at p2. [1]

    Returns:
        Intercepts and slope; note that alpha and beta have swapped sides against `Gate`.

    Source:
        NIST/SEMATECH e-Handbook of Statistical Methods, 6.2.6.
    """
    k = np.log(p2 * (1.0 - p1) / (p1 * (1.0 - p2)))
    return SequentialLines(
        accept_intercept=float(np.log((1.0 - alpha) / beta) / k),
        reject_intercept=float(np.log((1.0 - beta) / alpha) / k),
        slope=float(np.log((1.0 - p1) / (1.0 - p2)) / k),
    )


def run_time_plan(
    accept_at: Sequence[float], reject_until: Sequence[float], *, rate: float
) -> TimePlanResult:
    """Give the exact outcome of a sequential test in continuous time, for drawn boundaries.

    Args:
        accept_at: Time at which a count of r is accepted, for r = 0, 1, ...; never falling. The
            test rejects at once when the count outgrows the list.
        reject_until: Latest time at which the r-th event rejects, for r = 0, 1, ...; 0 where it
            never does. As long as `accept_at`.
        rate: True rate of events, above 0, per unit of time.

    Returns:
        Chances of both outcomes and expected time.

    Raises:
        InvalidConfig: When the boundaries differ in length, fall, or the rate is not above 0.

    Source:
        B. Epstein and M. Sobel, Annals of Mathematical Statistics 26(1), 1955, 82-93 (the test);
        the chances follow from the Poisson process between two boundary points.
    """
    accept, reject = np.asarray(accept_at, dtype=float), np.asarray(reject_until, dtype=float)
    if accept.shape != reject.shape or np.any(np.diff(accept) < 0) or not rate > 0.0:
        raise InvalidConfig(
            "A time plan needs two lists of one length, rising, and a rate above 0."
        )
    chance = np.zeros(accept.size)
    chance[0] = 1.0
    p_accept = mean_time = now = 0.0
    for then in np.unique(np.concatenate([accept, reject])).tolist():
        if then > now:
            limit = _first_rejected(reject, after=now)
            mean_time += _stay(chance[:limit], rate, then - now)
            chance = _move(chance, rate * (then - now), limit)
            now = then
        is_done = accept <= now
        p_accept += float(np.sum(chance[is_done]))
        chance[is_done] = 0.0
    return TimePlanResult(p_accept=p_accept, p_reject=1.0 - p_accept, mean_time=mean_time)


def _smallest_sample(failures: int, p0: float, alpha: float, *, start: int) -> int:
    """Bisect for the fewest trials with chance alpha at most of so few failures at p0."""
    low, high = start - 1, start
    while _pass_chance(failures, high, p0) > alpha:
        low, high = high, 2 * high
    while high - low > 1:
        middle = (low + high) // 2
        if _pass_chance(failures, middle, p0) > alpha:
            low = middle
        else:
            high = middle
    return high


def _pass_chance(failures: int, trials: int, p: float) -> float:
    """Give P(at most so many failures), for a success rate p."""
    return 1.0 if failures >= trials else float(special.bdtr(failures, trials, 1.0 - p))


def _first_rejected(reject: Floats, *, after: float) -> int:
    """Count the states that a test may be in during the stretch that starts now."""
    is_rejecting: npt.NDArray[np.bool_] = reject > after
    return int(np.argmax(is_rejecting)) if np.any(is_rejecting) else reject.size


def _move(chance: Floats, expected: float, limit: int) -> Floats:
    """Let events happen; what reaches the limit is rejected and leaves."""
    jumps = _poisson_pmf(np.arange(chance.size), expected)
    moved = np.convolve(chance[:limit], jumps)[: chance.size]
    moved[limit:] = 0.0
    return moved


def _stay(chance: Floats, rate: float, length: float) -> float:
    """Give the expected time spent below the limit during a stretch."""
    room = np.arange(chance.size)[::-1]  # events that still fit in, per state
    in_state = special.pdtrc(np.arange(chance.size), rate * length) / rate  # one entry per event
    return float(np.sum(chance * np.cumsum(in_state)[room]))


def _poisson_pmf(count: npt.NDArray[np.int64], expected: float) -> Floats:
    log_pmf = special.xlogy(count, expected) - expected - special.gammaln(count + 1.0)
    return np.asarray(np.exp(log_pmf), dtype=np.float64)
