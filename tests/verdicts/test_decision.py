"""The lamp: when it is lit, by whom, and that batches do not matter."""

import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from andon.errors import InvalidConfig, UnknownName
from andon.verdicts.decision import RunningDecision, Trial, decide, lamp_of
from andon.verdicts.gate import SuccessRateKpi
from tests.verdicts.gates import (
    BAD,
    FALLS,
    GOOD,
    SPEED,
    SURVIVAL,
    make_gate,
    make_trial,
    make_trials,
)


def test_straight_successes_turn_green_at_the_first_look_that_suffices():
    # ln 20 / ln(.95/.8) = 17.4 successes; looks at 10, 20, ...
    decision = decide(make_gate(), [GOOD] * 200)
    assert (decision.lamp, decision.is_final, decision.num_rollouts) == ("GREEN", True, 20)
    (course,) = decision.courses
    assert (course.status, course.decided_at, course.looks) == ("pass", 20, (10, 20))
    assert course.log_e_pass == pytest.approx([n * math.log(0.95 / 0.8) for n in (10, 20)])
    assert course.log_e_fail == pytest.approx([-e for e in course.log_e_pass])
    assert decision.reason == "The KPI passed, the last after 20 rollouts."


def test_straight_failures_turn_red_at_the_first_look():
    decision = decide(make_gate(), [BAD] * 200)
    assert (decision.lamp, decision.is_final, decision.num_rollouts) == ("RED", True, 10)
    assert decision.reason == "survival failed after 10 rollouts."


def test_evidence_between_two_looks_does_not_count():
    # 18 successes would suffice, but the look is at 20 and two failures come before it
    decision = decide(make_gate(), [GOOD] * 18 + [BAD] * 2)
    assert decision.lamp == "AMBER"
    assert not decision.is_final
    assert decide(make_gate(look_every=1), [GOOD] * 18 + [BAD] * 2).num_rollouts == 18


def test_what_is_open_at_the_end_is_amber_and_final():
    # one failure in eight stays between the bars
    trials = make_trials(([True] * 7 + [False]) * 5)
    decision = decide(make_gate(max_rollouts=40), trials)
    assert (decision.lamp, decision.is_final, decision.num_rollouts) == ("AMBER", True, 40)
    assert decision.reason == "After all 40 rollouts still open: survival."


def test_without_rollouts_everything_is_open():
    decision = decide(make_gate(SURVIVAL, FALLS, SPEED), [])
    assert (decision.lamp, decision.is_final, decision.num_rollouts) == ("AMBER", False, 0)
    assert [course.status for course in decision.courses] == ["open"] * 3
    assert decision.reason == "After 0 of 200 rollouts still open: survival, falls, speed_error."


def test_green_waits_for_the_slowest_kpi_and_what_has_passed_stays_passed():
    # survival passes at 20; falls need 399.4 s, 40 rollouts of 10 s
    decision = decide(make_gate(SURVIVAL, FALLS), [GOOD] * 200)
    assert decision.lamp == "GREEN"
    assert [course.decided_at for course in decision.courses] == [20, 40]
    # failures after survival has passed, but without a fall, no longer fail it
    late = [GOOD] * 20 + [make_trial(False)] * 20
    decision = decide(make_gate(SURVIVAL, FALLS), late)
    assert decision.lamp == "GREEN"
    assert decision.courses[0].log_e_fail[-1] > make_gate(SURVIVAL, FALLS).log_fail_threshold
    assert decision.reason == "All 2 KPIs passed, the last after 40 rollouts."


def test_one_failed_kpi_turns_red_while_another_has_passed():
    falling = [make_trial(True, falls=1)] * 20
    decision = decide(make_gate(SURVIVAL, FALLS), falling)
    assert (decision.lamp, decision.num_rollouts) == ("RED", 10)
    assert [course.status for course in decision.courses] == ["open", "fail"]


def test_the_error_of_red_is_shared_among_the_kpis_and_that_of_green_is_not():
    one, three = make_gate(), make_gate(SURVIVAL, FALLS, SPEED)
    assert one.log_pass_threshold == three.log_pass_threshold == pytest.approx(math.log(20))
    assert one.log_fail_threshold == pytest.approx(math.log(10))
    assert three.log_fail_threshold == pytest.approx(math.log(30))


def test_no_lamp_is_rounded():
    assert lamp_of(["pass", "pass"]) == "GREEN"
    assert lamp_of(["pass", "open"]) == "AMBER"
    assert lamp_of(["pass", "fail"]) == "RED"
    assert lamp_of(["open", "fail"]) == "RED"


def test_a_mean_is_decided_by_its_values():
    good = [make_trial(True, speed_error=0.1)] * 200
    bad = [make_trial(True, speed_error=0.6)] * 200
    assert decide(make_gate(SPEED), good).lamp == "GREEN"
    assert decide(make_gate(SPEED), bad).lamp == "RED"


rollouts = st.lists(
    st.builds(
        make_trial,
        st.sampled_from([True, True, True, True, False]),
        falls=st.sampled_from([0, 0, 0, 0, 0, 0, 1]),
        speed_error=st.floats(0.0, 1.0),
        duration_s=st.floats(0.1, 20.0),
    ),
    max_size=60,
)


@settings(max_examples=60, deadline=None)
@given(rollouts, st.lists(st.integers(1, 17), max_size=30), st.integers(1, 15))
def test_batches_of_any_size_give_the_one_shot_decision(trials, sizes, look_every):
    gate = make_gate(SURVIVAL, FALLS, SPEED, max_rollouts=60, look_every=look_every)
    running = RunningDecision(gate)
    start = 0
    for size in [*sizes, 60]:
        running.extend(trials[start : start + size])
        start += size
    assert running.decision == decide(gate, trials)


@settings(max_examples=60, deadline=None)
@given(st.lists(st.booleans(), max_size=60), st.integers(0, 60))
def test_a_final_decision_does_not_depend_on_what_comes_later(flags, cut):
    gate = make_gate(max_rollouts=60, look_every=5)
    early = decide(gate, make_trials(flags[:cut]))
    if early.is_final:
        assert decide(gate, make_trials(flags)) == early


def test_rollouts_after_the_end_are_not_taken():
    running = RunningDecision(make_gate())
    running.extend([GOOD] * 20)
    assert running.decision.lamp == "GREEN"
    assert running.extend([BAD] * 500).lamp == "GREEN"
    assert len(running.trials) == 20


def test_at_one_look_failing_goes_before_passing():
    # Long after an undecided start both e-values of a mixture test may stand above their bars; the
    # gate must then not choose in the policy's favour.
    kpi = SuccessRateKpi(name="s", p0=0.80, p1=0.95, test="mixture")
    gate = make_gate(kpi, max_rollouts=1000, look_every=1000)
    flags = [True] * 850 + [False] * 150
    (course,) = decide(gate, make_trials(flags)).courses
    assert course.log_e_pass[0] >= gate.log_pass_threshold
    assert course.log_e_fail[0] >= gate.log_fail_threshold
    assert course.status == "fail"


@pytest.mark.parametrize(
    ("trials", "error", "message"),
    [
        (
            [GOOD, make_trial(True, speed_error=1.5)],
            InvalidConfig,
            r"Episode 1 \(seed 1099511627777\) has 'speed_error' of 1\.5; it must be within",
        ),
        (
            [make_trial(True, speed_error=math.nan)],
            InvalidConfig,
            r"Episode 0 .* has 'speed_error' of nan",
        ),
        (
            [make_trial(True, duration_s=0.0)],
            InvalidConfig,
            r"Episode 0 .* has a duration of 0; it must be above 0 s",
        ),
        (
            [make_trial(True, falls=-1)],
            InvalidConfig,
            r"Episode 0 .* has a count of 'fall' of -1; it must be a whole number, 0 or more",
        ),
        (
            [Trial(success=True, duration_s=1.0, metrics={"speed_err": 0.1}, events={"fall": 0})],
            UnknownName,
            r"No metric in episode 0 \(seed \d+\) named 'speed_error'\. Did you mean 'speed_err'",
        ),
        (
            [Trial(success=True, duration_s=1.0, metrics={"speed_error": 0.1}, events={"fell": 0})],
            UnknownName,
            r"No event in episode 0 \(seed \d+\) named 'fall'\. Did you mean 'fell'",
        ),
    ],
)
def test_impossible_rollouts_are_refused_by_episode(trials, error, message):
    with pytest.raises(error, match=message):
        decide(make_gate(SURVIVAL, FALLS, SPEED), trials)


def test_more_rollouts_than_declared_are_refused():
    with pytest.raises(InvalidConfig, match=r"was given 201 rollouts; it allows 200\."):
        decide(make_gate(), [GOOD] * 201)
