import io
from pathlib import Path

import pytest
from rich.console import Console

from andon.cli import bench_think
from andon.cli.bench_think import print_rows, run_arm, run_bench_think
from andon.cli.think_plan import FAMILIES, PARTS, make_plan
from andon.errors import InvalidConfig, UnknownName
from andon.minds.trial import Outcome, Trial
from andon.verdicts.thinking import summarise_arm
from tests.verdicts.test_thinking import arm, outcome


def plan_of(*parts: str, trials: int = 4, is_quick: bool = True):
    return make_plan(policy="reflex", trials=trials, is_quick=is_quick, parts=parts)


def test_every_family_is_met_by_the_reflex_by_every_tactic_and_by_the_thinker():
    plan = plan_of("meet")
    cells = plan.cells()
    assert [cell.name for cell in cells] == list(FAMILIES)
    names = [a.name for a in plan.arms(cells[0])]
    assert names[0] == "reflex"
    assert "think" in names
    assert sum(name.startswith("always") for name in names) == 5


def test_the_full_plan_has_all_parts_and_more_arms_than_the_quick_one():
    full, quick = plan_of(is_quick=False), plan_of()
    assert {cell.part for cell in full.cells()} < set(PARTS)
    assert len(full.cells()) > len(quick.cells())
    assert len(full.arms(full.cells()[0])) > len(quick.arms(quick.cells()[0]))


def test_parts_that_nobody_knows_and_too_few_trials_are_refused():
    with pytest.raises(UnknownName, match="part of the benchmark"):
        plan_of("dream")
    with pytest.raises(InvalidConfig, match="at least 4"):
        plan_of(trials=2)


def test_a_dry_run_says_what_would_run_and_runs_nothing(tmp_path: Path):
    out = io.StringIO()
    assert run_bench_think(Console(file=out), plan_of(), tmp_path, dry_run=True) == {}
    assert "Think in" in out.getvalue()
    assert list(tmp_path.iterdir()) == []


def test_an_arm_goes_on_where_it_was_stopped(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    ran: list[int] = []

    def run(trial: Trial) -> list[Outcome]:
        ran.extend(trial.seeds)
        return [outcome(seed, True) for seed in trial.seeds]

    monkeypatch.setattr(bench_think, "run_trial", run)
    plan = plan_of("meet")
    cell = plan.cells()[0]
    think = plan.arms(cell)[-1]
    first = run_arm(cell, think, 4, tmp_path)
    again = run_arm(cell, think, 6, tmp_path)
    assert len(ran) == 6
    assert again[:4] == first


def test_the_table_names_every_arm_of_every_cell():
    rows = [summarise_arm("hurdle", name, arm("+-+-"), arm("----")) for name in ("reflex", "think")]
    out = io.StringIO()
    print_rows(Console(file=out, width=240), rows)
    text = out.getvalue()
    assert "hurdle" in text
    assert "reflex" in text
    assert "2/4" in text
