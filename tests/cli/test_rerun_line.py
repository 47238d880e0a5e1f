"""`andon rerun` of a line: shift logs, summary and books are the same, or exit 1."""

import pytest

from andon.artifacts import read_json, write_json
from tests.cli.commands import files_under, write_gate
from tests.cli.lines import write_line, write_prices

QUICK = ("--compute", "inline")


@pytest.fixture
def run(andon, tmp_path):
    line = write_line(tmp_path)
    assert andon("line", "run", line, "--out", "run", "--replications", "3", *QUICK).code == 0
    return tmp_path / "run"


def test_a_line_is_the_same_to_the_last_bit(run, andon, tmp_path):
    answer = andon("rerun", "run", *QUICK)
    assert answer.code == 0
    assert "Run 3 replications of run again into run-rerun" in answer.words
    assert "All 3 shift logs are the same to the last bit, hash " in answer.words
    old, new = files_under(run), files_under(tmp_path / "run-rerun")
    for name in ("setup.json", "summary.json", "replications.json"):
        assert old[name] == new[name]


def test_books_are_made_again(run, andon, tmp_path):
    assert andon("book", "run", "--prices", write_prices(tmp_path)).code == 0
    answer = andon("rerun", "run", *QUICK)
    assert answer.code == 0
    assert "The books are the same." in answer.words
    path = run / "ledger.json"
    write_json(path, {**read_json(path), "seed": 1})
    answer = andon("rerun", "run", *QUICK)
    assert answer.code == 1
    assert "The books differ." in answer.words


def test_published_prices_are_booked_again_with_their_claims(run, andon):
    assert andon("book", "run", "--prices", "humanoid_us").code == 0
    assert read_json(run / "ledger.json")["claims"]["disagreements"]
    assert andon("rerun", "run", *QUICK).code == 0


def test_evidence_is_in_the_folder_and_may_be_gone_elsewhere(andon, tmp_path):
    gate = write_gate(tmp_path)
    options = ("--gate", gate, "--films", "0", "--out", "proof", *QUICK)
    assert andon("prove", "street_take_push", *options).code == 0
    line = write_line(tmp_path, evidence="proof")
    assert andon("line", "run", line, "--out", "run", "--replications", "2", *QUICK).code == 0
    for path in (tmp_path / "proof").rglob("*"):
        if path.is_file():
            path.unlink()
    line.unlink()
    assert andon("rerun", "run", *QUICK).code == 0


def test_a_replication_that_was_changed_is_found_out(run, andon):
    path = run / "replications.json"
    plain = read_json(path)
    plain["rows"][1]["total"]["good_parts"] += 1
    write_json(path, plain)
    answer = andon("rerun", "run", *QUICK)
    assert answer.code == 1
    assert "1 of 3 replications differ, first 1." in answer.words


def test_a_summary_that_was_changed_is_found_out(run, andon):
    path = run / "summary.json"
    write_json(path, {**read_json(path), "bottleneck": "press" + "er"})
    answer = andon("rerun", "run", *QUICK)
    assert answer.code == 1
    assert "does not follow from its replications" in answer.words


def test_a_log_of_another_run_is_found_out(run, andon, tmp_path):
    line = tmp_path / "line.toml"
    words = ("--out", "other", "--seed", "9", "--replications", "3", *QUICK)
    assert andon("line", "run", line, *words).code == 0
    name = "shift_log.parquet"
    (run / name).write_bytes((tmp_path / "other" / name).read_bytes())
    answer = andon("rerun", "run", *QUICK)
    assert answer.code == 1
    assert "made again it has" in answer.words


def test_a_dry_run_writes_nothing(run, andon, tmp_path):
    before = files_under(tmp_path)
    assert andon("rerun", "run", "--dry-run").code == 0
    assert files_under(tmp_path) == before
