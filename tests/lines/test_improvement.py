"""Every loss of a line can be cut, one at a time."""

import pytest

from andon.errors import InvalidConfig, UnknownName
from andon.lines.distribution import mean_of
from andon.lines.improvement import variants, with_station
from andon.lines.line import read_line
from andon.lines.line_kpi import line_kpis
from andon.lines.preset import read_preset
from andon.lines.simulation import measure, measure_all
from tests.cli.lines import write_line
from tests.lines.build import fixed, row


def test_each_variant_differs_in_one_place(tmp_path):
    line = read_line(write_line(tmp_path))
    found = list(variants(line, 0.25))
    assert [(one.place, one.lever) for one in found] == [
        ("press", "speed"), ("carry", "speed"), ("carry", "success_rate"), ("carry", "help_time"),
        ("blanks", "buffer"),
    ]  # fmt: skip
    for one in found:
        same = [a == b for a, b in zip(line.stations, one.line.stations, strict=True)]
        buffers = [a == b for a, b in zip(line.buffers, one.line.buffers, strict=True)]
        assert [*same, *buffers].count(False) == 1
    assert mean_of(found[0].line.stations[0].cycle_s) == pytest.approx(0.75 * 30)
    assert found[2].line.stations[1].attempts.failure_factor == 0.75
    assert found[-1].line.buffers[0].capacity == 4


@pytest.mark.parametrize("share", [0.0, 1.0, -0.1, 2.0])
def test_a_share_outside_its_range_is_refused(share):
    with pytest.raises(InvalidConfig, match="it must lie in"):
        list(variants(read_preset("stacking_person"), share))


def test_a_station_that_is_not_there_is_refused():
    with pytest.raises(UnknownName, match="station"):
        with_station(row([fixed("a", 60)], []), fixed("b", 60))


def test_many_lines_at_once_give_what_each_gives_alone():
    lines = [row([fixed("a", 60)], []), row([fixed("a", 30)], [])]
    together = list(measure_all(lines, line_kpis, seed=1, replications=2))
    alone = [list(measure(line, line_kpis, seed=1, replications=2)) for line in lines]
    assert together == alone
    with pytest.raises(InvalidConfig, match="replications is 0"):
        list(measure_all(lines, line_kpis, seed=1, replications=0))
