"""Every rule finds its fault and nothing else, and damage is never read as if it were data."""

import re
import shutil
import signal
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from andon.artifacts import read_json, write_json
from andon.bodies import bodies
from andon.episodes.data import DataWriter, open_data
from andon.episodes.data.check import RULES, check_data
from andon.episodes.data.feature import make_feature
from andon.episodes.data.fixing import FIXES_PATH, fix_data
from andon.episodes.data.journal import JOURNAL_PATH
from andon.episodes.data.statistics import picture_stats
from andon.episodes.data.video_file import encode
from andon.episodes.data.writer import StagedVideo
from andon.errors import AndonError, BrokenFile
from andon.randomness import stream
from tests.episodes.data.damage import WAYS
from tests.episodes.data.sets import (
    CAMERA,
    FPS,
    HEIGHT,
    WIDTH,
    add_episode,
    assert_equal,
    columns,
    everything,
    features,
    make_set,
    pictures,
)

LENGTH = 40


@dataclass(frozen=True, kw_only=True)
class Fault:
    """How an episode is spoilt, and what is said about it."""

    rule: str
    change: object
    message: str


def with_(name, change):
    """Spoil one column."""

    def spoil(found):
        values = found[name].copy()
        return found | {name: change(values)}

    return spoil


def put(place, value):
    """Set one value."""

    def change(values):
        values[place] = value
        return values

    return change


def late(values):
    """Lose the clock for a moment."""
    values[20:] += 0.5
    return values


def as_state(found):
    return found | {"action": found["observation.state"][:, :2].astype(np.float64)}


CLOCK = {"timestamp": (np.arange(LENGTH) / FPS).astype(np.float32)}
FAULTS = {
    "a gap in time": Fault(
        rule="timestamps-irregular",
        change=lambda c: with_("timestamp", late)(c | CLOCK),
        message=r"frame 20 comes 0.55 s after the one before, and so do 1 frames in all; 0.05 s",
    ),
    "NaN": Fault(
        rule="not-finite",
        change=with_("observation.state", put((7, 1), np.nan)),
        message="b is nan in frame 7; 1 values in all",
    ),
    "infinity": Fault(
        rule="not-finite",
        change=with_("action", put((3, 0), np.inf)),
        message=r"action\[0\] is inf in frame 3",
    ),
    "a leap": Fault(
        rule="jump",
        change=with_("observation.state", put((slice(25, None), 2), 9.0)),
        message="c leaps by .* at frame 25",
    ),
    "the state as action": Fault(
        rule="action-equals-state", change=as_state, message="in 100% of the frames"
    ),
    "a dead column": Fault(
        rule="stuck-channel",
        change=with_("action", lambda values: values * 0 + 0.3),
        message="no channel of action moves by 0.001 in 3 of 3 episodes",
    ),
}


def write_faulty(folder, change, *, is_everywhere, task="push the bar"):
    with DataWriter(
        folder, fps=FPS, features=features(has_camera=False), robot_type="cart"
    ) as writer:
        for seed in range(3):
            found = columns(seed, LENGTH)
            writer.write(change(found) if is_everywhere or seed == 1 else found, tasks=[task])
    return folder


@pytest.mark.parametrize("name", FAULTS)
def test_a_rule_finds_its_fault_and_no_other_does(name, tmp_path):
    fault = FAULTS[name]
    everywhere = fault.rule == "stuck-channel"
    folder = write_faulty(tmp_path / "set", fault.change, is_everywhere=everywhere)
    report = check_data(folder)
    errors = [f for f in report.findings if f.is_error]
    assert {f.rule for f in errors} == {fault.rule}
    assert re.search(fault.message, errors[0].message), errors[0].message
    if not everywhere:
        assert {f.episode for f in errors} == {1}
    without = [maker for maker in RULES if maker().facts.name != fault.rule]
    assert check_data(folder, rules=without).is_ok


def test_a_sound_set_breaks_no_rule(tmp_path):
    report = check_data(make_set(tmp_path / "set"))
    assert report.findings == ()
    assert (report.num_episodes, report.num_frames) == (3, 36)


def test_a_set_without_an_episode_is_no_sound_set(tmp_path):
    (found,) = check_data(make_set(tmp_path / "set", ())).findings
    assert (found.rule, found.is_error) == ("episode-count", False)
    assert "no episode yet" in found.message


@pytest.mark.parametrize("task", ["", "  "])
def test_an_empty_instruction_is_found(task, tmp_path):
    folder = write_faulty(tmp_path / "set", lambda c: c, is_everywhere=True, task=task)
    assert len(check_data(folder).of("empty-instruction")) == 3


def test_the_same_episode_twice_is_found(tmp_path):
    folder = make_set(tmp_path / "set", (12, 9, 15))
    make_set(folder, (9,), first_seed=1)
    (found,) = check_data(folder).of("duplicate-episode")
    assert (found.episode, found.message) == (3, "it holds the same numbers as episode 1.")


def test_a_joint_beyond_its_range_is_found_where_the_body_is_known(tmp_path):
    body = bodies.make("humanoid")
    joint = body.joints[3]
    feature = make_feature("observation.state", "float32", [1], [f"joint_pos.{joint.name}"])
    with DataWriter(tmp_path / "set", fps=50, features={feature.name: feature}) as writer:
        angles = np.linspace(joint.lower_rad, joint.upper_rad + 0.3, 30, dtype=np.float32)
        writer.write({"observation.state": angles}, tasks=["bend"])
    assert check_data(tmp_path / "set").of("joint-limits") == ()


def test_joint_limits_are_applied_to_named_joints(tmp_path):
    body = bodies.make("humanoid")
    names = [f"joint_pos.{joint.name}" for joint in body.joints]
    feature = make_feature("observation.state", "float32", [len(names)], names)
    low = np.array([joint.lower_rad for joint in body.joints])
    high = np.array([joint.upper_rad for joint in body.joints])
    state = low + (high - low) * np.linspace(0, 1, 30)[:, None]
    state[29, 3] += 0.2
    with DataWriter(tmp_path / "set", fps=50, features={feature.name: feature}) as writer:
        writer.write({"observation.state": state.astype(np.float32)}, tasks=["bend"])
    (found,) = check_data(tmp_path / "set", body=body).of("joint-limits")
    assert names[3] in found.message
    assert found.frame == 29


@pytest.mark.parametrize(
    ("width", "names", "change", "message"),
    [
        (12, None, None, "has 12 values without names: no pose has so many"),
        (12, [f"finger.{i}" for i in range(12)], None, None),
        (7, None, None, None),
        (7, None, with_("observation.end_effector", put((3, 6), 2.0)), "are no quaternion"),
    ],
)
def test_an_end_effector_that_is_no_pose_is_found(width, names, change, message, tmp_path):
    feature = make_feature("observation.end_effector", "float64", [width], names)
    values = np.sin(np.arange(30)[:, None] / 9 + np.arange(width))
    if width == 7:
        values[:, 3:] /= np.linalg.norm(values[:, 3:], axis=1, keepdims=True)
    found = {feature.name: values}
    with DataWriter(tmp_path / "set", fps=FPS, features={feature.name: feature}) as writer:
        writer.write(found if change is None else change(found), tasks=["reach"])
    messages = [f.message for f in check_data(tmp_path / "set").of("end-effector-meaning")]
    assert len(messages) == (message is not None)
    assert message is None or message in messages[0]


def write_videos(folder, rate, shown):
    """Write three episodes whose videos hold what `shown` gives, at another rate."""
    with DataWriter(folder, fps=FPS, features=features(), robot_type="cart") as writer:
        for seed in range(3):
            path = writer.staging() / "x.mp4"
            frames = shown(seed)
            encode(frames, path, rate=writer.info.frame_rate * rate, size=(HEIGHT, WIDTH))
            staged = StagedVideo(path=path, num_frames=LENGTH, stats=picture_stats(frames))
            writer.write(columns(seed, LENGTH), tasks=["push"], videos={CAMERA: staged})
    return folder


def test_a_camera_at_another_rate_is_found(tmp_path):
    folder = write_videos(tmp_path / "set", 2, lambda seed: pictures(seed, LENGTH))
    (first, *_) = check_data(folder).of("rate-mismatch")
    assert "has 40 pictures per second, and the states 20" in first.message


def test_a_video_with_a_lost_frame_is_found(tmp_path):
    folder = write_videos(tmp_path / "set", 1, lambda seed: pictures(seed, LENGTH - 1))
    report = check_data(folder)
    assert "has 39 pictures, the episode 40 frames" in report.of("video-frames")[0].message
    with pytest.raises(BrokenFile, match="ends before frame 39 of 40"):
        list(open_data(folder).pictures(0, CAMERA))


def test_swapped_colours_of_one_episode_are_found_and_fixed(tmp_path):
    def shown(seed):
        return [p[..., ::-1] if seed == 1 else p for p in pictures(seed, LENGTH)]

    folder = write_videos(tmp_path / "set", 1, shown)
    report = check_data(folder)
    assert [f.episode for f in report.of("colour-order")] == [1]
    fix_data(report, tmp_path / "fixed")
    assert check_data(tmp_path / "fixed").of("colour-order") == ()


def rewrite(folder, change):
    """Rewrite the table of episodes."""
    path = folder / "meta/episodes/chunk-000/file-000.parquet"
    rows = pq.read_table(path).to_pylist()
    change(rows)
    pq.write_table(pa.Table.from_pylist(rows, schema=pq.read_schema(path)), path)


def test_a_gap_in_the_episode_indices_is_found_and_never_shifts_what_is_read(tmp_path):
    folder = make_set(tmp_path / "set")

    def leave_out(rows):
        del rows[1]

    rewrite(folder, leave_out)
    info = read_json(folder / "meta/info.json")
    write_json(folder / "meta/info.json", info | {"total_episodes": 2, "total_frames": 27})
    with pytest.raises(BrokenFile, match=r"contradicts itself \(episode-gap\): the episode at pl"):
        open_data(folder)
    data = open_data(folder, is_strict=False)
    assert np.array_equal(data.columns(1)["action"], columns(2, 15)["action"])
    assert check_data(folder).of("episode-gap")


def test_lying_counts_and_statistics_are_found(tmp_path):
    folder = make_set(tmp_path / "set")
    info = read_json(folder / "meta/info.json")
    write_json(folder / "meta/info.json", info | {"total_frames": 35})
    assert check_data(folder).of("frame-count")
    write_json(folder / "meta/info.json", info | {"total_episodes": 1, "total_frames": 12})
    assert check_data(folder).of("episode-count")
    write_json(folder / "meta/info.json", info | {"fps": 21})
    assert check_data(folder).of("metadata-changed")
    write_json(folder / "meta/info.json", info)
    stats = read_json(folder / "meta/stats.json")
    stats["action"]["mean"] = [0.0, 0.0]
    write_json(folder / "meta/stats.json", stats)
    (found,) = check_data(folder).of("stats-mismatch")
    assert found.message == "the mean of action in meta/stats.json is not that of its frames."


def test_a_file_that_was_written_anew_is_found(tmp_path):
    folder = make_set(tmp_path / "set", has_camera=False)
    path = folder / open_data(folder).episodes[1].data_file
    pq.write_table(pq.read_table(path), path, compression="none")  # the same numbers
    found = check_data(folder).findings
    assert {finding.rule for finding in found} == {"file-changed"}
    assert found[0].episode == 1


@pytest.mark.parametrize(
    ("column", "message"),
    [
        ("frame_index", "frame_index is 1 in frame 0; it must be 0"),
        ("index", "index is 13 in frame 0; it must be 12"),
        ("task_index", r"task_index is \[1\]; there are 1 instructions"),
    ],
)
def test_a_row_that_is_another_frame_than_it_says_is_found(column, message, tmp_path):
    folder = make_set(tmp_path / "set", has_camera=False)
    path = folder / open_data(folder).episodes[1].data_file
    table = pq.read_table(path)
    changed = pa.array([value + 1 for value in table.column(column).to_pylist()])
    pq.write_table(table.set_column(table.column_names.index(column), column, changed), path)
    found = check_data(folder).of("frame-index")[0]
    assert found.episode == 1
    assert re.search(message, found.message)


def test_a_row_that_belongs_to_another_episode_is_never_read(tmp_path):
    folder = make_set(tmp_path / "set", (9, 9), has_camera=False)
    names = [folder / entry.data_file for entry in open_data(folder).episodes]
    shutil.copy(names[0], names[1])
    with pytest.raises(BrokenFile, match="row 0 belongs to episode 0, and the table of episodes"):
        open_data(folder).columns(1)


def test_a_fixed_set_is_sound_and_says_what_was_done(tmp_path):
    folder = write_faulty(tmp_path / "set", FAULTS["NaN"].change, is_everywhere=False, task="")
    before = everything(folder)
    fixes = fix_data(check_data(folder), tmp_path / "fixed")
    assert check_data(tmp_path / "fixed").is_ok
    assert len(open_data(tmp_path / "fixed").episodes) == 2
    said = [(fix.rule, fix.episode, fix.action) for fix in fixes]
    assert said[0] == ("not-finite", 1, "the episode was left out")
    assert ("empty-instruction", 0, "the instruction is now 'no instruction was recorded'") in said
    assert len(read_json(tmp_path / "fixed" / FIXES_PATH)["fixes"]) == len(fixes)
    for one, other in zip(everything(folder), before, strict=True):  # the old set is untouched
        assert np.array_equal(one["action"], other["action"])


class TooSlow(Exception):
    """A damaged set kept the reader busy."""


def judge(folder, sound, seed, tmp_path):
    """Damage a copy of a set; give what became of it."""
    random = stream(seed, "damage")
    copy = tmp_path / f"damaged-{seed}"
    shutil.copytree(folder, copy)
    WAYS[int(random.integers(len(WAYS)))](copy, random)

    def stop(number, frame):
        raise TooSlow(seed)

    old = signal.signal(signal.SIGALRM, stop)
    signal.alarm(60)
    try:
        report = check_data(copy)
        if not report.is_ok or report.of("unfinished-episode"):
            return "found"
        assert_equal(everything(copy), sound)
        return "harmless"
    except AndonError as error:
        return "refused" if len(str(error)) > 20 else "refused without a word"
    finally:
        signal.alarm(0)
        signal.signal(signal.SIGALRM, old)
        shutil.rmtree(copy)


def fuzz(seeds, tmp_path, monkeypatch):
    """Damage sets that are closed, and sets whose writer was stopped, in turns."""
    lengths, folders = (6, 5, 8), (tmp_path / "set", tmp_path / "stopped")
    monkeypatch.setattr("andon.episodes.data.writer.LISTED_EVERY_S", 1e9)
    with DataWriter(folders[0], fps=FPS, features=features(), robot_type="cart") as writer:
        for seed, length in enumerate(lengths):
            add_episode(writer, seed, length)
        shutil.copytree(folders[0], folders[1])
    assert (folders[1] / JOURNAL_PATH).exists()
    sound = [everything(folder) for folder in folders]
    return [judge(folders[seed % 2], sound[seed % 2], seed, tmp_path) for seed in seeds]


def test_100_damaged_sets_are_refused_or_found_and_never_misread(tmp_path, monkeypatch):
    outcomes = fuzz(range(100), tmp_path, monkeypatch)
    assert set(outcomes) == {"found", "refused", "harmless"}
    assert outcomes.count("harmless") < 12  # a good third of them change nothing at all


@pytest.mark.slow
def test_1000_damaged_sets_are_refused_or_found_and_never_misread(tmp_path, monkeypatch):
    outcomes = fuzz(range(1000, 2000), tmp_path, monkeypatch)
    assert set(outcomes) == {"found", "refused", "harmless"}
    assert outcomes.count("harmless") < 100
