"""Laws of every registered body: named, finite, symmetric where it says so, on its feet."""

import re
from pathlib import Path

import mujoco
import numpy as np
import pytest

import andon.bodies
from andon.bodies import bodies, make_humanoid
from andon.bodies.drive import make_drive
from andon.bodies.pose import feet_of, set_pose, standing_height
from andon.randomness import stream
from andon.scenarios import compose, scenarios

NAMES = list(bodies)


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("scenario", list(scenarios))
def test_every_component_of_the_compiled_model_is_named(name, scenario):
    body = bodies.make(name)
    blueprint = compose(scenarios.make(scenario), body, make_drive(body))
    model = blueprint.model
    assert all(model.body(i).name for i in range(model.nbody))
    assert all(model.joint(i).name for i in range(model.njnt))
    assert all(model.actuator(i).name for i in range(model.nu))
    assert all(model.geom(i).name for i in blueprint.ground_ids)
    assert [model.actuator(i).name for i in blueprint.actuator_index] == list(body.joint_names)


@pytest.mark.parametrize("name", NAMES)
def test_the_mass_is_that_of_the_source(name):
    body = bodies.make(name)
    folder = Path(andon.bodies.__file__).parent / name.removesuffix("_solid")
    stated = re.search(r"total mass \| ([\d.]+) kg", (folder / "SOURCE.md").read_text())
    assert stated, f"{name}/SOURCE.md states no total mass"
    mass = mujoco.mj_getTotalmass(body.build(False).compile())
    assert mass == pytest.approx(float(stated[1]), rel=0.02)
    assert body.mass_kg == pytest.approx(mass, rel=1e-4)


@pytest.mark.parametrize("name", NAMES)
def test_limits_are_finite_and_the_home_pose_lies_inside(name):
    for joint in bodies.make(name).joints:
        facts = (joint.lower_rad, joint.upper_rad, joint.effort_nm, joint.kp, joint.kd)
        assert np.isfinite(facts).all(), joint.name
        assert joint.armature > 0, joint.name
        assert joint.lower_rad <= joint.home_rad <= joint.upper_rad, joint.name
        assert joint.upper_rad - joint.lower_rad < 2 * np.pi, joint.name  # radians, not degrees


@pytest.mark.parametrize("name", NAMES)
def test_the_compiled_joints_have_the_stated_facts(name):
    body = bodies.make(name)
    drive = make_drive(body)
    model = compose(scenarios.make("street_walk"), body, drive).model
    for i, joint in enumerate(body.joints):
        compiled, servo = model.joint(joint.name), model.actuator(joint.name)
        assert compiled.range == pytest.approx([joint.lower_rad, joint.upper_rad])
        assert model.jnt_limited[compiled.id]
        assert model.dof_armature[compiled.dofadr[0]] == pytest.approx(drive.armature[i])
        assert servo.forcerange == pytest.approx([-joint.effort_nm, joint.effort_nm])
        assert servo.gainprm[0] == pytest.approx(joint.kp)
        damping = -servo.biasprm[2] + model.dof_damping[compiled.dofadr[0]]
        assert damping == pytest.approx(joint.kd)


@pytest.mark.parametrize("name", NAMES)
def test_feet_and_standing_height_are_what_the_pose_gives(name):
    body = bodies.make(name)
    model = body.build(False).compile()
    home = {j.name: j.home_rad for j in body.joints}
    assert feet_of(model, body.root, home) == body.feet
    assert standing_height(model, body.root, home) == pytest.approx(body.base_height_m, abs=1e-3)


@pytest.mark.parametrize("name", NAMES)
def test_two_builds_are_the_same_model_and_share_nothing(name):
    body = bodies.make(name)
    one, other = body.build(False), body.build(False)
    assert one is not other
    one.bodies[1].pos = (9, 9, 9)
    assert not np.array_equal(other.bodies[1].pos, (9, 9, 9))
    assert body.build(False).to_xml() == other.to_xml()


def mirrored_name(name: str) -> str:
    for side, other in (("_l", "_r"), ("_r", "_l")):
        if name.endswith(side):
            return name[: -len(side)] + other
        name = re.sub(f"{side}(_|$)", f"\0{other}\\1", name) if f"{side}_" in name else name
        if "\0" in name:
            return name.replace("\0", "")
    return name


def test_the_mirrored_name_swaps_sides():
    assert mirrored_name("hip_roll_l") == "hip_roll_r"
    assert mirrored_name("hip_roll_r_link") == "hip_roll_l_link"
    assert mirrored_name("foot_l_outer") == "foot_r_outer"
    assert mirrored_name("base") == "base"


def is_about_y(joint) -> bool:
    return bool(abs(joint.axis[1]) > 0.9)


def test_the_humanoid_is_mirror_symmetric_in_every_pose():
    # Mirroring at the x-z plane keeps turns about y and reverses those about x and z.
    body = make_humanoid()
    model = body.build(False).compile()
    draws = stream(0, "mirror")
    for _ in range(5):
        pose = {j.name: float(draws.uniform(j.lower_rad, j.upper_rad)) for j in body.joints}
        twin = {mirrored_name(n): v if is_about_y(model.joint(n)) else -v for n, v in pose.items()}
        here, there = mujoco.MjData(model), mujoco.MjData(model)
        set_pose(model, here, body.root, pose)
        set_pose(model, there, body.root, twin)
        for i in range(1, model.nbody):
            j = model.body(mirrored_name(model.body(i).name)).id
            flip = np.array([1, -1, 1])
            assert there.xpos[j] == pytest.approx(flip * here.xpos[i], abs=1e-12)
            assert there.xipos[j] == pytest.approx(flip * here.xipos[i], abs=1e-12)


def test_the_humanoid_has_the_same_masses_shapes_and_drives_on_both_sides():
    body = make_humanoid()
    model = body.build(False).compile()
    for i in range(model.nbody):
        j = model.body(mirrored_name(model.body(i).name)).id
        assert model.body_mass[i] == pytest.approx(model.body_mass[j], abs=1e-12)
        assert np.sort(model.body_inertia[i]) == pytest.approx(
            np.sort(model.body_inertia[j]), abs=1e-12
        )
        mine = [g for g in range(model.ngeom) if model.geom_bodyid[g] == i]
        theirs = [g for g in range(model.ngeom) if model.geom_bodyid[g] == j]
        shape = lambda g: (int(model.geom_type[g]), *np.round(model.geom_size[g], 9))  # noqa: E731
        place = lambda g, s: tuple(np.round(model.geom_pos[g] * (1, s, 1), 9))  # noqa: E731
        assert sorted((shape(g), place(g, -1)) for g in mine) == sorted(
            (shape(g), place(g, 1)) for g in theirs
        )
    facts = {joint.name: joint for joint in body.joints}
    for name, joint in facts.items():
        twin = facts[mirrored_name(name)]
        for fact in ("effort_nm", "kp", "kd", "armature", "velocity_rad_s"):
            assert getattr(joint, fact) == getattr(twin, fact)
        if is_about_y(model.joint(name)):
            assert (joint.lower_rad, joint.upper_rad) == (twin.lower_rad, twin.upper_rad)
            assert joint.home_rad == twin.home_rad
        else:
            assert (joint.lower_rad, joint.upper_rad) == (-twin.upper_rad, -twin.lower_rad)
            assert joint.home_rad == -twin.home_rad
