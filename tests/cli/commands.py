"""Commands as tests give them, and the gates that they are given."""

import os
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import count
from pathlib import Path

from andon.scenarios import scenarios
from andon.verdicts.gate import SEALED_SEEDS_START, SEEDS_PER_BLOCK, gate_from_table

GATE = """schema = 1
name = "tiny"
max_rollouts = {max_rollouts}
look_every = {look_every}
seed_block = {seed_block}

[variation]
push_speed = {push_speed}

[[kpi]]
name = "up"
kind = "success_rate"
p0 = 0.5
p1 = 0.9
"""
"""GREEN after 6 successes: (0.9 / 0.5)^6 = 34 > 1 / 0.05 > (0.9 / 0.5)^5 = 19. RED after 2
failures: (0.5 / 0.1)^2 = 25 > 1 / 0.1 > 5. One failure among 6 leaves both open."""

SMALL_PUSH, BIG_PUSH = 0.1, 1.5
"""A push that `stand` never falls from, and one that it always falls from."""


@dataclass(frozen=True, kw_only=True)
class Answer:
    """What a command gave back."""

    code: int | None
    """Exit code."""
    out: str
    """Standard output."""
    err: str
    """Standard error."""

    @property
    def words(self) -> str:
        """Everything that was said, without boxes and line breaks."""
        text = self.out + self.err
        for mark in "│╭╮╰╯─┃┏┓┗┛┡┩├┤┼┬┴└┘┌┐━╇╈┳•":
            text = text.replace(mark, " ")
        return " ".join(text.split())


def run_command(*arguments: object, cwd: Path | None = None, **environment: str) -> Answer:
    """Run `andon` in a process of its own."""
    done = subprocess.run(
        command_line(*arguments),
        capture_output=True,
        text=True,
        check=False,
        cwd=cwd,
        env=os.environ | environment,
    )
    return Answer(code=done.returncode, out=done.stdout, err=done.stderr)


def command_line(*arguments: object) -> list[str]:
    """Give the words that start `andon` in a process of its own."""
    start = "import sys; from andon.cli.main import main; sys.exit(main())"
    return [sys.executable, "-c", start, *map(str, arguments)]


def write_gate(folder: Path, name: str = "gate.toml", **changes: object) -> Path:
    """Write the tiny gate."""
    values = {"max_rollouts": 12, "look_every": 2, "seed_block": 0, "push_speed": SMALL_PUSH}
    path = folder / name
    path.write_text(GATE.format(**(values | changes)))
    return path


def write_amber_gate(folder: Path, name: str = "amber.toml") -> Path:
    """Write a gate that `stand` leaves open after 6 rollouts and passes within 12.

    One of its first 6 pushes is big, no matter which; the next 6 are small. What is drawn does not
    depend on the machine, so a fitting block of seeds is looked for and found.
    """
    speeds = f"{{choice = [{SMALL_PUSH}, {SMALL_PUSH}, {SMALL_PUSH}, {BIG_PUSH}]}}"
    blocks = (block for block in count() if drawn(block) in PATTERNS)
    return write_gate(
        folder, name, max_rollouts=6, seed_block=next(blocks), push_speed=speeds, look_every=2
    )


PATTERNS = [[i == big for i in range(12)] for big in range(6)]


def drawn(block: int) -> list[bool]:
    """Say for the first 12 seeds of a block whether the push is big."""
    speeds = {"choice": [SMALL_PUSH, SMALL_PUSH, SMALL_PUSH, BIG_PUSH]}
    scenario = scenarios.make("street_take_push").with_variation({"push_speed": speeds})
    first = SEALED_SEEDS_START + block * SEEDS_PER_BLOCK
    rows = [p for p in scenario.variation if p.name == "push_speed"]
    small = type(scenario)(**{**vars(scenario), "variation": tuple(rows)})
    return [small.draw(first + i)["push_speed"] == BIG_PUSH for i in range(12)]


def make_gate(**changes: object):
    """Give a gate as its file would."""
    row = {"name": "up", "kind": "success_rate", "p0": 0.5, "p1": 0.9}
    table = {
        "schema": 1,
        "name": "tiny",
        "max_rollouts": 12,
        "look_every": 2,
        "variation": {"push_speed": SMALL_PUSH},
        "kpi": [row],
    }
    return gate_from_table(table | changes)


def files_under(folder: Path) -> dict[str, bytes]:
    """Give all files under a folder, empty folders included."""
    return dict(_files(folder))


def _files(folder: Path) -> Iterator[tuple[str, bytes]]:
    for path in sorted(folder.rglob("*")):
        yield str(path.relative_to(folder)), path.read_bytes() if path.is_file() else b""
