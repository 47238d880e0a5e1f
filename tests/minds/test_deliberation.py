from dataclasses import replace

import numpy as np
import pytest

from andon.errors import InvalidConfig
from andon.minds.deliberation import Deliberation, ScoreConfig, future_costs, risk, speeds_of
from andon.minds.question import FELL, OPEN, PASSED, TRIPPED_LATER, Answer
from andon.minds.tactics import TACTICS, registers_of

CONFIG = ScoreConfig()


def answer(status: list[list[int]], time_s: float = 1.0, way_m: float = 1.7) -> Answer:
    shape = np.array(status, np.int8)
    return Answer(
        status=shape,
        time_s=np.full(shape.shape, time_s),
        way_m=np.full(shape.shape, way_m),
        goal_m=1.7,
        ticks=50,
        row_ticks=50 * shape.size,
        is_cut=False,
    )


def costs(found: Answer, nominal: float = 1.67) -> np.ndarray:
    speeds = np.full(len(found.status), nominal)
    return future_costs(found, speeds, nominal, CONFIG)


def test_falls_cost_most_and_being_early_is_worth_nothing():
    found = answer([[PASSED], [FELL], [TRIPPED_LATER]], time_s=0.5)
    assert costs(found)[:, 0].tolist() == [0.0, CONFIG.fall_s, CONFIG.trip_s]


def test_a_future_that_has_not_arrived_pays_for_the_way_that_is_left():
    near, far = answer([[OPEN]], 1.0, 1.5), answer([[OPEN]], 1.0, 0.2)
    assert costs(near)[0, 0] < costs(far)[0, 0]
    assert costs(far)[0, 0] > CONFIG.unreached_s


def test_what_the_budget_did_not_show_is_no_safer_than_what_it_did():
    found = replace(answer([[FELL], [PASSED], [OPEN]], 1.0, 0.5), is_cut=True)
    priced = costs(found)[:, 0]
    assert priced[2] > CONFIG.fall_s / 2
    assert priced[1] < priced[2] < priced[0]
    nothing_ended = replace(answer([[OPEN], [OPEN]], 1.0, 0.5), is_cut=True)
    assert costs(nothing_ended).max() < CONFIG.unreached_s


def test_risk_is_half_the_mean_and_half_the_worst():
    assert risk(np.array([[0.0, 0.0, 9.0]]), CONFIG).tolist() == [6.0]


def test_another_tactic_has_to_be_clearly_better():
    mind = Deliberation(2, CONFIG)
    same = answer([[PASSED], [PASSED]])
    assert mind.weigh(same, np.array([[0.2], [0.0]])).chosen == 0
    assert mind.weigh(same, np.array([[9.0], [0.0]])).chosen == 1
    assert mind.weigh(same, np.array([[9.0], [0.0]])).chosen == 1


def test_evidence_of_earlier_thinks_counts_and_fades():
    mind = Deliberation(2, CONFIG)
    found = answer([[PASSED], [PASSED]])
    for _ in range(3):
        mind.weigh(found, np.array([[0.0], [9.0]]))
    once = mind.weigh(found, np.array([[9.0], [0.0]]))
    assert once.chosen == 0
    for _ in range(6):
        last = mind.weigh(found, np.array([[9.0], [0.0]]))
    assert last.chosen == 1
    mind.forget()
    assert mind.current == 0


def test_a_plan_that_nothing_could_stop_is_refused_where_another_can_be():
    mind = Deliberation(3, CONFIG)
    found = answer([[FELL] * 3, [TRIPPED_LATER] * 3, [PASSED] * 3])
    judged = mind.weigh(found, np.array([[9.0] * 3, [0.0] * 3, [1.0] * 3]))
    assert judged.chosen == 2
    assert judged.is_refused


def test_copies_hold_opinions_of_their_own():
    mind = Deliberation(2, CONFIG)
    twin = mind.copy()
    twin.weigh(answer([[PASSED], [PASSED]]), np.array([[9.0], [0.0]]))
    assert (mind.current, twin.current) == (0, 1)


def test_the_speed_of_a_tactic_is_that_of_the_command_unless_it_says():
    assert speeds_of(registers_of(TACTICS[:2]), 1.67).tolist() == [1.67, 2.0]


def test_weights_that_are_none_are_refused():
    with pytest.raises(InvalidConfig, match="mean_share"):
        ScoreConfig(mean_share=1.5)
