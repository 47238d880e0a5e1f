"""The table of episodes of a v3 set, `meta/episodes`, as it is written."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
from numpy.typing import NDArray

from andon.episodes.data.dataset import EpisodeEntry
from andon.episodes.data.info import EPISODES_PATH, FILES_PER_CHUNK, DataInfo, fill_path
from andon.episodes.data.lerobot import FILES, RECORD
from andon.episodes.data.record import EpisodeRecord, record_to_text
from andon.episodes.data.statistics import QUANTILES, NumberStats, Stats
from andon.episodes.data.video_file import VideoSpan
from andon.spatial import FloatArray

__all__ = [
    "EpisodeRow",
    "Place",
    "episode_schema",
    "episode_table",
    "is_place",
    "last_place",
    "next_place",
    "numbers_of",
    "place_of",
    "table_bytes",
    "tasks_bytes",
]

STAT_NAMES = ("min", "max", "mean", "std", "count", *QUANTILES)

Place = tuple[int, int]
"""Chunk and file index."""


@dataclass(frozen=True, kw_only=True)
class EpisodeRow:
    """What the table of episodes says about one episode."""

    index: int
    """Number of the episode."""
    tasks: tuple[str, ...]
    """Instructions."""
    first_frame: int
    """Index of its first frame in the set."""
    length: int
    """Number of frames."""
    data: Place
    """Parquet file with its numbers."""
    videos: Mapping[str, tuple[Place, VideoSpan]]
    """MP4 file and part of it, by camera."""
    numbers: NumberStats | None
    """Statistics of its numbers; None where they are still to be taken from the frames."""
    pictures: Mapping[str, Stats]
    """Statistics of its cameras."""
    record: EpisodeRecord | None
    """Where it came from."""
    file_hashes: Mapping[str, str]
    """Hashes of its files."""


def episode_schema(info: DataInfo) -> pa.Schema:
    """Give the columns of the table; the same in every file of a set, or nobody could join them."""
    fields: list[tuple[str, pa.DataType]] = [
        ("episode_index", pa.int64()),
        ("tasks", pa.list_(pa.string())),
        ("length", pa.int64()),
        ("dataset_from_index", pa.int64()),
        ("dataset_to_index", pa.int64()),
        ("data/chunk_index", pa.int64()),
        ("data/file_index", pa.int64()),
    ]
    for key in info.video_keys:
        fields += [(f"videos/{key}/chunk_index", pa.int64())]
        fields += [(f"videos/{key}/file_index", pa.int64())]
        fields += [(f"videos/{key}/from_timestamp", pa.float64())]
        fields += [(f"videos/{key}/to_timestamp", pa.float64())]
    fields += [("meta/episodes/chunk_index", pa.int64()), ("meta/episodes/file_index", pa.int64())]
    for name, feature in info.features.items():
        if not feature.is_number and not feature.is_picture:
            continue
        num_axes = 3 if feature.is_picture else len(feature.shape)
        for stat in STAT_NAMES:
            kind = pa.int64() if stat == "count" else pa.float64()
            for _ in range(1 if stat == "count" else num_axes):
                kind = pa.list_(kind)
            fields.append((f"stats/{name}/{stat}", kind))
    fields += [(RECORD, pa.string()), (FILES, pa.string())]
    return pa.schema(fields)


def episode_table(rows: Sequence[EpisodeRow], schema: pa.Schema, *, place: Place) -> pa.Table:
    """Give the table of some episodes, one row each, for the file at a place.

    Args:
        rows: What it says; the statistics of numbers are known.
        schema: Its columns.
        place: File of the table.
    """
    values = [_values_of(row, place) for row in rows]
    columns = _number_columns([row.numbers for row in rows if row.numbers is not None])
    for one in schema:
        if one.name not in columns:
            columns[one.name] = pa.array([v.get(one.name) for v in values], one.type)
    return pa.table([columns[name] for name in schema.names], schema=schema)


def _number_columns(rows: Sequence[NumberStats]) -> dict[str, pa.Array]:
    """Give the columns with the statistics of numbers, one value for each row."""
    found: dict[str, pa.Array] = {}
    for stat in rows[0].joined:
        table = np.stack([row.joined[stat] for row in rows])  # (rows, n)
        for feature, part in rows[0].parts():
            is_count = stat == "count"
            values = table.astype(np.int64) if is_count else table[:, part]
            shape = (1,) if is_count else feature.shape
            found[f"stats/{feature.name}/{stat}"] = _lists(values, shape)
    return found


def _lists(values: NDArray[Any], shape: tuple[int, ...]) -> pa.Array:
    """Turn rows of numbers into lists, nested where frames have several axes. Shape (rows, n)."""
    found: pa.Array = pa.array(np.ascontiguousarray(values).ravel())
    for size in reversed(shape):
        found = pa.ListArray.from_arrays(
            pa.array(range(0, len(found) + 1, size), pa.int32()), found
        )
    return found


def _values_of(row: EpisodeRow, place: Place) -> dict[str, Any]:
    values: dict[str, Any] = {
        "episode_index": row.index,
        "tasks": list(row.tasks),
        "length": row.length,
        "dataset_from_index": row.first_frame,
        "dataset_to_index": row.first_frame + row.length,
        "data/chunk_index": row.data[0],
        "data/file_index": row.data[1],
        "meta/episodes/chunk_index": place[0],
        "meta/episodes/file_index": place[1],
        RECORD: record_to_text(row.record),
        FILES: json.dumps(dict(row.file_hashes)),
    }
    for key, (file, span) in row.videos.items():
        values[f"videos/{key}/chunk_index"] = file[0]
        values[f"videos/{key}/file_index"] = file[1]
        values[f"videos/{key}/from_timestamp"] = span.from_s
        values[f"videos/{key}/to_timestamp"] = span.to_s
    for name, stats in row.pictures.items():
        values |= {f"stats/{name}/{stat}": _listed(stat, v) for stat, v in stats.items()}
    return values


def _listed(stat: str, value: FloatArray) -> object:
    found = value.astype(np.int64) if stat == "count" else value
    return found if found.ndim == 1 else found.tolist()


def table_bytes(table: pa.Table) -> bytes:
    """Give a table as the content of a Parquet file, with a checksum on every page."""
    sink = pa.BufferOutputStream()
    pq.write_table(table, sink, compression="snappy", write_page_checksum=True)
    return sink.getvalue().to_pybytes()


def tasks_bytes(tasks: list[str]) -> bytes:
    """Give the content of `meta/tasks.parquet`: instructions as the index of a pandas table."""
    index = "__index_level_0__"
    about = {
        "index_columns": [index],
        "column_indexes": [
            {
                "name": None,
                "field_name": None,
                "pandas_type": "unicode",
                "numpy_type": "object",
                "metadata": {"encoding": "UTF-8"},
            }
        ],
        "columns": [
            {
                "name": "task_index",
                "field_name": "task_index",
                "pandas_type": "int64",
                "numpy_type": "int64",
                "metadata": None,
            },
            {
                "name": None,
                "field_name": index,
                "pandas_type": "unicode",
                "numpy_type": "object",
                "metadata": None,
            },
        ],
        "creator": {"library": "pyarrow", "version": pa.__version__},
        "pandas_version": "2.2.0",
    }
    columns = {
        "task_index": pa.array(list(range(len(tasks))), pa.int64()),
        index: pa.array(tasks, pa.string()),
    }
    return table_bytes(pa.table(columns, metadata={"pandas": json.dumps(about)}))


def numbers_of(place: Place) -> dict[str, int | str]:
    """Give a place as the values that templates of paths ask for."""
    return {"chunk_index": place[0], "file_index": place[1]}


def next_place(place: Place) -> Place:
    """Give the place after this one."""
    chunk, file = place
    return (chunk, file + 1) if file + 1 < FILES_PER_CHUNK else (chunk + 1, 0)


def place_of(name: str) -> Place:
    """Give the place that the path of a file names, `.../chunk-000/file-003.parquet`."""
    digits = ["".join(c for c in part.split(".")[0] if c.isdigit()) for part in name.split("/")]
    return int(digits[-2] or 0), int(digits[-1] or 0)


def is_place(name: str) -> bool:
    """Say whether a file of the table of episodes has the name that andon would give it."""
    return name == fill_path(EPISODES_PATH, numbers_of(place_of(name)), where=name)


def last_place(episodes: Sequence[EpisodeEntry]) -> Place:
    """Give the highest file of a set, so that nothing that counts is ever written over."""
    files = [entry.data_file for entry in episodes]
    files += [span.file for entry in episodes for span in entry.videos.values()]
    return max((place_of(file) for file in files), default=(0, -1))
