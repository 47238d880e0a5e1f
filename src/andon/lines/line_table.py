"""A line as the table that its file would hold, with its evidence, so that it can be run again."""

from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from pathlib import Path
from typing import cast

from andon.artifacts import Json, read_json
from andon.errors import BrokenFile, InvalidConfig, UnknownName
from andon.lines.line import Line, line_from_table, line_hash

__all__ = ["SETUP_NAME", "line_of_setup", "line_table", "read_setup"]

SETUP_NAME = "setup.json"
"""File of a run that holds what ran."""


def line_table(line: Line) -> Json:
    """Give a line as the table of its file: all keys in seconds, evidence in full.

    Args:
        line: Any line.

    Returns:
        A table from which `line_from_table` makes the same line.
    """
    return cast("Json", _plain(line))


def _plain(value: object) -> object:
    if is_dataclass(value) and not isinstance(value, type):
        pairs = ((f.metadata.get("key", f.name), getattr(value, f.name)) for f in fields(value))
        return {str(key): _plain(item) for key, item in pairs if item is not None}
    if isinstance(value, Mapping):
        return {str(k): _plain(v) for k, v in cast("Mapping[object, object]", value).items()}
    if isinstance(value, tuple):
        return [_plain(item) for item in cast("tuple[object, ...]", value)]
    return value


def read_setup(folder: Path) -> Json:
    """Read what ran in the folder of a line run.

    Raises:
        BrokenFile: When the folder is no run of a line.
    """
    setup = read_json(folder / SETUP_NAME)
    if setup.get("verb") != "line run":
        raise BrokenFile(f"{folder} is no folder of andon line run.")
    return setup


def line_of_setup(folder: Path) -> Line:
    """Make the line again that ran in a folder.

    Raises:
        BrokenFile: When the folder is no run of a line, or does not hold the line that it names.
    """
    setup = read_setup(folder)
    path = folder / SETUP_NAME
    table = setup.get("line")
    if setup.get("schema") != 2 or not isinstance(table, dict):
        raise BrokenFile(f"{path} was written by an older version; run the line file again.")
    try:
        line = line_from_table(cast("Json", table), folder=folder)
    except (InvalidConfig, UnknownName) as error:
        raise BrokenFile(f"{path} holds no line: {error}") from error
    if line_hash(line) != setup.get("line_hash"):
        raise BrokenFile(
            f"{path} names the line {setup.get('line_hash')}, and holds {line_hash(line)}: it was "
            "changed after the run."
        )
    return line
