"""What the first contact says: which hypothesis foretold the readings that came."""

from collections import deque
from dataclasses import dataclass

import numpy as np

from andon.errors import InvalidConfig
from andon.spatial import FloatArray

__all__ = ["FEATURES", "TRACE_STEPS", "Evidence", "EvidenceConfig", "features_of_self"]

TRACE_STEPS = 30
"""Control steps of each future that are kept to be compared with what comes: until the next think
and a little longer."""
FEATURES = 9
"""Direction of gravity, velocity and angular velocity of the base."""
SPREAD = np.array([0.05] * 3 + [0.10] * 3 + [0.30] * 3)
"""How far readings lie from what is foretold, where everything is foretold rightly. *Assumed*: the
errors of the sensors, rounded up."""
GROWTH_STEPS = 10
"""After so many control steps futures are twice as far off as at first. *Assumed*."""
MOST = 18.0
"""The readings of a step count at most like this: futures go astray, too. *Assumed*."""


@dataclass(frozen=True, kw_only=True)
class EvidenceConfig:
    """How much readings are believed."""

    trust: float = 0.0
    """Weight of one step of readings, [0, 1]: steps that follow each other say much the same. With
    0 all hypotheses stay as likely as they were. [1]"""
    fading: float = 0.7
    """What is left at the next think of what spoke for a hypothesis before. [1]"""
    floor: float = 0.05
    """No hypothesis becomes less likely than this share of the likeliest one. [1]"""

    def __post_init__(self) -> None:
        """Refuse shares that are none."""
        if not (0 <= self.trust <= 1 and 0 <= self.fading <= 1 and 0 < self.floor <= 1):
            raise InvalidConfig(
                "trust and fading must lie in [0, 1] and floor in (0, 1]; got "
                f"{self.trust}, {self.fading} and {self.floor}."
            )


def features_of_self(
    gravity_b: FloatArray, lin_vel_b: FloatArray, spin_b: FloatArray
) -> FloatArray:
    """Give what is compared. Shape (n, FEATURES), from shapes (n, 3)."""
    return np.concatenate([gravity_b, lin_vel_b, spin_b], axis=1)


class Evidence:
    """How likely each hypothesis is to one robot by now.

    A hypothesis is likelier, the nearer its future came to the readings; where all futures are the
    same, such as on level ground, nothing changes.
    """

    def __init__(self, num_hypotheses: int, config: EvidenceConfig) -> None:
        """Begin with all as likely as each other."""
        self._config = config
        self._log = np.zeros(num_hypotheses)
        self._readings: deque[tuple[int, FloatArray]] = deque(maxlen=2 * TRACE_STEPS)
        self._begun, self._trace = -1, np.zeros((num_hypotheses, 0, FEATURES))

    def note(self, step: int, features: FloatArray) -> None:
        """Take in the readings of a control step. Shape (FEATURES,)."""
        if self._config.trust > 0:
            self._readings.append((step, features))
            self._compare(step, features)

    def expect(self, begun_step: int, trace: FloatArray) -> None:
        """Remember what is foretold, and compare it with what came already.

        Args:
            begun_step: Control step from which it was.
            trace: Features of each future, of the steps that follow; NaN where it had ended.
                Shape (H, K, FEATURES).
        """
        self._log *= self._config.fading
        if trace.shape[0] == len(self._log):
            self._begun, self._trace = begun_step, trace
            for step, features in self._readings:
                self._compare(step, features)

    def _compare(self, step: int, features: FloatArray) -> None:
        k = step - self._begun - 1
        if not 0 <= k < self._trace.shape[1]:
            return
        told = self._trace[:, k]
        is_told = np.isfinite(told).all(axis=1)
        if not is_told.any():
            return
        spread = SPREAD * (1 + k / GROWTH_STEPS)
        off = np.minimum((((features - told) / spread) ** 2).sum(axis=1), MOST)
        off = np.where(is_told, off, MOST)  # a future that ended too soon was wrong
        self._log -= 0.5 * self._config.trust * off

    def forget_trace(self) -> None:
        """Expect nothing any more: the body did something else."""
        self._trace = self._trace[:, :0]

    def weights(self) -> FloatArray:
        """Give the likelihood of each hypothesis; they add up to 1. Shape (H,)."""
        share = np.maximum(np.exp(self._log - self._log.max()), self._config.floor)
        return np.asarray(share / share.sum())

    def copy(self) -> "Evidence":
        """Give one that knows the same."""
        twin = Evidence(len(self._log), self._config)
        twin._log, twin._readings = self._log.copy(), self._readings.copy()
        twin._begun, twin._trace = self._begun, self._trace
        return twin
