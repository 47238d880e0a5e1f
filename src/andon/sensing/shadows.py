"""How much of the sun and of the sky the points of a picture see.

MuJoCo casts many rays from one point at little cost, so shadow rays run backwards: from a lamp far
away in the direction of the light to every point of the picture.
"""

from dataclasses import dataclass

import mujoco
import numpy as np
from numpy.typing import NDArray

from andon.sensing.rays import cast_rays
from andon.spatial import FloatArray

__all__ = ["NUM_SUN_POINTS", "SUN_DIRECTION", "Occlusion", "PointGrid"]

Shares = NDArray[np.float32]
Mask = NDArray[np.bool_]

SUN_DIRECTION = np.array([0.42, -0.56, 0.95]) / np.linalg.norm([0.42, -0.56, 0.95])
"""Unit vector towards the sun in the world frame."""

NUM_SUN_POINTS = 8
"""Points of the sun's disc that soften a shadow's rim."""

_GOLDEN_ANGLE = 2.399963
_SUN_RADIUS = 0.022
"""Half angle of the sun's disc, five times the real one for softer shadows. [rad]"""
_RIM = 1 / 54
"""How far around a hard shadow's rim the soft one is computed, as a share of the height."""
_LAMP_DISTANCE_M = 400.0
"""Where sun and sky points stand; far enough for parallel light over a street."""
_LIFT_M = 0.003
"""How far a shadow ray ends above its surface."""
_NUM_SKY_POINTS = 24
_SKY_REACH_M = 1.3
"""Distance beyond which an object no longer darkens a surface's skylight."""
_SKY_RANGE_M = 30.0
"""Distance from the camera beyond which skylight is not worked out."""
_FLOOR = 0.15
"""Light that reaches even the narrowest corner, in units of a sky point."""


@dataclass(frozen=True, kw_only=True, eq=False)
class PointGrid:
    """The surface points behind the pixels of a picture."""

    geom_id: NDArray[np.int32]
    """Geom ids; -1 for sky. Shape (H, W)."""
    point: FloatArray
    """Points, world frame. Shape (H, W, 3). [m]"""
    normal: FloatArray
    """Outward unit normals, world frame; 0 for sky. Shape (H, W, 3). [1]"""
    distance: FloatArray
    """Distance from the camera. Shape (H, W). [m]"""


def _sun_points() -> FloatArray:
    index = np.arange(NUM_SUN_POINTS)
    side = np.cross(SUN_DIRECTION, [0.0, 0.0, 1.0])
    side = side / np.linalg.norm(side)
    radius = (_SUN_RADIUS * np.sqrt((index + 0.5) / NUM_SUN_POINTS))[:, None]
    turn = (_GOLDEN_ANGLE * index)[:, None]
    points = SUN_DIRECTION + radius * (
        np.cos(turn) * side + np.sin(turn) * np.cross(side, SUN_DIRECTION)
    )
    return points / np.linalg.norm(points, axis=1, keepdims=True)


def _sky_points() -> FloatArray:
    """Spread directions evenly over the upper hemisphere."""
    index = np.arange(_NUM_SKY_POINTS)
    height = (index + 0.5) / _NUM_SKY_POINTS
    flat = np.sqrt(1 - height**2)
    turn = _GOLDEN_ANGLE * index
    return np.stack([flat * np.cos(turn), flat * np.sin(turn), height], axis=1)


_SUN_POINTS = _sun_points()
_SKY_POINTS = _sky_points()


@dataclass(frozen=True, kw_only=True)
class Occlusion:
    """What stands between points and the lights in one state of a model."""

    model: mujoco.MjModel
    """The model, from `castable_model`."""
    data: mujoco.MjData
    """State with up-to-date kinematics; its scratch memory is used."""
    anchor_w: FloatArray
    """Point near the picture around which the lamps stand, world frame. Shape (3,). [m]"""
    body_exclude: int = -1
    """MuJoCo id of a body that casts no shadow; -1 for none."""

    def sun_share(self, grid: PointGrid) -> Shares:
        """Give the share of the sun's disc that every pixel's point sees. Shape (H, W), in [0, 1].

        The middle of the sun is tested everywhere, its whole disc only near a shadow's rim. Faces
        turned away from the sun and the sky count as 1: their shading needs no shadow.
        """
        is_lit = (grid.geom_id >= 0) & (grid.normal @ SUN_DIRECTION > 0)
        share = np.ones(grid.geom_id.shape, dtype=np.float32)
        share[is_lit] = self._sees(grid.point[is_lit], grid.normal[is_lit], SUN_DIRECTION)
        reach_px = max(1, round(_RIM * len(share)))
        rim = _widen(_is_jump(share), reach_px) & is_lit
        point, normal = grid.point[rim], grid.normal[rim]
        total = np.zeros(len(point), dtype=np.float32)
        for direction in _SUN_POINTS:
            total += self._sees(point, normal, direction)
        share[rim] = total / NUM_SUN_POINTS
        return share

    def sun_point_seen(self, point: FloatArray, normal: FloatArray, *, index: int) -> Shares:
        """Say which points see one point of the sun's disc: 1 or 0. Shape (N,)."""
        direction = _SUN_POINTS[index % NUM_SUN_POINTS]
        share = np.ones(len(point), dtype=np.float32)
        is_lit = normal @ SUN_DIRECTION > 0
        share[is_lit] = self._sees(point[is_lit], normal[is_lit], direction)
        return share

    def sky_share(self, grid: PointGrid) -> Shares:
        """Give the share of the skylight that reaches every second pixel of every second row.

        Neighbouring points test different parts of the sky and are then averaged over points of
        the same geom that face the same way.

        Returns:
            Shares in [0, 1]. Shape (ceil(H / 2), ceil(W / 2)). [1]
        """
        geom_id, normal = grid.geom_id[::2, ::2], grid.normal[::2, ::2]
        point, distance = grid.point[::2, ::2], grid.distance[::2, ::2]
        total = np.full(geom_id.shape, _FLOOR, dtype=np.float32)
        seen = total.copy()
        for part in range(4):
            mine = np.zeros(geom_id.shape, dtype=np.bool_)
            mine[part // 2 :: 2, part % 2 :: 2] = True
            mine &= (geom_id >= 0) & (distance < _SKY_RANGE_M)
            for direction in _SKY_POINTS[part::4]:
                cosine = np.clip(normal[mine] @ direction, 0, 1).astype(np.float32)
                total[mine] += cosine
                seen[mine] += cosine * self._sees(
                    point[mine], normal[mine], direction, reach_m=_SKY_REACH_M
                )
        return _average(seen, total, geom_id=geom_id, normal=normal.astype(np.float32))

    def _sees(
        self,
        point: FloatArray,
        normal: FloatArray,
        direction: FloatArray,
        *,
        reach_m: float = np.inf,
    ) -> Shares:
        """Say how much light from far away in a direction reaches points: 1 to 0. Shape (N,)."""
        lamp = self.anchor_w + _LAMP_DISTANCE_M * direction
        rays = point + _LIFT_M * normal - lamp
        length = np.sqrt(np.einsum("ij,ij->i", rays, rays))
        hits = cast_rays(
            self.model,
            self.data,
            origin_w=lamp,
            directions_w=rays / length[:, None],
            cutoff_m=2 * _LAMP_DISTANCE_M,
            body_exclude=self.body_exclude,
        )
        gap = length - hits.distance
        is_blocked = (hits.geom_id >= 0) & (gap > _LIFT_M / 2)
        return np.where(is_blocked, np.clip(gap / reach_m, 0, 1), 1.0).astype(np.float32)


def spread_share(
    share: Shares,
    grid: PointGrid,
    *,
    row: FloatArray,
    column: FloatArray,
    geom_id: NDArray[np.int32],
    normal: Shares,
) -> Shares:
    """Carry skylight from every second pixel to any place of the picture.

    Args:
        share: Result of `Occlusion.sky_share`. Shape (ceil(H / 2), ceil(W / 2)).
        grid: The points that `share` was worked out for.
        row: Rows in the picture, fractions allowed. Shape (N,). [px]
        column: Columns in the picture, fractions allowed. Shape (N,). [px]
        geom_id: Geoms at these places. Shape (N,).
        normal: Unit normals at these places. Shape (N, 3). [1]

    Returns:
        Shares, averaged over near points of the same geom facing the same way. Shape (N,).
    """
    known_geom = grid.geom_id[::2, ::2].ravel()
    known_normal = grid.normal[::2, ::2].reshape(-1, 3).astype(np.float32)
    height, width = share.shape
    top = np.clip(np.floor(row / 2).astype(np.int64), 0, height - 1)
    left = np.clip(np.floor(column / 2).astype(np.int64), 0, width - 1)
    down = np.clip(row / 2 - top, 0, 1)
    right = np.clip(column / 2 - left, 0, 1)
    total = np.full(len(row), 1e-6, dtype=np.float32)
    value = total.copy()
    for step_down in (0, 1):
        for step_right in (0, 1):
            index = np.minimum(top + step_down, height - 1) * width
            index += np.minimum(left + step_right, width - 1)
            near = np.abs(1 - step_down - down) * np.abs(1 - step_right - right) + 0.02
            alike = np.einsum("ij,ij->i", known_normal[index], normal) > 0.8
            weight = (near * ((known_geom[index] == geom_id) & alike)).astype(np.float32)
            total += weight
            value += weight * share.ravel()[index]
    return value / total


def _average(seen: Shares, total: Shares, *, geom_id: NDArray[np.int32], normal: Shares) -> Shares:
    """Divide sums over a tent of 3 x 3 points, among like points. Shape (H, W)."""
    height, width = seen.shape
    sum_seen, sum_total = 4 * seen, 4 * total
    for step_down in (-1, 0, 1):
        for step_right in (-1, 0, 1):
            if not step_down and not step_right:
                continue
            here = _window(height, width, step_down, step_right)
            there = _window(height, width, -step_down, -step_right)
            alike = np.einsum("ijk,ijk->ij", normal[here], normal[there]) > 0.8
            alike &= geom_id[here] == geom_id[there]
            weight = alike.astype(np.float32) * (2 - abs(step_down)) * (2 - abs(step_right))
            sum_seen[here] += weight * seen[there]
            sum_total[here] += weight * total[there]
    return sum_seen / sum_total


def _window(height: int, width: int, down: int, right: int) -> tuple[slice, slice]:
    """Select the cells that have a neighbour at the opposite of this step."""
    return (
        slice(max(down, 0), height + min(down, 0)),
        slice(max(right, 0), width + min(right, 0)),
    )


def _is_jump(share: Shares) -> Mask:
    jump = np.zeros(share.shape, dtype=np.bool_)
    jump[:, 1:] |= share[:, 1:] != share[:, :-1]
    jump[1:] |= share[1:] != share[:-1]
    return jump


def _widen(mask: Mask, reach_px: int) -> Mask:
    """Grow a mask by a square of this half width."""
    wide = mask.copy()
    for _ in range(reach_px):
        grown = wide.copy()
        grown[1:] |= wide[:-1]
        grown[:-1] |= wide[1:]
        wide = grown.copy()
        wide[:, 1:] |= grown[:, :-1]
        wide[:, :-1] |= grown[:, 1:]
    return wide
