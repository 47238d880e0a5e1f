"""A network of a given size for benchmarks, written as ONNX without the `onnx` package."""

from collections.abc import Sequence
from itertools import pairwise
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
from numpy.typing import NDArray

from andon.policies.contract import Contract, ContractTerm
from andon.policies.onnx import OnnxPolicy
from andon.policies.onnx_file import write_layers
from andon.policies.setup import Rig
from andon.randomness import stream

__all__ = ["make_bench_policy", "write_mlp"]


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
    weights: list[NDArray[np.float64]] = []
    for i, (rows, columns) in enumerate(pairwise(widths)):
        weights.append(stream(0, "bench_weights", i).standard_normal((rows, columns)) / rows)
    return write_layers(weights, [np.zeros(width) for width in widths[1:]])
