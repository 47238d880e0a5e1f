"""What a verdict writes down about the episodes that it saw."""

from dataclasses import replace
from math import sqrt

import numpy as np
import pytest
from scipy import stats

from andon.artifacts import to_json
from andon.scenarios import scenarios
from andon.verdicts.decision import decide
from andon.verdicts.gate import EventRateKpi
from andon.verdicts.verdict import EXIT_CODES, Subject, make_verdict, plan_gate, to_trial
from tests.cli.commands import make_gate
from tests.episodes.recorded import make_episode

SCENARIO = scenarios.make("street_take_push")
SUBJECT = Subject(
    scenario="street_take_push",
    scenario_hash="0" * 16,
    body="humanoid",
    body_hash="1" * 16,
    policy="stand",
    policy_hash="2" * 16,
)


def judge(flags, gate=None, **changes):
    """Give the verdict on made-up episodes that succeed as told."""
    gate = gate or make_gate()
    episodes = [
        make_episode(
            gate.first_seed + i,
            success=flag,
            draw=SCENARIO.draw(gate.first_seed + i),
            place="flat" if i % 2 else "kerb_1_up",
            **changes,
        )
        for i, flag in enumerate(flags)
    ]
    decision = decide(gate, [to_trial(e) for e in episodes])
    return make_verdict(gate, make_gate(), SUBJECT, SCENARIO, decision, episodes)


@pytest.mark.parametrize(
    ("flags", "lamp", "code"),
    [([1] * 12, "GREEN", 0), ([0, 0], "RED", 1), ([1, 0, 1, 1], "AMBER", 3)],
)
def test_the_lamp_has_its_exit_code(flags, lamp, code):
    verdict = judge(flags)
    assert (verdict.lamp, verdict.exit_code) == (lamp, code)
    assert EXIT_CODES[lamp] == code


def test_rollouts_after_the_decision_are_left_out():
    verdict = judge([1] * 6 + [0] * 6)
    assert verdict.num_rollouts == len(verdict.episodes) == 6
    assert verdict.to_json()["seeds"]["last"] == make_gate().first_seed + 5


def test_an_extension_is_written_down_and_the_declared_gate_kept():
    verdict = judge([1, 0] * 9, replace(make_gate(), max_rollouts=18))
    plain = verdict.to_json()
    assert (plain["extended_by"], plain["max_rollouts"]) == (6, 18)
    assert plain["gate"] == to_json(make_gate())


def test_failures_are_counted_by_cause_and_place():
    plain = judge([1, 0, 1, 1, 0, 1, 1, 0]).to_json()
    assert plain["outcomes"] == [
        {"cause": "time_limit", "count": 5, "success": True},
        {"cause": "fell_left", "count": 3, "success": False},
    ]
    # failures are the episodes 1, 4 and 7; even ones end at the kerb
    assert plain["places"] == [{"place": "flat", "count": 2}, {"place": "kerb_1_up", "count": 1}]


def test_means_have_student_intervals_and_leave_out_what_is_not_finite():
    values = [0.1, 0.2, 0.4, 0.3]
    gate = make_gate()
    episodes = [
        make_episode(gate.first_seed + i, metrics={"max_tilt_rad": v, "speed_error": np.nan})
        for i, v in enumerate(values)
    ]
    episodes = [replace(e, draw=SCENARIO.draw(e.seed)) for e in episodes]
    decision = decide(gate, [to_trial(e) for e in episodes])
    plain = make_verdict(gate, gate, SUBJECT, SCENARIO, decision, episodes).to_json()
    (row,) = plain["metrics"]
    assert (row["name"], row["unit"], row["n"]) == ("max_tilt_rad", "rad", 4)
    reach = stats.t.ppf(0.975, 3) * np.std(values, ddof=1) / sqrt(4)
    assert row["mean"] == pytest.approx(0.25)
    assert (row["low"], row["high"]) == (
        pytest.approx(0.25 - reach),
        pytest.approx(0.25 + reach),
    )


def test_before_the_first_look_there_is_a_verdict_without_evidence():
    verdict = judge([1])
    assert (verdict.lamp, verdict.num_rollouts, verdict.episodes) == ("AMBER", 0, ())
    plain = verdict.to_json()
    assert plain["outcomes"] == plain["places"] == plain["metrics"] == []


def test_a_trial_counts_every_event_that_there_is():
    trial = to_trial(make_episode(success=False))
    assert trial.events["fall"] == 1
    assert trial.events["push"] == 0
    assert trial.survived is False


def test_a_plan_has_points_for_every_kpi():
    falls = EventRateKpi(name="falls", event="fall", rate0_per_h=300.0, rate1_per_h=30.0)
    gate = replace(make_gate(), kpis=(*make_gate().kpis, falls), max_rollouts=60)
    plan = plan_gate(gate, SCENARIO)
    assert list(plan) == ["up", "falls"]
    assert [p.truth for p in plan["up"]] == ["bad", "p0", "mid", "p1", "better"]
    by_truth = {p.truth: p for p in plan["up"]}
    # A green light for an unfit policy is at most alpha; a red one for a fit policy at most beta.
    assert by_truth["p0"].p_green <= gate.alpha
    assert by_truth["p1"].p_red <= gate.beta
