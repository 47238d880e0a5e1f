"""A new product takes work, people and trial parts."""

from dataclasses import replace

import pytest

from andon.errors import InvalidConfig
from andon.lines.analysis import with_station
from andon.lines.distribution import Deterministic
from andon.lines.line import Crew
from andon.lines.preset import read_preset
from andon.lines.retooling import retool
from andon.lines.shift import Shift
from andon.lines.station import Retooling
from tests.lines.build import fixed, row

HOUR = 3600.0


def setup(hours, **options):
    return Retooling(work_s=Deterministic(value=hours * HOUR), **options)


def test_stations_wait_for_a_shared_crew():
    line = row(
        [
            fixed("robot", 60, kind="robot", retooling=setup(4, crew="tooling", people=2)),
            fixed("press", 30, retooling=setup(10, crew="tooling", trial_parts=120)),
            fixed("person", 60, kind="human", retooling=setup(0.5)),
        ],
        [2, 2],
        crews=(Crew(name="tooling", people=1),),
    )
    found = retool(line, seed=1, replications=2)
    ready = {station.name: station.ready_h.mean for station in found.stations}
    assert ready == pytest.approx({"robot": 4.0, "press": 4 + 10 + 1, "person": 0.5})
    assert found.ready_h.mean == found.down_h.mean == pytest.approx(15.0)
    assert found.person_h.mean == pytest.approx(2 * 4 + 10 + 0.5)
    assert found.trial_parts == 120


def test_work_beside_the_old_product_stops_only_for_trial_parts():
    beside = setup(20, is_while_running=True, trial_parts=60)
    (station,) = retool(
        row([fixed("a", 60, retooling=beside)], []), seed=1, replications=2
    ).stations
    assert station.ready_h.mean == pytest.approx(21.0)
    assert station.down_h.mean == pytest.approx(1.0)


def test_closed_hours_count_for_the_date_and_not_as_downtime():
    day = Shift(name="day", start="06:00", end="14:00")
    line = row([fixed("a", 60, retooling=setup(12))], [], shifts=(day,))
    (station,) = retool(line, seed=1, replications=2).stations
    assert station.ready_h.mean == pytest.approx(24 + 10)  # Tuesday, 10:00
    assert station.down_h.mean == pytest.approx(12.0)


def test_a_person_is_ready_long_before_a_robot():
    robot = retool(read_preset("stacking_humanoid"), seed=1, replications=20)
    person = retool(read_preset("stacking_person"), seed=1, replications=20)
    assert person.ready_h.high < robot.ready_h.low
    assert person.person_h.high < robot.person_h.low


def test_a_line_that_says_nothing_about_new_products_is_refused():
    line = row([fixed("a", 60)], [])
    with pytest.raises(InvalidConfig, match="has a table `retooling`"):
        retool(line, seed=1, replications=2)
    ready = with_station(line, replace(line.stations[0], retooling=setup(1)))
    with pytest.raises(InvalidConfig, match="at least 2"):
        retool(ready, seed=1, replications=1)
