"""A person at the keyboard or a gamepad: commands that replace the scenario's while they drive."""

import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np

from andon.episodes.data.gamepad import BUTTONS, PadState, stick_velocity
from andon.episodes.world import World
from andon.errors import unknown_name
from andon.spatial import FloatArray

__all__ = ["KEYS", "Key", "Pilot", "triple"]

Triple = tuple[float, float, float]

SILENCE_S = 0.5
"""A gamepad that drives and is not heard of for this long has gone: the robot is told to stop."""
REGISTERS_LOW, REGISTERS_HIGH = (0.0, 0.0, -1.0), (0.5, 0.5, 1.0)
"""Ends of what can be commanded beside the velocity, as in the street's scenarios. [m]"""


@dataclass(frozen=True, kw_only=True)
class Key:
    """What one key does."""

    words: str
    """What it does, for people."""
    change: Triple | None = None
    """Added to the command: ahead, to the left, yaw rate. [m/s, m/s, rad/s]"""
    gait_change: Triple | None = None
    """Added to the gait's command: swing clearance, drop of the hips, offset to the left. [m]"""


KEYS: Mapping[str, Key] = {
    "W": Key(words="faster ahead", change=(0.1, 0.0, 0.0)),
    "S": Key(words="slower, then backward", change=(-0.1, 0.0, 0.0)),
    "A": Key(words="to the left", change=(0.0, 0.1, 0.0)),
    "D": Key(words="to the right", change=(0.0, -0.1, 0.0)),
    "Q": Key(words="turn left", change=(0.0, 0.0, 0.2)),
    "E": Key(words="turn right", change=(0.0, 0.0, -0.2)),
    "R": Key(words="lift the feet higher", gait_change=(0.02, 0.0, 0.0)),
    "F": Key(words="lift the feet less", gait_change=(-0.02, 0.0, 0.0)),
    "T": Key(words="hips lower", gait_change=(0.0, 0.01, 0.0)),
    "G": Key(words="hips higher", gait_change=(0.0, -0.01, 0.0)),
    "X": Key(words="stop"),
    "H": Key(words="hand back to the scenario's command"),
}
"""Keys of the pilot. Any key but H takes over; what is not pressed stays as it was."""


class Pilot:
    """Holds the command of a person; it comes from the browser's threads, reads from the world's.

    Taking over starts from the command that the robot has, so that nothing leaps.
    """

    def __init__(self, *, clock: Callable[[], float] = time.monotonic) -> None:
        """Let the scenario command.

        Args:
            clock: Gives the time. [s]
        """
        self._lock, self._clock = threading.Lock(), clock
        self._command: Triple | None = None
        self._registers: Triple | None = None
        self._last, self._last_registers = (0.0, 0.0, 0.0), (0.0, 0.0, 0.0)
        self._pressed: frozenset[int] = frozenset()
        self._heard_s: float | None = None  # when the gamepad that holds a stick spoke last

    @property
    def command(self) -> Triple | None:
        """Give the command of the person, None while the scenario commands. [m/s, m/s, rad/s]."""
        return self._command

    def press(self, key: str) -> None:
        """Take a key.

        Raises:
            UnknownName: When the key means nothing.
        """
        if key not in KEYS:
            raise unknown_name("key", key, KEYS)
        with self._lock:
            self._press(key)

    def _press(self, key: str) -> None:
        change, gait_change = KEYS[key].change, KEYS[key].gait_change
        self._heard_s = None
        if key == "H":
            self._command = self._registers = None
            return
        before = self._last if self._command is None else self._command
        if gait_change is not None:
            held = self._last_registers if self._registers is None else self._registers
            ends = zip(_sum(held, gait_change), REGISTERS_LOW, REGISTERS_HIGH, strict=True)
            lift, drop, aside = (min(max(value, low), high) for value, low, high in ends)
            self._registers, self._command = (lift, drop, aside), before
        else:
            self._command = (0.0, 0.0, 0.0) if change is None else _sum(before, change)

    def hear(self, pad: PadState) -> None:
        """Take the state of a gamepad.

        A stick that leaves its rest takes over; back at rest the robot is told to stand, and the
        person drives until B hands back. A button counts once when it goes down.
        """
        with self._lock:
            for number in sorted(pad.pressed - self._pressed):
                if number in BUTTONS:
                    self._press(BUTTONS[number])
            self._pressed = pad.pressed
            velocity = stick_velocity(pad)
            if velocity is not None:
                self._command, self._heard_s = velocity, self._clock()
            elif self._heard_s is not None:
                self._command, self._heard_s = (0.0, 0.0, 0.0), None

    def steer(self, world: World, own: Triple, own_registers: Triple | None = None) -> bool:
        """Put the commands into a world before the policy looks.

        Args:
            world: World of one row.
            own: What the scenario commands.
            own_registers: What it commands beside the velocity; nothing is changed there when None.

        Returns:
            Whether the person drives in this step.
        """
        with self._lock:
            if self._heard_s is not None and self._clock() - self._heard_s > SILENCE_S:
                self._command, self._heard_s = (0.0, 0.0, 0.0), None
            self._last = own if self._command is None else self._command
            world.rows.command[0] = np.array(self._last)
            if own_registers is not None:
                self._last_registers = own_registers if self._registers is None else self._registers
                world.rows.gait_command[0] = np.array(self._last_registers)
            return self._command is not None


def _sum(one: Triple, other: Triple) -> Triple:
    added = [round(a + b, 6) for a, b in zip(one, other, strict=True)]
    return (added[0], added[1], added[2])


def triple(values: FloatArray) -> Triple:
    """Give three numbers as a tuple."""
    return (float(values[0]), float(values[1]), float(values[2]))
