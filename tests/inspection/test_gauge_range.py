"""The grey zones of an attribute gauge."""

import pytest

from andon.errors import InvalidConfig
from andon.inspection.gauge_range import MeasuredPart, gauge_range

GOLDEN = (
    *((0.599581, 0), (0.576459, 0), (0.566152, 0)),
    *((0.561457, 3), (0.545604, 8), (0.542704, 9), (0.515573, 9)),
    *((0.486379, 9), (0.470832, 9), (0.465454, 5), (0.449696, 4)),
    *((0.446697, 0), (0.437817, 0), (0.424496, 0), (0.409238, 0)),
)
"""Values and acceptances of nine: the ends of the zones, with parts of both kinds around them."""


def parts(rows):
    return [MeasuredPart(value=value, accepted=accepted, readings=9) for value, accepted in rows]


def test_the_golden_zones_give_the_golden_capability():
    for rows in (GOLDEN, GOLDEN[::-1]):
        found = gauge_range(parts(rows), lower_limit=0.45, upper_limit=0.55)
        ends = (found.last_rejected_above, found.first_accepted)
        assert ends == (0.566152, 0.542704)
        assert (found.last_accepted, found.first_rejected_below) == (0.470832, 0.446697)
        assert round(found.upper_width, 6) == 0.023448
        assert round(found.lower_width, 6) == 0.024135
        assert round(found.mean_width, 7) == 0.0237915
        assert round(found.uncertainty, 8) == 0.01189575
        assert round(100 * found.capability, 2) == 23.79


def test_a_part_that_somebody_accepts_far_out_widens_the_zone():
    odd = [(v, 1 if v == 0.576459 else a) for v, a in GOLDEN]
    found = gauge_range(parts(odd), lower_limit=0.45, upper_limit=0.55)
    assert found.last_rejected_above == 0.599581


@pytest.mark.parametrize(
    ("rows", "message"),
    [
        ([(1.0, 0), (2.0, 3)], r"No part is accepted by everybody"),
        ([(1.0, 9), (2.0, 0)], r"outermost parts beyond both limits must be rejected by everybody"),
        ([(1.0, 0), (2.0, 9)], r"A grey zone has no end"),
    ],
)
def test_a_study_that_does_not_reach_beyond_the_limits_is_refused(rows, message):
    with pytest.raises(InvalidConfig, match=message):
        gauge_range(parts(rows), lower_limit=0.0, upper_limit=3.0)


def test_one_reading_of_a_part_is_enough():
    single = [MeasuredPart(value=v, accepted=a, readings=1) for v, a in ((1, 0), (2, 1), (4, 0))]
    found = gauge_range(single, lower_limit=1.5, upper_limit=2.5)
    assert (found.upper_width, found.lower_width) == (2, 1)


def test_limits_and_counts_that_cannot_be_meant_are_refused():
    with pytest.raises(InvalidConfig, match=r"Limits 1\.0 and 1\.0: the second must be larger"):
        gauge_range(parts(GOLDEN), lower_limit=1.0, upper_limit=1.0)
    with pytest.raises(InvalidConfig, match=r"accepted 3 of 2 times; not within the readings"):
        MeasuredPart(value=1.0, accepted=3, readings=2)
