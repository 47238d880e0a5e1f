"""Scenes of known size for the tests of pictures."""

import mujoco
import numpy as np

from andon.sensing.camera import CameraConfig, WorldCamera

SPHERE, BOX, PLANE = (
    mujoco.mjtGeom.mjGEOM_SPHERE,
    mujoco.mjtGeom.mjGEOM_BOX,
    mujoco.mjtGeom.mjGEOM_PLANE,
)


def posed(spec: mujoco.MjSpec) -> tuple[mujoco.MjModel, mujoco.MjData]:
    """Compile a specification and bring its kinematics up to date."""
    model = spec.compile()
    data = mujoco.MjData(model)
    mujoco.mj_forward(model, data)
    return model, data


def add(parent, kind, size, pos, *, name, rgba=(0.5, 0.5, 0.5, 1.0), **more):
    """Add a geom."""
    size = [*size, 0, 0, 0][:3]
    return parent.add_geom(name=name, type=kind, size=size, pos=pos, rgba=rgba, **more)


def red_ball(radius: float = 0.5) -> tuple[mujoco.MjModel, mujoco.MjData]:
    """One red ball at the origin, nothing else."""
    spec = mujoco.MjSpec()
    add(spec.worldbody, SPHERE, [radius], [0, 0, 0], name="ball", rgba=(1, 0, 0, 1))
    return posed(spec)


def yard() -> tuple[mujoco.MjModel, mujoco.MjData]:
    """A plane with a box on it, and a robot of one ball."""
    spec = mujoco.MjSpec()
    add(spec.worldbody, PLANE, [0, 0, 1], [0, 0, 0], name="ground")
    add(spec.worldbody, BOX, [0.5, 0.4, 0.3], [1.0, 0.2, 0.3], name="box", rgba=(0.2, 0.4, 0.8, 1))
    robot = spec.worldbody.add_body(name="robot", pos=[-0.5, 0, 0.5])
    robot.add_freejoint()
    add(robot, SPHERE, [0.2], [0, 0, 0], name="hull", rgba=(0.9, 0.5, 0.1, 1))
    return posed(spec)


def from_the_side(distance_m: float, *, width: int = 65, height: int = 65) -> CameraConfig:
    """A camera on the x axis looking at the origin with a field of view of 40 degrees."""
    place = WorldCamera(position_w=(distance_m, 0.0, 0.0), look_at_w=(0.0, 0.0, 0.0))
    return CameraConfig(name="side", placement=place, width=width, height=height, fovy_deg=40.0)


def geom_id(model: mujoco.MjModel, name: str) -> int:
    """Give the id of a geom."""
    found = mujoco.mj_name2id(model, mujoco.mjtObj.mjOBJ_GEOM, name)
    assert found >= 0
    return int(found)


def away_from_edges(segmentation: np.ndarray) -> np.ndarray:
    """Mark the pixels whose eight neighbours show the same geom."""
    padded = np.pad(segmentation, 1, mode="edge")
    height, width = segmentation.shape
    same = np.ones_like(segmentation, dtype=bool)
    for down in range(3):
        for right in range(3):
            same &= padded[down : down + height, right : right + width] == segmentation
    return same
