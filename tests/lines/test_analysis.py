"""Lines answer what to fix first, and differ only by what differs."""

from dataclasses import replace

import pytest

from andon.errors import InvalidConfig, UnknownName
from andon.lines.analysis import (
    compare_lines,
    detect_warmup,
    rank_improvements,
    replicate,
    with_station,
)
from andon.lines.distribution import Deterministic, Exponential, Lognormal
from andon.lines.line import Crew
from andon.lines.preset import read_preset
from andon.lines.station import Attempts, Changeover, Station, Stop
from tests.lines.build import exponential_row, fixed, row


def mixed_line():
    stop = Stop(
        name="arm",
        between_s=Exponential(mean=2000.0),
        duration_s=Exponential(mean=400.0),
        crew="repair",
    )
    robot = Station(
        name="robot",
        kind="robot",
        cycle_s=Lognormal(mean=60.0, cv=0.1),
        stops=(stop,),
        changeover=Changeover(duration_s=Deterministic(value=60.0)),
        attempts=Attempts(
            success_rate=0.9, max_tries=2, help_s=Deterministic(value=120.0), crew="repair"
        ),
    )
    stations = [fixed("feed", 20), robot, fixed("pack", 20)]
    return row(stations, [3, 3], horizon_s=40_000.0, crews=(Crew(name="repair", people=1),))


def test_the_first_thing_to_fix_is_at_the_bottleneck():
    ranked = rank_improvements(mixed_line(), seed=1, replications=6)
    assert {i.lever for i in ranked} == {
        "speed",
        "success_rate",
        "help_time",
        "repair_time",
        "failure_rate",
        "changeover",
        "buffer",
    }
    assert (ranked[0].place, ranked[0].lever) == ("robot", "speed")
    assert ranked[0].gain.low > 0.0
    gains = {(i.place, i.lever): i.gain.mean for i in ranked}
    assert gains["feed", "speed"] < 0.2 * gains["robot", "speed"]
    assert gains["robot", "success_rate"] > gains["robot", "changeover"]


def test_a_share_of_nothing_is_refused():
    with pytest.raises(InvalidConfig, match="share is 0"):
        rank_improvements(mixed_line(), seed=1, replications=2, share=0.0)


def test_a_line_compared_with_itself_differs_by_nothing():
    line = exponential_row((1, 1), 2, horizon_s=500.0)
    found = compare_lines(line, line, seed=2, replications=3)
    assert (found.difference.low, found.difference.high, found.ratio) == (0.0, 0.0, 1.0)
    assert not found.is_clear


def test_pairs_see_smaller_differences_than_independent_runs():
    before = exponential_row((1, 1, 1), 2, horizon_s=3000.0)
    after = exponential_row((1, 1.05, 1), 2, horizon_s=3000.0)
    found = compare_lines(before, after, seed=3, replications=8)
    apart = (found.before.half_width**2 + found.after.half_width**2) ** 0.5
    assert found.difference.half_width < 0.5 * apart
    assert found.is_clear
    assert found.difference.low > 0.0


def test_a_humanoid_reaches_the_published_share_of_a_person():
    person, humanoid = read_preset("stacking_person"), read_preset("stacking_humanoid")
    found = compare_lines(person, humanoid, seed=4, replications=3)
    assert 0.30 <= found.ratio <= 0.50
    assert found.is_clear


def test_another_worker_takes_the_place_of_the_same_name():
    line = mixed_line()
    human = replace(
        line.station("robot"), kind="human", people=1, attempts=None, stops=(), changeover=None
    )
    other = with_station(line, human)
    found = compare_lines(other, line, seed=5, replications=3)
    assert found.ratio < 1.0
    with pytest.raises(UnknownName, match="Did you mean 'robot'"):
        with_station(line, fixed("robbot", 1))


def test_kpis_are_asked_for_by_name():
    runs = replicate(exponential_row((1, 1), 2, horizon_s=500.0), seed=6, replications=2)
    assert len(runs.values("throughput_per_h")) == 2
    assert runs.estimate("utilisation", station="s1").mean > 0.5
    with pytest.raises(UnknownName, match="Did you mean 'throughput_per_h'"):
        runs.values("throughput")
    with pytest.raises(InvalidConfig, match="no value in replication 0"):
        runs.values("mtbf_s", station="s1")


def test_the_warm_up_of_a_long_line_is_found():
    line = exponential_row((1,) * 8, 20, horizon_s=4000.0)
    found = detect_warmup(line, seed=7, replications=10)
    assert found.is_settled
    assert found.periods < 2000
