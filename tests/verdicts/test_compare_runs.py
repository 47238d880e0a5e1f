"""Two policies on the same seeds: the same answer however it was computed."""

import json
from dataclasses import replace

import pytest

from andon.episodes.log import EpisodeLog, read_episodes
from andon.errors import InvalidConfig
from andon.policies.setup import Setup
from andon.verdicts.compare_runs import ComparisonPlan, compare_runs
from tests.cli.commands import files_under

SPEEDS = {"push_speed": {"choice": [0.1, 1.5]}}
STAND = Setup(scenario="street_take_push", policy="stand", variation=SPEEDS)
ZERO = Setup(scenario="street_take_push", policy="zero", variation=SPEEDS)
PLAN = ComparisonPlan(a=ZERO, b=STAND, max_pairs=40, look_every=5)


@pytest.fixture(scope="module")
def whole(tmp_path_factory):
    folder = tmp_path_factory.mktemp("comparison") / "run"
    return folder, compare_runs(PLAN, folder, backend="inline")


def test_the_better_policy_is_found_and_counted(whole):
    folder, result = whole
    assert result.answer == "better"
    written = json.loads((folder / "comparison.json").read_text())
    arms = [read_episodes(folder / name) for name in ("a", "b")]
    n = len(arms[0])
    assert [e.seed for e in arms[0]] == [e.seed for e in arms[1]] == list(range(n))
    wins = sum(b.success and not a.success for a, b in zip(*arms, strict=True))
    assert (written["wins"], written["losses"]) == (wins, 0)
    assert written["ties"] == n - wins
    assert wins == sum(e.draw["push_speed"] == 0.1 for e in arms[1])
    assert written["looks"] == list(range(5, n + 1, 5))
    assert written["seeds"] == {"first": 0, "last": n - 1}
    assert written["b"]["successes"] == wins
    assert f"B succeeded in {wins} and A in 0 of {n} paired rollouts" in result.reason
    # 2^7 = 128 > 1 / 0.05 after seven wins at the earliest; see the worked test of `compare`
    assert wins >= 7


@pytest.mark.parametrize("num_workers", [1, 2])
def test_processes_change_nothing(num_workers, whole, tmp_path):
    compare_runs(PLAN, tmp_path / "run", backend="processes", num_workers=num_workers)
    assert files_under(tmp_path / "run") == files_under(whole[0])


def test_a_break_changes_nothing(whole, tmp_path):
    folder = tmp_path / "run"
    compare_runs(PLAN, folder, backend="inline")
    (folder / "comparison.json").unlink()
    episodes = read_episodes(folder / "b")
    (folder / "b" / "episodes.parquet").unlink()
    log = EpisodeLog(folder / "b")
    for episode in episodes[::3]:
        log.append(episode)
    compare_runs(PLAN, folder, backend="inline")
    assert files_under(folder) == files_under(whole[0])


def test_swapping_the_two_turns_the_answer(tmp_path):
    plan = replace(PLAN, a=STAND, b=ZERO)
    assert compare_runs(plan, tmp_path / "run", backend="inline").answer == "not better"


def test_a_policy_is_not_better_than_itself(tmp_path):
    plan = replace(PLAN, a=ZERO, b=ZERO, max_pairs=10)
    seen = []
    result = compare_runs(plan, tmp_path / "run", backend="inline", on_look=seen.append)
    assert result.answer == "undecided"
    assert seen == [5, 10]
    assert "After 10 pairs neither claim reached its evidence" in result.reason


def test_a_folder_belongs_to_one_comparison(whole):
    folder, _ = whole
    before = files_under(folder)
    with pytest.raises(InvalidConfig, match="another run: its plan differs"):
        compare_runs(replace(PLAN, alpha=0.01), folder, backend="inline")
    assert files_under(folder) == before


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"max_pairs": 0}, r"look_every is 5; it must lie in \[1, max_pairs = 0\]"),
        ({"look_every": 0}, "look_every is 0"),
        ({"alpha": 0.5}, r"alpha is 0\.5; it must lie in \(0, 0\.5\)"),
        ({"alpha": float("nan")}, "alpha is nan"),
        ({"margin": 0.0}, r"margin is 0\.0; it must lie in \(0, 1\)"),
        ({"first_seed": 2**40}, "only a gate draws them"),
        ({"first_seed": 2**40 - 3}, "only a gate draws them"),
        ({"first_seed": -1}, "is not in the open range"),
    ],
)
def test_a_plan_that_cannot_be_meant_is_refused(changes, message):
    with pytest.raises(InvalidConfig, match=message):
        replace(PLAN, **changes)
