"""What the browser is given: a model's geoms as triangles, and where its bodies are."""

from dataclasses import dataclass

import mujoco
import numpy as np
from numpy.typing import NDArray

from andon.errors import InvalidConfig
from andon.sensing.shading import surface_of
from andon.spatial import FloatArray

__all__ = [
    "ENDLESS_HALF_M",
    "BodyPoses",
    "Shape",
    "body_poses",
    "motion_poses",
    "shapes_of",
]

Faces = NDArray[np.int32]
Triangles = tuple[FloatArray, Faces]
"""Corners, shape (V, 3), and counter-clockwise indices into them, shape (F, 3)."""

_NUM_SHOWN_GROUPS = 3
"""Geom groups 0, 1, 2 are shown; by MuJoCo's custom the rest is collision geometry."""
ENDLESS_HALF_M = 40.0
"""How far an endless plane is shown, to each side. [m]"""
_NUM_SEGMENTS = 32
_NUM_RINGS = 16
_GAMMA = 2.2


@dataclass(frozen=True, kw_only=True, eq=False)
class Shape:
    """One geom as triangles."""

    geom_id: int
    """The geom."""
    body_id: int
    """Body that carries it."""
    is_ground: bool
    """Whether it is a plane; its triangles then say how far it is shown."""
    is_faceted: bool
    """Whether faces are shaded flat, without smoothing over their edges."""
    vertices: FloatArray
    """Corners in the frame of the geom. Shape (V, 3). [m]"""
    faces: Faces
    """Triangles, counter-clockwise from outside. Shape (F, 3)."""
    rgb: tuple[int, int, int]
    """Colour, 0 to 255 each."""
    opacity: float
    """Share of light that it stops, in (0, 1]. [1]"""
    position_b: tuple[float, float, float]
    """Origin of the geom in the frame of its body. [m]"""
    wxyz_b: tuple[float, float, float, float]
    """Orientation of the geom in the frame of its body."""


@dataclass(frozen=True, kw_only=True, eq=False)
class BodyPoses:
    """Where all bodies are; a motion has one more axis in front."""

    positions_w: FloatArray
    """Origins, world frame. Shape (nbody, 3) or (T, nbody, 3). [m]"""
    wxyz_w: FloatArray
    """Orientations. Shape (nbody, 4) or (T, nbody, 4)."""


def shapes_of(model: mujoco.MjModel) -> list[Shape]:
    """Turn the geoms that are meant to be seen into triangles.

    Geoms of group 3 and above and geoms that are fully transparent are left out.

    Args:
        model: The model.

    Returns:
        One record per geom that is seen, in the order of the model. Colours are those of the
        films: a geom's own, its material's, or the palette's.
    """
    srgb = np.power(np.clip(surface_of(model).colour, 0, 1), 1 / _GAMMA)
    shapes: list[Shape] = []
    for geom in range(model.ngeom):
        opacity = _opacity(model, geom)
        if int(model.geom_group[geom]) >= _NUM_SHOWN_GROUPS or opacity <= 0:
            continue
        kind = mujoco.mjtGeom(int(model.geom_type[geom]))
        vertices, faces = _triangles(model, geom, kind)
        red, green, blue = (round(255 * float(value)) for value in srgb[geom])
        x, y, z = (float(value) for value in model.geom_pos[geom])
        qw, qx, qy, qz = (float(value) for value in model.geom_quat[geom])
        shapes.append(
            Shape(
                geom_id=geom,
                body_id=int(model.geom_bodyid[geom]),
                is_ground=kind == mujoco.mjtGeom.mjGEOM_PLANE,
                is_faceted=kind == mujoco.mjtGeom.mjGEOM_BOX,
                vertices=vertices,
                faces=faces,
                rgb=(red, green, blue),
                opacity=opacity,
                position_b=(x, y, z),
                wxyz_b=(qw, qx, qy, qz),
            )
        )
    return shapes


def body_poses(model: mujoco.MjModel, qpos_row: FloatArray) -> BodyPoses:
    """Give where all bodies are at one instant.

    Args:
        model: The model; it is not changed.
        qpos_row: Generalised positions. Shape (nq,).

    Raises:
        InvalidConfig: When the positions do not fit the model.
    """
    poses = motion_poses(model, qpos_row[None])
    return BodyPoses(positions_w=poses.positions_w[0], wxyz_w=poses.wxyz_w[0])


def motion_poses(model: mujoco.MjModel, qpos: FloatArray) -> BodyPoses:
    """Give where all bodies are in every frame of a motion.

    Args:
        model: The model; it is not changed.
        qpos: Generalised positions. Shape (T, nq).

    Raises:
        InvalidConfig: When the positions do not fit the model.
    """
    if qpos.ndim != 2 or qpos.shape[1] != model.nq:
        raise InvalidConfig(
            f"qpos has the shape {qpos.shape}; the model wants (T, {model.nq}), or one row of it."
        )
    data = mujoco.MjData(model)
    positions = np.empty((len(qpos), model.nbody, 3))
    wxyz = np.empty((len(qpos), model.nbody, 4))
    for index, row in enumerate(qpos):
        data.qpos[:] = row
        mujoco.mj_kinematics(model, data)
        positions[index], wxyz[index] = data.xpos, data.xquat
    return BodyPoses(positions_w=positions, wxyz_w=wxyz)


def _opacity(model: mujoco.MjModel, geom: int) -> float:
    """Give the geom's own opacity, or its material's where the geom has the default colour."""
    own = np.array(model.geom_rgba[geom], dtype=np.float64)
    material = int(model.geom_matid[geom])
    is_styled = bool(np.any(np.abs(own - (0.5, 0.5, 0.5, 1.0)) > 1e-3))
    return float(own[3] if is_styled or material < 0 else model.mat_rgba[material, 3])


def _triangles(model: mujoco.MjModel, geom: int, kind: mujoco.mjtGeom) -> Triangles:
    size = np.array(model.geom_size[geom], dtype=np.float64)
    known = mujoco.mjtGeom
    if kind == known.mjGEOM_PLANE:
        return _plane(size)
    if kind == known.mjGEOM_BOX:
        return _box(size)
    if kind == known.mjGEOM_SPHERE:
        return _revolved(_arc(-90, 90) * size[0])
    if kind == known.mjGEOM_ELLIPSOID:
        vertices, faces = _revolved(_arc(-90, 90))
        return vertices * size, faces
    if kind == known.mjGEOM_CAPSULE:
        lower = _arc(-90, 0) * size[0] - (0, size[1])
        upper = _arc(0, 90) * size[0] + (0, size[1])
        return _revolved(np.concatenate([lower, upper]))
    if kind == known.mjGEOM_CYLINDER:
        # Corners are doubled, so that the rims stay sharp.
        rim = [(0, -1), (1, -1), (1, -1), (1, 1), (1, 1), (0, 1)]
        return _revolved(np.array(rim) * size[:2])
    if kind == known.mjGEOM_HFIELD:
        return _height_field(model, int(model.geom_dataid[geom]))
    return _mesh(model, int(model.geom_dataid[geom]))


def _plane(size: FloatArray) -> Triangles:
    half_x, half_y = (float(half) or ENDLESS_HALF_M for half in size[:2])
    corners = np.array([[-1, -1, 0], [1, -1, 0], [1, 1, 0], [-1, 1, 0]], dtype=np.float64)
    faces = np.array([[0, 1, 2], [0, 2, 3]], dtype=np.int32)
    return corners * (half_x, half_y, 1.0), faces


def _box(half: FloatArray) -> Triangles:
    signs = [(x, y, z) for x in (-1, 1) for y in (-1, 1) for z in (-1, 1)]
    # Corner 4 a + 2 b + c has the signs (a, b, c); each side is one quadrangle.
    sides = [(0, 1, 3, 2), (4, 6, 7, 5), (0, 4, 5, 1), (2, 3, 7, 6), (0, 2, 6, 4), (1, 5, 7, 3)]
    faces = [triangle for a, b, c, d in sides for triangle in ((a, b, c), (a, c, d))]
    return np.array(signs, dtype=np.float64) * half, np.array(faces, dtype=np.int32)


def _arc(first_deg: float, last_deg: float) -> FloatArray:
    """Give points (radius, height) of a unit circle. Shape (P, 2)."""
    num_points = round(_NUM_RINGS * (last_deg - first_deg) / 180) + 1
    angle = np.radians(np.linspace(first_deg, last_deg, num_points))
    return np.stack([np.cos(angle), np.sin(angle)], axis=1)


def _revolved(profile: FloatArray) -> Triangles:
    """Turn points (radius, height), from bottom to top, around z."""
    angle = np.linspace(0, 2 * np.pi, _NUM_SEGMENTS, endpoint=False)
    radius, height = profile[:, :1], profile[:, 1:]
    rings = np.stack(
        [radius * np.cos(angle), radius * np.sin(angle), height + 0 * angle], axis=-1
    )  # (P, segments, 3)
    index = np.arange(len(profile) * _NUM_SEGMENTS).reshape(len(profile), _NUM_SEGMENTS)
    low, low_next = index[:-1], np.roll(index[:-1], -1, axis=1)
    high, high_next = index[1:], np.roll(index[1:], -1, axis=1)
    first = np.stack([low, low_next, high_next], axis=-1)
    second = np.stack([low, high_next, high], axis=-1)
    faces = np.concatenate([first.reshape(-1, 3), second.reshape(-1, 3)])
    return _without_slivers(rings.reshape(-1, 3), faces.astype(np.int32))


def _without_slivers(vertices: FloatArray, faces: Faces) -> Triangles:
    """Drop the triangles without area, which stand at poles and doubled corners."""
    a, b, c = (vertices[faces[:, corner]] for corner in range(3))
    area = np.linalg.norm(np.cross(b - a, c - a), axis=1)
    return vertices, faces[area > 1e-6 * area.max()]


def _mesh(model: mujoco.MjModel, mesh: int) -> Triangles:
    """Give a mesh with one corner per vertex and normal, so that its edges stay as modelled."""
    first = int(model.mesh_vertadr[mesh])
    vertices = np.array(model.mesh_vert[first : first + int(model.mesh_vertnum[mesh])], np.float64)
    first, count = int(model.mesh_faceadr[mesh]), int(model.mesh_facenum[mesh])
    by_vertex = np.array(model.mesh_face[first : first + count], np.int64).reshape(-1)
    by_normal = np.array(model.mesh_facenormal[first : first + count], np.int64).reshape(-1)
    keys = np.stack([by_vertex, by_normal], axis=1)
    corners, index = np.unique(keys, axis=0, return_inverse=True)
    return vertices[corners[:, 0]], index.reshape(-1, 3).astype(np.int32)


def _height_field(model: mujoco.MjModel, field: int) -> Triangles:
    """Give the upper side of a height field."""
    num_rows, num_columns = int(model.hfield_nrow[field]), int(model.hfield_ncol[field])
    half_x, half_y, top, _ = (float(value) for value in model.hfield_size[field])
    first = int(model.hfield_adr[field])
    height = np.array(model.hfield_data[first : first + num_rows * num_columns]) * top
    y, x = np.meshgrid(
        np.linspace(-half_y, half_y, num_rows),
        np.linspace(-half_x, half_x, num_columns),
        indexing="ij",
    )
    index = np.arange(num_rows * num_columns).reshape(num_rows, num_columns)
    a, b, c, d = index[:-1, :-1], index[:-1, 1:], index[1:, 1:], index[1:, :-1]
    faces = np.concatenate(
        [np.stack([a, b, c], axis=-1).reshape(-1, 3), np.stack([a, c, d], axis=-1).reshape(-1, 3)]
    )
    vertices = np.stack([x.reshape(-1), y.reshape(-1), height.astype(np.float64)], axis=1)
    return vertices, faces.astype(np.int32)
