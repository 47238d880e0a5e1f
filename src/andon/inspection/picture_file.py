"""Read pictures as numbers: grey or colour, 8 or 16 bits, whole or refused by name."""

from pathlib import Path
from typing import cast

import numpy as np
from PIL import Image, UnidentifiedImageError

from andon.errors import BrokenFile, InvalidConfig
from andon.inspection.feature_bank import OPPONENT, Maps

__all__ = [
    "MOST_PIXELS",
    "is_colour",
    "picture_values",
    "read_picture",
    "reduce_picture",
    "with_channels",
]

MOST_PIXELS = 4_000_000
"""Pixels above which pictures are reduced by a whole factor, so that memory stays below 2 GB."""

_COLOUR = 4.0 / 255.0
"""Difference of two channels above which a picture has colour: more than what JPEG adds to grey."""

_LEAST_CONTRAST = 1e-3
"""Added to a contrast before it divides, as a share of full scale. [1]"""

_FULL_SCALE = {"L": 255.0, "RGB": 255.0, "I;16": 65535.0, "I;16B": 65535.0, "I": 65535.0}
"""Value of full scale by mode."""

_AS_MODE = {"1": "L", "LA": "L", "La": "L", "P": "RGB", "PA": "RGB", "RGBA": "RGB", "RGBX": "RGB",
            "CMYK": "RGB", "YCbCr": "RGB", "HSV": "RGB", "LAB": "RGB"}  # fmt: skip
"""Modes that are turned into another one; transparency is dropped."""


def read_picture(path: Path) -> Maps:
    """Read a picture.

    Args:
        path: Picture of 8 or 16 bits per channel, grey or colour.

    Returns:
        Values in [0, 1]. Shape (1 or 3, h, w).

    Raises:
        BrokenFile: When the file is missing, truncated, no picture, or of a kind without a known
            full scale.
    """
    try:
        with Image.open(path) as file:
            mode = _AS_MODE.get(file.mode, file.mode)
            picture = file.convert(mode) if mode != file.mode else file
            values = np.asarray(picture)
    except UnidentifiedImageError as error:
        raise BrokenFile(f"{path} is no picture that can be read.") from error
    except (OSError, SyntaxError, ValueError, EOFError) as error:
        reason = error.strerror if isinstance(error, OSError) and error.strerror else error
        raise BrokenFile(f"Cannot read the picture {path}: {reason}.") from error
    if mode not in _FULL_SCALE:
        raise BrokenFile(
            f"{path} has the mode {mode!r}, whose full scale nobody knows; store it with 8 or 16 "
            "bits per channel."
        )
    scaled = np.asarray(values, dtype=np.float32) / np.float32(_FULL_SCALE[mode])
    if mode == "I" and not 0.0 <= float(scaled.min()) <= float(scaled.max()) <= 1.0:
        raise BrokenFile(f"{path} has values outside the 16 bits from 0 to 65535.")
    return scaled[None] if scaled.ndim == 2 else np.ascontiguousarray(scaled.transpose(2, 0, 1))


def is_colour(picture: Maps) -> bool:
    """Say whether a picture has colour, and not only three equal channels."""
    if picture.shape[0] == 1:
        return False
    return bool(np.max(np.abs(picture - picture[:1]).mean(axis=(1, 2))) > _COLOUR)


def with_channels(picture: Maps, num_channels: int) -> Maps:
    """Bring a picture to 1 channel (the mean) or 3 (repeated). Shape (num_channels, h, w)."""
    if picture.shape[0] == num_channels:
        return picture
    if num_channels == 1:
        return np.tensordot(OPPONENT[:1], picture, axes=1).astype(np.float32)
    return np.repeat(picture, num_channels, axis=0)


def reduce_picture(picture: Maps, factor: int) -> Maps:
    """Average blocks of `factor` x `factor` pixels; what does not fill a block is left out.

    Raises:
        InvalidConfig: When not one block is left.
    """
    if factor == 1:
        return picture
    channels, h, w = picture.shape
    rows, columns = h // factor, w // factor
    if not (rows and columns):
        raise InvalidConfig(f"A picture of {w} x {h} pixels has no block of {factor} pixels.")
    kept = picture[:, : rows * factor, : columns * factor]
    blocks = kept.reshape(channels, rows, factor, columns, factor)
    return cast("Maps", blocks.mean(axis=(2, 4)).astype(np.float32))


def picture_values(picture: Maps) -> dict[str, float]:
    """Measure a picture as it came in, to notice when cameras and lights change.

    Args:
        picture: Values in [0, 1]. Shape (channels, h, w).

    Returns:
        Mean (`brightness`), standard deviation (`contrast`), and mean step from pixel to pixel per
        contrast (`sharpness`).
    """
    grey = picture.mean(axis=0, dtype=np.float64)
    steps = np.abs(np.diff(grey, axis=0)).mean() + np.abs(np.diff(grey, axis=1)).mean()
    contrast = float(grey.std())
    return {
        "brightness": float(grey.mean()),
        "contrast": contrast,
        "sharpness": float(steps) / (contrast + _LEAST_CONTRAST),
    }
