"""Where the film's camera goes: behind the robot, smoothly, with the ground ahead in view."""

from dataclasses import replace

import mujoco
import numpy as np

from andon.errors import InvalidConfig, unknown_name
from andon.sensing.camera import ChaseCamera, WorldCamera, chase_view
from andon.spatial import FloatArray

__all__ = ["body_path", "default_chase", "follow"]

_SMOOTH_S = 0.35
"""Standard deviation of the low-pass in time; steps and stumbles move the robot, not the camera."""
_LEAD_S = 0.45
"""How far ahead of the robot, in its own motion, the camera looks."""
_MAX_LEAD_M = 0.6
_AZIMUTHS_DEG = (55.0, -55.0, 125.0, -125.0)
"""Directions that are tried in turn until nothing stands between camera and robot."""


def default_chase(model: mujoco.MjModel, path: FloatArray, *, data: mujoco.MjData) -> ChaseCamera:
    """Choose a chase camera for the first floating body of a model.

    Args:
        model: The model.
        path: Positions of that body, world frame. Shape (T, 3). [m]
        data: Any state with up-to-date kinematics; standing things in it may block the view.

    Returns:
        The camera, on the side from which the path is best seen.

    Raises:
        InvalidConfig: When no body of the model floats.
    """
    chase = ChaseCamera(
        body=_floating_body(model),
        distance_m=3.1,
        elevation_deg=-13.0,
        target_offset_w=(0.0, 0.0, -0.08),
    )
    sides = [replace(chase, azimuth_deg=azimuth) for azimuth in _AZIMUTHS_DEG]
    return min(sides, key=lambda side: _num_blocked(model, data, side, path))


def body_path(
    model: mujoco.MjModel, data: mujoco.MjData, qpos_frames: FloatArray, *, body: str | None
) -> FloatArray:
    """Give where a body is in each frame.

    Args:
        model: The model.
        data: Scratch state; it is left in the last frame.
        qpos_frames: Generalised positions. Shape (T, nq).
        body: Name of the body; None takes the first floating one.

    Returns:
        Positions in the world frame. Shape (T, 3). [m]

    Raises:
        UnknownName: When the model has no such body.
        InvalidConfig: When no body is named and none floats.
    """
    name = body if body is not None else _floating_body(model)
    body_id = mujoco.mj_name2id(model, mujoco.mjtObj.mjOBJ_BODY, name)
    if body_id < 0:
        names = (mujoco.mj_id2name(model, mujoco.mjtObj.mjOBJ_BODY, i) for i in range(model.nbody))
        raise unknown_name("body", name, (str(found) for found in names if found))
    path = np.empty((len(qpos_frames), 3))
    for index, qpos in enumerate(qpos_frames):
        data.qpos[:] = qpos
        mujoco.mj_kinematics(model, data)
        path[index] = data.xpos[body_id]
    return path


def follow(
    chase: ChaseCamera, path: FloatArray, *, fps: float, looks_ahead: bool
) -> tuple[WorldCamera, ...]:
    """Turn a chase into one tripod per frame.

    Args:
        chase: The camera; its offset is kept.
        path: Positions of its body at the frames, world frame. Shape (T, 3). [m]
        fps: Frames per second.
        looks_ahead: Whether the camera looks ahead of the body, the more the faster it moves.

    Returns:
        One placement per frame. The path is smoothed without lag: the film knows the future.
    """
    smooth = _smoothed(path, sigma=_SMOOTH_S * fps)
    velocity = np.zeros_like(smooth)
    if looks_ahead and len(smooth) > 1:
        velocity = np.gradient(smooth, axis=0) * fps
    lead = _LEAD_S * velocity * np.array([1.0, 1.0, 0.0])
    length = np.linalg.norm(lead, axis=1, keepdims=True)
    lead = lead * np.minimum(1.0, _MAX_LEAD_M / np.maximum(length, 1e-9))
    target = smooth + _smoothed(lead, sigma=_SMOOTH_S * fps) + np.array(chase.target_offset_w)
    places: list[WorldCamera] = []
    for point in target:
        view = chase_view(chase, point, fovy_deg=45.0)
        x, y, z = (float(value) for value in view.position_w)
        to_x, to_y, to_z = (float(value) for value in point)
        up_x, up_y, up_z = (float(value) for value in view.R_wc[:, 1])
        places.append(
            WorldCamera(position_w=(x, y, z), look_at_w=(to_x, to_y, to_z), up_w=(up_x, up_y, up_z))
        )
    return tuple(places)


def _floating_body(model: mujoco.MjModel) -> str:
    free = int(mujoco.mjtJoint.mjJNT_FREE)
    for joint in range(model.njnt):
        if int(model.jnt_type[joint]) == free:
            body_id = int(model.jnt_bodyid[joint])
            return str(mujoco.mj_id2name(model, mujoco.mjtObj.mjOBJ_BODY, body_id))
    raise InvalidConfig(
        "The film has no camera and no body of the model floats; give FilmConfig.camera, for "
        "example a WorldCamera."
    )


def _smoothed(path: FloatArray, *, sigma: float) -> FloatArray:
    """Average over a bell of this width; the path goes on point-mirrored beyond its ends."""
    reach = min(round(3 * sigma), len(path) - 1)
    if reach < 1:
        return path.copy()
    offset = np.arange(-reach, reach + 1)
    bell = np.exp(-0.5 * (offset / sigma) ** 2)
    before = 2 * path[0] - path[reach:0:-1]
    after = 2 * path[-1] - path[-2 : -reach - 2 : -1]
    long = np.concatenate([before, path, after])
    windows = np.lib.stride_tricks.sliding_window_view(long, len(bell), axis=0)
    return windows @ (bell / bell.sum())


def _num_blocked(
    model: mujoco.MjModel, data: mujoco.MjData, chase: ChaseCamera, path: FloatArray
) -> int:
    """Count the places, of up to twelve on the path, that static things hide from the camera."""
    static_ids = {
        geom
        for geom in range(model.ngeom)
        if int(model.body_weldid[int(model.geom_bodyid[geom])]) == 0
    }
    groups = np.array([1, 1, 1, 0, 0, 0], dtype=np.uint8)
    found = np.zeros(1, dtype=np.int32)
    num_blocked = 0
    for point in path[:: max(1, len(path) // 12)]:
        camera = chase_view(chase, point, fovy_deg=45.0).position_w
        ray = point - camera
        share = mujoco.mj_ray(model, data, camera, ray, groups, True, -1, found)
        num_blocked += 0 <= share < 1 and int(found[0]) in static_ids
    return num_blocked
