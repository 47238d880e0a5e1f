"""RoboMIND's files: every documented robot is read, and each of the traps is caught by name."""

import re

import h5py
import numpy as np
import pytest

from andon.episodes.data import open_data
from andon.episodes.data.check import RULES, check_data
from andon.episodes.data.copying import copy_episodes, open_copy
from andon.episodes.data.pictures import decode_any
from andon.errors import BrokenFile, InvalidConfig
from tests.episodes.data.robomind_files import (
    REDDISH,
    ROBOTS,
    cameras_of,
    depths,
    put_pictures,
    wave,
    write_robot,
)


def convert(folder, out, rate_hz=10.0):
    data = open_data(folder, rate_hz=rate_hz)
    with open_copy(data, out) as writer:
        notes = copy_episodes(data, range(len(data.episodes)), writer)
    return open_data(out), notes


WIDTHS = {
    "h5_agilex_3rgb": 14,
    "h5_franka_1rgb": 8,
    "h5_franka_3rgb": 8,
    "h5_ur_1rgb": 7,
    "h5_tienkung_gello_1rgb": 16,
    "h5_tienkung_xsens_1rgb": 26,
    "h5_simulation": 8,
}


@pytest.mark.parametrize("robot", ROBOTS)
def test_every_documented_robot_becomes_a_lerobot_set_that_keeps_time_and_meaning(robot, tmp_path):
    folder = write_robot(tmp_path / "raw", robot)
    found, _ = convert(folder, tmp_path / "out", rate_hz=10.0)
    state, action = (found.columns(0)[name] for name in ("observation.state", "action"))
    assert state.shape == action.shape == (20, WIDTHS[robot])
    assert found.info.fps == 10
    assert np.array_equal(found.columns(0)["timestamp"], (np.arange(20) / 10).astype(np.float32))
    assert [entry.tasks for entry in found.episodes] == [("place cup",)] * 2
    assert found.episodes[1].record.success is True
    assert len(found.info.picture_keys) == len(cameras_of(robot))
    report = check_data(tmp_path / "out")
    dead = robot in ("h5_ur_1rgb", "h5_simulation")
    assert {f.rule for f in report.findings if f.is_error} == ({"stuck-channel"} if dead else set())


def test_the_command_is_the_action_where_robomind_says_so(tmp_path):
    found, _ = convert(write_robot(tmp_path / "raw", "h5_tienkung_gello_1rgb"), tmp_path / "out")
    assert np.array_equal(found.columns(0)["action"], wave(20, 16, 0.5))
    assert np.array_equal(found.columns(0)["observation.state"], wave(20, 16))


def test_elsewhere_the_action_is_the_next_state_and_never_the_present_one(tmp_path):
    found, _ = convert(write_robot(tmp_path / "raw", "h5_franka_1rgb"), tmp_path / "out")
    state, action = (found.columns(0)[name] for name in ("observation.state", "action"))
    assert np.array_equal(action[:-1], state[1:])
    assert np.array_equal(action[-1], state[-1])


def test_one_state_of_four_is_kept_where_the_simulation_took_four_per_picture(tmp_path):
    found, _ = convert(write_robot(tmp_path / "raw", "h5_simulation"), tmp_path / "out")
    assert np.array_equal(found.columns(0)["observation.state"], wave(80, 8)[::4])


@pytest.mark.parametrize("robot", ROBOTS)
def test_pictures_come_with_red_where_red_was(robot, tmp_path):
    found, _ = convert(write_robot(tmp_path / "raw", robot), tmp_path / "out")
    key = found.info.picture_keys[0]
    corner = next(iter(found.pictures(0, key)))[-3:, -3:].reshape(-1, 3).mean(axis=0)
    assert np.abs(corner - np.array(REDDISH)).max() < 12  # JPEG and H.264 together


@pytest.mark.parametrize("unit", ["mm", "m"])
def test_depth_says_its_unit_after_conversion(unit, tmp_path):
    folder = write_robot(tmp_path / "raw", "h5_franka_1rgb", depth=unit)
    found, notes = convert(folder, tmp_path / "out")
    key = "observation.depth.top"
    depth = decode_any(bytes(found.columns(0)[key][0]), where=key)
    assert found.info.features[key].declared["info"]["unit"] == "mm"
    assert depth.dtype == np.uint16
    assert (int(depth.min()), int(depth.max())) == (500, 2000)
    assert any("rounded to 1 mm" in note for note in notes) == (unit == "m")
    assert check_data(tmp_path / "out").of("depth-unit") == ()


TRAPS = {
    "depth-unit": ("h5_franka_1rgb", "observation.depth.top does not say its unit.* like mm"),
    "timestamps-missing": ("h5_franka_1rgb", "no frame has a time"),
    "colour-order": ("h5_agilex_3rgb", "h5_agilex_3rgb are stored as BGR"),
    "action-source": ("h5_tienkung_gello_1rgb", "is master/, though there is puppet/ too"),
    "end-effector-meaning": ("h5_tienkung_xsens_1rgb", r"6 \+ 6 joints of the hands"),
    "stuck-channel": ("h5_ur_1rgb", "no channel of observation.end_effector moves by 0.001 in 2"),
    "rate-mismatch": ("h5_simulation", "4.0 per picture"),
}


@pytest.mark.parametrize("rule", TRAPS)
def test_each_trap_of_the_raw_files_is_caught_by_its_rule_and_by_no_other(rule, tmp_path):
    robot, message = TRAPS[rule]
    folder = write_robot(tmp_path, robot, depth="mm" if rule == "depth-unit" else None)
    found = check_data(folder).of(rule)
    assert found
    assert found[0].is_error
    assert re.search(message, found[0].message)
    without = [maker for maker in RULES if maker().facts.name != rule]
    assert check_data(folder, rules=without).of(rule) == ()


def test_a_converter_that_writes_the_state_as_the_action_is_caught(tmp_path):
    from andon.episodes.data import DataWriter
    from andon.episodes.data.feature import make_feature

    features = [make_feature(n, "float64", [7]) for n in ("observation.state", "action")]
    with DataWriter(tmp_path / "set", fps=10, features={f.name: f for f in features}) as writer:
        same = {"observation.state": wave(30, 7), "action": wave(30, 7)}
        writer.write(same, tasks=["pick"])
    (found,) = check_data(tmp_path / "set").of("action-equals-state")
    assert "in 100% of the frames" in found.message
    without = [maker for maker in RULES if maker().facts.name != "action-equals-state"]
    assert check_data(tmp_path / "set", rules=without).is_ok


def test_a_file_of_no_documented_robot_is_refused_with_what_it_has(tmp_path):
    with h5py.File(tmp_path / "trajectory.hdf5", "w") as file:
        file["puppet/joint_position"] = wave(9, 11)
    with pytest.raises(BrokenFile, match=r"no documented robot: .*joint_position': 11"):
        open_data(tmp_path)


def test_depth_that_changes_its_unit_within_an_episode_is_refused(tmp_path):
    folder = write_robot(tmp_path / "raw", "h5_franka_1rgb")
    for path in folder.rglob("*.hdf5"):
        with h5py.File(path, "a") as file:
            length = len(file["puppet/joint_position"])
            mixed = depths(5, "m") + depths(length - 5, "mm")
            put_pictures(file, "observations/depth_images/top", mixed)
    with pytest.raises(InvalidConfig, match="changes between m and mm"):
        convert(folder, tmp_path / "out")


def test_two_robots_in_one_folder_are_named(tmp_path):
    write_robot(tmp_path, "h5_franka_1rgb")
    write_robot(tmp_path, "h5_ur_1rgb")
    with pytest.raises(BrokenFile, match="mixed-robots"):
        open_data(tmp_path)
    assert check_data(tmp_path / "h5_ur_1rgb").of("mixed-robots") == ()
