"""Draw what an inspector saw: the picture with marked regions, and the heat map over it."""

import io
from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
from PIL import Image, ImageDraw

from andon.inspection.feature_bank import Maps
from andon.inspection.regions import Region

__all__ = ["draw_decision", "heat_colours"]

_HEIGHT = 240
"""Rows of the drawing, in pixels."""

_SHOWN_REGIONS = 3
"""Regions that are framed."""

_GAP = 8
"""White columns between picture and heat map, in pixels."""

_STOPS = np.asarray([0.0, 0.5, 0.7, 0.85, 1.0])
_COLOURS = np.asarray(
    [[30, 30, 46], [58, 62, 118], [196, 84, 102], [246, 160, 60], [255, 246, 186]], dtype=np.float64
)
"""Colours of suspicion, rising in lightness, so that they also read in grey."""


def heat_colours(heat: Maps) -> npt.NDArray[np.uint8]:
    """Give the colour of each place. Shape (h, w, 3) from (h, w)."""
    channels = [np.interp(heat, _STOPS, _COLOURS[:, channel]) for channel in range(3)]
    return np.stack(channels, axis=-1).astype(np.uint8)


def draw_decision(picture: Maps, heat: Maps, regions: Sequence[Region]) -> bytes:
    """Draw a picture with its most suspicious regions, and its heat map beside it.

    Args:
        picture: Values in [0, 1]. Shape (channels, h, w).
        heat: Suspicion by place, in (0, 1). Any shape with the same outline.
        regions: Regions in pixels of the picture, the most suspicious first.

    Returns:
        A PNG.
    """
    low, high = float(picture.min()), float(picture.max())
    scaled = (picture - low) / max(high - low, 1e-6) * 255.0
    pixels = scaled.astype(np.uint8)
    colours = np.repeat(pixels, 3, axis=0) if pixels.shape[0] == 1 else pixels
    image = Image.fromarray(np.ascontiguousarray(colours.transpose(1, 2, 0)))
    factor = _HEIGHT / image.height
    size = (max(round(image.width * factor), 1), _HEIGHT)
    shown = image.resize(size, Image.Resampling.LANCZOS if factor < 1 else Image.Resampling.BICUBIC)
    draw = ImageDraw.Draw(shown)
    for region in regions[:_SHOWN_REGIONS]:
        box = [region.left, region.top, region.right, region.bottom]
        left, top, right, bottom = (edge * factor for edge in box)
        draw.rectangle((left - 3, top - 3, right + 2, bottom + 2), outline=(255, 176, 0), width=2)
    heat_image = Image.fromarray(heat_colours(heat)).resize(size, Image.Resampling.NEAREST)
    sheet = Image.new("RGB", (2 * size[0] + _GAP, _HEIGHT), "white")
    sheet.paste(shown, (0, 0))
    sheet.paste(heat_image, (size[0] + _GAP, 0))
    buffer = io.BytesIO()
    sheet.quantize(128).save(buffer, format="PNG", optimize=True)
    return buffer.getvalue()
