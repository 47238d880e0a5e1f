"""Thresholds from good parts alone keep exactly what they promise."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import special

from andon.errors import InvalidConfig
from andon.inspection.conformal import conformal_rank, conformal_threshold
from andon.randomness import stream
from andon.verdicts.intervals import success_rate_upper_bound


@pytest.mark.parametrize(
    ("n", "alpha", "marginal", "empirical"),
    [(99, 0.05, 95, 95), (190, 0.05, 182, 181), (100, 0.05, 96, 95), (19, 0.05, 19, 19)],
)
def test_ranks_are_those_of_the_formulas(n, alpha, marginal, empirical):
    assert conformal_rank(n, max_false_alarm_rate=alpha, promise="marginal") == marginal
    assert conformal_rank(n, max_false_alarm_rate=alpha, promise="empirical") == empirical


@given(st.integers(20, 400), st.floats(0.051, 0.9))
def test_expected_false_alarms_keep_the_promise(n, alpha):
    for promise in ("marginal", "empirical"):
        found = conformal_threshold(range(n), max_false_alarm_rate=alpha, promise=promise)
        assert found.expected_rate <= found.promised_rate + 1e-9
    found = conformal_threshold(range(n), max_false_alarm_rate=alpha)
    # one rank lower would break it: the threshold is as low as the promise allows
    assert found.expected_rate + 1 / (n + 1) > found.promised_rate - 2e-9


@given(st.integers(59, 400), st.floats(0.05, 0.9))
def test_the_certain_promise_bounds_the_rate_in_95_of_100_sets(n, alpha):
    found = conformal_threshold(range(n), max_false_alarm_rate=alpha, promise="certain")
    assert found.upper_rate <= alpha
    if found.rank > 1:
        assert special.betaincinv(n + 2 - found.rank, found.rank - 1, 0.95) > alpha


def test_the_upper_rate_is_the_exact_bound_of_the_calibration_parts_above():
    found = conformal_threshold(range(190), max_false_alarm_rate=0.05)
    assert (found.rank, found.num_good, found.threshold) == (182, 190, 181.0)
    assert found.upper_rate == pytest.approx(success_rate_upper_bound(8, 190))


def test_zero_failure_numbers_are_the_smallest_sets_that_promise_certainty():
    for alpha, n in ((0.10, 29), (0.05, 59), (0.01, 299)):
        found = conformal_threshold(range(n), max_false_alarm_rate=alpha, promise="certain")
        assert found.rank == n
        with pytest.raises(InvalidConfig, match=rf"{n - 1} good parts .* at least {n} are needed"):
            conformal_threshold(range(n - 1), max_false_alarm_rate=alpha, promise="certain")


def test_too_few_good_parts_are_refused_with_the_number_that_suffices():
    assert conformal_threshold(range(19), max_false_alarm_rate=0.05).threshold == 18
    with pytest.raises(InvalidConfig, match=r"18 good parts .* rate of 0\.05; at least 19 are"):
        conformal_threshold(range(18), max_false_alarm_rate=0.05)
    with pytest.raises(InvalidConfig, match=r"0 good parts .* at least 1 are needed"):
        conformal_threshold([], max_false_alarm_rate=0.05, promise="empirical")


def test_false_alarms_on_new_parts_keep_the_promise_for_a_skewed_distribution():
    generator = stream(3, "conformal")
    rates = []
    for _ in range(400):
        scores = generator.standard_exponential(60)
        found = conformal_threshold(scores, max_false_alarm_rate=0.1)
        rates.append(np.exp(-found.threshold))  # the true rate above it
    # the mean of 400 rates, sd 0.038 each, is within five standard errors: alarms below 1e-6
    assert np.mean(rates) == pytest.approx(found.expected_rate, abs=5 * 0.038 / 20)
    # the share above the upper rate is 5 %: 20 of 400, five standard deviations of 4.4
    assert np.sum(np.array(rates) > found.upper_rate) <= 20 + 5 * 4.4


def test_a_rate_near_one_takes_the_lowest_score_and_no_lower_one():
    for promise in ("marginal", "empirical", "certain"):
        found = conformal_threshold(range(9), max_false_alarm_rate=0.999, promise=promise)
        assert (found.rank, found.threshold) == (1, 0.0)
    assert conformal_rank(9, max_false_alarm_rate=0.01, promise="certain") == 10


def test_ties_only_lower_the_false_alarm_rate():
    found = conformal_threshold([0.0] * 50 + [1.0] * 50, max_false_alarm_rate=0.2)
    assert found.threshold == 1.0


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (
            lambda: conformal_threshold([1.0, np.nan], max_false_alarm_rate=0.5),
            r"A score of a good part is not finite",
        ),
        (
            lambda: conformal_threshold([1.0], max_false_alarm_rate=0.0),
            r"The wanted false alarm rate is 0\.0; it must lie in \(0, 1\)",
        ),
        (
            lambda: conformal_rank(9, max_false_alarm_rate=1.0, promise="empirical"),
            r"The wanted false alarm rate is 1\.0",
        ),
        (
            lambda: conformal_rank(9, max_false_alarm_rate=0.5, promise="sure"),
            r"No promise named 'sure'; it must be 'marginal', 'empirical' or 'certain'",
        ),
    ],
)
def test_what_cannot_be_meant_is_refused(call, message):
    with pytest.raises(InvalidConfig, match=message):
        call()
