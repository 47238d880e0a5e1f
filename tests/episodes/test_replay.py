"""A replay shows what was recorded, and says when it does not."""

from dataclasses import replace

import numpy as np
import pytest

from andon.episodes.replay import replay, visual_model
from tests.episodes.trials import run, short


@pytest.mark.parametrize("kind", ["plain", "all_at_once"])
@pytest.mark.parametrize("policy", ["stand", "zero"])
def test_a_replay_is_the_same_to_the_last_bit(kind, policy):
    rig = short("street_cross_planks", kind, policy).build()
    record = run(rig, range(5), num_worlds=5)[3]
    shown = replay(rig.make_world(1), rig.policy, 3, record)
    assert shown.is_same is True
    assert shown.episode == record
    assert shown.qpos.shape == (record.num_steps + 1, rig.blueprint.model.nq)
    assert shown.times_s[0] == 0.0
    assert shown.times_s[-1] == pytest.approx(record.duration_s, abs=1e-9)


def test_another_trajectory_is_noticed():
    rig = short("street_take_push", policy="zero").build()
    (record,) = run(rig, [3])
    world = rig.make_world(1)
    assert replay(world, rig.policy, 3, replace(record, checksum="0" * 16)).is_same is False
    assert replay(world, rig.policy, 4, record).is_same is False
    assert replay(world, rig.policy, 3).is_same is None


def test_the_aftermath_is_shown_and_is_no_part_of_the_episode():
    rig = short("street_take_push", policy="zero").build()
    (record,) = run(rig, [3])
    plain = replay(rig.make_world(1), rig.policy, 3, record)
    shown = replay(rig.make_world(1), rig.policy, 3, record, aftermath_s=0.5)
    assert shown.is_same is True
    assert shown.episode == record
    assert len(shown.qpos) == len(plain.qpos) + 25  # 0.5 s at 50 Hz
    assert np.array_equal(shown.qpos[: len(plain.qpos)], plain.qpos)
    assert np.isfinite(shown.qpos).all()
    base = shown.qpos[:, 2]
    assert base[-1] < base[len(plain.qpos) - 1]  # it falls on


def test_the_visual_model_has_the_same_positions_and_the_values_of_the_episode():
    rig = short("street_cross_steps").build()
    world = rig.make_world(1)
    one, other = visual_model(world, 1), visual_model(world, 2)
    assert one.nq == other.nq == rig.blueprint.model.nq
    assert one.ngeom >= rig.blueprint.model.ngeom
    draws = [rig.scenario.draw(seed) for seed in (1, 2)]
    assert draws[0]["riser_m"] != draws[1]["riser_m"]
    assert not np.array_equal(one.geom_size, other.geom_size) or not np.array_equal(
        one.geom_pos, other.geom_pos
    )
