"""Geometry of a pose: lowest points, standing height, which bodies are feet."""

from collections.abc import Mapping

import mujoco
import numpy as np

from andon.errors import InvalidConfig

__all__ = ["feet_of", "lowest_point", "set_pose", "standing_height"]

FOOT_BAND_M = 0.03
"""A body counts as a foot when its lowest point is this close to the robot's lowest. Assumed."""


def set_pose(
    model: mujoco.MjModel, data: mujoco.MjData, root: str, home: Mapping[str, float]
) -> None:
    """Put the base upright at the origin and the joints at given angles; run the kinematics."""
    mujoco.mj_resetData(model, data)
    adr = int(model.jnt_qposadr[model.body(root).jntadr[0]])
    data.qpos[adr : adr + 7] = (0, 0, 0, 1, 0, 0, 0)
    for name, angle in home.items():
        data.qpos[model.joint(name).qposadr[0]] = angle
    mujoco.mj_kinematics(model, data)


def lowest_point(model: mujoco.MjModel, data: mujoco.MjData, geom: int) -> float:
    """Give the height of the lowest point of a geom.

    Args:
        model: Compiled model.
        data: Data with kinematics run.
        geom: Geom id: sphere, capsule, cylinder, box, ellipsoid or mesh.

    Returns:
        Height above the world origin. [m]
    """
    kind, own = mujoco.mjtGeom, mujoco.mjtGeom(model.geom_type[geom])
    center, up_l = data.geom_xpos[geom], data.geom_xmat[geom].reshape(3, 3)[2]
    size = model.geom_size[geom]
    if own == kind.mjGEOM_SPHERE:
        reach = size[0]
    elif own == kind.mjGEOM_CAPSULE:
        reach = size[0] + size[1] * abs(up_l[2])
    elif own == kind.mjGEOM_CYLINDER:
        reach = size[0] * np.hypot(up_l[0], up_l[1]) + size[1] * abs(up_l[2])
    elif own == kind.mjGEOM_BOX:
        reach = np.abs(up_l) @ size
    elif own == kind.mjGEOM_ELLIPSOID:
        reach = np.linalg.norm(up_l * size)
    elif own == kind.mjGEOM_MESH:
        mesh = model.geom_dataid[geom]
        start = model.mesh_vertadr[mesh]
        vertices = model.mesh_vert[start : start + model.mesh_vertnum[mesh]]
        reach = -np.min(vertices @ up_l)
    else:
        reach = model.geom_rbound[geom]
    return float(center[2] - reach)


def _lowest_by_body(
    model: mujoco.MjModel, root: str, home: Mapping[str, float]
) -> dict[int, float]:
    data = mujoco.MjData(model)
    set_pose(model, data, root, home)
    lowest: dict[int, float] = {}
    for geom in range(model.ngeom):
        if model.geom_contype[geom] or model.geom_conaffinity[geom]:
            body = int(model.geom_bodyid[geom])
            lowest[body] = min(lowest.get(body, np.inf), lowest_point(model, data, geom))
    if not lowest:
        raise InvalidConfig("The robot has no geom that can touch anything (contype, conaffinity).")
    return lowest


def standing_height(model: mujoco.MjModel, root: str, home: Mapping[str, float]) -> float:
    """Give the height of the base origin above level ground in a pose.

    Args:
        model: The robot alone.
        root: Name of the floating base.
        home: Joint angles by joint name. [rad]

    Returns:
        Height. [m]
    """
    return -min(_lowest_by_body(model, root, home).values())


def feet_of(model: mujoco.MjModel, root: str, home: Mapping[str, float]) -> tuple[str, ...]:
    """Name the bodies that the robot stands on in a pose, from left to right.

    Args:
        model: The robot alone.
        root: Name of the floating base.
        home: Joint angles by joint name. [rad]
    """
    lowest = _lowest_by_body(model, root, home)
    floor = min(lowest.values())
    data = mujoco.MjData(model)
    set_pose(model, data, root, home)
    feet = [body for body, height in lowest.items() if height < floor + FOOT_BAND_M]
    return tuple(str(model.body(b).name) for b in sorted(feet, key=lambda b: -data.xpos[b, 1]))
