import numpy as np
import pytest

from andon.episodes.world import World
from andon.errors import InvalidConfig
from andon.minds.clock import Calibration
from andon.minds.imagination import Imagination
from andon.minds.imagined_world import ImaginationConfig, ImaginedWorld
from andon.minds.question import FELL, PASSED, Hypothesis, Question
from andon.minds.tactics import KEEP, TACTICS, registers_of
from tests.minds.walkers import FRICTION, Walker, true_terrain

FREE = Calibration(start_s=0.0, tick_s=0.001, row_tick_s=0.0)
TRUTH = (Hypothesis(name="truth", friction=FRICTION),)
EXACT = ImaginationConfig(physics_timestep_s=0.005, anchor_m=0.01, scan_delay_steps=0)


def make_imagination(walker: Walker, config: ImaginationConfig = EXACT) -> Imagination:
    world = ImaginedWorld(walker.rig.body, walker.rig.policy.drive, walker.scan, config)
    return Imagination(world, FREE)


def ask(walker: Walker, row: int = 0, **changes: object) -> Question:
    values = {
        "row": row,
        "own": walker.own.of(row),
        "terrain": true_terrain(walker.world, row),
        "velocity_command": walker.observation.terms["velocity_command"][row],
        "gait_command": walker.observation.terms["gait_command"][row],
        "height_scan": walker.observation.terms["height_scan"][row],
        "step": int(walker.observation.steps[row]),
        "current": KEEP.register(),
        "registers": registers_of([KEEP]),
        "commit_steps": 0,
        "horizon_steps": 100,
        "hypotheses": TRUTH,
    }
    return Question(**{**values, **changes})


def test_imagination_is_reality_where_the_estimate_is_the_truth_and_nothing_is_noisy():
    walker = Walker(seeds=[3])
    walker.walk(130)
    imagination = make_imagination(walker)
    question = ask(walker, horizon_steps=50)
    start = walker.world.state().pos_w[0].copy()
    answer = imagination.imagine([question], walker.rig.policy)[0]
    imagined = imagination.world.state(np.array([0]))
    walker.walk(answer.ticks)
    real = walker.world.state()
    assert answer.ticks >= 45
    assert imagined.joint_pos[0] == pytest.approx(real.joint_pos[0], abs=2e-3)
    assert imagined.pos_w[0, 0] == pytest.approx(real.pos_w[0, 0] - start[0], abs=3e-3)
    assert answer.status[0, 0] in {0, PASSED}


def test_imagining_changes_neither_robot_nor_policy():
    quiet, thinking = Walker(seeds=[3]), Walker(seeds=[3])
    for walker in (quiet, thinking):
        walker.walk(60)
    imagination = make_imagination(thinking)
    imagination.imagine([ask(thinking)], thinking.rig.policy)
    for walker in (quiet, thinking):
        walker.walk(30)
    assert np.array_equal(quiet.world.qpos, thinking.world.qpos)


def test_an_answer_does_not_depend_on_what_else_is_asked():
    walker = Walker(seeds=[3, 4, 5])
    walker.walk(110)
    imagination = make_imagination(walker, ImaginationConfig())
    registers = registers_of(TACTICS[:3])
    questions = [ask(walker, row, registers=registers) for row in range(3)]
    together = imagination.imagine(questions, walker.rig.policy)
    for question, answer in zip(reversed(questions), reversed(together), strict=True):
        alone = imagination.imagine([question], walker.rig.policy)[0]
        assert np.array_equal(alone.status, answer.status)
        assert np.array_equal(alone.way_m, answer.way_m)
        assert (alone.ticks, alone.row_ticks) == (answer.ticks, answer.row_ticks)


def test_many_questions_go_through_a_small_batch():
    walker = Walker(seeds=[3, 4, 5])
    walker.walk(110)
    questions = [ask(walker, row) for row in range(3)]
    small = make_imagination(walker, ImaginationConfig(max_rows=2))
    large = make_imagination(walker, ImaginationConfig())
    for a, b in zip(
        small.imagine(questions, walker.rig.policy),
        large.imagine(questions, walker.rig.policy),
        strict=True,
    ):
        assert np.array_equal(a.way_m, b.way_m)
    with pytest.raises(InvalidConfig, match="max_rows"):
        small.imagine([ask(walker, registers=registers_of(TACTICS))], walker.rig.policy)


def test_a_wall_in_the_way_is_seen_to_end_in_a_fall_or_nowhere():
    walker = Walker(seeds=[3], riser_m=0.6)
    walker.walk(120)
    answer = make_imagination(walker).imagine([ask(walker)], walker.rig.policy)[0]
    assert answer.status[0, 0] in {0, FELL}


def test_an_answer_is_given_as_it_stands_when_the_budget_is_spent():
    walker = Walker(seeds=[3])
    walker.walk(60)
    answer = make_imagination(walker).imagine([ask(walker, budget_s=0.02)], walker.rig.policy)[0]
    assert answer.is_cut
    assert answer.ticks == 20


def test_a_delay_that_cannot_be_imagined_is_refused():
    walker = Walker(seeds=[3])
    with pytest.raises(InvalidConfig, match="multiple of the imagined physics step"):
        make_imagination(walker, ImaginationConfig(delay_ms=15.0))


def test_nothing_of_the_world_can_be_given_to_an_imagination():
    kinds = {str(f) for f in Question.__dataclass_fields__.values()}
    assert not any(World.__name__ in kind or "Scenario" in kind or "Draw" in kind for kind in kinds)
    assert not {"seed", "seeds", "draw", "world", "layout"} & set(Question.__dataclass_fields__)
