from pathlib import Path

import pytest

from andon.cli.think_stop import StopRow, fit_law, write_stop_law
from andon.minds.guard import read_stop_law


def row(speed: float, way: float) -> StopRow:
    return StopRow(
        speed_m_s=speed,
        trials=100,
        stood=100,
        time_p50_s=1.0,
        time_p95_s=1.5,
        way_p50_m=0.8 * way,
        way_p95_m=way,
    )


def test_the_law_promises_no_shorter_stops_than_were_measured():
    rows = [row(1.0, 0.7), row(1.67, 1.6), row(2.0, 1.9)]
    law = fit_law(rows)
    for one in rows:
        assert law.way_m(one.speed_m_s) - law.margin_m >= one.way_p95_m - 1e-9


def test_stops_that_grow_evenly_are_fitted_exactly():
    law = fit_law([row(v, 0.4 * v + 0.2 * v * v) for v in (1.0, 1.67, 2.0)])
    assert (law.a_s, law.b_s2_per_m) == pytest.approx((0.4, 0.2), abs=1e-6)


def test_the_law_that_is_written_is_the_law_that_a_guard_reads(tmp_path: Path):
    rows = [row(v, 0.4 * v + 0.2 * v * v) for v in (1.0, 1.67, 2.0)]
    path = write_stop_law(tmp_path, rows, "reflex")
    law = read_stop_law(path)
    assert (law.a_s, law.b_s2_per_m, law.margin_m) == pytest.approx((0.4, 0.2, 0.3), abs=1e-4)
    text = path.read_text()
    assert "100 of 100 from 1.67 m/s" in " ".join(text.replace("#", "").split())
    assert "'reflex'" in text
