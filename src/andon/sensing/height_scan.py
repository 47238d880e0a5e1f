"""A robot-centred height scan: the ground straight below a grid around the base."""

from dataclasses import dataclass

import numpy as np
from mujoco.batch import Batch
from numpy.typing import NDArray

from andon.errors import InvalidConfig
from andon.sensing.proprioception import BodyState
from andon.spatial import FloatArray, heading_of

__all__ = ["TERRAIN_GROUP", "HeightScan", "grid_on_ground", "scan_blocks", "scan_heights"]

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
    period_steps: int = 1
    """Control steps from one scan to the next; in between the last one is read again."""

    def __post_init__(self) -> None:
        """Refuse an empty grid and a period below one step."""
        if self.period_steps < 1:
            raise InvalidConfig(
                f"A height scan has period_steps {self.period_steps}; it must be at least 1."
            )
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


def grid_on_ground(
    state: BodyState, scan: HeightScan, rows: NDArray[np.intp], shift: FloatArray | None = None
) -> FloatArray:
    """Give where the points of the grid lie in the world.

    Args:
        state: True state of all N worlds.
        scan: Grid.
        rows: Worlds. Shape (M,).
        shift: Misplacement of each grid in its heading frame. Shape (M, 2). [m]

    Returns:
        Horizontal positions, world frame. Shape (M, num_points, 2). [m]
    """
    grid = scan.grid()[None]
    if shift is not None:
        grid = grid + shift[:, None]
    pos, yaw = state.pos_w[rows], heading_of(state.quat_wb[rows])
    c, s = np.cos(yaw)[:, None], np.sin(yaw)[:, None]
    x = pos[:, None, 0] + c * grid[..., 0] - s * grid[..., 1]
    y = pos[:, None, 1] + s * grid[..., 0] + c * grid[..., 1]
    return np.stack([x, y], axis=-1)


def scan_heights(
    batch: Batch,
    state: BodyState,
    scan: HeightScan,
    rows: NDArray[np.intp],
    shift: FloatArray | None = None,
) -> FloatArray:
    """Measure the ground around each robot with rays, whatever it is made of.

    Args:
        batch: Simulations.
        state: True state of all N worlds.
        scan: Grid.
        rows: Integer indices of the worlds to scan, ascending. Shape (M,).
        shift: Misplacement of each grid in its heading frame. Shape (M, 2). [m]

    Returns:
        Ground height minus base height, without noise. Shape (M, num_points). [m]
    """
    origin = np.empty((len(rows), scan.num_points, 3))
    origin[..., :2] = grid_on_ground(state, scan, rows, shift)
    origin[..., 2] = state.pos_w[rows, None, 2] + RAY_START_M
    groups = np.zeros(6, np.uint8)
    groups[TERRAIN_GROUP] = 1
    dist = batch.ray(origin, np.array([0.0, 0.0, -1.0]), geomgroup=groups, ids=rows)[0]
    drop = np.where(dist < 0, scan.max_drop_m, dist - RAY_START_M)
    return -np.minimum(drop, scan.max_drop_m)


def scan_blocks(
    blocks: FloatArray,
    half_width_m: float,
    floor_z: FloatArray,
    state: BodyState,
    scan: HeightScan,
    rows: NDArray[np.intp],
    shift: FloatArray | None = None,
    sides: FloatArray | None = None,
) -> FloatArray:
    """Compute what `scan_heights` measures where the ground is made of blocks alone.

    Args:
        blocks: Near x, far x, near z, far z of the tops of K blocks. Shape (N, K, 4). [m]
        half_width_m: Half the width of every block across the course.
        floor_z: Height where there is no block. Shape (N,). [m]
        state: True state of all N worlds.
        scan: Grid.
        rows: Worlds to scan. Shape (M,).
        shift: Misplacement of each grid in its heading frame. Shape (M, 2). [m]
        sides: Right end, left end and rise to the left of the tops; see `ground_height`.

    Returns:
        Ground height minus base height, without noise. Shape (M, num_points). [m]
    """
    at = grid_on_ground(state, scan, rows, shift)
    x = np.ascontiguousarray(at[..., 0])
    top = np.repeat(floor_z[rows, None], scan.num_points, axis=1)
    ceiling = state.pos_w[rows, 2] + RAY_START_M
    is_wide = np.abs(at[..., 1]) <= half_width_m
    reach = (x.min(axis=1), x.max(axis=1))
    for k in range(blocks.shape[1]):
        x0, x1, z0, z1 = (blocks[rows, k, i] for i in range(4))
        is_up = np.maximum(z0, z1) > floor_z[rows]  # a ramp may begin level with the floor
        near = np.flatnonzero((x0 <= reach[1]) & (x1 >= reach[0]) & is_up)
        if not len(near):
            continue
        share = (x[near] - x0[near, None]) / (x1 - x0)[near, None]
        height = z0[near, None] + share * (z1 - z0)[near, None]
        is_on = is_wide[near]
        if sides is not None:
            right, left, rise = (sides[rows, k, i][near, None] for i in range(3))
            y = at[near, :, 1]
            is_on = (y >= right) & (y <= left)
            height = height + rise * y
        is_hit = (share >= 0) & (share <= 1) & is_on & (height < ceiling[near, None])
        top[near] = np.where(is_hit, np.maximum(top[near], height), top[near])
    return -np.minimum(state.pos_w[rows, None, 2] - top, scan.max_drop_m)
