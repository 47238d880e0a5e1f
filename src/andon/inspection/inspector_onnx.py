"""The whole inspector as one ONNX file: picture in, score, member scores and heat map out."""

import numpy as np

from andon.inspection.bank_onnx import write_bank
from andon.inspection.cascade import LIMIT, Scale
from andon.inspection.external_member import write_external
from andon.inspection.feature_bank import gaussian_kernel
from andon.inspection.gaussian_member import (
    DISTANCE_FLOOR,
    PositionMember,
    TextureMember,
)
from andon.inspection.gaussian_member import TOP_PLACES as TOP_POSITIONS
from andon.inspection.heads import KERNEL_WIDTH, KernelHead, LinearHead, Standard
from andon.inspection.inspector import HALF_WAY, Inspector
from andon.inspection.local_net import TOP_PLACES, LocalMember
from andon.inspection.onnx_nodes import GraphWriter
from andon.inspection.template_member import SMOOTHING, TOLERANCE, TemplateMember

__all__ = ["INPUT", "OUTPUTS", "REFERENCE", "make_onnx"]

INPUT, REFERENCE = "image", "reference"
"""Names of the inputs: values in [0, 1], shape (1, channels, h, w). The second one is there only
where each picture comes with its own reference."""

OUTPUTS = ("score", "members", "heat")
"""Names of the outputs: the score, shape (1,), the raw scores of the members in alphabetical order,
shape (members,), and the heat map, shape (h, w)."""


def make_onnx(inspector: Inspector, *, metadata: dict[str, str]) -> bytes:
    """Write an inspector as ONNX.

    Args:
        inspector: The inspector.
        metadata: What the file says about itself.

    Returns:
        The file. Its inputs have the prepared resolution: reduced, where the inspector reduces.
    """
    graph = GraphWriter()
    raw: dict[str, str] = {}
    heat: dict[str, str] = {}
    members = inspector.members
    if members.template is not None and inspector.counts("template"):
        heat["template"] = _template(graph, members.template)
        raw["template"] = _top(graph, heat["template"], 1)
    if members.external is not None and inspector.counts("external"):
        channels = inspector.preparation.bank.num_channels
        raw["external"] = write_external(graph, INPUT, members.external, num_channels=channels)
    if inspector.needs_bank:
        _described(graph, inspector, raw, heat)
    total = ""
    for name in inspector.choice.members:
        level = _standardised(graph, raw[name], inspector.choice.scales[name])
        total = graph.add("Add", total, level) if total else level
    score = _squash(graph, graph.scaled(total, 1.0 / len(inspector.choice.members)))
    scale = inspector.choice.scales[inspector.heat_source]
    place = graph.shifted(heat[inspector.heat_source], -scale.centre)
    hot = _squash(graph, graph.scaled(place, 1.0 / scale.spread))
    size = inspector.size or ("height", "width")
    shape = (1, inspector.preparation.bank.num_channels, *size)
    inputs = {INPUT: shape, **({REFERENCE: shape} if inspector.needs_reference else {})}
    names = sorted(raw)
    joined = graph.add("Concat", *(raw[name] for name in names), axis=0)
    return graph.serialise(
        inputs,
        {
            "score": (score, (1,)),
            "members": (joined, (len(names),)),
            "heat": (hot, ("heat_height", "heat_width")),
        },
        metadata={**metadata, "members": ",".join(names)},
    )


def _described(
    graph: GraphWriter, inspector: Inspector, raw: dict[str, str], heat: dict[str, str]
) -> None:
    members = inspector.members
    descriptor, features = write_bank(graph, INPUT, inspector.preparation.bank)
    if members.texture is not None and inspector.counts("texture"):
        raw["texture"] = _texture(graph, descriptor, members.texture)
    if members.synthetic is not None and inspector.counts("synthetic"):
        raw["synthetic"] = _linear(graph, descriptor, members.synthetic)
    if members.labels is not None and inspector.counts("labels"):
        raw["labels"] = _kernel(graph, descriptor, members.labels)
    if members.local is not None and inspector.counts("local"):
        heat["local"] = _local(graph, features, members.local)
        raw["local"] = _top(graph, heat["local"], TOP_PLACES)
    if members.position is not None and inspector.counts("position"):
        heat["position"] = _position(graph, features, members.position)
        raw["position"] = _top(graph, heat["position"], TOP_POSITIONS)


def _texture(graph: GraphWriter, descriptor: str, member: TextureMember) -> str:
    values = _standard(graph, descriptor, member.standard, axis=0)
    placed = graph.add("MatMul", values, graph.constant(member.factor))
    along = graph.add("Sub", placed, graph.constant(member.offset))
    squares = graph.add("Mul", along, along)
    found = graph.add("MatMul", squares, graph.constant(member.shares))
    rest = graph.add("MatMul", squares, graph.constant(1.0 - member.shares))
    odds = graph.add("Div", found, graph.shifted(rest, float(len(member.shares))))
    return graph.add("Log", graph.shifted(odds, DISTANCE_FLOOR))


def _standard(graph: GraphWriter, values: str, standard: Standard, *, axis: int) -> str:
    shape = (1, -1, 1, 1) if axis == 1 else (1, -1)
    rest = graph.add("Sub", values, graph.constant(standard.mean.reshape(shape)))
    scaled = graph.add("Mul", rest, graph.constant(standard.scale.reshape(shape)))
    limit = standard.limit
    return graph.add("Clip", scaled, graph.constant(-limit), graph.constant(limit))


def _linear(graph: GraphWriter, descriptor: str, head: LinearHead) -> str:
    values = _standard(graph, descriptor, head.standard, axis=0)
    product = graph.add("MatMul", values, graph.constant(head.weights))
    return graph.shifted(product, head.intercept)


def _kernel(graph: GraphWriter, descriptor: str, head: KernelHead) -> str:
    """Sum over the supports, in double precision: terms of either sign nearly cancel."""
    values = graph.wide(_standard(graph, descriptor, head.standard, axis=0))
    rest = graph.add("Sub", values, graph.wide(graph.constant(head.supports)))
    distance = graph.mean(graph.add("Mul", rest, rest), [1], keeps=False)
    near = graph.add("Exp", graph.add("Mul", distance, graph.constant(-KERNEL_WIDTH, np.float64)))
    row = graph.add("Reshape", near, graph.constant([1, -1], np.int64))
    product = graph.add("MatMul", row, graph.wide(graph.constant(head.weights)))
    return graph.narrow(product)


def _local(graph: GraphWriter, features: str, member: LocalMember) -> str:
    values = _standard(graph, features, member.standard, axis=1)
    for layer, (weights, bias) in enumerate(zip(member.weights, member.biases, strict=True)):
        kernel = graph.constant(weights.T[:, :, None, None])
        values = graph.add("Conv", values, kernel, graph.constant(bias))
        if layer + 1 < len(member.weights):
            values = graph.add("Relu", values)
    return graph.add("Squeeze", values, graph.constant([0, 1], np.int64))


def _position(graph: GraphWriter, features: str, member: PositionMember) -> str:
    pooled = features
    if member.pool > 1:
        window = [member.pool, member.pool]
        pooled = graph.add("AveragePool", features, kernel_shape=window, strides=window)
    rest = graph.add("Sub", pooled, graph.constant(member.mean[None]))
    scaled = graph.add("Mul", rest, graph.constant(member.scale[None]))
    white = graph.add("Conv", scaled, graph.constant(member.factor.T[:, :, None, None]))
    distance = graph.mean(graph.add("Mul", white, white), [0, 1], keeps=False)
    return graph.add("Log", graph.shifted(distance, DISTANCE_FLOOR))


def _template(graph: GraphWriter, member: TemplateMember) -> str:
    golden = REFERENCE if member.template is None else graph.constant(member.template[None])
    window = {
        "kernel_shape": [2 * TOLERANCE + 1] * 2, "strides": [1, 1], "pads": [TOLERANCE] * 4,
    }  # fmt: skip
    highest = graph.add("MaxPool", golden, **window)
    lowest = graph.add("Neg", graph.add("MaxPool", graph.add("Neg", golden), **window))
    change = graph.add("Max", graph.add("Sub", INPUT, highest), graph.add("Sub", lowest, INPUT))
    largest = graph.add("ReduceMax", graph.add("Relu", change), axes=[1], keepdims=1)
    smooth = graph.filtered(largest, gaussian_kernel(SMOOTHING))
    return graph.add("Squeeze", smooth, graph.constant([0, 1], np.int64))


def _top(graph: GraphWriter, heat: str, count: int) -> str:
    """Give the mean of the hottest places. Shape (1,)."""
    flat = graph.add("Reshape", heat, graph.constant([1, -1], np.int64))
    size = graph.add("Gather", graph.add("Shape", flat), graph.constant([1], np.int64))
    number = graph.add("Min", size, graph.constant([count], np.int64))
    values = graph.many("TopK", [flat, number], 2, axis=1, largest=1)[0]
    return graph.mean(values, [1], keeps=False)


def _standardised(graph: GraphWriter, raw: str, scale: Scale) -> str:
    level = graph.scaled(graph.shifted(raw, -scale.centre), 1.0 / scale.spread)
    return graph.add("Clip", level, graph.constant(-LIMIT), graph.constant(LIMIT))


def _squash(graph: GraphWriter, spreads: str) -> str:
    below = graph.shifted(graph.add("Abs", spreads), HALF_WAY)
    return graph.shifted(graph.scaled(graph.add("Div", spreads, below), 0.5), 0.5)
