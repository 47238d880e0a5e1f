"""Laws of every built-in policy."""

import numpy as np
import pytest

from andon.bodies import make_humanoid
from andon.episodes import Observation
from andon.policies.setup import POLICIES
from andon.randomness import stream
from andon.sensing.height_scan import HeightScan
from andon.sensing.terms import TERMS

NAMES = list(POLICIES)


def observe(policy, seeds, step: int, num_joints: int) -> Observation:
    """Make up readings; a row's depend on its seed and the step alone."""
    num_points = getattr(policy, "scan", HeightScan()).num_points
    rows = {name: [] for name in policy.terms}
    for seed in seeds:
        for name in policy.terms:
            size = TERMS[name].size(num_joints, num_points)
            rows[name].append(stream(int(seed), "reading", name, step).uniform(-0.3, 0.3, size))
            if name == "gravity_b":
                rows[name][-1][2] = -1.0
                rows[name][-1] /= np.linalg.norm(rows[name][-1])
    count = len(seeds)
    return Observation(
        terms={name: np.array(values) for name, values in rows.items()},
        is_first=np.full(count, step == 0),
        steps=np.full(count, step),
        time_s=np.full(count, step * policy.drive.control_timestep_s),
        seeds=np.array(seeds),
    )


def make(name):
    return POLICIES.make(name)(make_humanoid())


@pytest.mark.parametrize("name", NAMES)
def test_its_name_terms_and_drive_are_what_they_should_be(name):
    body, policy = make_humanoid(), make(name)
    assert policy.name == name
    assert set(policy.terms) <= set(TERMS)
    assert len(policy.drive.kp) == body.num_joints
    for joint, home in zip(body.joints, policy.drive.home_rad, strict=True):
        assert joint.lower_rad <= home <= joint.upper_rad
    assert policy.content_hash() == make(name).content_hash()


@pytest.mark.parametrize("name", NAMES)
def test_the_same_readings_give_the_same_action(name):
    body = make_humanoid()
    one, other = make(name), make(name)
    for step in range(30):
        observation = observe(one, [3, 4], step, body.num_joints)
        first, second = one.act(observation), other.act(observation)
        assert first.shape == (2, body.num_joints)
        assert first.dtype == np.float64
        assert np.isfinite(first).all()
        assert np.array_equal(first, second)


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("count", [2, 3, 5, 7, 8, 16, 64])
def test_a_rows_action_depends_on_that_row_alone_to_the_last_bit(name, count):
    body, together = make_humanoid(), make(name)
    singles = {seed: make(name) for seed in (0, count // 2, count - 1)}
    for step in range(12):
        batch = together.act(observe(together, list(range(count)), step, body.num_joints))
        for seed, policy in singles.items():
            alone = policy.act(observe(policy, [seed], step, body.num_joints))
            assert np.array_equal(alone[0], batch[seed])


@pytest.mark.parametrize("name", NAMES)
def test_acting_changes_no_reading(name):
    body, policy = make_humanoid(), make(name)
    observation = observe(policy, [1, 2], 0, body.num_joints)
    before = {k: v.copy() for k, v in observation.terms.items()}
    policy.act(observation)
    for key, value in before.items():
        assert np.array_equal(observation.terms[key], value)


@pytest.mark.parametrize("name", NAMES)
def test_a_fork_continues_bit_by_bit_and_leaves_the_original_alone(name):
    body, policy, undisturbed = make_humanoid(), make(name), make(name)
    for step in range(17):
        observation = observe(policy, [5, 6, 7], step, body.num_joints)
        policy.act(observation)
        undisturbed.act(observation)
    twin = policy.fork(np.array([1, 1, 0]))
    for step in range(17, 40):
        branched = twin.act(observe(policy, [6, 6, 5], step, body.num_joints))
        original = policy.act(observe(policy, [5, 6, 7], step, body.num_joints))
        assert np.array_equal(branched, original[[1, 1, 0]])
        again = undisturbed.act(observe(policy, [5, 6, 7], step, body.num_joints))
        assert np.array_equal(original, again)


@pytest.mark.parametrize("name", NAMES)
def test_a_new_episode_in_a_row_forgets_the_one_before(name):
    body, used, fresh = make_humanoid(), make(name), make(name)
    for step in range(11):
        used.act(observe(used, [8, 9], step, body.num_joints))
    for step in range(11):
        observation = observe(used, [2, 3], step, body.num_joints)
        assert np.array_equal(used.act(observation), fresh.act(observation))
