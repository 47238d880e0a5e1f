"""Read a large picture tile by tile with an inspector, and put its heat map together."""

from collections.abc import Callable
from dataclasses import replace
from math import ceil

import numpy as np

from andon.errors import InvalidConfig
from andon.inspection.feature_bank import Maps
from andon.inspection.onnx_runner import OnnxReading
from andon.inspection.tiling import tiles_of

__all__ = ["read_tiles"]


def read_tiles(
    read: Callable[[Maps, Maps | None], OnnxReading],
    picture: Maps,
    reference: Maps | None,
    *,
    side: int,
    step: int,
) -> OnnxReading:
    """Read a picture tile by tile.

    Args:
        read: Reads a tile, with that of its reference where there is one.
        picture: Prepared picture. Shape (channels, h, w).
        reference: Its reference, of the same shape.
        side: Side of a tile, in pixels.
        step: Pixels from one place of the heat map to the next.

    Returns:
        Score and member scores of the most suspicious tile, the heat map of the whole (the mean
        where tiles overlap), and the time for all tiles.
    """
    height, width = picture.shape[1:]
    total = np.zeros((ceil(height / step), ceil(width / step)), dtype=np.float32)
    count = np.zeros_like(total)
    worst: OnnxReading | None = None
    latency_s = 0.0
    for tile in tiles_of((height, width), side):
        reading = read(tile.of(picture), None if reference is None else tile.of(reference))
        rows, columns = tile.top // step, tile.left // step
        h, w = reading.heat.shape
        total[rows : rows + h, columns : columns + w] += reading.heat
        count[rows : rows + h, columns : columns + w] += 1.0
        latency_s += reading.latency_s
        if worst is None or reading.score > worst.score:
            worst = reading
    if worst is None:
        raise InvalidConfig(f"A picture of {width} x {height} pixels has no tile.")
    return replace(worst, heat=total / np.maximum(count, 1.0), latency_s=latency_s)
