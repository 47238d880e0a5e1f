"""`andon line`: run a production line, write its page, list the published ones."""

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, cast

import tyro
from rich.console import Console
from rich.table import Table

from andon.cli.line_compare import LineCompare
from andon.cli.line_improve import LineImprove
from andon.cli.options import check_compute, clear_folder, print_table, run_folder
from andon.compute import Backend
from andon.errors import InvalidConfig

if TYPE_CHECKING:
    from andon.artifacts import Json
    from andon.lines.line import Line

__all__ = ["LineCommand", "LineImprove", "LineList", "LineReport", "LineRun"]

TOP_REASONS = 5
"""Reasons that are printed; the page has all of them."""


@dataclass(frozen=True, kw_only=True)
class LineRun:
    """Run a line for some replications and write what they say."""

    line: tyro.conf.Positional[str]
    """Line file (.toml), or the name of a published line; see `andon line list`."""
    replications: int = 20
    """Independent runs; each draws anew what the evidence leaves open. Intervals need 2."""
    seed: int = 0
    """Seed of all of them. Below 2**40."""
    out: str | None = None
    """Folder to write; named after the run when left out."""
    compute: Backend = "auto"
    """Where to compute."""
    workers: int | None = None
    """Processes to use; all cores when left out."""
    fresh: bool = False
    """Replace an earlier run that the folder holds."""
    dry_run: bool = False
    """Say what would be done, check that the line can run, and stop."""

    def run(self, console: Console) -> int:
        """Run the line and print what comes out."""
        from andon.lines.artifact import make_setup
        from andon.randomness import check_seed

        if self.replications < 1:
            raise InvalidConfig(f"--replications is {self.replications}; it must be at least 1.")
        check_compute(self.compute, self.workers)
        line, text = read_line_or_preset(self.line)
        setup = make_setup(line, seed=check_seed(self.seed), replications=self.replications)
        folder = run_folder(self.out, "line", line.name, identity=setup)
        console.print(
            f"Run {self.replications} replications of {line.name}, "
            f"{line.horizon_s / 3600:,.4g} h each, {len(line.stations)} stations, into {folder}"
        )
        if self.dry_run:
            return 0
        return self._run(console, line, text, folder)

    def _run(self, console: Console, line: "Line", text: str, folder: Path) -> int:
        from andon.artifacts import write_text
        from andon.dashboard.line_page import make_line_page
        from andon.lines.artifact import run_line

        if self.fresh:
            clear_folder(folder, self.line)
        with console.status(f"Running {self.replications} replications"):
            summary = run_line(
                line,
                folder,
                seed=self.seed,
                replications=self.replications,
                evidence=evidence_scenarios(line, Path(self.line).parent),
                backend=self.compute,
                num_workers=self.workers,
            )
        write_text(folder / "line.toml", text)
        page = make_line_page(folder)
        _print_kpis(console, summary)
        _print_reasons(console, summary)
        console.print(f"Report: {page}")
        _print_next(console, folder)
        return 0


@dataclass(frozen=True, kw_only=True)
class LineReport:
    """Write the page of a line run anew, with the books and proposals that its folder holds."""

    folder: tyro.conf.Positional[Path]
    """Folder of a line run."""
    dry_run: bool = False
    """Check that the folder is complete, and stop."""

    def run(self, console: Console) -> int:
        """Write the page."""
        from andon.dashboard.line_page import make_line_page
        from andon.lines.artifact import read_line_run

        read_line_run(self.folder)
        console.print(f"Write the page of {self.folder}")
        if not self.dry_run:
            console.print(f"Report: {make_line_page(self.folder)}")
            console.print(f"Next: andon propose {self.folder}")
        return 0


@dataclass(frozen=True, kw_only=True)
class LineList:
    """List the published deployments that can be run as lines, and the price files for them."""

    def run(self, console: Console) -> int:
        """Print the tables."""
        from andon.ledger.presets import preset
        from andon.ledger.presets import preset_names as price_names
        from andon.lines.preset import preset_names, read_preset

        table = Table("line", "stations", "hours", "figures", title="Lines", title_justify="left")
        for name in preset_names():
            line = read_preset(name)
            hours, figures = f"{line.horizon_s / 3600:,.4g}", str(len(line.about.figures))
            table.add_row(name, str(len(line.stations)), hours, figures)
        table.caption = "Or the path of a line file (.toml)."
        print_table(console, table)
        table = Table("prices", "what", "currency", title="Prices", title_justify="left")
        for name in price_names():
            one = preset(name)
            table.add_row(name, one.title, one.terms.currency)
        table.caption = "For andon book --prices; or the path of a price file (.toml)."
        print_table(console, table)
        console.print("Try: andon line run sheet_metal_humanoid --replications 10")
        return 0


LineCommand = (
    Annotated[LineRun, tyro.conf.subcommand(name="run")]
    | Annotated[LineReport, tyro.conf.subcommand(name="report")]
    | Annotated[LineCompare, tyro.conf.subcommand(name="compare")]
    | Annotated[LineImprove, tyro.conf.subcommand(name="improve")]
    | Annotated[LineList, tyro.conf.subcommand(name="list")]
)


def read_line_or_preset(name: str) -> "tuple[Line, str]":
    """Read a line file, or a published line, and its text.

    Raises:
        UnknownName: When it is neither a file nor a published line.
    """
    from importlib.resources import files

    from andon.errors import UnknownName
    from andon.lines.line import read_line
    from andon.lines.preset import preset_names, read_preset

    if name in preset_names():
        source = files("andon.lines.presets") / f"{name}.toml"
        return read_preset(name), source.read_text(encoding="utf-8")
    path = Path(name)
    if path.suffix != ".toml" and not path.exists():
        raise UnknownName(
            f"There is no line {name!r}: give a line file (.toml) or one of {preset_names()}."
        )
    line = read_line(path)
    return line, path.read_text(encoding="utf-8")


def evidence_scenarios(line: "Line", folder: Path) -> "dict[str, Json]":
    """Say in which scenario, varied how, the evidence of each station was recorded.

    Args:
        line: The line.
        folder: Folder of the line file, which its evidence is named relative to.

    Returns:
        `scenario` and `variation` by name of the station; nothing where no folder says.
    """
    from andon.artifacts import read_json

    found: dict[str, Json] = {}
    for station in line.stations:
        if station.evidence is None:
            continue
        path = folder / station.evidence.source / "setup.json"
        if path.is_file() and isinstance(setup := read_json(path).get("setup"), dict):
            known = cast("Json", setup)
            found[station.name] = {key: known.get(key) for key in ("scenario", "variation")}
    return found


def _print_kpis(console: Console, summary: "Json") -> None:
    table = Table("what", "mean", "95 % interval of the mean", "9 of 10 replications")
    kpis = cast("dict[str, Json]", summary["kpis"])
    stations = {str(s["name"]): s for s in cast("list[Json]", summary["stations"])}
    _add(table, "good parts per planned hour", kpis["throughput_per_h"])
    people = cast("Json", summary["people"])
    staff = f"people at work (of {people['staff']})"
    for name in _shown_stations(summary, stations):
        own = cast("dict[str, Json]", stations[name]["kpis"])
        for key in ("oee", "availability", "effectiveness", "quality"):
            label = f"OEE of {name}" if key == "oee" else f"  {key}"
            _add(table, label, own[key])
        _add(table, "  h between failures", own["mtbf_s"], 1 / 3600)
        _add(table, "  h between interventions (MTBF/A)", own["mtbf_a_s"], 1 / 3600)
    _add(table, staff, cast("Json", people["at_work"]))
    print_table(console, table)


def _print_next(console: Console, folder: Path) -> None:
    """Say how to book the run, with prices that will not be refused."""
    from andon.ledger.artifact import read_known
    from andon.ledger.price_choice import FIRST, fitting_prices, missing_price

    known = read_known(folder)
    names = fitting_prices(known)
    if not names:
        console.print(
            f"  no published prices fit, for example: {missing_price(known, FIRST)}", style="dim"
        )
    console.print(f"Next: andon book {folder} --prices {names[0] if names else 'PRICES.toml'}")


def _shown_stations(summary: "Json", stations: "dict[str, Json]") -> list[str]:
    """Choose the bottleneck and all robots, at most three."""
    names = [str(summary["bottleneck"])]
    names += [n for n, s in stations.items() if s["kind"] == "robot" and n not in names]
    return names[:3]


def _add(table: Table, label: str, row: "Json", factor: float = 1.0) -> None:
    numbers = {key: value for key, value in row.items() if value is not None}
    if "mean" not in numbers:
        table.add_row(label, "none happened", "", "")
        return
    values = {key: factor * cast("float", value) for key, value in numbers.items()}
    pairs = [
        f"{values[a]:.4g} to {values[b]:.4g}" if a in values else ""
        for a, b in (("low", "high"), ("p05", "p95"))
    ]
    table.add_row(label, f"{values['mean']:.4g}", *pairs)


def _print_reasons(console: Console, summary: "Json") -> None:
    rows = cast("list[Json]", summary["reasons"])
    if not rows:
        console.print("No station stood still.")
        return
    table = Table("why it stops", "station", "h", "of planned time", "times")
    for row in rows[:TOP_REASONS]:
        hours, share, count = (cast("float", row[k]) for k in ("hours", "share", "count"))
        times = f"{count:.4g}" if count else ""
        table.add_row(str(row["text"]), str(row["station"]), f"{hours:.3g}", f"{share:.2%}", times)
    table.caption = "means of the replications"
    print_table(console, table)
