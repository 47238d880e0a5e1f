"""Putting an agreement study together, and reading it from a file."""

from dataclasses import replace

import pytest

from andon.errors import BrokenFile, InvalidConfig
from andon.inspection.study import AgreementStudy, Reading, add_appraiser, make_study, read_study
from tests.inspection.studies import golden_readings, golden_reference, golden_study

SMALL = AgreementStudy(
    parts=("p", "q"),
    appraisers=("A",),
    readings=((("bad", "bad"), ("good", "bad")),),
    reference=("bad", "good"),
    bad="bad",
)


def written(path, rows, *, columns="part,appraiser,trial,reading,reference"):
    path.write_text("\n".join([columns, *rows]) + "\n")
    return path


def test_the_order_of_the_readings_does_not_matter():
    shuffled = sorted(golden_readings(), key=lambda one: (one.trial, one.appraiser == "EG"))
    study = make_study(shuffled, bad="Y", reference=golden_reference())
    assert study.num_trials == 3
    assert study.of("MH") == golden_study().of("MH")


def test_a_file_gives_the_same_study(tmp_path):
    truth = golden_reference()
    rows = [
        f"{r.part},{r.appraiser},{r.trial},{r.reading},{truth[r.part]}" for r in golden_readings()
    ]
    assert read_study(written(tmp_path / "study.csv", rows), bad="Y") == golden_study()


def test_a_file_without_a_reference_gives_a_study_without_one(tmp_path):
    path = written(
        tmp_path / "s.csv", ["p,A,1,bad", "q,A,1,good"], columns="part,appraiser,trial,reading"
    )
    study = read_study(path, bad="bad")
    assert study.reference is None
    assert study.categories == ("bad", "good")


def test_a_camera_is_one_more_appraiser():
    study = add_appraiser(SMALL, "camera", {"p": ["bad", "bad"], "q": ["good", "good"]})
    assert study.appraisers == ("A", "camera")
    assert study.of("camera") == (("bad", "bad"), ("good", "good"))
    with pytest.raises(InvalidConfig, match=r"names the appraisers \['A'\] more than once"):
        add_appraiser(SMALL, "A", {"p": ["bad", "bad"], "q": ["good", "good"]})
    with pytest.raises(InvalidConfig, match=r"'camera' has no reading of part 'q'"):
        add_appraiser(SMALL, "camera", {"p": ["bad", "bad"]})
    with pytest.raises(InvalidConfig, match=r"'camera' must read each of the 2 parts 2 times"):
        add_appraiser(SMALL, "camera", {"p": ["bad"], "q": ["bad"]})


@pytest.mark.parametrize(
    ("rows", "message"),
    [
        (["p,A,1,bad,bad", "p,A,1,good,bad"], r"'A' reads part 'p' twice in trial '1'"),
        (["p,A,1,bad,bad", "q,B,1,bad,bad"], r"'A' has no reading of part 'q' in trial '1'"),
        (["p,A,1,bad,bad", "p,A,2,bad,good"], r"line 3: part 'p' was 'bad' before and is 'good'"),
        (["p,A,1,fine,fine"], r"The category 'bad' for bad parts occurs nowhere .*\['fine'\]"),
    ],
)
def test_contradictions_in_a_file_are_refused(tmp_path, rows, message):
    with pytest.raises(InvalidConfig, match=message):
        read_study(written(tmp_path / "s.csv", rows), bad="bad")


def test_holes_in_a_file_are_refused(tmp_path):
    with pytest.raises(BrokenFile, match=r"line 2: no value for \['reading'\]"):
        read_study(written(tmp_path / "s.csv", ["p,A,1,,bad"]), bad="bad")
    with pytest.raises(BrokenFile, match=r"line 2: no value for \['reference'\]"):
        read_study(written(tmp_path / "s.csv", ["p,A,1,bad,"]), bad="bad")
    with pytest.raises(BrokenFile, match=r"lacks the columns \['trial', 'reading'\]"):
        read_study(written(tmp_path / "s.csv", [], columns="part,appraiser"), bad="bad")
    with pytest.raises(BrokenFile, match=r"Cannot read .*nothing\.csv: No such file"):
        read_study(tmp_path / "nothing.csv", bad="bad")


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: replace(SMALL, parts=()), r"needs at least one part and one appraiser"),
        (lambda: replace(SMALL, parts=("p", "p")), r"names the parts \['p'\] more than once"),
        (lambda: replace(SMALL, readings=()), r"has 1 appraisers and readings of 0"),
        (
            lambda: replace(SMALL, readings=((("bad",), ("bad", "bad")),)),
            r"'A' must read each of the 2 parts 1 times",
        ),
        (lambda: replace(SMALL, readings=(((), ()),)), r"0 times, as often as .* at least once"),
        (lambda: replace(SMALL, readings=((),)), r"'A' must read each of the 2 parts"),
        (lambda: replace(SMALL, reference=("bad",)), r"has 1 categories for 2 parts"),
        (lambda: replace(SMALL, bad="Y"), r"The category 'Y' for bad parts occurs nowhere"),
        (lambda: SMALL.of("B"), r"No appraiser named 'B'; \['A'\]"),
        (
            lambda: make_study(
                [Reading(part="p", appraiser="A", trial="1", reading="bad")],
                bad="bad",
                reference={},
            ),
            r"The reference does not say what part 'p' is",
        ),
    ],
)
def test_what_cannot_be_meant_is_refused(call, message):
    with pytest.raises(InvalidConfig, match=message):
        call()
