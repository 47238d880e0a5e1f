"""What a verdict prints of each KPI: estimate, intervals, evidence, and what would change it."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil

import numpy as np

from andon.verdicts.decision import (
    Decision,
    KpiCourse,
    Status,
    Trial,
    event_counts,
    exposures_h,
    metric_values,
    success_flags,
)
from andon.verdicts.gate import Gate
from andon.verdicts.intervals import Interval, clopper_pearson, poisson_interval
from andon.verdicts.kpi import EventRateKpi, Kpi, MeanKpi, SuccessRateKpi
from andon.verdicts.sequences import (
    Band,
    event_rate_sequence,
    mean_interval,
    mean_sequence,
    success_rate_sequence,
)

__all__ = ["KpiReport", "report_kpis"]


@dataclass(frozen=True, kw_only=True)
class KpiReport:
    """One KPI of a verdict, as it is stored."""

    name: str
    """Name of the KPI."""
    kind: str
    """`success_rate`, `event_rate` or `mean`."""
    test: str
    """`sprt`, `mixture` or `betting`."""
    status: Status
    """Where it stands."""
    decided_at: int | None
    """Rollouts after which it was decided."""
    bar: dict[str, float]
    """The unfit and the fit value: `p0, p1`, `rate0, rate1`, or `bound, margin`; the fit mean lies
    at `bound - margin`."""
    unit: str
    """Unit of estimate and intervals."""
    estimate: float | None
    """Observed rate or mean; None before the first look."""
    successes: int | None
    """Successful rollouts, for success rates."""
    count: int | None
    """Events, for event rates."""
    trials: int
    """Rollouts looked at."""
    exposure_h: float | None
    """Hours watched, for event rates."""
    interval: Interval | None
    """Two-sided 95 % interval as if this number of rollouts had been fixed beforehand."""
    sequence: Interval | None
    """95 % confidence sequence: holds at all looks at once."""
    looks: tuple[int, ...]
    """Rollouts at the looks."""
    log_e_pass: tuple[float, ...]
    """Log evidence for passing at the looks."""
    log_e_fail: tuple[float, ...]
    """Log evidence for failing at the looks."""
    log_pass_threshold: float
    """Log evidence that passes."""
    log_fail_threshold: float
    """Log evidence that fails."""
    needs: str
    """What would change the verdict, in one sentence."""


@dataclass(frozen=True, kw_only=True)
class _Tally:
    """What was observed of one KPI, and what would still pass it."""

    bar: dict[str, float]
    estimate: float | None
    interval: Interval | None
    sequence: Interval | None
    further: int | None
    wish: str
    successes: int | None = None
    count: int | None = None
    exposure_h: float | None = None


def report_kpis(gate: Gate, trials: Sequence[Trial], decision: Decision) -> tuple[KpiReport, ...]:
    """Describe every KPI at the look where a decision stands.

    Args:
        gate: The declared gate.
        trials: The rollouts that were given to `decide`, or more.
        decision: What `decide` said.

    Returns:
        One report per KPI, in the order of the gate.
    """
    seen = trials[: decision.num_rollouts]
    return tuple(
        _report(gate, kpi, seen, course, decision)
        for kpi, course in zip(gate.kpis, decision.courses, strict=True)
    )


def _report(
    gate: Gate, kpi: Kpi, trials: Sequence[Trial], course: KpiCourse, decision: Decision
) -> KpiReport:
    if isinstance(kpi, SuccessRateKpi):
        tally = _tally_successes(gate, kpi, trials)
    elif isinstance(kpi, EventRateKpi):
        tally = _tally_events(gate, kpi, trials)
    else:
        tally = _tally_values(gate, kpi, trials)
    return KpiReport(
        name=kpi.name,
        kind=kpi.kind,
        test=kpi.test,
        status=course.status,
        decided_at=course.decided_at,
        bar=tally.bar,
        unit=kpi.unit,
        estimate=tally.estimate,
        successes=tally.successes,
        count=tally.count,
        trials=len(trials),
        exposure_h=tally.exposure_h,
        interval=tally.interval,
        sequence=tally.sequence,
        looks=course.looks,
        log_e_pass=course.log_e_pass,
        log_e_fail=course.log_e_fail,
        log_pass_threshold=gate.log_pass_threshold,
        log_fail_threshold=gate.log_fail_threshold,
        needs=_needs(gate, course, tally, decision),
    )


def _tally_successes(gate: Gate, kpi: SuccessRateKpi, trials: Sequence[Trial]) -> _Tally:
    n, s = len(trials), int(np.sum(success_flags(trials, kpi.outcome)))
    further = kpi.shortest_pass(gate.alpha, successes=s, trials=n)
    return _Tally(
        bar={"p0": kpi.p0, "p1": kpi.p1},
        estimate=s / n if n else None,
        interval=clopper_pearson(s, n) if n else None,
        sequence=_last(success_rate_sequence([s], [n])) if n else None,
        successes=s,
        further=further,
        wish=f"{_number(further)} more successes without a failure",
    )


def _tally_events(gate: Gate, kpi: EventRateKpi, trials: Sequence[Trial]) -> _Tally:
    hours = float(np.sum(exposures_h(gate, trials)))
    count = int(np.sum(event_counts(gate, kpi, trials)))
    more_h = kpi.hours_to_pass(gate.alpha, count=count, exposure_h=hours)
    further = ceil(more_h * len(trials) / hours) if trials else None
    rollouts = f" (about {further} rollouts)" if trials else ""
    prior_exposure = 1.0 / kpi.rate0_per_h  # the prior of the mixture test: mean rate0/2
    return _Tally(
        bar={"rate0": kpi.rate0_per_h, "rate1": kpi.rate1_per_h},
        estimate=count / hours if trials else None,
        interval=poisson_interval(count, hours) if trials else None,
        sequence=_last(event_rate_sequence([count], [hours], prior_exposure=prior_exposure))
        if trials
        else None,
        count=count,
        exposure_h=hours,
        further=further,
        wish=f"{_time(more_h)} without {kpi.event!r}{rollouts}",
    )


def _tally_values(gate: Gate, kpi: MeanKpi, trials: Sequence[Trial]) -> _Tally:
    values = metric_values(gate, kpi, trials)
    n, low, high = values.size, kpi.low, kpi.high
    further = kpi.shortest_pass(gate.alpha, values=values)
    return _Tally(
        bar={"bound": kpi.bound0, "margin": kpi.bound0 - kpi.bound1},
        estimate=float(np.mean(values)) if n else None,
        interval=mean_interval(values, low=low, high=high) if n else None,
        sequence=_last(mean_sequence(values, low=low, high=high, looks=[n])) if n else None,
        further=further,
        wish=f"{_number(further)} more rollouts with {kpi.metric!r} of {kpi.best:g} each",
    )


def _last(band: Band) -> Interval:
    return Interval(float(band.low[-1]), float(band.high[-1]))


def _time(hours: float) -> str:
    """Print a time, rounded up so that it never falls short."""
    return f"{ceil(3600.0 * hours)} more seconds" if hours < 1.0 else f"{ceil(hours)} more hours"


def _number(further: int | None) -> str:
    return "more than a million" if further is None else str(further)


def _needs(gate: Gate, course: KpiCourse, tally: _Tally, decision: Decision) -> str:
    """Say in one sentence what would change the verdict on a KPI."""
    if course.status != "open":
        word = "passed" if course.status == "pass" else "failed"
        at = course.decided_at
        return f"It {word} after {at} rollouts; nothing later in this gate changes that."
    if decision.lamp == "RED":
        return "It was still open when another KPI turned the gate RED."
    earliest = decision.num_rollouts + (tally.further or 1)
    look = next((n for n in gate.looks() if n >= earliest), None)
    if decision.is_final:
        return (
            f"{tally.wish[0].upper()}{tally.wish[1:]} would have passed it; declare a gate with "
            "more rollouts on another seed block."
        )
    if look is None or (tally.further is None and decision.num_rollouts):
        return (
            f"It would take {tally.wish}, and the gate ends after {gate.max_rollouts} rollouts: "
            "it can no longer be GREEN."
        )
    others = [one.name for one in decision.courses if one.status == "open" and one != course]
    if others:
        return f"{tally.wish} would pass it; {', '.join(others)} must pass too."
    return f"{tally.wish} would make it GREEN at rollout {look}."
