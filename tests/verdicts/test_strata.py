"""Strata of the variation."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from andon.errors import InvalidConfig, UnknownName
from andon.randomness import stream
from andon.verdicts.intervals import clopper_pearson
from andon.verdicts.strata import stratify, suspicious_strata, worst_stratum

RANGES = {"step_height": (0.0, 0.2), "slope": (-0.2, 0.2)}


def planted(num_rollouts=400):
    """Rollouts that fail half of the time above a step height of 0.15 and never elsewhere."""
    generator = stream(6, "strata")
    heights = generator.random(num_rollouts) * 0.2
    luck = generator.random(num_rollouts)
    surfaces = generator.choice(["wet", "dry"], size=num_rollouts).tolist()
    draws = [
        {"step_height": height, "surface": surface}
        for height, surface in zip(heights.tolist(), surfaces, strict=True)
    ]
    return draws, [bool(h < 0.15 or luck[i] < 0.5) for i, h in enumerate(heights)]


def test_numbers_fall_into_equal_bins_and_the_last_one_includes_its_end():
    draws = [{"step_height": value} for value in (0.0, 0.049, 0.05, 0.1, 0.2)]
    strata = stratify(draws, [True, False, True, True, False], RANGES)
    assert [one.bin for one in strata] == ["0-0.05", "0.05-0.1", "0.1-0.15", "0.15-0.2"]
    assert [(one.trials, one.successes) for one in strata] == [(2, 1), (1, 1), (1, 1), (1, 0)]
    assert strata[0].interval == clopper_pearson(1, 2)
    assert (strata[1].low, strata[1].high) == pytest.approx((0.05, 0.1))


def test_texts_are_categories():
    draws = [{"surface": name} for name in ("wet", "dry", "wet")]
    strata = stratify(draws, [True, False, False], {})
    assert [(one.bin, one.trials, one.successes) for one in strata] == [
        ("dry", 1, 0),
        ("wet", 2, 1),
    ]
    assert strata[0].low is None


def test_negative_limits_are_labelled_without_a_dash():
    strata = stratify([{"slope": -0.15}], [True], RANGES, num_bins=2)
    assert [one.bin for one in strata] == ["-0.2 to 0", "0-0.2"]


def test_a_fixed_parameter_is_one_bin():
    (only,) = stratify([{"mass": 5.0}], [True], {"mass": (5.0, 5.0)})
    assert (only.trials, only.bin) == (1, "5-5")


def test_a_bin_without_rollouts_knows_nothing_and_is_never_the_worst():
    strata = stratify([{"step_height": 0.01}], [True], RANGES)
    assert strata[3].interval == (0.0, 1.0)
    assert worst_stratum(strata) == strata[0]
    assert worst_stratum([]) is None
    assert stratify([], [], RANGES) == ()


def test_the_planted_weakness_is_found():
    strata = stratify(*planted(), RANGES)
    worst = worst_stratum(strata)
    assert (worst.parameter, worst.bin) == ("step_height", "0.15-0.2")
    listed = suspicious_strata(strata, p_min=0.8)
    assert listed == (worst,)


def test_one_unlucky_rollout_is_not_the_worst_stratum():
    draws = [{"step_height": 0.01}] + [{"step_height": 0.19}] * 20
    strata = stratify(draws, [False] + [True] * 8 + [False] * 12, RANGES)
    assert worst_stratum(strata).bin == "0.15-0.2"


def test_listed_strata_are_rarely_innocent():
    # 20 strata exactly at the floor, 300 repetitions: P(any listed) <= .05 under the global null;
    # P(more than 35 of 300 | .05) < 1e-5: the false-alarm rate
    alarms = 0
    for index in range(300):
        generator = stream(index, "innocent")
        draws = [{"surface": f"s{k % 20}"} for k in range(400)]
        flags = (generator.random(400) < 0.9).tolist()
        alarms += bool(suspicious_strata(stratify(draws, flags, {}), p_min=0.9))
    assert alarms <= 35


@given(
    st.lists(st.tuples(st.floats(0.0, 0.2), st.booleans()), min_size=1, max_size=50),
    st.integers(1, 7),
)
def test_every_rollout_is_in_exactly_one_bin_of_each_parameter(rows, num_bins):
    draws = [{"step_height": height} for height, _ in rows]
    flags = [flag for _, flag in rows]
    strata = stratify(draws, flags, RANGES, num_bins=num_bins)
    assert len(strata) == num_bins
    assert sum(one.trials for one in strata) == len(rows)
    assert sum(one.successes for one in strata) == sum(flags)


@pytest.mark.parametrize(
    ("draws", "flags", "error", "message"),
    [
        ([{"slope": 0.1}], [], InvalidConfig, r"1 draws and 0 outcomes: not one each"),
        ([{"slope": 0.3}], [True], InvalidConfig, r"drew 'slope' = 0\.3, outside its declared"),
        ([{"slop": 0.1}], [True], UnknownName, r"No declared range named 'slop'\. Did you mean"),
        (
            [{"slope": 0.1}, {"step_height": 0.1}],
            [True, True],
            UnknownName,
            r"No drawn parameter named 'slope'",
        ),
        (
            [{"slope": 0.1}, {"slope": "steep"}],
            [True, True],
            InvalidConfig,
            r"'slope' is a number in some rollouts and a text in others",
        ),
    ],
)
def test_draws_that_do_not_fit_are_refused(draws, flags, error, message):
    with pytest.raises(error, match=message):
        stratify(draws, flags, RANGES)


def test_numbers_out_of_range_are_refused():
    with pytest.raises(InvalidConfig, match="num_bins is 0; it must be at least 1"):
        stratify([{"slope": 0.1}], [True], RANGES, num_bins=0)
    with pytest.raises(InvalidConfig, match=r"false_discovery_rate is 0\.0; it must be in \(0, 1"):
        suspicious_strata([], p_min=0.9, false_discovery_rate=0.0)
