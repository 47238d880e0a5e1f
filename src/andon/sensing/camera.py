"""Cameras as frozen data: where they sit, what they see, and the picture they give.

Camera axes are those of MuJoCo: x to the right of the picture, y up, and the view along -z.
Pixel (row i, column j) is the square whose centre is at u = j + 0.5, v = i + 0.5, v pointing down.
"""

from dataclasses import dataclass
from typing import cast

import mujoco
import numpy as np
from numpy.typing import NDArray

from andon.errors import InvalidConfig, unknown_name
from andon.spatial import FloatArray

__all__ = [
    "CameraConfig",
    "ChaseCamera",
    "Image",
    "ModelCamera",
    "MountedCamera",
    "Placement",
    "Vector",
    "View",
    "WorldCamera",
    "chase_view",
    "far_plane",
    "intrinsics",
    "look_at",
    "pixel_directions",
    "view_of",
]

Vector = tuple[float, float, float]


def _refuse_blind(name: str, position: Vector, target: Vector, up: Vector) -> None:
    forward = np.subtract(target, position)
    if float(np.linalg.norm(np.cross(forward, up))) < 1e-9:
        raise InvalidConfig(
            f"{name} at {position} looking at {target} with up {up} has no direction; the target "
            "must differ from the position, and the view must not run along `up`."
        )


@dataclass(frozen=True, kw_only=True)
class ModelCamera:
    """A camera that the model itself declares."""

    camera: str
    """Name of the camera in the model."""


@dataclass(frozen=True, kw_only=True)
class MountedCamera:
    """A camera fixed to a body of the model."""

    body: str
    """Name of the body that carries the camera."""
    position_b: Vector
    """Where the camera sits, in the frame of the body. [m]"""
    look_at_b: Vector
    """A point on the optical axis, in the frame of the body. [m]"""
    up_b: Vector = (0.0, 0.0, 1.0)
    """A direction that is upward in the picture, in the frame of the body. [1]"""

    def __post_init__(self) -> None:
        """Refuse a view without a direction."""
        _refuse_blind("The mounted camera", self.position_b, self.look_at_b, self.up_b)


@dataclass(frozen=True, kw_only=True)
class ChaseCamera:
    """A camera that keeps its distance and world direction to a body."""

    body: str
    """Name of the body that is followed."""
    distance_m: float = 3.0
    """Distance from the target point."""
    azimuth_deg: float = 55.0
    """Compass direction of the view from world x towards y, as in MuJoCo's free camera."""
    elevation_deg: float = -15.0
    """Inclination of the view; negative looks down. In [-90, 90]."""
    target_offset_w: Vector = (0.0, 0.0, 0.0)
    """Added to the body's position to give the target point, along world axes. [m]"""

    def __post_init__(self) -> None:
        """Refuse a camera inside its target or beyond the vertical."""
        if self.distance_m <= 0:
            raise InvalidConfig(f"distance_m is {self.distance_m} m; it must be above 0.")
        if not -90 <= self.elevation_deg <= 90:
            raise InvalidConfig(f"elevation_deg is {self.elevation_deg}; it must lie in [-90, 90].")


@dataclass(frozen=True, kw_only=True)
class WorldCamera:
    """A camera on a tripod."""

    position_w: Vector
    """Where the camera stands, in the world frame. [m]"""
    look_at_w: Vector
    """A point on the optical axis, in the world frame. [m]"""
    up_w: Vector = (0.0, 0.0, 1.0)
    """A direction that is upward in the picture, in the world frame. [1]"""

    def __post_init__(self) -> None:
        """Refuse a view without a direction."""
        _refuse_blind("The world camera", self.position_w, self.look_at_w, self.up_w)


Placement = ModelCamera | MountedCamera | ChaseCamera | WorldCamera


@dataclass(frozen=True, kw_only=True)
class CameraConfig:
    """A pinhole camera: square pixels, no distortion, the optical axis through the middle."""

    name: str
    """Name under which the picture is recorded, and of its noise stream."""
    placement: Placement
    """Where the camera is and where it looks."""
    width: int = 480
    """Columns of the picture. [px]"""
    height: int = 270
    """Rows of the picture. [px]"""
    fovy_deg: float | None = None
    """Vertical field of view; None keeps what the model says (its default for cameras of ours)."""

    def __post_init__(self) -> None:
        """Refuse pictures that cannot be taken."""
        if not self.name:
            raise InvalidConfig("A camera needs a name, for example 'head'.")
        if self.width < 1 or self.height < 1:
            raise InvalidConfig(
                f"Camera {self.name!r} has {self.width} x {self.height} pixels; both must be at "
                "least 1."
            )
        if self.fovy_deg is not None and not 0 < self.fovy_deg < 180:
            raise InvalidConfig(
                f"Camera {self.name!r} has fovy_deg {self.fovy_deg}; it must lie between 0 and 180."
            )


@dataclass(frozen=True, kw_only=True, eq=False)
class Image:
    """What a camera saw at one instant; three arrays of the same height and width."""

    rgb: NDArray[np.uint8]
    """Colours, sRGB. Shape (H, W, 3)."""
    depth: NDArray[np.float32]
    """Distance along the optical axis (not along the ray). Shape (H, W). [m]

    inf where nothing stands before the far plane; 0 where a noise model lost the measurement.
    """
    segmentation: NDArray[np.int32]
    """Geom ids; -1 where nothing stands before the far plane. Shape (H, W)."""


@dataclass(frozen=True, kw_only=True, eq=False)
class View:
    """Where a camera is at one instant, as arrays; made by `view_of`."""

    position_w: FloatArray
    """Optical centre in the world frame. Shape (3,). [m]"""
    R_wc: FloatArray
    """Rotation from camera to world axes. Shape (3, 3). [1]"""
    fovy_deg: float
    """Vertical field of view."""
    body_id: int = -1
    """MuJoCo id of the body that carries the camera; -1 when none does."""


def intrinsics(width: int, height: int, *, fovy_deg: float) -> FloatArray:
    """Give the matrix K that projects camera points to pixels.

    The points must be in computer-vision axes (x right, y down, z ahead): for a point (x, y, z) in
    the axes of this module, (u w, v w, w) = K @ (x, -y, -z).

    Args:
        width: Columns. [px]
        height: Rows. [px]
        fovy_deg: Vertical field of view.

    Returns:
        Matrix. Shape (3, 3). [px]
    """
    focal = 0.5 * height / np.tan(np.deg2rad(fovy_deg) / 2)
    return np.array([[focal, 0.0, width / 2], [0.0, focal, height / 2], [0.0, 0.0, 1.0]])


def pixel_directions(width: int, height: int, *, fovy_deg: float) -> FloatArray:
    """Give the ray through the centre of every pixel, scaled to depth 1.

    Args:
        width: Columns. [px]
        height: Rows. [px]
        fovy_deg: Vertical field of view.

    Returns:
        Directions in camera axes with z = -1. Shape (H, W, 3). [1]
    """
    focal = 0.5 * height / np.tan(np.deg2rad(fovy_deg) / 2)
    directions = np.empty((height, width, 3))
    directions[..., 0] = (np.arange(width) + 0.5 - width / 2) / focal
    directions[..., 1] = -(np.arange(height)[:, None] + 0.5 - height / 2) / focal
    directions[..., 2] = -1.0
    return directions


def look_at(position: FloatArray, target: FloatArray, up: FloatArray) -> FloatArray:
    """Give the camera axes for a view from one point to another.

    Args:
        position: Optical centre. Shape (3,). [m]
        target: Point on the optical axis, not at `position`. Shape (3,). [m]
        up: Direction that is upward in the picture, not along the view. Shape (3,). [1]

    Returns:
        Rotation whose columns are the camera's x, y and z axes. Shape (3, 3). [1]
    """
    backward = (position - target) / np.linalg.norm(position - target)
    right = np.cross(up, backward)
    right = right / np.linalg.norm(right)
    return np.stack([right, np.cross(backward, right), backward], axis=1)


def chase_view(camera: ChaseCamera, target_w: FloatArray, *, fovy_deg: float) -> View:
    """Place a chase camera relative to a given target point.

    Args:
        camera: Distance and direction; its body and offset are not used here.
        target_w: Point in the middle of the picture, world frame. Shape (3,). [m]
        fovy_deg: Vertical field of view.

    Returns:
        The view. At elevation 90 or -90 the azimuth still says what is up.
    """
    azimuth, elevation = np.deg2rad(camera.azimuth_deg), np.deg2rad(camera.elevation_deg)
    flat = np.cos(elevation)
    forward = np.array([np.cos(azimuth) * flat, np.sin(azimuth) * flat, np.sin(elevation)])
    right = np.array([np.sin(azimuth), -np.cos(azimuth), 0.0])
    axes = np.stack([right, np.cross(right, forward), -forward], axis=1)
    return View(position_w=target_w - camera.distance_m * forward, R_wc=axes, fovy_deg=fovy_deg)


def far_plane(model: mujoco.MjModel) -> float:
    """Give the depth beyond which nothing is drawn, in metres, as the model declares it."""
    return float(model.vis.map.zfar * model.stat.extent)


def view_of(model: mujoco.MjModel, data: mujoco.MjData, camera: CameraConfig) -> View:
    """Find out where a camera is in this state.

    Args:
        model: The model.
        data: State with up-to-date kinematics (after `mj_forward` or `mj_kinematics` followed by
            `mj_camlight`).
        camera: The camera.

    Returns:
        The view; its arrays are copies.

    Raises:
        UnknownName: When the model has no such body or camera.
        InvalidConfig: When the model's camera is orthographic or has its own sensor size: only
            central pinhole cameras are rendered.
    """
    fovy_deg = camera.fovy_deg or float(model.vis.global_.fovy)
    match camera.placement:
        case ModelCamera(camera=name):
            return _model_view(model, data, name, camera.fovy_deg)
        case MountedCamera() as mount:
            body_id = _id_of(model, mujoco.mjtObj.mjOBJ_BODY, mount.body)
            rotation_wb = _copy(data.xmat[body_id]).reshape(3, 3)
            position_b = np.array(mount.position_b)
            rotation_bc = look_at(position_b, np.array(mount.look_at_b), np.array(mount.up_b))
            return View(
                position_w=_copy(data.xpos[body_id]) + rotation_wb @ position_b,
                R_wc=rotation_wb @ rotation_bc,
                fovy_deg=fovy_deg,
                body_id=body_id,
            )
        case ChaseCamera() as chase:
            body_id = _id_of(model, mujoco.mjtObj.mjOBJ_BODY, chase.body)
            target_w = _copy(data.xpos[body_id]) + np.array(chase.target_offset_w)
            return chase_view(chase, target_w, fovy_deg=fovy_deg)
        case WorldCamera() as tripod:
            position_w = np.array(tripod.position_w)
            rotation_wc = look_at(position_w, np.array(tripod.look_at_w), np.array(tripod.up_w))
            return View(position_w=position_w, R_wc=rotation_wc, fovy_deg=fovy_deg)


def _model_view(
    model: mujoco.MjModel, data: mujoco.MjData, name: str, fovy_deg: float | None
) -> View:
    camera_id = _id_of(model, mujoco.mjtObj.mjOBJ_CAMERA, name)
    camera = model.camera(camera_id)
    if int(model.cam_projection[camera_id]) != int(mujoco.mjtProjection.mjPROJ_PERSPECTIVE):
        raise InvalidConfig(
            f"Camera {name!r} of the model is orthographic; only perspective cameras are rendered."
        )
    if float(model.cam_sensorsize[camera_id, 1]) > 0:
        raise InvalidConfig(
            f"Camera {name!r} of the model declares a sensor size and may look off its axis; "
            "declare `fovy` instead."
        )
    return View(
        position_w=_copy(data.cam_xpos[camera_id]),
        R_wc=_copy(data.cam_xmat[camera_id]).reshape(3, 3),
        fovy_deg=fovy_deg or float(model.cam_fovy[camera_id]),
        body_id=int(camera.bodyid[0]),
    )


def _id_of(model: mujoco.MjModel, kind: mujoco.mjtObj, name: str) -> int:
    found = mujoco.mj_name2id(model, kind, name)
    if found < 0:
        is_body = kind == mujoco.mjtObj.mjOBJ_BODY
        names = [
            str(mujoco.mj_id2name(model, kind, i) or "")
            for i in range(model.nbody if is_body else model.ncam)
        ]
        raise unknown_name("body" if is_body else "camera", name, filter(None, names))
    return int(found)


def _copy(array: object) -> FloatArray:
    return np.array(cast("FloatArray", array), dtype=np.float64)
