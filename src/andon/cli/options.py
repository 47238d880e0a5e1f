"""Options that mean the same in every command, and how their values are read."""

import shutil
import tomllib
from collections.abc import Sequence
from pathlib import Path

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from andon.artifacts import content_hash
from andon.errors import CannotWrite, InvalidConfig

__all__ = [
    "clear_folder",
    "make_progress",
    "parse_noise",
    "parse_settings",
    "print_notes",
    "run_folder",
    "short_name",
]


MOST_NOTES = 4
"""Notes that are printed; the report has all of them."""


def parse_settings(settings: tuple[str, ...]) -> dict[str, object]:
    """Read `name=value` pairs, with values as in TOML.

    Args:
        settings: For example `riser_m=0.12`, `riser_m=[0.05,0.12]`, `num_steps={choice=[1,2]}`.

    Raises:
        InvalidConfig: When a pair has no `=` or its value is no TOML.
    """
    found: dict[str, object] = {}
    for setting in settings:
        name, sign, value = setting.partition("=")
        if not sign:
            raise InvalidConfig(f"--set {setting!r} needs the form name=value.")
        try:
            found[name.strip()] = tomllib.loads(f"v = {value}")["v"]
        except tomllib.TOMLDecodeError as error:
            raise InvalidConfig(
                f"--set {setting!r}: {value!r} is no value. Give a number, [low, high] or "
                "{choice = [a, b]}."
            ) from error
    return found


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


def clear_folder(folder: Path) -> None:
    """Remove an earlier run, if there is one.

    Raises:
        CannotWrite: When the folder does not look like a run, or cannot be removed.
    """
    if not folder.exists():
        return
    if any(folder.iterdir()) and not (folder / "setup.json").is_file():
        raise CannotWrite(f"{folder} is no run of andon; it is not replaced. Choose another --out.")
    try:
        shutil.rmtree(folder)
    except OSError as error:
        raise CannotWrite(f"Cannot replace {folder}: {error.strerror}.") from error


def make_progress(console: Console) -> Progress:
    """Make a progress bar that is silent where nobody watches."""
    return Progress(
        TextColumn("{task.description}"),
        BarColumn(bar_width=24),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
        console=console,
        disable=not console.is_terminal,
        transient=True,
    )
