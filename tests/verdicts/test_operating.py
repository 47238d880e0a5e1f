"""Operating characteristics: the table of exact error rates and run lengths."""

import numpy as np
import pytest
from scipy import special

from andon.errors import InvalidConfig
from andon.randomness import stream
from andon.verdicts import evalues
from andon.verdicts.gate import EventRateKpi, SuccessRateKpi
from andon.verdicts.kpi import Evidence
from andon.verdicts.operating import (
    event_rate_endings,
    mean_endings,
    operating_characteristics,
    success_rate_endings,
    truths,
)
from andon.verdicts.plans import fixed_sample_plan
from andon.verdicts.stopping import StoppingRules
from tests.verdicts.gates import FALLS, SPEED, SURVIVAL, make_gate

# design, boundary, P(pass) and E[N] at p1, better, mid, p0, bad
TABLE = [
    (0.90, 0.97, "sprt", ".9373 .9940 .3481 .0450 .0002", "73.3 53.7 86.6 47.3 15.7"),
    (0.90, 0.97, "both", ".9536 .9830 .3929 .0375 .0003", "86.6 54.7 144.7 72.5 16.8"),
    (0.90, 0.97, "mixture", ".9368 .9940 .3192 .0363 .0003", "83.1 55.5 96.7 48.3 15.7"),
    (0.95, 0.99, "sprt", ".9422 .9896 .3195 .0465 .0005", "108.2 89.5 116.4 62.9 23.3"),
    (0.95, 0.99, "both", ".9695 .9885 .3724 .0360 .0004", "129.5 97.4 202.7 102.6 29.3"),
    (0.95, 0.99, "mixture", ".9415 .9896 .2908 .0340 .0004", "122.6 97.3 127.8 64.5 23.3"),
    (0.97, 0.99, "sprt", ".9341 .9951 .3525 .0463 .0002", "285.6 200.9 339.2 185.5 59.1"),
    (0.97, 0.99, "both", ".9682 .9885 .4326 .0391 .0004", "353.0 203.0 681.8 346.4 75.2"),
    (0.97, 0.99, "mixture", ".9335 .9951 .3191 .0374 .0004", "328.0 204.8 384.3 189.4 59.1"),
    (0.99, 0.999, "sprt", ".9635 .9913 .2872 .0478 .0013", "412.7 373.8 396.0 222.2 101.6"),
    (0.99, 0.999, "both", ".9870 .9948 .3421 .0341 .0005", "495.5 432.1 717.1 370.5 128.3"),
    (0.99, 0.999, "mixture", ".9628 .9912 .2571 .0313 .0005", "475.4 429.2 429.2 228.5 101.8"),
]
MOST_OPEN = {"sprt": 0.004, "mixture": 0.0006, "both": 0.0053}


def numbers(text):
    return [float(word) for word in text.split()]


@pytest.mark.parametrize(("p0", "p1", "boundary", "p_pass", "mean"), TABLE)
def test_table_of_operating_characteristics_is_reproduced(p0, p1, boundary, p_pass, mean):
    kpi = SuccessRateKpi(name="s", p0=p0, p1=p1, test="mixture" if boundary != "sprt" else "sprt")

    def both(successes, trials):
        fail = evalues.mixture_log_e_fail(successes, trials, p1=p1)
        return Evidence(evalues.mixture_log_e_pass(successes, trials, p0=p0), fail)

    evidence = both if boundary == "both" else kpi.evidence
    rules = StoppingRules(
        looks=range(1, 4 * fixed_sample_plan(p0, p1).trials + 1),
        log_pass=np.log(20),
        log_fail=np.log(10),
    )
    true = truths(kpi)
    rates = [true[name] for name in ("p1", "better", "mid", "p0", "bad")]
    endings = success_rate_endings(evidence, rates, rules=rules)
    assert endings.p_pass == pytest.approx(numbers(p_pass), abs=5.1e-5)
    assert endings.mean_rollouts == pytest.approx(numbers(mean), abs=0.051)
    assert np.max(1 - endings.p_pass - endings.p_fail) <= MOST_OPEN[boundary]


def test_saving_over_the_fixed_plan_is_as_claimed():
    # 13-35 % at p1, 53-59 % at p0, 79-86 % when clearly bad, for the ratio test
    for p0, p1 in ((0.90, 0.97), (0.95, 0.99), (0.97, 0.99), (0.99, 0.999)):
        fixed = fixed_sample_plan(p0, p1).trials
        kpi = SuccessRateKpi(name="s", p0=p0, p1=p1)
        gate = make_gate(kpi, max_rollouts=4 * fixed, look_every=1)
        points = {one.truth: one for one in operating_characteristics(gate, kpi)}
        saving = {name: 1 - one.mean_rollouts / fixed for name, one in points.items()}
        assert 0.125 <= saving["p1"] <= 0.355
        assert 0.525 <= saving["p0"] <= 0.595
        assert 0.785 <= saving["bad"] <= 0.865
        assert points["p0"].p_green <= gate.alpha
        assert points["p1"].p_red <= gate.beta


def test_truncated_gate_with_sparse_looks_agrees_with_counting_paths():
    # two looks, at 20 and 25 rollouts: sum over both counts by hand
    gate = make_gate(max_rollouts=25, look_every=20)
    points = operating_characteristics(gate, SURVIVAL)
    p = 0.95
    first, more = np.arange(21), np.arange(6)
    pmf = special.binom(20, first) * p**first * (1 - p) ** (20 - first)
    pmf_more = special.binom(5, more) * p**more * (1 - p) ** (5 - more)
    e20 = SURVIVAL.evidence(first, np.full(21, 20))
    is_pass, is_fail = e20.log_e_pass >= np.log(20), e20.log_e_fail >= np.log(10)
    green, red = pmf[is_pass].sum(), pmf[is_fail].sum()
    for s in first[~is_pass & ~is_fail]:
        e25 = SURVIVAL.evidence(s + more, np.full(6, 25))
        green += pmf[s] * pmf_more[e25.log_e_pass >= np.log(20)].sum()
        red += pmf[s] * pmf_more[e25.log_e_fail >= np.log(10)].sum()
    at_p1 = points[3]
    assert (at_p1.truth, at_p1.value) == ("p1", 0.95)
    assert (at_p1.p_green, at_p1.p_red) == pytest.approx((green, red))
    stopped = pmf[is_pass | is_fail].sum()
    assert at_p1.mean_rollouts == pytest.approx(20 * stopped + 25 * (1 - stopped))
    assert at_p1.p90_rollouts == (20 if stopped >= 0.9 else 25)


def test_chances_add_up_and_more_rollouts_leave_less_open():
    short = operating_characteristics(make_gate(max_rollouts=50), SURVIVAL)
    long = operating_characteristics(make_gate(max_rollouts=400), SURVIVAL)
    for one, other in zip(short, long, strict=True):
        assert one.p_green + one.p_red + one.p_amber == pytest.approx(1.0)
        assert other.p_amber <= one.p_amber
        assert one.p90_rollouts <= 50
        assert one.standard_error == 0.0


def test_five_truths_halve_and_double_the_badness_of_the_bars():
    assert truths(SURVIVAL) == pytest.approx(
        {"bad": 0.6, "p0": 0.8, "mid": 0.875, "p1": 0.95, "better": 0.975}
    )
    assert truths(FALLS) == pytest.approx(
        {"bad": 60.0, "p0": 30.0, "mid": 16.5, "p1": 3.0, "better": 1.5}
    )
    assert truths(SPEED) == pytest.approx(
        {"bad": 0.8, "p0": 0.4, "mid": 0.35, "p1": 0.3, "better": 0.15}
    )
    assert truths(SuccessRateKpi(name="s", p0=0.3, p1=0.6))["bad"] == 0.0


@pytest.mark.parametrize("test", ["sprt", "mixture"])
def test_event_rates_keep_both_errors(test):
    kpi = EventRateKpi(name="f", event="fall", rate0_per_h=30.0, rate1_per_h=3.0, test=test)
    gate = make_gate(kpi, max_rollouts=400)
    points = {one.truth: one for one in operating_characteristics(gate, kpi, rollout_s=10.0)}
    assert points["p0"].p_green <= gate.alpha
    assert points["bad"].p_green <= points["p0"].p_green
    assert points["p1"].p_red <= gate.beta
    assert points["p1"].p_green > 0.95


def test_event_rates_without_a_duration_are_refused():
    with pytest.raises(InvalidConfig, match=r"depend on how long a rollout is: give rollout_s"):
        operating_characteristics(make_gate(FALLS), FALLS)


def test_event_rate_chain_agrees_with_simulation():
    rules = StoppingRules(looks=range(10, 201, 10), log_pass=np.log(20), log_fail=np.log(10))
    exact = event_rate_endings(FALLS.evidence, [12.0], rules=rules, rollout_s=10.0)
    count = np.cumsum(stream(3, "falls").poisson(12.0 / 36.0, size=(20_000, 20)), axis=1)
    hours = np.arange(10, 201, 10) / 360.0
    evidence = FALLS.evidence(count, np.broadcast_to(hours, count.shape))
    passed, failed = evidence.log_e_pass >= np.log(20), evidence.log_e_fail >= np.log(10)
    first_pass = np.where(passed.any(1), passed.argmax(1), 99)
    first_fail = np.where(failed.any(1), failed.argmax(1), 99)
    # five standard errors: false alarms below 1e-6
    slack = 5 * np.sqrt(0.25 / 20_000)
    assert exact.p_pass[0] == pytest.approx(np.mean(first_pass < first_fail), abs=slack)
    assert exact.p_fail[0] == pytest.approx(np.mean(first_fail < first_pass), abs=slack)


def test_means_are_simulated_with_a_stated_error_and_repeatably():
    gate = make_gate(SPEED)
    once = operating_characteristics(gate, SPEED, num_streams=500, seed=4)
    again = operating_characteristics(gate, SPEED, num_streams=500, seed=4)
    assert once == again
    points = {one.truth: one for one in once}
    # five standard errors at the worst
    slack = 5 * 0.5 / 500**0.5
    assert points["p0"].p_green <= gate.alpha + slack
    assert points["p1"].p_red <= gate.beta + slack
    assert points["mid"].standard_error == pytest.approx(
        max(p * (1 - p) / 500 for p in (points["mid"].p_green, points["mid"].p_amber)) ** 0.5,
        rel=0.2,
    )


def test_a_quiet_metric_is_decided_sooner_than_a_loud_one():
    rules = StoppingRules(looks=range(10, 201, 10), log_pass=np.log(20), log_fail=np.log(10))
    loud = mean_endings(SPEED, [0.3], rules=rules, num_streams=300)
    quiet = mean_endings(SPEED, [0.3], rules=rules, standard_deviation=0.1, num_streams=300)
    assert quiet.mean_rollouts[0] < 0.5 * loud.mean_rollouts[0]


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"standard_deviation": 0.9}, r"A standard deviation of 0\.9 cannot occur around a mean"),
        ({"num_streams": 0}, r"num_streams is 0; it must be at least 1"),
    ],
)
def test_impossible_simulations_are_refused(changes, message):
    with pytest.raises(InvalidConfig, match=message):
        operating_characteristics(make_gate(SPEED), SPEED, **changes)


def test_impossible_truths_are_refused():
    rules = StoppingRules(looks=[10], log_pass=3.0, log_fail=2.0)
    with pytest.raises(InvalidConfig, match=r"Success rates must lie in \[0, 1\]; found \[1\.5\]"):
        success_rate_endings(SURVIVAL.evidence, [1.5], rules=rules)
    with pytest.raises(InvalidConfig, match=r"must not be negative, and rollout_s = 0\.0"):
        event_rate_endings(FALLS.evidence, [1.0], rules=rules, rollout_s=0.0)
    with pytest.raises(InvalidConfig, match=r"A mean of 1\.5 lies outside \[0\.0, 1\.0\]"):
        mean_endings(SPEED, [1.5], rules=rules)
