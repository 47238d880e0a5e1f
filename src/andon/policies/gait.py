"""An analytic walking gait: the reference that a learned residual rides on."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from andon.bodies.body import Body
from andon.bodies.drive import Drive
from andon.episodes.observation import Observation
from andon.errors import InvalidConfig
from andon.policies.footholds import Planner
from andon.policies.gait_config import GaitConfig
from andon.policies.gait_pose import Poser, Progress, Step
from andon.policies.gait_state import GaitMemory, make_memory
from andon.policies.legs import legs_of
from andon.spatial import FloatArray

__all__ = ["GAIT_TERMS", "Gait"]

GAIT_TERMS = (
    "ang_vel_b",
    "gravity_b",
    "heading",
    "joint_pos",
    "velocity_command",
    "gait_command",
    "height_scan",
)
"""What the gait reads."""

ODOMETRY_SHARE = 0.12
"""Share of the newest reading in the running mean of the odometry. [1]"""
ODOMETRY_GAIN = 1.02
"""Calibration: readings were 1.00 of the truth at 0.6 m/s, 0.96 at 1.67 and 0.95 at 2.0. [1]"""
FIRM_PHASE = 0.1
"""Phase from which a foot surely rests on the ground; half a cycle later the other one does. [1]"""
SETTLE_CYCLES = 0.6
"""A robot that began to step stands again after this at the earliest. [cycles]"""
LATE_PHASE = 0.03
"""Phase beyond its stance up to which a foot still rests on the ground. [1]"""
SLOWEST_M_S = 0.25
"""Below this speed the clock keeps its time."""
CLIMB_M = 0.05
"""Footholds whose levels differ by more make a climb."""


class Gait:
    """Phase clock, planned footholds, swing splines, leg inverse kinematics, arm swing.

    It reads what the robot itself measures. Its memory has one row per world. It steps in place and
    ahead but cannot balance: it is what a policy learns to correct.

    Source:
        M. Raibert, Legged Robots That Balance, MIT Press 1986 (foot placement by velocity error).
    """

    def __init__(self, body: Body, drive: Drive, config: GaitConfig | None = None) -> None:
        """Measure the legs.

        Raises:
            InvalidConfig: When the body is no biped with the joints that `legs_of` needs.
        """
        self.config = config or GaitConfig()
        self.legs = legs_of(body)
        self.planner = Planner(self.config.planner, self.config.scan)
        self._dt = drive.control_timestep_s
        self._poser = Poser(body, self.legs, drive.home_rad, self.config)
        self.memory = self._make_memory(0)
        self._starts: dict[int, tuple[float, FloatArray]] = {}

    def _make_memory(self, count: int) -> GaitMemory:
        return make_memory(count, self.config.scan.num_points, self.config.scan_age_steps)

    def begin_at(self, row: int, phase: float, vel: FloatArray) -> None:
        """Let the next episode of a row begin in the middle of a stride; for training.

        Args:
            row: The row.
            phase: Phase of the left foot. [1]
            vel: Velocity ahead, to the left, yaw rate. Shape (3,).
        """
        self._starts[row] = (phase, vel)

    def stride_at(self, phase: FloatArray, vel: FloatArray) -> FloatArray:
        """Give the joint angles at a phase of walking on level ground.

        Args:
            phase: Phase of the left foot. Shape (M,). [1]
            vel: Velocity ahead, to the left, yaw rate. Shape (M, 3).

        Returns:
            Joint angles in the order of the body. Shape (M, num_joints). [rad]
        """
        c, twin = self.config, object.__new__(Gait)
        twin.__dict__.update(self.__dict__)
        m = twin.memory = self._make_memory(len(phase))
        m.phase[:], m.vel[:], m.is_standing[:] = phase, vel, False
        m.base_level[:] = self._poser.base_level(m)
        speed = np.hypot(vel[:, 0], vel[:, 1])
        cycle, duty = (
            np.interp(speed, c.speeds, c.cycles_s),
            np.interp(speed, c.duty_speeds, c.duties),
        )
        return self._poser.pose(m, twin._progress(cycle, duty)).targets

    def _progress(self, cycle: FloatArray, duty: FloatArray) -> Progress:
        """Give the progress of stance and swing of each foot, and which of them stand."""
        m = self.memory
        phase = np.mod(m.phase[:, None] + np.array([0.0, 0.5]), 1.0)
        is_stance = (phase < duty[:, None]) | m.is_standing[:, None]
        return Progress(
            is_stance=is_stance,
            along=np.where(is_stance, phase / duty[:, None], 0.0),
            swing=np.where(is_stance, 0.0, (phase - duty[:, None]) / (1 - duty[:, None])),
            stride=self._poser.stride(m, cycle, duty),
            stance_s=cycle * duty,
            swing_s=cycle * (1 - duty),
        )

    def fork(self, rows: NDArray[np.intp]) -> "Gait":
        """Give a gait whose row i continues from row `rows[i]` of this one."""
        twin = object.__new__(Gait)
        twin.__dict__.update(self.__dict__)
        twin.memory = self.memory.gather(rows)
        twin._starts = {i: self._starts[row] for i, row in enumerate(rows) if row in self._starts}
        return twin

    def snapshot(self) -> dict[str, Any]:
        """Give the memory as arrays."""
        memory = {name: value.copy() for name, value in vars(self.memory).items()}
        return {"memory": memory, "starts": dict(self._starts)}

    def restore(self, snapshot: Mapping[str, Any]) -> None:
        """Go on from a snapshot."""
        self.memory = GaitMemory(**{k: v.copy() for k, v in snapshot["memory"].items()})
        self._starts = dict(snapshot["starts"])

    def advance(self, observation: Observation) -> Step:
        """Move the clock on by one control step and give what the feet should do.

        Raises:
            InvalidConfig: When the number of rows changes while episodes run.
        """
        self._resize(observation)
        observation = _without_lost(observation)
        ankles = self.legs.ankles_b(observation.terms["joint_pos"])
        self._begin(observation, ankles)
        self._follow_commands(observation)
        self._measure_velocity(observation, ankles)
        cycle, duty = self._run_clock()
        at = self._progress(cycle, duty)
        m = self.memory
        turn = np.mod(m.phase[:, None] + np.array([0.0, 0.5]) - FIRM_PHASE, 1.0)
        is_down = turn < np.minimum(0.5, duty + LATE_PHASE - FIRM_PHASE)[:, None]
        m.firm = (is_down | m.is_standing[:, None]).astype(np.float64)
        self._change_support(observation, ankles, at.is_stance)
        self._look(observation)
        self._plan(at, (1 - at.swing) * ((1 - duty) * cycle)[:, None])
        return self._poser.pose(self.memory, at)

    def _resize(self, observation: Observation) -> None:
        count, before = observation.num_worlds, len(self.memory.phase)
        if count == before:
            return
        if before and not observation.is_first.all():
            raise InvalidConfig(f"The gait ran {before} worlds and now got {count}; use fork().")
        self.memory = self._make_memory(count)

    def _begin(self, observation: Observation, ankles: FloatArray) -> None:
        first, m = observation.is_first, self.memory
        if first.any():
            m.clear(first)
            m.heading[first] = observation.terms["heading"][first, 0]
            m.ankles[first] = ankles[first]
            height = self._above_ankles(observation, ankles)
            m.base_level[first] = height[first].max(axis=1)
        for row in np.flatnonzero(first):
            start = self._starts.pop(int(row), None)
            if start is not None:
                m.phase[row], m.vel[row] = start
                m.odometry[row], m.is_standing[row] = start[1][:2], False

    def _above_ankles(self, observation: Observation, ankles: FloatArray) -> FloatArray:
        """Give the height of the base above each ankle, by attitude and joint angles. Shape (N, 2).

        Where gravity points comes from the robot's own, noisy sensor.
        """
        down = observation.terms["gravity_b"]
        length = np.sqrt((down * down).sum(axis=1, keepdims=True))
        down = down / np.maximum(length, 1e-6)
        return np.asarray((ankles * down[:, None]).sum(axis=2))

    def _follow_commands(self, observation: Observation) -> None:
        """Let velocity, path, clearance and hip height follow their commands at limited rates."""
        c, m, dt = self.config, self.memory, self._dt
        command, register = (observation.terms[n] for n in ("velocity_command", "gait_command"))
        want = command.copy()
        aside = np.clip(register[:, 2] - m.offset_done, -c.offset_speed_m_s, c.offset_speed_m_s)
        want[:, 1] += aside
        fastest = np.where(m.is_flight, c.flight_speed_m_s, np.inf)
        want[:, 0] = np.clip(want[:, 0], -fastest, fastest)
        walked = (m.odometry[:, 1] - command[:, 1]) * ~m.is_standing
        m.offset_done += (aside + c.path_odometry_share * (walked - aside)) * dt
        m.heading += command[:, 2] * dt
        error = m.heading - observation.terms["heading"][:, 0]
        error = np.mod(error + np.pi, 2 * np.pi) - np.pi
        hold = np.clip(c.heading_gain_s * error, -c.heading_rate_rad_s, c.heading_rate_rad_s)
        want[:, 2] += np.where(m.is_standing, 0.0, hold)
        m.heading = np.where(m.is_standing, observation.terms["heading"][:, 0], m.heading)
        faster = np.abs(want[:, :2]) > np.abs(m.vel[:, :2])
        rate = np.where(faster, c.speed_up_m_s2, c.slow_down_m_s2) * dt
        m.vel[:, :2] += np.clip(want[:, :2] - m.vel[:, :2], -rate, rate)
        turn = c.turn_up_rad_s2 * dt
        m.vel[:, 2] += np.clip(want[:, 2] - m.vel[:, 2], -turn, turn)
        lift, sink = c.clearance_rate_m_s * dt, c.drop_rate_m_s * dt
        m.clearance += np.clip(register[:, 0] - m.clearance, -lift, lift)
        m.drop += np.clip(register[:, 1] - m.drop, -sink, sink)

    def _measure_velocity(self, observation: Observation, ankles: FloatArray) -> None:
        """Read the base's velocity off the feet that stand: leg odometry."""
        m, w = self.memory, observation.terms["ang_vel_b"]
        x = -(ankles[..., 0] - m.ankles[..., 0]) / self._dt - w[:, 1:2] * ankles[..., 2]
        y = -(ankles[..., 1] - m.ankles[..., 1]) / self._dt + w[:, 0:1] * ankles[..., 2]
        x += w[:, 2:3] * ankles[..., 1]
        y -= w[:, 2:3] * ankles[..., 0]
        weight = m.firm
        count = weight.sum(axis=1)
        seen = np.stack([(x * weight).sum(axis=1), (y * weight).sum(axis=1)], axis=1)
        seen = np.clip(ODOMETRY_GAIN * seen / np.maximum(count, 1e-6)[:, None], -5.0, 5.0)
        share = (ODOMETRY_SHARE * np.minimum(count, 1.0))[:, None]
        m.odometry += share * (seen - m.odometry)
        m.ankles = ankles

    def _run_clock(self) -> tuple[FloatArray, FloatArray]:
        """Advance the phase, or stop it where the robot may stand. Gives cycle [s] and duty [1]."""
        c, m = self.config, self.memory
        speed = np.hypot(m.vel[:, 0], m.vel[:, 1])
        cycle = np.interp(speed, c.speeds, c.cycles_s)
        is_climbing = (np.abs(m.next_level - m.level) > CLIMB_M).any(axis=1)
        cycle = np.where(is_climbing, np.minimum(cycle, c.climb_cycle_s), cycle)
        duty = np.interp(speed, c.duty_speeds, c.duties)
        self._rest_or_wake(duty)
        step = np.where(m.is_standing, 0.0, m.rate * self._dt / cycle)
        m.phase = np.mod(m.phase + step, 1.0)
        m.awake = np.where(m.is_standing, 0.0, m.awake + step)
        return cycle, duty

    def _rest_or_wake(self, duty: FloatArray) -> None:
        """Stop the clock where the robot may stand; start it again where it begins to drift."""
        c, m = self.config, self.memory
        turning = 0.2 * np.abs(m.vel[:, 2])
        is_idle = (np.hypot(m.vel[:, 0], m.vel[:, 1]) + turning) < c.stand_speed_m_s
        apart = np.abs(m.ankles[:, 0, 0] - m.ankles[:, 1, 0])
        drift = np.hypot(m.odometry[:, 0], m.odometry[:, 1])
        may_stop = m.was_stance.all(axis=1) & (apart < c.stand_feet_m)
        may_stop &= (drift < c.stand_odometry_m_s) & (m.awake > SETTLE_CYCLES)
        drifts = m.is_standing & is_idle & (drift > c.wake_odometry_m_s)
        lift_off = np.where(m.odometry[:, 1] > 0, duty - 0.5, duty) - 0.02  # of the free foot
        m.phase = np.where(drifts, lift_off, m.phase)
        m.is_standing = is_idle & ((m.is_standing & ~drifts) | may_stop)

    def _change_support(
        self, observation: Observation, ankles: FloatArray, is_stance: NDArray[np.bool_]
    ) -> None:
        """Take over the foothold where a foot lands; begin a new plan where one lifts off."""
        m = self.memory
        height = self._above_ankles(observation, ankles)
        landed = is_stance & ~m.was_stance
        felt = m.base_level[:, None] - height
        c = self.config
        gap = np.clip(felt - m.next_level, -c.surprise_m, c.surprise_m)
        seen = m.next_level + c.felt_share * gap
        m.level = np.where(landed, seen, m.level)
        m.shift = np.where(landed, m.next_shift, m.shift)
        lifted = ~is_stance & m.was_stance
        support = np.where(is_stance, m.level, m.level[:, ::-1])
        m.next_level = np.where(lifted, support, m.next_level)
        m.next_shift = np.where(lifted, 0.0, m.next_shift)
        m.wish = np.where(lifted, 0.0, m.wish)
        weight = (is_stance & m.was_stance).astype(np.float64)
        count = weight.sum(axis=1)
        level = ((m.level + height) * weight).sum(axis=1) / np.maximum(count, 1.0)
        share = np.where(count > 0, c.base_share, 0.0)
        m.base_level += share * (level - m.base_level)
        m.was_stance = is_stance

    def _look(self, observation: Observation) -> None:
        """Take up a scan that has arrived, as levels, and the way walked since it was taken.

        Scans are late by an unknown time. One is taken up `scan_age_steps` after it was taken,
        when it surely is there, with the height and the way that the robot has kept since.
        """
        m, age = self.memory, self.config.scan_age_steps
        way = m.odometry[:, 0] * self._dt
        m.trail[:, 1:] = m.trail[:, :-1]
        m.trail[:, 0, 0], m.trail[:, 0, 1] = way, m.base_level
        first = observation.is_first
        due = first | (observation.steps % self.config.scan.period_steps == age)
        taken_at = np.where(first, m.base_level, m.trail[:, age, 1])
        drop = self.legs.sole_drop_m  # levels are those of the ankle: the sole's plus its height
        scan = observation.terms["height_scan"][due]
        m.map_level[due] = taken_at[due, None] + scan + drop
        walked = np.where(first, 0.0, m.trail[:, :age, 0].sum(axis=1))
        m.map_way = np.where(due, walked, m.map_way + way)

    def _plan(self, at: Progress, time_left_s: FloatArray) -> None:
        """Choose the footholds of the feet that swing and have not latched theirs."""
        m = self.memory
        hip_x = self.legs.hip_b[:, 0]
        speed = m.odometry[:, 0]
        way = speed[:, None] * time_left_s + m.map_way[:, None]
        fitting = ((speed - m.vel[:, 0]) * at.stance_s / 2)[:, None]  # who was slowed steps shorter
        ahead = hip_x + at.stride[..., 0] + fitting + way
        profiles = self.planner.profiles(m.map_level)
        m.is_flight = self.planner.is_flight(profiles)
        open_ = ~at.is_stance & (at.swing < self.config.planner.latch)
        support = m.level[:, ::-1]
        flat = self.planner.level_at(profiles, ahead)
        uneven = self.planner.is_uneven(profiles, ahead) & open_
        level_ground = open_ & ~uneven
        is_same = np.abs(flat - support) < 0.02  # within the map's error: the level that is felt
        m.next_level = np.where(level_ground, np.where(is_same, support, flat), m.next_level)
        m.wish = np.where(level_ground, 0.0, m.wish)
        if uneven.any():
            m.wish[uneven], m.next_level[uneven] = self.planner.plan(
                profiles.high[uneven],
                profiles.low[uneven],
                ahead[uneven],
                support[uneven],
                m.wish[uneven],
            )
        self._keep_time(open_, speed, time_left_s)
        m.next_shift += np.where(uneven, fitting, 0.0)

    def _keep_time(
        self, open_: NDArray[np.bool_], speed: FloatArray, time_left_s: FloatArray
    ) -> None:
        """Let the clock linger or hurry to shifted footholds; what is left is a longer reach."""
        c, m = self.config, self.memory
        ahead = np.maximum(speed, SLOWEST_M_S)[:, None]
        fitting = time_left_s / np.maximum(time_left_s + m.wish / ahead, 1e-3)
        rate = np.clip(fitting, c.linger_rate, c.hurry_rate)
        rate = np.where((speed > SLOWEST_M_S)[:, None], rate, 1.0)
        reach = m.wish - speed[:, None] * time_left_s * (1.0 / rate - 1.0)
        m.next_shift = np.where(open_, reach, m.next_shift)
        count = open_.sum(axis=1)
        wanted = np.where(open_, rate, 0.0).sum(axis=1) / np.maximum(count, 1)
        kept = np.where(m.was_stance.all(axis=1), 1.0, m.rate)  # a latched swing keeps its time
        m.rate = np.where(count > 0, wanted, kept)
        slid = speed[:, None] * self._dt * (1.0 - m.rate)[:, None]
        m.shift = np.where(m.was_stance, np.clip(m.shift - slid, -0.25, 0.25), m.shift)


def _without_lost(observation: Observation) -> Observation:
    """Put zeros for readings that are not finite: such a robot diverged, and its episode is over.

    Its memory is cleared when the next one begins; until then its row must not stop the others.
    """
    terms = {name: observation.terms[name] for name in GAIT_TERMS}
    if all(np.isfinite(values).all() for values in terms.values()):
        return observation
    sound = {n: np.nan_to_num(v, posinf=0.0, neginf=0.0) for n, v in terms.items()}
    return replace(observation, terms={**observation.terms, **sound})
