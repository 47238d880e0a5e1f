"""Costs, the probability to reject at, and the shift of a prior."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from andon.errors import InvalidConfig
from andon.inspection.costs import InspectionCosts, shift_prior
from tests.inspection.parts import COSTS

rates = st.floats(0.001, 0.999)


def test_two_against_five_hundred_gives_the_golden_threshold():
    assert round(COSTS.reject_probability, 6) == 0.003984
    assert COSTS.reject_probability == pytest.approx(0.00398406, abs=5e-9)


def test_the_prior_shift_is_the_difference_of_logits():
    # ln(p'(1 - p)/(p (1 - p'))) with p = 0.5, p' = 0.01 is ln(0.01/0.99)
    assert shift_prior(0.5, prevalence=0.5, new_prevalence=0.01) == pytest.approx(0.01)
    # odds 3 at even prevalence become 3 * (0.2/0.8) = 0.75
    assert shift_prior(0.75, prevalence=0.5, new_prevalence=0.2) == pytest.approx(0.75 / 1.75)


@given(rates, rates, rates)
def test_shifting_there_and_back_changes_nothing(p, a, b):
    there = shift_prior([p, 0.0, 1.0], prevalence=a, new_prevalence=b)
    back = shift_prior(there, prevalence=b, new_prevalence=a)
    np.testing.assert_allclose(back, [p, 0.0, 1.0], atol=1e-9)


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"escape_cost": 0.0}, r"escape_cost is 0\.0; a cost must be finite and above 0"),
        ({"overkill_cost": float("inf")}, r"overkill_cost is inf"),
        ({"review_cost": -1.0}, r"review_cost is -1\.0"),
        ({"currency": "euro"}, r"The currency is 'euro'; it must be an ISO 4217 code"),
        ({"currency": "eur"}, r"The currency is 'eur'"),
        ({"priced_on": "yesterday"}, r"priced_on is 'yesterday'; it must be a date such as"),
    ],
)
def test_costs_that_cannot_be_meant_are_refused(change, message):
    given_costs = {
        "escape_cost": 1.0,
        "overkill_cost": 1.0,
        "currency": "EUR",
        "priced_on": "2026-08-01",
    }
    with pytest.raises(InvalidConfig, match=message):
        InspectionCosts(**{**given_costs, **change})


def test_a_prevalence_or_probability_outside_its_range_is_refused():
    with pytest.raises(InvalidConfig, match=r"The prevalence is 1\.0; the share of bad parts"):
        shift_prior(0.5, prevalence=0.5, new_prevalence=1.0)
    with pytest.raises(InvalidConfig, match=r"The prevalence is 0; the share"):
        shift_prior(0.5, prevalence=0, new_prevalence=0.5)
    with pytest.raises(InvalidConfig, match=r"probability of a defect lies outside \[0, 1\]"):
        shift_prior([0.5, 1.1], prevalence=0.5, new_prevalence=0.1)
