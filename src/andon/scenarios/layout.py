"""Ground as data: boxes, loose planks, and the names of the places along the course."""

from dataclasses import dataclass

import numpy as np

from andon.spatial import FloatArray

__all__ = ["HALF_WIDTH_M", "PARKED_Z_M", "Block", "Layout", "Plank", "ground_height", "parked"]

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

    @property
    def pitch_rad(self) -> float:
        """Turn about y; negative climbs."""
        return float(-np.arctan2(self.z1_m - self.z0_m, self.x1_m - self.x0_m))

    @property
    def half_size_m(self) -> tuple[float, float, float]:
        """Half sizes of the box."""
        length = float(np.hypot(self.x1_m - self.x0_m, self.z1_m - self.z0_m))
        return (length / 2, HALF_WIDTH_M, self.thickness_m / 2)

    @property
    def center_m(self) -> tuple[float, float, float]:
        """Centre of the box, world frame."""
        pitch, half = self.pitch_rad, self.thickness_m / 2
        x, z = (self.x0_m + self.x1_m) / 2, (self.z0_m + self.z1_m) / 2
        return (float(x - half * np.sin(pitch)), 0.0, float(z - half * np.cos(pitch)))


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
class Layout:
    """The ground of one episode."""

    blocks: tuple[Block, ...] = ()
    """Boxes of ground; a scenario always has the same number, some of them parked."""
    planks: tuple[Plank, ...] = ()
    """Loose boards; always the same number."""
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


def ground_height(blocks: FloatArray, floor_z: FloatArray, x: FloatArray) -> FloatArray:
    """Give the height of the highest ground below points along the course.

    Args:
        blocks: Near x, far x, near z, far z of the tops of K blocks. Shape (N, K, 4). [m]
        floor_z: Height where there is no block. Shape (N,). [m]
        x: Positions along the course. Shape (N,). [m]

    Returns:
        Heights. Shape (N,). [m]
    """
    if blocks.shape[1] == 0:
        return floor_z
    x0, x1, z0, z1 = (blocks[..., i] for i in range(4))
    share = (x[:, None] - x0) / (x1 - x0)
    is_over = (share >= 0) & (share <= 1)
    top = np.where(is_over, z0 + share * (z1 - z0), -np.inf)
    return np.maximum(floor_z, top.max(axis=1))
