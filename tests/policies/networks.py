"""Tiny ONNX networks, made on the spot."""

from pathlib import Path

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper

from andon.randomness import stream


def save_network(
    path: Path,
    width: int,
    outputs: int = 20,
    *,
    batch: int | str = "batch",
    weight: np.ndarray | None = None,
    num_inputs: int = 1,
    num_outputs: int = 1,
    dtype: int = TensorProto.FLOAT,
    hidden: int = 0,
) -> Path:
    """Save `tanh(x W1) W`, or `x W` without a hidden layer.

    Args:
        path: File.
        width: Input width.
        outputs: Output width.
        batch: Batch size, or a name for any.
        weight: Last matrix; drawn when None.
        num_inputs: Inputs; those after the first are added up.
        num_outputs: Outputs, all the same.
        dtype: Element type of all.
        hidden: Width of the hidden layer; 0 for none.
    """
    draws = stream(0, "network", width, outputs)
    number = np.float64 if dtype == TensorProto.DOUBLE else np.float32
    last = hidden or width
    if weight is None:
        weight = 0.1 * draws.standard_normal((last, outputs))
    weights = {"W": weight.astype(number)}
    nodes, source = [], "x0"
    for i in range(1, num_inputs):
        nodes.append(helper.make_node("Add", [source, f"x{i}"], [f"sum{i}"]))
        source = f"sum{i}"
    if hidden:
        first = 0.1 * draws.standard_normal((width, hidden))
        weights["W1"] = first.astype(number)
        nodes.append(helper.make_node("MatMul", [source, "W1"], ["pre"]))
        nodes.append(helper.make_node("Tanh", ["pre"], ["h"]))
        source = "h"
    nodes += [helper.make_node("MatMul", [source, "W"], [f"y{i}"]) for i in range(num_outputs)]
    graph = helper.make_graph(
        nodes,
        "policy",
        [helper.make_tensor_value_info(f"x{i}", dtype, [batch, width]) for i in range(num_inputs)],
        [
            helper.make_tensor_value_info(f"y{i}", dtype, [batch, outputs])
            for i in range(num_outputs)
        ],
        [numpy_helper.from_array(value, name) for name, value in weights.items()],
    )
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)])
    model.ir_version = 8
    onnx.checker.check_model(model)
    path.write_bytes(model.SerializeToString())
    return path
