"""Robots from files: what is there is read, what is missing is asked for by name."""

import re

import mujoco
import numpy as np
import pytest

from andon.bodies import load_body
from andon.bodies.drive import make_drive
from andon.bodies.from_file import JointFacts, load_body_file
from andon.errors import BrokenFile, InvalidConfig, UnknownName
from andon.scenarios import compose, scenarios
from andon.sensing.height_scan import TERRAIN_GROUP
from tests.bodies.models import MOTORS, SERVOS, URDF, WHOLE, bent, write

GIVEN = JointFacts(
    effort_nm={"left_hip": 30.0, "right_hip": 30.0, "shoulder": 12.0},
    kp={"left_hip": 80.0, "right_hip": 80.0, "shoulder": 40.0},
    kd={"left_hip": 4.0, "right_hip": 4.0, "shoulder": 2.0},
    home_rad={"left_hip": 0.1},
)


def load(folder, text, facts=None, name="robot.xml"):
    return load_body_file(write(folder, text, name), facts)


def composed(body) -> mujoco.MjModel:
    return compose(scenarios.make("street_walk"), body, make_drive(body)).model


def test_a_whole_file_needs_nothing_else(tmp_path):
    body = load(tmp_path, WHOLE)
    assert body.joint_names == ("left_hip", "right_hip")
    assert body.root == "base"
    assert body.feet == ("left", "right")
    assert body.mass_kg == pytest.approx(7.0)
    assert body.damping_in == "actuator"
    assert body.notes == ()
    for joint, home in zip(body.joints, (0.2, -0.2), strict=True):
        assert (joint.lower_rad, joint.upper_rad) == (-1, 1)
        assert (joint.effort_nm, joint.kp, joint.kd, joint.armature) == (30, 80, 4, 0.01)
        assert joint.home_rad == pytest.approx(home)
    # 0.1 + 0.3 cos 0.2 + 0.04 below the base
    assert body.base_height_m == pytest.approx(0.1 + 0.3 * np.cos(0.2) + 0.04)


def test_only_the_robot_is_kept(tmp_path):
    body = load(tmp_path, WHOLE)
    model = composed(body)
    names = {model.body(i).name for i in range(model.nbody)}
    assert names == {"world", "base", "left", "right"}
    assert model.nkey == 0
    own = [model.sensor(i).name for i in range(model.nsensor)]
    assert all(name.startswith("street/foot_") for name in own)
    assert model.nu == 2
    assert mujoco.mj_getTotalmass(model) == pytest.approx(7.0)
    floor = model.geom("street/ground").id
    assert [g for g in range(model.ngeom) if model.geom_group[g] == TERRAIN_GROUP] == [floor]


def test_the_physics_is_andons_and_not_the_files(tmp_path):
    model, own = composed(load(tmp_path, WHOLE)), composed(load_body("humanoid"))
    assert model.opt.timestep == 0.005
    assert model.opt.gravity.tolist() == [0, 0, -9.81]
    for name in (
        "iterations",
        "ls_iterations",
        "tolerance",
        "ls_tolerance",
        "impratio",
        "cone",
        "solver",
        "integrator",
        "disableflags",
        "enableflags",
        "density",
        "viscosity",
    ):
        assert getattr(model.opt, name) == getattr(own.opt, name), name


def test_what_is_only_looked_at_is_left_out_unless_asked_for(tmp_path):
    body = load(tmp_path, WHOLE)
    bare, full = body.build(False).compile(), body.build(True).compile()
    assert (bare.ngeom, full.ngeom) == (3, 4)
    assert np.sum(bare.body_mass) == pytest.approx(np.sum(full.body_mass))
    assert bare.body_inertia == pytest.approx(full.body_inertia)


def test_masses_that_only_seen_geoms_carry_are_kept(tmp_path):
    text = bent('size=".3" mass="0"', 'size=".3" mass="2"')
    body = load(tmp_path, text)
    assert body.mass_kg == pytest.approx(9.0)
    assert np.sum(body.build(False).compile().body_mass) == pytest.approx(9.0)


def test_motors_become_servos_with_the_contracts_gains(tmp_path):
    body = load(tmp_path, bent(SERVOS, MOTORS), GIVEN)
    # ctrl 3 at gear 10: 30 N m
    assert [j.effort_nm for j in body.joints] == [30, 30]
    assert [j.kp for j in body.joints] == [80, 80]
    assert body.joints[0].home_rad == 0.1
    assert any("kp of 2 joints taken from the contract" in note for note in body.notes)


def test_a_gear_multiplies_stiffness_and_limit(tmp_path):
    # torque = gear * force, force = kp (ctrl - gear q) - kv gear dq: kp and kv act with gear^2
    text = bent('kp="80" kv="4" forcerange="-30 30"', 'gear="2" kp="20" kv="1" forcerange="-15 15"')
    for joint in load(tmp_path, text).joints:
        assert (joint.kp, joint.kd, joint.effort_nm) == (80, 4, 30)


def test_motors_without_gains_or_limits_are_refused_by_name(tmp_path):
    with pytest.raises(InvalidConfig, match=r"robot\.xml lacks kp of \['left_hip', 'right_hip'\]"):
        load(tmp_path, bent(SERVOS, MOTORS))
    text = bent(' forcerange="-30 30"', "")
    message = r"lacks effort_nm of \['left_hip', 'right_hip'\]\. Set them in the file .* contract"
    with pytest.raises(InvalidConfig, match=message):
        load(tmp_path, text)


def test_a_limit_on_the_joint_is_as_good(tmp_path):
    text = bent(' forcerange="-30 30"', "").replace(
        'range="-1 1" armature', 'range="-1 1" actuatorfrcrange="-25 25" armature'
    )
    assert [j.effort_nm for j in load(tmp_path, text).joints] == [25, 25]


def test_a_missing_range_is_assumed_and_noted(tmp_path):
    body = load(tmp_path, bent(' range="-1 1"', ""))
    assert body.joints[0].upper_rad == pytest.approx(np.pi)
    assert any("no range" in note and "left_hip" in note for note in body.notes)


def test_joints_without_an_actuator_stay_passive_and_are_noted(tmp_path):
    text = bent(
        '    <position name="r" joint="right_hip" kp="80" kv="4" forcerange="-30 30"/>\n', ""
    )
    body = load(tmp_path, text)
    assert body.joint_names == ("left_hip",)
    assert any("['right_hip']" in note for note in body.notes)
    assert composed(body).nu == 1


def test_damping_in_the_joint_is_found_there(tmp_path):
    text = bent(' kv="4"', "").replace('armature=".01"', 'armature=".01" damping="6"')
    body = load(tmp_path, text)
    assert body.damping_in == "joint"
    assert [j.kd for j in body.joints] == [6, 6]
    model = composed(body)
    assert model.dof_damping[6:].tolist() == [6, 6]
    assert model.actuator_biasprm[:, 2].tolist() == [0, 0]


def test_a_urdf_floats(tmp_path):
    body = load(tmp_path, URDF, GIVEN, "pole.urdf")
    assert body.joint_names == ("shoulder",)
    assert body.root == "base"
    assert body.mass_kg == pytest.approx(5.0)
    joint = body.joints[0]
    assert (joint.lower_rad, joint.upper_rad, joint.effort_nm) == (-1, 1.5, 12)
    assert (joint.kp, joint.kd) == (40, 0.7)  # the file's damping comes first
    assert composed(body).nq == 8


def test_a_urdf_without_gains_is_refused_by_name(tmp_path):
    with pytest.raises(InvalidConfig, match=r"pole\.urdf lacks kp of \['shoulder'\]"):
        load(tmp_path, URDF, name="pole.urdf")


SLIDE = (
    '<body name="lift"><joint name="lift" type="slide"/><geom size=".02"/></body>'
    "</body></worldbody>"
)
NO_HINGE = (
    '<mujoco><worldbody><body name="b"><freejoint/><geom size=".1"/></body></worldbody></mujoco>'
)
FIXED = re.sub("<keyframe>.*</keyframe>", "", bent("<freejoint/>", ""))
SECOND = '<body name="cart"><freejoint/><geom size=".1"/></body></worldbody>'


def change(new: str, old: str = "    </body>\n  </worldbody>") -> str:
    return bent(old, new)


@pytest.mark.parametrize(
    ("text", "error", "message"),
    [
        (change(SLIDE), InvalidConfig, r"Only hinge joints can be driven; \['lift'\]"),
        (
            change(SECOND, "</worldbody>"),
            InvalidConfig,
            r"one body with a free joint .*; found \['base', 'cart'\] .*'table', 'base', 'cart'\]",
        ),
        (FIXED, InvalidConfig, r"one body with a free joint .*; found \[\]"),
        (
            NO_HINGE,
            InvalidConfig,
            r"no hinge joint that could be driven",
        ),
        (
            WHOLE.replace("<geom ", '<geom contype="0" conaffinity="0" ').replace(
                'contype="0" conaffinity="0" group', "group"
            ),
            InvalidConfig,
            r"no geom that can touch anything",
        ),
        (WHOLE.replace("</worldbody>", ""), BrokenFile, r"MuJoCo cannot read .*robot\.xml"),
        (bent('size=".04"', 'size="-1"'), BrokenFile, r"MuJoCo cannot read .*robot\.xml"),
        ("", BrokenFile, r"MuJoCo cannot read .*robot\.xml"),
        ("<mujoco/>", InvalidConfig, r"found \[\] among the top-level bodies \[\]"),
        (bent('kp="80"', 'kp="-80"'), InvalidConfig, r"lacks kp of"),
    ],
)  # fmt: skip
def test_what_cannot_be_driven_is_refused_by_name(tmp_path, text, error, message):
    with pytest.raises(error, match=message):
        load(tmp_path, text)


def test_a_missing_file_and_an_unknown_name_are_refused(tmp_path):
    with pytest.raises(BrokenFile, match=r"No body file at .*none\.xml"):
        load_body(str(tmp_path / "none.xml"))
    with pytest.raises(BrokenFile, match="No body file"):
        load_body(str(tmp_path))  # a folder
    with pytest.raises(UnknownName, match=r"Did you mean 'humanoid'"):
        load_body("humanoidd")


def test_a_file_whose_bodies_have_no_names_can_be_used(tmp_path):
    text = WHOLE.replace('<body name="left"', "<body").replace('<body name="base"', "<body")
    body = load(tmp_path, text)
    model = composed(body)
    assert all(model.body(i).name for i in range(model.nbody))
    assert body.mass_kg == pytest.approx(7.0)
    floor = model.geom("street/ground").id
    assert [g for g in range(model.ngeom) if model.geom_group[g] == TERRAIN_GROUP] == [floor]


def test_a_hinge_without_a_name_is_given_one(tmp_path):
    text = WHOLE.replace('<joint name="left_hip"', "<joint").replace(
        '    <position name="l" joint="left_hip" kp="80" kv="4" forcerange="-30 30"/>\n', ""
    )
    body = load(tmp_path, text)
    model = composed(body)
    assert all(model.joint(i).name for i in range(model.njnt))
    assert any("passive" in note for note in body.notes)


def test_reading_a_file_changes_nothing_and_two_readings_are_equal(tmp_path):
    path = write(tmp_path, WHOLE)
    before = path.read_bytes()
    one, other = load_body_file(path), load_body_file(path)
    assert one == other
    assert one.content_hash() == other.content_hash()
    assert path.read_bytes() == before


def test_a_tendon_an_equality_and_an_exclusion_survive_or_are_refused(tmp_path):
    extra = (
        '<contact><exclude body1="left" body2="right"/>'
        '<exclude body1="table" body2="left"/></contact>'
        '<equality><joint joint1="left_hip" joint2="right_hip"/></equality>'
        "<actuator>"
    )
    body = load(tmp_path, bent("<actuator>", extra))
    model = composed(body)
    assert model.neq == 1


def test_damping_that_moves_into_the_actuator_leaves_the_joint(tmp_path):
    text = bent(' kv="4"', "").replace('armature=".01"', 'armature=".01" damping="6"')
    body = load(tmp_path, text)
    model = compose(
        scenarios.make("street_walk"), body, make_drive(body, damping_in="actuator")
    ).model
    assert model.dof_damping[6:].tolist() == [0, 0]
    assert model.actuator_biasprm[:, 2].tolist() == [-6, -6]


def test_a_robot_that_is_tied_to_the_world_is_refused(tmp_path):
    text = bent("<actuator>", '<equality><weld name="hook" body1="base"/></equality><actuator>')
    with pytest.raises(InvalidConfig, match=r"ties the robot to the world by the equality 'hook'"):
        load(tmp_path, text)


def test_a_tie_to_something_that_is_left_out_goes_with_it(tmp_path):
    text = bent("<actuator>", '<equality><weld body1="base" body2="table"/></equality><actuator>')
    assert composed(load(tmp_path, text)).neq == 0


def test_a_contact_pair_with_the_files_ground_goes_with_it(tmp_path):
    shape = 'type="box" size=".1 .2 .1" mass="5"'
    text = bent(shape, 'name="trunk" ' + shape).replace(
        "<actuator>", '<contact><pair geom1="floor" geom2="trunk"/></contact><actuator>'
    )
    assert composed(load(tmp_path, text)).npair == 0


def test_what_depends_on_something_that_is_left_out_is_refused(tmp_path):
    text = bent('<light pos="0 0 3"/>', '<site name="hook"/>').replace(
        "<actuator>",
        '<tendon><spatial><site site="hook"/><site site="imu"/></spatial></tendon><actuator>',
    )
    with pytest.raises(InvalidConfig, match=r"does not compile without its ground .*'hook'"):
        load(tmp_path, text)


def test_the_grounds_friction_counts_and_not_the_robots(tmp_path):
    text = bent("<worldbody>", '<default><geom friction="0.1" priority="5"/></default><worldbody>')
    model = composed(load(tmp_path, text))
    ground = model.geom("street/ground").id
    others = [model.geom_priority[g] for g in range(model.ngeom) if g != ground]
    assert max(others) < model.geom_priority[ground]


def test_gravity_is_not_compensated(tmp_path):
    text = bent('<body name="base"', '<body gravcomp="1" name="base"')
    body = load(tmp_path, text)
    assert not composed(body).body_gravcomp.any()
    assert "gravity compensation left out" in body.notes
