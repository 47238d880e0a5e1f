"""The feature bank as ONNX nodes: the same numbers as `feature_bank` in single precision."""

import numpy as np

from andon.inspection.feature_bank import (
    BLUR,
    CONTRAST_FLOOR,
    MAPS,
    OPPONENT,
    QUANTILES,
    TINY,
    BankConfig,
    derivative_kernels,
    gaussian_kernel,
)
from andon.inspection.onnx_nodes import GraphWriter

__all__ = ["write_bank"]


def write_bank(graph: GraphWriter, picture: str, bank: BankConfig) -> tuple[str, str]:
    """Add the bank to a graph.

    Args:
        graph: Where to add it.
        picture: Name of the picture. Shape (1, channels, h, w).
        bank: Planes and levels.

    Returns:
        Names of the descriptor, shape (1, d), and of the features, shape (1, f, h / 2, w / 2).
    """
    figures: list[str] = []
    features: list[str] = []
    shape = _grid_shape(graph, picture)
    for plane, first in zip(_planes(graph, picture, bank), bank.first_levels, strict=True):
        current = _contrast_normalise(graph, plane, bank)
        for level in range(bank.num_levels):
            if level >= first:
                maps = _level_maps(graph, current)
                figures.append(_statistics(graph, maps))
                features.append(_on_grid(graph, maps, level, shape))
            if level + 1 < bank.num_levels:
                current = graph.filtered(current, BLUR, stride=2)
    descriptor = graph.add("Concat", *figures, axis=1)
    size = graph.add("Log", graph.shifted(graph.add("Abs", descriptor), 1.0))
    return (
        graph.add("Mul", graph.add("Sign", descriptor), size),
        graph.add("Concat", *features, axis=1),
    )


def _planes(graph: GraphWriter, picture: str, bank: BankConfig) -> list[str]:
    if bank.num_channels == 1:
        return [picture]
    mixed = graph.add("Conv", picture, graph.constant(OPPONENT[:, :, None, None]))
    return [graph.sliced(mixed, [i], [i + 1], [1]) for i in range(3)]


def _contrast_normalise(graph: GraphWriter, plane: str, bank: BankConfig) -> str:
    rest = graph.add("Sub", plane, graph.filtered(plane, gaussian_kernel(bank.mean_sd)))
    power = graph.filtered(graph.add("Mul", rest, rest), gaussian_kernel(bank.contrast_sd))
    contrast = graph.shifted(graph.add("Sqrt", graph.add("Relu", power)), CONTRAST_FLOOR)
    return graph.add("Div", rest, contrast)


def _level_maps(graph: GraphWriter, plane: str) -> str:
    kernels = derivative_kernels()
    radius = (kernels.shape[1] - 1) // 2
    along = graph.add(
        "Conv", graph.mirrored(plane, (0, radius)), graph.constant(kernels[:, None, None, :])
    )
    # i, x, y, xx, yy, xy from the smoothed, first and second derivatives along the rows.
    mix = np.zeros((6, 3, kernels.shape[1], 1), dtype=np.float32)
    for out, (source, kernel) in enumerate(((0, 0), (1, 0), (0, 1), (2, 0), (0, 2), (1, 1))):
        mix[out, source, :, 0] = kernels[kernel]
    first = graph.add("Conv", graph.mirrored(along, (radius, 0)), graph.constant(mix))
    i, x, y, xx, yy, xy = graph.many("Split", [first], 6, axis=1)
    gradient = graph.add("Sqrt", graph.add("Add", graph.add("Mul", x, x), graph.add("Mul", y, y)))
    apart = graph.add("Sub", xx, yy)
    crossed = graph.scaled(graph.add("Mul", xy, xy), 4.0)
    ridge = graph.add("Sqrt", graph.add("Add", graph.add("Mul", apart, apart), crossed))
    laplacian, detail = graph.add("Add", xx, yy), graph.add("Sub", plane, i)
    return graph.add("Concat", first, gradient, laplacian, ridge, detail, axis=1)


def _statistics(graph: GraphWriter, maps: str) -> str:
    """Give the figures of maps, map by map. Shape (1, maps * figures)."""
    flat = graph.add("Reshape", maps, graph.constant([1, len(MAPS), -1], np.int64))
    size = graph.add("Gather", graph.add("Shape", flat), graph.constant([2], np.int64))
    counts = [_tail_size(graph, size, share) for share in QUANTILES]
    outer = graph.add("Sub", counts[0], graph.constant([1], np.int64))
    top = graph.many("TopK", [flat, counts[1]], 2, axis=2, largest=1)[0]
    low = graph.many("TopK", [flat, counts[1]], 2, axis=2, largest=0)[0]
    last = graph.add("Sub", counts[1], graph.constant([1], np.int64))
    zero = graph.constant([0], np.int64)
    ends = [
        graph.add("Gather", values, where, axis=2)
        for values, order in ((top, (zero, outer, last)), (low, (last, outer, zero)))
        for where in order
    ]
    mean = graph.mean(flat, [2])
    rest = graph.add("Sub", flat, mean)
    squares = graph.add("Mul", rest, rest)
    power = graph.mean(squares, [2])
    spread = graph.add("Sqrt", graph.shifted(power, TINY))
    absolute = graph.mean(graph.add("Abs", flat), [2])
    fourth = graph.mean(graph.add("Mul", squares, squares), [2])
    kurtosis = graph.add("Div", fourth, graph.shifted(graph.add("Mul", power, power), TINY))
    third = graph.mean(graph.add("Mul", squares, rest), [2])
    cube = graph.add("Mul", graph.add("Mul", spread, spread), spread)
    skewness = graph.add("Div", third, cube)
    table = graph.add("Concat", *ends, mean, spread, absolute, kurtosis, skewness, axis=2)
    return graph.add("Reshape", table, graph.constant([1, -1], np.int64))


def _tail_size(graph: GraphWriter, size: str, share: float) -> str:
    exact = graph.scaled(graph.add("Cast", size, to=1), share)
    rounded = graph.add("Max", graph.add("Ceil", exact), graph.constant([1.0]))
    return graph.add("Cast", rounded, to=7)


def _grid_shape(graph: GraphWriter, picture: str) -> tuple[str, str]:
    """Give rows and columns of the grid, as tensors of one number."""
    shape = graph.add("Shape", picture)
    one, two = graph.constant([1], np.int64), graph.constant([2], np.int64)
    rows, columns = (
        graph.add("Div", graph.add("Add", graph.add("Gather", shape, where), one), two)
        for where in (graph.constant([2], np.int64), graph.constant([3], np.int64))
    )
    return rows, columns


def _on_grid(graph: GraphWriter, maps: str, level: int, shape: tuple[str, str]) -> str:
    if level == 0:
        return _finest(graph, maps)
    repeated = maps
    if level > 1:
        factor = float(2 ** (level - 1))
        repeated = graph.add(
            "Resize", maps, "", graph.constant([1.0, 1.0, factor, factor]),
            mode="nearest", coordinate_transformation_mode="asymmetric", nearest_mode="floor",
        )  # fmt: skip
    ends = graph.add("Concat", *shape, axis=0)
    return graph.add(
        "Slice", repeated, graph.constant([0, 0], np.int64), ends, graph.constant([2, 3], np.int64)
    )


def _finest(graph: GraphWriter, maps: str) -> str:
    """Bring the finest level to the grid by blocks of 2 x 2; an odd edge is repeated."""
    padded = _evened(graph, maps)
    means = graph.add("AveragePool", padded, kernel_shape=[2, 2], strides=[2, 2])
    tops = graph.add("MaxPool", padded, kernel_shape=[2, 2], strides=[2, 2])
    negative = graph.add("Neg", graph.sliced(padded, [7], [8], [1]))
    low = graph.add("Neg", graph.add("MaxPool", negative, kernel_shape=[2, 2], strides=[2, 2]))
    parts = [
        graph.sliced(tops if index in (6, 8) else means, [index], [index + 1], [1])
        for index in range(len(MAPS))
    ]
    return graph.add("Concat", *parts, graph.sliced(tops, [7], [8], [1]), low, axis=1)


def _evened(graph: GraphWriter, maps: str) -> str:
    """Repeat the last row and column where their number is odd."""
    shape = graph.add("Shape", maps)
    two = graph.constant([2], np.int64)
    odd = [
        graph.add("Mod", graph.add("Gather", shape, graph.constant([axis], np.int64)), two)
        for axis in (2, 3)
    ]
    zeros = graph.constant([0, 0, 0, 0, 0, 0], np.int64)
    return graph.add("Pad", maps, graph.add("Concat", zeros, *odd, axis=0), mode="edge")
