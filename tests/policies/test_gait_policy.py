"""The gait alone falls; a network that gives zero is exactly the gait."""

import json

import numpy as np
import pytest

from andon.episodes import rollout
from andon.policies.contract_file import read_contract
from andon.policies.gait_config import GaitConfig
from andon.policies.gait_policy import GaitPolicy
from andon.policies.onnx import OnnxPolicy
from andon.policies.onnx_file import write_layers
from andon.policies.setup import Setup
from tests.policies.readings import observe
from tests.policies.walks import BODY, DRIVE, drawn

FACTS = "\n".join(
    f"[[joints]]\nnames = ['{joint.name}']\nkp = {DRIVE.kp[i]}\nkd = {DRIVE.kd[i]}\n"
    f"home_rad = {DRIVE.home_rad[i]!r}"
    for i, joint in enumerate(BODY.joints)
)
ZERO = f"""schema = 1
model = "zero.onnx"
damping_in = "joint"
gains_from = "contract"
[observation]
[[observation.terms]]
term = "gait_velocity"
[[observation.terms]]
term = "joint_pos_ref_rel"
[action]
offset = "OFFSET"
joints = {json.dumps(BODY.joint_names[::-1])}
[gait]
{FACTS}
"""


def write(folder, offset: str = "gait", bias: float = 0.0):
    path = folder / "zero.toml"
    path.write_text(ZERO.replace("OFFSET", offset))
    layers = [np.zeros((23, 20))], [np.full(20, bias)]
    (folder / "zero.onnx").write_bytes(write_layers(*layers))
    return path


def test_a_residual_of_zero_is_the_gait(tmp_path):
    path = write(tmp_path)
    policy = OnnxPolicy(read_contract(path), tmp_path / "zero.onnx", BODY, 22)
    gait = GaitPolicy(BODY)
    assert policy.drive == gait.drive
    for step in range(120):
        observation = observe(drawn(3, step), step)
        assert np.array_equal(policy.act(observation), held(gait.act(observation)))
        assert np.array_equal(policy.planned_stance, gait.planned_stance)


def held(targets):
    """Hold targets within the joints, as a contract's are."""
    lower = [joint.lower_rad for joint in BODY.joints]
    return np.clip(targets, lower, [joint.upper_rad for joint in BODY.joints])


def test_a_residual_of_zero_makes_the_gaits_episodes(tmp_path):
    found = []
    for policy in ("gait", str(write(tmp_path))):
        rig = Setup(scenario="street_cross_steps", policy=policy, time_limit_s=2.4).build()
        episodes = rollout(rig.make_world(4), rig.policy, range(4))
        found.append({e.seed: (e.checksum, e.cause, e.metrics) for e in episodes})
    assert found[0] == found[1]


@pytest.mark.parametrize("offset", ["home", "zero"])
def test_beside_a_gait_an_action_may_still_be_added_to_home_or_zero(tmp_path, offset):
    path = write(tmp_path, offset, bias=0.1)
    policy = OnnxPolicy(read_contract(path), tmp_path / "zero.onnx", BODY, 22)
    start = DRIVE.home_rad if offset == "home" else np.zeros(20)
    found = policy.act(observe(drawn(2, 0), 0))
    assert found == pytest.approx(np.tile(np.array(start) + 0.1, (2, 1)), abs=1e-6)
    assert policy.planned_stance.shape == (2, 2)


def test_it_is_no_controller():
    # Measured when written: 200 of 200 fall at each of five speeds; see docs/explanation/gait.md.
    rig = Setup(scenario="street_walk", policy="gait", variation={"command_lin_vel_x": 0.6}).build()
    episodes = list(rollout(rig.make_world(16), rig.policy, range(16)))
    assert not any(e.success for e in episodes)
    assert all(e.cause.startswith("fell") for e in episodes)
    assert all("clock_agreement" in e.metrics for e in episodes)


def test_the_config_is_part_of_the_hash():
    assert GaitPolicy(BODY).content_hash() == GaitPolicy(BODY).content_hash()
    other = GaitPolicy(BODY, GaitConfig(clearance_m=0.1))
    assert other.content_hash() != GaitPolicy(BODY).content_hash()
