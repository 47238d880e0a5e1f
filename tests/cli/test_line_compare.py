"""`andon line compare`: two lines with the same luck, pair by pair."""

import json

from andon.lines.line import read_line
from tests.cli.commands import files_under
from tests.cli.lines import write_line
from tests.docs.test_readme import ROOT

QUICK = ("--compute", "inline", "--replications", "3")


def test_a_line_against_itself_differs_in_nothing(andon, tmp_path):
    line = write_line(tmp_path)
    answer = andon("line", "compare", line, line, "--json", tmp_path / "found.json", *QUICK)
    assert (answer.code, answer.err) == (0, "")
    rows = json.loads((tmp_path / "found.json").read_text())["rows"]
    assert {"throughput_per_h", "wip"} <= {row["kpi"] for row in rows}
    for row in rows:
        assert row["difference"]["mean"] == 0
        assert row["difference"]["low"] == row["difference"]["high"] == 0
    assert "good parts per planned hour" in answer.words
    assert " clear " not in answer.words.replace("clear:", "")


def test_a_slower_line_is_clearly_slower(andon, tmp_path):
    line = write_line(tmp_path)
    text = line.read_text()
    slow = tmp_path / "slow.toml"
    assert "mean = 30, cv" in text
    slow.write_text(text.replace("mean = 30, cv", "mean = 90, cv"))
    found = tmp_path / "found.json"
    assert andon("line", "compare", line, slow, "--json", found, *QUICK).code == 0
    (row,) = [r for r in json.loads(found.read_text())["rows"] if r["kpi"] == "throughput_per_h"]
    assert row["after"]["mean"] < row["before"]["mean"]
    assert row["difference"]["mean"] < 0
    assert row["ratio"] < 1


def test_one_pair_is_refused_and_a_dry_run_writes_nothing(andon, tmp_path):
    line = write_line(tmp_path)
    answer = andon("line", "compare", line, line, "--replications", "1")
    assert answer.code == 2
    assert "pairs need at least 2" in answer.err
    before = files_under(tmp_path)
    assert andon("line", "compare", line, line, "--dry-run", *QUICK).code == 0
    assert files_under(tmp_path) == before


def test_the_example_differs_in_the_post_of_the_robot_alone():
    folder = ROOT / "examples" / "chain"
    person = read_line(folder / "line_people.toml")
    assert [station.name for station in person.stations] == ["press", "carry", "check"]
    assert person.stations[1].kind == "human"
