"""The grounds of the street, against the values that they are drawn from."""

import numpy as np
import pytest

from andon.errors import UnknownName
from andon.scenarios import scenarios
from andon.scenarios.layout import ground_height
from andon.scenarios.meet_places import PASSED_M
from andon.scenarios.places import (
    AFTER_M,
    COURSE_START_M,
    MAX_STEPS,
    ON_TOP_SHARE,
    START_X_M,
    place_layout,
)

COURSES = [n for n in scenarios if scenarios.make(n).task == "reach_finish"]
SEEDS = range(50)


def profile(layout, x):
    blocks = np.array([[(b.x0_m, b.x1_m, b.z0_m, b.z1_m) for b in layout.blocks]]).reshape(1, -1, 4)
    x = np.asarray(x, float)
    wide = np.broadcast_to(blocks, (len(x), *blocks.shape[1:]))
    return ground_height(wide, np.full(len(x), layout.floor_z_m), x)


@pytest.mark.parametrize("name", list(scenarios))
def test_every_layout_has_the_same_number_of_parts(name):
    scenario = scenarios.make(name)
    layouts = [scenario.layout(scenario.draw(seed)) for seed in SEEDS]
    parts = ("blocks", "planks", "bars", "boards", "obstacles")
    assert len({tuple(len(getattr(x, part)) for part in parts) for x in layouts}) == 1


@pytest.mark.parametrize("name", list(scenarios))
def test_the_start_is_level_and_named_and_the_zones_are_in_order(name):
    scenario = scenarios.make(name)
    for seed in SEEDS:
        layout = scenario.layout(scenario.draw(seed))
        is_course = scenario.place == "course"
        reach = (-0.25, 0.25) if is_course else (-3, START_X_M - 0.05)
        start = profile(layout, np.linspace(*reach, 50))
        assert start == pytest.approx(start[0] if is_course else 0, abs=1e-12)
        starts = [start for start, _ in layout.zones]
        assert starts == sorted(starts)
        assert starts[0] == -np.inf
        assert is_course or layout.zone_at(0.0) in {"flat", "flat_before"}


@pytest.mark.parametrize("name", COURSES)
def test_the_finish_lies_beyond_the_last_obstacle_on_level_ground(name):
    scenario = scenarios.make(name)
    for seed in SEEDS:
        layout = scenario.layout(scenario.draw(seed))
        assert layout.finish_x_m is not None
        room = PASSED_M if layout.obstacles else AFTER_M
        x = np.linspace(layout.finish_x_m - room + 0.01, layout.finish_x_m + 2, 50)
        after = profile(layout, x)
        is_up = scenario.place == "staircase"
        top = layout.blocks[-1].z0_m if is_up else 0.0
        assert after == pytest.approx(after[0] if layout.obstacles else top, abs=1e-12)
        assert layout.zone_at(layout.finish_x_m) == ("platform" if is_up else "flat_after")


@pytest.mark.parametrize("name", COURSES)
def test_a_robot_that_goes_at_the_commanded_speed_is_in_time(name):
    # Whatever is drawn; also a sixth slower. The ramp of the command costs half its time.
    scenario = scenarios.make(name)
    for seed in range(300):
        draw = scenario.draw(seed)
        needed = scenario.layout(draw).finish_x_m / draw["command_lin_vel_x"]
        assert 1.2 * (needed + scenario.command_ramp_s / 2) < scenario.time_limit_s


@pytest.mark.parametrize("count", [1, 2, 3])
def test_steps_go_up_and_down_by_the_riser_at_every_tread(count):
    draw = {"num_steps": float(count), "riser_m": 0.1, "tread_m": 0.3, "landing_m": 2.0}
    layout = place_layout("steps", draw)
    assert len(layout.blocks) == MAX_STEPS
    for i in range(count):
        up = START_X_M + i * 0.3
        assert profile(layout, [up - 1e-3, up + 1e-3]) == pytest.approx([i * 0.1, (i + 1) * 0.1])
    end = START_X_M + (count - 1) * 0.3 + 2.0  # landing from the last edge up on
    for i in range(count):
        down = end + i * 0.3
        top = (count - i) * 0.1
        assert profile(layout, [down - 1e-3, down + 1e-3]) == pytest.approx([top, top - 0.1])
    names = [layout.zone_at(x) for x in np.arange(0, layout.finish_x_m, 0.02)]
    seen = list(dict.fromkeys(names))
    assert seen == [
        "flat_before", *(f"step_{i + 1}_up" for i in range(count)), "landing",
        *(f"step_{i + 1}_down" for i in reversed(range(count))), "flat_after",
    ]  # fmt: skip


def test_a_ramp_has_its_slope_on_both_sides():
    layout = place_layout("ramp", {"slope_deg": 10.0, "rise_m": 0.2, "landing_m": 1.5})
    run = 0.2 / np.tan(np.radians(10))
    x = [2.0, 2.0 + run / 2, 2.0 + run, 2.0 + run + 1.5, 2.0 + 1.5 * run + 1.5, 2.0 + 2 * run + 1.5]
    assert profile(layout, x) == pytest.approx([0, 0.1, 0.2, 0.2, 0.1, 0], abs=1e-9)
    assert [b.pitch_rad for b in layout.blocks] == pytest.approx(
        [-np.radians(10), 0, np.radians(10)]
    )


def test_a_gap_is_half_a_metre_deep_and_as_wide_as_drawn():
    layout = place_layout("gap", {"gap_m": 0.3})
    assert profile(layout, [1.99, 2.01, 2.29, 2.31]) == pytest.approx([0, -0.5, -0.5, 0])


def test_planks_lie_on_their_ridges():
    draw = {"ridge_m": 0.02, "plank_gap_m": 1.0, "plank_length_m": 0.5, "plank_kg": 5.0}
    layout = place_layout("planks", draw)
    assert [p.x_m for p in layout.planks] == [2.0, 3.0, 4.0]
    for plank in layout.planks:
        assert profile(layout, [plank.x_m]) == pytest.approx([0.02])
        assert 0 < plank.z_m - 0.02 < 0.005
        assert plank.mass_kg == 5.0
        assert plank.half_size_m[0] == 0.25


def test_a_slick_patch_is_as_long_and_as_slippery_as_drawn():
    layout = place_layout("slick", {"patch_m": 1.2, "patch_friction": 0.15})
    (sheet,) = layout.blocks
    assert (sheet.x0_m, sheet.x1_m, sheet.friction, sheet.is_slick) == (2.0, 3.2, 0.15, True)


def test_an_unknown_place_is_refused():
    with pytest.raises(UnknownName, match=r"No place named 'step'\. Did you mean 'steps'"):
        place_layout("step", {})


@pytest.mark.parametrize("count", [1, 4, 10])
def test_a_flight_goes_up_and_down_by_the_riser_at_every_tread(count):
    draw = {"num_steps": count, "riser_m": 0.15, "tread_m": 0.3, "landing_m": 2.0}
    layout = place_layout("flight", draw)
    assert len(layout.blocks) == 10
    up = START_X_M + 0.3 * np.arange(count) + 0.01
    assert profile(layout, up) == pytest.approx(0.15 * np.arange(1, count + 1))
    down = START_X_M + (count - 1) * 0.3 + 2.0 + 0.3 * np.arange(count) + 0.01
    assert profile(layout, down) == pytest.approx(0.15 * np.arange(count)[::-1])
    assert layout.zone_at(START_X_M + 0.3 * (count - 1)) == f"step_{count}_up"


def test_a_staircase_has_134_steps_out_of_true_by_no_more_than_stated():
    draw = {"riser_m": 0.15, "tread_m": 0.31, "step_error_m": 0.01, "masonry": 0.3}
    layout = place_layout("staircase", draw)
    assert len(layout.blocks) == 134
    x = np.array([block.x0_m for block in layout.blocks])
    z = np.array([0.0] + [block.z0_m for block in layout.blocks])
    for made, wanted in ((np.diff(x), 0.31), (np.diff(z), 0.15)):
        assert np.abs(made - wanted).max() <= 0.01
        assert np.abs(made - wanted).max() > 0.009
        assert np.mean(made) == pytest.approx(wanted, abs=0.002)
    assert profile(layout, x + 0.1) == pytest.approx(z[1:])
    assert layout.zone_at(float(x[66]) - 0.1) == "step_67"
    assert layout.zone_at(layout.finish_x_m) == "platform"


def test_another_masonry_is_another_staircase_and_without_error_it_is_true():
    draw = {"riser_m": 0.15, "tread_m": 0.31, "step_error_m": 0.01, "masonry": 0.3}
    again, other = (place_layout("staircase", draw | {"masonry": m}) for m in (0.3, 0.31))
    assert again == place_layout("staircase", draw)
    assert again.blocks != other.blocks
    tops = [b.z0_m for b in place_layout("staircase", draw | {"step_error_m": 0.0}).blocks]
    assert tops == pytest.approx(0.15 * np.arange(1, 135))


def test_a_course_is_level_for_its_share_and_no_step_is_higher_than_stated():
    flat = on_top = 0
    for course in np.linspace(0, 0.9999, 60):
        draw = {"course": course, "flat_share": 0.3, "max_riser_m": 0.12}
        layout = place_layout("course", draw)
        z = profile(layout, np.linspace(-3, 40, 4000))
        assert np.abs(np.diff(z)).max() <= 0.12 + 1e-9
        assert z[0] == z[-1] == 0
        start = profile(layout, np.linspace(-0.25, 0.25, 50))
        assert np.ptp(start) == 0
        on_top += start[0] > 0
        assert start[0] > 0 or profile(layout, np.linspace(-3, COURSE_START_M - 0.05, 9)).max() == 0
        flat += not z.any()
        assert place_layout("course", draw) == layout
        names = {name.rstrip("0123456789") for _, name in layout.zones}
        assert names <= {"flat", "kerb", "flight_of_"}
    assert flat / 60 == pytest.approx(0.3, abs=0.02)
    assert on_top / (60 - flat) == pytest.approx(ON_TOP_SHARE, abs=0.2)
