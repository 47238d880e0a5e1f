"""Tactics: named settings of the command register, and how they replace what was commanded."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from andon.episodes.observation import Observation
from andon.errors import InvalidConfig, unknown_name
from andon.spatial import FloatArray

__all__ = [
    "KEEP",
    "REGISTER_HIGH",
    "REGISTER_LOW",
    "SPEED",
    "TACTICS",
    "Tactic",
    "override",
    "pick",
    "registers_of",
]

SPEED, CLEARANCE, DROP, OFFSET = range(4)
"""Columns of a register."""

REGISTER_LOW = np.array([-0.3, 0.0, 0.0, -1.0])
REGISTER_HIGH = np.array([2.2, 0.20, 0.16, 1.0])
"""What may be asked of the body: speed [m/s], clearance, drop, offset [m]."""

WALKING_M_S = 0.3
"""Commands slower than this are left alone: whoever is told to stand does not hurry."""


@dataclass(frozen=True, kw_only=True)
class Tactic:
    """One way to meet an obstacle: a setting of the register."""

    name: str
    """Name in tables."""
    speed_m_s: float | None = None
    """Speed ahead; as commanded when None."""
    clearance_m: float = 0.0
    """Extra lift of the swing foot."""
    drop_m: float = 0.0
    """Drop of the hips."""
    offset_m: float = 0.0
    """Shift of the path to the left."""

    def __post_init__(self) -> None:
        """Refuse settings beyond what may be asked of the body."""
        register = self.register()
        known = np.where(np.isnan(register), 0.0, register)
        if not ((known >= REGISTER_LOW) & (known <= REGISTER_HIGH)).all():
            raise InvalidConfig(
                f"The tactic {self.name!r} asks for {register.tolist()}; speed, clearance, drop "
                f"and offset must lie within {REGISTER_LOW.tolist()} to {REGISTER_HIGH.tolist()}."
            )

    def register(self) -> FloatArray:
        """Give speed (NaN: as commanded), clearance, drop, offset. Shape (4,)."""
        speed = np.nan if self.speed_m_s is None else self.speed_m_s
        return np.array([speed, self.clearance_m, self.drop_m, self.offset_m])


KEEP = Tactic(name="keep")
"""What was commanded."""

TACTICS = (
    KEEP,
    Tactic(name="fast", speed_m_s=2.0),
    Tactic(name="high", clearance_m=0.12),
    Tactic(name="higher", clearance_m=0.18),
    Tactic(name="low", drop_m=0.08),
    Tactic(name="lower", drop_m=0.15),
)
"""Few and distinct: every further one costs time and invites a false best.

Source:
    Six tactics of this kind were better than eleven in a feasibility study of this body class."""


def pick(names: Sequence[str]) -> tuple[Tactic, ...]:
    """Give tactics by name.

    Raises:
        UnknownName: When there is no such tactic.
    """
    known = {tactic.name: tactic for tactic in TACTICS}
    for name in names:
        if name not in known:
            raise unknown_name("tactic", name, known)
    return tuple(known[name] for name in names)


def registers_of(tactics: Sequence[Tactic]) -> FloatArray:
    """Give the registers of several tactics. Shape (len(tactics), 4)."""
    return np.stack([tactic.register() for tactic in tactics])


def override(observation: Observation, registers: FloatArray) -> Observation:
    """Let a policy read registers in the place of what was commanded.

    Speed replaces that of the command where the robot is told to walk; clearance and drop are the
    larger of both; the offset is added.

    Args:
        observation: Readings with `velocity_command` and `gait_command`.
        registers: Speed (NaN: as commanded), clearance, drop, offset. Shape (N, 4).
    """
    command = observation.terms["velocity_command"].copy()
    gait = observation.terms["gait_command"].copy()
    speed = registers[:, SPEED]
    is_set = ~np.isnan(speed) & (command[:, 0] >= WALKING_M_S)
    command[:, 0] = np.where(is_set, speed, command[:, 0])
    gait[:, 0] = np.maximum(gait[:, 0], registers[:, CLEARANCE])
    gait[:, 1] = np.maximum(gait[:, 1], registers[:, DROP])
    gait[:, 2] += registers[:, OFFSET]
    terms = {**observation.terms, "velocity_command": command, "gait_command": gait}
    return replace(observation, terms=terms)
