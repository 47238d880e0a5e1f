"""Episodes survive: kills at every point, full disks, locked folders, and a second run."""

import json
import os
import re
import resource
import shutil
import signal
import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory
from threading import Timer

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from andon.artifacts import read_json
from andon.episodes.data import DataWriter, open_data
from andon.episodes.data.feature import make_feature
from andon.episodes.data.journal import JOURNAL_PATH, has_journal
from andon.episodes.data.statistics import stats_from_json
from andon.episodes.data.store import Store
from andon.errors import CannotWrite, InvalidConfig
from andon.randomness import stream
from tests.episodes.data.sets import (
    CAMERA,
    FPS,
    add_episode,
    assert_equal,
    columns,
    everything,
    features,
    make_set,
    pictures,
)

ROOT = Path(__file__).resolve().parents[3]


def test_what_is_written_is_read_to_the_last_bit(tmp_path):
    folder = make_set(tmp_path / "set", (12, 9))
    first, second = everything(folder, has_pictures=False)
    for seed, found, length in ((0, first, 12), (1, second, 9)):
        for name, values in columns(seed, length).items():
            assert np.array_equal(found[name], values), name
            assert found[name].dtype == values.dtype, name
    assert np.array_equal(second["index"], np.arange(12, 21))
    assert np.array_equal(second["timestamp"], (np.arange(9) / FPS).astype(np.float32))
    assert second["record"].seed == 1
    assert second["tasks"] == ("push the bar",)


def test_pictures_come_back_within_the_loss_of_the_codec(tmp_path):
    found = open_data(make_set(tmp_path / "set", (12, 9)))
    for seed, length in ((0, 12), (1, 9)):
        seen = np.stack(list(found.pictures(seed, CAMERA))).astype(int)
        gap = np.abs(seen - np.stack(pictures(seed, length)).astype(int))
        assert seen.shape == (length, 24, 32, 3)
        assert (
            gap.mean() < 6
        )  # measured 3.1; a picture beside the right one differs by more than 20


def test_a_picture_is_reached_from_the_middle(tmp_path):
    found = open_data(make_set(tmp_path / "set", (40,)))
    whole = list(found.pictures(0, CAMERA))
    for start, stop in ((0, 1), (3, 9), (17, 18), (39, 40), (12, 12)):
        part = list(found.pictures(0, CAMERA, start, stop))
        assert len(part) == stop - start
        assert all(np.array_equal(a, b) for a, b in zip(part, whole[start:stop], strict=True))


def test_a_second_run_appends(tmp_path):
    once = make_set(tmp_path / "once", (5, 6, 7, 8))
    twice = make_set(tmp_path / "twice", (5, 6))
    make_set(twice, (7, 8), first_seed=2)
    for one, other in zip(everything(once), everything(twice), strict=True):
        # The encoder now and then gives other bytes for the same pictures, which look the same.
        assert np.abs(one.pop(CAMERA).astype(int) - other.pop(CAMERA)).mean() < 6
        assert_equal([one], [other])
    for name in ("meta/info.json", "meta/stats.json"):
        assert read_json(once / name) == read_json(twice / name)


def test_the_table_of_episodes_goes_on_in_a_new_file_when_one_is_full(tmp_path, monkeypatch):
    monkeypatch.setattr("andon.episodes.data.committing.ROWS_PER_FILE", 2)
    folder = make_set(tmp_path / "set", (3, 4, 5), has_camera=False)
    make_set(folder, (6, 7), has_camera=False, first_seed=3)
    assert len(list((folder / "meta" / "episodes").rglob("*.parquet"))) == 3
    assert [entry.length for entry in open_data(folder).episodes] == [3, 4, 5, 6, 7]


def test_statistics_are_those_of_all_frames(tmp_path):
    folder = make_set(tmp_path / "set", (12, 9, 15))
    stats = stats_from_json(read_json(folder / "meta" / "stats.json"))
    frames = np.concatenate([columns(s, n)["action"] for s, n in enumerate((12, 9, 15))])
    assert np.allclose(stats["action"]["mean"], frames.mean(axis=0))
    assert np.allclose(stats["action"]["std"], frames.std(axis=0))
    assert np.array_equal(stats["action"]["min"], frames.min(axis=0))
    assert np.array_equal(stats["action"]["max"], frames.max(axis=0))
    assert stats["action"]["count"] == 36
    assert stats[CAMERA]["mean"].shape == (3, 1, 1)


def test_another_kind_of_episode_is_refused_with_what_differs(tmp_path):
    folder = make_set(tmp_path / "set", (5,), has_camera=False)
    with pytest.raises(InvalidConfig, match=r"another data set: its rate is 20 frames .* not 30"):
        DataWriter(folder, fps=30, features=features(has_camera=False), robot_type="cart")
    with pytest.raises(InvalidConfig, match=r"columns \['observation.images.front'\] are in one"):
        DataWriter(folder, fps=FPS, features=features(), robot_type="cart")
    with pytest.raises(InvalidConfig, match="robot is 'cart', not 'crane'"):
        DataWriter(folder, fps=FPS, features=features(has_camera=False), robot_type="crane")


def test_a_folder_of_something_else_is_refused(tmp_path):
    (tmp_path / "thesis.tex").write_text("words")
    with pytest.raises(InvalidConfig, match="not empty and holds no data set"):
        DataWriter(tmp_path, fps=FPS, features=features())


def test_two_writers_at_once_are_one_too_many(tmp_path):
    with (
        DataWriter(tmp_path / "set", fps=FPS, features=features()),
        pytest.raises(CannotWrite, match="Another process is writing to"),
    ):
        DataWriter(tmp_path / "set", fps=FPS, features=features())
    DataWriter(tmp_path / "set", fps=FPS, features=features()).close()


WRONG = {
    "a missing column": ({"action": None}, r"the columns .* are declared"),
    "another type": ({"action": np.zeros((5, 2), np.float32)}, "declared as float64 .* float32"),
    "another shape": ({"action": np.zeros((5, 3))}, r"shape \(5, 3\); expected \(5, 2\)"),
    "another length": ({"action": np.zeros((4, 2))}, "one value per frame in each column"),
}


@pytest.mark.parametrize("case", WRONG)
def test_an_episode_that_does_not_fit_is_refused_and_leaves_no_trace(case, tmp_path):
    change, message = WRONG[case]
    folder = make_set(tmp_path / "set", (5,), has_camera=False)
    given = {k: v for k, v in (columns(1, 5) | change).items() if v is not None}
    with (
        DataWriter(folder, fps=FPS, features=features(has_camera=False), robot_type="cart") as w,
        pytest.raises(InvalidConfig, match=message),
    ):
        w.write(given, tasks=["push"])
    assert len(everything(folder)) == 1


def test_a_column_of_an_unknown_type_is_refused():
    with pytest.raises(InvalidConfig, match=r"type 'complex64'; the types are \['float16'"):
        make_feature("x", "complex64", [1])


class KilledWriters:
    """Talks to `tests.episodes.data.killed`."""

    def __init__(self) -> None:
        self.process = subprocess.Popen(
            [sys.executable, "-m", "tests.episodes.data.killed"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            cwd=ROOT,
        )

    def run(self, folder: Path, count: int = 0, *, episodes: int, moment=None) -> int:
        """Let a child write until it is killed; give the number of episodes that it called safe.

        Args:
            folder: Where it writes.
            count: Call to the file system at which it kills itself; 0 for none.
            episodes: Episodes that it writes when nothing kills it.
            moment: Number of safe episodes and seconds after which it is killed from here.
        """
        self.process.stdin.write(f"{folder} {count} {episodes}\n")
        self.process.stdin.flush()
        child = int(self.process.stdout.readline().split()[1])
        safe, kill = -1, None
        line = "0"
        while line != "end\n":
            safe += 1
            if moment is not None and safe == moment[0]:
                kill = Timer(moment[1], os.kill, (child, signal.SIGKILL))
                kill.start()
            line = self.process.stdout.readline()
        if kill is not None:
            kill.cancel()
            kill.join()
        return safe


@pytest.fixture(scope="module")
def killed():
    writers = KilledWriters()
    yield writers
    writers.process.stdin.close()
    writers.process.wait()
    writers.process.stdout.close()


def assert_others_read(folder: Path) -> None:
    """Check what other readers rely on: they take rows by place, from all files in order."""
    info = read_json(folder / "meta" / "info.json")
    episodes = [pq.read_table(p) for p in sorted((folder / "meta" / "episodes").rglob("*.parquet"))]
    frames = [pq.read_table(path) for path in sorted((folder / "data").rglob("*.parquet"))]
    if info["total_episodes"]:
        rows = pa.concat_tables(episodes).to_pylist()[: info["total_episodes"]]
        index = pa.concat_tables(frames).column("index").to_numpy()[: info["total_frames"]]
        assert [row["episode_index"] for row in rows] == list(range(info["total_episodes"]))
        assert rows[-1]["dataset_to_index"] == info["total_frames"]
        assert np.array_equal(index, np.arange(info["total_frames"]))
        video = f"videos/{CAMERA}/chunk-{{:03d}}/file-{{:03d}}.mp4"
        for row in rows:
            place = (row[f"videos/{CAMERA}/chunk_index"], row[f"videos/{CAMERA}/file_index"])
            assert (folder / video.format(*place)).exists()


def assert_whole(folder: Path, safe: int) -> int:
    """Check that all safe episodes are there and right, without any repair; give their number."""
    if not (folder / "meta" / "info.json").exists():
        assert safe == 0
        return 0
    before = {path: path.stat().st_mtime_ns for path in folder.rglob("*")}
    found = open_data(folder)
    for i, entry in enumerate(found.episodes):
        values = columns(i, entry.length)
        assert entry.length == 6 + i % 5
        assert all(np.array_equal(found.columns(i)[name], values[name]) for name in values)
        assert len(list(found.pictures(i, CAMERA))) == entry.length
    assert len(found.episodes) >= safe
    assert_others_read(folder)
    assert {path: path.stat().st_mtime_ns for path in folder.rglob("*")} == before
    return len(found.episodes)


def left_behind(folder: Path) -> set[str]:
    """Say what was being written when a writer was killed, by what lies about half-done."""
    found = {"a video" for _ in folder.glob(".staging-*/*.mp4")}
    for path in folder.rglob(".*.partial"):
        found.add(path.name[1:].split(".")[0] if path.parent.name == "meta" else path.parts[-3])
    if (folder / "meta" / "info.json").exists():
        rules = {problem.rule for problem in open_data(folder).problems}
        if "unfinished-episode" in rules and has_journal(Store(folder)):
            found.add("journal")
    return found


def test_a_writer_killed_at_50_random_moments_loses_no_finished_episode(killed, tmp_path):
    random = stream(5, "kill")
    counts, halves = [], set()
    for trial in range(50):
        moment = (int(random.integers(0, 3)), float(random.uniform(0.0, 0.1)))
        safe = killed.run(tmp_path / str(trial), episodes=100, moment=moment)
        counts.append(assert_whole(tmp_path / str(trial), safe))
        halves |= left_behind(tmp_path / str(trial))
    assert {0, 1, 2} <= set(counts)
    assert "a video" in halves


def test_a_writer_killed_at_every_call_to_the_file_system_loses_no_finished_episode(
    killed, tmp_path
):
    killed.run(tmp_path / "first", episodes=1)
    stopped, halves = [], set()
    while True:
        folder = tmp_path / str(len(stopped))
        shutil.copytree(tmp_path / "first", folder)
        safe = killed.run(folder, count=len(stopped) + 1, episodes=4)
        stopped.append((safe, assert_whole(folder, 1 + safe)))
        halves |= left_behind(folder)
        if safe == 4 and not (folder / JOURNAL_PATH).exists():
            break
    assert len(stopped) > 60
    # One by one, and each may be there a moment before the writer says so.
    assert {found - safe for safe, found in stopped} == {1, 2}
    assert {safe for safe, _ in stopped} == {0, 1, 2, 3, 4}
    wanted = {"a video", "data", CAMERA, "episodes", "tasks", "stats", "info", "journal"}
    assert wanted <= halves


def test_a_killed_set_is_gone_on_with(killed, tmp_path):
    folder = tmp_path / "set"
    for at in (9, 17, 26, 33):
        killed.run(folder, count=at, episodes=2)
    before = assert_whole(folder, 0)
    killed.run(folder, episodes=1)
    assert assert_whole(folder, 0) == before + 1
    assert list(folder.glob(".staging*")) == []
    assert list(folder.rglob("*.partial")) == []


def in_a_process(*command: str) -> dict[str, object]:
    """Run `tests.episodes.data.unwritable`, perhaps by way of another command."""
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout.splitlines()[-1])


def may_mount() -> bool:
    """Say whether this machine lets a process mount a small disk for itself."""
    if shutil.which("unshare") is None:
        return False
    command = ["unshare", "-rm", "mount", "-t", "tmpfs", "-o", "size=64k", "none", "/mnt"]
    return subprocess.run(command, capture_output=True, check=False).returncode == 0


@pytest.mark.skipif(not may_mount(), reason="a process may not mount a disk here")
def test_a_small_disk_that_runs_full_anywhere_ends_in_a_clear_error_and_an_intact_set(tmp_path):
    mount = f"mount -t tmpfs -o size=2m none {tmp_path} && exec "
    script = f"{sys.executable} -m tests.episodes.data.unwritable full {tmp_path}"
    trials = in_a_process("unshare", "-rm", "sh", "-c", mount + script)["trials"]
    for trial in trials:
        assert re.match(r"Cannot write .*No space left on device", trial["error"])
        assert trial["found"] == (trial["safe"] if trial["found"] >= 0 else -1)
        assert trial["later"] == max(trial["found"], 0) + 1
        assert trial["is_ok"]
    assert {0, 1, 2} <= {trial["safe"] for trial in trials}
    errors = " ".join(trial["error"] for trial in trials)
    for name in ("andon.json", ".mp4", "tasks", "stats", "data/chunk", "episodes", "journal"):
        assert name in errors, name


def test_a_file_that_may_not_grow_ends_in_a_clear_error_and_an_intact_set(tmp_path):
    folder = make_set(tmp_path / "set", (12, 9))
    before = everything(folder)
    limits = resource.getrlimit(resource.RLIMIT_FSIZE)
    old = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    try:
        for limit in (100, 900, 2000, 5000, 20_000):
            with DataWriter(folder, fps=FPS, features=features(), robot_type="cart") as writer:
                resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limits[1]))
                with pytest.raises(CannotWrite, match=r"Cannot write .*"):
                    add_episode(writer, 2, 300)
                resource.setrlimit(resource.RLIMIT_FSIZE, limits)
            assert_equal(everything(folder), before)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limits)
        signal.signal(signal.SIGXFSZ, old)
    make_set(folder, (15,), first_seed=2)
    assert len(everything(folder)) == 3


def test_a_folder_of_somebody_else_ends_in_a_clear_error_and_is_still_read():
    with TemporaryDirectory() as place:  # pytest's own is closed to others
        Path(place).chmod(0o755)
        folder = make_set(Path(place) / "set", (12,))
        before = everything(folder)
        said = in_a_process(
            sys.executable, "-m", "tests.episodes.data.unwritable", "locked", str(folder)
        )
        assert said["is_ok"]
        assert len(said["errors"]) == 2
        for error in said["errors"]:
            assert re.match(r"Cannot write to the folder .*: Permission denied", error)
        assert_equal(everything(folder), before)
        for path in (folder, *folder.rglob("*")):
            path.chmod(0o700)


def test_a_place_that_cannot_be_a_folder_ends_in_a_clear_error(tmp_path):
    (tmp_path / "file").write_text("x")
    with pytest.raises(CannotWrite, match="Cannot write to the folder"):
        DataWriter(tmp_path / "file" / "set", fps=FPS, features=features())
