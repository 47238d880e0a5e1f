"""The report card of an inspection: one frozen record with every figure and its bounds."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from andon.errors import InvalidConfig
from andon.inspection.control_chart import PChart, p_chart
from andon.inspection.costs import InspectionCosts
from andon.inspection.counts import (
    Decision,
    Estimate,
    InspectionCounts,
    Station,
    cost_per_1000,
    count_decisions,
    false_calls_per_found_defect,
    reinspection_minutes_per_shift,
)
from andon.inspection.graded_part import GradedPart, PartIdentity, identities_of, refuse_repeats
from andon.inspection.operating_point import OperatingPoint, refuse_calibration_parts
from andon.inspection.ranking import (
    AreaUnderCurve,
    OptimisticF1,
    RecallAtRate,
    auroc,
    average_precision,
    best_f1,
    recall_at_false_alarm_rate,
)

__all__ = ["Group", "Latency", "Ranking", "ReportCard", "grade", "rank_parts"]


@dataclass(frozen=True, kw_only=True)
class Ranking:
    """How well the scores tell bad from good, whatever the threshold."""

    auroc: AreaUnderCurve
    """Area under the receiver operating characteristic."""
    average_precision: float
    """Area under precision against recall; depends on the share of bad parts graded. [1]"""
    recall_at_1e_3: RecallAtRate
    """Recall when one good part in a thousand may be called."""
    best_f1: OptimisticF1
    """Largest F1, optimistic by construction."""


@dataclass(frozen=True, kw_only=True)
class Group:
    """The parts of one defect class, lot or lighting."""

    name: str
    """Name of the class, lot or lighting."""
    counts: InspectionCounts
    """What was done with them."""
    auroc: AreaUnderCurve | None
    """A defect class against all good parts, or the bad against the good parts of a lot or
    lighting; None where one kind is missing."""


@dataclass(frozen=True, kw_only=True)
class Latency:
    """Times from picture to decision, against the takt."""

    num_parts: int
    """Parts with a measured time."""
    p50_s: float
    """Median."""
    p95_s: float
    """95th percentile: the smallest time that 95 of 100 parts do not exceed."""
    takt_time_s: float | None
    """Time from one part to the next; None where nobody said."""
    num_late: int | None
    """Parts that took longer than the takt; None where it is unknown."""


@dataclass(frozen=True, kw_only=True)
class ReportCard:
    """What an inspection is worth, on parts that it has never seen.

    The intervals hold one by one. With many groups some will be off: read a single bad group as a
    question, not as a finding.
    """

    point: OperatingPoint
    """Thresholds, and the parts that chose them."""
    graded: tuple[PartIdentity, ...]
    """Parts that were graded; none of them chose the thresholds."""
    counts: InspectionCounts
    """What was done with all parts."""
    ranking: Ranking | None
    """Figures without a threshold; None where good or bad parts are missing."""
    by_class: tuple[Group, ...]
    """Bad parts by kind of defect, in alphabetical order."""
    by_lot: tuple[Group, ...]
    """Parts by lot, in the order of their first part; parts without a lot are left out."""
    by_lighting: tuple[Group, ...]
    """Parts by lighting, likewise."""
    chart: PChart | None
    """Share of parts not accepted, lot by lot; None without lots."""
    latency: Latency | None
    """Times from picture to decision; None where none was measured."""
    station: Station | None
    """Where the inspection stands; None leaves the following figures out."""
    false_calls_per_found_defect: Estimate | None
    """At the prevalence of the station. [1]"""
    reinspection_minutes_per_shift: Estimate | None
    """Time of people for parts that were not accepted."""
    cost_per_1000: Estimate | None
    """Cost of the mistakes and reviews of 1,000 parts; None without costs."""
    aupro: float | None
    """Area under per-region overlap, from heat maps; None where nobody made any. [1]"""


def grade(
    parts: Sequence[GradedPart],
    point: OperatingPoint,
    *,
    station: Station | None = None,
    costs: InspectionCosts | None = None,
    aupro: float | None = None,
) -> ReportCard:
    """Grade an inspection on parts that did not choose its thresholds.

    Args:
        parts: Graded parts.
        point: Thresholds to grade.
        station: Prevalence, volume and times in production, for the figures that need them.
        costs: Cost of an escape, an overkill and a review; those of the operating point when None.
        aupro: Area under per-region overlap, from `localisation.aupro`, to print beside the rest.
            [1]

    Returns:
        The report card.

    Raises:
        InvalidConfig: When there is no part, a part occurs twice, or a part chose the thresholds.
    """
    if not parts:
        raise InvalidConfig("There is no part to grade.")
    refuse_repeats(parts)
    refuse_calibration_parts(point, parts)
    decisions = point.decide([part.score for part in parts])
    counts = count_decisions([part.is_bad for part in parts], decisions)
    prices = point.costs if costs is None else costs
    by_lot = _groups(parts, decisions, key=lambda part: part.lot)
    return ReportCard(
        point=point,
        graded=identities_of(parts),
        counts=counts,
        ranking=rank_parts(parts) if counts.num_bad and counts.num_good else None,
        by_class=_classes(parts, decisions),
        by_lot=by_lot,
        by_lighting=_groups(parts, decisions, key=lambda part: part.lighting),
        chart=_chart(by_lot),
        latency=_latency(parts, station),
        station=station,
        false_calls_per_found_defect=None
        if station is None
        else false_calls_per_found_defect(counts, prevalence=station.prevalence),
        reinspection_minutes_per_shift=None
        if station is None
        else reinspection_minutes_per_shift(counts, station),
        cost_per_1000=_cost(counts, prices, station, point),
        aupro=aupro,
    )


def rank_parts(parts: Sequence[GradedPart]) -> Ranking:
    """Give the figures that need no threshold.

    Raises:
        InvalidConfig: When good or bad parts are missing.
    """
    scores, truth = [part.score for part in parts], [part.is_bad for part in parts]
    return Ranking(
        auroc=auroc(scores, truth),
        average_precision=average_precision(scores, truth),
        recall_at_1e_3=recall_at_false_alarm_rate(scores, truth),
        best_f1=best_f1(scores, truth),
    )


def _group(name: str, members: Sequence[tuple[GradedPart, Decision]]) -> Group:
    truth = [part.is_bad for part, _ in members]
    counts = count_decisions(truth, [decision for _, decision in members])
    is_mixed = bool(counts.num_bad and counts.num_good)
    area = auroc([part.score for part, _ in members], truth) if is_mixed else None
    return Group(name=name, counts=counts, auroc=area)


def _groups(
    parts: Sequence[GradedPart],
    decisions: Sequence[Decision],
    *,
    key: Callable[[GradedPart], str],
) -> tuple[Group, ...]:
    members: dict[str, list[tuple[GradedPart, Decision]]] = {}
    for part, decision in zip(parts, decisions, strict=True):
        if key(part):
            members.setdefault(key(part), []).append((part, decision))
    return tuple(_group(name, found) for name, found in members.items())


def _classes(parts: Sequence[GradedPart], decisions: Sequence[Decision]) -> tuple[Group, ...]:
    """Group bad parts by kind of defect; a part with several kinds counts for each."""
    good = [part for part in parts if not part.is_bad]
    pairs = [pair for pair in zip(parts, decisions, strict=True) if pair[0].is_bad]
    groups: list[Group] = []
    for name in sorted({kind for part, _ in pairs for kind in part.class_name.split("+")}):
        members = [pair for pair in pairs if name in pair[0].class_name.split("+")]
        area = None
        if good:
            all_parts = [*(part for part, _ in members), *good]
            area = auroc([p.score for p in all_parts], [p.is_bad for p in all_parts])
        groups.append(Group(name=name, counts=_group(name, members).counts, auroc=area))
    return tuple(groups)


def _chart(lots: Sequence[Group]) -> PChart | None:
    if not lots:
        return None
    flagged = [lot.counts.found.count + lot.counts.false_calls.count for lot in lots]
    totals = [lot.counts.num_bad + lot.counts.num_good for lot in lots]
    return p_chart(flagged, totals, labels=[lot.name for lot in lots], limits="exact")


def _latency(parts: Sequence[GradedPart], station: Station | None) -> Latency | None:
    times = np.sort([part.latency_s for part in parts if part.latency_s is not None])
    if not times.size:
        return None
    takt = None if station is None else station.takt_time_s
    return Latency(
        num_parts=times.size,
        p50_s=float(np.median(times)),
        p95_s=float(np.percentile(times, 95, method="inverted_cdf")),
        takt_time_s=takt,
        num_late=None if takt is None else int(np.sum(times > takt)),
    )


def _cost(
    counts: InspectionCounts,
    costs: InspectionCosts | None,
    station: Station | None,
    point: OperatingPoint,
) -> Estimate | None:
    prevalence = point.prevalence if station is None else station.prevalence
    if costs is None or prevalence is None:
        return None
    return cost_per_1000(
        counts, costs, prevalence=prevalence, has_review_band=point.has_review_band
    )
