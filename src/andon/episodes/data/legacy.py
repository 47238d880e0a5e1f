"""LeRobotDataset v2.1 on disk: one Parquet file and one MP4 file per episode and camera."""

import json
from typing import cast

from andon.artifacts import Json
from andon.episodes.data.dataset import EpisodeEntry
from andon.episodes.data.info import V2, DataInfo, fill_path
from andon.episodes.data.lerobot import LeRobotSet
from andon.episodes.data.store import Store
from andon.episodes.data.video_file import VideoSpan
from andon.errors import BrokenFile

__all__ = ["open_legacy"]

EPISODES, TASKS = "meta/episodes.jsonl", "meta/tasks.jsonl"


def open_legacy(store: Store, info: DataInfo) -> LeRobotSet:
    """Open a v2.1 set.

    Raises:
        BrokenFile: When its metadata are missing or broken.
    """
    tasks = _tasks(store)
    rows = _lines(store, EPISODES)
    return LeRobotSet(
        store,
        info,
        format_name=f"LeRobotDataset {V2}",
        episodes=[_entry(row, info, store.at(EPISODES)) for row in rows],
        tasks=tasks,
    )


def _lines(store: Store, name: str) -> list[Json]:
    where = store.at(name)
    try:
        lines = store.read_bytes(name).decode("utf-8").splitlines()
        rows: list[object] = [json.loads(line) for line in lines if line.strip()]
    except (ValueError, RecursionError) as error:
        if isinstance(error, BrokenFile):
            raise
        raise BrokenFile(f"{where} is not JSON, line by line: {error}.") from error
    if not all(isinstance(row, dict) for row in rows):
        raise BrokenFile(f"{where} has a line that is no JSON object.")
    return [cast("Json", row) for row in rows]


def _tasks(store: Store) -> list[str]:
    rows = _lines(store, TASKS)
    found = {row.get("task_index"): row.get("task") for row in rows}
    if set(found) != set(range(len(rows))):
        raise BrokenFile(f"{store.at(TASKS)}: task_index is {list(found)}; it must count from 0.")
    texts = [found[i] for i in range(len(rows))]
    if not all(isinstance(text, str) for text in texts):
        raise BrokenFile(f"{store.at(TASKS)}: an instruction is no text.")
    return [str(text) for text in texts]


def _entry(row: Json, info: DataInfo, where: str) -> EpisodeEntry:
    index, length, tasks = _whole(row, "episode_index"), _whole(row, "length"), row.get("tasks")
    if index < 0 or length < 1:
        raise BrokenFile(f"{where}: episode {row.get('episode_index')!r} has the length {length}.")
    texts = cast("list[object]", tasks) if isinstance(tasks, list) else []
    if not isinstance(tasks, list) or not all(isinstance(text, str) for text in texts):
        raise BrokenFile(f"{where}: tasks of episode {index} are {tasks!r}; texts are needed.")
    numbers: dict[str, int | str] = {
        "episode_chunk": index // info.chunks_size,
        "episode_index": index,
    }
    videos = {
        key: VideoSpan(
            file=fill_path(info.video_path or "", {**numbers, "video_key": key}, where=where),
            from_s=0.0,
            to_s=length / info.fps,
        )
        for key in info.video_keys
    }
    return EpisodeEntry(
        index=index,
        length=length,
        tasks=tuple(str(text) for text in texts),
        data_file=fill_path(info.data_path, numbers, where=where),
        videos=videos,
    )


def _whole(row: Json, name: str) -> int:
    value = row.get(name)
    return value if isinstance(value, int) and not isinstance(value, bool) else -1
