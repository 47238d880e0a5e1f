"""Cash flows: golden values to the printed digits, and the cases without an answer."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from andon.errors import InvalidConfig
from andon.ledger.cash_flow import (
    capital_recovery_factor,
    discounted_payback_yr,
    internal_rates,
    irr,
    learned_cost,
    npv,
    simple_payback_yr,
)

TEN = Decimal("0.10")
FLOWS = [Decimal(-100), *[Decimal(30)] * 5]

rates = st.decimals("-0.5", "2", places=4)


def test_golden_capital_recovery_factor():
    assert round(capital_recovery_factor(TEN, Decimal(5)), 7) == Decimal("0.2637975")
    assert round(capital_recovery_factor(TEN, Decimal(5)), 8) == Decimal("0.26379748")


def test_golden_present_value_and_rate_of_return():
    assert round(npv(TEN, FLOWS), 6) == Decimal("13.723603")
    assert round(100 * irr(FLOWS), 6) == 15.238237


def test_golden_paybacks():
    assert round(simple_payback_yr(Decimal(100), Decimal(30)), 4) == Decimal("3.3333")
    payback = discounted_payback_yr(Decimal(100), Decimal(30), rate=TEN)
    assert round(payback, 6) == Decimal("4.254164")


LEARNING = {
    0.80: (80, 64, 47.651, 22.706, 10.820),
    0.85: (85, 72.25, 58.282, 33.968, 19.797),
    0.90: (90, 81, 70.469, 49.659, 34.994),
}


@pytest.mark.parametrize("rate", LEARNING)
def test_golden_learning_curves(rate):
    found = [round(learned_cost(100.0, n, learning_rate=rate), 3) for n in (2, 4, 10, 100, 1000)]
    assert found == list(LEARNING[rate])


def test_without_learning_every_unit_costs_the_same():
    assert learned_cost(7.0, 1000, learning_rate=1.0) == 7.0
    assert learned_cost(7.0, 1, learning_rate=0.5) == 7.0


@given(rates, st.integers(1, 30))
def test_payments_of_the_recovery_factor_are_worth_one_unit(rate, years):
    payment = capital_recovery_factor(rate, Decimal(years))
    assert abs(npv(rate, [Decimal(-1), *[payment] * years])) < Decimal("1E-40")


@given(st.decimals("0.01", 1000, places=2), st.decimals("0.01", 1000, places=2), rates)
def test_flows_until_the_discounted_payback_are_worth_the_investment(investment, yearly, rate):
    years = discounted_payback_yr(investment, yearly, rate=rate)
    if years is None:
        assert yearly <= investment * rate  # not even a perpetuity pays
    elif years > 0:
        recovered = yearly / capital_recovery_factor(rate, years)
        assert abs(recovered - investment) < Decimal("1E-20") * investment


@given(st.integers(1, 20), st.decimals("0.1", 1000, places=1))
def test_the_rate_of_return_makes_the_present_value_vanish(years, yearly):
    flows = [Decimal(-100), *[yearly] * years]
    rate = Decimal(irr(flows))
    scale = sum((yearly / (1 + rate) ** t for t in range(years + 1)), Decimal(100))
    assert abs(npv(rate, flows)) < Decimal("1E-9") * scale


def test_flows_that_never_change_sign_have_no_rate_of_return():
    assert internal_rates([Decimal(-100), Decimal(-1)]) == ()
    with pytest.raises(InvalidConfig, match=r"no rate of return.*\(-100, -1\)"):
        irr([Decimal(-100), Decimal(-1)])


def test_flows_with_two_rates_of_return_are_reported_and_refused():
    # -100 + 230 v - 132 v^2 = 0 for v = 1/1.1 and v = 1/1.2.
    flows = [Decimal(-100), Decimal(230), Decimal(-132)]
    assert internal_rates(flows) == pytest.approx((0.1, 0.2), abs=1e-9)
    with pytest.raises(InvalidConfig, match=r"2 rates of return, \[0\.1, 0\.2\].*change sign 2"):
        irr(flows)


def test_two_changes_of_sign_may_leave_no_rate_at_all():
    flows = [Decimal(-100), Decimal(150), Decimal(-100)]
    assert internal_rates(flows) == ()
    with pytest.raises(InvalidConfig, match="no rate of return"):
        irr(flows)


def test_a_delay_does_not_move_the_rate_and_long_lives_do_not_overflow():
    assert irr([Decimal(0), *FLOWS, Decimal(0)]) == pytest.approx(irr(FLOWS), abs=1e-12)
    flows = [Decimal(-100), *[Decimal(0)] * 400, Decimal(1)]
    assert irr(flows) == pytest.approx(100 ** (-1 / 401) - 1, abs=1e-12)


def test_a_billionfold_return_is_not_looked_for():
    assert internal_rates([Decimal("-1E-30"), Decimal(1)]) == ()


def test_without_interest_money_keeps_its_worth():
    assert capital_recovery_factor(Decimal(0), Decimal(4)) == Decimal("0.25")
    assert npv(Decimal(0), FLOWS) == 50
    assert discounted_payback_yr(Decimal(100), Decimal(25), rate=Decimal(0)) == 4


@pytest.mark.parametrize("yearly", [Decimal(0), Decimal(-5)])
def test_what_brings_nothing_back_never_pays(yearly):
    assert simple_payback_yr(Decimal(100), yearly) is None
    assert discounted_payback_yr(Decimal(100), yearly, rate=TEN) is None


def test_flows_below_the_interest_never_pay():
    assert discounted_payback_yr(Decimal(100), Decimal(10), rate=TEN) is None
    assert discounted_payback_yr(Decimal(100), Decimal("10.01"), rate=TEN) is not None


def test_nothing_invested_is_paid_back_at_once():
    assert simple_payback_yr(Decimal(0), Decimal(-1)) == 0


@pytest.mark.parametrize(
    ("use", "message"),
    [
        (lambda: capital_recovery_factor(Decimal(-1), Decimal(5)), "must be above -1"),
        (lambda: capital_recovery_factor(TEN, Decimal(0)), "recovered over 0 years"),
        (lambda: npv(Decimal(-1), FLOWS), "must be above -1"),
        (lambda: npv(TEN, []), "no cash flow"),
        (lambda: internal_rates([]), "no cash flow"),
        (lambda: internal_rates([Decimal(0)]), "All flows are zero"),
        (lambda: simple_payback_yr(Decimal(-1), Decimal(1)), "investment is -1; money spent is"),
        (lambda: learned_cost(1.0, 0, learning_rate=0.8), "units are counted from 1"),
        (lambda: learned_cost(1.0, 1, learning_rate=1.1), r"must lie in \(0, 1\]"),
        (lambda: learned_cost(1.0, 1, learning_rate=0.0), r"must lie in \(0, 1\]"),
    ],
)
def test_what_cannot_be_meant_is_refused(use, message):
    with pytest.raises(InvalidConfig, match=message):
        use()
