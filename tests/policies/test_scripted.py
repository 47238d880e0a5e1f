"""Baselines without balance."""

import numpy as np

from andon.bodies import make_humanoid
from andon.policies.scripted import RandomPolicy, ZeroPolicy
from tests.policies.readings import observe

BODY = make_humanoid()
HOME = np.array([j.home_rad for j in BODY.joints])


def test_zero_holds_the_home_pose():
    targets = ZeroPolicy(BODY).act(observe({"joint_pos": np.ones((3, 20))}, 7))
    assert np.array_equal(targets, np.tile(HOME, (3, 1)))


def test_random_stays_within_its_reach_and_uses_all_of_it():
    policy = RandomPolicy(BODY)
    terms = {"joint_pos": np.ones((8, 20))}
    away = np.array([policy.act(observe(terms, step)) - HOME for step in range(50)])
    assert np.abs(away).max() <= 0.25
    assert np.abs(away).max() > 0.249  # 8000 draws: all below 0.249 has a chance of 1e-14
    assert np.abs(away.mean()) < 0.008  # 0.144 / sqrt(8000) = 0.0016; five of them


def test_random_depends_on_seed_and_step_alone():
    policy = RandomPolicy(BODY)
    terms = {"joint_pos": np.ones((3, 20))}
    first, later = policy.act(observe(terms, 4)), policy.act(observe(terms, 5))
    assert np.array_equal(first, RandomPolicy(BODY).act(observe(terms, 4)))
    assert not np.array_equal(first, later)
    assert not np.array_equal(first[0], first[1])


def test_random_gives_nothing_for_no_rows():
    assert RandomPolicy(BODY).act(observe({"joint_pos": np.ones((0, 20))}, 0)).shape == (0, 20)
