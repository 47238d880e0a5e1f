"""Options that mean the same in every command, and how their values are read."""

import importlib.util
import shutil
import tomllib
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn
from rich.table import Table

from andon.artifacts import content_hash, is_empty
from andon.compute import Backend
from andon.errors import CannotWrite, InvalidConfig, MissingExtra

if TYPE_CHECKING:
    from andon.policies.setup import Setup

__all__ = [
    "check_compute",
    "clear_folder",
    "join_repeated",
    "make_progress",
    "parse_noise",
    "parse_settings",
    "print_notes",
    "print_table",
    "run_folder",
    "short_name",
    "with_mind",
]


REPEATED = ("--set", "--noise", "--thinking", "--a-thinking", "--b-thinking")
"""Options that may be given more than once."""

MOST_NOTES = 4
"""Notes that are printed; the report has all of them."""


def join_repeated(words: Sequence[str]) -> list[str]:
    """Put all values of `--set` and of `--noise` behind its first mention, so that none is lost.

    Args:
        words: The command line, with options such as `--set a=1 --seed 3 --set b=2`.

    Returns:
        The same, with `--set a=1 b=2 --seed 3`.
    """
    kept: list[str] = []
    values: dict[str, list[str]] = {}
    option = ""
    for word in words:
        name, sign, value = word.partition("=")
        if name in REPEATED:
            option = name
            if name not in values:
                values[name] = []
                kept.append(name)
            values[name].extend([value] if sign else [])
        elif option and not word.startswith("-"):
            values[option].append(word)
        else:
            option = ""
            kept.append(word)
    return [item for word in kept for item in (word, *values.get(word, ()))]


def check_compute(backend: Backend, num_workers: int | None) -> None:
    """Refuse a way to compute that cannot work, before anything is written.

    Raises:
        InvalidConfig: When there would be no worker.
        MissingExtra: When Ray is asked for and not installed.
    """
    if num_workers is not None and num_workers < 1:
        raise InvalidConfig(f"--workers is {num_workers}; it must be at least 1.")
    if backend == "ray" and importlib.util.find_spec("ray") is None:
        raise MissingExtra(
            "--compute ray needs Ray: pip install 'andon[ray]', or use --compute processes."
        )


def parse_settings(settings: tuple[str, ...], *, option: str = "--set") -> dict[str, object]:
    """Read `name=value` pairs, with values as in TOML.

    Args:
        settings: For example `riser_m=0.12`, `riser_m=[0.05,0.12]`, `num_steps={choice=[1,2]}`.
        option: Option that they were given with.

    Raises:
        InvalidConfig: When a pair has no `=`, its value is no TOML, or a name comes twice.
    """
    found: dict[str, object] = {}
    for setting in settings:
        name, sign, value = setting.partition("=")
        if not sign:
            raise InvalidConfig(f"{option} {setting!r} needs the form name=value.")
        if name.strip() in found:
            raise InvalidConfig(f"{option} names {name.strip()!r} twice; give it one value.")
        try:
            found[name.strip()] = tomllib.loads(f"v = {value.strip()}")["v"]
            is_one_line = "\n" not in value.strip()
        except tomllib.TOMLDecodeError:
            is_one_line = False
        if not is_one_line:
            raise InvalidConfig(
                f"{option} {setting!r}: {value!r} is no value. Give a number, [low, high] or "
                "{choice = [a, b]}."
            )
    return found


def with_mind(setup: "Setup", mind: str, thinking: tuple[str, ...]) -> "Setup":
    """Put a mind around the policy of a setup, as `--mind` and `--thinking` ask for.

    Raises:
        UnknownName: When there is no such mind or setting.
        InvalidConfig: When a setting cannot be meant.
    """
    from andon.minds.setup import put_mind

    return put_mind(setup, mind, parse_settings(thinking, option="--thinking"))


def parse_noise(settings: tuple[str, ...]) -> dict[str, dict[str, object]]:
    """Read `term.fault=value` pairs.

    Args:
        settings: For example `joint_vel.uniform=1.5`.

    Raises:
        InvalidConfig: When a pair has another form.
    """
    found: dict[str, dict[str, object]] = {}
    for name, value in parse_settings(settings).items():
        term, dot, fault = name.partition(".")
        if not dot:
            raise InvalidConfig(f"--noise {name!r} needs the form term.fault=value.")
        found.setdefault(term, {})[fault] = value
    return found


def print_notes(console: Console, notes: Sequence[str]) -> None:
    """Print what was assumed; many notes of one kind are counted, not listed."""
    for note in notes[:MOST_NOTES]:
        console.print(f"  note: {note}", style="dim")
    if len(notes) > MOST_NOTES:
        console.print(f"  and {len(notes) - MOST_NOTES} more notes in the report", style="dim")


def print_table(console: Console, table: Table) -> None:
    """Print a table; where there is no room for a word, it goes on in the next line."""
    for column in table.columns:
        column.overflow = "fold"
    console.print(table, soft_wrap=False)


def short_name(name: str) -> str:
    """Give a name that fits into a file name: of a path, its last part without ending."""
    return Path(name).stem if Path(name).suffix else name


def run_folder(out: str | None, verb: str, *names: str, identity: object) -> Path:
    """Choose the folder of a run: as asked, or one named after what is run.

    Args:
        out: What `--out` says.
        verb: Command.
        names: Scenario, policy and so on.
        identity: Everything that makes this run different from another.
    """
    if out is not None:
        return Path(out)
    words = "-".join([verb, *(short_name(n) for n in names), content_hash(identity)[:8]])
    return Path("runs") / words


def clear_folder(folder: Path, *needed: str | Path | None) -> None:
    """Remove an earlier run, if there is one.

    Args:
        folder: Folder of the run.
        needed: Files that the new run reads; names that are no files do no harm.

    Raises:
        CannotWrite: When the folder does not look like a run, holds something that is needed, or
            cannot be removed.
    """
    if not folder.exists():
        return
    is_run = folder.is_dir() and (is_empty(folder) or (folder / "setup.json").is_file())
    if not is_run:
        raise CannotWrite(f"{folder} is no run of andon; it is not replaced. Choose another --out.")
    for name in needed:
        path = Path(name or "").resolve()
        if name is not None and path.exists() and path.is_relative_to(folder.resolve()):
            raise CannotWrite(
                f"{folder} is not replaced: {name}, which is needed, lies in it. Choose another "
                "--out."
            )
    try:
        shutil.rmtree(folder)
    except OSError as error:
        raise CannotWrite(f"Cannot replace {folder}: {error.strerror}.") from error


def make_progress(console: Console) -> Progress:
    """Make a progress bar that is silent where nobody watches."""
    return Progress(
        TextColumn("{task.description}", markup=False),
        BarColumn(bar_width=24),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
        console=console,
        disable=not console.is_terminal,
        transient=True,
    )
