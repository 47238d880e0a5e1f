"""How fast data sets are written and read, beside plain Parquet and PyAV in the same run."""

import resource
import shutil
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import cast

import av
import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from andon.episodes.data.av_protocol import Container
from andon.episodes.data.cameras import camera_feature
from andon.episodes.data.dataset import DataSet
from andon.episodes.data.feature import Columns, Feature, make_feature, to_arrow
from andon.episodes.data.opening import open_data
from andon.episodes.data.video_file import Picture, encode
from andon.episodes.data.windows import WindowConfig, windows
from andon.episodes.data.writer import DataWriter, StagedVideo
from andon.randomness import stream

__all__ = ["BenchRow", "bench_data", "bench_features"]

FPS = 30
STATE, ACTION = 48, 20
"""Widths of the columns, as of a humanoid."""
HEIGHT, WIDTH = 120, 160
CAMERAS = ("observation.images.front", "observation.images.wrist")


@dataclass(frozen=True, kw_only=True)
class BenchRow:
    """One measurement."""

    name: str
    """What was done."""
    episodes_per_s: float
    """Episodes per second of wall time."""
    frames_per_s: float
    """Frames per second of wall time."""
    mb_per_s: float
    """Megabytes per second: of numbers and decoded pictures when reading, of files when writing."""
    share_of_limit: float | None
    """Ratio to the plain way of the same run; None for the plain way itself."""
    peak_mb: float
    """Largest memory of this process so far."""


def bench_features(*, has_cameras: bool) -> dict[str, Feature]:
    """Declare the columns of the measured sets."""
    found = [
        make_feature("observation.state", "float32", [STATE]),
        make_feature("action", "float32", [ACTION]),
    ]
    if has_cameras:
        found += [camera_feature(key, fps=FPS, height=HEIGHT, width=WIDTH) for key in CAMERAS]
    return {feature.name: feature for feature in found}


def bench_data(
    folder: Path, *, num_episodes: int, num_frames: int, repeats: int, has_cameras: bool
) -> list[BenchRow]:
    """Write and read a set, in turns with the plain way; the best of several rounds counts.

    Args:
        folder: Empty folder; it is removed.
        num_episodes: Episodes.
        num_frames: Frames of each.
        repeats: Rounds.
        has_cameras: Two cameras, or numbers alone.

    Returns:
        Writing and reading, each after its limit.
    """
    kind = "two cameras" if has_cameras else "numbers only"
    best: dict[str, tuple[float, float, float]] = {}
    for number in range(repeats):
        root = folder / str(number)
        jobs = _jobs(root, num_episodes, num_frames, has_cameras)
        for name, job in jobs.items():
            start = time.perf_counter()
            megabytes = job()
            seconds = time.perf_counter() - start
            before = best.get(name, (np.inf, 0.0, 0.0))
            best[name] = min(before, (seconds, megabytes, _peak_mb()))
        shutil.rmtree(root)
    rows: list[BenchRow] = []
    for name, (seconds, megabytes, peak) in best.items():
        limit = best[f"{name}, limit"][0] if f"{name}, limit" in best else None
        rows.append(
            BenchRow(
                name=f"{kind}: {name}",
                episodes_per_s=num_episodes / seconds,
                frames_per_s=num_episodes * num_frames / seconds,
                mb_per_s=megabytes / seconds,
                share_of_limit=None if limit is None else limit / seconds,
                peak_mb=peak,
            )
        )
    return rows


def _jobs(
    root: Path, num_episodes: int, num_frames: int, has_cameras: bool
) -> dict[str, Callable[[], float]]:
    """Give what is measured, in the order in which it is done."""
    numbers = [_numbers(seed, num_frames) for seed in range(num_episodes)]
    shown = _pictures(num_frames) if has_cameras else []
    ours, plain = root / "ours", root / "plain"
    return {
        "write, limit": lambda: _write_plain(plain, numbers, shown),
        "write": lambda: _write_ours(ours, numbers, shown),
        "read shuffled windows, limit": lambda: _read_plain(open_data(ours), has_cameras),
        "read shuffled windows": lambda: _read_ours(open_data(ours), has_cameras),
    }


def _numbers(seed: int, num_frames: int) -> Columns:
    random = stream(seed, "bench")
    return {
        "observation.state": random.standard_normal((num_frames, STATE), np.float32),
        "action": random.standard_normal((num_frames, ACTION), np.float32),
    }


def _pictures(num_frames: int) -> list[Picture]:
    """Give pictures that change as those of a walking robot do."""
    across = np.arange(WIDTH)[None, :] + np.arange(HEIGHT)[:, None]
    frames: list[Picture] = []
    for i in range(num_frames):
        wave = (127 + 100 * np.sin((across + 3 * i) / 11)).astype(np.uint8)
        frames.append(np.stack([wave, wave[::-1], 255 - wave], axis=2))
    return frames


def _size_mb(folder: Path) -> float:
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file()) / 1e6


def _write_plain(folder: Path, numbers: list[Columns], shown: list[Picture]) -> float:
    """Write the same numbers and pictures with Arrow and PyAV alone; nothing else is kept."""
    folder.mkdir(parents=True)
    features = bench_features(has_cameras=False)
    for i, columns in enumerate(numbers):
        table = pa.table({n: to_arrow(features[n], v) for n, v in columns.items()})
        pq.write_table(table, folder / f"{i}.parquet")
        for key in CAMERAS if shown else ():
            path = folder / f"{key}-{i}.mp4"
            encode(shown, path, rate=_rate(), size=(HEIGHT, WIDTH))
    return _size_mb(folder)


def _write_ours(folder: Path, numbers: list[Columns], shown: list[Picture]) -> float:
    features = bench_features(has_cameras=bool(shown))
    with DataWriter(folder, fps=FPS, features=features, robot_type="bench") as writer:
        for columns in numbers:
            videos: dict[str, StagedVideo] = {}
            for key in CAMERAS if shown else ():
                path = writer.staging() / f"{key}.mp4"
                count = encode(shown, path, rate=_rate(), size=(HEIGHT, WIDTH))
                videos[key] = StagedVideo(path=path, num_frames=count, stats=None)
            writer.write(columns, tasks=["bench"], videos=videos)
    return _size_mb(folder)


def _rate() -> Fraction:
    return Fraction(FPS)


def _read_plain(data: DataSet, has_cameras: bool) -> float:
    """Read all numbers with Arrow into arrays, and decode all videos with PyAV, in order."""
    total = 0
    for entry in data.episodes:
        table = pq.read_table(
            data.store.local / entry.data_file, columns=["observation.state", "action"]
        )
        for name in ("observation.state", "action"):
            flat = cast("pa.FixedSizeListArray", table.column(name).combine_chunks()).flatten()
            total += flat.to_numpy().nbytes
        for span in entry.videos.values() if has_cameras else ():
            total += sum(p.nbytes for p in _decode_plain(data.store.local / span.file))
    return total / 1e6


def _decode_plain(path: Path) -> Iterator[Picture]:
    container = cast("Container", av.open(str(path)))
    stream_ = container.streams.video[0]
    stream_.thread_type = "NONE"
    for frame in container.decode(stream_):
        yield frame.to_ndarray(format="rgb24")
    container.close()


def _read_ours(data: DataSet, has_cameras: bool) -> float:
    config = WindowConfig(
        delta_timestamps={"action": tuple(i / FPS for i in range(4))},
        columns=("observation.state", *(CAMERAS if has_cameras else ())),
        batch_size=64,
    )
    return sum(sum(v.nbytes for v in batch.values()) for batch in windows(data, config)) / 1e6


def _peak_mb() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
