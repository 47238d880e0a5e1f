import numpy as np
import pytest

from andon.errors import InvalidConfig
from andon.minds.terrain import MAX_BLOCKS, Terrain, TerrainConfig, TerrainReader
from andon.randomness import stream
from andon.sensing.ahead import AHEAD_SCAN, OVERHEAD_SCAN

X, Y = np.array(AHEAD_SCAN.x_m), np.array(AHEAD_SCAN.y_m)
OVER_X, OVER_Y = np.array(OVERHEAD_SCAN.x_m), np.array(OVERHEAD_SCAN.y_m)
LEVEL = -0.93
NOTHING = np.full((len(OVER_X), len(OVER_Y)), OVERHEAD_SCAN.max_drop_m)


def ground(*edges: tuple[float, float], skew: float = 0.0) -> np.ndarray:
    """Give a scan whose height changes at edges: (distance, height from there on)."""
    along = X[:, None] * np.cos(skew) + Y[None] * np.sin(skew)
    heights = np.full(along.shape, LEVEL)
    for distance, height in edges:
        heights[along >= distance] = LEVEL + height
    return heights


def read(heights: np.ndarray, overhead: np.ndarray = NOTHING, shift_m: float = 0.0) -> Terrain:
    reader = TerrainReader(AHEAD_SCAN, OVERHEAD_SCAN)
    return reader.read(heights.ravel(), overhead.ravel(), shift_m=shift_m)


def noisy(heights: np.ndarray, seed: int) -> np.ndarray:
    return heights + stream(seed, "scan").uniform(-0.01, 0.01, heights.shape)


def test_level_ground_is_one_block_and_nothing_ahead():
    terrain = read(noisy(ground(), 0))
    assert terrain.is_even
    assert terrain.blocks.shape == (1, 4)
    assert terrain.blocks[0, 2] == pytest.approx(LEVEL, abs=0.005)


@pytest.mark.parametrize("seed", range(5))
def test_a_step_is_found_within_a_sample_whatever_the_noise(seed: int):
    terrain = read(noisy(ground((1.2, 0.2)), seed))
    assert len(terrain.blocks) == 2
    assert terrain.near_m == terrain.far_m == pytest.approx(1.2, abs=0.03)
    assert terrain.rise_m == pytest.approx(0.2, abs=0.012)
    assert terrain.drop_m == pytest.approx(0.0, abs=0.012)


def test_a_hurdle_begins_and_ends():
    terrain = read(noisy(ground((0.8, 0.15), (0.9, 0.0)), 1))
    assert (terrain.near_m, terrain.far_m) == pytest.approx((0.8, 0.9), abs=0.03)
    assert terrain.rise_m == pytest.approx(0.15, abs=0.012)


def test_a_gap_is_deep_and_as_long_as_it_is():
    terrain = read(noisy(ground((1.0, -1.0), (1.4, 0.0)), 2))
    assert terrain.drop_m == pytest.approx(1.0, abs=0.02)
    assert terrain.far_m - terrain.near_m == pytest.approx(0.4, abs=0.03)


def test_the_way_since_the_scan_brings_everything_nearer():
    assert read(ground((1.2, 0.2)), shift_m=0.1).near_m == pytest.approx(1.1, abs=0.03)


@pytest.mark.parametrize("skew", [-0.35, 0.2, 0.35])
def test_the_direction_of_an_edge_is_seen(skew: float):
    terrain = read(noisy(ground((1.2, 0.2), skew=skew), 3))
    assert terrain.skew_rad == pytest.approx(skew, abs=0.06)
    assert terrain.near_m == pytest.approx(1.2, abs=0.04)


def test_a_ramp_is_a_slope_and_not_a_staircase():
    heights = ground()
    on = X > 0.5
    heights[on] += (0.2 * (X[on] - 0.5))[:, None]
    terrain = read(noisy(heights, 4))
    assert len(terrain.blocks) <= 4
    assert terrain.rise_m > 0.2


def test_fine_detail_is_joined_until_it_can_be_imagined():
    heights = ground(*[(0.1 + 0.1 * i, 0.1 * (i % 2)) for i in range(24)])
    assert len(read(heights).blocks) <= MAX_BLOCKS


def test_blocks_follow_each_other_without_a_gap():
    blocks = read(noisy(ground((0.8, 0.15), (0.9, 0.0), (1.5, 0.2)), 5)).blocks
    assert np.array_equal(blocks[1:, 0], blocks[:-1, 1])
    assert (blocks[:, 1] > blocks[:, 0]).all()


def test_a_bar_is_seen_with_its_height_and_where_it_ends():
    overhead = NOTHING.copy()
    at = (np.abs(OVER_X - 1.2) < 0.04)[:, None] & (OVER_Y <= 0.31)[None]
    overhead[at] = 0.62
    terrain = read(ground(), overhead)
    assert terrain.ceiling is not None
    assert terrain.ceiling.z_m == pytest.approx(0.62)
    assert terrain.ceiling.y1_m == pytest.approx(0.375, abs=0.01)
    assert terrain.ceiling.y0_m < -5.0
    assert terrain.near_m == pytest.approx(1.2, abs=0.06)
    assert not terrain.is_even


def test_what_hangs_high_is_in_nobodys_way():
    assert read(ground(), np.full_like(NOTHING, 1.5)).ceiling is None


def test_a_board_over_a_ditch_is_a_bridge():
    heights = ground()
    over = (X > 0.8) & (X < 1.9)
    heights[np.ix_(over, np.abs(Y) > 0.5)] = LEVEL - 0.3
    terrain = read(noisy(heights, 6))
    assert terrain.bridge is not None
    assert terrain.bridge.drop_m == pytest.approx(0.3, abs=0.02)
    assert (terrain.bridge.x0_m, terrain.bridge.x1_m) == pytest.approx((0.8, 1.9), abs=0.06)
    assert not terrain.is_even


def test_obstacles_behind_are_passed():
    assert read(ground((-0.28, 0.1))).is_even


def test_lengths_below_zero_are_refused():
    with pytest.raises(InvalidConfig, match="must be > 0"):
        TerrainConfig(flat_m=0.0)
