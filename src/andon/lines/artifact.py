"""The folder of a line run: what all replications say, and the shift log of the first."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import cast

from andon.artifacts import (
    Json,
    make_folder,
    provenance,
    read_json,
    to_json,
    write_json,
)
from andon.compute import Backend
from andon.errors import BrokenFile, CannotWrite, InvalidConfig, UnknownName
from andon.lines.form import build
from andon.lines.line import Line, line_hash
from andon.lines.line_table import SETUP_NAME, line_table
from andon.lines.log_file import write_shift_log
from andon.lines.overview import make_overview, read_replication
from andon.lines.retooling import retool
from andon.lines.simulation import measure, simulate
from andon.lines.summary import LineSummary

__all__ = [
    "LOG_NAME",
    "LineRun",
    "make_setup",
    "read_line_run",
    "run_line",
]

LOG_NAME = "shift_log.parquet"
"""Shift log of the first replication."""


@dataclass(frozen=True, kw_only=True)
class LineRun:
    """A finished run, as its folder holds it."""

    summary: Json
    """The content of `summary.json`."""
    replications: tuple[LineSummary, ...]
    """Each replication in numbers."""


def make_setup(line: Line, *, seed: int, replications: int) -> Json:
    """Give everything that a run depends on, as plain data for `setup.json`."""
    return {
        "schema": 2,
        "verb": "line run",
        "name": line.name,
        "line_hash": line_hash(line),
        "seed": seed,
        "replications": replications,
        "line": line_table(line),
    }


def run_line(
    line: Line,
    folder: Path,
    *,
    seed: int,
    replications: int,
    evidence: Mapping[str, Json] | None = None,
    backend: Backend = "inline",
    num_workers: int | None = None,
) -> Json:
    """Run replications of a line and write the artifact folder.

    Args:
        line: What to run.
        folder: Folder to write: `setup.json`, `summary.json`, `replications.json`,
            `shift_log.parquet` and `provenance.json`.
        seed: Open seed.
        replications: How many, at least 1; intervals need 2.
        evidence: `scenario` and `variation` behind the evidence of a station, by its name.
        backend: Where to compute; results are the same everywhere.
        num_workers: Processes to use; all cores when None.

    Returns:
        The content of `summary.json`.

    Raises:
        CannotWrite: When the folder holds another run, or cannot be written to.
        InvalidConfig: When the line comes to rest, or there is no replication.
    """
    setup = make_setup(line, seed=seed, replications=replications)
    _check_same(folder, setup)
    found = tuple(
        measure(
            line,
            read_replication,
            seed=seed,
            replications=replications,
            backend=backend,
            num_workers=num_workers,
        )
    )
    log = simulate(line, seed=seed)
    make_folder(folder)
    write_shift_log(folder / LOG_NAME, log)
    summary = make_overview(line, log, found, evidence or {}, seed=seed)
    if any(station.retooling for station in line.stations):
        summary["retooling"] = to_json(retool(line, seed=seed, replications=max(replications, 2)))
    write_json(folder / "replications.json", {"schema": 1, "rows": [r.summary for r in found]})
    write_json(folder / "summary.json", summary)
    write_json(folder / "provenance.json", provenance())
    write_json(folder / SETUP_NAME, setup)
    return summary


def _check_same(folder: Path, setup: Json) -> None:
    if not folder.exists():
        return
    if not folder.is_dir():
        raise CannotWrite(f"{folder} is no folder. Choose another --out.")
    path = folder / SETUP_NAME
    if not path.is_file():
        if any(not entry.name.startswith(".") for entry in folder.iterdir()):
            raise CannotWrite(f"{folder} holds something that is no run. Choose another --out.")
    elif read_json(path) != setup:
        raise CannotWrite(
            f"{folder} holds a run of something else. Choose another --out, or replace it with "
            "--fresh."
        )


def read_line_run(folder: Path) -> LineRun:
    """Read the folder of a line run.

    Raises:
        BrokenFile: When a file is missing or not what its name says.
    """
    path = folder / "replications.json"
    rows = read_json(path).get("rows")
    if not isinstance(rows, list) or not rows:
        raise BrokenFile(f"{path} holds no replications.")
    try:
        found = tuple(_line_summary(row) for row in cast("list[Json]", rows))
    except (InvalidConfig, UnknownName, KeyError, TypeError) as error:
        raise BrokenFile(f"{path} is not what a line run writes: {error}") from error
    return LineRun(summary=read_json(folder / "summary.json"), replications=found)


def _line_summary(row: Json) -> LineSummary:
    """Read one replication; the total is no station, so that its kind is absent."""
    total = cast("Json", row["total"])
    whole = build(LineSummary, {**row, "total": {**total, "kind": "robot"}}, "replication")
    return replace(whole, total=replace(whole.total, kind=None))
