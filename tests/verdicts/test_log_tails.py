"""Logarithms of incomplete beta and gamma functions."""

import numpy as np
import pytest
from scipy import special

from andon.verdicts import log_tails
from andon.verdicts.log_tails import log_betainc, log_betaincc, log_gammainc, log_gammaincc


def test_beta_tail_with_b_one_is_a_power_also_where_it_underflows():
    # I_x(a, 1) = x^a
    a = np.array([1.0, 10.0, 1e3, 1e5])
    np.testing.assert_allclose(log_betainc(a, 1.0, 0.5), a * np.log(0.5), rtol=1e-12)


def test_upper_beta_tail_with_a_one_is_a_power_also_where_it_underflows():
    # 1 - I_x(1, b) = (1 - x)^b
    b = np.array([1.0, 10.0, 1e3, 1e5])
    np.testing.assert_allclose(log_betaincc(1.0, b, 0.3), b * np.log(0.7), rtol=1e-12)


def test_upper_gamma_tail_of_shape_two_has_its_closed_form():
    # Q(2, x) = (1 + x) exp(-x)
    x = np.array([0.1, 5.0, 800.0, 1e5])
    np.testing.assert_allclose(log_gammaincc(2.0, x), np.log1p(x) - x, rtol=1e-12)


def test_lower_gamma_tail_of_whole_shape_is_a_poisson_tail():
    # P(k, x) = P(Poisson(x) >= k); summed here in the log domain
    counts = np.arange(2000, 4000)
    terms = counts * np.log(10.0) - 10.0 - special.gammaln(counts + 1)
    np.testing.assert_allclose(log_gammainc(2000.0, 10.0), special.logsumexp(terms), rtol=1e-12)


@pytest.mark.parametrize(("a", "b", "x"), [(40.0, 3.0, 0.2), (3.0, 300.0, 0.001), (90.0, 9.0, 0.7)])
def test_far_beta_expansion_agrees_with_the_function_where_both_work(a, b, x):
    far = log_tails._far_beta(np.array([a]), np.array([b]), np.array([x]))
    np.testing.assert_allclose(far, np.log(special.betainc(a, b, x)), rtol=1e-10)


@pytest.mark.parametrize(("a", "x"), [(40.0, 10.0), (5.0, 1.0)])
def test_far_gamma_expansions_agree_with_the_functions_where_both_work(a, x):
    lower = log_tails._far_lower_gamma(np.array([a]), np.array([x]))
    np.testing.assert_allclose(lower, np.log(special.gammainc(a, x)), rtol=1e-10)
    upper = log_tails._far_upper_gamma(np.array([a]), np.array([10.0 * a]))
    np.testing.assert_allclose(upper, np.log(special.gammaincc(a, 10.0 * a)), rtol=1e-10)


def test_scalars_and_arrays_broadcast():
    assert log_betainc(2.0, 3.0, 0.5).shape == ()
    assert log_betainc(np.ones((4, 1)), np.ones(3), 0.5).shape == (4, 3)
