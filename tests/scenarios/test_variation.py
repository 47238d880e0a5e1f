"""What may vary: drawn by seed and name, replaced by name, and counted."""

from itertools import product

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from andon.errors import InvalidConfig, UnknownName
from andon.scenarios.variation import (
    NUM_BINS,
    Choice,
    Fixed,
    Parameter,
    Uniform,
    draw_values,
    measure_coverage,
    override,
    parse_distribution,
)


def parameter(name, distribution, **more) -> Parameter:
    return Parameter(name=name, unit="m", distribution=distribution, meaning="A length.", **more)


LENGTH = parameter("length_m", Uniform(low=1.0, high=3.0))
COUNT = parameter("count", Choice(values=(1.0, 2.0, 5.0)))
WIDTH = parameter("width_m", Fixed(value=0.5))
ALL = (LENGTH, COUNT, WIDTH)


def test_values_follow_the_seed_and_the_name_alone():
    whole = draw_values(ALL, 7)
    assert whole == draw_values(ALL, 7)
    assert whole != draw_values(ALL, 8)
    assert draw_values((COUNT,), 7)["count"] == whole["count"]
    assert draw_values((*reversed(ALL), parameter("new_m", LENGTH.distribution)), 7) == (
        whole | {"new_m": draw_values((parameter("new_m", LENGTH.distribution),), 7)["new_m"]}
    )


def test_a_wider_range_keeps_the_place_within_it():
    wide = parameter("length_m", Uniform(low=0.0, high=10.0))
    narrow, broad = (draw_values((p,), 3)["length_m"] for p in (LENGTH, wide))
    assert (narrow - 1) / 2 == pytest.approx(broad / 10)


def test_values_fill_what_they_are_drawn_from():
    drawn = [draw_values(ALL, seed) for seed in range(2000)]
    lengths = np.array([d["length_m"] for d in drawn])
    assert lengths.min() >= 1.0
    assert lengths.max() <= 3.0
    assert np.std(lengths) == pytest.approx(2 / np.sqrt(12), rel=0.05)
    counts = [sum(d["count"] == value for d in drawn) for value in (1.0, 2.0, 5.0)]
    assert sum(counts) == 2000
    assert min(counts) > 667 - 105  # standard deviation 21; five of them
    assert {d["width_m"] for d in drawn} == {0.5}


def test_parameters_are_drawn_independently():
    twins = (LENGTH, parameter("other_m", Uniform(low=1.0, high=3.0)))
    drawn = np.array([list(draw_values(twins, seed).values()) for seed in range(1000)])
    assert abs(np.corrcoef(drawn.T)[0, 1]) < 0.16  # five standard deviations of 1 / sqrt(1000)


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (3, Fixed(value=3.0)),
        (0.25, Fixed(value=0.25)),
        ([1, 2.5], Uniform(low=1.0, high=2.5)),
        ((1, 2.5), Uniform(low=1.0, high=2.5)),
        ({"choice": [1, 2, 2]}, Choice(values=(1.0, 2.0, 2.0))),
    ],
)
def test_distributions_are_read_from_plain_data(value, expected):
    assert parse_distribution("length_m", value) == expected


@pytest.mark.parametrize(
    "value",
    ["1", None, True, [1], [1, 2, 3], [1, "2"], [True, 2], {"choice": 3}, {"choice": []},
     {"choice": [1], "extra": 2}, {"chioce": [1]}, {}, float("nan"), float("inf"),
     [0, float("inf")], {"choice": [float("nan")]}, [2, 1], [1, 1]],
)  # fmt: skip
def test_what_is_no_distribution_is_refused(value):
    with pytest.raises(InvalidConfig, match=r"'length_m'"):
        parse_distribution("length_m", value)


def test_overriding_replaces_by_name_and_keeps_the_rest():
    changed = override(ALL, {"count": 2, "width_m": [0, 1]})
    assert [p.name for p in changed] == ["length_m", "count", "width_m"]
    assert changed[0] is LENGTH
    assert changed[1].distribution == Fixed(value=2.0)
    assert changed[2].distribution == Uniform(low=0.0, high=1.0)
    assert changed[2].meaning == WIDTH.meaning
    assert ALL[1].distribution == Choice(values=(1.0, 2.0, 5.0))


def test_overriding_an_unknown_name_is_refused_with_the_nearest():
    message = r"No parameter of this scenario named 'lenght_m'\. Did you mean 'length_m'"
    with pytest.raises(UnknownName, match=message):
        override(ALL, {"lenght_m": 1})


def test_a_value_beyond_the_limits_is_refused_with_them():
    bounded = parameter("gap_m", Uniform(low=0.1, high=0.2), limits=(0.0, 1.0))
    with pytest.raises(
        InvalidConfig, match=r"'gap_m' is drawn from 0.5 to 2 m; .* within 0 to 1 m"
    ):
        override((bounded,), {"gap_m": [0.5, 2]})
    with pytest.raises(InvalidConfig, match=r"'gap_m' is -1 m"):
        override((bounded,), {"gap_m": -1})
    with pytest.raises(InvalidConfig, match=r"'gap_m' is drawn from 0.5 to 3 m"):
        override((bounded,), {"gap_m": {"choice": [3, 0.5]}})


def test_a_count_must_be_whole():
    whole = parameter("steps", Choice(values=(1.0, 2.0)), is_whole=True)
    assert override((whole,), {"steps": 3})[0].distribution == Fixed(value=3.0)
    for value in ([1, 3], 1.5, {"choice": [1, 1.5]}):
        with pytest.raises(InvalidConfig, match=r"'steps' is a count; give a whole number"):
            override((whole,), {"steps": value})


def test_bins_cut_a_range_evenly_and_a_choice_by_value():
    assert LENGTH.bins() == [(1.0, 1.5), (1.5, 2.0), (2.0, 2.5), (2.5, 3.0)]
    assert COUNT.bins() == [(1.0, 1.0), (2.0, 2.0), (5.0, 5.0)]
    assert WIDTH.bins() == [(0.5, 0.5)]


@given(st.floats(1.0, 3.0))
def test_a_value_lies_in_its_bin(value):
    low, high = LENGTH.bins()[LENGTH.bin_of(value)]
    assert low - 1e-12 <= value <= high + 1e-12


def test_the_ends_of_a_range_lie_in_the_first_and_last_bin():
    assert LENGTH.bin_of(1.0) == 0
    assert LENGTH.bin_of(3.0) == NUM_BINS - 1
    assert [COUNT.bin_of(v) for v in (1.0, 2.0, 5.0)] == [0, 1, 2]


def test_coverage_by_hand():
    # bins: length 4, count 3. Two episodes, (1.1, 1) and (1.2, 2): one length bin, two counts,
    # two pairs of 12; no third parameter varies.
    found = measure_coverage(
        ALL,
        [
            {"length_m": 1.1, "count": 1.0, "width_m": 0.5},
            {"length_m": 1.2, "count": 2.0, "width_m": 0.5},
        ],
    )
    assert [(c.ways, c.covered, c.feasible) for c in found] == [(1, 3, 7), (2, 2, 12), (3, 0, 0)]
    assert found[0].share == pytest.approx(3 / 7)
    assert found[2].share == 1.0


episodes = st.lists(
    st.fixed_dictionaries(
        {
            "length_m": st.floats(1.0, 3.0),
            "count": st.sampled_from([1.0, 2.0, 5.0]),
            "width_m": st.just(0.5),
            "depth_m": st.floats(0.0, 1.0),
        }
    ),
    max_size=12,
)
FOUR = (*ALL, parameter("depth_m", Uniform(low=0.0, high=1.0)))


@given(episodes, episodes)
def test_more_episodes_never_cover_less(some, more):
    fewer, all_of_them = measure_coverage(FOUR, some), measure_coverage(FOUR, some + more)
    for one, other in zip(fewer, all_of_them, strict=True):
        assert one.covered <= other.covered <= other.feasible
        assert one.feasible == other.feasible
        assert 0 <= one.share <= other.share <= 1


@given(episodes)
def test_the_order_of_episodes_changes_no_coverage(some):
    assert measure_coverage(FOUR, some) == measure_coverage(FOUR, list(reversed(some)))


def test_coverage_is_full_once_every_bin_is_visited():
    middles = [(a + b) / 2 for a, b in LENGTH.bins()]
    diagonal = [
        {"length_m": middles[i % 4], "count": (1.0, 2.0, 5.0)[i % 3], "width_m": 0.5}
        for i in range(4)
    ]
    one_way, two_way, _ = measure_coverage(ALL, diagonal)
    assert one_way.share == 1.0
    assert two_way.share < 1.0
    full = [
        {"length_m": m, "count": c, "width_m": 0.5} for m, c in product(middles, (1.0, 2.0, 5.0))
    ]
    assert [c.share for c in measure_coverage(ALL, full)] == [1.0, 1.0, 1.0]


def test_no_episodes_cover_nothing():
    assert [c.covered for c in measure_coverage(FOUR, [])] == [0, 0, 0]


@pytest.mark.parametrize(("low", "high"), [(1, 1), (2, 1), (0, float("inf")), (float("nan"), 1)])
def test_a_range_with_its_ends_in_the_wrong_order_is_refused(low, high):
    with pytest.raises(InvalidConfig, match=r"finite low < high"):
        Uniform(low=low, high=high)


def test_an_empty_choice_is_refused():
    with pytest.raises(InvalidConfig, match="at least one value"):
        Choice(values=())
