"""State of the episodes in a world, beside the simulation's own: one row per world."""

from dataclasses import dataclass, fields

import numpy as np
from numpy.typing import NDArray

from andon.scenarios.layout import HALF_WIDTH_M, PARKED_Z_M
from andon.spatial import FloatArray

__all__ = ["ENCOUNTER_COLUMNS", "MAX_PUSHES", "NEVER", "Rows", "make_rows"]

MAX_PUSHES = 64
"""Most pushes in one episode."""

NEVER = 2**62
"""A control step that never comes."""

ENCOUNTER_COLUMNS = (
    "enter_step",
    "leave_step",
    "paused_steps",
    "longest_pause",
    "pause_now",
    "num_pauses",
)
"""Figures of one encounter with an obstacle, in control steps; 0 where it did not happen."""
NUM_ENCOUNTER_COLUMNS = len(ENCOUNTER_COLUMNS)

IntArray = NDArray[np.int64]


@dataclass(kw_only=True)
class Rows:
    """Arrays with one row per world; a fork copies rows of all of them."""

    seeds: IntArray
    """Seed of the episode. Shape (N,)."""
    steps: IntArray
    """Control steps done. Shape (N,)."""
    is_active: NDArray[np.bool_]
    """Whether the episode is running. Shape (N,)."""
    targets: FloatArray
    """Joint targets, newest first, for the action delay. Shape (N, history, num_joints). [rad]"""
    delay_substeps: IntArray
    """Action delay in physics steps. Shape (N,)."""
    jitter_substeps: IntArray
    """Largest further delay, drawn anew at every step, in physics steps. Shape (N,)."""
    command: FloatArray
    """Full velocity command. Shape (N, 3). [m/s, m/s, rad/s]"""
    gait_command: FloatArray
    """Swing clearance, hip drop, lateral offset of the path. Shape (N, 3). [m]"""
    brake_step: IntArray
    """Control step from which the velocity command is 0. Shape (N,)."""
    planned_stance: NDArray[np.int8]
    """Whether the policy means each foot to stand: 1, 0, or -1: not said. Shape (N, 2)."""
    feet: FloatArray
    """Running figures of the feet; see `footwork.FOOT_COLUMNS`. Shape (N, num_columns)."""
    push_speed: FloatArray
    """Velocity jump of a push. Shape (N,). [m/s]"""
    push_interval_s: FloatArray
    """Time between pushes. Shape (N,)."""
    push_heading: FloatArray
    """World direction of each push. Shape (N, MAX_PUSHES). [rad]"""
    num_pushes: IntArray
    """Pushes done. Shape (N,)."""
    blocks: FloatArray
    """Near x, far x, near z, far z of the tops of the blocks. Shape (N, K, 4). [m]"""
    sides: FloatArray
    """Right y, left y and rise to the left of the tops. Shape (N, K, 3). [m, m, 1]"""
    bars: FloatArray
    """Near x, far x, right y, left y, underside of the bars. Shape (N, B, 5). [m]"""
    obstacles: FloatArray
    """Near x, far x, level before it of what is met on the way. Shape (N, M, 3). [m]"""
    encounters: FloatArray
    """Running figures of each obstacle; see `ENCOUNTER_COLUMNS`. Shape (N, M, num_columns)."""
    reveal: FloatArray
    """Distance from which on obstacles are seen. Shape (N,). [m]"""
    front_x: FloatArray
    """Farthest along the course that the base has been. Shape (N,). [m]"""
    floor_z: FloatArray
    """Height of the ground where there is no block. Shape (N,). [m]"""
    finish_x: FloatArray
    """End of the course; infinite when it has none. Shape (N,). [m]"""
    vel_sum: FloatArray
    """Sum over tracked steps of velocity ahead, to the left, and yaw rate. Shape (N, 3)."""
    vel_error_sum: FloatArray
    """Sum over tracked steps of the horizontal velocity error. Shape (N,). [m/s]"""
    num_tracked: IntArray
    """Steps after the ramp of the command and before its brake. Shape (N,)."""
    energy_j: FloatArray
    """Positive mechanical work of the servos. Shape (N,)."""
    max_tilt_rad: FloatArray
    """Largest tilt of the base. Shape (N,)."""
    checksum: NDArray[np.uint64]
    """Running checksum of every position since the start. Shape (N,)."""

    def gather(self, rows: NDArray[np.intp]) -> "Rows":
        """Copy chosen rows, in order, into a new set."""
        return Rows(**{f.name: getattr(self, f.name)[rows].copy() for f in fields(self)})


def make_rows(
    num_worlds: int,
    num_joints: int,
    num_blocks: int,
    history: int,
    num_foot_columns: int,
    num_bars: int = 0,
    num_obstacles: int = 0,
) -> Rows:
    """Make a set of inactive rows.

    Args:
        num_worlds: Number of rows.
        num_joints: Actuated joints of the body.
        num_blocks: Blocks of ground in the scenario.
        history: Targets to keep for the action delay.
        num_foot_columns: Running figures of the feet.
        num_bars: Bars overhead in the scenario.
        num_obstacles: Obstacles in the scenario.
    """
    n = num_worlds

    def ints() -> IntArray:
        return np.zeros(n, np.int64)

    return Rows(
        seeds=ints(),
        steps=ints(),
        is_active=np.zeros(n, bool),
        targets=np.zeros((n, history, num_joints)),
        delay_substeps=ints(),
        jitter_substeps=ints(),
        command=np.zeros((n, 3)),
        gait_command=np.zeros((n, 3)),
        brake_step=np.full(n, NEVER, np.int64),
        planned_stance=np.full((n, 2), -1, np.int8),
        feet=np.zeros((n, num_foot_columns)),
        push_speed=np.zeros(n),
        push_interval_s=np.full(n, np.inf),
        push_heading=np.zeros((n, MAX_PUSHES)),
        num_pushes=ints(),
        blocks=np.tile(np.array([0.0, 1.0, PARKED_Z_M, PARKED_Z_M]), (n, num_blocks, 1)),
        sides=np.tile(np.array([-HALF_WIDTH_M, HALF_WIDTH_M, 0.0]), (n, num_blocks, 1)),
        bars=np.zeros((n, num_bars, 5)),
        obstacles=np.full((n, num_obstacles, 3), np.inf),
        encounters=np.zeros((n, num_obstacles, NUM_ENCOUNTER_COLUMNS)),
        reveal=np.full(n, np.inf),
        front_x=np.zeros(n),
        floor_z=np.zeros(n),
        finish_x=np.full(n, np.inf),
        vel_sum=np.zeros((n, 3)),
        vel_error_sum=np.zeros(n),
        num_tracked=ints(),
        energy_j=np.zeros(n),
        max_tilt_rad=np.zeros(n),
        checksum=np.zeros(n, np.uint64),
    )
