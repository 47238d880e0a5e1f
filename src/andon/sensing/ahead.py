"""What a mind looks at: the ground further ahead, and the lowest thing overhead."""

import numpy as np
from numpy.typing import NDArray

from andon.sensing.height_scan import HeightScan, grid_on_ground
from andon.sensing.proprioception import BodyState
from andon.spatial import FloatArray

__all__ = ["AHEAD_SCAN", "MAP_TERMS", "OVERHEAD_SCAN", "draw_curtain", "scan_bars"]

AHEAD_SCAN = HeightScan(
    x_m=tuple(np.round(np.arange(57) * 0.05 - 0.30, 3).tolist()),
    y_m=(-0.6, -0.3, -0.12, 0.12, 0.3, 0.6),
    period_steps=4,
)
"""Grid of the term `ahead_scan`: 0.3 m behind to 2.5 m ahead, x slowest, 12.5 Hz."""
OVERHEAD_SCAN = HeightScan(
    x_m=tuple(np.round(np.arange(57) * 0.05 - 0.30, 3).tolist()),
    y_m=(-0.6, -0.45, -0.3, -0.15, 0.0, 0.15, 0.3, 0.45, 0.6),
    period_steps=4,
)
"""Grid of the term `overhead_scan`; where nothing is overhead it reads `max_drop_m`."""

MAP_TERMS = ("height_scan", "ahead_scan", "overhead_scan")
"""Terms that are maps: they can be misplaced as a whole, all of them alike."""


def scan_bars(
    bars: FloatArray,
    state: BodyState,
    scan: HeightScan,
    rows: NDArray[np.intp],
    shift: FloatArray,
    curtain_x: FloatArray,
) -> FloatArray:
    """Measure the lowest thing above each point of a grid.

    Args:
        bars: Near x, far x, right y, left y, underside of B bars. Shape (N, B, 5). [m]
        state: True state of all N worlds.
        scan: Grid.
        rows: Worlds to scan. Shape (M,).
        shift: Misplacement of each grid in its heading frame. Shape (M, 2). [m]
        curtain_x: From where on the course nothing is seen. Shape (N,). [m]

    Returns:
        Height minus base height, at most `max_drop_m`. Shape (M, num_points). [m]
    """
    at = grid_on_ground(state, scan, rows, shift)
    x, y = at[..., 0], at[..., 1]
    lowest = np.full(x.shape, np.inf)
    for k in range(bars.shape[1]):
        x0, x1, y0, y1, z = (bars[rows, k, i, None] for i in range(5))
        is_below = (x >= x0) & (x <= x1) & (y >= y0) & (y <= y1)
        lowest = np.where(is_below, np.minimum(lowest, z), lowest)
    lowest[x >= curtain_x[rows, None]] = np.inf
    return np.minimum(lowest - state.pos_w[rows, None, 2], scan.max_drop_m)


def draw_curtain(
    heights: FloatArray,
    state: BodyState,
    scan: HeightScan,
    rows: NDArray[np.intp],
    shift: FloatArray,
    curtain: tuple[FloatArray, FloatArray],
) -> FloatArray:
    """Let everything from a place of the course on read as level ground.

    Args:
        heights: Ground height minus base height. Shape (M, num_points). [m]
        state: True state of all N worlds.
        scan: Grid.
        rows: Worlds that were scanned. Shape (M,).
        shift: Misplacement of each grid in its heading frame. Shape (M, 2). [m]
        curtain: The place, and the height of the level ground. Shapes (N,), (N,). [m]

    Returns:
        What is read instead. Shape (M, num_points). [m]
    """
    where, level = curtain
    if not np.isfinite(where[rows]).any():
        return heights
    x = grid_on_ground(state, scan, rows, shift)[..., 0]
    is_hidden = x >= where[rows, None]
    drop = np.minimum(state.pos_w[rows, 2] - level[rows], scan.max_drop_m)
    return np.where(is_hidden, -drop[:, None], heights)
