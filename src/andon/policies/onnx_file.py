"""A feed-forward network as an ONNX file, written without further packages."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

__all__ = ["write_layers"]

FLOAT = 1
"""ONNX's number for 32-bit floats."""
OPSET = 17


def write_layers(
    weights: Sequence[NDArray[np.floating]],
    biases: Sequence[NDArray[np.floating]],
    *,
    mean: NDArray[np.floating] | None = None,
    scale: NDArray[np.floating] | None = None,
    limit: float | None = None,
) -> bytes:
    """Write a multilayer perceptron with ELU units as ONNX.

    Args:
        weights: One matrix for each layer. Shape (in, out).
        biases: One vector for each layer. Shape (out,).
        mean: Subtracted from the input. Shape (in,).
        scale: Factor on the input after that. Shape (in,).
        limit: Largest magnitude of the input after that.

    Returns:
        Bytes of an ONNX model, opset 17, input `observation` (batch, in), output `action`.
    """
    nodes: list[bytes] = []
    constants: list[bytes] = []
    name = "observation"

    def add(kind: str, values: dict[str, NDArray[np.floating]], result: str) -> None:
        nonlocal name
        nodes.append(_node(kind, [name, *values], [result]))
        constants.extend(_tensor(key, np.asarray(v, np.float32)) for key, v in values.items())
        name = result

    if mean is not None:
        add("Sub", {"mean": mean}, "centred")
    if scale is not None:
        add("Mul", {"scale": scale}, "scaled")
    if limit is not None:
        add("Clip", {"low": np.array(-limit), "high": np.array(limit)}, "clipped")
    for i, (weight, bias) in enumerate(zip(weights, biases, strict=True)):
        is_last = i == len(weights) - 1
        add("Gemm", {f"w{i}": weight, f"b{i}": bias}, "action" if is_last else f"h{i}")
        if not is_last:
            add("Elu", {}, f"e{i}")
    widths = (weights[0].shape[0], weights[-1].shape[1])
    graph = b"".join(_field(1, node) for node in nodes) + _field(2, b"mlp")
    graph += b"".join(_field(5, constant) for constant in constants)
    graph += _field(11, _port("observation", widths[0])) + _field(12, _port("action", widths[1]))
    opset = _field(8, _field(1, b"") + _number(2, OPSET))
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
