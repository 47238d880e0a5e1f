"""What the tables of a data set hold, as its writer knows it: of a new set, or of one to go on."""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, cast

import pyarrow as pa

from andon.artifacts import Json, provenance, to_json
from andon.episodes.data.episode_table import (
    Place,
    episode_schema,
    is_place,
    last_place,
    next_place,
    place_of,
    tasks_bytes,
)
from andon.episodes.data.info import INFO_PATH, DataInfo, read_info
from andon.episodes.data.lerobot import EPISODES_FOLDER, TASKS_PATH, read_table, read_tasks
from andon.episodes.data.opening import open_lerobot
from andon.episodes.data.statistics import Stats, add_stats, stats_from_json, stats_to_json
from andon.episodes.data.store import Store
from andon.errors import BrokenFile, InvalidConfig

__all__ = [
    "MARK_PATH",
    "STATS_PATH",
    "SetState",
    "episode_stats",
    "put_json",
    "put_stats",
    "resume_state",
    "start_state",
]

STATS_PATH, MARK_PATH = "meta/stats.json", "meta/andon.json"
SCHEMA = 1


@dataclass(frozen=True, kw_only=True)
class SetState:
    """What is on disk; replaced as a whole when an episode is committed."""

    info: DataInfo
    """Content of `meta/info.json`."""
    tasks: tuple[str, ...] = ()
    """Instructions, in the order of their indices."""
    stats: Mapping[str, Stats] = field(default_factory=dict[str, Stats])
    """Statistics of all episodes, by column."""
    tail: pa.Table | None = None
    """Rows of the last file of the table of episodes; None where a new file is begun."""
    meta: Place = (0, 0)
    """That file."""
    data: Place = (0, -1)
    """Last file with numbers or pictures."""


def put_json(store: Store, name: str, content: object) -> None:
    """Write a JSON file, whole or not at all."""
    store.write_bytes(name, (json.dumps(to_json(content), indent=1) + "\n").encode())


def put_stats(store: Store, stats: Mapping[str, Stats]) -> None:
    """Write `meta/stats.json`, a line for each statistic of each column."""
    columns: list[str] = []
    for name, found in stats.items():
        entries = cast("Json", stats_to_json({name: found})[name])
        lines = [f"{json.dumps(key)}: {json.dumps(value)}" for key, value in entries.items()]
        columns.append(f" {json.dumps(name)}: {{\n  " + ",\n  ".join(lines) + "\n }")
    store.write_bytes(STATS_PATH, ("{\n" + ",\n".join(columns) + "\n}\n").encode())


def start_state(store: Store, wanted: DataInfo, tasks: Sequence[str]) -> SetState:
    """Begin a data set in an empty folder.

    Args:
        store: The folder.
        wanted: What the set is to hold.
        tasks: Instructions to list, whether an episode has them or not.

    Raises:
        InvalidConfig: When something else is in the folder.
        CannotWrite: When it cannot be written to.
    """
    if store.path is not None and store.path.is_dir():
        kept = {store.path / "meta", store.path / MARK_PATH, store.path / TASKS_PATH}
        if [path for path in store.path.rglob("[!.]*") if path not in kept]:
            raise InvalidConfig(
                f"{store} is not empty and holds no data set. Choose another folder."
            )
    mark = {"schema": SCHEMA, "info_hash": wanted.fixed_hash(), "created": provenance()}
    if tasks:
        store.write_bytes(TASKS_PATH, tasks_bytes(list(tasks)))
    info = wanted.grown(episodes=0, frames=0, tasks=len(tasks))
    put_json(store, MARK_PATH, mark)
    put_json(store, INFO_PATH, info.to_json())
    return SetState(info=info, tasks=tuple(tasks))


def resume_state(store: Store, wanted: DataInfo) -> SetState:
    """Go on with a data set.

    Args:
        store: The folder.
        wanted: What is to be added; its columns must be those of the set.

    Raises:
        InvalidConfig: When the set has other columns.
        BrokenFile: When it cannot be read or contradicts itself.
    """
    info, found = read_info(store), open_lerobot(store)
    if info.fixed_hash() != wanted.fixed_hash():
        raise InvalidConfig(
            f"{store} holds another data set: {_difference(info, wanted)}. Choose another folder."
        )
    errors = [problem for problem in found.problems if problem.is_error]
    if errors:
        raise BrokenFile(
            f"{store} contradicts itself ({errors[0].rule}): {errors[0].message} Nothing is added."
        )
    tail, meta = _tail(store, info)
    listed = found.episodes[: info.total_episodes]
    return SetState(
        info=info,
        tasks=tuple(read_tasks(store)) if info.total_tasks or info.total_episodes else (),
        stats=stats_of_episodes(store, info.total_episodes),
        tail=tail,
        meta=meta,
        data=last_place(listed),
    )


def _tail(store: Store, info: DataInfo) -> tuple[pa.Table | None, Place]:
    """Give the rows of the last file of the table of episodes, committed ones only."""
    seen, last = 0, ""
    for name in store.files(EPISODES_FOLDER, ".parquet"):
        table = read_table(store, name)
        rows = min(table.num_rows, info.total_episodes - seen)
        if rows > 0:
            seen, last = seen + rows, name
        if seen == info.total_episodes and rows > 0:
            if is_place(name) and table.schema.equals(episode_schema(info)):
                return table.slice(0, rows), place_of(name)
            break
    return None, next_place(place_of(last)) if last else (0, 0)


def stats_of_episodes(store: Store, num_episodes: int) -> dict[str, Stats]:
    """Add up the statistics that the table of episodes keeps.

    Raises:
        BrokenFile: When a file of the table is broken.
    """
    total: dict[str, Stats] = {}
    for row in episode_stats(store, num_episodes):
        total = add_stats(total, row)
    return total


def episode_stats(store: Store, num_episodes: int) -> Iterator[dict[str, Stats]]:
    """Give the statistics of each episode that the table of episodes keeps, one after the other.

    Raises:
        BrokenFile: When a file of the table is broken.
    """
    left = num_episodes
    for name in store.files(EPISODES_FOLDER, ".parquet"):
        rows = read_table(store, name).slice(0, left).to_pylist()
        left -= len(rows)
        for row in rows:
            nested: dict[str, dict[str, Any]] = {}
            for column, value in row.items():
                if column.startswith("stats/") and value is not None:
                    feature, stat = column.removeprefix("stats/").rsplit("/", 1)
                    nested.setdefault(feature, {})[stat] = value
            try:
                found = stats_from_json(nested)
            except (ValueError, KeyError, TypeError) as error:
                raise BrokenFile(f"{store.at(name)}: statistics are broken: {error}.") from error
            yield found


def _difference(found: DataInfo, wanted: DataInfo) -> str:
    if found.fps != wanted.fps:
        return f"its rate is {found.fps:g} frames per second, not {wanted.fps:g}"
    if found.robot_type != wanted.robot_type:
        return f"its robot is {found.robot_type!r}, not {wanted.robot_type!r}"
    names = set(found.features) ^ set(wanted.features)
    if names:
        return f"the columns {sorted(names)} are in one of the two only"
    differing = [n for n, f in found.features.items() if f != wanted.features[n]]
    return f"its columns {differing} have another type or shape" if differing else "its layout"
