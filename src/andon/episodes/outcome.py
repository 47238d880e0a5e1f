"""When an episode ends and how well it went."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from andon.episodes.encounters import (
    encounter_events,
    encounter_metrics,
    encounters_of,
    is_meeting,
    road_height,
    track_encounters,
)
from andon.episodes.episode import Episode, Event
from andon.episodes.footwork import foot_metrics, is_moving
from andon.scenarios.layout import ground_height
from andon.sensing.proprioception import BodyState
from andon.spatial import FloatArray, heading_of, rotate_inverse, rotate_to_heading, tilt_of

if TYPE_CHECKING:
    from andon.episodes.world import World

__all__ = ["Ending", "is_lost", "judge", "make_episode", "track"]


@dataclass(frozen=True, kw_only=True)
class Ending:
    """How an episode ended."""

    cause: str
    """See `Episode.cause`."""
    success: bool
    """Whether the task was done."""
    survived: bool
    """Whether the robot was up and on the course."""
    is_time_limit: bool
    """Whether the time limit ended it, and not something that happened."""


def track(world: "World", state: BodyState, force: FloatArray) -> None:
    """Add one step to the sums of all running episodes.

    Args:
        world: The worlds; its rows are edited.
        state: True state after the step.
        force: Torque of each servo. Shape (N, num_joints). [N m]
    """
    rows = world.rows
    is_sound = rows.is_active & ~is_lost(world, state)
    if world.drive.damping_in == "joint":  # the drive makes that torque too
        force = force - np.array(world.drive.kd) * state.joint_vel
    power = np.maximum(force * state.joint_vel, 0.0).sum(axis=1)
    rows.energy_j += np.where(is_sound, power, 0.0) * world.drive.control_timestep_s
    tilt = np.where(is_sound, tilt_of(state.quat_wb), rows.is_active * np.pi)
    rows.max_tilt_rad = np.maximum(rows.max_tilt_rad, tilt)
    is_tracked = is_sound & (rows.steps > _ramp_steps(world)) & (rows.steps <= rows.brake_step)
    vel = rotate_to_heading(heading_of(state.quat_wb), state.lin_vel_w)
    vel[:, 2] = state.ang_vel_b[:, 2]
    rows.vel_sum += np.where(is_tracked[:, None], vel, 0.0)
    gap = vel[:, :2] - rows.command[:, :2]
    error = np.sqrt(gap[:, 0] ** 2 + gap[:, 1] ** 2)
    rows.vel_error_sum += np.where(is_tracked, error, 0.0)
    rows.num_tracked += is_tracked
    track_encounters(world, state)


def is_lost(world: "World", state: BodyState) -> NDArray[np.bool_]:
    """Say which rows are no longer physics: not finite, or warned of by MuJoCo. Shape (N,)."""
    is_finite = np.isfinite(state.pos_w.sum(axis=1) + state.joint_pos.sum(axis=1))
    return np.asarray(~is_finite | world.batch.warning[:, :, 1].any(axis=1))


def _ramp_steps(world: "World") -> int:
    return round(world.scenario.command_ramp_s / world.drive.control_timestep_s)


def judge(world: "World", state: BodyState) -> dict[int, Ending]:
    """Decide which running episodes end now.

    Args:
        world: The worlds.
        state: True state after the step.

    Returns:
        Ending by row.
    """
    rows, scenario = world.rows, world.scenario
    x, y = state.pos_w[:, 0], state.pos_w[:, 1]
    ground = road_height(rows, ground_height(rows.blocks, rows.floor_z, x, y, rows.sides), x)
    low = scenario.fall.height_share * world.body.base_height_m
    is_low = np.asarray(state.pos_w[:, 2] - ground < low)
    is_down = is_low | np.asarray(tilt_of(state.quat_wb) > np.radians(scenario.fall.tilt_deg))
    is_gone = is_lost(world, state)
    half_width = scenario.course_half_width_m if scenario.task == "reach_finish" else np.inf
    is_out = np.abs(state.pos_w[:, 1]) > half_width
    is_home = state.pos_w[:, 0] > rows.finish_x
    is_late = rows.steps >= world.limit_steps
    is_hit = world.touches_bar()
    endings: dict[int, Ending] = {}
    is_over = np.logical_or.reduce([is_gone, is_down, is_hit, is_out, is_home, is_late])
    for row in np.flatnonzero(rows.is_active & is_over):
        if is_gone[row]:
            endings[int(row)] = _failure("diverged")
        elif is_down[row]:
            endings[int(row)] = _failure(_fall_direction(state, int(row)))
        elif is_hit[row]:
            endings[int(row)] = _failure("hit_bar")
        elif is_out[row]:
            endings[int(row)] = _failure("left_course")
        elif is_home[row]:
            endings[int(row)] = _done("finish", is_time_limit=False)
        else:
            endings[int(row)] = _at_time_limit(world, int(row))
    return endings


def _failure(cause: str) -> Ending:
    return Ending(cause=cause, success=False, survived=False, is_time_limit=False)


def _done(cause: str, *, is_time_limit: bool) -> Ending:
    return Ending(cause=cause, success=True, survived=True, is_time_limit=is_time_limit)


def _at_time_limit(world: "World", row: int) -> Ending:
    task = world.scenario.task
    if task == "reach_finish":
        cause = "stuck" if is_meeting(world.rows, row) else "too_slow"
        return Ending(cause=cause, success=False, survived=True, is_time_limit=True)
    is_led = task in {"follow_velocity", "come_to_stand"}
    if is_led and not _has_followed(world, row):
        return Ending(cause="off_command", success=False, survived=True, is_time_limit=True)
    if task == "come_to_stand" and is_moving(world, row):
        return Ending(cause="still_moving", success=False, survived=True, is_time_limit=True)
    return _done("time_limit", is_time_limit=True)


def _has_followed(world: "World", row: int) -> bool:
    """Say whether mean velocity and mean yaw rate were near enough to the command."""
    rows, scenario = world.rows, world.scenario
    turn = rows.vel_sum[row, 2] / max(1, rows.num_tracked[row]) - rows.command[row, 2]
    is_near = _velocity_gap(world, row) <= scenario.velocity_tolerance
    return is_near and bool(abs(turn) <= scenario.yaw_rate_tolerance)


def _velocity_gap(world: "World", row: int) -> float:
    rows = world.rows
    mean = rows.vel_sum[row, :2] / max(1, rows.num_tracked[row])
    return float(np.hypot(*(mean - rows.command[row, :2])))


def _fall_direction(state: BodyState, row: int) -> str:
    """Name the side that the base leans to, in its own heading frame."""
    up_b = rotate_inverse(state.quat_wb[row], np.array([0.0, 0.0, 1.0]))
    ahead, left = -up_b[0], -up_b[1]
    if abs(ahead) >= abs(left):
        return "fell_forward" if ahead > 0 else "fell_backward"
    return "fell_left" if left > 0 else "fell_right"


def _speed_error(world: "World", row: int, ending: Ending) -> float:
    """Give the mean velocity error; after a failure the robot counts as standing still."""
    rows = world.rows
    start = max(int(rows.steps[row]), _ramp_steps(world))
    told = min(world.limit_steps, int(rows.brake_step[row]))
    missed = 0 if ending.survived else max(0, told - start)
    still = float(np.hypot(*rows.command[row, :2]))
    total = max(1, int(rows.num_tracked[row]) + missed)
    return (float(rows.vel_error_sum[row]) + still * missed) / total


def _speed_miss(world: "World", row: int, ending: Ending) -> float:
    """Give the error of the mean velocity as a share of the command; 1 after a failure."""
    asked = float(np.hypot(*world.rows.command[row, :2]))
    if not ending.survived:
        return 1.0
    return min(1.0, _velocity_gap(world, row) / asked) if asked > 0 else 0.0


def make_episode(world: "World", row: int, ending: Ending, policy: str) -> Episode:
    """Write down a finished episode.

    Args:
        world: The worlds, before the row is reset.
        row: Row of the episode.
        ending: How it ended.
        policy: Name of the policy.
    """
    rows, draw = world.rows, world.draws[row]
    pos = np.nan_to_num(world.state().pos_w[row], posinf=0.0, neginf=0.0)
    layout = world.scenario.layout(draw)
    duration_s = float(rows.steps[row] * world.drive.control_timestep_s)
    tracked = max(1, int(rows.num_tracked[row]))
    mean = rows.vel_sum[row] / tracked
    events = [
        Event(time_s=t, name="push", detail=f"{v:.2f} m/s at {np.degrees(h):.0f} deg")
        for t, v, h in world.pushes[row]
    ]
    met = encounters_of(world, row)
    events = sorted([*events, *encounter_events(met)], key=lambda event: event.time_s)
    place = layout.zone_at(float(pos[0]))
    is_fall = ending.cause.startswith("fell")
    name = "fall" if is_fall else ending.cause
    events.append(Event(time_s=duration_s, name=name, detail=place))
    return Episode(
        seed=int(rows.seeds[row]),
        scenario=world.scenario.name,
        body=world.body.name,
        policy=policy,
        success=ending.success,
        survived=ending.survived,
        cause=ending.cause,
        place=place,
        num_steps=int(rows.steps[row]),
        duration_s=duration_s,
        events=tuple(events),
        metrics={
            "distance_m": float(np.hypot(pos[0], pos[1])),
            "mean_lin_vel_x": float(mean[0]),
            "mean_lin_vel_y": float(mean[1]),
            "mean_ang_vel_z": float(mean[2]),
            "speed_error": _speed_error(world, row, ending),
            "mean_power_w": float(rows.energy_j[row] / duration_s),
            "max_tilt_rad": float(rows.max_tilt_rad[row]),
            "end_x_m": float(pos[0]),
            "end_y_m": float(pos[1]),
            "speed_miss": _speed_miss(world, row, ending),
            **foot_metrics(world, row),
            **encounter_metrics(world, row, met),
        },
        draw=dict(draw),
        checksum=f"{int(rows.checksum[row]):016x}",
    )
