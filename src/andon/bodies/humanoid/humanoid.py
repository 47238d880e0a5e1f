"""The 1.63 m humanoid: 20 joints, 61.8 kg, built from a table with primitive shapes."""

from dataclasses import dataclass, replace

import mujoco

from andon.bodies.body import Body, Joint

__all__ = ["SHANK_LENGTH_M", "SOLE_DROP_M", "THIGH_LENGTH_M", "make_humanoid", "make_solid"]

Vec3 = tuple[float, float, float]
Color = tuple[float, float, float, float]

THIGH_LENGTH_M = 0.40
"""Hip pitch axis to knee axis. Source: TienKung-Lab @7ce828b, 0.0987 + 0.3013."""
SHANK_LENGTH_M = 0.40
"""Knee axis to ankle axis. Source: TienKung-Lab @7ce828b."""
SOLE_DROP_M = 0.057
"""Ankle axis to sole. Source: TienKung-Lab @7ce828b, 0.042 + 0.015."""
HIP_DROP_M = 0.1317
"""Base origin to hip pitch axis, downwards. Source: TienKung-Lab @7ce828b, 0.0857 + 0.046."""

SHELL: Color = (0.27, 0.33, 0.41, 1.0)
JOINT: Color = (0.13, 0.16, 0.20, 1.0)
ACCENT: Color = (0.95, 0.55, 0.16, 1.0)
FACE: Color = (0.06, 0.08, 0.10, 1.0)


@dataclass(frozen=True, kw_only=True)
class JointRow:
    """One row of the joint table; left side where the sides differ."""

    axis: Vec3
    lower_rad: float
    upper_rad: float
    effort_nm: float
    velocity_rad_s: float
    kp: float
    kd: float
    armature: float
    home_rad: float
    is_mirrored: bool = False
    """Whether range and home change sign on the right side."""


def _row(
    axis: str,
    limits: tuple[float, float],
    drive: tuple[float, float],
    *rest: float,
    m: bool = False,
) -> JointRow:
    kp, kd, armature, home = rest
    return JointRow(
        axis=(float(axis == "x"), float(axis == "y"), float(axis == "z")),
        lower_rad=limits[0],
        upper_rad=limits[1],
        effort_nm=drive[0],
        velocity_rad_s=drive[1],
        kp=kp,
        kd=kd,
        armature=armature,
        home_rad=home,
        is_mirrored=m,
    )


JOINT_TABLE: dict[str, JointRow] = {
    "hip_roll": _row("x", (-0.79, 0.79), (180, 15.6), 700, 10, 0.08, 0, m=True),
    "hip_pitch": _row("y", (-2.79, 2.09), (300, 15.6), 700, 10, 0.10, -0.5),
    "hip_yaw": _row("z", (-1.04, 1.04), (180, 15.6), 500, 5, 0.08, 0, m=True),
    "knee_pitch": _row("y", (0, 2.39), (300, 15.6), 700, 10, 0.10, 1.0),
    "ankle_pitch": _row("y", (-1.22, 0.5236), (60, 12.8), 30, 2.5, 0.03, -0.5),
    "ankle_roll": _row("x", (-0.4363, 0.4363), (30, 7.8), 16.8, 1.4, 0.02, 0, m=True),
    "shoulder_pitch": _row("y", (-2.96, 2.96), (52.5, 14.1), 60, 3, 0.02, 0),
    "shoulder_roll": _row("x", (-0.2618, 3.4), (52.5, 14.1), 20, 1.5, 0.02, 0.1, m=True),
    "shoulder_yaw": _row("z", (-2.96, 2.96), (52.5, 14.1), 10, 1, 0.02, 0, m=True),
    "elbow_pitch": _row("y", (-2.61, 0.261), (52.5, 14.1), 10, 1, 0.02, -0.3),
}
"""Source: TienKung-Lab @7ce828b `tienkung2_lite.urdf`, `tienkung.py`; armature assumed."""

LEG = ("hip_roll", "hip_pitch", "hip_yaw", "knee_pitch", "ankle_pitch", "ankle_roll")
ARM = ("shoulder_pitch", "shoulder_roll", "shoulder_yaw", "elbow_pitch")

OFFSETS: dict[str, Vec3] = {
    "hip_roll": (0, 0.028, -0.0857),
    "hip_pitch": (0, 0.122, -0.046),
    "hip_yaw": (0, 0, -0.0987),
    "knee_pitch": (0, 0, -0.3013),
    "ankle_pitch": (0, 0, -0.4),
    "ankle_roll": (0, 0, 0),
    "shoulder_pitch": (0, 0.14034, 0.37677),
    "shoulder_roll": (0, 0.073, 0),
    "shoulder_yaw": (0, 0, -0.13),
    "elbow_pitch": (0.02, 0, -0.15),
}
"""Parent to joint, left side, m. Source: TienKung-Lab @7ce828b, sides averaged."""


def joint_of(stem: str, side: str) -> Joint:
    """Give the facts of one joint.

    Args:
        stem: Name without side, for example `hip_roll`.
        side: `l` or `r`.
    """
    row = JOINT_TABLE[stem]
    flip = row.is_mirrored and side == "r"
    return Joint(
        name=f"{stem}_{side}",
        lower_rad=-row.upper_rad if flip else row.lower_rad,
        upper_rad=-row.lower_rad if flip else row.upper_rad,
        effort_nm=row.effort_nm,
        velocity_rad_s=row.velocity_rad_s,
        kp=row.kp,
        kd=row.kd,
        armature=row.armature,
        home_rad=-row.home_rad if flip else row.home_rad,
    )


def humanoid_joints() -> tuple[Joint, ...]:
    """Give all joints: left leg, right leg, left arm, right arm."""
    order = [(stem, side) for limb in (LEG, ARM) for side in "lr" for stem in limb]
    return tuple(joint_of(stem, side) for stem, side in order)


def _link(parent: mujoco.MjsBody, stem: str, side: str) -> mujoco.MjsBody:
    sign = 1.0 if side == "l" else -1.0
    x, y, z = OFFSETS[stem]
    body = parent.add_body(name=f"{stem}_{side}_link", pos=(x, sign * y, z))
    if stem == "shoulder_pitch":  # the arm hangs from a frame that is rolled by 5 degrees
        body.quat = (0.999048, sign * 0.0436192, 0, 0)
    joint = joint_of(stem, side)
    body.add_joint(
        name=joint.name,
        type=mujoco.mjtJoint.mjJNT_HINGE,
        axis=JOINT_TABLE[stem].axis,
        range=(joint.lower_rad, joint.upper_rad),
        armature=joint.armature,
        limited=mujoco.mjtLimited.mjLIMITED_TRUE,
    )
    return body


def _capsule(
    body: mujoco.MjsBody, start: Vec3, end: Vec3, radius: float, *, mass: float, color: Color
) -> mujoco.MjsGeom:
    return body.add_geom(
        type=mujoco.mjtGeom.mjGEOM_CAPSULE,
        fromto=(*start, *end),
        size=(radius, 0, 0),
        mass=mass,
        rgba=color,
        contype=0,
        conaffinity=0,
        group=1,
    )


def _shape(
    body: mujoco.MjsBody, kind: mujoco.mjtGeom, pos: Vec3, size: Vec3, *, color: Color
) -> mujoco.MjsGeom:
    """Add a massless shape that touches nothing."""
    return body.add_geom(
        type=kind,
        pos=pos,
        size=size,
        mass=0,
        rgba=color,
        contype=0,
        conaffinity=0,
        group=1,
    )


def _touches_ground(geom: mujoco.MjsGeom, name: str) -> None:
    geom.name = name
    geom.contype, geom.conaffinity, geom.condim = 1, 0, 3
    geom.friction = (1.0, 0.005, 0.0001)


def _add_leg(base: mujoco.MjsBody, side: str) -> None:
    sign = 1.0 if side == "l" else -1.0
    roll = _link(base, "hip_roll", side)
    _capsule(roll, (-0.05, 0, 0), (0.05, 0, 0), 0.045, mass=0.672983, color=JOINT)
    pitch = _link(roll, "hip_pitch", side)
    _capsule(pitch, (0, -0.05, 0), (0, 0.05, 0), 0.06, mass=3.95191, color=SHELL)
    thigh = _link(pitch, "hip_yaw", side)
    _capsule(thigh, (0, 0, 0.02), (0, 0, -0.26), 0.062, mass=6.6708, color=SHELL)
    shank = _link(thigh, "knee_pitch", side)
    _capsule(shank, (0, 0, -0.05), (0, 0, -0.34), 0.046, mass=2.31269, color=SHELL)
    _shape(shank, mujoco.mjtGeom.mjGEOM_SPHERE, (0, 0, 0), (0.058, 0, 0), color=JOINT)
    knee = _shape(shank, mujoco.mjtGeom.mjGEOM_SPHERE, (0.02, 0, 0), (0.05, 0, 0), color=ACCENT)
    _touches_ground(knee, f"knee_{side}")
    ankle = _link(shank, "ankle_pitch", side)
    _capsule(ankle, (0, -0.02, 0), (0, 0.02, 0), 0.03, mass=0.111609, color=JOINT)
    foot = _link(ankle, "ankle_roll", side)
    for edge, y in (("outer", sign * 0.025), ("inner", -sign * 0.025)):
        rail = _capsule(
            foot, (-0.065, y, -0.042), (0.135, y, -0.042), 0.015, mass=0.3, color=ACCENT
        )
        _touches_ground(rail, f"foot_{side}_{edge}")
    upper = foot.add_geom(
        type=mujoco.mjtGeom.mjGEOM_ELLIPSOID,
        pos=(0.03, 0, -0.026),
        size=(0.10, 0.042, 0.024),
        mass=0.41738,
        rgba=SHELL,
        contype=0,
        conaffinity=0,
        group=1,
    )
    upper.name = f"foot_{side}_upper"
    foot.add_site(name=f"foot_{side}", pos=(0.035, 0, -SOLE_DROP_M))


def _add_arm(base: mujoco.MjsBody, side: str) -> None:
    pitch = _link(base, "shoulder_pitch", side)
    reach = 0.05 if side == "l" else -0.05
    _capsule(pitch, (0, 0, 0), (0, reach, 0), 0.05, mass=0.469057, color=JOINT)
    roll = _link(pitch, "shoulder_roll", side)
    _capsule(roll, (0, 0, 0), (0, 0, -0.07), 0.05, mass=0.298029, color=SHELL)
    upper = _link(roll, "shoulder_yaw", side)
    _capsule(upper, (0, 0, 0.02), (0.01, 0, -0.12), 0.042, mass=0.93608, color=SHELL)
    forearm = _link(upper, "elbow_pitch", side)
    _capsule(forearm, (0, 0, -0.02), (0, 0, -0.25), 0.034, mass=0.553799, color=SHELL)
    hand = _shape(forearm, mujoco.mjtGeom.mjGEOM_SPHERE, (0, 0, -0.28), (0.042, 0, 0), color=ACCENT)
    _touches_ground(hand, f"hand_{side}")


def _add_torso(base: mujoco.MjsBody) -> None:
    box, ball = mujoco.mjtGeom.mjGEOM_ELLIPSOID, mujoco.mjtGeom.mjGEOM_SPHERE
    _shape(base, box, (0, 0, -0.06), (0.10, 0.15, 0.09), color=JOINT)
    _shape(base, mujoco.mjtGeom.mjGEOM_CYLINDER, (0, 0, 0.08), (0.075, 0.09, 0), color=JOINT)
    chest = _shape(base, box, (0, 0, 0.28), (0.115, 0.165, 0.20), color=SHELL)
    _touches_ground(chest, "torso")
    lamp = _shape(base, ball, (0.105, 0, 0.34), (0.028, 0, 0), color=ACCENT)
    lamp.name = "lamp"
    _shape(base, mujoco.mjtGeom.mjGEOM_CYLINDER, (0, 0, 0.50), (0.04, 0.05, 0), color=JOINT)
    head = _shape(base, box, (0.01, 0, 0.62), (0.095, 0.085, 0.115), color=SHELL)
    _touches_ground(head, "head")
    _shape(base, box, (0.055, 0, 0.625), (0.06, 0.068, 0.055), color=FACE)


SOLID = ("hip_pitch", "hip_yaw", "knee_pitch", "ankle_roll", "shoulder_yaw", "elbow_pitch")
"""Links that touch each other and the ground in the solid variant."""


def build_solid(is_visual: bool) -> mujoco.MjSpec:
    """Build the same robot with legs and arms that touch each other and the ground.

    Geoms of a link and of its parent never touch, as everywhere in MuJoCo.
    """
    spec = build_humanoid(is_visual)
    for stem in SOLID:
        for side in "lr":
            link = spec.body(f"{stem}_{side}_link")
            for geom in link.geoms if link is not None else ():
                if geom.type == mujoco.mjtGeom.mjGEOM_CAPSULE:
                    geom.contype, geom.conaffinity, geom.condim = 3, 2, 3
    return spec


def build_humanoid(is_visual: bool) -> mujoco.MjSpec:
    """Build the robot's specification.

    Args:
        is_visual: Ignored: the primitive shapes are cheap enough to stay in the physical model.

    Returns:
        The robot alone, root body `base` with a free joint, one position servo per joint.
    """
    del is_visual
    spec = mujoco.MjSpec()
    spec.modelname = "humanoid"
    spec.compiler.degree = False
    spec.compiler.autolimits = True
    base = spec.worldbody.add_body(name="base", pos=(0, 0, BASE_HEIGHT_M))
    base.add_freejoint(name="root")
    base.explicitinertial = True
    base.mass = 27.7717
    base.ipos = (0.001537, 0.0, 0.177608)
    base.inertia = (0.952918, 0.922015, 0.196947)
    base.add_site(name="imu", pos=(0, 0, 0))
    base.add_camera(name="head", pos=(0.13, 0, 0.64), xyaxes=(0, -1, 0, 0.5, 0, 0.866), fovy=75)
    _add_torso(base)
    for side in "lr":
        _add_leg(base, side)
    for side in "lr":
        _add_arm(base, side)
    return spec


BASE_HEIGHT_M = 0.8908
"""Base origin above level ground in the default pose with flat feet.

Source: 0.1317 + 0.40 cos 0.5 + 0.40 cos 0.5 + 0.057, from the table above.
"""


def make_solid() -> Body:
    """Give the humanoid whose legs and arms touch each other and the ground."""
    return replace(make_humanoid(), name="humanoid_solid", build=build_solid)


def make_humanoid() -> Body:
    """Give the built-in humanoid.

    Source:
        See `SOURCE.md` beside this file.
    """
    return Body(
        name="humanoid",
        joints=humanoid_joints(),
        root="base",
        feet=("ankle_roll_l_link", "ankle_roll_r_link"),
        base_height_m=BASE_HEIGHT_M,
        mass_kg=61.7604,
        damping_in="actuator",
        build=build_humanoid,
    )
