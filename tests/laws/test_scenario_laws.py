"""Laws of every registered scenario."""

import json
from dataclasses import replace
from functools import cache

import numpy as np
import pytest

from andon.artifacts import to_json
from andon.bodies import make_humanoid
from andon.bodies.drive import make_drive
from andon.episodes import World, rollout
from andon.policies.scripted import RandomPolicy
from andon.policies.setup import POLICIES, Setup
from andon.scenarios import scenarios
from andon.scenarios.variation import Choice, Fixed, Uniform
from andon.sensing.terms import TERMS

NAMES = list(scenarios)
PARAMETERS = [(name, p.name) for name in NAMES for p in scenarios.make(name).variation]


@cache
def blind_episodes(scenario: str, policy: str):
    """Give 16 whole episodes of a policy that does not try."""
    rig = Setup(scenario=scenario, policy=policy).build()
    return list(rollout(rig.make_world(16), rig.policy, range(16)))


@pytest.mark.parametrize("scenario", NAMES)
@pytest.mark.parametrize("policy", ["zero", "random"])
def test_success_does_not_come_by_itself(scenario, policy):
    assert [e.seed for e in blind_episodes(scenario, policy) if e.success] == []


def test_standing_does_not_succeed_where_there_is_a_way_to_go():
    for scenario in NAMES:
        if scenarios.make(scenario).task == "stay_up":
            continue
        rig = Setup(scenario=scenario, policy="stand", time_limit_s=6.0).build()
        assert not any(e.success for e in rollout(rig.make_world(4), rig.policy, range(4)))


@pytest.mark.parametrize("scenario", NAMES)
def test_two_runs_are_the_same_to_the_last_bit_and_seeds_differ(scenario):
    setup = Setup(scenario=scenario, policy="random")
    runs = []
    for _ in range(2):
        rig = setup.build()
        runs.append(
            sorted(rollout(rig.make_world(16), rig.policy, range(16)), key=lambda e: e.seed)
        )
    assert runs[0] == runs[1]
    assert runs[0] == sorted(blind_episodes(scenario, "random"), key=lambda e: e.seed)
    assert len({e.checksum for e in runs[0]}) == 16


@pytest.mark.parametrize("scenario", NAMES)
def test_a_saved_config_runs_again(scenario):
    setup = Setup(
        scenario=scenario,
        policy="random",
        variation={"friction": [0.5, 0.9], "action_delay_ms": {"choice": [0, 5]}},
        noise={"joint_pos": {"uniform": 0.01, "delay_steps": 1}},
        time_limit_s=3.0,
    )
    again = Setup(**json.loads(json.dumps(to_json(setup))))
    one, other = setup.build(), again.build()
    assert one.scenario.content_hash() == other.scenario.content_hash()
    first, second = (list(rollout(rig.make_world(2), rig.policy, range(3))) for rig in (one, other))
    assert first == second


@pytest.mark.parametrize("scenario", NAMES)
def test_no_term_is_constant_or_broken_over_an_episode(scenario):
    body = make_humanoid()
    world = World(scenarios.make(scenario), body, make_drive(body), terms=tuple(TERMS))
    policy = RandomPolicy(body)
    observation = world.reset([5])
    seen = [observation.terms]
    for _ in range(30):
        result = world.step(policy.act(observation))
        observation = result.observation
        seen.append(observation.terms)
        assert not (result.terminated & result.truncated).any()
        if result.endings:
            break
    assert len(seen) > 10
    for name in TERMS:
        values = np.array([terms[name][0] for terms in seen])
        assert np.isfinite(values).all(), name
        assert values.shape[1] == TERMS[name].size(
            body.num_joints, world.scenario.sensing.scan.num_points
        )
        is_given = name == "velocity_command" and world.scenario.task == "stay_up"
        still = ("gait_command", "overhead_scan")  # nobody changes it; nothing hangs there
        if not (is_given or name in still):
            assert np.ptp(values, axis=0).max() > 0, f"{name} is constant"


@pytest.mark.parametrize("scenario", NAMES)
@pytest.mark.parametrize("policy", ["random", "stand"])
def test_an_episode_ends_by_what_happened_or_by_its_limit_and_never_by_both(scenario, policy):
    rig = Setup(scenario=scenario, policy=policy, time_limit_s=2.5).build()
    world = rig.make_world(8)
    observation = world.reset(range(8))
    ended = 0
    while world.rows.is_active.any():
        result = world.step(rig.policy.act(observation))
        observation = result.observation
        assert not (result.terminated & result.truncated).any()
        assert set(np.flatnonzero(result.terminated | result.truncated)) == set(result.endings)
        for row, ending in result.endings.items():
            assert bool(result.truncated[row]) == ending.is_time_limit
            assert ending.is_time_limit == (world.rows.steps[row] == world.limit_steps)
        ended += len(result.endings)
    assert ended == 8


@pytest.mark.parametrize("scenario", NAMES)
def test_every_parameter_has_a_unit_and_a_meaning(scenario):
    names = [p.name for p in scenarios.make(scenario).variation]
    assert len(set(names)) == len(names)
    for p in scenarios.make(scenario).variation:
        assert p.unit, p.name
        assert p.meaning.endswith("."), p.name
        assert p.meaning[0].isupper(), p.name


def two_values(scenario: str, name: str) -> tuple[float, float]:
    """Give two values that this parameter could well take."""
    parameter = next(p for p in scenarios.make(scenario).variation if p.name == name)
    match parameter.distribution:
        case Uniform(low=low, high=high):
            return low, high
        case Choice(values=values) if len(set(values)) > 1:
            return values[0], values[1]
        case Fixed(value=value) | Choice(values=(value,)):
            steps = {
                "action_delay_ms": 5.0,
                "action_jitter_ms": 5.0,
                "num_steps": -1.0,
                "num_obstacles": 1.0,
            }
            return value, value + steps.get(name, 0.5)
    raise AssertionError(parameter)


def traces(scenario: str, variation: dict[str, object]) -> list[object]:
    """Give all that an episode consists of: model, layout, readings, positions, outcome."""
    body = make_humanoid()
    varied = replace(scenarios.make(scenario).with_variation(variation), time_limit_s=2.1)
    world = World(varied, body, make_drive(body), terms=tuple(TERMS))
    policy = RandomPolicy(body)
    observation = world.reset([5])
    found: list[object] = [v.tobytes() for _, v in sorted(world.fields.items())]
    found.append(varied.layout(world.draws[0]))
    for _ in range(60):
        result = world.step(policy.act(observation))
        observation = result.observation
        found += [v[0].tobytes() for _, v in sorted(observation.terms.items())]
        found.append(world.qpos[0].tobytes())
        if result.endings:
            break
    return found


@pytest.mark.parametrize(("scenario", "name"), PARAMETERS)
def test_every_parameter_changes_something(scenario, name):
    # Pushes must come for their interval to matter.
    rest: dict[str, object] = {"push_speed": 0.5, "push_interval_s": 0.2}
    low, high = two_values(scenario, name)
    if name == "push_interval_s":
        low, high = 0.2, 0.3
    if scenario == "street_meet_mix" and name != "num_obstacles":
        rest["num_obstacles"] = 5.0  # so that every kind of obstacle is met
    if name == "brake_time_s":  # within what is traced, and with something to brake
        rest, (low, high) = rest | {"command_lin_vel_x": 1.0}, (0.1, 0.2)
    assert traces(scenario, rest | {name: low}) != traces(scenario, rest | {name: high})
    assert traces(scenario, rest | {name: low}) == traces(scenario, rest | {name: low})


@pytest.mark.parametrize("policy", list(POLICIES))
def test_every_built_in_policy_runs_in_every_scenario(policy):
    for scenario in NAMES:
        rig = Setup(scenario=scenario, policy=policy, time_limit_s=2.2).build()
        (episode,) = rollout(rig.make_world(1), rig.policy, [1])
        assert episode.policy == policy
        assert np.isfinite(list(episode.metrics.values())).all()
