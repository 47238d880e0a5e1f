"""The gait without a learned residual, as a policy."""

import numpy as np
from numpy.typing import NDArray

from andon.artifacts import content_hash
from andon.bodies.body import Body
from andon.episodes.observation import Observation
from andon.policies.gait import GAIT_TERMS, Gait
from andon.policies.gait_config import GaitConfig
from andon.policies.gait_drive import gait_drive
from andon.spatial import FloatArray

__all__ = ["GaitPolicy"]


class GaitPolicy:
    """Steps by the clock without balancing: what the reflex is when it has learned nothing."""

    name = "gait"
    terms: tuple[str, ...] = GAIT_TERMS

    def __init__(self, body: Body, config: GaitConfig | None = None) -> None:
        """Measure the legs and set the gains.

        Raises:
            InvalidConfig: When the body is no biped with the joints that `legs_of` needs.
        """
        self.drive = gait_drive(body)
        self._gait = Gait(body, self.drive, config)
        self.scan = self._gait.config.scan
        self.planned_stance: NDArray[np.bool_] | None = None

    def act(self, observation: Observation) -> FloatArray:
        """Give joint targets in the order of the body. Shape (N, num_joints). [rad]."""
        step = self._gait.advance(observation)
        self.planned_stance = step.is_stance
        return step.targets

    def fork(self, rows: NDArray[np.intp]) -> "GaitPolicy":
        """Give a policy whose row i continues from row `rows[i]` of this one."""
        twin = object.__new__(GaitPolicy)
        twin.__dict__.update(self.__dict__)
        twin._gait = self._gait.fork(rows)
        return twin

    def content_hash(self) -> str:
        """Give the hash of name, shape and drive."""
        return content_hash([self.name, self._gait.config, self.drive])
