"""Typed reading of JSON tables; what is missing or of the wrong type is refused by name."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from math import inf
from pathlib import Path
from typing import cast

from andon.errors import BrokenFile

__all__ = ["Ends", "Table", "read_rows"]


@dataclass(frozen=True, kw_only=True)
class Ends:
    """Two ends of an interval."""

    low: float
    """Lower end; minus infinity where there is none."""
    high: float
    """Upper end; infinity where there is none."""


@dataclass(frozen=True, kw_only=True)
class Table:
    """A JSON object, and where it stands."""

    data: Mapping[str, object]
    """Keys and values."""
    where: str
    """Place for messages, for example `verdict.json, kpis[0]`."""

    def has(self, key: str) -> bool:
        """Say whether a key is there and not null."""
        return self.data.get(key) is not None

    def text(self, key: str, default: str | None = None) -> str:
        """Give a text; without a default it must be there."""
        if default is not None and not self.has(key):
            return default
        value = self._there(key)
        if not isinstance(value, str):
            raise self._wrong(key, value, "a text")
        return value

    def number(self, key: str) -> float:
        """Give a number."""
        return self._number(key, self._there(key))

    def maybe_number(self, key: str) -> float | None:
        """Give a number, or None where the key is missing or null."""
        return self.number(key) if self.has(key) else None

    def whole(self, key: str, default: int | None = None) -> int:
        """Give a whole number; without a default it must be there."""
        if default is not None and not self.has(key):
            return default
        value = self._there(key)
        if isinstance(value, bool) or not isinstance(value, int):
            raise self._wrong(key, value, "a whole number")
        return value

    def maybe_whole(self, key: str) -> int | None:
        """Give a whole number, or None where the key is missing or null."""
        return self.whole(key) if self.has(key) else None

    def truth(self, key: str) -> bool:
        """Give a truth value."""
        value = self._there(key)
        if not isinstance(value, bool):
            raise self._wrong(key, value, "true or false")
        return value

    def ends(self, key: str) -> Ends | None:
        """Give the ends of an interval; None where it is missing, open ends where they are null."""
        if not self.has(key):
            return None
        pair = self._items(key)
        if len(pair) != 2:
            raise self._wrong(key, pair, "a list of two numbers")
        low, high = (None if end is None else self._number(key, end) for end in pair)
        return Ends(low=-inf if low is None else low, high=inf if high is None else high)

    def numbers(self, key: str) -> tuple[float, ...]:
        """Give a list of numbers; empty where it is missing."""
        return tuple(self._number(key, item) for item in self._items(key))

    def wholes(self, key: str) -> tuple[int, ...]:
        """Give a list of whole numbers; empty where it is missing."""
        return tuple(int(number) for number in self.numbers(key))

    def texts(self, key: str) -> tuple[str, ...]:
        """Give a list of texts; empty where it is missing."""
        return tuple(str(item) for item in self._items(key))

    def table(self, key: str) -> "Table":
        """Give a table; empty where it is missing."""
        value = self.data.get(key)
        if value is None:
            return Table(data={}, where=f"{self.where}, {key}")
        if not isinstance(value, dict):
            raise self._wrong(key, value, "a table")
        return Table(data=cast("dict[str, object]", value), where=f"{self.where}, {key}")

    def rows(self, key: str) -> tuple["Table", ...]:
        """Give a list of tables; empty where it is missing."""
        return _tables(self._items(key), f"{self.where}, {key}")

    def flat(self, prefix: str = "") -> tuple[tuple[str, str], ...]:
        """Give all keys, nested ones joined by points, with their values as text."""
        return tuple(_flat(self.data, prefix))

    def _there(self, key: str) -> object:
        value = self.data.get(key)
        if value is None:
            raise BrokenFile(f"{self.where} lacks {key!r}; it has {sorted(self.data)}.")
        return value

    def _items(self, key: str) -> list[object]:
        value = self.data.get(key)
        if value is None:
            return []
        if not isinstance(value, list):
            raise self._wrong(key, value, "a list")
        return cast("list[object]", value)

    def _number(self, key: str, value: object) -> float:
        if isinstance(value, bool) or not isinstance(value, int | float):
            raise self._wrong(key, value, "a number")
        return float(value)

    def _wrong(self, key: str, value: object, right: str) -> BrokenFile:
        return BrokenFile(f"{key!r} of {self.where} is {value!r}; it must be {right}.")


def read_rows(path: Path) -> tuple[Table, ...]:
    """Read a JSON list of tables.

    Returns:
        The tables; none where there is no such file.

    Raises:
        BrokenFile: When the file cannot be read or is no JSON list of tables.
    """
    if not path.is_file():
        return ()
    try:
        data: object = json.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise BrokenFile(f"Cannot read {path}: {error.strerror}.") from error
    except ValueError as error:
        raise BrokenFile(f"{path} is not JSON: {error}.") from error
    if not isinstance(data, list):
        raise BrokenFile(f"{path} holds no JSON list.")
    return _tables(cast("list[object]", data), path.name)


def _tables(items: list[object], where: str) -> tuple[Table, ...]:
    tables: list[Table] = []
    for index, item in enumerate(items):
        if not isinstance(item, dict):
            raise BrokenFile(f"Entry {index} of {where} is {item!r}; it must be a table.")
        tables.append(Table(data=cast("dict[str, object]", item), where=f"{where}[{index}]"))
    return tuple(tables)


def _flat(value: object, name: str) -> list[tuple[str, str]]:
    if isinstance(value, dict):
        found: list[tuple[str, str]] = []
        for key, item in cast("dict[str, object]", value).items():
            found += _flat(item, f"{name}.{key}" if name else key)
        return found
    if isinstance(value, list):
        items = cast("list[object]", value)
        if any(isinstance(item, dict | list) for item in items):
            return [pair for i, item in enumerate(items) for pair in _flat(item, f"{name}[{i}]")]
        return [(name, ", ".join(_plain(item) for item in items) or "none")]
    return [(name, _plain(value))]


def _plain(value: object) -> str:
    if value is None:
        return "none"
    if isinstance(value, bool):
        return "yes" if value else "no"
    return repr(value) if isinstance(value, float) else str(value)
