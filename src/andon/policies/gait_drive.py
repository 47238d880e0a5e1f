"""How the gait drives a body: gains and the pose of standing."""

import numpy as np

from andon.bodies.body import Body
from andon.bodies.drive import Drive, make_drive
from andon.policies.gait_config import GaitConfig
from andon.policies.legs import ARM_STEMS, Legs, joint_index, legs_of
from andon.spatial import FloatArray

__all__ = ["GAINS", "SIDES", "gait_drive"]

GAINS = {
    "hip_roll": (350.0, 12.0),
    "hip_pitch": (350.0, 12.0),
    "hip_yaw": (250.0, 8.0),
    "knee_pitch": (350.0, 12.0),
    "ankle_pitch": (100.0, 4.0),
    "ankle_roll": (60.0, 2.5),
    "shoulder_pitch": (60.0, 4.0),
    "shoulder_roll": (40.0, 3.0),
    "shoulder_yaw": (20.0, 1.5),
    "elbow_pitch": (30.0, 2.0),
}
"""Stiffness and damping by joint, N m/rad and N m s/rad.

Source: measured in a feasibility study of this body class: half the published leg gains and three
times the ankle gains, with which a residual learns."""

ARM_HOME = (0.0, 0.12, 0.0, -0.35)
"""Left shoulder pitch, roll, yaw and elbow at rest. [rad]"""
SIDES = np.array([1.0, -1.0])
"""Sign of the lateral axis for left and right."""


def gait_drive(body: Body, gains: dict[str, tuple[float, float]] | None = None) -> Drive:
    """Give the drive that the gait needs, with the home pose of standing.

    Args:
        body: A biped with the joints that `legs_of` needs.
        gains: Stiffness and damping by joint stem; `GAINS` when None.
    """
    legs, own, config = legs_of(body), make_drive(body), GaitConfig()
    kp, kd, home = list(own.kp), list(own.kd), np.array(own.home_rad)
    for stem, (stiffness, damping) in (gains or GAINS).items():
        for side in "lr":
            i = joint_index(body, stem, side)
            kp[i], kd[i] = stiffness, damping
    home[legs.joints] = legs.solve(_rest(legs, config))[0]
    for k, side in enumerate("lr"):
        arm = [joint_index(body, stem, side) for stem in ARM_STEMS]
        home[arm] = np.array(ARM_HOME) * (1.0, SIDES[k], SIDES[k], 1.0)
    return make_drive(body, kp=kp, kd=kd, home_rad=home.tolist(), damping_in="joint")


def _rest(legs: Legs, config: GaitConfig) -> FloatArray:
    ankles = np.array(legs.hip_b)[None].copy()
    ankles[0, :, 1] = config.width_m * SIDES
    ankles[0, :, 2] -= config.hip_height_m
    return ankles
