"""The guard: every control step, in constant time, whatever the mind is doing."""

from collections.abc import Sequence
from dataclasses import dataclass, field, fields
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from andon.errors import InvalidConfig
from andon.minds.measured import read_numbers
from andon.minds.tactics import REGISTER_HIGH, REGISTER_LOW, SPEED
from andon.minds.terrain import Terrain
from andon.spatial import FloatArray

__all__ = ["STOP_LAW_FILE", "Guard", "GuardConfig", "StopLaw", "dead_end_m", "read_stop_law"]

STOP_LAW_FILE = Path(__file__).parent / "stop_law.toml"
"""How far the packaged reflex goes on after it is told to stop; see the file."""


@dataclass(frozen=True, kw_only=True)
class StopLaw:
    """How far a robot goes on after it is told to stop: `way = a v + b v^2`, and a margin."""

    a_s: float
    """Way per speed."""
    b_s2_per_m: float
    """Way per square of the speed."""
    margin_m: float = 0.30
    """Room that is left."""

    def __post_init__(self) -> None:
        """Refuse a law by which faster robots stop shorter."""
        if min(self.a_s, self.b_s2_per_m) < 0 or self.a_s + self.b_s2_per_m <= 0:
            raise InvalidConfig(f"A stop law needs a, b >= 0 and not both zero; got {self}.")

    def way_m(self, speed_m_s: float) -> float:
        """Give the way that stopping takes, margin included."""
        return self.a_s * speed_m_s + self.b_s2_per_m * speed_m_s**2 + self.margin_m

    def speed_m_s(self, way_m: float) -> float:
        """Give the largest speed from which a robot stops within a way; 0 when there is none."""
        room = way_m - self.margin_m
        if room <= 0:
            return 0.0
        if self.b_s2_per_m == 0:
            return room / self.a_s
        root = np.sqrt(self.a_s**2 + 4 * self.b_s2_per_m * room)
        return float((root - self.a_s) / (2 * self.b_s2_per_m))


def read_stop_law(path: Path = STOP_LAW_FILE) -> StopLaw:
    """Read a law from a file that `andon bench think --part stop --calibrate` wrote.

    Raises:
        BrokenFile: When a number is missing or none.
    """
    return StopLaw(**read_numbers(path, [f.name for f in fields(StopLaw)]))


@dataclass(frozen=True, kw_only=True)
class GuardConfig:
    """What a guard holds on to."""

    stop: StopLaw = field(default_factory=read_stop_law)
    """How far stopping takes."""
    max_rise_m: float = 0.45
    """Ground that rises by more is a wall."""
    max_drop_m: float = 0.60
    """Ground that drops by more, and"""
    pit_m: float = 0.90
    """for longer than this, is a pit that nobody steps over."""
    tilt_rad: float = 0.35
    """Leaning further than this, or with"""
    capture_m: float = 0.35
    """the capture point further than this from where walking has it, a robot balances first."""
    leg_m: float = 0.9
    """Height of the pendulum whose capture point is meant."""


class Guard:
    """Limits what a mind asks of the body; a row depends on its own readings alone."""

    def __init__(self, config: GuardConfig | None = None) -> None:
        """Prepare for no rows."""
        self.config = config or GuardConfig()
        self._held = np.zeros((0, 4))

    def limit(
        self,
        registers: FloatArray,
        command: FloatArray,
        lin_vel_b: FloatArray,
        gravity_b: FloatArray,
        terrains: Sequence[Terrain],
    ) -> tuple[FloatArray, FloatArray]:
        """Give the registers that the body may be given.

        No register leaves its limits, changes while the robot has to balance, or lets it walk into
        what cannot be passed.

        Args:
            registers: What the mind wants. Shape (N, 4).
            command: Velocity command. Shape (N, 3).
            lin_vel_b: Estimated velocity of the base. Shape (N, 3). [m/s]
            gravity_b: Direction of gravity. Shape (N, 3). [1]
            terrains: Ground ahead of each robot.

        Returns:
            Registers, and the speed that sight allows. Shapes (N, 4), (N,). [m/s]
        """
        c = self.config
        if len(self._held) != len(registers):
            self._held = np.tile(np.array([np.nan, 0.0, 0.0, 0.0]), (len(registers), 1))
        sound = self._sound(registers)
        wanted = np.where(np.isnan(sound[:, SPEED]), command[:, 0], sound[:, SPEED])
        point = np.abs(lin_vel_b[:, 0] - wanted) * np.sqrt(c.leg_m / 9.81)
        up = np.clip(-gravity_b[:, 2] / np.linalg.norm(gravity_b, axis=1), -1.0, 1.0)
        is_off = (np.arccos(up) > c.tilt_rad) | (point > c.capture_m)
        self._held = np.where(is_off[:, None], self._held, sound)
        allowed = np.array([c.stop.speed_m_s(dead_end_m(t, c)) for t in terrains])
        given = self._held.copy()
        asked = np.where(np.isnan(given[:, SPEED]), command[:, 0], given[:, SPEED])
        given[:, SPEED] = np.where(asked > allowed, allowed, given[:, SPEED])
        return given, allowed

    def _sound(self, registers: FloatArray) -> FloatArray:
        """Put what was commanded in the place of numbers that are none; clip the others."""
        bad = ~np.isfinite(registers[:, 1:]).all(axis=1) | np.isinf(registers[:, SPEED])
        neutral = np.array([np.nan, 0.0, 0.0, 0.0])
        return np.where(bad[:, None], neutral, np.clip(registers, REGISTER_LOW, REGISTER_HIGH))

    def forget(self, row: int) -> None:
        """Begin a row anew."""
        if row < len(self._held):
            self._held[row] = (np.nan, 0.0, 0.0, 0.0)

    def fork(self, rows: NDArray[np.intp]) -> "Guard":
        """Give a guard whose row i continues from row `rows[i]`."""
        twin = Guard(self.config)
        twin._held = self._held[rows].copy() if len(self._held) else self._held
        return twin


def dead_end_m(terrain: Terrain, config: GuardConfig) -> float:
    """Give the distance to what cannot be passed; infinite when the way is free.

    Args:
        terrain: Ground ahead.
        config: What counts as a wall or a pit.
    """
    blocks = terrain.blocks
    under = blocks[(blocks[:, 0] <= 0.0) & (blocks[:, 1] > 0.0)]
    support = float(under[0, 2]) if len(under) else 0.0
    for x0, x1, z0, z1 in blocks:
        if x0 <= 0.1:
            continue
        if z0 > support + config.max_rise_m:
            return float(x0)
        if max(z0, z1) < support - config.max_drop_m and x1 - x0 > config.pit_m:
            return float(x0)
    return float(np.inf)
