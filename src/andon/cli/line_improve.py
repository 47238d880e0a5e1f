"""`andon line improve`: what to fix first on a line, in parts and in money."""

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
    from andon.artifacts import Json
    from andon.ledger.improvement import PricedImprovement
    from andon.ledger.price_file import PriceFile

__all__ = ["LineImprove"]

TOP = 8
"""Improvements that are printed; the file has all of them."""


@dataclass(frozen=True, kw_only=True)
class LineImprove:
    """Say what to fix first: cut every loss of a line by the same share, one at a time."""

    folder: tyro.conf.Positional[Path]
    """Folder of a line run; once it is booked, improvements are ranked in money."""
    share: float = 0.2
    """Share by which each loss is cut, between 0 and 1."""
    replications: int = 10
    """Pairs of replications per improvement; at least 2."""
    compute: Backend = "auto"
    """Where to compute."""
    workers: int | None = None
    """Processes to use; all cores when left out."""
    dry_run: bool = False
    """Say what would be done, and stop."""

    def run(self, console: Console) -> int:
        """Run every improved line, write and print the ranking."""
        from andon.lines.improvement import variants
        from andon.lines.line_table import line_of_setup

        if self.replications < 2:
            raise InvalidConfig(f"--replications is {self.replications}; pairs need at least 2.")
        check_compute(self.compute, self.workers)
        line = line_of_setup(self.folder)
        count = len(list(variants(line, self.share)))
        console.print(
            f"Cut {count} losses of {line.name} by {self.share:.0%}, one at a time, "
            f"{self.replications} replications each"
        )
        if self.dry_run:
            return 0
        rows, plain, file = self._rank(console)
        _print(console, rows, file)
        return self._write(console, plain)

    def _rank(
        self, console: Console
    ) -> "tuple[tuple[PricedImprovement, ...], Json, PriceFile | None]":
        from typing import cast

        from andon.ledger.artifact import PRICES_NAME, read_known, read_prices_copy
        from andon.ledger.improvement import improvements_statement, rank_in_money
        from andon.lines.line_table import line_of_setup, read_setup

        line, seed = line_of_setup(self.folder), cast("int", read_setup(self.folder)["seed"])
        is_booked = (self.folder / PRICES_NAME).is_file()
        file = read_prices_copy(self.folder) if is_booked else None
        with console.status("Running improved lines"):
            rows = rank_in_money(
                line,
                read_known(self.folder),
                file,
                seed=seed,
                replications=self.replications,
                share=self.share,
                backend=self.compute,
                num_workers=self.workers,
            )
        plain = improvements_statement(
            line, rows, file, seed=seed, replications=self.replications, share=self.share
        )
        return rows, plain, file

    def _write(self, console: Console, plain: "Json") -> int:
        from andon.artifacts import write_json
        from andon.dashboard.line_page import make_line_page

        path = self.folder / "improvements.json"
        write_json(path, plain)
        console.print(f"Wrote {path}")
        console.print(f"Report: {make_line_page(self.folder)}")
        step = "propose" if plain["prices"] else "book"
        words = "" if plain["prices"] else " --prices PRICES.toml"
        console.print(f"Next: andon {step} {self.folder}{words}")
        return 0


def _print(
    console: Console, rows: "tuple[PricedImprovement, ...]", file: "PriceFile | None"
) -> None:
    unit = file.terms.currency if file else ""
    table = Table("fix first", "at", "good parts per h", *([f"{unit} per year"] if file else []))
    for row in rows[:TOP]:
        gain = row.parts_per_h
        parts = "" if gain is None else f"{gain.mean:+.3g} ({gain.low:+.3g} to {gain.high:+.3g})"
        money = "" if row.saved_per_year is None else f"{row.saved_per_year:+,.0f}"
        table.add_row(row.change, row.place, parts, *([money] if file else []))
    table.caption = "paired differences with 95 % intervals; the first of many looks too good"
    print_table(console, table)
