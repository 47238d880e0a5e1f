"""Exams: ordinary scenarios, open seeds, every fault of the training."""

import pytest

pytest.importorskip("torch")

from andon.cli.bench_reflex import FIRST_SEED
from andon.policies.contract_writer import write_contract
from andon.policies.onnx_file import write_layers
from andon.scenarios import scenarios
from andon.training import exam as module
from andon.training.exam import EXAM_SEED, EXAMS, Exam, take_exams
from andon.training.reflex_task import SEEDS_PER_RUN
from andon.training.reflex_terms import NOISE, reflex_contract
from andon.verdicts.gate import SEALED_SEEDS_START
from tests.training.runs import BODY


@pytest.fixture(scope="module")
def contract(tmp_path_factory):
    """Write a policy that adds nothing to the gait."""
    import numpy as np

    folder, made = tmp_path_factory.mktemp("exam"), reflex_contract(BODY)
    width = made.frame_width(0)
    content = write_layers([np.zeros((width, 20))], [np.zeros(20)])
    (folder / "reflex.onnx").write_bytes(content)
    (folder / "reflex.toml").write_text(write_contract(made))
    return folder / "reflex.toml"


def test_every_exam_can_be_set():
    for exam in EXAMS:
        scenarios.make(exam.scenario).with_variation(exam.variation)
        assert 0.5 < exam.pass_share <= 1
    assert len({exam.name for exam in EXAMS}) == len(EXAMS)


LAST_RUN = 999
"""Largest seed that `andon train` takes."""


def test_the_seeds_are_open_and_no_run_learns_on_them():
    assert EXAM_SEED + 10_000 < SEALED_SEEDS_START
    assert EXAM_SEED > (LAST_RUN + 2) * SEEDS_PER_RUN
    assert EXAM_SEED + 10_000 < FIRST_SEED < SEALED_SEEDS_START - 10_000  # and the bench's apart


def test_an_exam_is_passed_at_its_share(contract):
    exams = [
        Exam(name="impossible", scenario="street_walk"),
        Exam(name="generous", scenario="street_walk", pass_share=0.0),
    ]
    hard, easy = take_exams(contract, exams, trials=3)
    assert (hard.trials, hard.successes, hard.is_passed) == (3, 0, False)
    assert easy.is_passed
    assert hard.mean_speed_m_s == 0


def test_exams_are_taken_with_the_faults_of_the_training(contract, monkeypatch):
    taken, run = [], module.rollout

    def watch(world, policy, seeds):
        taken.append((world, list(seeds)))
        return run(world, policy, seeds)

    monkeypatch.setattr(module, "rollout", watch)
    own = Exam(name="own", scenario="street_walk", variation={"command_lin_vel_x": 0.5})
    take_exams(contract, [own], trials=2)
    ((world, seeds),) = taken
    assert seeds == [EXAM_SEED, EXAM_SEED + 1]
    assert world.scenario.sensing.noise == NOISE
    delays = {world.scenario.draw(s)["action_delay_ms"] for s in range(60)}
    assert delays == {0.0, 5.0, 10.0, 15.0, 20.0}
