"""What the reflex reads and writes: the contract that training fills in."""

import numpy as np

from andon.bodies.body import Body, bodies
from andon.bodies.from_file import JointFacts
from andon.policies.contract import Contract, ContractTerm, JointGroup
from andon.policies.gait_config import GaitConfig
from andon.policies.gait_drive import GAINS, gait_drive
from andon.policies.legs import joint_index
from andon.sensing.noise import TermNoise

__all__ = ["NOISE", "RESIDUAL_RAD", "is_fixed_input", "reflex_contract", "reflex_facts"]

RESIDUAL_RAD = {
    "hip_roll": 0.25,
    "hip_pitch": 0.25,
    "hip_yaw": 0.15,
    "knee_pitch": 0.25,
    "ankle_pitch": 0.25,
    "ankle_roll": 0.25,
    "shoulder_pitch": 0.25,
    "shoulder_roll": 0.15,
    "shoulder_yaw": 0.15,
    "elbow_pitch": 0.25,
}
"""How far an action of 1 moves each joint's target."""

NOISE = {
    "ang_vel_b": TermNoise(uniform=0.2),
    "gravity_b": TermNoise(uniform=0.05),
    "joint_pos": TermNoise(uniform=0.01),
    "joint_vel": TermNoise(uniform=0.75),
    "height_scan": TermNoise(
        uniform=0.01,
        delay_steps=2,
        shift_x_m=0.03,
        shift_y_m=0.02,
        shift_z_m=0.015,
    ),
}
"""Sensor faults in training: half-widths of noise as in a feasibility study of this task, those of
the released walking policy's training but half of it for joint speeds. Map error: assumed."""

TERMS = (
    ("ang_vel_b", 0.25),
    ("gravity_b", 1.0),
    ("gait_velocity", 1.0),
    ("joint_pos_ref_rel", 1.0),
    ("joint_vel", 0.05),
    ("last_action", 1.0),
    ("gait_phase", 1.0),
    ("odometry", 1.0),
    ("is_standing", 1.0),
    ("gait_register", 8.0),
    ("foothold_shift", 5.0),
    ("foothold_rise", 8.0),
)
"""Terms with their scales, in order."""
FIXED = ("is_standing", "gait_register", "foothold_shift", "foothold_rise")
"""Terms that are not normalised: most of the time they are zero."""


def reflex_contract(
    body: Body, *, name: str = "reflex", gait: GaitConfig | None = None
) -> Contract:
    """Give the contract of the reflex for a body.

    Args:
        body: A biped with the joints that the gait needs.
        name: Name of the policy.
        gait: Shape of the gait; the default when None.

    Raises:
        InvalidConfig: When the body lacks a joint.
    """
    drive = gait_drive(body)
    groups: list[JointGroup] = []
    for stem in GAINS:
        for side in "lr":
            i = joint_index(body, stem, side)
            groups.append(
                JointGroup(
                    names=(body.joint_names[i],),
                    kp=float(drive.kp[i]),
                    kd=float(drive.kd[i]),
                    effort_nm=float(drive.effort_nm[i]),
                    home_rad=round(drive.home_rad[i], 6),
                    action_scale=RESIDUAL_RAD[stem],
                )
            )
    noise = {name: fault.uniform for name, fault in NOISE.items()}
    noise |= {"joint_pos_ref_rel": noise["joint_pos"]}
    return Contract(
        name=name,
        source="andon train reflex",
        model=f"{name}.onnx",
        terms=tuple(
            ContractTerm(term=term, scale=scale, noise=noise.get(term, 0.0))
            for term, scale in TERMS
        ),
        joints=body.joint_names,
        action_offset="gait",
        action_clip=5.0,
        action_delay_ms=(0.0, 20.0),
        groups=tuple(groups),
        damping_in="joint",
        gains_from="contract",
        gait=gait or GaitConfig(),
    )


def reflex_facts() -> JointFacts:
    """Give the gains, limits and pose of standing that a model file of a like robot may lack."""
    return reflex_contract(bodies.make("humanoid")).joint_facts()


def is_fixed_input(contract: Contract) -> np.ndarray:
    """Say which inputs are not normalised. Shape (width,), bool."""
    parts = [np.full(contract.term_width(t.term, 0), t.term in FIXED) for t in contract.terms]
    return np.concatenate(parts)
