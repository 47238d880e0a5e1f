"""Cameras of a recording: where they are, and pictures of a running world."""

from collections.abc import Sequence

import mujoco
import numpy as np

from andon.artifacts import Json
from andon.bodies.body import Body
from andon.episodes.data.feature import Feature
from andon.episodes.data.video_file import CRF, GROUP, Picture
from andon.episodes.replay import visual_model
from andon.episodes.world import World
from andon.errors import unknown_name
from andon.sensing.camera import CameraConfig, ChaseCamera, MountedCamera
from andon.sensing.renderers import make_renderer

__all__ = ["CAMERAS", "RecordingCameras", "camera_feature", "camera_key", "make_camera"]

CAMERAS = ("chase", "head")
"""Cameras of every recording: `chase` looks on from the side, `head` looks where the robot goes."""


def make_camera(name: str, body: Body, *, width: int, height: int) -> CameraConfig:
    """Give a built-in camera for a body.

    Args:
        name: One of `CAMERAS`.
        body: The robot; the cameras follow its root.
        width: Columns. [px]
        height: Rows. [px]

    Raises:
        UnknownName: When there is no such camera.
        InvalidConfig: When the size cannot be meant.
    """
    if name not in CAMERAS:
        raise unknown_name("camera", name, CAMERAS)
    tall = body.base_height_m
    if name == "chase":
        place: ChaseCamera | MountedCamera = ChaseCamera(body=body.root, distance_m=3.2 * tall)
    else:  # at the height of the eyes, looking at the ground two body lengths ahead; assumed
        place = MountedCamera(
            body=body.root,
            position_b=(0.15 * tall, 0.0, 0.6 * tall),
            look_at_b=(2.0 * tall, 0.0, -0.6 * tall),
        )
    return CameraConfig(name=name, placement=place, width=width, height=height)


def camera_key(name: str) -> str:
    """Give the column of a camera."""
    return f"observation.images.{name}"


def camera_feature(key: str, *, fps: float, height: int, width: int) -> Feature:
    """Declare a camera whose pictures go to MP4 files, as LeRobot's readers expect it."""
    is_even = height % 2 == 0 and width % 2 == 0
    info: Json = {
        "video.height": height,
        "video.width": width,
        "video.codec": "h264",
        "video.pix_fmt": "yuv420p" if is_even else "yuv444p",
        "video.is_depth_map": False,
        "video.fps": int(fps) if float(fps).is_integer() else fps,
        "video.channels": 3,
        "video.crf": CRF,
        "video.g": GROUP,
        "has_audio": False,
    }
    return Feature(
        name=key,
        dtype="video",
        shape=(height, width, 3),
        names=("height", "width", "channels"),
        declared={"info": info},
    )


class RecordingCameras:
    """Takes pictures of one row of a world; the model is prepared once per episode."""

    def __init__(self, cameras: Sequence[CameraConfig]) -> None:
        """Open a renderer, the best that this machine has."""
        self.cameras = tuple(cameras)
        self._renderer = make_renderer() if cameras else None
        self._model: mujoco.MjModel | None = None
        self._data: mujoco.MjData | None = None

    def begin(self, world: World, seed: int) -> None:
        """Prepare for an episode."""
        if self.cameras:
            self._model = visual_model(world, seed)
            self._data = mujoco.MjData(self._model)

    def capture(self, world: World, row: int = 0) -> dict[str, Picture]:
        """Take one picture with every camera, by column."""
        if self._renderer is None or self._model is None or self._data is None:
            return {}
        self._data.qpos[:] = world.qpos[row]
        mujoco.mj_forward(self._model, self._data)
        return {
            camera_key(camera.name): np.ascontiguousarray(
                self._renderer.render(self._model, self._data, camera).rgb
            )
            for camera in self.cameras
        }

    def close(self) -> None:
        """Give the renderer's resources back."""
        if self._renderer is not None:
            self._renderer.close()
            self._renderer = None
