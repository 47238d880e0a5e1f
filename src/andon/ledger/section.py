"""Strict reading of TOML: what a file says is asked for by name, or refused with file and key."""

import tomllib
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any, TypeVar, cast

from andon.errors import BrokenFile, InvalidConfig, UnknownName, unknown_name

__all__ = ["Section", "read_section"]

T = TypeVar("T")


@dataclass(frozen=True, kw_only=True)
class Section:
    """One table of a TOML file."""

    file: str
    """Name of the file, for messages."""
    key: str
    """Dotted place of the table in it; empty at the top."""
    values: Mapping[str, object]
    """What it holds; real numbers are `Decimal`."""

    def place(self, key: str = "") -> str:
        """Say where a key stands, for messages, for example `prices.toml, key price.robot.unit`."""
        dotted = ".".join(part for part in (self.key, key) if part)
        return f"{self.file}, key `{dotted}`" if dotted else self.file

    def refused(self, key: str, found: object, wanted: str) -> InvalidConfig:
        """Build the error for a value of the wrong kind."""
        return InvalidConfig(f"{self.place(key)} is {found!r}; it must be {wanted}.")

    def check_keys(self, known: Iterable[str]) -> None:
        """Refuse keys that nobody reads.

        Raises:
            UnknownName: Naming file and key, the nearest known key and all of them.
        """
        keys = list(known)
        for key in self.values:
            if key not in keys:
                raise UnknownName(f"{self.place(key)}: {unknown_name('key', key, keys)}")

    def checked(self, build: Callable[[], T], key: str = "") -> T:
        """Build something from the table and name file and key in whatever it refuses."""
        try:
            return build()
        except (InvalidConfig, UnknownName) as error:
            if str(error).startswith(self.file):
                raise  # names its place already
            raise type(error)(f"{self.place(key)}: {error}") from error

    def has(self, key: str) -> bool:
        """Say whether the key is there."""
        return key in self.values

    def text(self, key: str, default: str | None = None) -> str:
        """Read a text; required when there is no default."""
        value = self._value(key, default)
        if not isinstance(value, str):
            raise self.refused(key, value, "a text in quotes")
        return value

    def decimal(self, key: str, default: Decimal | None = None) -> Decimal:
        """Read a number exactly as it is written; required when there is no default."""
        value = self._value(key, default)
        if isinstance(value, int) and not isinstance(value, bool):
            return Decimal(value)
        if not isinstance(value, Decimal):
            raise self.refused(key, value, "a number without quotes; its unit has a key of its own")
        if not value.is_finite():
            raise self.refused(key, str(value), "a finite number")
        return value

    def whole(self, key: str, default: int | None = None) -> int:
        """Read a whole number; required when there is no default."""
        value = self._value(key, default)
        if isinstance(value, bool) or not isinstance(value, int):
            raise self.refused(key, value, "a whole number")
        return value

    def day(self, key: str) -> date:
        """Read a date, which is always required."""
        value = self._value(key, None)
        if not isinstance(value, date) or isinstance(value, datetime):
            raise self.refused(key, value, "a date without quotes, for example 2026-03-01")
        return value

    def texts(self, key: str) -> tuple[str, ...]:
        """Read a list of texts; empty when absent."""
        rows = self._list(key)
        if not all(isinstance(row, str) for row in rows):
            raise self.refused(key, rows, 'a list of texts, for example ["robot", "sensors"]')
        return tuple(cast("list[str]", rows))

    def section(self, key: str) -> "Section":
        """Read a table; empty when absent."""
        value = self.values.get(key, {})
        if not isinstance(value, dict):
            raise self.refused(key, value, f"a table: write [{key}]")
        return self._inner(key, cast("dict[str, object]", value))

    def sections(self, key: str) -> list["Section"]:
        """Read a list of tables, `[[key]]`; empty when absent."""
        rows = self._list(key)
        if not all(isinstance(row, dict) for row in rows):
            raise self.refused(key, rows, f"a list of tables: write [[{key}]]")
        return [
            self._inner(f"{key}[{index}]", cast("dict[str, object]", row))
            for index, row in enumerate(rows, start=1)
        ]

    def _inner(self, key: str, values: Mapping[str, object]) -> "Section":
        dotted = ".".join(part for part in (self.key, key) if part)
        return Section(file=self.file, key=dotted, values=values)

    def _list(self, key: str) -> list[object]:
        value = self.values.get(key, [])
        if not isinstance(value, list):
            raise self.refused(key, value, "a list")
        return cast("list[object]", value)

    def _value(self, key: str, default: object) -> object:
        if key in self.values:
            return self.values[key]
        if default is None:
            raise InvalidConfig(f"{self.place()} lacks `{key}`; it is required.")
        return default


def read_section(path: Path) -> Section:
    """Read a TOML file whose numbers are taken exactly as they are written.

    Returns:
        The whole file as one table.

    Raises:
        BrokenFile: When the file is missing or no TOML.
    """
    try:
        text = path.read_text(encoding="utf-8")
    except OSError as error:
        raise BrokenFile(f"Cannot read {path}: {error.strerror}.") from error
    except UnicodeDecodeError as error:
        raise BrokenFile(f"{path} is not UTF-8 text: {error}.") from error
    try:
        values = cast("Any", tomllib).loads(text, parse_float=Decimal)  # its stub says float
    except tomllib.TOMLDecodeError as error:
        raise BrokenFile(f"{path} is not TOML: {error}.") from error
    return Section(file=path.name, key="", values=cast("dict[str, object]", values))
