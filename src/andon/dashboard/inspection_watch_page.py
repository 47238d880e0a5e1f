"""Pages that watch over an inspector in service: has its input drifted, may another replace it?"""

from dataclasses import dataclass
from math import log
from pathlib import Path

from markupsafe import Markup

from andon.artifacts import read_json, write_text
from andon.dashboard.inspection_drawings import draw_course
from andon.dashboard.numerals import round_down, round_up
from andon.dashboard.reading import Table
from andon.dashboard.theme import render
from andon.dashboard.verdict_page import PAGE_NAME, provenance_rows, shown_folder
from andon.errors import BrokenFile
from andon.inspection.counts import Share

__all__ = ["make_drift_page", "make_release_page"]

_LAMPS = ("GREEN", "RED", "AMBER")

_MOST_NAMES = 40
"""Newly missed parts that are named; the file has all."""


@dataclass(frozen=True, kw_only=True)
class SectionView:
    """One part of the page: words, a drawing, a table."""

    key: str
    """Anchor."""
    title: str
    """Heading."""
    intro: str
    """What is to be seen."""
    head: tuple[str, ...] = ()
    """Names of the columns."""
    rows: tuple[tuple[str, ...], ...] = ()
    """Cells as text."""
    drawing: Markup | str = ""
    """Drawing above the table."""


def make_drift_page(folder: Path) -> Path:
    """Write `report.html` beside `drift.json`.

    Raises:
        BrokenFile: When the file is missing or not what its name says.
        CannotWrite: When the page cannot be written.
    """
    table = _read(folder / "drift.json")
    alarm = table.table("alarm")
    is_ever = alarm.text("rule") == "ever"
    guarantee = (
        f"a false alarm at any time with chance {alarm.number('alpha'):g} at most"
        if is_ever
        else f"{alarm.whole('run_length_parts'):,} parts between false alarms at least, on average"
    )
    declared = (
        ("inspector", table.text("inspector", "")),
        ("guarantee", guarantee),
        ("shift that matters", f"{table.number('smallest_shift'):g} standard deviations"),
        ("calibration parts", str(table.whole("num_calibration"))),
        ("alarm at", table.text("alarm_part", "") or "none"),
    )
    return _write(
        folder, table, "Drift of the input of an inspector",
        {"GREEN": "no drift", "RED": "the input drifts", "AMBER": "no alarm, and too few parts"},
        (_evidence(table), _power(table)), declared,
    )  # fmt: skip


def make_release_page(folder: Path) -> Path:
    """Write `report.html` beside `release.json`.

    Raises:
        BrokenFile: When the file is missing or not what its name says.
        CannotWrite: When the page cannot be written.
    """
    table = _read(folder / "release.json")
    declared = (
        ("incumbent", table.text("incumbent_inspector", "")),
        ("challenger", table.text("challenger_inspector", "")),
        ("alpha", f"{table.number('alpha'):g}: largest chance of each wrong answer"),
        ("rise that counts as none", f"{100 * table.number('max_rise'):g} points of false alarms"),
    )
    return _write(
        folder, table, "May an inspector replace the one in service?",
        {"GREEN": "release it", "RED": "do not release it", "AMBER": "not enough evidence"},
        (_pairs(table), _classes(table), _lost(table)), declared,
    )  # fmt: skip


def _read(path: Path) -> Table:
    table = Table(data=read_json(path), where=path.name)
    if table.whole("schema") != 1:
        raise BrokenFile(f"{path} has schema {table.whole('schema')}; this version reads schema 1.")
    if table.text("lamp") not in _LAMPS:
        raise BrokenFile(f"{path} has the lamp {table.text('lamp')!r}; it must be one of {_LAMPS}.")
    return table


def _write(
    folder: Path,
    table: Table,
    over: str,
    titles: dict[str, str],
    sections: tuple[SectionView, ...],
    declared: tuple[tuple[str, str], ...],
) -> Path:
    path, lamp = folder / PAGE_NAME, table.text("lamp")
    page = render(
        "inspection_watch.html.j2",
        lamp=lamp,
        title=titles[lamp],
        over=over,
        reason=table.text("reason"),
        sections=sections,
        declared=declared,
        provenance=provenance_rows(folder),
        folder=shown_folder(folder),
    )
    write_text(path, page)
    return path


def _evidence(table: Table) -> SectionView:
    status = table.table("status")
    evidences, ways = status.table("log_evidences"), status.table("direction")
    limit = status.number("log_threshold")
    rows = tuple(
        (name, round_down(evidences.number(name) / log(10.0), 2), ways.text(name))
        for name in sorted(evidences.data)
    )
    return SectionView(
        key="evidence",
        title="The evidence",
        intro="Each part is ranked among the calibration parts and all since. An e-value is the "
        "factor by which betting against chance has multiplied its stake; here its logarithm. "
        f"The alarm needs {round_up(limit / log(10.0), 2)}.",
        head=("Characteristic", "log₁₀ e", "Leans to"),
        rows=rows,
        drawing=draw_course(table.numbers("course"), limit),
    )


def _power(table: Table) -> SectionView:
    rows = tuple(
        (
            f"{row.number('shift_sd'):g} sd",
            _share_text(row.table("noticed")),
            f"{row.number('median_delay_parts'):g}" if row.has("median_delay_parts") else "n/a",
        )
        for row in table.rows("power")
    )
    return SectionView(
        key="power",
        title="What would have been noticed",
        intro="Simulated streams as long as this one, in which one characteristic shifts at the "
        "first part and stays. A quiet monitor says no more than this.",
        head=("Shift", "Noticed", "Median delay, parts"),
        rows=rows,
    )


def _pairs(table: Table) -> SectionView:
    rows: list[tuple[str, ...]] = []
    for key, name in (("detection", "bad parts found"), ("acceptance", "good parts accepted")):
        pair = table.table(key)
        total = pair.whole("num_pairs")
        counts = (pair.table(arm).whole("successes") for arm in ("incumbent", "challenger"))
        low, high = pair.numbers("difference_sequence")
        ends = f"{round_down(low, 1, factor=100)} to {round_up(high, 1, factor=100)}"
        rows.append(
            (
                name,
                *(f"{count} of {total}" for count in counts),
                f"{pair.whole('wins')} : {pair.whole('losses')}",
                f"{100 * pair.number('difference'):+.1f} points ({ends})",
            )
        )
    return SectionView(
        key="pairs",
        title="Pair by pair",
        intro="Both inspectors decided on the same parts, on none of which either was set up. Only "
        "parts on which they differ speak for either.",
        head=("What", "Incumbent", "Challenger", "Only challenger : only incumbent", "Difference"),
        rows=tuple(rows),
    )


def _classes(table: Table) -> SectionView:
    return SectionView(
        key="classes",
        title="By kind of defect",
        intro="Bad parts that only one of the two found.",
        head=("Kind", "Parts", "Newly found", "Newly missed"),
        rows=tuple(
            (
                row.text("name"),
                *(str(row.whole(key)) for key in ("num_parts", "newly_found", "newly_missed")),
            )
            for row in table.rows("by_class")
        ),
    )


def _lost(table: Table) -> SectionView:
    names = table.texts("newly_missed")
    more = f" {len(names) - _MOST_NAMES} more are in release.json." * (len(names) > _MOST_NAMES)
    return SectionView(
        key="lost",
        title="Newly missed",
        intro=f"Bad parts that the challenger accepts and the incumbent does not.{more}"
        if names
        else "There is no bad part that only the incumbent found.",
        head=("Part",) if names else (),
        rows=tuple((name,) for name in names[:_MOST_NAMES]),
    )


def _share_text(table: Table) -> str:
    share = Share(count=table.whole("count"), total=table.whole("total"))
    if share.rate is None:
        return "none looked at"
    low, high = share.interval()
    return (
        f"{round_down(share.rate, 1, factor=100)} % ({share.count} of {share.total}; "
        f"{round_down(low, 1, factor=100)} to {round_up(high, 1, factor=100)} %)"
    )
