"""Sensor faults: bounds, bias, delay and drop-out, decided by seed and step alone."""

import numpy as np
import pytest

from andon.errors import InvalidConfig, UnknownName
from andon.randomness import stream
from andon.sensing.noise import BLOCK_STEPS, Faults, SensingConfig, TermNoise, make_noise

TERMS, SIZES = ("ang_vel_b", "joint_pos"), (3, 4)


def read(noise, *, seeds=(0,), steps=200, truth=None, num_worlds=None, rows=None):
    """Give readings over an episode. Shape (steps, worlds, 7)."""
    count = num_worlds or len(seeds)
    faults = Faults(SensingConfig(noise=noise), TERMS, SIZES, count)
    where = np.arange(len(seeds)) if rows is None else np.array(rows)
    all_seeds = np.zeros(count, np.int64)
    all_seeds[where] = seeds
    seen = []
    for step in range(steps):
        value = np.zeros((count, 7)) if truth is None else np.full((count, 7), truth(step))
        faults.apply(value, all_seeds, np.full(count, step), where)
        seen.append(faults.readings()[where])
    return np.array(seen)


def test_without_faults_nothing_is_done():
    assert Faults(SensingConfig(), TERMS, SIZES, 5).is_perfect
    assert Faults(SensingConfig(noise={"ang_vel_b": TermNoise()}), TERMS, SIZES, 5).is_perfect
    assert not Faults(
        SensingConfig(noise={"ang_vel_b": TermNoise(bias=1)}), TERMS, SIZES, 5
    ).is_perfect


def test_uniform_noise_fills_its_range_and_only_its_term():
    out = read({"ang_vel_b": TermNoise(uniform=0.2)}, steps=2000)
    assert np.abs(out[..., :3]).max() <= 0.2
    assert np.abs(out[..., :3]).max() > 0.199  # 6000 draws: all below has a chance of 1e-13
    assert np.std(out[..., :3]) == pytest.approx(0.2 / np.sqrt(3), rel=0.03)
    assert np.abs(np.mean(out[..., :3])) < 0.0075  # 0.1155 / sqrt(6000) = 0.0015; five of them
    assert not out[..., 3:].any()


def test_noise_is_fresh_at_every_step_also_across_blocks():
    out = read({"ang_vel_b": TermNoise(uniform=0.2)}, steps=3 * BLOCK_STEPS)[:, 0, 0]
    assert len(np.unique(out)) == 3 * BLOCK_STEPS
    lagged = np.corrcoef(out[:-1], out[1:])[0, 1]
    assert abs(lagged) < 0.36  # five standard deviations of 1 / sqrt(191)


def test_gaussian_noise_has_its_size():
    out = read({"joint_pos": TermNoise(gaussian=0.5)}, steps=2000)[..., 3:]
    assert np.std(out) == pytest.approx(0.5, rel=0.04)  # 8000 draws: 0.8 %; five of them
    assert np.abs(out).max() > 1.5


def test_a_bias_is_constant_within_an_episode_and_differs_between_episodes_and_values():
    out = read({"ang_vel_b": TermNoise(bias=0.3)}, seeds=tuple(range(300)), steps=BLOCK_STEPS + 5)
    assert np.array_equal(out, np.broadcast_to(out[0], out.shape))
    offsets = out[0, :, :3]
    assert len(np.unique(offsets)) == 900
    assert np.abs(offsets).max() <= 0.3
    assert np.std(offsets) == pytest.approx(0.3 / np.sqrt(3), rel=0.08)


@pytest.mark.parametrize("delay", [1, 3, 7])
def test_a_delay_gives_the_reading_of_exactly_so_many_steps_ago(delay):
    out = read({"ang_vel_b": TermNoise(delay_steps=delay)}, truth=lambda k: 10.0 + k, steps=20)
    for step in range(20):
        assert (out[step, 0, :3] == 10.0 + max(0, step - delay)).all()  # the first until then
        assert (out[step, 0, 3:] == 10.0 + step).all()


def test_a_drop_out_keeps_the_whole_term_and_comes_as_often_as_stated():
    out = read({"ang_vel_b": TermNoise(dropout=0.3)}, truth=float, steps=2000)[:, 0]
    is_kept = out[1:, 0] == out[:-1, 0]
    assert np.mean(is_kept) == pytest.approx(0.3, abs=0.05)  # 0.01 a standard deviation
    for column in (1, 2):
        assert np.array_equal(out[:, column], out[:, 0])
    assert np.array_equal(out[:, 3], np.arange(2000.0))
    fresh = np.flatnonzero(~is_kept) + 1
    assert np.array_equal(out[fresh, 0], fresh.astype(float))


def test_the_first_reading_is_never_lost():
    for seed in range(30):
        out = read(
            {"ang_vel_b": TermNoise(dropout=0.9)}, seeds=(seed,), truth=lambda k: 5.0 + k, steps=1
        )
        assert (out[0, 0, :3] == 5.0).all()


EVERYTHING = {
    "ang_vel_b": TermNoise(uniform=0.1, gaussian=0.1, bias=0.1, delay_steps=2, dropout=0.2),
    "joint_pos": TermNoise(uniform=0.2, bias=0.3, dropout=0.1),
}


def test_readings_follow_the_seed_and_not_the_row_or_the_batch():
    alone = read(EVERYTHING, seeds=(42,), truth=np.sin)
    among = read(EVERYTHING, seeds=(7, 42, 9), truth=np.sin)
    elsewhere = read(EVERYTHING, seeds=(42,), truth=np.sin, num_worlds=9, rows=[6])
    assert np.array_equal(alone[:, 0], among[:, 1])
    assert np.array_equal(alone, elsewhere)
    assert not np.array_equal(alone[:, 0], among[:, 0])


def test_a_row_that_is_used_again_starts_afresh():
    faults = Faults(SensingConfig(noise=EVERYTHING), TERMS, SIZES, 1)
    seen = {}
    for episode in (3, 4, 3):
        out = []
        for step in range(70):
            truth = np.full((1, 7), np.sin(step))
            faults.apply(truth, np.array([episode]), np.array([step]), np.array([0]))
            out.append(faults.readings())
        seen.setdefault(episode, []).append(np.array(out))
    assert np.array_equal(seen[3][0], seen[3][1])
    assert not np.array_equal(seen[3][0], seen[4][0])


def test_gathered_rows_go_on_like_the_originals():
    faults = Faults(SensingConfig(noise=EVERYTHING), TERMS, SIZES, 3)
    seeds = np.array([1, 2, 3])

    def step_on(which, own_seeds, step):
        truth = np.full((len(own_seeds), 7), np.cos(step))
        which.apply(truth, own_seeds, np.full(len(own_seeds), step), np.arange(len(own_seeds)))
        return which.readings()

    for step in range(40):
        step_on(faults, seeds, step)
    twin = Faults(SensingConfig(noise=EVERYTHING), TERMS, SIZES, 2)
    twin.gather(faults, np.array([2, 0]))
    for step in range(40, 150):
        original = step_on(faults, seeds, step)
        assert np.array_equal(step_on(twin, seeds[[2, 0]], step), original[[2, 0]])


def test_readings_are_the_callers_to_keep():
    faults = Faults(SensingConfig(noise=EVERYTHING), TERMS, SIZES, 1)
    faults.apply(np.zeros((1, 7)), np.array([0]), np.array([0]), np.array([0]))
    kept = faults.readings()
    before = kept.copy()
    faults.apply(np.ones((1, 7)), np.array([0]), np.array([1]), np.array([0]))
    assert np.array_equal(kept, before)


@pytest.mark.parametrize("name", ["uniform", "gaussian", "bias", "delay_steps", "dropout"])
def test_negative_and_endless_faults_are_refused(name):
    for value in (-1, float("nan"), float("inf")):
        with pytest.raises(InvalidConfig, match=rf"Noise {name} is {value}"):
            TermNoise(**{name: value})


def test_a_certain_drop_out_is_refused():
    with pytest.raises(InvalidConfig, match=r"dropout is 1; it must be below 1"):
        TermNoise(dropout=1)


def test_faults_of_an_unknown_term_are_refused():
    with pytest.raises(UnknownName, match=r"Did you mean 'joint_pos'"):
        SensingConfig(noise={"joint_poss": TermNoise()})


def test_faults_come_from_plain_data():
    made = make_noise("joint_pos", {"uniform": 1, "delay_steps": 2.0})
    assert made == TermNoise(uniform=1.0, delay_steps=2)
    with pytest.raises(UnknownName, match=r"fault of the term 'joint_pos'.*Did you mean 'bias'"):
        make_noise("joint_pos", {"biass": 1})
    with pytest.raises(
        InvalidConfig, match=r"Fault bias of the term 'joint_pos' is True, no number"
    ):
        make_noise("joint_pos", {"bias": True})


def test_a_terms_noise_does_not_change_with_what_else_is_read():
    noise = {"joint_pos": TermNoise(uniform=0.1, gaussian=0.1, bias=0.1, dropout=0.1)}
    seeds, steps, row = np.zeros(1, np.int64), np.zeros(1, np.int64), np.zeros(1, np.intp)
    alone = Faults(SensingConfig(noise=noise), ("joint_pos",), (4,), 1)
    alone.apply(np.zeros((1, 4)), seeds, steps, row)
    both = Faults(SensingConfig(noise=noise), TERMS, SIZES, 1)
    both.apply(np.zeros((1, 7)), seeds, steps, row)
    np.testing.assert_array_equal(both.readings()[:, 3:], alone.readings())


def test_a_command_has_no_noise():
    with pytest.raises(InvalidConfig, match="velocity_command is given, not measured"):
        SensingConfig(noise={"velocity_command": TermNoise(uniform=0.1)})


@pytest.mark.parametrize("axis", ["x", "y", "z"])
def test_only_a_map_can_be_misplaced(axis):
    shift = TermNoise(**{f"shift_{axis}_m": 0.02})
    assert SensingConfig(noise={"height_scan": shift}).noise["height_scan"].shift_m.count(0.02) == 1
    with pytest.raises(InvalidConfig, match=r"term 'joint_pos' has a shift_x_m.*Use bias"):
        SensingConfig(noise={"joint_pos": shift})


def test_a_shift_is_a_fault_and_leaves_the_noise_of_the_term_alone():
    faults = Faults(
        SensingConfig(noise={"height_scan": TermNoise(shift_x_m=0.1)}), ["height_scan"], [4], 1
    )
    assert not faults.is_perfect
    truth = np.arange(4.0)[None]
    faults.apply(truth, np.array([3]), np.array([0]), np.array([0]))
    assert np.array_equal(faults.readings(), truth)


def test_a_snapshot_goes_on_bit_by_bit_across_blocks():
    noise = {
        "joint_pos": TermNoise(uniform=0.1, gaussian=0.1, bias=0.2, delay_steps=3, dropout=0.3),
        "ang_vel_b": TermNoise(uniform=0.1),
    }
    make = lambda: Faults(SensingConfig(noise=noise), ["joint_pos", "ang_vel_b"], [5, 3], 2)  # noqa: E731
    one, rows, seeds = make(), np.arange(2), np.array([7, 9])

    def read(faults, step):
        truth = stream(step, "truth").standard_normal((2, 8))
        faults.apply(truth, seeds, np.array([step, step]), rows)
        return faults.readings()

    for step in range(150):
        read(one, step)
    other = make()
    other.restore(one.snapshot(), seeds, np.array([149, 149]))
    for step in range(150, 300):
        assert np.array_equal(read(one, step), read(other, step))
