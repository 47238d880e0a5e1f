"""Constant work in process: a loop of cards, against the closed forms of factory physics."""

from dataclasses import replace

import pytest

from andon.errors import InvalidConfig, UnknownName
from andon.lines.analysis import replicate
from andon.lines.closed_form import penny_fab_throughput
from andon.lines.distribution import Deterministic, Exponential, Lognormal
from andon.lines.line import Buffer, CardLoop
from andon.lines.simulation import simulate
from andon.lines.station import Inspection, Rework, Station, Stop
from tests.lines.build import fixed, row

HOUR = 3600.0


def loop(cards, first="s1", last=None, name="loop"):
    return CardLoop(name=name, cards=cards, first=first, last=last)


def penny_fab(cards, *, is_exponential=False, horizon_h=400.0, warmup_h=100.0):
    """Four stations of 2 h each: Penny Fab One."""
    mean = 2 * HOUR
    cycle = Exponential(mean=mean) if is_exponential else Deterministic(value=mean)
    stations = [Station(name=f"s{i}", kind="automation", cycle_s=cycle) for i in range(1, 5)]
    return row(
        stations, ["unlimited"] * 3, card_loops=(loop(cards),), horizon_s=horizon_h * HOUR,
        warmup_s=warmup_h * HOUR,
    )  # fmt: skip


@pytest.mark.parametrize("cards", [1, 2, 3, 4, 8])
def test_without_chance_the_throughput_is_the_best_case(cards):
    log = simulate(penny_fab(cards), seed=0)
    best = penny_fab_throughput(bottleneck_rate=0.5, raw_time=8.0, wip=cards).best
    assert log.good_parts / 400.0 == pytest.approx(best, abs=1.0 / 400.0)


def test_exponential_stations_give_the_practical_worst_case():
    # Penny Fab One with w = W0 = 4: 4 / (4 + 4 - 1) * 0.5 = 0.285714 per hour.
    line = penny_fab(4, is_exponential=True, horizon_h=5_000.0)
    found = replicate(line, seed=3, replications=12).estimate("throughput_per_h")
    wanted = penny_fab_throughput(bottleneck_rate=0.5, raw_time=8.0, wip=4).practical_worst
    assert wanted == pytest.approx(0.285714, abs=1e-6)
    assert found.mean == pytest.approx(wanted, abs=3 * found.standard_error)
    assert found.standard_error < 0.01 * wanted


@pytest.mark.parametrize("cards", [1, 2, 5])
def test_there_are_never_more_parts_than_cards(cards):
    line = penny_fab(cards, is_exponential=True)
    log = simulate(line, seed=1)
    assert max(log.wip_start, log.wip_end) <= cards
    assert log.wip_mean <= cards
    assert log.wip_mean > 0.7 * cards


def test_more_cards_than_the_line_holds_change_nothing():
    cycle = Lognormal(mean=60.0, cv=0.4)
    stations = [Station(name=f"s{i}", kind="automation", cycle_s=cycle) for i in range(1, 4)]
    plain = row(stations, [2, 2])
    held = replace(plain, card_loops=(loop(3 + 4 + 1),))
    one, other = simulate(plain, seed=5), simulate(held, seed=5)
    assert one.output_counts == other.output_counts
    assert one.wip_mean == other.wip_mean


def test_a_loop_over_a_part_of_the_line_bounds_that_part_alone():
    stations = [fixed("s1", 10.0), fixed("s2", 20.0), fixed("s3", 60.0)]
    line = row(
        stations, ["unlimited", "unlimited"], card_loops=(loop(2, "s1", "s2"),), horizon_s=7200.0
    )
    levels = {buffer.name: buffer.mean_level for buffer in simulate(line, seed=0).buffers}
    assert levels["b1"] <= 1.0
    assert levels["b2"] > 50.0  # the loop does not reach the slow station


def test_waiting_for_a_card_has_a_reason_and_counts_as_blocked():
    log = simulate(penny_fab(1), seed=0)
    waiting = [reason.code for reason in log.reasons].index("no_card")
    states = log.states
    own = (states.station == 0) & (states.reason == waiting)
    assert states.duration_s[own].sum() == pytest.approx(0.75 * 400.0 * HOUR, rel=0.01)
    found = replicate(penny_fab(1), seed=0, replications=2)
    assert found.estimate("blocking", station="s1").mean == pytest.approx(0.75, abs=0.01)


def test_parts_that_are_thrown_away_or_reworked_give_their_cards_back_once():
    check = Station(
        name="check", kind="inspection", cycle_s=Deterministic(value=5.0),
        inputs=("made",), inspection=Inspection(reject_to="again", max_visits=2),
    )  # fmt: skip
    again = Station(
        name="again_post", kind="rework", cycle_s=Deterministic(value=20.0), inputs=("again",),
        output="made", rework=Rework(success_rate=0.5),
    )  # fmt: skip
    make = fixed("make", 10.0, output="made", defect_rate=0.3, scrap_rate=0.1)
    base = row([make], [])
    line = replace(
        base,
        stations=(replace(make, output="made"), check, again),
        buffers=(
            Buffer(name="made", capacity="unlimited"),
            Buffer(name="again", capacity="unlimited"),
        ),
        card_loops=(loop(3, "make"),),
        horizon_s=40_000.0,
    )
    log = simulate(line, seed=2)
    assert log.scrap_parts > 100
    assert log.good_parts > 500
    assert log.wip_end <= 3


def test_a_station_that_waits_for_a_card_may_fail_meanwhile():
    stop = Stop(
        name="tip", clock="time", between_s=Deterministic(value=1000.0),
        duration_s=Deterministic(value=400.0),
    )  # fmt: skip
    line = row(
        [fixed("s1", 10.0, stops=(stop,)), fixed("s2", 300.0)],
        ["unlimited"],
        card_loops=(loop(1),),
        horizon_s=40_000.0,
    )
    log = simulate(line, seed=0)
    assert sum(incident.station == "s1" for incident in log.incidents) == 28
    assert log.wip_end <= 1


@pytest.mark.parametrize(
    ("changes", "error", "message"),
    [
        ({"card_loops": (loop(2, "s9"),)}, UnknownName, "card loop 'loop', key 'first'"),
        ({"card_loops": (loop(2, "s1", "s9"),)}, UnknownName, "card loop 'loop', key 'last'"),
        ({"card_loops": (loop(2, "s2", "s1"),)}, InvalidConfig, "which no part from 's2' reaches"),
        ({"card_loops": (loop(2), loop(3))}, InvalidConfig, "More than one card loop"),
    ],
)
def test_loops_that_cannot_be_meant_are_refused(changes, error, message):
    with pytest.raises(error, match=message):
        row([fixed("s1", 1.0), fixed("s2", 1.0)], [1], **changes)


def test_a_loop_without_cards_is_refused():
    with pytest.raises(InvalidConfig, match="needs at least 1"):
        loop(0)


def test_a_loop_that_begins_where_parts_come_back_is_refused():
    check = Station(
        name="check", kind="inspection", cycle_s=Deterministic(value=5.0), inputs=("made",),
        inspection=Inspection(reject_to="again"),
    )  # fmt: skip
    again = fixed("again_post", 20.0, inputs=("again",), output="made")
    make = fixed("make", 10.0, output="made")
    buffers = (Buffer(name="made", capacity=5), Buffer(name="again", capacity=5))
    with pytest.raises(InvalidConfig, match="to which parts come back"):
        replace(
            row([fixed("x", 1.0)], []), stations=(make, check, again), buffers=buffers,
            card_loops=(loop(2, "check"),),
        )  # fmt: skip
