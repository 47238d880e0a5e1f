"""Confidence sequences."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import special

from andon.errors import InvalidConfig
from andon.randomness import stream
from andon.verdicts.evalues import (
    mixture_log_e_fail,
    mixture_log_e_pass,
    poisson_mixture_log_e_fail,
    poisson_mixture_log_e_pass,
)
from andon.verdicts.intervals import clopper_pearson
from andon.verdicts.sequences import (
    event_rate_sequence,
    mean_interval,
    mean_sequence,
    success_rate_sequence,
)

counts = st.integers(1, 2000).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n)))


def test_without_trials_nothing_is_excluded():
    low, high = success_rate_sequence([0], [0])
    assert (low[0], high[0]) == (0.0, 1.0)
    low, high = event_rate_sequence([0], [0.0], prior_exposure=1.0)
    assert (low[0], high[0]) == (0.0, np.inf)
    low, high = mean_sequence([0.3], looks=[0])
    assert (low[0], high[0]) == (0.0, 1.0)


def test_ends_of_a_success_rate_are_where_the_mixture_reaches_its_threshold():
    # The two-sided mixture is the prior-weighted mean of the two one-sided ones.
    low, high = success_rate_sequence([45], [50])
    for end in (low[0], high[0]):
        above = np.exp(mixture_log_e_pass(45, 50, p0=end))
        below = np.exp(mixture_log_e_fail(45, 50, p1=end))
        weight = 2.0 / np.pi * np.arcsin(np.sqrt(end))  # prior chance below the end, Beta(1/2, 1/2)
        assert (1 - weight) * above + weight * below == pytest.approx(20.0)


@given(counts)
def test_sequence_contains_the_estimate_and_the_fixed_interval_is_inside_it(pair):
    successes, trials = pair
    low, high = success_rate_sequence([successes], [trials])
    exact = clopper_pearson(successes, trials)
    assert 0.0 <= low[0] <= successes / trials <= high[0] <= 1.0
    # the price of looking at any time; slack for n = 1, where the prior is all there is
    assert low[0] <= exact.low + 0.05
    assert high[0] >= exact.high - 0.05


@given(counts, st.integers(2, 5))
def test_sequence_shrinks_as_the_same_rate_is_seen_more_often(pair, times):
    successes, trials = pair
    low, high = success_rate_sequence([successes, times * successes], [trials, times * trials])
    assert high[1] - low[1] <= high[0] - low[0] + 1e-12


@given(counts)
def test_more_successes_never_lower_the_sequence(pair):
    successes, trials = pair
    if successes < trials:
        low, high = success_rate_sequence([successes, successes + 1], [trials, trials])
        assert low[1] >= low[0]
        assert high[1] >= high[0]


@given(st.integers(0, 300), st.floats(0.01, 1e4), st.floats(0.01, 100.0))
def test_sequence_of_a_rate_contains_the_estimate(count, exposure, prior_exposure):
    low, high = event_rate_sequence([count], [exposure], prior_exposure=prior_exposure)
    assert 0.0 <= low[0] <= count / exposure <= high[0] < np.inf


def test_ends_of_a_rate_are_where_the_mixture_reaches_its_threshold():
    # as for success rates: the prior-weighted mean of the two one-sided mixtures
    prior = {"shape": 0.5, "prior_exposure": 1.0}
    low, high = event_rate_sequence([7], [3.0], prior_exposure=1.0)
    for end in (low[0], high[0]):
        below = np.exp(poisson_mixture_log_e_pass(7, 3.0, rate0=end, **prior))
        above = np.exp(poisson_mixture_log_e_fail(7, 3.0, rate1=end, **prior))
        weight = special.gammainc(0.5, end)  # prior chance below the end
        assert weight * below + (1 - weight) * above == pytest.approx(20.0)


@given(st.lists(st.floats(0.0, 1.0), min_size=1, max_size=60))
def test_ends_of_a_mean_stay_within_the_limits_and_in_order(values):
    low, high = mean_sequence(values, looks=[len(values)])
    assert 0.0 <= low[0] <= high[0] <= 1.0
    interval = mean_interval(values)
    assert 0.0 <= interval.low <= interval.high <= 1.0


def test_mean_in_other_units_is_scaled():
    values = stream(5, "values").random(100)
    plain = mean_sequence(values, looks=[50, 100])
    scaled = mean_sequence(10.0 * values - 3.0, low=-3.0, high=7.0, looks=[50, 100])
    np.testing.assert_allclose(scaled.low, 10.0 * plain.low - 3.0, atol=1e-9)
    np.testing.assert_allclose(scaled.high, 10.0 * plain.high - 3.0, atol=1e-9)


def test_mean_of_a_quiet_metric_is_known_better_than_that_of_a_loud_one():
    generator = stream(5, "spread")
    quiet = mean_interval(np.clip(0.5 + 0.05 * generator.standard_normal(200), 0, 1))
    loud = mean_interval((generator.random(200) < 0.5).astype(float))
    assert quiet.high - quiet.low < 0.3 * (loud.high - loud.low)


def test_mean_sequence_ever_misses_the_true_mean_with_chance_alpha_at_most():
    # 1000 streams of 100 values; P(more than 79 misses | alpha = .05) < 1e-4: the false-alarm rate
    generator = stream(11, "coverage")
    looks = [5, 10, 20, 50, 100]
    misses = 0
    for values in generator.beta(1.0, 4.0, size=(1000, 100)):
        low, high = mean_sequence(values, looks=looks)
        misses += bool(np.any((low > 0.2) | (high < 0.2)))
    assert misses <= 79


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: success_rate_sequence([1], [1], alpha=0.0), r"alpha is 0\.0; it must lie in"),
        (lambda: success_rate_sequence([2], [1]), r"Successes must lie in \[0, trials\]"),
        (
            lambda: event_rate_sequence([1], [1.0], prior_exposure=0.0),
            r"Counts and exposures must not be negative",
        ),
        (lambda: mean_sequence([1.5]), r"A value lies outside \[0\.0, 1\.0\]"),
        (lambda: mean_sequence([[0.5]]), r"Needs one row of values and low < high"),
        (lambda: mean_sequence([0.5], looks=[2]), r"A look lies outside the 1 observations"),
    ],
)
def test_what_cannot_be_meant_is_refused(call, message):
    with pytest.raises(InvalidConfig, match=message):
        call()
