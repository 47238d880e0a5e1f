from dataclasses import replace
from math import inf
from pathlib import Path

import numpy as np
import pytest

from andon.errors import BrokenFile, InvalidConfig
from andon.minds.clock import Calibration, Plan, PlanBook, due_step, is_register, read_calibration

PLAN = Plan(
    number=0,
    begun_step=100,
    due_step=107,
    register=np.array([np.nan, 0.12, 0.0, 0.0]),
    name="high",
)


def test_a_plan_takes_effect_when_it_is_due_and_once():
    book = PlanBook(30)
    book.add(PLAN)
    assert book.take(106) is None
    assert book.is_busy
    assert book.take(107) == PLAN
    assert book.take(108) is None
    assert not book.is_busy


def test_a_plan_begun_before_one_that_was_followed_is_dropped():
    book = PlanBook(30)
    book.add(replace(PLAN, number=1))
    assert book.take(107) is not None
    book.add(replace(PLAN, number=0, due_step=108))
    assert book.take(108) is None
    assert book.dropped == {"stale": 1}


def test_of_two_plans_that_are_there_the_newest_counts():
    book = PlanBook(30)
    for number in (1, 0):
        book.add(replace(PLAN, number=number))
    taken = book.take(107)
    assert taken is not None
    assert taken.number == 1
    assert book.dropped == {"stale": 1}


def test_late_plans_garbage_and_plans_that_never_come_are_dropped():
    book = PlanBook(30)
    book.add(replace(PLAN, due_step=140))
    assert book.take(140) is None
    book.add(replace(PLAN, number=1, register=np.full(4, np.nan)))
    assert book.take(107) is None
    book.add(replace(PLAN, number=2, due_step=inf))
    assert book.take(500) is None
    assert book.dropped == {"late": 1, "garbage": 1, "lost": 1}


def test_a_copy_goes_its_own_way():
    book = PlanBook(30)
    book.add(PLAN)
    twin = book.copy()
    assert twin.take(107) == PLAN
    assert book.is_busy


@pytest.mark.parametrize(("charge", "steps"), [(0.0, 0), (0.001, 1), (0.02, 1), (0.14, 7)])
def test_a_thought_is_there_after_the_time_that_it_took(charge: float, steps: int):
    assert due_step(100, charge, 0.02) == 100 + steps


def test_a_thought_that_never_ends_is_never_there():
    assert due_step(100, inf, 0.02) == inf


def test_a_think_is_charged_for_each_step_and_each_future():
    prices = Calibration(start_s=0.001, tick_s=0.002, row_tick_s=0.0001)
    assert prices.charge_s(np.array([10]), np.array([100]))[0] == pytest.approx(0.031)


@pytest.mark.parametrize("prices", [(0.0, 0.0, 0.0), (-1.0, 1.0, 1.0), (inf, 1.0, 1.0)])
def test_thinking_for_nothing_is_refused(prices: tuple[float, float, float]):
    with pytest.raises(InvalidConfig, match="Prices of thinking"):
        Calibration(start_s=prices[0], tick_s=prices[1], row_tick_s=prices[2])


def test_the_packaged_prices_can_be_read_and_broken_ones_are_refused(tmp_path: Path):
    assert read_calibration().tick_s > 0
    path = tmp_path / "prices.toml"
    path.write_text('start_s = 0.001\ntick_s = "much"\nrow_tick_s = 0.1\n')
    with pytest.raises(BrokenFile, match="tick_s must be a number"):
        read_calibration(path)


def test_only_registers_within_limits_are_registers():
    assert is_register(np.array([np.nan, 0.1, 0.1, 0.0]))
    assert not is_register(np.array([np.nan, np.nan, 0.1, 0.0]))
    assert not is_register(np.array([np.inf, 0.1, 0.1, 0.0]))
    assert not is_register(np.array([1.0, 0.5, 0.1, 0.0]))
    assert not is_register(np.zeros(3))
