"""Key performance indicators of a gate: what is counted, and how its evidence is weighed."""

from collections.abc import Callable
from dataclasses import dataclass
from math import log
from typing import Literal, NamedTuple

import numpy as np
import numpy.typing as npt

from andon.errors import InvalidConfig
from andon.verdicts import evalues
from andon.verdicts.log_tails import Floats

__all__ = ["EventRateKpi", "Evidence", "Kpi", "MeanKpi", "Ruling", "SuccessRateKpi", "rule"]

_LONGEST_SEARCH = 2**20
"""Rollouts after which a search for the shortest pass gives up: the seeds of one sealed block."""


class Evidence(NamedTuple):
    """Log e-values for and against a policy, one pair per look."""

    log_e_pass: Floats
    """Against the hypothesis that the policy is unfit."""
    log_e_fail: Floats
    """Against the hypothesis that the policy is fit."""


class Ruling(NamedTuple):
    """What evidence says at each look; never both."""

    is_pass: npt.NDArray[np.bool_]
    """Whether the evidence suffices to pass."""
    is_fail: npt.NDArray[np.bool_]
    """Whether the evidence suffices to fail."""


def rule(evidence: Evidence, *, log_pass: float, log_fail: float) -> Ruling:
    """Compare evidence with the two thresholds; where both are reached, it fails.

    Args:
        evidence: Log e-values. Any shape.
        log_pass: Threshold for passing, ln(1/alpha).
        log_fail: Threshold for failing, ln(1/beta_k).

    Returns:
        Two arrays of the shape of the evidence.
    """
    is_fail = evidence.log_e_fail >= log_fail
    return Ruling((evidence.log_e_pass >= log_pass) & ~is_fail, is_fail)


@dataclass(frozen=True, kw_only=True)
class SuccessRateKpi:
    """Share of rollouts that end in success, one trial per rollout."""

    name: str
    """Label, unique within the gate."""
    kind: Literal["success_rate"] = "success_rate"
    """What is measured: a yes-or-no outcome of the episode."""
    outcome: Literal["success", "survived"] = "success"
    """`success`: the scenario's task was done; `survived`: the robot was up at the end."""
    p0: float
    """Success rate of an unfit policy: up to here GREEN is an error. [1]"""
    p1: float
    """Success rate of a fit policy: from here on RED is an error. [1]"""
    test: Literal["sprt", "mixture"] = "sprt"
    """How PASS is weighed: against p1 alone (`sprt`) or against every rate above p0 (`mixture`).
    FAIL is always weighed by the sequential ratio of p0 to p1."""

    def __post_init__(self) -> None:
        """Refuse bars that cannot be meant."""
        if not 0.0 < self.p0 < self.p1 < 1.0:
            raise InvalidConfig(
                f"KPI {self.name!r} has p0 = {self.p0} and p1 = {self.p1}; an unfit and a fit "
                "policy must differ: 0 < p0 < p1 < 1, for example p0 = 0.8 and p1 = 0.95."
            )

    @property
    def unit(self) -> str:
        """Unit of the estimate."""
        return "1"

    def evidence(self, successes: npt.ArrayLike, trials: npt.ArrayLike) -> Evidence:
        """Weigh cumulative counts; both of one shape."""
        fail = evalues.sprt_log_e_fail(successes, trials, p0=self.p0, p1=self.p1)
        if self.test == "sprt":
            return Evidence(-fail, fail)
        return Evidence(evalues.mixture_log_e_pass(successes, trials, p0=self.p0), fail)

    def shortest_pass(self, alpha: float, *, successes: int = 0, trials: int = 0) -> int | None:
        """Count the further rollouts, all successes, after which this KPI passes.

        Args:
            alpha: Chance of passing an unfit policy, in (0, 1). [1]
            successes: Successes so far.
            trials: Rollouts so far.

        Returns:
            At least 1; None when 2**20 rollouts would not suffice.
        """
        return _first(lambda n: self.evidence(successes + n, trials + n).log_e_pass, alpha)


@dataclass(frozen=True, kw_only=True)
class EventRateKpi:
    """Events of one name per hour of rollout, as a Poisson process.

    The rate is taken per hour watched, so that a rollout that ends early counts for less.
    """

    name: str
    """Label, unique within the gate."""
    kind: Literal["event_rate"] = "event_rate"
    """What is measured: the number of events in an episode over its duration."""
    event: str
    """Name of the event, for example `fall`."""
    rate0_per_h: float
    """Rate of an unfit policy: from here on GREEN is an error."""
    rate1_per_h: float
    """Rate of a fit policy: up to here RED is an error."""
    test: Literal["sprt", "mixture"] = "sprt"
    """How PASS is weighed: against rate1 alone (`sprt`) or every rate below rate0 (`mixture`)."""

    def __post_init__(self) -> None:
        """Refuse bars that cannot be meant."""
        if not 0.0 < self.rate1_per_h < self.rate0_per_h < np.inf:
            raise InvalidConfig(
                f"KPI {self.name!r} has rate0_per_h = {self.rate0_per_h} and rate1_per_h = "
                f"{self.rate1_per_h}; events are bad, so a fit policy has fewer: "
                "0 < rate1_per_h < rate0_per_h, for example 30.0 and 3.0."
            )

    @property
    def unit(self) -> str:
        """Unit of the estimate."""
        return "1/h"

    def evidence(self, count: npt.ArrayLike, exposure_h: npt.ArrayLike) -> Evidence:
        """Weigh cumulative counts and hours; both of one shape."""
        rate0, rate1 = self.rate0_per_h, self.rate1_per_h
        fail = evalues.poisson_sprt_log_e_fail(count, exposure_h, rate0=rate0, rate1=rate1)
        if self.test == "sprt":
            return Evidence(-fail, fail)
        log_e_pass = evalues.poisson_mixture_log_e_pass(count, exposure_h, rate0=rate0)
        return Evidence(log_e_pass, fail)

    def hours_to_pass(self, alpha: float, *, count: int = 0, exposure_h: float = 0.0) -> float:
        """Give the hours without a further event after which this KPI passes.

        Args:
            alpha: Chance of passing an unfit policy, in (0, 1). [1]
            count: Events so far.
            exposure_h: Hours watched so far.

        Returns:
            Further hours; 0 when it passes now. Never less than needed.
        """

        def is_passed(hours: float) -> bool:
            return float(self.evidence(count, exposure_h + hours).log_e_pass) >= -log(alpha)

        if is_passed(0.0):
            return 0.0
        low, high = 0.0, 1.0 / self.rate0_per_h
        while not is_passed(high):
            low, high = high, 2.0 * high
        for _ in range(60):
            middle = 0.5 * (low + high)
            low, high = (low, middle) if is_passed(middle) else (middle, high)
        return high


@dataclass(frozen=True, kw_only=True)
class MeanKpi:
    """Mean over rollouts of a metric with known limits; no distribution is assumed.

    Lower is better when `bound1` is below `bound0`, higher when it is above.
    """

    name: str
    """Label, unique within the gate."""
    kind: Literal["mean"] = "mean"
    """What is measured: one value of a metric per episode."""
    metric: str
    """Name of the metric, for example `speed_error`."""
    unit: str = "1"
    """Unit of the metric, for the report."""
    low: float
    """Smallest value the metric can take; a smaller one is an error, never clipped."""
    high: float
    """Largest value the metric can take; a larger one is an error, never clipped."""
    bound0: float
    """Mean of an unfit policy: from here outwards GREEN is an error."""
    bound1: float
    """Mean of a fit policy: from here outwards RED is an error."""
    test: Literal["betting"] = "betting"
    """How evidence is weighed: by betting on the next value."""

    def __post_init__(self) -> None:
        """Refuse bars that cannot be meant."""
        if not -np.inf < self.low < self.high < np.inf:
            raise InvalidConfig(
                f"KPI {self.name!r} has limits low = {self.low} and high = {self.high}; the metric "
                "needs finite limits with low < high."
            )
        for name, bound in (("bound0", self.bound0), ("bound1", self.bound1)):
            if not self.low < bound < self.high:
                raise InvalidConfig(
                    f"KPI {self.name!r} has {name} = {bound}, which must lie inside its limits "
                    f"({self.low}, {self.high})."
                )
        if self.bound0 == self.bound1:
            raise InvalidConfig(
                f"KPI {self.name!r} has bound0 = bound1 = {self.bound0}; an unfit and a fit policy "
                "must differ."
            )

    @property
    def is_lower_better(self) -> bool:
        """Say whether a fit policy has the smaller mean."""
        return self.bound1 < self.bound0

    @property
    def best(self) -> float:
        """The best value an episode can have."""
        return self.low if self.is_lower_better else self.high

    def evidence(self, values: npt.ArrayLike) -> Evidence:
        """Weigh the values of all episodes in order. Shape (..., n)."""
        lower, low, high = self.is_lower_better, self.low, self.high
        return Evidence(
            evalues.betting_log_e(
                values,
                bound=self.bound0,
                alternative="less" if lower else "greater",
                low=low,
                high=high,
            ),
            evalues.betting_log_e(
                values,
                bound=self.bound1,
                alternative="greater" if lower else "less",
                low=low,
                high=high,
            ),
        )

    def shortest_pass(self, alpha: float, *, values: npt.ArrayLike = ()) -> int | None:
        """Count the further rollouts, all of the best possible value, after which this KPI passes.

        Args:
            alpha: Chance of passing an unfit policy, in (0, 1). [1]
            values: Values so far. Shape (n,).

        Returns:
            At least 1; None when 2**20 rollouts would not suffice.
        """
        past = np.asarray(values, dtype=np.float64)

        def log_e(further: npt.NDArray[np.int64]) -> Floats:
            future = np.full(further.size, self.best)
            return self.evidence(np.concatenate([past, future])).log_e_pass[past.size :]

        return _first(log_e, alpha)


Kpi = SuccessRateKpi | EventRateKpi | MeanKpi
"""Any of the three kinds."""


def _first(log_e: Callable[[npt.NDArray[np.int64]], Floats], alpha: float) -> int | None:
    """Find the first number of rollouts, from 1, whose log e-value reaches ln(1/alpha)."""
    size = 64
    while size <= _LONGEST_SEARCH:
        is_reached = log_e(np.arange(1, size + 1)) >= -log(alpha)
        if np.any(is_reached):
            return int(np.argmax(is_reached)) + 1
        size *= 4
    return None
