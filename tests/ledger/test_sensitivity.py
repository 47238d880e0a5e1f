"""What the cost hangs on: one input alone, and shares of the variance."""

from dataclasses import replace
from decimal import Decimal

import pytest

from andon.errors import InvalidConfig
from andon.ledger.book import book_quantities
from andon.ledger.cost_model import Attempts, cost_model
from andon.ledger.measurement import RateMeasurement
from andon.ledger.prices import PriceList, Spread
from andon.ledger.sensitivity import rank_inputs
from tests.ledger.tables import make_price, make_quantities, make_terms


def model(**spreads):
    values = {"robot": 10_000, "operator": 30, "helper": 30}
    prices = PriceList(
        name="test.toml",
        prices={
            name: make_price(
                name,
                value,
                spread=Spread(low=Decimal(spreads[name][0]), high=Decimal(spreads[name][1]))
                if name in spreads
                else None,
            )
            for name, value in values.items()
        },
    )
    ledger = book_quantities(
        make_quantities({"operator": 100, "helper": 10}), prices=prices, terms=make_terms()
    )
    return cost_model(ledger)


def test_a_single_input_has_all_of_the_variance():
    (row,) = rank_inputs(model(operator=(20, 40)))
    assert (row.name, row.is_measured) == ("price.operator", False)
    # Half of the base of a symmetric triangle below 5 %: 20 + sqrt(0.05 * 20 * 10).
    assert row.low == pytest.approx(20 + 10**0.5)
    # 100 h of operators for 1000 parts: the cost follows the price, a tenth of it.
    assert row.cost_at_high - row.cost_at_low == pytest.approx((row.high - row.low) / 10)
    assert (row.share, row.share_error) == (1.0, 0.0)


def test_two_independent_inputs_share_the_variance():
    # The cost is linear in both: variances are as the squares of 100 h x 20 and 10 h x 40.
    first, second = rank_inputs(model(operator=(20, 40), helper=(10, 50)))
    assert [first.name, second.name] == ["price.operator", "price.helper"]
    wanted = 2000**2 / (2000**2 + 400**2)
    assert first.share == pytest.approx(wanted, abs=0.02)
    assert second.share == pytest.approx(1 - wanted, abs=0.01)


def test_what_episodes_measure_is_weighed_with_prices():
    attempts = Attempts(success_rate=0.9, cycle_s=30.0, stop_s=60.0, help_s=60.0)
    rate = RateMeasurement(
        parameter="success_rate", scenario="street_take_push", successes=45, trials=50
    )
    with_rate = model(operator=(29, 31)).with_attempts(attempts)
    rows = {row.name: row for row in rank_inputs(with_rate, (rate,))}
    assert rows["success_rate"].is_measured
    assert rows["success_rate"].cost_at_low > rows["success_rate"].cost_at_high
    assert rows["success_rate"].share > rows["price.operator"].share
    with pytest.raises(InvalidConfig, match="measured twice"):
        rank_inputs(with_rate, (rate, replace(rate, successes=40)))


def test_the_same_seed_gives_the_same_shares():
    one = model(operator=(20, 40), helper=(10, 50))
    assert rank_inputs(one, seed=3) == rank_inputs(one, seed=3)


def test_nothing_uncertain_hangs_on_nothing():
    assert rank_inputs(model()) == ()
