"""From the plan of a step to ankles, and from ankles to joint angles."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from andon.bodies.body import Body
from andon.policies.gait_config import GaitConfig
from andon.policies.gait_drive import SIDES
from andon.policies.gait_state import GaitMemory
from andon.policies.legs import ARM_STEMS, Legs, joint_index
from andon.spatial import FloatArray

__all__ = ["Poser", "Progress", "Step"]

GROUND_SHARE = 0.15
"""Share of the newest level below the hips in its running mean. [1]"""
SAG_M = (0.03, 0.20)
"""A base that is lower or higher than the gait wants it, by more than the first of these, carries
its swinging foot as if it were where it is; by the second at most."""
DOWN_M = 0.08
"""A step down by this much is swung ahead first and put down then."""


@dataclass(frozen=True, kw_only=True)
class Step:
    """What the gait wants at one control step."""

    targets: FloatArray
    """Joint targets in the order of the body. Shape (N, num_joints). [rad]"""
    ankles_b: FloatArray
    """Wanted ankles in the base frame. Shape (N, 2, 3). [m]"""
    is_stance: NDArray[np.bool_]
    """Whether each foot is meant to stand. Shape (N, 2)."""
    vel: FloatArray
    """Velocity ahead, to the left and yaw rate that the step is made for. Shape (N, 3)."""
    phase_sin: FloatArray
    """Sine of the phase; 0 while the clock stands still. Shape (N,). [1]"""
    phase_cos: FloatArray
    """Cosine of the phase; 0 while the clock stands still. Shape (N,). [1]"""
    shift: FloatArray
    """Shift of each foot's present or next foothold. Shape (N, 2). [m]"""
    rise: FloatArray
    """Level of each foot's present or next foothold above the lower support. Shape (N, 2). [m]"""
    register: FloatArray
    """Extra swing clearance and hip drop of this moment. Shape (N, 2). [m]"""
    odometry: FloatArray
    """Velocity ahead and to the left, from the standing feet. Shape (N, 2). [m/s]"""
    is_standing: FloatArray
    """1 while the clock stands still. Shape (N,). [1]"""

    def blocks(self) -> dict[str, FloatArray]:
        """Give the values of the contract terms that come from the gait, and its targets."""
        return {
            "targets": self.targets,
            "gait_phase": np.stack([self.phase_sin, self.phase_cos], axis=1),
            "gait_velocity": self.vel,
            "gait_register": self.register,
            "foothold_shift": self.shift,
            "foothold_rise": self.rise,
            "odometry": self.odometry,
            "is_standing": self.is_standing[:, None],
        }


@dataclass(frozen=True, kw_only=True)
class Progress:
    """Where the feet are in their stride."""

    is_stance: NDArray[np.bool_]
    """Whether each foot is meant to stand. Shape (N, 2)."""
    along: FloatArray
    """Share of the stance that is over. Shape (N, 2). [1]"""
    swing: FloatArray
    """Share of the swing that is over. Shape (N, 2). [1]"""
    stride: FloatArray
    """Half the way of each stance: ahead, aside [m], and its yaw [rad]. Shape (N, 2, 3)."""
    stance_s: FloatArray
    """Length of a stance. Shape (N,)."""
    swing_s: FloatArray
    """Length of a swing. Shape (N,)."""


class Poser:
    """Geometry of the gait for one body."""

    def __init__(
        self, body: Body, legs: Legs, home_rad: tuple[float, ...], config: GaitConfig
    ) -> None:
        """Find the joints of the arms.

        Args:
            body: The robot.
            legs: Its legs.
            home_rad: Pose of standing.
            config: Shape of the gait.
        """
        self._legs, self._config, self._home = legs, config, np.array(home_rad)
        self._arms = np.array(
            [[joint_index(body, stem, side) for stem in ARM_STEMS] for side in "lr"]
        )

    def stride(self, m: GaitMemory, cycle: FloatArray, duty: FloatArray) -> FloatArray:
        """Give half the way of each stance: ahead, aside, and its yaw. Shape (N, 2, 3)."""
        half = (cycle * duty / 2)[:, None]
        stride = np.empty((len(half), 2, 3))
        side = self._config.width_m * SIDES
        stride[..., 0] = (m.vel[:, 0:1] - m.vel[:, 2:3] * side) * half
        stride[..., 1] = m.vel[:, 1:2] * half
        stride[..., 2] = np.clip(m.vel[:, 2:3] * half, -0.35, 0.35)
        stride[m.is_standing] = 0.0
        return stride

    def pose(self, m: GaitMemory, at: Progress) -> Step:
        """Turn the plan into ankles, and ankles into joint targets.

        Args:
            m: Memory of the gait; its running means are moved on.
            at: Where the feet are.
        """
        c, is_stance = self._config, at.is_stance
        landing = np.where(is_stance, m.level, m.next_level)
        lower, upper = landing.min(axis=1), landing.max(axis=1)
        fits = 0.4 * (upper - lower) <= c.ride_m
        ground = np.asarray(np.where(fits, 0.6 * lower + 0.4 * upper, lower + c.ride_m), float)
        m.ground += GROUND_SHARE * (ground - m.ground)
        ankles = self._ankles(m, at)
        targets = np.tile(self._home, (len(ankles), 1))
        legs = self._legs.solve(ankles, c.fold_share)
        turn = np.where(is_stance, 1 - 2 * at.along, -1 + 2 * _smooth(1.05 * at.swing))
        legs[..., 2] += np.where(m.is_standing[:, None], 0.0, at.stride[..., 2] * turn)
        legs[..., 1] -= (c.lean_rad_per_speed * m.vel[:, 0])[:, None]
        targets[:, self._legs.joints] = legs
        self._swing_arms(m, targets)
        angle, runs = 2 * np.pi * m.phase, ~m.is_standing
        stands = is_stance | ~is_stance.any(axis=1, keepdims=True)
        lowest: FloatArray = np.where(stands, m.level, np.inf).min(axis=1)
        return Step(
            targets=targets,
            ankles_b=ankles,
            is_stance=is_stance,
            vel=m.vel.copy(),
            phase_sin=np.sin(angle) * runs,
            phase_cos=np.cos(angle) * runs,
            shift=np.where(is_stance, m.shift, m.next_shift),
            rise=landing - lowest[:, None],
            register=np.stack([m.clearance, m.drop], axis=1),
            odometry=m.odometry.copy(),
            is_standing=m.is_standing.astype(np.float64),
        )

    def _ankles(self, m: GaitMemory, at: Progress) -> FloatArray:
        c, legs = self._config, self._legs
        ankles = np.empty((len(at.swing), 2, 3))
        down = c.down_share * np.clip((m.level - m.next_level) / DOWN_M, 0.0, 1.0)
        blend = _smooth((1.05 + 0.25 * down) * at.swing)  # the heel first passes the edge
        left_s = (1 - at.swing) * (at.swing_s / m.rate)[:, None]
        lead = down * np.maximum(m.odometry[:, :1], 0.0) * left_s * blend  # the base comes after
        moves = ~m.is_standing[:, None]
        gap = np.clip(m.odometry - m.vel[:, :2], -1.0, 1.0)
        for axis, gain in ((0, c.placement_s), (1, c.lateral_placement_s)):
            a = at.stride[..., axis]
            catch = gain * gap[:, axis : axis + 1]
            sh_now, sh_new = (m.shift, m.next_shift) if axis == 0 else (0.0, 0.0)
            stance = a * (1 - 2 * at.along) + sh_now
            flown = sh_now - a + (2 * a + sh_new + catch - sh_now) * blend
            flown += lead if axis == 0 else 0.0
            rest = legs.hip_b[:, 0] if axis == 0 else c.width_m * SIDES
            ankles[..., axis] = rest + moves * np.where(at.is_stance, stance, flown)
        height = np.where(at.is_stance, m.level, self._swing_level(m, at.swing))
        miss = (m.base_level - self.base_level(m))[:, None]
        sag = np.clip(miss - np.clip(miss, -SAG_M[0], SAG_M[0]), -SAG_M[1], SAG_M[1])
        share = np.where(at.is_stance, 0.0, c.sag_share * np.minimum(2.0 * at.swing, 1.0))
        ankles[..., 2] = legs.hip_b[:, 2] + height - self._hips(m)[:, None] - share * sag
        return ankles

    def base_level(self, m: GaitMemory) -> FloatArray:
        """Give the height of the base that the gait wants, among the levels. Shape (N,). [m]."""
        return np.asarray(self._hips(m) - self._legs.hip_b[:, 2].mean())

    def _hips(self, m: GaitMemory) -> FloatArray:
        c = self._config
        fast = np.clip(m.vel[:, 0] - 1.0, 0.0, 2.5)
        return c.hip_height_m - c.hip_drop_per_speed * fast - m.drop + m.ground

    def _swing_level(self, m: GaitMemory, swing: FloatArray) -> FloatArray:
        """Give the level of swinging ankles: up early for a step up, down late for a step down."""
        c = self._config
        rise = m.next_level - m.level
        early = _smooth(swing / 0.55)
        late = _smooth((swing - (0.35 + 0.1 * c.down_share)) / (0.6 - 0.1 * c.down_share))
        way = np.where(rise > 0, early, late)
        lift = c.clearance_m + 0.01 * np.abs(m.vel[:, 0]) + m.clearance
        lift = lift[:, None] + 0.5 * np.minimum(np.abs(rise), 0.08)
        return m.level + rise * way + lift * np.sin(np.pi * swing)

    def _swing_arms(self, m: GaitMemory, targets: FloatArray) -> None:
        speed, runs = m.vel[:, 0], ~m.is_standing
        for i, shift in enumerate((0.0, 0.5)):
            pitch, _, _, elbow = self._arms[i]
            swing = 0.25 * speed * np.cos(2 * np.pi * (m.phase + shift))
            targets[:, pitch] += np.clip(swing, -0.6, 0.6) * runs
            targets[:, elbow] -= np.minimum(0.25 * np.abs(speed), 0.6)


def _smooth(s: FloatArray) -> FloatArray:
    """Give the cubic that rises from 0 to 1 with level ends; held outside [0, 1]."""
    s = np.clip(s, 0.0, 1.0)
    return s * s * (3 - 2 * s)
