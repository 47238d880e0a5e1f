"""Contracts from TOML files: every key is known and every value of its kind, or it is refused."""

from collections.abc import Mapping
from math import isfinite
from pathlib import Path
from typing import Literal, cast

from andon.artifacts import read_toml
from andon.errors import InvalidConfig, unknown_name
from andon.policies.contract import (
    POLICY_TERMS,
    Clock,
    Contract,
    ContractTerm,
    JointGroup,
    duplicates,
)
from andon.policies.gait_file import read_gait

__all__ = ["read_contract"]

Table = Mapping[str, object]


class Reader:
    """Reads the keys of one table; what nobody asked for is refused at the end."""

    def __init__(self, table: object, where: str) -> None:
        """Take a table.

        Raises:
            InvalidConfig: When it is no table.
        """
        if not isinstance(table, dict):
            raise InvalidConfig(f"{where} must be a table; got {table!r}.")
        self.table, self.where = cast("Table", table), where
        self.known: set[str] = set()

    def get(self, key: str, default: object = None) -> object:
        """Give a value, or the default when the key is missing."""
        self.known.add(key)
        return self.table.get(key, default)

    def number(self, key: str, default: float | None = None) -> float | None:
        """Give a finite number."""
        value = self.get(key, default)
        if value is None:
            return None
        if isinstance(value, bool) or not isinstance(value, int | float) or not isfinite(value):
            raise InvalidConfig(f"{self.where}: {key} must be a finite number; got {value!r}.")
        return float(value)

    def positive(self, key: str, default: float) -> float:
        """Give a number above zero."""
        return self.positive_or_none(key, default) or default

    def positive_or_none(self, key: str, default: float | None = None) -> float | None:
        """Give a number above zero, or None when the key is missing."""
        value = self.number(key, default)
        if value is not None and value <= 0:
            raise InvalidConfig(f"{self.where}: {key} must be > 0; got {value:g}.")
        return value

    def size(self, key: str) -> float | None:
        """Give a number that is not negative, or None when the key is missing."""
        value = self.number(key)
        if value is not None and value < 0:
            raise InvalidConfig(f"{self.where}: {key} must be >= 0; got {value:g}.")
        return value

    def numbers(self, key: str, length: int | None = None) -> tuple[float, ...] | None:
        """Give a list of finite numbers."""
        value = self.get(key)
        if value is None:
            return None
        items = cast("list[object]", value) if isinstance(value, list) else []
        is_good = all(
            isinstance(v, int | float) and not isinstance(v, bool) and isfinite(v) for v in items
        )
        if not items or not is_good or (length is not None and len(items) != length):
            count = "" if length is None else f"{length} "
            raise InvalidConfig(f"{self.where}: {key} must list {count}numbers; got {value!r}.")
        return tuple(float(cast("float", v)) for v in items)

    def text(self, key: str, default: str | None = None) -> str | None:
        """Give a string."""
        value = self.get(key, default)
        if value is not None and not isinstance(value, str):
            raise InvalidConfig(f"{self.where}: {key} must be a string; got {value!r}.")
        return value

    def texts(self, key: str) -> tuple[str, ...]:
        """Give a list of strings."""
        value = self.get(key, [])
        items = cast("list[object]", value) if isinstance(value, list) else None
        if items is None or not all(isinstance(v, str) for v in items):
            raise InvalidConfig(f"{self.where}: {key} must list strings; got {value!r}.")
        return tuple(cast("list[str]", items))

    def one_of(self, key: str, options: tuple[str, ...], default: str | None) -> str | None:
        """Give one of several strings."""
        value = self.text(key, default)
        if value is not None and value not in options:
            raise InvalidConfig(f"{self.where}: {key} must be one of {options}; got {value!r}.")
        return value

    def tables(self, key: str) -> list["Reader"]:
        """Give an array of tables."""
        value = self.get(key, [])
        if not isinstance(value, list):
            raise InvalidConfig(f"{self.where}: {key} must be an array of tables; got {value!r}.")
        items = cast("list[object]", value)
        return [Reader(item, f"{self.where} {key}[{i}]") for i, item in enumerate(items)]

    def finish(self) -> None:
        """Refuse keys that nobody read.

        Raises:
            UnknownName: Naming the key and the nearest known one.
        """
        for key in self.table:
            if key not in self.known:
                raise unknown_name(f"key in {self.where}", key, self.known)


def read_contract(path: Path) -> Contract:
    """Read a contract.

    Args:
        path: TOML file.

    Raises:
        BrokenFile: When the file is missing or no TOML.
        InvalidConfig: When a value is not of its kind.
        UnknownName: When a key or a term is unknown.
    """
    content = read_toml(path)
    top = Reader(content, str(path))
    schema = top.number("schema")
    if schema != 1:
        raise InvalidConfig(f"{path}: schema must be 1; got {content.get('schema')!r}.")
    observation = Reader(top.get("observation", {}), f"{path} [observation]")
    action = Reader(top.get("action", {}), f"{path} [action]")
    terms = tuple(_term(reader) for reader in observation.tables("terms"))
    joints = action.texts("joints")
    if duplicates(joints):
        raise InvalidConfig(f"{path} [action]: joints repeats {duplicates(joints)}.")
    history = observation.number("history", 1)
    if history is None or history < 1 or history != int(history):
        raise InvalidConfig(f"{path} [observation]: history must be a whole number >= 1.")
    command = Reader(top.get("command", {}), f"{path} [command]")
    command_low, command_high = _command(command)
    contract = Contract(
        name=top.text("name") or path.stem,
        source=top.text("source", "") or "",
        model=top.text("model"),
        rate_hz=top.positive("rate_hz", 50.0),
        physics_timestep_s=top.positive("physics_timestep_s", 0.005),
        terms=terms,
        history=int(history),
        first_frame=cast(
            "Literal['repeat', 'zeros']",
            observation.one_of("first_frame", ("repeat", "zeros"), "repeat"),
        ),
        clip=observation.positive_or_none("clip"),
        joints=joints,
        action_scale=action.positive("scale", 1.0),
        action_offset=cast(
            "Literal['home', 'zero', 'gait']",
            action.one_of("offset", ("home", "zero", "gait"), "home"),
        ),
        action_clip=action.positive_or_none("clip"),
        action_delay_ms=_delay(action),
        command_low=command_low,
        command_high=command_high,
        groups=tuple(_group(reader) for reader in top.tables("joints")),
        damping_in=cast(
            "Literal['actuator', 'joint'] | None",
            top.one_of("damping_in", ("actuator", "joint"), None),
        ),
        gains_from=cast(
            "Literal['match', 'contract']",
            top.one_of("gains_from", ("match", "contract"), "match"),
        ),
        clock=_clock(top),
        gait=read_gait(top.get("gait"), f"{path} [gait]"),
        content=content,
    )
    for reader in (top, observation, action, command):
        reader.finish()
    return contract


def _delay(action: Reader) -> tuple[float, float]:
    values = action.numbers("delay_ms", 2)
    if values is None:
        return (0.0, 0.0)
    if not 0 <= values[0] <= values[1]:
        raise InvalidConfig(
            f"{action.where}: delay_ms must be [low, high] with 0 <= low <= high; got "
            f"{action.get('delay_ms')}."
        )
    return (values[0], values[1])


Triple = tuple[float, float, float]


def _command(command: Reader) -> tuple[Triple | None, Triple | None]:
    low, high = command.numbers("low", 3), command.numbers("high", 3)
    if low is None and high is None:
        return None, None
    if low is None or high is None:
        raise InvalidConfig(f"{command.where} needs both low and high, or neither.")
    if any(a > b for a, b in zip(low, high, strict=True)):
        raise InvalidConfig(f"{command.where}: low {low} must not exceed high {high}.")
    return (low[0], low[1], low[2]), (high[0], high[1], high[2])


def _term(reader: Reader) -> ContractTerm:
    name = reader.text("term")
    if name is None:
        raise InvalidConfig(f"{reader.where} needs a term, for example term = 'ang_vel_b'.")
    if name not in POLICY_TERMS:
        raise unknown_name(f"term ({reader.where})", name, POLICY_TERMS)
    result = ContractTerm(
        term=name,
        scale=reader.number("scale", 1.0) or 0.0,
        clip=reader.positive_or_none("clip"),
        noise=reader.size("noise") or 0.0,
    )
    reader.finish()
    return result


def _group(reader: Reader) -> JointGroup:
    names = reader.texts("names")
    if not names:
        raise InvalidConfig(f"{reader.where}: names must list at least one joint.")
    result = JointGroup(
        names=names,
        kp=reader.size("kp"),
        kd=reader.size("kd"),
        effort_nm=reader.positive_or_none("effort_nm"),
        home_rad=reader.number("home_rad"),
        action_scale=reader.positive_or_none("action_scale"),
    )
    reader.finish()
    return result


def _clock(top: Reader) -> Clock | None:
    table = top.get("clock")
    if table is None:
        return None
    reader = Reader(table, f"{top.where} [clock]")
    offsets = reader.numbers("offsets")
    if offsets is None:
        raise InvalidConfig(f"{reader.where}: offsets must list the phase of each leg.")
    air_ratio = reader.numbers("air_ratio", len(offsets)) or ()
    clock = Clock(cycle_s=reader.positive("cycle_s", 1.0), offsets=offsets, air_ratio=air_ratio)
    reader.finish()
    return clock
