"""Scenario, body and policy from names and files."""

import re

import pytest

from andon.errors import BrokenFile, ContractMismatch, InvalidConfig, UnknownName
from andon.policies.setup import Setup
from tests.policies.contracts import NAMES, WIDTH, bent, write
from tests.policies.networks import save_network


@pytest.mark.parametrize(
    ("options", "error", "message"),
    [
        ({"scenario": "street_wlk"}, UnknownName, "'street_wlk'.*Did you mean 'street_walk'"),
        ({"body": "humanoyd"}, UnknownName, "'humanoyd'.*Did you mean 'humanoid'"),
        ({"policy": "stnad"}, UnknownName, "'stnad'.*Did you mean 'stand'"),
        ({"body": "nowhere/robot.xml"}, BrokenFile, "No body file at nowhere/robot.xml"),
        ({"policy": "nowhere.toml"}, BrokenFile, "nowhere.toml"),
        (
            {"variation": {"fricton": 1}},
            UnknownName,
            "'fricton'.*Did you mean 'friction'",
        ),
        ({"variation": {"friction": -1}}, InvalidConfig, "'friction' is -1; .* within 0 to 10"),
        ({"variation": {"friction": [1, 0.5]}}, InvalidConfig, "low < high; got 1.0, 0.5"),
        ({"variation": {"push_interval_s": 0}}, InvalidConfig, "'push_interval_s' is 0 s"),
        ({"noise": {"joint_poss": {"uniform": 1}}}, UnknownName, "Did you mean 'joint_pos'"),
        ({"noise": {"joint_pos": {"unifrom": 1}}}, UnknownName, "Did you mean 'uniform'"),
        ({"noise": {"joint_pos": {"uniform": "big"}}}, InvalidConfig, "'big', no number"),
        ({"noise": {"joint_pos": {"uniform": -1}}}, InvalidConfig, "uniform is -1"),
        ({"noise": {"joint_pos": {"dropout": 1}}}, InvalidConfig, "dropout is 1"),
        ({"noise": {"joint_pos": {"delay_steps": 0.5}}}, InvalidConfig, "whole number"),
        ({"noise": {"joint_pos": {"delay_steps": float("nan")}}}, InvalidConfig, "delay_steps"),
        ({"noise": {"joint_pos": {"delay_steps": float("inf")}}}, InvalidConfig, "delay_steps"),
        ({"time_limit_s": 0}, InvalidConfig, "time_limit_s > command_ramp_s"),
        ({"time_limit_s": float("inf")}, InvalidConfig, "time_limit_s"),
        ({"time_limit_s": float("nan")}, InvalidConfig, "time_limit_s"),
    ],
)
def test_what_cannot_be_meant_is_refused_by_name(options, error, message):
    with pytest.raises(error, match=message):
        Setup(**({"scenario": "street_walk"} | options)).build()


def test_a_contract_that_does_not_fit_is_refused(tmp_path):
    path = write(tmp_path, bent('"hip_roll_l"', '"tail"'))
    save_network(tmp_path / "tiny.onnx", WIDTH)
    with pytest.raises(ContractMismatch, match=r"names \['tail'\], which the body lacks"):
        Setup(scenario="street_walk", policy=str(path)).build()


def test_a_contract_that_does_not_fit_is_refused_before_its_network_is_sought(tmp_path):
    path = write(tmp_path, bent("rate_hz = 50", "rate_hz = 60"))
    with pytest.raises(ContractMismatch, match="whole number"):
        Setup(scenario="street_walk", policy=str(path)).build()


def test_the_network_is_found_beside_the_contract_or_as_given(tmp_path):
    path = write(tmp_path)
    with pytest.raises(BrokenFile, match=re.escape("'tiny.onnx', which is in none of: ")):
        Setup(scenario="street_walk", policy=str(path)).build()
    other = save_network(tmp_path / "other.onnx", WIDTH)
    given = Setup(scenario="street_walk", policy=str(path), weights=str(other)).build()
    assert given.policy.name == "tiny"
    save_network(tmp_path / "tiny.onnx", WIDTH)
    assert Setup(scenario="street_walk", policy=str(path)).build().contract.joints == NAMES
    with pytest.raises(BrokenFile, match=r"No ONNX file at .*lost\.onnx"):
        Setup(scenario="street_walk", policy=str(path), weights=str(tmp_path / "lost.onnx")).build()


def test_a_contract_that_names_no_network_says_so(tmp_path):
    path = write(tmp_path, bent('model = "tiny.onnx"\n', ""))
    with pytest.raises(BrokenFile, match=r"names no model\. Add model = .* or give --weights"):
        Setup(scenario="street_walk", policy=str(path)).build()


def test_variation_noise_and_time_limit_reach_the_scenario():
    rig = Setup(
        scenario="street_walk",
        variation={"friction": 0.5, "light": [0.1, 0.2]},
        noise={"joint_pos": {"uniform": 0.01}},
        time_limit_s=7,
    ).build()
    assert rig.scenario.draw(3)["friction"] == 0.5
    assert 0.1 <= rig.scenario.draw(3)["light"] <= 0.2
    assert rig.scenario.sensing.noise["joint_pos"].uniform == 0.01
    assert rig.make_world(1).limit_steps == 350


def test_a_file_body_brings_its_notes(tmp_path):
    path = tmp_path / "box.xml"
    path.write_text(
        '<mujoco><worldbody><body name="b"><freejoint/><geom size=".1"/><body name="a">'
        '<joint name="j"/><geom size=".05" contype="0" conaffinity="0"/></body></body></worldbody>'
        '<actuator><position name="j" joint="j" kp="3" kv="1" forcerange="-5 5"/></actuator>'
        "</mujoco>"
    )
    rig = Setup(scenario="street_walk", body=str(path), policy="zero").build()
    assert any("+-pi assumed" in note for note in rig.notes)
    with pytest.raises(InvalidConfig, match=r"no joint 'hip_roll_l'; this policy needs two legs"):
        Setup(scenario="street_walk", body=str(path), policy="stand").build()
