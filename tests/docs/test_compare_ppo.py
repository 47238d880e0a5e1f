"""The comparison behind the decision for our own learning algorithm can be run again."""

import importlib.util
import re
from pathlib import Path

import pytest

pytest.importorskip("torch")

ROOT = Path(__file__).resolve().parents[2]
RECORD = ROOT / "docs" / "decisions" / "0021-own-ppo.md"


@pytest.fixture(scope="module")
def comparison():
    path = ROOT / "scripts" / "compare_ppo.py"
    spec = importlib.util.spec_from_file_location("compare_ppo", path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_without_the_rival_it_says_what_is_missing(comparison, monkeypatch, capsys):
    monkeypatch.setattr(comparison.importlib.util, "find_spec", lambda name: None)
    assert comparison.main(["speed"]) == 0
    assert "rsl_rl, tensordict cannot be imported" in capsys.readouterr().out


def test_the_commands_of_the_record_are_understood(comparison, monkeypatch, capsys):
    commands = re.findall(r"scripts/compare_ppo\.py (.+)$", RECORD.read_text("utf-8"), re.M)
    assert commands
    monkeypatch.setattr(comparison.importlib.util, "find_spec", lambda name: None)
    for command in commands:
        assert comparison.main(command.split()) == 0
    assert "Nothing to compare with" in capsys.readouterr().out


def test_our_side_stays_symmetric_on_data_that_are_not(comparison):
    bandit = comparison.Bandit(comparison.small_task(), 4, 8)
    ours = comparison.Ours(bandit, comparison.PpoConfig(hidden=(16, 8)), 0)
    before = ours.network.w3.detach().clone()
    for _ in range(2):
        ours.collect(*bandit.draw())
        ours.learn()
    assert not comparison.torch.equal(before, ours.network.w3)
    assert max(bandit.asymmetry(ours.mean)) < 1e-5


def test_a_side_that_prefers_left_is_found_out(comparison):
    bandit = comparison.Bandit(comparison.small_task(), 4, 8)
    assert min(bandit.asymmetry(lambda x: x @ bandit.best)) > 0.1
