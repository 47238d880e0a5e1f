"""The page of a line: what the plant would see, what it costs, and what to measure next."""

from dataclasses import dataclass
from pathlib import Path

from andon.artifacts import read_json, write_text
from andon.dashboard.line_drawings import BAND_NAMES, draw_gantt
from andon.dashboard.line_view import (
    Span,
    span_text,
    view_figures,
    view_kpis,
    view_losses,
    view_reasons,
    view_stations,
)
from andon.dashboard.money_view import Money, view_money, view_next
from andon.dashboard.reading import Table
from andon.dashboard.theme import render
from andon.dashboard.verdict_page import PAGE_NAME, provenance_rows, shown_folder
from andon.errors import BrokenFile
from andon.lines.artifact import LOG_NAME
from andon.lines.log_file import read_shift_log

__all__ = ["Lamp", "choose_lamp", "make_line_page"]

SURE = 0.95
"""Chance to pay from which the lamp is green; red below the rest."""

_TOP_REASONS = 10


@dataclass(frozen=True, kw_only=True)
class Lamp:
    """The answer to one question: does the robot earn its place without public money?"""

    colour: str
    """GREEN, AMBER or RED."""
    words: str
    """What the colour means."""
    reason: str
    """Why it is lit."""


def choose_lamp(chance: float | None, evidence: tuple[str, ...], *, robots: int) -> Lamp:
    """Choose the lamp of a line.

    Args:
        chance: Chance that the line pays without subsidy; None when it was not booked, or there is
            nobody to compare with. [1]
        evidence: Lamps of the verdicts that its robots were drawn from; empty where there is none.
        robots: Robots on the line.

    Returns:
        GREEN from a chance of 95 % on and with no verdict that is not GREEN; RED up to 5 % or with
        a verdict that is RED; else AMBER.
    """
    if robots == 0:
        return Lamp(colour="AMBER", words="not judged", reason="No robot works on this line.")
    if "RED" in evidence:
        reason = "The verdict on a robot is RED: it must not join the line, whatever it costs."
        return Lamp(colour="RED", words="not fit for the line", reason=reason)
    if chance is None:
        reason = "Nobody has said yet what it costs, or what a person makes at the same task."
        return Lamp(colour="AMBER", words="not judged", reason=reason)
    says = f"The chance that it pays without public money is {_percent(chance)}"
    if chance <= 1.0 - SURE:
        return Lamp(colour="RED", words="it does not earn its place", reason=f"{says}.")
    if chance < SURE:
        reason = f"{says}: too far from sure to say either."
        return Lamp(colour="AMBER", words="not enough evidence", reason=reason)
    if "AMBER" in evidence:
        reason = f"{says}, but the verdict on a robot is still AMBER."
        return Lamp(colour="AMBER", words="not enough evidence", reason=reason)
    return Lamp(colour="GREEN", words="it earns its place", reason=f"{says}.")


def _percent(chance: float) -> str:
    if chance > 0.99:
        return "above 99 %"
    return "below 1 %" if chance < 0.01 else f"{100 * chance:.0f} %"


def make_line_page(folder: Path) -> Path:
    """Write `report.html` into the folder of a line run.

    Args:
        folder: Artifact folder with `summary.json` and `shift_log.parquet`; `ledger.json`,
            `proposal.json` and `provenance.json` are used where they are there.

    Returns:
        Path of the page.

    Raises:
        BrokenFile: When a file is missing that must be there, or is not what its name says.
        CannotWrite: When the page cannot be written.
    """
    summary = _read(folder / "summary.json")
    path = folder / PAGE_NAME
    write_text(path, _page(folder, summary))
    return path


def _read(path: Path) -> Table:
    table = Table(data=read_json(path), where=path.name)
    if table.whole("schema") != 1:
        raise BrokenFile(f"{path} has schema {table.whole('schema')}; this version reads schema 1.")
    return table


def _page(folder: Path, summary: Table) -> str:
    log = read_shift_log(folder / LOG_NAME)
    gantt = draw_gantt(log)
    stations = summary.rows("stations")
    has_books, has_proposal = (
        (folder / name).is_file() for name in ("ledger.json", "proposal.json")
    )
    money = view_money(_read(folder / "ledger.json")) if has_books else None
    lamps = tuple(s.table("evidence").text("lamp", "") for s in stations)
    robots = sum(s.whole("robots") for s in stations)
    reasons = view_reasons(summary.rows("reasons"), log.reasons)
    bottleneck = summary.text("bottleneck")
    shown = [s for s in stations if s.text("name") == bottleneck or s.text("kind") == "robot"]
    return render(
        "line.html.j2",
        name=summary.text("name"),
        lamp=choose_lamp(money.chance if money else None, lamps, robots=robots),
        throughput=span_text(
            summary.table("kpis").table("throughput_per_h"), is_higher_better=True
        ),
        replications=summary.whole("replications"),
        planned_h=f"{summary.number('planned_h'):,.4g}",
        facts=_facts(summary, stations, money),
        cards=view_stations(stations, gantt.last, bottleneck, log.reasons),
        buffers=summary.rows("buffers"),
        crews=summary.rows("crews"),
        people=summary.table("people"),
        at_work=_at_work(summary),
        gantt=gantt,
        bands=BAND_NAMES,
        reasons=reasons[:_TOP_REASONS],
        more_reasons=reasons[_TOP_REASONS:],
        losses=[(s.text("name"), view_losses(s.rows("losses"))) for s in shown[:2]],
        money=money,
        next=view_next(_read(folder / "proposal.json")) if has_proposal else None,
        figures=view_figures(summary.rows("figures")),
        disagreements=summary.texts("disagreements"),
        assumptions=summary.texts("assumptions"),
        sources=summary.rows("sources"),
        kpis=view_kpis(summary.table("kpis")),
        station_kpis=[(s.text("name"), view_kpis(s.table("kpis"))) for s in stations],
        provenance=provenance_rows(folder),
        hashes=_hashes(summary),
        folder=shown_folder(folder),
    )


def _facts(
    summary: Table, stations: tuple[Table, ...], money: Money | None
) -> tuple[tuple[str, str], ...]:
    bottleneck = summary.text("bottleneck")
    (slowest,) = [s for s in stations if s.text("name") == bottleneck]
    oee = span_text(slowest.table("kpis").table("oee"), factor=100, unit="%", is_higher_better=True)
    at_work = _at_work(summary)
    rows = [
        ("people at work, mean", money.people if money else at_work.mean),
        ("bottleneck", bottleneck),
        (f"OEE of {bottleneck}", oee.mean),
    ]
    if money is not None:
        cost = money.rows[0].cells
        rows.append(("cost per good part", cost[0]))
        if money.has_subsidy:
            rows.append(("with subsidy", cost[1]))
    return tuple(rows)


def _at_work(summary: Table) -> Span:
    return span_text(summary.table("people").table("at_work"), is_higher_better=False, decimals=2)


def _hashes(summary: Table) -> tuple[tuple[str, str], ...]:
    rows = [
        (name.replace("_", " "), summary.text(name))
        for name in ("line_hash", "log_hash", "logs_hash")
    ]
    return (("seed", str(summary.whole("seed"))), *rows)
