"""KPIs: how far each is from passing, and which way is better."""

import numpy as np
import pytest

from andon.verdicts.gate import EventRateKpi, MeanKpi, SuccessRateKpi
from andon.verdicts.kpi import Evidence, rule
from tests.verdicts.gates import FALLS, SPEED, SURVIVAL


def test_where_both_thresholds_are_reached_it_fails():
    evidence = Evidence(np.array([3.0, 3.0, 0.0]), np.array([0.0, 2.5, 2.5]))
    ruling = rule(evidence, log_pass=3.0, log_fail=2.5)
    assert ruling.is_pass.tolist() == [True, False, False]
    assert ruling.is_fail.tolist() == [False, True, True]


def test_further_successes_are_counted_from_what_was_seen():
    # one failure costs ln 4 = 1.386, so ln 20 + ln 4 over ln(.95/.8) = 25.5 successes in all
    assert SURVIVAL.shortest_pass(0.05) == 18
    assert SURVIVAL.shortest_pass(0.05, successes=10, trials=11) == 16


def test_what_a_million_rollouts_cannot_mend_is_none():
    near = SuccessRateKpi(name="s", p0=0.8, p1=0.800001)
    assert near.shortest_pass(0.05) is None
    assert SURVIVAL.shortest_pass(0.05, successes=0, trials=10**6) is None


@pytest.mark.parametrize("test", ["sprt", "mixture"])
def test_the_hours_to_pass_are_needed_and_suffice(test):
    kpi = EventRateKpi(name="f", event="fall", rate0_per_h=30.0, rate1_per_h=3.0, test=test)
    hours = kpi.hours_to_pass(0.05, count=2, exposure_h=0.1)
    assert kpi.evidence(2, 0.1 + hours).log_e_pass >= np.log(20)
    assert kpi.evidence(2, 0.1 + 0.999 * hours).log_e_pass < np.log(20)
    assert kpi.hours_to_pass(0.05, exposure_h=10.0) == 0.0
    assert FALLS.hours_to_pass(0.05) == pytest.approx(np.log(20) / 27)


def test_a_mean_may_be_better_when_higher():
    score = MeanKpi(name="m", metric="score", low=0.0, high=10.0, bound0=6.0, bound1=7.0)
    assert (score.is_lower_better, score.best) == (False, 10.0)
    assert (SPEED.is_lower_better, SPEED.best) == (True, 0.0)
    good, bad = np.full(100, 9.0), np.full(100, 2.0)
    assert score.evidence(good).log_e_pass[-1] > 3.0 > 0.0 >= score.evidence(good).log_e_fail[-1]
    assert score.evidence(bad).log_e_fail[-1] > 3.0 > 0.0 >= score.evidence(bad).log_e_pass[-1]


def test_a_mean_turned_upside_down_is_the_same_evidence():
    values = np.array([0.2, 0.5, 0.1, 0.0, 0.3])
    flipped = MeanKpi(name="m", metric="m", low=0.0, high=1.0, bound0=0.6, bound1=0.7)
    one, other = SPEED.evidence(values), flipped.evidence(1.0 - values)
    np.testing.assert_allclose(one.log_e_pass, other.log_e_pass)
    np.testing.assert_allclose(one.log_e_fail, other.log_e_fail)


def test_further_values_are_counted_from_what_was_seen():
    values = np.full(5, 0.6)
    more = SPEED.shortest_pass(0.05, values=values)
    enough = SPEED.evidence(np.append(values, np.zeros(more))).log_e_pass
    assert enough[-1] >= np.log(20) > enough[-2]
    assert more > SPEED.shortest_pass(0.05)


def test_units_are_those_of_the_estimates():
    assert (SURVIVAL.unit, FALLS.unit, SPEED.unit) == ("1", "1/h", "1")
