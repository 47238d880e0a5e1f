"""`andon data check`: what is wrong with a data set."""

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import tyro
from rich.console import Console
from rich.table import Table

from andon.cli.options import make_progress, print_table
from andon.errors import InvalidConfig

if TYPE_CHECKING:
    from andon.episodes.data.check import CheckReport

__all__ = ["DataCheck"]


@dataclass(frozen=True, kw_only=True)
class DataCheck:
    """Read a whole data set and apply every rule; exit 1 when one is broken. Changes nothing."""

    data: tyro.conf.Positional[str]
    """Folder or URL of a LeRobotDataset (v2.1 or v3), or folder of RoboMIND files."""
    fps: float | None = None
    """Frames per second, for formats that do not keep it (RoboMIND)."""
    body: str | None = None
    """Body or model file whose joint limits to apply; the recorded one when left out."""
    page: Path | None = None
    """HTML page to write; left out, none is written."""
    json: Path | None = None
    """File to write all findings to."""
    fix: str | None = None
    """Folder of a new set, without what was found as far as that can be known."""
    dry_run: bool = False
    """Say what would be read, and stop."""

    def run(self, console: Console) -> int:
        """Check, print the table, and write what was asked for."""
        from andon.artifacts import write_json
        from andon.bodies.from_file import load_body
        from andon.episodes.data import open_data
        from andon.episodes.data.check import check_data

        if self.fps is not None and not self.fps > 0:
            raise InvalidConfig(f"--fps is {self.fps}; it must be above 0.")
        data = open_data(self.data, is_strict=False, rate_hz=self.fps)
        num_episodes = len(data.episodes)
        console.print(f"Check {num_episodes} episodes of {self.data} ({data.format})")
        if self.dry_run:
            return 0
        body = None if self.body is None else load_body(self.body)
        with make_progress(console) as progress:
            bar = progress.add_task("check", total=num_episodes)
            report = check_data(
                self.data,
                rate_hz=self.fps,
                body=body,
                on_episode=lambda done, _: progress.update(bar, completed=done),
            )
        _print_report(console, report)
        if self.page is not None:
            from andon.dashboard.data_page import make_data_page

            console.print(f"Wrote {make_data_page(report, data, self.page)}")
        if self.json is not None:
            write_json(self.json, report)
            console.print(f"Wrote {self.json}")
        if self.fix is not None and not report.is_ok:
            self._fix(console, report, self.fix)
        elif self.fix is not None:
            console.print("Nothing is to be fixed; no new set was written.")
        return 0 if report.is_ok else 1

    def _fix(self, console: Console, report: "CheckReport", out: str) -> None:
        from andon.episodes.data.fixing import FIXES_PATH, fix_data

        fixes = fix_data(report, out, rate_hz=self.fps)
        console.print(f"Wrote {out}; {FIXES_PATH} in it lists what was done:")
        for fix in fixes:
            place = "" if fix.episode is None else f"episode {fix.episode}: "
            console.print(f"  {fix.rule}: {place}{fix.action}")


def _print_report(console: Console, report: "CheckReport") -> None:
    table = Table("rule", "found", "episodes", "example")
    for facts in report.rules:
        found = report.of(facts.name)
        if not found:
            continue
        errors = [f for f in found if f.is_error]
        shown = errors or found
        episodes = {f.episode for f in shown if f.episode is not None}
        first = shown[0]
        place = "" if first.episode is None else f"episode {first.episode}: "
        count = str(len(errors)) if errors else f"{len(found)} (to know)"
        table.add_row(facts.name, count, str(len(episodes)), f"{place}{first.message}")
    if table.row_count:
        print_table(console, table)
    broken = {f.rule for f in report.findings if f.is_error}
    console.print(
        f"{len(broken)} of {len(report.rules)} rules are broken"
        if broken
        else f"All {len(report.rules)} rules hold for {report.num_frames} frames."
    )
