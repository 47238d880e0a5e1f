"""The ground ahead as the robot's own scan shows it: blocks that an imagination can walk on."""

from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from andon.errors import InvalidConfig
from andon.sensing.height_scan import HeightScan
from andon.spatial import FloatArray

__all__ = [
    "MAX_BLOCKS",
    "NO_TERRAIN",
    "Bridge",
    "Ceiling",
    "Terrain",
    "TerrainConfig",
    "TerrainReader",
]

MAX_BLOCKS = 12
"""Most blocks of an estimate; finer detail is joined."""

FAR_M = 20.0
"""What was seen last is taken to go on this far."""


@dataclass(frozen=True, kw_only=True)
class TerrainConfig:
    """How a scan becomes blocks. Chosen by trial."""

    bin_m: float = 0.05
    """Length of a sample of the profile."""
    lane_m: float = 0.35
    """Rows of the scan within this of the middle make the profile: where the feet go."""
    flat_m: float = 0.02
    """Samples within this of one line are one block."""
    max_slope: float = 0.45
    """Steeper lines are edges. [1]"""
    edge_m: float = 0.035
    """Changes of height below this are none."""
    skew_fit_m: float = 0.04
    """An edge is straight when its points lie within this of a line."""
    pit_m: float = 0.15
    """Ground that much below the way, to both sides of it, makes the way a bridge."""
    overhead_m: float = 1.0
    """What hangs less than this above the base is in the way of the head."""
    skew_rad: float = 0.06
    """Edges that are skewed by less are taken to lie square across the way."""

    def __post_init__(self) -> None:
        """Refuse lengths that cannot be meant."""
        if min(self.bin_m, self.lane_m, self.flat_m, self.edge_m) <= 0:
            raise InvalidConfig(f"All lengths of a terrain estimate must be > 0; got {self}.")


@dataclass(frozen=True, kw_only=True)
class Ceiling:
    """Something overhead, in the frame of the terrain."""

    x0_m: float
    """Where it begins."""
    x1_m: float
    """Where it ends."""
    y0_m: float
    """Right end."""
    y1_m: float
    """Left end."""
    z_m: float
    """Height of its underside above the base."""


@dataclass(frozen=True, kw_only=True)
class Bridge:
    """A stretch of the way with nothing beside it: it may be a board that gives way."""

    x0_m: float
    """Where it begins."""
    x1_m: float
    """Where it ends."""
    drop_m: float
    """How deep it is beside it."""


@dataclass(frozen=True, kw_only=True)
class Terrain:
    """Ground around one robot, in a frame square to the edges ahead, with the robot at its origin.

    Heights are relative to the base.
    """

    blocks: FloatArray
    """Near x, far x, near z, far z of tops that follow each other. Shape (K, 4). [m]"""
    skew_rad: float
    """Direction square to the edges, seen from the robot's heading."""
    near_m: float
    """Where the first edge ahead of the feet lies; infinite when the ground is even."""
    far_m: float
    """Where the last edge lies that belongs to the same obstacle; -infinite without one."""
    rise_m: float
    """Highest ground of the obstacle above the support."""
    drop_m: float
    """Deepest ground of the obstacle below the support."""
    ceiling: Ceiling | None = None
    """What hangs over the way."""
    bridge: Bridge | None = None
    """Where the way is a bridge."""

    @property
    def is_even(self) -> bool:
        """Whether there is nothing ahead."""
        return not np.isfinite(self.near_m)


class TerrainReader:
    """Makes blocks of one robot's scan; it has no memory and sees nothing but the scan."""

    def __init__(
        self, scan: HeightScan, overhead: HeightScan, config: TerrainConfig | None = None
    ) -> None:
        """Prepare for the grids of two maps.

        Args:
            scan: Grid of the ground.
            overhead: Grid of what is overhead.
            config: How to read them.
        """
        self.config = config or TerrainConfig()
        self._x, self._y = np.array(scan.x_m), np.array(scan.y_m)
        self._over_x, self._over_y = np.array(overhead.x_m), np.array(overhead.y_m)
        self._nothing = overhead.max_drop_m

    def read(self, ground: FloatArray, overhead: FloatArray, *, shift_m: float = 0.0) -> Terrain:
        """Estimate what lies ahead.

        Args:
            ground: Ground minus base on the grid, as the robot reads it. Shape (num_points,). [m]
            overhead: The lowest thing overhead minus base. Shape (num_points,). [m]
            shift_m: Way that the robot has made since both were measured.

        Returns:
            The estimate.
        """
        grid = ground.reshape(len(self._x), len(self._y))
        lanes = grid[:, np.abs(self._y) <= self.config.lane_m]
        ceiling = self._ceiling(overhead, shift_m)
        bridge = self._bridge(grid, shift_m)
        if float(np.ptp(np.sort(lanes, axis=1)[:, lanes.shape[1] // 2])) < self.config.edge_m:
            skew, blocks = 0.0, np.array([[-FAR_M, FAR_M, 0.0, 0.0]])
            blocks[0, 2:] = float(np.median(lanes))
        else:
            skew = self._skew(grid)
            x, z = self._profile(grid, skew)
            blocks = self._blocks(x - shift_m * np.cos(skew), z)
        near, far, support = self._obstacle(blocks)
        seen = blocks[(blocks[:, 1] > near - 0.01) & (blocks[:, 0] < far + 0.01)]
        levels = seen[:, 2:] - support if len(seen) else np.zeros((1, 2))
        for thing in (ceiling, bridge):
            if thing is not None and thing.x1_m > BEHIND_M:
                near, far = min(near, max(thing.x0_m, BEHIND_M)), max(far, thing.x1_m)
        return Terrain(
            blocks=blocks,
            skew_rad=skew,
            near_m=near,
            far_m=far,
            rise_m=float(max(0.0, levels.max())),
            drop_m=float(max(0.0, -levels.min())),
            ceiling=ceiling,
            bridge=bridge,
        )

    def _ceiling(self, overhead: FloatArray, shift_m: float) -> Ceiling | None:
        """Find what hangs so low that the head could touch it."""
        heights = overhead.reshape(len(self._over_x), len(self._over_y))
        is_low = heights < min(self.config.overhead_m, 0.9 * self._nothing)
        if not is_low.any():
            return None
        rows, columns = np.flatnonzero(is_low.any(axis=1)), np.flatnonzero(is_low.any(axis=0))
        first = int(rows[0])  # only the nearest one
        last = first + int(np.argmax(np.append(np.diff(rows) > 2, True)))
        y = self._over_y[columns]
        half = 0.5 * float(self._over_y[1] - self._over_y[0])
        ends = (float(y[0]) - half, float(y[-1]) + half)
        wide = (
            -WIDE_M if columns[0] == 0 else ends[0],
            WIDE_M if columns[-1] == len(self._over_y) - 1 else ends[1],
        )
        x = self._over_x[first : last + 1] - shift_m
        grow = 0.5 * self.config.bin_m
        return Ceiling(
            x0_m=float(x[0]) - grow,
            x1_m=float(x[-1]) + grow,
            y0_m=wide[0],
            y1_m=wide[1],
            z_m=float(np.median(heights[first : last + 1][is_low[first : last + 1]])),
        )

    def _bridge(self, grid: FloatArray, shift_m: float) -> Bridge | None:
        """Find where it goes down beside the way, but not on it."""
        c = self.config
        inner, outer = np.abs(self._y) <= c.lane_m, np.abs(self._y) > c.lane_m
        way = np.median(grid[:, inner], axis=1)
        is_kept = (grid[:, inner] > way[:, None] - c.pit_m).all(axis=1)
        deep = way[:, None] - grid[:, outer]
        is_bridge = is_kept & (deep > c.pit_m).all(axis=1) & (self._x > BEHIND_M)
        where = np.flatnonzero(is_bridge)
        if len(where) < MIN_BRIDGE:
            return None
        return Bridge(
            x0_m=float(self._x[where[0]]) - shift_m - c.bin_m / 2,
            x1_m=float(self._x[where[-1]]) - shift_m + c.bin_m / 2,
            drop_m=float(np.median(deep[where])),
        )

    def _skew(self, grid: FloatArray) -> float:
        """Give the direction square to the nearest edge, where all rows show the same one."""
        c = self.config
        jump = np.abs(np.diff(grid, axis=0)) > 2 * c.edge_m
        jump &= (self._x[1:] > 0.15)[:, None]
        if not jump.any(axis=0).all():
            return 0.0
        first = np.argmax(jump, axis=0)
        at = 0.5 * (self._x[first] + self._x[first + 1])
        design = np.stack([np.ones_like(self._y), self._y], axis=1)
        (offset, slope), *_ = np.linalg.lstsq(design, at, rcond=None)
        if np.abs(at - offset - slope * self._y).max() > c.skew_fit_m:
            return 0.0
        skew = float(np.arctan(-slope))
        return skew if abs(skew) > c.skew_rad else 0.0

    def _profile(self, grid: FloatArray, skew: float) -> tuple[FloatArray, FloatArray]:
        """Give heights along the way: of each sample the upper of the middle values."""
        c = self.config
        lanes = np.abs(self._y) <= c.lane_m
        x = self._x[:, None] * np.cos(skew) + self._y[None, lanes] * np.sin(skew)
        z = grid[:, lanes]
        index = np.array(np.round((x - x.min()) / c.bin_m).ravel(), np.intp)
        order = np.argsort(z.ravel(), kind="stable")
        order = order[np.argsort(index[order], kind="stable")]
        ordered, bins = z.ravel()[order], index[order]
        start = np.flatnonzero(np.diff(bins, prepend=-1))
        count = np.diff(np.append(start, len(bins)))
        at: FloatArray = np.array(bins[start] * c.bin_m + float(x.min()), np.float64)
        return at, ordered[start + count // 2]

    def _blocks(self, x: FloatArray, z: FloatArray) -> FloatArray:
        """Cover the profile with lines, each as long as its samples allow. Shape (K, 4)."""
        c, half = self.config, self.config.bin_m / 2
        jumps = np.flatnonzero(np.abs(np.diff(z)) > c.flat_m) + 1
        bounds = [0, *jumps.tolist(), len(z)]
        pieces: list[tuple[int, int]] = []
        for first, last in pairwise(bounds):
            pieces += self._pieces(x, z, first, last)
        while len(pieces) > MAX_BLOCKS:
            pieces = _join_shortest(pieces)
        blocks = np.zeros((len(pieces), 4))
        for i, (a, b) in enumerate(pieces):
            slope, middle = _line(x[a:b], z[a:b])
            if abs(slope) * (x[b - 1] - x[a]) < c.edge_m:  # level within the noise
                slope, middle = 0.0, float(z[a:b].mean())
            ends = np.array([x[a] - half, x[b - 1] + half])
            blocks[i] = (*ends, *(middle + slope * (ends - x[a:b].mean())))
        blocks[1:, 0] = blocks[:-1, 1] = 0.5 * (blocks[1:, 0] + blocks[:-1, 1])
        blocks[0, 0], blocks[-1, 1] = blocks[0, 0] - FAR_M, blocks[-1, 1] + FAR_M
        for i, k in ((0, 2), (-1, 3)):  # what is not seen is level
            blocks[i, 2:] = blocks[i, 5 - k] if len(blocks) > 1 else blocks[i, 2:].mean()
        return blocks

    def _pieces(self, x: FloatArray, z: FloatArray, first: int, last: int) -> list[tuple[int, int]]:
        """Cut samples without a jump into as few lines as they need."""
        if self._is_line(x[first:last], z[first:last]):
            return [(first, last)]
        found: list[tuple[int, int]] = []
        start = first
        for end in range(first + 2, last + 1):
            if not self._is_line(x[start:end], z[start:end]):
                found.append((start, end - 1))
                start = end - 1
        return [*found, (start, last)]

    def _is_line(self, x: FloatArray, z: FloatArray) -> bool:
        slope, middle = _line(x, z)
        if abs(slope) > self.config.max_slope and np.ptp(z) > self.config.flat_m:
            return False
        return bool(np.abs(z - middle - slope * (x - x.mean())).max() <= self.config.flat_m)

    def _obstacle(self, blocks: FloatArray) -> tuple[float, float, float]:
        """Find the first and last edge of what lies ahead, and the height of the support."""
        c = self.config
        under = int(np.flatnonzero(blocks[:, 0] <= 0.0)[-1])
        support = float(np.interp(0.0, blocks[under, :2], blocks[under, 2:]))
        edges = [
            float(blocks[i, 0])
            for i in range(1, len(blocks))
            if abs(blocks[i, 2] - blocks[i - 1, 3]) > c.edge_m
        ]
        edges += [float(e) for b in blocks if abs(b[3] - b[2]) > c.edge_m for e in b[:2]]
        ahead = sorted(e for e in edges if e > BEHIND_M)
        if not ahead:
            return np.inf, -np.inf, support
        near = far = ahead[0]
        for edge in ahead:
            if edge - far <= TOGETHER_M:
                far = edge
        return near, far, support


NO_TERRAIN = Terrain(
    blocks=np.array([[-FAR_M, FAR_M, 0.0, 0.0]]),
    skew_rad=0.0,
    near_m=np.inf,
    far_m=-np.inf,
    rise_m=0.0,
    drop_m=0.0,
)
"""Ground that nobody has looked at yet."""

WIDE_M = 8.0
"""What reaches the edge of a map is taken to go on this far."""
MIN_BRIDGE = 3
"""Samples that make a bridge."""
BEHIND_M = -0.25
"""Edges further behind the base than this are passed."""
TOGETHER_M = 1.3
"""Edges closer together than this belong to one obstacle."""


def _line(x: FloatArray, z: FloatArray) -> tuple[float, float]:
    """Fit a line; gives its slope and its height at the mean of x."""
    dx = x - x.mean()
    square = float(dx @ dx)
    return (float(dx @ z) / square if square > 0 else 0.0), float(z.mean())


def _join_shortest(pieces: list[tuple[int, int]]) -> list[tuple[int, int]]:
    lengths = [b - a for a, b in pieces]
    i = int(np.argmin(lengths))
    k = i - 1 if i > 0 else 0
    return [*pieces[:k], (pieces[k][0], pieces[k + 1][1]), *pieces[k + 2 :]]
