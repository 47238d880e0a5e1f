"""What the pages tell a reader to do can be done."""

import re
import shlex
import tomllib
from pathlib import Path
from types import ModuleType

import pytest
import tyro

from andon.bodies import bodies
from andon.cli.main import Command
from andon.episodes import rollout
from andon.episodes.world import World
from andon.policies.setup import POLICIES
from andon.scenarios import scenarios
from andon.verdicts.gate import gate_from_table

ROOT = Path(__file__).resolve().parents[2]
PAGES = sorted((ROOT / "docs").rglob("*.md"))


def name_of(page):
    return str(page.relative_to(ROOT / "docs"))


def blocks(page, language):
    """Give the fenced blocks of one language."""
    text = (ROOT / "docs" / page).read_text(encoding="utf-8")
    return re.findall(rf"^```{language}\n(.*?)^```", text, re.M | re.S)


@pytest.mark.parametrize("page", PAGES, ids=name_of)
def test_every_link_leads_somewhere(page):
    links = re.findall(r"\]\(([^)#\s]+)(?:#[^)]*)?\)", page.read_text(encoding="utf-8"))
    lost = [link for link in links if "://" not in link and not (page.parent / link).exists()]
    assert lost == []


def commands(page):
    """Give the arguments of every complete andon command in an indented block."""
    text = page.read_text(encoding="utf-8").replace("\\\n", " ")
    lines = re.findall(r"^ {4,}(?:\.venv/bin/)?andon (\S.*)$", text, re.M)
    return [line for line in lines if not re.search(r"\[|\bCOMMAND\b|\.\.\.", line)]


COMMANDS = [(name_of(page), line) for page in PAGES for line in commands(page)]


@pytest.mark.parametrize(("page", "line"), COMMANDS)
def test_every_command_is_understood(page, line):
    if page == "reference/cli.md":
        pytest.skip("forms, not commands")
    tyro.cli(Command, args=shlex.split(line))


def test_there_are_commands_to_understand():
    assert len(COMMANDS) > 15


def test_the_gates_of_the_how_to_are_gates():
    whole, *kpis = blocks("how-to/write-a-gate.md", "toml")
    table = tomllib.loads(whole)
    assert gate_from_table(table).name
    assert [k["kind"] for k in map(first_kpi, kpis)] == ["event_rate", "mean"]
    for kpi in map(first_kpi, kpis):
        gate = gate_from_table({**table, "kpi": [kpi]})
        gate.check_exposure(20.0)


def first_kpi(text):
    return tomllib.loads(text)["kpi"][0]


@pytest.fixture(scope="module")
def yard():
    (source,) = blocks("how-to/add-a-scenario.md", "python")
    module = ModuleType("my_yard")
    exec(compile(source, "my_yard.py", "exec"), module.__dict__)
    return module


def test_the_entry_points_of_the_how_to_are_those_that_andon_reads(yard):
    (project,) = blocks("how-to/add-a-scenario.md", "toml")
    groups = tomllib.loads(project)["project"]["entry-points"]
    assert set(groups) == {r.entry_point_group for r in (scenarios, bodies, POLICIES)}
    for points in groups.values():
        for target in points.values():
            assert callable(getattr(yard, target.removeprefix("my_yard:")))


def test_the_scenario_body_and_policy_of_the_how_to_run(yard):
    body = yard.loaded_humanoid()
    policy = yard.crouch()(body)
    world = World(yard.yard_cross_kerb(), body, policy.drive, num_worlds=4, terms=policy.terms)
    assert {e.cause for e in rollout(world, policy, range(4))} == {"fell_forward"}
    assert float(world.model_of(0).body_subtreemass[0]) > 64.7
