"""An episode: what happened, why it ended, and what it takes to repeat it."""

from collections.abc import Mapping
from dataclasses import dataclass

__all__ = ["EVENT_NAMES", "FAILED_CAUSES", "METRIC_UNITS", "Episode", "Event"]

FAILED_CAUSES = (
    "fell_forward",
    "fell_backward",
    "fell_left",
    "fell_right",
    "hit_bar",
    "left_course",
    "too_slow",
    "stuck",
    "off_command",
    "still_moving",
    "diverged",
)
"""Causes of episodes without success. `off_command`: up, but not at the commanded velocity;
`still_moving`: up, but not at a stand; `too_slow`: time ran out before the finish line;
`stuck`: it ran out at an obstacle; `hit_bar`: something overhead was touched."""


@dataclass(frozen=True, kw_only=True)
class Event:
    """Something that happened to the robot from outside, or that it did."""

    time_s: float
    """Time since the start."""
    name: str
    """Kind, for example `push`, `fall`, `finish`."""
    detail: str
    """Size and direction, for people."""


@dataclass(frozen=True, kw_only=True)
class Episode:
    """One finished episode."""

    seed: int
    """Seed; with scenario, body and policy it repeats the episode to the last bit."""
    scenario: str
    """Name of the scenario."""
    body: str
    """Name or file of the body."""
    policy: str
    """Name of the policy."""
    success: bool
    """Whether the scenario's task was done."""
    survived: bool
    """Whether the robot was up and on the course at the end."""
    cause: str
    """Why it ended: `time_limit`, `finish`, or one of `FAILED_CAUSES`."""
    place: str
    """Where along the course it ended."""
    num_steps: int
    """Control steps."""
    duration_s: float
    """Simulated time."""
    events: tuple[Event, ...]
    """What happened, in order."""
    metrics: Mapping[str, float]
    """Measured quantities; units in `METRIC_UNITS`."""
    draw: Mapping[str, float]
    """Values of the scenario's variation."""
    checksum: str
    """Checksum over every position of the trajectory, 16 hexadecimal digits."""

    @property
    def event_counts(self) -> dict[str, int]:
        """Number of events by name."""
        counts: dict[str, int] = {}
        for event in self.events:
            counts[event.name] = counts.get(event.name, 0) + 1
        return counts


EVENT_NAMES = (
    "push",
    "fall",
    "enter",
    "leave",
    "hit_bar",
    "left_course",
    "too_slow",
    "stuck",
    "off_command",
    "still_moving",
    "diverged",
    "finish",
    "time_limit",
)
"""Everything that can be an event; gates count them by these names."""

METRIC_UNITS = {
    "distance_m": "m",
    "mean_lin_vel_x": "m/s",
    "mean_lin_vel_y": "m/s",
    "mean_ang_vel_z": "rad/s",
    "speed_error": "m/s",
    "mean_power_w": "W",
    "max_tilt_rad": "rad",
    "end_x_m": "m",
    "end_y_m": "m",
    "speed_miss": "1",
    "stance_slip_m_s": "m/s",
    "flight_share": "1",
    "swing_height_m": "m",
    "base_height_m": "m",
    "clock_agreement": "1",
    "stop_time_s": "s",
    "stop_way_m": "m",
    "num_met": "1",
    "num_passed": "1",
    "pause_s": "s",
    "longest_pause_s": "s",
    "time_lost_s": "s",
}
"""Unit of each metric. `mean_power_w` is the positive mechanical power of the servos, the sum over
joints of max(torque * speed, 0); the torque is all that the drive makes, damping included.
Velocities are means over the time after the command's ramp and before its brake, in the
heading frame. `speed_error`
is the mean distance between velocity and command over the whole time limit after the ramp:
after a failure the robot counts as standing still, so that falling early never looks precise.
All metrics are finite; where a simulation diverged, they stop at its last sound step and the
tilt counts as pi. `speed_miss` is the distance between the mean velocity and the command as a
share of the command, at most 1, and 1 after a failure. `stance_slip_m_s` is the speed of the
feet where they touch, weighted by the load they bear; `flight_share` the share of the time with
no foot loaded; `swing_height_m` the mean height of a swing above where the foot last stood.
`clock_agreement`, of policies with a gait clock alone, is the share of the time in which a foot
bears load exactly when it is meant to. `stop_time_s` and `stop_way_m`, where the scenario
brakes alone, last until the robot stands; after a fall, until the time limit. Where obstacles are
met: `num_met` and `num_passed` count them, from 2 m before to 1 m beyond; `pause_s` and
`longest_pause_s` are the times between slower than a fifth of the drawn velocity; `time_lost_s` is
what those that were passed took beyond their length at the drawn velocity."""
