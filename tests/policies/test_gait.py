"""The gait keeps time, measures itself, follows its registers, and looks where it steps."""

import numpy as np
import pytest

from andon.errors import InvalidConfig
from andon.policies.gait import Gait
from andon.policies.gait_config import GaitConfig
from andon.policies.gait_pose import SAG_M
from tests.policies.readings import observe
from tests.policies.walks import (
    BODY,
    DRIVE,
    JOINTS,
    LEGS,
    Puppet,
    drawn,
    make_gait,
    mirrored,
    mirrored_memory,
    readings,
    same_memory,
)


def stances(steps) -> np.ndarray:
    return np.array([step.is_stance[0] for step in steps])


def landings(steps) -> np.ndarray:
    """Give the steps at which each foot lands. Shape (M,) for left and right."""
    return np.diff(stances(steps).astype(int), axis=0) == 1


def kerb(x):
    return np.where((x > 2.0) & (x < 4.0), 0.12, 0.0)


def test_without_a_command_it_stands_in_the_home_pose():
    puppet = Puppet(make_gait())
    steps = puppet.walk(80)
    assert all(step.is_standing[0] for step in steps)
    assert all(step.is_stance.all() for step in steps)
    assert np.abs([step.targets - DRIVE.home_rad for step in steps]).max() < 1e-9
    assert not any(step.phase_sin[0] or step.phase_cos[0] for step in steps)


@pytest.mark.parametrize(("speed", "cycle_s", "duty"), [(0.5, 0.76, 0.6), (1.67, 0.56, 0.52)])
def test_the_clock_follows_its_tables(speed, cycle_s, duty):
    # Tables of the config, between two entries by linear interpolation: duty(0.5) = 0.60.
    puppet = Puppet(make_gait(), (speed, 0, 0))
    puppet.walk(60)
    steps = puppet.walk(round(10 * cycle_s / 0.02))
    assert landings(steps).sum(axis=0).tolist() == [10, 10]
    assert stances(steps).mean(axis=0) == pytest.approx([duty, duty], abs=0.03)


def test_the_feet_take_turns():
    puppet = Puppet(make_gait(), (1.0, 0, 0))
    puppet.walk(60)
    left, right = (np.flatnonzero(column) for column in landings(puppet.walk(300)).T)
    between = np.searchsorted(np.sort(left), right)
    assert len(left) >= 7
    assert np.diff(between).tolist() == [1] * (len(right) - 1)


def test_walking_leaves_the_ground_with_one_foot_and_running_with_both():
    for speed, is_flying in ((1.0, False), (2.4, True)):
        puppet = Puppet(make_gait(), (speed, 0, 0))
        puppet.walk(120)
        assert (~stances(puppet.walk(100))).all(axis=1).any() == is_flying


@pytest.mark.parametrize("speed", [0.5, 1.0, 1.5])
def test_a_foot_that_stands_goes_back_at_the_speed_of_the_command(speed):
    puppet = Puppet(make_gait(), (speed, 0, 0))
    puppet.walk(80)
    found = []
    before = puppet.step()
    for after in puppet.walk(100):
        both = before.is_stance[0] & after.is_stance[0]
        found += list((before.ankles_b - after.ankles_b)[0, both, 0] / 0.02)
        before = after
    assert np.median(found) == pytest.approx(speed, rel=0.03)


@pytest.mark.parametrize("command", [(1.0, 0.0, 0.0), (0.4, 0.25, 0.0), (0.0, -0.2, 0.0)])
def test_the_odometry_of_feet_that_do_not_slip_is_the_velocity(command):
    puppet = Puppet(make_gait(), command)
    puppet.walk(150)
    seen = []
    for _ in range(100):
        puppet.step()
        seen.append(puppet.gait.memory.odometry[0].copy())
    assert np.mean(seen, axis=0) == pytest.approx(command[:2], abs=0.04)


def test_the_velocity_grows_and_shrinks_at_its_rates():
    puppet = Puppet(make_gait(), (2.0, 0, 0))
    speeds = [step.vel[0, 0] for step in puppet.walk(60)]
    assert np.diff(speeds).max() == pytest.approx(2.5 * 0.02)
    puppet.command[:] = 0
    speeds = [step.vel[0, 0] for step in puppet.walk(40)]
    assert np.diff(speeds).min() == pytest.approx(-6.0 * 0.02)
    assert speeds[-1] == 0


def test_it_comes_to_a_stand_with_its_feet_together_and_sets_off_again():
    puppet = Puppet(make_gait(), (1.5, 0, 0))
    puppet.walk(200)
    puppet.command[:] = 0
    steps = puppet.walk(120)
    first = next(i for i, step in enumerate(steps) if step.is_standing[0])
    assert 0.2 < first * 0.02 < 1.6
    apart = np.diff(steps[first - 1].ankles_b[0, :, 0])
    assert abs(apart[0]) < GaitConfig().stand_feet_m + 0.02
    assert all(step.is_standing[0] for step in steps[first:])
    puppet.command[0] = 0.5
    assert not puppet.walk(10)[-1].is_standing[0]


def test_a_robot_that_still_moves_does_not_stop_its_clock():
    gait = make_gait()
    puppet = Puppet(gait, (1.0, 0, 0))
    puppet.walk(100)
    puppet.command[:] = 0
    for _ in range(100):
        gait.memory.odometry[:] = 0.6
        assert not puppet.step().is_standing[0]


def test_the_registers_are_followed_at_their_rates():
    puppet = Puppet(make_gait(), (0.5, 0, 0))
    puppet.walk(50)
    puppet.register[:] = (0.1, 0.08, 0.0)
    found = np.array([step.register[0] for step in puppet.walk(60)])
    assert np.diff(found, axis=0).max(axis=0) == pytest.approx([0.6 * 0.02, 0.4 * 0.02])
    assert found[-1] == pytest.approx([0.1, 0.08])


def test_clearance_lifts_the_swing_foot_and_the_drop_lowers_the_hips():
    def lift_and_depth(register):
        puppet = Puppet(make_gait(), (0.4, 0, 0))
        puppet.register[:] = register
        puppet.walk(100)
        steps = puppet.walk(120)
        z = np.array([step.ankles_b[0, :, 2] for step in steps])
        stands = stances(steps)
        return z[~stands].max() - z[stands].mean(), -z[stands].mean()

    lift, depth = lift_and_depth((0.0, 0.0, 0.0))
    assert lift == pytest.approx(0.075 + 0.01 * 0.4, abs=0.01)
    higher, _ = lift_and_depth((0.1, 0.0, 0.0))
    assert higher - lift == pytest.approx(0.1, abs=0.01)
    _, crouched = lift_and_depth((0.0, 0.08, 0.0))
    assert depth - crouched == pytest.approx(0.08, abs=0.005)


def test_an_offset_of_the_path_is_walked_off_and_then_over():
    puppet = Puppet(make_gait(), (0.5, 0, 0))
    puppet.walk(50)
    puppet.register[:] = (0.0, 0.0, 0.3)
    aside = np.array([step.vel[0, 1] for step in puppet.walk(200)])
    assert 0.25 < aside.max() <= 0.3
    assert aside.sum() * 0.02 == pytest.approx(0.3, abs=0.03)
    assert aside[-1] == pytest.approx(0.0, abs=0.01)


def test_a_heading_that_was_lost_is_turned_back_to():
    gait = make_gait()
    for step in range(60):
        gait.advance(observe(readings(1, (0.5, 0, 0)), step))
    off = readings(1, (0.5, 0, 0), heading=[[0.2]])
    for step in range(60, 90):
        found = gait.advance(observe(off, step))
    assert found.vel[0, 2] == pytest.approx(-1.2 * 0.2, abs=1e-6)
    far = readings(1, (0.5, 0, 0), heading=[[2.0]])
    for step in range(90, 130):
        found = gait.advance(observe(far, step))
    assert found.vel[0, 2] == pytest.approx(-0.3, abs=1e-6)


def test_a_commanded_turn_turns_the_heading_that_is_held():
    gait = make_gait()
    for step in range(100):
        turned = readings(1, (0.5, 0, 0.5), heading=[[0.5 * 0.02 * (step + 1)]])
        found = gait.advance(observe(turned, step))
    assert found.vel[0, 2] == pytest.approx(0.5, abs=0.02)


def test_on_level_ground_no_foothold_is_moved():
    puppet = Puppet(make_gait(), (1.2, 0, 0))
    assert np.abs([step.shift for step in puppet.walk(300)]).max() == 0
    assert np.abs([step.rise for step in puppet.walk(100)]).max() < 0.02


def test_a_kerb_is_stepped_onto_and_no_sole_is_put_on_its_edge():
    puppet = Puppet(make_gait(), (0.8, 0, 0), kerb)
    before, rises, at_edge = puppet.step(), [], 0
    for _ in range(430):
        step = puppet.step()
        rises.append(step.rise.max())
        landed = step.is_stance[0] & ~before.is_stance[0]
        for foot in np.flatnonzero(landed):
            ankle = puppet.x + LEGS.ankles_b(puppet.joint_pos)[0, foot, 0]
            c = puppet.gait.config.planner
            sole = np.linspace(ankle - c.heel_m, ankle + c.toe_m, 24)
            at_edge += np.ptp(kerb(sole)) > 0 and np.mean(kerb(sole) < kerb(sole).max()) > 0.4
        before = step
    assert puppet.x > 5.0
    assert max(rises) == pytest.approx(0.12, abs=0.015)
    assert at_edge == 0


def test_the_map_is_remembered_between_two_scans():
    gait, x = make_gait(), GaitConfig().scan.grid()[:, 0]
    for step in range(12):
        seen = readings(1, (0.5, 0, 0))
        due = step == 0 or step % 4 == gait.config.scan_age_steps
        seen["height_scan"] = seen["height_scan"] + (0.0 if due else 0.1) + 0 * x
        gait.advance(observe(seen, step))
        assert np.abs(gait.memory.map_level).max() < 0.02  # what lies between is never looked at


@pytest.mark.parametrize("late_steps", [0, 1, 2])
def test_an_edge_is_where_it_is_however_late_the_scan_arrives(late_steps):
    puppet = Puppet(make_gait(), (1.6, 0, 0), kerb, late_steps)
    x = puppet.gait.config.scan.grid()[:, 0]
    for _ in range(64):
        at = puppet.x  # where the robot is when it looks
        puppet.step()
        m = puppet.gait.memory
        high = x[m.map_level[0] > 0.06] - m.map_way[0]
        if len(high):
            assert at + high.min() == pytest.approx(2.0, abs=0.05 + 0.02)  # grid, and lag of speed
    assert puppet.x > 1.0


@pytest.mark.parametrize(("speed", "tread", "is_far"), [(0.6, 0.34, True), (1.0, 0.26, False)])
def test_a_swing_to_a_far_foothold_takes_more_time_and_to_a_near_one_less(speed, tread, is_far):
    def treads(x):
        return 0.08 * np.clip((x - 1.5) // tread + 1, 0, 9)

    puppet = Puppet(make_gait(), (speed, 0, 0), treads)
    rates, wishes = [], []
    while puppet.x < 1.5 + 8 * tread:
        step = puppet.step()
        rates.append(float(puppet.gait.memory.rate[0]))
        wishes.append(float(puppet.gait.memory.wish[0][~step.is_stance[0]].sum()))
    rates, wishes, c = np.array(rates), np.array(wishes), puppet.gait.config
    assert np.all(rates[:40] == 1.0)  # level ground
    assert rates.min() >= c.linger_rate
    assert rates.max() <= c.hurry_rate
    far, near = wishes > 0.04, wishes < -0.04
    assert (far if is_far else near).sum() >= 8
    assert rates[far].max(initial=0.0) < 1.0 < rates[near].min(initial=9.0)


@pytest.mark.parametrize("riser_m", [-0.20, -0.10, 0.10, 0.20])
def test_on_stairs_the_hips_stay_within_reach_of_the_feet_that_stand(riser_m):
    def treads(x):
        return riser_m * np.clip((x - 1.5) // 0.30 + 1, 0, 12)

    puppet, straight = Puppet(make_gait(), (0.8, 0, 0), treads), LEGS.thigh_m + LEGS.shank_m
    shares = []
    while puppet.x < 1.5 + 9 * 0.30:
        step = puppet.step()
        way = (step.ankles_b[0] - LEGS.hip_b)[step.is_stance[0] & (puppet.x > 2.0)]
        shares.extend(np.hypot(way[:, 0], way[:, 2]) / straight)
    assert max(shares) < 0.995


def test_a_foot_swings_over_a_step_down_before_it_sinks():
    def treads(x):
        return -0.17 * np.clip((x - 1.5) // 0.30 + 1, 0, 12)

    puppet, c = Puppet(make_gait(), (0.8, 0, 0), treads), GaitConfig().planner
    while puppet.x < 1.5 + 9 * 0.30:
        swings = ~puppet.step().is_stance[0]
        ankles = LEGS.ankles_b(puppet.joint_pos)[0]
        soles = puppet.z + ankles[:, 2] - LEGS.sole_drop_m
        heels = puppet.x + ankles[:, 0] - c.heel_m
        assert np.all((soles - treads(heels))[swings] > -0.035)


@pytest.mark.parametrize("sag_m", [-0.10, 0.10])
def test_a_foot_swings_by_where_the_base_is_and_not_by_where_it_should_be(sag_m):
    gait = make_gait()
    puppet = Puppet(gait, (1.0, 0, 0))
    puppet.walk(100)
    while not 0.6 < np.mod(gait.memory.phase[0] + 0.5, 1.0) < 0.62:
        puppet.step()  # until a foot is on its way
    m, at = gait.memory, gait._progress(np.array([0.70]), np.array([0.58]))
    level = gait._poser.base_level(m)
    m.base_level[:] = level
    wanted = gait._poser._ankles(m, at)[0, :, 2]
    m.base_level[:] = level - sag_m
    found = gait._poser._ankles(m, at)[0, :, 2]
    moved = (found - wanted)[~at.is_stance[0]]
    assert (found - wanted)[at.is_stance[0]].tolist() == [0.0]  # the leg that carries pushes
    assert 0 < moved[0] / sag_m < 1 - SAG_M[0] / abs(sag_m) + 1e-9
    m.base_level[:] = level - 0.2 * sag_m  # within what walking does anyway
    assert gait._poser._ankles(m, at)[0, :, 2] == pytest.approx(wanted)


def test_a_stand_that_drifts_is_ended_by_a_step_and_taken_up_again():
    gait = make_gait()
    puppet = Puppet(gait)
    puppet.walk(50)
    for side, lifts in ((1.0, 1), (-1.0, 0)):
        assert gait.memory.is_standing[0]
        gait.memory.odometry[0] = (0.0, 0.4 * side)
        steps = puppet.walk(6)
        assert not steps[0].is_standing[0]
        assert not any(step.is_stance[0, lifts] for step in steps[2:])  # the foot that bears less
        assert all(step.is_stance[0, 1 - lifts] for step in steps)
        assert puppet.walk(80)[-1].is_standing[0]


def reel(gait: Gait, num_steps: int, count: int = 4, is_mirrored: bool = False, start: int = 0):
    found = []
    for step in range(start, start + num_steps):
        terms = drawn(count, step)
        found.append(gait.advance(observe(mirrored(terms) if is_mirrored else terms, step)))
    return found


def test_the_mirror_image_of_a_stride_is_the_stride_of_the_mirror_image():
    one, other = make_gait(), make_gait()
    reel(one, 120)
    other.memory = mirrored_memory(one.memory)
    for a, b in zip(
        reel(one, 100, start=120), reel(other, 100, is_mirrored=True, start=120), strict=True
    ):
        assert np.abs(JOINTS.apply(a.targets) - b.targets).max() < 1e-9
        assert np.array_equal(a.is_stance, b.is_stance[:, ::-1])
        assert a.shift == pytest.approx(b.shift[:, ::-1], abs=1e-9)
        assert a.rise == pytest.approx(b.rise[:, ::-1], abs=1e-9)
    assert np.abs([a.shift for a in reel(one, 50, start=220)]).max() > 0  # footholds were moved


def test_a_row_goes_its_own_way_whatever_the_batch_and_the_order():
    together, order = make_gait(), np.array([3, 0, 2])
    shuffled, alone = make_gait(), make_gait()
    for step in range(90):
        terms = drawn(4, step)
        whole = together.advance(observe(terms, step)).targets
        some = {name: values[order] for name, values in terms.items()}
        one = {name: values[2:3] for name, values in terms.items()}
        assert np.array_equal(shuffled.advance(observe(some, step)).targets, whole[order])
        assert np.array_equal(alone.advance(observe(one, step)).targets, whole[2:3])


def test_a_snapshot_goes_on_bit_by_bit():
    one, other = make_gait(), make_gait()
    reel(one, 70)
    one.begin_at(1, 0.3, np.array([1.0, 0.0, 0.0]))
    other.restore(one.snapshot())
    kept = one.snapshot()
    for a, b in zip(reel(one, 40, start=70), reel(other, 40, start=70), strict=True):
        assert np.array_equal(a.targets, b.targets)
    assert same_memory(one.memory, other.memory)
    other.restore(kept)
    assert not same_memory(one.memory, other.memory)
    assert other.snapshot()["starts"][1][0] == 0.3


def test_an_episode_can_begin_in_the_middle_of_a_stride():
    gait, vel = make_gait(), np.array([1.0, 0.0, 0.0])
    gait.begin_at(1, 0.4, vel)
    found = gait.advance(observe(readings(2, (1.0, 0, 0)), 0))
    assert gait.memory.vel[:, 0].tolist() == [2.5 * 0.02, 1.0]
    assert gait.memory.phase[1] == pytest.approx(0.4 + 0.02 / 0.70, abs=1e-3)
    wanted = gait.stride_at(np.array([0.4 + 0.02 / 0.70]), vel[None])
    assert found.targets[1] == pytest.approx(wanted[0], abs=0.1)
    gait.advance(observe(readings(2, (1.0, 0, 0)), 0))  # the next episode stands again
    assert gait.memory.vel[1, 0] <= 2.5 * 0.02 + 1e-9


def test_a_stride_on_paper_leaves_the_memory_alone():
    gait = make_gait()
    reel(gait, 30)
    before = gait.memory.gather(np.arange(4))
    gait.stride_at(np.linspace(0, 1, 7), np.tile([1.0, 0, 0], (7, 1)))
    assert same_memory(before, gait.memory)


def test_a_row_whose_robot_is_lost_does_not_stop_the_others():
    sound, broken = make_gait(), make_gait()
    for step in range(30):
        terms = drawn(3, step)
        expected = sound.advance(observe(terms, step)).targets
        lost = {name: values.copy() for name, values in terms.items()}
        if step > 10:
            for values in lost.values():
                values[1] = np.nan
        found = broken.advance(observe(lost, step)).targets
        assert np.array_equal(found[[0, 2]], expected[[0, 2]])
    again = [observe(drawn(3, step, seed=1), step, is_first=[step == 0] * 3) for step in range(9)]
    for observation in again:  # and the row that was lost begins anew
        assert np.array_equal(
            sound.advance(observation).targets, broken.advance(observation).targets
        )


def test_the_number_of_rows_changes_only_between_episodes():
    gait = make_gait()
    reel(gait, 5, count=3)
    with pytest.raises(InvalidConfig, match=r"ran 3 worlds and now got 2; use fork\(\)"):
        gait.advance(observe(drawn(2, 5), 5))
    gait.advance(observe(drawn(2, 0), 0))


def test_nobody_but_a_biped_walks(tmp_path):
    from dataclasses import replace

    with pytest.raises(InvalidConfig, match="no joint"):
        Gait(replace(BODY, joints=BODY.joints[:5]), DRIVE)
