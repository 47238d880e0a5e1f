"""A run of learning: the same again from the same seed, and on from a checkpoint bit by bit."""

import numpy as np
import pytest

torch = pytest.importorskip("torch")

from andon.errors import BrokenFile, InvalidConfig  # noqa: E402
from andon.training.settings import CurriculumConfig  # noqa: E402
from andon.training.trainer import CHECKPOINT, RECENT, Trainer, first_stage, grow  # noqa: E402
from tests.training.runs import BODY, EAGER, tiny  # noqa: E402

TIMES = {"simulate_s", "learn_s"}


def make(**changes) -> Trainer:
    return Trainer(tiny(**changes), BODY)


def told(row) -> dict[str, float]:
    """Give what a row of the curve says, but for the time it took."""
    return {name: value for name, value in vars(row).items() if name not in TIMES}


def same(one: Trainer, other: Trainer) -> bool:
    """Say whether two networks are the same to the last bit."""
    pairs = zip(one.network.state_dict().values(), other.network.state_dict().values(), strict=True)
    return all(torch.equal(a, b) for a, b in pairs)


def test_going_on_from_a_checkpoint_is_the_same_to_the_last_bit(tmp_path):
    # Long enough for falls, new commands and a growing task.
    straight = make(curriculum=EAGER)
    straight.progress.lengths = [100] * RECENT
    for _ in range(12):
        straight.advance()
    straight.save(tmp_path)
    resumed = make(curriculum=EAGER)
    resumed.load(tmp_path)
    assert same(straight, resumed)
    rows = [[told(run.advance()) for _ in range(10)] for run in (straight, resumed)]
    assert rows[0] == rows[1]
    assert same(straight, resumed)
    assert np.array_equal(straight.task.world.qpos, resumed.task.world.qpos)
    assert straight.task.next_seed > 2**30 + 8  # some episodes had begun anew
    assert [told(row) for row in straight.curve] == [told(row) for row in resumed.curve]


def test_the_same_seed_is_the_same_run_and_another_is_not():
    one, again, other = make(), make(), make(seed=1)
    for run in (one, again, other):
        run.advance()
        run.advance()
    assert same(one, again)
    assert not same(one, other)


def test_the_curve_counts_steps_and_says_how_hard_the_task_is():
    run = make()
    rows = [run.advance() for _ in range(3)]
    assert [row.steps for row in rows] == [48, 96, 144]
    assert run.curve == rows
    assert (rows[0].speed_m_s, rows[0].riser_m, rows[0].push_m_s) == (1.0, 0.05, 0.3)
    for row in rows:
        assert all(np.isfinite(value) for value in vars(row).values())
        assert 0 <= row.survival <= 1
        assert 0 <= row.clock <= 1


def test_the_task_grows_step_by_step_to_its_end():
    config = CurriculumConfig()
    stage = first_stage(config)
    for _ in range(40):
        after = grow(stage, config)
        assert after.speed_m_s - stage.speed_m_s <= config.speed_step_m_s + 1e-9
        stage = after
    assert (stage.speed_m_s, stage.riser_m, stage.push_m_s) == (3.2, 0.20, 1.1)


@pytest.mark.parametrize(
    ("lengths", "updates", "grows"),
    [
        ([600] * RECENT, 10, True),
        ([600] * RECENT, 9, False),  # not its turn
        ([559] * RECENT, 10, False),  # they fall too early
        ([600] * (RECENT // 4 - 1), 10, False),  # too few to tell
    ],
)
def test_the_task_grows_only_when_it_is_due(lengths, updates, grows):
    run = make()
    run.progress.lengths, run.progress.updates = lengths, updates
    run._grow()
    assert (run.stage != first_stage(run.config.curriculum)) == grows
    assert run.progress.grown == int(grows)
    assert run.task.world.scenario.with_variation({}) == run.task.world.scenario


def test_the_exploration_shrinks_once_the_task_grows():
    run = make()
    assert run._largest_std() == 0.5
    run.progress.grown = 3
    assert run._largest_std() == pytest.approx(0.41)
    run.progress.grown = 99
    assert run._largest_std() == 0.3


def test_a_run_ends_after_its_steps_or_when_told(tmp_path):
    run, seen = make(), []
    run.run(tmp_path, checkpoint_every=100, on_update=lambda row: bool(seen.append(row.steps)))
    assert seen == [48, 96, 144]
    assert (tmp_path / CHECKPOINT).is_file()
    early = make()
    early.run(tmp_path, checkpoint_every=100, on_update=lambda row: True)
    assert early.progress.updates == 1


def test_a_checkpoint_that_is_missing_broken_or_anothers_is_refused(tmp_path):
    run = make()
    with pytest.raises(BrokenFile, match="There is no checkpoint at"):
        run.load(tmp_path)
    for content in (b"", b"nonsense", b"PK\x03\x04 nothing"):
        (tmp_path / CHECKPOINT).write_bytes(content)
        with pytest.raises(BrokenFile, match="is no checkpoint"):
            run.load(tmp_path)
    torch.save({"other": 1}, tmp_path / CHECKPOINT)
    with pytest.raises(BrokenFile, match="is no checkpoint"):
        run.load(tmp_path)
    make(seed=1).save(tmp_path)
    with pytest.raises(InvalidConfig, match=r"other settings, another seed or another body.*--out"):
        run.load(tmp_path)


def test_an_unknown_device_is_refused():
    with pytest.raises(InvalidConfig, match=r"cannot compute on the device 'abacus'.*Try 'cpu'"):
        Trainer(tiny(), BODY, device="abacus")
