"""Per-region overlap and recall on good pixels, against counting by hand."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from andon.errors import InvalidConfig
from andon.inspection.localisation import aupro, recall_on_good_pixels
from andon.randomness import stream


def picture(num_defects, *, size=8, seed=0, levels=6):
    generator = stream(seed, "heat_maps", num_defects)
    heat = generator.integers(0, levels, (size, size)).astype(float)
    mask = np.zeros((size, size), dtype=bool)
    for k in range(num_defects):
        mask[3 * k : 3 * k + 2, 1:3] = True
    return heat, mask


def slow_aupro(heat, regions, limit):
    """Walk through all thresholds and add up the pieces under the straight lines."""
    free = heat[~np.any(regions, axis=0)]
    area, rate, overlap = 0.0, 0.0, 0.0
    for t in sorted(np.unique(heat), reverse=True):
        then = np.mean(free >= t)
        above = np.mean([np.mean(heat[region] >= t) for region in regions])
        if then > limit:  # the last piece is cut off at the limit
            above = overlap + (above - overlap) * (limit - rate) / (then - rate)
            return (area + (limit - rate) * (overlap + above) / 2) / limit
        area += (then - rate) * (overlap + above) / 2
        rate, overlap = then, above
    return area / limit


@settings(max_examples=40)
@given(st.integers(0, 200), st.sampled_from([0.05, 0.3, 1.0]), st.sampled_from([3, 9, 10**6]))
def test_area_agrees_with_a_walk_through_all_thresholds(seed, limit, levels):
    heat, mask = picture(2, seed=seed, levels=levels)
    regions = [mask & (np.arange(8) < 3)[:, None], mask & (np.arange(8) >= 3)[:, None]]
    found = aupro([heat], [mask], max_false_positive_rate=limit)
    assert found == pytest.approx(slow_aupro(heat, regions, limit))


def test_a_perfect_map_has_one_and_a_constant_one_half_the_limit():
    _, mask = picture(2)
    good = np.zeros((4, 4), dtype=bool)
    assert aupro([mask * 1.0, good * 1.0], [mask, good]) == pytest.approx(1.0)
    assert aupro([np.zeros(mask.shape)], [mask]) == pytest.approx(0.15)
    assert aupro([mask * -1.0], [mask]) == 0.0


def test_a_small_defect_counts_as_much_as_a_large_one():
    mask = np.zeros((6, 6), dtype=bool)
    mask[0, 0] = True
    mask[2:6, 2:6] = True
    only_small = np.where(mask, 0.0, 0.5)
    only_small[0, 0] = 1.0
    assert aupro([only_small], [mask]) == pytest.approx(0.5)


def test_pixels_that_touch_at_a_corner_are_one_defect():
    mask = np.zeros((5, 5), dtype=bool)
    mask[1, 1] = mask[2, 2] = mask[3, 3] = mask[0, 4] = True
    heat = np.zeros((5, 5))
    heat[0, 4] = 1.0
    heat[1, 1] = heat[2, 2] = heat[3, 3] = -1.0
    assert aupro([heat], [mask]) == pytest.approx(0.5)


def test_ties_with_free_pixels_come_in_linearly():
    # one of two defect pixels ties with half of the free pixels, the other is on top
    mask = np.array([[True, True, False, False, False, False]])
    heat = np.array([[9.0, 5.0, 5.0, 5.0, 1.0, 1.0]])
    # pixel one: area 1 over the limit 1; pixel two: rises over the first half, then 1: 0.75
    assert aupro([heat], [mask], max_false_positive_rate=1.0) == pytest.approx((1 + 0.75) / 2)
    # limit 0.25: pixel two reaches half of its ramp: mean height 0.25
    assert aupro([heat], [mask], max_false_positive_rate=0.25) == pytest.approx((1 + 0.25) / 2)


def test_recall_on_good_pixels_sets_the_threshold_on_good_pictures_alone():
    good = np.arange(1000.0).reshape(20, 50)
    bad = np.zeros((4, 4))
    mask = np.zeros((4, 4), dtype=bool)
    mask[:2, :2] = True
    bad[:2, :2] = [[999.0, 998.0], [1.0, 2000.0]]
    bad[3, 3] = 5000.0  # a false mark on a bad picture does not move the threshold
    found = recall_on_good_pixels([bad, good], [mask, np.zeros((20, 50), dtype=bool)])
    assert found.threshold == 998.0
    assert found.recalls == (0.5,)
    assert found.mean == 0.5


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: aupro([], []), r"found 0 maps and 0 masks"),
        (lambda: aupro([np.zeros((2, 2))], []), r"found 1 maps and 0 masks"),
        (
            lambda: aupro([np.zeros((2, 2))], [np.zeros((2, 3))]),
            r"Picture 0 has a map of shape \(2, 2\) and a mask of shape \(2, 3\)",
        ),
        (
            lambda: aupro([np.full((2, 2), np.nan)], [np.eye(2)]),
            r"The map of picture 0 is not finite everywhere",
        ),
        (lambda: aupro([np.zeros((2, 2))], [np.zeros((2, 2))]), r"No mask marks a defect"),
        (lambda: aupro([np.zeros((2, 2))], [np.ones((2, 2))]), r"No pixel is free of defects"),
        (
            lambda: aupro([np.zeros((2, 2))], [np.eye(2)], max_false_positive_rate=0.0),
            r"The limit is 0\.0; it must lie in \(0, 1\]",
        ),
        (
            lambda: aupro([np.zeros((2, 2))], [np.eye(2)], max_false_positive_rate=1.5),
            r"The limit is 1\.5",
        ),
        (
            lambda: recall_on_good_pixels([np.zeros((2, 2))], [np.eye(2)]),
            r"Found 1 bad and 0 good pictures; needs both",
        ),
        (
            lambda: recall_on_good_pixels([np.zeros((2, 2))], [np.eye(2)], false_positive_rate=1),
            r"The rate is 1; it must lie in \[0, 1\)",
        ),
    ],
)
def test_what_cannot_be_meant_is_refused(call, message):
    with pytest.raises(InvalidConfig, match=message):
        call()
