"""A summary adds up what the shift log holds, and nothing else."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from andon.errors import InvalidConfig
from andon.lines.summary import summarise
from andon.lines.synthetic import make_synthetic_log


def test_the_hours_of_a_shift_are_those_of_its_spans():
    # 480 min, of them 60 min break; 30 + 12 + 18 min of stops at each of 2 stations.
    summary = summarise(make_synthetic_log())
    assert summary.window_hours == pytest.approx(8.0)
    assert summary.planned_hours == pytest.approx(7.0)
    assert summary.total.planned_hours == pytest.approx(14.0)
    assert summary.total.downtime_hours == pytest.approx(2.0)
    assert summary.total.repair_hours == pytest.approx(2 * 25 / 60)
    assert summary.total.intervention_hours == pytest.approx(2 * 10 / 60)
    assert summary.total.changeover_hours == pytest.approx(2 * 18 / 60)
    assert summary.stations[0].starved_hours == pytest.approx(14 / 60)
    assert summary.stations[0].blocked_hours == pytest.approx(6 / 60)


def test_parts_are_counted_as_they_leave_the_line():
    summary = summarise(make_synthetic_log(good_parts=300, scrap_parts=7, escapes=3))
    assert (summary.total.good_parts, summary.total.scrap_parts) == (300, 7)
    assert (summary.total.escapes, summary.total.parts) == (3, 303)
    assert summary.stations[-1].scrap_parts == 7
    assert summary.stations[0].escapes == 3


def test_people_and_robots_are_counted_once():
    summary = summarise(make_synthetic_log(num_stations=3))
    assert (summary.robots, summary.people) == (1, 1 + 2 + 1)  # a human station, repair, help


@given(num_stations=st.integers(1, 6), num_shifts=st.integers(1, 4))
def test_states_of_a_station_fill_the_window(num_stations, num_shifts):
    summary = summarise(make_synthetic_log(num_stations=num_stations, num_shifts=num_shifts))
    for station in summary.stations:
        assert sum(station.hours_by_state.values()) == pytest.approx(summary.window_hours)
        assert sum(station.hours_by_reason.values()) == pytest.approx(summary.window_hours)
    assert summary.total.failures == num_stations * num_shifts


def test_a_synthetic_log_needs_a_station():
    with pytest.raises(InvalidConfig, match="at least 1 station"):
        make_synthetic_log(num_stations=0)
