"""Facts about joints and bodies."""

from dataclasses import FrozenInstanceError, replace

import pytest

from andon.bodies import Joint, make_humanoid
from andon.errors import InvalidConfig

JOINT = Joint(
    name="knee", lower_rad=0.0, upper_rad=2.0, effort_nm=100.0, kp=50.0, kd=2.0, armature=0.01
)


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"lower_rad": 2.0}, r"'knee' has the range 2.0..2.0 rad; the lower end must lie below"),
        ({"lower_rad": float("nan")}, r"'knee' has the range nan"),
        ({"effort_nm": 0.0}, r"'knee' has the effort limit 0.0 N m; it must be > 0"),
        ({"effort_nm": float("nan")}, r"'knee' has the effort limit nan"),
        ({"kp": -1.0}, r"'knee' has kp -1.0, kd 2.0, armature 0.01; none may be negative"),
        ({"kd": -1.0}, r"none may be negative"),
        ({"armature": -1.0}, r"none may be negative"),
    ],
)
def test_a_joint_that_cannot_be_driven_is_refused(changes, message):
    with pytest.raises(InvalidConfig, match=message):
        replace(JOINT, **changes)


def test_a_body_is_frozen():
    with pytest.raises(FrozenInstanceError):
        make_humanoid().name = "other"


def test_names_and_counts_follow_the_joints():
    body = make_humanoid()
    assert body.num_joints == len(body.joint_names) == 20
    assert body.joint_names[:2] == ("hip_roll_l", "hip_pitch_l")


def test_the_hash_follows_facts_and_shape():
    body = make_humanoid()
    stronger = replace(body, joints=(replace(body.joints[0], effort_nm=1.0), *body.joints[1:]))

    def build(is_visual):
        spec = body.build(is_visual)
        spec.body("base").mass += 1e-3
        return spec

    hashes = {b.content_hash() for b in (body, stronger, replace(body, build=build))}
    assert len(hashes) == 3
    assert replace(body, notes=("a note",)).content_hash() == body.content_hash()
