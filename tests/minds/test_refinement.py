import numpy as np
import pytest

from andon.errors import InvalidConfig
from andon.minds.deliberation import Deliberation, ScoreConfig
from andon.minds.question import OPEN, PASSED, Answer
from andon.minds.refinement import Choices, RefineConfig, variants_of
from andon.minds.tactics import TACTICS, registers_of
from andon.spatial import FloatArray

CONFIG = RefineConfig(num_variants=3)
NAMES = [tactic.name for tactic in TACTICS]
HIGH = NAMES.index("high")


def think(opinion: Deliberation, costs: FloatArray) -> int:
    """Weigh futures of such costs and give the choice."""
    shape = (len(costs), 1)
    found = Answer(
        status=np.full(shape, PASSED if OPEN == 0 else OPEN, np.int8),
        time_s=np.ones(shape),
        way_m=np.ones(shape),
        goal_m=1.0,
        ticks=1,
        row_ticks=1,
        is_cut=False,
    )
    return opinion.weigh(found, costs[:, None]).chosen


def after_one_think() -> tuple[Choices, Deliberation]:
    choices, opinion = Choices(TACTICS, CONFIG), Deliberation(len(TACTICS), ScoreConfig())
    costs = np.full(len(TACTICS), 9.0)
    costs[HIGH] = 0.2
    assert think(opinion, costs) == HIGH
    return choices, opinion


def test_variants_take_the_places_of_what_was_ruled_out():
    choices, opinion = after_one_think()
    before = choices.registers.copy()
    choices.refine(opinion, 1.67)
    changed = [i for i in range(len(TACTICS)) if not _same(before[i], choices.registers[i])]
    assert len(changed) == 3
    assert not {0, HIGH} & set(changed)
    assert choices.registers.shape == before.shape
    assert [choices.names[i] for i in changed] == ["high'"] * 3


def _same(a: FloatArray, b: FloatArray) -> bool:
    return bool(np.array_equal(a, b, equal_nan=True))


def test_a_variant_counts_as_what_it_is_a_variant_of_until_it_was_imagined():
    choices, opinion = after_one_think()
    choices.refine(opinion, 1.67)
    risks = opinion.risks()
    assert risks is not None
    place = choices.names.index("high'")
    assert risks[place] == risks[HIGH]
    better = np.full(len(TACTICS), 1.0)
    better[place] = 0.0
    assert think(opinion, better) == place


def test_what_is_not_ruled_out_keeps_its_place():
    choices, opinion = Choices(TACTICS, CONFIG), Deliberation(len(TACTICS), ScoreConfig())
    think(opinion, np.linspace(0.0, 2.0, len(TACTICS)))
    choices.refine(opinion, 1.67)
    assert choices.names == NAMES


def test_another_obstacle_is_met_with_the_tactics_as_they_are():
    choices, opinion = after_one_think()
    choices.refine(opinion, 1.67)
    twin = choices.copy()
    choices.reset()
    assert choices.names == NAMES
    assert _same(choices.registers, registers_of(TACTICS))
    assert twin.names != NAMES


def test_nothing_is_refined_before_a_thought_or_unasked():
    choices = Choices(TACTICS, CONFIG)
    choices.refine(Deliberation(len(TACTICS), ScoreConfig()), 1.67)
    assert choices.names == NAMES
    plain, (_, opinion) = Choices(TACTICS, RefineConfig()), after_one_think()
    plain.refine(opinion, 1.67)
    assert plain.names == NAMES


def test_variants_lie_next_to_the_register_and_within_what_a_body_may_be_asked():
    found = variants_of(np.array([np.nan, 0.18, 0.0, 0.0]), 1.67, CONFIG)
    clearances = sorted({round(float(v[1]), 3) for v in found})
    assert clearances == [0.15, 0.18]  # 0.21 would be too much
    assert sorted(float(v[0]) for v in found if not np.isnan(v[0])) == pytest.approx([1.42, 1.92])
    assert variants_of(np.array([np.nan, 0.0, 0.0, 0.0]), 1.67, CONFIG) == []


def test_steps_that_lead_nowhere_are_refused():
    with pytest.raises(InvalidConfig, match="must be >= 0 and all steps"):
        RefineConfig(lift_m=0.0)
