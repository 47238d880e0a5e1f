"""Leg kinematics: the inverse undoes the forward way, and MuJoCo agrees with both."""

from dataclasses import replace

import mujoco
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from andon.bodies import make_humanoid
from andon.bodies.pose import set_pose
from andon.errors import InvalidConfig
from andon.policies.legs import MAX_REACH_SHARE, MIN_REACH_SHARE, legs_of
from andon.randomness import stream

BODY = make_humanoid()
LEGS = legs_of(BODY)


def pose_of(angles):
    pose = np.zeros((1, BODY.num_joints))
    pose[0, LEGS.joints] = angles
    return pose


coordinates = st.tuples(st.floats(-0.35, 0.35), st.floats(-0.2, 0.2), st.floats(0.5, 0.79))


@given(coordinates, coordinates)
def test_the_forward_way_undoes_the_inverse_within_reach(left, right):
    offsets = np.array([left, right])
    ankles = LEGS.hip_b + offsets * (1, 1, -1)
    # the sideways turn moves the hip pitch axis along, so the reach is measured after the turn
    y, z = ankles[:, 1] - LEGS.roll_axis_b[:, 1], ankles[:, 2] - LEGS.roll_axis_b[:, 2]
    drop = -np.sqrt(y**2 + z**2 - LEGS.pitch_offset[:, 1] ** 2) - LEGS.pitch_offset[:, 2]
    reach = np.hypot(offsets[:, 0], drop) / (LEGS.thigh_m + LEGS.shank_m)
    angles = LEGS.solve(ankles[None])
    found = LEGS.ankles_b(pose_of(angles[0]))[0]
    inside = (reach > MIN_REACH_SHARE) & (reach < MAX_REACH_SHARE)
    assert found[inside] == pytest.approx(ankles[inside], abs=1e-9)
    assert np.isfinite(angles).all()
    # soles level: pitch angles and roll angles each add up to nothing
    assert angles[0, :, [1, 3, 4]].sum(axis=0) == pytest.approx([0, 0], abs=1e-12)
    assert angles[0, :, 0] + angles[0, :, 5] == pytest.approx([0, 0], abs=1e-12)


def test_mujoco_puts_the_ankles_where_the_forward_way_says():
    model = BODY.build(False).compile()
    draws = stream(0, "legs")
    for _ in range(50):
        pose = {j.name: float(draws.uniform(j.lower_rad, j.upper_rad)) for j in BODY.joints}
        data = mujoco.MjData(model)
        set_pose(model, data, BODY.root, pose)
        ours = LEGS.ankles_b(np.array([[pose[n] for n in BODY.joint_names]]))[0]
        for i, side in enumerate("lr"):
            ankle = model.body(f"ankle_pitch_{side}_link").id
            assert ours[i] == pytest.approx(data.xpos[ankle], abs=1e-9)


def test_the_home_pose_is_found_again_from_its_ankles():
    home = np.array([[j.home_rad for j in BODY.joints]])
    angles = LEGS.solve(LEGS.ankles_b(home))[0]
    assert angles == pytest.approx(home[0, LEGS.joints], abs=1e-9)


def test_what_is_too_far_is_shortened_along_the_line_to_the_hip():
    far = LEGS.hip_b + np.array([0.6, 0.0, -0.9])
    found = LEGS.ankles_b(pose_of(LEGS.solve(far[None])[0]))[0]
    arm = found - LEGS.hip_b
    straight = LEGS.thigh_m + LEGS.shank_m
    assert np.linalg.norm(arm, axis=1) == pytest.approx([MAX_REACH_SHARE * straight] * 2)
    assert arm[:, 0] / arm[:, 2] == pytest.approx([0.6 / -0.9] * 2)


def test_the_geometry_is_that_of_the_table():
    assert (LEGS.thigh_m, LEGS.shank_m) == pytest.approx((0.4, 0.4))
    assert LEGS.sole_drop_m == pytest.approx(0.057, abs=1e-3)
    assert LEGS.hip_b[:, 1] == pytest.approx([0.15, -0.15])
    assert LEGS.hip_b[:, 2] == pytest.approx([-0.1317] * 2)
    assert LEGS.com_b[1] == pytest.approx(0, abs=1e-9)


def test_a_body_without_legs_is_refused_by_name():
    joints = tuple(j for j in BODY.joints if j.name != "knee_pitch_r")
    with pytest.raises(InvalidConfig, match=r"'humanoid' has no joint 'knee_pitch_r'; .* two legs"):
        legs_of(replace(BODY, joints=joints))


def test_joints_named_with_the_suffix_joint_are_found():
    renamed = tuple(replace(j, name=f"{j.name}_joint") for j in BODY.joints)

    def build(is_visual):
        spec = BODY.build(is_visual)
        for joint in spec.joints:
            if joint.name != "root":
                joint.name = f"{joint.name}_joint"
        return spec

    twin = legs_of(replace(BODY, joints=renamed, build=build))
    assert np.array_equal(twin.joints, LEGS.joints)
    assert twin.thigh_m == LEGS.thigh_m


def test_a_leg_folds_as_far_as_a_swing_over_two_high_steps_asks_and_no_knee_further_than_it_can():
    near = LEGS.hip_b + np.array([0.0, 0.0, -0.37])
    angles = LEGS.solve(near[None])[0]
    assert LEGS.ankles_b(pose_of(angles))[0] == pytest.approx(near, abs=1e-9)
    knee = next(j for j in BODY.joints if j.name.startswith("knee_pitch"))
    nearest = LEGS.solve((LEGS.hip_b + np.array([0.0, 0.0, -0.01]))[None])[0]
    assert nearest[:, 3].max() < knee.upper_rad - 0.1
