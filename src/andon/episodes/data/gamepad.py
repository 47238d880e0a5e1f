"""A gamepad in the standard mapping: sticks become a velocity, buttons what keys do."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import isfinite
from typing import cast

from andon.errors import InvalidConfig

__all__ = ["BUTTONS", "DEAD_ZONE", "FULL", "PadState", "read_pad", "stick_velocity"]

DEAD_ZONE = 0.15
"""Share of a stick's way that counts as rest; worn sticks rest at up to 0.1 (assumed)."""
FULL = (0.8, 0.3, 0.8)
"""Command with the sticks all the way: ahead, to the left, yaw rate. Assumed: what a biped of human
size walks without haste. [m/s, m/s, rad/s]"""
BUTTONS: Mapping[int, str] = {0: "X", 1: "H", 12: "R", 13: "F", 4: "T", 5: "G"}
"""Keys that buttons stand for, by their number in the standard mapping: A, B, up, down, LB, RB."""

NUM_AXES, NUM_BUTTONS = 4, 16
MAX_VALUES = 64


@dataclass(frozen=True, kw_only=True)
class PadState:
    """What a gamepad's sticks and buttons are at."""

    axes: tuple[float, ...]
    """Left stick to the right and down, right stick to the right and down; -1 to 1."""
    pressed: frozenset[int]
    """Numbers of the buttons that are down."""


def read_pad(content: object) -> PadState:
    """Read what the browser says about a gamepad.

    Raises:
        InvalidConfig: When it is no gamepad in the standard mapping.
    """
    if not isinstance(content, dict):
        raise InvalidConfig("A gamepad's state is a JSON object with mapping, axes and buttons.")
    told = cast("Mapping[str, object]", content)
    if told.get("mapping") != "standard":
        raise InvalidConfig(
            f"The gamepad has the mapping {told.get('mapping')!r}; only those that the browser "
            "knows ('standard') can drive."
        )
    axes, buttons = (_numbers(told.get(name), name) for name in ("axes", "buttons"))
    if len(axes) < NUM_AXES or len(buttons) < NUM_BUTTONS:
        raise InvalidConfig(
            f"The gamepad has {len(axes)} axes and {len(buttons)} buttons; the standard mapping "
            f"has {NUM_AXES} and {NUM_BUTTONS}."
        )
    down = frozenset(number for number, value in enumerate(buttons) if value > 0.5)
    return PadState(axes=tuple(max(-1.0, min(1.0, value)) for value in axes), pressed=down)


def _numbers(value: object, name: str) -> list[float]:
    listed: Sequence[object] = cast("Sequence[object]", value) if isinstance(value, list) else ()
    found = [float(v) for v in listed if isinstance(v, int | float) and isfinite(v)]
    if not isinstance(value, list) or len(found) != len(listed) or len(found) > MAX_VALUES:
        raise InvalidConfig(f"The gamepad's {name} are {value!r}; a list of numbers is needed.")
    return found


def stick_velocity(pad: PadState) -> tuple[float, float, float] | None:
    """Give the command of the sticks, None while they rest. [m/s, m/s, rad/s].

    Up is ahead, left is to the left, and the right stick turns. The dead zone is cut out of each
    axis, so that a command begins at zero there and nothing leaps.
    """
    ahead, left, turn = (_beyond(-pad.axes[number]) for number in (1, 0, 2))
    if not (ahead or left or turn):
        return None
    return (ahead * FULL[0], left * FULL[1], turn * FULL[2])


def _beyond(value: float) -> float:
    size = (abs(value) - DEAD_ZONE) / (1.0 - DEAD_ZONE)
    return 0.0 if size <= 0 else size if value > 0 else -size
