"""What a page shows of one KPI: texts, forest plot, and the course of its evidence."""

from dataclasses import dataclass
from math import inf

from markupsafe import Markup

from andon.dashboard.evidence_chart import (
    Curve,
    Drawing,
    EvidenceChart,
    draw_evidence,
    pick_rows,
    to_log10,
)
from andon.dashboard.numerals import PERCENT, SPACE, Scale, decimals_for, round_down, round_up
from andon.dashboard.reading import Ends
from andon.dashboard.strips import ForestRow, forest_plot, make_axis
from andon.dashboard.verdict_file import KpiRecord

__all__ = ["KpiView", "scale_of", "view_kpi"]

_STATUS_WORDS = {"pass": "passed", "fail": "failed", "open": "open"}
_KIND_WORDS = {"success_rate": "success rate", "event_rate": "events per hour", "mean": "mean"}
_TEST_WORDS = {
    "sprt": "sequential probability ratio test between the two bars",
    "mixture": "mixture over all values beyond the unfit bar",
    "betting": "betting on the next value, no distribution assumed",
}
_DECIDED = 3
"""Digits after the point of evidence. [1]"""


@dataclass(frozen=True, kw_only=True)
class EvidenceRow:
    """Evidence at one look, as text."""

    look: int
    """Rollouts."""
    log10_pass: str
    """Evidence for passing, rounded down."""
    log10_fail: str
    """Evidence for failing, rounded down."""
    is_decision: bool
    """Whether the KPI was decided here."""


@dataclass(frozen=True, kw_only=True)
class KpiView:
    """One KPI, ready to be printed."""

    record: KpiRecord
    """What was stored."""
    status: str
    """`passed`, `failed` or `open`."""
    kind: str
    """What is measured, in words."""
    test: str
    """How evidence is weighed, in words."""
    estimate: str
    """Observed value, rounded towards the worse; `no rollouts yet` before the first look."""
    evidence: str
    """What was counted: `195 of 200 rollouts`."""
    interval: str
    """95 % interval at the end; empty where there is none."""
    sequence: str
    """95 % confidence sequence at the end; empty where there is none."""
    unfit: str
    """Bar of an unfit policy with the side it stands for."""
    fit: str
    """Bar of a fit policy with the side it stands for."""
    pass_threshold: str
    """Evidence that passes, as log10, rounded up."""
    fail_threshold: str
    """Evidence that fails, as log10, rounded up."""
    forest: Markup
    """Intervals against the bars; empty where there are none."""
    drawing: Drawing | None
    """Course of the evidence; None before the first look."""
    rows: tuple[EvidenceRow, ...]
    """Evidence at the looks, thinned out when there are many."""
    is_thinned: bool
    """Whether looks were left out of the rows."""


def scale_of(kpi: KpiRecord) -> Scale:
    """Say how values of a KPI are printed."""
    if kpi.kind == "success_rate":
        return PERCENT
    ends = kpi.interval or Ends(low=min(kpi.fit, kpi.unfit), high=max(kpi.fit, kpi.unfit))
    unit = {"1/h": "per hour", "1": ""}.get(kpi.unit, kpi.unit)
    return Scale(
        unit=unit,
        decimals=decimals_for(ends.low, ends.high),
        is_higher_better=kpi.is_higher_better,
    )


def view_kpi(kpi: KpiRecord, *, index: int) -> KpiView:
    """Prepare one KPI for a page.

    Args:
        kpi: What was stored.
        index: Its place in the gate, which makes the ids of its drawing unique.
    """
    scale = scale_of(kpi)
    chosen = pick_rows(kpi.looks, kpi.decided_at)
    unfit_word, fit_word = (
        ("or less", "or more") if kpi.is_higher_better else ("or more", "or less")
    )
    return KpiView(
        record=kpi,
        status=_STATUS_WORDS[kpi.status],
        kind=_KIND_WORDS[kpi.kind],
        test=_TEST_WORDS.get(kpi.test, kpi.test),
        estimate="no rollouts yet" if kpi.estimate is None else scale.estimate(kpi.estimate),
        evidence=_counted(kpi),
        interval=_ends(kpi.interval, scale),
        sequence=_ends(kpi.sequence, scale),
        unfit=f"{scale.declared(kpi.unfit)} {unfit_word}",
        fit=f"{scale.declared(kpi.fit)} {fit_word}",
        pass_threshold=round_up(to_log10(kpi.log_pass_threshold), _DECIDED),
        fail_threshold=round_up(to_log10(kpi.log_fail_threshold), _DECIDED),
        forest=_forest(kpi, scale),
        drawing=_drawing(kpi, index),
        rows=tuple(_evidence_row(kpi, row) for row in chosen),
        is_thinned=len(chosen) < len(kpi.looks),
    )


def _ends(ends: Ends | None, scale: Scale) -> str:
    return scale.interval(ends.low, ends.high) if ends else ""


def _counted(kpi: KpiRecord) -> str:
    if kpi.kind == "success_rate" and kpi.count is not None:
        return f"{kpi.count} of {kpi.trials} rollouts"
    if kpi.kind == "event_rate" and kpi.exposure_h is not None:
        hours = f"{round_down(kpi.exposure_h, 3)}{SPACE}h"
        events = "" if kpi.count is None else f"{kpi.count} events in "
        return f"{events}{hours}, {kpi.trials} rollouts"
    return f"{kpi.trials} rollouts"


def _forest(kpi: KpiRecord, scale: Scale) -> Markup:
    rows: list[ForestRow] = []
    if kpi.interval:
        label = "95 % interval, exact" if kpi.kind != "mean" else "95 % interval"
        rows.append(ForestRow(label=label, ends=kpi.interval, estimate=kpi.estimate))
    if kpi.sequence:
        rows.append(ForestRow(label="95 % confidence sequence", ends=kpi.sequence, estimate=None))
    if not rows:
        return Markup()
    values = [kpi.unfit, kpi.fit, *(end for row in rows for end in (row.ends.low, row.ends.high))]
    limits = {
        "success_rate": Ends(low=0.0, high=1.0),
        "event_rate": Ends(low=0.0, high=inf),
        "mean": Ends(low=-inf, high=inf),
    }[kpi.kind]
    suffix = f"{SPACE}%" if kpi.kind == "success_rate" else ""
    axis = make_axis(values, limits=limits, factor=scale.factor, suffix=suffix)
    said = "; ".join(f"{row.label} {_ends(row.ends, scale)}" for row in rows)
    title = f"{kpi.name}: {said}; unfit bar {scale.declared(kpi.unfit)}, fit bar "
    return forest_plot(
        rows, axis, unfit=kpi.unfit, fit=kpi.fit, title=title + scale.declared(kpi.fit)
    )


def _drawing(kpi: KpiRecord, index: int) -> Drawing | None:
    if not kpi.looks:
        return None
    curves = (
        Curve(
            label="evidence for PASS",
            deciding="passes",
            log_e=kpi.log_e_pass,
            log_threshold=kpi.log_pass_threshold,
            is_for=True,
        ),
        Curve(
            label="evidence for FAIL",
            deciding="fails",
            log_e=kpi.log_e_fail,
            log_threshold=kpi.log_fail_threshold,
            is_for=False,
        ),
    )
    ending = f"{_STATUS_WORDS[kpi.status]} after {kpi.decided_at} rollouts"
    return draw_evidence(
        EvidenceChart(
            key=f"kpi-{index}",
            title=(
                f"Evidence on {kpi.name} against rollouts: "
                f"{'open at the end' if kpi.decided_at is None else ending}"
            ),
            looks=kpi.looks,
            counted="rollouts",
            curves=curves,
            decided_at=kpi.decided_at,
        )
    )


def _evidence_row(kpi: KpiRecord, row: int) -> EvidenceRow:
    return EvidenceRow(
        look=kpi.looks[row],
        log10_pass=_log10_at(kpi.log_e_pass, row),
        log10_fail=_log10_at(kpi.log_e_fail, row),
        is_decision=kpi.looks[row] == kpi.decided_at,
    )


def _log10_at(log_e: tuple[float, ...], row: int) -> str:
    return round_down(to_log10(log_e[row]), _DECIDED) if row < len(log_e) else ""
