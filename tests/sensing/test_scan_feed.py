"""The feed of a height scan: taken at its own rate, with a map that is misplaced as declared."""

import numpy as np
import pytest

from andon.sensing.height_scan import HeightScan
from andon.sensing.noise import TermNoise
from andon.sensing.scan_feed import SHIFT_STEPS, ScanFeed

SHIFTED = TermNoise(shift_x_m=0.03, shift_y_m=0.02, shift_z_m=0.01)


class Ground:
    """Gives the step as height, and remembers who asked where."""

    def __init__(self) -> None:
        """Nobody has asked yet."""
        self.step, self.asked = 0, []

    def measure(self, rows, shift):
        """Give the same height everywhere."""
        self.asked.append((rows.tolist(), shift.copy()))
        return np.full((len(rows), 4), float(self.step))


def make(period: int = 1, noise: TermNoise | None = None, count: int = 3) -> ScanFeed:
    scan = HeightScan(x_m=(0.0, 0.1), y_m=(-0.1, 0.1), period_steps=period)
    return ScanFeed(scan, noise or TermNoise(), count)


def read(feed: ScanFeed, ground: Ground, step: int, *, seeds=(5, 6, 7), rows=(0, 1, 2), late=0):
    ground.step = step
    steps = np.full(3, step) - np.array([0, late, 0])
    return feed.read(ground.measure, np.array(seeds), steps, np.array(rows))


@pytest.mark.parametrize("period", [1, 2, 4, 7])
def test_a_scan_is_held_until_the_next_is_due(period):
    feed, ground = make(period), Ground()
    found = np.array([read(feed, ground, step)[:, 0] for step in range(30)])
    assert found[:, 0].tolist() == [step - step % period for step in range(30)]
    assert len(ground.asked) == -(-30 // period)


def test_each_world_keeps_its_own_time():
    feed, ground = make(4), Ground()
    for step in range(3, 20):
        found = read(feed, ground, step, late=3)
        assert found[1, 0] == step - (step - 3) % 4
    assert [1] in [rows for rows, _ in ground.asked]


def test_a_row_that_does_not_run_keeps_what_it_had():
    feed, ground = make(), Ground()
    read(feed, ground, 0)
    found = read(feed, ground, 1, rows=(0, 2))
    assert found[:, 0].tolist() == [1, 0, 1]


def test_what_is_read_is_the_callers_to_keep():
    feed, ground = make(), Ground()
    first = read(feed, ground, 0)
    first[:] = 99
    assert read(feed, ground, 1, rows=(0,))[1, 0] == 0


def test_the_map_is_misplaced_within_its_half_widths_and_stays_so_for_two_seconds():
    feed, ground = make(noise=SHIFTED), Ground()
    heights = np.array([read(feed, ground, step)[0, 0] - step for step in range(5 * SHIFT_STEPS)])
    where = np.array([shift[0] for _, shift in ground.asked])
    for values, most in ((where[:, 0], 0.03), (where[:, 1], 0.02), (heights, 0.01)):
        held = values.reshape(5, SHIFT_STEPS)
        assert np.ptp(held, axis=1).max() < 1e-9
        assert len(np.unique(held[:, 0])) == 5
        assert np.abs(values).max() <= most + 1e-9
        assert np.abs(values).max() > most / 4


def test_without_a_fault_the_map_lies_where_it_should():
    feed, ground = make(), Ground()
    read(feed, ground, 0)
    assert not ground.asked[0][1].any()


def test_the_misplacement_follows_the_seed_and_the_step_and_not_the_row():
    feed, other, ground = make(noise=SHIFTED), make(noise=SHIFTED), Ground()
    for step in range(0, 250, 10):
        one = read(feed, ground, step, seeds=(5, 6, 7))
        two = read(other, ground, step, seeds=(7, 5, 6))
        assert np.array_equal(one[[2, 0, 1]], two)
    assert len(np.unique(one[:, 0])) == 3


def test_gathered_rows_and_a_snapshot_go_on_like_the_original():
    feed, ground = make(4, SHIFTED), Ground()
    for step in range(130):
        read(feed, ground, step)
    twin, again = make(4, SHIFTED), make(4, SHIFTED)
    twin.gather(feed, np.array([1, 1, 0]))
    again.restore(feed.snapshot())
    for step in range(130, 260):
        expected = read(feed, ground, step)
        assert np.array_equal(read(twin, ground, step, seeds=(6, 6, 5)), expected[[1, 1, 0]])
        assert np.array_equal(read(again, ground, step), expected)


def test_a_blind_map_shows_the_ground_below_everywhere_for_a_whole_episode():
    scan = HeightScan(x_m=(0.0, 0.5), y_m=(-0.1, 0.1))

    def slope(rows, shift):
        return np.tile([-0.9, -0.9, 0.1, 0.1], (len(rows), 1))

    for missed, blind in ((1.0, True), (0.0, False)):
        feed = ScanFeed(scan, TermNoise(missed=missed), 2)
        for step in range(5):
            found = feed.read(slope, np.array([1, 2]), np.full(2, step), np.arange(2))
            assert (np.ptp(found, axis=1) == 0).all() == blind
            assert (found[:, 0] == -0.9).all()
