"""Encoded pictures: JPEG and PNG bytes into arrays and back."""

import io
from collections.abc import Sequence
from typing import Any, cast

import numpy as np
from numpy.typing import NDArray
from PIL import Image, UnidentifiedImageError

from andon.errors import BrokenFile

__all__ = ["decode_any", "decode_image", "encode_png"]

DECODE_ERRORS = (
    OSError,
    ValueError,
    SyntaxError,
    TypeError,
    UnidentifiedImageError,
    Image.DecompressionBombError,
    Image.DecompressionBombWarning,
    MemoryError,
)
"""What Pillow raises for bytes that are no picture."""


def decode_any(data: bytes, *, where: str) -> NDArray[Any]:
    """Decode a picture of any kind.

    Returns:
        Shape (H, W, 3) of uint8 for colours; (H, W) of uint16 or float32 for depth.

    Raises:
        BrokenFile: When the bytes are no picture.
    """
    try:
        with Image.open(io.BytesIO(data)) as picture:
            if picture.mode in ("F", "I", "I;16", "I;16B", "I;16L"):
                depth = np.asarray(picture)
                return depth if depth.dtype == np.float32 else depth.astype(np.uint16)
            return np.asarray(picture.convert("RGB"))
    except DECODE_ERRORS as error:
        raise BrokenFile(f"{where}: a picture cannot be decoded: {error}.") from error


def decode_image(data: bytes, *, shape: Sequence[int], where: str) -> NDArray[np.uint8]:
    """Decode a picture of a column; depth comes as a grey picture of its near half.

    Raises:
        BrokenFile: When the bytes are no picture, or one of another size.
    """
    found = decode_any(data, where=where)
    if found.shape[:2] != tuple(shape[:2]):
        raise BrokenFile(
            f"{where}: a picture has the size {found.shape[:2]}; {tuple(shape)} is declared."
        )
    if found.ndim == 3:
        return cast("NDArray[np.uint8]", found)
    top = float(np.percentile(found, 99)) or 1.0
    grey = (np.clip(found / top, 0, 1) * 255).astype(np.uint8)
    return np.repeat(grey[..., None], 3, axis=2)


def encode_png(picture: NDArray[Any]) -> bytes:
    """Encode a picture without loss: colours of uint8, or depth of uint16."""
    sink = io.BytesIO()
    Image.fromarray(picture).save(sink, format="PNG")
    return sink.getvalue()
