"""Members that know good parts only."""

import numpy as np
import pytest

from andon.errors import InvalidConfig
from andon.inspection.gaussian_member import (
    choose_shrinkage,
    fit_position,
    fit_texture,
    pool_places,
    whitening,
)
from andon.randomness import stream


def test_whitening_inverts_the_shrunk_covariance():
    values = stream(0, "w").standard_normal((500, 4)) @ np.diag([1.0, 2.0, 3.0, 4.0])
    factor = whitening(values, 0.1)
    shrunk = 0.9 * np.cov(values, rowvar=False) + 0.1 * np.eye(4)
    np.testing.assert_allclose(factor @ factor.T @ shrunk, np.eye(4), atol=1e-8)


def test_distance_rises_along_what_good_parts_never_do():
    line = stream(0, "line").standard_normal((200, 1))
    good = np.hstack([line, line + 0.05 * stream(1, "line").standard_normal((200, 1))])
    member = fit_texture(good.astype(np.float32), shrinkage=0.01)
    along, across = member.raw(np.asarray([[1.0, 1.0], [1.0, -1.0]], dtype=np.float32))
    assert across > along + 3.0


def test_more_parts_need_less_shrinkage():
    draw = stream(0, "s").standard_normal
    mix = stream(1, "s").standard_normal((30, 30))
    few, many = (choose_shrinkage(draw((n, 30)) @ mix / 5.0) for n in (40, 4000))
    assert many < few


def test_a_position_model_says_where():
    parts = [stream(i, "p").standard_normal((5, 20, 24)).astype(np.float32) for i in range(40)]
    member = fit_position(parts)
    odd = parts[0].copy()
    odd[:, 7, 11] += 9.0
    heat = member.heat(odd)
    assert np.unravel_index(int(np.argmax(heat)), heat.shape) == (7, 11)
    assert member.raw(odd) > max(member.raw(part) for part in parts)


def test_large_grids_are_pooled():
    parts = [stream(i, "q").standard_normal((2, 200, 100)).astype(np.float32) for i in range(10)]
    member = fit_position(parts)
    assert member.pool == 3
    assert member.heat(parts[0]).shape == (66, 33)
    np.testing.assert_allclose(pool_places(np.ones((1, 7, 7), np.float32), 3), 1.0)


def test_parts_of_several_sizes_and_too_few_parts_are_refused():
    with pytest.raises(InvalidConfig, match="several sizes"):
        fit_position([np.zeros((2, 8, 8 + i % 2), np.float32) for i in range(12)])
    with pytest.raises(InvalidConfig, match="at least 10"):
        fit_texture(np.zeros((9, 4), np.float32))
