"""How episodes end, and what is measured."""

from dataclasses import replace

import numpy as np
import pytest

from andon.bodies import make_humanoid
from andon.bodies.drive import make_drive
from andon.episodes import World
from andon.episodes.episode import FAILED_CAUSES, METRIC_UNITS
from andon.episodes.outcome import judge, make_episode
from andon.episodes.rollout import rollout
from andon.policies.setup import Setup
from andon.scenarios import scenarios
from andon.spatial import quat_from_pitch, quat_from_yaw

BODY = make_humanoid()
DRIVE = make_drive(BODY)
HALF = np.sqrt(0.5)


def make(name: str, num_worlds: int = 1, **changes) -> World:
    scenario = replace(scenarios.make(name), **changes)
    world = World(scenario, BODY, DRIVE, num_worlds=num_worlds)
    world.reset(range(num_worlds))
    return world


def put(world: World, row: int = 0, *, pos=None, quat=None, vel=None) -> None:
    qpos, qvel = world.batch.bind("qpos"), world.batch.bind("qvel")
    adr = world.blueprint.base_qpos
    if pos is not None:
        qpos[row, adr : adr + 3] = pos
    if quat is not None:
        qpos[row, adr + 3 : adr + 7] = quat
    if vel is not None:
        qvel[row, :3] = vel


def step(world: World, row: int = 0):
    result = world.step(np.tile(DRIVE.home_rad, (world.num_worlds, 1)))
    return result, result.endings.get(row)


def turned(axis: int, deg: float):
    quat = np.zeros(4)
    quat[0], quat[1 + axis] = np.cos(np.radians(deg / 2)), np.sin(np.radians(deg / 2))
    return quat


@pytest.mark.parametrize(
    ("quat", "cause"),
    [
        (quat_from_pitch(np.radians(80)), "fell_forward"),  # positive pitch lowers the nose
        (quat_from_pitch(np.radians(-80)), "fell_backward"),
        (turned(0, 80), "fell_right"),  # a turn about x, the axis ahead, lowers the right side
        (turned(0, -80), "fell_left"),
    ],
)
@pytest.mark.parametrize("yaw", [0.0, 1.0, np.pi, -2.0])
def test_a_fall_is_named_by_the_robots_own_side(quat, cause, yaw):
    import mujoco

    world, whole = make("street_walk"), np.zeros(4)
    mujoco.mju_mulQuat(whole, quat_from_yaw(yaw), np.asarray(quat))
    put(world, pos=(0, 0, 5.0), quat=whole)
    result, ending = step(world)
    assert ending.cause == cause
    assert not ending.success
    assert not ending.survived
    assert result.terminated[0]
    assert not result.truncated[0]


def test_leaning_less_than_the_rule_is_no_fall():
    world = make("street_walk")
    put(world, pos=(0, 0, 5.0), quat=quat_from_pitch(np.radians(57)))
    assert step(world)[1] is None


def test_sinking_below_the_rule_is_a_fall_and_a_step_counts_as_ground():
    low = 0.67 * BODY.base_height_m
    world = make("street_cross_steps")
    block = world.scenario.layout(world.draws[0]).blocks[0]
    middle, top = (block.x0_m + block.x1_m) / 2, block.z0_m
    for pos, is_down in (
        ((0, 0, low - 0.01), True),
        ((0, 0, low + 0.02), False),
        ((middle, 0, low + 0.5 * top), True),  # high enough over the floor, not over the step
        ((middle, 0, low + top + 0.02), False),
    ):
        put(world, pos=pos)
        assert (0 in judge(world, world.state())) == is_down, pos


def test_passing_the_finish_is_success():
    world = make("street_cross_gap")
    finish = world.rows.finish_x[0]
    put(world, pos=(finish - 0.05, 0, 1.5))
    assert step(world)[1] is None
    put(world, pos=(finish + 0.01, 0, 1.5))
    result, ending = step(world)
    assert (ending.cause, ending.success, ending.survived) == ("finish", True, True)
    assert result.terminated[0]


def test_falling_over_the_finish_is_no_success():
    world = make("street_cross_gap")
    put(world, pos=(world.rows.finish_x[0] + 0.01, 0, 1.5), quat=quat_from_pitch(np.radians(80)))
    assert step(world)[1].cause == "fell_forward"


def test_leaving_the_course_ends_a_course_and_nothing_else():
    world = make("street_cross_gap")
    put(world, pos=(0, 6.01, 1.5))
    assert step(world)[1].cause == "left_course"
    world = make("street_walk")
    put(world, pos=(0, 60.0, 1.5))
    assert step(world)[1] is None


def run_to_the_limit(name: str, velocity=0.0, **variation):
    scenario = scenarios.make(name).with_variation(variation)
    world = World(replace(scenario, time_limit_s=2.2), BODY, DRIVE)
    world.reset([0])
    while True:
        # carried along in the air at a steady speed
        put(world, pos=(*world.state().pos_w[0, :2], 2.0), quat=(1, 0, 0, 0), vel=(velocity, 0, 0))
        world.batch.bind("qvel")[0, 3:6] = 0
        result, ending = step(world)
        if ending:
            return world, result, ending


@pytest.mark.parametrize(
    ("name", "velocity", "cause", "success"),
    [
        ("street_take_push", 0.0, "time_limit", True),
        ("street_cross_gap", 0.0, "too_slow", False),
        ("street_walk", 0.5, "time_limit", True),
        ("street_walk", 0.3, "time_limit", True),  # 0.2 off
        ("street_walk", 0.2, "off_command", False),  # 0.3 off
        ("street_walk", 0.8, "off_command", False),
    ],
)
def test_at_the_time_limit_the_task_decides(name, velocity, cause, success):
    variation = {"command_lin_vel_x": 0.5} if name == "street_walk" else {}
    world, result, ending = run_to_the_limit(name, velocity, **variation)
    assert (ending.cause, ending.success, ending.survived) == (cause, success, True)
    assert ending.is_time_limit
    assert result.truncated[0]
    assert not result.terminated[0]
    assert world.rows.steps[0] == 110


def test_velocities_are_means_after_the_ramp_in_the_heading_frame():
    world, _, ending = run_to_the_limit("street_walk", 0.4, command_lin_vel_x=0.5)
    episode = make_episode(world, 0, ending, "carried")
    assert world.rows.num_tracked[0] == 10  # 110 steps less the 100 of the ramp
    assert episode.metrics["mean_lin_vel_x"] == pytest.approx(0.4, abs=0.05)
    assert episode.metrics["speed_error"] == pytest.approx(0.1, abs=0.05)
    assert episode.metrics["end_x_m"] == pytest.approx(0.4 * 2.2, abs=0.05)


@pytest.mark.parametrize(
    ("velocity", "after", "cause", "success"),
    [
        (1.0, 0.0, "time_limit", True),
        (0.0, 0.0, "off_command", False),  # who never walks has not come to a stand
        (0.7, 0.0, "off_command", False),
        (1.0, 0.3, "still_moving", False),
    ],
)
def test_coming_to_a_stand_takes_walking_first(velocity, after, cause, success):
    scenario = scenarios.make("street_brake").with_variation(
        {"command_lin_vel_x": 1.0, "brake_time_s": 3.0}
    )
    world = World(replace(scenario, time_limit_s=5.0), BODY, DRIVE)
    world.reset([0])
    ending = None
    while ending is None:
        speed = velocity if world.rows.steps[0] < world.rows.brake_step[0] else after
        put(world, pos=(*world.state().pos_w[0, :2], 2.0), quat=(1, 0, 0, 0), vel=(speed, 0, 0))
        world.batch.bind("qvel")[0, 3:6] = 0
        _, ending = step(world)
    assert (ending.cause, ending.success, ending.survived) == (cause, success, True)
    episode = make_episode(world, 0, ending, "carried")
    assert world.rows.num_tracked[0] == 50  # 3 s of command, less the 2 s of its ramp
    assert episode.metrics["mean_lin_vel_x"] == pytest.approx(velocity, abs=0.05)
    assert episode.metrics["speed_error"] == pytest.approx(1.0 - velocity, abs=0.05)


def test_a_fall_counts_as_standing_still_until_the_brake_and_no_longer():
    scenario = scenarios.make("street_brake").with_variation(
        {"command_lin_vel_x": 1.0, "brake_time_s": 3.0}
    )
    world = World(scenario, BODY, DRIVE)
    world.reset([0])
    put(world, pos=(0, 0, 1.0), quat=quat_from_pitch(1.4), vel=(0, 0, 0))
    _, ending = step(world)
    assert ending.cause == "fell_forward"
    assert make_episode(world, 0, ending, "felled").metrics["speed_error"] == pytest.approx(1.0)


def test_an_episode_says_what_happened():
    scenario = scenarios.make("street_take_push").with_variation(
        {"push_speed": 0.5, "push_interval_s": 0.1}
    )
    world = World(replace(scenario, time_limit_s=3.0), BODY, DRIVE)
    world.reset([17])
    ending = None
    while ending is None:
        _, ending = step(world)
    episode = make_episode(world, 0, ending, "holder")
    assert (episode.seed, episode.scenario, episode.body) == (17, "street_take_push", "humanoid")
    assert (episode.policy, episode.place) == ("holder", "flat")
    assert episode.duration_s == pytest.approx(episode.num_steps * 0.02)
    assert episode.events[-1].name == "fall"
    assert episode.event_counts["push"] == len(episode.events) - 1
    assert episode.events[0].time_s == pytest.approx(0.1)
    assert episode.events[0].detail.startswith("0.50 m/s at ")
    assert [e.time_s for e in episode.events] == sorted(e.time_s for e in episode.events)
    sometimes = {"clock_agreement", "stop_time_s", "stop_way_m"}
    sometimes |= {"num_met", "num_passed", "pause_s", "longest_pause_s", "time_lost_s"}
    assert set(episode.metrics) == set(METRIC_UNITS) - sometimes
    assert episode.draw == world.draws[0]
    assert len(episode.checksum) == 16
    assert int(episode.checksum, 16) == int(world.rows.checksum[0])
    assert episode.cause in FAILED_CAUSES


def test_a_robot_that_is_lost_ends_its_own_episode_and_no_other():
    world = make("street_take_push", 3)
    world.batch.bind("qvel")[1, 0] = np.nan
    result, ending = step(world, 1)
    assert ending.cause == "diverged"
    assert not ending.survived
    assert result.terminated.tolist() == [False, True, False]
    alone = make("street_take_push", 3)
    step(alone)
    for _ in range(5):
        step(world)
        step(alone)
    assert np.array_equal(world.qpos[[0, 2]], alone.qpos[[0, 2]])
    world.reset([1], [1])
    alone.reset([1], [1])
    step(world)
    step(alone)
    assert np.array_equal(world.qpos, alone.qpos)


def test_power_is_the_positive_work_of_the_servos():
    # One physics step at rest: no speed, no power; a moving elbow against its servo: none either.
    world = make("street_walk")
    put(world, pos=(0, 0, 5.0))
    elbow = BODY.joint_names.index("elbow_pitch_l")
    target = np.array([DRIVE.home_rad])
    target[0, elbow] += 0.5
    world.step(target)
    force = world.batch.bind("actuator_force")[0]
    power = np.maximum(force * world.state().joint_vel[0], 0).sum()
    assert world.rows.energy_j[0] == pytest.approx(power * 0.02)
    assert world.rows.energy_j[0] > 0


def test_the_largest_tilt_is_kept():
    world = make("street_walk")
    for deg in (10, 40, 5):
        put(world, pos=(0, 0, 5.0), quat=quat_from_pitch(np.radians(deg)), vel=(0, 0, 0))
        world.batch.bind("qvel")[0, 3:6] = 0
        step(world)
    assert world.rows.max_tilt_rad[0] == pytest.approx(np.radians(40), abs=0.02)


def test_falling_early_never_looks_precise():
    rig = Setup(scenario="street_walk", policy="zero", variation={"command_lin_vel_x": 0.8}).build()
    (episode,) = rollout(rig.make_world(1), rig.policy, [0])
    assert episode.duration_s < 2.0  # inside the command's ramp, so that no velocity counts
    assert episode.metrics["speed_error"] == pytest.approx(0.8)


def test_a_diverged_episode_has_finite_metrics_and_leaves_no_file(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    rig = Setup(scenario="street_walk", policy="zero").build()
    world = rig.make_world(2, 2)

    def break_row(current):
        if current.rows.steps[0] == 3:
            current.batch.bind("qvel")[0, 7] = np.nan

    episodes = sorted(rollout(world, rig.policy, [0, 1], on_step=break_row), key=lambda e: e.seed)
    assert episodes[0].cause == "diverged"
    assert all(np.isfinite(list(e.metrics.values())).all() for e in episodes)
    assert episodes[0].metrics["max_tilt_rad"] == pytest.approx(np.pi)
    assert list(tmp_path.iterdir()) == []
