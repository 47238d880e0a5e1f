"""Episodes that come fast: one flush each, read from the journal, listed together."""

import resource
import shutil
import signal

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from andon.artifacts import read_json
from andon.episodes.data import DataWriter, open_data, opening
from andon.episodes.data.check import check_data
from andon.episodes.data.journal import HEAD, JOURNAL_PATH, NOTE_PATH
from andon.errors import BrokenFile, CannotWrite
from tests.episodes.data.sets import (
    FPS,
    add_episode,
    assert_equal,
    columns,
    everything,
    features,
    make_set,
)
from tests.episodes.data.test_writer import assert_others_read

LENGTHS = (6, 5, 8, 7, 9)
TASKS = ("push", "pull", "push", "lift", "pull")


@pytest.fixture
def fast(monkeypatch):
    """Let every episode but the first be one that comes fast."""
    monkeypatch.setattr("andon.episodes.data.writer.LISTED_EVERY_S", 1e9)


def write(folder, *, stop=None, **options):
    """Write a set; with `stop`, give a copy of it as a kill leaves it before the writer closes."""
    with DataWriter(folder, fps=FPS, features=features(**options), robot_type="cart") as writer:
        for seed, (length, task) in enumerate(zip(LENGTHS, TASKS, strict=True)):
            add_episode(writer, seed, length, task)
        if stop is not None:
            shutil.copytree(folder, stop)
    return folder if stop is None else stop


def test_fast_episodes_are_those_of_slow_ones_in_fewer_files(tmp_path, monkeypatch):
    monkeypatch.setattr("andon.episodes.data.writer.LISTED_EVERY_S", 0.0)
    slow = write(tmp_path / "slow", has_camera=False)
    monkeypatch.setattr("andon.episodes.data.writer.LISTED_EVERY_S", 1e9)
    quick = write(tmp_path / "quick", has_camera=False)
    assert_equal(everything(quick), everything(slow))
    for name in ("meta/info.json", "meta/stats.json"):
        assert read_json(quick / name) == read_json(slow / name)
    assert len(list(slow.glob("data/*/*"))) == 5
    assert len(list(quick.glob("data/*/*"))) == 2
    assert not (quick / JOURNAL_PATH).exists()
    assert not (quick / NOTE_PATH).exists()


def test_what_a_stopped_writer_left_in_the_journal_is_read_and_listed_by_the_next(fast, tmp_path):
    stopped, whole = write(tmp_path / "set", stop=tmp_path / "stopped"), tmp_path / "set"
    found = open_data(stopped)
    assert read_json(stopped / "meta/info.json")["total_episodes"] == 1
    assert len(found.episodes) == found.info.total_episodes == 5
    assert found.info.total_frames == sum(LENGTHS)
    assert list(found.tasks) == ["push", "pull", "lift"]
    assert_equal(everything(stopped), everything(whole))
    assert_others_read(stopped)
    report = check_data(stopped)
    assert report.is_ok
    assert (
        "the last 4 episodes are in meta/andon.journal" in report.of("unlisted-episodes")[0].message
    )
    DataWriter(stopped, fps=FPS, features=features(), robot_type="cart").close()
    assert_equal(everything(stopped), everything(whole))
    assert_others_read(stopped)
    assert read_json(stopped / "meta/info.json")["total_episodes"] == 5
    assert read_json(stopped / "meta/stats.json") == read_json(whole / "meta/stats.json")
    assert check_data(stopped).findings == check_data(whole).findings
    assert not (stopped / JOURNAL_PATH).exists()


def test_an_entry_that_is_cut_off_is_the_running_episode_and_no_other_is_lost(fast, tmp_path):
    stopped = write(tmp_path / "set", stop=tmp_path / "stopped")
    journal, sound = stopped / JOURNAL_PATH, everything(stopped)
    data = journal.read_bytes()
    ends, at = [], 0
    while at < len(data):
        at += HEAD.size + HEAD.unpack_from(data, at)[1]
        ends.append(at)
    assert len(ends) == 4
    for cut in (3, ends[0] - 1, ends[0] + 5, ends[2] + HEAD.size, ends[3] - 1):
        journal.write_bytes(data[:cut])
        kept = 1 + sum(end <= cut for end in ends)
        assert_equal(everything(stopped), sound[:kept])
        assert check_data(stopped).of("unfinished-episode")


def test_a_journal_that_is_damaged_missing_or_has_a_gap_is_refused_by_name(fast, tmp_path):
    stopped = write(tmp_path / "set", stop=tmp_path / "stopped", has_camera=False)
    journal = stopped / JOURNAL_PATH
    data = journal.read_bytes()
    first = HEAD.size + HEAD.unpack_from(data)[1]
    wrong = {
        "is no beginning of an episode": [9, 30, first + 12],
        "is not what was written": [HEAD.size, first - 1, len(data) - 1],
    }
    for words, places in wrong.items():
        for place in places:
            changed = bytearray(data)
            changed[place] ^= 1
            journal.write_bytes(changed)
            with pytest.raises(BrokenFile, match=rf"\(journal-damaged\).*{words}"):
                open_data(stopped)
            assert check_data(stopped).of("journal-damaged")
            with pytest.raises(BrokenFile, match="journal-damaged"):  # and nothing is added to it
                DataWriter(stopped, fps=FPS, features=features(has_camera=False), robot_type="cart")
            assert journal.read_bytes() == changed
    journal.write_bytes(data[first:])
    with pytest.raises(BrokenFile, match="is episode 2; 1 is missing"):
        open_data(stopped)
    journal.unlink()
    with pytest.raises(BrokenFile, match=r"andon.journal is missing; it held the latest finished"):
        open_data(stopped)


def test_a_writer_that_lists_while_a_set_is_being_opened_does_not_hide_its_episodes(
    fast, tmp_path, monkeypatch
):
    writer = DataWriter(tmp_path / "set", fps=FPS, features=features(has_camera=False))
    for seed, length in enumerate(LENGTHS):
        add_episode(writer, seed, length)
    real, calls = opening.read_journal, []

    def read(*arguments, **options):
        calls.append(1)
        writer.close()  # between the tables and the journal
        return real(*arguments, **options)

    monkeypatch.setattr(opening, "read_journal", read)
    assert len(open_data(tmp_path / "set").episodes) == 5
    assert len(calls) == 2


def test_a_disk_that_is_full_leaves_the_journal_as_it_was(fast, tmp_path):
    folder = make_set(tmp_path / "set", (5,), has_camera=False)
    limits = resource.getrlimit(resource.RLIMIT_FSIZE)
    old = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    options = {"fps": FPS, "features": features(has_camera=False), "robot_type": "cart"}
    try:
        with DataWriter(folder, **options) as writer:
            for seed in (1, 2, 3):
                add_episode(writer, seed, 6)
            size = (folder / JOURNAL_PATH).stat().st_size
            for more in (10, 1000):
                resource.setrlimit(resource.RLIMIT_FSIZE, (size + more, limits[1]))
                with pytest.raises(CannotWrite, match=r"Cannot write .*andon.journal"):
                    add_episode(writer, 4, 300)
                resource.setrlimit(resource.RLIMIT_FSIZE, limits)
                assert (folder / JOURNAL_PATH).stat().st_size == size
            assert len(open_data(folder).episodes) == 4
            add_episode(writer, 4, 9)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limits)
        signal.signal(signal.SIGXFSZ, old)
    lengths = [entry.length for entry in open_data(folder).episodes]
    assert lengths == [5, 6, 6, 6, 9]


def test_arrays_that_are_filled_again_after_a_write_change_nothing(fast, tmp_path):
    options = {"fps": FPS, "features": features(has_camera=False), "robot_type": "cart"}
    reused = columns(0, 6)
    with DataWriter(tmp_path / "set", **options) as writer:
        for seed in range(4):
            for name, values in columns(seed, 6).items():
                reused[name][:] = values
            writer.write(reused, tasks=["push"])
        for values in reused.values():
            values[:] = values[0]
    found = open_data(tmp_path / "set")
    for seed in range(4):
        for name, values in columns(seed, 6).items():
            assert np.array_equal(found.columns(seed, [name])[name], values), (seed, name)


def test_a_large_episode_between_fast_ones_gets_its_own_file(fast, tmp_path, monkeypatch):
    monkeypatch.setattr("andon.episodes.data.writer.MAX_UNLISTED_MB", 0.02)
    monkeypatch.setattr("andon.episodes.data.writer.LARGE_MB", 0.01)
    lengths = (6, 5, 400, 7, 9)
    options = {"fps": FPS, "features": features(has_camera=False), "robot_type": "cart"}
    with DataWriter(tmp_path / "set", **options) as writer:
        for seed, length in enumerate(lengths):
            add_episode(writer, seed, length)
            assert len(open_data(tmp_path / "set").episodes) == seed + 1
    data = open_data(tmp_path / "set")
    assert [entry.length for entry in data.episodes] == list(lengths)
    assert len({entry.data_file for entry in data.episodes}) == 4
    index = np.concatenate([data.columns(i)["index"] for i in range(5)])
    assert np.array_equal(index, np.arange(sum(lengths)))


def test_a_row_missing_from_the_table_never_shifts_the_episodes_that_share_its_file(fast, tmp_path):
    folder = write(tmp_path / "set", has_camera=False)
    path = folder / "meta/episodes/chunk-000/file-000.parquet"
    table = pq.read_table(path)
    pq.write_table(table.take(pa.array([0, 2, 3, 4])), path)  # the first of the shared file
    data = open_data(folder, is_strict=False)
    assert data.episodes[1].data_file == data.episodes[2].data_file
    for position, seed in enumerate((0, 2, 3, 4)):
        assert np.array_equal(
            data.columns(position)["action"], columns(seed, LENGTHS[seed])["action"]
        )


def test_an_episode_in_two_row_groups_is_read_whatever_was_read_before(tmp_path):
    folder = make_set(tmp_path / "set", (12,), has_camera=False)
    path = folder / open_data(folder).episodes[0].data_file
    pq.write_table(pq.read_table(path), path, row_group_size=7)
    data, known = open_data(folder), columns(0, 12)
    for names in (["action", "note"], ["action"], ["observation.grid"], ["action", "note"]):
        found = data.columns(0, names)
        assert all(np.array_equal(found[name], known[name]) for name in names)
