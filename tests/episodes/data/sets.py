"""Small data sets for tests: two episodes or more, with numbers, text, a mask and a camera."""

from collections.abc import Sequence
from pathlib import Path

import numpy as np

from andon.episodes.data import DataWriter, open_data
from andon.episodes.data.cameras import camera_feature
from andon.episodes.data.feature import Columns, Feature, make_feature
from andon.episodes.data.record import EpisodeRecord
from andon.episodes.data.video_file import encode
from andon.episodes.data.writer import StagedVideo
from andon.randomness import stream

FPS = 20
CAMERA = "observation.images.front"
HEIGHT, WIDTH = 24, 32


def features(*, has_camera: bool = True) -> dict[str, Feature]:
    """Declare the columns."""
    found = [
        make_feature("observation.state", "float32", [3], ["a", "b", "c"]),
        make_feature("action", "float64", [2]),
        make_feature("observation.grid", "int16", [2, 2]),
        make_feature("intervention", "bool", [1]),
        make_feature("note", "string", [1]),
    ]
    if has_camera:
        found.append(camera_feature(CAMERA, fps=FPS, height=HEIGHT, width=WIDTH))
    return {feature.name: feature for feature in found}


def columns(seed: int, length: int) -> Columns:
    """Give the numbers of an episode: smooth, different in every episode and never stuck."""
    random = stream(seed, "columns")
    time = np.arange(length)[:, None] / FPS
    phase, speed = random.uniform(0, 6, 5), random.uniform(1, 2, 5)
    waves = np.sin(phase + speed * time)
    return {
        "observation.state": waves[:, :3].astype(np.float32),
        "action": waves[:, 3:],
        "observation.grid": random.integers(-9, 9, (length, 2, 2)).astype(np.int16),
        "intervention": np.arange(length) % 4 == 0,
        "note": np.array([f"{seed}:{i}" for i in range(length)], dtype=object),
    }


def pictures(seed: int, length: int) -> list[np.ndarray]:
    """Give pictures that a codec keeps well: a bright bar that moves over a slope of colours."""
    rows, across = np.mgrid[0:HEIGHT, 0:WIDTH]
    found = []
    for i in range(length):
        picture = np.empty((HEIGHT, WIDTH, 3), np.uint8)
        picture[..., 0] = 60 + 4 * across
        picture[..., 1] = 40 + 4 * rows
        picture[..., 2] = 90
        start = (2 * i + 5 * seed) % (WIDTH - 6)
        picture[:, start : start + 6] = 240
        found.append(picture)
    return found


def add_episode(writer: DataWriter, seed: int, length: int, task: str = "push the bar") -> None:
    """Add one episode."""
    videos = {}
    if CAMERA in writer.info.features:
        path = writer.staging() / "front.mp4"
        count = encode(
            pictures(seed, length), path, rate=writer.info.frame_rate, size=(HEIGHT, WIDTH)
        )
        from andon.episodes.data.statistics import picture_stats

        stats = picture_stats(pictures(seed, length)[:10])
        videos[CAMERA] = StagedVideo(path=path, num_frames=count, stats=stats)
    record = EpisodeRecord(
        seed=seed, scenario="yard", scenario_hash="0" * 16, success=True, cause="goal"
    )
    writer.write(columns(seed, length), tasks=[task], videos=videos, record=record)


def make_set(
    folder: Path,
    lengths: Sequence[int] = (12, 9, 15),
    *,
    has_camera: bool = True,
    first_seed: int = 0,
) -> Path:
    """Write a data set."""
    with DataWriter(
        folder, fps=FPS, features=features(has_camera=has_camera), robot_type="cart"
    ) as writer:
        for seed, length in enumerate(lengths, start=first_seed):
            add_episode(writer, seed, length)
    return folder


def everything(folder: Path, *, has_pictures: bool = True) -> list[dict[str, object]]:
    """Read a whole set: per episode its tasks, record and arrays."""
    found = open_data(folder)
    rows = []
    for i, entry in enumerate(found.episodes):
        row: dict[str, object] = {"tasks": entry.tasks, "record": entry.record}
        row |= found.columns(i)
        if has_pictures:
            keys = found.info.picture_keys
            row |= {key: np.stack(list(found.pictures(i, key))) for key in keys}
        rows.append(row)
    return rows


def assert_equal(one: list[dict[str, object]], other: list[dict[str, object]]) -> None:
    """Compare what `everything` gave, to the last bit."""
    assert len(one) == len(other)
    for a, b in zip(one, other, strict=True):
        assert set(a) == set(b)
        for name, value in a.items():
            if isinstance(value, np.ndarray):
                assert value.dtype == b[name].dtype, name
                assert np.array_equal(value, b[name]), name
            else:
                assert value == b[name], name
