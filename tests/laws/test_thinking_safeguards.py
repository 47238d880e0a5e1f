"""Each safeguard of a mind, and the law that notices when it is broken on purpose."""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pytest

import andon.minds.mind as mind_module
from andon.episodes.observation import Policy
from andon.episodes.world import World
from andon.minds.advisors import Advice, Advisor
from andon.minds.clock import Plan, PlanBook, due_step
from andon.minds.deliberation import (
    Deliberation,
    Judgement,
    ScoreConfig,
    future_costs,
    risk,
)
from andon.minds.question import FELL, OPEN, PASSED, TRIPPED_LATER, Answer, Question
from andon.minds.trial import Trial, run_trial
from andon.spatial import FloatArray
from tests.minds.minds import mind_of, setup_at, with_config

STEPS = 95


def risks_before_contact(stiffness: float, *, cheats: bool) -> list[list[float]]:
    """Give the risks of all thinks before the board is touched, with a hidden stiffness."""
    rig = setup_at("plank", board_stiffness_nm=stiffness).build()
    mind, world = mind_of(rig), rig.make_world(1)
    spy = Spy(mind.advisor, world if cheats else None)
    mind.advisor = spy
    observation = world.reset([5])
    while float(world.state().pos_w[0, 0]) < 1.7:
        observation = world.step(mind.act(observation)).observation
    return spy.risks


class Spy:
    """An advisor that is listened to; given a world, it imagines with what is hidden there."""

    name = "spy"

    def __init__(self, advisor: Advisor, world: World | None) -> None:
        self._advisor, self._world = advisor, world
        self.risks: list[list[float]] = []

    def content_hash(self) -> str:
        """Give the hash of the advisor that is listened to."""
        return self._advisor.content_hash()

    def advise(
        self, questions: Sequence[Question], opinions: Sequence[Deliberation], policy: Policy
    ) -> list[Advice]:
        """Listen, and cheat where there is a world to look at."""
        if self._world is not None:
            true = self._world.draws[0]["board_stiffness_nm"]
            questions = [
                replace(q, hypotheses=tuple(replace(h, board_nm=true) for h in q.hypotheses))
                for q in questions
            ]
        found = self._advisor.advise(questions, opinions, policy)
        ways = [q.terrain.near_m for q in questions]
        hidden = [q.hypotheses[0].board_nm or 0.0 for q in questions]
        self.risks += [
            [*a.risks.tolist(), near, nm] for a, near, nm in zip(found, ways, hidden, strict=True)
        ]
        return found


def test_what_nobody_can_see_changes_no_thought_before_it_is_touched():
    soft, stiff = (risks_before_contact(nm, cheats=False) for nm in (60.0, 400.0))
    assert soft
    assert soft == stiff


def test_imagining_with_what_is_hidden_is_noticed():
    soft, stiff = (risks_before_contact(nm, cheats=True) for nm in (60.0, 400.0))
    assert soft != stiff


@pytest.mark.parametrize("sees_through", [False, True])
def test_nothing_is_thought_about_before_it_is_revealed(sees_through: bool):
    rig = setup_at("hurdle", reveal_m=0.5).build()
    mind, world = mind_of(rig), rig.make_world(1)
    observation = world.reset([5])
    if sees_through:
        world.rows.reveal[:] = np.inf
    while float(world.state().pos_w[0, 0]) < 1.95:
        observation = world.step(mind.act(observation)).observation
    thoughts = mind.threads[0].thoughts
    assert thoughts
    map_error_m = 0.1  # misplaced map, its age, and its samples
    is_lawful = all(t.near_m <= 0.5 + map_error_m for t in thoughts)
    assert is_lawful is not sees_through


def answer(status: Sequence[Sequence[int]], time_s: float, way_m: Sequence[float]) -> Answer:
    """Give futures that ended so."""
    ends = np.array(status, np.int8)
    return Answer(
        status=ends,
        time_s=np.full(ends.shape, time_s),
        way_m=np.repeat(np.array(way_m)[:, None], ends.shape[1], axis=1),
        goal_m=1.7,
        ticks=50,
        row_ticks=300,
        is_cut=False,
    )


class Reckless(Deliberation):
    """Takes what looks best, whether or not it could be stopped."""

    def weigh(self, answer: Answer, costs: FloatArray) -> Judgement:
        """Choose without asking for a backup."""
        risks = risk(costs, ScoreConfig())
        return Judgement(chosen=int(np.argmin(risks)), risks=risks, is_refused=False)


@pytest.mark.parametrize(("kind", "is_lawful"), [(Deliberation, True), (Reckless, False)])
def test_no_plan_is_taken_that_nothing_could_stop(kind: type[Deliberation], is_lawful: bool):
    found = answer([[FELL] * 3, [TRIPPED_LATER] * 3, [PASSED] * 3], 1.1, [0.9, 1.8, 1.8])
    score = ScoreConfig(trip_s=0.0)
    costs = future_costs(found, np.full(3, 1.67), 1.67, score)
    costs[2] += 0.2  # the tactic that can be stopped is a little slower
    chosen = kind(3, score).weigh(found, costs).chosen
    assert (found.status[chosen] != TRIPPED_LATER).all() == is_lawful


class Forgetful(PlanBook):
    """Follows whatever plan comes in."""

    def _fault(self, plan: Plan, step: int) -> str | None:
        return None


@pytest.mark.parametrize(("kind", "is_lawful"), [(PlanBook, True), (Forgetful, False)])
def test_no_stale_plan_is_followed(kind: type[PlanBook], is_lawful: bool):
    book = kind(30)
    register = np.array([np.nan, 0.1, 0.0, 0.0])
    followed: list[int] = []
    for number, due in ((1, 10), (0, 12), (2, 14)):
        book.add(Plan(number=number, begun_step=5, due_step=due, register=register, name="high"))
    for step in range(20):
        plan = book.take(step)
        followed += [] if plan is None else [plan.number]
    assert (followed == sorted(followed)) == is_lawful


@pytest.mark.parametrize("is_free", [False, True])
def test_no_thought_takes_effect_before_it_is_thought(
    is_free: bool, monkeypatch: pytest.MonkeyPatch
):
    if is_free:
        monkeypatch.setattr(mind_module, "due_step", lambda begun, charge, dt: begun)
    setup = with_config(setup_at("hurdle"), commit_s=0.0, charged_s=0.1)
    if is_free:
        monkeypatch.setattr(mind_module, "ceil", lambda value: 0)
    rig = setup.build()
    mind, world = mind_of(rig), rig.make_world(1)
    observation = world.reset([5])
    for _ in range(STEPS):
        observation = world.step(mind.act(observation)).observation
    thoughts = mind.threads[0].thoughts
    assert thoughts
    is_lawful = all(t.due_step >= due_step(t.begun_step, 0.1, 0.02) for t in thoughts)
    assert is_lawful is not is_free


def fixed_horizon(found: Answer) -> FloatArray:
    """Price futures by whether they fell while they were watched: the broken way."""
    return np.where(found.status == FELL, 9.0, 0.0)


@pytest.mark.parametrize("is_broken", [False, True])
def test_waiting_is_no_way_to_pass(is_broken: bool):
    found = answer([[FELL, PASSED], [OPEN, OPEN]], 1.2, [1.7, 0.1])  # go, or wait
    speeds = np.array([1.67, 0.1])
    costs = fixed_horizon(found) if is_broken else future_costs(found, speeds, 1.67, ScoreConfig())
    waits = int(np.argmin(risk(costs, ScoreConfig()))) == 1
    assert waits is is_broken


@pytest.mark.parametrize("fault", ["frozen", "killed", "garbage"])
def test_a_thinker_that_fails_leaves_the_body_as_it_was(fault: str):
    setup = replace(setup_at("hurdle"), setup=replace(setup_at("hurdle").setup, time_limit_s=3.0))
    alone = run_trial(Trial(setup=with_config(setup, trigger="never"), seeds=(5, 6)))
    spoiled = run_trial(Trial(setup=replace(setup, fault=fault), seeds=(5, 6)))
    for a, b in zip(alone, spoiled, strict=True):
        assert (a.success, a.cause, a.metrics) == (b.success, b.cause, b.metrics)
        assert b.missed_ticks == 0
