"""What the robot knows of itself, from readings: attitude, joints, velocities, last targets."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from andon.episodes.observation import Observation
from andon.errors import InvalidConfig
from andon.spatial import FloatArray

__all__ = ["SELF_TERMS", "OwnState", "SelfEstimator", "attitude"]

SELF_TERMS = ("ang_vel_b", "gravity_b", "lin_vel_b", "heading", "joint_pos", "joint_vel")
"""What it takes to know oneself."""


@dataclass(frozen=True, kw_only=True)
class OwnState:
    """One robot's own state as it believes it to be; there is no position in it."""

    gravity_b: FloatArray
    """Direction of gravity in the base frame. Shape (3,). [1]"""
    heading: float
    """Yaw. [rad]"""
    lin_vel_b: FloatArray
    """Velocity of the base in its own frame. Shape (3,). [m/s]"""
    ang_vel_b: FloatArray
    """Angular velocity of the base. Shape (3,). [rad/s]"""
    joint_pos: FloatArray
    """Joint angles. Shape (num_joints,). [rad]"""
    joint_vel: FloatArray
    """Joint speeds. Shape (num_joints,). [rad/s]"""
    targets: FloatArray
    """Own last joint targets, newest first: those that a delay still holds back.
    Shape (history, num_joints). [rad]"""


def attitude(gravity_b: FloatArray, yaw: float) -> FloatArray:
    """Give the attitude with a direction of gravity and a heading.

    Args:
        gravity_b: Direction of gravity in the base frame; any length. Shape (3,).
        yaw: Heading. [rad]

    Returns:
        Unit quaternion wxyz, `quat_wb`. Shape (4,).
    """
    up = -gravity_b / np.linalg.norm(gravity_b)
    pitch = float(-np.arcsin(np.clip(up[0], -1.0, 1.0)))
    roll = float(np.arctan2(up[1], up[2]))
    (cr, cp, cy), (sr, sp, sy) = ([f(a / 2) for a in (roll, pitch, yaw)] for f in (np.cos, np.sin))
    return np.array(
        [
            cr * cp * cy + sr * sp * sy,
            sr * cp * cy - cr * sp * sy,
            cr * sp * cy + sr * cp * sy,
            cr * cp * sy - sr * sp * cy,
        ]
    )


class SelfEstimator:
    """Follows the readings of N robots; a row's estimate depends on its own readings alone.

    Gravity is carried along by the gyro and drawn towards its own reading.

    Source:
        R. Mahony et al., "Nonlinear Complementary Filters on the Special Orthogonal Group", IEEE
        TAC 2008, in its plainest form.
    """

    def __init__(self, gravity_share: float, history: int) -> None:
        """Prepare for no rows.

        Args:
            gravity_share: Weight of the newest reading of gravity, (0, 1]; 1 believes it alone.
            history: Own targets to remember.

        Raises:
            InvalidConfig: When the share is no share, or nothing is to be remembered.
        """
        if not 0 < gravity_share <= 1 or history < 1:
            raise InvalidConfig(
                f"gravity_share must lie in (0, 1] and history be at least 1; got {gravity_share} "
                f"and {history}."
            )
        self._share, self._history = gravity_share, history
        self._gravity = np.zeros((0, 3))
        self._spin = np.zeros((0, 3))
        self._targets = np.zeros((0, history, 0))
        self._seen: dict[str, FloatArray] = {}

    def read(self, observation: Observation, dt: float) -> None:
        """Take in the readings of one control step.

        Args:
            observation: Readings of N robots.
            dt: Time since the last one. [s]
        """
        terms, count = observation.terms, observation.num_worlds
        self._seen = {name: terms[name] for name in SELF_TERMS}
        measured, spin = terms["gravity_b"], terms["ang_vel_b"]
        if len(self._gravity) != count:
            self._gravity, self._spin = measured.copy(), spin.copy()
            shape = (count, self._history, terms["joint_pos"].shape[1])
            self._targets = np.zeros(shape)
        turn = 0.5 * (spin + self._spin) * dt
        carried = self._gravity + np.cross(self._gravity, turn)
        carried = carried + 0.5 * np.cross(np.cross(self._gravity, turn), turn)
        fresh = carried + self._share * (measured - carried)
        first = observation.is_first[:, None]
        self._gravity = np.where(first, measured, fresh)
        self._spin = spin.copy()
        self._targets[observation.is_first] = terms["joint_pos"][observation.is_first, None]

    def note(self, targets: FloatArray) -> None:
        """Remember what was just sent to the joints. Shape (N, num_joints). [rad]."""
        self._targets[:, 1:] = self._targets[:, :-1]
        self._targets[:, 0] = targets

    def features(self, row: int) -> FloatArray:
        """Give what futures are compared with; see `evidence`. Shape (FEATURES,)."""
        s = self._seen
        parts = (self._gravity[row], s["lin_vel_b"][row], s["ang_vel_b"][row])
        return np.concatenate(parts)

    def last_targets(self) -> FloatArray:
        """Give what was sent to the joints last. Shape (N, num_joints). [rad]."""
        return self._targets[:, 0].copy()

    def of(self, row: int) -> OwnState:
        """Give one robot's state as believed."""
        s = self._seen
        return OwnState(
            gravity_b=self._gravity[row].copy(),
            heading=float(s["heading"][row, 0]),
            lin_vel_b=s["lin_vel_b"][row].copy(),
            ang_vel_b=s["ang_vel_b"][row].copy(),
            joint_pos=s["joint_pos"][row].copy(),
            joint_vel=s["joint_vel"][row].copy(),
            targets=self._targets[row].copy(),
        )

    def fork(self, rows: NDArray[np.intp]) -> "SelfEstimator":
        """Give an estimator whose row i continues from row `rows[i]`."""
        twin = SelfEstimator(self._share, self._history)
        twin._gravity, twin._spin = self._gravity[rows], self._spin[rows]
        twin._targets = self._targets[rows]
        twin._seen = {name: values[rows] for name, values in self._seen.items()}
        return twin
