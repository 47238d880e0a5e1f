"""Exact chains give the exact values, and agree with closed forms where both exist."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from andon.errors import InvalidConfig
from andon.lines.closed_form import bernoulli_line, exponential_two_stations
from andon.lines.markov import (
    MAX_STATES,
    bernoulli_chain,
    exponential_chain,
    geometric_chain,
    stationary,
)

DIGITS = 5.1e-7
"""Half a unit of the sixth printed digit."""


@pytest.mark.parametrize(
    ("chances", "sizes", "rate"),
    [
        ((0.9,) * 3, (2, 2), 0.831887),
        ((0.9,) * 5, (2,) * 4, 0.803611),
        ((0.8, 0.9, 0.85), (3, 3), 0.779243),
    ],
)
def test_longer_bernoulli_lines_have_the_known_rates(chances, sizes, rate):
    assert bernoulli_chain(chances, sizes).rate == pytest.approx(rate, abs=DIGITS)


@settings(max_examples=25)
@given(p1=st.floats(0.1, 0.95), p2=st.floats(0.1, 0.95), size=st.integers(1, 6))
def test_the_chain_of_two_bernoulli_machines_agrees_with_the_closed_form(p1, p2, size):
    exact, closed = bernoulli_chain((p1, p2), (size,)), bernoulli_line(p1, p2, size)
    assert exact.rate == pytest.approx(closed.production_rate, abs=1e-9)
    assert exact.mean_levels[0] == pytest.approx(closed.wip, abs=1e-8)


GEOMETRIC = [
    (0.1, 0.01, 0.1, 0.01, 4, 0.840936, 2.0),
    (0.1, 0.01, 0.1, 0.01, 10, 0.856175, 5.0),
    (0.1, 0.01, 0.1, 0.01, 20, 0.870541, 10.0),
    (0.1, 0.01, 0.1, 0.01, 100, 0.896937, 50.0),
    (0.1, 0.1, 0.1, 0.1, 10, 0.397727, 5.0),
    (0.1, 0.01, 0.1, 0.02, 10, 0.796129, 6.5239),
]


@pytest.mark.parametrize(("r1", "p1", "r2", "p2", "size", "rate", "level"), GEOMETRIC)
def test_geometric_lines_have_the_known_efficiency(r1, p1, r2, p2, size, rate, level):
    line = geometric_chain((r1, p1), (r2, p2), size)
    assert line.rate == pytest.approx(rate, abs=DIGITS)
    assert line.mean_levels[0] == pytest.approx(level, abs=5.1e-5)  # four digits are printed


EXPONENTIAL = [
    ((1, 1), (0,), 2 / 3),
    ((1, 1), (1,), 0.75),
    ((1, 1), (5,), 0.875),
    ((1, 1, 1), (0, 0), 22 / 39),
    ((1, 1, 1), (1, 1), 0.670466),
    ((1, 1, 1, 1), (0, 0, 0), 0.514775),
    ((1, 1.2), (2,), 0.865620),
    ((1, 0.8, 1), (2, 2), 0.660485),
]


@pytest.mark.parametrize(("rates", "sizes", "rate"), EXPONENTIAL)
def test_exponential_lines_have_the_known_throughput(rates, sizes, rate):
    assert exponential_chain(rates, sizes).rate == pytest.approx(rate, abs=DIGITS)


@settings(max_examples=20)
@given(rate=st.floats(0.1, 10.0), spaces=st.integers(0, 8))
def test_the_chain_of_two_equal_exponential_stations_agrees_with_the_closed_form(rate, spaces):
    chain = exponential_chain((rate, rate), (spaces,)).rate
    assert chain == pytest.approx(exponential_two_stations(rate, spaces), rel=1e-9)


@settings(max_examples=15, deadline=None)
@given(rates=st.lists(st.floats(0.3, 3.0), min_size=3, max_size=3), spaces=st.integers(0, 2))
def test_an_exponential_line_is_reversible(rates, spaces):
    sizes = (spaces, spaces)
    forward, backward = exponential_chain(rates, sizes), exponential_chain(rates[::-1], sizes)
    assert forward.rate == pytest.approx(backward.rate, rel=1e-8)


def test_the_chances_of_a_chain_add_up_to_one():
    states, pi = stationary(0, lambda n: [((n + 1) % 3, 0.5)])
    assert sorted(states) == [0, 1, 2]
    assert pi == pytest.approx(np.full(3, 1 / 3))


def test_a_chain_that_is_too_large_is_refused():
    with pytest.raises(InvalidConfig, match=f"more than {MAX_STATES} states"):
        stationary(0, lambda n: [(n + 1, 1.0)])


def test_a_line_of_one_machine_is_refused():
    with pytest.raises(InvalidConfig, match="at least two machines"):
        exponential_chain((1.0,), ())
