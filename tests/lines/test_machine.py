"""What a station does: stops, repairs, help, changeovers, batteries, maintenance, shifts."""

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from andon.lines.distribution import Deterministic, Exponential, Gamma
from andon.lines.line import Buffer, Crew, Line, Product
from andon.lines.line_kpi import line_kpis, station_kpis
from andon.lines.shift import Break, Shift
from andon.lines.simulation import simulate
from andon.lines.station import (
    Attempts,
    Battery,
    Changeover,
    Inspection,
    Maintenance,
    Rework,
    Station,
    Stop,
)
from andon.lines.summary import summarise
from tests.lines.build import fixed, row


def seconds(value):
    return Deterministic(value=float(value))


def only(log):
    (kpis,) = station_kpis(log)
    return kpis


def test_a_station_alone_makes_one_part_per_cycle():
    log = simulate(row([fixed("a", 10)], [], horizon_s=1000.0), seed=1)
    # The part that ends at the very end of the run is not counted.
    assert log.good_parts == 99
    assert only(log).apt_s == pytest.approx(1000.0)


def test_failures_count_only_work_and_repairs_stop_it():
    # 100 s of work, then 30 s of repair, again and again.
    stop = Stop(name="jam", between_s=seconds(100), duration_s=seconds(30), reason="mechanical")
    line = row([fixed("a", 7, stops=(stop,))], [], horizon_s=1300.5, micro_stop_s=10.0)
    log = simulate(line, seed=1)
    kpis = only(log)
    assert kpis.failures == 10
    assert kpis.failure_s == pytest.approx(300.0)
    assert kpis.adot_s == pytest.approx(300.0)
    assert kpis.mttr_s == pytest.approx(30.0)
    assert kpis.mttr_iso_s == pytest.approx(300.0 / 11)
    assert log.good_parts == 1000 // 7
    assert {i.reason for i in log.incidents} == {"mechanical"}


def test_stops_below_the_threshold_lower_effectiveness_and_not_availability():
    stop = Stop(name="jam", between_s=seconds(100), duration_s=seconds(30), kind="failure")
    line = row([fixed("a", 10, stops=(stop,))], [], horizon_s=1300.5, micro_stop_s=60.0)
    kpis = only(simulate(line, seed=1))
    assert (kpis.failures, kpis.micro_stops) == (0, 10)
    assert kpis.availability == pytest.approx(1.0)
    assert kpis.effectiveness == pytest.approx(1000 / 1300.5, abs=1e-3)
    long = only(simulate(replace(line, micro_stop_s=10.0), seed=1))
    assert long.availability == pytest.approx(1000.5 / 1300.5)
    assert long.oee == pytest.approx(kpis.oee)


def test_a_declared_micro_stop_that_takes_long_is_a_failure():
    stop = Stop(name="jam", between_s=seconds(500), duration_s=seconds(400), kind="micro_stop")
    kpis = only(simulate(row([fixed("a", 10, stops=(stop,))], [], horizon_s=2000.0), seed=1))
    assert (kpis.failures, kpis.micro_stops) == (2, 0)
    assert kpis.adot_s == pytest.approx(800.0)


@pytest.mark.parametrize(("clock", "failures"), [("operation", 4), ("time", 9)])
def test_a_starved_station_fails_only_on_the_clock_of_time(clock, failures):
    # The second station works 10 of every 20 s. On time it fails every 100 + 10 s, on operation
    # after 100 s of work, 200 s apart.
    stop = Stop(name="jam", clock=clock, between_s=seconds(100), duration_s=seconds(10))
    stations = [fixed("a", 20), fixed("b", 10, stops=(stop,))]
    line = row(stations, [5], horizon_s=1000.0, micro_stop_s=0.0)
    assert len(simulate(line, seed=1).incidents) == failures


@pytest.mark.parametrize("clock", ["operation", "time"])
def test_a_blocked_station_fails_only_on_the_clock_of_time(clock):
    stop = Stop(name="jam", clock=clock, between_s=seconds(100), duration_s=seconds(10))
    stations = [fixed("a", 10, stops=(stop,)), fixed("b", 40)]
    log = simulate(row(stations, [1], horizon_s=2000.0, micro_stop_s=0.0), seed=1)
    assert len(log.incidents) == {"operation": 5, "time": 18}[clock]
    assert log.good_parts == pytest.approx(48, abs=1)  # the bottleneck never notices


def test_availability_of_a_station_that_always_works_is_that_of_its_clock():
    stop = Stop(name="x", between_s=Exponential(mean=900.0), duration_s=Gamma(mean=100.0, cv=0.5))
    line = row([fixed("a", 1, stops=(stop,))], [], horizon_s=1e6, micro_stop_s=0.0)
    assert only(simulate(line, seed=3)).availability == pytest.approx(0.9, abs=0.01)


def test_a_failed_part_can_be_lost():
    stop = Stop(name="x", between_s=seconds(95), duration_s=seconds(5), scraps_part=True)
    log = simulate(row([fixed("a", 10, stops=(stop,))], [], horizon_s=1000.5), seed=1)
    assert log.scrap_parts == 10
    assert log.good_parts == 90
    assert log.stations[0].scrap_parts == 10


def test_two_stations_share_one_repairer():
    stop = Stop(name="x", between_s=seconds(100), duration_s=seconds(50), crew="repair")
    line = Line(
        schema=1,
        name="pair",
        horizon_s=201.0,
        micro_stop_s=0.0,
        stations=(fixed("a", 10, stops=(stop,)), fixed("b", 10, stops=(stop,))),
        crews=(Crew(name="repair", people=1),),
    )
    log = simulate(line, seed=1)
    waits = sorted((i.station, i.wait_s) for i in log.incidents)
    assert waits == [("a", 0.0), ("b", 50.0)]
    assert log.crews[0].busy_s == pytest.approx(100.0)
    assert log.hours_by_reason("b")["waiting_for_repair"] == pytest.approx(50 / 3600)
    two = simulate(replace(line, crews=(Crew(name="repair", people=2),)), seed=1)
    assert {i.wait_s for i in two.incidents} == {0.0}


DAY = Shift(name="day", start="06:00", end="14:00", breaks=(Break(start="10:00", duration_s=1800),))
LATE = Shift(name="late", start="14:00", end="22:00")
HOUR = 3600.0
WEEK = 7 * 24 * HOUR


def test_planned_breaks_and_closed_hours_lie_outside_the_planned_busy_time():
    log = simulate(row([fixed("a", 60)], [], shifts=(DAY,), horizon_s=WEEK), seed=1)
    kpis = only(log)
    assert kpis.pbt_s == pytest.approx(5 * 7.5 * HOUR)
    assert kpis.oee == pytest.approx(1.0, abs=1e-3)
    assert log.good_parts == 5 * 450
    hours = log.hours_by_reason("a")
    assert hours["break"] == pytest.approx(2.5)
    assert hours["off_shift"] == pytest.approx(168 - 40)
    assert line_kpis(log).planned_s == pytest.approx(5 * 7.5 * HOUR)


def test_a_robot_may_work_through_the_breaks():
    robot = fixed("a", 60, kind="robot", is_through_breaks=True)
    log = simulate(row([robot], [], shifts=(DAY,), horizon_s=WEEK), seed=1)
    assert log.good_parts == 5 * 480


def test_a_cycle_goes_on_where_the_shift_left_it():
    # 7 h of work per part in shifts of 7.5 h: the parts end on all five days, the last is carried.
    log = simulate(row([fixed("a", 7 * HOUR)], [], shifts=(DAY,), horizon_s=WEEK), seed=1)
    assert log.good_parts == 5  # 37.5 h of work hold five parts of 7 h
    assert log.wip_end == 1


def test_a_repair_goes_on_at_night_when_the_crew_does():
    stop = Stop(name="x", between_s=seconds(7 * HOUR), duration_s=seconds(8 * HOUR), crew="repair")
    station = fixed("a", 60, stops=(stop,), shifts=("day",))
    night = Line(
        schema=1,
        name="night",
        horizon_s=2 * 24 * HOUR,
        shifts=(DAY, LATE),
        stations=(station,),
        crews=(Crew(name="repair", people=1),),
    )
    log = simulate(night, seed=1)
    # Down at 13:30; the crew works until 21:30, and the station begins again at 06:00.
    assert log.incidents[0].end_s == pytest.approx(21.5 * HOUR)
    assert log.hours_by_state("a")["unscheduled_down"] == pytest.approx(0.5 + 0.5)
    alone = simulate(
        replace(night, crews=(Crew(name="repair", people=1, shifts=("day",)),)), seed=1
    )
    assert alone.incidents[0].end_s > 24 * HOUR


def test_products_come_in_batches_and_cost_a_changeover_each_time():
    station = fixed(
        "a",
        10,
        changeover=Changeover(duration_s=seconds(50), crew="setup"),
        product_factors={"big": 2.0},
    )
    line = row(
        [station],
        [],
        horizon_s=800.5,
        products=(Product(name="small", batch_parts=10), Product(name="big", batch_parts=10)),
        crews=(Crew(name="setup", people=1),),
    )
    # 10 small of 10 s, change, 10 big of 20 s, change: 400 s a round.
    log = simulate(line, seed=1)
    assert [(p.name, p.good_parts) for p in log.products] == [("small", 20), ("big", 20)]
    kpis = only(log)
    assert kpis.aust_s == pytest.approx(200.0)
    assert kpis.setup_ratio == pytest.approx(200.0 / 800.5)
    assert kpis.nee == pytest.approx(kpis.oee * kpis.aupt_s / kpis.apt_s)
    assert summarise(log).total.changeovers == 4


def test_a_battery_is_swapped_between_two_parts():
    robot = fixed("a", 60, kind="robot", battery=Battery(runtime_s=1000.0, duration_s=seconds(180)))
    log = simulate(row([robot], [], horizon_s=12_000.0), seed=1)
    # Due after 1000 s, done after the 17th part at 1020 s: 1200 s a round.
    assert [i.start_s for i in log.incidents] == [1020.0 + 1200.0 * k for k in range(10)]
    assert log.hours_by_reason("a")["battery_swap"] == pytest.approx(0.5)
    assert only(log).failures == 0


@pytest.mark.parametrize(("clock", "count"), [("time", 8), ("operation", 4)])
def test_maintenance_is_planned_down_time(clock, count):
    work = Maintenance(every_s=100.0, clock=clock, duration_s=seconds(10))
    stations = [fixed("a", 20), fixed("b", 10, maintenance=(work,))]
    # On time it is due 100 s after the last, and done after the part then under way: every 120 s.
    log = simulate(row(stations, [5], horizon_s=1000.0), seed=1)
    assert [i.kind for i in log.incidents] == ["maintenance"] * count
    kpis = station_kpis(log)[1]
    assert kpis.apmt_s == pytest.approx(10.0 * count)
    assert kpis.corrective_maintenance_ratio == 0.0


def test_a_person_helps_a_robot_that_cannot_go_on():
    robot = fixed(
        "a",
        10,
        kind="robot",
        attempts=Attempts(
            success_rate=0.8,
            max_tries=2,
            failed_s=seconds(5),
            causes={"dropped": 1.0},
            help_s=seconds(100),
            crew="people",
        ),
    )
    line = row([robot], [], horizon_s=200_000.0, crews=(Crew(name="people", people=1),))
    log = simulate(line, seed=5)
    kpis = only(log)
    share = kpis.interventions / kpis.produced
    assert share == pytest.approx(0.04 / 0.96, rel=0.1)  # two misses, until the part is done
    assert kpis.mtta_s == pytest.approx(100.0)
    assert kpis.adet_s == pytest.approx(0.0)  # shorter than the threshold: within E
    assert log.crews[0].calls == pytest.approx(kpis.interventions, abs=1)
    assert {(i.who, i.reason, i.kind) for i in log.incidents} == {
        ("people", "dropped", "intervention")
    }
    assert kpis.attempt_success == pytest.approx(0.8, abs=0.01)


def test_a_cause_that_needs_help_leaves_no_second_try():
    attempts = Attempts(
        success_rate=0.5,
        max_tries=10,
        causes={"fell_left": 1.0},
        needs_help=("fell_left",),
        help_s=seconds(1),
        after_help="scrap",
    )
    log = simulate(
        row([fixed("a", 1, kind="robot", attempts=attempts)], [], horizon_s=2000.0), seed=1
    )
    assert log.scrap_parts / (log.good_parts + log.scrap_parts) == pytest.approx(0.5, abs=0.05)
    assert log.stations[0].attempts == log.stations[0].cycles


def inspected_line(escape_rate=0.2, false_reject_rate=0.1, reject_to="repairs"):
    inspection = Inspection(
        escape_rate=escape_rate, false_reject_rate=false_reject_rate, reject_to=reject_to
    )
    back = (
        Station(
            name="repair",
            kind="rework",
            inputs=("repairs",),
            output="checks",
            cycle_s=seconds(3),
            rework=Rework(success_rate=0.9),
        ),
    )
    return Line(
        schema=1,
        name="inspected",
        horizon_s=100_000.0,
        stations=(
            fixed("make", 10, output="checks", defect_rate=0.1),
            Station(
                name="check",
                kind="inspection",
                inputs=("checks",),
                cycle_s=seconds(2),
                inspection=inspection,
            ),
            *(back if reject_to == "repairs" else ()),
        ),
        buffers=(
            Buffer(name="checks", capacity=20),
            *((Buffer(name="repairs", capacity=20),) if reject_to == "repairs" else ()),
        ),
    )


def test_inspection_lets_through_and_rejects_as_often_as_it_says():
    log = simulate(inspected_line(reject_to="scrap"), seed=6)
    parts = log.stations[0].cycles
    assert log.escapes / parts == pytest.approx(0.1 * 0.2, abs=0.003)
    assert log.scrap_parts / parts == pytest.approx(0.1 * 0.8 + 0.9 * 0.1, abs=0.01)
    assert log.stations[1].false_rejects / parts == pytest.approx(0.9 * 0.1, abs=0.01)
    assert log.stations[0].escapes == log.escapes
    kpis = line_kpis(log)
    assert kpis.station("check").first_pass_yield == pytest.approx(0.83, abs=0.01)
    assert kpis.scrap_ratio == pytest.approx(0.17, abs=0.01)


def test_rework_brings_parts_back():
    log = simulate(inspected_line(), seed=6)
    parts = log.stations[0].cycles
    assert log.scrap_parts < 0.01 * parts  # three rejections in a row are rare
    assert log.stations[1].rework_parts == pytest.approx(log.stations[2].cycles, abs=2)
    assert log.good_parts + log.escapes + log.scrap_parts + log.wip_end == log.started_parts
    # Reworked parts are judged again, and count neither as inspected nor as passed a second time.
    assert log.stations[1].inspected_parts == pytest.approx(parts, abs=2)
    assert line_kpis(log).station("check").first_pass_yield == pytest.approx(0.83, abs=0.01)


def test_assembly_takes_one_part_of_each():
    line = Line(
        schema=1,
        name="assembly",
        horizon_s=1000.5,
        stations=(
            fixed("left", 10, output="l"),
            fixed("right", 20, output="r"),
            fixed("join", 5, inputs=("l", "r")),
        ),
        buffers=(Buffer(name="l", capacity=2), Buffer(name="r", capacity=2)),
    )
    log = simulate(line, seed=1)
    assert log.good_parts == 49  # every 20 s, the first at 25 s
    assert log.merged_parts == 50
    assert log.started_parts == log.good_parts + log.merged_parts + log.wip_end


def test_a_conveyor_takes_its_time_and_its_space():
    line = row([fixed("a", 10), fixed("b", 10)], [3], horizon_s=1000.5)
    slow = replace(line, buffers=(Buffer(name="b1", capacity=3, transport_s=25.0),))
    log = simulate(slow, seed=1)
    assert log.good_parts == 96  # the first part is out at 10 + 25 + 10 s
    assert log.buffers[0].mean_level == pytest.approx(2.5, abs=0.1)
    tight = replace(line, buffers=(Buffer(name="b1", capacity=1, transport_s=25.0),))
    assert simulate(tight, seed=1).good_parts == 39  # one part per 25 s


def test_energy_is_counted_busy_and_idle():
    stations = [fixed("a", 20), fixed("b", 10, power_w=1000.0, idle_power_w=100.0)]
    log = simulate(row(stations, [5], horizon_s=7200.0), seed=1)
    assert log.stations[1].energy_kwh == pytest.approx(1.0 + 0.1, rel=0.01)


@settings(max_examples=25, deadline=None)
@given(
    cycles=st.lists(st.floats(1.0, 20.0), min_size=2, max_size=4),
    space=st.integers(0, 4),
    between=st.floats(20.0, 500.0),
    clock=st.sampled_from(["operation", "time"]),
    scraps=st.booleans(),
    has_shifts=st.booleans(),
    warmup=st.sampled_from([0.0, 5000.0]),
    seed=st.integers(0, 1000),
)
def test_parts_and_time_are_conserved_on_any_line(
    cycles, space, between, clock, scraps, has_shifts, warmup, seed
):
    stop = Stop(
        name="x",
        clock=clock,
        between_s=Exponential(mean=between),
        duration_s=Exponential(mean=60.0),
        crew="repair",
        scraps_part=scraps,
    )
    stations = [
        Station(
            name=f"s{i}",
            kind="automation",
            cycle_s=Exponential(mean=c),
            stops=(stop,),
            defect_rate=0.1,
            scrap_rate=0.05,
        )
        for i, c in enumerate(cycles)
    ]
    line = row(
        stations,
        [space] * (len(cycles) - 1),
        horizon_s=60_000.0,
        warmup_s=warmup,
        shifts=(DAY,) if has_shifts else (),
        crews=(Crew(name="repair", people=1),),
    )
    log = simulate(line, seed=seed)
    gone = log.good_parts + log.escapes + log.scrap_parts + log.merged_parts
    assert log.wip_start + log.started_parts == gone + log.wip_end
    assert 0 <= log.wip_end <= len(cycles) + space * (len(cycles) - 1)
    for index, kpis in enumerate(station_kpis(log)):
        own = log.states.station == index
        start, end = log.states.start_s[own], log.states.end_s[own]
        assert (start[0], end[-1]) == (log.start_s, log.end_s)
        assert (start[1:] == end[:-1]).all()
        assert (end > start).all()
        total = kpis.apt_s + kpis.aust_s + kpis.adet_s + kpis.adot_s + kpis.apmt_s
        assert total == pytest.approx(kpis.pbt_s)
        assert kpis.apt_s <= kpis.pbt_s + 1e-6
        if kpis.produced and kpis.apt_s > 0.0:
            identity = kpis.standard_s / kpis.produced * kpis.good / kpis.pbt_s
            assert kpis.oee == pytest.approx(identity)  # A * E * Q = PRI * GQ / PBT


@settings(max_examples=10, deadline=None)
@given(seed=st.integers(0, 1000), factor=st.floats(0.5, 0.95))
def test_a_faster_bottleneck_never_makes_less(seed, factor):
    def line(cycle):
        return row([fixed("a", 10), fixed("b", cycle), fixed("c", 10)], [3, 3], horizon_s=5000.0)

    slow, fast = (simulate(line(c), seed=seed).good_parts for c in (20.0, 20.0 * factor))
    assert fast >= slow


def test_a_stop_that_goes_on_at_the_end_is_counted():
    stop = Stop(name="x", between_s=seconds(100), duration_s=seconds(5000), crew="repair")
    line = row(
        [fixed("a", 10, stops=(stop,)), fixed("b", 10, stops=(stop,))],
        [5],
        horizon_s=1000.0,
        crews=(Crew(name="repair", people=1),),
    )
    log = simulate(line, seed=1)
    found = [(i.station, i.kind, i.end_s, i.wait_s, i.work_s) for i in log.incidents]
    assert found[0] == ("a", "failure", 1000.0, 0.0, 900.0)
    # The second station has worked 90 s when the first one fails and starves it.
    assert len(found) == 1
    assert station_kpis(log)[0].failure_s == pytest.approx(900.0)


def test_a_station_may_fail_on_both_clocks():
    # On time it stops 100 s after each repair, on work after every 300 s of work, which is when the
    # third stop on time is due, too. The tenth stop on time is cut off after 2 s.
    on_work = Stop(name="tool", between_s=seconds(300), duration_s=seconds(1), reason="tool_broken")
    on_time = Stop(name="net", clock="time", between_s=seconds(100), duration_s=seconds(5))
    line = row([fixed("a", 7, stops=(on_work, on_time))], [], horizon_s=1050.0, micro_stop_s=0.0)
    log = simulate(line, seed=1)
    reasons = [i.reason for i in log.incidents]
    assert reasons.count("tool_broken") == 3
    assert reasons.count("failure") == 10
    assert only(log).apt_s == pytest.approx(1050 - 3 * 1 - 9 * 5 - 2)


def test_a_cycle_that_waits_for_the_morning_is_not_late():
    station = fixed("a", 7 * HOUR)
    log = simulate(row([station], [], shifts=(DAY,), horizon_s=WEEK, takt_s=7.5 * HOUR), seed=1)
    assert log.stations[0].cycles == 5
    assert log.stations[0].late_cycles == 0
    tight = row([station], [], shifts=(DAY,), horizon_s=WEEK, takt_s=6.5 * HOUR)
    assert simulate(tight, seed=1).stations[0].late_cycles == 5
