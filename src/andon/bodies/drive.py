"""How a controller drives a body: gains, torque limits, home pose and rates."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import isfinite
from typing import Literal

import mujoco

from andon.bodies.body import Body
from andon.errors import InvalidConfig

__all__ = ["Drive", "add_servos", "make_drive"]

DampingIn = Literal["actuator", "joint"]


@dataclass(frozen=True, kw_only=True)
class Drive:
    """Position servos at every joint: `torque = kp (target - q) - kd dq`, within the effort limit.

    All tuples follow the order of `Body.joints`.
    """

    kp: tuple[float, ...]
    """Stiffness, N m/rad. Shape (num_joints,)."""
    kd: tuple[float, ...]
    """Damping, N m s/rad. Shape (num_joints,)."""
    effort_nm: tuple[float, ...]
    """Torque limit. Shape (num_joints,)."""
    armature: tuple[float, ...]
    """Reflected rotor inertia, kg m^2. Shape (num_joints,)."""
    home_rad: tuple[float, ...]
    """Standing pose, from which episodes start. Shape (num_joints,)."""
    damping_in: DampingIn = "actuator"
    """`actuator`: the effort limit bounds kp and kd together; `joint`: passive, not limited."""
    rate_hz: float = 50.0
    """Actions per second."""
    physics_timestep_s: float = 0.005
    """Integration step; a whole number of them fits into one action."""

    def __post_init__(self) -> None:
        """Refuse rates that do not divide and tuples of different lengths."""
        lengths = {
            name: len(getattr(self, name))
            for name in ("kp", "kd", "effort_nm", "armature", "home_rad")
        }
        if len(set(lengths.values())) != 1:
            raise InvalidConfig(f"A drive needs one value per joint in each list, got {lengths}.")
        for name in ("kp", "kd", "effort_nm", "armature"):
            values: tuple[float, ...] = getattr(self, name)
            if not all(isfinite(value) and value >= 0 for value in values):
                raise InvalidConfig(f"A drive's {name} must be finite and >= 0; got {values}.")
        if not (self.rate_hz > 0 and self.physics_timestep_s > 0):
            raise InvalidConfig(
                f"rate_hz is {self.rate_hz} and physics_timestep_s {self.physics_timestep_s}; "
                "both must be > 0."
            )
        ratio = 1.0 / (self.rate_hz * self.physics_timestep_s)
        if abs(ratio - round(ratio)) > 1e-6 or round(ratio) < 1:
            raise InvalidConfig(
                f"One action lasts {1 / self.rate_hz:g} s, which is {ratio:g} physics steps of "
                f"{self.physics_timestep_s:g} s; it must be a whole number."
            )

    @property
    def substeps(self) -> int:
        """Physics steps per action."""
        return round(1.0 / (self.rate_hz * self.physics_timestep_s))

    @property
    def control_timestep_s(self) -> float:
        """Time from one action to the next."""
        return self.substeps * self.physics_timestep_s


def make_drive(
    body: Body,
    *,
    kp: Sequence[float] | None = None,
    kd: Sequence[float] | None = None,
    home_rad: Sequence[float] | None = None,
    damping_in: DampingIn | None = None,
    rate_hz: float = 50.0,
    physics_timestep_s: float = 0.005,
) -> Drive:
    """Give the body's own drive, with what a contract states instead.

    Args:
        body: The robot.
        kp: Stiffness by joint; the body's when None. Shape (num_joints,). [N m/rad]
        kd: Damping by joint; the body's when None. Shape (num_joints,). [N m s/rad]
        home_rad: Standing pose; the body's when None. Shape (num_joints,).
        damping_in: Where kd acts; as the body says when None.
        rate_hz: Actions per second.
        physics_timestep_s: Integration step.
    """
    where: DampingIn = "joint" if body.damping_in == "joint" else "actuator"
    joints = body.joints
    return Drive(
        kp=tuple(kp) if kp is not None else tuple(j.kp for j in joints),
        kd=tuple(kd) if kd is not None else tuple(j.kd for j in joints),
        effort_nm=tuple(j.effort_nm for j in joints),
        armature=tuple(j.armature for j in joints),
        home_rad=tuple(home_rad) if home_rad is not None else tuple(j.home_rad for j in joints),
        damping_in=damping_in or where,
        rate_hz=rate_hz,
        physics_timestep_s=physics_timestep_s,
    )


def add_servos(spec: mujoco.MjSpec, body: Body, drive: Drive) -> None:
    """Put one position servo on every joint of a body's specification.

    Args:
        spec: The robot's specification without actuators, as `Body.build` gives it; edited.
        body: The robot.
        drive: Gains and limits.
    """
    is_joint = drive.damping_in == "joint"
    for i, facts in enumerate(body.joints):
        joint = spec.joint(facts.name)
        if joint is None:
            raise InvalidConfig(f"The model of {body.name!r} has no joint {facts.name!r}.")
        joint.armature = drive.armature[i]
        if is_joint:
            joint.damping = [drive.kd[i], 0, 0]
        elif body.damping_in == "joint":  # the body's own kd, which now acts in the actuator
            joint.damping = [0, 0, 0]
        actuator = spec.add_actuator(
            name=facts.name, target=facts.name, trntype=mujoco.mjtTrn.mjTRN_JOINT
        )
        actuator.set_to_position(kp=drive.kp[i], kv=0.0 if is_joint else drive.kd[i])
        actuator.forcelimited = mujoco.mjtLimited.mjLIMITED_TRUE
        actuator.forcerange = [-drive.effort_nm[i], drive.effort_nm[i]]
