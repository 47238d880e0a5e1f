"""`andon bench`: how fast this machine is, always against a limit measured in the same run."""

from dataclasses import dataclass
from math import inf
from pathlib import Path
from typing import Literal

import tyro
from rich.console import Console
from rich.table import Table

from andon.cli.options import print_table
from andon.errors import InvalidConfig

__all__ = ["Bench"]


@dataclass(frozen=True, kw_only=True)
class Bench:
    """Measure speed; every figure is a ratio to a baseline of the same run."""

    what: tyro.conf.Positional[Literal["world", "engines", "line", "data"]] = "world"
    """`world`: our closed loop against raw stepping; `engines`: the ways to step many worlds;
    `line`: production lines against bare SimPy; `data`: data sets against plain Parquet and
    PyAV."""
    num_worlds: int = 256
    """Worlds stepped together."""
    seconds: float = 4.0
    """Time per measurement."""
    repeats: int = 5
    """Rounds; every round measures everything once, in turn."""
    json: Path | None = None
    """File to write the same figures to."""
    dry_run: bool = False
    """Say what would be measured, and stop."""

    def run(self, console: Console) -> int:
        """Measure and print the table."""
        from andon.artifacts import provenance, write_json
        from andon.cli.bench_world import measure_engines, measure_world

        if self.num_worlds < 1 or self.repeats < 1 or not 0 < self.seconds < inf:
            raise InvalidConfig(
                f"A measurement needs --num-worlds and --repeats of at least 1 and --seconds above "
                f"0; got {self.num_worlds}, {self.repeats} and {self.seconds:g}."
            )
        if self.what == "line":
            return self._line(console)
        if self.what == "data":
            from andon.cli.bench_data import run_bench_data

            return run_bench_data(
                console,
                repeats=self.repeats,
                scale=self.seconds / 4.0,
                json=self.json,
                dry_run=self.dry_run,
            )
        console.print(
            f"Measure {self.what} with {self.num_worlds} worlds, {self.repeats} rounds of "
            f"{self.seconds:g} s each"
        )
        if self.dry_run:
            return 0
        measure = measure_world if self.what == "world" else measure_engines
        rows = measure(num_worlds=self.num_worlds, seconds=self.seconds, repeats=self.repeats)
        table = Table(
            "what", "control steps/s", "share of limit", "range", "target", "MB per world"
        )
        for row in rows:
            table.add_row(
                row.name,
                f"{row.steps_per_s:,.0f}",
                f"{row.share:.2f}",
                f"{row.share_low:.2f} to {row.share_high:.2f}",
                row.target,
                f"{row.mb_per_world:.2f}" if row.mb_per_world is not None else "",
            )
        facts = provenance()
        table.caption = f"{facts['cores']} x {facts['cpu']}, MuJoCo {facts['mujoco']}"
        print_table(console, table)
        if self.json is not None:
            write_json(self.json, {"rows": rows, "machine": facts})
            console.print(f"Wrote {self.json}")
        return 0

    def _line(self, console: Console) -> int:
        from andon.artifacts import provenance, write_json
        from andon.cli.bench_line import SIZES, line_rows, measure_line, print_line

        console.print(f"Measure lines of {SIZES} stations, {self.repeats} rounds each")
        if self.dry_run:
            return 0
        rows, facts = measure_line(repeats=self.repeats), provenance()
        print_line(console, rows, facts)
        if self.json is not None:
            write_json(self.json, {"rows": line_rows(rows), "machine": facts})
            console.print(f"Wrote {self.json}")
        return 0
