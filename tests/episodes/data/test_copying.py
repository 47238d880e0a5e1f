"""Copies lose nothing: from v3 to v3, from v2.1 to v3, over a URL, in parts and joined again."""

import numpy as np
import pytest

from andon.artifacts import read_json
from andon.episodes.data import DataWriter, open_data
from andon.episodes.data.check import check_data
from andon.episodes.data.copying import copy_episodes, open_copy
from andon.episodes.data.splitting import split_positions
from andon.errors import BrokenFile, InvalidConfig
from tests.episodes.data.legacy_files import write_legacy
from tests.episodes.data.sets import (
    CAMERA,
    FPS,
    add_episode,
    assert_equal,
    columns,
    everything,
    features,
    make_set,
)


def copy(source, out, positions=None):
    data = open_data(source)
    with open_copy(data, out) as writer:
        notes = copy_episodes(data, positions or range(len(data.episodes)), writer)
    assert notes == []  # nothing was encoded anew
    return out


def without_source(rows):
    """Leave out where an episode was copied from, which is all that a copy adds."""
    for row in rows:
        row["record"] = None
    return rows


def test_a_copy_is_the_same_to_the_last_bit_pictures_included(tmp_path):
    first = make_set(tmp_path / "first")
    second = copy(first, tmp_path / "second")
    records = [row["record"] for row in everything(second)]
    assert [(r.seed, r.scenario, r.success) for r in records] == [
        (i, "yard", True) for i in range(3)
    ]
    assert_equal(without_source(everything(first)), without_source(everything(second)))
    assert read_json(first / "meta/info.json") == read_json(second / "meta/info.json")
    assert check_data(second).is_ok


def test_a_legacy_set_becomes_the_same_v3_set(tmp_path):
    first = make_set(tmp_path / "first")
    legacy = write_legacy(first, tmp_path / "legacy")
    assert open_data(legacy).format == "LeRobotDataset v2.1"
    assert check_data(legacy).is_ok
    second = copy(legacy, tmp_path / "second")
    assert_equal(without_source(everything(first)), without_source(everything(second)))


def test_several_instructions_in_an_episode_stay_with_their_frames(tmp_path):
    with DataWriter(tmp_path / "a", fps=FPS, features=features(has_camera=False)) as writer:
        for seed in range(2):
            given = columns(seed, 6) | {"task_index": np.array([0, 0, 1, 1, 1, 0])}
            writer.write(given, tasks=[f"lift {seed}", "put down"])
    copy(tmp_path / "a", tmp_path / "b", [1])
    found = open_data(tmp_path / "b")
    texts = [found.tasks[i] for i in found.columns(0)["task_index"]]
    assert texts == ["lift 1", "lift 1", "put down", "put down", "put down", "lift 1"]


def test_a_set_behind_a_url_is_written_and_read(tmp_path):
    first = make_set(tmp_path / "first")
    url = "memory://sets/second"
    copy(first, url)
    assert_equal(without_source(everything(first)), without_source(everything(url)))
    make_set(url, (7,), first_seed=3)
    assert len(open_data(url).episodes) == 4


def test_a_url_of_an_unknown_kind_is_refused():
    with pytest.raises(BrokenFile, match=r"Cannot open nowhere://x: .*nowhere"):
        open_data("nowhere://x")


def repeated_set(folder, seeds):
    with DataWriter(folder, fps=FPS, features=features(has_camera=False), robot_type="c") as writer:
        for seed in seeds:
            add_episode(writer, seed, 5)
    return open_data(folder)


def test_a_world_is_never_in_two_parts(tmp_path):
    data = repeated_set(tmp_path / "set", [i % 7 for i in range(21)])
    for seed in range(5):
        parts = split_positions(data, (0.6, 0.4), seed=seed)
        worlds = [{data.episodes[i].record.seed for i in part} for part in parts]
        assert worlds[0] & worlds[1] == set()
        assert sorted([*parts[0], *parts[1]]) == list(range(21))
        assert len(worlds[0]) == 4


def test_a_split_that_leaves_a_part_empty_is_refused(tmp_path):
    data = repeated_set(tmp_path / "set", [0, 0, 0])
    with pytest.raises(InvalidConfig, match="1 different worlds"):
        split_positions(data, (0.5, 0.5))
    with pytest.raises(InvalidConfig, match="two or more are needed, above 0 and 1 in all"):
        split_positions(data, (0.5, 0.6))


def test_a_set_that_knows_no_seed_is_not_split_by_seed(tmp_path):
    with DataWriter(tmp_path / "a", fps=FPS, features=features(has_camera=False)) as writer:
        for seed in range(4):
            writer.write(columns(seed, 6), tasks=["lift"])
    data = open_data(tmp_path / "a")
    with pytest.raises(InvalidConfig, match=r"does not say its scenario and seed.*--by episode"):
        split_positions(data, (0.5, 0.5))
    assert [len(p) for p in split_positions(data, (0.5, 0.5), by="episode")] == [2, 2]


def test_an_episode_in_the_middle_of_a_long_video_is_cut_out_without_loss(tmp_path):
    """Files of other writers hold many episodes; here three are joined by hand."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    from andon.episodes.data.video_file import encode
    from tests.episodes.data.sets import HEIGHT, WIDTH, pictures

    folder = make_set(tmp_path / "set", (10, 15, 20))
    data = open_data(folder)
    frames = [p for seed, n in ((0, 10), (1, 15), (2, 20)) for p in pictures(seed, n)]
    video = folder / f"videos/{CAMERA}/chunk-000/file-000.mp4"
    encode(frames, video, rate=data.info.frame_rate, size=(HEIGHT, WIDTH))
    files = list(dict.fromkeys(folder / entry.data_file for entry in data.episodes))
    pq.write_table(pa.concat_tables([pq.read_table(file) for file in files]), files[0])
    for file in [*files[1:], *(folder / e.videos[CAMERA].file for e in data.episodes[1:])]:
        file.unlink()
    path = folder / "meta/episodes/chunk-000/file-000.parquet"
    rows = pq.read_table(path).to_pylist()
    for row, (start, stop) in zip(rows, ((0, 10), (10, 25), (25, 45)), strict=True):
        row |= {"data/file_index": 0, f"videos/{CAMERA}/file_index": 0, "andon.files": "{}"}
        row[f"videos/{CAMERA}/from_timestamp"] = start / FPS
        row[f"videos/{CAMERA}/to_timestamp"] = stop / FPS
    pq.write_table(pa.Table.from_pylist(rows, schema=pq.read_schema(path)), path)
    assert check_data(folder).is_ok
    whole, part = everything(folder), everything(copy(folder, tmp_path / "part", [1]))
    assert np.array_equal(part[0][CAMERA], whole[1][CAMERA])
    assert np.array_equal(part[0]["action"], whole[1]["action"])
