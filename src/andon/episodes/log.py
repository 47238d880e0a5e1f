"""The episode log: every episode is on disk, whole, the moment it ends."""

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any, cast

import pyarrow as pa
import pyarrow.parquet as pq

from andon.artifacts import make_folder, write_bytes
from andon.episodes.episode import Episode, Event
from andon.errors import BrokenFile

__all__ = ["EpisodeLog", "read_episodes", "write_episodes"]

LOG_NAME = "episodes.parquet"
PARTS = "parts"
PLAIN: dict[str, pa.DataType] = {
    "seed": pa.int64(),
    "scenario": pa.string(),
    "body": pa.string(),
    "policy": pa.string(),
    "success": pa.bool_(),
    "survived": pa.bool_(),
    "cause": pa.string(),
    "place": pa.string(),
    "num_steps": pa.int64(),
    "duration_s": pa.float64(),
    "checksum": pa.string(),
}
EVENTS = pa.list_(
    pa.struct([("time_s", pa.float64()), ("name", pa.string()), ("detail", pa.string())])
)
METRIC, DRAW = "metric.", "draw."


class EpisodeLog:
    """A folder of episodes: `episodes.parquet`, and one part per episode since it was written.

    A part is written whole or not at all, so that a kill at any moment loses only the episodes
    that were running. Several processes may append at once.
    """

    def __init__(self, folder: Path) -> None:
        """Open a log; makes the folder if needed.

        Raises:
            CannotWrite: When the folder cannot be written to.
        """
        self.folder = folder
        make_folder(folder / PARTS)

    def append(self, episode: Episode) -> None:
        """Write a finished episode.

        Raises:
            CannotWrite: When the disk is full or the folder cannot be written to.
        """
        path = self.folder / PARTS / f"{episode.seed:020d}.parquet"
        write_bytes(path, _to_bytes([episode]))

    def read(self) -> list[Episode]:
        """Give all episodes in the order of their seeds."""
        return read_episodes(self.folder)

    def close(self, keep: Iterable[Episode]) -> None:
        """Put chosen episodes into one file and drop the parts.

        Args:
            keep: Episodes to keep.
        """
        write_episodes(self.folder / LOG_NAME, keep)
        for part in (self.folder / PARTS).iterdir():
            part.unlink()
        (self.folder / PARTS).rmdir()


def write_episodes(path: Path, episodes: Iterable[Episode]) -> None:
    """Write episodes into one Parquet file, whole or not at all."""
    write_bytes(path, _to_bytes(sorted(episodes, key=lambda e: e.seed)))


def read_episodes(folder: Path) -> list[Episode]:
    """Read the episodes of a folder, finished log and parts alike.

    Args:
        folder: Folder of an artifact.

    Returns:
        Episodes in the order of their seeds, each seed once.

    Raises:
        BrokenFile: When the folder has no log, or a file is no episode log.
    """
    parts = sorted((folder / PARTS).glob("*.parquet")) if (folder / PARTS).is_dir() else []
    parts = [part for part in parts if not part.name.startswith(".")]
    whole = [folder / LOG_NAME] if (folder / LOG_NAME).is_file() else []
    if not parts and not whole and not (folder / PARTS).is_dir():
        raise BrokenFile(f"{folder} holds no episode log ({LOG_NAME}).")
    found = {e.seed: e for path in [*whole, *parts] for e in _from_file(path)}
    return [found[seed] for seed in sorted(found)]


def _to_bytes(episodes: list[Episode]) -> bytes:
    metrics = sorted({name for e in episodes for name in e.metrics})
    draws = sorted({name for e in episodes for name in e.draw})
    columns: dict[str, pa.Array] = {
        name: pa.array([getattr(e, name) for e in episodes], kind) for name, kind in PLAIN.items()
    }
    rows = [
        [{"time_s": v.time_s, "name": v.name, "detail": v.detail} for v in e.events]
        for e in episodes
    ]
    columns["events"] = pa.array(rows, EVENTS)
    for name in metrics:
        columns[METRIC + name] = pa.array([e.metrics.get(name) for e in episodes], pa.float64())
    for name in draws:
        columns[DRAW + name] = pa.array([e.draw.get(name) for e in episodes], pa.float64())
    table = pa.table(columns, metadata={"andon.schema": "1"})
    sink = pa.BufferOutputStream()
    pq.write_table(table, sink, compression="zstd", write_page_checksum=True)
    return sink.getvalue().to_pybytes()


def _from_file(path: Path) -> list[Episode]:
    try:
        rows = pq.read_table(path, page_checksum_verification=True).to_pylist()
        return [_from_row(cast("Mapping[str, Any]", row)) for row in rows]
    except (OSError, pa.ArrowException, KeyError, TypeError, ValueError) as error:
        raise BrokenFile(
            f"{path} is no episode log, or broken: {error}. Delete this file to run its episodes "
            "again."
        ) from error


def _from_row(row: Mapping[str, Any]) -> Episode:
    events = tuple(
        Event(time_s=v["time_s"], name=v["name"], detail=v["detail"]) for v in row["events"]
    )
    return Episode(
        **{name: row[name] for name in PLAIN},
        events=events,
        metrics=_prefixed(row, METRIC),
        draw=_prefixed(row, DRAW),
    )


def _prefixed(row: Mapping[str, Any], prefix: str) -> dict[str, float]:
    return {
        name.removeprefix(prefix): float(value)
        for name, value in row.items()
        if name.startswith(prefix) and value is not None
    }
