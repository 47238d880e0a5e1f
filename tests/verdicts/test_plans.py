"""Classical plans: the printed tables of standards and handbooks."""

import pytest
from scipy import special

from andon.errors import InvalidConfig
from andon.verdicts.plans import (
    fixed_sample_plan,
    fixed_time_plan_risks,
    run_time_plan,
    sequential_lines,
)

# MIL-HDBK-781A sequential plan III-D, times in multiples of the lower mean time between failures
ACCEPT_AT = [4.40, 5.79, 7.18, 8.56, 9.94, 11.34, 12.72, 14.10, 15.49, 16.88, 18.26, 19.65]
ACCEPT_AT += [20.60] * 4
REJECT_UNTIL = [0.0, 0.0, 0.0, 0.70, 2.08, 3.48, 4.86, 6.24, 7.63, 9.02, 10.40, 11.79, 13.18]
REJECT_UNTIL += [14.56, 15.94, 17.34]


@pytest.mark.parametrize(
    ("p0", "p1", "trials", "max_failures"),
    [(0.90, 0.97, 103, 5), (0.95, 0.99, 153, 3), (0.97, 0.99, 436, 7), (0.99, 0.999, 473, 1)],
)
def test_smallest_exact_binomial_plans_are_those_of_the_table(p0, p1, trials, max_failures):
    plan = fixed_sample_plan(p0, p1)
    assert (plan.trials, plan.max_failures) == (trials, max_failures)
    assert plan.size == pytest.approx(special.bdtr(max_failures, trials, 1 - p0))
    assert plan.size <= 0.05
    assert plan.power >= 0.90


@pytest.mark.parametrize("failures", range(6))
def test_no_smaller_plan_keeps_both_errors(failures):
    # every plan with fewer than 103 trials breaks one of the two promises
    for trials in range(failures + 1, 103):
        size = special.bdtr(failures, trials, 0.10)
        power = special.bdtr(failures, trials, 0.03)
        assert size > 0.05 or power < 0.90


@pytest.mark.parametrize(
    ("d", "time", "accept", "producer", "consumer"),
    [
        (1.5, 45.0, 36, 11.96, 9.94),
        (1.5, 29.9, 25, 10.92, 21.35),
        (1.5, 21.5, 17, 19.74, 19.65),
        (2.0, 18.8, 13, 9.58, 10.62),
        (2.0, 12.4, 9, 9.84, 20.92),
        (2.0, 7.8, 5, 19.94, 21.03),
        (3.0, 9.3, 5, 9.43, 9.86),
        (3.0, 4.3, 2, 17.46, 19.74),
    ],
)
def test_fixed_length_plans_of_the_handbook_have_their_risks(d, time, accept, producer, consumer):
    risks = fixed_time_plan_risks(time, discrimination=d, acceptance_number=accept)
    assert 100 * risks.producers_risk == pytest.approx(producer, abs=0.006)
    assert 100 * risks.consumers_risk == pytest.approx(consumer, abs=0.006)


def test_sequential_plan_of_the_handbook_has_its_exact_risks_and_times():
    at_good = run_time_plan(ACCEPT_AT, REJECT_UNTIL, rate=0.5)
    at_bad = run_time_plan(ACCEPT_AT, REJECT_UNTIL, rate=1.0)
    assert at_good.p_reject == pytest.approx(0.1283, abs=6e-5)
    assert at_bad.p_accept == pytest.approx(0.1282, abs=6e-5)
    assert at_good.mean_time == pytest.approx(10.24, abs=6e-3)
    assert at_bad.mean_time == pytest.approx(7.67, abs=6e-3)
    # the published figures, one digit less
    assert at_good.p_reject == pytest.approx(0.128, abs=6e-4)
    assert at_good.mean_time == pytest.approx(10.2, abs=0.06)


def test_a_time_plan_with_one_boundary_point_is_a_fixed_length_plan():
    # accept 2 or fewer events in 4.3, reject the third whenever it comes
    result = run_time_plan([4.3] * 3, [0.0] * 3, rate=1.0)
    assert result.p_accept == pytest.approx(special.pdtr(2, 4.3))
    # E[min(third event, 4.3)] = sum over i <= 2 of P(N(4.3) >= i + 1)
    assert result.mean_time == pytest.approx(sum(special.pdtrc(i, 4.3) for i in range(3)))


def test_sequential_lines_of_the_handbook_match():
    lines = sequential_lines(0.01, 0.10, alpha=0.05, beta=0.10)
    assert lines.accept_intercept == pytest.approx(0.9389, abs=6e-5)
    assert lines.reject_intercept == pytest.approx(1.2054, abs=6e-5)
    assert lines.slope == pytest.approx(0.03975, abs=6e-6)


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: fixed_sample_plan(0.9, 0.9), r"needs 0 < p0 < p1 < 1"),
        (lambda: fixed_sample_plan(0.9, 0.97, alpha=0.0), r"must lie in \(0, 1\)"),
        (lambda: run_time_plan([2.0, 1.0], [0.0, 0.0], rate=1.0), r"two lists of one length"),
        (lambda: run_time_plan([1.0], [0.0], rate=0.0), r"a rate above 0"),
    ],
)
def test_what_cannot_be_meant_is_refused(call, message):
    with pytest.raises(InvalidConfig, match=message):
        call()
