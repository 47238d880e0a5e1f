"""Windows over time for training, shuffled, from sets of any size in bounded memory."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from math import isfinite

import numpy as np
from numpy.typing import NDArray

from andon.episodes.data.dataset import DataSet
from andon.episodes.data.feature import Columns
from andon.errors import InvalidConfig, unknown_name
from andon.randomness import stream

__all__ = ["WindowConfig", "windows"]

TOLERANCE_S = 1e-4
SEGMENTS_PER_POOL = 8
"""A pool mixes at least this many segments, so that a batch is no single stretch of time."""


@dataclass(frozen=True, kw_only=True)
class WindowConfig:
    """What a sample holds, and how samples are mixed."""

    delta_timestamps: Mapping[str, Sequence[float]] = field(
        default_factory=dict[str, Sequence[float]]
    )
    """Times of each column relative to the sample's frame, whole multiples of the frame distance:
    `{"observation.state": (-0.1, 0.0), "action": (0.0, 0.1, 0.2)}`. [s]"""
    columns: tuple[str, ...] = ()
    """Columns and cameras that come at the sample's frame alone."""
    batch_size: int = 32
    """Samples per batch."""
    pool_mb: float = 96.0
    """Memory of the pool in which samples are mixed; the larger, the better they are."""
    seed: int = 0
    """Decides the order."""

    def __post_init__(self) -> None:
        """Refuse what cannot be meant."""
        if self.batch_size < 1 or not 0 < self.pool_mb < 1e6:
            raise InvalidConfig(
                f"batch_size is {self.batch_size} and pool_mb {self.pool_mb}; both must be above 0."
            )
        if not self.delta_timestamps and not self.columns:
            raise InvalidConfig("A window needs delta_timestamps or columns; both are empty.")


@dataclass(frozen=True, kw_only=True)
class _Segment:
    """A stretch of one episode that is read at once."""

    position: int
    start: int
    stop: int


def windows(data: DataSet, config: WindowConfig) -> Iterator[Columns]:
    """Go once through all frames of a set in random order, in batches of windows.

    Segments of episodes are read in random order into a pool of bounded size; batches are drawn
    from the pool at random until it is empty. Every frame is the sample's frame once. Beyond the
    ends of its episode the first or last frame is repeated, and `COLUMN_is_pad` says so.

    Args:
        data: The set.
        config: What a sample holds.

    Yields:
        Arrays by column. Shapes (B, number of times, ...) for columns of `delta_timestamps`,
        (B, ...) for others; `index` is the sample's frame in the set.

    Raises:
        InvalidConfig: When a time is no whole number of frames.
        UnknownName: When there is no such column.
        BrokenFile: When something cannot be read.
    """
    steps = {name: _steps(data, name, t) for name, t in config.delta_timestamps.items()}
    steps |= {name: np.zeros(1, np.int64) for name in config.columns if name not in steps}
    for name in steps:
        if name not in data.info.features:
            raise unknown_name("column", name, data.info.features)
    starts = np.cumsum([0, *(entry.length for entry in data.episodes)])
    random = stream(config.seed, "windows")
    segments = _segments(data, steps, config.pool_mb)
    order: list[int] = random.permutation(len(segments)).tolist()
    pool: list[dict[str, NDArray[np.generic]]] = []
    size = 0.0
    for number in order:
        part = _read(data, segments[number], steps, int(starts[segments[number].position]))
        pool.append(part)
        size += sum(values.nbytes for values in part.values()) / 1e6
        if 2 * size > config.pool_mb:  # joining them takes as much again
            yield from _drain(pool, steps, config, random)
            pool, size = [], 0.0
    if pool:
        yield from _drain(pool, steps, config, random)


def _steps(data: DataSet, name: str, times: Sequence[float]) -> NDArray[np.int64]:
    """Give times as numbers of frames; refuse those that would have to be rounded."""
    fps = data.info.fps
    counts = [round(t * fps) if isfinite(t) else 0 for t in times]
    off = [t for t, n in zip(times, counts, strict=True) if not abs(t - n / fps) <= TOLERANCE_S]
    if off or not counts:
        raise InvalidConfig(
            f"delta_timestamps[{name!r}] is {list(times)}: {off or 'nothing'} is no whole number "
            f"of frames of {1 / fps:g} s."
        )
    return np.array(counts, np.int64)


def _frame_bytes(data: DataSet, names: Sequence[str]) -> float:
    features = data.info.features
    kinds = {n: 1 if features[n].is_picture else 8 for n in names}
    return float(sum(features[n].num_values * size for n, size in kinds.items()))


def _segments(
    data: DataSet, steps: Mapping[str, NDArray[np.int64]], pool_mb: float
) -> list[_Segment]:
    """Cut episodes into stretches, several of which fit into a pool."""
    frames = pool_mb * 1e6 / SEGMENTS_PER_POOL / max(1.0, _frame_bytes(data, list(steps)))
    has_pictures = any(data.info.features[name].is_picture for name in steps)
    longest = max(16, int(frames)) if has_pictures else 10**9  # numbers are read whole anyway
    return [
        _Segment(position=position, start=start, stop=min(start + longest, entry.length))
        for position, entry in enumerate(data.episodes)
        for start in range(0, entry.length, longest)
    ]


def _read(
    data: DataSet, segment: _Segment, steps: Mapping[str, NDArray[np.int64]], first: int
) -> dict[str, NDArray[np.generic]]:
    """Read a stretch with what its windows reach beyond it; rows of windows point into it."""
    entry = data.episodes[segment.position]
    found: dict[str, NDArray[np.generic]] = {}
    frames = np.arange(segment.start, segment.stop)
    numbers = [name for name in steps if data.info.features[name].dtype != "video"]
    columns = data.columns(segment.position, numbers) if numbers else {}
    for name, offsets in steps.items():
        low = max(0, segment.start + int(offsets.min()))
        high = max(low + 1, min(entry.length, segment.stop + int(offsets.max())))
        low = min(low, entry.length - 1)
        if name in columns:
            found[name] = columns[name][low:high]
        else:
            found[name] = np.stack(list(data.pictures(segment.position, name, low, high)))
        wanted = frames[:, None] + offsets
        inside = np.clip(wanted, 0, entry.length - 1)
        found[f"{name} rows"] = (inside - low).astype(np.int32)
        found[f"{name} pad"] = inside != wanted
    found["index"] = frames + first
    return found


def _drain(
    pool: list[dict[str, NDArray[np.generic]]],
    steps: Mapping[str, NDArray[np.int64]],
    config: WindowConfig,
    random: np.random.Generator,
) -> Iterator[Columns]:
    """Draw batches from the pool until it is empty."""
    joined: Columns = {"index": np.concatenate([part["index"] for part in pool])}
    for name in steps:
        ends = np.cumsum([0, *(len(part[name]) for part in pool)])
        joined[name] = np.concatenate([part.pop(name) for part in pool])
        rows = [part.pop(f"{name} rows") + end for part, end in zip(pool, ends, strict=False)]
        joined[f"{name} rows"] = np.concatenate(rows)
        joined[f"{name} pad"] = np.concatenate([part.pop(f"{name} pad") for part in pool])
    order = random.permutation(len(joined["index"]))
    for start in range(0, len(order), config.batch_size):
        chosen = order[start : start + config.batch_size]
        batch: Columns = {"index": joined["index"][chosen]}
        for name in steps:
            rows = joined[f"{name} rows"][chosen]
            is_single = name not in config.delta_timestamps
            batch[name] = joined[name][rows[:, 0] if is_single else rows]
            if not is_single:
                batch[f"{name}_is_pad"] = joined[f"{name} pad"][chosen]
        yield batch
