"""What the robot meets on its way: when it is seen, and how long it holds the robot up."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from andon.episodes.episode import Event
from andon.episodes.rows import ENCOUNTER_COLUMNS, Rows
from andon.scenarios.layout import Layout
from andon.sensing.proprioception import BodyState
from andon.spatial import FloatArray

if TYPE_CHECKING:
    from andon.episodes.world import World

__all__ = [
    "Encounter",
    "curtain_of",
    "encounter_events",
    "encounter_metrics",
    "encounters_of",
    "fill_obstacles",
    "is_meeting",
    "road_height",
    "track_encounters",
]

BEFORE_M = 2.0
"""An encounter begins this far before an obstacle: no robot sees one earlier."""
AFTER_M = 1.0
"""It has passed an obstacle this far beyond."""
PAUSE_SHARE = 0.2
"""A robot slower than this share of the velocity drawn for the episode pauses. [1]"""


@dataclass(frozen=True, kw_only=True)
class Encounter:
    """How one robot got past one obstacle."""

    name: str
    """Obstacle."""
    enter_s: float
    """When the base came within `BEFORE_M` of it."""
    leave_s: float | None
    """When the base was `AFTER_M` beyond; None when it never was."""
    way_m: float
    """Way along the course from the one to the other."""
    pause_s: float
    """Time in it slower than `PAUSE_SHARE` of the drawn velocity."""
    longest_pause_s: float
    """Longest such time without interruption."""
    num_pauses: int
    """Number of such times."""

    def lost_s(self, speed_m_s: float) -> float:
        """Give the time lost against walking at a speed; nan when it was not passed."""
        if self.leave_s is None or speed_m_s <= 0:
            return float("nan")
        return self.leave_s - self.enter_s - self.way_m / speed_m_s


def fill_obstacles(rows: Rows, row: int, layout: Layout) -> None:
    """Write bars and obstacles of an episode that begins.

    Args:
        rows: Episode state; edited.
        row: The row.
        layout: Ground of the episode.
    """
    for i, bar in enumerate(layout.bars):
        (x, _, _), (half, _, _) = bar.center_m, bar.half_size_m
        rows.bars[row, i] = (x - half, x + half, bar.y0_m, bar.y1_m, bar.z_m)
    for i, obstacle in enumerate(layout.obstacles):
        rows.obstacles[row, i] = (obstacle.x0_m, obstacle.x1_m, obstacle.level_m)
    rows.encounters[row], rows.front_x[row] = 0.0, 0.0
    rows.reveal[row] = layout.reveal_m


def curtain_of(rows: Rows) -> tuple[FloatArray, FloatArray]:
    """Give from where on robots see nothing, and the level that they believe in there.

    An obstacle is hidden until the base has once been nearer to it than the reveal distance, along
    the course; whatever lies beyond it is hidden with it.

    Returns:
        Places along the course; infinite where all is seen. Levels. Shapes (N,), (N,). [m]
    """
    count = len(rows.front_x)
    if rows.obstacles.shape[1] == 0:
        return np.full(count, np.inf), np.zeros(count)
    near, level = rows.obstacles[..., 0], rows.obstacles[..., 2]
    is_hidden = near - rows.front_x[:, None] > rows.reveal[:, None]
    first = np.argmin(np.where(is_hidden, near, np.inf), axis=1)
    at = (np.arange(count), first)
    return np.where(is_hidden[at], near[at], np.inf), level[at]


def road_height(rows: Rows, ground: FloatArray, x: FloatArray) -> FloatArray:
    """Give the height that a fall is measured from: pits count as the level before them.

    Args:
        rows: Episode state.
        ground: Height of the ground below each robot. Shape (N,). [m]
        x: Where it is along the course. Shape (N,). [m]

    Returns:
        Heights. Shape (N,). [m]
    """
    if rows.obstacles.shape[1] == 0:
        return ground
    near, far, level = (rows.obstacles[..., i] for i in range(3))
    is_in = (x[:, None] >= near) & (x[:, None] <= far)
    return np.maximum(ground, np.where(is_in, level, -np.inf).max(axis=1))


def track_encounters(world: "World", state: BodyState) -> None:
    """Add one step to the figures of all running episodes.

    Args:
        world: The worlds; its rows are edited.
        state: True state after the step.
    """
    rows = world.rows
    if rows.obstacles.shape[1] == 0:
        return
    x = state.pos_w[:, 0]
    is_on = rows.is_active & np.isfinite(state.pos_w).all(axis=1)
    rows.front_x = np.where(is_on, np.maximum(rows.front_x, x), rows.front_x)
    near, far = rows.obstacles[..., 0], rows.obstacles[..., 1]
    f = {name: rows.encounters[..., i] for i, name in enumerate(ENCOUNTER_COLUMNS)}
    front, on = rows.front_x[:, None], is_on[:, None]
    step = np.broadcast_to(rows.steps[:, None].astype(np.float64), near.shape)
    entered = on & (front > near - BEFORE_M) & (f["enter_step"] == 0)
    f["enter_step"][entered] = step[entered]
    left = on & (front > far + AFTER_M) & (f["leave_step"] == 0)
    f["leave_step"][left] = step[left]
    is_in = on & (f["enter_step"] > 0) & (f["leave_step"] == 0)
    asked = np.hypot(rows.command[:, 0], rows.command[:, 1])
    speed = np.hypot(state.lin_vel_w[:, 0], state.lin_vel_w[:, 1])
    is_due = rows.steps * world.drive.control_timestep_s > world.scenario.command_ramp_s
    pausing = is_in & ((speed < PAUSE_SHARE * asked) & is_due)[:, None]
    f["num_pauses"] += pausing & (f["pause_now"] == 0)
    f["pause_now"][:] = np.where(pausing, f["pause_now"] + 1, 0.0)
    f["paused_steps"] += pausing
    f["longest_pause"][:] = np.maximum(f["longest_pause"], f["pause_now"])


def is_meeting(rows: Rows, row: int) -> bool:
    """Say whether a robot is at an obstacle that it has not passed."""
    figures = dict(zip(ENCOUNTER_COLUMNS, rows.encounters[row].T, strict=True))
    return bool(((figures["enter_step"] > 0) & (figures["leave_step"] == 0)).any())


def encounters_of(world: "World", row: int) -> tuple[Encounter, ...]:
    """Give the encounters of an episode in the order of the way.

    Args:
        world: The worlds, before the row is reset.
        row: Row of the episode.
    """
    rows, dt = world.rows, world.drive.control_timestep_s
    found: list[Encounter] = []
    layout = world.scenario.layout(world.draws[row])
    for values, obstacle in zip(rows.encounters[row], layout.obstacles, strict=True):
        f = dict(zip(ENCOUNTER_COLUMNS, values.tolist(), strict=True))
        if f["enter_step"] == 0:
            continue
        found.append(
            Encounter(
                name=obstacle.name,
                enter_s=f["enter_step"] * dt,
                leave_s=f["leave_step"] * dt if f["leave_step"] > 0 else None,
                way_m=obstacle.x1_m - obstacle.x0_m + BEFORE_M + AFTER_M,
                pause_s=f["paused_steps"] * dt,
                longest_pause_s=f["longest_pause"] * dt,
                num_pauses=int(f["num_pauses"]),
            )
        )
    return tuple(found)


def encounter_events(met: tuple[Encounter, ...]) -> list[Event]:
    """Give the encounters of an episode as events."""
    events: list[Event] = []
    for one in met:
        events.append(Event(time_s=one.enter_s, name="enter", detail=one.name))
        if one.leave_s is not None:
            told = f"{one.name}, paused {one.pause_s:.2f} s"
            events.append(Event(time_s=one.leave_s, name="leave", detail=told))
    return events


def encounter_metrics(world: "World", row: int, met: tuple[Encounter, ...]) -> dict[str, float]:
    """Give the figures of an episode's encounters.

    Args:
        world: The worlds, before the row is reset.
        row: Row of the episode.
        met: Its encounters.

    Returns:
        Nothing where there are no obstacles.
    """
    if not world.blueprint.num_obstacles:
        return {}
    asked = float(np.hypot(*world.rows.command[row, :2]))
    passed = [one for one in met if one.leave_s is not None]
    return {
        "num_met": float(len(met)),
        "num_passed": float(len(passed)),
        "pause_s": float(sum(one.pause_s for one in met)),
        "longest_pause_s": max((one.longest_pause_s for one in met), default=0.0),
        "time_lost_s": float(sum(one.lost_s(asked) for one in passed)) if asked > 0 else 0.0,
    }
