"""`andon train`: learn a policy in one command, and say what is missing before anything is made."""

import importlib.util
import re

import pytest

from andon.cli.main import main
from tests.cli.commands import files_under

TINY = ("--worlds", "4", "--max-steps", "192", "--exam-every", "96", "--threads", "1")


def test_a_dry_run_says_what_would_be_learned_and_writes_nothing(andon, tmp_path):
    answer = andon("train", "reflex", "--dry-run", "--seed", "7", *TINY)
    assert answer.code == 0
    assert "Train the reflex of humanoid in 4 worlds on 1 threads, up to 192" in answer.words
    assert "seed7" in answer.words
    assert files_under(tmp_path) == {}


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (("--worlds", "0"), "--worlds is 0; it must be at least 1."),
        (("--max-steps", "-1"), "--max-steps is -1; it must be at least 1."),
        (("--exam-every", "0"), "--exam-every is 0"),
        (("--exam-trials", "0"), "--exam-trials is 0"),
        (("--threads", "0"), "--threads is 0"),
        (("--seed", "1000"), "--seed is 1000; it must lie within 0 to 999."),
        (("--device", "abacus"), "Try 'cpu'"),
        (("--body", "giraffe"), "giraffe"),
    ],
)
def test_what_cannot_be_meant_is_refused(options, message, andon):
    answer = andon("train", "reflex", *options, "--out", "run")
    assert answer.code == 2
    assert message in answer.words
    assert "Traceback" not in answer.words


def test_only_the_reflex_can_be_learned(andon):
    answer = andon("train", "dancing")
    assert answer.code == 2
    assert "reflex" in answer.words


def test_without_pytorch_it_says_what_to_install(monkeypatch, capsys):
    find = importlib.util.find_spec
    monkeypatch.setattr(
        importlib.util, "find_spec", lambda name, *rest: None if name == "torch" else find(name)
    )
    assert main(["train", "reflex", "--dry-run"]) == 2
    said = " ".join("".join(capsys.readouterr()).split())
    assert "andon train needs PyTorch: pip install 'andon[train]'" in re.sub(r"[│╭╮╰╯─]", "", said)


@pytest.mark.slow
def test_a_tiny_run_goes_from_nothing_to_a_policy_that_rolls_out(andon, tmp_path):
    pytest.importorskip("torch")
    answer = andon("train", "reflex", *TINY, "--exam-trials", "1", "--out", "run")
    assert (answer.code, answer.err) == (0, "")
    made = files_under(tmp_path)
    for name in ("reflex.onnx", "reflex.toml", "curve.csv", "curve.png", "exams.json"):
        assert f"run/{name}" in made
    assert "exams after 96 control steps" in answer.words
    assert "Next: andon rollout street_walk --policy run/reflex.toml" in answer.words
    again = andon("train", "reflex", *TINY, "--exam-trials", "1", "--out", "run")
    assert "Going on at 192 steps." in again.words
    rolled = andon(
        *("rollout", "street_walk", "--policy", "run/reflex.toml", "--episodes", "2"),
        *("--out", "walked", "--compute", "inline"),
    )
    assert rolled.code == 0
