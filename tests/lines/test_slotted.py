"""Slotted time refuses what it cannot do, and logs what it does."""

from dataclasses import replace

import numpy as np
import pytest

from andon.errors import InvalidConfig
from andon.lines.line_kpi import station_kpis
from andon.lines.simulation import simulate
from andon.lines.station import Bernoulli, Geometric, Reliability
from tests.lines.build import bernoulli_row, fixed, geometric_row


def test_states_fill_the_window_and_parts_match_the_producing_slots():
    log = simulate(geometric_row(((0.1, 0.05), (0.2, 0.02)), (4,), horizon_s=5000.0), seed=1)
    for index, kpis in enumerate(station_kpis(log)):
        own = log.states.station == index
        assert log.states.duration_s[own].sum() == pytest.approx(log.window_s)
        assert np.array_equal(log.states.start_s[own][1:], log.states.end_s[own][:-1])
        assert log.hours_by_reason(kpis.name)["producing"] * 3600 == pytest.approx(kpis.produced)
    assert log.stations[0].cycles - log.stations[1].cycles in range(5)


def test_a_station_that_never_fails_never_stops():
    log = simulate(geometric_row(((0.5, 0.0), (0.5, 0.0)), (2,), horizon_s=1000.0), seed=1)
    assert log.incidents == ()
    assert log.good_parts == 999


def test_repairs_take_the_slots_that_the_chance_says():
    line = geometric_row(((0.2, 0.05), (1.0, 0.0)), (5,), horizon_s=50_000.0, micro_stop_s=0.0)
    kpis = station_kpis(simulate(line, seed=2))[0]
    assert kpis.mttr_s == pytest.approx(5.0, rel=0.05)
    assert kpis.availability == pytest.approx(0.8, abs=0.01)


def line():
    return bernoulli_row((0.9, 0.8), (2,), horizon_s=100.0)


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (lambda n: replace(n, slot_s=None), "give the line `slot_s`"),
        (lambda n: replace(n, slot_s=0.3), "whole number of slots"),
        (
            lambda n: replace(n, buffers=(replace(n.buffers[0], capacity=0),)),
            "`capacity` of 1 or more",
        ),
        (
            lambda n: replace(n, stations=(n.stations[0], replace(n.stations[1], defect_rate=0.1))),
            "`reliability` and nothing else",
        ),
        (
            lambda n: replace(
                n, stations=(n.stations[0], fixed("x", 1, inputs=n.stations[1].inputs))
            ),
            "every station needs `reliability`",
        ),
        (
            lambda n: replace(
                n,
                stations=(
                    n.stations[0],
                    replace(
                        n.stations[1],
                        reliability=Reliability(geometric=Geometric(fail=0.1, repair=0.1)),
                    ),
                ),
            ),
            "all stations must be `bernoulli`, or all `geometric`",
        ),
    ],
)
def test_what_slots_cannot_do_is_refused(change, message):
    with pytest.raises(InvalidConfig, match=message):
        change(line())


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda: Bernoulli(up=0.0), "`up` is 0"),
        (lambda: Geometric(fail=0.1, repair=0.0), "`repair` is 0"),
        (Reliability, "exactly one"),
    ],
)
def test_chances_that_cannot_be_are_refused(make, message):
    with pytest.raises(InvalidConfig, match=message):
        make()
