"""Blocks of ground and the height below a point."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from andon.scenarios.layout import PARKED_Z_M, Block, Layout, ground_height, parked


def rows(*blocks: Block):
    return np.array([[(b.x0_m, b.x1_m, b.z0_m, b.z1_m) for b in blocks]])


def height(x: float, *blocks: Block, floor: float = 0.0) -> float:
    return float(
        ground_height(rows(*blocks).reshape(1, -1, 4), np.array([floor]), np.array([x]))[0]
    )


STEP = Block(x0_m=2.0, x1_m=4.0, z0_m=0.15, z1_m=0.15)
RAMP = Block(x0_m=0.0, x1_m=2.0, z0_m=0.0, z1_m=1.0)


def test_the_ground_is_the_highest_top_over_the_floor():
    assert height(1.0, STEP) == 0.0
    assert height(3.0, STEP) == 0.15
    assert height(2.0, STEP) == height(4.0, STEP) == 0.15  # edges belong to the step
    assert height(4.001, STEP) == 0.0
    assert height(3.0, STEP, floor=0.5) == 0.5
    assert height(3.0, STEP, Block(x0_m=2.5, x1_m=3.5, z0_m=0.3, z1_m=0.3)) == 0.3
    assert height(3.0, STEP, parked()) == 0.15
    assert height(3.0, floor=-0.5) == -0.5


def test_a_ramp_rises_evenly():
    assert [height(x, RAMP) for x in (0.0, 0.5, 1.0, 2.0)] == pytest.approx([0, 0.25, 0.5, 1])


def test_each_row_has_its_own_ground():
    blocks = np.concatenate([rows(STEP), rows(RAMP)])
    found = ground_height(blocks, np.array([0.0, -1.0]), np.array([3.0, 3.0]))
    assert found.tolist() == [0.15, -1.0]


def test_a_step_is_a_box_below_its_top():
    assert STEP.pitch_rad == 0.0
    assert STEP.half_size_m == (1.0, 8.0, 0.5)
    assert STEP.center_m == pytest.approx((3.0, 0.0, 0.15 - 0.5))


lengths = st.floats(0.2, 3.0)


@given(st.floats(-3, 3), lengths, st.floats(-1, 1), st.floats(-1, 1), st.floats(0.05, 1.0))
def test_the_upper_edge_of_the_box_runs_from_end_to_end(x0, run, z0, z1, thickness):
    block = Block(x0_m=x0, x1_m=x0 + run, z0_m=z0, z1_m=z1, thickness_m=thickness)
    pitch, center = block.pitch_rad, np.array(block.center_m)
    along = np.array([np.cos(pitch), 0, -np.sin(pitch)])  # a turn about y, positive lowers the nose
    up = np.array([np.sin(pitch), 0, np.cos(pitch)])
    half = block.half_size_m
    near = center - half[0] * along + half[2] * up
    far = center + half[0] * along + half[2] * up
    assert near == pytest.approx([x0, 0, z0], abs=1e-9)
    assert far == pytest.approx([x0 + run, 0, z1], abs=1e-9)


def test_parked_blocks_are_out_of_the_way():
    assert parked().center_m[2] < PARKED_Z_M
    assert height(0.0, parked()) == 0.0


def test_places_are_named_from_their_start_on():
    layout = Layout(zones=((-np.inf, "before"), (1.0, "step"), (2.0, "after")))
    assert [layout.zone_at(x) for x in (-9.0, 0.999, 1.0, 1.5, 2.0, 99.0)] == [
        "before", "before", "step", "step", "after", "after",
    ]  # fmt: skip
    assert Layout().zone_at(5.0) == "flat"
