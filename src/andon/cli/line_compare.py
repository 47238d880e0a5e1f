"""`andon line compare`: two lines under the same luck, for example a robot against a person."""

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import tyro
from rich.console import Console
from rich.table import Table

from andon.cli.options import check_compute, print_table
from andon.compute import Backend
from andon.errors import InvalidConfig

if TYPE_CHECKING:
    from andon.lines.analysis import Comparison

__all__ = ["LineCompare"]

ROWS = {
    "throughput_per_h": "good parts per planned hour",
    "line_oee": "OEE of the slowest station",
    "interventions_per_h": "interventions per hour",
    "crew_people": "people of the crews at work",
    "scrap_ratio": "scrap",
    "escape_rate": "escapes",
    "wip": "parts in process",
    "energy_per_part_kwh": "energy per part, kWh",
}
"""KPIs that are compared, and what a plant calls them."""


@dataclass(frozen=True, kw_only=True)
class LineCompare:
    """Run two lines with the same luck and compare them, pair by pair."""

    before: tyro.conf.Positional[str]
    """Line file (.toml) or published line, for example with a person."""
    after: tyro.conf.Positional[str]
    """The other one, for example with a robot at the same station."""
    replications: int = 20
    """Pairs of replications; at least 2."""
    seed: int = 0
    """Seed of both. Below 2**40."""
    json: Path | None = None
    """File to write the same figures to."""
    compute: Backend = "auto"
    """Where to compute."""
    workers: int | None = None
    """Processes to use; all cores when left out."""
    dry_run: bool = False
    """Check that both lines can run, and stop."""

    def run(self, console: Console) -> int:
        """Run both lines and print the paired differences."""
        from andon.artifacts import write_json
        from andon.cli.line import read_line_or_preset
        from andon.lines.analysis import compare_replications, replicate
        from andon.randomness import check_seed

        if self.replications < 2:
            raise InvalidConfig(f"--replications is {self.replications}; pairs need at least 2.")
        check_compute(self.compute, self.workers)
        lines = [read_line_or_preset(name)[0] for name in (self.before, self.after)]
        console.print(
            f"Compare {lines[1].name} with {lines[0].name}: {self.replications} pairs of "
            f"replications with the same luck"
        )
        if self.dry_run:
            return 0
        with console.status("Running both lines"):
            first, second = (
                replicate(
                    line,
                    seed=check_seed(self.seed),
                    replications=self.replications,
                    backend=self.compute,
                    num_workers=self.workers,
                )
                for line in lines
            )
        known = [kpi for kpi in ROWS if all(row.table()[kpi] is not None for row in first.kpis)]
        known = [kpi for kpi in known if all(row.table()[kpi] is not None for row in second.kpis)]
        found = [compare_replications(first, second, kpi) for kpi in known]
        _print(console, found, lines[0].name, lines[1].name)
        if self.json is not None:
            write_json(self.json, {"before": self.before, "after": self.after, "rows": found})
            console.print(f"Wrote {self.json}")
        return 0


def _print(console: Console, rows: "list[Comparison]", before: str, after: str) -> None:
    table = Table("what", before, after, "difference, 95 % interval", "ratio", "")
    for row in rows:
        gap = row.difference
        table.add_row(
            ROWS[row.kpi],
            f"{row.before.mean:.4g}",
            f"{row.after.mean:.4g}",
            f"{gap.mean:+.3g} ({gap.low:+.3g} to {gap.high:+.3g})",
            f"{row.ratio:.3f}" if row.before.mean else "",
            "clear" if row.is_clear else "",
        )
    table.caption = "clear: the interval of the difference leaves out 0"
    print_table(console, table)
