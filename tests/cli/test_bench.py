"""`andon bench`: says what it would measure, and refuses what cannot be measured."""

import pytest

from tests.cli.commands import files_under


@pytest.mark.parametrize("what", ["world", "engines"])
def test_a_dry_run_says_what_would_be_measured(what, andon, tmp_path):
    answer = andon("bench", what, "--dry-run", "--json", "speed.json")
    assert answer.code == 0
    assert answer.out.startswith(f"Measure {what} with ")
    assert files_under(tmp_path) == {}


@pytest.mark.parametrize(
    "words",
    [["--num-worlds", "0"], ["--repeats", "0"], ["--seconds", "0"], ["--seconds", "nan"]],
    ids=" ".join,
)
def test_what_cannot_be_measured_is_refused(words, andon):
    answer = andon("bench", "--dry-run", *words)
    assert answer.code == 2
    assert "needs --num-worlds and --repeats of at least 1 and --seconds above 0" in answer.err
