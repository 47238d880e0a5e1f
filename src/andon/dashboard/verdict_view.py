"""What a page shows of a verdict beside its KPIs: tables, bars and strata."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup

from andon.dashboard.kpi_view import scale_of
from andon.dashboard.numerals import PERCENT, SPACE, Scale, decimals_for, round_down, round_up
from andon.dashboard.reading import Ends
from andon.dashboard.strips import Axis, axis_strip, bar_strip, interval_strip, make_axis
from andon.dashboard.verdict_file import (
    Cause,
    Coverage,
    Metric,
    OperatingRow,
    Stratum,
    VerdictRecord,
)

__all__ = [
    "view_causes",
    "view_coverage",
    "view_metrics",
    "view_operating",
    "view_strata",
]

_TRUTHS = {
    "bad": "clearly unfit",
    "p0": "at the unfit bar",
    "mid": "halfway",
    "p1": "at the fit bar",
    "better": "clearly fit",
}
_UNFIT_TRUTHS, _FIT_TRUTHS = {"bad", "p0"}, {"p1", "better"}


@dataclass(frozen=True, kw_only=True)
class BarRow:
    """A count among a total, with its bar."""

    name: str
    """What was counted."""
    count: int
    """How often."""
    total: int
    """Among how many."""
    success: bool
    """Whether these are successes."""
    bar: Markup
    """The share as a bar."""


@dataclass(frozen=True, kw_only=True)
class StratumRow:
    """One bin, ready to be printed."""

    record: Stratum
    """What was stored."""
    bin: str
    """Label of the bin, with a dash between its limits."""
    rate: str
    """Success rate, rounded down; empty without a rollout."""
    interval: str
    """Exact 95 % interval, rounded outwards."""
    strip: Markup
    """The interval as a drawing."""
    is_worst: bool
    """Whether this is the worst stratum."""


@dataclass(frozen=True, kw_only=True)
class StrataView:
    """Success by variation."""

    groups: tuple[tuple[str, tuple[StratumRow, ...]], ...]
    """Parameters with two bins or more, and their bins."""
    constant: tuple[str, ...]
    """Parameters that had a single bin."""
    num_bins: int
    """Bins shown, among which the worst was chosen."""
    axis: Markup
    """Axis of all bins."""


@dataclass(frozen=True, kw_only=True)
class OperatingView:
    """One row of the operating characteristics, ready to be printed."""

    kpi: str
    """KPI."""
    policy: str
    """Which policy."""
    value: str
    """Its true value."""
    green: str
    """Chance of GREEN."""
    red: str
    """Chance of RED."""
    amber: str
    """Chance of AMBER."""
    mean_rollouts: str
    """Expected rollouts, rounded up."""
    p90_rollouts: int
    """Rollouts that suffice in nine cases of ten."""
    bar: Markup
    """The three chances as a bar."""


@dataclass(frozen=True, kw_only=True)
class CoverageView:
    """Coverage of combinations of some size, ready to be printed."""

    record: Coverage
    """What was stored."""
    share: str
    """Share, rounded down."""
    bar: Markup
    """Share as a bar."""


@dataclass(frozen=True, kw_only=True)
class MetricView:
    """One metric, ready to be printed."""

    record: Metric
    """What was stored."""
    mean: str
    """Mean with unit, rounded to the nearest."""
    interval: str
    """95 % interval, rounded outwards; empty where there is none."""


def view_causes(causes: Sequence[Cause], total: int) -> tuple[BarRow, ...]:
    """Prepare counts by cause or place, the most frequent first.

    Args:
        causes: Counts.
        total: Episodes among which they were counted.
    """
    ordered = sorted(causes, key=lambda cause: (not cause.success, -cause.count, cause.name))
    return tuple(
        BarRow(
            name=cause.name,
            count=cause.count,
            total=total,
            success=cause.success,
            bar=bar_strip(
                [("pass" if cause.success else "fail", cause.count / max(total, 1))],
                title=f"{cause.name}: {cause.count} of {total}",
            ),
        )
        for cause in ordered
    )


def view_strata(verdict: VerdictRecord) -> StrataView:
    """Prepare success by variation; parameters with a single bin did not vary."""
    by_parameter: dict[str, list[Stratum]] = {}
    for stratum in verdict.strata:
        by_parameter.setdefault(stratum.parameter, []).append(stratum)
    overall = _overall_rate(verdict)
    ends = [end for s in verdict.strata if s.trials for end in (s.interval.low, s.interval.high)]
    axis = make_axis(
        ends, limits=Ends(low=0.0, high=1.0), factor=100, suffix=f"{SPACE}%", num_ticks=4
    )
    groups = tuple(
        (name, tuple(_stratum_row(stratum, verdict, axis, overall) for stratum in strata))
        for name, strata in by_parameter.items()
        if len(strata) > 1
    )
    return StrataView(
        groups=groups,
        constant=tuple(name for name, strata in by_parameter.items() if len(strata) == 1),
        num_bins=sum(len(rows) for _, rows in groups),
        axis=axis_strip(axis),
    )


def _overall_rate(verdict: VerdictRecord) -> float | None:
    total = sum(cause.count for cause in verdict.outcomes)
    succeeded = sum(cause.count for cause in verdict.outcomes if cause.success)
    return succeeded / total if total else None


def _stratum_row(
    stratum: Stratum, verdict: VerdictRecord, axis: Axis, overall: float | None
) -> StratumRow:
    rate = stratum.successes / stratum.trials if stratum.trials else None
    interval = PERCENT.interval(stratum.interval.low, stratum.interval.high)
    return StratumRow(
        record=stratum,
        bin=re.sub(r"(?<=\d)-(?=\d)", "\u2013", stratum.bin),
        rate=PERCENT.estimate(rate) if rate is not None else "",
        interval=interval,
        strip=interval_strip(
            stratum.interval,
            axis,
            estimate=rate,
            reference=overall,
            title=(
                f"{stratum.parameter} {stratum.bin}: {stratum.successes} of {stratum.trials}, "
                f"{interval}"
            ),
        ),
        is_worst=stratum == verdict.worst,
    )


def view_operating(verdict: VerdictRecord) -> tuple[OperatingView, ...]:
    """Prepare the operating characteristics; wrong lamps are rounded up, right ones down."""
    scales = {kpi.name: scale_of(kpi) for kpi in verdict.kpis}
    first = verdict.kpis[0].name if verdict.kpis else ""
    return tuple(_operating_row(row, row.kpi or first, scales) for row in verdict.operating)


def _operating_row(row: OperatingRow, kpi: str, scales: dict[str, Scale]) -> OperatingView:
    policy = _TRUTHS.get(row.truth, row.truth)
    green = _chance(row.p_green, is_right=row.truth in _FIT_TRUTHS)
    red = _chance(row.p_red, is_right=row.truth in _UNFIT_TRUTHS)
    amber = _chance(row.p_amber, is_right=False)
    return OperatingView(
        kpi=kpi,
        policy=policy,
        value=scales.get(kpi, Scale(decimals=3)).declared(round(row.value, 9)),
        green=green,
        red=red,
        amber=amber,
        mean_rollouts=round_up(row.mean_rollouts, 1),
        p90_rollouts=row.p90_rollouts,
        bar=bar_strip(
            [("green", row.p_green), ("amber", row.p_amber), ("red", row.p_red)],
            title=f"{policy}: GREEN {green}, AMBER {amber}, RED {red}",
        ),
    )


def _chance(value: float, *, is_right: bool) -> str:
    digits = 2
    if 0.0 < value < 10.0 ** -(digits + 2) and not is_right:
        return f"< 0.01{SPACE}%"
    rounded = round_down if is_right else round_up
    return f"{rounded(value, digits, factor=100)}{SPACE}%"


def view_coverage(coverage: Sequence[Coverage]) -> tuple[CoverageView, ...]:
    """Prepare the coverage of the variation; sizes without a feasible combination are left out."""
    return tuple(
        CoverageView(
            record=row,
            share=PERCENT.estimate(row.covered / row.feasible),
            bar=bar_strip(
                [("data", row.covered / row.feasible), ("rest", 1 - row.covered / row.feasible)],
                title=f"{row.ways}-way: {row.covered} of {row.feasible}",
            ),
        )
        for row in coverage
        if row.feasible > 0
    )


def view_metrics(metrics: Sequence[Metric]) -> tuple[MetricView, ...]:
    """Prepare the metrics, each with digits that fit its interval."""
    return tuple(_metric(metric) for metric in metrics)


def _metric(metric: Metric) -> MetricView:
    ends, mean = metric.ends, metric.mean
    pair = (ends.low, ends.high) if ends else (mean or 0.0, mean or 0.0)
    scale = Scale(unit="" if metric.unit == "1" else metric.unit, decimals=decimals_for(*pair))
    return MetricView(
        record=metric,
        mean="" if mean is None else scale.estimate(mean),
        interval=scale.interval(*pair) if ends else "",
    )
