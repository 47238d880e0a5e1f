"""`andon inspect drift` and `andon inspect release`: an inspector in service, and its successor."""

from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import tyro
from rich.console import Console
from rich.table import Table
from rich.text import Text

from andon.cli.options import clear_folder, make_progress, print_table, run_folder
from andon.errors import InvalidConfig
from andon.inspection.choices import AlarmRule

if TYPE_CHECKING:
    from andon.inspection.input_drift import DriftReport
    from andon.inspection.release import Release

__all__ = ["InspectDrift", "InspectRelease"]

EXIT = {"GREEN": 0, "RED": 1, "AMBER": 3}


@dataclass(frozen=True, kw_only=True)
class InspectDrift:
    """Watch new pictures for drift: exit 0 none, 1 alarm, 3 too few parts to say."""

    inspector: tyro.conf.Positional[Path]
    """Folder of `inspect fit`."""
    pictures: tyro.conf.Positional[Path]
    """Folder of pictures; the order of their names must be the order in which they came."""
    rule: AlarmRule = "ever"
    """What is guaranteed without drift: `ever` a false alarm, or the `run_length` between two."""
    alpha: float = 0.01
    """Chance of ever raising a false alarm, for `ever`."""
    run_length: int = 10_000
    """Average parts between two false alarms, at least, for `run_length`."""
    smallest_shift: float = 1.0
    """Shift that must not go unnoticed, in standard deviations of the calibration parts."""
    seed: int = 0
    """Seed of tie breaks and of the simulated power."""
    out: str | None = None
    """Folder to write; named after the inspector and the pictures when left out."""
    dry_run: bool = False
    """Say what would be done, and stop."""

    def run(self, console: Console) -> int:
        """Watch, write figures and page, print the answer. Nothing is fitted again."""
        from andon.artifacts import make_folder, provenance, to_json, write_json
        from andon.cli.inspect_decisions import pictures_in
        from andon.dashboard.inspection_watch_page import make_drift_page
        from andon.inspection.drift import DriftAlarm
        from andon.inspection.grade_inspector import judge
        from andon.inspection.input_drift import calibration_values, values_of, watch_input
        from andon.inspection.inspector_folder import read_inspector

        alarm = DriftAlarm(rule=self.rule, alpha=self.alpha, run_length_parts=self.run_length)
        if self.smallest_shift <= 0.0:
            raise InvalidConfig(f"--smallest-shift is {self.smallest_shift}; it must be above 0.")
        stored = read_inspector(self.inspector)
        calibration = calibration_values(stored)
        examples = pictures_in(self.pictures, None)
        settings = {k: v for k, v in asdict(self).items() if k not in ("out", "dry_run")}
        names = (self.inspector.name, self.pictures.name)
        folder = run_folder(self.out, "inspect-drift", *names, identity=settings)
        num_known = len(calibration["score"])
        console.print(f"Watch {len(examples)} pictures against {num_known} calibration parts")
        if self.dry_run:
            return 0
        clear_folder(folder, self.inspector, self.pictures)
        make_folder(folder)
        with make_progress(console) as progress:
            task = progress.add_task("inspect", total=len(examples))
            judged = judge(stored, examples, on_progress=lambda _: progress.advance(task))
        parts = [(part.example.name, values_of(part)) for part in judged]
        report = watch_input(
            calibration, parts, alarm=alarm, smallest_shift=self.smallest_shift, seed=self.seed
        )
        record = {"schema": 1, "inspector": str(self.inspector), **_record(to_json(report))}
        write_json(folder / "drift.json", record)
        write_json(folder / "provenance.json", provenance())
        write_json(folder / "setup.json", {"schema": 1, "command": "inspect drift", **settings})
        page = make_drift_page(folder)
        _print_drift(console, report)
        console.print(f"Report: {page}")
        return EXIT[report.lamp]


@dataclass(frozen=True, kw_only=True)
class InspectRelease:
    """May a new inspector replace the one in service: exit 0 GREEN, 1 RED, 3 AMBER."""

    incumbent: tyro.conf.Positional[Path]
    """Folder of the inspector in service."""
    challenger: tyro.conf.Positional[Path]
    """Folder of the inspector that would replace it."""
    data: Path | None = None
    """Set to judge both on; the parts that both held out when left out."""
    max_rise: float = 0.01
    """Rise of the share of false alarms that counts as none."""
    alpha: float = 0.05
    """Largest chance of a wrong GREEN, and of a wrong RED."""
    seed: int = 0
    """Seed of the order in which good parts are looked at."""
    out: str | None = None
    """Folder to write; named after the two when left out."""
    dry_run: bool = False
    """Say what would be done, and stop."""

    def run(self, console: Console) -> int:
        """Judge, write figures and page, print the answer."""
        from andon.artifacts import make_folder, provenance, to_json, write_json
        from andon.dashboard.inspection_watch_page import make_release_page
        from andon.inspection.inspector_folder import read_inspector
        from andon.inspection.release import decide_release
        from andon.inspection.release_parts import pair_decisions, parts_of_both

        stored = (read_inspector(self.incumbent), read_inspector(self.challenger))
        examples = parts_of_both(*stored, self.data)
        settings = {k: v for k, v in asdict(self).items() if k not in ("out", "dry_run")}
        names = (self.incumbent.name, self.challenger.name)
        folder = run_folder(self.out, "inspect-release", *names, identity=settings)
        num_bad = sum(e.label.is_bad for e in examples)
        console.print(
            f"Judge {self.challenger} against {self.incumbent} on {len(examples)} parts that "
            f"neither was set up on, {num_bad} of them bad"
        )
        if self.dry_run:
            return 0
        clear_folder(folder, self.incumbent, self.challenger, self.data)
        make_folder(folder)
        with make_progress(console) as progress:
            task = progress.add_task("inspect", total=2 * len(examples))
            pairs = pair_decisions(*stored, examples, on_progress=lambda _: progress.advance(task))
        release = decide_release(pairs, max_rise=self.max_rise, alpha=self.alpha, seed=self.seed)
        arms = {
            "incumbent_inspector": str(self.incumbent),
            "challenger_inspector": str(self.challenger),
        }
        write_json(folder / "release.json", {"schema": 1, **arms, **_record(to_json(release))})
        write_json(folder / "parts.json", {"schema": 1, "parts": pairs})
        write_json(folder / "provenance.json", provenance())
        write_json(folder / "setup.json", {"schema": 1, "command": "inspect release", **settings})
        page = make_release_page(folder)
        _print_release(console, release)
        console.print(f"Report: {page}")
        return EXIT[release.lamp]


def _print_drift(console: Console, report: "DriftReport") -> None:
    table = Table("shift", "noticed within these parts", "median delay")
    for row in report.power:
        delay = row.median_delay_parts
        table.add_row(
            f"{row.shift_sd:g} sd",
            f"{row.noticed.count} of {row.noticed.total} simulations",
            "" if delay is None else f"{delay:g} parts",
        )
    print_table(console, table)
    console.print(Text.assemble((report.lamp, "bold"), ": ", report.reason))
    if report.alarm_part:
        console.print(f"  from {report.alarm_part} on; nothing was fitted again")


def _print_release(console: Console, release: "Release") -> None:
    table = Table("kind of defect", "parts", "newly found", "newly missed")
    for row in release.by_class:
        cells = (row.num_parts, row.newly_found, row.newly_missed)
        table.add_row(row.name, *(str(cell) for cell in cells))
    print_table(console, table)
    console.print(Text.assemble((release.lamp, "bold"), ": ", release.reason))


def _record(plain: object) -> dict[str, object]:
    if not isinstance(plain, dict):
        raise InvalidConfig("A report is a record.")
    return {str(key): value for key, value in plain.items()}  # pyright: ignore[reportUnknownVariableType, reportUnknownArgumentType]  # plain JSON
