"""Uncertainty: draws keep distributions and ranks, shares of variance are the known ones."""

import numpy as np
import pytest
from scipy import stats

from andon.errors import InvalidConfig, UnknownName
from andon.ledger.distribution import Lognormal, Normal, Triangular
from andon.ledger.uncertainty import (
    Correlation,
    Inputs,
    sample,
    sobol,
    spread_of,
    tornado,
)

THREE = {
    "price": Lognormal(low=50.0, high=200.0),
    "wage": Triangular(low=30.0, mode=45.0, high=70.0),
    "life": Triangular(low=3.0, mode=4.0, high=8.0),
}


def test_draws_have_the_wanted_rank_correlation_and_keep_their_distributions():
    # At 20,000 draws the rank correlation has a standard error near 0.007 (1/sqrt(n)); 0.03 is
    # four of them. The distance to the distribution function passes 0.0137 once in a thousand.
    pairs = (Correlation("price", "wage", 0.7), Correlation("price", "life", -0.4))
    draws = sample(Inputs(distributions=THREE, correlations=pairs), 20_000, seed=3)
    for pair in pairs:
        found = stats.spearmanr(draws[pair.one], draws[pair.other]).statistic
        assert found == pytest.approx(pair.rank, abs=0.03)
    for name, one in THREE.items():
        shares = np.sort(draws[name])
        expected = one.ppf((np.arange(shares.size) + 0.5) / shares.size)
        grid = np.searchsorted(expected, shares) / shares.size
        assert np.max(np.abs(grid - (np.arange(shares.size) + 0.5) / shares.size)) < 0.0137


def test_the_same_seed_gives_the_same_draws_and_another_one_others():
    inputs = Inputs(distributions=THREE)
    one, same, other = (sample(inputs, 5, seed=seed) for seed in (1, 1, 2))
    for name in THREE:
        assert np.array_equal(one[name], same[name])
        assert not np.array_equal(one[name], other[name])


def test_correlations_of_unknown_inputs_and_impossible_ones_are_refused():
    def build(*pairs):
        return Inputs(distributions=THREE, correlations=tuple(Correlation(*p) for p in pairs))

    with pytest.raises(UnknownName, match=r"input named 'prize'\. Did you mean 'price'"):
        build(("prize", "wage", 0.5))
    with pytest.raises(InvalidConfig, match=r"must lie in \(-1, 1\)"):
        build(("price", "wage", 1.0))
    with pytest.raises(InvalidConfig, match="join two inputs"):
        build(("price", "price", 0.5))
    with pytest.raises(InvalidConfig, match="contradict each other"):
        build(("price", "wage", 0.9), ("wage", "life", 0.9), ("price", "life", -0.9))
    with pytest.raises(InvalidConfig, match="No input is uncertain"):
        Inputs(distributions={})


def test_a_spread_says_where_the_draws_lie():
    found = spread_of(np.arange(101.0))
    assert (found.mean, found.low, found.median, found.high) == (50.0, 5.0, 50.0, 95.0)


LINEAR = Inputs(distributions={name: Normal(mean=0.0, sd=1.0) for name in ("a", "b", "c")})


def linear(draws):
    return 3.0 * draws["a"] - 4.0 * draws["b"] + 0.0 * draws["c"]


def test_the_tornado_puts_the_widest_swing_first():
    swings = tornado(linear, LINEAR)
    assert [swing.name for swing in swings] == ["b", "a", "c"]
    assert swings[0].width == pytest.approx(2 * 4 * 1.6448536)
    assert swings[0].at_low > swings[0].at_high  # b works downwards
    assert swings[2].width == 0.0


def test_variance_shares_of_a_sum_are_the_squares_of_its_weights():
    rows = {row.name: row for row in sobol(linear, LINEAR, seed=0)}
    for name, share in (("a", 9 / 25), ("b", 16 / 25), ("c", 0.0)):
        assert rows[name].first_order == pytest.approx(share, abs=0.02)
        assert rows[name].total == pytest.approx(share, abs=0.02)
        assert rows[name].total_error < 0.02


def test_variance_shares_of_the_ishigami_function_are_the_known_ones():
    # f = sin x1 + 7 sin^2 x2 + 0.1 x3^4 sin x1 on (-pi, pi)^3: first order .3139, .4424, 0; total
    # .5576, .4424, .2437 (T. Ishigami and T. Homma, 1990).
    class Around:
        def ppf(self, u):
            return np.pi * (2.0 * np.asarray(u) - 1.0)

    inputs = Inputs(distributions={name: Around() for name in ("x1", "x2", "x3")})

    def ishigami(x):
        return np.sin(x["x1"]) + 7.0 * np.sin(x["x2"]) ** 2 + 0.1 * x["x3"] ** 4 * np.sin(x["x1"])

    rows = {row.name: row for row in sobol(ishigami, inputs, seed=0, log2_count=10)}
    for name, first, total in (("x1", 0.3139, 0.5576), ("x2", 0.4424, 0.4424), ("x3", 0, 0.2437)):
        assert rows[name].first_order == pytest.approx(first, abs=0.03)
        assert rows[name].total == pytest.approx(total, abs=0.03)


def test_correlated_inputs_have_no_variance_shares():
    inputs = Inputs(distributions=THREE, correlations=(Correlation("price", "wage", 0.5),))
    with pytest.raises(InvalidConfig, match="independent inputs; these are correlated"):
        sobol(lambda draws: draws["price"], inputs, seed=0)


def test_a_result_that_never_changes_has_no_shares():
    with pytest.raises(InvalidConfig, match="does not change with any of the inputs"):
        sobol(lambda draws: 0.0 * draws["a"], LINEAR, seed=0)
