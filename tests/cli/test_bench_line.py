"""`andon bench line`: the table, the year, the workers, and the same figures as JSON."""

import json

import pytest

from andon.cli import bench_line as command
from andon.lines.bench import WorkerCheck


@pytest.fixture
def quick(monkeypatch):
    monkeypatch.setattr(command, "SIZES", (1, 2))
    monkeypatch.setattr(command, "STATION_DAYS", 0.5)
    monkeypatch.setattr("andon.lines.bench.YEAR_S", 86400.0)


def test_it_prints_ratios_a_year_and_whether_workers_change_anything(quick, andon, tmp_path):
    answer = andon("bench", "line", "--repeats", "1", "--json", "speed.json")
    assert answer.code == 0
    for words in ("times bare SimPy", "times SimPROCESD", "A year of 2 stations, day and night"):
        assert words in answer.words
    assert "4 replications with 1 worker and with 2: the same to the last bit." in answer.words
    found = json.loads((tmp_path / "speed.json").read_text())
    assert [row["num_stations"] for row in found["rows"]] == [1, 2]
    for row in found["rows"]:
        assert all(rival["parts"] == row["parts"] for rival in row["rivals"])
    assert found["workers"]["one"] == found["workers"]["two"]
    assert found["year"]["num_stations"] == 2
    assert found["machine"]["cpu"]


def test_results_that_depend_on_the_workers_are_an_error(quick, andon, monkeypatch):
    other = WorkerCheck(one=("a",), two=("b",))
    monkeypatch.setattr(command, "check_workers", lambda line: other)
    answer = andon("bench", "line", "--repeats", "1")
    assert answer.code == 1
    assert "they DIFFER" in answer.words


def test_an_absent_simulator_is_named(quick, andon, monkeypatch):
    monkeypatch.setattr("andon.lines.bench.is_installed", lambda: False)
    answer = andon("bench", "line", "--repeats", "1")
    assert answer.code == 0
    assert "not installed" in answer.words
    assert "pip install 'andon[bench]'" in answer.words
