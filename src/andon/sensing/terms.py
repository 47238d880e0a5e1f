"""The terms of an observation: names, sizes, units, frames."""

from dataclasses import dataclass
from typing import Literal

from andon.errors import unknown_name
from andon.sensing.ahead import AHEAD_SCAN, OVERHEAD_SCAN

__all__ = ["GIVEN_TERMS", "TERMS", "Term", "term"]


@dataclass(frozen=True, kw_only=True)
class Term:
    """One named quantity that a policy may read."""

    name: str
    """Name with frame."""
    unit: str
    """SI unit; `1` marks a pure number."""
    width: int | Literal["joints", "scan"]
    """Number of values, or what it grows with."""
    meaning: str
    """One sentence."""

    def size(self, num_joints: int, num_scan_points: int) -> int:
        """Give the number of values for a body and a scan."""
        if self.width == "joints":
            return num_joints
        return num_scan_points if self.width == "scan" else self.width


_ALL = (
    Term(name="ang_vel_b", unit="rad/s", width=3, meaning="Angular velocity of the base (gyro)."),
    Term(name="gravity_b", unit="1", width=3, meaning="Direction of gravity; (0, 0, -1) upright."),
    Term(
        name="lin_vel_b",
        unit="m/s",
        width=3,
        meaning="Velocity of the base, as a state estimator would give it.",
    ),
    Term(name="heading", unit="rad", width=1, meaning="Yaw of the base against the world."),
    Term(name="joint_pos", unit="rad", width="joints", meaning="Joint angles."),
    Term(name="joint_vel", unit="rad/s", width="joints", meaning="Joint speeds."),
    Term(
        name="velocity_command",
        unit="m/s, m/s, rad/s",
        width=3,
        meaning="Wanted velocity ahead, to the left, and yaw rate; heading frame.",
    ),
    Term(
        name="gait_command",
        unit="m",
        width=3,
        meaning="Wanted extra swing clearance, drop of the hips, and offset of the path to the "
        "left.",
    ),
    Term(
        name="height_scan",
        unit="m",
        width="scan",
        meaning="Ground height minus base height on a grid in the heading frame.",
    ),
    Term(
        name="ahead_scan",
        unit="m",
        width=AHEAD_SCAN.num_points,
        meaning="The same on a longer and wider grid, for those who think ahead.",
    ),
    Term(
        name="overhead_scan",
        unit="m",
        width=OVERHEAD_SCAN.num_points,
        meaning="Height of the lowest thing overhead minus base height; 2 where there is none.",
    ),
)

TERMS: dict[str, Term] = {term.name: term for term in _ALL}
"""All terms by name."""

GIVEN_TERMS = ("velocity_command", "gait_command")
"""Terms that are commands and not measured."""


def term(name: str) -> Term:
    """Give a term by name.

    Raises:
        UnknownName: When there is no such term.
    """
    if name not in TERMS:
        raise unknown_name("observation term", name, TERMS)
    return TERMS[name]
