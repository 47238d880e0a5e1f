"""Windows over time: every frame once, the right neighbours, and memory within bounds."""

import tracemalloc

import numpy as np
import pytest

from andon.episodes.data import open_data
from andon.episodes.data.windows import WindowConfig, windows
from andon.errors import InvalidConfig, UnknownName
from tests.episodes.data.sets import CAMERA, columns, make_set

LENGTHS = (12, 9, 15)


@pytest.fixture(scope="module")
def data(tmp_path_factory):
    return open_data(make_set(tmp_path_factory.mktemp("windows") / "set", LENGTHS))


def truth(name):
    """Give a column of all episodes, and where each frame's episode begins and ends."""
    values = np.concatenate([columns(s, n)[name] for s, n in enumerate(LENGTHS)])
    ends = np.cumsum([0, *LENGTHS])
    owner = np.repeat(np.arange(3), LENGTHS)
    return values, ends[owner], ends[owner + 1]


@pytest.mark.parametrize("pool_mb", [0.0001, 0.005, 100])
def test_every_frame_comes_once_with_its_neighbours(data, pool_mb):
    config = WindowConfig(
        delta_timestamps={"action": (-0.1, 0.0, 0.05)}, batch_size=5, pool_mb=pool_mb
    )
    values, first, end = truth("action")
    seen = []
    for batch in windows(data, config):
        for index, found, is_pad in zip(
            batch["index"], batch["action"], batch["action_is_pad"], strict=True
        ):
            wanted = index + np.array([-2, 0, 1])
            inside = np.clip(wanted, first[index], end[index] - 1)
            assert np.array_equal(found, values[inside])
            assert np.array_equal(is_pad, inside != wanted)
        seen += batch["index"].tolist()
    assert sorted(seen) == list(range(36))


def test_pictures_come_with_the_numbers_of_their_frames(data):
    config = WindowConfig(
        delta_timestamps={CAMERA: (-0.05, 0.0)}, columns=("action",), batch_size=7, pool_mb=0.05
    )
    values, first, _ = truth("action")
    shown = np.concatenate([np.stack(list(data.pictures(i, CAMERA))) for i in range(3)])
    for batch in windows(data, config):
        assert np.array_equal(batch["action"], values[batch["index"]])
        before = np.maximum(batch["index"] - 1, first[batch["index"]])
        assert np.array_equal(batch[CAMERA][:, 0], shown[before])
        assert np.array_equal(batch[CAMERA][:, 1], shown[batch["index"]])


def test_another_seed_gives_another_order_and_the_same_seed_the_same(data):
    def order(seed):
        config = WindowConfig(columns=("action",), batch_size=36, seed=seed)
        return np.concatenate([b["index"] for b in windows(data, config)]).tolist()

    assert order(1) == order(1) != order(2)
    assert order(1) != sorted(order(1))


def test_memory_stays_within_the_pool(tmp_path):
    found = open_data(make_set(tmp_path / "set", (400,) * 12, has_camera=False))
    config = WindowConfig(delta_timestamps={"observation.state": (-0.1, 0.0)}, pool_mb=0.1)
    tracemalloc.start()
    count = sum(len(batch["index"]) for batch in windows(found, config))
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert count == 4800
    assert peak < 3e6  # the pool, one episode of all columns, and the table of contents


def test_a_time_between_two_frames_is_refused(data):
    config = WindowConfig(delta_timestamps={"action": (0.0, 0.03)})
    with pytest.raises(InvalidConfig, match=r"\[0.03\] is no whole number of frames of 0.05 s"):
        next(windows(data, config))


def test_an_unknown_column_is_named_with_the_alternatives(data):
    with pytest.raises(UnknownName, match=r"No column named 'actoin'. Did you mean 'action'"):
        next(windows(data, WindowConfig(columns=("actoin",))))
