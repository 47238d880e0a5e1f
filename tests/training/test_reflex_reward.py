"""The reward: never negative, less for what is worse, and the same for mirror images."""

from dataclasses import fields, replace

import numpy as np
import pytest

torch = pytest.importorskip("torch")

from andon.training.reflex_reward import Past, RewardModel  # noqa: E402
from andon.training.reflex_task import ReflexTask  # noqa: E402
from andon.training.settings import RewardConfig  # noqa: E402
from andon.training.trainer import first_stage  # noqa: E402
from tests.training.runs import BODY, tiny  # noqa: E402

NUM_JOINTS = BODY.num_joints


@pytest.fixture(scope="module")
def task():
    config = tiny(num_worlds=4, start_walking_share=0.0)
    found = ReflexTask(config, BODY, first_stage(config.curriculum), 1)
    found.look()
    found.act(np.zeros((4, NUM_JOINTS)))
    found.look()
    return found


def past(action: float = 0.0, before: float = 0.0, drift: float = 0.0) -> Past:
    return Past(
        action=np.full((4, NUM_JOINTS), action),
        before=np.full((4, NUM_JOINTS), before),
        drift=np.full((4, 2), drift),
    )


def score(task, *, model=None, step=None, action=0.0, memory=None, force=0.0):
    rewards, _ = (model or task.rewards).score(
        task.world,
        step or task.step_wanted,
        np.full((4, NUM_JOINTS), action),
        memory or past(),
        np.full((4, NUM_JOINTS), force),
    )
    return rewards


def test_a_standing_robot_that_should_stand_earns_most_of_what_there_is(task):
    c = RewardConfig()
    most = c.velocity + c.drift + c.yaw + c.alive + c.clock + c.swing + c.place + c.height + c.pose
    rewards = score(task)
    assert np.all(rewards > 0.8 * c.scale * most)
    assert np.all(rewards <= c.scale * most)


def test_what_is_worse_earns_less(task):
    step, good = task.step_wanted, score(task)
    for worse in (
        score(task, step=replace(step, vel=step.vel + np.array([0.5, 0.0, 0.0]))),
        score(task, step=replace(step, vel=step.vel + np.array([0.0, 0.5, 0.0]))),
        score(task, step=replace(step, vel=step.vel + np.array([0.0, 0.0, 0.5]))),
        score(task, step=replace(step, is_stance=~step.is_stance)),
        score(task, step=replace(step, ankles_b=step.ankles_b + np.array([0.0, 0.0, 0.1]))),
        score(task, step=replace(step, targets=step.targets + 0.5)),
        score(task, action=0.5, memory=past(-0.5, 0.5)),
        score(task, memory=past(drift=0.2)),
        score(task, force=100.0),
    ):
        assert np.all(worse < good)


def test_the_place_of_a_swinging_foot_counts_where_it_was_planned_and_only_there(task):
    step = task.step_wanted
    swings = replace(step, is_stance=np.tile([True, False], (4, 1)))
    away = replace(swings, ankles_b=swings.ankles_b + np.array([0.15, 0.0, 0.0]))
    planned = np.full((4, 2), 0.05)
    assert score(task, step=away) == pytest.approx(score(task, step=swings))
    near, far = (score(task, step=replace(s, shift=planned)) for s in (swings, away))
    assert np.all(far < near)
    both = replace(away, is_stance=np.ones((4, 2), bool), shift=planned)
    level = replace(both, ankles_b=step.ankles_b)
    assert score(task, step=both) == pytest.approx(score(task, step=level))  # feet that stand stay


def test_a_mean_speed_that_is_off_by_as_much_costs_a_runner_less_than_a_walker(task):
    def loss(speed: float) -> float:
        step = replace(task.step_wanted, vel=task.step_wanted.vel * 0 + (speed, 0.0, 0.0))
        on, off = (score(task, step=step, memory=past(drift=gap)) for gap in (0.0, 0.15))
        return float((on - off).sum())

    assert loss(3.0) < 0.8 * loss(1.7)
    assert loss(1.0) == pytest.approx(loss(1.7))


def test_no_reward_is_below_nought(task):
    names = [f.name for f in fields(RewardConfig) if getattr(RewardConfig(), f.name) < 0]
    harsh = replace(RewardConfig(), **dict.fromkeys(names, -1e3))
    model = RewardModel(harsh, BODY, task.gait.legs)
    rewards = score(task, model=model, action=3.0, force=200.0)
    assert np.all(rewards == 0.0)
