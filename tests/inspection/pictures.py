"""Small pictures and masks that the tests make."""

import json

import numpy as np
from PIL import Image


def write_picture(path, *, size=(8, 6), value=100):
    """Write a grey picture of a size (width, height)."""
    path.parent.mkdir(parents=True, exist_ok=True)
    Image.new("L", size, value).save(path)
    return path


def write_mask(path, *, size=(8, 6), marks=((2, 3),), value=255):
    """Write a mask with some pixels (row, column) marked."""
    path.parent.mkdir(parents=True, exist_ok=True)
    pixels = np.zeros((size[1], size[0]), dtype=np.uint8)
    for row, column in marks:
        pixels[row, column] = value
    Image.fromarray(pixels).save(path)
    return path


def write_json_file(path, value):
    """Write a JSON file."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(value))
    return path
