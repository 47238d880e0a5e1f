"""Thresholds by cost and from good parts, and what they refuse."""

from dataclasses import replace
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from andon.errors import InvalidConfig
from andon.inspection.costs import InspectionCosts
from andon.inspection.graded_part import PartIdentity
from andon.inspection.operating_point import (
    OperatingPoint,
    choose_by_cost,
    choose_conformal,
    expected_cost,
    refuse_calibration_parts,
)
from tests.inspection.parts import COSTS, draw_parts, make_parts

REVIEW_COSTS = replace(COSTS, review_cost=1.0)

POINT = OperatingPoint(accept_up_to=1.0, reject_above=2.0, rule="manual", calibration=(), num_bad=0)

scores = st.lists(st.integers(0, 12), min_size=1, max_size=12)


def every_threshold(parts):
    values = sorted({part.score for part in parts})
    middle = [(a + b) / 2 for a, b in pairwise(values)]
    return [values[0] - 1, *middle, values[-1]]


def test_a_score_on_a_threshold_stays_on_the_lower_side():
    assert POINT.has_review_band
    assert POINT.decide([0.9, 1.0, 1.5, 2.0, 2.1]) == (
        "accept",
        "accept",
        "review",
        "review",
        "reject",
    )
    assert replace(POINT, reject_above=1.0).decide([1.0, 1.0001]) == ("accept", "reject")


def test_expected_cost_is_the_formula():
    parts = make_parts([1, 3, 5, 7], [0, 1, 2, 4, 6])
    # accept up to 1: 1 of 4 bad; reject above 4: 1 of 5 good; review 1 < s <= 4: 1 bad, 2 good
    cost = expected_cost(parts, REVIEW_COSTS, prevalence=0.1, accept_up_to=1.0, reject_above=4.0)
    assert cost == pytest.approx(
        0.1 * 500 * 1 / 4 + 0.9 * 2 * 1 / 5 + 1.0 * (0.1 * 1 / 4 + 0.9 * 2 / 5)
    )


@settings(max_examples=60)
@given(scores, scores, st.floats(0.01, 0.9))
def test_no_threshold_is_cheaper_than_the_chosen_one(bad, good, prevalence):
    parts = make_parts(bad, good)
    point = choose_by_cost(parts, COSTS, prevalence=prevalence)
    costs = [
        expected_cost(parts, COSTS, prevalence=prevalence, accept_up_to=t)
        for t in every_threshold(parts)
    ]
    assert point.expected_cost == pytest.approx(min(costs))
    assert point.expected_cost == pytest.approx(
        expected_cost(parts, COSTS, prevalence=prevalence, accept_up_to=point.accept_up_to)
    )
    assert not point.has_review_band
    # of equally cheap thresholds the lowest: nothing below it costs as little
    below = [
        c for t, c in zip(every_threshold(parts), costs, strict=True) if t < point.accept_up_to
    ]
    assert all(c > min(costs) for c in below[:-1])


@settings(max_examples=60)
@given(scores, scores, st.floats(0.05, 0.9), st.floats(0.2, 30.0))
def test_no_pair_of_thresholds_is_cheaper_than_the_chosen_pair(bad, good, prevalence, price):
    parts = make_parts(bad, good)
    costs = InspectionCosts(
        escape_cost=50.0,
        overkill_cost=20.0,
        review_cost=price,
        currency="EUR",
        priced_on="2026-08-01",
    )
    point = choose_by_cost(parts, costs, prevalence=prevalence)
    thresholds = every_threshold(parts)
    best = min(
        expected_cost(parts, costs, prevalence=prevalence, accept_up_to=a, reject_above=b)
        for a in thresholds
        for b in thresholds
        if a <= b
    )
    assert point.expected_cost == pytest.approx(best)
    assert point.expected_cost == pytest.approx(
        expected_cost(
            parts,
            costs,
            prevalence=prevalence,
            accept_up_to=point.accept_up_to,
            reject_above=point.reject_above,
        )
    )


def test_a_cheap_review_opens_a_band_and_a_dear_one_does_not():
    parts = draw_parts(200, 400)
    cheap = choose_by_cost(parts, replace(COSTS, review_cost=0.1), prevalence=0.02)
    dear = choose_by_cost(parts, replace(COSTS, review_cost=400.0), prevalence=0.02)
    assert cheap.has_review_band
    assert not dear.has_review_band
    assert cheap.expected_cost < dear.expected_cost


def test_the_threshold_approaches_the_one_of_the_likelihood_ratio():
    # Equal normals two apart: reject when 2 s - 2 > ln((1 - p) c_o / (p c_e)), p = 0.02, 2 : 500
    point = choose_by_cost(draw_parts(40_000, 40_000), COSTS, prevalence=0.02)
    best = 1.0 + np.log(0.98 * 2 / (0.02 * 500)) / 2.0
    assert point.accept_up_to == pytest.approx(best, abs=0.1)


def test_a_dearer_escape_never_raises_the_threshold():
    parts = draw_parts(60, 200)
    thresholds = [
        choose_by_cost(parts, replace(COSTS, escape_cost=cost), prevalence=0.05).accept_up_to
        for cost in (1.0, 5.0, 50.0, 500.0, 5000.0)
    ]
    assert thresholds == sorted(thresholds, reverse=True)


def test_separable_parts_are_split_half_way():
    point = choose_by_cost(make_parts([5, 7], [1, 3]), COSTS, prevalence=0.1)
    assert (point.accept_up_to, point.reject_above, point.expected_cost) == (4.0, 4.0, 0.0)
    assert (point.num_bad, point.num_good) == (2, 2)


def test_neighbouring_floats_are_split_too():
    low = 1.0
    high = np.nextafter(low, 2.0)
    point = choose_by_cost(make_parts([high], [low]), COSTS, prevalence=0.5)
    assert point.decide([low, high]) == ("accept", "reject")


def test_rejecting_and_accepting_everything_are_possible_answers():
    parts = make_parts([1], [1])
    everything = choose_by_cost(parts, COSTS, prevalence=0.5)
    assert everything.decide([1.0]) == ("reject",)
    nothing = choose_by_cost(parts, COSTS, prevalence=0.001)
    assert nothing.decide([1.0]) == ("accept",)


def test_a_conformal_point_accepts_up_to_its_order_statistic():
    point = choose_conformal(make_parts(good=range(99)), max_false_alarm_rate=0.05)
    assert (point.accept_up_to, point.reject_above, point.rule) == (94.0, 94.0, "conformal")
    assert point.promise.promised_rate == 0.05
    assert point.num_good == 99


def test_calibration_parts_are_part_of_the_point_and_refused_by_name():
    parts = make_parts([5, 7], [1, 3])
    point = choose_by_cost(parts, COSTS, prevalence=0.1)
    assert PartIdentity(name="part_good_1") in point.calibration
    refuse_calibration_parts(point, make_parts([1], prefix="other"))
    with pytest.raises(InvalidConfig, match=r"'part_bad_1' is in the calibration set and in the"):
        refuse_calibration_parts(point, [parts[1]])


def test_the_calibration_hash_moves_with_scores_and_truth():
    hashes = {
        choose_by_cost(parts, COSTS, prevalence=0.1).calibration_hash
        for parts in (
            make_parts([5], [1]),
            make_parts([6], [1]),
            make_parts([5], [1], prefix="q"),
        )
    }
    assert len(hashes) == 3
    assert all(hashes)


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: replace(POINT, accept_up_to=3.0), r"accepted up to 3\.0 and rejected above 2\.0"),
        (lambda: replace(POINT, reject_above=np.inf), r"Thresholds 1\.0 and inf must be finite"),
        (lambda: replace(POINT, num_bad=1), r"1 bad parts among 0 calibration parts"),
        (lambda: POINT.decide([np.nan]), r"A score is not finite; a part without a score"),
        (
            lambda: choose_by_cost(make_parts(good=[1]), COSTS, prevalence=0.1),
            r"Found 0 bad and 1 good calibration parts; .* use a conformal threshold",
        ),
        (
            lambda: choose_by_cost(make_parts([1], [2]), COSTS, prevalence=0.0),
            r"The prevalence is 0\.0",
        ),
        (
            lambda: choose_by_cost(make_parts([1], [2]) * 2, COSTS, prevalence=0.1),
            r"more than once in one set",
        ),
        (
            lambda: choose_conformal(make_parts([1], [2]), max_false_alarm_rate=0.1),
            r"1 calibration parts are bad, the first 'part_bad_0'; .* good parts only",
        ),
        (
            lambda: choose_conformal(make_parts(good=[2]) * 2, max_false_alarm_rate=0.1),
            r"'part_good_0' is more than once",
        ),
        (
            lambda: expected_cost(
                make_parts([1], [2]), COSTS, prevalence=0.1, accept_up_to=1.0, reject_above=2.0
            ),
            r"a review band needs a review_cost",
        ),
        (
            lambda: expected_cost(
                make_parts([1], [2]), REVIEW_COSTS, prevalence=0.1, accept_up_to=2, reject_above=1
            ),
            r"Thresholds 2 and 1: the second must not be smaller",
        ),
        (
            lambda: expected_cost(make_parts([1]), COSTS, prevalence=0.1, accept_up_to=1.0),
            r"Found 1 bad and 0 good parts; needs both",
        ),
    ],
)
def test_what_cannot_be_meant_is_refused(call, message):
    with pytest.raises(InvalidConfig, match=message):
        call()
