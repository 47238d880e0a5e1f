"""Defects made from good parts alone: an inspector can be fitted and chosen without bad ones.

Every kind is scaled by the contrast of the picture that it is put into, not by grey levels, so that
dark, bright, flat and rough surfaces get defects of the same visibility.
"""

from collections.abc import Callable
from math import pi

import numpy as np
import numpy.typing as npt
from scipy import ndimage

from andon.inspection.feature_bank import Maps

__all__ = ["KINDS", "add_defect"]

Mask = npt.NDArray[np.bool_]

Generator = np.random.Generator

_VISIBLE = 0.15
"""Share of a defect's own strength from which on a pixel belongs to it; *assumed*. [1]"""

_SMALLEST_CONTRAST = 0.02
"""Contrast that a flat picture is taken to have, as a share of full scale; *assumed*. [1]"""


def add_defect(picture: Maps, other: Maps, kind: str, generator: Generator) -> tuple[Maps, Mask]:
    """Put one defect into a copy of a good picture.

    Args:
        picture: Good picture, values in [0, 1]. Shape (channels, h, w).
        other: Another good picture, or the same, that `paste` takes a piece from; any size.
        kind: One of `KINDS`.
        generator: Source of chance.

    Returns:
        The picture with the defect, and where it is. Shapes (channels, h, w) and (h, w).
    """
    if kind == "paste":
        return _paste(picture, other, generator)
    if kind == "smear":
        return _smear(picture, generator)
    shape = (picture.shape[1], picture.shape[2])
    form = _FORMS[kind](shape, generator)
    peak = float(np.max(np.abs(form)))
    if peak <= 0.0:
        return picture.copy(), np.zeros(shape, dtype=np.bool_)
    contrast = max(float(picture.std()), _SMALLEST_CONTRAST)
    sign = (-1.0, -1.0, 1.0)[int(generator.integers(3))]
    strength = contrast * float(generator.uniform(0.6, 4.0)) * sign
    change = strength * _tint(picture.shape[0], generator)[:, None, None] * (form / peak)
    spoilt = np.clip(picture + change, 0.0, 1.0).astype(np.float32)
    return spoilt, np.asarray(np.abs(form) > _VISIBLE * peak)


def _tint(num_channels: int, generator: Generator) -> Maps:
    """Draw how much of a defect each channel shows: half of them are grey. Shape (channels,)."""
    is_grey = num_channels == 1 or generator.random() < 0.5
    shares = [1.0 if is_grey else 1.3 * generator.random() - 0.3 for _ in range(num_channels)]
    return np.asarray(shares, dtype=np.float32)


def _blob(shape: tuple[int, int], generator: Generator) -> Maps:
    """Pores and inclusions: up to three flattened bumps close together."""
    h, w = shape
    rows, columns = np.mgrid[:h, :w]
    row, column = generator.uniform(0, h), generator.uniform(0, w)
    form = np.zeros(shape)
    for _ in range(generator.integers(1, 4)):
        a, b = (_log_uniform(generator, 1.2, max(shape) / 30.0 + 2.0) for _ in range(2))
        turn, (dy, dx) = generator.uniform(0, pi), generator.normal(0.0, 1.5 * max(a, b), 2)
        y, x = rows - row - dy, columns - column - dx
        u, v = x * np.cos(turn) + y * np.sin(turn), y * np.cos(turn) - x * np.sin(turn)
        form = np.maximum(form, np.exp(-(((u / a) ** 2 + (v / b) ** 2) ** 1.5)))
    return form.astype(np.float32)


def _line(shape: tuple[int, int], generator: Generator) -> Maps:
    """Cracks and scratches: a walk that turns a little at each step."""
    h, w = shape
    length = int(generator.uniform(0.08, 0.6) * max(h, w))
    turns = generator.normal(0.0, (0.02, 0.15)[int(generator.integers(2))], length)
    heading = generator.uniform(0, 2 * pi) + np.cumsum(turns)
    rows = generator.uniform(0, h) + np.cumsum(np.sin(heading))
    columns = generator.uniform(0, w) + np.cumsum(np.cos(heading))
    inside = (rows >= 0) & (rows < h) & (columns >= 0) & (columns < w)
    form = np.zeros(shape)
    form[rows[inside].astype(int), columns[inside].astype(int)] = 1.0
    return ndimage.gaussian_filter(form, generator.uniform(0.5, 1.6)).astype(np.float32)


def _patch(shape: tuple[int, int], generator: Generator) -> Maps:
    """Stains and unevenness: one connected piece of smooth noise, with a soft or hard edge."""
    spread = _log_uniform(generator, 3.0, max(shape) / 8.0 + 4.0)
    noise = ndimage.gaussian_filter(generator.standard_normal(shape), spread)
    level = float(np.quantile(noise, 0.7 + 0.25 * generator.random()))
    labels, count = _pieces(np.asarray(noise > level))
    chosen = labels == generator.integers(1, count + 1)
    edge = (0.7, spread / 3.0)[int(generator.integers(2))]
    return ndimage.gaussian_filter(chosen.astype(np.float32), edge)


def _log_uniform(generator: Generator, low: float, high: float) -> float:
    """Draw a size, every ratio equally likely."""
    return float(low * (high / low) ** generator.random())


def _start(generator: Generator, whole: int, piece: int) -> int:
    """Draw where a piece begins, so that it lies inside."""
    return int(generator.integers(0, whole - piece + 1))


def _pieces(inside: Mask) -> tuple[npt.NDArray[np.int32], int]:
    labels, count = ndimage.label(inside)
    return np.asarray(labels, dtype=np.int32), int(count)


def _chip(shape: tuple[int, int], generator: Generator) -> Maps:
    """Broken edges: a corner cut off along a rough line at one side of the picture."""
    h, w = shape
    rows, columns = np.mgrid[:h, :w]
    side = generator.integers(4)
    depth = generator.uniform(0.02, 0.15) * min(h, w)
    along, across, size = (
        (columns, rows, w) if side == 0 else (columns, h - 1 - rows, w) if side == 1
        else (rows, columns, h) if side == 2 else (rows, w - 1 - columns, h)
    )  # fmt: skip
    centre, half = generator.uniform(0, size), generator.uniform(0.05, 0.3) * size
    rough = ndimage.gaussian_filter1d(generator.standard_normal(size), 2.0)[along]
    edge = depth * (1.0 - ((along - centre) / half) ** 2 + 0.5 * rough)
    return ndimage.gaussian_filter((across < edge).astype(np.float32), 0.7)


def _paste(picture: Maps, other: Maps, generator: Generator) -> tuple[Maps, Mask]:
    """Put a piece of another good picture, turned and re-lit, where it does not belong."""
    h, w = picture.shape[1:]
    size = [
        min(max(int(_log_uniform(generator, 6.0, 0.3 * min(side, limit))), 4), side, limit)
        for side, limit in zip((h, w), other.shape[1:], strict=True)
    ]
    top, left = (_start(generator, s, p) for s, p in zip((h, w), size, strict=True))
    source = [_start(generator, s, p) for s, p in zip(other.shape[1:], size, strict=True)]
    piece = other[:, source[0] : source[0] + size[0], source[1] : source[1] + size[1]]
    piece = piece[:, ::-1] if generator.random() < 0.5 else piece[:, :, ::-1]
    if size[0] == size[1] or generator.random() < 0.3:
        turned = np.rot90(piece, axes=(1, 2))
        piece = turned[:, : size[0], : size[1]] if turned.shape == piece.shape else piece
    piece = piece + generator.normal(0.0, 0.5) * max(float(picture.std()), _SMALLEST_CONTRAST)
    soft = np.zeros((h, w), dtype=np.float32)
    soft[top : top + size[0], left : left + size[1]] = _ragged(tuple(size), generator)
    spoilt, mask = picture.copy(), soft > 0.5
    here = soft[top : top + size[0], left : left + size[1]]
    view = spoilt[:, top : top + size[0], left : left + size[1]]
    view += here * (np.clip(piece, 0.0, 1.0) - view)
    return spoilt, mask


def _smear(picture: Maps, generator: Generator) -> tuple[Maps, Mask]:
    """Worn or smeared texture: its detail taken away or doubled within a patch."""
    shape = (picture.shape[1], picture.shape[2])
    form = np.minimum(_patch(shape, generator), 1.0)
    smooth = np.stack(
        [ndimage.gaussian_filter(plane, generator.uniform(1.0, 4.0)) for plane in picture]
    )
    factor = (-1.0, 1.0)[int(generator.integers(2))] * float(generator.uniform(0.5, 1.0))
    spoilt = np.clip(picture + factor * form * (smooth - picture), 0.0, 1.0)
    return spoilt.astype(np.float32), np.asarray(form > 0.5)


def _ragged(size: tuple[int, ...], generator: Generator) -> Maps:
    """Give a piece with an irregular outline, 1 inside. Shape `size`."""
    h, w = size
    rows, columns = np.mgrid[:h, :w]
    radius = np.hypot((rows - h / 2 + 0.5) / (h / 2), (columns - w / 2 + 0.5) / (w / 2))
    noise = ndimage.gaussian_filter(generator.standard_normal((h, w)), min(h, w) / 6.0)
    noise /= noise.std() + 1e-6
    return ndimage.gaussian_filter((radius + 0.2 * noise < 0.95).astype(np.float32), 0.6)


_FORMS: dict[str, Callable[[tuple[int, int], Generator], Maps]] = {
    "blob": _blob,
    "line": _line,
    "patch": _patch,
    "chip": _chip,
}

KINDS = (*_FORMS, "paste", "smear")
"""Kinds of defects."""
