"""Rotations obey the laws of a group, also next to the identity."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from andon.randomness import stream
from andon.spatial import (
    gravity_in_base,
    heading_of,
    quat_from_pitch,
    quat_from_yaw,
    rotate,
    rotate_inverse,
    rotate_to_heading,
    tilt_of,
)

ANGLES = st.floats(-np.pi, np.pi) | st.floats(-1e-7, 1e-7)
"""Turns of any size, and many next to none."""

AXES = st.sampled_from([(1, 0, 0), (0, 1, 0), (0, 0, 1), (0.6, 0, 0.8), (0.48, 0.6, 0.64)])
VECTORS = st.tuples(*[st.floats(-100, 100)] * 3).map(np.array)

TOLERANCE = 1e-12
"""Relative: a rotation is some 20 products and sums in double precision, each good to 1.1e-16."""


@st.composite
def quaternions(draw):
    half = draw(ANGLES) / 2
    return np.array([np.cos(half), *(np.sin(half) * np.array(draw(AXES)))])


def product(first, second):
    """Multiply quaternions by Hamilton's table, written out apart from the code under test."""
    a, b, c, d = first
    e, f, g, h = second
    return np.array(
        [
            a * e - b * f - c * g - d * h,
            a * f + b * e + c * h - d * g,
            a * g - b * h + c * e + d * f,
            a * h + b * g - c * f + d * e,
        ]
    )


def is_close(left, right, scale):
    return np.allclose(left, right, rtol=0, atol=TOLERANCE * (1 + scale))


@given(quaternions(), VECTORS)
def test_the_inverse_undoes_a_rotation(quat, vec):
    assert is_close(rotate_inverse(quat, rotate(quat, vec)), vec, np.linalg.norm(vec))


@given(quaternions(), quaternions(), VECTORS)
def test_two_rotations_are_the_rotation_of_the_product(first, second, vec):
    both = rotate(product(first, second), vec)
    assert is_close(both, rotate(first, rotate(second, vec)), np.linalg.norm(vec))


@given(quaternions(), VECTORS)
def test_a_quaternion_and_its_negative_are_one_rotation(quat, vec):
    assert is_close(rotate(-quat, vec), rotate(quat, vec), np.linalg.norm(vec))


@given(quaternions(), VECTORS)
def test_rotating_keeps_lengths(quat, vec):
    length = np.linalg.norm(vec)
    assert is_close(np.linalg.norm(rotate(quat, vec)), length, length)


@given(quaternions(), VECTORS, VECTORS)
def test_rotating_keeps_handedness(quat, left, right):
    turned = np.cross(rotate(quat, left), rotate(quat, right))
    scale = np.linalg.norm(left) * np.linalg.norm(right)
    assert is_close(rotate(quat, np.cross(left, right)), turned, scale)


@given(VECTORS)
def test_the_identity_changes_nothing(vec):
    assert rotate(np.array([1.0, 0, 0, 0]), vec).tolist() == vec.tolist()


def test_a_quarter_turn_about_z_takes_ahead_to_the_left():
    assert rotate(quat_from_yaw(np.pi / 2), np.array([1.0, 0, 0])) == pytest.approx([0, 1, 0])


def test_a_positive_pitch_lowers_the_nose():
    # Right-handed about y (left): x (ahead) turns towards -z (down).
    assert rotate(quat_from_pitch(np.pi / 6), np.array([1.0, 0, 0]))[2] == pytest.approx(-0.5)


@given(quaternions())
def test_gravity_in_base_is_the_rotated_downward_direction(quat):
    assert is_close(gravity_in_base(quat), rotate_inverse(quat, np.array([0.0, 0, -1.0])), 1)


@given(quaternions())
def test_tilt_is_the_angle_of_the_base_z_axis(quat):
    # The cosine alone is good to 1.5e-8 rad near 0 and pi: sqrt(2 * 1.1e-16).
    up = rotate(quat, np.array([0.0, 0, 1.0]))
    assert tilt_of(quat) == pytest.approx(np.arccos(np.clip(up[2], -1, 1)), abs=5e-8)


@pytest.mark.parametrize("angle", [0.0, 1e-12, 1e-9, 1e-5, 0.3, 3.0, np.pi - 1e-9, np.pi])
def test_tilt_is_exact_next_to_upright_and_next_to_upside_down(angle):
    assert tilt_of(quat_from_pitch(angle)) == pytest.approx(angle, rel=1e-9, abs=1e-15)


@given(ANGLES, ANGLES)
def test_turning_on_the_spot_changes_no_tilt(yaw, pitch):
    quat = product(quat_from_yaw(yaw), quat_from_pitch(pitch))
    assert tilt_of(quat) == pytest.approx(abs(pitch), abs=1e-12)


@given(st.floats(-3.1, 3.1) | st.floats(-1e-9, 1e-9))
def test_heading_gives_the_yaw_back(yaw):
    assert heading_of(quat_from_yaw(yaw)) == pytest.approx(yaw, rel=1e-12, abs=1e-15)


@given(st.floats(-3.1, 3.1), st.floats(-1.5, 1.5))
def test_leaning_changes_no_heading(yaw, pitch):
    quat = product(quat_from_yaw(yaw), quat_from_pitch(pitch))
    assert heading_of(quat) == pytest.approx(yaw, abs=1e-11)


@given(ANGLES, VECTORS)
def test_the_heading_frame_is_the_world_turned_about_z(yaw, vec):
    turned = rotate_inverse(quat_from_yaw(yaw), vec)
    assert is_close(rotate_to_heading(np.asarray(yaw), vec), turned, np.linalg.norm(vec))


@pytest.mark.parametrize("size", [1, 3, 8, 17])
def test_a_row_does_not_depend_on_its_batch(size):
    rng = stream(11, "spatial", size)
    quats = rng.standard_normal((size, 4))
    quats /= np.linalg.norm(quats, axis=1, keepdims=True)
    vecs = rng.standard_normal((size, 3))
    for one, many in (
        (rotate, rotate(quats, vecs)),
        (rotate_inverse, rotate_inverse(quats, vecs)),
    ):
        assert [one(q, v).tolist() for q, v in zip(quats, vecs, strict=True)] == many.tolist()
    for measure in (gravity_in_base, tilt_of, heading_of):
        assert [measure(q).tolist() for q in quats] == measure(quats).tolist()


def test_shapes_follow_the_leading_axes():
    quat = np.broadcast_to([1.0, 0, 0, 0], (5, 2, 4))
    assert rotate(quat, np.ones(3)).shape == (5, 2, 3)
    assert gravity_in_base(quat).shape == (5, 2, 3)
    assert tilt_of(quat).shape == heading_of(quat).shape == (5, 2)
    assert quat_from_yaw(np.zeros((5, 2))).shape == (5, 2, 4)
