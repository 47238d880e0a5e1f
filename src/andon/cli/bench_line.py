"""How fast lines run, beside bare SimPy and SimPROCESD on the same line."""

from dataclasses import dataclass

from rich.console import Console
from rich.table import Table

from andon.artifacts import Json
from andon.cli.options import print_table
from andon.lines.bench import (
    BenchResult,
    WorkerCheck,
    bench_line,
    check_workers,
    make_bench_line,
    time_year,
)

__all__ = ["LineSpeed", "line_json", "measure_line", "print_line"]

SIZES = (1, 5, 20)
"""Stations of the lines that are measured; the last one is the line of the yearly figure."""

STATION_DAYS = 40.0
"""Simulated days times stations, so that every line makes about as many events."""

TARGET = 0.5
"""Share of the speed of bare SimPy that is aimed at."""

WITHOUT_OTHER = "SimPROCESD is not installed: pip install 'andon[bench]' to measure against it."


@dataclass(frozen=True, kw_only=True)
class LineSpeed:
    """Everything that the benchmark of lines measures."""

    rows: list[BenchResult]
    """One result per length of the line."""
    year_wall_s: float
    """Wall time of a year of the longest line."""
    year_parts: int
    """Parts that it made."""
    workers: WorkerCheck
    """The same replications with one worker and with two."""


def measure_line(*, repeats: int) -> LineSpeed:
    """Time lines of several lengths against other models of them, in turns, and a year of one."""
    lines = [
        make_bench_line(num_stations=size, horizon_s=STATION_DAYS / size * 86400.0)
        for size in SIZES
    ]
    rows = [bench_line(line, rounds=repeats) for line in lines]
    wall_s, parts = time_year(num_stations=SIZES[-1])
    return LineSpeed(
        rows=rows, year_wall_s=wall_s, year_parts=parts, workers=check_workers(lines[-1])
    )


def print_line(console: Console, speed: LineSpeed, facts: dict[str, str]) -> None:
    """Print the table, the year and whether the number of workers changes anything."""
    table = Table("stations", "events/s", "times bare SimPy", "times SimPROCESD", "same parts")
    for row in speed.rows:
        other = row.share_of_other
        table.add_row(
            str(row.num_stations),
            f"{row.events_per_s:,.0f}",
            f"{row.share_of_bare:.2f}",
            "not installed" if other is None else f"{other:.1f}",
            "yes" if row.makes_same_parts else "no",
        )
    table.caption = (
        f"{facts['cores']} x {facts['cpu']}; speed over that of the other model of the same line; "
        f"target at least {TARGET:g} of bare SimPy, which keeps no log"
    )
    print_table(console, table)
    if any(row.other is None for row in speed.rows):
        console.print(WITHOUT_OTHER)
    console.print(
        f"A year of {SIZES[-1]} stations, day and night: {speed.year_wall_s:.1f} s, "
        f"{speed.year_parts:,} parts, one process."
    )
    count = len(speed.workers.one)
    console.print(
        f"{count} replications with 1 worker and with 2: "
        + ("the same to the last bit." if speed.workers.is_same else "they DIFFER.")
    )


def line_json(speed: LineSpeed) -> Json:
    """Give the figures as plain data."""
    return {
        "rows": [_row(row) for row in speed.rows],
        "year": {
            "num_stations": SIZES[-1],
            "wall_s": speed.year_wall_s,
            "parts": speed.year_parts,
        },
        "workers": {
            "is_same": speed.workers.is_same,
            "one": list(speed.workers.one),
            "two": list(speed.workers.two),
        },
    }


def _row(row: BenchResult) -> Json:
    return {
        "num_stations": row.num_stations,
        "events_per_s": row.events_per_s,
        "wall_s": row.wall_s,
        "parts": row.parts,
        "share_of_bare": row.share_of_bare,
        "share_of_other": row.share_of_other,
        "rivals": [
            {"name": rival.name, "wall_s": rival.wall_s, "parts": rival.parts}
            for rival in (row.bare, row.other)
            if rival is not None
        ],
    }
