"""Curved boundaries against the values of an independent implementation.

The targets are the unit tests of `confseq` (gostevehoward/confseq, MIT), which come from a third
implementation in R; their tolerance is 1e-5.
"""

import numpy as np
import pytest

from andon.errors import InvalidConfig
from andon.verdicts.boundaries import (
    bernoulli_sequence,
    best_rho,
    beta_binomial_log_mixture,
    double_stitching_bound,
    empirical_process_lil_bound,
    gamma_exponential_log_mixture,
    gamma_poisson_log_mixture,
    mixture_bound,
    normal_log_mixture,
    normal_mixture_bound,
    poly_stitching_bound,
)

NEAR = {"abs": 1e-5}


@pytest.mark.parametrize(
    ("successes", "trials", "t_opt", "ends"),
    [
        (700, 1000, 100, (0.651629, 0.745949)),
        (15, 50, 50, (0.129556, 0.511896)),
        (5, 50, 50, (0.013021, 0.269264)),
        (1, 50, 50, (0.0, 0.13489)),
        (100, 200, 1, (0.328923, 0.671076)),
        (1, 2, 50, (0.0, 1.0)),
        (0, 1, 50, (0.0, 1.0)),
        (1, 1, 50, (0.0, 1.0)),
    ],
)
def test_bernoulli_sequences_match(successes, trials, t_opt, ends):
    assert bernoulli_sequence(successes, trials, alpha=0.05, t_opt=t_opt) == pytest.approx(
        ends, **NEAR
    )


def test_prior_precision_matches():
    assert best_rho(100, 0.05) == pytest.approx(12.60056, **NEAR)


def test_two_sided_normal_mixture_matches():
    assert normal_mixture_bound(100, alpha=0.05, v_opt=100) == pytest.approx(30.35209, **NEAR)
    assert normal_log_mixture(10, 100, v_opt=100) == pytest.approx(-0.6510052, **NEAR)
    by_root = mixture_bound(lambda s: normal_log_mixture(s, 100, v_opt=100), alpha=0.05)
    assert by_root == pytest.approx(normal_mixture_bound(100, alpha=0.05, v_opt=100))


ONE_SIDED = [
    (lambda s: normal_log_mixture(s, 100, v_opt=100, is_one_sided=True), 27.66071, -0.06502391),
    (lambda s: gamma_exponential_log_mixture(s, 100, v_opt=100, c=2), 33.02017, -0.2490165),
    (lambda s: gamma_poisson_log_mixture(s, 100, v_opt=100, c=2), 30.1949, -0.06991219),
    (lambda s: beta_binomial_log_mixture(s, 100, v_opt=100, g=0.2, h=0.8), 31.4308, -0.6941012),
    (
        lambda s: beta_binomial_log_mixture(s, 100, v_opt=100, g=0.2, h=0.8, is_one_sided=True),
        28.41238,
        -0.07134019,
    ),
]


@pytest.mark.parametrize(("log_mixture", "bound", "at_ten"), ONE_SIDED)
def test_mixtures_and_their_bounds_match(log_mixture, bound, at_ten):
    assert mixture_bound(log_mixture, alpha=0.05) == pytest.approx(bound, **NEAR)
    assert log_mixture(10.0) == pytest.approx(at_ten, **NEAR)


@pytest.mark.parametrize(("c", "bound"), [(3.0, 64.48755), (-1.0, 28.99389)])
def test_polynomial_stitching_matches(c, bound):
    assert poly_stitching_bound(100, alpha=0.05, v_min=10, c=c) == pytest.approx(bound, **NEAR)


def test_empirical_process_bound_matches():
    bound = empirical_process_lil_bound(1000, alpha=0.05, t_min=100, a=0.85)
    assert bound == pytest.approx(0.08204769, **NEAR)
    assert empirical_process_lil_bound(99, alpha=0.05, t_min=100) == np.inf


@pytest.mark.parametrize(("quantile", "bound"), [(0.5, 68.62803), (0.9, 43.72119), (0.1, 59.96521)])
def test_double_stitching_matches(quantile, bound):
    found = double_stitching_bound(quantile, 1000, alpha=0.05, t_opt=100)
    assert found == pytest.approx(bound, **NEAR)


def test_every_mixture_starts_at_one():
    for log_mixture in (
        lambda v: normal_log_mixture(0.0, v, v_opt=100),
        lambda v: normal_log_mixture(0.0, v, v_opt=100, is_one_sided=True),
        lambda v: gamma_exponential_log_mixture(0.0, v, v_opt=100, c=2),
        lambda v: gamma_poisson_log_mixture(0.0, v, v_opt=100, c=2),
        lambda v: beta_binomial_log_mixture(0.0, v, v_opt=100, g=0.2, h=0.8),
    ):
        assert log_mixture(0.0) == pytest.approx(0.0, abs=1e-9)


def test_bound_is_the_largest_sum_when_no_sum_is_evidence():
    assert mixture_bound(lambda _: 0.0, alpha=0.05, s_max=7.0) == 7.0


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (
            lambda: best_rho(0.0, 0.05),
            r"v_opt = 0\.0 must be above 0 and alpha = 0\.05 in \(0, 1\)",
        ),
        (
            lambda: bernoulli_sequence(3, 2, alpha=0.05, t_opt=10),
            r"3 successes in 2 trials: not within \[0, 2\]",
        ),
        (
            lambda: empirical_process_lil_bound(10, alpha=0.05, t_min=1, a=0.7),
            r"The leading constant is 0\.7; it must be above 1/sqrt\(2\)",
        ),
    ],
)
def test_what_cannot_be_meant_is_refused(call, message):
    with pytest.raises(InvalidConfig, match=message):
        call()
