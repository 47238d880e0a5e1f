"""`meta/info.json` of LeRobotDataset v2.1 and v3: read, checked, and written as it was."""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from fractions import Fraction
from math import isfinite
from typing import cast

from andon.artifacts import Json, content_hash
from andon.episodes.data.feature import BOOKKEEPING, Feature, read_feature
from andon.episodes.data.store import Store
from andon.errors import BrokenFile, InvalidConfig

__all__ = ["CHANGING", "INFO_PATH", "V2", "V3", "DataInfo", "fill_path", "make_info", "read_info"]

INFO_PATH = "meta/info.json"
V3, V2 = "v3.0", "v2.1"

CHUNK_FILE = "chunk-{chunk_index:03d}/file-{file_index:03d}"
DATA_PATH = f"data/{CHUNK_FILE}.parquet"
VIDEO_PATH = f"videos/{{video_key}}/{CHUNK_FILE}.mp4"
EPISODES_PATH = f"meta/episodes/{CHUNK_FILE}.parquet"

FILES_PER_CHUNK = 1000
DATA_FILE_MB, VIDEO_FILE_MB = 100, 200
MAX_FPS = 100_000.0
MAX_COUNT = 2**53
"""Counts above this cannot be meant; JSON numbers beyond it are not exact."""

COUNTS = ("total_episodes", "total_frames", "total_tasks")
CHANGING = (*COUNTS, "splits", "total_chunks", "total_videos")
"""Entries that change while a set grows; all others are fixed from its first episode on."""

_FIELD = re.compile(r"\{(\w+)(?::0(\d)d)?\}")


@dataclass(frozen=True, kw_only=True)
class DataInfo:
    """What a data set says about itself."""

    version: str
    """`v3.0` or `v2.1`."""
    fps: float
    """Frames per second, of states and cameras alike."""
    features: Mapping[str, Feature]
    """Columns by name, bookkeeping included."""
    robot_type: str | None = None
    """Name of the robot."""
    total_episodes: int = 0
    """Number of finished episodes; what lies beyond is not part of the set."""
    total_frames: int = 0
    """Number of frames in them."""
    total_tasks: int = 0
    """Number of different instructions."""
    chunks_size: int = FILES_PER_CHUNK
    """Files per folder."""
    data_path: str = DATA_PATH
    """Where the Parquet files lie."""
    video_path: str | None = VIDEO_PATH
    """Where the MP4 files lie; None without cameras in files."""
    declared: Json = field(default_factory=Json, repr=False, compare=False)
    """The file as it was read, with everything that andon does not know."""

    @property
    def video_keys(self) -> tuple[str, ...]:
        """Names of the cameras whose pictures lie in MP4 files."""
        return tuple(name for name, f in self.features.items() if f.dtype == "video")

    @property
    def picture_keys(self) -> tuple[str, ...]:
        """Names of all cameras."""
        return tuple(name for name, f in self.features.items() if f.is_picture)

    @property
    def frame_rate(self) -> Fraction:
        """Frames per second as a fraction, for video files."""
        return Fraction(self.fps).limit_denominator(10_000)

    def grown(self, *, episodes: int, frames: int, tasks: int) -> "DataInfo":
        """Give the same set with other counts."""
        return replace(self, total_episodes=episodes, total_frames=frames, total_tasks=tasks)

    def to_json(self) -> Json:
        """Give the content of the file."""
        fps = int(self.fps) if float(self.fps).is_integer() else self.fps
        entries: Json = {
            "codebase_version": self.version,
            "robot_type": self.robot_type,
            "total_episodes": self.total_episodes,
            "total_frames": self.total_frames,
            "total_tasks": self.total_tasks,
            "chunks_size": self.chunks_size,
            "data_files_size_in_mb": DATA_FILE_MB,
            "video_files_size_in_mb": VIDEO_FILE_MB,
            "fps": fps,
            "splits": {"train": f"0:{self.total_episodes}"},
            "data_path": self.data_path,
            "video_path": self.video_path,
            "features": {name: f.to_json() for name, f in self.features.items()},
        }
        return {**self.declared, **entries}

    def fixed_hash(self) -> str:
        """Give the hash of everything that never changes while the set grows."""
        return content_hash({k: v for k, v in self.to_json().items() if k not in CHANGING})


def make_info(
    *,
    fps: float,
    features: Mapping[str, Feature],
    robot_type: str | None,
    declared: Json | None = None,
) -> DataInfo:
    """Declare a new data set.

    Args:
        fps: Frames per second.
        features: Columns; bookkeeping is added.
        robot_type: Name of the robot.
        declared: Entries to carry over from another set.

    Raises:
        InvalidConfig: When the rate cannot be meant, there is no column, or a name has a slash.
    """
    if not (isfinite(fps) and 0 < fps <= MAX_FPS):
        raise InvalidConfig(f"The frame rate is {fps}; it must lie above 0 and up to {MAX_FPS:g}.")
    if not features:
        raise InvalidConfig("A data set needs at least one column, for example observation.state.")
    slashed = [name for name in features if "/" in name or not name]
    if slashed:
        raise InvalidConfig(f"The column names {slashed} are empty or hold a slash; use dots.")
    columns = {**features, **BOOKKEEPING}
    has_video = any(f.dtype == "video" for f in columns.values())
    kept = {k: v for k, v in (declared or {}).items() if k not in CHANGING}
    return DataInfo(
        version=V3,
        fps=float(fps),
        features=columns,
        robot_type=robot_type,
        video_path=VIDEO_PATH if has_video else None,
        declared=kept,
    )


def read_info(store: Store) -> DataInfo:
    """Read `meta/info.json`.

    Raises:
        BrokenFile: When it is missing or says something that cannot be.
    """
    where = store.at(INFO_PATH)
    try:
        content: object = json.loads(store.read_bytes(INFO_PATH))
    except (ValueError, RecursionError) as error:
        raise BrokenFile(f"{where} is not JSON: {error}.") from error
    if not isinstance(content, dict):
        raise BrokenFile(f"{where} holds no JSON object.")
    raw = cast("Json", content)
    version = raw.get("codebase_version")
    if version not in (V3, V2):
        raise BrokenFile(
            f"{where}: codebase_version is {version!r}; {V2!r} and {V3!r} are understood."
        )
    features = _features(raw, where)
    video_path = raw.get("video_path")
    has_video = any(f.dtype == "video" for f in features.values())
    return DataInfo(
        version=str(version),
        fps=_rate(raw, where),
        features=features,
        robot_type=None if raw.get("robot_type") is None else str(raw["robot_type"]),
        chunks_size=_count(raw, "chunks_size", where, FILES_PER_CHUNK, low=1),
        data_path=_template(raw.get("data_path"), "data_path", where),
        video_path=_template(video_path, "video_path", where) if has_video else None,
        total_episodes=_count(raw, "total_episodes", where),
        total_frames=_count(raw, "total_frames", where),
        total_tasks=_count(raw, "total_tasks", where),
        declared=raw,
    )


def _features(raw: Json, where: str) -> dict[str, Feature]:
    found = raw.get("features")
    if not isinstance(found, dict) or not found:
        raise BrokenFile(f"{where}: features is no table of columns.")
    declared = cast("Json", found)
    slashed = [name for name in declared if "/" in name or not name or ".." in name]
    if slashed:
        raise BrokenFile(f"{where}: the column names {slashed} cannot be used as folder names.")
    features = {name: read_feature(name, entry, where=where) for name, entry in declared.items()}
    for name, wanted in BOOKKEEPING.items():
        if name not in features:
            raise BrokenFile(f"{where}: the column {name!r}, which every set has, is not declared.")
        kind = features[name].dtype
        if features[name].shape != (1,) or (wanted.dtype == "int64" and kind != "int64"):
            raise BrokenFile(f"{where}: {name!r} is declared as {kind} {features[name].shape}.")
    if not features["timestamp"].dtype.startswith("float"):
        raise BrokenFile(f"{where}: 'timestamp' is {features['timestamp'].dtype}, no float.")
    return features


def _rate(raw: Json, where: str) -> float:
    fps = raw.get("fps")
    if isinstance(fps, bool) or not isinstance(fps, int | float) or not 0 < fps <= MAX_FPS:
        raise BrokenFile(f"{where}: fps is {fps!r}; a number above 0 is needed.")
    return float(fps)


def _count(raw: Json, name: str, where: str, default: int | None = None, low: int = 0) -> int:
    value = raw.get(name, default)
    if not isinstance(value, int) or isinstance(value, bool) or not low <= value <= MAX_COUNT:
        raise BrokenFile(f"{where}: {name} is {value!r}; a whole number from {low} on is needed.")
    return value


def _template(value: object, name: str, where: str) -> str:
    text = value if isinstance(value, str) else ""
    rest = _FIELD.sub("", text)
    is_inside = not text.startswith("/") and ".." not in text and "\\" not in text
    if not text or "{" in rest or "}" in rest or "\0" in rest or not is_inside:
        raise BrokenFile(
            f"{where}: {name} is {value!r}; a path inside the set is needed, such as {DATA_PATH!r}."
        )
    return text


def fill_path(template: str, values: Mapping[str, int | str], *, where: str) -> str:
    """Put numbers and names into the template of a path.

    Raises:
        BrokenFile: When the template asks for something that there is not.
    """

    def fill(match: re.Match[str]) -> str:
        name, width = match.group(1), match.group(2)
        if name not in values:
            raise BrokenFile(f"{where}: {template!r} asks for {name!r}; there is {list(values)}.")
        return str(values[name]).zfill(int(width or 0))

    return _FIELD.sub(fill, template)
