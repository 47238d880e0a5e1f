"""From the tables of a TOML file to frozen dataclasses, refusing every key that nobody reads."""

from collections.abc import Callable, Mapping
from dataclasses import MISSING, Field, fields, is_dataclass
from math import isfinite
from types import UnionType
from typing import Any, Literal, TypeVar, Union, cast, get_args, get_origin, get_type_hints

from andon.errors import AndonError, InvalidConfig, UnknownName, unknown_name
from andon.lines.distribution import (
    Deterministic,
    Distribution,
    Empirical,
    Exponential,
    Gamma,
    Lognormal,
    Triangular,
    scaled,
)

__all__ = ["build"]

T = TypeVar("T")

_SECONDS = {"_s": 1.0, "_ms": 1e-3, "_min": 60.0, "_h": 3600.0, "_d": 86400.0}
"""Unit suffixes of time keys, and how many seconds each means."""

_WRONG_UNITS = ("_sec", "_secs", "_seconds", "_m", "_mins", "_minutes", "_hr", "_hours", "_days")

_KINDS: dict[str, type[Distribution]] = {
    "deterministic": Deterministic,
    "exponential": Exponential,
    "lognormal": Lognormal,
    "triangular": Triangular,
    "gamma": Gamma,
    "empirical": Empirical,
}


def build(noun: type[T], table: object, where: str) -> T:
    """Make a frozen dataclass from a table of a TOML file.

    A field `x_s` may be written `x_ms`, `x_s`, `x_min`, `x_h` or `x_d`; a time without a unit is
    refused. A field may be written under another key if its metadata has `key`.

    Args:
        noun: Dataclass to build.
        table: What the file holds.
        where: Which table it is, for messages, such as `station 'load'`.

    Returns:
        The dataclass.

    Raises:
        UnknownName: When the table has a key that the dataclass has not; the nearest is named.
        InvalidConfig: When a value is missing, of the wrong type or unit, or cannot be meant.
    """
    if not isinstance(table, dict):
        raise InvalidConfig(f"{_capital(where)} must be a table, not {_show(table)}.")
    rows = cast("dict[str, object]", table)
    hints = get_type_hints(noun)
    known = {_key(entry): entry for entry in fields(cast("Any", noun))}  # dataclasses only
    values: dict[str, object] = {}
    for key, value in rows.items():
        name, factor = _find(key, known, hints, where)
        entry = known[name]
        if entry.name in values:
            raise InvalidConfig(f"{_capital(where)} gives {name!r} twice, in different units.")
        place = f"{where}, key {key!r}"
        values[entry.name] = _value(value, hints[entry.name], place, factor)
    missing = [
        key
        for key, entry in known.items()
        if entry.default is MISSING
        and entry.default_factory is MISSING
        and entry.name not in values
    ]
    if missing:
        raise InvalidConfig(f"{_capital(where)} lacks the key {missing[0]!r}.")
    return _located(where, lambda: cast("Any", noun)(**values))  # checked against its fields above


def _find(
    key: str, known: Mapping[str, Field[Any]], hints: Mapping[str, object], where: str
) -> tuple[str, float]:
    """Find the field of a key, and the factor from its unit to seconds."""
    if key in known:
        return key, 1.0
    for suffix, factor in _SECONDS.items():
        stem = key.removesuffix(suffix)
        if stem != key and f"{stem}_s" in known:
            return f"{stem}_s", factor
    stems = [key, *(key.removesuffix(unit) for unit in _WRONG_UNITS if key.endswith(unit))]
    for stem in stems:
        if f"{stem}_s" in known and _is_time(hints[known[f"{stem}_s"].name]):
            raise InvalidConfig(
                f"{_capital(where)} has the key {key!r}; a time carries its unit: write {stem}_s, "
                f"{stem}_min or {stem}_h."
            )
    raise unknown_name(f"key in {where}", key, known)


def _value(value: object, hint: Any, place: str, factor: float) -> object:  # noqa: ANN401  hint
    """Check and convert one value against the annotation of its field."""
    if _is_time(hint) and set(get_args(hint)) >= set(get_args(Distribution)):
        return _located(place, lambda: _distribution(value, factor, place))
    if get_origin(hint) in (Union, UnionType):
        options = [option for option in get_args(hint) if option is not type(None)]
        return _one_of(value, options, place, factor)
    if get_origin(hint) is Literal:
        return _literal(value, hint, place)
    if get_origin(hint) is tuple:
        return _tuple(value, get_args(hint)[0], place, factor)
    if get_origin(hint) is Mapping:
        return _mapping(value, get_args(hint)[1], place, factor)
    if is_dataclass(hint):
        return build(cast("type[object]", hint), value, place.replace(", key ", ", table "))
    return _plain(value, hint, place, factor)


def _one_of(value: object, options: list[Any], place: str, factor: float) -> object:
    """Take the only option, or the one whose type the value has."""
    if len(options) == 1:
        return _value(value, options[0], place, factor)
    for option in options:
        if get_origin(option) is Literal and value in get_args(option):
            return value
    rest = [option for option in options if get_origin(option) is not Literal]
    texts = [str(text) for o in options if get_origin(o) is Literal for text in get_args(o)]
    if isinstance(value, str) and str not in rest:
        raise unknown_name(f"value for {place}", value, texts)
    return _value(value, rest[0], place, factor)


def _literal(value: object, hint: object, place: str) -> object:
    options = [str(option) for option in get_args(hint)]
    if value not in options:
        raise unknown_name(f"value for {place}", str(value), options)
    return value


def _tuple(value: object, hint: object, place: str, factor: float) -> tuple[object, ...]:
    if not isinstance(value, list):
        if hint is str and isinstance(value, str):
            return (value,)
        raise InvalidConfig(f"{_capital(place)} must be a list, not {_show(value)}.")
    rows = cast("list[object]", value)
    if is_dataclass(hint):
        noun = cast("type[object]", hint)
        return tuple(build(noun, row, _entry(place, row, i)) for i, row in enumerate(rows, 1))
    return tuple(
        _value(row, hint, f"{place} number {index}", factor) for index, row in enumerate(rows, 1)
    )


def _mapping(value: object, hint: object, place: str, factor: float) -> dict[str, object]:
    if not isinstance(value, dict):
        raise InvalidConfig(f"{_capital(place)} must be a table, not {_show(value)}.")
    rows = cast("dict[str, object]", value)
    return {key: _value(row, hint, f"{place} {key!r}", factor) for key, row in rows.items()}


def _plain(value: object, hint: object, place: str, factor: float) -> object:
    if hint is float and isinstance(value, int) and not isinstance(value, bool):
        value = float(value)
    nouns = {float: "a number", int: "a whole number", str: "a text in quotes", bool: "true/false"}
    noun = nouns.get(cast("type", hint))
    if noun is None or type(value) is not hint:
        raise InvalidConfig(f"{_capital(place)} is {_show(value)}; it must be {noun}.")
    if isinstance(value, float):
        if not isfinite(value):
            raise InvalidConfig(f"{_capital(place)} is {value}; it must be finite.")
        return value * factor
    return value


def _distribution(value: object, factor: float, place: str) -> Distribution:
    if isinstance(value, int | float) and not isinstance(value, bool):
        return Deterministic(value=float(value) * factor)
    if not isinstance(value, dict):
        raise InvalidConfig(
            f"it is {_show(value)}; a time is a number or a table such as "
            "{ kind = 'lognormal', mean = 60, cv = 0.3 }."
        )
    table = dict(cast("dict[str, object]", value))
    kind = table.pop("kind", None)
    if not isinstance(kind, str) or kind not in _KINDS:
        raise unknown_name("kind of distribution", str(kind), _KINDS)
    made = build(_KINDS[kind], table, f"the {kind} time")
    return made if factor == 1.0 else scaled(made, factor)


def _is_time(hint: object) -> bool:
    """Say whether a field holds a number or a distribution."""
    options = set(get_args(hint)) or {hint}
    return float in options or options >= set(get_args(Distribution))


def _located(place: str, make: Callable[[], T]) -> T:
    """Say where a refusal comes from."""
    try:
        return make()
    except (InvalidConfig, UnknownName) as error:
        raise _moved(error, place) from error


def _moved(error: AndonError, place: str) -> AndonError:
    text = str(error)
    return type(error)(text if _capital(place) in text else f"{_capital(place)}: {text}")


def _entry(place: str, row: object, index: int) -> str:
    """Name a table in a list after its own name, else after its place: `station 'load'`."""
    above, _, key = place.rpartition(", key ")
    name = cast("dict[str, object]", row).get("name") if isinstance(row, dict) else None
    label = f"{key.strip(chr(39))} {name!r}" if isinstance(name, str) else f"{key} number {index}"
    return label if above == "the line" else f"{above}, {label}"


def _key(entry: Field[Any]) -> str:
    return str(entry.metadata.get("key", entry.name))


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def _show(value: object) -> str:
    return "a table" if isinstance(value, dict) else repr(value)
