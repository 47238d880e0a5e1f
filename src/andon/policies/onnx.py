"""A policy from an ONNX file with a contract."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
import onnxruntime
from numpy.typing import NDArray
from onnxruntime.capi import onnxruntime_pybind11_state as ort_errors

from andon.artifacts import content_hash, file_hash
from andon.bodies.body import Body
from andon.episodes.observation import Observation
from andon.errors import BrokenFile, ContractMismatch, Diverged, InvalidConfig
from andon.policies.check import contract_drive
from andon.policies.contract import Contract
from andon.policies.encoder import Encoder, measured_terms
from andon.policies.gait import Gait
from andon.randomness import stream
from andon.spatial import FloatArray

__all__ = ["OnnxPolicy", "load_session"]

Session = onnxruntime.InferenceSession
PROBE_ROWS = 24
ORT_ERRORS: tuple[type[Exception], ...] = (
    ort_errors.EPFail,
    ort_errors.Fail,
    ort_errors.InvalidArgument,
    ort_errors.InvalidGraph,
    ort_errors.InvalidProtobuf,
    ort_errors.NoModel,
    ort_errors.NotImplemented,
    ort_errors.RuntimeException,
    RuntimeError,
    ValueError,
)
"""What ONNX Runtime raises; its errors share no base class of their own."""


def load_session(path: Path) -> Session:
    """Open an ONNX file for one thread.

    Raises:
        BrokenFile: When the file is missing or ONNX Runtime cannot read it.
    """
    if not path.is_file():
        raise BrokenFile(f"No ONNX file at {path}.")
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    options.log_severity_level = 4
    try:
        return Session(str(path), options, providers=["CPUExecutionProvider"])
    except ORT_ERRORS as error:
        raise BrokenFile(f"ONNX Runtime cannot read {path}: {error}") from error


class OnnxPolicy:
    """Runs a network on encoded readings; one row's action never depends on another row."""

    def __init__(self, contract: Contract, path: Path, body: Body, num_scan_points: int) -> None:
        """Load the network and compare its shapes with the contract.

        Args:
            contract: A contract that fits the body.
            path: ONNX file with one input (N, input width) and one output (N, joints).
            body: The robot.
            num_scan_points: Points of the scenario's height scan; a [gait] brings its own.

        Raises:
            BrokenFile: When the file cannot be read.
            ContractMismatch: When input or output have another shape than the contract says.
            InvalidConfig: When the network gives numbers that are not finite.
        """
        self.name = contract.name
        self.contract, self.drive = contract, contract_drive(contract, body)
        self.terms = measured_terms(contract)
        self._path, self._session = path, load_session(path)
        own = None if contract.gait is None else contract.gait.scan
        points = num_scan_points if own is None else own.num_points
        self._encoder = Encoder(contract, body, self.drive, points)
        self._order = np.array([body.joint_names.index(n) for n in contract.joints], np.intp)
        home = np.array(self.drive.home_rad)
        self._offset = home if contract.action_offset == "home" else np.zeros_like(home)
        scales = contract.by_joint("action_scale")
        self._scale = np.array([scales.get(n, contract.action_scale) for n in contract.joints])
        self._gait = None if contract.gait is None else Gait(body, self.drive, contract.gait)
        self.scan = own
        self.planned_stance: NDArray[np.bool_] | None = None
        self._lower = np.array([j.lower_rad for j in body.joints])
        self._upper = np.array([j.upper_rad for j in body.joints])
        self._input, self._output = self._check_shapes()
        self._is_batched = self._probe()

    def _check_shapes(self) -> tuple[str, str]:
        inputs, outputs = self._session.get_inputs(), self._session.get_outputs()
        if len(inputs) != 1 or len(outputs) != 1:
            raise ContractMismatch(
                f"{self._path} has {len(inputs)} inputs and {len(outputs)} outputs; a policy has "
                "one of each."
            )
        wanted = (self._encoder.input_width, len(self.contract.joints))
        for port, width, what in zip((inputs[0], outputs[0]), wanted, ("in", "out"), strict=True):
            shape = list(port.shape)
            if len(shape) != 2 or (isinstance(shape[1], int) and shape[1] != width):
                raise ContractMismatch(
                    f"{self._path}: the {what}put {port.name!r} has the shape {shape}; the "
                    f"contract {self.name!r} says (batch, {width}): "
                    f"{self.contract.history} frames of "
                    f"{self._encoder.input_width // self.contract.history} values in, "
                    f"{len(self.contract.joints)} joints out."
                )
        return inputs[0].name, outputs[0].name

    def _probe(self) -> bool:
        """Say whether a row's result is the same in any batch; refuse a network gone wrong."""
        shape = (PROBE_ROWS, self._encoder.input_width)
        rows = stream(0, "onnx_probe").standard_normal(shape).astype(np.float32)
        try:
            alone = np.concatenate([self._run(row[None]) for row in rows])
        except ORT_ERRORS as error:
            raise ContractMismatch(f"{self._path} does not run: {error}") from error
        if not np.isfinite(alone).all():
            raise InvalidConfig(
                f"{self._path} gives numbers that are not finite on ordinary input: its weights "
                "are broken."
            )
        if alone.shape != (PROBE_ROWS, len(self.contract.joints)):
            raise ContractMismatch(
                f"{self._path} gives the shape {alone.shape} for {PROBE_ROWS} rows; expected "
                f"{(PROBE_ROWS, len(self.contract.joints))}."
            )
        try:
            together = [self._run(rows[:n]) for n in (2, 3, 5, 16, PROBE_ROWS)]
        except ORT_ERRORS:  # a network with a fixed batch of one
            return False
        return all(np.array_equal(out, alone[: len(out)]) for out in together)

    def _run(self, rows: NDArray[np.float32]) -> NDArray[np.float32]:
        return np.asarray(self._session.run([self._output], {self._input: rows})[0])

    def act(self, observation: Observation) -> FloatArray:
        """Give joint targets in the order of the body. Shape (N, num_joints). [rad].

        Raises:
            Diverged: When the network gives a number that is not finite.
        """
        step = None if self._gait is None else self._gait.advance(observation)
        with np.errstate(over="ignore"):
            inputs = self._encoder.encode(observation, None if step is None else step.blocks())
            rows: NDArray[np.float32] = inputs.astype(np.float32)
        is_lost = np.any(~np.isfinite(rows), axis=1, keepdims=True)  # diverged: its episode is over
        if self._is_batched:
            raw = self._run(rows)
        else:
            raw = np.concatenate([self._run(row[None]) for row in rows])
        raw = np.where(is_lost, np.float32(0.0), raw)
        if not np.isfinite(raw).all():
            bad = int(np.flatnonzero(~np.isfinite(raw).all(axis=1))[0])
            raise Diverged(
                f"The policy {self.name!r} gave a number that is not finite for seed "
                f"{observation.seeds[bad]} at step {observation.steps[bad]}."
            )
        action = raw.astype(np.float64)
        if self.contract.action_clip is not None:
            action = np.clip(action, -self.contract.action_clip, self.contract.action_clip)
        self._encoder.last_action[:] = action
        if step is not None:
            self.planned_stance = step.is_stance
        if step is None or self.contract.action_offset != "gait":
            targets = np.tile(self._offset, (len(action), 1))
            targets[:, self._order] += self._scale * action
            return targets
        targets = step.targets
        targets[:, self._order] += self._scale * action
        return np.clip(targets, self._lower, self._upper)

    def fork(self, rows: NDArray[np.intp]) -> "OnnxPolicy":
        """Give a policy whose row i continues from row `rows[i]` of this one."""
        twin = object.__new__(OnnxPolicy)
        twin.__dict__.update(self.__dict__)
        twin._encoder = self._encoder.fork(rows)
        if self._gait is not None:
            twin._gait = self._gait.fork(rows)
        return twin

    def memory(self, row: int) -> dict[str, NDArray[Any]]:
        """Give what one row remembers, for another process that has the same policy.

        Args:
            row: The row.

        Returns:
            Copies, with one row each.
        """
        found = self._encoder.memory(row)
        if self._gait is not None:
            own = self._gait.memory.gather(np.array([row]))
            found |= {f"gait.{name}": value for name, value in vars(own).items()}
        return found

    def recall(self, memory: Mapping[str, NDArray[Any]]) -> "OnnxPolicy":
        """Give a policy of one row that goes on from a memory of another process."""
        twin = object.__new__(OnnxPolicy)
        twin.__dict__.update(self.__dict__)
        twin._encoder = self._encoder.recall(memory)
        if self._gait is not None:
            own = {k.removeprefix("gait."): v for k, v in memory.items() if k.startswith("gait.")}
            twin._gait = self._gait.fork(np.zeros(0, np.intp))
            twin._gait.restore({"memory": own, "starts": {}})
        return twin

    def content_hash(self) -> str:
        """Give the hash of contract and network."""
        return content_hash([self.contract.content_hash(), file_hash(self._path)])
