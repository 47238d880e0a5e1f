"""A mirror through the sagittal plane: joints of the body, and the input of a network."""

from dataclasses import replace

import mujoco
import numpy as np
import pytest

from andon.bodies.pose import set_pose
from andon.errors import InvalidConfig
from andon.policies.contract import Contract, ContractTerm
from andon.policies.gait_config import GaitConfig
from andon.policies.mirror import mirror_of_input, mirror_of_joints
from andon.randomness import stream
from tests.policies.walks import BODY, JOINTS

TERMS = (
    "ang_vel_b",
    "gravity_b",
    "joint_pos",
    "joint_pos_ref_rel",
    "heading",
    "odometry",
    "foothold_shift",
    "foothold_rise",
    "gait_phase",
    "is_standing",
)


def make(terms=TERMS, joints=BODY.joint_names) -> Contract:
    return Contract(
        name="seen",
        terms=tuple(ContractTerm(term=term) for term in terms),
        joints=joints,
        gait=GaitConfig(),
    )


def test_mirrored_angles_put_every_body_where_its_partner_was():
    # The bodies of the model and their positions are a second source: MuJoCo's own kinematics.
    model = BODY.build(False).compile()
    data, image = mujoco.MjData(model), mujoco.MjData(model)
    for trial in range(5):
        q = stream(trial, "pose").uniform(-0.5, 0.5, (1, BODY.num_joints))
        for where, angles in ((data, q[0]), (image, JOINTS.apply(q)[0])):
            set_pose(model, where, BODY.root, dict(zip(BODY.joint_names, angles, strict=True)))
        for name in BODY.joint_names:
            parts = [{"l": "r", "r": "l"}.get(part, part) for part in name.split("_")]
            own = data.xipos[model.joint(name).bodyid[0]]
            partner = image.xipos[model.joint("_".join(parts)).bodyid[0]]
            assert own * (1, -1, 1) == pytest.approx(partner, abs=1e-9)


@pytest.mark.parametrize("order", [1, -1])
def test_a_mirror_of_a_mirror_is_what_was_there(order):
    mirror = mirror_of_input(make(joints=BODY.joint_names[::order]), BODY)
    values = stream(0, "values").standard_normal((3, len(mirror.index)))
    assert np.array_equal(mirror.apply(mirror.apply(values)), values)
    assert not np.array_equal(mirror.apply(values), values)


def test_joints_of_a_network_come_in_its_own_order():
    shuffled = tuple(stream(1, "order").permutation(BODY.joint_names).tolist())
    mirror = mirror_of_input(make(("joint_pos",), shuffled), BODY)
    values = stream(2, "values").standard_normal((4, BODY.num_joints))
    place = [shuffled.index(name) for name in BODY.joint_names]
    assert np.array_equal(mirror.apply(values)[:, place], JOINTS.apply(values[:, place]))


def test_a_term_without_an_image_is_refused():
    with pytest.raises(InvalidConfig, match="term 'height_scan' of 'seen' has no mirror image"):
        mirror_of_input(make((*TERMS, "height_scan")), BODY)


def test_a_joint_without_a_partner_is_refused():
    lame = replace(BODY, joints=tuple(j for j in BODY.joints if j.name != "elbow_pitch_r"))
    with pytest.raises(InvalidConfig, match=r"has no partner 'elbow_pitch_r'"):
        mirror_of_joints(lame)
