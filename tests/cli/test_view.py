"""`andon view` without a browser: the right episode, and whether it is the same."""

from dataclasses import replace

import pytest

from andon.episodes.log import EpisodeLog, read_episodes, write_episodes
from tests.cli.commands import files_under

RUN = ("rollout", "street_take_push", "--policy", "zero", "--episodes", "2", "--seed", "3")
QUICK = ("--compute", "inline", "--out", "run")


def test_a_recorded_episode_is_replayed_to_the_last_bit(andon, tmp_path):
    assert andon(*RUN, *QUICK).code == 0
    before = files_under(tmp_path)
    for words, seed in (((), 3), (("--seed", "4"), 4)):
        answer = andon("view", "run", "--dry-run", *words)
        assert answer.code == 0
        first, second = answer.out.splitlines()
        assert first == f"Replay seed {seed} of street_take_push with zero"
        assert second.startswith("  fell_forward at flat after ")
        assert second.endswith(" s, the same to the last bit")
    assert files_under(tmp_path) == before


def test_a_tampered_episode_is_found_out(andon, tmp_path):
    assert andon(*RUN, *QUICK).code == 0
    episodes = [replace(e, checksum="0" * 16) for e in read_episodes(tmp_path / "run")]
    write_episodes(tmp_path / "run" / "episodes.parquet", episodes)
    answer = andon("view", "run", "--dry-run")
    assert answer.code == 1
    assert answer.out.splitlines()[-1].endswith("NOT the same as recorded")


def test_a_scenario_is_run_afresh(andon):
    words = ("--policy", "zero", "--seed", "9", "--set", "friction=0.5")
    answer = andon("view", "street_take_push", "--dry-run", *words)
    assert answer.code == 0
    assert "Replay seed 9 of street_take_push with zero" in answer.out
    assert "last bit" not in answer.out


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["run", "--seed", "7"], "No episode in run named '7'. Available: ['3', '4']"),
        (["street_wlk"], "No scenario named 'street_wlk'. Did you mean 'street_walk'"),
        (["street_walk", "--seed", "-1"], "Seed -1 is not in the open range"),
        (["street_walk", "--seed", str(2**40)], "sealed: only a gate draws them"),
        (["street_walk", "--policy", "stnd"], "Did you mean 'stand'"),
        (["street_walk", "--set", "fricton=1"], "Did you mean 'friction'"),
        (["."], ". holds no run: there is no setup.json in it"),
    ],
    ids=" ".join,
)
def test_bad_use_is_one_message(words, message, andon, tmp_path):
    if words[0] == "run":
        assert andon(*RUN, *QUICK).code == 0
    before = files_under(tmp_path)
    answer = andon("view", "--dry-run", *words)
    assert answer.code == 2
    assert answer.err.startswith("error: ")
    assert message in answer.err
    assert files_under(tmp_path) == before


def test_a_run_without_an_episode_yet_says_so(andon, tmp_path):
    assert andon(*RUN, *QUICK).code == 0
    (tmp_path / "run" / "episodes.parquet").unlink()
    EpisodeLog(tmp_path / "run")
    answer = andon("view", "run", "--dry-run")
    assert answer.code == 2
    assert "No episode of run has ended yet" in answer.err
