"""Each safeguard of gait, footholds and scan, broken on purpose, turns a test red."""

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest

from andon.episodes import senses
from andon.policies import footholds, gait, mirror
from andon.policies.gait import GAIT_TERMS, Gait
from andon.sensing.scan_feed import ScanFeed
from tests.episodes import test_senses as senses_tests
from tests.episodes import test_world as world_tests
from tests.policies import test_footholds as foothold_tests
from tests.policies import test_gait as gait_tests
from tests.policies import test_mirror as mirror_tests
from tests.sensing import test_scan_feed as feed_tests


def breaks(test: Callable[..., None], *arguments: object) -> bool:
    """Say whether a test turns red."""
    with pytest.raises((AssertionError, pytest.fail.Exception)):
        test(*arguments)
    return True


def test_unbroken_all_of_them_hold():
    gait_tests.test_the_mirror_image_of_a_stride_is_the_stride_of_the_mirror_image()
    gait_tests.test_the_odometry_of_feet_that_do_not_slip_is_the_velocity((1.0, 0.0, 0.0))
    gait_tests.test_a_kerb_is_stepped_onto_and_no_sole_is_put_on_its_edge()
    foothold_tests.test_the_margin_is_what_keeps_the_sole_from_the_riser()
    mirror_tests.test_mirrored_angles_put_every_body_where_its_partner_was()


@pytest.mark.parametrize("joint", ["hip_roll_l", "hip_pitch_r", "shoulder_yaw_l"])
def test_a_mirror_with_one_sign_flipped_is_noticed(monkeypatch, joint):
    at = gait_tests.BODY.joint_names.index(joint)
    sign = gait_tests.JOINTS.sign.copy()
    sign[at] *= -1
    broken = mirror.Mirror(index=gait_tests.JOINTS.index, sign=sign)
    monkeypatch.setattr(mirror_tests, "JOINTS", broken)
    monkeypatch.setattr(gait_tests, "JOINTS", broken)
    assert breaks(mirror_tests.test_mirrored_angles_put_every_body_where_its_partner_was)
    if joint.startswith("hip"):  # the gait leaves the shoulder's yaw at rest
        test = gait_tests.test_the_mirror_image_of_a_stride_is_the_stride_of_the_mirror_image
        assert breaks(test)


def test_a_gait_that_favours_a_side_is_noticed(monkeypatch):
    whole = Gait._measure_velocity

    def drift(self, observation, ankles):
        whole(self, observation, ankles)
        self.memory.odometry[:, 1] += 1e-4

    monkeypatch.setattr(Gait, "_measure_velocity", drift)
    test = gait_tests.test_the_mirror_image_of_a_stride_is_the_stride_of_the_mirror_image
    assert breaks(test)


def test_a_gait_that_takes_its_velocity_from_elsewhere_is_noticed(monkeypatch):
    # On strings nothing but the command is known beside what the feet say.
    def believe(self, observation, ankles):
        self.memory.odometry[:] = 2 * observation.terms["velocity_command"][:, :2]

    monkeypatch.setattr(Gait, "_measure_velocity", believe)
    test = gait_tests.test_the_odometry_of_feet_that_do_not_slip_is_the_velocity
    assert breaks(test, (1.0, 0.0, 0.0))


def test_the_gait_has_no_way_to_the_truth():
    # What is not among its terms cannot be read: another value changes nothing.
    terms = gait_tests.drawn(2, 0)
    assert set(terms) == set(GAIT_TERMS)
    one, other = gait_tests.make_gait(), gait_tests.make_gait()
    for step in range(40):
        terms = gait_tests.drawn(2, step)
        truth = {"lin_vel_b": np.full((2, 3), 9.0), "joint_vel": np.full((2, 20), 9.0)}
        a = one.advance(gait_tests.observe(terms, step))
        b = other.advance(gait_tests.observe(terms | truth, step))
        assert np.array_equal(a.targets, b.targets)


def test_footholds_from_the_true_ground_and_not_the_scan_are_noticed(monkeypatch):
    # A planner that knows level ground everywhere does not step onto the kerb that the scan shows.
    def profiles(self, heights):
        flat = np.zeros((len(heights), 2, 34))
        return footholds.Profiles(high=flat, low=flat)

    monkeypatch.setattr(footholds.Planner, "profiles", profiles)
    assert breaks(gait_tests.test_a_kerb_is_stepped_onto_and_no_sole_is_put_on_its_edge)


def test_footholds_without_a_margin_are_noticed(monkeypatch):
    whole = footholds.Planner.__init__

    def no_margin(self, config, scan):
        whole(self, replace(config, margin_m=0.0), scan)

    monkeypatch.setattr(footholds.Planner, "__init__", no_margin)
    assert breaks(foothold_tests.test_the_margin_is_what_keeps_the_sole_from_the_riser)


def test_pits_that_carry_are_noticed(monkeypatch):
    def edge(x):
        return np.where(x > 0.3, -0.6, 0.0)

    assert foothold_tests.choose(edge, 0.45)[1] == pytest.approx(0.0)
    monkeypatch.setattr(footholds, "REJECTED", 0.0)
    careless = foothold_tests.planner(max_rise_m=9.0)
    assert foothold_tests.choose(edge, 0.45, plan=careless)[1] == pytest.approx(-0.6)


def test_a_scan_that_is_always_fresh_is_noticed(monkeypatch):
    whole = ScanFeed.read

    def read(self, measure, seeds, steps, rows):
        return whole(self, measure, seeds, steps - steps % self.scan.period_steps, rows)

    monkeypatch.setattr(ScanFeed, "read", read)
    assert breaks(feed_tests.test_a_scan_is_held_until_the_next_is_due, 4)
    assert breaks(senses_tests.test_a_policy_brings_its_own_grid_and_rate, "street_cross_steps")


def emptied(kept):
    """Give the same with noughts, however deep."""
    if isinstance(kept, dict):
        return {name: emptied(value) for name, value in kept.items()}
    return np.zeros_like(kept)


@pytest.mark.parametrize("part", ["faults", "scans"])
def test_a_snapshot_without_the_sensors_memory_is_noticed(monkeypatch, part):
    whole = senses.Senses.snapshot

    def snapshot(self):
        kept = whole(self)
        kept[part] = emptied(kept[part])
        return kept

    monkeypatch.setattr(senses.Senses, "snapshot", snapshot)
    test = world_tests.test_a_snapshot_goes_on_bit_by_bit_with_every_fault_switched_on
    assert breaks(test)


def test_a_lost_row_that_is_not_set_aside_is_noticed(monkeypatch):
    monkeypatch.setattr(gait, "_without_lost", lambda observation: observation)
    with pytest.raises((AssertionError, IndexError, RuntimeWarning)):
        gait_tests.test_a_row_whose_robot_is_lost_does_not_stop_the_others()
