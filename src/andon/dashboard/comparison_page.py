"""The page of a comparison: two policies on the same seeds."""

from dataclasses import dataclass
from pathlib import Path

from markupsafe import Markup

from andon.artifacts import read_json, write_text
from andon.dashboard.evidence_chart import (
    Curve,
    Drawing,
    EvidenceChart,
    draw_evidence,
    pick_rows,
    to_log10,
)
from andon.dashboard.films import read_films
from andon.dashboard.numerals import PERCENT, Scale, as_declared, round_down, round_up
from andon.dashboard.reading import Ends, Table
from andon.dashboard.strips import (
    FULL_RATE,
    axis_strip,
    bar_strip,
    interval_strip,
    make_axis,
)
from andon.dashboard.theme import render
from andon.dashboard.verdict_page import PAGE_NAME, provenance_rows, shown_folder
from andon.errors import BrokenFile

__all__ = ["make_comparison_page"]

_ANSWERS = {
    "better": "B succeeds more often than A on the same seeds",
    "not better": "A succeeds more often than B on the same seeds",
    "undecided": "not enough evidence either way",
}
_POINTS = Scale(factor=100, unit="points", decimals=1)


@dataclass(frozen=True, kw_only=True)
class ArmView:
    """One of the two policies, ready to be printed."""

    label: str
    """`A` or `B`."""
    policy: str
    """Name."""
    policy_hash: str
    """Hash; empty where the file does not say."""
    body: str
    """Body; empty where the file does not say."""
    counted: str
    """`195 of 200 rollouts`."""
    rate: str
    """Success rate, rounded down."""
    interval: str
    """95 % interval, rounded outwards."""
    strip: Markup
    """The interval as a drawing."""


@dataclass(frozen=True, kw_only=True)
class PairRow:
    """Evidence at one look, as text."""

    look: int
    """Pairs."""
    better: str
    """Evidence that B is better, as log10, rounded down."""
    not_better: str
    """Evidence that A is better, as log10, rounded down."""


@dataclass(frozen=True, kw_only=True)
class PairBar:
    """Pairs of one kind, with their bar."""

    name: str
    """Which policy solved them."""
    count: int
    """How many."""
    bar: Markup
    """Share of all pairs."""


def make_comparison_page(folder: Path) -> Path:
    """Write `report.html` into the folder of a comparison.

    Args:
        folder: Artifact folder with `comparison.json`; `films/` and `provenance.json` are used
            where they are there.

    Returns:
        Path of the page.

    Raises:
        BrokenFile: When a file is missing that must be there, or is not what its name says.
        CannotWrite: When the page cannot be written.
    """
    source = folder / "comparison.json"
    table = Table(data=read_json(source), where=source.name)
    if table.whole("schema") != 1:
        raise BrokenFile(
            f"{source.name} has schema {table.whole('schema')}; this version reads schema 1."
        )
    answer = table.text("answer")
    if answer not in _ANSWERS:
        raise BrokenFile(
            f"'answer' of {source.name} is {answer!r}; it must be one of {list(_ANSWERS)}."
        )
    path = folder / PAGE_NAME
    write_text(path, _page(folder, table, answer))
    return path


def _page(folder: Path, table: Table, answer: str) -> str:
    difference = table.table("difference")
    ends = difference.ends("interval")
    estimate = difference.maybe_number("estimate")
    looks = table.wholes("looks")
    rows = pick_rows(looks, None)
    pairs = _pairs(table)
    return render(
        "comparison.html.j2",
        answer=answer,
        answer_words=_ANSWERS[answer],
        reason=table.text("reason"),
        arms=(_arm("A", table.table("a")), _arm("B", table.table("b"))),
        rate_axis=axis_strip(FULL_RATE),
        difference="" if estimate is None else _POINTS.difference(estimate),
        difference_ends=_POINTS.interval(ends.low, ends.high) if ends else "",
        difference_strip=_difference_strip(ends, estimate),
        pairs=pairs,
        num_pairs=sum(pair.count for pair in pairs),
        films=read_films(folder / "films"),
        declared=_declared(table),
        threshold=round_up(to_log10(table.number("log_threshold")), 3),
        drawing=_drawing(table, answer, looks),
        rows=tuple(_row(table, looks, row) for row in rows),
        is_thinned=len(rows) < len(looks),
        provenance=provenance_rows(folder),
        folder=shown_folder(folder),
    )


def _arm(label: str, arm: Table) -> ArmView:
    successes, trials = arm.whole("successes"), arm.whole("trials")
    ends = arm.ends("interval") or Ends(low=0.0, high=1.0)
    rate = successes / trials if trials else None
    counted, interval = f"{successes} of {trials} rollouts", PERCENT.interval(ends.low, ends.high)
    return ArmView(
        label=label,
        policy=arm.text("policy"),
        policy_hash=arm.text("policy_hash", ""),
        body=arm.text("body", ""),
        counted=counted,
        rate="no rollouts yet" if rate is None else PERCENT.estimate(rate),
        interval=interval,
        strip=interval_strip(
            ends, FULL_RATE, estimate=rate, title=f"{label}: {counted}, {interval}"
        ),
    )


def _pairs(table: Table) -> tuple[PairBar, ...]:
    counts = (
        ("only B succeeded", table.whole("wins"), "pass"),
        ("only A succeeded", table.whole("losses"), "fail"),
        ("both ended alike", table.whole("ties"), "rest"),
    )
    total = max(sum(count for _, count, _ in counts), 1)
    return tuple(
        PairBar(
            name=name,
            count=count,
            bar=bar_strip([(style, count / total)], title=f"{name}: {count} of {total}"),
        )
        for name, count, style in counts
    )


def _difference_strip(ends: Ends | None, estimate: float | None) -> Markup:
    if ends is None:
        return Markup()
    axis = make_axis(
        [ends.low, ends.high, 0.0], limits=Ends(low=-1.0, high=1.0), factor=100, num_ticks=6
    )
    title = f"B minus A: {_POINTS.interval(ends.low, ends.high)}"
    strip = interval_strip(ends, axis, estimate=estimate, title=title, reference=0.0)
    return strip + axis_strip(axis)


def _declared(table: Table) -> tuple[tuple[str, str], ...]:
    seeds = table.table("seeds")
    alpha = as_declared(table.number("alpha"))
    rows = [
        ("scenario", table.text("scenario", "")),
        ("scenario hash", table.text("scenario_hash", "")),
        ("alpha", f"{alpha}: largest chance of each wrong claim, however often one looks"),
        ("pairs", f"{table.whole('max_pairs')} at most"),
    ]
    if seeds.data:
        rows.append(("seeds", f"{seeds.whole('first')} to {seeds.whole('last')}"))
    return tuple(row for row in rows if row[1])


def _drawing(table: Table, answer: str, looks: tuple[int, ...]) -> Drawing | None:
    if not looks:
        return None
    threshold = table.number("log_threshold")
    better, worse = table.numbers("log_e_better"), table.numbers("log_e_not_better")
    deciding = {"better": better, "not better": worse}.get(answer, ())
    reached = [n for n, log_e in zip(looks, deciding, strict=False) if log_e >= threshold]
    curves = (
        Curve(
            label="evidence for B",
            deciding="B better",
            log_e=better,
            log_threshold=threshold,
            is_for=True,
        ),
        Curve(
            label="evidence for A",
            deciding="A better",
            log_e=worse,
            log_threshold=threshold,
            is_for=False,
        ),
    )
    return draw_evidence(
        EvidenceChart(
            key="comparison",
            title=f"Evidence against pairs of rollouts; answer: {answer}",
            looks=looks,
            counted="pairs",
            curves=curves,
            decided_at=next(iter(reached), None),
        )
    )


def _row(table: Table, looks: tuple[int, ...], row: int) -> PairRow:
    better, worse = table.numbers("log_e_better"), table.numbers("log_e_not_better")
    return PairRow(
        look=looks[row],
        better=round_down(to_log10(better[row]), 3) if row < len(better) else "",
        not_better=round_down(to_log10(worse[row]), 3) if row < len(worse) else "",
    )
