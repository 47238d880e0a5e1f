"""The benchmark times the same line twice, and both models make the same parts."""

import pytest

from andon.errors import InvalidConfig
from andon.lines.bench import bench_line, make_bench_line


def test_the_bare_model_makes_exactly_the_same_parts():
    found = bench_line(make_bench_line(num_stations=6, horizon_s=2 * 86400.0), rounds=1)
    assert found.parts == found.bare_parts > 1000
    assert found.cycles >= 6 * found.parts
    assert found.events_per_s > 0.0
    assert found.year_wall_s == pytest.approx(found.wall_s * 182.5)


def test_the_line_keeps_at_least_half_the_speed_of_the_bare_model():
    # Measured at about twice the speed; the shortest of three rounds forgives a busy machine.
    found = bench_line(make_bench_line(num_stations=10, horizon_s=86400.0), rounds=3)
    assert found.share_of_bare > 0.5


def test_a_benchmark_of_nothing_is_refused():
    with pytest.raises(InvalidConfig, match="num_stations is 0"):
        make_bench_line(num_stations=0)
    with pytest.raises(InvalidConfig, match="rounds is 0"):
        bench_line(make_bench_line(num_stations=1), rounds=0)
