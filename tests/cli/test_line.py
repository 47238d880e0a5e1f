"""`andon line`: what it prints and writes, and that nothing is left where something is refused."""

import json

import pytest

from andon.lines.preset import preset_names
from tests.cli.commands import files_under, write_gate
from tests.cli.lines import write_line

QUICK = ("--compute", "inline", "--replications", "3")


def test_a_run_writes_its_folder_and_says_what_the_plant_would_see(andon, tmp_path):
    line = write_line(tmp_path)
    answer = andon("line", "run", line, "--out", "run", *QUICK)
    assert (answer.code, answer.err) == (0, "")
    for words in ("good parts per planned hour", "MTBF/A", "people at work", "part dropped"):
        assert words in answer.words
    assert answer.out.splitlines()[-1].startswith("Next: andon book run")
    names = {path.name for path in (tmp_path / "run").iterdir()}
    assert names == {
        "line.toml", "provenance.json", "replications.json", "report.html", "setup.json",
        "shift_log.parquet", "summary.json",
    }  # fmt: skip
    summary = json.loads((tmp_path / "run" / "summary.json").read_text())
    made = summary["kpis"]["throughput_per_h"]
    assert made["low"] <= made["mean"] <= made["high"]
    assert made["n"] == 3
    assert (tmp_path / "run" / "line.toml").read_text() == line.read_text()


def test_one_and_two_workers_give_the_same(andon, tmp_path):
    line = write_line(tmp_path)
    words = ("--compute", "processes", "--replications", "4")
    for out, workers in (("one", 1), ("two", 2)):
        assert andon("line", "run", line, "--out", out, "--workers", workers, *words).code == 0
    one, two = (files_under(tmp_path / out) for out in ("one", "two"))
    for name in ("summary.json", "replications.json", "setup.json"):
        assert one[name] == two[name]


def test_the_same_again_is_the_same_and_something_else_needs_fresh(andon, tmp_path):
    line = write_line(tmp_path)
    andon("line", "run", line, "--out", "run", *QUICK)
    before = (tmp_path / "run" / "summary.json").read_bytes()
    assert andon("line", "run", line, "--out", "run", *QUICK).code == 0
    assert (tmp_path / "run" / "summary.json").read_bytes() == before
    answer = andon("line", "run", line, "--out", "run", "--seed", "1", *QUICK)
    assert answer.code == 2
    assert "holds a run of something else" in answer.words
    assert (tmp_path / "run" / "summary.json").read_bytes() == before
    assert andon("line", "run", line, "--out", "run", "--seed", "1", "--fresh", *QUICK).code == 0
    assert (tmp_path / "run" / "summary.json").read_bytes() != before


def test_a_dry_run_writes_nothing(andon, tmp_path):
    line = write_line(tmp_path)
    before = files_under(tmp_path)
    answer = andon("line", "run", line, "--out", "run", "--dry-run", *QUICK)
    assert answer.code == 0
    assert "3 replications of cell, 6 h each, 2 stations, into run" in answer.words
    assert files_under(tmp_path) == before


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"cycle": "cycle_s = -1"}, "cycle_s"),
        ({"cycle": "cycle = 28"}, "write cycle_s"),
        ({"rate": "success_rate = 0.9\ncauses = { gremlins = 1 }"}, "gremlins"),
        ({"cycle": 'cycle_s = 28\noutput = "blanks"'}, "no part ever leaves the line"),
    ],
)
def test_a_line_that_cannot_run_is_refused_with_file_and_key(change, message, andon, tmp_path):
    line = write_line(tmp_path, **change)
    before = files_under(tmp_path)
    answer = andon("line", "run", line, "--out", "run", *QUICK)
    assert answer.code == 2
    assert answer.err.startswith("error: ")
    assert answer.err.count("\n") == 1
    assert "line.toml" in answer.err
    assert message in answer.err
    assert files_under(tmp_path) == before


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (("absent",), "There is no line 'absent'"),
        (("absent.toml",), "absent.toml"),
        (("stacking_person", "--replications", "0"), "--replications is 0"),
        (("stacking_person", "--workers", "0"), "--workers is 0"),
        (("stacking_person", "--seed", "-1"), "Seed -1"),
    ],
)
def test_bad_use_is_one_message(words, message, andon, tmp_path):
    answer = andon("line", "run", *words, "--out", "run")
    assert answer.code == 2
    assert message in answer.words
    assert files_under(tmp_path) == {}


def test_a_folder_of_somebody_else_is_not_touched(andon, tmp_path):
    line = write_line(tmp_path)
    (tmp_path / "run").mkdir()
    (tmp_path / "run" / "letter.txt").write_text("dear")
    assert andon("line", "run", line, "--out", "run", *QUICK).code == 2
    assert andon("line", "run", line, "--out", "run", "--fresh", *QUICK).code == 2
    assert (tmp_path / "run" / "letter.txt").read_text() == "dear"


def test_a_robot_is_drawn_from_the_folder_of_a_proof(andon, tmp_path):
    gate = write_gate(tmp_path)
    options = ("--gate", gate, "--films", "0", "--compute", "inline", "--out", "proof")
    assert andon("prove", "street_take_push", *options).code == 0
    line = write_line(tmp_path, evidence="proof")
    assert andon("line", "run", line, "--out", "run", *QUICK).code == 0
    summary = json.loads((tmp_path / "run" / "summary.json").read_text())
    evidence = summary["stations"][1]["evidence"]
    assert evidence["scenario"] == "street_take_push"
    assert (evidence["successes"], evidence["trials"], evidence["lamp"]) == (6, 6, "GREEN")
    assert evidence["mean_s"] == pytest.approx(28.0)
    assert "verdict GREEN" in (tmp_path / "run" / "report.html").read_text()


def test_the_page_can_be_written_again(andon, tmp_path):
    andon("line", "run", write_line(tmp_path), "--out", "run", *QUICK)
    page = tmp_path / "run" / "report.html"
    before = page.read_bytes()
    page.unlink()
    assert andon("line", "report", "run", "--dry-run").code == 0
    assert not page.exists()
    assert andon("line", "report", "run").code == 0
    assert page.read_bytes() == before
    (tmp_path / "run" / "summary.json").unlink()
    answer = andon("line", "report", "run")
    assert answer.code == 2
    assert "summary.json" in answer.words


def test_the_list_names_every_published_line(andon):
    answer = andon("line", "list")
    assert answer.code == 0
    assert all(name in answer.words for name in preset_names())


def test_the_bench_of_lines_can_be_announced(andon, tmp_path):
    answer = andon("bench", "line", "--dry-run")
    assert answer.code == 0
    assert "20" in answer.words
    assert "then a year of the longest" in answer.words
    assert files_under(tmp_path) == {}
