"""`andon bench tactics`: plans, cells that are kept, and what the table says."""

from io import StringIO

import numpy as np
import pytest
from rich.console import Console

from andon.cli.bench_tactics import (
    FAMILIES,
    QUICK_ROWS,
    ROWS,
    Redrawn,
    TacticPlan,
    make_plan,
    measure_tactics,
    run_bench_tactics,
    summarise,
)
from andon.errors import InvalidConfig, UnknownName
from andon.scenarios import scenarios

WAY = (1.67, 2.0, 0.0)


def small(**changes) -> TacticPlan:
    fixed = {"families": ("hurdle",), "tactics": ("keep", "lift 18 cm"), "places": 2, "redraws": 2}
    return TacticPlan(**{**fixed, **changes})


def test_every_kind_of_obstacle_has_a_scenario_and_every_tactic_a_name_of_its_own():
    assert all(f"street_meet_{family}" in scenarios for family in FAMILIES)
    names = [row.name for row in ROWS]
    assert len(set(names)) == len(names)
    assert set(QUICK_ROWS) <= set(names)


def test_a_plan_follows_from_what_is_asked():
    plan = make_plan(policy="gait", families=("bar",), trials=40, is_quick=False, way=WAY)
    assert (plan.families, plan.places, plan.redraws, len(plan.tactics)) == (("bar",), 10, 4, 14)
    quick = make_plan(policy="gait", families=(), trials=400, is_quick=True, way=WAY)
    assert (quick.families, quick.places, quick.tactics) == (FAMILIES, 8, QUICK_ROWS)


@pytest.mark.parametrize("trials", [4, 30])
def test_rollouts_that_make_no_whole_places_are_refused(trials):
    with pytest.raises(InvalidConfig, match="multiple of 4 from 8 on"):
        make_plan(policy="gait", families=(), trials=trials, is_quick=False, way=WAY)


def test_an_unknown_obstacle_is_refused_with_the_nearest():
    with pytest.raises(UnknownName, match="'hurdle'"):
        make_plan(policy="gait", families=("hurdles",), trials=32, is_quick=False, way=WAY)


def test_walks_over_one_place_share_its_values_and_places_differ():
    scenario = Redrawn(**vars(scenarios.make("street_meet_hurdle")), redraws=4)
    draws = [scenario.draw(seed) for seed in range(8)]
    assert draws[0] == draws[1] == draws[3]
    assert draws[4] == draws[7] != draws[0]


def test_cells_are_the_same_twice_and_kept_ones_are_not_walked_again(tmp_path):
    plan, console = small(policy="gait"), Console(quiet=True)
    first = measure_tactics(plan, tmp_path / "kept", console)
    assert measure_tactics(plan, None, console) == first
    path = tmp_path / "kept" / "hurdle" / "keep.json"
    path.write_text(path.read_text().replace("false", "true"))
    again = measure_tactics(plan, tmp_path / "kept", console)
    assert all(again["hurdle"]["keep"]["success"])
    with pytest.raises(InvalidConfig, match="another run"):
        measure_tactics(small(policy="gait", reveal_m=0.5), tmp_path / "kept", console)


def test_the_summary_names_what_was_chosen():
    plan = small(places=4)
    good, bad = [True] * 8, [False] * 8
    cells = {
        "hurdle": {
            "keep": {"success": bad, "lost_s": [0.0] * 8},
            "lift 18 cm": {"success": good, "lost_s": [0.1] * 8},
        }
    }
    found = summarise(plan, cells)["hurdle"]
    assert found["keep"].rate == 0.0
    for name in ("rule", "universal", "oracle"):
        assert found[name].rate == 1.0
        assert found[name].chosen == ("lift 18 cm",)


@pytest.mark.parametrize("width", [80, 160])
def test_the_table_is_printed_on_narrow_and_wide_terminals(width):
    console = Console(width=width, record=True, file=StringIO())
    plan = small(policy="gait", families=("nothing", "hurdle"))
    figures = run_bench_tactics(console, plan, None, dry_run=False)
    text = console.export_text()
    assert "universal" in text
    assert "lift 18 cm" in text
    assert set(figures) == {"plan", "rates", "cells"}
    assert np.isfinite(figures["rates"]["hurdle"]["keep"].rate)


def test_a_dry_run_measures_nothing():
    console = Console(quiet=True)
    assert run_bench_tactics(console, small(), None, dry_run=True) == {}
