"""Graded parts, and the refusal of parts that were seen before."""

import pytest

from andon.errors import InvalidConfig
from andon.inspection.graded_part import (
    GradedPart,
    PartIdentity,
    check_scores,
    identities_of,
    refuse_overlap,
    refuse_repeats,
    scores_of,
)
from tests.inspection.parts import make_parts


def test_a_part_is_recognised_under_another_name_by_its_bytes():
    seen = [PartIdentity(name="a.png", content_hash="ff")]
    refuse_overlap(seen, [PartIdentity(name="b.png", content_hash="ee")])
    with pytest.raises(InvalidConfig, match=r"'b\.png' is in the calibration set and in the grad"):
        refuse_overlap(seen, [PartIdentity(name="b.png", content_hash="ff")])


def test_parts_without_a_hash_are_not_the_same_picture():
    refuse_overlap([PartIdentity(name="a")], [PartIdentity(name="b")])
    refuse_repeats(make_parts([1, 2], [3]))


def test_overlap_names_five_parts_and_counts_the_rest():
    parts = identities_of(make_parts(range(7)))
    with pytest.raises(InvalidConfig, match=r"'part_bad_4' and 2 more are in the calibration set"):
        refuse_overlap(parts, parts)


def test_scores_keep_the_order_of_the_parts():
    parts = make_parts([3, 1], [2, 0])
    assert scores_of(parts, is_bad=True).tolist() == [3, 1]
    assert scores_of(parts, is_bad=False).tolist() == [2, 0]
    bad, good = check_scores([3, 1, 2, 0], [1, 1, 0, 0])
    assert (bad.tolist(), good.tolist()) == ([3, 1], [2, 0])


def test_a_bad_part_without_a_class_counts_as_unnamed_and_a_good_one_has_none():
    bad, good = make_parts([1], [0])
    assert (bad.class_name, good.class_name) == ("unnamed", "")


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: GradedPart(name="", score=0, is_bad=False), r"has no name; overlap could not be"),
        (
            lambda: GradedPart(name="a", score=float("nan"), is_bad=False),
            r"Part 'a' has the score nan; it must be finite",
        ),
        (
            lambda: GradedPart(name="a", score=0, is_bad=False, defect_class="crack"),
            r"Part 'a' is good and has the defect class 'crack'",
        ),
        (
            lambda: GradedPart(name="a", score=0, is_bad=False, latency_s=-1.0),
            r"Part 'a' took -1\.0 s; it must be 0 or more",
        ),
        (
            lambda: refuse_repeats(make_parts([1]) + make_parts([2])),
            r"'part_bad_0' is more than once in one set",
        ),
        (
            lambda: refuse_repeats(
                [
                    GradedPart(name="a", score=0, is_bad=False, content_hash="f"),
                    GradedPart(name="b", score=0, is_bad=False, content_hash="f"),
                ]
            ),
            r"Parts 'a' and 'b' are the same picture under two names",
        ),
        (lambda: check_scores([1, 2], [1]), r"found shapes \(2,\) and \(1,\)"),
        (lambda: check_scores([1, float("inf")], [1, 0]), r"Scores must be finite"),
        (lambda: check_scores([1, 2], [1, 2]), r"0 \(good\) or 1 \(bad\)"),
        (lambda: check_scores([1, 2], [1, 1]), r"Found 2 bad and 0 good parts; telling them"),
    ],
)
def test_what_cannot_be_meant_is_refused(call, message):
    with pytest.raises(InvalidConfig, match=message):
        call()
