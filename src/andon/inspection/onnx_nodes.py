"""Write ONNX graphs node by node, of standard operators only."""

from collections.abc import Mapping, Sequence
from typing import Any, cast

import numpy as np
import numpy.typing as npt
import onnx
import onnx.compose
from onnx import TensorProto, helper, numpy_helper

__all__ = ["OPSET", "GraphWriter"]

OPSET = 17
"""Version of the operators: known to every ONNX Runtime since 1.12, in browsers too."""

_IR_VERSION = 8
"""Version of the file format that goes with it."""


class GraphWriter:
    """Collects nodes and constants; each method adds a node and gives the name of its output."""

    def __init__(self) -> None:
        """Start an empty graph."""
        self._nodes: list[Any] = []  # protobuf messages carry no usable types
        self._constants: list[Any] = []  # likewise
        self._count = 0

    def constant(self, value: npt.ArrayLike, dtype: npt.DTypeLike = np.float32) -> str:
        """Add a constant."""
        name = self._name("c")
        array = np.ascontiguousarray(np.asarray(value, dtype=dtype))
        self._constants.append(numpy_helper.from_array(array, name))
        return name

    def add(self, kind: str, *inputs: str, **attributes: object) -> str:
        """Add a node with one output."""
        return self.many(kind, inputs, 1, **attributes)[0]

    def many(
        self, kind: str, inputs: Sequence[str], num_outputs: int, **attributes: object
    ) -> list[str]:
        """Add a node with several outputs."""
        outputs = [self._name(kind.lower()) for _ in range(num_outputs)]
        self._nodes.append(helper.make_node(kind, list(inputs), outputs, **cast("Any", attributes)))
        return outputs

    def scaled(self, value: str, factor: float) -> str:
        """Multiply by a number."""
        return self.add("Mul", value, self.constant(factor))

    def shifted(self, value: str, offset: float) -> str:
        """Add a number."""
        return self.add("Add", value, self.constant(offset))

    def wide(self, value: str) -> str:
        """Go on in double precision."""
        return self.add("Cast", value, to=TensorProto.DOUBLE)

    def narrow(self, value: str) -> str:
        """Go on in single precision again."""
        return self.add("Cast", value, to=TensorProto.FLOAT)

    def mean(self, value: str, axes: Sequence[int], *, keeps: bool = True) -> str:
        """Take the mean over axes."""
        return self.add("ReduceMean", value, axes=list(axes), keepdims=int(keeps))

    def mirrored(self, value: str, pads: tuple[int, int]) -> str:
        """Mirror rows and columns at the edges; the edge itself is not repeated."""
        rows, columns = pads
        widths = self.constant([0, 0, rows, columns, 0, 0, rows, columns], np.int64)
        return self.add("Pad", value, widths, mode="reflect")

    def filtered(self, value: str, kernel: npt.NDArray[np.float32], *, stride: int = 1) -> str:
        """Filter every row, then every column, of a picture with one channel."""
        radius = (kernel.size - 1) // 2
        rows = self.add(
            "Conv", self.mirrored(value, (0, radius)), self.constant(kernel.reshape(1, 1, 1, -1)),
            strides=[1, stride],
        )  # fmt: skip
        return self.add(
            "Conv", self.mirrored(rows, (radius, 0)), self.constant(kernel.reshape(1, 1, -1, 1)),
            strides=[stride, 1],
        )  # fmt: skip

    def sliced(
        self, value: str, starts: Sequence[int], ends: Sequence[int], axes: Sequence[int]
    ) -> str:
        """Cut out a piece."""
        return self.add(
            "Slice", value, *(self.constant(part, np.int64) for part in (starts, ends, axes))
        )

    def embed(self, model: bytes, inputs: Mapping[str, str]) -> dict[str, str]:
        """Put a whole model into the graph; its names get a prefix of their own.

        Args:
            model: ONNX file with operators of `OPSET`.
            inputs: Name inside this graph by name of the model's input.

        Returns:
            Name inside this graph by name of the model's output.
        """
        prefix = self._name("model") + "_"
        whole = onnx.load_from_string(model)
        outputs = [str(value.name) for value in whole.graph.output]
        graph: Any = onnx.compose.add_prefix(whole, prefix).graph
        for inside, value in inputs.items():
            self._nodes.append(helper.make_node("Identity", [value], [prefix + inside]))
        self._nodes.extend(graph.node)
        self._constants.extend(graph.initializer)
        return {name: prefix + name for name in outputs}

    def serialise(
        self,
        inputs: Mapping[str, Sequence[int | str]],
        outputs: Mapping[str, tuple[str, Sequence[int | str]]],
        metadata: Mapping[str, str],
    ) -> bytes:
        """Close the graph.

        Args:
            inputs: Shapes by name; a word stands for a size that is free.
            outputs: Name inside the graph and shape, by name outside.
            metadata: What the file says about itself.
        """
        for outside, (inside, _) in outputs.items():
            self._nodes.append(helper.make_node("Identity", [inside], [outside]))
        graph = helper.make_graph(
            self._nodes,
            "inspector",
            [
                helper.make_tensor_value_info(n, TensorProto.FLOAT, list(s))
                for n, s in inputs.items()
            ],
            [
                helper.make_tensor_value_info(name, TensorProto.FLOAT, list(shape))
                for name, (_, shape) in outputs.items()
            ],
            self._constants,
        )
        model = helper.make_model(
            graph, opset_imports=[helper.make_opsetid("", OPSET)], ir_version=_IR_VERSION
        )
        helper.set_model_props(model, dict(metadata))
        onnx.checker.check_model(model)
        return model.SerializeToString()

    def _name(self, kind: str) -> str:
        self._count += 1
        return f"{kind}_{self._count}"
