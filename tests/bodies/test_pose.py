"""Lowest points of shapes, standing height and feet."""

import mujoco
import numpy as np
import pytest

from andon.bodies import make_humanoid
from andon.bodies.pose import feet_of, lowest_point, set_pose, standing_height
from andon.errors import InvalidConfig
from andon.randomness import stream

SHAPES = {
    "sphere": 'type="sphere" size=".2"',
    "capsule": 'type="capsule" size=".1 .3"',
    "cylinder": 'type="cylinder" size=".1 .3"',
    "box": 'type="box" size=".1 .2 .3"',
    "ellipsoid": 'type="ellipsoid" size=".1 .2 .3"',
    "mesh": 'type="mesh" mesh="wedge"',
}
MESH = '<asset><mesh name="wedge" vertex="0 0 0 .3 0 0 0 .4 0 0 0 .5 .1 .1 .3"/></asset>'


@pytest.mark.parametrize("shape", list(SHAPES))
def test_the_lowest_point_is_where_a_plane_first_touches(shape):
    # A shape is moved down in the air; it touches the plane when its lowest point comes to 0.
    text = (
        f"<mujoco>{MESH}<worldbody><geom name='floor' type='plane' size='5 5 .1'/>"
        f"<body name='b'><freejoint/><geom name='g' {SHAPES[shape]}/></body></worldbody></mujoco>"
    )
    model = mujoco.MjModel.from_xml_string(text)
    data, geom = mujoco.MjData(model), model.geom("g").id
    draws = stream(0, "shapes", shape)
    for _ in range(20):
        quat = draws.standard_normal(4)
        data.qpos[:] = (*draws.uniform(-1, 1, 2), 3.0, *(quat / np.linalg.norm(quat)))
        mujoco.mj_kinematics(model, data)
        lowest = lowest_point(model, data, geom)
        for clearance in (1e-4, -1e-4):
            data.qpos[2] = 3.0 - lowest + clearance
            mujoco.mj_forward(model, data)
            assert (data.ncon > 0) == (clearance < 0)
        data.qpos[2] = 3.0


def test_an_unknown_shape_is_bounded_by_its_sphere():
    text = (
        "<mujoco><asset><hfield name='h' nrow='4' ncol='4' size='1 1 .2 .1'/></asset><worldbody>"
        "<geom name='g' type='hfield' hfield='h' pos='0 0 2'/></worldbody></mujoco>"
    )
    model = mujoco.MjModel.from_xml_string(text)
    data = mujoco.MjData(model)
    mujoco.mj_kinematics(model, data)
    assert lowest_point(model, data, 0) <= 1.9


def test_the_humanoid_stands_on_its_feet_at_its_height():
    body = make_humanoid()
    model, home = body.build(False).compile(), {j.name: j.home_rad for j in body.joints}
    assert feet_of(model, body.root, home) == body.feet
    # the hip drop, both links at 0.5 rad to the vertical, the sole: the same table, by hand
    by_hand = 0.1317 + 0.8 * np.cos(0.5) + 0.057
    assert standing_height(model, body.root, home) == pytest.approx(by_hand, abs=1e-3)


def test_lifting_a_foot_leaves_one_to_stand_on():
    body = make_humanoid()
    home = {j.name: j.home_rad for j in body.joints} | {"knee_pitch_l": 2.0}
    assert feet_of(body.build(False).compile(), body.root, home) == ("ankle_roll_r_link",)


def test_set_pose_puts_the_base_upright_at_the_origin():
    body = make_humanoid()
    model = body.build(False).compile()
    data = mujoco.MjData(model)
    data.qpos[:] = 0.3
    set_pose(model, data, body.root, {"knee_pitch_l": 1.0})
    assert data.qpos[:7].tolist() == [0, 0, 0, 1, 0, 0, 0]
    assert data.joint("knee_pitch_l").qpos[0] == 1.0
    assert data.joint("knee_pitch_r").qpos[0] == 0.0


def test_a_robot_that_touches_nothing_is_refused():
    text = (
        "<mujoco><worldbody><body name='b'><freejoint/>"
        "<geom size='.1' contype='0' conaffinity='0'/></body></worldbody></mujoco>"
    )
    with pytest.raises(InvalidConfig, match="no geom that can touch anything"):
        standing_height(mujoco.MjModel.from_xml_string(text), "b", {})
