"""Comparing two policies on the same seeds."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from andon.errors import InvalidConfig
from andon.randomness import stream
from andon.verdicts.comparison import compare, paired_endings
from andon.verdicts.intervals import clopper_pearson

outcomes = st.lists(st.tuples(st.booleans(), st.booleans()), min_size=1, max_size=80)


def arms(pairs):
    first, second = zip(*pairs, strict=True)
    return np.array(first, dtype=int), np.array(second, dtype=int)


def test_seven_straight_wins_are_needed_and_suffice():
    assert compare([0] * 6, [1] * 6).answer == "undecided"
    won = compare([0] * 7, [1] * 7)
    assert (won.answer, won.decided_at, won.wins, won.losses) == ("better", 7, 7, 0)
    assert np.exp(won.log_e_better[-1]) == pytest.approx(31.875)


def test_pairs_that_agree_carry_no_weight():
    a = [1, 0] * 20 + [0] * 7
    b = [1, 0] * 20 + [1] * 7
    result = compare(a, b)
    assert (result.answer, result.decided_at) == ("better", 47)
    assert result.log_e_better[:40] == (0.0,) * 40


def test_a_worse_challenger_is_not_better():
    result = compare([1] * 7, [0] * 7)
    assert (result.answer, result.decided_at) == ("not better", 7)


def test_the_answer_stands_whatever_comes_later():
    a = [0] * 7 + [1] * 40
    b = [1] * 7 + [0] * 40
    result = compare(a, b)
    assert (result.answer, result.decided_at, result.num_pairs) == ("better", 7, 47)


def test_rates_and_difference_come_with_their_intervals():
    a, b = arms([(0, 1)] * 20 + [(1, 0)] * 2 + [(1, 1)] * 26 + [(0, 0)] * 2)
    result = compare(a, b)  # the totals of a published hardware comparison, 28 against 46 of 50
    assert (result.incumbent.successes, result.challenger.successes) == (28, 46)
    assert result.incumbent.interval == clopper_pearson(28, 50)
    assert result.challenger.success_rate == pytest.approx(0.92)
    assert result.difference == pytest.approx(0.36)
    assert result.difference_sequence.low < 0.36 < result.difference_sequence.high
    assert np.exp(result.log_e_better[-1]) == pytest.approx(1578.83, abs=6e-3)


def test_non_inferiority_is_shown_for_equal_policies_and_not_for_a_worse_one():
    generator = stream(2, "arms")
    a, b = generator.random((2, 600)) < 0.95
    equal = compare(a, b, margin=0.1)
    assert equal.answer == "undecided"
    assert equal.non_inferior_at is not None
    worse = compare(a, b & (generator.random(600) < 0.8), margin=0.1)
    assert worse.non_inferior_at is None
    assert compare(a, b).log_e_non_inferior == ()


@given(outcomes)
def test_swapping_the_arms_swaps_the_evidence(pairs):
    a, b = arms(pairs)
    one, other = compare(a, b), compare(b, a)
    assert one.log_e_better == other.log_e_not_better
    assert {one.answer, other.answer} in ({"undecided"}, {"better", "not better"})


@settings(max_examples=40)
@given(outcomes, st.integers(1, 9))
def test_looking_more_often_never_decides_later(pairs, look_every):
    a, b = arms(pairs)
    often, seldom = compare(a, b), compare(a, b, look_every=look_every)
    assert seldom.looks[-1] == len(pairs)
    if seldom.decided_at is not None:
        assert often.decided_at is not None
        assert often.decided_at <= seldom.decided_at


@pytest.mark.parametrize(
    ("a", "b", "alpha", "pairs", "power", "mean"),
    [
        (0.56, 0.92, 0.05, 50, 0.9662, 23.5),
        (0.28, 0.80, 0.05, 50, 0.9980, 16.1),
        (0.084, 0.386, 0.01, 500, 1.0000, 42.9),
        (0.40, 0.564, 0.01, 500, 0.9675, 205.6),
        (0.0, 0.03, 0.01, 500, 0.9646, 297.9),
        (0.5, 0.5, 0.05, 200, 0.0290, 195.6),
        (0.9, 0.9, 0.05, 200, 0.0227, 197.3),
    ],
)
def test_table_of_power_and_expected_pairs_is_reproduced(a, b, alpha, pairs, power, mean):
    endings = paired_endings(a, b, alpha=alpha, max_pairs=pairs, stop_when_worse=False)
    assert endings.p_better == pytest.approx(power, abs=5.1e-5)
    assert endings.mean_pairs == pytest.approx(mean, abs=0.051)


def test_both_wrong_claims_are_rare_for_equal_policies():
    endings = paired_endings(0.7, 0.7, alpha=0.05, max_pairs=150)
    assert endings.p_better == pytest.approx(endings.p_not_better)
    assert endings.p_better <= 0.05


def test_exact_endings_agree_with_comparisons_of_simulated_arms():
    exact = paired_endings(0.5, 0.8, alpha=0.05, max_pairs=30, look_every=5)
    generator = stream(8, "pairs")
    a = generator.random((2000, 30)) < 0.5
    b = generator.random((2000, 30)) < 0.8
    found = [compare(one, other, look_every=5) for one, other in zip(a, b, strict=True)]
    share = np.mean([one.answer == "better" for one in found])
    pairs = np.mean([one.decided_at or 30 for one in found])
    # five standard errors: false alarms below 1e-6
    assert share == pytest.approx(exact.p_better, abs=5 * (0.25 / 2000) ** 0.5)
    assert pairs == pytest.approx(exact.mean_pairs, abs=5 * 15 / 2000**0.5)


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: compare([1], [1, 0]), r"needs the same seeds for both policies, one outcome each"),
        (lambda: compare([], []), r"found shapes \(0,\) and \(0,\)"),
        (lambda: compare([2], [1]), r"must be 0 \(failure\) or 1 \(success\)"),
        (lambda: compare([1], [1], alpha=0.5), r"alpha is 0\.5; it must lie in \(0, 0\.5\)"),
        (lambda: compare([1], [1], margin=0.0), r"The margin is 0\.0; it must lie in \(0, 1\)"),
        (lambda: compare([1], [1], look_every=0), r"look_every is 0; it must be at least 1"),
        (
            lambda: paired_endings(1.2, 0.5, alpha=0.05, max_pairs=10),
            r"Success rates 1\.2 and 0\.5 must lie in \[0, 1\]",
        ),
    ],
)
def test_what_cannot_be_meant_is_refused(call, message):
    with pytest.raises(InvalidConfig, match=message):
        call()
