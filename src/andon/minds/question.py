"""What a mind asks of its imagination, and what it is told."""

from dataclasses import dataclass
from math import inf

import numpy as np
from numpy.typing import NDArray

from andon.minds.own_state import OwnState
from andon.minds.terrain import Terrain
from andon.spatial import FloatArray

__all__ = [
    "FELL",
    "HYPOTHESES",
    "OPEN",
    "PASSED",
    "TRIPPED_LATER",
    "Answer",
    "Hypothesis",
    "Question",
]

OPEN, PASSED, FELL, TRIPPED_LATER = range(4)
"""How a future ended: not at all, past the goal, by a fall, or past it but unable to stop."""


@dataclass(frozen=True, kw_only=True)
class Hypothesis:
    """One way in which the estimate may be wrong, and what a scan cannot see."""

    name: str
    """Name in tables."""
    edge_m: float = 0.0
    """Edges lie this much further ahead."""
    rise_m: float = 0.0
    """What rises or drops ahead does so by this much more."""
    friction: float = 0.85
    """Sliding friction of the ground."""
    board_nm: float | None = None
    """Stiffness against tilting of what bridges a ditch, N m/rad; firm ground when None."""
    board_n: float = 50.0
    """Friction that holds it against sliding. [N]"""


HYPOTHESES = (
    Hypothesis(name="as seen"),
    Hypothesis(
        name="further, higher",
        edge_m=0.02,
        rise_m=0.01,
        friction=1.0,
        board_nm=300.0,
        board_n=70.0,
    ),
    Hypothesis(
        name="nearer, lower",
        edge_m=-0.02,
        rise_m=-0.01,
        friction=0.7,
        board_nm=100.0,
        board_n=25.0,
    ),
)
"""The estimate, and its error to either side.

Source:
    Three hypotheses of this spread were better than one in a feasibility study of this body
    class."""


@dataclass(frozen=True, kw_only=True)
class Question:
    """What a mind asks about one robot; readings, and what was made of them."""

    row: int
    """Row of the policy that the futures go on from."""
    own: OwnState
    """The robot as it believes to be."""
    terrain: Terrain
    """The ground as it believes it to be."""
    velocity_command: FloatArray
    """Commanded velocity. Shape (3,). [m/s, m/s, rad/s]"""
    gait_command: FloatArray
    """Commanded registers. Shape (3,). [m]"""
    height_scan: FloatArray
    """The policy's own scan as it reads it now. Shape (num_points,). [m]"""
    step: int
    """Control steps since the start of the episode; when scans are due follows from it."""
    current: FloatArray
    """Register in force until the answer takes effect. Shape (4,)."""
    registers: FloatArray
    """Registers to try. Shape (T, 4)."""
    commit_steps: int
    """Control steps until the answer takes effect."""
    horizon_steps: int
    """Control steps to look ahead."""
    hypotheses: tuple[Hypothesis, ...] = HYPOTHESES
    """Ways in which the estimate may be wrong."""
    weights: FloatArray | None = None
    """How likely each hypothesis is by now. All are alike when None, and nobody asks what readings
    they foretell. Shape (H,)."""
    budget_s: float = inf
    """Charged time after which the answer is given as it stands."""


@dataclass(frozen=True, kw_only=True)
class Answer:
    """How the futures of one question ended."""

    status: NDArray[np.int8]
    """One of `OPEN`, `PASSED`, `FELL`, `TRIPPED_LATER`. Shape (T, H)."""
    time_s: FloatArray
    """Time to the end of each. Shape (T, H)."""
    way_m: FloatArray
    """Way along the course at its end. Shape (T, H)."""
    goal_m: float
    """Where the obstacle is passed."""
    ticks: int
    """Control steps that were imagined one after the other."""
    row_ticks: int
    """Control steps of all futures together."""
    is_cut: bool
    """Whether the budget was spent before all futures had ended."""
    trace: FloatArray | None = None
    """What the readings of the next steps would be in each; see `Evidence.expect`.
    Shape (T, H, K, FEATURES)."""
