"""Named, independent random streams."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from andon.errors import InvalidConfig
from andon.randomness import SEALED_SEEDS_START, SEED_END, check_seed, stream, stream_key

SEEDS = st.integers(0, SEED_END - 1)
PATHS = st.lists(st.text("abc_", max_size=4) | st.integers(-9, 99), max_size=4).map(tuple)


def test_the_key_of_a_stream_never_changes():
    # BLAKE2b of "0" and of "7", "str:push", "int:3" joined by 0x1F, as `b2sum -l 128` gives them.
    # A change here would move every result of the project.
    assert stream_key(0).to_bytes(16, "little").hex() == "1240a4684403b160e6597a653a88f56c"
    assert (
        stream_key(7, "push", 3).to_bytes(16, "little").hex() == "e934c588323c4d1a010a83f80ee9cdcd"
    )


@given(SEEDS, PATHS)
def test_equal_arguments_give_equal_draws(seed, path):
    assert stream(seed, *path).random(5).tolist() == stream(seed, *path).random(5).tolist()


@given(SEEDS, PATHS, SEEDS, PATHS)
def test_different_arguments_give_different_keys(seed, path, other_seed, other_path):
    is_same = (seed, path) == (other_seed, other_path)
    assert (stream_key(seed, *path) == stream_key(other_seed, *other_path)) == is_same


def test_a_number_and_its_text_name_different_streams():
    assert stream_key(7, 3) != stream_key(7, "3")
    assert stream_key(73) != stream_key(7, 3)


@pytest.mark.parametrize("kind", [np.int32, np.int64, np.uint8])
def test_numpy_integers_count_as_integers(kind):
    assert stream_key(kind(7), "push", kind(3)) == stream_key(7, "push", 3)


def test_drawing_from_one_stream_leaves_the_others_alone():
    expected = stream(7, "friction").random(3).tolist()
    noise = stream(7, "noise")
    noise.random(1000)
    assert stream(7, "friction").random(3).tolist() == expected


def test_streams_of_neighbouring_seeds_do_not_correlate():
    # 400 pairs of 500 normal draws: correlations have a standard deviation of 1/sqrt(500) = 0.045.
    # The largest of 400 stays below 5 of them except in 400 * 5.7e-7 = 2e-4 of all seeds.
    draws = np.stack([stream(seed, "push").standard_normal(500) for seed in range(401)])
    centred = draws - draws.mean(axis=1, keepdims=True)
    unit = centred / np.linalg.norm(centred, axis=1, keepdims=True)
    assert np.abs((unit[1:] * unit[:-1]).sum(axis=1)).max() < 5 / np.sqrt(500)


def test_draws_of_many_streams_fill_the_unit_interval_evenly():
    # First draws of 10 000 streams in 10 bins: chi-square with 9 degrees of freedom; 33.7 is
    # exceeded in 1e-4 of all cases.
    first = np.array([stream(seed, "push").random() for seed in range(10_000)])
    counts, _ = np.histogram(first, bins=10, range=(0, 1))
    assert ((counts - 1000) ** 2 / 1000).sum() < 33.7


def test_a_name_with_the_separator_is_refused():
    with pytest.raises(InvalidConfig, match=r"contains the separator '\\x1f'"):
        stream(7, "a\x1fstr:b")


@pytest.mark.parametrize("seed", [7.0, "7", None])
def test_a_seed_that_is_no_whole_number_is_refused(seed):
    with pytest.raises(TypeError):
        stream(seed, "push")


@pytest.mark.parametrize("seed", [0, 1, SEALED_SEEDS_START - 1])
def test_open_seeds_lie_below_the_sealed_ones(seed):
    assert check_seed(seed) == seed
    with pytest.raises(InvalidConfig, match=f"Seed {seed} is not in the sealed range"):
        check_seed(seed, is_sealed=True)


@pytest.mark.parametrize("seed", [SEALED_SEEDS_START, SEED_END - 1])
def test_sealed_seeds_are_refused_where_open_ones_are_meant(seed):
    assert check_seed(seed, is_sealed=True) == seed
    with pytest.raises(InvalidConfig, match=r"open range \[0, 1099511627776\).*only a gate"):
        check_seed(seed)


@pytest.mark.parametrize(("seed", "is_sealed"), [(-1, False), (SEED_END, True), (-1, True)])
def test_a_seed_outside_every_range_is_refused(seed, is_sealed):
    with pytest.raises(InvalidConfig, match=f"Seed {seed} is not in the"):
        check_seed(seed, is_sealed=is_sealed)
