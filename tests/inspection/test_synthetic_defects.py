"""Made defects: each kind shows, stays inside, and repeats from its seed."""

import numpy as np
import pytest

from andon.inspection.synthetic_defects import KINDS, add_defect
from andon.randomness import stream
from tests.inspection.textures import make_texture


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("channels", [1, 3])
def test_a_defect_changes_the_picture_mostly_inside_its_mask(kind, channels):
    shares = []
    for seed in range(12):
        good = make_texture(seed, channels=channels)
        spoilt, mask = add_defect(
            good, make_texture(99, channels=channels), kind, stream(seed, "d")
        )
        change = np.abs(spoilt - good).max(axis=0)
        assert spoilt.shape == good.shape
        assert mask.shape == good.shape[1:]
        assert spoilt.min() >= 0.0
        assert spoilt.max() <= 1.0
        if change.sum() > 0:
            shares.append(change[mask].sum() / change.sum())
    assert len(shares) >= 8
    assert np.median(shares) > 0.5


@pytest.mark.parametrize("kind", KINDS)
def test_the_same_seed_makes_the_same_defect(kind):
    pictures = [
        add_defect(make_texture(0), make_texture(1), kind, stream(5, "d"))[0] for _ in range(2)
    ]
    np.testing.assert_array_equal(*pictures)


def test_the_good_picture_is_left_alone():
    good = make_texture(0)
    before = good.copy()
    for kind in KINDS:
        add_defect(good, good, kind, stream(1, kind))
    np.testing.assert_array_equal(good, before)
