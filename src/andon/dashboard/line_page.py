"""The page of a line: what the plant would see, what it costs, and what to measure next."""

from dataclasses import dataclass
from pathlib import Path

from andon.artifacts import read_json, write_text
from andon.dashboard.decision_view import (
    view_claims,
    view_fixes,
    view_inputs,
    view_new_products,
    view_waiting,
)
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
from andon.dashboard.money_view import Money, Next, view_money, view_next
from andon.dashboard.reading import Table
from andon.dashboard.theme import render
from andon.dashboard.verdict_page import PAGE_NAME, provenance_rows, shown_folder
from andon.errors import BrokenFile
from andon.ledger.results import SURE, chance_text
from andon.lines.artifact import LOG_NAME
from andon.lines.log_file import read_shift_log

__all__ = ["Lamp", "choose_lamp", "make_line_page"]

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
    says = f"The chance that it pays without public money is {chance_text(chance)}"
    if chance <= 1.0 - SURE:
        return Lamp(colour="RED", words="it does not earn its place", reason=f"{says}.")
    if chance < SURE:
        reason = f"{says}: too far from sure to say either."
        return Lamp(colour="AMBER", words="not enough evidence", reason=reason)
    if "AMBER" in evidence:
        reason = f"{says}, but the verdict on a robot is still AMBER."
        return Lamp(colour="AMBER", words="not enough evidence", reason=reason)
    return Lamp(colour="GREEN", words="it earns its place", reason=f"{says}.")


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
    books, proposal, fixes = (
        _read(folder / name) if (folder / name).is_file() else None
        for name in ("ledger.json", "proposal.json", "improvements.json")
    )
    money = view_money(books) if books is not None else None
    next_step = view_next(proposal) if proposal is not None else None
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
        facts=_facts(summary, stations, money, next_step),
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
        next=next_step,
        fixes=view_fixes(fixes) if fixes is not None else None,
        **_decision(books),
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


def _decision(books: Table | None) -> dict[str, object]:
    """Give what the books say about the decision, beside the cost itself."""
    if books is None:
        return {"hangs": None, "waiting": None, "new_products": None, "claims": None}
    currency = books.table("statement").text("currency")
    return {
        "hangs": view_inputs(books.rows("inputs"), currency),
        "waiting": view_waiting(books.table("waiting"), currency),
        "new_products": view_new_products(books.table("retooling"), currency),
        "claims": view_claims(books.table("claims")),
    }


def _facts(
    summary: Table, stations: tuple[Table, ...], money: Money | None, next_step: Next | None
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
        if money.break_even:
            rows.append(("productivity, and break-even", money.break_even))
    stops = [r for r in summary.rows("reasons") if r.text("state") == "unscheduled_down"]
    if stops:
        where = stops[0].text("station").replace("_", " ")
        rows.append(("stops most for", f"{stops[0].text('text')} ({where})"))
    if next_step is not None and next_step.first:
        rows.append(("measure next", next_step.first))
    return tuple(rows)


def _at_work(summary: Table) -> Span:
    return span_text(summary.table("people").table("at_work"), is_higher_better=False, decimals=2)


def _hashes(summary: Table) -> tuple[tuple[str, str], ...]:
    rows = [
        (name.replace("_", " "), summary.text(name))
        for name in ("line_hash", "log_hash", "logs_hash")
    ]
    return (("seed", str(summary.whole("seed"))), *rows)
