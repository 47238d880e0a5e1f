"""Files of measured numbers, with words that say where they come from."""

import textwrap
from collections.abc import Mapping, Sequence
from pathlib import Path

from andon.artifacts import read_toml, write_text
from andon.errors import BrokenFile

__all__ = ["read_numbers", "write_numbers"]

COMMENT_WIDTH = 100


def read_numbers(path: Path, names: Sequence[str]) -> dict[str, float]:
    """Read numbers by name.

    Args:
        path: A TOML file.
        names: Numbers that must be there.

    Raises:
        BrokenFile: When one is missing or no number.
    """
    content = read_toml(path)
    found: dict[str, float] = {}
    for name in names:
        value = content.get(name)
        if isinstance(value, bool) or not isinstance(value, int | float):
            raise BrokenFile(f"{path}: {name} must be a number; got {value!r}.")
        found[name] = float(value)
    return found


def write_numbers(path: Path, numbers: Mapping[str, float], source: str) -> None:
    """Write numbers, to four digits, under words that say what they are.

    Args:
        path: File to write.
        numbers: Numbers by name.
        source: What they are and where they come from.

    Raises:
        CannotWrite: When it cannot be written.
    """
    lines = textwrap.wrap(source, COMMENT_WIDTH, initial_indent="# ", subsequent_indent="# ")
    lines += [f"{name} = {float(f'{value:.4g}')!r}" for name, value in numbers.items()]
    write_text(path, "\n".join(lines) + "\n")
