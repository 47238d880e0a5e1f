"""`andon propose`: the next episodes to run, or the reason why none would help."""

import json

import pytest

from tests.cli.commands import BIG_PUSH, SMALL_PUSH, files_under
from tests.cli.lines import write_line, write_prices

QUICK = ("--compute", "inline", "--replications", "3")


@pytest.fixture
def booked(andon, tmp_path):
    """Run and book a line whose robot was watched in a few episodes, some of which failed."""
    pushes = f"push_speed={{choice=[{SMALL_PUSH}, {SMALL_PUSH}, {SMALL_PUSH}, {BIG_PUSH}]}}"
    options = ("--episodes", "12", "--set", pushes, "--out", "watched", "--compute", "inline")
    assert andon("rollout", "street_take_push", *options).code == 0
    line = write_line(tmp_path, evidence="watched")
    assert andon("line", "run", line, "--out", "run", *QUICK).code == 0
    made = json.loads((tmp_path / "run" / "summary.json").read_text())
    human = made["kpis"]["throughput_per_h"]["mean"] / 1.0
    prices = write_prices(tmp_path, human=round(human, 2))
    assert andon("book", "run", "--prices", prices).code == 0
    return tmp_path / "run"


def test_measurements_are_ranked_and_requests_written(andon, booked):
    answer = andon("propose", booked)
    assert (answer.code, answer.err) == (0, "")
    assert "success_rate" in answer.words
    assert "price.robot" in answer.words
    rows = [json.loads(text) for text in (booked / "requests.jsonl").read_text().splitlines()]
    assert [row["scenario"] for row in rows] == ["street_take_push"]
    assert rows[0]["count"] in (20, 50, 100, 200, 500, 1000)
    proposal = json.loads((booked / "proposal.json").read_text())
    assert proposal["conclusion"] in (booked / "report.html").read_text()
    before = files_under(booked)
    assert andon("propose", booked).code == 0
    assert files_under(booked) == before


def test_episodes_that_cost_more_than_they_bring_are_not_asked_for(andon, booked):
    answer = andon("propose", booked, "--episode-cost", "1e9")
    assert answer.code == 0
    assert (booked / "requests.jsonl").read_text() == ""
    assert "No number of further episodes would change that." in answer.words


def test_a_dry_run_writes_nothing(andon, booked):
    before = files_under(booked)
    assert andon("propose", booked, "--dry-run").code == 0
    assert files_under(booked) == before


def test_new_books_drop_an_old_proposal(andon, booked, tmp_path):
    andon("propose", booked)
    andon("book", booked, "--prices", write_prices(tmp_path, "other.toml", human=10))
    assert not (booked / "proposal.json").exists()


def test_a_line_that_nobody_has_booked_is_refused(andon, tmp_path):
    andon("line", "run", write_line(tmp_path), "--out", "run", *QUICK)
    answer = andon("propose", "run")
    assert answer.code == 2
    assert "andon book run --prices" in answer.words


def test_a_negative_cost_is_refused(andon, booked):
    assert andon("propose", booked, "--episode-cost", "-1").code == 2
