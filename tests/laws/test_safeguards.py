"""Each safeguard, broken on purpose, turns a test red."""

from collections.abc import Callable

import pytest
from mujoco.batch import Batch

from andon.bodies import make_humanoid
from andon.episodes import start, world
from andon.episodes.rows import Rows
from andon.policies import setup
from andon.policies.encoder import Encoder
from andon.policies.gait_policy import GaitPolicy
from andon.randomness import stream
from andon.scenarios import blueprint
from andon.sensing.noise import Faults
from tests.episodes.trials import EVERY_FAULT, PUSHED, fork_and_follow, run, short
from tests.physics import test_drive_and_pushes as drive_tests
from tests.physics import test_edited_model as model_tests
from tests.physics import test_ground as ground_tests
from tests.physics.conftest import load_crate
from tests.policies import test_encoder as encoder_tests
from tests.policies import test_setup as setup_tests

SEEDS = tuple(range(8))


def is_fork_exact(kind: str = "all_at_once", policy: str = "stand") -> bool:
    rig = short("street_cross_planks", kind, policy).build()
    drawn = [
        s for s in range(40) if kind == "plain" or rig.scenario.draw(s)["action_delay_ms"] > 20
    ]
    original, copies = fork_and_follow(rig, drawn[:3], 1, 37)
    return len(original) > 1 and copies == [original] * 3


def is_batch_exact(kind: str = "all_at_once") -> bool:
    rig = short("street_take_push", kind).build()
    return run(rig, SEEDS) == run(rig, SEEDS, 3)


def breaks(test: Callable[..., None], *arguments: object) -> bool:
    """Say whether a test turns red."""
    with pytest.raises((AssertionError, pytest.fail.Exception)):
        test(*arguments)
    return True


def test_unbroken_all_of_them_hold():
    assert is_fork_exact()
    assert is_fork_exact("plain", "gait")
    assert is_batch_exact()


def test_a_fork_without_the_warm_start_is_noticed(monkeypatch):
    whole = world.World.fork

    def fork(self, index, copies):
        future = whole(self, index, copies)
        future.batch.bind("qacc_warmstart")[:] = 0
        return future

    monkeypatch.setattr(world.World, "fork", fork)
    assert not is_fork_exact()


@pytest.mark.parametrize(
    "name", ["targets", "delay_substeps", "num_pushes", "push_heading", "steps", "seeds"]
)
def test_a_fork_that_forgets_a_row_is_noticed(monkeypatch, name):
    whole = Rows.gather

    def gather(self, rows):
        found = whole(self, rows)
        getattr(found, name)[:] = 0
        return found

    monkeypatch.setattr(Rows, "gather", gather)
    assert not is_fork_exact()


def test_a_fork_without_the_sensors_memory_is_noticed(monkeypatch):
    monkeypatch.setattr(Faults, "gather", lambda self, other, rows: None)
    with pytest.raises((AssertionError, RuntimeWarning)):  # readings of zeros are no attitude
        assert is_fork_exact()


def test_a_fork_without_the_episodes_model_is_noticed(monkeypatch):
    whole = world.World.fork

    def fork(self, index, copies):
        future = whole(self, index, copies)
        future.fields["geom_friction"][:] = self.blueprint.model.geom_friction
        return future

    monkeypatch.setattr(world.World, "fork", fork)
    assert not is_fork_exact()


def test_a_fork_without_the_policys_memory_is_noticed(monkeypatch):
    monkeypatch.setattr(GaitPolicy, "fork", lambda self, rows: GaitPolicy(make_humanoid()))
    assert not is_fork_exact("plain", "gait")


def test_a_delay_line_that_is_ignored_is_noticed(monkeypatch, tmp_path):
    monkeypatch.setattr(start, "delay_substeps", lambda delay_ms, drive: 0)
    crate = load_crate(tmp_path)
    drive_tests.test_a_delay_of_d_ms_shifts_the_effect_by_d_over_5_physics_steps(crate, 0)
    assert breaks(
        drive_tests.test_a_delay_of_d_ms_shifts_the_effect_by_d_over_5_physics_steps, crate, 10
    )


def test_a_contract_check_that_is_skipped_is_noticed(monkeypatch, tmp_path):
    monkeypatch.setattr(setup, "check_contract", lambda *arguments: None)
    with pytest.raises((pytest.fail.Exception, ValueError)):  # a raw error, not a named refusal
        setup_tests.test_a_contract_that_does_not_fit_is_refused(tmp_path)


def test_noise_from_a_stream_that_episodes_share_is_noticed(monkeypatch):
    shared = stream(0, "shared")

    def refill(self, row, seed, step):
        self._block[row] = shared.uniform(-0.01, 0.01, self._block.shape[1:])

    monkeypatch.setattr(Faults, "_refill", refill)
    assert not is_batch_exact("faulty")


def test_noise_that_follows_the_row_and_not_the_seed_is_noticed(monkeypatch):
    whole = Faults._refill
    monkeypatch.setattr(
        Faults, "_refill", lambda self, row, seed, step: whole(self, row, row, step)
    )
    assert not is_batch_exact("faulty")


def test_a_row_that_keeps_the_last_episodes_warm_start_is_noticed(monkeypatch):
    whole = Batch.reset

    def reset(self, ids=None, keyframe=-1, stage=0):
        kept = self.bind("qacc_warmstart")[ids].copy()
        whole(self, ids, keyframe, stage)
        self.bind("qacc_warmstart")[ids] = kept

    monkeypatch.setattr(Batch, "reset", reset)
    assert not is_batch_exact("plain")


def test_sums_that_are_not_reset_are_noticed(monkeypatch):
    whole = start.Starter._fill

    def fill(self, rows, row, *rest):
        kept = rows.energy_j[row]
        whole(self, rows, row, *rest)
        rows.energy_j[row] = kept

    monkeypatch.setattr(start.Starter, "_fill", fill)
    assert not is_batch_exact("plain")


def test_constants_that_are_not_computed_again_are_noticed(monkeypatch):
    monkeypatch.setattr(start.Starter, "needs_constants", lambda self, fields: False)
    assert breaks(model_tests.test_every_field_is_what_compiling_gives, "street_cross_planks", True)


@pytest.mark.parametrize("field", ["geom_size", "geom_pos", "geom_rbound", "geom_aabb"])
def test_a_field_of_a_moved_step_that_is_not_written_is_noticed(monkeypatch, field):
    write = blueprint._write_block

    def forget(fields, geom, block):
        kept = fields[field][geom].copy()
        write(fields, geom, block)
        fields[field][geom] = kept

    monkeypatch.setattr(blueprint, "_write_block", forget)
    test = model_tests.test_every_field_is_what_compiling_gives
    assert breaks(test, "street_cross_steps", False)


def test_a_step_that_is_only_drawn_is_noticed(monkeypatch, tmp_path):
    monkeypatch.setattr(blueprint, "_write_block", lambda fields, geom, block: None)
    assert breaks(
        ground_tests.test_a_crate_rests_on_every_step_at_its_drawn_height, load_crate(tmp_path)
    )


def test_an_encoder_that_keeps_a_finished_episode_is_noticed(monkeypatch):
    whole = Encoder.encode

    def encode(self, observation, gait=None):
        kept = self.last_action.copy()
        out = whole(self, observation, gait)
        if kept.shape == self.last_action.shape:
            self.last_action[:] = kept
        return out

    def block(self, observation, name, gait):
        return observation.terms[name] if name in observation.terms else self.last_action + 1

    monkeypatch.setattr(Encoder, "encode", encode)
    monkeypatch.setattr(Encoder, "_block", block)
    assert breaks(encoder_tests.test_the_last_action_is_zero_at_first_and_then_what_was_done)


def test_the_faults_of_these_trials_are_all_switched_on():
    for fault in EVERY_FAULT.values():
        assert set(fault) == {"uniform", "gaussian", "bias", "delay_steps", "dropout"}
        assert all(value > 0 for value in fault.values())
    assert PUSHED["push_interval_s"]
