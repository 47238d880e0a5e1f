"""A recording is the rollout itself, and its actions lead to the same place to the last bit."""

import numpy as np
import pytest

from andon.episodes import World, rollout
from andon.episodes.data import DataWriter, open_data
from andon.episodes.data.action_replay import replay_actions
from andon.episodes.data.cameras import RecordingCameras, make_camera
from andon.episodes.data.check import check_data
from andon.episodes.data.collecting import seeds_to_record
from andon.episodes.data.recorder import record_episode, recorded_terms, recording_features
from andon.errors import InvalidConfig, UnknownName
from tests.episodes.trials import short


def make_world(rig):
    return World(
        rig.scenario,
        rig.body,
        rig.policy.drive,
        terms=recorded_terms(rig.policy),
        blueprint=rig.blueprint,
        scan=getattr(rig.policy, "scan", None),
    )


def record(folder, setup, seeds, *, cameras=(), override=None):
    rig = setup.build()
    world = make_world(rig)
    chosen = [make_camera(name, rig.body, width=32, height=24) for name in cameras]
    eyes = RecordingCameras(chosen)
    features = recording_features(world, chosen)
    with DataWriter(folder, fps=50, features=features, robot_type="humanoid") as writer:
        episodes = [
            record_episode(
                world, rig.policy, s, writer, task="stand", cameras=eyes, override=override
            )
            for s in seeds
        ]
    eyes.close()
    return rig, episodes


@pytest.mark.parametrize("kind", ["plain", "all_at_once"])
def test_recording_changes_nothing_and_the_actions_lead_to_the_same_place(kind, tmp_path):
    setup = short("street_take_push", kind)
    rig, episodes = record(tmp_path / "set", setup, (3, 4))
    plain = {e.seed: e for e in rollout(rig.make_world(2), rig.policy, (3, 4))}
    assert [e.checksum for e in episodes] == [plain[3].checksum, plain[4].checksum]
    data = open_data(tmp_path / "set")
    for position in range(2):
        drift = replay_actions(rig.make_world(1), data, position)
        assert drift.is_same
        assert drift.max_base_m == drift.max_joint_rad == 0.0
        assert drift.cause == episodes[position].cause


def test_another_seed_drifts_from_the_recording(tmp_path):
    rig, _ = record(tmp_path / "set", short("street_take_push"), (3,))
    data = open_data(tmp_path / "set")
    other = short("street_take_push", "all_at_once").build()
    drift = replay_actions(other.make_world(1), data, 0)
    assert not drift.is_same
    assert drift.first_step is not None
    del rig


def test_every_episode_says_where_it_came_from(tmp_path):
    rig, (episode,) = record(tmp_path / "set", short("street_take_push"), (3,))
    (entry,) = open_data(tmp_path / "set").episodes
    found = entry.record
    assert (found.seed, found.scenario, found.cause) == (3, "street_take_push", episode.cause)
    assert found.scenario_hash == rig.scenario.content_hash()
    assert found.body_hash == rig.body.content_hash()
    assert found.policy_hash == rig.policy.content_hash()
    assert found.versions["mujoco"]
    assert found.episode["checksum"] == episode.checksum
    assert entry.length == episode.num_steps


def test_interventions_are_marked_frame_by_frame(tmp_path):
    def person(observation, action):
        step = int(observation.steps[0])
        return action * 0.99 if 10 <= step < 20 or step == 40 else None

    record(tmp_path / "set", short("street_take_push"), (3,), override=person)
    data = open_data(tmp_path / "set")
    marked = np.flatnonzero(data.columns(0)["intervention"])
    assert marked.tolist() == [*range(10, 20), 40]
    assert data.episodes[0].record.num_interventions == 2


def test_pictures_are_those_of_the_episode(tmp_path):
    record(tmp_path / "set", short("street_take_push", time_limit_s=2.2), (3,), cameras=["chase"])
    data = open_data(tmp_path / "set")
    shown = list(data.pictures(0, "observation.images.chase"))
    assert len(shown) == data.episodes[0].length
    assert shown[0].std() > 10
    assert [f for f in check_data(tmp_path / "set").findings if f.is_error] == []


def test_an_unknown_camera_is_named_with_the_alternatives():
    body = short("street_take_push").build().body
    with pytest.raises(UnknownName, match=r"No camera named 'hand'.*'chase', 'head'"):
        make_camera("hand", body, width=32, height=24)


def test_seeds_that_are_recorded_are_not_recorded_again(tmp_path):
    rig, _ = record(tmp_path / "set", short("street_take_push"), (3, 5))
    hashes = {
        "scenario_hash": rig.scenario.content_hash(),
        "body_hash": rig.body.content_hash(),
        "policy_hash": rig.policy.content_hash(),
    }
    folder = str(tmp_path / "set")
    assert seeds_to_record(folder, range(3, 7), **hashes) == [4, 6]
    assert seeds_to_record(folder, (3,), **(hashes | {"policy_hash": "other"})) == [3]
    assert seeds_to_record(str(tmp_path / "new"), (3,), **hashes) == [3]


def test_a_set_without_positions_cannot_be_run_again(tmp_path):
    from tests.episodes.data.sets import make_set

    data = open_data(make_set(tmp_path / "set", (5,), has_camera=False))
    world = short("street_take_push").build().make_world(1)
    with pytest.raises(InvalidConfig, match=r"cannot be run again: it keeps no exact.qpos"):
        replay_actions(world, data, 0)
