"""Worlds: reset, step, fork, and what they refuse."""

from dataclasses import replace

import mujoco
import numpy as np
import pytest

from andon.bodies import make_humanoid
from andon.bodies.drive import make_drive
from andon.episodes import World
from andon.errors import Diverged, InvalidConfig, UnknownName
from andon.policies.gait_config import walking_scan
from andon.scenarios import scenarios
from andon.sensing.noise import SensingConfig, TermNoise, make_noise
from andon.sensing.terms import TERMS
from tests.episodes.trials import EVERY_FAULT, PUSHED

BODY = make_humanoid()
DRIVE = make_drive(BODY)
HOME = np.array(DRIVE.home_rad)


def make(name="street_walk", num_worlds=2, terms=tuple(TERMS), noise=None, **variation) -> World:
    scenario = scenarios.make(name).with_variation(variation)
    if noise:
        scenario = replace(scenario, sensing=SensingConfig(noise=noise))
    return World(scenario, BODY, DRIVE, num_worlds=num_worlds, terms=terms)


def hold(world: World):
    return np.tile(HOME, (world.num_worlds, 1))


@pytest.mark.parametrize(
    ("options", "error", "message"),
    [
        ({"num_worlds": 0}, InvalidConfig, r"num_worlds >= 1 and threads >= 1; got 0, 1"),
        ({"threads": 0}, InvalidConfig, r"got 1, 0"),
        ({"terms": ("joint_poss",)}, UnknownName, r"Did you mean 'joint_pos'"),
    ],
)
def test_a_world_that_cannot_be_is_refused(options, error, message):
    with pytest.raises(error, match=message):
        World(scenarios.make("street_walk"), BODY, DRIVE, **options)


def test_resetting_needs_one_seed_per_row():
    world = make()
    with pytest.raises(InvalidConfig, match=r"3 seeds were given for 2 rows"):
        world.reset([1, 2, 3])
    with pytest.raises(InvalidConfig, match=r"2 seeds were given for 1 rows"):
        world.reset([1, 2], [0])


def test_actions_of_another_shape_are_refused():
    world = make()
    world.reset([0, 1])
    with pytest.raises(InvalidConfig, match=r"shape \(2, 19\); expected \(2, 20\)"):
        world.step(np.zeros((2, 19)))


def test_an_action_that_is_not_finite_is_refused_with_seed_and_step():
    world = make()
    world.reset([8, 9])
    world.step(hold(world))
    action = hold(world)
    action[1, 3] = np.nan
    with pytest.raises(Diverged, match=r"seed 9 at step 1 is not finite"):
        world.step(action)


def test_rows_without_an_episode_stand_still_and_their_actions_do_not_count():
    world = make(num_worlds=3)
    world.reset([4], [1])
    before = world.qpos.copy()
    action = hold(world)
    action[[0, 2]] = np.nan
    for _ in range(5):
        world.step(action)
    assert np.array_equal(world.qpos[[0, 2]], before[[0, 2]])
    assert not np.array_equal(world.qpos[1], before[1])
    assert world.rows.steps.tolist() == [0, 5, 0]


def test_an_episode_starts_standing_in_the_home_pose_with_its_jitter():
    world = make(num_worlds=8, joint_pos_jitter=0.1)
    world.reset(range(8))
    joints = world.state().joint_pos
    assert (np.abs(joints - HOME) <= 0.1 * np.abs(HOME) + 1e-12).all()
    assert len(np.unique(joints[:, 1])) == 8
    exact = make(num_worlds=1, joint_pos_jitter=0)
    exact.reset([0])
    assert exact.state().joint_pos[0] == pytest.approx(HOME, abs=1e-12)
    assert exact.state().pos_w[0] == pytest.approx([0, 0, BODY.base_height_m], abs=1e-3)
    assert not exact.batch.bind("qvel").any()


def test_the_lowest_foot_touches_the_ground_at_the_start():
    world = make(num_worlds=20, joint_pos_jitter=0.3)
    world.reset(range(20))
    for row in range(20):
        data = world.batch.get_data(row)
        mujoco.mj_forward(world.model_of(row), data)
        gaps = [data.contact[i].dist for i in range(data.ncon)]
        assert gaps == [] or min(gaps) > -1e-6
        data.qpos[2] -= 1e-5
        mujoco.mj_forward(world.model_of(row), data)
        assert data.ncon > 0


def test_the_command_rises_over_its_ramp():
    world = make(command_lin_vel_x=0.8, command_ang_vel_z=0.4)
    observation = world.reset([0, 1])
    seen = [observation.terms["velocity_command"][0].copy()]
    steps = (world.step(hold(world)) for _ in range(20))
    seen += [result.observation.terms["velocity_command"][0] for result in steps]
    # 2 s, that is 100 steps
    expected = np.outer(np.arange(21) / 100, [0.8, 0.0, 0.4])
    assert np.array(seen) == pytest.approx(expected, abs=1e-12)
    world.rows.steps[:] = 100
    assert world.command()[0] == pytest.approx([0.8, 0, 0.4])
    world.rows.steps[:] = 900
    assert world.command()[0] == pytest.approx([0.8, 0, 0.4])


def test_an_observation_says_when_and_for_which_episode_it_is():
    world = make()
    observation = world.reset([21, 22])
    assert observation.num_worlds == 2
    assert observation.seeds.tolist() == [21, 22]
    assert observation.is_first.all()
    for _ in range(3):
        observation = world.step(hold(world)).observation
    assert observation.steps.tolist() == [3, 3]
    assert observation.time_s == pytest.approx([0.06, 0.06])
    assert not observation.is_first.any()
    observation = world.reset([23], [1])
    assert observation.is_first.tolist() == [False, True]
    assert observation.seeds.tolist() == [21, 23]


@pytest.mark.parametrize("noise", [None, {"joint_pos": TermNoise(uniform=0.1)}])
def test_readings_are_the_callers_to_keep(noise):
    world = make(noise=noise)
    observation = world.reset([0, 1])
    kept = {k: v.copy() for k, v in observation.terms.items()}
    steps = observation.steps.copy()
    world.step(hold(world) + 0.1)
    for name, value in kept.items():
        assert np.array_equal(observation.terms[name], value), name
    assert np.array_equal(observation.steps, steps)


def test_reading_again_changes_nothing():
    noise = {name: TermNoise(uniform=0.1, dropout=0.2, delay_steps=1) for name in ("joint_pos",)}
    world = make(noise=noise)
    observation = world.reset([0, 1])
    for _ in range(4):
        observation = world.step(hold(world)).observation
    again = world.observe()
    for name, value in observation.terms.items():
        assert np.array_equal(again.terms[name], value), name


def test_the_positions_cannot_be_written_by_accident():
    world = make()
    world.reset([0, 1])
    with pytest.raises(ValueError, match="read-only"):
        world.qpos[0] = 0


def test_the_terms_are_those_asked_for_in_their_order():
    world = make(terms=("joint_vel", "velocity_command", "heading"))
    assert set(world.reset([0, 1]).terms) == {"joint_vel", "velocity_command", "heading"}


def test_a_fork_leaves_the_original_alone():
    world, undisturbed = make("street_cross_planks"), make("street_cross_planks")
    for each in (world, undisturbed):
        each.reset([3, 4])
        for _ in range(10):
            each.step(hold(each))
    future = world.fork(1, 4)
    for _ in range(20):
        future.step(hold(future) + 0.2)
    for _ in range(20):
        one, other = world.step(hold(world)), undisturbed.step(hold(undisturbed))
        assert np.array_equal(world.qpos, undisturbed.qpos)
        for name, value in one.observation.terms.items():
            assert np.array_equal(value, other.observation.terms[name])
    assert future.rows.seeds.tolist() == [4] * 4
    assert future.draws[0] == world.draws[1]


def test_futures_differ_by_their_actions_alone():
    world = make()
    world.reset([3, 4])
    future = world.fork(0, 3)
    action = hold(future)
    action[2] += 0.3
    for _ in range(5):
        future.step(action)
    assert np.array_equal(future.qpos[0], future.qpos[1])
    assert not np.array_equal(future.qpos[0], future.qpos[2])


def test_forking_what_is_not_there_is_refused():
    world = make()
    world.reset([0, 1])
    for index in (-1, 2):
        with pytest.raises(InvalidConfig, match=rf"There is no row {index}; rows are 0 to 1"):
            world.fork(index, 1)
    with pytest.raises(InvalidConfig, match="num_worlds >= 1"):
        world.fork(0, 0)


def test_a_copy_of_the_model_is_a_copy():
    world = make()
    world.reset([0, 1])
    world.model_of(0).body_mass[:] = 99
    assert not (world.model_of(0).body_mass == 99).any()
    assert not (world.blueprint.model.body_mass == 99).any()


@pytest.mark.parametrize(
    ("variation", "message"),
    [
        (
            {"payload_kg": -50},
            r"payload_kg is -50, which leaves the base of 'humanoid' without mass",
        ),
        ({"push_speed": 1, "push_interval_s": 0.1}, r"more than 64 pushes in 20 s"),
    ],
)
def test_values_that_cannot_be_simulated_are_refused(variation, message):
    with pytest.raises(InvalidConfig, match=message):
        make(**variation).reset([0, 1])


def test_a_time_limit_between_two_actions_is_refused_and_not_rounded():
    scenario = replace(scenarios.make("street_walk"), time_limit_s=20.005)
    body = make_humanoid()
    with pytest.raises(InvalidConfig, match=r"time_limit_s is 20\.005,.*give 20 instead"):
        World(scenario, body, make_drive(body))


def roam(count: int, threads: int = 1) -> World:
    """Give worlds with everything that can vary and every fault switched on."""
    faults = {name: make_noise(name, values) for name, values in EVERY_FAULT.items()}
    faults["height_scan"] = TermNoise(
        uniform=0.01, bias=0.01, delay_steps=2, dropout=0.1, shift_x_m=0.03, shift_z_m=0.01
    )
    scenario = scenarios.make("street_roam").with_variation(PUSHED | {"flat_share": 0.0})
    return World(
        replace(scenario, sensing=SensingConfig(noise=faults), time_limit_s=2.4),
        BODY,
        DRIVE,
        num_worlds=count,
        threads=threads,
        terms=tuple(TERMS),
        scan=walking_scan(),
    )


def sway(world: World):
    """Give actions that depend on seed and step alone."""
    steps, seeds = world.rows.steps[:, None], world.rows.seeds[:, None]
    return np.array(DRIVE.home_rad) + 0.1 * np.sin(0.2 * steps + seeds + np.arange(BODY.num_joints))


def go_on(world: World, count: int) -> list[bytes]:
    """Step, starting the next seed in rows that are done, and give all that is seen."""
    seen = []
    for _ in range(count):
        result = world.step(sway(world))
        observation = result.observation
        if result.endings:
            ended = sorted(result.endings)
            observation = world.reset([int(world.rows.seeds[r]) + 10 for r in ended], ended)
        seen += [v.tobytes() for v in observation.terms.values()]
        seen += [world.qpos.tobytes(), world.feet().force_w.tobytes(), world.rows.feet.tobytes()]
        seen += [str(sorted(result.endings.items())).encode()]
    return seen


def test_a_snapshot_goes_on_bit_by_bit_with_every_fault_switched_on():
    world = roam(4)
    world.reset([1, 2, 3, 4])
    go_on(world, 75)  # past a block of noise, a push, and some falls
    kept = world.snapshot()
    pushed = [list(pushes) for pushes in world.pushes]
    expected = go_on(world, 90)
    other = roam(4, threads=2)
    other.restore(kept)
    assert other.pushes == pushed
    assert go_on(other, 90) == expected
    world.restore(kept)  # and where it was taken
    assert go_on(world, 90) == expected
    assert any(pushed)


def test_a_snapshot_is_not_changed_by_going_on():
    world = roam(2)
    world.reset([1, 2])
    kept = world.snapshot()
    parts = [
        kept["state"],
        kept["rows"]["steps"],
        kept["senses"]["scans"]["height_scan"]["held"],
        kept["feet"],
    ]
    before = [part.copy() for part in parts]
    go_on(world, 20)
    assert all(np.array_equal(a, b) for a, b in zip(before, parts, strict=True))


def test_a_brake_drops_the_command_at_its_step():
    scenario = scenarios.make("street_brake").with_variation({"brake_time_s": 2.2})
    world = World(scenario, BODY, DRIVE, terms=("velocity_command",))
    world.reset([0])
    commands = [world.command()[0, 0]]
    for _ in range(115):
        world.batch.bind("qpos")[:, world.blueprint.base_qpos + 2] = 2.0
        commands.append(world.step(sway(world)).observation.terms["velocity_command"][0, 0])
    full = world.draws[0]["command_lin_vel_x"]
    assert commands[100:110] == [full] * 10
    assert commands[110:] == [0.0] * 6


def test_a_start_heading_turns_the_robot_and_not_its_command():
    scenario = scenarios.make("street_walk").with_variation({"start_heading_deg": 30.0})
    world = World(scenario, BODY, DRIVE, terms=("heading", "velocity_command"))
    found = world.reset([0]).terms["heading"]
    assert found == pytest.approx(np.radians(30.0))


def test_a_robot_can_be_put_into_motion():
    world = World(scenarios.make("street_walk"), BODY, DRIVE, num_worlds=2, terms=tuple(TERMS))
    world.reset([0, 1])
    before = world.state().pos_w.copy()
    pose = np.array(DRIVE.home_rad)[None] + 0.02
    world.put(np.array([1]), pose, np.array([[1.0, 0.2, 0.0]]))
    state = world.state()
    assert state.joint_pos[1] == pytest.approx(pose[0])
    assert state.lin_vel_w.tolist() == [[0, 0, 0], [1.0, 0.2, 0.0]]
    assert np.array_equal(state.pos_w[0], before[0])
    observation = world.observe(np.array([1]))
    assert observation.terms["joint_pos"][1] == pytest.approx(pose[0])
