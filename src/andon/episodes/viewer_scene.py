"""The scene in the browser: a recorded motion, and the nodes that carry it out."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import mujoco
import numpy as np

from andon.episodes.film_camera import body_path, follow
from andon.episodes.viewer_shapes import (
    ENDLESS_HALF_M,
    BodyPoses,
    Shape,
    motion_poses,
)
from andon.errors import InvalidConfig
from andon.sensing.camera import ChaseCamera, WorldCamera
from andon.sensing.shadows import SUN_DIRECTION
from andon.spatial import FloatArray

if TYPE_CHECKING:
    import viser

__all__ = ["Motion", "Push", "Stage", "make_motion"]

Push = tuple[float, float, float]
"""Time, speed and world heading of a push. [s, m/s, rad]"""

_FOV_DEG = 45.0
_FOG_M = (18.0, 55.0)
_PUSH_SHOWN_S = 0.8
_PUSH_RGB = (208, 24, 64)
_PUSH_GAP_M = 0.16
_CELL_RGB = (216, 218, 219)
_METRE_RGB = (190, 194, 198)
_LINES_UP_M = 0.002
"""Lines of the ground lie just above it, so that the two do not fight for the pixels."""
_SUN_INTENSITY, _SKY_INTENSITY = 2.3, 0.28


@dataclass(frozen=True, kw_only=True, eq=False)
class Motion:
    """Everything that moves, worked out before the first picture."""

    times_s: FloatArray
    """Time of each step. Shape (T,)."""
    poses: BodyPoses
    """Bodies at each step."""
    root_w: FloatArray
    """Origin of the robot's root at each step, world frame. Shape (T, 3). [m]"""
    focus_w: FloatArray
    """The same path, smoothed; what a following camera looks at. Shape (T, 3). [m]"""
    camera: WorldCamera
    """Where the view begins."""
    lost_s: float | None
    """Time of the first step that was left out because it is not finite."""
    pushes: tuple[Push, ...] = ()
    """Pushes, in order."""

    def moved_bodies(self) -> set[int]:
        """Give the ids of the bodies that do not stay where they are."""
        travel = np.ptp(self.poses.positions_w, axis=0).max(axis=1)
        turn = np.ptp(self.poses.wxyz_w, axis=0).max(axis=1)
        return {int(body) for body in np.flatnonzero((travel > 0) | (turn > 0))}

    def index_at(self, time_s: float) -> int:
        """Give the last step that is not later than a time."""
        after = int(np.searchsorted(self.times_s, time_s + 1e-6, side="right"))
        return max(0, after - 1)


def make_motion(
    model: mujoco.MjModel,
    qpos: FloatArray,
    times_s: FloatArray,
    *,
    root_body: str,
    pushes: Sequence[Push] = (),
) -> Motion:
    """Work out where everything is at every step.

    Args:
        model: The model; it is not changed.
        qpos: Generalised positions. Shape (T, nq).
        times_s: Time of each row, strictly rising. Shape (T,).
        root_body: Name of the body that the camera follows.
        pushes: Pushes to draw at that body.

    Returns:
        The motion up to the last finite row.

    Raises:
        InvalidConfig: When shapes or times do not fit, or the first row is not finite.
        UnknownName: When the model has no such body.
    """
    frames, times = np.asarray(qpos, np.float64), np.asarray(times_s, np.float64)
    if frames.ndim != 2 or frames.shape[1] != model.nq or times.shape != (len(frames),):
        raise InvalidConfig(
            f"qpos has the shape {frames.shape} and times_s {times.shape}; the model wants "
            f"(T, {model.nq}) and (T,)."
        )
    if not bool(np.all(np.diff(times) > 0)):
        raise InvalidConfig("times_s does not rise strictly; sort the steps and drop doubles.")
    is_lost = ~np.isfinite(frames).all(axis=1)
    num_shown = int(np.argmax(is_lost)) if bool(is_lost.any()) else len(frames)
    if num_shown == 0:
        raise InvalidConfig("There is nothing to show: qpos has no finite first row.")
    lost_s = float(times[num_shown]) if num_shown < len(frames) else None
    frames, times = frames[:num_shown], times[:num_shown]
    path = body_path(model, mujoco.MjData(model), frames, body=root_body)
    rate_hz = (num_shown - 1) / (times[-1] - times[0]) if num_shown > 1 else 1.0
    chase = ChaseCamera(body=root_body, distance_m=3.4, elevation_deg=-14.0)
    places = follow(chase, path, fps=float(rate_hz), looks_ahead=False)
    return Motion(
        times_s=times,
        poses=motion_poses(model, frames),
        root_w=path,
        focus_w=np.array([place.look_at_w for place in places]),
        camera=places[0],
        lost_s=lost_s,
        pushes=tuple(pushes),
    )


class Stage:
    """One node per body, all under a world that slides when the camera follows.

    Sliding the world instead of the camera leaves the camera to the person who looks: turning and
    zooming work while the robot walks.
    """

    def __init__(
        self, server: "viser.ViserServer", shapes: Sequence[Shape], motion: Motion
    ) -> None:
        """Build the scene at its first step.

        Args:
            server: Where to build it.
            shapes: What there is to see.
            motion: How it moves.
        """
        self._server, self._motion = server, motion
        self._drawn: tuple[int, bool] | None = None
        shown = sorted({shape.body_id for shape in shapes})
        self._world = server.scene.add_frame("/world", show_axes=False)
        self._nodes = {
            body: server.scene.add_frame(f"/world/body_{body}", show_axes=False) for body in shown
        }
        self._moving = sorted(motion.moved_bodies() & set(shown))
        reach_m = float(np.abs(motion.focus_w[:, :2]).max())
        for shape in shapes:
            _add_shape(server.scene, shape, reach_m)
        self._arrows = [
            _add_push(server.scene, f"/world/push_{index}", push, motion)
            for index, push in enumerate(motion.pushes)
        ]
        self._set_poses(0, shown)
        _set_view(server, motion.camera)

    def draw(self, time_s: float, *, is_following: bool) -> bool:
        """Draw the last step that is not later than a time.

        Args:
            time_s: Time to show.
            is_following: Whether the robot stays in the middle of the picture.

        Returns:
            Whether there was anything to change.
        """
        index = self._motion.index_at(time_s)
        if (index, is_following) == self._drawn:
            return False
        self._drawn = index, is_following
        with self._server.atomic():
            self._set_poses(index, self._moving)
            if is_following:
                self._world.position = self._motion.focus_w[0] - self._motion.focus_w[index]
            for push, arrow in zip(self._motion.pushes, self._arrows, strict=True):
                age_s = float(self._motion.times_s[index]) - push[0]
                arrow.visible = -1e-6 <= age_s <= _PUSH_SHOWN_S
        return True

    def pose(self, poses: BodyPoses, *, root_w: FloatArray) -> None:
        """Draw bodies where they are now, with the robot in the middle of the picture.

        Args:
            poses: Bodies at one step.
            root_w: Origin of the robot's root, world frame. Shape (3,). [m]
        """
        with self._server.atomic():
            for body, node in self._nodes.items():
                node.position = poses.positions_w[0, body]
                node.wxyz = poses.wxyz_w[0, body]
            self._world.position = self._motion.focus_w[0] - root_w

    def _set_poses(self, index: int, bodies: Iterable[int]) -> None:
        poses = self._motion.poses
        for body in bodies:
            self._nodes[body].position = poses.positions_w[index, body]
            self._nodes[body].wxyz = poses.wxyz_w[index, body]


def _add_shape(scene: "viser.SceneApi", shape: Shape, reach_m: float) -> None:
    name = f"/world/body_{shape.body_id}/geom_{shape.geom_id}"
    half = shape.vertices.max(axis=0)
    grow = np.ones(3)
    if shape.is_ground:
        grow[:2] += reach_m / half[:2] * (half[:2] >= ENDLESS_HALF_M)
    scene.add_mesh_simple(
        name,
        (shape.vertices * grow).astype(np.float32),
        shape.faces.astype(np.uint32),
        color=shape.rgb,
        opacity=shape.opacity if shape.opacity < 1 else None,
        flat_shading=shape.is_faceted,
        cast_shadow=not shape.is_ground,
        position=shape.position_b,
        wxyz=shape.wxyz_b,
    )
    if shape.is_ground:
        width, depth = (2 * float(value) for value in (half * grow)[:2])
        scene.add_grid(
            f"{name}/lines",
            width=width,
            height=depth,
            cell_size=0.25,
            cell_color=_CELL_RGB,
            section_size=1.0,
            section_color=_METRE_RGB,
            plane_opacity=0.0,
            shadow_opacity=0.0,
            fade_distance=_FOG_M[1],
            position=(0.0, 0.0, _LINES_UP_M),
        )


def _add_push(
    scene: "viser.SceneApi", name: str, push: Push, motion: Motion
) -> "viser.ArrowsHandle":
    """Add an arrow that points at the root from where the push came; longer for more speed."""
    time_s, speed, heading = push
    ahead = np.array([np.cos(heading), np.sin(heading), 0.0])
    tip = motion.root_w[motion.index_at(time_s)] - _PUSH_GAP_M * ahead
    tail = tip - (0.5 + 0.6 * speed) * ahead
    return scene.add_arrows(
        name,
        np.array([[tail, tip]]),
        _PUSH_RGB,
        shaft_radius=0.018,
        head_radius=0.05,
        head_length=0.13,
        visible=False,
    )


def _set_view(server: "viser.ViserServer", place: WorldCamera) -> None:
    camera = server.initial_camera
    camera.position = place.position_w
    camera.look_at = place.look_at_w
    camera.fov = float(np.radians(_FOV_DEG))
    server.scene.configure_fog(*_FOG_M)
    server.scene.configure_default_lights(enabled=False)
    server.scene.configure_environment_map("studio", environment_intensity=_SKY_INTENSITY)
    x, y, z = (float(value) for value in SUN_DIRECTION)
    server.scene.add_light_directional(
        "/sun", intensity=_SUN_INTENSITY, cast_shadow=True, position=(x, y, z)
    )
