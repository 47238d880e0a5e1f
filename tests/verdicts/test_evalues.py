"""E-values: golden numbers, and the law that each is a supermartingale under its hypothesis."""

from itertools import product

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import special

from andon.errors import InvalidConfig
from andon.verdicts import evalues

TRIALS = 40
SUCCESSES = np.arange(TRIALS + 1)


def binomial(p):
    return special.binom(TRIALS, SUCCESSES) * p**SUCCESSES * (1 - p) ** (TRIALS - SUCCESSES)


@pytest.mark.parametrize(
    ("n", "p0", "e"), [(10, 0.5, 360.79329936), (59, 0.95, 10.38364167), (100, 0.95, 66.20429385)]
)
def test_mixture_of_straight_successes_has_its_golden_value(n, p0, e):
    assert np.exp(evalues.mixture_log_e_pass(n, n, p0=p0)) == pytest.approx(e, abs=6e-9, rel=1e-11)


@pytest.mark.parametrize(
    ("count", "exposure", "e"),
    [
        (0, 3, 11.862),
        (0, 4, 28.929),
        (0, 5, 71.861),
        (0, 6, 180.911),
        (1, 8, 65.478),
        (2, 10, 48.823),
        (5, 20, 908.416),
    ],
)
def test_gamma_mixture_has_its_golden_values(count, exposure, e):
    log_e = evalues.poisson_mixture_log_e_pass(count, exposure, rate0=1.0)
    assert np.exp(log_e) == pytest.approx(e, abs=6e-4)


@pytest.mark.parametrize(
    ("p0", "p1", "sprt", "mixture"),
    [(0.90, 0.97, 40, 36), (0.95, 0.99, 73, 74), (0.97, 0.99, 147, 125), (0.99, 0.999, 332, 377)],
)
def test_zero_failure_lengths_are_those_of_the_table(p0, p1, sprt, mixture):
    n = np.arange(1, 500)
    ratio = evalues.sprt_log_e_pass(n, n, p0=p0, p1=p1) >= np.log(20)
    spread = evalues.mixture_log_e_pass(n, n, p0=p0) >= np.log(20)
    assert n[np.argmax(ratio)] == sprt == int(np.ceil(np.log(20) / np.log(p1 / p0)))
    assert n[np.argmax(spread)] == mixture


def test_savi_grows_as_published_and_rejects_at_exactly_four_pairs():
    e = np.exp(evalues.savi_log_e(np.zeros(6), np.ones(6)))
    assert e == pytest.approx([16 / 9, 4.0, 10.24, 28.444444, 83.591837, 256.0], abs=6e-7)
    assert np.argmax(e >= 20.0) + 1 == 4


def test_straight_wins_follow_the_closed_form_and_seven_reject():
    k = np.arange(1, 41)
    e = np.exp(evalues.paired_log_e(k, np.zeros_like(k)))
    np.testing.assert_allclose(e, (2.0 ** (k + 1) - 1) / (k + 1), rtol=1e-12)
    assert e[5:9] == pytest.approx([18.142857, 31.875, 56.777778, 102.3], abs=6e-7)
    assert k[np.argmax(e >= 20.0)] == 7


@pytest.mark.parametrize(
    ("wins", "losses", "e"),
    [
        (20, 2, 1578.83),
        (30, 4, 21168.4),
        (27, 4, 4265.58),
        (164, 13, 1.2578e32),
        (134, 52, 2.1991e7),
        (15, 0, 4095.94),
        (51, 19, 523.819),
    ],
)
def test_published_rollout_counts_give_their_paired_e_values(wins, losses, e):
    # discordant totals of seven published rollout sets; five or six digits are printed
    assert np.exp(evalues.paired_log_e(wins, losses)) == pytest.approx(e, rel=5e-5)


@pytest.mark.parametrize(
    ("wins", "losses", "alpha"),
    [(7, 0, 0.05), (10, 1, 0.05), (9, 0, 0.01), (28, 8, 0.01)],
)
def test_published_stopping_counts_are_the_first_that_reject(wins, losses, alpha):
    # the win that stops the test must be needed
    assert evalues.paired_log_e(wins, losses) >= np.log(1 / alpha)
    assert evalues.paired_log_e(wins - 1, losses) < np.log(1 / alpha)


@pytest.mark.parametrize("p", [0.05, 0.4, 0.7, 0.8])
def test_evidence_for_passing_expects_one_at_most_for_every_unfit_rate(p):
    for log_e in (
        evalues.sprt_log_e_pass(SUCCESSES, TRIALS + 0 * SUCCESSES, p0=0.8, p1=0.95),
        evalues.mixture_log_e_pass(SUCCESSES, TRIALS + 0 * SUCCESSES, p0=0.8),
    ):
        expected = binomial(p) @ np.exp(log_e)
        assert expected <= 1.0 + 1e-12
        if p == 0.8:
            assert expected == pytest.approx(1.0)


@pytest.mark.parametrize("p", [0.95, 0.97, 0.999])
def test_evidence_for_failing_expects_one_at_most_for_every_fit_rate(p):
    for log_e in (
        evalues.sprt_log_e_fail(SUCCESSES, TRIALS + 0 * SUCCESSES, p0=0.8, p1=0.95),
        evalues.mixture_log_e_fail(SUCCESSES, TRIALS + 0 * SUCCESSES, p1=0.95),
    ):
        expected = binomial(p) @ np.exp(log_e)
        assert expected <= 1.0 + 1e-12
        if p == 0.95:
            assert expected == pytest.approx(1.0)


@pytest.mark.parametrize("rate", [2.0, 3.0, 5.0])
def test_poisson_evidence_expects_one_at_most_under_its_hypothesis(rate):
    exposure = 4.0
    count = np.arange(20_000)  # far enough for the heavy tail of the mixture
    log_pmf = count * np.log(rate * exposure) - rate * exposure - special.gammaln(count + 1)
    time = np.full(count.size, exposure)
    for log_e, equal_at in (
        (evalues.poisson_sprt_log_e_pass(count, time, rate0=2.0, rate1=0.5), 2.0),
        (evalues.poisson_mixture_log_e_pass(count, time, rate0=2.0), 2.0),
        (evalues.poisson_sprt_log_e_fail(count, time, rate0=9.0, rate1=5.0), 5.0),
        (evalues.poisson_mixture_log_e_fail(count, time, rate1=5.0), 5.0),
    ):
        log_expected = special.logsumexp(log_pmf + log_e)
        assert log_expected <= 1e-9
        if rate == equal_at:
            assert log_expected == pytest.approx(0.0, abs=1e-9)


@pytest.mark.parametrize("bound", [0.2, 0.5, 0.9])
@pytest.mark.parametrize("alternative", ["greater", "less"])
def test_betting_is_a_fair_game_at_its_bound(bound, alternative):
    # all 2^10 two-valued sequences with mean `bound`, weighted by their chance
    sequences = np.array(list(product([0.0, 1.0], repeat=10)))
    ones = sequences.sum(axis=1)
    chance = bound**ones * (1 - bound) ** (10 - ones)
    log_e = evalues.betting_log_e(sequences, bound=bound, alternative=alternative)
    np.testing.assert_allclose(chance @ np.exp(log_e), np.ones(10), rtol=1e-12)


def test_betting_in_other_units_is_the_same_bet():
    values = np.array([3.0, 5.0, 4.0, 9.0, 2.5])
    scaled = evalues.betting_log_e(values / 10.0, bound=0.3, alternative="greater")
    given_ = evalues.betting_log_e(values, bound=3.0, alternative="greater", low=0.0, high=10.0)
    np.testing.assert_allclose(given_, scaled, rtol=1e-12)


def test_betting_never_uses_the_value_it_bets_on():
    # one flat start, two different last values: the last factor is linear in the last value
    start = np.full(9, 0.7)
    capital = [
        np.exp(evalues.betting_log_e([*start, last], bound=0.5, alternative="greater")[-1])
        for last in (0.0, 0.5, 1.0)
    ]
    assert capital[1] == pytest.approx((capital[0] + capital[2]) / 2.0)


@pytest.mark.parametrize("p", [0.1, 0.5, 0.9])
def test_savi_expects_one_at_most_when_both_arms_are_equal(p):
    pairs = np.array(list(product([0.0, 1.0], repeat=10))).reshape(-1, 2, 5)
    ones = pairs.sum(axis=(1, 2))
    chance = p**ones * (1 - p) ** (10 - ones)
    assert np.all(chance @ np.exp(evalues.savi_log_e(pairs[:, 0], pairs[:, 1])) <= 1.0 + 1e-12)


def test_fail_evidence_of_the_ratio_test_is_the_inverse_of_pass_evidence():
    np.testing.assert_array_equal(
        evalues.sprt_log_e_pass([3, 9], [5, 9], p0=0.8, p1=0.9),
        -evalues.sprt_log_e_fail([3, 9], [5, 9], p0=0.8, p1=0.9),
    )


@given(st.integers(1, 5000), st.data())
def test_more_successes_never_weaken_the_evidence_for_passing(trials, data):
    successes = data.draw(st.integers(0, trials - 1))
    pair = np.array([successes, successes + 1])
    n = np.array([trials, trials])
    for log_e in (
        evalues.sprt_log_e_pass(pair, n, p0=0.8, p1=0.95),
        evalues.mixture_log_e_pass(pair, n, p0=0.8),
        -evalues.mixture_log_e_fail(pair, n, p1=0.95),
    ):
        assert np.all(np.isfinite(log_e))
        assert log_e[1] >= log_e[0] - 1e-9 * abs(log_e[0])


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: evalues.sprt_log_e_pass(1, 1, p0=0.9, p1=0.8), r"needs 0 < p0 < p1 < 1"),
        (lambda: evalues.mixture_log_e_pass(1, 1, p0=1.0), r"p0 = 1\.0; .* must lie in \(0, 1\)"),
        (lambda: evalues.mixture_log_e_fail(2, 1, p1=0.5), r"Successes must lie in \[0, trials\]"),
        (lambda: evalues.paired_log_e(-1, 0), r"Wins and losses are counts"),
        (lambda: evalues.savi_log_e([0, 1], [1]), r"Pairs need two arms of one shape"),
        (lambda: evalues.savi_log_e([2], [1]), r"Outcomes of a paired test must be 0 or 1"),
        (
            lambda: evalues.betting_log_e([0.5], bound=1.0, alternative="less"),
            r"The bound 1\.0 must lie inside \(0\.0, 1\.0\)",
        ),
        (
            lambda: evalues.betting_log_e([np.nan], bound=0.5, alternative="less"),
            r"A value lies outside \[0\.0, 1\.0\]",
        ),
        (
            lambda: evalues.poisson_sprt_log_e_pass(1, 1, rate0=1.0, rate1=2.0),
            r"needs 0 < rate1 < rate0",
        ),
        (
            lambda: evalues.poisson_mixture_log_e_pass(1, -1, rate0=1.0),
            r"must not be negative",
        ),
        (
            lambda: evalues.poisson_mixture_log_e_pass(1, 1, rate0=0.0),
            r"The rate to test against is 0\.0; it must be above 0",
        ),
    ],
)
def test_what_cannot_be_meant_is_refused(call, message):
    with pytest.raises(InvalidConfig, match=message):
        call()
