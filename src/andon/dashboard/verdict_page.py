"""The page of a verdict: one file that needs no network, no script and no other file."""

import shlex
from dataclasses import dataclass
from pathlib import Path

from andon.artifacts import read_json, write_text
from andon.dashboard.failures import Failure, read_failures
from andon.dashboard.films import read_films
from andon.dashboard.kpi_view import KpiView, view_kpi
from andon.dashboard.reading import Table
from andon.dashboard.theme import render
from andon.dashboard.verdict_file import VerdictRecord, read_verdict
from andon.dashboard.verdict_view import (
    view_causes,
    view_coverage,
    view_metrics,
    view_operating,
    view_strata,
)

__all__ = ["PAGE_NAME", "make_verdict_page", "provenance_rows", "shown_folder"]

PAGE_NAME = "report.html"

_LAMP_WORDS = {"GREEN": "accepted", "AMBER": "not enough evidence", "RED": "rejected"}
_OWN_ROWS = {"schema", "name", "alpha", "beta", "max_rollouts", "look_every", "scenario"}
"""Keys of a gate that its section says in words."""
_FIRST_FAILURES, _MOST_FAILURES = 20, 500
"""Failures that are always seen, and that can be unfolded."""


@dataclass(frozen=True, kw_only=True)
class FailureList:
    """Failed episodes, split into those always seen and those that unfold."""

    first: tuple[Failure, ...]
    """Always seen, also in print."""
    further: tuple[Failure, ...]
    """Seen when unfolded."""
    total: int
    """All failures in the log."""


def make_verdict_page(folder: Path) -> Path:
    """Write `report.html` into the folder of a verdict.

    The page holds everything it shows. The same folder gives the same bytes; no time is printed.

    Args:
        folder: Artifact folder with `verdict.json`; `films/`, `episodes.parquet` and
            `provenance.json` are used where they are there.

    Returns:
        Path of the page.

    Raises:
        BrokenFile: When a file is missing that must be there, or is not what its name says.
        CannotWrite: When the page cannot be written.
    """
    verdict = read_verdict(folder / "verdict.json")
    path = folder / PAGE_NAME
    write_text(path, _page(folder, verdict))
    return path


def shown_folder(folder: Path) -> str:
    """Give the folder as commands name it: as given, or its name where it was given absolutely."""
    return shlex.quote(folder.name if folder.is_absolute() else folder.as_posix())


def provenance_rows(folder: Path) -> tuple[tuple[str, str], ...]:
    """Read where results come from; nothing where the folder does not say."""
    path = folder / "provenance.json"
    return Table(data=read_json(path), where=path.name).flat() if path.is_file() else ()


def _page(folder: Path, verdict: VerdictRecord) -> str:
    table = verdict.table
    kpis = tuple(view_kpi(kpi, index=index) for index, kpi in enumerate(verdict.kpis))
    num_failed = sum(cause.count for cause in verdict.outcomes if not cause.success)
    num_ended = sum(cause.count for cause in verdict.outcomes)
    return render(
        "verdict.html.j2",
        verdict=verdict,
        lamp_words=_LAMP_WORDS[verdict.lamp],
        headline=_headline(kpis),
        kpis=kpis,
        facts=_facts(table),
        gate=_gate_rows(table),
        overrides=_overrides(table),
        operating=view_operating(verdict),
        outcomes=view_causes(verdict.outcomes, num_ended),
        places=view_causes(verdict.places, num_failed),
        strata=view_strata(verdict),
        coverage=view_coverage(verdict.coverage),
        metrics=view_metrics(verdict.metrics),
        films=read_films(folder / "films"),
        notes=table.texts("contract_notes"),
        failures=_failures(folder, table.text("outcome", "success")),
        provenance=provenance_rows(folder),
        hashes=_hashes(table),
        folder=shown_folder(folder),
    )


def _headline(kpis: tuple[KpiView, ...]) -> KpiView | None:
    """Choose the KPI of the headline: the first success rate, else the first of all."""
    rates = [kpi for kpi in kpis if kpi.record.kind == "success_rate"]
    return next(iter([*rates, *kpis]), None)


def _facts(table: Table) -> tuple[tuple[str, str], ...]:
    """Say what was proved on what; nothing is said twice in the gate's section."""
    found = [(key, table.text(key, "")) for key in ("policy", "body", "scenario")]
    rollouts = f"{table.whole('num_rollouts')} of at most {table.whole('max_rollouts')}"
    return (*((key, value) for key, value in found if value), ("rollouts", rollouts))


def _gate_rows(table: Table) -> tuple[tuple[str, str], ...]:
    """Say what was declared before the first rollout."""
    gate = table.table("gate")
    seeds, extended_by = table.table("seeds"), table.whole("extended_by", 0)
    alpha, beta = table.number("alpha"), table.number("beta")
    look_every, most = table.whole("look_every"), table.whole("max_rollouts") - extended_by
    looks = -(-most // look_every)
    rows = [
        ("gate", gate.text("name", table.text("name"))),
        ("alpha", f"{alpha!r}: largest chance of GREEN for a policy that is unfit by any KPI"),
        ("beta", f"{beta!r}: largest chance of RED for a policy that is fit by every KPI"),
        ("rollouts", f"{most} at most (N_max)"),
        ("looks", f"after every {look_every} rollouts and at the end, {looks} at most"),
    ]
    if extended_by:
        rows.append(("extended by", f"{extended_by} rollouts, after the declaration"))
    if seeds.data:
        first, last = seeds.whole("first"), seeds.whole("last")
        rows.append(("sealed seeds used", f"{first} to {last}"))
    return tuple(rows)


def _overrides(table: Table) -> tuple[tuple[str, str], ...]:
    """Give the rest of the gate as declared: overrides and settings of the KPIs."""
    gate = table.table("gate")
    rest = {key: value for key, value in gate.data.items() if key not in _OWN_ROWS and value != {}}
    return Table(data=rest, where=gate.where).flat()


def _failures(folder: Path, outcome: str) -> FailureList:
    found = read_failures(folder / "episodes.parquet", outcome=outcome)
    return FailureList(
        first=found[:_FIRST_FAILURES],
        further=found[_FIRST_FAILURES:_MOST_FAILURES],
        total=len(found),
    )


def _hashes(table: Table) -> tuple[tuple[str, str], ...]:
    keys = ("gate_hash", "scenario_hash", "body_hash", "policy_hash")
    return tuple((key.replace("_", " "), table.text(key)) for key in keys if table.has(key))
