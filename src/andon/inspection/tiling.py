"""Look at large pictures tile by tile, at the resolution that they came in.

A part is as suspicious as its most suspicious tile. Tiles overlap, so that a small defect lies
whole in at least one of them.
"""

from dataclasses import dataclass
from math import ceil

import numpy as np

from andon.errors import InvalidConfig
from andon.inspection.feature_bank import GRID, Maps
from andon.inspection.masks import Mask

__all__ = ["SMALLEST_TILE", "TILE_SIDE", "Tile", "check_tile", "tile_on_defect", "tiles_of"]

TILE_SIDE = 1024
"""Pixels of a side of a tile, where pictures are too large to look at in one piece: a tile takes
about 300 MB."""

SMALLEST_TILE = 128
"""Pixels of a side that a tile needs: two windows of the local contrast."""

_OVERLAP = 0.125
"""Share of a side that neighbours have in common, at least: larger than the defects that a tile is
small enough to show. [1]"""


@dataclass(frozen=True, kw_only=True)
class Tile:
    """A piece of a picture, in pixels; the far edges lie outside."""

    top: int
    """First row."""
    left: int
    """First column."""
    bottom: int
    """Row after the last."""
    right: int
    """Column after the last."""

    def of(self, picture: Maps) -> Maps:
        """Cut the piece out of a picture. Shape (channels, h, w)."""
        return np.ascontiguousarray(picture[:, self.top : self.bottom, self.left : self.right])

    def of_mask(self, mask: Mask) -> Mask:
        """Cut the piece out of a mask. Shape (h, w)."""
        return mask[self.top : self.bottom, self.left : self.right]


def check_tile(side: int) -> None:
    """Refuse a tile that cannot be looked at.

    Raises:
        InvalidConfig: When it is too small or odd.
    """
    if side and (side < SMALLEST_TILE or side % 16):
        raise InvalidConfig(
            f"A tile of {side} pixels; it must have {SMALLEST_TILE} or more, a multiple of 16, or "
            "0 for whole pictures."
        )


def tiles_of(shape: tuple[int, int], side: int) -> tuple[Tile, ...]:
    """Cover a picture with tiles of one size; a side that is shorter than a tile is taken whole.

    Args:
        shape: Height and width of the picture, in pixels.
        side: Side of a tile, in pixels.
    """
    return tuple(
        Tile(top=top, left=left, bottom=min(top + side, shape[0]), right=min(left + side, shape[1]))
        for top in _starts(shape[0], side)
        for left in _starts(shape[1], side)
    )


def tile_on_defect(tiles: tuple[Tile, ...], mask: Mask) -> Tile | None:
    """Give the tile that shows most of a defect; None where nothing is marked."""
    if not mask.any():
        return None
    return max(tiles, key=lambda tile: int(tile.of_mask(mask).sum()))


def _starts(length: int, side: int) -> list[int]:
    """Give evenly spaced starts, on the grid of the heat map. Shape (n,)."""
    if length <= side:
        return [0]
    num = ceil((length - _OVERLAP * side) / (side * (1.0 - _OVERLAP)))
    last = length - side
    starts = [int(last * index / (num - 1)) // GRID * GRID for index in range(num - 1)]
    return [*starts, last + (last % GRID)]
