"""Pictures without a graphics driver: rays, one soft sun, a soft sky, and a metre grid."""

from dataclasses import dataclass

import mujoco
import numpy as np
from numpy.typing import NDArray

from andon.sensing import shading
from andon.sensing.camera import (
    CameraConfig,
    Image,
    View,
    far_plane,
    pixel_directions,
    view_of,
)
from andon.sensing.rays import Hits, cast_rays, castable_model
from andon.sensing.shadows import Occlusion, PointGrid, spread_share
from andon.spatial import FloatArray

__all__ = ["RaycastConfig", "RaycastRenderer"]

_MAX_HAZE_M = 60.0
_EDGE_OFFSETS = np.array([[1, 3], [3, -1], [-1, -3], [-3, 1]]) / 8
"""Places of the four further rays in an edge pixel, right and up of its centre. [px]"""

Light = NDArray[np.float32]


@dataclass(frozen=True, kw_only=True)
class RaycastConfig:
    """How much work goes into the colours; depth and segmentation never depend on it."""

    has_smooth_edges: bool = True
    """Whether pixels on edges get four more rays."""
    has_sun_shadows: bool = True
    """Whether things cast a shadow in the sun."""
    has_sky_shadows: bool = True
    """Whether corners, and the ground under things, get less light from the sky."""


class RaycastRenderer:
    """A renderer that needs nothing but MuJoCo: the same picture on every machine.

    Translucent geoms are drawn opaque, textures by their mean colour; lights of the model are not
    used. A camera inside a geom of the body that carries it does not see that body. Under a roof
    there are no sun shadows: the room counts as well lit.
    """

    name = "raycast"

    def __init__(self, config: RaycastConfig | None = None) -> None:
        """Make a renderer.

        Args:
            config: Effort; the default is the full one.
        """
        self._config = config or RaycastConfig()

    def render(self, model: mujoco.MjModel, data: mujoco.MjData, camera: CameraConfig) -> Image:
        """Take a picture.

        Args:
            model: The model.
            data: State with up-to-date kinematics; its scratch memory is used.
            camera: The camera.

        Returns:
            The picture, in fresh arrays.

        Raises:
            UnknownName: When the model has no such body or camera.
            InvalidConfig: When the camera is no central pinhole camera.
        """
        shot = _Shot(model, data, camera)
        shape = (camera.height, camera.width)
        return Image(
            rgb=shading.to_srgb(shot.light(self._config)).reshape(*shape, 3),
            depth=shot.depth().astype(np.float32).reshape(shape),
            segmentation=shot.hits.geom_id.reshape(shape),
        )

    def close(self) -> None:
        """Release nothing; other renderers hold a graphics context."""


class _Shot:
    """One state seen by one camera; pixels are flat, row by row."""

    def __init__(self, model: mujoco.MjModel, data: mujoco.MjData, camera: CameraConfig) -> None:
        self._model, self._data = castable_model(model), data
        self._shape = (camera.height, camera.width)
        self._view: View = view_of(model, data, camera)
        self._far_m = far_plane(model)
        self._pixel = 2.0 * float(np.tan(np.deg2rad(self._view.fovy_deg) / 2)) / camera.height
        self._rays = pixel_directions(
            camera.width, camera.height, fovy_deg=self._view.fovy_deg
        ).reshape(-1, 3)
        self._exclude = -1
        self.hits = self._cast(self._rays)
        if self._is_inside_carrier():
            self._exclude = self._view.body_id
            self.hits = self._cast(self._rays)

    def depth(self) -> FloatArray:
        """Give the depth in metres along the optical axis; inf for the sky. Shape (N,)."""
        scale = np.linalg.norm(self._rays, axis=1)
        return np.where(self.hits.geom_id >= 0, self.hits.distance / scale, np.inf)

    def light(self, config: RaycastConfig) -> Light:
        """Give the linear light of every pixel. Shape (N, 3)."""
        height, width = self._shape
        surface = shading.surface_of(self._model)
        occlusion = Occlusion(
            model=self._model,
            data=self._data,
            anchor_w=self._view.position_w,
            body_exclude=self._exclude,
        )
        unit = self._unit(self._rays)
        grid = self._grid(unit)
        has_sun_shadows = config.has_sun_shadows and not self._is_under_roof()
        sun = occlusion.sun_share(grid).ravel() if has_sun_shadows else None
        sky = occlusion.sky_share(grid) if config.has_sky_shadows else None
        row, column = np.divmod(np.arange(height * width), width)
        light = self._shade(
            surface, unit, self.hits, sun=sun, sky=_sky_at(sky, grid, row, column, self.hits)
        )
        if not config.has_smooth_edges:
            return light
        edge = np.flatnonzero(_edges(grid))
        total = np.zeros((len(edge), 3), dtype=np.float32)
        for index, (right, up) in enumerate(_EDGE_OFFSETS):
            rays = self._rays[edge] + np.array([right, up, 0.0]) * self._pixel
            hits = self._cast(rays)
            unit = self._unit(rays)
            sun = None
            if has_sun_shadows:
                point = self._view.position_w + unit * hits.distance[:, None]
                sun = occlusion.sun_point_seen(point, hits.normal, index=2 * index)
            near = _sky_at(sky, grid, row[edge] - up, column[edge] + right, hits)
            total += np.minimum(self._shade(surface, unit, hits, sun=sun, sky=near), 1.1)
        light[edge] = total / len(_EDGE_OFFSETS)
        return light

    def _shade(
        self,
        surface: shading.Surface,
        unit: FloatArray,
        hits: Hits,
        *,
        sun: Light | None,
        sky: Light | None,
    ) -> Light:
        """Give the linear light along unit rays that met `hits`. Shape (N, 3)."""
        light = shading.sky(unit.astype(np.float32))
        index = np.flatnonzero(hits.geom_id >= 0)
        ones = np.ones(len(index), dtype=np.float32)
        point = self._view.position_w + unit[index] * hits.distance[index, None]
        light[index] = shading.paint(
            surface,
            hits.geom_id[index],
            point=point.astype(np.float32),
            normal=hits.normal[index].astype(np.float32),
            view=unit[index].astype(np.float32),
            distance=hits.distance[index].astype(np.float32),
            sun=ones if sun is None else sun[index],
            openness=ones if sky is None else sky[index],
            pixel_angle=self._pixel,
            haze_m=min(_MAX_HAZE_M, self._far_m / 1.7),
        )
        return light

    def _unit(self, rays: FloatArray) -> FloatArray:
        """Turn camera rays into unit directions in the world frame. Shape (N, 3)."""
        length = np.sqrt(np.einsum("ij,ij->i", rays, rays))
        return (rays / length[:, None]) @ self._view.R_wc.T

    def _grid(self, unit: FloatArray) -> PointGrid:
        point = self._view.position_w + unit * np.maximum(self.hits.distance, 0)[:, None]
        return PointGrid(
            geom_id=self.hits.geom_id.reshape(self._shape),
            point=point.reshape(*self._shape, 3),
            normal=self.hits.normal.reshape(*self._shape, 3),
            distance=self.hits.distance.reshape(self._shape),
        )

    def _cast(self, rays: FloatArray) -> Hits:
        """Cast camera rays, given at depth 1, as far as the far plane."""
        scale = np.linalg.norm(rays, axis=1)
        hits = cast_rays(
            self._model,
            self._data,
            origin_w=self._view.position_w,
            directions_w=self._unit(rays),
            cutoff_m=self._far_m * float(scale.max(initial=1.0)),
            body_exclude=self._exclude,
        )
        is_lost = hits.distance > self._far_m * scale
        hits.geom_id[is_lost] = -1
        hits.normal[is_lost] = 0.0
        return hits

    def _is_under_roof(self) -> bool:
        above = cast_rays(
            self._model,
            self._data,
            origin_w=self._view.position_w,
            directions_w=np.array([[0.0, 0.0, 1.0]]),
            cutoff_m=self._far_m,
            body_exclude=self._exclude,
        )
        geom = int(above.geom_id[0])
        return geom >= 0 and int(self._model.body_weldid[int(self._model.geom_bodyid[geom])]) == 0

    def _is_inside_carrier(self) -> bool:
        """Say whether the camera looks at the inner side of the body that carries it."""
        if self._view.body_id <= 0:
            return False
        bodies = np.array(self._model.geom_bodyid)[self.hits.geom_id]
        is_own = (self.hits.geom_id >= 0) & (bodies == self._view.body_id)
        outward = np.einsum("ij,ij->i", self.hits.normal, self._unit(self._rays))
        return bool(np.any(is_own & (outward > 0)))


def _sky_at(
    sky: Light | None, grid: PointGrid, row: FloatArray, column: FloatArray, hits: Hits
) -> Light | None:
    if sky is None:
        return None
    return spread_share(
        sky,
        grid,
        row=row,
        column=column,
        geom_id=hits.geom_id,
        normal=hits.normal.astype(np.float32),
    )


def _edges(grid: PointGrid) -> NDArray[np.bool_]:
    """Mark the pixels on both sides of a jump in geom or normal. Shape (H, W)."""
    edge = np.zeros(grid.geom_id.shape, dtype=np.bool_)
    everything = slice(None)
    for first, second in (
        ((everything, slice(None, -1)), (everything, slice(1, None))),
        ((slice(None, -1), everything), (slice(1, None), everything)),
    ):
        bend = np.einsum("ijk,ijk->ij", grid.normal[first], grid.normal[second])
        is_jump = grid.geom_id[first] != grid.geom_id[second]
        is_jump |= (bend < 0.85) & (grid.geom_id[first] >= 0)
        edge[first] |= is_jump
        edge[second] |= is_jump
    return edge
