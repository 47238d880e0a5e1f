"""What the commands of `andon inspect` share: reading sets and costs, and printing results."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from rich.console import Console
from rich.table import Table

from andon.cli.options import print_table
from andon.errors import BrokenFile, InvalidConfig

if TYPE_CHECKING:
    from andon.inspection.costs import InspectionCosts
    from andon.inspection.counts import Share
    from andon.inspection.fit_inspector import CurvePoint, Fitted
    from andon.inspection.grade_inspector import Grading, Judged
    from andon.inspection.inspection_set import Example, Layout
    from andon.inspection.report_card import Group, ReportCard

__all__ = [
    "make_costs",
    "print_card",
    "print_decisions",
    "print_fitted",
    "read_examples",
    "share_text",
]

MOST_ROWS = 12
"""Rows of a table of decisions; the file has all."""


def make_costs(
    escape: float | None,
    overkill: float | None,
    review: float | None,
    *,
    currency: str,
    priced_on: str,
) -> "InspectionCosts | None":
    """Put costs together; None where none is given.

    Raises:
        InvalidConfig: When one of two costs is missing.
    """
    from andon.inspection.costs import InspectionCosts

    if escape is None and overkill is None and review is None:
        return None
    if escape is None or overkill is None:
        raise InvalidConfig("Costs need both --escape-cost and --overkill-cost.")
    return InspectionCosts(
        escape_cost=escape,
        overkill_cost=overkill,
        review_cost=review,
        currency=currency,
        priced_on=priced_on or date.today().isoformat(),
        source="command line",
    )


def read_examples(
    data: Path, layout: "Layout", good_class: str, reference: Path | None
) -> "tuple[Example, ...]":
    """Read a set, and give all its parts one reference where there is one.

    Raises:
        BrokenFile: When the set or the reference is not there.
    """
    from andon.inspection.inspection_set import read_set

    examples = read_set(data, layout=layout, good_class=good_class)
    if reference is None:
        return examples
    if not reference.is_file():
        raise BrokenFile(f"There is no reference {reference}.")
    return tuple(replace(e, label=replace(e.label, reference_path=reference)) for e in examples)


def share_text(share: "Share") -> str:
    """Give a share with its count and exact bounds."""
    if share.rate is None:
        return "none looked at"
    low, high = share.interval()
    return (
        f"{100 * share.rate:.2f} % ({share.count} of {share.total}; "
        f"{100 * low:.2f} to {100 * high:.2f} %)"
    )


def print_fitted(console: Console, fitted: "Fitted") -> None:
    """Print which members were chosen on what, and where the inspector decides."""
    choice, point = fitted.inspector.choice, fitted.point
    if choice.auroc_by_member:
        what = "real" if choice.is_real else "made"
        table = Table("member", "cross-validated AUROC", "counts")
        for name, area in sorted(choice.auroc_by_member.items(), key=lambda item: -item[1]):
            table.add_row(name, f"{area:.3f}", "yes" if name in choice.members else "")
        table.add_row("their sum", f"{choice.auroc:.3f}", "")
        table.caption = (
            f"on {choice.num_good} good and {choice.num_bad} {what} bad parts, each scored by "
            "members that it was not fitted on"
        )
        print_table(console, table)
    if fitted.outliers:
        console.print(
            f"  note: {len(fitted.outliers)} good parts look like bad ones and were left out: "
            f"{', '.join(fitted.outliers[:3])}{' ...' if len(fitted.outliers) > 3 else ''}"
        )
    if fitted.curve:
        print_curve(console, fitted.curve)
    words = f"Reject above {point.reject_above:.4f}"
    if point.has_review_band:
        words = f"Accept up to {point.accept_up_to:.4f}, reject above {point.reject_above:.4f}"
    if point.promise is not None:
        words += (
            f": at most {100 * point.promise.promised_rate:.3g} % of good parts on average, below "
            f"{100 * point.promise.upper_rate:.3g} % in 95 of 100 calibrations "
            f"({point.num_good} good parts)"
        )
    if point.expected_cost is not None and point.costs is not None:
        words += (
            f": {point.expected_cost:.4g} {point.costs.currency} per part on the calibration set"
        )
    console.print(words)


def print_card(console: Console, grading: "Grading") -> None:
    """Print the report card."""
    card = grading.card
    table = Table("what", "value", "95 % interval")
    for name, share in (("escapes", card.counts.escapes), ("overkill", card.counts.overkill)):
        text, _, bounds = share_text(share).partition("; ")
        table.add_row(name, text + (")" if bounds else ""), bounds.rstrip(")"))
    if card.ranking is not None:
        area = card.ranking.auroc
        low, high = area.interval
        table.add_row("AUROC", f"{area.value:.3f}", f"{low:.3f} to {high:.3f}")
        table.add_row("AUPR", f"{card.ranking.average_precision:.3f}", "")
        recall = card.ranking.recall_at_1e_3.recall
        table.add_row("recall at 1e-3 false alarms", share_text(recall).partition(";")[0] + ")", "")
    if card.aupro is not None:
        table.add_row("AUPRO", f"{card.aupro:.3f}", "")
    for name, estimate in (
        ("false calls per found defect", card.false_calls_per_found_defect),
        ("re-inspection min per shift", card.reinspection_minutes_per_shift),
        ("cost per 1,000 parts", card.cost_per_1000),
    ):
        if estimate is not None and estimate.value is not None:
            bounds = f"{estimate.low:.4g} to {estimate.high:.4g}"
            table.add_row(name, f"{estimate.value:.4g}", bounds)
    if card.latency is not None:
        table.add_row("latency p50", f"{1000 * card.latency.p50_s:.1f} ms", "")
        table.add_row("latency p95", f"{1000 * card.latency.p95_s:.1f} ms", "")
    print_table(console, table)
    _print_classes(console, card)
    if grading.curve:
        print_curve(console, grading.curve)


def _print_classes(console: Console, card: "ReportCard") -> None:
    groups: Sequence[Group] = card.by_class
    if not groups:
        return
    table = Table("defect class", "escapes", "AUROC against all good parts")
    shown = sorted(groups, key=lambda group: -group.counts.escapes.total)
    for group in shown[:MOST_ROWS]:
        area = "" if group.auroc is None else f"{group.auroc.value:.3f}"
        table.add_row(group.name, share_text(group.counts.escapes), area)
    if len(shown) > MOST_ROWS:
        table.caption = f"and {len(shown) - MOST_ROWS} rarer kinds; the file has all"
    print_table(console, table)


def print_curve(console: Console, curve: "Sequence[CurvePoint]") -> None:
    """Print recall against false calls per picture."""
    table = Table("limit", "recall", "found", "false calls per picture")
    for point in curve[::3]:
        recall = point.num_found / point.num_boxes if point.num_boxes else 0.0
        table.add_row(
            f"{point.above:.2f}",
            f"{recall:.4f}",
            f"{point.num_found} of {point.num_boxes}",
            f"{point.num_false_calls / point.num_pictures:.2f}",
        )
    print_table(console, table)


def print_decisions(console: Console, judged: "Sequence[Judged]") -> None:
    """Print the decisions, the most suspicious first."""
    counts = Counter(part.decision for part in judged)
    table = Table("picture", "decision", "score", "where (x, y, w, h)", "area [px]")
    for part in sorted(judged, key=lambda p: -p.reading.score)[:MOST_ROWS]:
        first = part.regions[0] if part.regions else None
        place = (
            ""
            if first is None
            else f"{first.left}, {first.top}, {first.right - first.left}, "
            f"{first.bottom - first.top}"
        )
        table.add_row(
            part.example.name,
            part.decision,
            f"{part.reading.score:.4f}",
            place,
            "" if first is None else str(first.area),
        )
    table.caption = ", ".join(f"{count} {name}" for name, count in sorted(counts.items()))
    print_table(console, table)
