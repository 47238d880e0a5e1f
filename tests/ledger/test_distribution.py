"""Distributions: quantiles, means and what is none."""

from decimal import Decimal

import numpy as np
import pytest
from scipy import stats

from andon.errors import InvalidConfig
from andon.ledger.distribution import Beta, Gamma, Lognormal, Normal, Triangular, from_spread
from andon.ledger.prices import Spread

SHARES = np.linspace(0.001, 0.999, 97)

PAIRS = [
    (Triangular(low=1.0, mode=2.0, high=5.0), stats.triang(0.25, loc=1.0, scale=4.0)),
    (Triangular(low=1.0, mode=1.0, high=5.0), stats.triang(0.0, loc=1.0, scale=4.0)),
    (Triangular(low=1.0, mode=5.0, high=5.0), stats.triang(1.0, loc=1.0, scale=4.0)),
    (Normal(mean=3.0, sd=2.0), stats.norm(loc=3.0, scale=2.0)),
    (Beta(a=128.5, b=14.5), stats.beta(128.5, 14.5)),
    (Gamma(shape=2.5, rate=10.0), stats.gamma(2.5, scale=0.1)),
]


@pytest.mark.parametrize(("ours", "theirs"), PAIRS)
def test_quantiles_and_means_are_those_of_the_books(ours, theirs):
    np.testing.assert_allclose(ours.ppf(SHARES), theirs.ppf(SHARES), rtol=1e-9)
    assert ours.mean == pytest.approx(float(theirs.mean()))


def test_a_lognormal_is_given_by_its_five_and_ninety_five_per_cent():
    one = Lognormal(low=50.0, high=200.0)
    np.testing.assert_allclose(one.ppf([0.05, 0.5, 0.95]), [50.0, 100.0, 200.0])
    assert one.mean == pytest.approx(
        float(one.ppf((np.arange(10**5) + 0.5) / 10**5).mean()), rel=1e-3
    )


def test_a_spread_becomes_its_distribution():
    low, high = Decimal(1), Decimal(5)
    assert from_spread(2.0, Spread(low=low, high=high)) == Triangular(low=1.0, mode=2.0, high=5.0)
    assert from_spread(2.0, Spread(low=low, high=high, shape="lognormal")) == Lognormal(
        low=1.0, high=5.0
    )


@pytest.mark.parametrize(
    ("build", "message"),
    [
        (lambda: Triangular(low=2.0, mode=1.0, high=3.0), "low <= mode <= high"),
        (lambda: Triangular(low=1.0, mode=1.0, high=1.0), "low < high"),
        (lambda: Lognormal(low=0.0, high=1.0), "0 < low < high"),
        (lambda: Normal(mean=0.0, sd=0.0), "sd > 0"),
        (lambda: Beta(a=0.0, b=1.0), "a, b > 0"),
        (lambda: Gamma(shape=1.0, rate=0.0), "shape, rate > 0"),
    ],
)
def test_what_is_no_distribution_is_refused(build, message):
    with pytest.raises(InvalidConfig, match=message):
        build()
