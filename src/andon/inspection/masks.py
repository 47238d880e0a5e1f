"""Masks of defects: read from pictures, drawn from outlines and boxes, refused where wrong."""

from pathlib import Path

import numpy as np
import numpy.typing as npt
from PIL import Image, ImageDraw, UnidentifiedImageError

from andon.errors import BrokenFile
from andon.inspection.labels import LabelledPicture, image_size

__all__ = ["Mask", "known_mask", "mask_of", "read_mask"]

Mask = npt.NDArray[np.bool_]
"""True where the part is bad. Shape (h, w)."""

_GREY_MODES = {"1", "L", "P", "I", "I;16", "I;16B", "I;16L", "F"}
"""Modes with one channel; a palette counts by index, where 0 is the background."""


def read_mask(
    path: Path, *, size: tuple[int, int] | None = None, may_be_empty: bool = False
) -> Mask:
    """Read the mask of a defect.

    Args:
        path: Picture with one channel, or with equal channels; not 0 where the part is bad.
        size: Width and height of the picture that it belongs to, to compare with. [px]
        may_be_empty: Whether a mask that marks no pixel is given back, and not refused.

    Returns:
        The mask. Shape (h, w).

    Raises:
        BrokenFile: When the file is missing, broken, in colour, of another size, or marks no pixel
            or every pixel.
    """
    try:
        with Image.open(path) as picture:
            found, mode = picture.size, picture.mode
            values = np.asarray(picture)
    except UnidentifiedImageError as error:
        raise BrokenFile(f"{path} is no picture that can be read.") from error
    except (OSError, SyntaxError) as error:
        raise BrokenFile(f"Cannot read the mask {path}: {error}.") from error
    if size is not None and found != size:
        raise BrokenFile(
            f"The mask {path} is {found} pixels and its picture {size}; same is right."
        )
    if mode not in _GREY_MODES:
        colours = values[..., :3] if mode in ("RGB", "RGBA") else values[..., :1]
        if mode not in ("RGB", "RGBA", "LA") or np.any(colours != colours[..., :1]):
            raise BrokenFile(f"The mask {path} is in colour ({mode}); a mask has one channel.")
        values = colours[..., 0]
    mask: Mask = np.asarray(values != 0, dtype=np.bool_)
    if not (mask.any() or may_be_empty):
        raise BrokenFile(f"The mask {path} marks no pixel; the mask of a bad part marks some.")
    if mask.all():
        raise BrokenFile(f"The mask {path} marks every pixel; a defect has an outside.")
    return mask


def mask_of(label: LabelledPicture) -> Mask | None:
    """Give the mask of a labelled picture: read, or drawn from its outlines and boxes.

    Args:
        label: The label.

    Returns:
        The mask, shape (h, w); all False for a good part; None for a bad part whose place nobody
        marked.

    Raises:
        BrokenFile: When the picture or the mask cannot be read, or the mask is wrong.
    """
    size = image_size(label.path)
    if label.mask_path is not None:
        return read_mask(label.mask_path, size=size)
    if label.is_bad and not (label.boxes or label.polygons):
        return None
    canvas = Image.new("1", size)
    draw = ImageDraw.Draw(canvas)
    for polygon in label.polygons:
        draw.polygon(list(polygon.points), fill=1)
    for box in label.boxes:
        # The far edges of a box lie between pixels; Pillow draws its last row and column too.
        draw.rectangle((box.left, box.top, box.right - 1, box.bottom - 1), fill=1)
    mask: Mask = np.asarray(canvas, dtype=np.bool_)
    if label.is_bad and not mask.any():
        raise BrokenFile(f"The marks on {label.path} lie outside the picture of {size} pixels.")
    return mask


def known_mask(label: LabelledPicture) -> Mask | None:
    """Give the mask of a labelled picture, or None where nobody knows where a bad part is bad.

    A mask that marks no pixel of a bad part says nothing about the place; real sets have some. All
    other wrong masks are refused, as in `mask_of`.

    Raises:
        BrokenFile: When the picture or the mask cannot be read, or the mask is wrong.
    """
    if label.mask_path is None:
        return mask_of(label)
    mask = read_mask(label.mask_path, size=image_size(label.path), may_be_empty=True)
    return mask if mask.any() else None
