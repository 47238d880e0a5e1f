"""The episode log: what has ended is on disk, whatever happens next."""

import subprocess
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given
from hypothesis import strategies as st

from andon.artifacts import content_hash
from andon.cli.main import main
from andon.episodes.log import EpisodeLog, read_episodes, write_episodes
from andon.errors import BrokenFile, CannotWrite
from andon.randomness import stream
from tests.cli.commands import command_line
from tests.episodes.recorded import EPISODES, make_episode


@given(st.lists(EPISODES, max_size=5, unique_by=lambda e: e.seed))
def test_what_is_written_is_read_to_the_last_bit(episodes):
    episodes = sorted(episodes, key=lambda e: e.seed)
    with TemporaryDirectory() as name:
        write_episodes(Path(name) / "episodes.parquet", reversed(episodes))
        found = read_episodes(Path(name))
    # by hash, because NaN differs from itself; the sign of a NaN is all that gets lost
    assert [content_hash(e) for e in found] == [content_hash(e) for e in episodes]


@given(EPISODES, EPISODES)
def test_a_part_counts_more_than_the_file_it_is_newer_than(one, other):
    with TemporaryDirectory() as name:
        log = EpisodeLog(Path(name))
        log.close([one])
        EpisodeLog(Path(name)).append(other)
        found = {e.seed: content_hash(e) for e in log.read()}
    assert found == {one.seed: content_hash(one)} | {other.seed: content_hash(other)}


def test_closing_keeps_what_is_chosen_and_drops_the_parts(tmp_path):
    log = EpisodeLog(tmp_path / "run")
    for seed in (3, 1, 2):
        log.append(make_episode(seed))
    assert [e.seed for e in log.read()] == [1, 2, 3]
    log.close([make_episode(2), make_episode(1)])
    assert [e.seed for e in log.read()] == [1, 2]
    assert [path.name for path in (tmp_path / "run").iterdir()] == ["episodes.parquet"]


def test_half_written_files_are_nobodys_episodes(tmp_path):
    log = EpisodeLog(tmp_path)
    log.append(make_episode(1))
    (part,) = (tmp_path / "parts").iterdir()
    (part.with_name(f".{part.name}.99.partial")).write_bytes(part.read_bytes()[:100])
    (part.with_name(".00000000000000000002.parquet")).write_bytes(b"half")
    (part.with_name("notes.txt")).write_text("no part")
    assert [e.seed for e in log.read()] == [1]
    log.close(log.read())
    assert not (tmp_path / "parts").exists()


def test_an_empty_log_has_no_episodes(tmp_path):
    assert EpisodeLog(tmp_path).read() == []
    EpisodeLog(tmp_path).close([])
    assert read_episodes(tmp_path) == []


def test_a_folder_without_a_log_says_so(tmp_path):
    with pytest.raises(BrokenFile, match=r"holds no episode log \(episodes\.parquet\)"):
        read_episodes(tmp_path)


@pytest.mark.parametrize(
    "spoil",
    [
        lambda data: b"",
        lambda data: data[:-1],
        lambda data: data[: len(data) // 2],
        lambda data: b"PAR1" * 40,
        lambda data: data[:300] + bytes(200) + data[500:],
    ],
)
def test_a_broken_part_is_named_and_what_to_do_about_it(spoil, tmp_path):
    log = EpisodeLog(tmp_path)
    log.append(make_episode(1))
    log.append(make_episode(2))
    broken = tmp_path / "parts" / "00000000000000000002.parquet"
    broken.write_bytes(spoil(broken.read_bytes()))
    with pytest.raises(BrokenFile, match=r"(?s)0002\.parquet is no episode log, .*Delete this"):
        log.read()
    broken.unlink()
    assert [e.seed for e in log.read()] == [1]


def test_a_file_of_something_else_is_named(tmp_path):
    (tmp_path / "episodes.parquet").write_text("seed,success")
    with pytest.raises(BrokenFile, match=r"episodes\.parquet is no episode log"):
        read_episodes(tmp_path)


def test_any_flipped_bit_is_found_or_harmless(tmp_path):
    episode = make_episode(7, metrics={}, draw={})
    path = tmp_path / "episodes.parquet"
    write_episodes(path, [episode])
    whole = path.read_bytes()
    draws = stream(0, "flip")
    for _ in range(200):
        spoilt = bytearray(whole)
        spoilt[int(draws.integers(len(whole)))] ^= 1 << int(draws.integers(8))
        path.write_bytes(bytes(spoilt))
        try:
            (found,) = read_episodes(tmp_path)
        except BrokenFile:
            continue
        assert found == episode


def test_a_full_disk_leaves_the_log_whole(tmp_path, monkeypatch):
    log = EpisodeLog(tmp_path)
    log.append(make_episode(1))

    def refuse(_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("andon.artifacts.os.fsync", refuse)
    with pytest.raises(CannotWrite, match=r"Cannot write .*0002\.parquet: No space left"):
        log.append(make_episode(2))
    with pytest.raises(CannotWrite, match=r"Cannot write .*episodes\.parquet: No space left"):
        log.close([make_episode(1)])
    assert [e.seed for e in log.read()] == [1]
    assert len(list((tmp_path / "parts").iterdir())) == 1


def test_a_folder_that_cannot_be_written_to_is_refused(tmp_path):
    (tmp_path / "file").touch()
    with pytest.raises(CannotWrite, match=r"Cannot write to the folder .*file/parts"):
        EpisodeLog(tmp_path / "file")


RUN = ("rollout", "street_take_push", "--policy", "zero", "--compute", "inline")
NUM_EPISODES = 48
"""Three shards: a kill may come before, between and inside their ends."""


@pytest.fixture(scope="module")
def whole(tmp_path_factory):
    folder = tmp_path_factory.mktemp("whole") / "run"
    assert main([*RUN, "--episodes", str(NUM_EPISODES), "--out", str(folder)]) == 0
    return read_episodes(folder)


def count_parts(folder: Path) -> int:
    return len(list((folder / "parts").glob("[!.]*")))


def run_and_kill(folder: Path, num_finished: int) -> int:
    """Kill a run once some episodes have ended; give how many had by then."""
    words = command_line(*RUN, "--episodes", NUM_EPISODES, "--out", folder)
    with subprocess.Popen(words, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE) as process:
        while process.poll() is None and count_parts(folder) < num_finished:
            pass
        seen = count_parts(folder)
        process.kill()
        assert process.stderr is not None
        assert process.stderr.read() == b""
    return seen


def check_killed_run(folder: Path, num_finished: int, whole) -> None:
    seen = run_and_kill(folder, num_finished)
    if (folder / "parts").is_dir():
        left = read_episodes(folder)
        assert len(left) >= seen
        by_seed = {e.seed: e for e in whole}
        assert all(by_seed[e.seed] == e for e in left)
    assert main([*RUN, "--episodes", str(NUM_EPISODES), "--out", str(folder)]) == 0
    assert read_episodes(folder) == whole
    assert not (folder / "parts").exists()


@pytest.mark.parametrize("attempt", range(10))
def test_a_run_that_is_killed_loses_nothing_that_had_ended(attempt, tmp_path, whole):
    draws = stream(attempt, "kill")
    check_killed_run(tmp_path / "run", int(draws.integers(NUM_EPISODES)), whole)


@pytest.mark.slow
@pytest.mark.parametrize("attempt", range(10, 60))
def test_a_run_that_is_killed_loses_nothing_in_many_attempts(attempt, tmp_path, whole):
    draws = stream(attempt, "kill")
    check_killed_run(tmp_path / "run", int(draws.integers(NUM_EPISODES)), whole)


@pytest.mark.slow
@pytest.mark.parametrize("attempt", range(5))
def test_a_run_that_is_killed_again_and_again_ends_as_if_nothing_happened(attempt, tmp_path, whole):
    draws = stream(attempt, "kill_often")
    folder = tmp_path / "run"
    for finished in sorted(draws.integers(NUM_EPISODES, size=4).tolist()):
        run_and_kill(folder, finished)
    check_killed_run(folder, NUM_EPISODES // 2, whole)
