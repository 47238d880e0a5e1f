"""Each safeguard of a mind, and the law that notices when it is broken on purpose."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any, cast

import numpy as np
import pytest

import andon.minds.advisors as advisors_module
import andon.minds.deliberation as deliberation_module
import andon.minds.mind as mind_module
import andon.minds.shared_register as register_module
from andon.episodes.observation import Policy
from andon.episodes.world import World
from andon.minds.advisors import Advice, Advisor, Thinker
from andon.minds.clock import Calibration, Plan, PlanBook, due_step
from andon.minds.deliberation import Deliberation, ScoreConfig, future_costs
from andon.minds.question import FELL, OPEN, PASSED, TRIPPED_LATER, Answer, Question
from andon.minds.shared_register import SharedRegister, layout_of
from andon.minds.tactics import Tactic
from andon.minds.terrain import Terrain, TerrainReader
from andon.minds.trial import Trial, run_trial
from andon.spatial import FloatArray
from tests.minds.minds import mind_of, setup_at, with_config

STEPS = 95
MAPS = ("ahead_scan", "overhead_scan", "height_scan")
"""All that a robot sees of the ground."""


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


class Seer:
    """Reads the ground off the world instead of off a map."""

    def __init__(self, world: World, reader: TerrainReader) -> None:
        self._world, self._reader = world, reader

    def read(self, ground: FloatArray, overhead: FloatArray, *, shift_m: float) -> Terrain:
        """Give the ground with the height of the hurdle as it is."""
        seen = self._reader.read(ground, overhead, shift_m=shift_m)
        blocks, true = seen.blocks.copy(), self._world.draws[0]["hurdle_m"]
        ahead = blocks[:, 0] > 0.3
        raised = ahead & (blocks[:, 2] > float(blocks[0, 2]) + 0.03)
        blocks[raised, 2:] = float(blocks[0, 2]) + true
        return replace(seen, blocks=blocks)


@pytest.mark.parametrize("cheats", [False, True])
def test_the_same_readings_are_the_same_thoughts_whatever_is_really_there(cheats: bool):
    risks: list[list[list[float]]] = []
    maps: list[dict[str, FloatArray]] = []
    for height in (0.09, 0.17):
        rig = setup_at("hurdle", hurdle_m=height).build()
        mind, world = mind_of(rig), rig.make_world(1)
        mind.advisor = spy = Spy(mind.advisor, None)
        if cheats:  # imagining on the true terrain
            mind._reader = cast("Any", Seer(world, mind._reader))
        observation, step = world.reset([5]), 0
        while float(world.state().pos_w[0, 0]) < 1.5:
            if height == 0.09:
                maps.append({name: observation.terms[name].copy() for name in MAPS})
            terms = {**observation.terms, **maps[step]}
            observation = world.step(mind.act(replace(observation, terms=terms))).observation
            step += 1
        risks.append(spy.risks)
    assert risks[0]
    assert (risks[0] == risks[1]) is not cheats


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


@pytest.mark.parametrize("is_broken", [False, True])
def test_no_plan_is_taken_that_nothing_could_stop(is_broken: bool, monkeypatch: pytest.MonkeyPatch):
    if is_broken:  # accepting without a backup
        monkeypatch.setattr(
            deliberation_module,
            "_cannot_stop",
            lambda answer: np.zeros(len(answer.status), bool),
        )
    found = answer([[FELL] * 3, [TRIPPED_LATER] * 3, [PASSED] * 3], 1.1, [0.9, 1.8, 1.8])
    score = ScoreConfig(trip_s=0.0)
    costs = future_costs(found, np.full(3, 1.67), 1.67, score)
    costs[2] += 0.2  # the tactic that can be stopped is a little slower
    chosen = Deliberation(3, score).weigh(found, costs).chosen
    assert (found.status[chosen] != TRIPPED_LATER).all() != is_broken


@pytest.mark.parametrize("is_broken", [False, True])
def test_no_stale_plan_is_followed(is_broken: bool, monkeypatch: pytest.MonkeyPatch):
    if is_broken:
        monkeypatch.setattr(PlanBook, "_fault", lambda book, plan, step: None)
    book = PlanBook(30)
    register = np.array([np.nan, 0.1, 0.0, 0.0])
    followed: list[int] = []
    for number, due in ((1, 10), (0, 12), (2, 14)):
        book.add(Plan(number=number, begun_step=5, due_step=due, register=register, name="high"))
    for step in range(20):
        plan = book.take(step)
        followed += [] if plan is None else [plan.number]
    assert (followed == sorted(followed)) != is_broken


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


class Foresight:
    """An imagination in which going may end in a fall, and waiting ends in nothing at all."""

    calibration = Calibration(start_s=0.1, tick_s=0.0, row_tick_s=0.0)

    def imagine(self, questions: Sequence[Question], policy: Policy) -> list[Answer]:
        """Give two tactics, to go and to wait."""
        return [answer([[FELL, PASSED], [OPEN, OPEN]], 1.2, [1.7, 0.1]) for _ in questions]


class Asked:
    """A question about going and waiting."""

    velocity_command = np.array([1.67, 0.0, 0.0])
    weights = None
    registers = np.array([[1.67, 0.0, 0.0, 0.0], [0.1, 0.0, 0.0, 0.0]])


def fixed_horizon(found: Answer, *_: object) -> FloatArray:
    """Price futures by whether they fell while they were watched: the broken way."""
    return np.where(found.status == FELL, 9.0, 0.0)


@pytest.mark.parametrize("is_broken", [False, True])
def test_waiting_is_no_way_to_pass(is_broken: bool, monkeypatch: pytest.MonkeyPatch):
    if is_broken:
        monkeypatch.setattr(advisors_module, "future_costs", fixed_horizon)
    tactics = (Tactic(name="go"), Tactic(name="wait", speed_m_s=0.1))
    thinker = Thinker(cast("Any", Foresight()), tactics)
    opinion = Deliberation(2, ScoreConfig())
    advice = thinker.advise([cast("Any", Asked())], [opinion], cast("Any", None))[0]
    assert (advice.name == "wait") is is_broken


@pytest.mark.parametrize("fault", ["frozen", "killed", "garbage"])
def test_a_thinker_that_fails_leaves_the_body_as_it_was(fault: str):
    setup = replace(setup_at("hurdle"), setup=replace(setup_at("hurdle").setup, time_limit_s=3.0))
    alone = run_trial(Trial(setup=with_config(setup, trigger="never"), seeds=(5, 6)))
    spoiled = run_trial(Trial(setup=replace(setup, fault=fault), seeds=(5, 6)))
    for a, b in zip(alone, spoiled, strict=True):
        assert (a.success, a.cause, a.metrics) == (b.success, b.cause, b.metrics)
        assert b.missed_ticks == 0


@pytest.mark.parametrize("is_broken", [False, True])
def test_nothing_that_was_not_written_is_read(is_broken: bool, monkeypatch: pytest.MonkeyPatch):
    if is_broken:  # a register without a checksum
        monkeypatch.setattr(register_module, "crc32", lambda data: 0)
    plan = {"register": np.array([np.nan, 0.12, 0.0, 0.0])}
    writer = SharedRegister(layout_of(plan))
    reader = SharedRegister(writer.layout, writer.name)
    writer.write(plan)
    size = writer.layout.num_bytes
    reader.scribble(np.array([0.2]).tobytes(), register_module.HEAD_BYTES + 64 + 16 + size // 4)
    found = reader.read()
    reader.close()
    writer.close()
    assert (found is None) is not is_broken
