"""Rotations and frames; the conventions of the whole project live here.

Quaternions are unit and ordered wxyz. `quat_wb` rotates coordinates in the base frame `b` into the
world frame `w`. World z points up; base x points ahead and base y to the left. All functions take
batches on the leading axes and are computed element by element, so that a row's result does not
depend on the batch it is in.
"""

import numpy as np
from numpy.typing import NDArray

__all__ = [
    "FloatArray",
    "gravity_in_base",
    "heading_of",
    "quat_from_pitch",
    "quat_from_roll",
    "quat_from_yaw",
    "rotate",
    "rotate_inverse",
    "rotate_to_heading",
    "tilt_of",
]

FloatArray = NDArray[np.float64]


def rotate(quat: FloatArray, vec: FloatArray) -> FloatArray:
    """Rotate vectors from the quaternion's inner frame into its outer frame.

    Args:
        quat: Unit quaternions wxyz, for example `quat_wb`. Shape (..., 4).
        vec: Vectors in the inner frame. Shape (..., 3).

    Returns:
        Vectors in the outer frame. Shape (..., 3).
    """
    w, x, y, z = (quat[..., i] for i in range(4))
    vx, vy, vz = (vec[..., i] for i in range(3))
    tx, ty, tz = 2 * (y * vz - z * vy), 2 * (z * vx - x * vz), 2 * (x * vy - y * vx)
    return np.stack(
        [
            vx + w * tx + y * tz - z * ty,
            vy + w * ty + z * tx - x * tz,
            vz + w * tz + x * ty - y * tx,
        ],
        axis=-1,
    )


def rotate_inverse(quat: FloatArray, vec: FloatArray) -> FloatArray:
    """Rotate vectors from the quaternion's outer frame into its inner frame.

    Args:
        quat: Unit quaternions wxyz, for example `quat_wb`. Shape (..., 4).
        vec: Vectors in the outer frame. Shape (..., 3).

    Returns:
        Vectors in the inner frame. Shape (..., 3).
    """
    return rotate(quat * np.array([1.0, -1.0, -1.0, -1.0]), vec)


def gravity_in_base(quat_wb: FloatArray) -> FloatArray:
    """Give the direction of gravity in the base frame.

    Args:
        quat_wb: Unit quaternions wxyz. Shape (..., 4).

    Returns:
        Unit vectors; (0, 0, -1) when upright. Shape (..., 3). [1]
    """
    w, x, y, z = (quat_wb[..., i] for i in range(4))
    return np.stack(
        [-2 * (x * z - w * y), -2 * (y * z + w * x), -(1 - 2 * (x * x + y * y))], axis=-1
    )


def tilt_of(quat_wb: FloatArray) -> FloatArray:
    """Give the angle between the base z axis and the vertical.

    Args:
        quat_wb: Unit quaternions wxyz. Shape (..., 4).

    Returns:
        Angles in [0, pi]. Shape (...). [rad]
    """
    w, x, y, z = (quat_wb[..., i] for i in range(4))
    return 2 * np.arctan2(np.hypot(x, y), np.hypot(w, z))  # exact also near 0, unlike the cosine


def heading_of(quat_wb: FloatArray) -> FloatArray:
    """Give the yaw of the base about the world z axis.

    Args:
        quat_wb: Unit quaternions wxyz. Shape (..., 4).

    Returns:
        Angles in (-pi, pi]. Shape (...). [rad]
    """
    w, x, y, z = (quat_wb[..., i] for i in range(4))
    return np.arctan2(2 * (w * z + x * y), 1 - 2 * (y * y + z * z))


def rotate_to_heading(heading: FloatArray, vec_w: FloatArray) -> FloatArray:
    """Turn world vectors into the frame that shares z with the world and yaw with the base.

    Args:
        heading: Yaw angles. Shape (...). [rad]
        vec_w: Vectors in the world frame. Shape (..., 3).

    Returns:
        Vectors in the heading frame. Shape (..., 3).
    """
    c, s = np.cos(heading), np.sin(heading)
    x, y = vec_w[..., 0], vec_w[..., 1]
    return np.stack([c * x + s * y, c * y - s * x, vec_w[..., 2]], axis=-1)


def quat_from_yaw(yaw: FloatArray | float) -> FloatArray:
    """Give the quaternion of a turn about z.

    Args:
        yaw: Angles. Shape (...). [rad]

    Returns:
        Unit quaternions wxyz. Shape (..., 4).
    """
    half = np.asarray(yaw, dtype=np.float64) / 2
    zero = np.zeros_like(half)
    return np.stack([np.cos(half), zero, zero, np.sin(half)], axis=-1)


def quat_from_pitch(pitch: FloatArray | float) -> FloatArray:
    """Give the quaternion of a turn about y; positive lowers the nose.

    Args:
        pitch: Angles. Shape (...). [rad]

    Returns:
        Unit quaternions wxyz. Shape (..., 4).
    """
    half = np.asarray(pitch, dtype=np.float64) / 2
    zero = np.zeros_like(half)
    return np.stack([np.cos(half), zero, np.sin(half), zero], axis=-1)


def quat_from_roll(roll: FloatArray | float) -> FloatArray:
    """Give the quaternion of a turn about x; positive lifts the left side.

    Args:
        roll: Angles. Shape (...). [rad]

    Returns:
        Unit quaternions wxyz. Shape (..., 4).
    """
    half = np.asarray(roll, dtype=np.float64) / 2
    zero = np.zeros_like(half)
    return np.stack([np.cos(half), np.sin(half), zero, zero], axis=-1)
