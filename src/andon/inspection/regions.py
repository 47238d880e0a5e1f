"""Where a defect is and how large: the connected places of a heat map above a limit."""

from dataclasses import dataclass

import numpy as np
from scipy import ndimage

from andon.errors import InvalidConfig
from andon.inspection.feature_bank import Maps
from andon.inspection.labels import Box

__all__ = ["MARKED", "MatchCounts", "Region", "find_regions", "match_boxes"]

MARKED = 2.0
"""Spreads above the hottest place of a typical good part from which a place is marked; *assumed*:
about one good part in forty has such a place. [1]"""

_MARGIN = 3.0
"""Pixels by which a box is enlarged when a region is matched to it; reference measurement."""

_NEIGHBOURS = np.ones((3, 3), dtype=np.int64)


@dataclass(frozen=True, kw_only=True)
class Region:
    """One connected piece of a heat map above the limit, in pixels of the picture."""

    left: int
    """Left edge."""
    top: int
    """Upper edge."""
    right: int
    """Right edge, beyond the region."""
    bottom: int
    """Lower edge, beyond the region."""
    area: int
    """Area, in pixels."""
    peak: float
    """Largest suspicion inside, in (0, 1). [1]"""

    @property
    def longest_side(self) -> int:
        """Longer side of the box around it, in pixels."""
        return max(self.right - self.left, self.bottom - self.top)


@dataclass(frozen=True, kw_only=True)
class MatchCounts:
    """How regions and true boxes of one picture fit."""

    num_boxes: int
    """True defects."""
    num_found: int
    """True defects with at least one region on them."""
    num_false_calls: int
    """Regions on no true defect."""


def find_regions(
    heat: Maps, *, above: float, step: int = 1, needs_one: bool = False
) -> tuple[Region, ...]:
    """Find the regions of a heat map, the most suspicious first.

    Args:
        heat: Suspicion by place. Shape (h, w).
        above: Places above this belong to a region. [1]
        step: Pixels of the picture from one place to the next.
        needs_one: Whether to give the hottest place where nothing is above the limit.

    Raises:
        InvalidConfig: When the heat map is not (h, w) or the step is below 1.
    """
    if heat.ndim != 2 or step < 1:
        raise InvalidConfig(f"A heat map of shape {heat.shape} and a step of {step} pixels.")
    labels, count = ndimage.label(heat > above, structure=_NEIGHBOURS)
    if count == 0:
        if not needs_one:
            return ()
        row, column = np.unravel_index(int(np.argmax(heat)), heat.shape)
        labels, count = np.zeros(heat.shape, dtype=np.int64), 1
        labels[row, column] = 1
    areas = np.bincount(labels.ravel(), minlength=count + 1)[1:]
    peaks = ndimage.maximum(heat, labels, np.arange(1, count + 1))
    regions = [
        Region(
            left=columns.start * step,
            top=rows.start * step,
            right=columns.stop * step,
            bottom=rows.stop * step,
            area=int(area) * step * step,
            peak=float(peak),
        )
        for (rows, columns), area, peak in zip(
            ndimage.find_objects(labels), areas, peaks, strict=True
        )
    ]
    return tuple(sorted(regions, key=lambda region: -region.peak))


def match_boxes(regions: tuple[Region, ...], boxes: tuple[Box, ...]) -> MatchCounts:
    """Match regions to true boxes.

    A region finds a box that it overlaps and whose outline, enlarged by three pixels, holds its
    centre. A region that finds no box is a false call.
    """
    found = [False] * len(boxes)
    false_calls = 0
    for region in regions:
        hits = [index for index, box in enumerate(boxes) if _is_on(region, box)]
        for index in hits:
            found[index] = True
        false_calls += not hits
    return MatchCounts(num_boxes=len(boxes), num_found=sum(found), num_false_calls=false_calls)


def _is_on(region: Region, box: Box) -> bool:
    x, y = (region.left + region.right) / 2, (region.top + region.bottom) / 2
    is_near = (
        box.left - _MARGIN <= x <= box.right + _MARGIN
        and box.top - _MARGIN <= y <= box.bottom + _MARGIN
    )
    overlap_x = min(region.right, box.right) - max(region.left, box.left)
    overlap_y = min(region.bottom, box.bottom) - max(region.top, box.top)
    return is_near and overlap_x > 0 and overlap_y > 0
