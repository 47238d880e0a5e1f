"""What a model file says about its joints."""

from dataclasses import dataclass
from typing import Literal

import mujoco
import numpy as np

from andon.errors import InvalidConfig

__all__ = ["Finding", "Row", "gather_joints"]


@dataclass(frozen=True, kw_only=True)
class Row:
    """One hinge as the file describes it; None where the file is silent."""

    name: str
    lower_rad: float
    upper_rad: float
    has_range: bool
    effort_nm: float | None
    kp: float | None
    kd: float | None
    armature: float
    home_rad: float


@dataclass(frozen=True, kw_only=True)
class Finding:
    """All hinges of a file, and how it damps them."""

    rows: tuple[Row, ...]
    damping_in: Literal["actuator", "joint"]
    notes: tuple[str, ...]


def gather_joints(spec: mujoco.MjSpec, model: mujoco.MjModel, root: str) -> Finding:
    """Read ranges, limits, gains and home pose of the joints below a root body.

    Args:
        spec: The file's specification.
        model: The same, compiled.
        root: Name of the floating base.

    Returns:
        The joints that the file actuates, or all hinges when it has no actuator.

    Raises:
        InvalidConfig: When a joint below the root is neither a hinge nor the base's free joint.
    """
    del spec
    root_id = model.body(root).id
    inside = [j for j in range(model.njnt) if model.body_rootid[model.jnt_bodyid[j]] == root_id]
    hinge, free = int(mujoco.mjtJoint.mjJNT_HINGE), int(mujoco.mjtJoint.mjJNT_FREE)
    other = [model.joint(j).name for j in inside if model.jnt_type[j] not in (hinge, free)]
    if other:
        raise InvalidConfig(f"Only hinge joints can be driven; {other} are slide or ball joints.")
    hinges = [j for j in inside if model.jnt_type[j] == hinge]
    servos = _servo_of_joint(model)
    driven = [j for j in hinges if j in servos] if servos else hinges
    notes: list[str] = []
    passive = [model.joint(j).name for j in hinges if j not in driven]
    if passive:
        notes.append(f"joints without an actuator stay passive: {passive}")
    has_kv = any(_kv(model, servos[j]) for j in driven if j in servos)
    damping_in: Literal["actuator", "joint"] = "actuator" if has_kv else "joint"
    rows = tuple(_row(model, j, servos.get(j), damping_in) for j in driven)
    free_turn = [row.name for row in rows if not row.has_range]
    if free_turn:
        notes.append(f"no range, so +-pi assumed: {', '.join(free_turn)}")
    bare = sum(row.armature == 0 for row in rows)
    if bare:
        notes.append(f"{bare} of {len(rows)} joints have no armature; 0 kept")
    return Finding(rows=rows, damping_in=damping_in, notes=tuple(notes))


def _servo_of_joint(model: mujoco.MjModel) -> dict[int, int]:
    is_joint = model.actuator_trntype == int(mujoco.mjtTrn.mjTRN_JOINT)
    return {int(model.actuator_trnid[a, 0]): a for a in range(model.nu) if is_joint[a]}


def _gear(model: mujoco.MjModel, actuator: int) -> float:
    return abs(float(model.actuator_gear[actuator, 0]))


def _kp(model: mujoco.MjModel, actuator: int) -> float:
    """Stiffness of a position servo at the joint; 0 for a motor."""
    return float(-model.actuator_biasprm[actuator, 1]) * _gear(model, actuator) ** 2


def _kv(model: mujoco.MjModel, actuator: int) -> float:
    """Damping of a position servo at the joint."""
    return float(-model.actuator_biasprm[actuator, 2]) * _gear(model, actuator) ** 2


def _effort(model: mujoco.MjModel, joint: int, actuator: int | None) -> float | None:
    """Torque limit at the joint: the force of an actuator acts there times its gear."""
    if actuator is not None and model.actuator_forcelimited[actuator]:
        return float(model.actuator_forcerange[actuator, 1]) * _gear(model, actuator)
    if model.jnt_actfrclimited[joint]:
        return float(model.jnt_actfrcrange[joint, 1])
    is_motor = actuator is not None and _kp(model, actuator) == 0
    if is_motor and actuator is not None and model.actuator_ctrllimited[actuator]:
        return float(model.actuator_ctrlrange[actuator, 1]) * _gear(model, actuator)
    return None


def _row(
    model: mujoco.MjModel,
    joint: int,
    actuator: int | None,
    damping_in: str,
) -> Row:
    name = str(model.joint(joint).name)
    dof = int(model.jnt_dofadr[joint])
    lower, upper = (float(x) for x in model.jnt_range[joint])
    has_range = bool(model.jnt_limited[joint])
    if not has_range:
        lower, upper = -np.pi, np.pi
    kp = _kp(model, actuator) if actuator is not None else 0.0
    damping = float(model.dof_damping[dof])
    kd = damping if damping_in == "joint" else _kv(model, actuator) if actuator is not None else 0.0
    adr = int(model.jnt_qposadr[joint])
    home = model.key_qpos[0, adr] if model.nkey else model.qpos0[adr]
    return Row(
        name=name,
        lower_rad=lower,
        upper_rad=upper,
        has_range=has_range,
        effort_nm=_effort(model, joint, actuator),
        kp=kp if kp > 0 else None,
        kd=kd if kd > 0 else None,
        armature=float(model.dof_armature[dof]),
        home_rad=float(home),
    )
