"""Statistics of columns, as policies normalise by them: per episode, and added up over a set."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, cast

import numpy as np
from numpy.typing import NDArray

from andon.artifacts import Json
from andon.episodes.data.feature import Feature
from andon.spatial import FloatArray

__all__ = [
    "QUANTILES",
    "NumberStats",
    "Stats",
    "add_number_stats",
    "add_stats",
    "column_stats",
    "number_stats",
    "picture_stats",
    "sampled_frames",
    "stats_from_json",
    "stats_to_json",
]

QUANTILES = {"q01": 0.01, "q10": 0.1, "q50": 0.5, "q90": 0.9, "q99": 0.99}

Stats = dict[str, FloatArray]
"""`min max mean std count` and quantiles of one column, each in the shape of a frame."""

MAX_SAMPLED = 100
"""Most pictures per episode and camera that statistics look at."""


def column_stats(feature: Feature, values: NDArray[Any]) -> Stats | None:
    """Give the statistics of one episode's column.

    Args:
        feature: The column.
        values: Its frames, at least one. Shape (T, ...).

    Returns:
        Statistics over the frames, NaN where a frame is; None for text and pictures.
    """
    if not feature.is_number:
        return None
    return number_stats({feature.name: feature}, {feature.name: values}).by_column()[feature.name]


@dataclass(frozen=True, kw_only=True)
class NumberStats:
    """Statistics of all columns of some frames that hold numbers, side by side.

    That is as much work as for a single column, and there may be hundreds of episodes in a second.
    """

    features: Mapping[str, Feature]
    """The columns, in order."""
    joined: Stats
    """Statistics of all their values as of one column. Shapes (n,)."""

    def parts(self) -> Iterable[tuple[Feature, slice]]:
        """Say which values belong to which column."""
        end = 0
        for feature in self.features.values():
            start, end = end, end + feature.num_values
            yield feature, slice(start, end)

    def by_column(self) -> dict[str, Stats]:
        """Give the statistics of each column in the shape of a frame; views."""
        every = {name: values for name, values in self.joined.items() if name != "count"}
        return {
            feature.name: {
                **{name: v[part].reshape(feature.shape) for name, v in every.items()},
                "count": self.joined["count"],
            }
            for feature, part in self.parts()
        }


def number_stats(
    features: Mapping[str, Feature], columns: Mapping[str, NDArray[Any]]
) -> NumberStats:
    """Give the statistics of all columns of one episode that hold numbers.

    Args:
        features: The columns.
        columns: Their frames, at least one, and at least one that holds numbers. Shapes (T, ...).

    Returns:
        Statistics over the frames, NaN where a frame is.
    """
    named = {name: np.asarray(v) for name, v in columns.items() if features[name].is_number}
    length = len(next(iter(named.values())))
    rows = [values.reshape(length, -1).T for values in named.values()]
    joined = _row_stats(np.concatenate(rows, axis=0, dtype=np.float64))
    joined["count"] = np.array([length], np.float64)
    return NumberStats(features={name: features[name] for name in named}, joined=joined)


def _row_stats(values: FloatArray) -> Stats:
    """Give the statistics of each row; one sorting serves all of them. Shape (n, T)."""
    ordered = np.sort(values, axis=1)
    last = values.shape[1] - 1
    ordered[np.isnan(ordered[:, -1])] = np.nan  # sorted to the end; it spoils all, as in NumPy
    with np.errstate(all="ignore"):  # infinities are a finding of the check, no reason to stop
        # Copies: views would keep all values in memory for as long as the statistics.
        found = {"min": ordered[:, 0].copy(), "max": ordered[:, -1].copy()}
        mean = values.mean(axis=1)
        away = values - mean[:, None]
        found |= {"mean": mean, "std": np.sqrt(np.mean(np.square(away, out=away), axis=1))}
        shares = np.array(list(QUANTILES.values()))[:, None] * last  # (quantiles, 1)
        low = shares[:, 0].astype(np.int64)
        a, b = ordered.T[low], ordered.T[np.minimum(low + 1, last)]
        between = np.where(a == b, a, a + (b - a) * (shares - low[:, None]))
        found |= dict(zip(QUANTILES, between, strict=True))
    return found


def sampled_frames(num_frames: int) -> NDArray[np.int64]:
    """Choose the pictures of an episode that statistics look at, evenly spread."""
    count = min(num_frames, MAX_SAMPLED)
    return np.unique(np.linspace(0, num_frames - 1, count).round().astype(np.int64))


class _Histogram:
    """Counts of the 256 values of each channel, so that no picture has to be kept."""

    def __init__(self, channels: int) -> None:
        self.counts = np.zeros((channels, 256), np.int64)
        self.num_pictures = 0

    def add(self, picture: NDArray[np.uint8]) -> None:
        for channel in range(len(self.counts)):
            self.counts[channel] += np.bincount(picture[..., channel].ravel(), minlength=256)
        self.num_pictures += 1

    def quantile(self, share: float) -> FloatArray:
        total = self.counts.sum(axis=1, keepdims=True)
        is_reached = self.counts.cumsum(axis=1) >= share * total
        return is_reached.argmax(axis=1).astype(np.float64)


def picture_stats(pictures: Iterable[NDArray[np.uint8]]) -> Stats | None:
    """Give the statistics of a camera's pictures, per channel, with colours in [0, 1].

    Args:
        pictures: Pictures. Shapes (H, W, C).

    Returns:
        Statistics of the shape (C, 1, 1); None without pictures.
    """
    seen: _Histogram | None = None
    for picture in pictures:
        seen = seen or _Histogram(picture.shape[2])
        seen.add(picture)
    if seen is None:
        return None
    values, total = np.arange(256.0), seen.counts.sum(axis=1)
    mean = seen.counts @ values / total
    variance = seen.counts @ values**2 / total - mean**2
    stats: Stats = {
        "min": (seen.counts > 0).argmax(axis=1).astype(np.float64),
        "max": 255.0 - (seen.counts[:, ::-1] > 0).argmax(axis=1),
        "mean": mean,
        "std": np.sqrt(np.maximum(variance, 0.0)),
    }
    stats |= {name: seen.quantile(share) for name, share in QUANTILES.items()}
    scaled = {name: (value / 255.0).reshape(-1, 1, 1) for name, value in stats.items()}
    return {**scaled, "count": np.array([seen.num_pictures], np.float64)}


def add_stats(one: Mapping[str, Stats], other: Mapping[str, Stats]) -> dict[str, Stats]:
    """Add up the statistics of two sets of frames.

    Args:
        one: Statistics by column.
        other: The same of other frames.

    Returns:
        Statistics of both. Quantiles are the weighted mean of the two, which is no quantile of the
        whole; `min max mean std count` are exact.
    """
    total = {name: dict(stats) for name, stats in one.items()}
    with np.errstate(all="ignore"):
        for name, stats in other.items():
            total[name] = _add(total[name], stats) if name in total else dict(stats)
    return total


def add_number_stats(
    total: Mapping[str, Stats], episodes: Sequence[NumberStats]
) -> dict[str, Stats]:
    """Add the statistics of episodes to those of a set; see `add_stats`.

    Args:
        total: Statistics by column.
        episodes: The same of other frames, in order.

    Returns:
        Statistics of all.
    """
    found = dict(total)
    for place, first in enumerate(episodes):
        joined = _joined(found, first)
        if joined is None:  # the first of a set, or one that other hands have begun
            found = add_stats(found, first.by_column())
            continue
        with np.errstate(all="ignore"):
            for one in episodes[place:]:
                joined = _add(joined, one.joined)
        return found | NumberStats(features=first.features, joined=joined).by_column()
    return found


def _joined(total: Mapping[str, Stats], like: NumberStats) -> Stats | None:
    """Give statistics by column side by side; None when they are not of the same kind."""
    columns = [total.get(name, {}) for name in like.features]
    counts = {column["count"].tobytes() for column in columns if "count" in column}
    is_same = all(set(column) == set(like.joined) for column in columns) and len(counts) == 1
    if not is_same:
        return None
    names = [name for name in like.joined if name != "count"]
    joined = {name: np.concatenate([c[name].ravel() for c in columns]) for name in names}
    if any(values.shape != like.joined[name].shape for name, values in joined.items()):
        return None
    return joined | {"count": columns[0]["count"]}


def _add(a: Stats, b: Stats) -> Stats:
    count = a["count"] + b["count"]
    if a["mean"].shape != b["mean"].shape:
        raise ValueError(f"statistics of the shapes {a['mean'].shape} and {b['mean'].shape}")
    share = b["count"] / count
    delta = b["mean"] - a["mean"]
    variance = a["std"] ** 2 * (1 - share) + b["std"] ** 2 * share + delta**2 * share * (1 - share)
    found: Stats = {
        "min": np.minimum(a["min"], b["min"]),
        "max": np.maximum(a["max"], b["max"]),
        "mean": a["mean"] + delta * share,
        "std": np.sqrt(variance),
        "count": count,
    }
    for name in QUANTILES:
        if name in a and name in b:
            found[name] = a[name] * (1 - share) + b[name] * share
    return found


def stats_to_json(stats: Mapping[str, Stats]) -> Json:
    """Give the content of `meta/stats.json`."""
    return {
        column: {
            name: value.astype(np.int64).tolist() if name == "count" else value.tolist()
            for name, value in entries.items()
        }
        for column, entries in stats.items()
    }


def stats_from_json(content: object) -> dict[str, Stats]:
    """Read the content of `meta/stats.json`.

    Raises:
        ValueError: When something in it is no table of numbers.
    """
    if not isinstance(content, dict):
        raise ValueError("it holds no JSON object")
    found: dict[str, Stats] = {}
    for column, entries in cast("Json", content).items():
        if not isinstance(entries, dict):
            raise ValueError(f"{column!r} is no table")
        table = cast("Json", entries)
        found[column] = {
            name: np.array(cast("Any", value), np.float64) for name, value in table.items()
        }
    return found
