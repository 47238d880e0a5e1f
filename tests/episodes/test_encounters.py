"""When a robot meets an obstacle, how long it pauses there, and how it ends."""

import numpy as np
import pytest

from andon.bodies import make_humanoid
from andon.episodes import World
from andon.episodes.encounters import (
    AFTER_M,
    BEFORE_M,
    curtain_of,
    encounters_of,
    road_height,
    track_encounters,
)
from andon.episodes.outcome import judge, make_episode
from andon.policies.gait_drive import gait_drive
from andon.scenarios import scenarios

BODY = make_humanoid()
DRIVE = gait_drive(BODY)


def make_world(kind: str, num_worlds: int = 1, **changes) -> World:
    fixed = {"obstacle_x_m": 5.0, **changes}
    scenario = scenarios.make(f"street_meet_{kind}").with_variation(fixed)
    world = World(scenario, BODY, DRIVE, num_worlds=num_worlds)
    world.reset(range(num_worlds))
    return world


def walk(world: World, speeds) -> None:
    """Carry the robot along for one control step at each speed."""
    qpos, qvel = world.batch.bind("qpos"), world.batch.bind("qvel")
    b, v = world.blueprint.base_qpos, world.blueprint.base_dof
    for speed in speeds:
        world.rows.steps += 1
        qpos[:, b] += speed * 0.02
        qvel[:, v] = speed
        track_encounters(world, world.state())


def test_an_encounter_lasts_from_two_metres_before_to_one_beyond():
    world = make_world("hurdle", hurdle_depth_m=0.1)
    walk(world, [2.0] * 200)
    (met,) = encounters_of(world, 0)
    assert met.name == "hurdle"
    assert met.enter_s == pytest.approx((5.0 - BEFORE_M) / 2.0, abs=0.021)
    assert met.leave_s == pytest.approx((5.1 + AFTER_M) / 2.0, abs=0.021)
    assert (met.pause_s, met.num_pauses) == (0.0, 0)
    assert met.lost_s(2.0) == pytest.approx(0.0, abs=0.041)
    assert met.lost_s(1.0) == pytest.approx(-3.1 / 2, abs=0.041)


def test_pauses_are_counted_one_by_one_and_only_near_the_obstacle():
    world = make_world("hurdle", hurdle_depth_m=0.1, command_lin_vel_x=2.0)
    still = [0.1] * 10
    walk(world, [2.0] * 60 + still)  # 2.4 m: not yet
    walk(world, [2.0] * 60 + still + [2.0] * 20 + still * 2 + [2.0] * 100 + still)
    (met,) = encounters_of(world, 0)
    assert met.num_pauses == 2
    assert met.pause_s == pytest.approx(0.6)
    assert met.longest_pause_s == pytest.approx(0.4)


def test_what_is_not_passed_has_no_end():
    world = make_world("hurdle")
    walk(world, [2.0] * 110)
    (met,) = encounters_of(world, 0)
    assert met.leave_s is None
    assert np.isnan(met.lost_s(2.0))


def test_time_that_runs_out_at_an_obstacle_means_stuck():
    for steps, cause in ((110, "stuck"), (30, "too_slow")):
        world = make_world("hurdle")
        walk(world, [2.0] * steps)
        world.rows.steps[:] = world.limit_steps
        ending = judge(world, world.state())[0]
        assert (ending.cause, ending.success, ending.survived) == (cause, False, True)
        episode = make_episode(world, 0, ending, "nobody")
        assert episode.event_counts.get("enter", 0) == (cause == "stuck")
        assert episode.metrics["num_met"] == (cause == "stuck")
        assert episode.metrics["num_passed"] == 0


def test_the_obstacles_of_a_course_are_revealed_one_after_the_other():
    world = make_world("mix", reveal_m=1.0, num_obstacles=3.0)
    near = world.rows.obstacles[0, :3, 0]
    for x, hidden in ((0.0, 0), (near[0] - 0.99, 1), (near[1] - 0.99, 2)):
        world.rows.front_x[:] = x
        where, level = curtain_of(world.rows)
        assert where[0] == near[hidden]
        assert level[0] == world.rows.obstacles[0, hidden, 2]
    world.rows.front_x[:] = near[2]
    assert curtain_of(world.rows)[0][0] == np.inf


def test_a_fall_into_a_pit_is_measured_from_its_edge():
    world = make_world("gap", gap_m=0.5)
    ground, x = np.array([-1.2]), np.array([5.2])
    assert road_height(world.rows, ground, x).tolist() == [0.0]
    assert road_height(world.rows, ground, np.array([4.9])).tolist() == [-1.2]


def test_touching_a_bar_ends_the_episode_there():
    world = make_world("bar", num_worlds=2, bar_m=1.5, bar_end_m=3.0)
    qpos, b = world.batch.bind("qpos"), world.blueprint.base_qpos
    qpos[0, b] = 4.95  # the head is inside the bar
    result = world.step(np.tile(np.array(DRIVE.home_rad), (2, 1)))
    assert world.touches_bar().tolist() == [True, False]
    assert list(result.endings) == [0]
    assert result.endings[0].cause == "hit_bar"
    assert make_episode(world, 0, result.endings[0], "nobody").place == "bar"


def test_a_fork_goes_on_with_the_same_encounters():
    world = make_world("mix", num_worlds=2)
    walk(world, [2.0] * 140)
    copy = world.fork(1, 3)
    for name in ("encounters", "front_x", "obstacles", "bars", "sides", "reveal"):
        there, here = getattr(copy.rows, name), getattr(world.rows, name)
        assert all(np.array_equal(row, here[1]) for row in there)
