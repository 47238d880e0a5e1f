"""What a verdict prints of each KPI."""

import json
import math

import pytest

from andon.artifacts import to_json
from andon.verdicts.decision import decide
from andon.verdicts.gate import SuccessRateKpi
from andon.verdicts.intervals import clopper_pearson, poisson_interval
from andon.verdicts.kpi_report import report_kpis
from andon.verdicts.sequences import success_rate_sequence
from tests.verdicts.gates import BAD, FALLS, GOOD, SPEED, SURVIVAL, make_gate, make_trials

KEYS = {
    *("name", "kind", "test", "status", "decided_at", "bar", "unit", "estimate", "successes"),
    *("trials", "exposure_h", "interval", "sequence", "looks", "log_e_pass", "log_e_fail"),
    *("log_pass_threshold", "log_fail_threshold", "needs"),
}


def report(gate, trials):
    return report_kpis(gate, trials, decide(gate, trials))


def test_reports_hold_every_field_of_the_stored_form_as_plain_json():
    rows = to_json(report(make_gate(SURVIVAL, FALLS, SPEED), [GOOD] * 25))
    assert [KEYS - set(row) for row in rows] == [set()] * 3
    assert json.loads(json.dumps(rows, allow_nan=False)) == rows
    assert [row["kind"] for row in rows] == ["success_rate", "event_rate", "mean"]
    assert [row["unit"] for row in rows] == ["1", "1/h", "1"]
    assert [sorted(row["bar"]) for row in rows] == [
        ["p0", "p1"],
        ["rate0", "rate1"],
        ["bound", "margin"],
    ]


def test_estimates_and_intervals_are_those_at_the_last_look():
    trials = [GOOD] * 8 + [BAD] + [GOOD] * 16  # the last five come after the look at 20
    survival, falls, speed = report(make_gate(SURVIVAL, FALLS, SPEED), trials)
    assert (survival.successes, survival.trials, survival.estimate) == (19, 20, 0.95)
    assert survival.interval == clopper_pearson(19, 20)
    low, high = success_rate_sequence([19], [20])
    assert survival.sequence == (low[0], high[0])
    assert falls.exposure_h == pytest.approx(200 / 3600)
    assert falls.count == 1
    assert falls.estimate == pytest.approx(18.0)
    assert falls.interval == pytest.approx(poisson_interval(1, 200 / 3600))
    assert speed.estimate == pytest.approx((19 * 0.2 + 0.9) / 20)
    assert speed.interval.low < speed.estimate < speed.interval.high
    assert speed.bar == pytest.approx({"bound": 0.4, "margin": 0.1})


def test_before_the_first_look_nothing_is_estimated():
    for row in report(make_gate(SURVIVAL, FALLS, SPEED), [GOOD] * 9):
        assert (row.estimate, row.interval, row.sequence, row.trials) == (None, None, None, 0)


@pytest.mark.parametrize("test", ["sprt", "mixture"])
def test_the_successes_it_asks_for_are_needed_and_suffice(test):
    kpi = SuccessRateKpi(name="s", p0=0.80, p1=0.95, test=test)
    gate = make_gate(kpi, look_every=1)
    trials = [GOOD] * 10 + [BAD]
    (row,) = report(gate, trials)
    more = int(row.needs.split()[0])
    assert row.needs == (
        f"{more} more successes without a failure would make it GREEN at rollout {11 + more}."
    )
    assert decide(gate, trials + [GOOD] * more).lamp == "GREEN"
    assert decide(gate, trials + [GOOD] * (more - 1)).lamp == "AMBER"


def test_the_hours_it_asks_for_suffice():
    # 13.7 s short: k ln 10 = 2.303 costs 307 s more than the 399.4 s of a clean record
    gate = make_gate(FALLS, look_every=1)
    (row,) = report(gate, [GOOD] * 10 + [BAD])
    seconds = (math.log(20) + math.log(10)) / 27 * 3600 - 110
    rollouts = math.ceil(seconds / 10)
    assert row.needs == (
        f"{math.ceil(seconds)} more seconds without 'fall' (about {rollouts} rollouts) "
        f"would make it GREEN at rollout {11 + rollouts}."
    )
    assert decide(gate, [GOOD] * 10 + [BAD] + [GOOD] * rollouts).lamp == "GREEN"
    assert decide(gate, [GOOD] * 10 + [BAD] + [GOOD] * (rollouts - 1)).lamp == "AMBER"


def test_other_open_kpis_are_named():
    survival, falls = report(make_gate(SURVIVAL, FALLS), [GOOD] * 10)
    assert survival.needs == (
        "8 more successes without a failure would pass it; falls must pass too."
    )
    assert falls.needs.endswith("would pass it; survival must pass too.")


def test_decided_kpis_say_that_nothing_changes_them():
    survival, falls = report(make_gate(SURVIVAL, FALLS), [GOOD] * 30)
    assert survival.needs == "It passed after 20 rollouts; nothing later in this gate changes that."
    assert "would make it GREEN at rollout 40" in falls.needs
    (row,) = report(make_gate(), [BAD] * 10)
    assert row.needs == "It failed after 10 rollouts; nothing later in this gate changes that."


def test_an_open_kpi_of_a_red_gate_says_so():
    red = [make_trials([True])[0]] * 5 + [BAD] * 3 + [GOOD] * 2
    gate = make_gate(SURVIVAL, FALLS)
    rows = {row.name: row for row in report(gate, red)}
    assert rows["falls"].status == "fail"
    assert rows["survival"].status == "open"
    assert rows["survival"].needs == "It was still open when another KPI turned the gate RED."


def test_a_gate_that_can_no_longer_be_green_says_so():
    gate = make_gate(max_rollouts=40)
    trials = make_trials(([True] * 7 + [False]) * 5)
    (row,) = report(gate, trials[:30])
    assert row.needs.startswith("It would take ")
    assert row.needs.endswith("the gate ends after 40 rollouts: it can no longer be GREEN.")
    (row,) = report(gate, trials)
    assert row.needs.endswith("declare a gate with more rollouts on another seed block.")
