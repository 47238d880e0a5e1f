"""Networks from ONNX files: what fits its contract runs, what does not is refused by name."""

from dataclasses import replace

import numpy as np
import pytest
from onnx import TensorProto

from andon.bodies import make_humanoid
from andon.episodes import rollout
from andon.errors import BrokenFile, ContractMismatch, Diverged, InvalidConfig
from andon.policies.onnx import OnnxPolicy
from andon.policies.setup import Setup
from andon.randomness import stream
from tests.policies.contracts import NAMES, WIDTH, parse, write
from tests.policies.networks import save_network
from tests.policies.readings import observe

BODY = make_humanoid()


@pytest.fixture
def contract(tmp_path):
    return parse(tmp_path)


def load(contract, path, points: int = 22) -> OnnxPolicy:
    return OnnxPolicy(contract, path, BODY, points)


def readings(count: int = 1, seed: int = 0):
    draws = stream(seed, "reading", count)
    return {
        "ang_vel_b": draws.standard_normal((count, 3)),
        "velocity_command": draws.standard_normal((count, 3)),
        "joint_pos": draws.standard_normal((count, 20)),
    }


def test_the_action_is_the_networks_output_scaled_about_home_in_the_bodys_order(tmp_path, contract):
    # x W with W all zero but one row: the bias of the gyro's x picks one output for each joint
    weight = np.zeros((WIDTH, 20))
    weight[0] = np.arange(20)
    path = save_network(tmp_path / "n.onnx", WIDTH, weight=weight)
    turned = replace(contract, joints=tuple(reversed(NAMES)))
    terms = readings() | {"ang_vel_b": np.array([[4.0, 0, 0]])}  # 0.25 * 4 = 1
    home = np.array([j.home_rad for j in BODY.joints])
    straight = load(contract, path).act(observe(terms))[0]
    assert straight == pytest.approx(home + 0.25 * np.arange(20), abs=1e-6)
    backward = load(turned, path).act(observe(terms))[0]
    assert backward == pytest.approx(home + 0.25 * np.arange(20)[::-1], abs=1e-6)
    from_zero = load(replace(contract, action_offset="zero"), path).act(observe(terms))[0]
    assert from_zero == pytest.approx(0.25 * np.arange(20), abs=1e-6)
    clipped = load(replace(contract, action_clip=5.0), path).act(observe(terms))[0]
    assert clipped == pytest.approx(home + 0.25 * np.minimum(np.arange(20), 5), abs=1e-6)


def test_the_last_action_it_reads_is_its_output_after_the_clip(tmp_path, contract):
    # the output is 1 + the last action's sum over the first joint: counts up, and stops at the clip
    weight = np.zeros((WIDTH, 20))
    weight[0, 0] = weight[26, 0] = 1.0
    path = save_network(tmp_path / "n.onnx", WIDTH, weight=weight)
    policy = load(replace(contract, action_clip=3.0, action_offset="zero"), path)
    terms = readings() | {"ang_vel_b": np.array([[4.0, 0, 0]])}
    out = [policy.act(observe(terms, step))[0, 0] / 0.25 for step in range(5)]
    assert out == pytest.approx([1, 2, 3, 3, 3], abs=1e-6)


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (
            {"width": WIDTH + 1},
            r"input 'x0' has the shape .*47\]; .* says \(batch, 46\).* 46 values in",
        ),
        ({"width": WIDTH, "outputs": 19}, r"output 'y0' has the shape .*19\].* 20 joints out"),
        (
            {"width": WIDTH, "num_inputs": 2},
            r"has 2 inputs and 1 outputs; a policy has one of each",
        ),
        ({"width": WIDTH, "num_outputs": 2}, r"has 1 inputs and 2 outputs"),
        ({"width": WIDTH, "batch": 8}, r"n\.onnx does not run"),
        ({"width": WIDTH, "dtype": TensorProto.DOUBLE}, r"n\.onnx does not run"),
    ],
)
def test_a_network_of_another_shape_is_refused(tmp_path, contract, options, message):
    with pytest.raises(ContractMismatch, match=message):
        load(contract, save_network(tmp_path / "n.onnx", **options))


@pytest.mark.parametrize("bad", [np.nan, np.inf])
def test_broken_weights_are_refused(tmp_path, contract, bad):
    weight = np.zeros((WIDTH, 20))
    weight[3, 4] = bad
    path = save_network(tmp_path / "n.onnx", WIDTH, weight=weight)
    with pytest.raises(
        InvalidConfig, match=r"not finite on ordinary input: its weights are broken"
    ):
        load(contract, path)


def test_a_missing_and_a_broken_file_are_refused(tmp_path, contract):
    with pytest.raises(BrokenFile, match=r"No ONNX file at .*none\.onnx"):
        load(contract, tmp_path / "none.onnx")
    (tmp_path / "b.onnx").write_bytes(b"not a network")
    with pytest.raises(BrokenFile, match=r"cannot read .*b\.onnx"):
        load(contract, tmp_path / "b.onnx")


@pytest.mark.parametrize("options", [{}, {"batch": 1}, {"hidden": 64}, {"hidden": 257}])
@pytest.mark.parametrize("count", [2, 7, 64, 100])
def test_a_rows_action_is_the_same_alone_and_in_any_batch(tmp_path, contract, options, count):
    path = save_network(tmp_path / "n.onnx", WIDTH, **options)
    together = load(contract, path)
    terms = readings(count)
    singles = {row: load(contract, path) for row in (0, count // 2, count - 1)}
    for step in range(3):
        batch = together.act(observe(terms, step))
        for row, policy in singles.items():
            alone = policy.act(observe({k: v[row : row + 1] for k, v in terms.items()}, step))
            assert np.array_equal(alone[0], batch[row])


def test_a_network_that_mixes_rows_is_run_row_by_row(tmp_path, contract):
    # softmax over the batch axis: every row's output depends on the others
    from onnx import helper, numpy_helper

    weight = np.ones((WIDTH, 20), np.float32) / WIDTH
    graph = helper.make_graph(
        [
            helper.make_node("MatMul", ["x", "W"], ["h"]),
            helper.make_node("Softmax", ["h"], ["y"], axis=0),
        ],
        "mixer",
        [helper.make_tensor_value_info("x", TensorProto.FLOAT, ["batch", WIDTH])],
        [helper.make_tensor_value_info("y", TensorProto.FLOAT, ["batch", 20])],
        [numpy_helper.from_array(weight, "W")],
    )
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)])
    model.ir_version = 8
    path = tmp_path / "mixer.onnx"
    path.write_bytes(model.SerializeToString())
    terms = readings(5)
    together = load(contract, path).act(observe(terms))
    alone = load(contract, path).act(observe({k: v[:1] for k, v in terms.items()}))
    assert np.array_equal(together[0], alone[0])


def test_a_fork_continues_bit_by_bit(tmp_path, contract):
    path = save_network(tmp_path / "n.onnx", WIDTH * 3, hidden=32)
    policy = load(replace(contract, history=3), path)
    for step in range(5):
        policy.act(observe(readings(3, step), step))
    twin = policy.fork(np.array([2, 2]))
    for step in range(5, 9):
        terms = readings(3, step)
        original = policy.act(observe(terms, step))
        branched = twin.act(observe({k: v[[2, 2]] for k, v in terms.items()}, step))
        assert np.array_equal(branched, original[[2, 2]])


def test_a_network_that_runs_away_is_named_with_seed_and_step(tmp_path, contract):
    path = save_network(tmp_path / "n.onnx", WIDTH, weight=np.full((WIDTH, 20), 1e30))
    terms = readings(2)
    terms["joint_pos"][1] = 1e30
    with pytest.raises(Diverged, match=r"policy 'tiny' .* not finite for seed 1 at step 4"):
        load(contract, path).act(observe(terms, 4))


def test_a_row_whose_robot_is_lost_does_not_stop_the_others(tmp_path, contract):
    # Its episode has ended as `diverged`; its readings mean nothing until the next one starts.
    policy = load(contract, save_network(tmp_path / "n.onnx", WIDTH))
    terms = readings(2)
    lost = {k: v.copy() for k, v in terms.items()}
    lost["joint_pos"][1] = np.nan
    expected = load(contract, save_network(tmp_path / "m.onnx", WIDTH)).act(observe(terms))
    assert np.array_equal(policy.act(observe(lost))[0], expected[0])
    again = policy.act(observe(terms))  # both start afresh
    assert np.array_equal(again, expected)


def test_it_runs_in_a_world_whatever_the_batch(tmp_path):
    save_network(tmp_path / "tiny.onnx", WIDTH, hidden=16)
    setup = Setup(scenario="street_walk", policy=str(write(tmp_path)))
    runs = []
    for num_worlds in (1, 3):
        rig = setup.build()
        runs.append(
            sorted(rollout(rig.make_world(num_worlds), rig.policy, range(5)), key=lambda e: e.seed)
        )
    assert runs[0] == runs[1]
    assert {e.policy for e in runs[0]} == {"tiny"}


def test_the_hash_follows_the_weights_and_the_contract(tmp_path, contract):
    one = load(contract, save_network(tmp_path / "a.onnx", WIDTH))
    same = load(contract, save_network(tmp_path / "b.onnx", WIDTH))
    other = load(contract, save_network(tmp_path / "c.onnx", WIDTH, weight=np.ones((WIDTH, 20))))
    bent = load(replace(contract, action_scale=0.5), tmp_path / "a.onnx")
    assert one.content_hash() == same.content_hash()
    assert len({p.content_hash() for p in (one, other, bent)}) == 3
