"""`andon data`: what a data set holds, and other forms of it."""

from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import tyro
from rich.console import Console
from rich.progress import Progress, TaskID
from rich.table import Table

from andon.cli.data_check import DataCheck
from andon.cli.data_view import DataReplay, DataView
from andon.cli.options import make_progress, print_table
from andon.errors import InvalidConfig

if TYPE_CHECKING:
    from collections.abc import Sequence

    from andon.episodes.data import DataSet

__all__ = ["DataCommand"]


@dataclass(frozen=True, kw_only=True)
class DataInfoCommand:
    """Say what a data set holds; only its table of contents is read."""

    data: tyro.conf.Positional[str]
    """Folder or URL."""
    fps: float | None = None
    """Frames per second, for formats that do not keep it (RoboMIND)."""

    def run(self, console: Console) -> int:
        """Print columns, counts and where the episodes came from."""
        from andon.episodes.data import open_data

        data = open_data(self.data, rate_hz=self.fps)
        info, frames = data.info, sum(entry.length for entry in data.episodes)
        console.print(
            f"{self.data}: {data.format}, {len(data.episodes)} episodes, {frames} frames at "
            f"{info.fps:g} Hz ({frames / info.fps / 60:.1f} min), robot {info.robot_type}"
        )
        table = Table("column", "type", "shape", "parts")
        for name, feature in info.features.items():
            parts = ", ".join(feature.names or ())
            shape = " x ".join(map(str, feature.shape))
            table.add_row(name, feature.dtype, shape, parts[:60] + ("..." * (len(parts) > 60)))
        print_table(console, table)
        for text in data.tasks:
            console.print(f"instruction: {text!r}")
        records = [entry.record for entry in data.episodes if entry.record is not None]
        sources = {(r.scenario, r.body, r.policy) for r in records if r.scenario is not None}
        for scenario, body, policy in sorted(sources, key=str):
            console.print(f"recorded: {scenario} with {policy} on {body}")
        known = [r.success for r in records if r.success is not None]
        if known:
            console.print(f"successes: {sum(known)} of {len(known)} episodes that say so")
        return 0


@dataclass(frozen=True, kw_only=True)
class DataStats:
    """Print mean, spread and range of every channel, read from all frames."""

    data: tyro.conf.Positional[str]
    """Folder or URL."""
    fps: float | None = None
    """Frames per second, for formats that do not keep it (RoboMIND)."""

    def run(self, console: Console) -> int:
        """Read all numbers and print the table."""
        from andon.episodes.data import open_data
        from andon.episodes.data.feature import BOOKKEEPING
        from andon.episodes.data.statistics import Stats, add_stats, column_stats

        data = open_data(self.data, rate_hz=self.fps)
        names = [n for n, f in data.info.features.items() if f.is_number and n not in BOOKKEEPING]
        total: dict[str, Stats] = {}
        for position in range(len(data.episodes)):
            columns = data.columns(position, names)
            found = {n: column_stats(data.info.features[n], v) for n, v in columns.items()}
            total = add_stats(total, {n: s for n, s in found.items() if s is not None})
        table = Table("channel", "mean", "std", "min", "max")
        for name, stats in total.items():
            rows = zip(*(stats[s].reshape(-1) for s in ("mean", "std", "min", "max")), strict=True)
            for i, values in enumerate(rows):
                part = data.info.features[name].part(i)
                label = part if part.startswith(name) else f"{name}: {part}"
                table.add_row(label, *(f"{value:.5g}" for value in values))
        print_table(console, table)
        return 0


@dataclass(frozen=True, kw_only=True)
class DataConvert:
    """Copy a data set of any format into a new LeRobotDataset v3, or write it for a viewer."""

    data: tyro.conf.Positional[str]
    """Folder or URL."""
    out: tyro.conf.Positional[str]
    """New folder or URL; a name that ends in .mcap or .rrd writes one episode for viewing."""
    fps: float | None = None
    """Frames per second, for formats that do not keep it (RoboMIND)."""
    episode: int = 0
    """Episode to write, where the output holds one."""
    dry_run: bool = False
    """Say what would be done, and stop."""

    def run(self, console: Console) -> int:
        """Convert."""
        from andon.episodes.data import open_data
        from andon.episodes.data.copying import refuse_existing
        from andon.episodes.data.robomind import RoboMindSet

        refuse_existing(self.out)
        data = open_data(self.data, rate_hz=self.fps)
        if isinstance(data, RoboMindSet) and self.fps is None:
            raise InvalidConfig(
                f"{self.data} keeps no time of any frame. Give --fps: RoboMIND's own tools count "
                "10 frames per second, another converter 30; ask whoever recorded it."
            )
        is_view = self.out.endswith((".mcap", ".rrd"))
        what = f"episode {self.episode}" if is_view else f"{len(data.episodes)} episodes"
        console.print(f"Convert {what} of {self.data} ({data.format}) to {self.out}")
        if self.dry_run:
            return 0
        if is_view:
            from andon.episodes.data.viewing import write_for_viewing

            write_for_viewing(data, self.episode, Path(self.out))
            viewer = "Foxglove" if self.out.endswith(".mcap") else "Rerun"
            console.print(f"Wrote {self.out}. Open it in {viewer}.")
            return 0
        _copy(console, data, range(len(data.episodes)), self.out)
        _say_wrote(console, self.out)
        return 0


@dataclass(frozen=True, kw_only=True)
class DataSplit:
    """Part a data set so that no world (scenario and seed) is in two parts."""

    data: tyro.conf.Positional[str]
    """Folder or URL."""
    out: tuple[str, ...]
    """New folders, one per part."""
    shares: tuple[float, ...] = (0.9, 0.1)
    """Share of each part; 1 in all."""
    by: Literal["seed", "scenario", "episode"] = "seed"
    """What stays together: episodes of one seed, or of one scenario; `episode` parts a set that
    knows neither."""
    seed: int = 0
    """Another seed deals in another way."""
    dry_run: bool = False
    """Say what would be done, and stop."""

    def run(self, console: Console) -> int:
        """Split."""
        from andon.episodes.data import open_data
        from andon.episodes.data.copying import refuse_existing
        from andon.episodes.data.splitting import split_positions

        if len(self.out) != len(self.shares) or len(set(self.out)) != len(self.out):
            raise InvalidConfig(
                f"--out names {len(self.out)} folders and --shares {len(self.shares)} parts; one "
                "folder per part is needed."
            )
        refuse_existing(*self.out)
        data = open_data(self.data)
        parts = split_positions(data, self.shares, by=self.by, seed=self.seed)
        for out, part in zip(self.out, parts, strict=True):
            console.print(f"{out}: {len(part)} of {len(data.episodes)} episodes")
        for out, part in zip(self.out, parts, strict=True) if not self.dry_run else ():
            _copy(console, data, part, out)
            _say_wrote(console, out)
        return 0


@dataclass(frozen=True, kw_only=True)
class DataMerge:
    """Join data sets with the same columns into a new one."""

    data: tyro.conf.Positional[tuple[str, ...]]
    """Folders or URLs."""
    out: str
    """New folder or URL."""
    dry_run: bool = False
    """Say what would be done, and stop."""

    def run(self, console: Console) -> int:
        """Merge."""
        from andon.episodes.data import open_data
        from andon.episodes.data.copying import refuse_existing

        if len(self.data) < 2:
            raise InvalidConfig(f"Two or more data sets are needed; got {list(self.data)}.")
        refuse_existing(self.out)
        sets = [open_data(name) for name in self.data]
        for data in sets[1:]:
            if data.info.features != sets[0].info.features or data.info.fps != sets[0].info.fps:
                raise InvalidConfig(
                    f"{data.store} and {sets[0].store} differ in their columns or their rate: "
                    f"{_differing(sets[0], data)}."
                )
        total = sum(len(data.episodes) for data in sets)
        console.print(f"Join {len(sets)} sets of {total} episodes into {self.out}")
        if not self.dry_run:
            for data in sets:
                _copy(console, data, range(len(data.episodes)), self.out)
            _say_wrote(console, self.out)
        return 0


def _differing(one: "DataSet", other: "DataSet") -> str:
    a, b = one.info.features, other.info.features
    names = sorted(n for n in {*a, *b} if a.get(n) != b.get(n))
    return f"columns {names}" if names else f"{one.info.fps:g} and {other.info.fps:g} Hz"


def _show(progress: Progress, bar: TaskID, done: int) -> None:
    progress.update(bar, completed=done)


def _copy(console: Console, data: "DataSet", part: "Sequence[int]", out: str) -> None:
    """Copy a part of a set and say what was not copied as it was."""
    from andon.episodes.data.copying import copy_episodes, open_copy

    with open_copy(data, out) as writer, make_progress(console) as progress:
        bar = progress.add_task(out, total=len(part))
        notes = copy_episodes(data, part, writer, on_episode=partial(_show, progress, bar))
    for note in notes[:4]:
        console.print(f"  note: {note}", style="dim")
    if len(notes) > 4:
        console.print(f"  and {len(notes) - 4} more of this kind", style="dim")


def _say_wrote(console: Console, out: str) -> None:
    console.print(f"Wrote {out}. Check it: andon data check {out}")


DataCommand = (
    Annotated[DataCheck, tyro.conf.subcommand(name="check")]
    | Annotated[DataInfoCommand, tyro.conf.subcommand(name="info")]
    | Annotated[DataStats, tyro.conf.subcommand(name="stats")]
    | Annotated[DataConvert, tyro.conf.subcommand(name="convert")]
    | Annotated[DataSplit, tyro.conf.subcommand(name="split")]
    | Annotated[DataMerge, tyro.conf.subcommand(name="merge")]
    | Annotated[DataView, tyro.conf.subcommand(name="view")]
    | Annotated[DataReplay, tyro.conf.subcommand(name="replay")]
)
