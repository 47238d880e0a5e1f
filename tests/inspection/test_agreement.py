"""The agreement study reproduces its golden values, and says what is unknown."""

from dataclasses import replace

import pytest

from andon.inspection.agreement import (
    agree,
    effectiveness_band,
    false_alarm_band,
    miss_band,
)
from andon.inspection.counts import Share
from andon.inspection.study import AgreementStudy, add_appraiser
from tests.inspection.studies import golden_study

REPORT = agree(golden_study())


@pytest.mark.parametrize(
    ("name", "within", "right", "low", "high", "misses", "alarms", "kappa", "mean_kappa"),
    [
        ("EG", 14, 12, 51.911, 95.669, 5, 3, 0.612903, 0.614286),
        ("BL", 14, 11, 44.900, 92.213, 8, 3, 0.492308, 0.493506),
        ("MH", 12, 9, 32.287, 83.664, 3, 10, 0.264151, 0.253870),
    ],
)
def test_each_appraiser_has_the_golden_values(
    name, within, right, low, high, misses, alarms, kappa, mean_kappa
):
    (found,) = [one for one in REPORT.appraisers if one.name == name]
    assert found.within == Share(count=within, total=15)
    assert found.effectiveness == Share(count=right, total=15)
    assert [round(100 * end, 3) for end in found.effectiveness.interval()] == [low, high]
    assert found.misses == Share(count=misses, total=30)
    assert found.false_alarms == Share(count=alarms, total=15)
    assert round(found.kappa.value, 6) == kappa
    assert round(found.mean_trial_kappa, 6) == mean_kappa
    assert found.kappa.interval.low < kappa < found.kappa.interval.high


def test_the_third_appraiser_agrees_with_itself_as_in_the_golden_values():
    within = REPORT.appraisers[2].within.interval()
    assert [round(100 * end, 3) for end in within] == [51.911, 95.669]


def test_all_together_have_the_golden_values():
    assert REPORT.between == Share(count=9, total=15)
    assert REPORT.all_against_reference == Share(count=7, total=15)
    interval = REPORT.all_against_reference.interval()
    assert [round(100 * end, 3) for end in interval] == [21.267, 73.414]
    assert round(REPORT.fleiss.value, 6) == 0.641667


def test_pairs_have_the_golden_kappas():
    found = {(pair.first, pair.second): round(pair.kappa.value, 3) for pair in REPORT.pairs}
    assert found == {("EG", "BL"): 0.863, ("EG", "MH"): 0.525, ("BL", "MH"): 0.426}


def test_one_part_has_one_vote_on_who_calls_more_parts_bad():
    # MH calls parts 2, 4, 7, 8, 9 and 11 bad more often than BL, and none less often
    (pair,) = [pair for pair in REPORT.pairs if (pair.first, pair.second) == ("BL", "MH")]
    assert pair.symmetry.p_value == pytest.approx(2 / 2**6)
    assert pair.symmetry.is_asymmetric
    # EG: part 6 is called bad wrongly, parts 4 and 14 are missed
    assert REPORT.appraisers[0].symmetry.p_value == 1.0


def test_a_perfect_camera_agrees_with_the_truth_and_itself():
    study = golden_study()
    truth = dict(zip(study.parts, study.reference, strict=True))
    report = agree(add_appraiser(study, "camera", {p: 3 * [t] for p, t in truth.items()}))
    camera = report.appraisers[-1]
    assert camera.effectiveness == camera.within == Share(count=15, total=15)
    assert (camera.misses.count, camera.false_alarms.count) == (0, 0)
    assert (camera.kappa.value, camera.repeat_kappa.value) == (1.0, 1.0)
    assert camera.kappa.interval.low < 0.8  # fifteen parts prove no more
    assert len(report.pairs) == 6


def test_without_a_reference_only_agreement_is_known():
    report = agree(replace(golden_study(), reference=None))
    assert report.all_against_reference is None
    first = report.appraisers[0]
    assert first.within == Share(count=14, total=15)
    unknown = (first.effectiveness, first.misses, first.false_alarms, first.kappa, first.symmetry)
    assert unknown == (None,) * 5
    assert first.mean_trial_kappa is None
    assert report.fleiss == REPORT.fleiss
    assert first.repeat_kappa == REPORT.appraisers[0].repeat_kappa


def test_one_trial_has_no_repeat_kappa_and_one_category_no_kappa():
    study = AgreementStudy(
        parts=("p", "q"),
        appraisers=("A", "B"),
        readings=((("bad",), ("bad",)), (("bad",), ("bad",))),
        reference=("bad", "bad"),
        bad="bad",
    )
    report = agree(study)
    assert report.appraisers[0].repeat_kappa is None
    assert report.appraisers[0].kappa is None
    assert report.appraisers[0].mean_trial_kappa is None
    assert report.appraisers[0].false_alarms == Share(count=0, total=0)
    assert (report.pairs[0].kappa, report.fleiss) == (None, None)


def test_more_than_two_categories_are_tested_in_the_first_trial():
    study = AgreementStudy(
        parts=tuple("pqrs"),
        appraisers=("A", "B"),
        readings=(
            (("ok", "x"), ("x", "x"), ("x", "x"), ("y", "y")),
            (("x", "x"), ("y", "y"), ("x", "ok"), ("y", "y")),
        ),
        bad="x",
    )
    (pair,) = agree(study).pairs
    # first trial: (ok, x), (x, y), (x, x), (y, y): two pairs of categories differ, once each
    assert (pair.symmetry.statistic, pair.symmetry.degrees_of_freedom) == (2.0, 2)


@pytest.mark.parametrize(
    ("band", "values"),
    [
        (effectiveness_band, (0.9, 0.8, 0.799)),
        (miss_band, (0.02, 0.05, 0.051)),
        (false_alarm_band, (0.05, 0.10, 0.101)),
    ],
)
def test_bands_change_at_the_limits_of_the_trade(band, values):
    assert [band(value) for value in values] == ["acceptable", "marginal", "unacceptable"]
