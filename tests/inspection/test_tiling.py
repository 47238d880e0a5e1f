"""Large pictures are looked at in tiles, at the resolution that they came in."""

import csv
from itertools import pairwise

import numpy as np
import pytest
from scipy import ndimage

from andon.errors import InvalidConfig
from andon.inspection.fit_inspector import FitConfig, fit, read_part
from andon.inspection.grade_inspector import example_of, judge
from andon.inspection.inspector_folder import read_inspector, write_inspector
from andon.inspection.onnx_runner import OnnxReading, OnnxRunner
from andon.inspection.refit import add_misses
from andon.inspection.tiled_reading import read_tiles
from andon.inspection.tiling import Tile, check_tile, tile_on_defect, tiles_of
from andon.inspection.training_parts import survey
from andon.randomness import stream
from tests.inspection.textures import save, split_of

SHAPE = (200, 330)


def wide_picture(index, *, hole=None):
    """Make a wide surface, with a dark hole of 4 pixels at a place (row, column)."""
    generator = stream(4, "wide", index)
    plane = 0.5 + 0.3 * ndimage.gaussian_filter(generator.standard_normal(SHAPE), (2.0, 0.7))
    plane += 0.03 * generator.standard_normal(SHAPE)
    if hole is not None:
        plane[hole[0] - 2 : hole[0] + 2, hole[1] - 2 : hole[1] + 2] -= 0.5
    return np.clip(plane, 0.0, 1.0)[None].astype(np.float32)


def write_wide(folder, num_good=64):
    """Write good wide pictures, and a label file of them."""
    rows = [("image", "class")]
    for index in range(num_good):
        save(wide_picture(index), folder / f"{index:03d}.png")
        rows.append((f"{index:03d}.png", "good"))
    with (folder / "labels.csv").open("w", newline="") as file:
        csv.writer(file).writerows(rows)
    return folder / "labels.csv"


@pytest.mark.parametrize("shape", [(128, 128), (129, 500), (1000, 130), (4000, 6000)])
def test_tiles_cover_everything_and_overlap(shape):
    side = 128 if max(shape) < 2000 else 1024
    seen = np.zeros(shape, dtype=np.uint8)
    tiles = tiles_of(shape, side)
    for tile in tiles:
        assert (tile.top % 2, tile.left % 2) == (0, 0)
        seen[tile.top : tile.bottom, tile.left : tile.right] += 1
    assert seen.min() >= 1
    rows = sorted({(tile.top, tile.bottom) for tile in tiles})
    for (_, end), (start, _) in pairwise(rows):
        assert end - start >= 0.1 * side


def test_the_tile_that_shows_most_of_a_defect_teaches():
    mask = np.zeros((128, 400), dtype=np.bool_)
    tiles = tiles_of((128, 400), 128)
    assert tile_on_defect(tiles, mask) is None
    mask[60:64, 390:396] = True
    assert tile_on_defect(tiles, mask) == tiles[-1]


def test_a_part_is_as_suspicious_as_its_worst_tile_and_heat_lies_where_it_belongs():
    picture = np.arange(SHAPE[0] * SHAPE[1], dtype=np.float32).reshape(1, *SHAPE)
    marked = (150, 300)

    def read(piece, reference):
        assert reference is None
        is_here = np.equal(piece[0], picture[0][marked]).astype(np.float32)
        heat = is_here[::2, ::2]
        score = float(heat.max())
        return OnnxReading(score=score, by_member={"a": score}, heat=heat, latency_s=0.5)

    reading = read_tiles(read, picture, None, side=128, step=2)
    num_tiles = len(tiles_of(SHAPE, 128))
    assert reading.score == 1.0
    assert reading.latency_s == pytest.approx(0.5 * num_tiles)
    assert reading.heat.shape == (100, 165)
    place = np.unravel_index(int(np.argmax(reading.heat)), reading.heat.shape)
    assert place == (marked[0] // 2, marked[1] // 2)


def test_large_pictures_are_fitted_and_read_at_their_resolution(tmp_path):
    labels = write_wide(tmp_path / "set")
    split = split_of(labels)
    config = FitConfig(tile_px=128, max_overkill=0.1)
    fitted = fit(split, config, backend="inline")
    assert fitted.inspector.preparation.tile == 128
    assert fitted.inspector.preparation.reduction == 1
    assert fitted.inspector.size is None
    write_inspector(tmp_path / "run", fitted, split, {"data": str(labels)})
    stored = read_inspector(tmp_path / "run")
    hole = (170, 250)
    bad = example_of(save(wide_picture(900, hole=hole), tmp_path / "bad.png"), defect_class="hole")
    good = example_of(save(wide_picture(901), tmp_path / "good.png"))
    found, quiet = judge(stored, (bad, good))
    assert found.decision == "reject"
    assert found.reading.score > quiet.reading.score
    first = found.regions[0]
    assert abs((first.left + first.right) / 2 - hole[1]) < 12
    assert abs((first.top + first.bottom) / 2 - hole[0]) < 12
    again = read_part(OnnxRunner(stored.model), stored.inspector, bad)
    assert again.score == found.reading.score
    with pytest.raises(InvalidConfig, match="tile by tile"):
        add_misses(stored, (bad,), config)


def test_pictures_beyond_the_limit_are_tiled_by_themselves(tmp_path, monkeypatch):
    example = example_of(save(wide_picture(0), tmp_path / "a.png"))
    assert survey((example,)).preparation.tile == 0
    monkeypatch.setattr("andon.inspection.training_parts.MOST_PIXELS", 50_000)
    found = survey((example,)).preparation
    assert (found.tile, found.reduction) == (1024, 1)
    whole = survey((example,), tile_px=0).preparation
    assert (whole.tile, whole.reduction) == (0, 2)


def test_a_tile_that_is_too_small_is_refused():
    with pytest.raises(InvalidConfig, match="must have 128 or more"):
        check_tile(100)
    with pytest.raises(InvalidConfig, match="multiple of 16"):
        check_tile(130)
    piece = Tile(top=2, left=4, bottom=6, right=7)
    assert piece.of(np.zeros((3, 9, 9), np.float32)).shape == (3, 4, 3)
