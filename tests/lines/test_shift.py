"""Calendars: working time goes on only while somebody works."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from andon.errors import InvalidConfig
from andon.lines.shift import DAY_S, WEEK_S, Break, Shift, make_calendar

HOUR = 3600.0
EARLY = Shift(
    name="early", start="06:00", end="14:00", breaks=(Break(start="10:00", duration_s=HOUR),)
)
NIGHT = Shift(name="night", start="22:00", end="06:00", days=("sun", "mon"))


def test_a_day_shift_is_open_around_its_break():
    calendar = make_calendar([EARLY])
    assert calendar.worked(0.0, DAY_S) == 7 * HOUR
    assert calendar.open_until(6 * HOUR) == 10 * HOUR
    assert calendar.open_until(10.5 * HOUR) == 10.5 * HOUR
    assert calendar.advance(0.0, 0.0) == 6 * HOUR
    assert calendar.advance(9 * HOUR, 2 * HOUR) == 12 * HOUR
    assert calendar.advance(13 * HOUR, 2 * HOUR) == DAY_S + 7 * HOUR
    assert calendar.advance(6 * HOUR, 4 * HOUR) == 10 * HOUR  # ends with the span, not after it
    assert calendar.advance(0.0, 4 * HOUR) == 10 * HOUR
    assert calendar.advance(0.0, 5 * 7 * HOUR) == 4 * DAY_S + 14 * HOUR


def test_a_night_shift_reaches_into_the_next_week():
    calendar = make_calendar([NIGHT])
    assert calendar.open_until(0.0) == 6 * HOUR  # Sunday's shift, on Monday morning
    assert calendar.worked(0.0, WEEK_S) == 16 * HOUR
    assert calendar.advance(6 * DAY_S + 23 * HOUR, 2 * HOUR) == WEEK_S + HOUR


def test_closed_time_has_a_name():
    calendar = make_calendar([EARLY])
    pieces = [(p.start_s / HOUR, p.end_s / HOUR, p.closed) for p in calendar.pieces(0.0, DAY_S)]
    assert pieces == [
        (0, 6, "off_shift"),
        (6, 10, ""),
        (10, 11, "break"),
        (11, 14, ""),
        (14, 24, "off_shift"),
    ]


def test_without_shifts_it_is_always_open():
    calendar = make_calendar([])
    assert calendar.is_always_open
    assert calendar.advance(5.0, 7.0) == 12.0
    assert [p.closed for p in calendar.pieces(0.0, WEEK_S)] == [""]


def test_working_through_the_breaks_opens_them():
    calendar = make_calendar([EARLY], is_through_breaks=True)
    assert calendar.worked(0.0, DAY_S) == 8 * HOUR


@given(
    start=st.floats(0.0, 3 * WEEK_S),
    work=st.floats(0.0, 2 * WEEK_S),
    shifts=st.sampled_from([0, 1]),
)
def test_advancing_and_working_undo_each_other(start, work, shifts):
    calendar = make_calendar([[EARLY], [EARLY, NIGHT]][shifts])
    end = calendar.advance(start, work)
    assert end >= start
    assert calendar.worked(start, end) == pytest.approx(work, abs=1e-5)


@given(start=st.floats(0.0, 2 * WEEK_S), length=st.floats(1.0, 2 * WEEK_S))
def test_pieces_fill_the_time_and_their_open_part_is_the_working_time(start, length):
    calendar = make_calendar([EARLY, NIGHT])
    pieces = list(calendar.pieces(start, start + length))
    assert pieces[0].start_s == start
    assert pieces[-1].end_s == pytest.approx(start + length)
    assert all(a.end_s == b.start_s for a, b in pairwise(pieces))
    work = sum(p.end_s - p.start_s for p in pieces if not p.closed)
    assert work == pytest.approx(calendar.worked(start, start + length), abs=1e-5)


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda: Shift(name="x", start="6:00", end="14:00"), "no clock time"),
        (lambda: Shift(name="x", start="25:00", end="14:00"), "no clock time"),
        (lambda: Shift(name="x", start="06:00", end="06:00"), "starts and ends"),
        (lambda: Shift(name="x", start="06:00", end="14:00", days=()), "needs days"),
        (lambda: Break(start="10:00", duration_s=0.0), "lasts 0 s"),
        (
            lambda: Shift(
                name="x",
                start="06:00",
                end="14:00",
                breaks=(Break(start="13:30", duration_s=HOUR),),
            ),
            "does not lie inside",
        ),
        (
            lambda: make_calendar([EARLY, Shift(name="y", start="13:00", end="15:00")]),
            "overlap at 13 h",
        ),
    ],
)
def test_a_shift_that_cannot_be_is_refused(make, message):
    with pytest.raises(InvalidConfig, match=message):
        make()
