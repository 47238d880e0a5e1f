"""How fast data sets are written and read; printed beside what the machine can do."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from rich.console import Console
from rich.table import Table

from andon.artifacts import provenance, to_json, write_json
from andon.cli.options import print_table
from andon.errors import InvalidConfig

if TYPE_CHECKING:
    from andon.episodes.data.bench import BenchRow, Share
    from andon.episodes.data.bench_jobs import BenchSet

__all__ = ["BenchData"]

SIZES = {False: (256, 600), True: (4, 240)}
"""Episodes and frames of the measured sets, without and with cameras."""
TARGET, MAX_PEAK_MB = 0.6, 500.0
"""Share of the limit, and memory with a large set, that are aimed at."""
LARGE_FRAMES, LARGE_S = {False: 6000, True: 300}, 120.0
"""Frames of an episode of the large sets, and time that reading them gets."""
LARGE_FRAME_MB = {False: 0.000_28, True: 0.33}
"""What a frame takes on the disk: 68 numbers and bookkeeping, or two pictures of noise."""


@dataclass(frozen=True, kw_only=True)
class BenchData:
    """What to measure."""

    repeats: int
    """Rounds; every round measures everything once, in turn."""
    scale: float
    """Size of the sets against the usual one."""
    lerobot_python: Path | None
    """Interpreter in which lerobot is installed."""
    set_gb: float
    """Size of the large sets; none when 0."""
    json: Path | None
    """File for the figures."""

    def run(self, console: Console, *, dry_run: bool) -> int:
        """Measure, print the table and write the same figures."""
        if not 0 <= self.set_gb < 1e4:
            raise InvalidConfig(f"--set-gb is {self.set_gb:g}; it must lie between 0 and 10,000.")
        if self.lerobot_python is not None and not self.lerobot_python.exists():
            raise InvalidConfig(f"There is no interpreter {self.lerobot_python}.")
        large = f", then sets of {self.set_gb:g} GB" if self.set_gb else ""
        console.print(
            f"Measure writing and reading of data sets, {self.repeats} rounds each{large}"
        )
        if dry_run:
            return 0
        rows: list[BenchRow] = []
        with console.status("Measuring") as status:
            for part in self._measure(lambda name: status.update(name)):
                self._print(console, part)  # at once: a run may take long, and be stopped
                rows += part
        self._say_what_is_missing(console)
        if self.json is not None:
            write_json(self.json, {"rows": [to_json(row) for row in rows], "machine": provenance()})
            console.print(f"Wrote {self.json}")
        return 0

    def _measure(self, on_step: Callable[[str], None]) -> "Iterator[list[BenchRow]]":
        from andon.episodes.data.bench import bench_large, bench_set
        from andon.episodes.data.bench_jobs import BenchSet

        for has_cameras, (episodes, frames) in SIZES.items():
            chosen = BenchSet(
                num_episodes=max(2, round(episodes * self.scale)),
                num_frames=frames,
                has_cameras=has_cameras,
            )
            with TemporaryDirectory(prefix="andon-bench-") as folder:
                yield bench_set(
                    Path(folder),
                    chosen,
                    rounds=self.repeats,
                    lerobot_python=self.lerobot_python,
                    on_step=on_step,
                )
        for has_cameras in (False, True) if self.set_gb else ():
            with TemporaryDirectory(prefix="andon-bench-") as folder:
                yield bench_large(Path(folder), self._large(has_cameras), on_step=on_step)

    def _large(self, has_cameras: bool) -> "BenchSet":
        """Choose a set of the wanted size."""
        from andon.episodes.data.bench_jobs import BenchSet

        frames = LARGE_FRAMES[has_cameras]
        episode_mb = frames * LARGE_FRAME_MB[has_cameras]
        return BenchSet(
            num_episodes=max(2, round(self.set_gb * 1e3 / episode_mb) + 1),
            num_frames=frames,
            has_cameras=has_cameras,
            height=480,
            width=640,
            is_noise=True,
            limit_s=LARGE_S,
        )

    def _print(self, console: Console, rows: "list[BenchRow]") -> None:
        table = Table(
            "what",
            "episodes/s",
            "frames/s",
            "MB/s",
            "of limit",
            "by processor time",
            "of strict limit",
            "by processor time",
            "peak MB",
        )
        for row in rows:
            table.add_row(
                row.name,
                f"{row.episodes_per_s:,.1f}",
                f"{row.frames_per_s:,.0f}",
                f"{row.mb_per_s:,.0f}",
                _share_text(row.of_limit),
                _share_text(row.cpu_of_limit),
                _share_text(row.of_strict_limit),
                _share_text(row.cpu_of_strict_limit),
                f"{row.peak_mb:,.0f}",
            )
        facts = provenance()
        table.caption = (
            f"{facts['cores']} x {facts['cpu']}; median of {self.repeats} rounds and range. Limit "
            "of writing: the same numbers and pictures in plain files, each flushed; strict: not "
            "flushed. Limit of reading: plain files in order; strict: our own files, read plainly "
            f"in order. Target {TARGET:g} of the limit and {MAX_PEAK_MB:g} MB with a large set"
        )
        print_table(console, table)

    def _say_what_is_missing(self, console: Console) -> None:
        if self.lerobot_python is None:
            from andon.episodes.data.bench_lerobot import HOW_TO_INSTALL

            console.print(f"lerobot's own loader: not installed here; {HOW_TO_INSTALL}")
        if not self.set_gb:
            console.print("Memory with a large set: not measured; add --set-gb 10")


def _share_text(share: "Share | None") -> str:
    if share is None:
        return ""
    return f"{share.median:.2f} ({share.low:.2f} to {share.high:.2f})"
