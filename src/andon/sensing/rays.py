"""Rays against the visible geoms of a model."""

import copy
from dataclasses import dataclass

import mujoco
import numpy as np
from numpy.typing import NDArray

from andon.spatial import FloatArray, rotate_inverse

__all__ = ["Hits", "cast_rays", "castable_model"]

_VISIBLE_GROUPS = np.array([1, 1, 1, 0, 0, 0], dtype=np.uint8)
"""Geom groups that MuJoCo draws by default: 0, 1, 2."""


@dataclass(frozen=True, kw_only=True, eq=False)
class Hits:
    """Where rays met the scene."""

    geom_id: NDArray[np.int32]
    """Geom ids; -1 for none. Shape (N,)."""
    distance: FloatArray
    """Distance along the ray; only meaningful for a hit. Shape (N,). [m]"""
    normal: FloatArray
    """Outward unit normals, world frame; 0 where nothing was hit. Shape (N, 3). [1]"""


def cast_rays(
    model: mujoco.MjModel,
    data: mujoco.MjData,
    *,
    origin_w: FloatArray,
    directions_w: FloatArray,
    cutoff_m: float,
    body_exclude: int = -1,
) -> Hits:
    """Cast rays from one point against the visible geoms of groups 0 to 2.

    Args:
        model: The model, from `castable_model`.
        data: State with up-to-date kinematics; its scratch memory is used.
        origin_w: Start of all rays, world frame. Shape (3,). [m]
        directions_w: Unit directions, world frame. Shape (N, 3). [1]
        cutoff_m: Geoms that are further away are ignored.
        body_exclude: MuJoCo id of a body whose geoms are ignored; -1 for none.

    Returns:
        The nearest hits. Flexes and skins are not met.
    """
    count = len(directions_w)
    geom_id = np.full(count, -1, dtype=np.int32)
    distance = np.full(count, -1.0)
    normal = np.zeros(3 * count)
    if count:
        mujoco.mj_multiRay(
            model,
            data,
            np.ascontiguousarray(origin_w, dtype=np.float64),
            np.ascontiguousarray(directions_w, dtype=np.float64).ravel(),
            _VISIBLE_GROUPS,
            True,
            body_exclude,
            geom_id,
            distance,
            normal,
            count,
            cutoff_m,
        )
    normal = normal.reshape(-1, 3)
    normal[geom_id < 0] = 0.0
    return Hits(geom_id=geom_id, distance=distance, normal=normal)


def castable_model(model: mujoco.MjModel) -> mujoco.MjModel:
    """Give a model in which rays meet every visible geom.

    MuJoCo skips a body when a ray misses the box around the body's colliding geoms, and so never
    meets geoms that do not collide and lie outside that box. In the model given here the box is
    wide enough for all geoms.

    Args:
        model: The model; it is not changed.

    Returns:
        The model itself where no body mixes colliding with other geoms, else a changed copy.
    """
    num_boxed = (np.array(model.body_bvhnum) + 1) // 2
    is_mixed = (num_boxed > 0) & (num_boxed < np.array(model.body_geomnum))
    if not bool(np.any(is_mixed)):
        return model
    wide = copy.copy(model)
    for body in np.flatnonzero(is_mixed):
        first = int(model.body_geomadr[body])
        geoms = slice(first, first + int(model.body_geomnum[body]))
        radii = np.array(model.geom_rbound[geoms], dtype=np.float64)
        if bool(np.any(radii <= 0)):  # a plane, which no box contains
            wide.body_bvhadr[body] = -1
            wide.body_bvhnum[body] = 0
            continue
        root = int(model.body_bvhadr[body])
        centre_b = np.array(model.geom_pos[geoms]) - np.array(model.body_ipos[body])
        centre = rotate_inverse(np.array(model.body_iquat[body]), centre_b)
        reach = np.abs(centre - np.array(model.bvh_aabb[root, :3])) + radii[:, None]
        wide.bvh_aabb[root, 3:] = np.maximum(model.bvh_aabb[root, 3:], reach.max(axis=0))
    return wide
