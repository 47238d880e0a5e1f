"""The baselines: small enough to check by hand."""

import numpy as np
import pytest

from andon.errors import InvalidConfig
from andon.inspection.baselines import cell_features, fit_cells, fit_neighbours
from andon.randomness import stream


def test_cells_hold_mean_and_root_mean_square():
    features = np.zeros((1, 30, 45), dtype=np.float32)
    features[0, :2, :3] = [[1, 2, 3], [1, 2, 3]]
    cells = cell_features(features)
    assert cells.shape == (225, 2)
    np.testing.assert_allclose(cells[0], [2.0, np.sqrt(14 / 3)], rtol=1e-6)
    np.testing.assert_allclose(cells[1:], 0.0)


def test_an_odd_cell_is_far_and_an_odd_descriptor_too():
    parts = [stream(i, "b").standard_normal((2, 30, 30)).astype(np.float32) for i in range(40)]
    member = fit_cells(np.stack([cell_features(p) for p in parts[:-1]]))
    odd = parts[-1].copy()
    odd[:, :2, :2] += 6.0
    assert member.raw(odd) > 2.0 * member.raw(parts[-1])
    rows = stream(0, "n").standard_normal((50, 4)).astype(np.float32)
    near, far = fit_neighbours(rows).raw(np.stack([rows[0], rows[0] + 9.0]))
    assert far > 10.0 * near


def test_a_single_part_is_refused():
    with pytest.raises(InvalidConfig, match="at least 2"):
        fit_cells(np.zeros((1, 225, 2)))
