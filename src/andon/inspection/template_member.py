"""Golden-template difference: what a part shows that its reference does not, and the reverse."""

from dataclasses import dataclass

import numpy as np
from scipy import ndimage

from andon.errors import InvalidConfig
from andon.inspection.feature_bank import Maps, gaussian_kernel

__all__ = ["SMOOTHING", "TOLERANCE", "TemplateMember"]

TOLERANCE = 1
"""Pixels that an edge may be displaced by without being called; reference measurement."""

SMOOTHING = 1.5
"""Spread of the window that a difference is averaged over, in pixels; reference measurement:
defects are wider than the residue of a displaced edge."""


@dataclass(frozen=True, kw_only=True)
class TemplateMember:
    """Difference from a reference, beyond what a displacement by one pixel explains."""

    template: Maps | None
    """The reference of all parts, values in [0, 1], shape (channels, h, w); None where every part
    comes with its own."""

    def heat(self, picture: Maps, reference: Maps | None) -> Maps:
        """Give the difference per pixel, in shares of full scale. Shape (h, w).

        Args:
            picture: Values in [0, 1]. Shape (channels, h, w).
            reference: Reference of this part; that of all parts when None.

        Raises:
            InvalidConfig: When there is no reference, or it has another size.
        """
        golden = self.template if reference is None else reference
        if golden is None:
            raise InvalidConfig(
                "The picture has no reference, and the inspector has none of its own."
            )
        if golden.shape != picture.shape:
            raise InvalidConfig(
                f"The picture has the shape {picture.shape} and its reference {golden.shape}; both "
                "must be equal."
            )
        size = (1, 2 * TOLERANCE + 1, 2 * TOLERANCE + 1)
        added = picture - ndimage.maximum_filter(golden, size=size, mode="nearest")
        lacking = ndimage.minimum_filter(golden, size=size, mode="nearest") - picture
        change = np.maximum(np.maximum(added, lacking), 0.0).max(axis=0).astype(np.float32)
        kernel = gaussian_kernel(SMOOTHING)
        rows = ndimage.correlate1d(change, kernel, axis=1, mode="mirror")
        return ndimage.correlate1d(rows, kernel, axis=0, mode="mirror")

    def raw(self, picture: Maps, reference: Maps | None) -> float:
        """Give the largest difference."""
        return float(self.heat(picture, reference).max())
