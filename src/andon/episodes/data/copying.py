"""Copy episodes from any data set into a new LeRobotDataset v3, without loss where possible."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

import numpy as np

from andon.episodes.data.cameras import camera_feature
from andon.episodes.data.dataset import DataSet, EpisodeEntry
from andon.episodes.data.feature import BOOKKEEPING, Columns, Feature
from andon.episodes.data.opening import is_lerobot
from andon.episodes.data.pictures import decode_any, encode_png
from andon.episodes.data.robomind import RoboMindSet
from andon.episodes.data.rules_pictures import depth_unit
from andon.episodes.data.statistics import Stats, picture_stats, sampled_frames
from andon.episodes.data.store import Store, make_store
from andon.episodes.data.video_file import Picture, copy_span, encode
from andon.episodes.data.writer import DataWriter, StagedVideo
from andon.errors import BrokenFile, InvalidConfig

__all__ = ["Edit", "copied_features", "copy_episodes", "open_copy", "refuse_existing"]

HANDS = tuple(
    f"hand_{side}.{finger}"
    for side in ("left", "right")
    for finger in ("little", "ring", "middle", "index", "thumb0", "thumb1")
)
"""Order of the hand joints of Tien Kung xsens. Source: RoboMIND's `all_robot_h5_info.md`."""


@dataclass(frozen=True, kw_only=True)
class Edit:
    """What is changed on the way; nothing by default."""

    dropped_columns: frozenset[str] = frozenset()
    """Columns to leave out."""
    swapped: frozenset[tuple[int, str]] = frozenset()
    """Episodes (by place) and cameras whose red and blue are changed over."""
    instructions: Mapping[int, str] = field(default_factory=dict[int, str])
    """Instructions to give instead of empty ones, by place of the episode."""


def copied_features(data: DataSet, edit: Edit) -> dict[str, Feature]:
    """Give the columns of a copy.

    They are the same, but for a RoboMIND set: its colour pictures become videos, and its columns
    say what they hold.
    """
    found = {n: f for n, f in data.info.features.items() if n not in BOOKKEEPING}
    if isinstance(data, RoboMindSet):
        found = _named(data, found)
    return {name: f for name, f in found.items() if name not in edit.dropped_columns}


def _named(data: RoboMindSet, features: Mapping[str, Feature]) -> dict[str, Feature]:
    named: dict[str, Feature] = {}
    for name, feature in features.items():
        if feature.is_depth:
            info = {"unit": "mm", "is_depth_map": True}
            named[name] = replace(feature, declared={**feature.declared, "info": info})
        elif feature.is_picture:
            height, width = feature.shape[:2]
            named[name] = camera_feature(name, fps=data.info.fps, height=height, width=width)
        elif data.embodiment.hands and name in ("observation.state", "action"):
            arms = tuple(f"arm.{i}" for i in range(feature.num_values - len(HANDS)))
            named[name] = replace(feature, names=(*arms, *HANDS))
        else:
            parts = tuple(f"{name.split('.', 1)[-1]}.{i}" for i in range(feature.num_values))
            named[name] = replace(feature, names=parts)
    return named


def refuse_existing(*outs: str | Path | Store) -> None:
    """Refuse places that hold a data set already: a copy would be added to it.

    Raises:
        InvalidConfig: When one does.
    """
    for out in outs:
        store = make_store(out)
        if is_lerobot(store):
            raise InvalidConfig(
                f"{store} holds a data set already. Name a new folder; `andon data merge` joins "
                "sets."
            )


def open_copy(data: DataSet, out: str | Path | Store, edit: Edit | None = None) -> DataWriter:
    """Start a set that takes the episodes of another.

    Raises:
        InvalidConfig: When `out` holds something already that does not fit.
    """
    is_same_format = data.format.startswith("LeRobot")
    return DataWriter(
        out,
        fps=data.info.fps,
        features=copied_features(data, edit or Edit()),
        robot_type=data.info.robot_type,
        tasks=data.tasks if is_same_format and all(t.strip() for t in data.tasks) else (),
        declared=data.info.declared,
    )


def copy_episodes(
    data: DataSet,
    positions: Iterable[int],
    writer: DataWriter,
    *,
    edit: Edit | None = None,
    on_episode: Callable[[int], None] | None = None,
) -> list[str]:
    """Copy episodes; numbers and texts to the last bit, videos without decoding where possible.

    Args:
        data: Where they are.
        positions: Places of the episodes.
        writer: Where they go.
        edit: What to change.
        on_episode: Called with the number of episodes copied.

    Returns:
        What was not copied as it was, in sentences.
    """
    changes, notes = edit or Edit(), list[str]()
    for count, position in enumerate(positions, start=1):
        _copy_one(data, position, writer, changes, notes)
        if on_episode is not None:
            on_episode(count)
    return notes


def _copy_one(
    data: DataSet, position: int, writer: DataWriter, edit: Edit, notes: list[str]
) -> None:
    entry, wanted = data.episodes[position], writer.info.features
    stored = [n for n, f in data.info.features.items() if f.dtype != "video"]
    read = [n for n in stored if n not in wanted or wanted[n].dtype != "video"]
    columns = data.columns(position, [n for n in read if n not in edit.dropped_columns])
    tasks, local = _tasks(data, entry, columns, edit.instructions.get(position))
    columns = {n: v for n, v in columns.items() if n in wanted}
    columns["task_index"] = local
    stats: dict[str, Stats] = {}
    for name, feature in wanted.items():
        if feature.is_depth and name in columns:
            columns[name] = _millimetres(columns[name], name, position, notes)
    videos = {
        key: _video(data, position, key, writer, edit, notes) for key in writer.info.video_keys
    }
    for key in writer.info.picture_keys:
        if key in columns and not wanted[key].is_depth:
            chosen = set(sampled_frames(entry.length).tolist())
            seen = (p for i, p in enumerate(data.pictures(position, key)) if i in chosen)
            found = picture_stats(seen)
            stats |= {} if found is None else {key: found}
    kept = None if entry.record is None else entry.record
    if kept is not None and kept.source is None:
        kept = replace(kept, source=f"{data.store}, episode {entry.index}")
    writer.write(columns, tasks=tasks, videos=videos, picture_stats=stats, record=kept)


def _tasks(
    data: DataSet, entry: EpisodeEntry, columns: Columns, instead: str | None
) -> tuple[list[str], np.ndarray[tuple[int], np.dtype[np.int64]]]:
    """Give the instructions of an episode, and which of them each frame has."""
    indices = np.asarray(columns["task_index"], np.int64)
    if instead is not None:
        return [instead], np.zeros(len(indices), np.int64)
    used = [int(i) for i in dict.fromkeys(indices.tolist())]
    if any(not 0 <= i < len(data.tasks) for i in used):
        raise BrokenFile(
            f"Episode {entry.index} of {data.store} has instructions that are not there."
        )
    tasks = list(dict.fromkeys([*entry.tasks, *(data.tasks[i] for i in used)]))
    place = {i: tasks.index(data.tasks[i]) for i in used}
    return tasks, np.array([place[int(i)] for i in indices], np.int64)


def _video(
    data: DataSet, position: int, key: str, writer: DataWriter, edit: Edit, notes: list[str]
) -> StagedVideo:
    entry, path = data.episodes[position], writer.staging() / f"{key}.mp4"
    chosen = set(sampled_frames(entry.length).tolist())
    is_swapped, span = (position, key) in edit.swapped, entry.videos.get(key)

    def shown() -> Iterable[Picture]:
        for picture in data.pictures(position, key):
            yield np.ascontiguousarray(picture[..., ::-1]) if is_swapped else picture

    stats = picture_stats(p for i, p in enumerate(shown()) if i in chosen)
    is_copied = (
        not is_swapped
        and span is not None
        and copy_span(data.store, span, path, rate=data.info.fps, num_frames=entry.length)
    )
    if not is_copied:
        rate, size = writer.info.frame_rate, writer.info.features[key].shape[:2]
        encode(shown(), path, rate=rate, size=(size[0], size[1]))
        notes.append(f"episode {position}: {key} was encoded anew")
    return StagedVideo(path=path, num_frames=entry.length, stats=stats)


def _millimetres(
    values: np.ndarray[tuple[int], np.dtype[np.object_]], key: str, position: int, notes: list[str]
) -> np.ndarray[tuple[int], np.dtype[np.object_]]:
    """Give depth as whole millimetres, as the column declares."""
    found = np.empty(len(values), dtype=object)
    units: set[str] = set()
    for i, data in enumerate(values):
        picture = decode_any(bytes(data), where=f"episode {position}, {key}")
        if picture.ndim != 2:
            raise InvalidConfig(f"{key} of episode {position} is a colour picture, no depth.")
        unit = depth_unit(picture) or "mm"
        units.add(unit)
        scale = 1000.0 if unit == "m" else 1.0
        if unit == "mm" and picture.dtype == np.uint16:
            found[i] = bytes(data)
        else:
            found[i] = encode_png(np.clip(picture * scale, 0, 65535).round().astype(np.uint16))
    if len(units) > 1:
        raise InvalidConfig(
            f"{key} of episode {position} changes between m and mm within the episode; nobody can "
            "tell what it means."
        )
    if units == {"m"}:
        notes.append(f"episode {position}: {key} was in m, now in mm, rounded to 1 mm")
    return found
