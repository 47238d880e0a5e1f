"""Regions of a heat map, and how they meet true boxes."""

import numpy as np
import pytest

from andon.errors import InvalidConfig
from andon.inspection.labels import Box
from andon.inspection.regions import find_regions, match_boxes

HEAT = np.zeros((20, 30), dtype=np.float32)
HEAT[3:5, 4:7] = 0.8
HEAT[12, 20] = 0.9


def test_regions_say_place_size_and_peak_in_pixels():
    first, second = find_regions(HEAT, above=0.5, step=2)
    assert (first.left, first.top, first.right, first.bottom, first.area) == (40, 24, 42, 26, 4)
    assert (second.left, second.top, second.area) == (8, 6, 24)
    assert second.longest_side == 6
    assert first.peak == pytest.approx(0.9)


def test_a_called_part_always_has_a_place():
    assert find_regions(HEAT, above=0.95) == ()
    (place,) = find_regions(HEAT, above=0.95, needs_one=True)
    assert (place.left, place.top) == (20, 12)


def test_a_region_beside_a_box_is_a_false_call():
    boxes = (Box(defect_class="x", left=3, top=2, right=8, bottom=6),)
    counts = match_boxes(find_regions(HEAT, above=0.5), boxes)
    assert (counts.num_boxes, counts.num_found, counts.num_false_calls) == (1, 1, 1)


def test_a_map_of_another_form_is_refused():
    with pytest.raises(InvalidConfig, match="step of 0"):
        find_regions(HEAT, above=0.5, step=0)
