"""Ground as data: boxes, loose planks, and the names of the places along the course."""

from dataclasses import dataclass

import numpy as np

from andon.spatial import FloatArray

__all__ = [
    "HALF_WIDTH_M",
    "PARKED_Z_M",
    "Bar",
    "Block",
    "Board",
    "Layout",
    "Obstacle",
    "Plank",
    "ground_height",
    "parked",
]

PARKED_Z_M = -50.0
"""Blocks that a layout does not need are parked this deep."""

HALF_WIDTH_M = 8.0
"""Half the width of every block across the course."""


@dataclass(frozen=True, kw_only=True)
class Block:
    """A box of ground, given by the two ends of its upper edge line."""

    x0_m: float
    """Near end of the top surface."""
    x1_m: float
    """Far end of the top surface."""
    z0_m: float
    """Height of the top at the near end."""
    z1_m: float
    """Height of the top at the far end; differs from z0_m on a ramp."""
    thickness_m: float = 1.0
    """How far the box reaches down, at right angles to its top."""
    friction: float | None = None
    """Sliding friction; that of the whole ground when None."""
    is_slick: bool = False
    """Whether to paint it as a slick patch."""
    y0_m: float = -HALF_WIDTH_M
    """Right end of the top surface."""
    y1_m: float = HALF_WIDTH_M
    """Left end of the top surface."""
    bank_rad: float = 0.0
    """Tilt of the top to the side about the centre line; positive rises to the left. Only for
    blocks that do not climb."""

    @property
    def pitch_rad(self) -> float:
        """Turn about y; negative climbs."""
        return float(-np.arctan2(self.z1_m - self.z0_m, self.x1_m - self.x0_m))

    @property
    def half_size_m(self) -> tuple[float, float, float]:
        """Half sizes of the box."""
        length = float(np.hypot(self.x1_m - self.x0_m, self.z1_m - self.z0_m))
        width = (self.y1_m - self.y0_m) / np.cos(self.bank_rad)
        return (length / 2, float(width / 2), self.thickness_m / 2)

    @property
    def center_m(self) -> tuple[float, float, float]:
        """Centre of the box, world frame."""
        pitch, half = self.pitch_rad, self.thickness_m / 2
        x, z = (self.x0_m + self.x1_m) / 2, (self.z0_m + self.z1_m) / 2
        y = (self.y0_m + self.y1_m) / 2
        if self.bank_rad:
            bank = self.bank_rad
            z += y * np.tan(bank)
            return (float(x), float(y + half * np.sin(bank)), float(z - half * np.cos(bank)))
        return (float(x - half * np.sin(pitch)), y, float(z - half * np.cos(pitch)))


@dataclass(frozen=True, kw_only=True)
class Plank:
    """A loose board that lies on the ground and moves when it is stepped on."""

    x_m: float
    """Centre along the course."""
    z_m: float
    """Height of its underside at the start."""
    half_size_m: tuple[float, float, float]
    """Half sizes."""
    mass_kg: float
    """Mass."""


@dataclass(frozen=True, kw_only=True)
class Bar:
    """A beam overhead, square across the way; whoever touches it has failed."""

    x_m: float
    """Centre along the course."""
    y0_m: float
    """Right end."""
    y1_m: float
    """Left end."""
    z_m: float
    """Height of its underside."""
    depth_m: float
    """Extent along the way, and its height."""

    @property
    def half_size_m(self) -> tuple[float, float, float]:
        """Half sizes of the box."""
        return (self.depth_m / 2, (self.y1_m - self.y0_m) / 2, self.depth_m / 2)

    @property
    def center_m(self) -> tuple[float, float, float]:
        """Centre of the box, world frame."""
        return (self.x_m, (self.y0_m + self.y1_m) / 2, self.z_m + self.depth_m / 2)


@dataclass(frozen=True, kw_only=True)
class Board:
    """A board on a springy support: it tilts about its middle and slides along the way."""

    x_m: float
    """Centre along the course."""
    y_m: float
    """Centre to the left."""
    z_m: float
    """Height of its top at rest."""
    half_size_m: tuple[float, float, float]
    """Half sizes."""
    stiffness_nm: float
    """Stiffness of the tilt, N m/rad."""
    slide_n: float
    """Dry friction against sliding."""


@dataclass(frozen=True, kw_only=True)
class Obstacle:
    """Something on the way that the robot sees only from a certain distance on."""

    name: str
    """What it is."""
    x0_m: float
    """Where it begins along the course."""
    x1_m: float
    """Where it ends."""
    level_m: float
    """Height of the level ground before it: what it reads as until it is seen."""


@dataclass(frozen=True, kw_only=True)
class Layout:
    """The ground of one episode."""

    blocks: tuple[Block, ...] = ()
    """Boxes of ground; a scenario always has the same number, some of them parked."""
    planks: tuple[Plank, ...] = ()
    """Loose boards; always the same number."""
    bars: tuple[Bar, ...] = ()
    """Beams overhead; always the same number."""
    boards: tuple[Board, ...] = ()
    """Boards on springs; always the same number."""
    obstacles: tuple[Obstacle, ...] = ()
    """What the robot meets, in the order of the way; always the same number."""
    reveal_m: float = np.inf
    """Distance from which on an obstacle can be seen."""
    floor_z_m: float = 0.0
    """Height of the ground where there is no block."""
    zones: tuple[tuple[float, str], ...] = ((-np.inf, "flat"),)
    """Names of the places along the course, each from its x on, ascending."""
    finish_x_m: float | None = None
    """Where the course ends; None when it has no end."""

    def zone_at(self, x_m: float) -> str:
        """Name the place at a distance along the course."""
        name = self.zones[0][1]
        for start, label in self.zones:
            if x_m >= start:
                name = label
        return name


def parked() -> Block:
    """Give a block that is out of the way."""
    return Block(x0_m=-1.0, x1_m=1.0, z0_m=PARKED_Z_M, z1_m=PARKED_Z_M)


def ground_height(
    blocks: FloatArray,
    floor_z: FloatArray,
    x: FloatArray,
    y: FloatArray | None = None,
    sides: FloatArray | None = None,
) -> FloatArray:
    """Give the height of the highest ground below points of the course.

    Args:
        blocks: Near x, far x, near z, far z of the tops of K blocks. Shape (N, K, 4). [m]
        floor_z: Height where there is no block. Shape (N,). [m]
        x: Positions along the course. Shape (N,). [m]
        y: Positions to the left; the middle of every block when None. Shape (N,). [m]
        sides: Right end, left end and rise to the left of the tops; all of them as wide as the
            course and level across when None. Shape (N, K, 3). [m, m, 1]

    Returns:
        Heights. Shape (N,). [m]
    """
    if blocks.shape[1] == 0:
        return floor_z
    x0, x1, z0, z1 = (blocks[..., i] for i in range(4))
    share = (x[:, None] - x0) / (x1 - x0)
    is_over = (share >= 0) & (share <= 1)
    height = z0 + share * (z1 - z0)
    if sides is not None and y is not None:
        right, left, rise = (sides[..., i] for i in range(3))
        is_over &= (y[:, None] >= right) & (y[:, None] <= left)
        height = height + rise * y[:, None]
    top = np.where(is_over, height, -np.inf)
    return np.maximum(floor_z, top.max(axis=1))
