"""The bank of features: what each figure means, and what it does not depend on."""

import numpy as np
import pytest
from numpy.testing import assert_allclose

from andon.errors import InvalidConfig
from andon.inspection.feature_bank import (
    MAPS,
    STATISTICS,
    BankConfig,
    bank_for,
    derivative_kernels,
    describe,
    level_maps,
    pixel_features,
    signed_log,
    statistics,
    tail_sizes,
)
from tests.inspection.textures import make_texture

SMALL = bank_for(72, num_channels=1)


def test_derivatives_of_a_parabola_are_exact():
    # With kernels whose moments are those of derivatives, x^2 has slope 2 x and curvature 2.
    smooth, first, second = derivative_kernels().astype(np.float64)
    x = np.arange(-4, 5)
    assert_allclose([smooth.sum(), first.sum(), second.sum()], [1.0, 0.0, 0.0], atol=1e-6)
    assert_allclose([first @ x, second @ x, second @ x**2], [1.0, 0.0, 2.0], atol=1e-5)


def test_a_slope_is_seen_where_it_is_and_nothing_else():
    plane = np.tile(0.01 * np.arange(40, dtype=np.float32), (40, 1))
    maps = dict(zip(MAPS, level_maps(plane)[:, 20, 10:30], strict=True))
    assert_allclose(maps["x"], 0.01, atol=1e-6)
    assert_allclose(maps["gradient"], 0.01, atol=1e-6)
    for name in ("y", "xx", "yy", "xy", "log", "ridge", "detail"):
        assert_allclose(maps[name], 0.0, atol=1e-6)


def test_figures_of_a_map_are_those_of_its_values():
    values = np.arange(2000, dtype=np.float32).reshape(1, 40, 50)
    figures = dict(zip(STATISTICS, statistics(values)[0].tolist(), strict=True))
    assert tail_sizes(2000) == (2, 20)
    assert figures["max"] == 1999
    assert figures["top_001"] == 1998
    assert figures["top_01"] == 1980
    assert figures["low_01"] == 19
    assert figures["min"] == 0
    assert figures["mean"] == pytest.approx(999.5)
    assert figures["kurtosis"] == pytest.approx(1.8, abs=1e-3)  # of a uniform distribution
    assert figures["skewness"] == pytest.approx(0.0, abs=1e-6)


def test_light_that_is_twice_as_strong_changes_little():
    dim, bright = (describe(make_texture(0) * gain, SMALL)[0] for gain in (0.5, 1.0))
    other = describe(make_texture(1), SMALL)[0]
    assert np.linalg.norm(bright - dim) < 0.5 * np.linalg.norm(bright - other) + 2.0


@pytest.mark.parametrize("channels", [1, 3])
@pytest.mark.parametrize("size", [(72, 80), (75, 73)])
def test_shapes_are_what_the_bank_says(channels, size):
    bank = bank_for(72, num_channels=channels)
    picture = np.asarray(
        np.resize(make_texture(0, channels=channels), (channels, *size)), dtype=np.float32
    )
    descriptor, features = describe(picture, bank)
    assert descriptor.shape == (bank.num_statistics,)
    assert features.shape == (bank.num_features, (size[0] + 1) // 2, (size[1] + 1) // 2)
    assert_allclose(pixel_features(picture, bank), features)
    assert np.all(np.isfinite(descriptor))


def test_a_flat_picture_is_described_by_finite_numbers():
    descriptor, features = describe(np.full((1, 72, 80), 0.5, dtype=np.float32), SMALL)
    assert np.all(np.isfinite(descriptor))
    assert np.all(np.isfinite(features))


def test_signed_log_keeps_the_sign():
    assert_allclose(signed_log(np.asarray([-np.e + 1, 0.0, np.e - 1])), [-1.0, 0.0, 1.0])


def test_too_small_pictures_are_refused():
    with pytest.raises(InvalidConfig, match="side of 12 pixels; at least 32"):
        bank_for(12, num_channels=1)
    assert bank_for(32, num_channels=1).smallest_side <= 32
    assert bank_for(500, num_channels=3).num_levels == 5


@pytest.mark.parametrize("wrong", [{"num_channels": 2}, {"num_levels": 1}, {"mean_sd": 0.5}])
def test_a_bank_that_cannot_be_built_is_refused(wrong):
    with pytest.raises(InvalidConfig):
        BankConfig(**{"num_channels": 1, **wrong})
