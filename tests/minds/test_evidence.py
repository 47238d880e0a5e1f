from dataclasses import replace

import numpy as np
import pytest

from andon.errors import InvalidConfig
from andon.minds.deliberation import ScoreConfig, risk
from andon.minds.evidence import FEATURES, TRACE_STEPS, Evidence, EvidenceConfig
from andon.minds.question import HYPOTHESES
from andon.randomness import stream
from andon.spatial import FloatArray
from tests.minds.minds import mind_of, setup_at, with_config

CONFIG = EvidenceConfig(trust=0.2)
CONTACT = 15
"""Step at which the futures begin to differ."""


def traces() -> FloatArray:
    """Give three futures that are the same up to the contact."""
    trace = np.zeros((3, TRACE_STEPS, FEATURES))
    for i, push in enumerate((0.0, 0.2, -0.2)):
        trace[i, CONTACT:, 3:6] = push
    return trace


def after(steps: int, true: int, config: EvidenceConfig = CONFIG, seed: int = 0) -> FloatArray:
    """Give the weights after some steps of a world in which one of them comes true."""
    evidence, draws = Evidence(3, config), stream(seed, "readings")
    evidence.expect(100, traces())
    for k in range(steps):
        noise = draws.uniform(-0.05, 0.05, FEATURES)
        evidence.note(101 + k, traces()[true, k] + noise)
    return evidence.weights()


def test_before_the_contact_all_stay_as_likely_as_they_were():
    assert after(CONTACT, 1) == pytest.approx([1 / 3] * 3)


def test_what_is_told_later_is_compared_with_what_came_before():
    evidence = Evidence(3, CONFIG)
    for k in range(TRACE_STEPS):
        evidence.note(101 + k, traces()[1, k])
    evidence.expect(100, traces())
    assert int(np.argmax(evidence.weights())) == 1


@pytest.mark.parametrize("true", range(3))
def test_contact_says_which_hypothesis_holds(true: int):
    weights = after(TRACE_STEPS, true)
    assert int(np.argmax(weights)) == true
    assert weights[true] > 0.5
    assert weights.sum() == pytest.approx(1.0)
    assert weights.min() >= 0.04  # nothing is excluded


def test_futures_that_ended_before_the_robot_did_were_wrong():
    evidence = Evidence(2, CONFIG)
    trace = np.zeros((2, TRACE_STEPS, FEATURES))
    trace[1, 5:] = np.nan
    evidence.expect(0, trace)
    for k in range(12):
        evidence.note(1 + k, np.zeros(FEATURES))
    assert evidence.weights()[0] > 0.8


def test_what_was_not_followed_says_nothing():
    evidence = Evidence(3, CONFIG)
    evidence.expect(100, traces())
    evidence.forget_trace()
    for k in range(TRACE_STEPS):
        evidence.note(101 + k, traces()[1, k])
    assert evidence.weights() == pytest.approx([1 / 3] * 3)


def test_evidence_fades_and_a_copy_keeps_its_own():
    evidence = Evidence(3, CONFIG)
    evidence.expect(100, traces())
    for k in range(TRACE_STEPS):
        evidence.note(101 + k, traces()[1, k])
    twin, first = evidence.copy(), evidence.weights()
    for _ in range(20):
        evidence.forget_trace()
        evidence.expect(999, traces())
    assert evidence.weights() == pytest.approx([1 / 3] * 3, abs=0.01)
    assert twin.weights() == pytest.approx(first)


def test_likelier_hypotheses_weigh_more_and_unlikely_ones_are_not_the_worst_case():
    costs = np.array([[0.0, 9.0], [1.0, 1.0]])
    score = ScoreConfig()
    assert risk(costs, score) == pytest.approx(risk(costs, score, np.array([0.5, 0.5])))
    assert int(np.argmin(risk(costs, score))) == 1
    assert int(np.argmin(risk(costs, score, np.array([0.96, 0.04])))) == 0


def test_a_robot_on_level_ground_learns_nothing_and_one_that_met_the_hurdle_does():
    hypotheses = (
        replace(HYPOTHESES[0], name="as seen"),
        replace(HYPOTHESES[0], name="much higher", rise_m=0.10),
    )
    setup = with_config(
        setup_at("hurdle", hurdle_m=0.08), evidence=EvidenceConfig(trust=0.2), hypotheses=hypotheses
    )
    rig = setup.build()
    mind, world = mind_of(rig), rig.make_world(1)
    observation = world.reset([5])
    seen: list[tuple[float, FloatArray]] = []
    for _ in range(140):
        action = mind.act(observation)
        seen.append((float(world.state().pos_w[0, 0]), mind.threads[0].evidence.weights()))
        observation = world.step(action).observation
    before = [weights for x, weights in seen if x < 1.2]
    assert all(np.ptp(weights) < 0.2 for weights in before)
    assert max(abs(weights[0] - 0.5) for x, weights in seen if x > 2.0) > 0.02


def test_shares_that_are_none_are_refused():
    with pytest.raises(InvalidConfig, match="trust and fading"):
        EvidenceConfig(trust=1.5)
