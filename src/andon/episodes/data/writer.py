"""Write a LeRobotDataset v3 whose every finished episode is safe, whatever happens next."""

import os
import shutil
import time
from collections.abc import Mapping, Sequence
from contextlib import nullcontext, suppress
from dataclasses import dataclass
from pathlib import Path
from tempfile import mkdtemp
from types import TracebackType
from typing import IO, Any, Self

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from andon.artifacts import Json, file_hash
from andon.episodes.data.committing import commit
from andon.episodes.data.episode_table import EpisodeRow, Place, next_place, numbers_of
from andon.episodes.data.feature import BOOKKEEPING, Columns, Feature, to_arrow
from andon.episodes.data.info import INFO_PATH, DataInfo, fill_path, make_info
from andon.episodes.data.journal import Finished, Journal, read_journal
from andon.episodes.data.lock import hold_lock
from andon.episodes.data.record import EpisodeRecord
from andon.episodes.data.set_state import resume_state, start_state
from andon.episodes.data.statistics import Stats, number_stats
from andon.episodes.data.store import Store, make_store
from andon.episodes.data.video_file import VideoSpan
from andon.errors import CannotWrite, InvalidConfig

__all__ = ["DataWriter", "StagedVideo"]

LISTED_EVERY_S = 1.0
"""Episodes that come slower than this are listed at once, faster ones together."""
MAX_UNLISTED, MAX_UNLISTED_MB = 64, 64.0
"""Most episodes, and their size in memory, that are finished and not listed yet."""
LARGE_MB = 16.0
"""A larger episode gets its own file at once: the flushes are little beside it."""


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
    """Appends episodes to a data set; each is on disk for good when `write` returns.

    An episode that comes alone is written to its files and listed by replacing `meta/info.json`
    last. Of episodes that come fast, many in a second, each is appended to a journal, which andon's
    readers read too; they get their files together, within a second or when the writer closes. So a
    kill at any moment leaves a set of whole episodes and needs no repair. One process writes at a
    time.
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
        self._journal: Journal | None = None
        self._unlisted: list[Finished] = []
        self._unlisted_mb = 0.0
        self._tasks: dict[str, int] = {}  # instructions of all finished episodes, by text
        self._listed_s = -np.inf
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
            self._recover()
            self._tasks = {text: i for i, text in enumerate(self._state.tasks)}
            is_open = True
        finally:
            if not is_open:
                self._let_go()

    def __enter__(self) -> Self:
        """Give the writer."""
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Let go of the folder; what went wrong first is what is said."""
        with suppress(CannotWrite) if kind is not None else nullcontext():
            self.close()

    @property
    def info(self) -> DataInfo:
        """What the set on disk says about itself, with every finished episode."""
        if not self._unlisted:
            return self._state.info
        last = self._unlisted[-1].row
        return self._state.info.grown(
            episodes=last.index + 1, frames=last.first_frame + last.length, tasks=len(self._tasks)
        )

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
        staged, length = dict(videos or {}), _length(columns)
        info = self.info
        _check(info.features, columns, staged, tasks, length)
        new_tasks = tuple(text for text in tasks if text not in self._tasks)
        # Copies: Arrow points into arrays, and the caller may fill its own again.
        own: Columns = {name: np.array(values) for name, values in columns.items()}
        frames = self._bookkeeping(info, own, tasks, new_tasks, length)
        stored = {n: f for n, f in info.features.items() if f.dtype != "video"}
        table = pa.table({name: to_arrow(f, frames[name]) for name, f in stored.items()})
        size_mb = table.nbytes / 1e6
        if self._is_time_to_list(size_mb):
            self._list()  # before this episode is safe, so that nothing can fail after it is
        place = self._next_place(has_videos=bool(staged))
        spans: dict[str, tuple[Place, VideoSpan]] = {}
        hashes: dict[str, str] = {}
        for key, video in staged.items():
            file, hashes[file] = self._publish_video(key, video, place)
            spans[key] = (place, VideoSpan(file=file, from_s=0.0, to_s=length / info.fps))
        seen = {key: video.stats for key, video in staged.items()} | dict(picture_stats or {})
        row = EpisodeRow(
            index=info.total_episodes,
            tasks=tuple(tasks),
            first_frame=info.total_frames,
            length=length,
            data=place,
            videos=spans,
            numbers=number_stats(stored, frames),
            pictures={key: stats for key, stats in seen.items() if stats is not None},
            record=record,
            file_hashes=hashes,
        )
        self._finish(Finished(row=row, frames=table, new_tasks=new_tasks), size_mb)
        self._tasks |= {text: len(self._tasks) + i for i, text in enumerate(new_tasks)}
        return row.index

    def _finish(self, finished: Finished, size_mb: float) -> None:
        """Make an episode safe: in the journal when others came just before, or in its files."""
        is_late = time.monotonic() - self._listed_s >= LISTED_EVERY_S
        is_alone = not self._unlisted and (is_late or size_mb > LARGE_MB)
        if self.store.path is None or is_alone:
            self._state = commit(self.store, self._state, [finished])
            self._listed_s = time.monotonic()
            return
        self.store.sync_folders()  # the names of its videos
        if self._journal is None:
            self._journal = Journal(self.store)
        self._journal.append(finished)
        self._unlisted.append(finished)
        self._unlisted_mb += size_mb

    def _is_time_to_list(self, size_mb: float) -> bool:
        """Say whether what is in the journal has to be listed before an episode of this size."""
        if not self._unlisted:
            return False
        is_late = time.monotonic() - self._listed_s >= LISTED_EVERY_S
        return is_late or (
            len(self._unlisted) >= MAX_UNLISTED or self._unlisted_mb + size_mb > MAX_UNLISTED_MB
        )

    def _list(self) -> None:
        """Write the files of all episodes in the journal, and list them."""
        self._state = commit(self.store, self._state, self._unlisted)
        self._unlisted, self._unlisted_mb = [], 0.0
        self._listed_s = time.monotonic()
        if self._journal is not None:
            self._journal.clear()

    def _recover(self) -> None:
        """List what a stopped writer left in its journal."""
        info = self._state.info
        found = read_journal(self.store, first=info.total_episodes, frames=info.total_frames)
        if self.store.path is not None:
            self._journal = Journal(self.store)
        if found.finished:
            self._unlisted = list(found.finished)
            self._list()
        if self._journal is not None:
            self._journal.close(is_done=True)

    def _next_place(self, *, has_videos: bool) -> Place:
        """Give the file of the next episode; those without videos share one."""
        if not self._unlisted:
            return next_place(self._state.data)
        last = self._unlisted[-1].row.data
        return next_place(last) if has_videos else last

    def _bookkeeping(
        self,
        info: DataInfo,
        columns: Columns,
        tasks: Sequence[str],
        new_tasks: Sequence[str],
        length: int,
    ) -> Columns:
        """Add the columns that say which frame belongs where."""
        local = np.asarray(columns.get("task_index", np.zeros(length, np.int64)))
        added = {text: len(self._tasks) + i for i, text in enumerate(new_tasks)}
        numbers = np.array([(self._tasks | added)[task] for task in tasks], np.int64)
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
        """List what is left in the journal, and let go of the folder.

        Raises:
            CannotWrite: When the disk is full; the episodes stay in the journal.
        """
        try:
            if self._unlisted:
                self._list()
        finally:
            self._let_go()

    def _let_go(self) -> None:
        if self._staging is not None:
            shutil.rmtree(self._staging, ignore_errors=True)
            self._staging = None
        if self._journal is not None:
            self._journal.close(is_done=not self._unlisted)
            self._journal = None
        if self._lock is not None:
            self._lock.close()
            self._lock = None

    def _remove_staging(self) -> None:
        """Remove what a killed writer left of its running episode."""
        if self.store.path is not None and self.store.path.is_dir():
            for left in self.store.path.glob(".staging-*"):
                shutil.rmtree(left, ignore_errors=True)


def _check(
    features: Mapping[str, Feature],
    columns: Columns,
    videos: Mapping[str, StagedVideo],
    tasks: Sequence[str],
    length: int,
) -> None:
    declared = features.keys() - BOOKKEEPING.keys()
    given = (columns.keys() - BOOKKEEPING.keys()) | videos.keys()
    if given != declared:
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


def _length(columns: Columns) -> int:
    lengths = {name: len(values) for name, values in columns.items()}
    if not lengths or min(lengths.values()) < 1 or len(set(lengths.values())) != 1:
        raise InvalidConfig(f"An episode needs one value per frame in each column; got {lengths}.")
    return next(iter(lengths.values()))
