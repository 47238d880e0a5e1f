"""A person drives: keys become commands, and every frame says who commanded."""

import numpy as np
import pytest

from andon.episodes.data import DataWriter, open_data
from andon.episodes.data.action_replay import replay_actions
from andon.episodes.data.cameras import RecordingCameras
from andon.episodes.data.gamepad import FULL, read_pad
from andon.episodes.data.pilot import KEYS, Pilot
from andon.episodes.data.recorder import record_episode, recording_features
from andon.errors import UnknownName
from tests.episodes.data.test_recorder import make_world
from tests.episodes.trials import short


def test_keys_add_up_stop_and_hand_back():
    pilot = Pilot()
    assert pilot.command is None
    for key in "WWAE":
        pilot.press(key)
    assert pilot.command == (0.2, 0.1, -0.2)
    pilot.press("X")
    assert pilot.command == (0.0, 0.0, 0.0)
    pilot.press("H")
    assert pilot.command is None
    with pytest.raises(UnknownName, match="No key named 'Z'"):
        pilot.press("Z")
    assert set(KEYS) == set("WSADQERFTGXH")


def test_what_a_person_commands_is_followed_recorded_and_marked(tmp_path):
    rig = short("street_walk", policy="reflex", time_limit_s=2.6).build()
    world, pilot, keys = make_world(rig), Pilot(), {30: "W", 31: "W", 60: "H", 80: "X"}

    def press(current):
        key = keys.get(int(current.rows.steps[0]))
        if key is not None:
            pilot.press(key)

    with DataWriter(tmp_path / "set", fps=50, features=recording_features(world, [])) as writer:
        record_episode(
            world,
            rig.policy,
            4,
            writer,
            task="walk",
            cameras=RecordingCameras([]),
            pilot=pilot,
            on_step=press,
        )
    data = open_data(tmp_path / "set")
    columns = data.columns(0)
    marked = np.flatnonzero(columns["intervention"])
    length = data.episodes[0].length
    assert marked.tolist() == [*range(30, 60), *range(80, length)]
    assert data.episodes[0].record.num_interventions == 2
    names = data.info.features["observation.state"].names
    ahead = columns["observation.state"][:, names.index("velocity_command.0")]
    ramp = np.minimum(1.0, np.arange(length) / 50 / rig.scenario.command_ramp_s)
    own = ahead[20] / ramp[20]
    assert np.allclose(ahead[31:60], (own + 0.2) * ramp[31:60], atol=1e-5)
    assert np.allclose(ahead[60:80], own * ramp[60:80], atol=1e-5)
    assert not ahead[80:].any()
    assert replay_actions(rig.make_world(1), data, 0).max_joint_rad == 0.0


@pytest.mark.parametrize("policy", ["gait", "reflex"])
def test_a_gamepad_drives_every_policy_that_reads_commands_and_its_frames_are_marked(
    policy, tmp_path
):
    rig = short("street_walk", policy=policy, time_limit_s=2.2).build()
    world, pilot = make_world(rig), Pilot(clock=lambda: 0.0)
    rest = {"mapping": "standard", "axes": [0.0] * 4, "buttons": [0.0] * 16}
    stick = rest | {"axes": [0.0, -1.0, 0.0, 0.0]}
    higher = rest | {"buttons": [1.0 * (i == 12) for i in range(16)]}
    back = rest | {"buttons": [1.0 * (i == 1) for i in range(16)]}
    told = {20: stick, 40: rest, 50: back, 70: higher, 71: rest}

    def hear(current):
        state = told.get(int(current.rows.steps[0]))
        if state is not None:
            pilot.hear(read_pad(state))

    with DataWriter(tmp_path / "set", fps=50, features=recording_features(world, [])) as writer:
        record_episode(
            world,
            rig.policy,
            4,
            writer,
            task="walk",
            cameras=RecordingCameras([]),
            pilot=pilot,
            on_step=hear,
        )
    data = open_data(tmp_path / "set")
    columns, length = data.columns(0), data.episodes[0].length
    marked = np.flatnonzero(columns["intervention"])
    assert marked.tolist() == [*range(20, 50), *range(70, length)]
    names = data.info.features["observation.state"].names
    ahead = columns["observation.state"][:, names.index("velocity_command.0")]
    ramp = np.minimum(1.0, np.arange(length) / 50 / rig.scenario.command_ramp_s)
    assert np.allclose(ahead[20:40], FULL[0] * ramp[20:40], atol=1e-5)
    assert not ahead[40:50].any()
    lift = columns["observation.state"][:, names.index("gait_command.0")]
    assert np.allclose(lift[70:], lift[60] + 0.02, atol=1e-6)
    assert np.all(lift[:70] == lift[0])
