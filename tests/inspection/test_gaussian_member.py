"""Members that know good parts only."""

import numpy as np
import pytest

from andon.errors import InvalidConfig
from andon.inspection.gaussian_member import (
    AMOUNT,
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


def texture_of(good, added, *, shrinkage=0.01, times=3, trust=None):
    """Fit a texture model to parts that `added` is put into, `times` for each."""
    origins = np.repeat(np.arange(len(good)), times)
    made = good[origins] + np.resize(added, (len(origins), good.shape[1]))
    return fit_texture(
        good.astype(np.float32),
        made=made.astype(np.float32),
        origins=origins,
        shrinkage=shrinkage,
        trust=trust,
    )


def test_distance_rises_along_what_good_parts_never_do():
    line = stream(0, "line").standard_normal((200, 1))
    good = np.hstack([line, line + 0.05 * stream(1, "line").standard_normal((200, 1))])
    member = texture_of(good, np.eye(2))
    along, across = member.raw(np.asarray([[1.0, 1.0], [1.0, -1.0]], dtype=np.float32))
    assert across > along + 3.0


def test_distance_counts_where_made_defects_go_and_little_elsewhere():
    good = stream(0, "ball").standard_normal((400, 6))
    member = texture_of(good, np.eye(6)[:1] * 2.0)
    rows = np.asarray([np.eye(6)[0] * 2.5, np.eye(6)[3] * 2.5], dtype=np.float32)
    pushed, elsewhere = member.raw(rows)
    assert pushed > elsewhere + 3.0


def test_the_texture_score_is_the_likelihood_ratio_of_two_student_distributions():
    good = stream(2, "mix").standard_normal((300, 4)) @ stream(3, "mix").standard_normal((4, 4))
    added = stream(4, "added").standard_normal((900, 4))
    member = texture_of(good, added, shrinkage=0.1)
    values = member.standard.apply(good.astype(np.float32)).astype(np.float64)
    cov = 0.9 * np.cov(values, rowvar=False) + 0.1 * np.eye(4)
    made = member.standard.apply((np.repeat(good, 3, axis=0) + added).astype(np.float32))
    moved = made.astype(np.float64) - np.repeat(values, 3, axis=0)
    spoilt = cov + AMOUNT * moved.T @ moved / len(moved)
    points = good[:50] + 0.5 * good.std(axis=0)
    z = member.standard.apply(points.astype(np.float32)).astype(np.float64) - values.mean(axis=0)
    far, explained = (np.einsum("ni,ij,nj->n", z, np.linalg.inv(c), z) for c in (cov, spoilt))
    ratio = (4.0 + far) / (4.0 + explained)
    expected = np.log(ratio - 1.0 + 1e-6)
    np.testing.assert_allclose(member.raw(points.astype(np.float32)), expected, atol=1e-3)


def test_parts_that_are_not_trusted_hardly_count():
    good = stream(0, "trust").standard_normal((200, 5))
    spoilt = np.concatenate([good, 3.0 + stream(1, "trust").standard_normal((20, 5))])
    added, trust = np.eye(5)[:3] * 2.0, np.where(np.arange(220) < 200, 1.0, 1e-6)
    clean = texture_of(good, added)
    robust = texture_of(spoilt, added, trust=trust)
    points = stream(2, "trust").standard_normal((30, 5)).astype(np.float32)
    np.testing.assert_allclose(robust.raw(points), clean.raw(points), atol=1e-2)


def test_one_broken_figure_counts_three_deviations_at_most():
    member = texture_of(stream(0, "w3").standard_normal((200, 3)), np.eye(3))
    far, farther = member.raw(np.asarray([[50.0, 0, 0], [5e6, 0, 0]], dtype=np.float32))
    assert far == farther


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
        texture_of(np.zeros((9, 4)), np.eye(4))
    with pytest.raises(InvalidConfig, match="no made defect"):
        texture_of(np.zeros((12, 4)), np.eye(4), times=0)
