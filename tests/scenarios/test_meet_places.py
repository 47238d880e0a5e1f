"""Grounds with obstacles, against the values that they are drawn from."""

import numpy as np
import pytest

from andon.scenarios import scenarios
from andon.scenarios.layout import ground_height
from andon.scenarios.meet_places import BOARD_ROOM_M, MIXED, PASSED_M, PIT_M, SPACING_M

KINDS = ("hurdle", "bar", "step", "plank", "gap", "slope", "slick", "drop", "beam", "nothing")


def lay(kind: str, seed: int = 3, **changes):
    scenario = scenarios.make(f"street_meet_{kind}").with_variation(changes)
    draw = scenario.draw(seed)
    return scenario.layout(draw), draw


def height(layout, x, y=0.0):
    blocks = np.array([[(b.x0_m, b.x1_m, b.z0_m, b.z1_m) for b in layout.blocks]]).reshape(1, -1, 4)
    sides = np.array([[(b.y0_m, b.y1_m, np.tan(b.bank_rad)) for b in layout.blocks]])
    found = ground_height(
        blocks,
        np.array([layout.floor_z_m]),
        np.array([x]),
        np.array([y]),
        sides.reshape(1, -1, 3),
    )
    return float(found[0])


@pytest.mark.parametrize("kind", KINDS)
def test_an_obstacle_begins_where_it_was_drawn_and_the_finish_lies_a_metre_beyond(kind):
    layout, draw = lay(kind)
    (obstacle,) = layout.obstacles
    assert obstacle.name == kind
    assert obstacle.x0_m == draw["obstacle_x_m"]
    assert layout.finish_x_m == pytest.approx(obstacle.x1_m + PASSED_M)
    assert layout.reveal_m == 2.0
    assert height(layout, obstacle.x0_m - 0.01) == 0.0
    assert layout.zone_at(obstacle.x1_m + 0.9) == kind


def test_a_hurdle_is_as_high_and_as_deep_as_drawn():
    layout, draw = lay("hurdle")
    x = draw["obstacle_x_m"] + draw["hurdle_depth_m"] / 2
    assert height(layout, x) == draw["hurdle_m"]
    assert height(layout, x + draw["hurdle_depth_m"]) == 0.0


def test_a_step_goes_up_and_a_drop_goes_down_for_good():
    for kind, name, sign in (("step", "rise_m", 1), ("drop", "drop_m", -1)):
        layout, draw = lay(kind)
        for beyond in (0.1, 1.0, 10.0):
            found = height(layout, draw["obstacle_x_m"] + beyond)
            assert found == pytest.approx(sign * draw[name])


def test_a_gap_is_a_pit_as_wide_as_drawn():
    layout, draw = lay("gap")
    near, far = draw["obstacle_x_m"], draw["obstacle_x_m"] + draw["gap_m"]
    assert height(layout, near + 0.01) == height(layout, far - 0.01) == -PIT_M
    assert height(layout, far + 0.01) == 0.0


def test_a_bar_ends_on_the_side_that_was_drawn():
    for end in (0.3, -0.3):
        layout, draw = lay("bar", bar_end_m=end, start_heading_deg=20.0)
        (bar,) = layout.bars
        path = draw["obstacle_x_m"] * np.tan(np.radians(20.0))
        assert bar.z_m == draw["bar_m"]
        assert (bar.y1_m if end > 0 else bar.y0_m) == pytest.approx(path + end)
        assert bar.y1_m - bar.y0_m > 8.0


def test_a_board_fills_its_ditch_but_for_some_room_at_both_ends():
    layout, draw = lay("plank")
    (board,) = layout.boards
    ends = board.x_m - board.half_size_m[0], board.x_m + board.half_size_m[0]
    assert ends[1] - ends[0] == pytest.approx(draw["board_m"])
    (obstacle,) = layout.obstacles
    assert ends[0] - obstacle.x0_m == pytest.approx(BOARD_ROOM_M)
    assert obstacle.x1_m - ends[1] == pytest.approx(BOARD_ROOM_M)
    assert (board.stiffness_nm, board.slide_n) == (
        draw["board_stiffness_nm"],
        draw["board_slide_n"],
    )


def test_a_slope_rises_to_one_side():
    layout, draw = lay("slope", bank_deg=12.0)
    x, rise = draw["obstacle_x_m"] + 1.0, np.tan(np.radians(12.0))
    assert height(layout, x) == pytest.approx(0.0)
    assert height(layout, x, 0.5) == pytest.approx(0.5 * rise)
    assert height(layout, x, -0.5) == pytest.approx(-0.5 * rise)


def test_beside_a_beam_there_is_nothing():
    layout, draw = lay("beam")
    x, half = draw["obstacle_x_m"] + 1.0, draw["beam_m"] / 2
    assert height(layout, x, half - 0.01) == 0.0
    assert height(layout, x, half + 0.01) == height(layout, x, -half - 0.01) == -PIT_M


def test_a_mixed_course_shows_each_kind_once_in_an_order_that_differs():
    orders = set()
    for seed in range(40):
        layout, _ = lay("mix", seed, num_obstacles=5.0)
        names = tuple(one.name for one in layout.obstacles)
        assert sorted(names) == sorted(MIXED)
        for before, after in zip(layout.obstacles[:-1], layout.obstacles[1:], strict=True):
            assert after.x0_m - before.x1_m == pytest.approx(SPACING_M)
        orders.add(names)
    assert len(orders) > 20


@pytest.mark.parametrize("count", [1, 3, 5])
def test_a_mixed_course_is_as_long_as_drawn_and_level_between_obstacles(count):
    for seed in range(10):
        layout, _ = lay("mix", seed, num_obstacles=float(count))
        met = [one for one in layout.obstacles if np.isfinite(one.x0_m)]
        assert len(met) == count
        for one in met:
            for before in (2.5, 1.0, 0.01):
                assert height(layout, one.x0_m - before) == pytest.approx(one.level_m)
