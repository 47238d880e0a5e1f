"""Scenario and body put together: one compiled model, and how an episode's values enter it."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

import mujoco
import numpy as np
from numpy.typing import NDArray

from andon.bodies.body import Body
from andon.bodies.drive import Drive, add_servos
from andon.errors import InvalidConfig
from andon.scenarios.fixtures import (
    BAR_FIELDS,
    BAR_GROUP,
    BOARD_FIELDS,
    add_bar,
    add_board,
    find_bar_sensors,
    write_bar,
    write_board,
)
from andon.scenarios.layout import Block, Layout
from andon.scenarios.scenario import Scenario
from andon.scenarios.variation import Draw, Fixed
from andon.sensing.height_scan import TERRAIN_GROUP
from andon.spatial import quat_from_pitch, quat_from_roll

__all__ = ["SOLVERS", "Blueprint", "Solver", "compose", "varied_fields", "write_draw"]

PREFIX = "street/"
EVERYTHING = 0x7FFFFFFF
"""Collision bits of the ground: it touches every geom that touches anything."""
TORSION_FRICTION, ROLL_FRICTION = 0.005, 0.0001
SHEET_COLOR = (0.72, 0.84, 0.93, 1.0)
STONE_COLOR = (0.80, 0.78, 0.74, 1.0)
WOOD_COLOR = (0.72, 0.55, 0.36, 1.0)

NET_FORCE_AND_POINT, NET_FORCE = 2 | 16, 3
"""MuJoCo's contact sensor: fields to report (force, position), and how contacts are summed up."""

OPTIONS = (
    *("iterations", "ls_iterations", "ccd_iterations", "noslip_iterations"),
    *("tolerance", "ls_tolerance", "ccd_tolerance", "noslip_tolerance", "sleep_tolerance"),
    *("impratio", "jacobian", "enableflags", "disableactuator"),
    *("density", "viscosity", "wind", "magnetic"),
)
"""Options that are MuJoCo's defaults for every robot; `_set_physics` chooses the others."""

FIELDS_OF = {
    "payload_kg": ("body_mass",),
    "com_shift_x_m": ("body_ipos",),
    "kp_scale": ("actuator_gainprm", "actuator_biasprm"),
    "kd_scale": ("actuator_biasprm", "dof_damping"),
    "armature_scale": ("dof_armature",),
    "light": ("light_diffuse",),
}
NEUTRAL = dict.fromkeys(FIELDS_OF, 1.0) | {"payload_kg": 0.0, "com_shift_x_m": 0.0}
BLOCK_FIELDS = ("geom_pos", "geom_quat", "geom_size", "geom_rbound", "geom_aabb")
CONST_FIELDS = frozenset({"body_mass", "body_ipos", "body_inertia", "dof_armature"})
"""Fields after whose change MuJoCo's derived constants must be computed again."""


@dataclass(frozen=True, kw_only=True)
class Blueprint:
    """A compiled model of one robot in one place, and where things are in it."""

    scenario: Scenario
    """The scenario."""
    body: Body
    """The robot."""
    drive: Drive
    """How it is driven."""
    model: mujoco.MjModel
    """Template; an episode's values are written into copies of its fields."""
    base_id: int
    """Body id of the floating base."""
    base_qpos: int
    """First of the base's seven entries in qpos."""
    base_dof: int
    """First of the base's six entries in qvel."""
    joint_qpos: NDArray[np.intp]
    """Entry in qpos of each joint. Shape (num_joints,)."""
    joint_dof: NDArray[np.intp]
    """Entry in qvel of each joint. Shape (num_joints,)."""
    actuator_index: NDArray[np.intp]
    """Entry in ctrl of each joint. Shape (num_joints,)."""
    block_ids: tuple[int, ...]
    """Geom ids of the blocks of ground."""
    ground_ids: tuple[int, ...]
    """Geom ids of everything that carries the ground's friction."""
    plank_qpos: tuple[int, ...]
    """First entry in qpos of each loose plank."""
    bar_ids: tuple[int, ...]
    """Geom ids of the bars overhead."""
    bar_sensors: NDArray[np.intp]
    """Entry in sensordata that counts what touches each bar. Shape (num_bars,)."""
    board_qpos: tuple[int, ...]
    """Entry in qpos of the slide of each sprung board; that of its tilt follows."""
    num_obstacles: int
    """Obstacles on the way."""
    foot_sensors: NDArray[np.intp]
    """Entries in sensordata of each foot: ground force, its point, position, velocity and angular
    velocity of the foot, world frame. Shape (num_feet, 5, 3)."""


Solver = Literal["newton", "cg", "pgs"]
SOLVERS = {
    "newton": mujoco.mjtSolver.mjSOL_NEWTON,
    "cg": mujoco.mjtSolver.mjSOL_CG,
    "pgs": mujoco.mjtSolver.mjSOL_PGS,
}


def compose(
    scenario: Scenario,
    body: Body,
    drive: Drive,
    *,
    is_visual: bool = False,
    solver: Solver = "newton",
) -> Blueprint:
    """Put a robot into the place of a scenario and compile.

    Args:
        scenario: The scenario.
        body: The robot.
        drive: Gains, limits and rates.
        is_visual: Whether to keep geoms that are only there to be looked at.
        solver: MuJoCo's constraint solver; another one than Newton shows what depends on it.

    Raises:
        InvalidConfig: When MuJoCo refuses the composition.
    """
    spec = body.build(is_visual)
    _set_physics(spec, drive)
    spec.option.solver = SOLVERS[solver]
    layout = scenario.layout(scenario.draw(0))
    add_servos(spec, body, drive)
    try:
        _furnish(spec, layout)
        _add_foot_sensors(spec, body)
        model = spec.compile()
    except (ValueError, mujoco.FatalError) as error:
        raise InvalidConfig(f"{body.name} in {scenario.name} does not compile: {error}") from error
    root_joint = model.body(body.root).jntadr[0]
    blocks = tuple(model.geom(f"{PREFIX}block_{i}").id for i in range(len(layout.blocks)))
    planks = tuple(model.geom(f"{PREFIX}plank_{i}").id for i in range(len(layout.planks)))
    bars = [f"{PREFIX}bar_{i}" for i in range(len(layout.bars))]
    boards = [f"{PREFIX}board_{i}" for i in range(len(layout.boards))]
    fixed = [model.geom(name).id for name in (*bars, *boards)]
    return Blueprint(
        scenario=scenario,
        body=body,
        drive=drive,
        model=model,
        base_id=model.body(body.root).id,
        base_qpos=int(model.jnt_qposadr[root_joint]),
        base_dof=int(model.jnt_dofadr[root_joint]),
        joint_qpos=np.array([model.joint(n).qposadr[0] for n in body.joint_names]),
        joint_dof=np.array([model.joint(n).dofadr[0] for n in body.joint_names]),
        actuator_index=np.array([model.actuator(n).id for n in body.joint_names]),
        block_ids=blocks,
        ground_ids=(model.geom(f"{PREFIX}ground").id, *blocks, *planks, *fixed),
        plank_qpos=tuple(
            int(model.joint(f"{PREFIX}plank_{i}").qposadr[0]) for i in range(len(layout.planks))
        ),
        bar_ids=tuple(model.geom(name).id for name in bars),
        bar_sensors=find_bar_sensors(model, bars),
        board_qpos=tuple(int(model.joint(f"{name}_slide").qposadr[0]) for name in boards),
        num_obstacles=len(layout.obstacles),
        foot_sensors=_find_foot_sensors(model, len(body.feet)),
    )


def _set_physics(spec: mujoco.MjSpec, drive: Drive) -> None:
    """Set every option, so that no robot brings the physics of the file it came from."""
    option, default = spec.option, mujoco.MjSpec().option
    for name in OPTIONS:
        setattr(option, name, getattr(default, name))
    option.timestep = drive.physics_timestep_s
    option.integrator = mujoco.mjtIntegrator.mjINT_IMPLICITFAST
    option.solver = mujoco.mjtSolver.mjSOL_NEWTON
    option.cone = mujoco.mjtCone.mjCONE_PYRAMIDAL
    option.gravity = (0, 0, -9.81)
    disabled = mujoco.mjtDisableBit.mjDSBL_MIDPHASE, mujoco.mjtDisableBit.mjDSBL_AUTORESET
    option.disableflags = int(disabled[0]) | int(disabled[1])


def _add_foot_sensors(spec: mujoco.MjSpec, body: Body) -> None:
    """Measure what each foot bears and how it moves: for figures and rewards, not for policies."""
    kinds = mujoco.mjtSensor
    for i, foot in enumerate(body.feet):
        load = spec.add_sensor(
            name=f"{PREFIX}foot_{i}_load",
            type=kinds.mjSENS_CONTACT,
            objtype=mujoco.mjtObj.mjOBJ_BODY,
            objname=foot,
        )
        load.intprm = [NET_FORCE_AND_POINT, NET_FORCE, 1]
        for name, kind in (
            ("pos", kinds.mjSENS_FRAMEPOS),
            ("lin_vel", kinds.mjSENS_FRAMELINVEL),
            ("ang_vel", kinds.mjSENS_FRAMEANGVEL),
        ):
            spec.add_sensor(
                name=f"{PREFIX}foot_{i}_{name}",
                type=kind,
                objtype=mujoco.mjtObj.mjOBJ_XBODY,
                objname=foot,
            )


def _find_foot_sensors(model: mujoco.MjModel, num_feet: int) -> NDArray[np.intp]:
    found = np.zeros((num_feet, 5, 3), np.intp)
    for i in range(num_feet):
        load = int(model.sensor(f"{PREFIX}foot_{i}_load").adr[0])
        names = [f"{PREFIX}foot_{i}_{name}" for name in ("pos", "lin_vel", "ang_vel")]
        starts = [load, load + 3, *(int(model.sensor(name).adr[0]) for name in names)]
        found[i] = np.array(starts)[:, None] + np.arange(3)
    return found


def _furnish(spec: mujoco.MjSpec, layout: Layout) -> None:
    """Add sky, sun, ground, blocks and planks."""
    texture = mujoco.mjtTexture.mjTEXTURE_2D
    spec.add_texture(
        name=f"{PREFIX}tiles",
        type=texture,
        builtin=mujoco.mjtBuiltin.mjBUILTIN_CHECKER,
        rgb1=(0.86, 0.86, 0.84),
        rgb2=(0.80, 0.81, 0.80),
        width=256,
        height=256,
    )
    material = spec.add_material(name=f"{PREFIX}tiles", texuniform=True, texrepeat=(1, 1))
    material.textures[mujoco.mjtTextureRole.mjTEXROLE_RGB] = f"{PREFIX}tiles"
    spec.add_texture(
        name=f"{PREFIX}sky",
        type=mujoco.mjtTexture.mjTEXTURE_SKYBOX,
        builtin=mujoco.mjtBuiltin.mjBUILTIN_GRADIENT,
        rgb1=(0.93, 0.95, 0.97),
        rgb2=(0.67, 0.77, 0.88),
        width=128,
        height=128,
    )
    spec.worldbody.add_light(
        name=f"{PREFIX}sun",
        type=mujoco.mjtLightType.mjLIGHT_DIRECTIONAL,
        pos=(0, 0, 10),
        dir=(0.4, 0.5, -1.0),
        diffuse=(0.7, 0.7, 0.7),
        castshadow=False,
    )
    ground = spec.worldbody.add_geom(
        name=f"{PREFIX}ground",
        type=mujoco.mjtGeom.mjGEOM_PLANE,
        size=(0, 0, 0.05),
        pos=(0, 0, layout.floor_z_m),
        material=f"{PREFIX}tiles",
    )
    _make_ground(ground)
    for i, block in enumerate(layout.blocks):
        box = spec.worldbody.add_geom(
            name=f"{PREFIX}block_{i}",
            type=mujoco.mjtGeom.mjGEOM_BOX,
            size=block.half_size_m,
            pos=block.center_m,
            quat=_quat(block),
            rgba=SHEET_COLOR if block.is_slick else STONE_COLOR,
        )
        _make_ground(box)
    for i, plank in enumerate(layout.planks):
        _add_plank(spec, i, plank.half_size_m, plank.mass_kg)
    for i, bar in enumerate(layout.bars):
        beam = add_bar(spec, f"{PREFIX}bar_{i}", bar)
        _make_ground(beam)
        beam.group = BAR_GROUP
    for i, board in enumerate(layout.boards):
        _make_ground(add_board(spec, f"{PREFIX}board_{i}", board))


def _quat(block: Block) -> NDArray[np.float64]:
    if block.bank_rad:
        return quat_from_roll(block.bank_rad)
    return quat_from_pitch(block.pitch_rad)


def _make_ground(geom: mujoco.MjsGeom) -> None:
    geom.contype, geom.conaffinity, geom.condim, geom.priority = EVERYTHING, EVERYTHING, 3, 1
    geom.friction = (1.0, TORSION_FRICTION, ROLL_FRICTION)
    geom.group = TERRAIN_GROUP
    geom.margin = 0.0


def _add_plank(
    spec: mujoco.MjSpec, index: int, half_size: tuple[float, float, float], mass: float
) -> None:
    board = spec.worldbody.add_body(name=f"{PREFIX}plank_{index}")
    board.add_freejoint(name=f"{PREFIX}plank_{index}")
    geom = board.add_geom(
        name=f"{PREFIX}plank_{index}",
        type=mujoco.mjtGeom.mjGEOM_BOX,
        size=half_size,
        mass=mass,
        rgba=WOOD_COLOR,
    )
    _make_ground(geom)


def varied_fields(blueprint: Blueprint) -> tuple[str, ...]:
    """Name the fields of the model that differ from episode to episode."""
    fields = {"geom_friction"}
    if blueprint.block_ids or blueprint.plank_qpos:
        fields |= set(BLOCK_FIELDS)
    if blueprint.plank_qpos:
        fields |= {"body_mass", "body_inertia"}
    fields |= set(BAR_FIELDS) if blueprint.bar_ids else set()
    fields |= set(BOARD_FIELDS) if blueprint.board_qpos else set()
    for parameter in blueprint.scenario.variation:
        neutral = Fixed(value=NEUTRAL.get(parameter.name, 0.0))
        if parameter.distribution != neutral:
            fields |= set(FIELDS_OF.get(parameter.name, ()))
    return tuple(sorted(fields))


def write_draw(
    blueprint: Blueprint, fields: Mapping[str, NDArray[np.float64]], draw: Draw, layout: Layout
) -> None:
    """Write an episode's values into the fields of one model.

    Args:
        blueprint: Composition.
        fields: Arrays of one model by field name, at the template's values; edited. Fields that are
            missing are left alone.
        draw: Values of the episode.
        layout: Ground of the episode.
    """
    friction = fields["geom_friction"]
    for geom in blueprint.ground_ids:
        friction[geom] = (draw["friction"], TORSION_FRICTION, ROLL_FRICTION)
    for geom, block in zip(blueprint.block_ids, layout.blocks, strict=True):
        if block.friction is not None:
            friction[geom, 0] = block.friction
        _write_block(fields, geom, block)
    if "body_mass" in fields:
        fields["body_mass"][blueprint.base_id] += draw["payload_kg"]
    if "body_ipos" in fields:
        fields["body_ipos"][blueprint.base_id, 0] += draw["com_shift_x_m"]
    if "actuator_gainprm" in fields:
        fields["actuator_gainprm"][:, 0] *= draw["kp_scale"]
    if "actuator_biasprm" in fields:
        fields["actuator_biasprm"][:, 1] *= draw["kp_scale"]
        fields["actuator_biasprm"][:, 2] *= draw["kd_scale"]
    if "dof_damping" in fields:
        fields["dof_damping"][blueprint.joint_dof] *= draw["kd_scale"]
    if "dof_armature" in fields:
        fields["dof_armature"][blueprint.joint_dof] *= draw["armature_scale"]
    if "light_diffuse" in fields:
        fields["light_diffuse"][:] = fields["light_diffuse"] * draw["light"]
    for i, plank in enumerate(layout.planks):
        _write_plank(blueprint, fields, i, np.array(plank.half_size_m), plank.mass_kg)
    for geom, bar in zip(blueprint.bar_ids, layout.bars, strict=True):
        write_bar(fields, geom, bar)
    for i, board in enumerate(layout.boards):
        write_board(blueprint.model, fields, f"{PREFIX}board_{i}", board)


def _write_box(
    fields: Mapping[str, NDArray[np.float64]], geom: int, half_size: NDArray[np.float64]
) -> None:
    fields["geom_size"][geom] = half_size
    fields["geom_rbound"][geom] = np.sqrt(np.sum(half_size**2))
    fields["geom_aabb"][geom] = (0, 0, 0, *half_size)


def _write_block(fields: Mapping[str, NDArray[np.float64]], geom: int, block: Block) -> None:
    fields["geom_pos"][geom] = block.center_m
    fields["geom_quat"][geom] = _quat(block)
    _write_box(fields, geom, np.array(block.half_size_m))


def _write_plank(
    blueprint: Blueprint,
    fields: Mapping[str, NDArray[np.float64]],
    index: int,
    half_size: NDArray[np.float64],
    mass: float,
) -> None:
    model = blueprint.model
    geom, body = model.geom(f"{PREFIX}plank_{index}").id, model.body(f"{PREFIX}plank_{index}").id
    _write_box(fields, geom, half_size)
    fields["body_mass"][body] = mass
    square = half_size**2
    fields["body_inertia"][body] = mass / 3 * (np.sum(square) - square)
