"""Textures with defects that the tests make."""

import csv

import numpy as np
from PIL import Image
from scipy import ndimage

from andon.inspection.inspection_set import SplitConfig, make_split, read_set
from andon.randomness import stream

SIZE = (72, 80)
"""Height and width of a picture."""


def make_texture(index, *, seed=0, channels=1):
    """Make a brushed surface. Shape (channels, h, w)."""
    generator = stream(seed, "texture", index)
    brushed = ndimage.gaussian_filter(generator.standard_normal(SIZE), (3.0, 0.7))
    plane = 0.5 + 0.3 * brushed + 0.03 * generator.standard_normal(SIZE)
    return np.repeat(np.clip(plane, 0.0, 1.0)[None], channels, axis=0).astype(np.float32)


def add_hole(picture, index):
    """Put a dark hole into a picture; gives it back with its place (row, column)."""
    generator = stream(9, "hole", index)
    row, column = (int(generator.integers(8, side - 8)) for side in SIZE)
    picture[:, row - 2 : row + 3, column - 2 : column + 3] -= 0.35
    return np.clip(picture, 0.0, 1.0), (row, column)


def save(picture, path, *, bits=8):
    """Write a picture as PNG."""
    path.parent.mkdir(parents=True, exist_ok=True)
    full = 255 if bits == 8 else 65535
    values = np.round(picture * full).astype(np.uint8 if bits == 8 else np.uint16)
    Image.fromarray(values[0] if len(values) == 1 else values.transpose(1, 2, 0)).save(path)
    return path


def write_set(folder, *, num_good=96, num_bad=16, **kinds):
    """Write good parts and parts with a hole, labelled in a CSV file; gives its path."""
    rows = []
    for index in range(num_good + num_bad):
        picture = make_texture(index, **kinds)
        is_bad = index >= num_good
        if is_bad:
            picture, _ = add_hole(picture, index)
        save(picture, folder / f"{index:03d}.png")
        rows.append((f"{index:03d}.png", "hole" if is_bad else "good", f"lot {index % 3}"))
    with (folder / "labels.csv").open("w", newline="") as file:
        csv.writer(file).writerows([("image", "class", "lot"), *rows])
    return folder / "labels.csv"


def split_of(labels, **config):
    """Read a set and split it."""
    return make_split(read_set(labels), SplitConfig(**config))
