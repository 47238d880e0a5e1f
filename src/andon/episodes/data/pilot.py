"""A person at the keyboard: a velocity command that replaces the scenario's while they drive."""

import threading
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from andon.episodes.world import World
from andon.errors import unknown_name

__all__ = ["KEYS", "Key", "Pilot"]


@dataclass(frozen=True, kw_only=True)
class Key:
    """What one key does."""

    words: str
    """What it does, for people."""
    change: tuple[float, float, float] | None = None
    """Added to the command: ahead, to the left, yaw rate. [m/s, m/s, rad/s]"""


KEYS: Mapping[str, Key] = {
    "W": Key(words="faster ahead", change=(0.1, 0.0, 0.0)),
    "S": Key(words="slower, then backward", change=(-0.1, 0.0, 0.0)),
    "A": Key(words="to the left", change=(0.0, 0.1, 0.0)),
    "D": Key(words="to the right", change=(0.0, -0.1, 0.0)),
    "Q": Key(words="turn left", change=(0.0, 0.0, 0.2)),
    "E": Key(words="turn right", change=(0.0, 0.0, -0.2)),
    "X": Key(words="stop"),
    "H": Key(words="hand back to the scenario's command"),
}
"""Keys of the pilot. Any key but H takes over; what is not pressed stays as it was."""


class Pilot:
    """Holds the command of a person; keys come from the browser's thread, reads from the world's.

    Taking over starts from the command that the robot has, so that nothing leaps.
    """

    def __init__(self) -> None:
        """Let the scenario command."""
        self._lock = threading.Lock()
        self._command: tuple[float, float, float] | None = None
        self._last = (0.0, 0.0, 0.0)

    @property
    def command(self) -> tuple[float, float, float] | None:
        """Give the command of the person, None while the scenario commands. [m/s, m/s, rad/s]."""
        return self._command

    def press(self, key: str) -> None:
        """Take a key.

        Raises:
            UnknownName: When the key means nothing.
        """
        if key not in KEYS:
            raise unknown_name("key", key, KEYS)
        change = KEYS[key].change
        with self._lock:
            if key == "H":
                self._command = None
            elif change is None:
                self._command = (0.0, 0.0, 0.0)
            else:
                before = self._last if self._command is None else self._command
                added = [round(a + b, 6) for a, b in zip(before, change, strict=True)]
                self._command = (added[0], added[1], added[2])

    def steer(self, world: World, own: tuple[float, float, float]) -> bool:
        """Put the command into a world before the policy looks.

        Args:
            world: World of one row.
            own: What the scenario commands.

        Returns:
            Whether the person drives in this step.
        """
        with self._lock:
            chosen = own if self._command is None else self._command
            self._last = chosen
            world.rows.command[0] = np.array(chosen)
            return self._command is not None
