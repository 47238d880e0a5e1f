"""Make finished episodes part of a set's tables; `meta/info.json` is replaced last."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

import pyarrow as pa
import pyarrow.parquet as pq

from andon.artifacts import file_hash
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
from andon.episodes.data.feature import Feature, to_numpy
from andon.episodes.data.info import EPISODES_PATH, INFO_PATH, fill_path
from andon.episodes.data.journal import Finished
from andon.episodes.data.lerobot import TASKS_PATH
from andon.episodes.data.set_state import SetState, put_json, put_stats
from andon.episodes.data.statistics import (
    NumberStats,
    add_number_stats,
    add_stats,
    number_stats,
)
from andon.episodes.data.store import Store
from andon.errors import CannotWrite

__all__ = ["commit"]

ROWS_PER_FILE = 100
"""Rows of the table of episodes in one file; the last file is written anew with every commit."""


def commit(store: Store, state: SetState, finished: Sequence[Finished]) -> SetState:
    """Write the numbers of finished episodes, and list them in the tables.

    Args:
        store: The set.
        state: What its tables hold.
        finished: Episodes after those, one or more.

    Returns:
        What its tables hold now.

    Raises:
        CannotWrite: When the disk is full; the set ends with the episode before.
    """
    place = finished[0].row.data
    data_file = fill_path(state.info.data_path, numbers_of(place), where=str(store))
    digest = _publish_frames(store, data_file, finished)
    rows: list[EpisodeRow] = []
    tasks = state.tasks
    for one in finished:
        numbers = one.row.numbers or _stats_of(one, state.info.features)
        hashes = {data_file: digest, **one.row.file_hashes}
        rows.append(replace(one.row, data=place, numbers=numbers, file_hashes=hashes))
        tasks = (*tasks, *(text for text in one.new_tasks if text not in tasks))
    info = state.info.grown(
        episodes=rows[-1].index + 1,
        frames=rows[-1].first_frame + rows[-1].length,
        tasks=len(tasks),
    )
    if tasks != state.tasks or not store.exists(TASKS_PATH):
        store.write_bytes(TASKS_PATH, tasks_bytes(list(tasks)))
    tail, meta = _write_rows(store, state, rows)
    stats = add_number_stats(state.stats, [row.numbers for row in rows if row.numbers])
    for row in rows:
        stats = add_stats(stats, row.pictures)
    put_stats(store, stats)
    store.sync_folders()
    put_json(store, INFO_PATH, info.to_json())
    store.sync_folders()
    last = max(one.row.data for one in finished)
    return SetState(info=info, tasks=tasks, stats=stats, tail=tail, meta=meta, data=last)


def _stats_of(one: Finished, features: Mapping[str, Feature]) -> NumberStats:
    """Give the statistics of an episode that was found in the journal."""
    numbers = [name for name in one.frames.column_names if features[name].is_number]
    columns = {n: to_numpy(features[n], one.frames.column(n), where=n) for n in numbers}
    return number_stats(features, columns)


def _publish_frames(store: Store, name: str, finished: Sequence[Finished]) -> str:
    """Write the frames of some episodes into one file, a row group for each; give its hash."""
    with store.draft(name) as draft:
        try:
            schema = finished[0].frames.schema
            texts = [f.name for f in schema if pa.types.is_string(f.type)]
            writer = pq.ParquetWriter(
                draft,
                schema,
                compression="snappy",
                use_dictionary=texts or False,  # numbers are seldom the same twice
                write_page_checksum=True,
            )
            with writer:
                for one in finished:
                    writer.write_table(one.frames, row_group_size=max(1, one.row.length))
        except OSError as error:
            raise CannotWrite(f"Cannot write {draft}: {error.strerror or error}.") from error
        return file_hash(draft)


def _write_rows(
    store: Store, state: SetState, rows: Sequence[EpisodeRow]
) -> tuple[pa.Table, Place]:
    """Add rows to the table of episodes; give the content of its last file, and which it is."""
    schema, meta, left = episode_schema(state.info), state.meta, list(rows)
    tail = schema.empty_table() if state.tail is None else state.tail
    while left:
        if tail.num_rows >= ROWS_PER_FILE:
            tail, meta = schema.empty_table(), next_place(meta)
        room = ROWS_PER_FILE - tail.num_rows
        fresh = episode_table(left[:room], schema, place=meta)
        tail = pa.concat_tables([tail, fresh]) if tail.num_rows else fresh
        left = left[room:]
        name = fill_path(EPISODES_PATH, numbers_of(meta), where=str(store))
        store.write_bytes(name, table_bytes(tail))
    return tail, meta
