"""A robot-centred height scan: rays cast straight down around the base."""

from dataclasses import dataclass

import numpy as np
from mujoco.batch import Batch
from numpy.typing import NDArray

from andon.errors import InvalidConfig
from andon.sensing.proprioception import BodyState
from andon.spatial import FloatArray, heading_of

__all__ = ["TERRAIN_GROUP", "HeightScan", "scan_heights"]

TERRAIN_GROUP = 2
"""MuJoCo geom group of everything that a robot can stand on."""

RAY_START_M = 1.0
"""Rays start this far above the base, so that a step in front of the robot is hit from above."""


@dataclass(frozen=True, kw_only=True)
class HeightScan:
    """Grid of a height scan in the heading frame (base position and yaw, no tilt)."""

    x_m: tuple[float, ...] = (-0.3, 0.0, 0.2, 0.35, 0.5, 0.65, 0.8, 0.95, 1.1, 1.3, 1.5)
    """Distances ahead of the base."""
    y_m: tuple[float, ...] = (-0.15, 0.15)
    """Distances to the left of the base."""
    max_drop_m: float = 2.0
    """Ground further than this below the base, or none at all, reads as -max_drop_m."""

    def __post_init__(self) -> None:
        """Refuse an empty grid."""
        if not self.x_m or not self.y_m or self.max_drop_m <= 0:
            raise InvalidConfig(
                "A height scan needs at least one x_m, one y_m and max_drop_m > 0; got "
                f"{self.x_m}, {self.y_m}, {self.max_drop_m}."
            )

    @property
    def num_points(self) -> int:
        """Number of rays."""
        return len(self.x_m) * len(self.y_m)

    def grid(self) -> FloatArray:
        """Give the grid points, x slowest. Shape (num_points, 2). [m], heading frame."""
        x, y = np.meshgrid(np.array(self.x_m), np.array(self.y_m), indexing="ij")
        return np.stack([x.ravel(), y.ravel()], axis=-1)


def scan_heights(
    batch: Batch, state: BodyState, scan: HeightScan, rows: NDArray[np.intp]
) -> FloatArray:
    """Measure the ground around each robot.

    Args:
        batch: Simulations.
        state: True state of all N worlds.
        scan: Grid.
        rows: Integer indices of the worlds to scan, ascending. Shape (M,).

    Returns:
        Ground height minus base height, without noise. Shape (M, num_points). [m]
    """
    grid = scan.grid()
    pos = state.pos_w[rows]
    yaw = heading_of(state.quat_wb[rows])
    c, s = np.cos(yaw)[:, None], np.sin(yaw)[:, None]
    origin = np.empty((len(pos), scan.num_points, 3))
    origin[..., 0] = pos[:, None, 0] + c * grid[:, 0] - s * grid[:, 1]
    origin[..., 1] = pos[:, None, 1] + s * grid[:, 0] + c * grid[:, 1]
    origin[..., 2] = pos[:, None, 2] + RAY_START_M
    groups = np.zeros(6, np.uint8)
    groups[TERRAIN_GROUP] = 1
    dist = batch.ray(origin, np.array([0.0, 0.0, -1.0]), geomgroup=groups, ids=rows)[0]
    drop = np.where(dist < 0, scan.max_drop_m, dist - RAY_START_M)
    return -np.minimum(drop, scan.max_drop_m)
