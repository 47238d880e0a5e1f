"""Everything said is run: commands, links and paths of README and docs, and the examples."""

import re
import shlex
import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import get_args

import pytest
import tyro

from andon.cli.main import Command, main
from andon.cli.options import join_repeated
from andon.ledger.price_file import read_price_file
from andon.lines.line import line_from_table
from andon.policies.contract_file import read_contract
from andon.policies.setup import Setup
from andon.scenarios import scenarios
from andon.verdicts.gate import read_gate
from andon.verdicts.prove import gate_setup

ROOT = Path(__file__).resolve().parents[2]
PAGES = [
    path
    for path in [*ROOT.glob("*.md"), *sorted((ROOT / "docs").rglob("*.md"))]
    if path.name != "CHANGELOG.md"
]
FENCE = re.compile(r"^( *)```(\w*)\n(.*?)^ *```", re.MULTILINE | re.DOTALL)
LINK = re.compile(r"!?\[[^\]]*\]\(([^)\s]+)(?: \"[^\"]*\")?\)")
CODE = re.compile(r"`([^`\n]+)`")
TOP = {path.name for path in ROOT.iterdir()} - {"runs"} | {"src", "tests", "docs", "examples"}
VERBS = {sub.__metadata__[0].name: get_args(sub)[0] for sub in get_args(Command)}
TIENKUNG = "PATH/TO/tienkung2_lite"


@dataclass(frozen=True, kw_only=True)
class Line:
    """A command line that a page shows."""

    page: str
    """Page, relative to the root."""
    words: tuple[str, ...]
    """Its words."""

    def __str__(self) -> str:
        return f"{self.page}: {' '.join(self.words)}"


def command_lines(page: Path) -> list[Line]:
    """Find the commands in the fenced blocks of a page; output begins with no command."""
    found: list[Line] = []
    for _, language, body in FENCE.findall(page.read_text()):
        if language not in {"", "sh", "bash", "console", "shell"}:
            continue
        for line in body.replace("\\\n", " ").splitlines():
            for part in re.split(r"&&|\||;", line.strip().removeprefix("$ ")):
                words = shlex.split(part, comments=True)
                if words[:1] and words[0].removeprefix(".venv/bin/") in {"andon", "make"}:
                    words[0] = words[0].removeprefix(".venv/bin/")
                    found.append(Line(page=str(page.relative_to(ROOT)), words=tuple(words)))
    return found


LINES = [line for page in PAGES for line in command_lines(page)]


def with_robot(words, request) -> list[str]:
    """Put the folder of the robot models in place of the placeholder, or skip."""
    if not any(TIENKUNG in word for word in words):
        return list(words)
    folder = request.getfixturevalue("shared_robots") / "tienkung2_lite"
    if not folder.is_dir():
        pytest.skip("the TienKung robot is not part of the repository")
    return [word.replace(TIENKUNG, str(folder)) for word in words]


@pytest.mark.parametrize("line", [line for line in LINES if line.words[0] == "andon"], ids=str)
def test_a_command_can_be_given_as_shown(line, request, monkeypatch, capsys):
    monkeypatch.chdir(ROOT)
    words = with_robot(line.words[1:], request)
    if not words or "--help" in words or "-h" in words:
        pytest.skip("help is tested with the commands")
    assert words[0] in VERBS, f"andon has no verb {words[0]!r}"
    tyro.cli(Command, prog="andon", args=join_repeated(words))  # exits where it cannot be read
    if any(re.search(r"\b[A-Z]{2,}\b", word) for word in words):
        pytest.skip("names a file that the reader puts in")
    if any(word.startswith("runs/") and not Path(word).exists() for word in words):
        pytest.skip("reads a run that the reader makes first")
    before = set((ROOT / "runs").iterdir()) if (ROOT / "runs").is_dir() else set()
    is_dry = "dry_run" in VERBS[words[0]].__dataclass_fields__
    code = main([*words, *(["--dry-run"] if is_dry and "--dry-run" not in words else [])])
    said = capsys.readouterr()
    assert code == 0, said.err
    after = set((ROOT / "runs").iterdir()) if (ROOT / "runs").is_dir() else set()
    assert after == before


@pytest.mark.parametrize("line", [line for line in LINES if line.words[0] == "make"], ids=str)
def test_a_target_that_is_shown_exists(line):
    targets = re.findall(r"^([a-z-]+):.*## ", (ROOT / "Makefile").read_text(), re.MULTILINE)
    asked = [word for word in line.words[1:] if "=" not in word and not word.startswith("-")]
    assert set(asked) <= set(targets)


def test_commands_are_found_at_all():
    if not (ROOT / "README.md").is_file() or "```" not in (ROOT / "README.md").read_text():
        pytest.skip("README.md is not written yet")
    assert any(line.page == "README.md" for line in LINES)


def headings(page: Path) -> set[str]:
    """Give the anchors of a page, as Git hosts make them."""
    text = FENCE.sub("", page.read_text())
    titles = re.findall(r"^#+ +(.*)$", text, re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", title.lower()).strip().replace(" ", "-") for title in titles}


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_every_link_leads_somewhere(page):
    dead = []
    for link in LINK.findall(FENCE.sub("", page.read_text())):
        if re.match(r"[a-z]+:", link):  # another site
            continue
        name, _, anchor = link.partition("#")
        target = (page.parent / name) if name else page
        is_there = target.exists() and target.resolve().is_relative_to(ROOT)
        if is_there and anchor and target.suffix == ".md":
            is_there = anchor in headings(target)
        if not is_there:
            dead.append(link)
    assert dead == []


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_every_path_that_is_named_exists(page):
    lost = []
    for text in CODE.findall(FENCE.sub("", page.read_text())):
        path = text.strip().rstrip("/")
        if not re.fullmatch(r"[\w.-]+(/[\w.@+-]+)+", path) or path.split("/")[0] not in TOP:
            continue
        is_placeholder = re.search(r"\b[A-Z]{2,}\b|NNNN|\bNAME\b", path) is not None
        if not is_placeholder and not (ROOT / path).exists():
            lost.append(path)
    assert lost == []


EXAMPLES = sorted((ROOT / "examples").rglob("*.toml"))


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: str(path.relative_to(ROOT)))
def test_every_example_loads(path):
    table = tomllib.loads(path.read_text())
    if "terms" in table:
        assert read_price_file(path).name == table["name"]
        return
    if "station" in table:
        for row in table["station"]:
            if row.pop("evidence", None) is not None:  # nobody has run the episodes yet
                row["cycle_s"] = 30
                row["attempts"] |= {"success_rate": 0.9, "causes": {"fell_forward": 1}}
        assert line_from_table(table, folder=path.parent).name == table["name"]
        return
    if "kpi" not in table:
        assert read_contract(path).joints
        return
    gate = read_gate(path)
    names = [gate.scenario] if gate.scenario else list(scenarios)
    overrides = [gate_setup(Setup(scenario=name), gate).variation for name in names]
    fitting = [
        name
        for name, variation in zip(names, overrides, strict=True)
        if set(variation) <= {p.name for p in scenarios.make(name).variation}
    ]
    assert fitting, f"no scenario has all of {sorted(gate.variation)}"
    for name in fitting:
        scenarios.make(name).with_variation(gate.variation)


def test_every_example_file_is_spoken_of():
    pages = "\n".join(page.read_text() for page in PAGES)
    texts = pages + (ROOT / "Makefile").read_text()
    silent = [p.name for p in EXAMPLES if str(p.relative_to(ROOT)) not in texts]
    assert silent == []
