"""The p-chart and its limits."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from andon.errors import InvalidConfig
from andon.inspection.control_chart import p_chart


def test_three_sigma_limits_are_those_of_the_handbook():
    # NIST/SEMATECH e-Handbook 6.3.3.2: 30 wafers of 50 chips, mean 0.2313
    chart = p_chart([12], [50], centre=0.2313)
    (point,) = chart.points
    assert (round(point.low, 4), round(point.high, 4)) == (0.0524, 0.4102)
    assert chart.is_centre_given
    assert not point.is_out


def test_the_centre_is_the_pooled_share_and_limits_follow_the_lot_size():
    chart = p_chart([2, 30], [100, 300], labels=["a", "b"])
    assert chart.centre == pytest.approx(32 / 400)
    assert not chart.is_centre_given
    small, large = chart.points
    assert small.high - chart.centre == pytest.approx(3 * (0.08 * 0.92 / 100) ** 0.5)
    assert large.high - chart.centre == pytest.approx(3 * (0.08 * 0.92 / 300) ** 0.5)


def test_a_lot_beyond_its_limits_is_named():
    chart = p_chart([1, 2, 30, 1], [200] * 4, labels=["w1", "w2", "w3", "w4"], centre=0.01)
    assert chart.signals == ("w3",)
    quiet = p_chart([0], [200], centre=0.5)
    assert quiet.points[0].share == 0.0
    assert quiet.signals == ("1",)


@given(st.floats(0.001, 0.999), st.integers(1, 400))
def test_exact_limits_leave_no_more_than_the_normal_tail_outside(centre, total):
    (point,) = p_chart([0], [total], centre=centre, limits="exact").points
    low, high = round(point.low * total), round(point.high * total)
    law = stats.binom(total, centre)
    assert law.cdf(low - 1) < 0.00135
    assert law.sf(high) < 0.00135
    assert law.cdf(low) >= 0.00135
    assert law.sf(high - 1) >= 0.00135


@given(st.floats(0.0, 1.0), st.integers(1, 60))
def test_limits_stay_within_shares_and_around_the_centre(centre, total):
    for limits in ("three_sigma", "exact"):
        (point,) = p_chart([0], [total], centre=centre, limits=limits).points
        assert 0.0 <= point.low <= point.high <= 1.0


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: p_chart([], []), r"a count, a total and a name per lot; found 0, 0 and 0"),
        (lambda: p_chart([1], [2, 3]), r"found 1, 2 and 1"),
        (lambda: p_chart([1], [2], labels=["a", "b"]), r"found 1, 1 and 2"),
        (lambda: p_chart([3], [2], labels=["x"]), r"Lot 'x' counts 3 of 2; not within the total"),
        (lambda: p_chart([0], [0]), r"Lot '1' counts 0 of 0"),
        (lambda: p_chart([-1], [2]), r"Lot '1' counts -1 of 2"),
        (lambda: p_chart([1], [2], centre=1.5), r"The centre is 1\.5; a share lies in \[0, 1\]"),
    ],
)
def test_what_cannot_be_meant_is_refused(call, message):
    with pytest.raises(InvalidConfig, match=message):
        call()
