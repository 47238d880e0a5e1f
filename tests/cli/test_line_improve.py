"""`andon line improve`: what to fix first, in parts and, once booked, in money."""

import json

import pytest

from tests.cli.commands import files_under
from tests.cli.lines import write_line, write_prices

QUICK = ("--compute", "inline", "--replications", "2")


@pytest.fixture
def run(andon, tmp_path):
    assert andon("line", "run", write_line(tmp_path), "--out", "run", *QUICK).code == 0
    return tmp_path / "run"


def test_without_books_it_ranks_parts_and_with_them_money(run, andon, tmp_path):
    answer = andon("line", "improve", "run", *QUICK)
    assert answer.code == 0
    assert "Cut 5 losses of cell by 20%" in answer.words
    assert "cycle time 20% less" in answer.words
    assert answer.out.splitlines()[-1] == "Next: andon book run --prices PRICES.toml"
    assert json.loads((run / "improvements.json").read_text())["prices"] is None
    assert andon("book", "run", "--prices", write_prices(tmp_path)).code == 0
    assert not (run / "improvements.json").exists()  # ranked without prices
    answer = andon("line", "improve", "run", *QUICK)
    assert "USD per year" in answer.words
    assert answer.out.splitlines()[-1] == "Next: andon propose run"
    page = (run / "report.html").read_text()
    assert "What to fix first" in page
    assert "Saved per year" in page


def test_the_same_for_one_and_two_workers(run, andon):
    found = []
    for workers in ("1", "2"):
        words = ("--compute", "processes", "--workers", workers, "--replications", "2")
        assert andon("line", "improve", "run", *words).code == 0
        found.append((run / "improvements.json").read_bytes())
    assert found[0] == found[1]


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (("run", "--replications", "1"), "pairs need at least 2"),
        (("run", "--share", "1.5"), "share is 1.5"),
        (("run", "--workers", "0"), "--workers is 0"),
        (("nowhere",), "nowhere"),
    ],
)
def test_bad_use_is_one_message_and_writes_nothing(words, message, run, andon, tmp_path):
    before = files_under(tmp_path)
    answer = andon("line", "improve", *words)
    assert answer.code == 2
    assert message in answer.words
    assert files_under(tmp_path) == before


def test_a_dry_run_writes_nothing(run, andon, tmp_path):
    before = files_under(tmp_path)
    assert andon("line", "improve", "run", "--dry-run").code == 0
    assert files_under(tmp_path) == before
