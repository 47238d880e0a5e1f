"""Light and colour of the ray-cast pictures: a calm, light palette that prints well.

All colours are linear light in [0, 1] until `to_srgb`. None of the numbers claims to be physical:
they were chosen by eye for a readable robot on pale ground.
"""

from dataclasses import dataclass

import mujoco
import numpy as np
from numpy.typing import NDArray

from andon.sensing.shadows import SUN_DIRECTION

__all__ = ["Surface", "paint", "sky", "surface_of", "to_srgb"]

Colours = NDArray[np.float32]

_SUN = np.array([1.00, 0.94, 0.84], dtype=np.float32) * 0.74
_SKY = np.array([0.86, 0.93, 1.00], dtype=np.float32) * 0.52
_BOUNCE = np.array([1.00, 0.97, 0.92], dtype=np.float32) * 0.26
_FILL = 0.10

_HORIZON_SRGB = (0.945, 0.953, 0.960)
_ZENITH_SRGB = (0.700, 0.795, 0.890)

_UNSTYLED = np.array([0.5, 0.5, 0.5, 1.0], dtype=np.float32)
_GROUND_SRGB = (0.800, 0.800, 0.790)
_FURNITURE_SRGB = (0.760, 0.735, 0.700)
_MACHINE_SRGB = (0.270, 0.340, 0.430)

_GRID_PITCH_M = 1.0
_GRID_HALF_WIDTH_M = 0.010
_GRID_DEPTH = 0.20
_CHECKER_DEPTH = 0.035
_GRID_MIN_HALF_EXTENT_M = 0.45


@dataclass(frozen=True, kw_only=True, eq=False)
class Surface:
    """What the geoms of a model look like; one row per geom."""

    colour: Colours
    """Linear colours. Shape (ngeom, 3)."""
    has_grid: NDArray[np.bool_]
    """Whether upward faces carry the metre grid. Shape (ngeom,)."""
    is_moving: NDArray[np.bool_]
    """Whether the geom belongs to a body that can move. Shape (ngeom,)."""


def surface_of(model: mujoco.MjModel) -> Surface:
    """Work out what every geom looks like.

    A geom's own colour counts where it differs from MuJoCo's default grey, else its material's
    colour times the mean of its texture. A geom with neither gets the palette: pale ground, sandy
    furniture, blue-grey machines.

    Args:
        model: The model.

    Returns:
        Colours and flags, as copies.
    """
    rgba = np.array(model.geom_rgba, dtype=np.float32)
    matid = np.array(model.geom_matid, dtype=np.int64)
    kinds = np.array(model.geom_type, dtype=np.int64)
    weld_ids = np.array(model.body_weldid, dtype=np.int64)
    is_moving = weld_ids[np.array(model.geom_bodyid, dtype=np.int64)] != 0
    is_ground = np.isin(
        kinds, [int(mujoco.mjtGeom.mjGEOM_PLANE), int(mujoco.mjtGeom.mjGEOM_HFIELD)]
    )
    is_plain = np.all(np.abs(rgba - _UNSTYLED) < 1e-3, axis=1)
    srgb = rgba[:, :3].copy()
    srgb[is_plain & is_ground] = _GROUND_SRGB
    srgb[is_plain & ~is_ground & ~is_moving] = _FURNITURE_SRGB
    srgb[is_plain & ~is_ground & is_moving] = _MACHINE_SRGB
    for geom in np.flatnonzero(is_plain & (matid >= 0)):
        srgb[geom] = _material_srgb(model, int(matid[geom]))
    size = np.array(model.geom_size, dtype=np.float64)
    is_wide_box = (kinds == int(mujoco.mjtGeom.mjGEOM_BOX)) & np.all(
        size[:, :2] >= _GRID_MIN_HALF_EXTENT_M, axis=1
    )
    return Surface(
        colour=_to_linear(srgb),
        has_grid=~is_moving & (is_ground | is_wide_box),
        is_moving=is_moving,
    )


def _material_srgb(model: mujoco.MjModel, material: int) -> Colours:
    colour = np.array(model.mat_rgba[material, :3], dtype=np.float32)
    texture = int(model.mat_texid[material, int(mujoco.mjtTextureRole.mjTEXROLE_RGB)])
    if texture < 0:
        return colour
    channels = int(model.tex_nchannel[texture])
    first = int(model.tex_adr[texture])
    count = int(model.tex_height[texture]) * int(model.tex_width[texture]) * channels
    texels = np.array(model.tex_data[first : first + count]).reshape(-1, channels)
    mean = np.broadcast_to(texels[:, : min(channels, 3)].mean(axis=0) / 255.0, (3,))
    return colour * mean.astype(np.float32)


def _to_linear(srgb: object) -> Colours:
    return np.power(np.asarray(srgb, dtype=np.float32), np.float32(2.2))


def to_srgb(linear: Colours) -> NDArray[np.uint8]:
    """Turn linear light into display colours, bending highlights gently below white.

    Args:
        linear: Light. Shape (..., 3).

    Returns:
        Colours. Shape (..., 3).
    """
    knee = np.float32(0.72)
    over = np.maximum(linear - knee, 0)
    bent = np.where(linear > knee, knee + (1 - knee) * (1 - np.exp(-over / (1 - knee))), linear)
    srgb = np.power(np.clip(bent, 0, 1), np.float32(1 / 2.2))
    return (srgb * 255 + np.float32(0.5)).astype(np.uint8)


def sky(directions: Colours) -> Colours:
    """Give the colour of the sky: pale at the horizon, light blue above.

    Args:
        directions: Unit view directions, world frame. Shape (N, 3).

    Returns:
        Linear colours. Shape (N, 3).
    """
    height = np.clip(directions[:, 2:3], 0, 1)
    share = 1 - np.exp(-np.float32(3.2) * height)
    low, high = _to_linear(_HORIZON_SRGB), _to_linear(_ZENITH_SRGB)
    return (low + share * (high - low)).astype(np.float32)


def paint(
    surface: Surface,
    geom_id: NDArray[np.int32],
    *,
    point: Colours,
    normal: Colours,
    view: Colours,
    distance: Colours,
    sun: Colours,
    openness: Colours,
    pixel_angle: float,
    haze_m: float,
) -> Colours:
    """Give the light that leaves surface points towards the camera.

    Args:
        surface: Looks of the model's geoms.
        geom_id: Geom that was hit. Shape (N,).
        point: Points, world frame. Shape (N, 3). [m]
        normal: Outward unit normals, world frame. Shape (N, 3). [1]
        view: Unit directions from the camera, world frame. Shape (N, 3). [1]
        distance: Distances from the camera. Shape (N,). [m]
        sun: Share of the sun's disc that is seen. Shape (N,), in [0, 1]. [1]
        openness: Share of the sky that is seen. Shape (N,), in [0, 1]. [1]
        pixel_angle: Angle that a pixel covers. [rad]
        haze_m: Distance at which haze takes two thirds of the contrast. [m]

    Returns:
        Linear colours. Shape (N, 3).
    """
    facing = np.clip(-np.einsum("ij,ij->i", normal, view), 0, 1)
    albedo = surface.colour[geom_id]
    gridded = np.flatnonzero(surface.has_grid[geom_id] & (normal[:, 2] > 0.7))
    marks = _grid(
        point[gridded], view=view[gridded], footprint=distance[gridded] * np.float32(pixel_angle)
    )
    albedo[gridded] *= marks[:, None]
    lambert = np.clip(normal @ SUN_DIRECTION.astype(np.float32), 0, 1) * sun
    up = 0.5 + 0.5 * normal[:, 2:3]
    ambient = (_SKY * up + _BOUNCE * (1 - up)) * openness[:, None]
    light = _SUN * lambert[:, None] + ambient + np.float32(_FILL) * facing[:, None]
    rim = np.float32(0.16) * (1 - facing) ** 3 * surface.is_moving[geom_id] * openness
    halfway = SUN_DIRECTION.astype(np.float32) - view
    halfway /= np.linalg.norm(halfway, axis=1, keepdims=True)
    shine = np.clip(np.einsum("ij,ij->i", normal, halfway), 0, 1) ** 40
    gloss = np.float32(0.14) * shine * sun * surface.is_moving[geom_id]
    colour = albedo * light + (rim[:, None] * _SKY + gloss[:, None])
    haze = 1 - np.exp(-((distance / np.float32(haze_m)) ** 2))
    hazy = colour + haze[:, None] * (_to_linear(_HORIZON_SRGB) - colour)
    return hazy.astype(np.float32)


def _grid(point: Colours, *, view: Colours, footprint: Colours) -> Colours:
    """Darken metre lines and every second cell, averaged over a pixel to stay calm."""
    slant = 1 / np.maximum(-view[:, 2], np.float32(0.02))
    lines = np.ones(len(point), dtype=np.float32)
    cells = np.ones(len(point), dtype=np.float32)
    for axis in (0, 1):
        along, across = view[:, axis] ** 2, 1 - view[:, axis] ** 2
        spread = footprint * np.sqrt(along * slant**2 + across) + np.float32(1e-4)
        cell = point[:, axis] / np.float32(_GRID_PITCH_M)
        away = np.abs(cell - np.round(cell)) * np.float32(_GRID_PITCH_M)
        width = np.float32(2 * _GRID_HALF_WIDTH_M)
        edge = np.float32(_GRID_HALF_WIDTH_M) + spread / 2 - away
        cover = np.clip(edge / spread, 0, 1) * np.minimum(1, width / spread)
        lines *= 1 - np.maximum(cover, width * np.clip(spread - 0.5, 0, 1)) * _GRID_DEPTH * 2
        sharp = np.clip(2 * (away / spread), 0, 1) * np.clip(1.5 - spread, 0, 1)
        cells *= np.where(np.floor(cell) % 2 == 0, sharp, -sharp)
    return np.maximum(lines, 0.5) * (1 + _CHECKER_DEPTH * cells)
