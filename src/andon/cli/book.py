"""`andon book`: what a line costs, per good part, with public money and without."""

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, cast

import tyro
from rich.console import Console
from rich.table import Table

from andon.cli.options import print_table
from andon.errors import InvalidConfig

if TYPE_CHECKING:
    from andon.artifacts import Json
    from andon.ledger.artifact import Booked

__all__ = ["Book"]


@dataclass(frozen=True, kw_only=True)
class Book:
    """Turn what a line did into books: cost per good part, break-even, payback."""

    source: tyro.conf.Positional[Path]
    """Folder of `andon line run`, or one shift log (.parquet)."""
    prices: str
    """Price file (.toml), or the name of published prices; see `andon line list`."""
    seed: int = 0
    """Seed of the draws of spread prices and of what episodes leave open."""
    out: str | None = None
    """Folder to write; that of the line run or shift log when left out."""
    dry_run: bool = False
    """Book and check, but write nothing."""

    def run(self, console: Console) -> int:
        """Book, write the ledger, print what a part costs."""
        from andon.ledger.artifact import (
            PRICES_NAME,
            book_run,
            price_source,
            published_with,
            read_known,
        )
        from andon.randomness import check_seed

        file, text = price_source(self.prices)
        known = read_known(self.source)
        default = self.source if self.source.is_dir() else self.source.parent
        folder = Path(self.out) if self.out is not None else default
        hours = sum(one.planned_hours for one in known.replications)
        console.print(
            f"Book {hours:,.4g} planned hours of {known.line} at the prices of {file.name}, "
            f"into {folder}"
        )
        published = published_with(self.prices)
        booked = book_run(known, file, seed=check_seed(self.seed), published=published)
        _print_results(console, booked)
        if self.dry_run:
            return 0
        return self._write(console, booked, folder, {PRICES_NAME: text})

    def _write(
        self, console: Console, booked: "Booked", folder: Path, copies: dict[str, str]
    ) -> int:
        from andon.artifacts import make_folder, write_json, write_text
        from andon.dashboard.line_page import make_line_page

        make_folder(folder)
        write_json(folder / "ledger.json", booked.plain)
        for name, text in copies.items():
            write_text(folder / name, text)
        console.print(f"Wrote {folder / 'ledger.json'}")
        if (folder / "summary.json").is_file():
            for name in ("proposal.json", "requests.jsonl", "improvements.json"):
                (folder / name).unlink(missing_ok=True)  # they were made at other prices
            console.print(f"Report: {make_line_page(folder)}")
            console.print(f"Next: andon propose {folder}")
        return 0


def _print_results(console: Console, booked: "Booked") -> None:
    from andon.ledger.results import chance_text

    statement = cast("Json", booked.plain["statement"])
    rows = cast("list[Json]", statement["results"])
    spreads = cast("list[Json]", booked.plain["cost_per_good_part"])
    currency = statement["currency"]
    table = Table("", "without subsidy", "with subsidy")
    table.add_row(
        f"{currency} per good part", *(_printed(row["cost_per_good_part"]) for row in rows)
    )
    if booked.ledger.quantities.good_parts == 0:
        raise InvalidConfig("The line made no good part; there is no cost per good part.")
    table.add_row("  95 % interval over replications", *(_ends(row) for row in spreads))
    table.add_row(f"{currency} per planned hour", *(_printed(row["cost_per_h"]) for row in rows))
    if "break_even_productivity" in rows[0]:
        cells = (f"{float(str(row['break_even_productivity'])):.3f}" for row in rows)
        table.add_row("break-even productivity", *cells)
    if "investment" in rows[0]:
        cells = [f"{float(str(row['productivity'])):.3f}" for row in rows]
        table.add_row("productivity, people = 1", *cells)
        _add_investment(table, [cast("Json", row["investment"]) for row in rows], str(currency))
        uncertain = cast("Json", booked.plain["uncertain"])
        chances = [
            cast("float", r["chance_to_pay"]) for r in cast("list[Json]", uncertain["results"])
        ]
        table.add_row("chance to pay", *(chance_text(chance) for chance in chances))
    else:
        table.caption = "Give human_parts_per_h and the price `operator` to compare with people."
    print_table(console, table)
    if unpriced := cast("list[str]", statement["unpriced"]):
        console.print(f"  without a price, counted as nothing: {', '.join(unpriced)}", style="dim")


def _add_investment(table: Table, rows: "list[Json]", currency: str) -> None:
    table.add_row(f"{currency} net present value", *(_printed(row["npv"]) for row in rows))
    for key in ("simple_payback_yr", "discounted_payback_yr"):
        years = [row[key] for row in rows]
        cells = ("never" if year is None else f"{float(str(year)):.2f}" for year in years)
        table.add_row(f"{key.removesuffix('_yr').replace('_', ' ')} in years", *cells)


def _printed(amount: object) -> str:
    return str(cast("Json", amount)["printed"]) if amount is not None else "none"


def _ends(row: "Json") -> str:
    if row["low"] is None:
        return "one replication"
    return f"{cast('float', row['low']):.4g} to {cast('float', row['high']):.4g}"
