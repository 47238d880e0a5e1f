"""How well heat maps show where a defect is."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy import ndimage

from andon.errors import InvalidConfig
from andon.inspection.graded_part import Floats

__all__ = ["LocalRecall", "aupro", "recall_on_good_pixels"]

Mask = npt.NDArray[np.bool_]

_NEIGHBOURS = np.ones((3, 3), dtype=np.bool_)
"""Pixels that touch at a corner belong to one region."""


@dataclass(frozen=True, kw_only=True)
class LocalRecall:
    """How much of each defect is shown when almost no pixel of a good part may be."""

    false_positive_rate: float
    """Largest share of the pixels of good parts above the threshold. [1]"""
    threshold: float
    """Lowest threshold that keeps to it."""
    recalls: tuple[float, ...]
    """Share of the defect's pixels above it, one per bad picture in their order. [1]"""

    @property
    def mean(self) -> float:
        """Mean over the bad pictures, in [0, 1]."""
        return float(np.mean(self.recalls))


def aupro(
    heat_maps: Sequence[npt.ArrayLike],
    masks: Sequence[npt.ArrayLike],
    *,
    max_false_positive_rate: float = 0.3,
) -> float:
    """Give the area under per-region overlap against the rate of falsely marked pixels.

    Every connected defect counts alike, small or large. The area up to the limit is divided by the
    limit, so that a perfect map has 1 and a constant one half of the limit.

    Args:
        heat_maps: One map per picture; a higher value is more suspicious. Shape (h, w) each.
        masks: True where the part is bad, nowhere in a good part. Same shapes.
        max_false_positive_rate: Share of defect-free pixels up to which the area is taken, in
            (0, 1]. [1]

    Returns:
        Area in [0, 1], exact: ties count linearly, and no threshold is left out. [1]

    Raises:
        InvalidConfig: When shapes differ, a value is not finite, there is no defect or no
            defect-free pixel, or the limit is outside (0, 1].

    Source:
        P. Bergmann et al., International Journal of Computer Vision 129, 2021, 1038-1059.
    """
    limit = max_false_positive_rate
    if not 0.0 < limit <= 1.0:
        raise InvalidConfig(f"The limit is {limit}; it must lie in (0, 1], for example 0.3.")
    pairs = list(_pairs(heat_maps, masks))
    free = np.sort(np.concatenate([values[~mask] for values, mask in pairs]))
    if not free.size:
        raise InvalidConfig("No pixel is free of defects; false marks cannot be counted.")
    areas = [
        float(np.mean(_area_per_pixel(values[region], free, limit)))
        for values, mask in pairs
        for region in _regions(mask)
    ]
    if not areas:
        raise InvalidConfig("No mask marks a defect; overlap needs at least one.")
    return float(np.mean(areas)) / limit


def recall_on_good_pixels(
    heat_maps: Sequence[npt.ArrayLike],
    masks: Sequence[npt.ArrayLike],
    *,
    false_positive_rate: float = 1e-3,
) -> LocalRecall:
    """Give the share of each defect that is shown at a rate set on good pictures alone.

    Args:
        heat_maps: One map per picture; a higher value is more suspicious. Shape (h, w) each.
        masks: True where the part is bad, nowhere in a good part. Same shapes.
        false_positive_rate: Largest share of the pixels of good pictures above the threshold, in
            [0, 1). [1]

    Returns:
        Threshold and recalls.

    Raises:
        InvalidConfig: When shapes differ, a value is not finite, the rate is outside [0, 1), or
            good or bad pictures are missing.

    Source:
        J. P. C. Bertoldo et al., arXiv 2401.01984, 2024: recall at a rate measured on normal
        pictures only; here at one rate, not integrated over a range.
    """
    if not 0.0 <= false_positive_rate < 1.0:
        raise InvalidConfig(f"The rate is {false_positive_rate}; it must lie in [0, 1).")
    pairs = list(_pairs(heat_maps, masks))
    good = [values.ravel() for values, mask in pairs if not np.any(mask)]
    bad = [values[mask] for values, mask in pairs if np.any(mask)]
    if not (good and bad):
        raise InvalidConfig(f"Found {len(bad)} bad and {len(good)} good pictures; needs both.")
    pixels = np.sort(np.concatenate(good))
    allowed = int(np.floor(false_positive_rate * pixels.size + 1e-9))
    threshold = float(pixels[pixels.size - 1 - allowed])
    return LocalRecall(
        false_positive_rate=false_positive_rate,
        threshold=threshold,
        recalls=tuple(float(np.mean(values > threshold)) for values in bad),
    )


def _pairs(
    heat_maps: Sequence[npt.ArrayLike], masks: Sequence[npt.ArrayLike]
) -> Iterator[tuple[Floats, Mask]]:
    if len(heat_maps) != len(masks) or not heat_maps:
        raise InvalidConfig(
            f"Needs one mask per heat map; found {len(heat_maps)} maps and {len(masks)} masks."
        )
    for index, (heat_map, given) in enumerate(zip(heat_maps, masks, strict=True)):
        values, mask = np.asarray(heat_map, dtype=np.float64), np.asarray(given, dtype=np.bool_)
        if values.ndim != 2 or values.shape != mask.shape:
            raise InvalidConfig(
                f"Picture {index} has a map of shape {values.shape} and a mask of shape "
                f"{mask.shape}; both must be (h, w)."
            )
        if not np.all(np.isfinite(values)):
            raise InvalidConfig(f"The map of picture {index} is not finite everywhere.")
        yield values, mask


def _regions(mask: Mask) -> Iterator[Mask]:
    labels, num_regions = ndimage.label(mask, structure=_NEIGHBOURS)
    for region in range(1, num_regions + 1):
        yield np.asarray(labels == region)


def _area_per_pixel(values: Floats, free: Floats, limit: float) -> Floats:
    """Give the area that each defect pixel adds, from 0 to the limit.

    A pixel is marked from the rate of the free pixels strictly above it on; among ties with free
    pixels it comes in linearly.
    """
    above = 1.0 - np.searchsorted(free, values, side="right") / free.size
    tied = 1.0 - np.searchsorted(free, values, side="left") / free.size - above
    ramp = np.clip(limit - above, 0.0, tied)
    rising = ramp * ramp / (2.0 * np.where(tied > 0.0, tied, 1.0))
    return np.asarray(rising + np.maximum(limit - above - tied, 0.0), dtype=np.float64)
