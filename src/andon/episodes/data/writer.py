"""Write a LeRobotDataset v3 whose every finished episode is safe, whatever happens next."""

import os
import shutil
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from tempfile import mkdtemp
from types import TracebackType
from typing import IO, Any, Self

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
from numpy.typing import NDArray

from andon.artifacts import Json, file_hash
from andon.episodes.data.episode_table import (
    EpisodeRow,
    Place,
    episode_schema,
    episode_table,
    next_place,
    numbers_of,
    table_bytes,
    tasks_bytes,
)
from andon.episodes.data.feature import BOOKKEEPING, Columns, Feature, to_arrow
from andon.episodes.data.info import EPISODES_PATH, INFO_PATH, DataInfo, fill_path, make_info
from andon.episodes.data.lerobot import TASKS_PATH
from andon.episodes.data.lock import hold_lock
from andon.episodes.data.record import EpisodeRecord
from andon.episodes.data.set_state import (
    STATS_PATH,
    SetState,
    put_json,
    resume_state,
    start_state,
)
from andon.episodes.data.statistics import Stats, add_stats, column_stats, stats_to_json
from andon.episodes.data.store import Store, make_store
from andon.episodes.data.video_file import VideoSpan
from andon.errors import CannotWrite, InvalidConfig

__all__ = ["DataWriter", "StagedVideo"]

ROWS_PER_FILE = 100
"""Rows of the table of episodes in one file; the last file is written anew with every episode."""


@dataclass(frozen=True, kw_only=True)
class StagedVideo:
    """A finished video of one episode, waiting to be taken into the set."""

    path: Path
    """File, in the writer's staging folder."""
    num_frames: int
    """Frames in it."""
    stats: Stats | None
    """Statistics of its pictures."""


class DataWriter:
    """Appends episodes to a data set; `meta/info.json` is replaced last and makes each one count.

    Before that an episode is in files that nobody looks at. So a kill at any moment leaves a set of
    whole episodes, and needs no repair. One process writes at a time.
    """

    def __init__(
        self,
        root: str | Path | Store,
        *,
        fps: float,
        features: Mapping[str, Feature],
        robot_type: str | None = None,
        tasks: Sequence[str] = (),
        declared: Json | None = None,
    ) -> None:
        """Start a set, or go on with one that has the same columns.

        Args:
            root: Folder or URL.
            fps: Frames per second.
            features: Columns, without bookkeeping.
            robot_type: Name of the robot.
            tasks: Instructions to list first, whether an episode has them or not.
            declared: Entries of `meta/info.json` to carry over.

        Raises:
            InvalidConfig: When the folder holds a set with other columns, or something else.
            CannotWrite: When it cannot be written to, or another process is writing there.
        """
        self.store = make_store(root)
        self.wanted = make_info(
            fps=fps, features=features, robot_type=robot_type, declared=declared
        )
        self._staging: Path | None = None
        self._lock: IO[bytes] | None = hold_lock(self.store)
        is_open = False
        try:
            self.store.remove_partials()
            self._remove_staging()
            self._state = (
                resume_state(self.store, self.wanted)
                if self.store.exists(INFO_PATH)
                else start_state(self.store, self.wanted, tasks)
            )
            is_open = True
        finally:
            if not is_open:
                self.close()
        self.schema = episode_schema(self.info)

    def __enter__(self) -> Self:
        """Give the writer."""
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Let go of the folder."""
        self.close()

    @property
    def info(self) -> DataInfo:
        """What the set on disk says about itself."""
        return self._state.info

    def staging(self) -> Path:
        """Give a folder for files of the running episode; it vanishes with the writer.

        Raises:
            CannotWrite: When it cannot be made.
        """
        if self._staging is None:
            try:
                if self.store.path is None:
                    self._staging = Path(mkdtemp(prefix="andon-"))
                else:
                    self._staging = self.store.path / f".staging-{os.getpid()}"
                    self._staging.mkdir(parents=True, exist_ok=True)
            except OSError as error:
                raise CannotWrite(f"Cannot write to {self.store}: {error.strerror}.") from error
        return self._staging

    def write(
        self,
        columns: Columns,
        *,
        tasks: Sequence[str],
        videos: Mapping[str, StagedVideo] | None = None,
        picture_stats: Mapping[str, Stats] | None = None,
        record: EpisodeRecord | None = None,
    ) -> int:
        """Add an episode; when this returns, it is on disk for good.

        Args:
            columns: Frames by column. `timestamp` is counted from the frame rate where it is not
                given; `task_index` counts within `tasks` and may be left out where there is one.
            tasks: Instructions, each once.
            videos: Finished videos by camera.
            picture_stats: Statistics of cameras whose pictures are in `columns`.
            record: Where the episode came from.

        Returns:
            Index of the episode.

        Raises:
            InvalidConfig: When the columns are not those that were declared.
            CannotWrite: When the disk is full; the set is as it was before.
        """
        state, staged = self._state, dict(videos or {})
        length = _length(columns)
        self._check(columns, staged, tasks, length)
        all_tasks = (*state.tasks, *(t for t in dict.fromkeys(tasks) if t not in state.tasks))
        index, place = state.info.total_episodes, next_place(state.data)
        frames = self._bookkeeping(columns, tasks, all_tasks, length)
        data_file = fill_path(state.info.data_path, numbers_of(place), where=str(self.store))
        arrays = [(f, frames[n]) for n, f in self.info.features.items() if f.dtype != "video"]
        table = pa.table({f.name: to_arrow(f, values) for f, values in arrays})
        stats = {f.name: column_stats(f, values) for f, values in arrays}
        stats |= {key: video.stats for key, video in staged.items()} | dict(picture_stats or {})
        hashes = {data_file: self._publish_table(table, data_file)}
        spans: dict[str, tuple[Place, VideoSpan]] = {}
        for key, video in staged.items():
            file, digest = self._publish_video(key, video, place)
            hashes[file] = digest
            span = VideoSpan(file=file, from_s=0.0, to_s=length / self.info.fps)
            spans[key] = (place, span)
        is_full = state.tail is not None and state.tail.num_rows >= ROWS_PER_FILE
        meta = next_place(state.meta) if is_full else state.meta
        row = EpisodeRow(
            index=index,
            tasks=tuple(tasks),
            first_frame=state.info.total_frames,
            length=length,
            data=place,
            videos=spans,
            meta=meta,
            stats={name: value for name, value in stats.items() if value is not None},
            record=record,
            file_hashes=hashes,
        )
        self._commit(row, state, all_tasks, tail=None if is_full else state.tail)
        return index

    def _commit(
        self, row: EpisodeRow, state: SetState, tasks: tuple[str, ...], *, tail: pa.Table | None
    ) -> None:
        """Write the metadata of an episode; the last write makes it part of the set."""
        fresh = episode_table(row, self.schema)
        table = fresh if tail is None else pa.concat_tables([tail, fresh])
        stats = add_stats(state.stats, row.stats)
        info = state.info.grown(
            episodes=row.index + 1, frames=row.first_frame + row.length, tasks=len(tasks)
        )
        if tasks != state.tasks or not self.store.exists(TASKS_PATH):
            self.store.write_bytes(TASKS_PATH, tasks_bytes(list(tasks)))
        name = fill_path(EPISODES_PATH, numbers_of(row.meta), where=str(self.store))
        self.store.write_bytes(name, table_bytes(table))
        put_json(self.store, STATS_PATH, stats_to_json(stats))
        self.store.sync_folders()
        put_json(self.store, INFO_PATH, info.to_json())
        self.store.sync_folders()
        self._state = SetState(
            info=info, tasks=tasks, stats=stats, tail=table, meta=row.meta, data=row.data
        )

    def _check(
        self, columns: Columns, videos: Mapping[str, StagedVideo], tasks: Sequence[str], length: int
    ) -> None:
        declared = {n: f for n, f in self.info.features.items() if n not in BOOKKEEPING}
        given = {*(name for name in columns if name not in BOOKKEEPING), *videos}
        if given != set(declared):
            raise InvalidConfig(
                f"The episode has the columns {sorted(given)}; {sorted(declared)} are declared."
            )
        if not tasks or len(set(tasks)) != len(tasks):
            raise InvalidConfig(f"An episode needs instructions, each once; got {list(tasks)}.")
        for key, video in videos.items():
            if video.num_frames != length:
                raise InvalidConfig(
                    f"{key!r} has {video.num_frames} pictures and the episode {length} frames."
                )

    def _bookkeeping(
        self, columns: Columns, tasks: Sequence[str], all_tasks: Sequence[str], length: int
    ) -> Columns:
        """Add the columns that say which frame belongs where."""
        info = self.info
        local = np.asarray(columns.get("task_index", np.zeros(length, np.int64)))
        numbers = np.array([all_tasks.index(task) for task in tasks], np.int64)
        if len(local) and not (int(local.min()) >= 0 and int(local.max()) < len(tasks)):
            raise InvalidConfig(f"task_index must count within the {len(tasks)} instructions.")
        frame_index = np.arange(length, dtype=np.int64)
        kind = np.dtype(info.features["timestamp"].dtype)
        times: NDArray[Any] = columns.get("timestamp", (frame_index / info.fps).astype(kind))
        return {
            **columns,
            "timestamp": times,
            "frame_index": frame_index,
            "episode_index": np.full(length, info.total_episodes, np.int64),
            "index": frame_index + info.total_frames,
            "task_index": numbers[local],
        }

    def _publish_table(self, table: pa.Table, name: str) -> str:
        with self.store.draft(name) as draft:
            _write_parquet(table, draft)
            return file_hash(draft)

    def _publish_video(self, key: str, video: StagedVideo, place: Place) -> tuple[str, str]:
        values = {**numbers_of(place), "video_key": key}
        name = fill_path(self.info.video_path or "", values, where=str(self.store))
        digest = file_hash(video.path)
        with self.store.draft(name) as draft:
            try:
                shutil.move(video.path, draft)
            except OSError as error:
                raise CannotWrite(f"Cannot write {name}: {error.strerror}.") from error
        return name, digest

    def close(self) -> None:
        """Let go of the folder; everything is on disk already."""
        if self._staging is not None:
            shutil.rmtree(self._staging, ignore_errors=True)
            self._staging = None
        if self._lock is not None:
            self._lock.close()
            self._lock = None

    def _remove_staging(self) -> None:
        """Remove what a killed writer left of its running episode."""
        if self.store.path is not None and self.store.path.is_dir():
            for left in self.store.path.glob(".staging-*"):
                shutil.rmtree(left, ignore_errors=True)


def _write_parquet(table: pa.Table, path: Path) -> None:
    try:
        write = partial(pq.write_table, compression="snappy", write_page_checksum=True)
        write(table, path)
    except OSError as error:
        raise CannotWrite(f"Cannot write {path}: {error.strerror or error}.") from error


def _length(columns: Columns) -> int:
    lengths = {name: len(values) for name, values in columns.items()}
    if not lengths or min(lengths.values()) < 1 or len(set(lengths.values())) != 1:
        raise InvalidConfig(f"An episode needs one value per frame in each column; got {lengths}.")
    return next(iter(lengths.values()))
