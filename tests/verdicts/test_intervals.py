"""Intervals for one look."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import special

from andon.errors import InvalidConfig
from andon.verdicts.intervals import (
    clopper_pearson,
    jeffreys,
    poisson_interval,
    poisson_upper_limit,
    success_rate_lower_bound,
    success_rate_upper_bound,
    wilson,
)

TABLE = [  # successes, trials, Clopper-Pearson, Jeffreys, one-sided lower limit
    (9, 10, (0.554984, 0.997471), (0.618685, 0.988988), 0.605837),
    (18, 20, (0.683017, 0.987651), (0.716147, 0.978628), 0.717381),
    (45, 50, (0.781865, 0.966725), (0.794645, 0.960806), 0.801167),
    (50, 50, (0.928878, 1.0), (0.951242, 0.999990), 0.941845),
    (95, 100, (0.887165, 0.983568), (0.893900, 0.980668), 0.897747),
    (190, 200, (0.909972, 0.975766), (0.913125, 0.974007), 0.916665),
    (495, 500, (0.976819, 0.996745), (0.978221, 0.996174), 0.979090),
    (0, 10, (0.0, 0.308497), (0.000048, 0.217196), 0.0),
    (112, 124, (0.837056, 0.948989), (0.841923, 0.946000), 0.847923),
    (682, 925, (0.707668, 0.765407), (0.708226, 0.764886), 0.712413),
]

counts = st.integers(1, 400).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n)))


@pytest.mark.parametrize(("successes", "trials", "exact", "bayes", "lower"), TABLE)
def test_table_of_widths_is_reproduced(successes, trials, exact, bayes, lower):
    # printed to six digits
    assert clopper_pearson(successes, trials) == pytest.approx(exact, abs=6e-7)
    assert jeffreys(successes, trials) == pytest.approx(bayes, abs=6e-7)
    assert success_rate_lower_bound(successes, trials) == pytest.approx(lower, abs=6e-7)


def test_interval_agrees_with_the_binomial_test_of_r():
    # documentation of R's binom.test(682, 925, p = 0.75): .7076683 to .7654066
    assert clopper_pearson(682, 925) == pytest.approx((0.7076683, 0.7654066), abs=6e-8)


def test_ten_of_ten_shows_only_three_quarters():
    assert success_rate_lower_bound(10, 10) == pytest.approx(0.05 ** (1 / 10))
    assert success_rate_lower_bound(10, 10) == pytest.approx(0.741, abs=5e-4)


@pytest.mark.parametrize(
    ("p0", "length"), [(0.90, 29), (0.95, 59), (0.97, 99), (0.99, 299), (0.999, 2995)]
)
def test_zero_failure_lengths_are_those_of_the_lower_bound(p0, length):
    assert success_rate_lower_bound(length, length) >= p0
    assert success_rate_lower_bound(length - 1, length - 1) < p0


@pytest.mark.parametrize(
    ("count", "limit"),
    [(0, 2.99573), (1, 4.74386), (2, 6.29579), (3, 7.75366), (5, 10.51303)],
)
def test_exact_poisson_upper_limits_are_reproduced(count, limit):
    assert poisson_upper_limit(count) == pytest.approx(limit, abs=6e-6)


def test_poisson_interval_splits_the_error_over_both_ends():
    low, high = poisson_interval(5, 2.0)
    assert special.pdtrc(4, 2.0 * low) == pytest.approx(0.025)
    assert special.pdtr(5, 2.0 * high) == pytest.approx(0.025)
    assert poisson_interval(0, 2.0).low == 0.0


def test_wilson_interval_of_a_worked_example():
    # 8 of 10, z = 1.959964: centre (0.8 + z^2/20)/(1 + z^2/10) = 0.716740,
    # half = z/(1 + z^2/10) sqrt(0.16/10 + (z/20)^2) = 0.226578
    assert wilson(8, 10) == pytest.approx((0.490162, 0.943318), abs=1e-6)
    assert wilson(0, 5).low == 0.0
    assert wilson(5, 5).high == 1.0


@pytest.mark.parametrize("trials", [5, 40])
def test_exact_interval_covers_every_rate_at_least_as_often_as_claimed(trials):
    successes = np.arange(trials + 1)
    ends = np.array([clopper_pearson(int(s), trials) for s in successes])
    for p in np.linspace(0.01, 0.99, 99):
        pmf = special.binom(trials, successes) * p**successes * (1 - p) ** (trials - successes)
        covered = (ends[:, 0] <= p) & (p <= ends[:, 1])
        assert pmf[covered].sum() >= 0.95


@given(counts)
def test_more_successes_never_lower_the_bound(pair):
    successes, trials = pair
    if successes < trials:
        more = success_rate_lower_bound(successes + 1, trials)
        assert more >= success_rate_lower_bound(successes, trials)
        assert success_rate_upper_bound(successes + 1, trials) >= success_rate_upper_bound(
            successes, trials
        )


@given(counts, st.floats(0.5, 0.999))
def test_interval_contains_the_estimate(pair, confidence):
    successes, trials = pair
    for interval in (clopper_pearson, wilson):
        low, high = interval(successes, trials, confidence=confidence)
        assert 0.0 <= low <= successes / trials <= high <= 1.0


@given(counts)
def test_a_failure_as_a_success_mirrors_the_interval(pair):
    successes, trials = pair
    low, high = clopper_pearson(successes, trials)
    assert clopper_pearson(trials - successes, trials) == pytest.approx((1 - high, 1 - low))


@pytest.mark.parametrize(
    ("successes", "trials", "confidence", "message"),
    [
        (1, 0, 0.95, r"There are 0 trials; an interval needs at least 1\."),
        (6, 5, 0.95, r"6 successes in 5 trials: not within \[0, 5\]\."),
        (-1, 5, 0.95, r"-1 successes in 5 trials: not within \[0, 5\]\."),
        (3, 5, 1.0, r"The confidence is 1\.0; it must lie in \(0, 1\), for example 0\.95\."),
    ],
)
def test_impossible_counts_are_refused_by_name(successes, trials, confidence, message):
    for interval in (success_rate_lower_bound, success_rate_upper_bound, jeffreys, wilson):
        with pytest.raises(InvalidConfig, match=message):
            interval(successes, trials, confidence=confidence)


def test_impossible_events_are_refused_by_name():
    with pytest.raises(InvalidConfig, match="The count is -1; it must be 0 or more"):
        poisson_upper_limit(-1)
    with pytest.raises(InvalidConfig, match=r"The exposure is 0\.0; it must be a finite"):
        poisson_interval(1, 0.0)
