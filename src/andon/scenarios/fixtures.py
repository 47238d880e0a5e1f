"""What hangs over the way or gives way under a foot: bars and sprung boards."""

from collections.abc import Mapping, Sequence

import mujoco
import numpy as np
from numpy.typing import NDArray

from andon.scenarios.layout import Bar, Board
from andon.spatial import FloatArray

__all__ = [
    "BAR_FIELDS",
    "BAR_GROUP",
    "BOARD_FIELDS",
    "add_bar",
    "add_board",
    "find_bar_sensors",
    "write_bar",
    "write_board",
]

Fields = Mapping[str, NDArray[np.float64]]

BAR_FIELDS = ("geom_pos", "geom_size", "geom_rbound", "geom_aabb")
"""Fields that differ between episodes with bars."""
BOARD_FIELDS = (
    *("geom_size", "geom_rbound", "geom_aabb", "body_pos", "body_inertia"),
    *("jnt_stiffness", "dof_frictionloss"),
)
"""Fields that differ between episodes with sprung boards."""

BAR_COLOR = (0.86, 0.36, 0.20, 1.0)
BOARD_COLOR = (0.72, 0.55, 0.36, 1.0)
BAR_GROUP = 1
"""Group of bars: nothing to stand on, so that a scan of the ground looks through them."""
BOARD_KG = 12.0
TILT_LIMIT_RAD = 0.35
"""How far a sprung board tilts: 20 degrees."""
TILT_DAMPING, SLIDE_DAMPING = 12.0, 20.0
"""Damping of the two joints of a sprung board, N m s/rad and N s/m."""
FOUND = 1
"""MuJoCo's contact sensor: report the number of contacts."""


def add_bar(spec: mujoco.MjSpec, name: str, bar: Bar) -> mujoco.MjsGeom:
    """Add a bar, and a sensor of what touches it.

    Args:
        spec: Specification; edited.
        name: Name of the geom; that of the sensor ends in `_touch`.
        bar: The bar.

    Returns:
        Its geom; the caller says what it touches.
    """
    geom = spec.worldbody.add_geom(
        name=name,
        type=mujoco.mjtGeom.mjGEOM_BOX,
        size=bar.half_size_m,
        pos=bar.center_m,
        rgba=BAR_COLOR,
    )
    touch = spec.add_sensor(
        name=f"{name}_touch",
        type=mujoco.mjtSensor.mjSENS_CONTACT,
        objtype=mujoco.mjtObj.mjOBJ_GEOM,
        objname=name,
    )
    touch.intprm = [FOUND, 0, 1]
    return geom


def find_bar_sensors(model: mujoco.MjModel, names: Sequence[str]) -> NDArray[np.intp]:
    """Give the entry in sensordata that counts what touches each bar. Shape (num_bars,)."""
    return np.array([model.sensor(f"{name}_touch").adr[0] for name in names], np.intp)


def add_board(spec: mujoco.MjSpec, name: str, board: Board) -> mujoco.MjsGeom:
    """Add a sprung board: a slide along the way, then a tilt about its middle.

    Args:
        spec: Specification; edited.
        name: Name of body and geom; those of the joints end in `_slide` and `_tilt`.
        board: The board.

    Returns:
        Its geom, which is ground.
    """
    body = spec.worldbody.add_body(name=name, pos=_center(board))
    slide = body.add_joint(name=f"{name}_slide", type=mujoco.mjtJoint.mjJNT_SLIDE, axis=(1, 0, 0))
    slide.damping, slide.frictionloss = _linear(SLIDE_DAMPING), board.slide_n
    tilt = body.add_joint(
        name=f"{name}_tilt",
        type=mujoco.mjtJoint.mjJNT_HINGE,
        axis=(0, 1, 0),
        range=(-np.degrees(TILT_LIMIT_RAD), np.degrees(TILT_LIMIT_RAD))
        if spec.compiler.degree
        else (-TILT_LIMIT_RAD, TILT_LIMIT_RAD),
        limited=mujoco.mjtLimited.mjLIMITED_TRUE,
    )
    tilt.damping, tilt.stiffness = _linear(TILT_DAMPING), _linear(board.stiffness_nm)
    return body.add_geom(
        name=name,
        type=mujoco.mjtGeom.mjGEOM_BOX,
        size=board.half_size_m,
        mass=BOARD_KG,
        rgba=BOARD_COLOR,
    )


def write_bar(fields: Fields, geom: int, bar: Bar) -> None:
    """Write a bar into the fields of one model."""
    fields["geom_pos"][geom] = bar.center_m
    _write_size(fields, geom, np.array(bar.half_size_m))


def write_board(model: mujoco.MjModel, fields: Fields, name: str, board: Board) -> None:
    """Write a sprung board into the fields of one model.

    Args:
        model: Template, for the places of things.
        fields: Fields of one model; edited. Those that are missing are left alone.
        name: Name of the board's body and geom.
        board: The board.
    """
    body, half = model.body(name).id, np.array(board.half_size_m)
    _write_size(fields, model.geom(name).id, half)
    square = half**2
    values = (
        ("body_pos", body, _center(board)),
        ("body_inertia", body, BOARD_KG / 3 * (np.sum(square) - square)),
        ("jnt_stiffness", model.joint(f"{name}_tilt").id, board.stiffness_nm),
        ("dof_frictionloss", model.joint(f"{name}_slide").dofadr[0], board.slide_n),
    )
    for field, index, value in values:
        if field in fields:
            fields[field][index] = value


def _linear(value: float) -> NDArray[np.float64]:
    """Give a coefficient that does not grow with angle or speed, as MuJoCo's joints want it."""
    return np.array([[value], [0.0], [0.0]])


def _center(board: Board) -> tuple[float, float, float]:
    return (board.x_m, board.y_m, board.z_m - board.half_size_m[2])


def _write_size(fields: Fields, geom: int, half_size: FloatArray) -> None:
    fields["geom_size"][geom] = half_size
    fields["geom_rbound"][geom] = np.sqrt(np.sum(half_size**2))
    fields["geom_aabb"][geom] = (0, 0, 0, *half_size)
