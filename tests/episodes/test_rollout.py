"""Episodes of many seeds on few rows: each depends on its seed alone."""

import numpy as np
import pytest

from andon.episodes.rollout import rollout
from tests.episodes.trials import run, short

SEEDS = [4, 2**33, 0, 17, 5, 6, 7]


@pytest.fixture(scope="module")
def rig():
    return short("street_take_push", "all_at_once").build()


@pytest.fixture(scope="module")
def alone(rig):
    return [run(rig, [seed])[0] for seed in SEEDS]


@pytest.mark.parametrize("num_worlds", [2, 3, 7, 9])
def test_the_number_of_rows_changes_no_episode(num_worlds, rig, alone):
    assert run(rig, SEEDS, num_worlds=num_worlds) == alone


def test_the_order_of_the_seeds_changes_no_episode(rig, alone):
    assert run(rig, SEEDS[::-1], num_worlds=3) == alone[::-1]


def test_a_world_that_was_used_before_gives_the_same_episodes(rig, alone):
    world, policy = rig.make_world(3), rig.policy.fork(np.zeros(0, np.intp))
    stopped = rollout(world, policy, [100, 101, 102, 103])
    next(stopped)  # and dropped in the middle
    found = {e.seed: e for e in rollout(world, policy, SEEDS)}
    assert [found[seed] for seed in SEEDS] == alone


def test_episodes_come_as_they_end_and_every_step_is_shown(rig):
    world, policy = rig.make_world(4), rig.policy.fork(np.zeros(0, np.intp))
    steps: list[float] = []
    ended = [
        (len(steps), e)
        for e in rollout(world, policy, SEEDS, on_step=lambda w: steps.append(w.num_worlds))
    ]
    assert [at for at, _ in ended] == sorted(at for at, _ in ended)
    assert {e.seed for _, e in ended} == set(SEEDS)
    assert len(steps) >= max(e.num_steps for _, e in ended)


def test_no_seeds_give_no_episodes(rig):
    world, policy = rig.make_world(2), rig.policy.fork(np.zeros(0, np.intp))
    assert list(rollout(world, policy, [])) == []


@pytest.mark.parametrize("num_worlds", [1, 3, 10])
def test_every_seed_gives_one_episode(num_worlds, rig):
    world, policy = rig.make_world(num_worlds), rig.policy.fork(np.zeros(0, np.intp))
    assert sorted(e.seed for e in rollout(world, policy, SEEDS)) == sorted(SEEDS)


def test_a_seed_given_twice_gives_the_same_episode_twice(rig, alone):
    world, policy = rig.make_world(2), rig.policy.fork(np.zeros(0, np.intp))
    assert list(rollout(world, policy, [4, 4, 4])) == [alone[0]] * 3


def test_numpy_seeds_are_as_good_as_others(rig, alone):
    world, policy = rig.make_world(3), rig.policy.fork(np.zeros(0, np.intp))
    found = {e.seed: e for e in rollout(world, policy, list(np.array(SEEDS)))}
    assert [found[seed] for seed in SEEDS] == alone
    assert all(type(e.seed) is int for e in found.values())


def test_an_episode_that_diverges_does_not_stop_the_rest(rig, alone):
    world, policy = rig.make_world(3), rig.policy.fork(np.zeros(0, np.intp))
    speeds = world.batch.bind("qvel")

    def break_the_second(current):
        if current.rows.steps[1] == 5 and current.rows.seeds[1] == SEEDS[1]:
            speeds[1, 0] = np.nan

    found = {e.seed: e for e in rollout(world, policy, SEEDS, on_step=break_the_second)}
    assert found[SEEDS[1]].cause == "diverged"
    assert (found[SEEDS[1]].success, found[SEEDS[1]].survived) == (False, False)
    rest = [seed for seed in SEEDS if seed != SEEDS[1]]
    assert [found[seed] for seed in rest] == [alone[SEEDS.index(seed)] for seed in rest]
