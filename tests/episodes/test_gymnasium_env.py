"""Any scenario is a Gymnasium environment that Gymnasium's own checker accepts."""

import subprocess
import sys

import gymnasium
import numpy as np
import pytest
from gymnasium.error import ResetNeeded
from gymnasium.utils.env_checker import check_env

from andon.bodies import make_humanoid
from andon.episodes import rollout
from andon.episodes.gymnasium_env import LARGEST, ScenarioEnv, register_envs, reward_of
from andon.errors import Diverged, InvalidConfig, UnknownName
from andon.policies.scripted import ZeroPolicy
from andon.policies.setup import Setup
from andon.randomness import SEALED_SEEDS_START, stream
from andon.scenarios import scenarios
from andon.sensing.noise import SensingConfig, TermNoise
from andon.sensing.terms import GIVEN_TERMS, TERMS


def actions(env: ScenarioEnv, num: int, seed: int = 0):
    draws = stream(seed, "actions")
    return draws.uniform(-0.1, 0.1, (num, *env.action_space.shape)).astype(np.float32)


def play(env: ScenarioEnv, seed: int, num: int = 30, actions_seed: int = 0):
    """Give all that Gymnasium sees of one episode, or of its first steps."""
    observation, info = env.reset(seed=seed)
    seen: list[object] = [observation.tobytes(), info]
    for action in actions(env, num, actions_seed):
        observation, reward, terminated, truncated, info = env.step(action)
        seen += [observation.tobytes(), reward, terminated, truncated, info]
        if terminated or truncated:
            break
    return seen


@pytest.mark.parametrize("name", list(scenarios))
def test_the_checker_accepts_every_scenario_without_a_warning(name):
    register_envs()
    register_envs()  # twice changes nothing
    env = gymnasium.make(f"andon/{name}-v0")
    check_env(env.unwrapped)
    assert env.unwrapped.world.scenario.name == name


def test_the_checker_accepts_faults_and_chosen_terms():
    fault = TermNoise(gaussian=0.5, bias=0.2, delay_steps=2, dropout=0.2)
    register_envs()
    env = gymnasium.make(
        "andon/street_cross_planks-v0",
        terms=tuple(reversed(TERMS)),
        variation={"action_delay_ms": {"choice": [0, 20]}},
        sensing=SensingConfig(noise={n: fault for n in TERMS if n not in GIVEN_TERMS}),
    )
    check_env(env.unwrapped)


def test_two_environments_give_the_same_to_the_last_bit_and_seeds_differ():
    one, other = ScenarioEnv("street_take_push"), ScenarioEnv("street_take_push")
    first = play(one, 3)
    assert first == play(other, 3)
    assert first == play(one, 3)
    assert first != play(one, 4)


def test_a_seed_starts_exactly_that_episode():
    # The zero action is the home pose: what the zero policy does in a rollout.
    env = ScenarioEnv("street_walk")
    env.reset(seed=5)
    rig = Setup(scenario="street_walk", policy="zero").build()
    (episode,) = rollout(rig.make_world(1), ZeroPolicy(make_humanoid()), [5])
    is_over = False
    while not is_over:
        _, _, terminated, truncated, info = env.step(np.zeros(20, np.float32))
        is_over = terminated or truncated
    assert info["checksum"] == episode.checksum
    assert info["cause"] == episode.cause
    assert info["success"] == episode.success
    assert info["metrics"] == episode.metrics
    assert terminated != truncated


def test_reset_without_a_seed_goes_on_along_a_stream_of_the_last_seed():
    env, other = ScenarioEnv(), ScenarioEnv()
    walks = []
    for e in (env, other):
        seeds = [e.reset(seed=9)[1]["seed"]]
        seeds += [e.reset()[1]["seed"] for _ in range(4)]
        walks.append(seeds)
    assert walks[0] == walks[1]
    assert walks[0][0] == 9
    assert len(set(walks[0])) == 5
    assert all(0 <= seed < SEALED_SEEDS_START for seed in walks[0])
    assert env.reset(seed=9)[1]["seed"] == 9
    assert env.reset()[1]["seed"] == walks[0][1]


def test_an_environment_that_was_never_seeded_takes_seeds_of_its_own():
    first, second = ScenarioEnv().reset()[1]["seed"], ScenarioEnv().reset()[1]["seed"]
    assert first != second  # drawn from 2**40


def test_sealed_seeds_are_refused():
    with pytest.raises(InvalidConfig, match=r"not in the open range .* only a gate draws them"):
        ScenarioEnv().reset(seed=SEALED_SEEDS_START)


def test_the_observation_is_the_terms_in_their_order():
    chosen = ("heading", "height_scan", "joint_pos", "gravity_b")
    env = ScenarioEnv("street_cross_steps", terms=chosen)
    assert list(env.term_slices) == list(chosen)
    observation, _ = env.reset(seed=0)
    assert observation.shape == (1 + 22 + 20 + 3,)
    readings = env.world.observe().terms
    for name, place in env.term_slices.items():
        assert observation[place] == pytest.approx(readings[name][0], abs=1e-6)
    assert set(LARGEST) == set(TERMS)


def test_scenarios_with_obstacles_are_scanned_and_flat_ones_are_not():
    for name in scenarios:
        env = ScenarioEnv(name)
        assert ("height_scan" in env.term_slices) == (scenarios.make(name).place != "flat")


def test_the_last_observation_of_an_episode_is_as_good_as_the_others():
    env = ScenarioEnv("street_cross_steps", terms=("height_scan",))
    env.reset(seed=1)
    terminated = False
    for action in actions(env, 400):
        observation, _, terminated, _, _ = env.step(3 * action)
        if terminated:
            break
    assert terminated
    # fallen, the base is still above the ground that it fell onto
    assert (observation < 0).all()


def test_zero_is_home_and_one_is_half_the_range_or_its_end():
    env = ScenarioEnv()
    body = make_humanoid()
    home = np.array([j.home_rad for j in body.joints])
    low, high = (np.array([getattr(j, k) for j in body.joints]) for k in ("lower_rad", "upper_rad"))
    assert np.array_equal(env.target_of(np.zeros(20, np.float32)), home)
    full = env.target_of(np.ones(20, np.float32))
    assert full == pytest.approx(np.minimum(home + (high - low) / 2, high))
    assert np.array_equal(env.target_of(np.full(20, 9.0, np.float32)), full)
    assert (env.target_of(-np.ones(20, np.float32)) >= low).all()


def test_wrong_actions_are_refused():
    env = ScenarioEnv()
    env.reset(seed=0)
    with pytest.raises(InvalidConfig, match=r"shape \(19,\); expected \(20,\)"):
        env.step(np.zeros(19, np.float32))
    with pytest.raises(Diverged, match="seed 0 at step 0 is not finite"):
        env.step(np.full(20, np.nan, np.float32))


def test_stepping_without_an_episode_is_refused():
    env = ScenarioEnv()
    with pytest.raises(ResetNeeded, match=r"call reset\(\)"):
        env.step(np.zeros(20, np.float32))


@pytest.mark.parametrize(
    ("options", "error", "message"),
    [
        ({"scenario": "street_wlk"}, UnknownName, "Did you mean 'street_walk'"),
        ({"terms": ("joint_poss",)}, UnknownName, "Did you mean 'joint_pos'"),
        ({"variation": {"fricton": 1}}, UnknownName, "Did you mean 'friction'"),
        ({"render_mode": "human"}, InvalidConfig, "render_mode is 'human'"),
        ({"terms": ()}, InvalidConfig, "at least one term"),
    ],
)
def test_what_cannot_be_meant_is_refused(options, error, message):
    with pytest.raises(error, match=message):
        ScenarioEnv(**options)


COMMAND = np.array([0.5, 0.0, 0.0])


def test_tracking_pays_one_at_the_command_and_one_over_e_half_a_metre_per_second_off():
    exact = reward_of("follow_velocity", COMMAND, np.array([0.5, 0, 7]), 0.3, is_up=True)
    off = reward_of("follow_velocity", COMMAND, np.array([0.5, 0.5, 0]), 0.3, is_up=True)
    assert exact == 1.0
    assert off == pytest.approx(np.exp(-1))


def test_coming_to_a_stand_pays_for_the_command_and_not_for_the_way():
    still, task = np.zeros(3), "come_to_stand"
    assert reward_of(task, COMMAND, np.array([0.5, 0, 0]), 0.3, is_up=True) == 1.0
    assert reward_of(task, still, still, 0.0, is_up=True) == 1.0
    assert reward_of(task, still, np.array([1.0, 0, 0]), 0.3, is_up=True) < 0.02


def test_standing_pays_one_and_a_course_pays_its_way():
    velocity = np.zeros(3)
    assert reward_of("stay_up", COMMAND, velocity, 0.3, is_up=True) == 1.0
    assert reward_of("reach_finish", COMMAND, velocity, 0.3, is_up=True) == 0.3
    assert reward_of("reach_finish", COMMAND, velocity, -0.1, is_up=True) == -0.1


@pytest.mark.parametrize("task", ["follow_velocity", "stay_up", "reach_finish", "come_to_stand"])
def test_falling_pays_nothing(task):
    assert reward_of(task, COMMAND, np.array([0.5, 0, 0]), 0.3, is_up=False) == 0.0


def test_the_rewards_of_a_course_add_up_to_the_way():
    env = ScenarioEnv("street_cross_gap")
    env.reset(seed=2)
    total = 0.0
    for action in actions(env, 25):
        _, reward, terminated, _, _ = env.step(action)
        assert not terminated
        total += reward
    assert total == pytest.approx(float(env.world.state().pos_w[0, 0]), abs=1e-9)


def test_a_vector_of_environments_runs():
    register_envs()
    envs = gymnasium.make_vec("andon/street_walk-v0", num_envs=2, vectorization_mode="sync")
    observations, _ = envs.reset(seed=3)
    assert observations.shape == (2, 52)
    for _ in range(3):
        observations, rewards, *_ = envs.step(np.zeros((2, 20), np.float32))
    assert np.isfinite(observations).all()
    assert np.isfinite(rewards).all()
    envs.close()


def test_the_rest_of_andon_does_not_need_gymnasium():
    script = (
        "import sys; sys.modules['gymnasium'] = None\n"
        "import andon.episodes, andon.policies.setup\n"
        "from andon.errors import MissingExtra\n"
        "try:\n"
        "    import andon.episodes.gymnasium_env\n"
        "except MissingExtra as error:\n"
        "    print(error)\n"
    )
    out = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert "pip install 'andon[gym]'" in out.stdout
