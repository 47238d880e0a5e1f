"""Arrays with one row per world."""

from dataclasses import fields

import numpy as np

from andon.episodes.rows import make_rows
from andon.randomness import stream


def test_every_array_has_one_row_per_world():
    rows = make_rows(5, 20, 3, 4, 19)
    for f in fields(rows):
        assert len(getattr(rows, f.name)) == 5, f.name
    assert rows.targets.shape == (5, 4, 20)
    assert rows.blocks.shape == (5, 3, 4)
    assert rows.feet.shape == (5, 19)
    assert not rows.is_active.any()


def test_gathering_copies_every_array_in_order():
    rows, draws = make_rows(4, 3, 2, 2, 19), stream(0, "rows")
    for f in fields(rows):
        values = getattr(rows, f.name)
        values[...] = draws.uniform(0, 100, values.shape).astype(values.dtype)
    picked = np.array([3, 1, 1])
    found = rows.gather(picked)
    for f in fields(rows):
        whole, part = getattr(rows, f.name), getattr(found, f.name)
        assert np.array_equal(part, whole[picked]), f.name
        assert not np.shares_memory(part, whole), f.name
