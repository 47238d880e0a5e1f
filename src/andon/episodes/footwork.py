"""What the feet do: load, slip, flight, swing height, agreement with a clock; and stopping."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from andon.episodes.rows import NEVER
from andon.scenarios.layout import ground_height
from andon.sensing.proprioception import BodyState
from andon.spatial import FloatArray

if TYPE_CHECKING:
    from andon.episodes.world import World

__all__ = ["FeetState", "foot_metrics", "is_moving", "num_foot_columns", "track_feet"]

BoolArray = NDArray[np.bool_]

LOADED_N = 20.0
"""A foot that bears more than this stands; less is a touch."""
MOVING_M_S = 0.15
"""A robot slower than this has come to a stand."""
SMOOTHING = 0.2
"""Share of the newest value in the running mean of the speed. [1]"""

FOOT_COLUMNS = (
    "steps",
    "load_sum",
    "slip_sum",
    "flight_steps",
    "clock_steps",
    "clock_agreed",
    "height_sum",
    "speed_mean",
    "last_moving",
    "brake_x",
    "brake_y",
)
"""Columns of `Rows.feet` that do not belong to one foot; four more for each foot follow: height of
its swing so far, sum of swing heights, number of swings, ground below it when it last stood."""
PER_FOOT = 4


@dataclass(frozen=True, kw_only=True)
class FeetState:
    """Feet of N worlds, world frame."""

    force_w: FloatArray
    """Force of everything that touches a foot on it. Shape (N, num_feet, 3). [N]"""
    point_w: FloatArray
    """Where that force acts. Shape (N, num_feet, 3). [m]"""
    pos_w: FloatArray
    """Origin of the foot body: the ankle. Shape (N, num_feet, 3). [m]"""
    lin_vel_w: FloatArray
    """Its velocity. Shape (N, num_feet, 3). [m/s]"""
    ang_vel_w: FloatArray
    """Angular velocity of the foot. Shape (N, num_feet, 3). [rad/s]"""

    @staticmethod
    def from_sensors(values: FloatArray, num_feet: int) -> "FeetState":
        """Read the sensors that `Blueprint.foot_sensors` lists first. Shape (N, >= 15 per foot)."""
        v = values[:, : num_feet * 15].reshape(len(values), num_feet, 5, 3)
        return FeetState(  # MuJoCo reports the force of the foot on the rest
            force_w=-v[:, :, 0],
            point_w=v[:, :, 1],
            pos_w=v[:, :, 2],
            lin_vel_w=v[:, :, 3],
            ang_vel_w=v[:, :, 4],
        )

    def load_n(self) -> FloatArray:
        """Give the vertical load of each foot. Shape (N, num_feet). [N]."""
        return self.force_w[:, :, 2]

    def slip_m_s(self) -> FloatArray:
        """Give the horizontal speed of each foot where it touches. Shape (N, num_feet). [m/s]."""
        arm, w = self.point_w - self.pos_w, self.ang_vel_w
        x = self.lin_vel_w[..., 0] + w[..., 1] * arm[..., 2] - w[..., 2] * arm[..., 1]
        y = self.lin_vel_w[..., 1] + w[..., 2] * arm[..., 0] - w[..., 0] * arm[..., 2]
        return np.hypot(x, y)


def num_foot_columns(num_feet: int) -> int:
    """Give the number of columns of `Rows.feet`."""
    return len(FOOT_COLUMNS) + PER_FOOT * num_feet


def track_feet(world: "World", state: BodyState, feet: FeetState) -> None:
    """Add one step to the figures of the feet of all running episodes.

    Args:
        world: The worlds; its rows are edited.
        state: True state after the step.
        feet: Feet after the step.
    """
    rows = world.rows
    is_on = rows.is_active & np.isfinite(state.pos_w).all(axis=1)
    if not len(is_on):
        return
    f = {name: rows.feet[:, i] for i, name in enumerate(FOOT_COLUMNS)}
    is_loaded = (feet.load_n() > LOADED_N) & is_on[:, None]
    f["steps"] += is_on
    load = np.where(is_loaded, feet.load_n(), 0.0)
    f["load_sum"] += load.sum(axis=1)
    f["slip_sum"] += np.where(is_loaded, load * feet.slip_m_s(), 0.0).sum(axis=1)
    f["flight_steps"] += is_on & ~is_loaded.any(axis=1)
    if is_loaded.shape[1] == rows.planned_stance.shape[1]:
        is_told = (rows.planned_stance >= 0) & is_on[:, None]
        f["clock_steps"] += is_told.sum(axis=1)
        f["clock_agreed"] += (is_told & ((rows.planned_stance == 1) == is_loaded)).sum(axis=1)
    x, y = state.pos_w[:, 0], state.pos_w[:, 1]
    ground = ground_height(rows.blocks, rows.floor_z, x, y, rows.sides)
    f["height_sum"] += np.where(is_on, state.pos_w[:, 2] - ground, 0.0)
    _track_swings(world, feet, is_loaded, is_on)
    _track_stop(world, state, f, is_on)


def _track_swings(world: "World", feet: FeetState, is_loaded: BoolArray, is_on: BoolArray) -> None:
    """Measure how high each foot is lifted above where it last stood."""
    rows, start = world.rows, len(FOOT_COLUMNS)
    for i in range(is_loaded.shape[1]):
        first = start + PER_FOOT * i
        top, total, count, ground = (rows.feet[:, first + k] for k in range(PER_FOOT))
        z, down = feet.pos_w[:, i, 2], is_loaded[:, i]
        is_new = is_on & (rows.steps == 1)
        ground[is_new | down] = z[is_new | down]
        ended = down & (top > 0.02)
        total[ended] += top[ended]
        count[ended] += 1
        top[:] = np.where(down | ~is_on, np.where(is_on, 0.0, top), np.maximum(top, z - ground))


def _track_stop(
    world: "World", state: BodyState, f: dict[str, FloatArray], is_on: BoolArray
) -> None:
    """Measure when and where the robot last moved after it was told to stop."""
    rows = world.rows
    speed = np.hypot(state.lin_vel_w[:, 0], state.lin_vel_w[:, 1])
    mean = f["speed_mean"] + SMOOTHING * (speed - f["speed_mean"])
    f["speed_mean"][:] = np.where(is_on, mean, f["speed_mean"])
    braking = is_on & (rows.steps == rows.brake_step)
    f["brake_x"][braking], f["brake_y"][braking] = state.pos_w[braking, 0], state.pos_w[braking, 1]
    moving = is_on & (mean > MOVING_M_S)
    f["last_moving"][moving] = rows.steps[moving]


def is_moving(world: "World", row: int) -> bool:
    """Say whether a robot still moves, by the running mean of its speed."""
    return bool(world.rows.feet[row, FOOT_COLUMNS.index("speed_mean")] > MOVING_M_S)


def foot_metrics(world: "World", row: int) -> dict[str, float]:
    """Give the figures of one finished episode.

    Args:
        world: The worlds, before the row is reset.
        row: Row of the episode.

    Returns:
        Mean slip of the feet, weighted by the load they bear; share of the time in flight; mean
        swing height; mean height of the base; agreement with the policy's clock where it has one;
        time and way to a stand where the scenario brakes.
    """
    rows, dt = world.rows, world.drive.control_timestep_s
    num_feet = len(world.body.feet)
    if not num_feet:
        return {}
    f = dict(zip(FOOT_COLUMNS, rows.feet[row], strict=False))
    feet = rows.feet[row, len(FOOT_COLUMNS) :].reshape(num_feet, PER_FOOT)
    steps = max(1.0, f["steps"])
    found = {
        "stance_slip_m_s": f["slip_sum"] / max(1.0, f["load_sum"]),
        "flight_share": f["flight_steps"] / steps,
        "swing_height_m": float(feet[:, 1].sum() / max(1.0, feet[:, 2].sum())),
        "base_height_m": f["height_sum"] / steps,
    }
    if f["clock_steps"] > 0:
        found["clock_agreement"] = f["clock_agreed"] / f["clock_steps"]
    brake = int(rows.brake_step[row])
    if brake < NEVER:
        pos = np.nan_to_num(world.state().pos_w[row])
        is_stopping, is_whole = rows.steps[row] > brake, rows.steps[row] >= world.limit_steps
        last = f["last_moving"] if is_whole else world.limit_steps
        found["stop_time_s"] = max(0.0, last - brake) * dt
        way = float(np.hypot(pos[0] - f["brake_x"], pos[1] - f["brake_y"]))
        found["stop_way_m"] = way if is_stopping else 0.0
    return {name: float(value) for name, value in found.items()}
