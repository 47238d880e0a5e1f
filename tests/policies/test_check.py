"""A contract that does not fit body or scenario is refused, with every mismatch named."""

from dataclasses import replace

import pytest

from andon.bodies import make_humanoid
from andon.errors import ContractMismatch
from andon.policies.check import check_contract, contract_drive, contract_notes
from andon.policies.contract import Clock, ContractTerm, JointGroup
from andon.scenarios import scenarios
from andon.sensing.noise import SensingConfig, TermNoise
from tests.policies.contracts import NAMES, parse


@pytest.fixture
def contract(tmp_path):
    return parse(tmp_path)


def refusal(contract, scenario="street_walk") -> str:
    with pytest.raises(ContractMismatch) as caught:
        check_contract(contract, make_humanoid(), scenarios.make(scenario))
    return str(caught.value)


def group(**facts):
    return (JointGroup(names=("knee_pitch_l",), **facts),)


def test_a_contract_that_fits_passes(contract):
    for name in scenarios:
        check_contract(contract, make_humanoid(), scenarios.make(name))


def test_any_order_of_the_joints_fits(contract):
    turned = replace(contract, joints=tuple(reversed(NAMES)))
    check_contract(turned, make_humanoid(), scenarios.make("street_walk"))


def test_a_joint_that_the_body_lacks_is_named(contract):
    message = refusal(replace(contract, joints=("hip_rol_l", *NAMES[1:])))
    assert "[action] joints names ['hip_rol_l'], which the body lacks" in message
    assert "'hip_roll_l'" in message  # what the body has instead


def test_a_joint_that_is_left_out_is_named(contract):
    assert "leaves out ['elbow_pitch_r']" in refusal(replace(contract, joints=NAMES[:-1]))


def test_facts_of_an_unknown_joint_are_named(contract):
    message = refusal(replace(contract, groups=(JointGroup(names=("tail",), kp=3.0),)))
    assert "[[joints]] names ['tail'], which the body lacks" in message


def test_facts_stated_twice_are_named(contract):
    message = refusal(replace(contract, groups=group(kp=700.0) + group(kd=10.0)))
    assert "states facts of ['knee_pitch_l'] twice" in message


@pytest.mark.parametrize(
    ("fact", "stated", "own"),
    [("kp", 300.0, "700"), ("kd", 3.0, "10"), ("effort_nm", 100.0, "300")],
)
def test_a_gain_or_limit_that_differs_is_named_with_both_values(contract, fact, stated, own):
    message = refusal(replace(contract, groups=group(**{fact: stated})))
    assert "knee_pitch_l" in message
    assert f"contract {stated:g}" in message
    assert f"body {own}" in message
    assert ("gains_from" in message) == (fact != "effort_nm")


def test_the_contracts_gains_are_taken_when_it_asks_for_it(contract):
    wanted = replace(
        contract,
        groups=group(kp=300.0, kd=3.0, home_rad=0.9),
        gains_from="contract",
        damping_in="joint",
    )
    body = make_humanoid()
    check_contract(wanted, body, scenarios.make("street_walk"))
    drive, knee = contract_drive(wanted, body), body.joint_names.index("knee_pitch_l")
    assert (drive.kp[knee], drive.kd[knee], drive.home_rad[knee]) == (300.0, 3.0, 0.9)
    assert drive.damping_in == "joint"
    assert drive.kp[knee + 1] == body.joints[knee + 1].kp


def test_damping_in_the_wrong_place_is_named(contract):
    message = refusal(replace(contract, damping_in="joint"))
    assert "damping: contract 'joint', body 'actuator'" in message


@pytest.mark.parametrize("gains_from", ["match", "contract"])
def test_a_home_pose_out_of_range_is_named(contract, gains_from):
    message = refusal(replace(contract, groups=group(home_rad=3.0), gains_from=gains_from))
    assert "home pose of knee_pitch_l is 3 rad, outside its range 0..2.39" in message


def test_rates_that_do_not_divide_are_named(contract):
    message = refusal(replace(contract, rate_hz=60.0))
    assert "3.33333 physics steps of 0.005 s; it must be a whole number" in message


def test_a_clock_that_is_missing_is_named(contract):
    terms = (*contract.terms, ContractTerm(term="phase_sin"), ContractTerm(term="air_ratio"))
    assert "['air_ratio', 'phase_sin'] need a [clock]" in refusal(replace(contract, terms=terms))
    clock = Clock(cycle_s=0.8, offsets=(0.0, 0.5))
    message = refusal(replace(contract, terms=terms, clock=clock))
    assert "'air_ratio' needs air_ratio in [clock]" in message


def test_a_command_that_nobody_reads_is_named_where_there_is_one(contract):
    terms = tuple(t for t in contract.terms if t.term != "velocity_command")
    blind = replace(contract, terms=terms)
    message = refusal(blind)
    assert "commands a velocity, which no term reads" in message
    check_contract(blind, make_humanoid(), scenarios.make("street_take_push"))


def test_a_contract_that_reads_nothing_is_refused(contract):
    assert "[observation] lists no terms" in refusal(
        replace(contract, terms=()), "street_take_push"
    )


def test_all_mismatches_are_named_at_once(contract):
    message = refusal(
        replace(contract, joints=NAMES[1:], groups=group(kp=1.0, home_rad=9.0), rate_hz=60.0)
    )
    assert "contract 'tiny' does not fit body 'humanoid' in scenario 'street_walk'" in message
    assert message.count("\n  - ") == 4


def test_notes_say_where_the_scenario_goes_beyond_the_training(contract):
    trained = replace(
        contract,
        command_low=(0.0, 0.0, 0.0),
        command_high=(0.8, 0.0, 0.0),
        action_delay_ms=(0.0, 10.0),
    )
    varied = scenarios.make("street_walk").with_variation({"action_delay_ms": 20})
    noise = {"ang_vel_b": TermNoise(uniform=0.3), "joint_pos": TermNoise(uniform=0.01)}
    noisy = replace(varied, sensing=SensingConfig(noise=noise))
    assert contract_notes(trained, noisy) == (
        "action delay up to 20 ms; trained with 0-10 ms",
        "command_lin_vel_x 0.3 to 1; trained with 0 to 0.8",
        "noise on ang_vel_b +-0.3; trained with +-0.2",
        "noise on joint_pos +-0.01; trained with +-0",
    )


def test_there_is_nothing_to_note_within_the_training(contract):
    assert contract_notes(contract, scenarios.make("street_walk")) == ()
