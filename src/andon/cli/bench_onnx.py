"""A network of a given size for benchmarks, written as ONNX without the `onnx` package."""

from collections.abc import Sequence
from itertools import pairwise
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
from numpy.typing import NDArray

from andon.policies.contract import Contract, ContractTerm
from andon.policies.onnx import OnnxPolicy
from andon.policies.setup import Rig
from andon.randomness import stream

__all__ = ["make_bench_policy", "write_mlp"]

FLOAT = 1
"""ONNX's number for 32-bit floats."""


def make_bench_policy(rig: Rig, *, hidden: Sequence[int], history: int) -> OnnxPolicy:
    """Make a policy with small random weights, to measure what a network costs.

    Args:
        rig: Body and scenario.
        hidden: Widths of the hidden layers.
        history: Frames in the input.
    """
    names = ("ang_vel_b", "gravity_b", "joint_pos_rel", "joint_vel", "last_action")
    contract = Contract(
        name=f"bench_{'_'.join(map(str, hidden))}",
        terms=tuple(ContractTerm(term=name) for name in names),
        history=history,
        joints=rig.body.joint_names,
        action_scale=0.25,
    )
    widths = [contract.frame_width(0) * history, *hidden, rig.body.num_joints]
    with TemporaryDirectory() as folder:
        path = Path(folder) / "bench.onnx"
        path.write_bytes(write_mlp(widths))
        return OnnxPolicy(contract, path, rig.body, 0)


def write_mlp(widths: Sequence[int]) -> bytes:
    """Write a multilayer perceptron with ELU units and small random weights as ONNX.

    Args:
        widths: Input, hidden and output widths.

    Returns:
        Bytes of an ONNX model, opset 17, input `observation` (batch, in), output `action`.
    """
    nodes: list[bytes] = []
    weights: list[bytes] = []
    name = "observation"
    for i, (rows, columns) in enumerate(pairwise(widths)):
        draws = stream(0, "bench_weights", i).standard_normal((rows, columns))
        weights.append(_tensor(f"w{i}", (draws / rows).astype(np.float32)))
        weights.append(_tensor(f"b{i}", np.zeros(columns, np.float32)))
        is_last = i == len(widths) - 2
        result = "action" if is_last else f"h{i}"
        nodes.append(_node("Gemm", [name, f"w{i}", f"b{i}"], [result]))
        name = result
        if not is_last:
            nodes.append(_node("Elu", [result], [f"e{i}"]))
            name = f"e{i}"
    graph = b"".join(_field(1, node) for node in nodes) + _field(2, b"mlp")
    graph += b"".join(_field(5, weight) for weight in weights)
    graph += _field(11, _port("observation", widths[0])) + _field(12, _port("action", widths[-1]))
    opset = _field(8, _field(1, b"") + _number(2, 17))
    return _number(1, 8) + _field(7, graph) + opset


def _varint(value: int) -> bytes:
    out = bytearray()
    while value > 0x7F:
        out.append(value & 0x7F | 0x80)
        value >>= 7
    return bytes([*out, value])


def _number(field: int, value: int) -> bytes:
    return _varint(field << 3) + _varint(value)


def _field(field: int, content: bytes) -> bytes:
    return _varint(field << 3 | 2) + _varint(len(content)) + content


def _node(kind: str, inputs: Sequence[str], outputs: Sequence[str]) -> bytes:
    ports = b"".join(_field(1, n.encode()) for n in inputs)
    ports += b"".join(_field(2, n.encode()) for n in outputs)
    return ports + _field(4, kind.encode())


def _tensor(name: str, values: NDArray[np.float32]) -> bytes:
    shape = b"".join(_number(1, size) for size in values.shape)
    return shape + _number(2, FLOAT) + _field(8, name.encode()) + _field(9, values.tobytes())


def _port(name: str, width: int) -> bytes:
    batch, columns = _field(1, _field(2, b"batch")), _field(1, _number(1, width))
    tensor = _field(1, _number(1, FLOAT) + _field(2, batch + columns))
    return _field(1, name.encode()) + _field(2, tensor)
