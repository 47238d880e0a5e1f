"""A release is GREEN only if misses fall and false alarms do not rise."""

from dataclasses import replace
from math import log

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from andon.errors import InvalidConfig
from andon.inspection.release import PairedPart, decide_release
from andon.randomness import stream


def call(is_called):
    return "reject" if is_called else "accept"


def make_pairs(bad, good):
    """Build pairs from (incumbent calls, challenger calls) of bad and of good parts."""
    return [
        PairedPart(name=f"{kind}{i}", is_bad=kind == "bad", incumbent=call(a), challenger=call(b))
        for kind, rows in (("bad", bad), ("good", good))
        for i, (a, b) in enumerate(rows)
    ]


GOOD = [(0, 0)] * 900
"""Good parts that nobody calls: enough to rule a rise of 1 % out."""


def test_fewer_misses_and_steady_false_alarms_are_green():
    release = decide_release(make_pairs([(0, 1)] * 7 + [(1, 1)] * 60, GOOD))
    assert release.lamp == "GREEN"
    assert release.reason == (
        "Misses fall and false alarms rise by less than 0.01: misses 7 -> 0 of 67, "
        "false alarms 0 -> 0 of 900."
    )


def test_six_parts_newly_found_are_not_enough():
    release = decide_release(make_pairs([(0, 1)] * 6 + [(1, 1)] * 60, GOOD))
    assert (release.lamp, release.detection.answer) == ("AMBER", "undecided")
    assert release.reason.startswith("False alarms do not rise; that misses fall is not shown")


def test_fewer_misses_bought_with_false_alarms_are_red():
    bad = [(0, 1)] * 30 + [(1, 1)] * 30
    release = decide_release(make_pairs(bad, [*GOOD, *[(0, 1)] * 12]))
    assert release.lamp == "RED"
    assert release.reason.startswith(
        "False alarms rise: misses 30 -> 0 of 60, false alarms 0 -> 12"
    )


def test_more_misses_are_red_whatever_the_false_alarms():
    release = decide_release(make_pairs([(1, 0)] * 12 + [(1, 1)] * 9, [(1, 0)] * 50 + GOOD))
    assert release.lamp == "RED"
    assert release.reason.startswith("Misses rise: misses 0 -> 12 of 21, false alarms 50 -> 0 of")


def test_few_good_parts_leave_a_rise_open():
    release = decide_release(make_pairs([(0, 1)] * 20, [(0, 0)] * 100))
    assert release.lamp == "AMBER"
    assert release.reason.startswith("Misses fall; a rise of false alarms is not ruled out")
    both_open = decide_release(make_pairs([(0, 1)] * 2, [(0, 0)] * 100))
    assert both_open.reason.startswith("Neither that misses fall nor that false alarms hold")


def test_red_needs_twice_the_evidence_since_there_are_two_ways_to_it():
    # k straight losses give e = (2^(k+1) - 1)/(k + 1): 31.9 at 7, 56.8 at 8; the threshold is 40
    seven = decide_release(make_pairs([(1, 0)] * 7, GOOD))
    eight = decide_release(make_pairs([(1, 0)] * 8, GOOD))
    assert seven.detection.answer == "not better"
    assert log(20) < seven.detection.log_e_not_better[-1] < log(40)
    assert (seven.lamp, eight.lamp) == ("AMBER", "RED")


def test_a_reviewed_part_counts_as_called():
    pairs = make_pairs([(0, 1)] * 7, GOOD)
    reviewed = [replace(p, challenger="review") if p.challenger == "reject" else p for p in pairs]
    assert decide_release(reviewed).detection == decide_release(pairs).detection


def test_newly_missed_parts_are_named_by_class():
    pairs = make_pairs([(1, 0), (0, 1), (1, 1), (0, 0)], GOOD)
    classes = ["crack", "crack", "break", ""]
    named = [replace(p, defect_class=c) for p, c in zip(pairs, classes + [""] * 900, strict=True)]
    release = decide_release(named)
    assert release.newly_missed == ("bad0",)
    assert [(c.name, c.num_parts, c.newly_found, c.newly_missed) for c in release.by_class] == [
        ("break", 1, 0, 0),
        ("crack", 2, 1, 1),
        ("unnamed", 1, 0, 0),
    ]


@settings(max_examples=25)
@given(st.integers(0, 1000))
def test_the_verdict_does_not_depend_on_the_order_of_the_parts(seed):
    pairs = make_pairs([(0, 1)] * 9 + [(1, 0)] * 2, [(0, 1)] + [(0, 0)] * 40)
    order = stream(seed, "order").permutation(len(pairs))
    one, other = decide_release(pairs), decide_release([pairs[i] for i in order])
    assert (one.lamp, one.reason) == (other.lamp, other.reason)
    assert one.detection.log_e_better == other.detection.log_e_better
    assert one.acceptance == other.acceptance


def test_an_equal_challenger_is_rarely_green():
    generator = stream(5, "releases")
    lamps = []
    for _ in range(60):
        bad = generator.random((40, 2)) < 0.7
        good = generator.random((120, 2)) < 0.03
        lamps.append(decide_release(make_pairs(bad, good), max_rise=0.1).lamp)
    # at most 5 % each: 60 trials, mean 3; ten or more has chance below 1e-3
    assert lamps.count("GREEN") < 10
    assert lamps.count("RED") < 10


@pytest.mark.parametrize(
    ("call_it", "message"),
    [
        (
            lambda: decide_release(make_pairs([(1, 1)], [(0, 0)] * 2)[:2] * 2),
            r"Part 'bad0' occurs more than once",
        ),
        (
            lambda: decide_release(make_pairs([(1, 1)], [(0, 0)]) + make_pairs([], [(0, 0)] * 2)),
            r"Part 'good0' occurs more than once",
        ),
        (
            lambda: decide_release(make_pairs([(1, 1)], [])),
            r"Found 1 bad and 0 good parts; a release is judged on both",
        ),
        (
            lambda: decide_release(make_pairs([(1, 1)], [(0, 0)]), max_rise=0.0),
            r"The margin is 0\.0; it must lie in \(0, 1\)",
        ),
        (
            lambda: decide_release(make_pairs([(1, 1)], [(0, 0)]), alpha=0.5),
            r"alpha is 0\.5; it must lie in \(0, 0\.5\)",
        ),
        (
            lambda: decide_release(
                [replace(p, challenger="keep") for p in make_pairs([(1, 1)], [(0, 0)])]
            ),
            r"Unknown decisions \['keep'\]",
        ),
    ],
)
def test_what_cannot_be_meant_is_refused(call_it, message):
    with pytest.raises(InvalidConfig, match=message):
        call_it()
