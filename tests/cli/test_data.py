"""`andon collect` and `andon data`, as somebody at a terminal meets them."""

import json

import pytest


@pytest.fixture
def recorded(andon):
    options = ("--episodes", 2, "--time-limit-s", 2.2, "--out", "set")
    answer = andon("collect", "street_take_push", *options)
    assert answer.code == 0, answer.words
    return answer


def test_a_recording_is_sound_goes_on_and_runs_again(recorded, andon, tmp_path):
    assert "Record 2 episodes" in recorded.words
    assert "Check it: andon data check set" in recorded.words
    more = ("--episodes", 3, "--time-limit-s", 2.2, "--out", "set")
    again = andon("collect", "street_take_push", *more)
    assert "Record 1 episodes" in again.words
    assert "2 are there already" in again.words
    check = andon("data", "check", "set", "--page", "set.html", "--json", "set.json")
    assert check.code == 0, check.words
    assert "rules hold for" in check.words
    assert "GREEN" in (tmp_path / "set.html").read_text()
    assert json.loads((tmp_path / "set.json").read_text())["num_episodes"] == 3
    replay = andon("data", "replay", "set", "--episodes", 0, 2, "--json", "drift.json")
    assert replay.code == 0, replay.words
    assert replay.words.count("the same to the last bit") == 2


def test_a_set_is_described_parted_and_joined(recorded, andon):
    info = andon("data", "info", "set")
    assert "LeRobotDataset v3, 2 episodes, 220 frames at 50 Hz" in info.words
    assert "recorded: street_take_push with reflex on humanoid" in info.words
    assert "hip_roll_l" in andon("data", "stats", "set").words
    parts = ("--out", "a", "b", "--shares", 0.5, 0.5)
    split = andon("data", "split", "set", *parts)
    assert "a: 1 of 2 episodes" in split.words
    joined = andon("data", "merge", "a", "b", "--out", "joined")
    assert joined.code == 0, joined.words
    assert andon("data", "check", "joined").code == 0


def test_a_broken_set_exits_1_and_its_fixed_copy_0(recorded, andon, tmp_path):
    path = next((tmp_path / "set" / "data").rglob("file-001.parquet"))
    path.write_bytes(path.read_bytes()[:-9])
    check = andon("data", "check", "set", "--fix", "fixed", "--page", "set.html")
    assert check.code == 1
    assert "unreadable" in check.words
    assert "the episode was left out" in check.words
    assert "RED" in (tmp_path / "set.html").read_text()
    assert andon("data", "check", "fixed").code == 0


WRONG = {
    ("data", "check", "nowhere"): "nowhere does not exist: neither meta/info.json",
    ("data", "convert", "set", "set"): "set holds a data set already. Name a new folder",
    ("data", "convert", "set", "x", "--fps", "20"): "says itself that it has 50 frames per second",
    ("data", "split", "set", "--out", "new", "set"): "set holds a data set already",
    ("data", "merge", "set", "set", "--out", "set"): "set holds a data set already",
    ("data", "replay", "set", "--episodes", "9"): "There is no episode 9 in set; it has 2.",
    ("data", "split", "set", "--out", "a"): "--out names 1 folders and --shares 2 parts",
    ("data", "merge", "set", "--out", "b"): "Two or more data sets are needed",
    ("collect", "street_take_push", "--cameras", "hand"): "No camera named 'hand'",
    ("collect", "street_take_push", "--episodes", "0"): "--episodes is 0",
}


@pytest.mark.parametrize("words", WRONG)
def test_bad_use_is_one_message_and_exit_2(words, recorded, andon):
    answer = andon(*words)
    assert answer.code == 2
    assert WRONG[words] in answer.words


def test_raw_robomind_files_need_a_rate_to_be_converted(andon, tmp_path):
    from tests.episodes.data.robomind_files import write_robot

    write_robot(tmp_path, "h5_franka_1rgb")
    answer = andon("data", "convert", "h5_franka_1rgb", "out")
    assert answer.code == 2
    assert "Give --fps" in answer.words
    assert andon("data", "convert", "h5_franka_1rgb", "out", "--fps", 10).code == 0
    assert andon("data", "check", "out").code == 0
    assert andon("data", "check", "h5_franka_1rgb").code == 1
    assert "Wrote x.mcap. Open it in Foxglove." in andon("data", "convert", "out", "x.mcap").words
    assert (tmp_path / "x.mcap").stat().st_size > 1000
    assert andon("data", "view", "out", "--out", "out.html").code == 0
