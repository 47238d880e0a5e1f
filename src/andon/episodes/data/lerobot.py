"""LeRobotDataset v3 on disk, open for reading."""

import json
from collections import OrderedDict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import IO, Any, cast

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from andon.episodes.data.dataset import EpisodeEntry, Problem
from andon.episodes.data.feature import Columns, Feature, to_numpy
from andon.episodes.data.info import DataInfo, fill_path
from andon.episodes.data.pictures import decode_image
from andon.episodes.data.record import record_from_text
from andon.episodes.data.store import Store
from andon.episodes.data.video_file import Picture, VideoSpan, read_pictures
from andon.errors import BrokenFile, InvalidConfig, unknown_name

__all__ = [
    "EPISODES_FOLDER",
    "READ_ERRORS",
    "TASKS_PATH",
    "LeRobotSet",
    "read_entries",
    "read_tasks",
]

EPISODES_FOLDER = "meta/episodes"
TASKS_PATH = "meta/tasks.parquet"

READ_ERRORS = (
    OSError,
    pa.ArrowException,
    ValueError,
    TypeError,
    KeyError,
    IndexError,
    OverflowError,
    MemoryError,
)
"""What Arrow raises for a file that is broken in one way or another."""

RECORD, FILES = "andon.record", "andon.files"
"""Columns that andon adds to the table of episodes; other readers ignore them."""

CACHED_GROUPS = 2
"""Row groups that stay in memory, so that episodes that share one are read once."""

CACHED_FOOTERS = 64
"""Footers of Parquet files that stay in memory, some 0.1 MB each."""


class LeRobotSet:
    """A LeRobotDataset, v2.1 or v3; both keep the same columns in files of another layout."""

    def __init__(
        self,
        store: Store,
        info: DataInfo,
        *,
        format_name: str,
        episodes: Sequence[EpisodeEntry],
        tasks: Sequence[str],
        problems: Sequence[Problem] = (),
        frames: Mapping[int, pa.Table] | None = None,
    ) -> None:
        """Take what the metadata say; frames are read on demand.

        Args:
            store: The set.
            info: What it says about itself.
            format_name: Format, for people.
            episodes: Its episodes.
            tasks: Its instructions.
            problems: What contradicts itself.
            frames: Frames of episodes that are in no data file yet, by their index.
        """
        self.store, self.info, self.format = store, info, format_name
        self.episodes: Sequence[EpisodeEntry] = list(episodes)
        self.tasks: Sequence[str] = list(tasks)
        self.problems: Sequence[Problem] = list(problems)
        self._frames = dict(frames or {})
        self._groups: OrderedDict[tuple[str, int], pa.Table] = OrderedDict()
        self._footers: OrderedDict[str, tuple[pq.FileMetaData, list[int]]] = OrderedDict()

    def columns(self, position: int, names: Sequence[str] | None = None) -> Columns:
        """Read the numbers, texts and encoded pictures of one episode; see `DataSet.columns`."""
        entry = self._entry(position)
        stored = {n: f for n, f in self.info.features.items() if f.dtype != "video"}
        wanted = list(stored) if names is None else list(names)
        for name in wanted:
            if name not in stored:
                raise unknown_name("column", name, stored)
        where = self.store.at(entry.data_file)
        read = wanted if "episode_index" in wanted else [*wanted, "episode_index"]
        table = self._rows(entry, read, where)
        owners = to_numpy(stored["episode_index"], table.column("episode_index"), where=where)
        if not np.all(owners == entry.index):  # nothing is ever read by place alone
            table = self._rows(self._located(entry, int(owners[0]), where), read, where)
        found = {name: to_numpy(stored[name], table.column(name), where=where) for name in read}
        return {name: found[name] for name in wanted}

    def pictures(
        self, position: int, key: str, start: int = 0, stop: int | None = None
    ) -> Iterator[Picture]:
        """Decode the pictures of one camera in one episode; see `DataSet.pictures`."""
        entry, feature = self._entry(position), self._camera(key)
        end = entry.length if stop is None else stop
        if not 0 <= start <= end <= entry.length:
            raise InvalidConfig(
                f"Frames {start} to {end} are not in episode {entry.index} ({entry.length} frames)."
            )
        if feature.dtype == "image":
            encoded = self.columns(position, [key])[key][start:end]
            where = f"{self.store.at(entry.data_file)}, {key}"
            return (decode_image(bytes(v), shape=feature.shape, where=where) for v in encoded)
        if key not in entry.videos:
            raise BrokenFile(
                f"{self.store.at(EPISODES_FOLDER)} does not say where the pictures of {key!r} in "
                f"episode {entry.index} lie."
            )
        span = entry.videos[key]
        return read_pictures(
            self.store, span, rate=self.info.fps, start=start, stop=end, shape=feature.shape
        )

    def _entry(self, position: int) -> EpisodeEntry:
        if not 0 <= position < len(self.episodes):
            raise InvalidConfig(
                f"There is no episode {position} in {self.store}; it has {len(self.episodes)}."
            )
        return self.episodes[position]

    def _camera(self, key: str) -> Feature:
        cameras = {n: f for n, f in self.info.features.items() if f.is_picture}
        if key not in cameras:
            raise unknown_name("camera", key, cameras)
        return cameras[key]

    def _located(self, entry: EpisodeEntry, other: int, where: str) -> EpisodeEntry:
        """Find the rows of an episode that are not where the table of episodes has them."""
        try:
            with self.store.open(entry.data_file) as source:
                file = self._opened(entry.data_file, source)[0]
                column = file.read(columns=["episode_index"], use_threads=False).column(0)
        except READ_ERRORS as error:
            raise BrokenFile(f"{where} cannot be read: {error}.") from error
        owners = to_numpy(self.info.features["episode_index"], column, where=where)
        rows = np.flatnonzero(owners == entry.index)
        if len(rows) != entry.length or rows[-1] - rows[0] + 1 != entry.length:
            raise BrokenFile(
                f"{where}: row {entry.first_row} belongs to episode {other}, and the table of "
                f"episodes gives it to {entry.index}."
            )
        return replace(entry, first_row=int(rows[0]))

    def _rows(self, entry: EpisodeEntry, names: list[str], where: str) -> pa.Table:
        """Read the rows of an episode from the row groups that hold them."""
        if entry.index in self._frames:
            frames = self._frames[entry.index]
            _refuse_missing(names, frames.column_names, where)
            return frames.select(names)
        first, last = entry.first_row, entry.first_row + entry.length
        try:
            with self.store.open(entry.data_file) as source:
                file, bounds = self._opened(entry.data_file, source)
                if last > bounds[-1]:
                    raise BrokenFile(
                        f"{where} has {bounds[-1]} rows; episode {entry.index} needs {first} to "
                        f"{last}."
                    )
                _refuse_missing(names, file.schema_arrow.names, where)
                parts = [
                    self._group(entry.data_file, group, file, names).slice(
                        max(0, first - bounds[group]),
                        min(last, bounds[group + 1]) - max(first, bounds[group]),
                    )
                    for group in range(len(bounds) - 1)
                    if bounds[group] < last and bounds[group + 1] > first
                ]
                return pa.concat_tables(parts)
        except READ_ERRORS as error:
            if isinstance(error, BrokenFile):
                raise
            raise BrokenFile(f"{where} cannot be read: {error}.") from error

    def _opened(self, name: str, source: IO[bytes]) -> tuple[pq.ParquetFile, list[int]]:
        """Open a Parquet file; its footer is read once, as long as few enough are remembered."""
        known = self._footers.pop(name, None)
        file = pq.ParquetFile(
            source,
            metadata=None if known is None else known[0],
            page_checksum_verification=True,
        )
        if known is None:
            sizes = [file.metadata.row_group(i).num_rows for i in range(file.num_row_groups)]
            known = (file.metadata, [0, *np.cumsum(sizes).tolist()])
        self._footers[name] = known
        while len(self._footers) > CACHED_FOOTERS:
            self._footers.popitem(last=False)
        return file, known[1]

    def _group(self, name: str, group: int, file: pq.ParquetFile, columns: list[str]) -> pa.Table:
        key = (name, group)
        cached = self._groups.get(key)
        if cached is None or not set(columns) <= set(cached.column_names):
            cached = file.read_row_group(group, columns=columns, use_threads=False)
            self._groups[key] = cached
        self._groups.move_to_end(key)
        while len(self._groups) > CACHED_GROUPS:
            self._groups.popitem(last=False)
        return cached.select(columns)  # the one beside it may have been read with other columns


def _refuse_missing(wanted: Sequence[str], found: Sequence[str], where: str) -> None:
    missing = [name for name in wanted if name not in found]
    if missing:
        raise BrokenFile(f"{where} has no column {missing[0]!r}, which is declared.")


def read_tasks(store: Store) -> list[str]:
    """Read the instructions of a v3 set, in the order of their indices.

    Raises:
        BrokenFile: When the file is missing or broken.
    """
    where = store.at(TASKS_PATH)
    table = read_table(store, TASKS_PATH)
    texts = [name for name in table.column_names if name != "task_index"]
    if "task_index" not in table.column_names or len(texts) != 1:
        raise BrokenFile(f"{where} has the columns {table.column_names}, not a text and its index.")
    indices, words = table.column("task_index").to_pylist(), table.column(texts[0]).to_pylist()
    pairs = sorted(zip(indices, words, strict=True), key=lambda pair: str(pair[0]).zfill(20))
    if [index for index, _ in pairs] != list(range(len(pairs))):
        raise BrokenFile(f"{where}: task_index is {indices}; it must count from 0.")
    if not all(isinstance(text, str) for _, text in pairs):
        raise BrokenFile(f"{where}: an instruction is no text.")
    return [str(text) for _, text in pairs]


def read_table(store: Store, name: str, columns: Sequence[str] | None = None) -> pa.Table:
    """Read a small Parquet file whole.

    Raises:
        BrokenFile: When it is missing or broken.
    """
    try:
        with store.open(name) as source:
            return pq.ParquetFile(source, page_checksum_verification=True).read(
                columns=columns, use_threads=False
            )
    except READ_ERRORS as error:
        if isinstance(error, BrokenFile):
            raise
        raise BrokenFile(f"{store.at(name)} cannot be read: {error}.") from error


def read_entries(store: Store, info: DataInfo) -> tuple[list[EpisodeEntry], int]:
    """Read the table of episodes of a v3 set.

    Returns:
        The episodes that `meta/info.json` counts, and the number of rows beyond them: one, when a
        writer was killed between the two.

    Raises:
        BrokenFile: When a file is broken.
    """
    rows: list[dict[str, Any]] = []
    for name in store.files(EPISODES_FOLDER, ".parquet"):
        where = store.at(name)
        try:
            with store.open(name) as source:
                file = pq.ParquetFile(source, page_checksum_verification=True)
                kept = [c for c in file.schema_arrow.names if not c.startswith("stats/")]
                found = file.read(columns=kept, use_threads=False).to_pylist()
        except READ_ERRORS as error:
            if isinstance(error, BrokenFile):
                raise
            raise BrokenFile(f"{where} cannot be read: {error}.") from error
        rows += [{**row, "": where} for row in found]
    surplus = max(0, len(rows) - info.total_episodes)
    rows = rows[: info.total_episodes]
    first_rows = _file_starts(rows)
    return [_entry_of(row, info, first_rows) for row in rows], surplus


def _file_starts(rows: list[dict[str, Any]]) -> dict[tuple[object, object], int]:
    """Give the set-wide index of the first row of each data file."""
    starts: dict[tuple[object, object], int] = {}
    for row in rows:
        key = (row.get("data/chunk_index"), row.get("data/file_index"))
        start = row.get("dataset_from_index")
        if isinstance(start, int):
            starts[key] = min(start, starts.get(key, start))
    return starts


def _entry_of(
    row: dict[str, Any], info: DataInfo, starts: dict[tuple[object, object], int]
) -> EpisodeEntry:
    where = str(row[""])

    def whole(name: str) -> int:
        value = row.get(name)
        if not isinstance(value, int) or isinstance(value, bool) or value < 0:
            raise BrokenFile(f"{where}: {name} is {value!r}; a whole number from 0 on is needed.")
        return value

    index, length = whole("episode_index"), whole("length")
    start, stop = whole("dataset_from_index"), whole("dataset_to_index")
    if stop - start != length or length < 1:
        raise BrokenFile(
            f"{where}: episode {index} has {length} frames and lies at {start} to {stop}."
        )
    place = (whole("data/chunk_index"), whole("data/file_index"))
    numbers = {"chunk_index": place[0], "file_index": place[1]}
    tasks = row.get("tasks")
    texts = cast("list[object]", tasks) if isinstance(tasks, list) else []
    if not isinstance(tasks, list) or not all(isinstance(text, str) for text in texts):
        raise BrokenFile(f"{where}: tasks of episode {index} are {tasks!r}; texts are needed.")
    try:
        record = record_from_text(str(row.get(RECORD) or ""))
        hashes: object = json.loads(row.get(FILES) or "{}")
    except (ValueError, TypeError) as error:
        raise BrokenFile(f"{where}: the record of episode {index} is broken: {error}.") from error
    return EpisodeEntry(
        index=index,
        length=length,
        tasks=tuple(str(text) for text in texts),
        data_file=fill_path(info.data_path, numbers, where=where),
        first_row=start - starts[place],
        videos={key: _span(row, key, info, where) for key in info.video_keys},
        record=record,
        file_hashes=cast("dict[str, str]", hashes) if isinstance(hashes, dict) else {},
    )


def _span(row: dict[str, Any], key: str, info: DataInfo, where: str) -> VideoSpan:
    numbers: dict[str, int | str] = {"video_key": key}
    times: list[float] = []
    for name in ("chunk_index", "file_index"):
        value = row.get(f"videos/{key}/{name}")
        if not isinstance(value, int) or value < 0:
            raise BrokenFile(f"{where}: videos/{key}/{name} is {value!r}.")
        numbers[name] = value
    for name in ("from_timestamp", "to_timestamp"):
        value = row.get(f"videos/{key}/{name}")
        if not isinstance(value, int | float) or not 0 <= value < 1e9:
            raise BrokenFile(f"{where}: videos/{key}/{name} is {value!r}; seconds are needed.")
        times.append(float(value))
    if times[0] >= times[1]:
        raise BrokenFile(f"{where}: videos/{key} ends at {times[1]} s, before it begins.")
    file = fill_path(info.video_path or "", numbers, where=where)
    return VideoSpan(file=file, from_s=times[0], to_s=times[1])
