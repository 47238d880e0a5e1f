"""`andon rerun`: the same to the last bit, or exit 1."""

from dataclasses import replace

import pytest

from andon.episodes.log import EpisodeLog, read_episodes, write_episodes
from tests.cli.commands import files_under, write_gate

QUICK = ("--compute", "inline")
RUN = ("rollout", "street_take_push", "--policy", "zero", "--episodes", "3", "--out", "run", *QUICK)


def test_an_episode_log_is_the_same_to_the_last_bit(andon, tmp_path):
    assert andon(*RUN).code == 0
    answer = andon("rerun", "run", *QUICK)
    assert answer.code == 0
    assert answer.out.splitlines() == [
        "Run 3 episodes of run again into run-rerun",
        "All 3 episodes are the same to the last bit.",
    ]
    assert read_episodes(tmp_path / "run-rerun") == read_episodes(tmp_path / "run")


def test_a_proof_is_judged_again(andon, tmp_path):
    gate = write_gate(tmp_path)
    words = ("--gate", gate, "--policy", "zero", "--films", "0", "--out", "run", *QUICK)
    assert andon("prove", "street_take_push", *words).code == 1
    answer = andon("rerun", "run", *QUICK, "--out", "other")
    assert answer.code == 0
    assert "The gate says RED again." in answer.out
    text = (tmp_path / "run" / "verdict.json").read_text()
    (tmp_path / "run" / "verdict.json").write_text(text.replace('"RED"', '"GREEN"'))
    answer = andon("rerun", "run", *QUICK, "--out", "other")
    assert answer.code == 1
    assert "The gate says RED, which differs." in answer.out


TAMPERED = {
    "outcome": {"success": True, "cause": "time_limit"},
    "number": {"num_steps": 600},
    "path": {"checksum": "0" * 16},
    "events": {"events": ()},
    "values": {"draw": {}},
    "metric": {"metrics": {}},
}


@pytest.mark.parametrize("what", TAMPERED)
def test_a_tampered_log_is_found_out(what, andon, tmp_path):
    assert andon(*RUN).code == 0
    episodes = read_episodes(tmp_path / "run")
    episodes[1] = replace(episodes[1], **TAMPERED[what])
    write_episodes(tmp_path / "run" / "episodes.parquet", episodes)
    answer = andon("rerun", "run", *QUICK)
    assert answer.code == 1
    assert "1 of 3 episodes differ, first 1." in answer.out


def test_an_unfinished_run_is_run_again_as_far_as_it_went(andon, tmp_path):
    assert andon(*RUN).code == 0
    episodes = read_episodes(tmp_path / "run")
    (tmp_path / "run" / "episodes.parquet").unlink()
    EpisodeLog(tmp_path / "run").append(episodes[2])
    answer = andon("rerun", "run", *QUICK)
    assert answer.code == 0
    assert "All 1 episodes are the same" in answer.out


def test_a_dry_run_writes_nothing(andon, tmp_path):
    assert andon(*RUN).code == 0
    before = files_under(tmp_path)
    assert andon("rerun", "run", "--dry-run").code == 0
    assert files_under(tmp_path) == before


@pytest.mark.parametrize("target", ["run", "."])
def test_a_run_is_never_replaced_by_its_own_repetition(target, andon, tmp_path):
    assert andon(*RUN).code == 0
    before = files_under(tmp_path)
    answer = andon("rerun", "run", "--out", target, *QUICK)
    assert answer.code == 2
    assert "not replaced" in answer.err
    assert files_under(tmp_path) == before


def test_what_cannot_be_run_again_is_refused(andon, tmp_path):
    answer = andon("rerun", "lost", *QUICK)
    assert (answer.code, answer.err) == (
        2,
        "error: lost holds no run: there is no setup.json in it.\n",
    )
    assert andon(*RUN).code == 0
    (tmp_path / "run" / "episodes.parquet").unlink()
    answer = andon("rerun", "run", *QUICK)
    assert (answer.code, answer.err) == (2, "error: run holds no episode log (episodes.parquet).\n")
    EpisodeLog(tmp_path / "run")
    answer = andon("rerun", "run", *QUICK)
    assert answer.code == 2
    assert "No episode of run has ended yet" in answer.err
    answer = andon("rerun", "run", "--workers", "0")
    assert (answer.code, "--workers is 0" in answer.err) == (2, True)
