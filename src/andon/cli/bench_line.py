"""How fast lines run, beside a bare SimPy model of the same line."""

from rich.console import Console
from rich.table import Table

from andon.artifacts import Json
from andon.cli.options import print_table
from andon.lines.bench import BenchResult, bench_line, make_bench_line

__all__ = ["line_rows", "measure_line", "print_line"]

SIZES = (1, 5, 20)
"""Stations of the lines that are measured; the last one is the line of the yearly figure."""

STATION_DAYS = 40.0
"""Simulated days times stations, so that every line makes about as many events."""

TARGET = 0.5
"""Share of the speed of the bare model that is aimed at."""


def measure_line(*, repeats: int) -> list[BenchResult]:
    """Time lines of several lengths against their bare models, in turns."""
    return [
        bench_line(
            make_bench_line(num_stations=size, horizon_s=STATION_DAYS / size * 86400.0),
            rounds=repeats,
        )
        for size in SIZES
    ]


def print_line(console: Console, rows: list[BenchResult], facts: dict[str, str]) -> None:
    """Print the table."""
    table = Table("stations", "events/s", "share of bare SimPy", "a year takes, s", "same parts")
    for row in rows:
        table.add_row(
            str(row.num_stations),
            f"{row.events_per_s:,.0f}",
            f"{row.share_of_bare:.2f}",
            f"{row.year_wall_s:,.1f}",
            "yes" if row.parts == row.bare_parts else f"no: {row.parts} and {row.bare_parts}",
        )
    table.caption = (
        f"{facts['cores']} x {facts['cpu']}; target at least {TARGET:g} of bare SimPy, which keeps "
        "no log; a year is scaled from the run"
    )
    print_table(console, table)


def line_rows(rows: list[BenchResult]) -> list[Json]:
    """Give the figures as plain data."""
    return [
        {
            "num_stations": row.num_stations,
            "events_per_s": row.events_per_s,
            "share_of_bare": row.share_of_bare,
            "year_wall_s": row.year_wall_s,
            "parts": row.parts,
            "bare_parts": row.bare_parts,
        }
        for row in rows
    ]
