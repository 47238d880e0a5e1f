"""Maps for those who think ahead: what hangs over the way, and what is hidden."""

import numpy as np
import pytest

from andon.sensing.ahead import OVERHEAD_SCAN, draw_curtain, scan_bars
from andon.sensing.height_scan import HeightScan
from andon.sensing.proprioception import BodyState
from andon.spatial import quat_from_yaw

NOTHING = OVERHEAD_SCAN.max_drop_m
GRID = HeightScan(x_m=(0.0, 0.5, 1.0, 1.5), y_m=(-0.4, 0.4))
EVERYWHERE = np.array([np.inf])


def state(x=0.0, y=0.0, z=0.9, yaw=0.0) -> BodyState:
    return BodyState(
        pos_w=np.array([[x, y, z]]),
        quat_wb=quat_from_yaw(np.array([yaw])),
        lin_vel_w=np.zeros((1, 3)),
        ang_vel_b=np.zeros((1, 3)),
        joint_pos=np.zeros((1, 2)),
        joint_vel=np.zeros((1, 2)),
    )


def look(bars, pose, shift=(0.0, 0.0), curtain_x=EVERYWHERE):
    found = scan_bars(
        np.array([bars], float), pose, GRID, np.array([0]), np.array([shift]), curtain_x
    )
    return found.reshape(4, 2).tolist()


BAR = (0.97, 1.03, -8.0, 0.2, 1.5)


def test_the_lowest_thing_overhead_is_read_where_it_is_and_nowhere_else():
    found = look([BAR], state())
    assert found[2] == pytest.approx([0.6, NOTHING])  # it ends 0.2 m to the left
    assert found[0] == found[1] == found[3] == [NOTHING, NOTHING]


def test_of_two_bars_the_lower_counts():
    found = look([BAR, (0.9, 1.1, -8.0, 8.0, 1.7)], state())
    assert found[2] == pytest.approx([0.6, 0.8])


def test_a_robot_that_looks_aside_sees_the_bar_aside():
    found = look([BAR], state(x=1.0, yaw=np.pi / 2))
    # its own x runs to the left of the course, its own y against it: 0.4 m off the bar
    assert found == [[NOTHING, NOTHING]] * 4
    found = look([(0.5, 1.5, -8.0, 0.6, 1.5)], state(x=1.0, yaw=np.pi / 2))
    assert np.array(found[:2]) == pytest.approx(0.6)
    assert found[2:] == [[NOTHING, NOTHING]] * 2


def test_a_misplaced_map_shows_the_bar_where_the_map_puts_it():
    assert look([BAR], state(), shift=(0.05, 0.0))[2] == [NOTHING, NOTHING]
    assert look([BAR], state(x=-0.05), shift=(0.05, 0.0))[2][0] == pytest.approx(0.6)


def test_behind_the_curtain_nothing_is_overhead():
    assert look([BAR], state(), curtain_x=np.array([0.9]))[2] == [NOTHING, NOTHING]


def test_behind_the_curtain_the_ground_is_level():
    heights = np.arange(8.0)[None] / 100
    curtain = (np.array([0.75]), np.array([0.3]))
    seen = draw_curtain(heights, state(), GRID, np.array([0]), np.zeros((1, 2)), curtain)
    assert seen[0, :4].tolist() == heights[0, :4].tolist()
    assert seen[0, 4:] == pytest.approx([0.3 - 0.9] * 4)


def test_without_a_curtain_nothing_is_changed():
    heights = np.arange(8.0)[None]
    nothing = (EVERYWHERE, np.zeros(1))
    assert draw_curtain(heights, state(), GRID, np.array([0]), np.zeros((1, 2)), nothing) is heights
