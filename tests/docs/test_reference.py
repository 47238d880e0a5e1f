"""The reference pages say what the code says."""

import importlib.util
import re
from pathlib import Path

import pytest

from andon.artifacts import read_json
from andon.errors import UnknownName
from andon.policies.contract_file import read_contract
from andon.policies.setup import Setup
from andon.scenarios import scenarios
from andon.verdicts.gate import gate_from_table
from andon.verdicts.prove import prove

ROOT = Path(__file__).resolve().parents[2]
PAGES = ROOT / "docs" / "reference"


@pytest.fixture(scope="module")
def maker():
    spec = importlib.util.spec_from_file_location(
        "make_reference", ROOT / "scripts" / "make_reference.py"
    )
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.mark.parametrize("page", sorted(PAGES.glob("*.md")), ids=lambda page: page.name)
def test_the_committed_page_is_current(maker, page):
    text = page.read_text(encoding="utf-8")
    assert maker.renew(text) == text, "run .venv/bin/python scripts/make_reference.py"


def test_every_table_stands_on_some_page(maker):
    text = "".join(page.read_text(encoding="utf-8") for page in PAGES.glob("*.md"))
    assert {name for _, name, _ in maker.MARKED.findall(text)} == set(maker.TABLES)


def test_a_changed_meaning_makes_the_page_stale(maker):
    page = (PAGES / "gate.md").read_text(encoding="utf-8")
    changed = page.replace("Label of the gate.", "Something else.")
    assert changed != page
    assert maker.renew(changed) == page


CONTRACT = """schema = 1
name = "c"
{top}
[observation]
{observation}
[action]
{action}
[command]
{command}
"""


@pytest.mark.parametrize("part", ["top", "observation", "action", "command"])
def test_every_key_that_a_contract_may_have_is_listed(maker, tmp_path, part):
    parts = dict.fromkeys(("top", "observation", "action", "command"), "")
    path = tmp_path / "contract.toml"
    path.write_text(CONTRACT.format(**(parts | {part: "zzz = 1"})))
    with pytest.raises(UnknownName) as caught:
        read_contract(path)
    known = set(re.findall(r"'(\w+)'", str(caught.value).split("Available:")[1]))
    tables = {"schema", "observation", "action", "command", "joints", "clock", "gait", "terms"}
    listed = set(maker.CONTRACT_KEYS[part].values())
    assert known - listed <= (tables - {"joints"} if part == "action" else tables)
    assert listed <= known


@pytest.fixture(scope="module")
def verdict(tmp_path_factory):
    gate = gate_from_table(
        {
            "schema": 1,
            "name": "two bars",
            "max_rollouts": 16,
            "look_every": 8,
            "kpi": [
                {"name": "up", "kind": "success_rate", "p0": 0.5, "p1": 0.9},
                {
                    "name": "falls",
                    "kind": "event_rate",
                    "event": "fall",
                    "rate0_per_h": 1000.0,
                    "rate1_per_h": 100.0,
                },
            ],
        }
    )
    folder = tmp_path_factory.mktemp("proof")
    prove(Setup(scenario="street_take_push", policy="zero"), gate, folder, backend="inline")
    return read_json(folder / "verdict.json")


def documented(heading):
    """Give every name in code in the first column of the tables of a section."""
    text = (PAGES / "artifacts.md").read_text(encoding="utf-8")
    section = re.search(rf"^## {re.escape(heading)}\n(.*?)(?=^## |\Z)", text, re.M | re.S).group(1)
    cells = [line.split("|")[1] for line in section.splitlines() if line.startswith("| `")]
    return {name for cell in cells for name in re.findall(r"`([\w.]+)`", cell)}


def test_every_key_of_a_verdict_is_documented_and_none_is_invented(verdict):
    inside = {key for kpi in verdict["kpis"] for key in kpi}
    inside |= {key for row in verdict["strata"] for key in row}
    inside |= {key for row in verdict["operating_characteristics"] for key in row} - {"kpi"}
    assert documented("verdict.json") == set(verdict) | inside


def test_the_rules_that_the_scenario_page_states_are_those_of_all_scenarios():
    page = (PAGES / "scenarios.md").read_text(encoding="utf-8")
    for scenario in map(scenarios.make, scenarios):
        assert f"within {scenario.velocity_tolerance:g} m/s of the command" in page
        assert f"than {scenario.fall.height_share:g} of its standing height" in page
        assert f"further than {scenario.fall.tilt_deg:g} degrees" in page
        assert f"beyond {scenario.course_half_width_m:g} m from the centre" in page
        if scenario.command_ramp_s > 0:
            assert f"over the first {scenario.command_ramp_s:g} s" in page
        else:
            assert f"in `{scenario.name}` it is there at once" in page
