"""A line goes into a file and comes back as it was; what was changed on the way is noticed."""

import json
from pathlib import Path

import pytest

from andon.artifacts import read_json, write_json
from andon.errors import BrokenFile
from andon.lines.artifact import run_line
from andon.lines.bench import make_bench_line
from andon.lines.line import line_from_table, line_hash, read_line
from andon.lines.line_table import line_of_setup, line_table, read_setup
from andon.lines.preset import preset_names, read_preset
from tests.cli.lines import write_line


@pytest.mark.parametrize("name", preset_names())
def test_a_published_line_comes_back_as_it_was(name):
    line = read_preset(name)
    table = json.loads(json.dumps(line_table(line), allow_nan=False))
    again = line_from_table(table, folder=Path("nowhere"))
    assert again == line
    assert line_hash(again) == line_hash(line)


def test_two_families_with_the_same_numbers_stay_apart():
    line = make_bench_line(num_stations=1, horizon_s=3600.0)
    table = line_table(line)
    assert table["station"][0]["cycle_s"] == {"mean": 60.0, "cv": 0.2, "kind": "lognormal"}
    table["station"][0]["cycle_s"]["kind"] = "gamma"
    other = line_from_table(table, folder=Path("nowhere"))
    assert line_hash(other) != line_hash(line)


@pytest.fixture
def folder(tmp_path):
    run_line(read_line(write_line(tmp_path)), tmp_path / "run", seed=3, replications=2)
    return tmp_path / "run"


def test_the_line_of_a_folder_is_the_line_that_ran(folder, tmp_path):
    assert line_of_setup(folder) == read_line(tmp_path / "line.toml")
    assert read_setup(folder)["seed"] == 3


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"verb": "prove"}, "no folder of andon line run"),
        ({"schema": 1}, "written by an older version"),
        ({"line": 3}, "written by an older version"),
        ({"line_hash": "0" * 16}, "was changed after the run"),
        ({"line": {"schema": 1}}, "holds no line"),
    ],
)
def test_a_folder_that_was_changed_is_refused(change, message, folder):
    path = folder / "setup.json"
    write_json(path, {**read_json(path), **change})
    with pytest.raises(BrokenFile, match=message):
        line_of_setup(folder)
