"""Pictures of other kinds of parts that the tests make: aligned, turned, and long ones."""

import numpy as np
from PIL import Image, ImageDraw
from scipy import ndimage

from andon.randomness import stream
from tests.inspection.textures import save

_FINE = 3
"""Pixels that are drawn for each pixel of a picture, so that edges are smooth."""


def make_board(index, *, is_bad):
    """Make a dense board in one position; a bad one lacks a piece. Shape (1, 80, 96)."""
    layout, generator = stream(0, "layout"), stream(0, "board", index)
    pieces = [
        (layout.uniform(2, 86), layout.uniform(2, 70), layout.uniform(4, 9), layout.uniform(3, 7),
         layout.uniform(0.3, 0.95))
        for _ in range(45)
    ]  # fmt: skip
    missing = 20 + int(generator.integers(25)) if is_bad else -1
    canvas = Image.new("L", (96 * _FINE, 80 * _FINE), 60)
    draw = ImageDraw.Draw(canvas)
    for number, (x, y, w, h, tone) in enumerate(pieces):
        if number != missing:
            dx, dy = generator.normal(0.0, 0.15, 2)
            corners = (x + dx, y + dy, x + w + dx, y + h + dy)
            draw.rectangle([edge * _FINE for edge in corners], fill=int(255 * tone))
    return _photograph(canvas, generator, (96, 80))


def make_screw(index, *, is_bad):
    """Make a screw that lies anyhow; a bad one lacks threads. Shape (1, 96, 96)."""
    generator = stream(0, "screw", index)
    canvas = Image.new("L", (96 * _FINE, 96 * _FINE), 200)
    draw = ImageDraw.Draw(canvas)
    draw.rectangle([14 * _FINE, 40 * _FINE, 24 * _FINE, 56 * _FINE], fill=70)
    draw.rectangle([24 * _FINE, 44 * _FINE, 80 * _FINE, 52 * _FINE], fill=95)
    missing = int(generator.integers(2, 10)) if is_bad else -9
    for number, x in enumerate(range(28, 78, 4)):
        if number not in (missing, missing + 1):
            edges = [(x, 41), (x + 2.5, 41), (x + 3.5, 55), (x + 1, 55)]
            draw.polygon([(a * _FINE, b * _FINE) for a, b in edges], fill=60)
    turned = canvas.rotate(
        float(generator.uniform(0, 360)), resample=Image.Resampling.BICUBIC, fillcolor=200
    )
    return _photograph(turned, generator, (96, 96))


def make_strip(index, *, is_bad):
    """Make a rolled strip under uneven light; a bad one is scratched. Shape (1, 48, 240)."""
    generator = stream(0, "strip", index)
    h, w = 48, 240
    grain = ndimage.gaussian_filter(generator.standard_normal((h, w)), (1.0, 12.0))
    plane = 0.45 + 0.05 * grain / grain.std() + 0.02 * generator.standard_normal((h, w))
    plane += 0.06 * generator.uniform(-1, 1) * np.linspace(-1, 1, w)
    if is_bad:
        x, y = int(generator.integers(20, w - 20)), int(generator.integers(8, h - 20))
        for step in range(12):
            plane[y + step, x + step // 2 : x + step // 2 + 2] -= 0.2
    return np.clip(plane, 0.0, 1.0)[None].astype(np.float32)


def write_kind(folder, make, *, num_good=80, num_bad=16, bits=8):
    """Write good and bad parts into class folders; gives the folder."""
    for index in range(num_good + num_bad):
        is_bad = index >= num_good
        name = f"{'bad' if is_bad else 'good'}/{index:03d}.png"
        save(make(index, is_bad=is_bad), folder / name, bits=bits)
    return folder


def _photograph(canvas, generator, size):
    """Bring a drawing to its size, with a shift of half a pixel, uneven light and noise."""
    plane = np.asarray(canvas.resize(size, Image.Resampling.BOX), dtype=np.float64) / 255.0
    plane = ndimage.shift(plane, generator.normal(0.0, 0.4, 2), mode="nearest")
    light = generator.uniform(0.92, 1.08) + 0.08 * generator.uniform(-1, 1) * np.linspace(
        -1, 1, size[0]
    )
    noisy = plane * light + 0.015 * generator.standard_normal(plane.shape)
    return np.clip(noisy, 0.0, 1.0)[None].astype(np.float32)
