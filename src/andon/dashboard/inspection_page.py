"""The report card of an inspector: what escapes, what good product is thrown away, and why."""

from base64 import b64encode
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from markupsafe import Markup

from andon.artifacts import read_json, write_text
from andon.dashboard.inspection_drawings import draw_chart, draw_curve, draw_scores
from andon.dashboard.numerals import round_down, round_up
from andon.dashboard.reading import Table
from andon.dashboard.theme import render
from andon.dashboard.verdict_page import PAGE_NAME, provenance_rows, shown_folder
from andon.errors import BrokenFile
from andon.inspection.counts import Share

__all__ = ["make_inspection_page"]

_MOST_CLASSES = 12
"""Kinds of defects in the table, the most frequent first; the others are summed up."""

_MOST_FALSE_CALLS = 12
"""Pictures of false calls that are shown; every escape is shown."""


@dataclass(frozen=True, kw_only=True)
class ShareView:
    """A counted share as text, rounded against us."""

    rate: str
    """Estimate; a dash where nothing was looked at."""
    counted: str
    """`3 of 120`."""
    interval: str
    """Exact 95 % interval, rounded outwards."""


@dataclass(frozen=True, kw_only=True)
class GroupRow:
    """One defect class, lot or lighting."""

    name: str
    """Its name."""
    escapes: ShareView
    """Bad parts accepted."""
    overkill: ShareView
    """Good parts rejected."""
    auroc: str
    """Area under the curve with its interval; empty where there is none."""


@dataclass(frozen=True, kw_only=True)
class MistakeView:
    """A part that was decided wrongly."""

    name: str
    """Its name."""
    words: str
    """What it is, and how it scored."""
    picture: Markup
    """Picture and heat map as a data URI."""


def make_inspection_page(folder: Path) -> Path:
    """Write `report.html` into the folder of a grading.

    Args:
        folder: Folder with `card.json`, `parts.json`, `curve.json` and pictures of the mistakes.

    Returns:
        Path of the page.

    Raises:
        BrokenFile: When a file is missing or not what its name says.
        CannotWrite: When the page cannot be written.
    """
    card, parts = _read(folder / "card.json"), _read(folder / "parts.json").rows("parts")
    curve = _read(folder / "curve.json").rows("curve")
    path = folder / PAGE_NAME
    write_text(path, _page(folder, card, parts, curve))
    return path


def _read(path: Path) -> Table:
    table = Table(data=read_json(path), where=path.name)
    if table.whole("schema") != 1:
        raise BrokenFile(f"{path} has schema {table.whole('schema')}; this version reads schema 1.")
    return table


def _page(folder: Path, card: Table, parts: tuple[Table, ...], curve: tuple[Table, ...]) -> str:
    counts, point = card.table("counts"), card.table("point")
    classes = sorted(card.rows("by_class"), key=lambda row: -_num_bad(row.table("counts")))
    mistakes = [_mistake(folder, part) for part in parts if part.text("picture", "")]
    is_escape = [p.truth("is_bad") for p in parts if p.text("picture", "")]
    escapes = [m for m, escaped in zip(mistakes, is_escape, strict=True) if escaped]
    false_calls = [m for m, escaped in zip(mistakes, is_escape, strict=True) if not escaped]
    setup = Table(data=read_json(folder / "setup.json"), where="setup.json")
    return render(
        "inspection.html.j2",
        name=Path(setup.text("inspector", folder.name)).name,
        escapes=_escapes(counts),
        overkill=_overkill(counts),
        reviewed=_share(counts.whole("bad_reviewed") + counts.whole("good_reviewed"), len(parts)),
        has_review=point.number("accept_up_to") < point.number("reject_above"),
        reason=_reason(point),
        figures=_figures(card),
        scores=draw_scores(
            [p.number("score") for p in parts],
            [p.truth("is_bad") for p in parts],
            (point.number("accept_up_to"), point.number("reject_above")),
        ),
        classes=[_group(row) for row in classes[:_MOST_CLASSES]],
        more_classes=_rest(classes[_MOST_CLASSES:]),
        groups=[
            (title, [_group(row) for row in card.rows(key)])
            for title, key in (("lot", "by_lot"), ("lighting", "by_lighting"))
            if card.rows(key)
        ],
        chart=draw_chart(card.table("chart")) if card.has("chart") else None,
        curve=draw_curve(curve) if curve else None,
        curve_rows=[_curve_row(row) for row in curve],
        missed=escapes,
        called=false_calls[:_MOST_FALSE_CALLS],
        more_called=len(false_calls) - len(false_calls[:_MOST_FALSE_CALLS]),
        provenance=provenance_rows(folder),
        hashes=_hashes(card, setup),
        folder=shown_folder(folder),
    )


def _num_bad(counts: Table) -> int:
    return sum(counts.whole(name) for name in ("bad_accepted", "bad_reviewed", "bad_rejected"))


def _rest(rows: Sequence[Table]) -> str:
    """Sum up the kinds of defects that the table leaves out; empty when it leaves out none."""
    if not rows:
        return ""
    counts = [row.table("counts") for row in rows]
    view = _share(sum(c.whole("bad_accepted") for c in counts), sum(map(_num_bad, counts)))
    return f"{len(rows)} more kinds, rarer than these, with {view.counted} escapes"


def _share(count: int, total: int, *, is_lower_better: bool = True) -> ShareView:
    if not total:
        return ShareView(rate="n/a", counted="none looked at", interval="")
    share = Share(count=count, total=total)
    low, high = share.interval()
    rounded = round_up if is_lower_better else round_down
    ends = f"{round_down(low, 2, factor=100)} to {round_up(high, 2, factor=100)} %"
    rate = f"{rounded(count / total, 2, factor=100)} %"
    return ShareView(rate=rate, counted=f"{count} of {total}", interval=ends)


def _escapes(counts: Table) -> ShareView:
    names = ("bad_accepted", "bad_reviewed", "bad_rejected")
    accepted, *others = (counts.whole(name) for name in names)
    return _share(accepted, accepted + sum(others))


def _overkill(counts: Table) -> ShareView:
    names = ("good_rejected", "good_accepted", "good_reviewed")
    rejected, *others = (counts.whole(name) for name in names)
    return _share(rejected, rejected + sum(others))


def _group(row: Table) -> GroupRow:
    counts = row.table("counts")
    area = row.table("auroc") if row.has("auroc") else None
    return GroupRow(
        name=row.text("name"),
        escapes=_escapes(counts),
        overkill=_overkill(counts),
        auroc="" if area is None else _area(area),
    )


def _area(area: Table) -> str:
    low, high = area.numbers("interval")
    ends = f"{round_down(low, 3)} to {round_up(high, 3)}"
    return f"{round_down(area.number('value'), 3)} ({ends})"


def _reason(point: Table) -> str:
    parts = f"{len(point.rows('calibration'))} parts that are not graded here"
    if point.has("promise"):
        promise = point.table("promise")
        rate = round_up(promise.number("promised_rate"), 2, factor=100)
        upper = round_up(promise.number("upper_rate"), 2, factor=100)
        return (
            f"The threshold comes from {parts}, all of them good. It promises that at most {rate} "
            f"% of good parts are rejected on average, and below {upper} % in 95 of 100 "
            "calibrations. It promises nothing about escapes: those are counted below."
        )
    if point.has("costs"):
        costs = point.table("costs")
        return (
            f"The thresholds cost least on {parts}: an escape costs "
            f"{costs.number('escape_cost'):g} {costs.text('currency')}, an overkill "
            f"{costs.number('overkill_cost'):g}, and {100 * point.number('prevalence'):g} % of "
            "the parts are taken to be bad."
        )
    return f"The limit was chosen on {parts}, by their marked defects."


def _figures(card: Table) -> list[tuple[str, str, str]]:
    rows: list[tuple[str, str, str]] = []
    if card.has("ranking"):
        ranking = card.table("ranking")
        area = ranking.table("auroc")
        low, high = area.numbers("interval")
        ends = f"{round_down(low, 3)} to {round_up(high, 3)}"
        rows.append(("AUROC", round_down(area.number("value"), 3), ends))
        rows.append(("AUPR", round_down(ranking.number("average_precision"), 3), "of this mix"))
        recall = ranking.table("recall_at_1e_3")
        found = recall.table("recall")
        view = _share(found.whole("count"), found.whole("total"), is_lower_better=False)
        note = view.interval if recall.truth("is_resolved") else f"{view.interval}; too few good"
        rows.append(("recall at 1 false alarm in 1,000", view.rate, note))
    if card.has("aupro"):
        rows.append(("AUPRO", round_down(card.number("aupro"), 3), "heat map against masks"))
    for key, words in (
        ("false_calls_per_found_defect", "false calls per found defect"),
        ("reinspection_minutes_per_shift", "re-inspection, minutes per shift"),
        ("cost_per_1000", "cost per 1,000 parts"),
    ):
        if card.has(key) and (values := card.numbers(key)):
            ends = f"{round_down(values[1], 2)} to {round_up(values[2], 2)}"
            rows.append((words, round_up(values[0], 2), ends))
    if card.has("latency"):
        latency = card.table("latency")
        for key, words in (("p50_s", "latency, median"), ("p95_s", "latency, 95 of 100 below")):
            rows.append((words, f"{round_up(latency.number(key), 1, factor=1000)} ms", ""))
        if latency.has("takt_time_s"):
            late = f"{latency.whole('num_late')} of {latency.whole('num_parts')}"
            rows.append(("later than the takt", late, f"{latency.number('takt_time_s'):g} s"))
    return rows


def _curve_row(row: Table) -> tuple[str, ShareView, str]:
    recall = _share(row.whole("num_found"), row.whole("num_boxes"), is_lower_better=False)
    calls = row.whole("num_false_calls") / max(row.whole("num_pictures"), 1)
    return f"{row.number('above'):.2f}", recall, round_up(calls, 2)


def _mistake(folder: Path, part: Table) -> MistakeView:
    path = folder / part.text("picture")
    try:
        data = b64encode(path.read_bytes()).decode()
    except OSError as error:
        raise BrokenFile(f"Cannot read {path}: {error.strerror}.") from error
    kind = part.text("defect_class", "") or "good"
    words = f"{kind} · score {part.number('score'):.4f}"
    lot = part.text("lot", "")
    return MistakeView(
        name=part.text("name"),
        words=f"{words} · lot {lot}" if lot else words,
        picture=Markup("data:image/png;base64,{}").format(data),
    )


def _hashes(card: Table, setup: Table) -> tuple[tuple[str, str], ...]:
    point = card.table("point")
    return (
        ("calibration hash", point.text("calibration_hash", "") or "none"),
        ("threshold", f"{point.number('reject_above'):.6f}"),
        ("rule", point.text("rule")),
        ("inspector", setup.text("inspector", "none")),
    )
