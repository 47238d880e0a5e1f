"""Four ways to find the bottleneck agree where it is plain."""

import pytest

from andon.errors import InvalidConfig
from andon.lines.bottleneck import (
    arrow_bottleneck,
    c_bottleneck,
    shifting_bottleneck,
    turning_point,
)
from andon.lines.line_kpi import station_kpis
from andon.lines.simulation import simulate
from tests.lines.build import bernoulli_row, exponential_row, fixed, row


def test_every_method_finds_the_slow_station_in_the_middle():
    log = simulate(exponential_row((1, 0.8, 1), 2, horizon_s=20_000.0, warmup_s=500.0), seed=1)
    kpis = station_kpis(log)
    assert arrow_bottleneck(kpis) == "s2"
    assert turning_point(kpis) == "s2"
    shares = shifting_bottleneck(log)
    assert max(shares, key=lambda name: shares[name].total) == "s2"
    assert max(shares, key=lambda name: shares[name].sole) == "s2"


@pytest.mark.parametrize(("cycles", "slowest"), [((9, 5, 5), "a"), ((5, 5, 9), "c")])
def test_the_ends_of_a_line_can_be_the_bottleneck(cycles, slowest):
    names = ("a", "b", "c")
    stations = [fixed(name, cycle) for name, cycle in zip(names, cycles, strict=True)]
    log = simulate(row(stations, [3, 3], horizon_s=5000.0, warmup_s=500.0), seed=1)
    kpis = station_kpis(log)
    assert arrow_bottleneck(kpis) == slowest
    assert turning_point(kpis) == slowest
    shares = shifting_bottleneck(log)
    assert shares[slowest].sole == pytest.approx(1.0, abs=0.01)


def test_a_balanced_line_shifts():
    log = simulate(exponential_row((1, 1, 1), 2, horizon_s=5000.0, warmup_s=200.0), seed=2)
    shares = shifting_bottleneck(log)
    assert all(share.shifting > 0.05 for share in shares.values())
    assert sum(share.sole for share in shares.values()) <= 1.0 + 1e-9


def test_the_c_bottleneck_is_the_machine_whose_improvement_helps_most():
    assert c_bottleneck((0.9, 0.7, 0.9), (3, 3)) == 1
    # Equal machines, unequal buffers: the one that the small buffer starves or blocks the most.
    assert c_bottleneck((0.8, 0.8, 0.8), (10, 1)) in (1, 2)


def test_the_arrow_rule_agrees_with_the_c_bottleneck():
    log = simulate(bernoulli_row((0.9, 0.7, 0.9), (3, 3), horizon_s=20_000.0), seed=3)
    assert arrow_bottleneck(station_kpis(log)) == "m2"


def test_no_stations_have_no_bottleneck():
    with pytest.raises(InvalidConfig, match="no station"):
        arrow_bottleneck([])
