"""A robot as data: joints, limits, feet, and a builder of its MuJoCo specification."""

from collections.abc import Callable
from dataclasses import dataclass, field

import mujoco

from andon.artifacts import content_hash, to_json
from andon.errors import InvalidConfig
from andon.registry import Registry

__all__ = ["Body", "Joint", "bodies"]


@dataclass(frozen=True, kw_only=True)
class Joint:
    """One actuated hinge."""

    name: str
    """Name of the joint in the model."""
    lower_rad: float
    """Lower end of the range."""
    upper_rad: float
    """Upper end of the range."""
    effort_nm: float
    """Largest torque of the drive, N m."""
    kp: float
    """Stiffness of the position servo, N m/rad."""
    kd: float
    """Damping of the position servo, N m s/rad."""
    armature: float
    """Rotor inertia reflected to the joint, kg m^2."""
    home_rad: float = 0.0
    """Angle of the standing pose."""
    velocity_rad_s: float | None = None
    """Largest speed of the drive, rad/s; a fact that the simulation does not enforce."""

    def __post_init__(self) -> None:
        """Refuse a joint that cannot be driven."""
        if not self.lower_rad < self.upper_rad:
            raise InvalidConfig(
                f"Joint {self.name!r} has the range {self.lower_rad}..{self.upper_rad} rad; "
                "the lower end must lie below the upper end."
            )
        if not self.effort_nm > 0:
            raise InvalidConfig(
                f"Joint {self.name!r} has the effort limit {self.effort_nm} N m; it must be > 0."
            )
        if not (self.kp >= 0 and self.kd >= 0 and self.armature >= 0):
            raise InvalidConfig(
                f"Joint {self.name!r} has kp {self.kp}, kd {self.kd}, armature {self.armature}; "
                "none may be negative."
            )


@dataclass(frozen=True, kw_only=True)
class Body:
    """A robot: facts, and a builder of its specification.

    The specification holds the robot alone, without ground, with its root body free to move.
    """

    name: str
    """Registered name, or the file it came from."""
    joints: tuple[Joint, ...]
    """Actuated joints in the order of the model; joint arrays everywhere use this order."""
    root: str
    """Name of the floating base body."""
    feet: tuple[str, ...]
    """Names of the foot bodies, left before right."""
    base_height_m: float
    """Height of the base origin above level ground in the standing pose."""
    mass_kg: float
    """Total mass."""
    damping_in: str = "actuator"
    """Where kd acts: `actuator` (inside the torque limit) or `joint` (passive damping)."""
    notes: tuple[str, ...] = ()
    """What was assumed or added while loading."""
    build: Callable[[bool], mujoco.MjSpec] = field(repr=False, compare=False)
    """Builds a fresh specification; True keeps the geoms that are only there to be looked at."""

    @property
    def num_joints(self) -> int:
        """Number of actuated joints."""
        return len(self.joints)

    @property
    def joint_names(self) -> tuple[str, ...]:
        """Names of the actuated joints, in order."""
        return tuple(joint.name for joint in self.joints)

    def content_hash(self) -> str:
        """Give the hash of the facts and of the physical model."""
        facts = {f: to_json(getattr(self, f)) for f in ("joints", "root", "feet", "damping_in")}
        return content_hash({"facts": facts, "model": self.build(False).to_xml()})


bodies: Registry[Body] = Registry("body")
