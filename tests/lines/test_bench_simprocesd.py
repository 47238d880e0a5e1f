"""SimPROCESD with the same luck makes the same parts; without it, the benchmark says so."""

import pytest

from andon.errors import MissingExtra
from andon.lines.bench import bench_line, make_bench_line
from andon.lines.bench_simprocesd import simulate_simprocesd
from andon.lines.simulation import simulate


@pytest.mark.parametrize(("num_stations", "seed"), [(1, 0), (4, 0), (4, 1)])
def test_it_makes_the_parts_of_the_simulation(num_stations, seed):
    pytest.importorskip("simprocesd", reason="SimPROCESD is an extra: pip install 'andon[bench]'")
    line = make_bench_line(num_stations=num_stations, horizon_s=2 * 86400.0)
    assert simulate_simprocesd(line, seed=seed) == simulate(line, seed=seed).good_parts > 1000


def test_the_benchmark_measures_against_it():
    pytest.importorskip("simprocesd", reason="SimPROCESD is an extra: pip install 'andon[bench]'")
    found = bench_line(make_bench_line(num_stations=2, horizon_s=6 * 3600.0), rounds=1)
    assert found.other is not None
    assert found.other.name.startswith("SimPROCESD ")
    assert found.makes_same_parts
    assert found.share_of_other > 1.0


def test_without_it_the_benchmark_goes_on_and_the_model_is_refused(monkeypatch):
    monkeypatch.setattr("importlib.util.find_spec", lambda name: None)
    line = make_bench_line(num_stations=1, horizon_s=3600.0)
    found = bench_line(line, rounds=1)
    assert (found.other, found.share_of_other, found.makes_same_parts) == (None, None, True)
    with pytest.raises(MissingExtra, match=r"pip install 'andon\[bench\]'"):
        simulate_simprocesd(line, seed=0)
