"""From readings to the input of a network, exactly as a contract describes it."""

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from andon.bodies.body import Body
from andon.bodies.drive import Drive
from andon.episodes.observation import Observation
from andon.errors import InvalidConfig
from andon.policies.contract import GAIT_WIDTHS, Contract
from andon.policies.gait import GAIT_TERMS
from andon.spatial import FloatArray

__all__ = ["Encoder", "measured_terms"]

GaitBlocks = Mapping[str, FloatArray]
"""Values of the gait's terms, and `targets`: the joint angles that it wants."""

MEASURED_AS: dict[str, str | None] = {
    "joint_pos_rel": "joint_pos",
    "last_action": None,
    "phase_sin": None,
    "phase_cos": None,
    "air_ratio": None,
    "joint_pos_ref_rel": "joint_pos",
    **dict.fromkeys(GAIT_WIDTHS),
}
"""Which sensing term a policy term is made from, where the names differ."""


def measured_terms(contract: Contract) -> tuple[str, ...]:
    """Name the sensing terms that a contract needs, without repetition."""
    names = [MEASURED_AS.get(t.term, t.term) for t in contract.terms]
    if contract.gait is not None:
        names += GAIT_TERMS
    return tuple(dict.fromkeys(name for name in names if name is not None))


class Encoder:
    """Builds network inputs; its memory (history, last action) has one row per world."""

    def __init__(self, contract: Contract, body: Body, drive: Drive, num_scan_points: int) -> None:
        """Prepare for a contract that has been checked against the body.

        Args:
            contract: What the policy reads.
            body: The robot.
            drive: Gives the home pose.
            num_scan_points: Points of the scenario's height scan.
        """
        self._contract, self._num_scan_points = contract, num_scan_points
        order = [body.joint_names.index(name) for name in contract.joints]
        self._order = np.array(order, np.intp)
        self._home = np.array(drive.home_rad)[self._order]
        self._width = contract.frame_width(num_scan_points)
        self._history = np.zeros((0, contract.history, self._width))
        self.last_action = np.zeros((0, len(contract.joints)))

    @property
    def input_width(self) -> int:
        """Size of the network's input."""
        return self._width * self._contract.history

    def fork(self, rows: NDArray[np.intp]) -> "Encoder":
        """Give an encoder whose row i continues from row `rows[i]`."""
        twin = object.__new__(Encoder)
        twin.__dict__.update(self.__dict__)
        twin._history = self._history[rows]
        twin.last_action = self.last_action[rows]
        return twin

    def memory(self, row: int) -> dict[str, FloatArray]:
        """Give copies of what one row remembers, with one row each."""
        return {
            "history": self._history[row : row + 1].copy(),
            "last_action": self.last_action[row : row + 1].copy(),
        }

    def recall(self, memory: Mapping[str, FloatArray]) -> "Encoder":
        """Give an encoder that goes on from the memory of one row."""
        twin = self.fork(np.zeros(0, np.intp))
        twin._history, twin.last_action = memory["history"].copy(), memory["last_action"].copy()
        return twin

    def resume(self, last_action: FloatArray) -> None:
        """Go on with known last actions; for contracts without history. Shape (N, joints)."""
        self._history = np.zeros((len(last_action), self._contract.history, self._width))
        self.last_action = last_action.copy()

    def encode(self, observation: Observation, gait: GaitBlocks | None = None) -> FloatArray:
        """Give the inputs of all rows.

        Args:
            observation: Readings.
            gait: Values of the gait's terms by name; needed where the contract has a gait.

        Returns:
            Inputs, frames oldest first. Shape (N, input_width).

        Raises:
            InvalidConfig: When the number of rows changes while episodes run.
        """
        self._resize(observation)
        first = observation.is_first
        self.last_action[first] = 0.0
        blocks = [self._block(observation, t.term, gait or {}) for t in self._contract.terms]
        frame = np.concatenate(blocks, axis=1)
        frame = self._scale_and_clip(frame)
        self._history[:, :-1] = self._history[:, 1:]
        self._history[:, -1] = frame
        start = frame[first, None] if self._contract.first_frame == "repeat" else 0.0
        self._history[first, : self._contract.history - 1] = start
        return self._history.reshape(len(frame), -1)

    def _resize(self, observation: Observation) -> None:
        count = observation.num_worlds
        if len(self.last_action) == count:
            return
        if not observation.is_first.all() and len(self.last_action):
            raise InvalidConfig(
                f"The policy ran {len(self.last_action)} worlds and now got {count}; use fork()."
            )
        self._history = np.zeros((count, self._contract.history, self._width))
        self.last_action = np.zeros((count, len(self._contract.joints)))

    def _scale_and_clip(self, frame: FloatArray) -> FloatArray:
        start = 0
        for t in self._contract.terms:
            end = start + self._contract.term_width(t.term, self._num_scan_points)
            if t.scale != 1.0:
                frame[:, start:end] *= t.scale
            if t.clip is not None:
                np.clip(frame[:, start:end], -t.clip, t.clip, out=frame[:, start:end])
            start = end
        if self._contract.clip is not None:
            np.clip(frame, -self._contract.clip, self._contract.clip, out=frame)
        return frame

    def _block(self, observation: Observation, name: str, gait: GaitBlocks) -> FloatArray:
        terms = observation.terms
        if name in gait:
            return gait[name]
        if name == "joint_pos_ref_rel":
            return (terms["joint_pos"] - gait["targets"])[:, self._order]
        if name in {"joint_pos", "joint_vel"}:
            return terms[name][:, self._order]
        if name == "joint_pos_rel":
            return terms["joint_pos"][:, self._order] - self._home
        if name == "last_action":
            return self.last_action
        if name in {"phase_sin", "phase_cos", "air_ratio"}:
            return self._clock_block(observation.time_s, name)
        return terms[name]

    def _clock_block(self, time_s: FloatArray, name: str) -> FloatArray:
        clock = self._contract.clock
        if clock is None:
            raise InvalidConfig(f"The contract reads {name!r} but has no [clock].")
        if name == "air_ratio":
            return np.tile(np.array(clock.air_ratio), (len(time_s), 1))
        phase = np.mod(time_s[:, None] / clock.cycle_s + np.array(clock.offsets), 1.0)
        angle = 2 * np.pi * phase
        return np.sin(angle) if name == "phase_sin" else np.cos(angle)
