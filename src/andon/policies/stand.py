"""Stand by feedback on the measured state: ankles and hips move the centre of pressure."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from andon.artifacts import content_hash
from andon.bodies.body import Body
from andon.bodies.drive import make_drive
from andon.episodes.observation import Observation
from andon.policies.legs import LEG_STEMS, Legs, legs_of
from andon.spatial import FloatArray

__all__ = ["StandConfig", "StandPolicy"]


@dataclass(frozen=True, kw_only=True)
class StandConfig:
    """Gains of the balance feedback. All chosen by trial on the built-in humanoid."""

    point_gain: float = 2.5
    """Centre of pressure per capture-point error, ahead. [1]"""
    toe_m: float = 0.13
    """Furthest centre of pressure ahead of the ankle."""
    heel_m: float = 0.065
    """Furthest centre of pressure behind the ankle."""
    rest_x_m: float = 0.03
    """Where the centre of pressure rests, ahead of the ankle."""
    hip_pitch_gain: float = 0.6
    """Hip angle per capture-point error beyond the foot. [rad/m]"""
    roll_gain: float = 0.5
    """Hip and ankle roll per sideways capture-point error. [rad/m]"""
    length_gain: float = 0.4
    """Longer leg on the side of the capture point, shorter on the other, per its distance. [1]"""
    max_length_m: float = 0.06
    """Largest change of a leg's length."""
    leg_kp: float = 700.0
    """Stiffness of hips and knees, N m/rad."""
    leg_kd: float = 15.0
    """Damping of hips and knees, N m s/rad."""
    ankle_kp: float = 100.0
    """Stiffness of the ankles, N m/rad."""
    ankle_kd: float = 4.0
    """Damping of the ankles, N m s/rad."""


class StandPolicy:
    """Keeps the capture point over the feet of a biped in double support.

    The capture point is `p + v / omega` of the centre of mass, with p from the leg kinematics, v
    from the estimated base velocity and `omega = sqrt(g / height)`. Ankle torques put the centre of
    pressure beyond it. There is no stepping: what does not fit between heel and toe falls.

    Source:
        J. Pratt et al., "Capture Point: A Step toward Humanoid Push Recovery", Humanoids 2006.
    """

    name = "stand"
    terms: tuple[str, ...] = (
        "gravity_b",
        "ang_vel_b",
        "lin_vel_b",
        "joint_pos",
        "joint_vel",
    )

    def __init__(self, body: Body, config: StandConfig | None = None) -> None:
        """Measure the legs and set the gains.

        Raises:
            InvalidConfig: When the body is no biped with the joints that `legs_of` needs.
        """
        self.config = config or StandConfig()
        self._legs: Legs = legs_of(body)
        own = make_drive(body)
        kp, kd = list(own.kp), list(own.kd)
        for leg in self._legs.joints:
            for stem, index in zip(LEG_STEMS, leg, strict=True):
                is_ankle = stem.startswith("ankle")
                kp[index] = self.config.ankle_kp if is_ankle else self.config.leg_kp
                kd[index] = self.config.ankle_kd if is_ankle else self.config.leg_kd
        self.drive = make_drive(body, kp=kp, kd=kd, damping_in="actuator")
        self._home = np.array(self.drive.home_rad)
        self._home_ankles = self._legs.ankles_b(self._home[None])[0]

    def act(self, observation: Observation) -> FloatArray:
        """Give joint targets in the order of the body. Shape (N, num_joints). [rad]."""
        c, terms = self.config, observation.terms
        point_x, point_y = self._capture_point(observation)
        error_x = point_x - c.rest_x_m
        pressure_x = np.clip(c.rest_x_m + c.point_gain * error_x, -c.heel_m, c.toe_m)
        torque = self._legs.mass_kg * 9.81 * pressure_x / 2  # each ankle
        targets = self._shift_weight(point_y)
        over = error_x - np.clip(error_x, -c.heel_m, c.toe_m - c.rest_x_m)
        for roll, pitch, _, _, ankle, ankle_roll in self._legs.joints:
            angle, speed = terms["joint_pos"][:, ankle], terms["joint_vel"][:, ankle]
            targets[:, ankle] = angle + (torque + c.ankle_kd * speed) / c.ankle_kp
            targets[:, pitch] -= c.hip_pitch_gain * over
            targets[:, roll] += c.roll_gain * point_y
            targets[:, ankle_roll] += c.roll_gain * point_y
        return targets

    def _shift_weight(self, point_y: FloatArray) -> FloatArray:
        """Push with the leg that the body is falling towards."""
        c = self.config
        extra = np.clip(c.length_gain * point_y, -c.max_length_m, c.max_length_m)
        ankles = np.tile(self._home_ankles, (len(point_y), 1, 1))
        ankles[:, 0, 2] -= extra
        ankles[:, 1, 2] += extra
        targets = np.tile(self._home, (len(point_y), 1))
        targets[:, self._legs.joints] = self._legs.solve(ankles)
        return targets

    def _capture_point(self, observation: Observation) -> tuple[FloatArray, FloatArray]:
        """Give the capture point against the mid-point of the ankles, in the upright frame."""
        terms, legs = observation.terms, self._legs
        down = terms["gravity_b"]
        ankles = legs.ankles_b(terms["joint_pos"])
        middle = (ankles[:, 0] + ankles[:, 1]) / 2
        arm = legs.com_b - middle  # ankles to centre of mass, base frame, (N, 3)
        ahead, left = _level_axes(down)
        height = -_dot(arm, down)
        omega = np.sqrt(9.81 / np.maximum(height, 0.3))
        vel = terms["lin_vel_b"] + np.cross(terms["ang_vel_b"], legs.com_b)
        x = _dot(arm, ahead) + _dot(vel, ahead) / omega
        y = _dot(arm, left) + _dot(vel, left) / omega
        return x, y

    def fork(self, rows: NDArray[np.intp]) -> "StandPolicy":
        """Give itself: there is no memory."""
        del rows
        return self

    def content_hash(self) -> str:
        """Give the hash of name, gains and drive."""
        return content_hash([self.name, self.config, self.drive])


def _dot(a: FloatArray, b: FloatArray) -> FloatArray:
    return a[:, 0] * b[:, 0] + a[:, 1] * b[:, 1] + a[:, 2] * b[:, 2]


def _level_axes(down_b: FloatArray) -> tuple[FloatArray, FloatArray]:
    """Give the level directions ahead and to the left, in base coordinates. Shape (N, 3) each."""
    zero = np.zeros(len(down_b))
    ahead = np.stack([-down_b[:, 2], zero, down_b[:, 0]], axis=-1)
    ahead /= np.sqrt(_dot(ahead, ahead))[:, None]
    left = np.cross(-down_b, ahead)
    return ahead, left
