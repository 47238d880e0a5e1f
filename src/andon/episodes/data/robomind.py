"""RoboMIND's HDF5 files, open for reading: one file per episode, no clock, no declared units."""

from collections.abc import Callable, Generator, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import lru_cache
from pathlib import PurePosixPath
from types import ModuleType
from typing import Any, Protocol, cast

import numpy as np
from numpy.typing import NDArray

from andon.episodes.data.cameras import camera_key
from andon.episodes.data.dataset import EpisodeEntry, Problem
from andon.episodes.data.embodiment import Embodiment, recognise
from andon.episodes.data.feature import BOOKKEEPING, Columns, Feature, make_feature
from andon.episodes.data.info import V3, DataInfo
from andon.episodes.data.pictures import decode_any
from andon.episodes.data.record import EpisodeRecord
from andon.episodes.data.store import Store
from andon.episodes.data.video_file import Picture
from andon.errors import BrokenFile, InvalidConfig, MissingExtra, unknown_name

__all__ = ["RoboMindSet", "depth_key", "open_robomind"]

UNTIMED_HZ = 10.0
"""Rate at which times are counted where nobody gives one: that of RoboMIND's own tools. The files
keep no clock, and other converters assume 30."""

RGB, DEPTH = "observations/rgb_images", "observations/depth_images"
READ_ERRORS = (OSError, ValueError, KeyError, TypeError, RuntimeError, MemoryError, OverflowError)


class _Values(Protocol):
    """A data set of an HDF5 file; h5py ships no types."""

    shape: tuple[int, ...]

    def __getitem__(self, key: int | slice) -> NDArray[Any]: ...

    def __iter__(self) -> Iterator[NDArray[Any]]: ...


class _File(Protocol):
    """An open HDF5 file."""

    def __contains__(self, name: str) -> bool: ...

    def __getitem__(self, name: str) -> _Values: ...

    def visititems(self, visit: Callable[[str, object], None]) -> None: ...


@dataclass(frozen=True, kw_only=True)
class _Content:
    """What is in one file, without its numbers."""

    embodiment: Embodiment
    widths: Mapping[str, int]
    lengths: Mapping[str, int]
    cameras: tuple[str, ...]
    depths: tuple[str, ...]
    num_frames: int
    picture_shape: Mapping[str, tuple[int, ...]]


def depth_key(camera: str) -> str:
    """Give the column of a camera's depth."""
    return f"observation.depth.{camera}"


class RoboMindSet:
    """A folder of RoboMIND trajectories of one robot.

    `observation.state`, `action` and `observation.images.*` mean what they mean in LeRobot: the
    action of a frame leads to the next state. Where RoboMIND takes what the robot did for the
    action, it is the state of the next frame; the last frame keeps its own. Colours come as RGB.
    """

    format = "RoboMIND HDF5"

    def __init__(self, store: Store, files: Sequence[str], *, rate_hz: float | None) -> None:
        """Read what is in the files, not their numbers; see `open_robomind`."""
        self.store = store
        self.files = tuple(files)
        self.contents = [_read_content(store, name) for name in self.files]
        self.is_timed = rate_hz is not None
        first = self.contents[0]
        self.embodiment = first.embodiment
        self.problems: Sequence[Problem] = self._strangers()
        self.episodes: Sequence[EpisodeEntry] = [
            _entry(i, name, content)
            for i, (name, content) in enumerate(zip(self.files, self.contents, strict=True))
        ]
        self.tasks: Sequence[str] = list(
            dict.fromkeys(task for entry in self.episodes for task in entry.tasks)
        )
        self.info = DataInfo(
            version=V3,
            fps=rate_hz or UNTIMED_HZ,
            features=self._features(first),
            robot_type=first.embodiment.robot_type,
            total_episodes=len(self.files),
            total_frames=sum(entry.length for entry in self.episodes),
            total_tasks=len(self.tasks),
        )

    def _strangers(self) -> list[Problem]:
        """Name the files that are of another robot than the first, or see other things."""
        first = self.contents[0]
        found: list[Problem] = []
        for i, content in enumerate(self.contents):
            if content.embodiment.name != first.embodiment.name:
                message = f"{self.files[i]} is of {content.embodiment.name}, the first file of "
                message += f"{first.embodiment.name}. Open one robot at a time."
                found.append(Problem(rule="mixed-robots", message=message, episode=i))
            elif (content.cameras, content.depths) != (first.cameras, first.depths):
                message = f"{self.files[i]} has the cameras {[*content.cameras, *content.depths]}, "
                message += f"the first file {[*first.cameras, *first.depths]} (colour, depth)."
                found.append(Problem(rule="camera-missing", message=message, episode=i))
        return found

    def _features(self, content: _Content) -> dict[str, Feature]:
        robot = content.embodiment
        features = [
            make_feature("observation.state", "float64", [_width(content, robot.state)]),
            make_feature("action", "float64", [_width(content, robot.action)]),
        ]
        features += [
            make_feature(_extra_key(name), "float64", [content.widths[name]])
            for name in robot.extra
            if name in content.widths
        ]
        for camera in content.cameras:
            shape = content.picture_shape[f"{RGB}/{camera}"]
            names = ("height", "width", "channels")
            features.append(make_feature(camera_key(camera), "image", [*shape[:2], 3], names))
        for camera in content.depths:
            shape = content.picture_shape[f"{DEPTH}/{camera}"]
            features.append(make_feature(depth_key(camera), "image", [*shape[:2], 1]))
        return {**{feature.name: feature for feature in features}, **BOOKKEEPING}

    def columns(self, position: int, names: Sequence[str] | None = None) -> Columns:
        """Read the numbers and encoded pictures of one episode; see `DataSet.columns`."""
        entry, content = self._entry(position), self.contents[position]
        wanted = list(self.info.features) if names is None else list(names)
        for name in wanted:
            if name not in self.info.features:
                raise unknown_name("column", name, self.info.features)
        with self._open(position) as file:
            return {name: self._column(file, content, entry, name) for name in wanted}

    def _column(
        self, file: _File, content: _Content, entry: EpisodeEntry, name: str
    ) -> NDArray[Any]:
        """Give one column; h5py ships no types."""
        robot, frames = content.embodiment, np.arange(content.num_frames)
        if name in BOOKKEEPING:
            values = {
                "timestamp": (frames / self.info.fps).astype(np.float32),
                "frame_index": frames,
                "episode_index": np.full(len(frames), entry.index),
                "index": frames + sum(e.length for e in self.episodes[: entry.index]),
                "task_index": np.full(len(frames), self.tasks.index(entry.tasks[0])),
            }[name]
            return values.astype(BOOKKEEPING[name].dtype)
        if name == "observation.state":
            return self._joined(file, content, robot.state, entry)
        if name == "action":
            return self._action(file, content, entry)
        if self.info.features[name].is_picture:
            folder = RGB if name.startswith("observation.images.") else DEPTH
            return self._encoded(file, f"{folder}/{name.rsplit('.', 1)[1]}", entry)
        (source,) = [item for item in robot.extra if _extra_key(item) == name]
        return self._joined(file, content, (source,), entry)

    def _action(self, file: _File, content: _Content, entry: EpisodeEntry) -> NDArray[Any]:
        robot = content.embodiment
        values = self._joined(file, content, robot.action, entry)
        if robot.action_source == "master":
            return values
        return np.concatenate([values[1:], values[-1:]])  # what the robot did next

    def _joined(
        self,
        file: _File,
        content: _Content,
        names: Sequence[str],
        entry: EpisodeEntry,
    ) -> NDArray[Any]:
        where = self.store.at(entry.data_file)
        parts: list[NDArray[Any]] = []
        for name in names:
            if name not in file:
                raise BrokenFile(f"{where} has no data set {name!r}, which its robot needs.")
            values = np.asarray(file[name][:], np.float64)
            rows = _rows_of_frames(content, len(values), where=f"{where}, {name}")
            parts.append(values.reshape(len(values), -1)[rows])
        return np.concatenate(parts, axis=1)

    def _encoded(self, file: _File, name: str, entry: EpisodeEntry) -> NDArray[Any]:
        where = self.store.at(entry.data_file)
        if name not in file:
            raise BrokenFile(
                f"{where} has no data set {name!r}, which other files of the set have."
            )
        values = [bytes(np.asarray(item).tobytes()) for item in file[name]]
        found = np.empty(entry.length, dtype=object)
        if len(values) < entry.length:
            raise BrokenFile(f"{where}: {name} has {len(values)} pictures of {entry.length}.")
        found[:] = values[: entry.length]
        return found

    def pictures(
        self, position: int, key: str, start: int = 0, stop: int | None = None
    ) -> Iterator[Picture]:
        """Decode the pictures of one camera in one episode, as RGB; see `DataSet.pictures`."""
        entry, feature = self._entry(position), self.info.features.get(key)
        if feature is None or not feature.is_picture:
            raise unknown_name("camera", key, self.info.picture_keys)
        end = entry.length if stop is None else stop
        where = f"{self.store.at(entry.data_file)}, {key}"
        for data in self.columns(position, [key])[key][start:end]:
            found = decode_any(bytes(data), where=where)
            if found.ndim != 3:
                raise InvalidConfig(f"{key!r} is depth; read its column and decode it.")
            is_swapped = self.contents[position].embodiment.is_swapped
            yield np.ascontiguousarray(found[..., ::-1]) if is_swapped else found

    def _entry(self, position: int) -> EpisodeEntry:
        if not 0 <= position < len(self.episodes):
            raise InvalidConfig(f"There is no episode {position}; there are {len(self.episodes)}.")
        return self.episodes[position]

    @contextmanager
    def _open(self, position: int) -> Generator[_File]:
        with _opened(self.store, self.files[position]) as file:
            yield file


def open_robomind(store: Store, *, rate_hz: float | None = None) -> RoboMindSet:
    """Open a folder of RoboMIND trajectories.

    Args:
        store: Folder with `<task>/success_episodes/{train,val}/<id>/data/trajectory.hdf5` below.
        rate_hz: Frames per second; the files do not say.

    Raises:
        BrokenFile: When there is no such file, or one is broken or of no documented robot.
        InvalidConfig: When the rate cannot be meant.
        MissingExtra: When h5py is not installed.
    """
    if rate_hz is not None and not 0 < rate_hz < 1e5:
        raise InvalidConfig(f"The frame rate is {rate_hz}; it must be above 0.")
    files = sorted([*store.files("", ".hdf5"), *store.files("", ".h5")])
    if not files:
        raise BrokenFile(f"{store} holds no trajectory.hdf5.")
    return RoboMindSet(store, files, rate_hz=rate_hz)


@lru_cache(maxsize=1)
def _h5py() -> ModuleType:
    try:
        import h5py  # pyright: ignore[reportMissingTypeStubs]
    except ImportError as error:
        raise MissingExtra("RoboMIND's files need h5py: pip install 'andon[data]'.") from error
    return h5py


@contextmanager
def _opened(store: Store, name: str) -> Generator[_File]:
    where = store.at(name)
    try:
        with _h5py().File(store.local / name, "r") as file:
            yield cast("_File", file)
    except READ_ERRORS as error:
        if isinstance(error, BrokenFile | MissingExtra | InvalidConfig):
            raise
        raise BrokenFile(f"{where} cannot be read: {error}.") from error


def _read_content(store: Store, name: str) -> _Content:
    where = store.at(name)
    widths: dict[str, int] = {}
    lengths: dict[str, int] = {}
    shapes: dict[str, tuple[int, ...]] = {}
    with _opened(store, name) as file:
        found: dict[str, _Values] = {}

        def keep(key: str, item: object) -> None:
            if hasattr(item, "shape"):  # a data set, and no group
                found[key] = cast("_Values", item)

        file.visititems(keep)
        for key, item in found.items():
            if not item.shape:
                continue
            lengths[key] = int(item.shape[0])
            if key.startswith((RGB, DEPTH)):
                if not item.shape[0]:
                    raise BrokenFile(f"{where}: {key} is empty.")
                data = np.asarray(item[0]).tobytes()
                shapes[key] = decode_any(data, where=f"{where}, {key}").shape
            else:
                widths[key] = int(np.prod(item.shape[1:], dtype=np.int64))
    robot = recognise(widths, where=where)
    missing = [key for key in robot.action if key not in widths]
    if missing:
        raise BrokenFile(f"{where} has no data set {missing[0]!r}, the action of {robot.name}.")
    cameras = tuple(k.rsplit("/", 1)[1] for k in sorted(shapes) if k.startswith(RGB))
    depths = tuple(k.rsplit("/", 1)[1] for k in sorted(shapes) if k.startswith(DEPTH))
    states = [-(-lengths[key] // robot.state_per_frame) for key in (*robot.state, *robot.action)]
    frames = [lengths[key] for key in shapes]
    frames = [*frames, *states] if robot.state_per_frame > 1 or not frames else frames
    if min(frames) < 1:
        raise BrokenFile(f"{where} holds no frame.")
    return _Content(
        embodiment=robot,
        widths=widths,
        lengths=lengths,
        cameras=cameras,
        depths=depths,
        num_frames=min(frames),
        picture_shape=shapes,
    )


def _rows_of_frames(content: _Content, num_rows: int, *, where: str) -> NDArray[np.intp]:
    """Choose the state of each picture, where states are taken more often than pictures."""
    frames, ratio = content.num_frames, content.embodiment.state_per_frame
    rows = np.arange(frames) * ratio
    if rows[-1] >= num_rows or (ratio == 1 and num_rows != frames):
        raise BrokenFile(
            f"{where} has {num_rows} states and {frames} pictures; {ratio} per picture are needed."
        )
    return rows


def _width(content: _Content, names: Sequence[str]) -> int:
    return max(1, sum(content.widths.get(name, 0) for name in names))


def _extra_key(name: str) -> str:
    return "observation." + name.split("/", 1)[1]


def _entry(index: int, name: str, content: _Content) -> EpisodeEntry:
    parts = PurePosixPath(name).parts
    is_known = "success_episodes" in parts or "failed_episodes" in parts
    task = ""
    for mark in ("success_episodes", "failed_episodes"):
        if mark in parts and parts.index(mark) > 0:
            task = parts[parts.index(mark) - 1].replace("_", " ")
    success = ("success_episodes" in parts) if is_known else None
    robot = content.embodiment
    record = EpisodeRecord(source=name, success=success, body=robot.robot_type, policy="person")
    return EpisodeEntry(
        index=index,
        length=content.num_frames,
        tasks=(task,),
        data_file=name,
        record=record,
    )
