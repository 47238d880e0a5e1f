"""What ships computes what was trained: ONNX and contract against PyTorch."""

from dataclasses import replace

import numpy as np
import onnx
import pytest

torch = pytest.importorskip("torch")

from andon.episodes import rollout  # noqa: E402
from andon.policies.contract_file import read_contract  # noqa: E402
from andon.policies.mirror import mirror_of_input, mirror_of_joints  # noqa: E402
from andon.policies.onnx import OnnxPolicy, load_session  # noqa: E402
from andon.policies.setup import Setup  # noqa: E402
from andon.randomness import stream  # noqa: E402
from andon.training.export import export_policy  # noqa: E402
from andon.training.network import ActorCritic  # noqa: E402
from andon.training.normaliser import Normaliser  # noqa: E402
from andon.training.reflex_terms import is_fixed_input, reflex_contract  # noqa: E402
from tests.policies.readings import observe  # noqa: E402
from tests.policies.walks import JOINTS, drawn, make_gait, mirrored, mirrored_memory  # noqa: E402
from tests.training.runs import BODY  # noqa: E402

CONTRACT = reflex_contract(BODY)
MIRROR = mirror_of_input(CONTRACT, BODY)


def make(scale: float = 0.2) -> tuple[ActorCritic, Normaliser]:
    """Give a network that does something, and a normaliser that has seen something."""
    network = ActorCritic(
        input_mirror=MIRROR,
        state_mirror=MIRROR,
        action_mirror=mirror_of_joints(BODY),
        hidden=(32, 16),
        initial_std=0.5,
        seed=0,
    )
    with torch.no_grad():
        for value in (network.w3, network.b3):
            value += scale * torch.randn(value.shape, generator=torch.Generator().manual_seed(1))
    normaliser = Normaliser(MIRROR, is_fixed_input(CONTRACT))
    draws = stream(0, "seen")
    normaliser.add(draws.standard_normal((500, len(MIRROR.index))) * 0.7 + 0.2)
    return network, normaliser


@pytest.fixture(scope="module")
def exported(tmp_path_factory):
    folder = tmp_path_factory.mktemp("exported")
    network, normaliser = make()
    return export_policy(folder, CONTRACT, network, normaliser, ["Made by a test."]), *make()


def readings(count: int, step: int):
    """Give readings with joint speeds, which the network reads and the gait does not."""
    speeds = stream(step, "speeds").uniform(-2, 2, (count, BODY.num_joints))
    return drawn(count, step) | {"joint_vel": speeds}


def load(exported) -> OnnxPolicy:
    return OnnxPolicy(CONTRACT, exported[0].parent / "reflex.onnx", BODY, 0)


def test_the_onnx_file_computes_what_the_network_computes(exported):
    path, network, normaliser = exported
    session = load_session(path.parent / "reflex.onnx")
    rows = stream(1, "inputs").standard_normal((200, len(MIRROR.index))) * 3
    (found,) = session.run(None, {"observation": rows.astype(np.float32)})
    with torch.no_grad():
        wanted = network.mean(torch.from_numpy(normaliser.apply(rows))).numpy()
    assert np.abs(found - wanted).max() < 1e-5
    assert np.abs(wanted).max() > 0.1
    onnx.checker.check_model(onnx.load(path.parent / "reflex.onnx"))


def test_the_contract_that_ships_is_the_one_that_was_trained_with(exported):
    again = read_contract(exported[0])
    assert again.content_hash() == CONTRACT.content_hash()
    assert exported[0].read_text().startswith("# Made by a test.\nschema = 1\n")


def test_gait_and_network_together_treat_left_and_right_alike(exported):
    one, other = load(exported), load(exported)
    for step in range(60):
        one.act(observe(readings(4, step), step))
        other.act(observe(readings(4, step), step))
    other._gait.memory = mirrored_memory(one._gait.memory)
    other._encoder.last_action = JOINTS.apply(one._encoder.last_action)
    for step in range(60, 120):
        terms = readings(4, step)
        action = one.act(observe(terms, step))
        image = other.act(observe(mirrored(terms), step))
        assert np.abs(JOINTS.apply(action) - image).max() < 1e-6


def test_the_residual_is_added_to_the_gait_and_held_within_the_joints(exported):
    policy, gait = load(exported), make_gait()
    lower = np.array([joint.lower_rad for joint in BODY.joints])
    upper = np.array([joint.upper_rad for joint in BODY.joints])
    scales = np.array([CONTRACT.by_joint("action_scale")[name] for name in BODY.joint_names])
    moved = 0.0
    for step in range(40):
        terms = readings(2, step)
        targets, plain = policy.act(observe(terms, step)), gait.advance(observe(terms, step))
        wanted = plain.targets + scales * policy._encoder.last_action
        assert np.array_equal(targets, np.clip(wanted, lower, upper))
        assert np.array_equal(policy.planned_stance, plain.is_stance)
        moved = max(moved, np.abs(targets - plain.targets).max())
    assert moved > 0.01


@pytest.mark.parametrize("count", [2, 5, 16])
def test_a_row_is_the_same_alone_in_any_batch_and_order_and_in_a_fork(exported, count):
    together, alone, shuffled = load(exported), load(exported), load(exported)
    order = stream(0, "order").permutation(count)
    for step in range(40):
        terms = readings(count, step)
        whole = together.act(observe(terms, step))
        one = alone.act(observe({name: v[1:2] for name, v in terms.items()}, step))
        mixed = shuffled.act(observe({name: v[order] for name, v in terms.items()}, step))
        assert np.array_equal(one[0], whole[1])
        assert np.array_equal(mixed, whole[order])
    twin = together.fork(np.array([1, 0, 1]))
    for step in range(40, 70):
        terms = readings(count, step)
        whole = together.act(observe(terms, step))
        branched = twin.act(observe({name: v[[1, 0, 1]] for name, v in terms.items()}, step))
        assert np.array_equal(branched, whole[[1, 0, 1]])


def test_it_runs_through_the_ordinary_door_whatever_the_batch(exported):
    setup = Setup(scenario="street_cross_steps", policy=str(exported[0]), time_limit_s=2.2)
    runs = []
    for num_worlds in (1, 3):
        rig = setup.build()
        found = rollout(rig.make_world(num_worlds), rig.policy, range(4))
        runs.append(sorted(found, key=lambda e: e.seed))
    assert runs[0] == runs[1]
    assert all("clock_agreement" in episode.metrics for episode in runs[0])


def test_a_contract_that_reads_the_scan_beside_a_gait_reads_the_gaits_own(tmp_path):
    from andon.policies.contract import ContractTerm
    from andon.policies.contract_writer import write_contract
    from andon.policies.onnx_file import write_layers

    contract = replace(CONTRACT, terms=(*CONTRACT.terms, ContractTerm(term="height_scan")))
    width = contract.frame_width(CONTRACT.gait.scan.num_points)
    (tmp_path / "c.toml").write_text(write_contract(contract))
    content = write_layers([np.zeros((width, 20))], [np.zeros(20)])
    (tmp_path / "reflex.onnx").write_bytes(content)
    rig = Setup(scenario="street_walk", policy=str(tmp_path / "c.toml"), time_limit_s=2.2).build()
    assert len(list(rollout(rig.make_world(2), rig.policy, range(2)))) == 2
