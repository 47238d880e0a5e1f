"""Two six-joint legs: geometry, forward kinematics and closed-form inverse kinematics."""

from dataclasses import dataclass

import mujoco
import numpy as np
from numpy.typing import NDArray

from andon.bodies.body import Body
from andon.bodies.pose import set_pose
from andon.errors import InvalidConfig
from andon.spatial import FloatArray

__all__ = ["ARM_STEMS", "LEG_STEMS", "Legs", "joint_index", "legs_of"]

LEG_STEMS = ("hip_roll", "hip_pitch", "hip_yaw", "knee_pitch", "ankle_pitch", "ankle_roll")
ARM_STEMS = ("shoulder_pitch", "shoulder_roll", "shoulder_yaw", "elbow_pitch")
SIDES = ("l", "r")
MIN_REACH_SHARE, MAX_REACH_SHARE = 0.45, 0.995
"""Hip-to-ankle distances that the inverse kinematics allows, as shares of the straight leg."""


@dataclass(frozen=True, kw_only=True)
class Legs:
    """Geometry of a biped whose hips are ordered roll, pitch, yaw; left before right."""

    joints: NDArray[np.intp]
    """Index of each leg joint among the body's joints. Shape (2, 6)."""
    roll_axis_b: FloatArray
    """Hip roll joint in the base frame. Shape (2, 3). [m]"""
    pitch_offset: FloatArray
    """Hip roll joint to hip pitch joint. Shape (2, 3). [m]"""
    thigh_m: float
    """Hip pitch axis to knee axis."""
    shank_m: float
    """Knee axis to ankle axis."""
    sole_drop_m: float
    """Ankle axis to sole."""
    com_b: FloatArray
    """Centre of mass in the home pose, base frame. Shape (3,). [m]"""
    mass_kg: float
    """Total mass."""

    @property
    def hip_b(self) -> FloatArray:
        """Hip pitch axes at zero roll, base frame. Shape (2, 3). [m]."""
        return self.roll_axis_b + self.pitch_offset

    def ankles_b(self, joint_pos: FloatArray) -> FloatArray:
        """Give the ankle axes in the base frame.

        Args:
            joint_pos: Joint angles in the order of the body. Shape (N, num_joints). [rad]

        Returns:
            Left and right ankle. Shape (N, 2, 3). [m]
        """
        q = joint_pos[:, self.joints]  # (N, 2, 6)
        roll, pitch, yaw, knee = (q[..., i] for i in range(4))
        # knee joint frame: shank straight down, then bent by the knee about y
        x, y, z = -self.shank_m * np.sin(knee), 0.0 * knee, -self.shank_m * np.cos(knee)
        z = z - self.thigh_m
        c, s = np.cos(yaw), np.sin(yaw)  # yaw sits between hip pitch and knee
        x, y = c * x - s * y, s * x + c * y
        c, s = np.cos(pitch), np.sin(pitch)
        x, z = c * x + s * z, -s * x + c * z
        x, y, z = (v + self.pitch_offset[:, i] for i, v in enumerate((x, y, z)))
        c, s = np.cos(roll), np.sin(roll)
        y, z = c * y - s * z, s * y + c * z
        return np.stack([x, y, z], axis=-1) + self.roll_axis_b

    def solve(self, ankles_b: FloatArray, fold_share: float = MIN_REACH_SHARE) -> FloatArray:
        """Give leg angles that put the ankles somewhere, with soles parallel to the base's floor.

        Args:
            ankles_b: Wanted ankle axes in the base frame. Shape (N, 2, 3). [m]
            fold_share: Shortest distance from hip to ankle, as a share of the straight leg. [1]

        Returns:
            Angles in the order of `LEG_STEMS`, yaw zero. Distances that the leg cannot reach are
            shortened along the line to the hip. Shape (N, 2, 6). [rad]
        """
        x, y, z = (ankles_b[..., i] - self.roll_axis_b[:, i] for i in range(3))
        side, drop = self.pitch_offset[:, 1], self.pitch_offset[:, 2]
        radius = np.maximum(np.sqrt(y * y + z * z), np.abs(side) + 1e-6)
        roll = np.arctan2(z, y) + np.arccos(np.clip(side / radius, -1, 1))
        z = -y * np.sin(roll) + z * np.cos(roll) - drop
        x = x - self.pitch_offset[:, 0]
        straight = self.thigh_m + self.shank_m
        reach = np.sqrt(x * x + z * z)
        reach = np.clip(reach, fold_share * straight, MAX_REACH_SHARE * straight)
        a, b = self.thigh_m, self.shank_m
        knee = np.pi - np.arccos(np.clip((a * a + b * b - reach**2) / (2 * a * b), -1, 1))
        pitch = np.arctan2(-x, -z) - np.arctan2(b * np.sin(knee), a + b * np.cos(knee))
        return np.stack([roll, pitch, 0 * roll, knee, -(pitch + knee), -roll], axis=-1)


def joint_index(body: Body, stem: str, side: str) -> int:
    """Find a joint by role.

    Args:
        body: The robot.
        stem: Role, for example `hip_roll`.
        side: `l` or `r`.

    Raises:
        InvalidConfig: When the body has no joint named `<stem>_<side>` or `<stem>_<side>_joint`.
    """
    for name in (f"{stem}_{side}", f"{stem}_{side}_joint"):
        if name in body.joint_names:
            return body.joint_names.index(name)
    raise InvalidConfig(
        f"Body {body.name!r} has no joint '{stem}_{side}'; this policy needs two legs with "
        f"{list(LEG_STEMS)} on the sides l and r. The body has {list(body.joint_names)}."
    )


def legs_of(body: Body) -> Legs:
    """Measure the legs of a body.

    Args:
        body: A biped with joints named by `LEG_STEMS` and sides, hips ordered roll, pitch, yaw.

    Raises:
        InvalidConfig: When a joint is missing.
    """
    joints = np.array([[joint_index(body, stem, side) for stem in LEG_STEMS] for side in SIDES])
    model = body.build(False).compile()
    data = mujoco.MjData(model)
    set_pose(model, data, body.root, {})
    anchors = np.array(
        [[model.joint(body.joint_names[int(i)]).bodyid[0] for i in leg] for leg in joints]
    )
    at = data.xpos[anchors]  # (2, 6, 3), base frame: the base sits at the origin
    set_pose(model, data, body.root, {j.name: j.home_rad for j in body.joints})
    mujoco.mj_comPos(model, data)
    root = model.body(body.root).id
    com = data.subtree_com[root].copy()
    ankle_home = data.xpos[anchors[0, 5]]
    return Legs(
        joints=joints,
        roll_axis_b=at[:, 0],
        pitch_offset=at[:, 1] - at[:, 0],
        thigh_m=float(at[0, 1, 2] - at[0, 3, 2]),
        shank_m=float(at[0, 3, 2] - at[0, 4, 2]),
        sole_drop_m=float(ankle_home[2] + body.base_height_m),
        com_b=com,
        mass_kg=body.mass_kg,
    )
