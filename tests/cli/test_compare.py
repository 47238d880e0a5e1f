"""`andon compare`: three answers, three exit codes."""

import json

import pytest

from andon.episodes.log import read_episodes
from tests.cli.commands import files_under

QUICK = ("--compute", "inline", "--out", "run")
SHORT = ("--max-pairs", "10", "--look-every", "5", "--set", "push_speed=0.1")


def compare(andon, a, b, *words):
    return andon("compare", "street_take_push", "--a", a, "--b", b, *SHORT, *QUICK, *words)


@pytest.mark.parametrize(
    ("a", "b", "code", "line"),
    [
        ("zero", "stand", 0, "better: B succeeded in 10 and A in 0 of 10 paired rollouts;"),
        ("stand", "zero", 1, "not better: B succeeded in 0 and A in 10 of 10 paired rollouts;"),
        ("zero", "random", 3, "undecided: B succeeded in 0 and A in 0 of 10 paired rollouts;"),
    ],
)
def test_the_answer_is_the_exit_code(a, b, code, line, andon, tmp_path):
    answer = compare(andon, a, b)
    assert (answer.code, answer.err) == (code, "")
    assert line in answer.out
    result = json.loads((tmp_path / "run" / "comparison.json").read_text())
    assert result["answer"] == line.split(":")[0]
    assert [e.seed for e in read_episodes(tmp_path / "run" / "a")] == list(range(10))
    assert andon("rerun", "run/b", "--compute", "inline").code == 0


def test_a_comparison_that_was_cut_short_is_gone_on_with(andon, tmp_path):
    assert compare(andon, "zero", "random").code == 3
    whole = files_under(tmp_path / "run")
    (tmp_path / "run" / "comparison.json").unlink()
    (tmp_path / "run" / "b" / "episodes.parquet").unlink()
    assert compare(andon, "zero", "random").code == 3
    assert files_under(tmp_path / "run") == whole


def test_another_comparison_is_refused_and_replaced_on_demand(andon, tmp_path):
    assert compare(andon, "zero", "random").code == 3
    (tmp_path / "run" / "comparison.json").unlink()  # cut short
    before = files_under(tmp_path / "run")
    for words in (("--alpha", "0.01"), ("--seed", "7"), ("--margin", "0.1")):
        answer = compare(andon, "zero", "random", *words)
        assert answer.code == 2
        assert "run holds another run: its plan differs" in answer.err
    assert files_under(tmp_path / "run") == before
    assert compare(andon, "zero", "random", "--seed", "7", "--fresh").code == 3


def test_a_dry_run_writes_nothing(andon, tmp_path):
    answer = compare(andon, "zero", "stand", "--dry-run")
    assert answer.code == 0
    assert "Compare stand with zero in street_take_push on at most 10 pairs, into run" in answer.out
    assert files_under(tmp_path) == {}


def test_a_comparison_is_run_again_by_its_two_runs(andon):
    assert compare(andon, "zero", "random").code == 3
    answer = andon("rerun", "run")
    assert answer.code == 2
    assert "run holds a comparison; its runs are run/a and b" in answer.err


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["--max-pairs", "0"], "look_every is 5; it must lie in [1, max_pairs = 0]"),
        (["--look-every", "0"], "look_every is 0"),
        (["--alpha", "0.7"], "alpha is 0.7; it must lie in (0, 0.5)"),
        (["--margin", "1.5"], "margin is 1.5; it must lie in (0, 1)"),
        (["--seed", str(2**40)], "is not in the open range"),
        (["--seed", "-1"], "Seed -1 is not in the open range"),
        (["--workers", "0"], "--workers is 0"),
        (["--a", "zeroo"], "'zeroo'. Did you mean 'zero'"),
        (["--b", "stnd"], "'stnd'. Did you mean 'stand'"),
        (["--body", "humanoyd"], "Did you mean 'humanoid'"),
        (["--set", "fricton=1"], "Did you mean 'friction'"),
    ],
    ids=" ".join,
)
def test_bad_use_is_one_message_and_writes_nothing(words, message, andon, tmp_path):
    answer = compare(andon, "zero", "stand", *words)
    assert answer.code == 2
    assert answer.err.startswith("error: ")
    assert message in answer.err
    assert files_under(tmp_path) == {}


def test_a_folder_of_something_else_is_not_touched(andon, tmp_path):
    (tmp_path / "run").mkdir()
    (tmp_path / "run" / "thesis.txt").write_text("years of work")
    answer = compare(andon, "zero", "stand")
    assert answer.code == 2
    assert "run is not empty and holds no run" in answer.err
    assert set(files_under(tmp_path)) == {"run", "run/thesis.txt"}


def test_minds_and_films_reach_the_comparison(andon, tmp_path, monkeypatch):
    filmed = []
    monkeypatch.setattr(
        "andon.verdicts.pair_reel.make_pair_reel",
        lambda arms, pairs, folder, backend: filmed.append((arms, pairs)),
    )
    words = ("street_meet_hurdle", "--a", "reflex", "--b", "reflex", "--body", "humanoid_solid")
    minds = ("--a-mind", "guard", "--b-mind", "always_high", "--b-thinking", "sight_m=1.2")
    small = ("--max-pairs", "1", "--look-every", "1", "--set", "obstacle_x_m=1.2")
    answer = andon("compare", *words, *minds, *small, "--films", "2", *QUICK)
    assert answer.code == 3
    assert "Compare reflex+always_high with reflex+guard" in answer.out
    result = json.loads((tmp_path / "run" / "comparison.json").read_text())
    assert [result[arm]["policy"] for arm in "ab"] == ["reflex+guard", "reflex+always_high"]
    assert result["a"]["policy_hash"] != result["b"]["policy_hash"]
    ((arms, pairs),) = filmed
    assert (arms[1].mind, len(pairs)) == ("always_high", 1)
    assert json.loads((tmp_path / "run" / "b" / "mind.json").read_text())["advisor"] == "rule"


def test_a_number_of_films_below_zero_is_refused(andon, tmp_path):
    answer = compare(andon, "zero", "stand", "--films", "-1")
    assert answer.code == 2
    assert "--films is -1" in answer.err
