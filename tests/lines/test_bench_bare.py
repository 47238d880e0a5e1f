"""The bare model: the same luck and the same parts, and only lines that it can model."""

from dataclasses import replace

import pytest

from andon.errors import InvalidConfig
from andon.lines.analysis import with_station
from andon.lines.bench import make_bench_line
from andon.lines.bench_bare import simulate_bare
from andon.lines.simulation import simulate


@pytest.mark.parametrize("seed", [1, 2])
def test_it_makes_the_parts_of_the_simulation(seed):
    line = make_bench_line(num_stations=3, horizon_s=86400.0)
    assert simulate_bare(line, seed=seed) == simulate(line, seed=seed).good_parts


def test_a_line_that_it_cannot_model_is_refused():
    line = make_bench_line(num_stations=2, horizon_s=3600.0)
    plain = with_station(line, replace(line.station("station_1"), stops=()))
    with pytest.raises(InvalidConfig, match="'station_1' has 0 stops"):
        simulate_bare(plain, seed=0)
