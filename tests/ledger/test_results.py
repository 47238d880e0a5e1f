"""Results as distributions, with subsidy and without from the same draws."""

import numpy as np
import pytest

from andon.errors import InvalidConfig
from andon.ledger.cost_model import cost_model
from andon.ledger.measurement import RateMeasurement
from andon.ledger.presets import preset
from andon.ledger.results import draw_inputs, spread_inputs, uncertain_results
from andon.ledger.uncertainty import Correlation
from tests.ledger.test_break_even import nut_station

RATE = RateMeasurement(parameter="success_rate", scenario="street_walk", successes=128, trials=142)


def test_what_is_spread_or_measured_is_drawn():
    model = nut_station()
    draws = draw_inputs(model, (RATE,), num_draws=1000)
    assert set(draws.changes) == {"price.robot", "maintenance_share_per_yr", "success_rate"}
    assert np.array_equal(draws.changes["success_rate"], draws.truths[0])
    assert all(values.shape == (1000,) for values in draws.changes.values())


def test_a_measured_input_is_no_longer_spread():
    model = cost_model(preset("humanoid_us").ledger())
    robot = RateMeasurement(parameter="price.robot", scenario="street_walk", successes=1, trials=2)
    assert "price.robot" in spread_inputs(model)
    assert "price.robot" not in spread_inputs(model, (robot,))


def test_a_subsidy_lowers_every_quantile():
    without, with_one = uncertain_results(
        cost_model(preset("humanoid_china").ledger()), num_draws=4000
    )
    assert (without.with_subsidy, with_one.with_subsidy) == (False, True)
    for key in ("low", "median", "high", "mean"):
        assert getattr(with_one.cost_per_h, key) < getattr(without.cost_per_h, key)
    assert with_one.chance_to_pay >= without.chance_to_pay


def test_the_quantiles_lie_around_the_ledger():
    model = nut_station()
    found, _ = uncertain_results(model, (RATE,), num_draws=4000)
    assert found.cost_per_good_part.low < found.cost_per_good_part.median
    point = float(model.evaluate(with_subsidy=False).good_parts_per_h)
    assert found.productivity.low < point / 47.3684 < found.productivity.high


def test_correlations_move_the_ends_and_need_something_to_join():
    model = cost_model(preset("humanoid_us").ledger())
    pair = (Correlation("price.robot", "price.supervisor", 0.8),)
    loose, _ = uncertain_results(model, num_draws=20_000)
    tight, _ = uncertain_results(model, correlations=pair, num_draws=20_000)
    width = tight.cost_per_h.high - tight.cost_per_h.low
    assert width > loose.cost_per_h.high - loose.cost_per_h.low
    bare = cost_model(preset("humanoid_china_open_terms").ledger())
    with pytest.raises(InvalidConfig, match="no price or term is spread"):
        uncertain_results(bare, correlations=pair)
