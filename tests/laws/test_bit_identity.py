"""The same seed gives the same episode, bit for bit, however it is computed."""

from functools import cache

import numpy as np
import pytest

from andon.compute import map_shards
from andon.episodes import rollout
from andon.policies.setup import Setup
from andon.randomness import stream
from andon.scenarios import scenarios
from tests.episodes.trials import KINDS, fork_and_follow, run, run_setup, short

SEEDS = tuple(range(12))

MATRIX = [(name, kind) for name in scenarios for kind in KINDS]


@cache
def rig_of(scenario: str, kind: str, policy: str = "stand"):
    return short(scenario, kind, policy).build()


@cache
def alone(scenario: str, kind: str, policy: str = "stand"):
    """Give the episodes of one row on one thread: what every other way must repeat."""
    return run(rig_of(scenario, kind, policy), SEEDS)


@pytest.mark.parametrize(("scenario", "kind"), MATRIX)
@pytest.mark.parametrize(("num_worlds", "threads"), [(5, 2), (64, 1)])
def test_batch_and_threads_change_nothing(scenario, kind, num_worlds, threads):
    # Five rows run 12 seeds, so that rows are used again.
    assert run(rig_of(scenario, kind), SEEDS, num_worlds, threads) == alone(scenario, kind)


@pytest.mark.parametrize("policy", ["gait", "random", "zero"])
@pytest.mark.parametrize("scenario", list(scenarios))
def test_every_built_in_policy_gives_the_same_in_any_batch(scenario, policy):
    reference = alone(scenario, "all_at_once", policy)
    assert run(rig_of(scenario, "all_at_once", policy), SEEDS, 7, 2) == reference


@pytest.mark.parametrize(("scenario", "kind"), MATRIX)
def test_a_fork_continues_like_the_original(scenario, kind):
    after = int(stream(3, "fork", scenario, kind).integers(1, 60))
    original, copies = fork_and_follow(rig_of(scenario, kind), (4, 9, 2, 8), 1, after)
    assert len(original) > 1
    for copy in copies:
        assert copy == original


@pytest.mark.parametrize("policy", ["gait", "random"])
def test_a_fork_takes_the_policys_memory_along(policy):
    original, copies = fork_and_follow(rig_of("street_walk", "all_at_once", policy), (1, 2), 1, 9)
    assert len(original) > 1
    assert copies == [original] * 3


def test_processes_and_this_process_give_the_same_episodes():
    setup = short("street_cross_planks", "all_at_once")
    shards = [(setup, SEEDS[:5], 2, 1), (setup, SEEDS[5:], 3, 2)]
    here = list(map_shards(run_setup, shards, backend="inline"))
    there = list(map_shards(run_setup, shards, backend="processes", num_workers=2))
    assert here == there
    assert [*here[0], *here[1]] == alone("street_cross_planks", "all_at_once")


def test_the_order_of_the_seeds_changes_nothing():
    rig = rig_of("street_take_push", "all_at_once")
    shuffled = stream(1, "order").permutation(SEEDS).tolist()
    by_seed = {e.seed: e for e in run(rig, shuffled, 5)}
    assert [by_seed[seed] for seed in SEEDS] == alone("street_take_push", "all_at_once")


def test_a_drawn_delay_of_zero_is_no_delay():
    # One goes through the delay line, the other past it.
    fixed = Setup(scenario="street_walk", policy="stand", time_limit_s=3.0)
    drawn = Setup(
        scenario="street_walk",
        policy="stand",
        time_limit_s=3.0,
        variation={"action_delay_ms": {"choice": [0, 40]}},
    )
    late = [seed for seed in range(12) if drawn.build().scenario.draw(seed)["action_delay_ms"]]
    prompt = [seed for seed in range(12) if seed not in late]
    assert late
    assert prompt
    with_line, without = run(drawn.build(), range(12), 4), run(fixed.build(), range(12), 4)
    for seed in range(12):
        assert (with_line[seed].checksum == without[seed].checksum) == (seed in prompt)


def test_a_world_that_has_run_before_gives_the_same_episodes():
    rig = rig_of("street_cross_steps", "all_at_once")
    world = rig.make_world(3)
    observation = world.reset([91, 92, 93])
    for _ in range(17):
        observation = world.step(rig.policy.act(observation)).observation
    again = {e.seed: e for e in rollout(world, rig.policy, SEEDS)}
    assert [again[s] for s in SEEDS] == alone("street_cross_steps", "all_at_once")


def test_different_seeds_differ():
    for scenario, kind in MATRIX:
        assert len({e.checksum for e in alone(scenario, kind)}) == len(SEEDS)


def test_the_trials_are_worth_comparing():
    # Pushes up to 0.9 m/s make some fall and let some stand, so that both kinds are compared.
    causes = {e.cause for scenario, kind in MATRIX for e in alone(scenario, kind)}
    assert any(cause.startswith("fell") for cause in causes)
    assert causes & {"time_limit", "too_slow"}
    delays = {e.draw["action_delay_ms"] for e in alone("street_walk", "all_at_once")}
    assert len(delays) >= 4
    assert np.isfinite([list(e.metrics.values()) for e in alone("street_walk", "faulty")]).all()
