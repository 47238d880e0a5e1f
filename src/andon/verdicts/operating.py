"""Operating characteristics: how often a gate says what, and how soon, for a policy of given worth.

Success and event rates are computed exactly, by carrying the distribution of the counts from look
to look; means are simulated from a seed and carry their standard error.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
import numpy.typing as npt
from scipy import special

from andon.errors import InvalidConfig
from andon.randomness import stream
from andon.verdicts.gate import Gate
from andon.verdicts.kpi import EventRateKpi, Evidence, Kpi, MeanKpi, Ruling, SuccessRateKpi, rule
from andon.verdicts.log_tails import Floats
from andon.verdicts.stopping import Endings, StoppingRules, walk_counts

__all__ = [
    "OperatingPoint",
    "Truth",
    "event_rate_endings",
    "mean_endings",
    "operating_characteristics",
    "success_rate_endings",
    "truths",
]

Truth = Literal["bad", "p0", "mid", "p1", "better"]
"""A policy clearly below the unfit bar, at it, halfway, at the fit bar, or clearly above it."""

_VALUES_AT_ONCE = 2_000_000
"""Simulated values held in memory at a time."""


@dataclass(frozen=True, kw_only=True)
class OperatingPoint:
    """What a gate says about one KPI of a policy whose true value is known."""

    truth: Truth
    """Which policy."""
    value: float
    """Its true success rate, event rate per hour, or mean."""
    p_green: float
    """Chance of passing. [1]"""
    p_red: float
    """Chance of failing. [1]"""
    p_amber: float
    """Chance that the question is open at the end. [1]"""
    mean_rollouts: float
    """Expected number of rollouts until this KPI is decided, or the end."""
    p90_rollouts: int
    """Rollouts that suffice in nine cases of ten."""
    standard_error: float = 0.0
    """Largest standard error of the three chances; 0 where they are exact. [1]"""


def truths(kpi: Kpi) -> dict[Truth, float]:
    """Name the policies for which a gate states its characteristics.

    With badness meaning failure rate, event rate, or distance of the mean from its best value:
    `better` has half the badness of the fit bar, `bad` twice that of the unfit bar (as far as the
    limits allow), and `mid` lies halfway between the bars.

    Returns:
        True value of the KPI, by name.
    """
    if isinstance(kpi, SuccessRateKpi):
        best, bar0, bar1, worst = 1.0, kpi.p0, kpi.p1, 0.0
    elif isinstance(kpi, EventRateKpi):
        best, bar0, bar1, worst = 0.0, kpi.rate0_per_h, kpi.rate1_per_h, float("inf")
    else:
        best, bar0, bar1 = kpi.best, kpi.bound0, kpi.bound1
        worst = kpi.high if kpi.is_lower_better else kpi.low
    bad = best + 2.0 * (bar0 - best)
    bad = min(bad, worst) if worst > best else max(bad, worst)
    return {
        "bad": bad,
        "p0": bar0,
        "mid": (bar0 + bar1) / 2.0,
        "p1": bar1,
        "better": (best + bar1) / 2.0,
    }


def operating_characteristics(
    gate: Gate,
    kpi: Kpi,
    *,
    rollout_s: float | None = None,
    standard_deviation: float | None = None,
    num_streams: int = 4000,
    seed: int = 0,
) -> tuple[OperatingPoint, ...]:
    """State what a gate says about one of its KPIs, for five policies of known worth.

    Args:
        gate: The gate; its error rates, looks and number of KPIs count.
        kpi: One of its KPIs.
        rollout_s: Time watched per rollout, needed for event rates; rollouts that end early are
            not modelled.
        standard_deviation: Spread of the metric, used for means only; None takes the widest that
            the limits allow, which asks for the most rollouts.
        num_streams: Simulated gates per policy, used for means only.
        seed: Seed of the simulation, used for means only.

    Returns:
        One point per truth, in the order bad, p0, mid, p1, better.

    Raises:
        InvalidConfig: When an event rate comes without `rollout_s`, or a number is out of range.
    """
    values = truths(kpi)
    true = list(values.values())
    rules = StoppingRules(
        looks=gate.looks(), log_pass=gate.log_pass_threshold, log_fail=gate.log_fail_threshold
    )
    if isinstance(kpi, SuccessRateKpi):
        return _points(values, success_rate_endings(kpi.evidence, true, rules=rules))
    if isinstance(kpi, EventRateKpi):
        if rollout_s is None:
            raise InvalidConfig(
                f"The characteristics of KPI {kpi.name!r} depend on how long a rollout is: "
                "give rollout_s."
            )
        return _points(
            values, event_rate_endings(kpi.evidence, true, rules=rules, rollout_s=rollout_s)
        )
    endings = mean_endings(
        kpi,
        true,
        rules=rules,
        standard_deviation=standard_deviation,
        num_streams=num_streams,
        seed=seed,
    )
    return _points(values, endings, num_streams=num_streams)


def success_rate_endings(
    evidence: Callable[[Floats, Floats], Evidence], rates: Sequence[float], *, rules: StoppingRules
) -> Endings:
    """Give the exact chances of each ending for independent successes.

    Args:
        evidence: Log e-values of cumulative successes and trials.
        rates: True success rates, in [0, 1]. [1]
        rules: When and on what to stop.

    Returns:
        Chances at every look, one row per rate.

    Raises:
        InvalidConfig: When a rate lies outside [0, 1].
    """
    p = np.asarray(rates, dtype=np.float64)[:, np.newaxis]
    if not np.all((p >= 0.0) & (p <= 1.0)):
        raise InvalidConfig(f"Success rates must lie in [0, 1]; found {list(rates)}.")

    def jumps(rollouts: int) -> Floats:
        k = np.arange(rollouts + 1)
        log_ways = -np.log1p(rollouts) - special.betaln(rollouts - k + 1, k + 1)
        log_pmf = log_ways + special.xlogy(k, p) + special.xlog1py(rollouts - k, -p)
        return np.asarray(np.exp(log_pmf), dtype=np.float64)

    def at_look(count: Floats, rollouts: int) -> Evidence:
        return evidence(count, np.full(count.size, float(rollouts)))

    return walk_counts(jumps, at_look, rules=rules)


def event_rate_endings(
    evidence: Callable[[Floats, Floats], Evidence],
    rates_per_h: Sequence[float],
    *,
    rules: StoppingRules,
    rollout_s: float,
) -> Endings:
    """Give the exact chances of each ending for a Poisson process.

    Args:
        evidence: Log e-values of cumulative events and hours.
        rates_per_h: True event rates, not negative.
        rules: When and on what to stop.
        rollout_s: Time watched per rollout, above 0.

    Returns:
        Chances at every look, one row per rate.

    Raises:
        InvalidConfig: When a rate is negative or `rollout_s` is not above 0.
    """
    per_rollout = np.asarray(rates_per_h, dtype=np.float64)[:, np.newaxis] * rollout_s / 3600.0
    if not (np.all(per_rollout >= 0.0) and rollout_s > 0.0):
        raise InvalidConfig(
            f"Event rates {list(rates_per_h)} must not be negative, and rollout_s = {rollout_s} "
            "must be above 0."
        )

    def jumps(rollouts: int) -> Floats:
        expected = per_rollout * rollouts
        most = float(np.max(expected))
        k = np.arange(int(most + 12.0 * most**0.5) + 40)  # what lies beyond is below 1e-16
        log_pmf = special.xlogy(k, expected) - expected - special.gammaln(k + 1)
        return np.asarray(np.exp(log_pmf), dtype=np.float64)

    def at_look(count: Floats, rollouts: int) -> Evidence:
        return evidence(count, np.full(count.size, rollouts * rollout_s / 3600.0))

    return walk_counts(jumps, at_look, rules=rules)


def mean_endings(
    kpi: MeanKpi,
    means: Sequence[float],
    *,
    rules: StoppingRules,
    standard_deviation: float | None = None,
    num_streams: int = 4000,
    seed: int = 0,
) -> Endings:
    """Simulate the chances of each ending for independent values of a bounded metric.

    Args:
        kpi: The bar.
        means: True means, in [low, high].
        rules: When and on what to stop.
        standard_deviation: Spread of the metric as a beta distribution over [low, high]; None takes
            two-valued data at the limits, the widest there is.
        num_streams: Simulated gates per mean, at least 1.
        seed: Seed of the simulation.

    Returns:
        Observed shares at every look, one row per mean.

    Raises:
        InvalidConfig: When a mean or spread cannot occur within the limits.
    """
    if num_streams < 1:
        raise InvalidConfig(f"num_streams is {num_streams}; it must be at least 1.")
    looks = np.asarray(rules.looks)
    passed = np.zeros((len(means), looks.size))
    failed = np.zeros((len(means), looks.size))
    at_once = max(1, _VALUES_AT_ONCE // int(looks[-1]))
    for row, mean in enumerate(means):
        generator = stream(seed, "operating", kpi.name, row)
        for start in range(0, num_streams, at_once):
            shape = (min(at_once, num_streams - start), int(looks[-1]))
            values = _draw(generator, kpi, mean, standard_deviation, shape)
            ruling = _rule_at(kpi.evidence(values), looks, rules)
            first = np.argmax(ruling.is_pass | ruling.is_fail, axis=1)
            stopped = np.arange(looks.size) == first[:, np.newaxis]
            passed[row] += np.sum(stopped & ruling.is_pass, axis=0) / num_streams
            failed[row] += np.sum(stopped & ruling.is_fail, axis=0) / num_streams
    return Endings(looks=rules.looks, passed=passed, failed=failed)


def _rule_at(evidence: Evidence, looks: npt.NDArray[np.int64], rules: StoppingRules) -> Ruling:
    at_looks = Evidence(evidence.log_e_pass[:, looks - 1], evidence.log_e_fail[:, looks - 1])
    return rule(at_looks, log_pass=rules.log_pass, log_fail=rules.log_fail)


def _draw(
    generator: np.random.Generator,
    kpi: MeanKpi,
    mean: float,
    standard_deviation: float | None,
    shape: tuple[int, int],
) -> Floats:
    """Draw values with a given mean and spread inside the limits of the metric."""
    width = kpi.high - kpi.low
    centre = (mean - kpi.low) / width
    widest = (centre * (1.0 - centre)) ** 0.5 if 0.0 <= centre <= 1.0 else -1.0
    if widest < 0.0:
        raise InvalidConfig(f"A mean of {mean} lies outside [{kpi.low}, {kpi.high}].")
    if standard_deviation is None or widest == 0.0:
        share = (generator.random(shape) < centre).astype(np.float64)
    elif 0.0 < standard_deviation / width < widest:
        weight = (widest * width / standard_deviation) ** 2 - 1.0
        share = generator.beta(centre * weight, (1.0 - centre) * weight, size=shape)
    else:
        raise InvalidConfig(
            f"A standard deviation of {standard_deviation} cannot occur around a mean of {mean} "
            f"within [{kpi.low}, {kpi.high}]; it must lie in (0, {widest * width:.6g})."
        )
    return kpi.low + width * np.clip(share, 0.0, 1.0)


def _points(
    values: dict[Truth, float], endings: Endings, *, num_streams: int | None = None
) -> tuple[OperatingPoint, ...]:
    p90 = endings.rollouts_that_suffice(0.9)
    points: list[OperatingPoint] = []
    for row, (truth, value) in enumerate(values.items()):
        green, red = float(endings.p_pass[row]), float(endings.p_fail[row])
        amber = max(0.0, 1.0 - green - red)
        widest = max(p * (1.0 - p) for p in (green, red, amber))
        points.append(
            OperatingPoint(
                truth=truth,
                value=value,
                p_green=green,
                p_red=red,
                p_amber=amber,
                mean_rollouts=float(endings.mean_rollouts[row]),
                p90_rollouts=p90[row],
                standard_error=0.0 if num_streams is None else (widest / num_streams) ** 0.5,
            )
        )
    return tuple(points)
