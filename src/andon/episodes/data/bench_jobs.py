"""What `andon bench data` measures; every job runs in a process of its own."""

import os
import resource
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from shutil import copyfile
from typing import cast

import av
import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from andon.episodes.data.av_protocol import Container
from andon.episodes.data.cameras import camera_feature
from andon.episodes.data.feature import Columns, Feature, make_feature, to_arrow
from andon.episodes.data.opening import open_data
from andon.episodes.data.video_file import Picture, encode
from andon.episodes.data.windows import WindowConfig, windows
from andon.episodes.data.writer import DataWriter, StagedVideo
from andon.randomness import stream

__all__ = ["BATCH_SIZE", "FPS", "JOBS", "NUM_STEPS", "BenchSet", "Measured", "measure"]

FPS = 30
STATE, ACTION = 48, 20
"""Widths of the columns, as of a humanoid."""
CAMERAS = ("observation.images.front", "observation.images.wrist")
BATCH_SIZE, NUM_STEPS = 64, 4
"""Samples of a batch, and actions of a sample."""
VARIANTS = 8
"""Different episodes; the others repeat them, so that making them costs next to nothing."""
NUMBERS = ("observation.state", "action")


@dataclass(frozen=True, kw_only=True)
class BenchSet:
    """The set that is written and read."""

    num_episodes: int
    """Episodes."""
    num_frames: int
    """Frames of each."""
    has_cameras: bool
    """Two cameras, or numbers alone."""
    height: int = 120
    """Rows of a picture. [px]"""
    width: int = 160
    """Columns of a picture. [px]"""
    is_noise: bool = False
    """Whether pictures are noise, which makes large files."""
    limit_s: float = np.inf
    """Time after which reading stops. [s]"""


@dataclass(frozen=True, kw_only=True)
class Measured:
    """What a job took."""

    frames: int
    """Frames that it wrote or read."""
    seconds: float
    """Wall time."""
    cpu_s: float
    """Time of the processor; waiting for the disk and for other programs is not in it."""
    megabytes: float
    """Files when writing; numbers and decoded pictures when reading."""
    peak_mb: float
    """Largest memory of its process, with everything that was loaded."""


def measure(job: str, root: Path, chosen: BenchSet) -> Measured:
    """Run a job; called in a fresh process."""
    prepared = _prepare(job, chosen)
    start, cpu_start = time.perf_counter(), time.process_time()
    frames, megabytes = JOBS[job](root, chosen, prepared)
    return Measured(
        frames=frames,
        seconds=time.perf_counter() - start,
        cpu_s=time.process_time() - cpu_start,
        megabytes=megabytes,
        peak_mb=_peak_mb(),
    )


@dataclass(frozen=True, kw_only=True)
class _Prepared:
    numbers: list[Columns]
    shown: list[Picture]


def _prepare(job: str, chosen: BenchSet) -> _Prepared:
    pa.array(np.zeros(1))  # loads pandas where it is installed, which takes longer than some jobs
    if "write" not in job:
        return _Prepared(numbers=[], shown=[])
    count = min(VARIANTS, chosen.num_episodes)
    return _Prepared(
        numbers=[_numbers(seed, chosen.num_frames) for seed in range(count)],
        shown=_pictures(chosen) if chosen.has_cameras else [],
    )


def _features(chosen: BenchSet) -> dict[str, Feature]:
    found = [
        make_feature("observation.state", "float32", [STATE]),
        make_feature("action", "float32", [ACTION]),
    ]
    if chosen.has_cameras:
        height, width = chosen.height, chosen.width
        found += [camera_feature(key, fps=FPS, height=height, width=width) for key in CAMERAS]
    return {feature.name: feature for feature in found}


def _numbers(seed: int, num_frames: int) -> Columns:
    random = stream(seed, "bench")
    return {
        "observation.state": random.standard_normal((num_frames, STATE), np.float32),
        "action": random.standard_normal((num_frames, ACTION), np.float32),
    }


def _pictures(chosen: BenchSet) -> list[Picture]:
    """Give pictures that change as those of a walking robot do, or noise."""
    if chosen.is_noise:
        random, shape = stream(0, "bench"), (chosen.height, chosen.width, 3)
        return [random.integers(0, 256, shape, np.uint8) for _ in range(min(60, chosen.num_frames))]
    across = np.arange(chosen.width)[None, :] + np.arange(chosen.height)[:, None]
    frames: list[Picture] = []
    for i in range(chosen.num_frames):
        wave = (127 + 100 * np.sin((across + 3 * i) / 11)).astype(np.uint8)
        frames.append(np.stack([wave, wave[::-1], 255 - wave], axis=2))
    return frames


def _size_mb(folder: Path) -> float:
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file()) / 1e6


def _flush(path: Path) -> None:
    """Make a file and its name survive a power cut."""
    for one in (path, path.parent):
        handle = os.open(one, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def _write_plain(
    folder: Path, chosen: BenchSet, prepared: _Prepared, *, is_flushed: bool
) -> tuple[int, float]:
    """Write the same numbers and pictures with Arrow and PyAV alone; nothing else is kept.

    Without dictionaries, as the numbers hardly repeat: that is four times as fast as with Arrow's
    own settings.
    """
    folder.mkdir(parents=True)
    features = _features(chosen)
    for i in range(chosen.num_episodes):
        columns = prepared.numbers[i % len(prepared.numbers)]
        table = pa.table({n: to_arrow(features[n], v) for n, v in columns.items()})
        paths = [folder / f"{i}.parquet"]
        pq.write_table(table, paths[0], use_dictionary=False)
        for key in CAMERAS if chosen.has_cameras else ():
            paths.append(folder / f"{key}-{i}.mp4")
            size = (chosen.height, chosen.width)
            encode(prepared.shown, paths[-1], rate=Fraction(FPS), size=size)
        for path in paths if is_flushed else ():
            _flush(path)
    return chosen.num_episodes * chosen.num_frames, _size_mb(folder)


def _write_ours(folder: Path, chosen: BenchSet, prepared: _Prepared) -> tuple[int, float]:
    with DataWriter(folder, fps=FPS, features=_features(chosen), robot_type="bench") as writer:
        for i in range(chosen.num_episodes):
            videos: dict[str, StagedVideo] = {}
            for key in CAMERAS if chosen.has_cameras else ():
                path = writer.staging() / f"{key}.mp4"
                size = (chosen.height, chosen.width)
                count = encode(prepared.shown, path, rate=Fraction(FPS), size=size)
                videos[key] = StagedVideo(path=path, num_frames=count, stats=None)
            columns = prepared.numbers[i % len(prepared.numbers)]
            writer.write(columns, tasks=["bench"], videos=videos)
    return chosen.num_episodes * chosen.num_frames, _size_mb(folder)


def _write_large(folder: Path, chosen: BenchSet, prepared: _Prepared) -> tuple[int, float]:
    """Write a large set; its videos are encoded once and copied."""
    source = folder.with_name("noise.mp4")
    folder.parent.mkdir(parents=True, exist_ok=True)
    if chosen.has_cameras:
        size = (chosen.height, chosen.width)
        repeated = (prepared.shown[i % len(prepared.shown)] for i in range(chosen.num_frames))
        encode(repeated, source, rate=Fraction(FPS), size=size)
    with DataWriter(folder, fps=FPS, features=_features(chosen), robot_type="bench") as writer:
        for i in range(chosen.num_episodes):
            videos: dict[str, StagedVideo] = {}
            for key in CAMERAS if chosen.has_cameras else ():
                path = writer.staging() / f"{key}.mp4"
                copyfile(source, path)
                videos[key] = StagedVideo(path=path, num_frames=chosen.num_frames, stats=None)
            columns = prepared.numbers[i % len(prepared.numbers)]
            writer.write(columns, tasks=["bench"], videos=videos)
    return chosen.num_episodes * chosen.num_frames, _size_mb(folder)


def _read_plain(folder: Path, chosen: BenchSet) -> tuple[int, float]:
    """Read all files in order with Arrow into arrays, and decode all videos with PyAV."""
    total, frames = 0, 0
    for path in sorted(folder.rglob("*.parquet")):
        if "meta" in path.parts:
            continue
        table = pq.read_table(path, columns=list(NUMBERS))
        frames += table.num_rows
        for name in NUMBERS:
            flat = cast("pa.FixedSizeListArray", table.column(name).combine_chunks()).flatten()
            total += flat.to_numpy().nbytes
    for path in sorted(folder.rglob("*.mp4")) if chosen.has_cameras else ():
        total += sum(picture.nbytes for picture in _decode_plain(path))
    return frames, total / 1e6


def _decode_plain(path: Path) -> Iterator[Picture]:
    container = cast("Container", av.open(str(path)))
    stream_ = container.streams.video[0]
    stream_.thread_type = "NONE"
    for frame in container.decode(stream_):
        yield frame.to_ndarray(format="rgb24")
    container.close()


def _read_ours(folder: Path, chosen: BenchSet) -> tuple[int, float]:
    config = WindowConfig(
        delta_timestamps={"action": tuple(i / FPS for i in range(NUM_STEPS))},
        columns=("observation.state", *(CAMERAS if chosen.has_cameras else ())),
        batch_size=BATCH_SIZE,
    )
    start, frames, total = time.perf_counter(), 0, 0
    for batch in windows(open_data(folder), config):
        frames += len(batch["index"])
        total += sum(values.nbytes for values in batch.values())
        if time.perf_counter() - start > chosen.limit_s:
            break
    return frames, total / 1e6


Job = Callable[[Path, BenchSet, _Prepared], tuple[int, float]]

JOBS: Mapping[str, Job] = {
    "write, not flushed": lambda root, chosen, prepared: _write_plain(
        root / "plain", chosen, prepared, is_flushed=False
    ),
    "write, flushed": lambda root, chosen, prepared: _write_plain(
        root / "flushed", chosen, prepared, is_flushed=True
    ),
    "write": lambda root, chosen, prepared: _write_ours(root / "ours", chosen, prepared),
    "write large": lambda root, chosen, prepared: _write_large(root / "ours", chosen, prepared),
    "read in order": lambda root, chosen, _: _read_plain(root / "plain", chosen),
    "read in order, our files": lambda root, chosen, _: _read_plain(root / "ours", chosen),
    "read windows": lambda root, chosen, _: _read_ours(root / "ours", chosen),
}
"""Jobs by name; each gives the number of frames and of megabytes."""


def _peak_mb() -> float:
    """Give the largest memory of this process alone; what started it does not count."""
    try:
        for line in Path("/proc/self/status").read_text().splitlines():
            if line.startswith("VmHWM"):
                return int(line.split()[1]) / 1024
    except OSError:
        pass
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
