"""The reward of the reflex: follow the command on the clock's feet, quietly."""

from dataclasses import dataclass

import numpy as np

from andon.bodies.body import Body
from andon.episodes.footwork import FeetState
from andon.episodes.world import World
from andon.policies.gait_pose import Step
from andon.policies.legs import Legs
from andon.sensing.proprioception import BodyState
from andon.spatial import (
    FloatArray,
    gravity_in_base,
    heading_of,
    rotate_inverse,
    rotate_to_heading,
)
from andon.training.settings import RewardConfig

__all__ = ["Past", "RewardModel"]

TOUCH_N = 10.0
GRAVITY = 9.81
NARROW_M = 0.13
SHIFTED_M, RISEN_M = 0.01, 0.03
LIMIT_RAD = 0.03
LEG_POSE = {"hip_roll": 1.5, "hip_pitch": 0.5, "hip_yaw": 1.5, "knee_pitch": 0.5}
FOOT_POSE = {"ankle_pitch": 0.3, "ankle_roll": 0.5}
ARM_POSE = {"shoulder_pitch": 0.3, "shoulder_roll": 0.6, "shoulder_yaw": 0.6, "elbow_pitch": 0.3}


@dataclass(frozen=True, kw_only=True)
class Past:
    """What the reward remembers of the steps before."""

    action: FloatArray
    """Last action. Shape (N, num_joints)."""
    before: FloatArray
    """The action before it. Shape (N, num_joints)."""
    drift: FloatArray
    """Running mean of the velocity error ahead and to the left. Shape (N, 2). [m/s]"""


class RewardModel:
    """Computes the reward from the true state."""

    def __init__(self, config: RewardConfig, body: Body, legs: Legs) -> None:
        """Sort out the joints."""
        self.config, self._legs = config, legs
        self._weight_n = body.mass_kg * GRAVITY
        pose = LEG_POSE | FOOT_POSE | ARM_POSE
        stems = [next(s for s in pose if n.startswith(s)) for n in body.joint_names]
        self._pose_weight = np.array([pose[s] for s in stems])
        self._lower = np.array([j.lower_rad for j in body.joints]) + LIMIT_RAD
        self._upper = np.array([j.upper_rad for j in body.joints]) - LIMIT_RAD

    def score(
        self,
        world: World,
        step: Step,
        action: FloatArray,
        past: Past,
        force: FloatArray,
    ) -> tuple[FloatArray, dict[str, FloatArray]]:
        """Give the reward of a step.

        Args:
            world: The worlds, after the step.
            step: What the gait wanted.
            action: What the policy added. Shape (N, num_joints).
            past: Earlier actions and the running error.
            force: Torque of each servo. Shape (N, num_joints). [N m]

        Returns:
            Rewards, shape (N,), and the terms that curves are drawn of.
        """
        c, state, feet = self.config, world.state(), world.feet()
        vel = rotate_to_heading(heading_of(state.quat_wb), state.lin_vel_w)
        gap = vel[:, :2] - step.vel[:, :2]
        width = c.velocity_width * (1.0 + np.maximum(np.abs(step.vel[:, 0]) - 1.0, 0.0))
        lin = np.exp(-(gap**2).sum(axis=1) / width)
        fast = np.maximum(np.abs(step.vel[:, 0]) - c.drift_speed, 0.0)
        wide = c.drift_width * (1.0 + c.drift_growth * fast)
        drift = np.exp(-(past.drift**2).sum(axis=1) / wide)
        yaw = np.exp(-((state.ang_vel_b[:, 2] - step.vel[:, 2]) ** 2) / c.yaw_width)
        is_loaded = feet.load_n() > TOUCH_N
        clock = (is_loaded == step.is_stance).mean(axis=1)
        total = c.velocity * lin + c.drift * drift + c.yaw * yaw + c.alive + c.clock * clock
        total += self._feet_follow(state, feet, step)
        error = state.joint_pos - step.targets
        total += c.pose * np.exp(-(error**2 @ self._pose_weight) / c.pose_width)
        total += self._body(state, vel)
        total += self._feet_hold(state, feet, is_loaded)
        total += self._effort(state, action, past, force)
        total += c.still * step.is_standing * (state.joint_vel**2).sum(axis=1)
        return c.scale * np.maximum(total, 0.0), {"velocity": lin, "clock": clock, "gap": gap}

    def _feet_follow(self, state: BodyState, feet: FeetState, step: Step) -> FloatArray:
        """Reward swings at the planned height, and hips at the planned height above the stance."""
        c = self.config
        height = feet.pos_w[..., 2] - state.pos_w[:, 2:3]
        miss = (height - step.ankles_b[..., 2]) ** 2
        swing = np.where(step.is_stance, 0.0, miss).sum(axis=1)
        stance = np.where(step.is_stance, miss, 0.0).sum(axis=1)
        stance /= np.maximum(step.is_stance.sum(axis=1), 1)
        reward = c.swing * np.exp(-swing / c.swing_width)
        apart = rotate_inverse(state.quat_wb[:, None], feet.pos_w - state.pos_w[:, None])
        miss = ((apart - step.ankles_b)[..., :2] ** 2).sum(axis=2)
        is_planned = (np.abs(step.shift) > SHIFTED_M) | (np.abs(step.rise) > RISEN_M)
        place = np.where(step.is_stance | ~is_planned, 0.0, miss).sum(axis=1)
        reward += c.place * np.exp(-place / c.place_width)
        return reward + c.height * np.exp(-stance / c.height_width)

    def _body(self, state: BodyState, vel: FloatArray) -> FloatArray:
        c, down = self.config, gravity_in_base(state.quat_wb)
        tilt = down[:, 0] ** 2 + down[:, 1] ** 2
        turn = state.ang_vel_b[:, 0] ** 2 + state.ang_vel_b[:, 1] ** 2
        return c.tilt * tilt + c.ang_vel * turn + c.bounce * vel[:, 2] ** 2

    def _feet_hold(self, state: BodyState, feet: FeetState, is_loaded: np.ndarray) -> FloatArray:
        c, q = self.config, state.joint_pos[:, self._legs.joints]
        slip = np.where(is_loaded, np.minimum(feet.slip_m_s(), 3.0) ** 2, 0.0).sum(axis=1)
        down = gravity_in_base(state.quat_wb)
        pitch = q[..., 1] + q[..., 3] + q[..., 4] + np.arctan2(down[:, 0], -down[:, 2])[:, None]
        roll = q[..., 0] + q[..., 5] + np.arctan2(-down[:, 1], -down[:, 2])[:, None]
        sole = ((1 - np.cos(pitch)) + (1 - np.cos(roll))).sum(axis=1)
        yaw = heading_of(state.quat_wb)
        apart = feet.pos_w[:, 0] - feet.pos_w[:, 1]
        width = -np.sin(yaw) * apart[:, 0] + np.cos(yaw) * apart[:, 1]
        force = np.linalg.norm(feet.force_w, axis=2).max(axis=1)
        impact = np.clip(force / self._weight_n - 1.8, 0.0, 3.0)
        narrow = np.maximum(NARROW_M - width, 0.0)
        return c.slip * slip + c.sole * sole + c.narrow * narrow + c.impact * impact

    def _effort(
        self, state: BodyState, action: FloatArray, past: Past, force: FloatArray
    ) -> FloatArray:
        c = self.config
        rate = ((action - past.action) ** 2).sum(axis=1)
        jerk = ((action - 2 * past.action + past.before) ** 2).sum(axis=1)
        over = np.maximum(self._lower - state.joint_pos, state.joint_pos - self._upper)
        beyond = np.maximum(over, 0.0).sum(axis=1)
        cost = c.action_rate * rate + c.action_jerk * jerk + c.action * (action**2).sum(axis=1)
        return cost + c.torque * (force**2).sum(axis=1) + c.limit * beyond
