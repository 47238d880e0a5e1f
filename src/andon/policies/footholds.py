"""Where to put the feet: footholds from the robot's own height scan."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from andon.policies.gait_config import PlannerConfig
from andon.sensing.height_scan import HeightScan
from andon.spatial import FloatArray

__all__ = ["Planner"]

FLIGHT_STEP_M = 0.055
"""Steps from this height on make a flight, when two of them follow each other."""
REJECTED = 5.0
"""Cost of a foothold that does not carry. [m]"""


@dataclass(frozen=True, kw_only=True)
class Profiles:
    """Ground along the way of each foot, from the rows of the scan that it covers."""

    high: FloatArray
    """Highest of the rows. Shape (N, 2, X). [m]"""
    low: FloatArray
    """Lowest of the rows. Shape (N, 2, X). [m]"""


class Planner:
    """Chooses footholds; left and right are treated as mirror images."""

    def __init__(self, config: PlannerConfig, scan: HeightScan) -> None:
        """Lay out candidates and the samples of the sole.

        Args:
            config: Limits and weights.
            scan: Grid with evenly spaced x; the rows with y > 0 belong to the left foot.
        """
        self.config, self._scan = config, scan
        x, y = np.array(scan.x_m), np.array(scan.y_m)
        self._x0, self._dx, self._num_x = float(x[0]), float(x[1] - x[0]), len(x)
        self._rows = (np.flatnonzero(y > 0), np.flatnonzero(y < 0))
        count = round(config.max_shift_m / config.step_m)
        self._shifts: FloatArray = np.linspace(-count, count, 2 * count + 1) * config.step_m
        core = np.linspace(-config.heel_m, config.toe_m, 6)
        ends = (-config.heel_m - config.margin_m, config.toe_m + config.margin_m)
        self._samples = np.concatenate([core, ends])
        self._num_core = len(core)

    def profiles(self, heights: FloatArray) -> Profiles:
        """Split a scan into the ground ahead of each foot. Shape (N, num_points)."""
        grid = heights.reshape(len(heights), self._num_x, -1)
        parts = [grid[:, :, rows] for rows in self._rows]
        return Profiles(
            high=np.stack([p.max(axis=2) for p in parts], axis=1),
            low=np.stack([p.min(axis=2) for p in parts], axis=1),
        )

    def _index(self, x: FloatArray) -> NDArray[np.intp]:
        near = np.rint((x - self._x0) / self._dx)
        return np.clip(near, 0, self._num_x - 1).astype(np.intp)

    def level_at(self, profiles: Profiles, x: FloatArray) -> FloatArray:
        """Give the ground's mean height under soles.

        Args:
            profiles: Ground.
            x: Ankle of each foot in the frame of the scan. Shape (N, 2). [m]

        Returns:
            Heights. Shape (N, 2). [m]
        """
        at = self._index(x[..., None] + self._samples[: self._num_core])
        high = np.take_along_axis(profiles.high, at, axis=2)
        low = np.take_along_axis(profiles.low, at, axis=2)
        return (high + low).mean(axis=2) / 2

    def is_uneven(self, profiles: Profiles, x: FloatArray) -> NDArray[np.bool_]:
        """Say where there is an edge within reach of a foot. Shapes as in `level_at`."""
        c = self.config
        first = self._index(x - c.max_shift_m - c.heel_m - c.margin_m)
        last = self._index(x + c.max_shift_m + c.toe_m + c.margin_m)
        at = np.arange(self._num_x)
        inside = (at >= first[..., None]) & (at <= last[..., None])
        top = np.where(inside, profiles.high, -np.inf).max(axis=2)
        bottom = np.where(inside, profiles.low, np.inf).min(axis=2)
        return np.asarray(top - bottom > c.edge_m)

    def is_flight(self, profiles: Profiles) -> NDArray[np.bool_]:
        """Say where two or more steps in the same sense lie ahead. Shape (N,)."""
        ground = profiles.high.max(axis=1)[:, self._index(np.zeros(1))[0] :]
        jump = np.diff(ground, axis=1)
        is_step = (np.abs(jump) > FLIGHT_STEP_M) & (np.abs(jump) < self.config.pit_m)
        up = (is_step & (jump > 0)).sum(axis=1)
        down = (is_step & (jump < 0)).sum(axis=1)
        return np.asarray((up >= 2) | (down >= 2))

    def plan(
        self,
        high: FloatArray,
        low: FloatArray,
        x: FloatArray,
        support: FloatArray,
        last_shift: FloatArray,
    ) -> tuple[FloatArray, FloatArray]:
        """Choose the footholds of some feet.

        Args:
            high: Ground ahead of each foot, highest row. Shape (M, X). [m]
            low: The same, lowest row. Shape (M, X). [m]
            x: Where the ankle would land. Shape (M,). [m]
            support: Level that the other foot stands on. Shape (M,). [m]
            last_shift: Shift that was planned before. Shape (M,). [m]

        Returns:
            Shift ahead and level of each foothold. Shapes (M,), (M,). [m]
        """
        c = self.config
        at = self._index(x[:, None, None] + self._shifts[:, None] + self._samples)
        flat = at.reshape(len(at), -1)
        top = np.take_along_axis(high, flat, axis=1).reshape(at.shape)
        bottom = np.take_along_axis(low, flat, axis=1).reshape(at.shape)
        core = top[..., : self._num_core]
        peak = core.max(axis=2)
        carries = core > peak[..., None] - c.edge_m
        level = np.where(carries, core, 0.0).sum(axis=2) / carries.sum(axis=2)
        hanging = (bottom < level[..., None] - c.edge_m).sum(axis=2)
        blocked = (top[..., self._num_core :] > level[..., None] + c.edge_m).sum(axis=2)
        rise = np.abs(level - support[:, None])
        cost = np.abs(self._shifts) + c.hold_cost * np.abs(self._shifts - last_shift[:, None])
        cost = cost + c.overhang_cost_m * hanging + c.riser_cost_m * blocked
        cost = cost + 20.0 * np.maximum(rise - c.max_rise_m, 0.0)
        cost = cost + REJECTED * (carries.sum(axis=2) < self._num_core - 2)
        cost = cost + REJECTED * (level < support[:, None] - c.pit_m)
        best = np.argmin(cost, axis=1)
        return self._shifts[best], np.take_along_axis(level, best[:, None], axis=1)[:, 0]
