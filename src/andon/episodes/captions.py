"""Words on pictures: the time, and what just happened."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFont

__all__ = ["Caption", "caption_at", "draw_caption", "draw_label", "join_strip"]

_INK = (38, 48, 60)
_ACCENT = (196, 88, 12)
_PAPER = (255, 255, 255)
_PAPER_SHARE = 0.72
_SHOWN_S = 1.6


@dataclass(frozen=True, kw_only=True)
class Caption:
    """A text that appears at an instant of the episode."""

    time_s: float
    """Episode time from which the text is shown; the next caption or 1.6 s end it."""
    text: str
    """Few words, for example `fell forward at kerb 1`."""


def caption_at(captions: Sequence[Caption], *, time_s: float) -> str:
    """Give the text to show at an instant; empty when there is none."""
    past = [c for c in captions if c.time_s <= time_s + 1e-6]
    if not past:
        return ""
    latest = max(past, key=lambda caption: caption.time_s)
    return latest.text if time_s - latest.time_s <= _SHOWN_S else ""


def draw_caption(rgb: NDArray[np.uint8], *, time_s: float, text: str) -> NDArray[np.uint8]:
    """Write the time, and a text where there is one, into the lower left corner.

    Args:
        rgb: Picture. Shape (H, W, 3).
        time_s: Episode time.
        text: What happened; may be empty, and is cut where the picture ends.

    Returns:
        A new picture of the same shape.
    """
    height = rgb.shape[0]
    size = max(11, round(height / 19))
    font = ImageFont.load_default(size)
    clock = f"{time_s:.2f} s"
    picture = Image.fromarray(rgb)
    ruler = ImageDraw.Draw(picture)
    gap, margin, pad = size * 0.7, round(size * 0.6), round(size * 0.45)
    clock_width = ruler.textlength("00.00 s" if len(clock) < 8 else clock, font=font)
    text_width = ruler.textlength(text, font=font) + gap if text else 0.0
    top = height - margin - size - 2 * pad
    right = min(margin + 2 * pad + clock_width + text_width, picture.width - margin)
    veil = Image.new("L", picture.size, 0)
    ImageDraw.Draw(veil).rounded_rectangle(
        (margin, top, right, height - margin), radius=pad, fill=round(255 * _PAPER_SHARE)
    )
    picture.paste(_PAPER, (0, 0), veil)
    pen = ImageDraw.Draw(picture)
    middle = top + pad + size / 2
    pen.text((margin + pad, middle), clock, fill=_INK, font=font, anchor="lm")
    if text:
        start = margin + pad + clock_width + gap
        pen.text((start, middle), text, fill=_ACCENT, font=font, anchor="lm")
    return np.array(picture)


def draw_label(rgb: NDArray[np.uint8], text: str) -> NDArray[np.uint8]:
    """Write a name into the upper left corner; nothing where there is none.

    Args:
        rgb: Picture. Shape (H, W, 3).
        text: Few words.

    Returns:
        A new picture of the same shape.
    """
    if not text:
        return rgb
    size = max(11, round(rgb.shape[0] / 19))
    font = ImageFont.load_default(size)
    picture = Image.fromarray(rgb)
    margin, pad = round(size * 0.6), round(size * 0.45)
    width = ImageDraw.Draw(picture).textlength(text, font=font)
    right = min(margin + 2 * pad + width, picture.width - margin)
    veil = Image.new("L", picture.size, 0)
    ImageDraw.Draw(veil).rounded_rectangle(
        (margin, margin, right, margin + size + 2 * pad), radius=pad, fill=round(255 * _PAPER_SHARE)
    )
    picture.paste(_PAPER, (0, 0), veil)
    ImageDraw.Draw(picture).text(
        (margin + pad, margin + pad + size / 2), text, fill=_INK, font=font, anchor="lm"
    )
    return np.array(picture)


def join_strip(stills: Sequence[NDArray[np.uint8]], *, gap_px: int) -> NDArray[np.uint8]:
    """Put pictures of one height side by side with white between them.

    Args:
        stills: Pictures. Shapes (H, W, 3).
        gap_px: Width of the white between two pictures. [px]

    Returns:
        One picture. Shape (H, sum of W and gaps, 3).
    """
    white = np.full((stills[0].shape[0], gap_px, 3), 255, dtype=np.uint8)
    parts: list[NDArray[np.uint8]] = [stills[0]]
    for still in stills[1:]:
        parts += [white, still]
    return np.concatenate(parts, axis=1)
