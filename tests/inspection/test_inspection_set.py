"""Sets of any form, and their split."""

import json

import pytest

from andon.errors import BrokenFile, InvalidConfig
from andon.inspection.inspection_set import Split, SplitConfig, make_split, read_set
from tests.inspection.pictures import write_picture
from tests.inspection.textures import make_texture, save, split_of, write_set


def names(examples):
    return {e.name for e in examples}


def test_a_split_uses_every_part_once_and_repeats_from_its_seed(tmp_path):
    labels = write_set(tmp_path, num_good=40, num_bad=10)
    split = split_of(labels)
    sets = [names(s) for s in (split.training, split.calibration, split.grading)]
    assert [len(s) for s in sets] == [30, 8, 12]
    assert len(set.union(*sets)) == 50
    assert split_of(labels) == split
    assert split_of(labels, seed=1) != split


@pytest.mark.parametrize(("labels", "bad"), [(0, (0, 0, 10)), (3, (3, 0, 7)), (None, (6, 0, 4))])
def test_labels_that_may_not_be_used_are_for_grading(tmp_path, labels, bad):
    split = split_of(write_set(tmp_path, num_good=40, num_bad=10), labels_per_class=labels)
    found = [sum(e.label.is_bad for e in s) for s in (split.training, split.calibration,
                                                      split.grading)]  # fmt: skip
    assert tuple(found) == bad


def test_costs_need_bad_parts_that_calibrate(tmp_path):
    labels = write_set(tmp_path, num_good=40, num_bad=10)
    split = split_of(labels, calibrates_with_bad=True)
    assert sum(e.label.is_bad for e in split.calibration) == 2


def test_a_split_of_the_source_is_kept(tmp_path):
    for index in range(20):
        save(make_texture(index), tmp_path / "train" / "good" / f"{index}.png")
    save(make_texture(30), tmp_path / "test" / "good" / "0.png")
    save(make_texture(31), tmp_path / "test" / "hole" / "0.png")
    split = make_split(read_set(tmp_path), SplitConfig())
    assert names(split.grading) == {"test/good/0.png", "test/hole/0.png"}
    assert (len(split.training), len(split.calibration)) == (15, 5)


def test_copies_of_a_picture_do_not_cross_the_split(tmp_path):
    for index in range(30):
        write_picture(tmp_path / "good" / f"{index}.png", value=index % 10)
    write_picture(tmp_path / "bad" / "0.png", value=99)
    split = make_split(read_set(tmp_path), SplitConfig())
    assert sum(len(s) for s in (split.training, split.calibration, split.grading)) == 11


def test_the_same_picture_as_good_and_bad_is_refused(tmp_path):
    write_picture(tmp_path / "good" / "0.png", value=7)
    write_picture(tmp_path / "bad" / "0.png", value=7)
    with pytest.raises(InvalidConfig, match="one good and one bad"):
        make_split(read_set(tmp_path), SplitConfig())


def test_the_folder_of_good_parts_is_recognised_or_asked_for(tmp_path):
    for name in ("MT_Free", "MT_Crack"):
        write_picture(tmp_path / name / "0.png", value=len(name))
    assert {e.label.defect_class for e in read_set(tmp_path)} == {"", "MT_Crack"}
    other = tmp_path / "other"
    for name in ("a", "b"):
        write_picture(other / name / "0.png")
    with pytest.raises(BrokenFile, match="--good-class"):
        read_set(other)


def test_parts_for_the_threshold_come_from_training_where_their_share_lacks_some(tmp_path):
    labels = write_set(tmp_path, num_good=60, num_bad=4)
    for keeps, expected in ((20, (29, 19, 12)), (30, (30, 18, 12)), (40, (36, 12, 12))):
        split = split_of(labels, fewest_calibration=19, fewest_training=keeps, labels_per_class=0)
        found = [sum(not e.label.is_bad for e in s)
                 for s in (split.training, split.calibration, split.grading)]  # fmt: skip
        assert tuple(found) == expected


@pytest.mark.parametrize(
    ("classes", "good"),
    [
        (("defect_free", "defective"), "defect_free"),
        (("OK", "NOK"), "OK"),
        (("not good", "good"), "good"),
        (("no_defect", "crack"), "no_defect"),
        (("good", "good_enough"), "good"),
    ],
)
def test_the_good_class_is_recognised_by_its_words(tmp_path, classes, good):
    rows = ["image,class"]
    for index, name in enumerate(classes):
        write_picture(tmp_path / "set" / name / f"{index}.png", value=index)
        rows.append(f"set/{name}/{index}.png,{name}")
    (tmp_path / "labels.csv").write_text("\n".join(rows))
    for source in (tmp_path / "set", tmp_path / "labels.csv"):
        fine = [e.label.path.parent.name for e in read_set(source) if not e.label.is_bad]
        assert fine == [good]


def test_classes_that_do_not_say_which_is_good_are_asked_for(tmp_path):
    write_picture(tmp_path / "0.png")
    (tmp_path / "labels.csv").write_text("image,class\n0.png,0\n")
    with pytest.raises(BrokenFile, match=r"Which of the classes \['0'\].*--good-class"):
        read_set(tmp_path / "labels.csv")


@pytest.mark.parametrize("place", ["_annotations.coco.json", "annotations/instances.json"])
def test_a_folder_with_one_coco_file_is_recognised(tmp_path, place):
    write_picture(tmp_path / "images" / "0.png")
    file = tmp_path / place
    file.parent.mkdir(exist_ok=True)
    picture = {"id": 1, "file_name": "0.png"}
    file.write_text(json.dumps({"images": [picture], "annotations": [], "categories": []}))
    assert [e.label.is_bad for e in read_set(tmp_path)] == [False]


def test_train_and_test_with_classes_are_recognised(tmp_path):
    for index, name in enumerate(("train/ok", "train/crack", "test/ok", "test/crack")):
        write_picture(tmp_path / name / "0.png", value=index)
    assert {(e.label.split, e.label.defect_class) for e in read_set(tmp_path)} == {
        ("train", ""), ("train", "crack"), ("test", ""), ("test", "crack")
    }  # fmt: skip


def test_a_form_that_nobody_knows_is_refused(tmp_path):
    with pytest.raises(BrokenFile, match="There is no set"):
        read_set(tmp_path / "nothing")
    with pytest.raises(BrokenFile, match="not recognised"):
        read_set(tmp_path)


@pytest.mark.parametrize(
    "wrong",
    [{"training_share": 0.0}, {"training_share": 0.9, "calibration_share": 0.2},
     {"labels_per_class": -1}],
)  # fmt: skip
def test_shares_that_leave_nothing_are_refused(wrong):
    with pytest.raises(InvalidConfig):
        SplitConfig(**wrong)
    assert Split(training=(), calibration=(), grading=()).training == ()
