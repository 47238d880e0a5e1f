"""Memory of the gait, one row per world."""

from dataclasses import dataclass, fields

import numpy as np
from numpy.typing import NDArray

from andon.spatial import FloatArray

__all__ = ["GaitMemory", "make_memory"]


@dataclass(kw_only=True)
class GaitMemory:
    """Arrays with one row per world. Levels are heights above where the episode started."""

    phase: FloatArray
    """Phase of the left foot; the right is half a cycle later. Shape (N,). [1]"""
    is_standing: NDArray[np.bool_]
    """Whether the clock stands still. Shape (N,)."""
    vel: FloatArray
    """Velocity ahead, to the left, and yaw rate that the gait is made for. Shape (N, 3)."""
    heading: FloatArray
    """Heading to hold. Shape (N,). [rad]"""
    offset_done: FloatArray
    """Offset of the path that has been walked off. Shape (N,). [m]"""
    clearance: FloatArray
    """Extra swing clearance. Shape (N,). [m]"""
    drop: FloatArray
    """Hip drop. Shape (N,). [m]"""
    level: FloatArray
    """Level that each foot stands on, or stood on before it swung. Shape (N, 2). [m]"""
    next_level: FloatArray
    """Level that each foot will stand on. Shape (N, 2). [m]"""
    shift: FloatArray
    """Shift of the foothold that each foot stands on. Shape (N, 2). [m]"""
    next_shift: FloatArray
    """Shift of the foothold that each foot swings to. Shape (N, 2). [m]"""
    was_stance: NDArray[np.bool_]
    """Whether each foot stood at the last step. Shape (N, 2)."""
    firm: FloatArray
    """How surely each foot rests on the ground, by the clock. Shape (N, 2). [1]"""
    ground: FloatArray
    """Smoothed level below the hips. Shape (N,). [m]"""
    base_level: FloatArray
    """Height of the base in the frame of the levels. Shape (N,). [m]"""
    odometry: FloatArray
    """Velocity ahead and to the left, from the standing feet. Shape (N, 2). [m/s]"""
    ankles: FloatArray
    """Ankles in the base frame at the last step. Shape (N, 2, 3). [m]"""
    map_level: FloatArray
    """Last scan, as levels. Shape (N, num_points). [m]"""
    map_way: FloatArray
    """Way since the last scan. Shape (N,). [m]"""
    trail: FloatArray
    """Way of each of the last control steps and base level after it, newest first.

    Shape (N, age of a scan + 1, 2). [m]
    """
    wish: FloatArray
    """Shift of the foothold that each foot swings to, at an even clock. Shape (N, 2). [m]"""
    rate: FloatArray
    """How fast the clock runs, against its table. Shape (N,). [1]"""
    awake: FloatArray
    """Cycles since the clock began to run. Shape (N,). [1]"""
    is_flight: NDArray[np.bool_]
    """Whether several steps in the same sense lie ahead. Shape (N,)."""

    def gather(self, rows: NDArray[np.intp]) -> "GaitMemory":
        """Copy chosen rows, in order."""
        return GaitMemory(**{f.name: getattr(self, f.name)[rows].copy() for f in fields(self)})

    def clear(self, rows: NDArray[np.bool_]) -> None:
        """Set chosen rows back to the beginning of an episode."""
        for f in fields(self):
            getattr(self, f.name)[rows] = 0
        self.was_stance[rows] = True
        self.firm[rows] = 1.0
        self.rate[rows] = 1.0
        self.is_standing[rows] = True


def make_memory(num_worlds: int, num_points: int, scan_age_steps: int) -> GaitMemory:
    """Make the memory of rows that have not started.

    Args:
        num_worlds: Number of rows.
        num_points: Points of the height scan.
        scan_age_steps: Control steps from taking a scan to taking it up.
    """
    n = num_worlds

    def zeros(*shape: int) -> FloatArray:
        return np.zeros((n, *shape))

    return GaitMemory(
        phase=zeros(),
        is_standing=np.ones(n, bool),
        vel=zeros(3),
        heading=zeros(),
        offset_done=zeros(),
        clearance=zeros(),
        drop=zeros(),
        level=zeros(2),
        next_level=zeros(2),
        shift=zeros(2),
        next_shift=zeros(2),
        was_stance=np.ones((n, 2), bool),
        firm=np.ones((n, 2)),
        ground=zeros(),
        base_level=zeros(),
        odometry=zeros(2),
        ankles=zeros(2, 3),
        map_level=zeros(num_points),
        map_way=zeros(),
        trail=zeros(scan_age_steps + 1, 2),
        wish=zeros(2),
        rate=np.ones(n),
        awake=zeros(),
        is_flight=np.zeros(n, bool),
    )
