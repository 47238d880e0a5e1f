from dataclasses import replace

import numpy as np

from andon.minds.advisors import Advice
from andon.minds.clock import Plan
from andon.minds.deliberation import ScoreConfig
from andon.minds.refinement import Choices, RefineConfig
from andon.minds.surprise import Familiar, SurpriseConfig
from andon.minds.tactics import pick
from andon.minds.terrain import NO_TERRAIN
from andon.minds.thread import Thread

STEP = replace(
    NO_TERRAIN,
    blocks=np.array([[-20.0, 1.0, 0.0, 0.0], [1.0, 20.0, 0.3, 0.3]]),
    near_m=1.0,
    far_m=1.0,
    rise_m=0.3,
)
HIGH = Plan(
    number=0,
    begun_step=10,
    due_step=17,
    register=np.array([np.nan, 0.12, 0.0, 0.0]),
    name="high",
)
ADVICE = Advice(register=HIGH.register, name="high", charge_s=0.1, risks=np.zeros(2))
DT = 0.02


def thread() -> Thread:
    return Thread(Choices(pick(["keep", "high"]), RefineConfig()), ScoreConfig(), 30)


def test_an_obstacle_is_kept_in_mind_until_it_is_well_behind():
    mind = thread()
    mind.see(STEP, 1.5, 0.35)
    assert mind.has_obstacle
    mind.move(1.2)
    mind.see(NO_TERRAIN, 1.5, 0.35)
    assert mind.has_obstacle
    mind.move(0.5)
    mind.see(NO_TERRAIN, 1.5, 0.35)
    assert not mind.has_obstacle


def test_what_is_too_far_away_is_not_thought_about():
    mind = thread()
    mind.see(replace(STEP, near_m=1.8, far_m=1.8), 1.5, 0.35)
    assert not mind.has_obstacle


def test_another_obstacle_is_met_with_an_open_mind():
    mind = thread()
    mind.see(STEP, 1.5, 0.35)
    mind.opinion.current = 1
    mind.move(0.3)
    mind.see(replace(STEP, near_m=0.7, far_m=0.7), 1.5, 0.35)
    assert mind.opinion.current == 1
    mind.move(1.2)
    mind.see(replace(STEP, near_m=1.4, far_m=1.4), 1.5, 0.35)
    assert mind.opinion.current == 0


def test_a_body_waits_between_question_and_answer():
    mind = thread()
    mind.begin(HIGH, ADVICE)
    assert [mind.is_waiting(step) for step in (10, 11, 16, 17)] == [False, True, True, False]
    assert mind.is_busy


def test_switches_are_counted_once():
    mind = thread()
    mind.take_up(HIGH, 17)
    mind.take_up(HIGH, 37)
    mind.let_go(60)
    mind.let_go(61)
    assert mind.switches == [(17, "high"), (60, "keep")]


def test_a_robot_that_is_stuck_backs_up_for_a_while():
    mind = thread()
    for _ in range(20):
        mind.feel(1.6, 1.67, DT)
    assert not mind.backs_up(0.5, 0.1, DT)
    for _ in range(26):
        mind.feel(0.1, 1.67, DT)
    backing = [mind.backs_up(0.5, 0.1, DT) for _ in range(10)]
    assert backing.index(False) == 6


def test_a_robot_that_has_not_started_or_stands_before_a_wall_is_not_stuck():
    for is_barred, speed in ((False, 0.1), (True, 1.6)):
        mind = thread()
        mind.feel(speed, 1.67, DT)
        mind.is_barred = is_barred
        for _ in range(50):
            mind.feel(0.1, 1.67, DT)
        assert not mind.backs_up(0.5, 0.8, DT)


def test_two_scores_must_agree_before_anything_surprises():
    config = SurpriseConfig(geometry_m=0.1, novelty=2.0, physics_m_s=0.3)
    known = Familiar(mean=(0.3, 0.0, 0.0, 0.0, 0.0), spread=(0.1,) * 5)
    new = Familiar(mean=(0.0,) * 5, spread=(0.05,) * 5)
    for familiar, expected in ((known, False), (new, True)):
        mind = thread()
        mind.compare(STEP, config, familiar)
        assert mind.is_surprised is expected


def test_a_copy_has_a_mind_of_its_own():
    mind = thread()
    twin = mind.copy()
    twin.take_up(HIGH, 17)
    twin.opinion.current = 1
    assert (mind.tactic, mind.switches, mind.opinion.current) == ("keep", [], 0)


def test_whoever_stands_before_it_acts_stands_so_long_and_is_not_stuck_by_that():
    mind = thread()
    for _ in range(20):
        mind.feel(1.6, 1.67, DT)
    mind.see(STEP, 1.5, 0.35)
    held: list[bool] = []
    for _ in range(30):
        mind.feel(0.1, 1.67, DT)
        held.append(mind.holds(0.3, DT))
    assert held.index(False) == 14
    assert not mind.backs_up(0.5, 0.8, DT)
