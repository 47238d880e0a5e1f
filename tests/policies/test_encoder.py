"""The network's input is exactly what the contract describes."""

from dataclasses import replace

import numpy as np
import pytest

from andon.bodies import make_humanoid
from andon.errors import InvalidConfig
from andon.policies.check import contract_drive
from andon.policies.contract import Clock, Contract, ContractTerm
from andon.policies.encoder import Encoder, measured_terms
from tests.policies.contracts import NAMES
from tests.policies.readings import observe

BODY = make_humanoid()
TURNED = tuple(reversed(NAMES))


def make(*terms: ContractTerm, **changes) -> Encoder:
    contract = replace(Contract(name="c", terms=terms, joints=NAMES), **changes)
    return Encoder(contract, BODY, contract_drive(contract, BODY), 22)


def gyro(*values: float, step: int = 0, **more):
    return observe(
        {"ang_vel_b": np.array([[v, 10.0 * v, 100.0 * v] for v in values])}, step, **more
    )


GYRO = ContractTerm(term="ang_vel_b")


def test_frames_come_oldest_first():
    encoder = make(GYRO, history=3)
    for step, value in enumerate((1, 2, 3, 4)):
        out = encoder.encode(gyro(value, step=step))
    # after 1, 2, 3, 4 the last three are kept
    assert out.tolist() == [[2, 20, 200, 3, 30, 300, 4, 40, 400]]
    assert encoder.input_width == 9


@pytest.mark.parametrize(
    ("first_frame", "start"), [("repeat", [1, 1, 1, 1]), ("zeros", [0, 0, 0, 1])]
)
def test_the_first_frame_fills_the_history_as_the_contract_says(first_frame, start):
    encoder = make(ContractTerm(term="heading"), history=4, first_frame=first_frame)
    out = encoder.encode(observe({"heading": np.array([[1.0]])}))
    assert out.tolist() == [start]
    out = encoder.encode(observe({"heading": np.array([[2.0]])}, 1))
    assert out.tolist() == [[*start[1:], 2]]


def test_a_row_that_starts_anew_forgets_and_the_others_do_not():
    encoder = make(ContractTerm(term="heading"), history=2)
    encoder.encode(observe({"heading": np.array([[1.0], [2.0]])}))
    later = observe({"heading": np.array([[3.0], [4.0]])}, 5, is_first=[False, True])
    assert encoder.encode(later).tolist() == [[1, 3], [4, 4]]


def test_values_are_scaled_then_clipped_then_clipped_as_a_whole():
    # 5 * 0.5 = 2.5; 50 * 0.5 = 25 -> 20; 500 * 0.5 = 250 -> 20; the whole clips at 15
    term = ContractTerm(term="ang_vel_b", scale=0.5, clip=20.0)
    assert make(term).encode(gyro(5)).tolist() == [[2.5, 20, 20]]
    assert make(term, clip=15.0).encode(gyro(5)).tolist() == [[2.5, 15, 15]]
    assert make(term, clip=15.0).encode(gyro(-5)).tolist() == [[-2.5, -15, -15]]


def test_scaling_leaves_the_readings_alone():
    observation = gyro(5)
    make(ContractTerm(term="ang_vel_b", scale=0.5, clip=1.0)).encode(observation)
    assert observation.terms["ang_vel_b"].tolist() == [[5, 50, 500]]


def test_joint_terms_come_in_the_order_of_the_contract():
    pos = np.arange(20.0)[None]
    home = np.array([j.home_rad for j in BODY.joints])
    terms = {"joint_pos": pos, "joint_vel": 100 + pos}
    for name, expected in (
        ("joint_pos", pos[0, ::-1]),
        ("joint_pos_rel", (pos[0] - home)[::-1]),
        ("joint_vel", 100 + pos[0, ::-1]),
    ):
        out = make(ContractTerm(term=name), joints=TURNED).encode(observe(terms))
        assert out[0] == pytest.approx(expected, abs=1e-12)


def test_terms_come_in_the_order_of_the_contract_and_each_as_wide_as_it_is():
    terms = {"heading": np.array([[7.0]]), "height_scan": np.arange(22.0)[None]}
    both = (ContractTerm(term="height_scan"), ContractTerm(term="heading"))
    assert make(*both).encode(observe(terms)).tolist() == [[*range(22), 7]]
    assert make(*reversed(both)).encode(observe(terms)).tolist() == [[7, *range(22)]]


def test_the_last_action_is_zero_at_first_and_then_what_was_done():
    encoder = make(ContractTerm(term="last_action"), ContractTerm(term="heading"))
    heading = {"heading": np.array([[1.0]])}
    assert encoder.encode(observe(heading)).tolist() == [[0] * 20 + [1]]
    encoder.last_action[:] = np.arange(20.0)
    assert encoder.encode(observe(heading, 1)).tolist() == [[*range(20), 1]]
    assert encoder.encode(observe(heading, 0)).tolist() == [[0] * 20 + [1]]


def test_the_clock_runs_with_time_and_offset():
    clock = Clock(cycle_s=0.8, offsets=(0.0, 0.5), air_ratio=(0.3, 0.4))
    names = ("phase_sin", "phase_cos", "air_ratio")
    encoder = make(*(ContractTerm(term=n) for n in names), clock=clock)
    out = encoder.encode(observe({"heading": np.zeros((1, 1))}, 10))
    # 0.2 s of 0.8 s: phases 0.25 and 0.75
    assert out[0] == pytest.approx([1, -1, 0, 0, 0.3, 0.4], abs=1e-12)


def test_rows_that_change_in_number_mid_way_are_refused():
    encoder = make(GYRO)
    encoder.encode(gyro(1, 2))
    with pytest.raises(InvalidConfig, match=r"ran 2 worlds and now got 3; use fork"):
        encoder.encode(gyro(1, 2, 3, step=1))
    assert encoder.encode(gyro(1, 2, 3)).shape == (3, 3)  # a fresh start is fine


def test_a_fork_takes_history_and_last_action_along_and_shares_nothing():
    encoder = make(GYRO, ContractTerm(term="last_action"), history=2)
    encoder.encode(gyro(1, 2))
    encoder.last_action[:] = [[1] * 20, [2] * 20]
    twin = encoder.fork(np.array([1, 1, 0]))
    out = twin.encode(gyro(5, 5, 5, step=1))
    assert out[:, 0].tolist() == [2, 2, 1]  # the oldest gyro reading
    assert out[:, -1].tolist() == [2, 2, 1]  # the last action
    twin.last_action[:] = 9
    assert encoder.encode(gyro(5, 5, step=1))[:, -1].tolist() == [1, 2]


def test_the_measured_terms_are_named_once_and_made_ones_not_at_all():
    names = ("joint_pos_rel", "joint_pos", "last_action", "phase_sin", "heading")
    contract = Contract(name="c", terms=tuple(ContractTerm(term=n) for n in names))
    assert measured_terms(contract) == ("joint_pos", "heading")
