"""KPIs of a line, measured from a log whose sums are known."""

import pytest

from andon.lines.line_kpi import line_kpis, station_kpis
from andon.lines.simulation import simulate
from andon.lines.synthetic import make_synthetic_log
from tests.lines.build import fixed, row


def test_time_elements_are_those_of_the_spans():
    kpis = station_kpis(make_synthetic_log())[0]
    minutes = [t / 60.0 for t in (kpis.pbt_s, kpis.apt_s, kpis.aust_s, kpis.adet_s, kpis.adot_s)]
    assert minutes == pytest.approx([420, 340, 18, 14 + 6 + 12, 30])
    assert kpis.failure_s == pytest.approx(30 * 60.0)
    assert kpis.assist_s == pytest.approx(12 * 60.0)
    assert kpis.repair_work_s == pytest.approx(25 * 60.0)
    assert kpis.operational_uptime == pytest.approx((340 + 80) / 480)


def test_a_line_counts_what_leaves_it():
    kpis = line_kpis(make_synthetic_log(num_shifts=2))
    assert kpis.throughput_per_h == pytest.approx(340 / 7)
    assert kpis.escape_rate == pytest.approx(2 / 342)
    assert kpis.scrap_ratio == pytest.approx(10 / 352)
    assert kpis.interventions == 4
    assert kpis.crew_people == pytest.approx(2 * 2 * (2580 + 600) / (2 * 420 * 60))
    assert kpis.people == 1 + 2 + 1
    assert kpis.energy_per_part_kwh == pytest.approx(48 / 680)


def test_the_oee_of_a_line_is_that_of_its_bottleneck_and_not_a_product():
    line = row([fixed("a", 10), fixed("b", 20), fixed("c", 10)], [5, 5], horizon_s=100_000.0)
    kpis = line_kpis(simulate(line, seed=1))
    assert kpis.bottleneck == "b"
    assert kpis.line_oee == pytest.approx(1.0, abs=1e-3)
    product = 1.0
    for station in kpis.stations:
        product *= station.oee
    assert product == pytest.approx(0.25, abs=1e-2)


def test_a_table_holds_every_number():
    table = line_kpis(make_synthetic_log()).table()
    assert {"throughput_per_h", "line_oee", "wip", "good_parts", "rolled_first_pass_yield"} <= set(
        table
    )
    assert "bottleneck" not in table
