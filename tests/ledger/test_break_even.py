"""Break-even: points, maps, and the refusal to compare with nobody."""

import numpy as np
import pytest

from andon.errors import InvalidConfig, UnknownName
from andon.ledger.break_even import break_even, break_even_map, price_map, success_map
from andon.ledger.cost_model import Attempts, cost_model
from andon.ledger.presets import preset
from tests.ledger.test_book import make_ledger

US = cost_model(preset("humanoid_us").ledger())


def nut_station():
    ledger = preset("xiaomi_nut_station").ledger()
    attempts = Attempts(success_rate=128 / 142, cycle_s=76.0, stop_s=0.0, help_s=60.0)
    return cost_model(ledger).with_attempts(attempts.fitted(128 / 3))


def test_the_point_is_cost_over_wage():
    found = break_even(US, "productivity", low=0.0, high=2.0, with_subsidy=False)
    assert found == pytest.approx(26.905740181269 / 45.65, abs=1e-9)


def test_a_robot_that_always_or_never_pays_has_no_point():
    assert break_even(US, "productivity", low=0.7, high=2.0, with_subsidy=False) is None
    assert break_even(US, "productivity", low=0.0, high=0.5, with_subsidy=False) is None


def test_the_point_can_be_looked_for_at_another_price():
    # Worked example 2 differs in the price alone.
    found = break_even(
        US,
        "productivity",
        low=0.0,
        high=2.0,
        with_subsidy=False,
        changes={"price.robot": 29_900.0},
    )
    assert found == pytest.approx(11.059116 / 45.65, abs=1e-6)


def test_a_map_holds_the_benefit_and_its_zero_line():
    one = price_map(US, with_subsidy=False, num=21)
    assert one.benefit_per_h.shape == (21, 21)
    assert np.all(np.diff(one.benefit_per_h, axis=0) > 0.0)  # more productive, better
    assert np.all(np.diff(one.benefit_per_h, axis=1) < 0.0)  # dearer, worse
    assert np.all(np.diff(one.boundary) > 0.0)
    for price, needed in zip(one.x_values, one.boundary, strict=True):
        changes = {"price.robot": price, "productivity": needed}
        benefit = US.evaluate(changes, with_subsidy=False).benefit_per_h
        assert float(benefit) == pytest.approx(0.0, abs=1e-9)
    assert 0.0 < one.paying_share < 1.0


def test_maps_reach_from_a_twentieth_to_twice_of_today():
    prices = price_map(US, with_subsidy=False, num=5)
    assert prices.x_values[[0, -1]] == pytest.approx([5_000.0, 200_000.0])
    assert prices.y_values[[0, -1]] == pytest.approx([0.0, 2.0])
    wages = success_map(nut_station(), with_subsidy=False, num=5)
    assert wages.x_values[[0, -1]] == pytest.approx([0.05 * 69.1551, 2 * 69.1551])
    assert wages.y_values[[0, -1]] == pytest.approx([0.5, 1.0])


def test_the_paying_share_counts_the_fields_above_zero():
    # It pays from 59 % at 100 k USD and from 24 % at 29.9 k: of the six fields, three.
    one = break_even_map(
        US,
        x=("price.robot", (29_900.0, 100_000.0)),
        y=("productivity", (0.2, 0.5, 0.9)),
        with_subsidy=False,
    )
    assert one.paying_share == pytest.approx(3 / 6)


def test_where_the_line_leaves_the_map_there_is_no_number():
    one = break_even_map(
        US,
        x=("price.robot", (50_000.0, 500_000.0)),
        y=("productivity", (0.0, 1.0)),
        with_subsidy=False,
    )
    assert np.isfinite(one.boundary[0])
    assert np.isnan(one.boundary[1])


def test_success_matters_less_where_labour_is_dear():
    one = success_map(nut_station(), with_subsidy=False, num=21)
    needed = one.boundary[np.isfinite(one.boundary)]
    assert needed.size > 3
    assert np.all(np.diff(needed) < 0.0)


def test_a_subsidy_only_enlarges_the_part_of_the_map_that_pays():
    model = cost_model(preset("humanoid_china").ledger())
    assert (
        price_map(model, with_subsidy=True).paying_share
        > price_map(model, with_subsidy=False).paying_share
    )


def test_maps_need_their_inputs():
    with pytest.raises(InvalidConfig, match="has no success rate: give it attempts first"):
        success_map(US, with_subsidy=False)
    with pytest.raises(UnknownName, match=r"named 'price\.robots'"):
        break_even_map(
            US, x=("price.robots", (1.0, 2.0)), y=("productivity", (0.0, 1.0)), with_subsidy=False
        )
    with pytest.raises(InvalidConfig, match="at least 2 ascending values of 'productivity'"):
        break_even_map(
            US, x=("price.robot", (1.0, 2.0)), y=("productivity", (1.0, 0.0)), with_subsidy=False
        )


def test_there_must_be_somebody_to_compare_with():
    with pytest.raises(InvalidConfig, match="there is nobody to compare with"):
        break_even(cost_model(make_ledger()), "life_yr", low=1.0, high=9.0, with_subsidy=False)
