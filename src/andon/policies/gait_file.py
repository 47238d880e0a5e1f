"""The shape of a gait in a contract file."""

from collections.abc import Mapping
from dataclasses import fields, replace
from math import isfinite
from typing import Any, cast

from andon.errors import InvalidConfig, unknown_name
from andon.policies.gait_config import GaitConfig, PlannerConfig
from andon.sensing.height_scan import HeightScan

__all__ = ["gait_lines", "read_gait"]

NESTED: dict[str, type] = {"planner": PlannerConfig, "scan": HeightScan}


def read_gait(table: object, where: str) -> GaitConfig | None:
    """Read the table of a gait; what it leaves out keeps its default.

    Args:
        table: The table, or None when there is none.
        where: File and table, for messages.

    Raises:
        InvalidConfig: When a value is not of its kind.
        UnknownName: When a key is unknown.
    """
    if table is None:
        return None
    values = _values(table, GaitConfig, where)
    for name, kind in NESTED.items():
        if name in values:
            table = _values(values[name], kind, f"{where[:-1]}.{name}]")
            values[name] = replace(getattr(GaitConfig(), name), **table)
    return GaitConfig(**values)


def _values(table: object, kind: type, where: str) -> dict[str, Any]:
    if not isinstance(table, Mapping):
        raise InvalidConfig(f"{where} must be a table; got {table!r}.")
    defaults = kind()
    known = [f.name for f in fields(kind)]
    found: dict[str, Any] = {}
    for name, value in cast("Mapping[str, object]", table).items():
        if name not in known:
            raise unknown_name(f"key in {where}", name, known)
        found[name] = (
            value if name in NESTED else _like(getattr(defaults, name), value, where, name)
        )
    return found


def _like(default: object, value: object, where: str, name: str) -> object:
    """Give a value in the kind of its default: a number, a whole number, or a list of numbers."""
    if isinstance(default, tuple):
        items = cast("list[object]", value) if isinstance(value, list) else []
        if items and all(_is_number(item) for item in items):
            return tuple(float(cast("float", item)) for item in items)
        raise InvalidConfig(f"{where}: {name} must list numbers; got {value!r}.")
    if not _is_number(value):
        raise InvalidConfig(f"{where}: {name} must be a finite number; got {value!r}.")
    number = cast("float", value)
    if isinstance(default, int):
        if number != int(number):
            raise InvalidConfig(f"{where}: {name} must be a whole number; got {value!r}.")
        return int(number)
    return float(number)


def _is_number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and isfinite(value)


def gait_lines(gait: GaitConfig) -> list[str]:
    """Write a gait as lines of a contract file; every value is stated, defaults included."""
    lines = ["[gait]", *_table(gait)]
    for name in NESTED:
        lines += ["", f"[gait.{name}]", *_table(getattr(gait, name))]
    return lines


def _table(config: GaitConfig | PlannerConfig | HeightScan) -> list[str]:
    lines: list[str] = []
    for f in fields(config):
        value = getattr(config, f.name)
        if isinstance(value, tuple):
            lines.append(f"{f.name} = [{', '.join(repr(v) for v in cast('tuple[float]', value))}]")
        elif f.name not in NESTED:
            lines.append(f"{f.name} = {value!r}")
    return lines
