"""Intervals cover as often as they promise, and the warm-up is found where it is."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from andon.errors import InvalidConfig
from andon.lines.estimate import estimate, find_warmup, paired_difference
from andon.randomness import stream


def test_an_interval_covers_as_often_as_it_promises():
    data = stream(1, "coverage").normal(5.0, 2.0, (4000, 8))
    hits = [found.low <= 5.0 <= found.high for found in map(estimate, data.tolist())]
    # 4000 tries at 95 %: three standard errors are 1.03 %.
    assert np.mean(hits) == pytest.approx(0.95, abs=0.0104)


@given(st.lists(st.floats(-1e6, 1e6), min_size=2, max_size=20), st.floats(0.5, 0.99))
def test_the_mean_lies_in_its_interval(values, confidence):
    found = estimate(values, confidence=confidence)
    assert found.low <= found.mean <= found.high
    assert found.spread_low <= found.spread_high
    assert found.half_width >= 0.0


def test_pairing_removes_the_luck_that_two_lines_share():
    luck = stream(2, "luck").normal(0.0, 10.0, 10)
    before, after = (100 + luck).tolist(), (101 + luck).tolist()
    found = paired_difference(after, before)
    assert found.mean == pytest.approx(1.0)
    assert found.half_width < 1e-9 + 1e-6
    assert estimate(after).half_width > 5.0


def test_the_warm_up_is_found_where_it_is():
    rng = stream(3, "warm")
    steady = rng.normal(10.0, 1.0, 400)
    ramp = steady.copy()
    ramp[:60] -= np.linspace(10.0, 0.0, 60)
    found = find_warmup(ramp.tolist())
    assert found.is_settled
    assert 30 <= found.periods <= 80
    assert find_warmup(steady.tolist()).periods <= 150


def test_a_series_that_never_settles_says_so():
    assert not find_warmup(np.arange(200.0).tolist()).is_settled


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: estimate([1.0]), "at least 2"),
        (lambda: estimate([1.0, float("nan")]), "not finite"),
        (lambda: estimate([1.0, 2.0], confidence=1.0), r"\(0, 1\)"),
        (lambda: paired_difference([1.0, 2.0], [1.0]), "cannot be paired"),
        (lambda: find_warmup([1.0] * 20), "MSER needs 10"),
    ],
)
def test_what_says_nothing_is_refused(call, message):
    with pytest.raises(InvalidConfig, match=message):
        call()
