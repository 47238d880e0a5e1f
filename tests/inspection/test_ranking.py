"""AUROC, average precision, recall at few false alarms, and the optimistic F1."""

from itertools import product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from andon.errors import InvalidConfig
from andon.inspection.counts import Share
from andon.inspection.ranking import (
    area_gain,
    auroc,
    average_precision,
    best_f1,
    recall_at_false_alarm_rate,
)
from andon.randomness import stream
from andon.verdicts.intervals import clopper_pearson

scores = st.lists(st.integers(0, 9), min_size=1, max_size=12)


def joined(bad, good):
    return [*bad, *good], [1] * len(bad) + [0] * len(good)


def wins(a, b):
    return (a > b) + 0.5 * (a == b)


@given(scores, scores)
def test_auroc_is_the_share_of_pairs_won_with_ties_as_halves(bad, good):
    pairs = [wins(a, b) for a, b in product(bad, good)]
    assert auroc(*joined(bad, good)).value == pytest.approx(np.mean(pairs))


@given(scores, scores)
def test_turning_the_scores_round_turns_the_area_round(bad, good):
    area = auroc(*joined(bad, good))
    turned = auroc(*joined([-s for s in bad], [-s for s in good]))
    assert turned.value == pytest.approx(1 - area.value)
    assert turned.interval.low == pytest.approx(1 - area.interval.high)
    assert area.interval.low <= area.value + 1e-12
    assert area.value <= area.interval.high + 1e-12


def test_the_interval_is_delongs_on_the_logit_scale():
    bad, good = np.array([0.35, 0.8, 0.6]), np.array([0.1, 0.4, 0.35, 0.2])
    table = np.array([[wins(a, b) for b in good] for a in bad])
    area = table.mean()
    variance = table.mean(axis=1).var(ddof=1) / 3 + table.mean(axis=0).var(ddof=1) / 4
    half = 1.959963985 * np.sqrt(variance) / (area * (1 - area))
    ends = 1 / (1 + np.exp(-(np.log(area / (1 - area)) + np.array([-half, half]))))
    found = auroc(*joined(bad, good))
    assert found.interval == pytest.approx(ends, rel=1e-8)
    assert (found.num_bad, found.num_good) == (3, 4)


def test_perfect_separation_is_not_taken_for_certainty():
    found = auroc(*joined([5, 6, 7], [1, 2, 3, 4]))
    assert found.value == 1.0
    assert found.interval == clopper_pearson(3, 3)
    assert auroc(*joined([1], [2, 3])).interval == clopper_pearson(0, 1)
    assert auroc(*joined([1], [1])).interval == (0.0, 1.0)
    assert auroc(*joined([1, 1], [1, 1, 1])).interval == (0.0, 1.0)


def test_the_interval_covers_the_true_area_as_often_as_it_says():
    generator = stream(4, "auroc")
    true = 0.8413447  # P(N(sqrt 2, 1) > N(0, 1)) = Phi(1)
    hits = 0
    for _ in range(400):
        bad, good = generator.standard_normal(40) + 2**0.5, generator.standard_normal(60)
        low, high = auroc(*joined(bad, good)).interval
        hits += low <= true <= high
    # 400 trials at 0.95: sd 4.4; four of them: false alarms below 1e-4 either side
    assert 400 * 0.95 - 18 <= hits <= 400 * 0.95 + 18


def test_the_error_of_a_gain_is_its_spread_over_sets_and_smaller_where_scores_go_together():
    truth = np.arange(160) < 60
    gains: list[float] = []
    errors: list[float] = []
    for seed in range(60):
        draw = stream(seed, "gain").standard_normal
        shared = draw(160) + 1.0 * truth
        gain, error = area_gain(shared + 0.3 * draw(160), shared + 0.6 * draw(160), truth)
        gains.append(gain)
        errors.append(error)
    assert np.mean(gains) > 0.0
    assert np.mean(errors) == pytest.approx(np.std(gains, ddof=1), rel=0.25)
    area = auroc(shared, truth).interval
    assert np.mean(errors) < (area.high - area.low) / 4.0
    assert area_gain(shared, shared, truth) == (0.0, 0.0)
    assert area_gain([1.0, 2.0], [2.0, 1.0], [1, 0]) == (0.0, np.inf)


def test_average_precision_is_the_sum_of_its_steps():
    # ranks from the top: bad, good, bad, good, good, bad -> (1 + 2/3 + 3/6)/3
    value = average_precision([9, 8, 7, 6, 5, 4], [1, 0, 1, 0, 0, 1])
    assert value == pytest.approx((1 + 2 / 3 + 1 / 2) / 3)


def test_average_precision_of_a_constant_score_is_the_share_of_bad_parts():
    assert average_precision([3] * 8, [1, 1] + [0] * 6) == pytest.approx(0.25)


def test_recall_is_taken_where_only_the_allowed_good_parts_are_above():
    good = np.arange(2000.0)
    bad = [1999.5, 1998.5, 1997.5, 1997.0]  # the last one lies on the threshold: not above it
    found = recall_at_false_alarm_rate(*joined(bad, good))
    # 2 of 2,000 may be above: 1999 and 1998, so the threshold is 1997
    assert found.threshold == 1997.0
    assert found.false_alarms == Share(count=2, total=2000)
    assert found.recall == Share(count=3, total=4)
    assert found.is_resolved
    assert recall_at_false_alarm_rate(*joined(bad, range(1000))).is_resolved
    assert not recall_at_false_alarm_rate(*joined(bad, range(999))).is_resolved


def test_too_few_good_parts_do_not_resolve_the_rate():
    found = recall_at_false_alarm_rate(*joined([5, 1], range(4)))
    assert (found.threshold, found.recall.count, found.false_alarms.count) == (3.0, 1, 0)
    assert not found.is_resolved


@given(scores, scores, st.floats(0.0, 0.99))
def test_recall_never_uses_more_false_alarms_than_allowed(bad, good, rate):
    found = recall_at_false_alarm_rate(*joined(bad, good), false_alarm_rate=rate)
    assert found.false_alarms.rate <= rate + 1e-9
    better = [t for t in {*bad, *good} if np.mean([s > t for s in good]) <= rate + 1e-9]
    assert all(sum(s > t for s in bad) <= found.recall.count for t in better)


@settings(max_examples=60)
@given(scores, scores)
def test_best_f1_is_the_largest_over_all_thresholds(bad, good):
    found = best_f1(*joined(bad, good))

    def f1(t):
        hits = sum(s > t for s in bad)
        calls = hits + sum(s > t for s in good)
        return 2 * hits / (calls + len(bad))

    assert found.value == pytest.approx(max(f1(t) for t in (-1, *bad, *good)))
    assert f1(found.threshold) == pytest.approx(found.value)
    assert found.is_optimistic


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: auroc([1, 2], [1, 1]), r"Found 2 bad and 0 good parts"),
        (lambda: auroc([1, 2, 1, 3], [1, 0, 0, 1], confidence=1.0), r"The confidence is 1\.0; it"),
        (lambda: auroc([1, 2, 1, 3], [1, 0, 0, 1], confidence=0.0), r"The confidence is 0\.0; it"),
        (lambda: average_precision([1], [1]), r"Found 1 bad and 0 good"),
        (
            lambda: recall_at_false_alarm_rate([1, 2], [1, 0], false_alarm_rate=1.0),
            r"The false alarm rate is 1\.0; it must lie in \[0, 1\)",
        ),
    ],
)
def test_what_cannot_be_meant_is_refused(call, message):
    with pytest.raises(InvalidConfig, match=message):
        call()
