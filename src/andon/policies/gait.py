"""An analytic walking gait: the reference that a learned residual can ride on."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from andon.artifacts import content_hash
from andon.bodies.body import Body
from andon.bodies.drive import make_drive
from andon.episodes.observation import Observation
from andon.policies.legs import ARM_STEMS, LEG_STEMS, Legs, joint_index, legs_of
from andon.spatial import FloatArray

__all__ = ["GaitConfig", "GaitPolicy"]


@dataclass(frozen=True, kw_only=True)
class GaitConfig:
    """Shape of the gait.

    Source:
        Tables of cycle and duty over speed, swing and hip heights, arm swing: measured in a
        feasibility study of this body class on this simulator; foot placement gain by trial.
    """

    speeds: tuple[float, ...] = (0.0, 0.5, 1.0, 1.67, 2.0, 2.4)
    """Speeds of the cycle table, m/s."""
    cycles_s: tuple[float, ...] = (0.80, 0.80, 0.70, 0.56, 0.52, 0.50)
    """Length of a gait cycle at each speed."""
    duty_speeds: tuple[float, ...] = (0.0, 1.0, 1.67, 2.0)
    """Speeds of the duty table, m/s."""
    duties: tuple[float, ...] = (0.62, 0.58, 0.52, 0.49)
    """Share of the cycle in stance at each speed. [1]"""
    hip_height_m: float = 0.75
    """Height of the hip pitch axis above the ankle axis."""
    clearance_m: float = 0.075
    """Lift of the swing foot at rest; grows by 0.01 m per m/s."""
    lean_rad_per_speed: float = 0.03
    """Forward lean of the torso per m/s."""
    placement_s: float = 0.12
    """Raibert gain: extra step length per velocity error, m per m/s."""
    lateral_placement_s: float = 0.15
    """The same sideways."""
    width_m: float = 0.12
    """Half the distance between the feet, inside the hips when smaller than theirs."""
    upright_gain: float = 0.6
    """Stance hip angle per tilt of the base. [1]"""
    upright_damping_s: float = 0.06
    """Stance hip angle per tilt rate."""


class GaitPolicy:
    """Steps on the spot or ahead by a phase clock; catches itself only by where it puts its feet.

    Phase clock, swing splines to a Raibert-style foothold, closed-form leg inverse kinematics and
    arm swing. It is a reference to learn on, not a controller: see `docs/explanation/gait.md` for
    how far it gets alone.

    Source:
        M. Raibert, Legged Robots That Balance, MIT Press 1986 (foot placement by velocity error).
    """

    name = "gait"
    terms: tuple[str, ...] = ("gravity_b", "ang_vel_b", "lin_vel_b", "velocity_command")

    def __init__(self, body: Body, config: GaitConfig | None = None) -> None:
        """Measure the legs and set the gains.

        Raises:
            InvalidConfig: When the body is no biped with the joints that `legs_of` needs.
        """
        self.config = config or GaitConfig()
        self._legs: Legs = legs_of(body)
        gains = {
            "hip_roll": (350, 12),
            "hip_pitch": (350, 12),
            "hip_yaw": (250, 8),
            "knee_pitch": (350, 12),
            "ankle_pitch": (100, 4),
            "ankle_roll": (60, 2.5),
        }
        own = make_drive(body)
        kp, kd = list(own.kp), list(own.kd)
        home = np.array(own.home_rad)
        for leg in self._legs.joints:
            for stem, index in zip(LEG_STEMS, leg, strict=True):
                kp[index], kd[index] = gains[stem]
        self._arms = np.array(
            [[joint_index(body, stem, side) for stem in ARM_STEMS] for side in "lr"]
        )
        stance = np.zeros((1, 2, 3))
        stance[0] = self._legs.hip_b
        stance[0, :, 1] = (self.config.width_m, -self.config.width_m)
        stance[0, :, 2] -= self.config.hip_height_m
        home[self._legs.joints] = self._legs.solve(stance)[0]
        home[self._arms[:, 3]] = -0.35
        self.drive = make_drive(body, kp=kp, kd=kd, home_rad=home.tolist(), damping_in="actuator")
        self._home = home
        self._phase = np.zeros(0)

    def act(self, observation: Observation) -> FloatArray:
        """Give joint targets in the order of the body. Shape (N, num_joints). [rad]."""
        if len(self._phase) != observation.num_worlds:
            self._phase = np.zeros(observation.num_worlds)
        command = observation.terms["velocity_command"]
        speed = np.abs(command[:, 0])
        cycle = np.interp(speed, self.config.speeds, self.config.cycles_s)
        step = np.where(observation.is_first, 0.0, self.drive.control_timestep_s)
        self._phase = np.where(observation.is_first, 0.0, self._phase)
        self._phase = np.mod(self._phase + step / cycle, 1.0)
        return self._pose(observation, command, cycle)

    def _pose(self, observation: Observation, command: FloatArray, cycle: FloatArray) -> FloatArray:
        legs, c = self._legs, self.config
        vel = observation.terms["lin_vel_b"]
        duty = np.interp(np.abs(command[:, 0]), c.duty_speeds, c.duties)
        ankles = np.empty((observation.num_worlds, 2, 3))
        is_stance = np.empty((observation.num_worlds, 2), bool)
        for i, shift in enumerate((0.0, 0.5)):
            phase = np.mod(self._phase + shift, 1.0)
            is_stance[:, i] = phase < duty
            stance, swing = phase / duty, (phase - duty) / (1 - duty)
            for axis, gain in ((0, c.placement_s), (1, c.lateral_placement_s)):
                half = command[:, axis] * cycle * duty / 2
                # Raibert: a foot that lands further out pushes the body back
                catch = gain * (vel[:, axis] - command[:, axis])
                ahead = half * (1 - 2 * stance)
                flown = -half + (2 * half + catch) * _smooth(1.05 * swing)
                rest = legs.hip_b[i, 0] if axis == 0 else (c.width_m, -c.width_m)[i]
                ankles[:, i, axis] = rest + np.where(is_stance[:, i], ahead, flown)
            lift = (c.clearance_m + 0.01 * np.abs(command[:, 0])) * np.sin(np.pi * swing)
            drop = legs.hip_b[i, 2] - c.hip_height_m
            ankles[:, i, 2] = drop + np.where(is_stance[:, i], 0.0, lift)
        targets = np.tile(self._home, (observation.num_worlds, 1))
        targets[:, legs.joints] = legs.solve(ankles)
        self._balance(targets, observation, command, is_stance)
        self._swing_arms(targets, command)
        return targets

    def _balance(
        self,
        targets: FloatArray,
        observation: Observation,
        command: FloatArray,
        is_stance: NDArray[np.bool_],
    ) -> None:
        """Keep the torso upright with the stance hips; lean into the walk."""
        c, down = self.config, observation.terms["gravity_b"]
        rate = observation.terms["ang_vel_b"]
        pitch = np.arctan2(-down[:, 0], -down[:, 2]) * -1.0
        roll = np.arctan2(-down[:, 1], -down[:, 2])
        want = c.lean_rad_per_speed * command[:, 0]
        fix_pitch = c.upright_gain * (pitch - want) + c.upright_damping_s * rate[:, 1]
        fix_roll = c.upright_gain * roll + c.upright_damping_s * rate[:, 0]
        for i, leg in enumerate(self._legs.joints):
            weight = is_stance[:, i].astype(np.float64)
            targets[:, leg[1]] += weight * fix_pitch
            targets[:, leg[0]] += weight * fix_roll

    def _swing_arms(self, targets: FloatArray, command: FloatArray) -> None:
        speed = command[:, 0]
        for i, shift in enumerate((0.0, 0.5)):
            phase = np.mod(self._phase + shift, 1.0)
            pitch, roll, _, elbow = self._arms[i]
            targets[:, pitch] += 0.25 * speed * np.cos(2 * np.pi * phase)
            targets[:, roll] = (0.12, -0.12)[i]
            targets[:, elbow] = -0.35 - 0.25 * np.abs(speed)

    def fork(self, rows: NDArray[np.intp]) -> "GaitPolicy":
        """Give a policy whose row i continues from row `rows[i]` of this one."""
        twin = object.__new__(GaitPolicy)
        twin.__dict__.update(self.__dict__)
        twin._phase = self._phase[rows]
        return twin

    def content_hash(self) -> str:
        """Give the hash of name, shape and drive."""
        return content_hash([self.name, self.config, self.drive])


def _smooth(s: FloatArray) -> FloatArray:
    """Give the cubic that rises from 0 to 1 with level ends; held outside [0, 1]."""
    s = np.clip(s, 0.0, 1.0)
    return s * s * (3 - 2 * s)
