"""The operating point as a file: thresholds, reasons and calibration parts, whole or absent."""

from pathlib import Path
from typing import cast, get_args

from andon.artifacts import Json, read_json, to_json, write_json
from andon.errors import BrokenFile, InvalidConfig
from andon.inspection.conformal import ConformalThreshold
from andon.inspection.costs import InspectionCosts
from andon.inspection.graded_part import PartIdentity
from andon.inspection.operating_point import OperatingPoint, Rule

__all__ = ["SCHEMA", "read_operating_point", "write_operating_point"]

SCHEMA = 1
"""Version of the file."""


def write_operating_point(path: Path, point: OperatingPoint) -> None:
    """Write an operating point as JSON, whole or absent.

    Raises:
        CannotWrite: When the place cannot be written to.
    """
    write_json(path, {"schema": SCHEMA, **cast("Json", to_json(point))})


def read_operating_point(path: Path) -> OperatingPoint:
    """Read an operating point.

    Returns:
        The same operating point that was written.

    Raises:
        BrokenFile: When the file is missing, no JSON, of another schema, or lacks or contradicts
            something.
    """
    data = read_json(path)
    schema = data.pop("schema", None)
    if schema != SCHEMA:
        raise BrokenFile(f"{path} has schema {schema!r}; this version reads {SCHEMA}.")
    try:
        return _operating_point(data)
    except (TypeError, KeyError, AttributeError, InvalidConfig) as error:
        raise BrokenFile(f"{path} is no operating point: {error}") from error


def _operating_point(data: Json) -> OperatingPoint:
    rule = data.pop("rule")
    if rule not in get_args(Rule):
        raise InvalidConfig(f"no rule named {rule!r}; known are {list(get_args(Rule))}.")
    costs = cast("dict[str, object] | None", data.pop("costs"))
    promise = cast("dict[str, object] | None", data.pop("promise"))
    parts = cast("list[dict[str, str]]", data.pop("calibration"))
    return OperatingPoint(
        rule=cast("Rule", rule),
        costs=None if costs is None else InspectionCosts(**costs),  # pyright: ignore[reportArgumentType]  # fields by name, refused by the constructor
        promise=None if promise is None else ConformalThreshold(**promise),  # pyright: ignore[reportArgumentType]  # fields by name
        calibration=tuple(PartIdentity(**part) for part in parts),
        **data,  # pyright: ignore[reportArgumentType]  # fields by name
    )
