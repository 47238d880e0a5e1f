"""What a policy promises: what it reads, what it writes, and how the joints are driven."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

from andon.artifacts import content_hash
from andon.bodies.from_file import JointFacts
from andon.errors import InvalidConfig
from andon.policies.gait_config import GaitConfig

__all__ = ["GAIT_WIDTHS", "POLICY_TERMS", "Clock", "Contract", "ContractTerm", "JointGroup"]

POLICY_TERMS: dict[str, str] = {
    "ang_vel_b": "base angular velocity [rad/s]",
    "gravity_b": "direction of gravity in the base frame [1]",
    "lin_vel_b": "estimated base velocity [m/s]",
    "heading": "yaw against the world [rad]",
    "velocity_command": "commanded velocity ahead, left, yaw rate [m/s, m/s, rad/s]",
    "joint_pos": "joint angles [rad]",
    "joint_pos_rel": "joint angles minus the home pose [rad]",
    "joint_vel": "joint speeds [rad/s]",
    "last_action": "the policy's own previous output, after its clip [1]",
    "phase_sin": "sine of the gait phase of each leg [1]",
    "phase_cos": "cosine of the gait phase of each leg [1]",
    "air_ratio": "share of the gait cycle that each leg swings [1]",
    "height_scan": "ground height minus base height on the grid of the scan [m]",
    "joint_pos_ref_rel": "joint angles minus those that the gait wants [rad]",
    "gait_phase": "sine and cosine of the gait's phase; 0 while standing [1]",
    "gait_velocity": "velocity that the gait is made for [m/s, m/s, rad/s]",
    "gait_register": "extra swing clearance and hip drop of this moment [m]",
    "foothold_shift": "shift of each foot's present or next foothold [m]",
    "foothold_rise": "level of each foot's present or next foothold above the support [m]",
    "odometry": "velocity ahead and to the left, from the standing feet [m/s]",
    "is_standing": "1 while the gait's clock stands still [1]",
}
"""Terms that a contract may list. Joint terms come in the contract's joint order."""

GAIT_WIDTHS = {
    "gait_phase": 2,
    "gait_velocity": 3,
    "gait_register": 2,
    "foothold_shift": 2,
    "foothold_rise": 2,
    "odometry": 2,
    "is_standing": 1,
}
"""Sizes of the terms that come from the gait; they and `joint_pos_ref_rel` need a [gait]."""


@dataclass(frozen=True, kw_only=True)
class ContractTerm:
    """One block of the policy's input."""

    term: str
    """Name out of `POLICY_TERMS`."""
    scale: float = 1.0
    """Factor on the values."""
    clip: float | None = None
    """Largest magnitude after scaling."""
    noise: float = 0.0
    """Half-width of the uniform noise in training, before scaling, in the unit of the term."""


@dataclass(frozen=True, kw_only=True)
class Clock:
    """Gait clock: phase of leg i is `(t / cycle_s + offsets[i]) mod 1`."""

    cycle_s: float
    """Length of a gait cycle."""
    offsets: tuple[float, ...]
    """Phase of each leg at the start. [1]"""
    air_ratio: tuple[float, ...] = ()
    """Share of the cycle that each leg swings. [1]"""


@dataclass(frozen=True, kw_only=True)
class JointGroup:
    """Facts that joints of the body share; None leaves what the body says."""

    names: tuple[str, ...]
    """Joints."""
    kp: float | None = None
    """Stiffness, N m/rad."""
    kd: float | None = None
    """Damping, N m s/rad."""
    effort_nm: float | None = None
    """Torque limit."""
    home_rad: float | None = None
    """Angle of the home pose."""
    action_scale: float | None = None
    """Factor on the action of these joints; the contract's when None. [rad]"""


@dataclass(frozen=True, kw_only=True)
class Contract:
    """Everything that must agree between training, simulation and robot."""

    name: str
    """Name of the policy."""
    source: str = ""
    """Where the policy and these facts come from."""
    model: str | None = None
    """ONNX file, beside the contract or beside the body's file."""
    rate_hz: float = 50.0
    """Actions per second."""
    physics_timestep_s: float = 0.005
    """Integration step of the training."""
    terms: tuple[ContractTerm, ...] = ()
    """Blocks of one observation frame, in order."""
    history: int = 1
    """Frames in the input, oldest first."""
    first_frame: Literal["repeat", "zeros"] = "repeat"
    """What the history holds at the start: the first frame, or zeros."""
    clip: float | None = None
    """Largest magnitude of any input."""
    joints: tuple[str, ...] = ()
    """Joints in the order of input and output."""
    action_scale: float = 1.0
    """Target = offset + action_scale * action. [rad]"""
    action_offset: Literal["home", "zero", "gait"] = "home"
    """What the action is added to; `gait`: the pose that the gait wants at this moment."""
    action_clip: float | None = None
    """Largest magnitude of an action before scaling."""
    action_delay_ms: tuple[float, float] = (0.0, 0.0)
    """Range of action delays in training."""
    command_low: tuple[float, float, float] | None = None
    """Smallest commands in training. [m/s, m/s, rad/s]"""
    command_high: tuple[float, float, float] | None = None
    """Largest commands in training. [m/s, m/s, rad/s]"""
    groups: tuple[JointGroup, ...] = ()
    """Gains, limits and home pose by joint."""
    damping_in: Literal["actuator", "joint"] | None = None
    """Where kd acts; as the body says when None."""
    gains_from: Literal["match", "contract"] = "match"
    """`match`: the body's own gains must equal the contract's; `contract`: the contract's are used
    whatever the body says."""
    clock: Clock | None = None
    """Gait clock, when phase terms are read."""
    gait: GaitConfig | None = None
    """The analytic gait that the action corrects; see `andon.policies.gait`."""
    content: Mapping[str, object] = field(default_factory=dict[str, object], repr=False)
    """The file as it was read."""

    def by_joint(
        self, fact: Literal["kp", "kd", "effort_nm", "home_rad", "action_scale"]
    ) -> dict[str, float]:
        """Give one fact of the groups by joint name."""
        found: dict[str, float] = {}
        for group in self.groups:
            value: float | None = getattr(group, fact)
            if value is not None:
                found |= dict.fromkeys(group.names, value)
        return found

    def joint_facts(self) -> JointFacts:
        """Give what a model file may lack; on a gait, whatever it calls the same joints."""

        def known(fact: Literal["kp", "kd", "effort_nm", "home_rad"]) -> dict[str, float]:
            own = self.by_joint(fact)
            alias = {f"{name}_joint": value for name, value in own.items()}
            return own if self.gait is None else own | alias

        return JointFacts(
            effort_nm=known("effort_nm"),
            kp=known("kp"),
            kd=known("kd"),
            home_rad=known("home_rad"),
        )

    def frame_width(self, num_scan_points: int) -> int:
        """Give the size of one observation frame.

        Args:
            num_scan_points: Points of the scenario's height scan.
        """
        return sum(self.term_width(t.term, num_scan_points) for t in self.terms)

    def term_width(self, name: str, num_scan_points: int) -> int:
        """Give the number of values of one term."""
        joint_terms = {
            *("joint_pos", "joint_pos_rel", "joint_pos_ref_rel", "joint_vel", "last_action")
        }
        if name in joint_terms:
            return len(self.joints)
        if name in GAIT_WIDTHS:
            return GAIT_WIDTHS[name]
        if name in {"phase_sin", "phase_cos", "air_ratio"}:
            if self.clock is None:
                raise InvalidConfig(
                    f"The contract {self.name!r} reads {name!r} but has no [clock]."
                )
            return len(self.clock.offsets)
        if name == "height_scan":
            return num_scan_points
        return 1 if name == "heading" else 3

    def content_hash(self) -> str:
        """Give the hash of the contract."""
        plain = {k: getattr(self, k) for k in self.__dataclass_fields__ if k != "content"}
        return content_hash(plain)


def duplicates(names: Sequence[str]) -> list[str]:
    """Give the names that occur more than once, in order."""
    return sorted({name for name in names if list(names).count(name) > 1})
