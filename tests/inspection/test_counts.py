"""Escapes, overkill and what follows from them, with exact bounds."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from andon.errors import InvalidConfig
from andon.inspection.costs import InspectionCosts
from andon.inspection.counts import (
    InspectionCounts,
    Share,
    Station,
    cost_per_1000,
    count_decisions,
    false_calls_per_found_defect,
    reinspection_minutes_per_shift,
)
from tests.inspection.parts import COSTS

REVIEW_COSTS = InspectionCosts(
    escape_cost=500.0, overkill_cost=2.0, review_cost=0.5, currency="EUR", priced_on="2026-08-01"
)

STATION = Station(prevalence=0.02, parts_per_shift=480, review_time_s=90.0, takt_time_s=60.0)

COUNTS = InspectionCounts(bad_accepted=5, bad_rejected=45, good_accepted=190, good_rejected=10)


@pytest.mark.parametrize(
    ("count", "total", "low", "high"),
    [
        (0, 29, 0.0, 0.11944),
        (0, 59, 0.0, 0.06061),
        (0, 299, 0.0, 0.01226),
        (1, 100, 0.00025, 0.05446),
        (48, 50, 0.86286, 0.99512),
        (15, 15, 0.78198, 1.0),
        (12, 15, 0.51911, 0.95669),
    ],
)
def test_two_sided_bounds_are_the_golden_ones(count, total, low, high):
    assert [round(end, 5) for end in Share(count=count, total=total).interval()] == [low, high]


@pytest.mark.parametrize(
    ("count", "total", "high"),
    [
        (0, 29, 0.09814),
        (0, 59, 0.04951),
        (0, 299, 0.00997),
        (1, 100, 0.04656),
        (48, 50, 0.99285),
        (12, 15, 0.94315),
    ],
)
def test_one_sided_bounds_are_the_golden_ones(count, total, high):
    assert round(Share(count=count, total=total).upper_bound(), 5) == high


def test_a_share_of_nothing_is_unknown_and_bounds_nothing():
    share = Share(count=0, total=0)
    assert (share.rate, share.ppm) == (None, None)
    assert share.interval() == (0.0, 1.0)
    assert share.upper_bound() == 1.0


def test_shares_are_given_in_ppm():
    assert Share(count=3, total=2000).ppm == 1500.0


def test_decisions_are_counted_against_the_truth():
    counts = count_decisions(
        [True] * 3 + [False] * 9,
        ["accept", "review", "reject"] + ["accept"] * 4 + ["review"] * 2 + ["reject"] * 3,
    )
    assert counts == InspectionCounts(
        bad_accepted=1,
        bad_reviewed=1,
        bad_rejected=1,
        good_accepted=4,
        good_reviewed=2,
        good_rejected=3,
    )
    assert (counts.num_bad, counts.num_good) == (3, 9)
    assert counts.escapes == Share(count=1, total=3)
    assert counts.overkill == Share(count=3, total=9)
    assert counts.found == Share(count=2, total=3)
    assert counts.false_calls == Share(count=5, total=9)
    assert counts.false_calls_per_found_defect == 2.5


def test_published_call_rates_give_eight_to_twenty_five_false_calls_per_defect():
    # 2,500-3,800 ppm false calls against 150-300 ppm true defects, all of them found
    def per_defect(calls_ppm, defects_ppm):
        good = 10**6
        counts = InspectionCounts(
            bad_accepted=0, bad_rejected=1, good_accepted=good - calls_ppm, good_rejected=calls_ppm
        )
        p = defects_ppm / (good + defects_ppm)
        return false_calls_per_found_defect(counts, prevalence=p).value

    assert per_defect(2500, 300) == pytest.approx(8.33, abs=0.01)
    assert per_defect(3800, 150) == pytest.approx(25.33, abs=0.01)


def test_false_calls_per_defect_follow_the_prevalence_of_the_line():
    # 0.98 * 0.05 / (0.02 * 0.9) = 2.7222
    found = false_calls_per_found_defect(COUNTS, prevalence=0.02)
    assert found.value == pytest.approx(0.98 * 0.05 / (0.02 * 0.9))
    calls = COUNTS.false_calls.interval(confidence=0.975)
    hits = COUNTS.found.interval(confidence=0.975)
    assert found.low == pytest.approx(49 * calls.low / hits.high)
    assert found.high == pytest.approx(49 * calls.high / hits.low)


def test_without_a_found_defect_the_false_calls_per_defect_are_unbounded():
    nothing = InspectionCounts(bad_accepted=3, bad_rejected=0, good_accepted=8, good_rejected=2)
    found = false_calls_per_found_defect(nothing, prevalence=0.02)
    assert (found.value, found.high) == (None, float("inf"))
    assert nothing.false_calls_per_found_defect is None


def test_people_look_at_every_call_true_or_false():
    # 480 parts: 0.02 * 0.9 + 0.98 * 0.05 = 0.067 are called, 32.16 parts, 1.5 min each
    minutes = reinspection_minutes_per_shift(COUNTS, STATION)
    assert minutes.value == pytest.approx(480 * 0.067 * 1.5)
    calls = COUNTS.false_calls.interval(confidence=0.975)
    hits = COUNTS.found.interval(confidence=0.975)
    assert minutes.low == pytest.approx(720 * (0.02 * hits.low + 0.98 * calls.low))
    assert minutes.high == pytest.approx(720 * (0.02 * hits.high + 0.98 * calls.high))


def test_cost_of_a_thousand_parts_adds_escapes_and_overkill():
    # 20 bad parts: 10 % escape, 500 each; 980 good: 5 % overkill, 2 each
    cost = cost_per_1000(COUNTS, COSTS, prevalence=0.02)
    assert cost.value == pytest.approx(20 * 0.1 * 500 + 980 * 0.05 * 2)
    assert cost.low < cost.value < cost.high


def test_reviews_cost_too():
    counts = InspectionCounts(
        bad_accepted=1,
        bad_reviewed=4,
        bad_rejected=5,
        good_accepted=80,
        good_reviewed=15,
        good_rejected=5,
    )
    cost = cost_per_1000(counts, REVIEW_COSTS, prevalence=0.02)
    expected = 20 * (0.1 * 500 + 0.4 * 0.5) + 980 * (0.05 * 2 + 0.15 * 0.5)
    assert cost.value == pytest.approx(expected)
    with pytest.raises(InvalidConfig, match=r"Parts are reviewed, and the costs give no review_c"):
        cost_per_1000(counts, COSTS, prevalence=0.02)


def test_a_review_band_that_nobody_entered_still_widens_the_interval():
    without = cost_per_1000(COUNTS, REVIEW_COSTS, prevalence=0.02)
    banded = cost_per_1000(COUNTS, REVIEW_COSTS, prevalence=0.02, has_review_band=True)
    assert banded.value == pytest.approx(without.value)
    assert banded.high > without.high


def test_a_figure_that_needs_an_uncounted_share_is_unknown():
    good_only = InspectionCounts(bad_accepted=0, bad_rejected=0, good_accepted=95, good_rejected=5)
    cost = cost_per_1000(good_only, COSTS, prevalence=0.02)
    assert cost.value is None
    assert cost.high > 20 * 500  # all bad parts may escape
    assert reinspection_minutes_per_shift(good_only, STATION).value is None
    assert false_calls_per_found_defect(good_only, prevalence=0.1).value is None


@given(st.integers(0, 30), st.integers(0, 30), st.integers(0, 30), st.integers(0, 30))
def test_one_escape_more_never_lowers_cost_or_bounds(a, b, c, d):
    fewer = InspectionCounts(
        bad_accepted=a, bad_rejected=b + 1, good_accepted=c + 1, good_rejected=d
    )
    more = InspectionCounts(
        bad_accepted=a + 1, bad_rejected=b, good_accepted=c + 1, good_rejected=d
    )
    first = cost_per_1000(fewer, COSTS, prevalence=0.1)
    second = cost_per_1000(more, COSTS, prevalence=0.1)
    assert first.low <= second.low
    assert first.value < second.value
    assert first.high <= second.high
    assert first.low <= first.value <= first.high
    assert fewer.escapes.upper_bound() < more.escapes.upper_bound()


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: Share(count=3, total=2), r"Counted 3 of 2; not within the total"),
        (lambda: Share(count=-1, total=2), r"Counted -1 of 2"),
        (
            lambda: InspectionCounts(
                bad_accepted=0, bad_rejected=0, good_accepted=-1, good_rejected=0
            ),
            r"Counts of parts must not be negative",
        ),
        (lambda: count_decisions([True], []), r"There are 1 parts and 0 decisions"),
        (lambda: count_decisions([True], ["keep"]), r"Unknown decisions \['keep'\]; a part is"),
        (
            lambda: Station(prevalence=0.0, parts_per_shift=1, review_time_s=1, takt_time_s=1),
            r"The prevalence is 0\.0",
        ),
        (
            lambda: Station(prevalence=0.1, parts_per_shift=0, review_time_s=1, takt_time_s=1),
            r"parts_per_shift is 0; it must be 1 or more",
        ),
        (
            lambda: Station(prevalence=0.1, parts_per_shift=1, review_time_s=0, takt_time_s=1),
            r"review_time_s is 0; it must be a finite time above 0",
        ),
        (
            lambda: Station(prevalence=0.1, parts_per_shift=1, review_time_s=1, takt_time_s=-1),
            r"takt_time_s is -1",
        ),
        (lambda: false_calls_per_found_defect(COUNTS, prevalence=1.0), r"The prevalence is 1\.0"),
        (lambda: cost_per_1000(COUNTS, COSTS, prevalence=0.0), r"The prevalence is 0\.0"),
    ],
)
def test_what_cannot_be_meant_is_refused(call, message):
    with pytest.raises(InvalidConfig, match=message):
        call()
