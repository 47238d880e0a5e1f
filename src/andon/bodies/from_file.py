"""Bodies from MJCF and URDF files: what is missing comes from given facts or is refused by name."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

import mujoco
import numpy as np

from andon.bodies.body import Body, Joint, bodies
from andon.bodies.file_facts import Finding, gather_joints
from andon.bodies.pose import feet_of, standing_height
from andon.errors import BrokenFile, InvalidConfig

__all__ = ["JointFacts", "load_body", "load_body_file"]


@dataclass(frozen=True, kw_only=True)
class JointFacts:
    """Facts that a model file may lack, by joint name; a contract states them."""

    effort_nm: Mapping[str, float] = field(default_factory=dict[str, float])
    """Torque limits."""
    kp: Mapping[str, float] = field(default_factory=dict[str, float])
    """Stiffnesses, N m/rad."""
    kd: Mapping[str, float] = field(default_factory=dict[str, float])
    """Dampings, N m s/rad."""
    home_rad: Mapping[str, float] = field(default_factory=dict[str, float])
    """Standing pose."""


def load_body(name_or_path: str, facts: JointFacts | None = None) -> Body:
    """Give a registered body by name, or load one from a file.

    Args:
        name_or_path: A registered name, or the path of an MJCF (`.xml`) or URDF (`.urdf`) file.
        facts: What the file may lack; ignored for registered bodies.

    Raises:
        UnknownName: When it is neither a registered name nor looks like a path.
        BrokenFile: When the file is missing or MuJoCo cannot read it.
        InvalidConfig: When something needed is neither in the file nor in the facts.
    """
    path = Path(name_or_path)
    if path.suffix.lower() in {".xml", ".urdf", ".mjcf"} or len(path.parts) > 1:
        return load_body_file(path, facts)
    return bodies.make(name_or_path)


def load_body_file(path: Path, facts: JointFacts | None = None) -> Body:
    """Load a robot from an MJCF or URDF file.

    The robot's subtree is kept; the file's ground, lights, actuators, sensors and keyframes are
    left out, because place, servos and sensing come from andon. Joint ranges, torque limits, gains
    and the standing pose are read from the file first and from `facts` second.

    Args:
        path: The file.
        facts: What the file may lack.

    Raises:
        BrokenFile: When the file is missing or MuJoCo cannot read or compile it.
        InvalidConfig: When there is no single floating base, no actuated hinge, or a joint lacks a
            torque limit or a stiffness that the facts do not give either; when the robot is tied
            to the world or to what is left out.
    """
    known = facts or JointFacts()
    spec, model = _read(path)
    root = _root_name(path, spec)
    found = gather_joints(spec, model, root)
    joints, notes = _complete(path, found, known)
    if path.suffix.lower() == ".urdf":
        notes.append(f"free joint added to {root}: a URDF cannot say that its base floats")
    has_joint_damping = found.damping_in == "joint"
    if model.body_gravcomp.any():
        notes.append("gravity compensation left out")

    def build(is_visual: bool) -> mujoco.MjSpec:
        fresh, compiled = _read(path)
        _strip(fresh, compiled, root, keep_visual=is_visual)
        return fresh

    bare = _compile_alone(path, build(False), root)
    home = {joint.name: joint.home_rad for joint in joints}
    return Body(
        name=str(path),
        joints=joints,
        root=root,
        feet=feet_of(bare, root, home),
        base_height_m=standing_height(bare, root, home),
        mass_kg=float(np.sum(bare.body_mass)),
        damping_in="joint" if has_joint_damping else "actuator",
        notes=tuple(notes),
        build=build,
    )


def _read(path: Path) -> tuple[mujoco.MjSpec, mujoco.MjModel]:
    if not path.is_file():
        raise BrokenFile(f"No body file at {path}. Give an MJCF (.xml) or URDF (.urdf) file.")
    try:
        spec = mujoco.MjSpec.from_file(str(path))
        spec.compiler.fusestatic = False
        _free_base(spec)
        _name_all(spec)
        return spec, spec.compile()
    except (ValueError, mujoco.FatalError) as error:
        raise BrokenFile(f"MuJoCo cannot read {path}: {error}") from error


def _free_base(spec: mujoco.MjSpec) -> None:
    """Give a URDF's root a free joint: the format has no way to say that it floats."""
    tops = spec.worldbody.bodies
    if len(tops) == 1 and not tops[0].joints and not spec.actuators:
        tops[0].add_freejoint(name="root")


def _compile_alone(path: Path, spec: mujoco.MjSpec, root: str) -> mujoco.MjModel:
    """Compile what is left, and refuse a robot that something holds."""
    try:
        model = spec.compile()
    except (ValueError, mujoco.FatalError) as error:
        raise InvalidConfig(
            f"{path} does not compile without its ground and other objects, which andon replaces: "
            f"{error}"
        ) from error
    ties = (int(mujoco.mjtEq.mjEQ_CONNECT), int(mujoco.mjtEq.mjEQ_WELD))
    for i in range(model.neq):
        is_of_bodies = model.eq_objtype[i] == int(mujoco.mjtObj.mjOBJ_BODY)
        is_tie = model.eq_type[i] in ties and is_of_bodies
        if is_tie and 0 in (model.eq_obj1id[i], model.eq_obj2id[i]):
            raise InvalidConfig(
                f"{path} ties the robot to the world by the equality {model.equality(i).name!r}; "
                f"its base {root!r} must be free. Remove it from the file."
            )
    return model


def _name_all(spec: mujoco.MjSpec) -> None:
    """Name the bodies and joints that the file leaves without a name, in its order."""
    for i, body in enumerate(spec.bodies):
        body.name = body.name or f"body_{i}"
    for i, joint in enumerate(spec.joints):
        joint.name = joint.name or f"joint_{i}"


def _is_free(body: mujoco.MjsBody) -> bool:
    return any(joint.type == mujoco.mjtJoint.mjJNT_FREE for joint in body.joints)


def _root_name(path: Path, spec: mujoco.MjSpec) -> str:
    free = [body.name for body in spec.worldbody.bodies if _is_free(body)]
    if len(free) != 1:
        tops = [body.name for body in spec.worldbody.bodies]
        raise InvalidConfig(
            f"{path} must have one body with a free joint (the robot's base); found {free} among "
            f"the top-level bodies {tops}."
        )
    return str(free[0])


def _complete(path: Path, found: Finding, known: JointFacts) -> tuple[tuple[Joint, ...], list[str]]:
    joints: list[Joint] = []
    notes = list(found.notes)
    missing: dict[str, list[str]] = {}
    taken: dict[str, int] = {}

    def pick(what: str, name: str, own: float | None, given: Mapping[str, float]) -> float | None:
        if own is not None:
            return own
        if name in given:
            taken[what] = taken.get(what, 0) + 1
            return float(given[name])
        missing.setdefault(what, []).append(name)
        return None

    for row in found.rows:
        effort = pick("effort_nm", row.name, row.effort_nm, known.effort_nm)
        kp = pick("kp", row.name, row.kp, known.kp)
        kd = pick("kd", row.name, row.kd, known.kd)
        if effort is None or kp is None or kd is None:
            continue
        joints.append(
            Joint(
                name=row.name,
                lower_rad=row.lower_rad,
                upper_rad=row.upper_rad,
                effort_nm=effort,
                kp=kp,
                kd=kd,
                armature=row.armature,
                home_rad=float(known.home_rad.get(row.name, row.home_rad)),
            )
        )
    notes.extend(f"{what} of {n} joints taken from the contract" for what, n in taken.items())
    if missing:
        lacks = "; ".join(f"{what} of {names}" for what, names in missing.items())
        raise InvalidConfig(
            f"{path} lacks {lacks}. Set them in the file (actuator kp, joint damping, forcerange) "
            "or under [[joints]] in a contract given with --policy."
        )
    if not joints:
        raise InvalidConfig(f"{path} has no hinge joint that could be driven.")
    return tuple(joints), notes


def _strip(spec: mujoco.MjSpec, model: mujoco.MjModel, root: str, *, keep_visual: bool) -> None:
    """Keep the robot alone; freeze inertias first, so that deleting geoms changes no mass."""
    world = spec.worldbody
    fixed = (spec.keys, spec.sensors, spec.actuators, spec.lights)
    for element in [
        *(item for group in fixed for item in group),
        *(item for group in (world.geoms, world.sites, world.cameras) for item in group),
        *(body for body in world.bodies if body.name != root),
    ]:
        spec.delete(element)
    used: set[str] = set()
    for body in spec.bodies:
        if body.name == "world":
            continue
        compiled = model.body(body.name)
        body.explicitinertial = True
        body.mass = float(compiled.mass[0])
        body.ipos, body.iquat = compiled.ipos.copy(), compiled.iquat.copy()
        body.inertia = compiled.inertia.copy()
        body.fullinertia = np.full(6, np.nan)
        body.gravcomp = 0.0
        for geom in list(body.geoms):
            is_seen_only = geom.contype == 0 and geom.conaffinity == 0
            if is_seen_only and not keep_visual:
                spec.delete(geom)
                continue
            geom.group = 1 if geom.group == 2 else geom.group
            geom.priority = 0  # the ground's friction counts
            used.add(str(geom.meshname))
    left = {geom.name for geom in spec.geoms}
    for pair in [p for p in spec.pairs if not {p.geomname1, p.geomname2} <= left]:
        spec.delete(pair)
    for mesh in [mesh for mesh in spec.meshes if mesh.name not in used]:
        spec.delete(mesh)
