"""What the robot's own sensors would read, from the true state of many worlds at once."""

from dataclasses import dataclass

from andon.spatial import FloatArray, gravity_in_base, heading_of, rotate_inverse

__all__ = ["BodyState", "read_term"]


@dataclass(frozen=True, kw_only=True)
class BodyState:
    """True state of one robot in each of N worlds; views, not copies."""

    pos_w: FloatArray
    """Base position. Shape (N, 3). [m]"""
    quat_wb: FloatArray
    """Base attitude, wxyz. Shape (N, 4)."""
    lin_vel_w: FloatArray
    """Base velocity. Shape (N, 3). [m/s]"""
    ang_vel_b: FloatArray
    """Base angular velocity. Shape (N, 3). [rad/s]"""
    joint_pos: FloatArray
    """Joint angles in the order of the body. Shape (N, num_joints). [rad]"""
    joint_vel: FloatArray
    """Joint speeds in the order of the body. Shape (N, num_joints). [rad/s]"""


def read_term(name: str, state: BodyState) -> FloatArray:
    """Give one noise-free proprioceptive term.

    Args:
        name: Name of the term: `ang_vel_b`, `gravity_b`, `lin_vel_b`, `heading`, `joint_pos` or
            `joint_vel`.
        state: True state.

    Returns:
        Values. Shape (N, size of the term); may be a view.

    Raises:
        KeyError: For a term that is not proprioceptive (a programming error).
    """
    if name == "ang_vel_b":
        return state.ang_vel_b
    if name == "gravity_b":
        return gravity_in_base(state.quat_wb)
    if name == "lin_vel_b":
        return rotate_inverse(state.quat_wb, state.lin_vel_w)
    if name == "heading":
        return heading_of(state.quat_wb)[:, None]
    if name == "joint_pos":
        return state.joint_pos
    if name == "joint_vel":
        return state.joint_vel
    raise KeyError(name)
