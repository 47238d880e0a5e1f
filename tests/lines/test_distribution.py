"""Times have the mean and the spread that they declare, and come from their stream in order."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from andon.errors import InvalidConfig
from andon.lines.distribution import (
    Deterministic,
    Empirical,
    Exponential,
    Gamma,
    Lognormal,
    Sampler,
    Triangular,
    UniformSampler,
    choose,
    draw,
    mean_of,
    scaled,
    squared_cv,
)
from andon.randomness import stream

ALL = [
    Deterministic(value=3.0),
    Exponential(mean=2.0),
    Lognormal(mean=60.0, cv=0.3),
    Triangular(low=1.0, mode=2.0, high=6.0),
    Gamma(mean=5.0, cv=1.5),
    Empirical(values=(1.0, 2.0, 6.0)),
]


@pytest.mark.parametrize("distribution", ALL, ids=lambda d: type(d).__name__)
def test_draws_have_the_declared_mean_and_spread(distribution):
    values = draw(distribution, stream(1, "test"), 200_000)
    assert (values >= 0.0).all()
    assert values.mean() == pytest.approx(mean_of(distribution), rel=0.02)
    assert values.var() / values.mean() ** 2 == pytest.approx(squared_cv(distribution), abs=0.06)


@pytest.mark.parametrize("distribution", ALL, ids=lambda d: type(d).__name__)
def test_scaling_scales_the_mean_and_keeps_the_shape(distribution):
    twice = scaled(distribution, 2.0)
    assert mean_of(twice) == pytest.approx(2.0 * mean_of(distribution))
    assert squared_cv(twice) == pytest.approx(squared_cv(distribution))


@pytest.mark.parametrize("distribution", ALL, ids=lambda d: type(d).__name__)
def test_a_sampler_gives_the_values_of_its_stream(distribution):
    sampler = Sampler(distribution, stream(2, "test"))
    got = [sampler.next() for _ in range(600)]
    generator = stream(2, "test")
    blocks = [draw(distribution, generator, 512) for _ in range(2)]
    assert got == pytest.approx(np.concatenate(blocks)[:600].tolist())


def test_longer_times_keep_their_luck():
    # Common random numbers: the same stream with another mean gives times in proportion.
    short, long = (
        [Sampler(Lognormal(mean=m, cv=0.4), stream(3, "x")).next() for _ in range(1)]
        for m in (10.0, 20.0)
    )
    assert long[0] == pytest.approx(2.0 * short[0])


def test_uniform_numbers_lie_in_their_range():
    sampler = UniformSampler(stream(4, "x"))
    assert all(0.0 <= sampler.next() < 1.0 for _ in range(1000))


@given(
    weights=st.lists(st.floats(0.0, 5.0), min_size=1, max_size=6).filter(lambda w: sum(w) > 0.01),
    u=st.floats(0.0, 1.0, exclude_max=True),
)
def test_choosing_never_takes_what_has_no_weight(weights, u):
    assert weights[choose(weights, u)] > 0.0


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda: Deterministic(value=-1.0), "`value` is -1"),
        (lambda: Exponential(mean=0.0), "`mean` is 0"),
        (lambda: Lognormal(mean=1.0, cv=-0.1), "`cv` is -0.1"),
        (lambda: Gamma(mean=float("nan"), cv=1.0), "`mean` is nan"),
        (lambda: Triangular(low=2.0, mode=1.0, high=3.0), "low <= mode <= high"),
        (lambda: Empirical(values=()), "at least one measured value"),
        (lambda: Empirical(values=(1.0, -2.0)), "`values` is -2"),
        (lambda: scaled(Exponential(mean=1.0), 0.0), "`factor` is 0"),
    ],
)
def test_a_time_that_cannot_be_is_refused(make, message):
    with pytest.raises(InvalidConfig, match=message):
        make()
