"""Labels: the records, and reading them from CSV."""

from pathlib import Path

import pytest

from andon.errors import BrokenFile, InvalidConfig
from andon.inspection.labels import (
    Box,
    LabelledPicture,
    Polygon,
    image_size,
    make_label,
    read_csv_labels,
)
from tests.inspection.pictures import write_mask, write_picture


def csv_file(folder, *rows, columns="image,class,mask,lot,lighting,split"):
    for name in ("a.png", "b.png"):
        write_picture(folder / name)
    write_mask(folder / "b_mask.png")
    path = folder / "labels.csv"
    path.write_text("\n".join([columns, *rows]) + "\n", encoding="utf-8")
    return path


def test_rows_become_labels_in_their_order(tmp_path):
    path = csv_file(tmp_path, "b.png,crack,b_mask.png,L1,warm,test", "a.png,good,,L2,,train")
    bad, good = read_csv_labels(path)
    assert bad == LabelledPicture(
        path=tmp_path / "b.png",
        is_bad=True,
        defect_class="crack",
        split="test",
        lot="L1",
        lighting="warm",
        mask_path=tmp_path / "b_mask.png",
    )
    assert (good.is_bad, good.defect_class, good.lot, good.mask_path) == (False, "", "L2", None)


def test_two_columns_suffice_and_the_good_class_may_have_another_name(tmp_path):
    path = csv_file(tmp_path, "a.png,OK", "b.png,crack", columns="image,class")
    assert [label.is_bad for label in read_csv_labels(path, good_class="OK")] == [False, True]


def test_paths_may_start_elsewhere_and_a_byte_order_mark_is_no_part_of_a_name(tmp_path):
    csv_file(tmp_path / "pictures")
    path = tmp_path / "labels.csv"
    path.write_text("\ufeffimage,class\na.png,good\n", encoding="utf-8")
    (label,) = read_csv_labels(path, folder=tmp_path / "pictures")
    assert label.path == tmp_path / "pictures" / "a.png"


@pytest.mark.parametrize(
    ("rows", "columns", "error", "message"),
    [
        (["a.png,"], "image,class", BrokenFile, r"line 2: 'image' and 'class' must not be empty"),
        (["a.png,good"], "file,label", BrokenFile, r"lacks the columns \['image', 'class'\]; it"),
        (["c.png,good"], "image,class", BrokenFile, r"names .*c\.png, which is not there"),
        (["b.png,x,n.png"], "image,class,mask", BrokenFile, r"names .*n\.png, which is not there"),
        ([], "image,class", BrokenFile, r"labels\.csv labels no picture"),
        (["a.png,good,1"], "image,class", BrokenFile, r"line 2: more cells than columns"),
        (
            ["a.png,good", "a.png,crack"],
            "image,class",
            InvalidConfig,
            r"labels .*a\.png 2 times; once is right",
        ),
        (
            ["a.png,good,b_mask.png"],
            "image,class,mask",
            InvalidConfig,
            r"a\.png is good and marks a defect; one of the two is wrong",
        ),
    ],
)
def test_wrong_files_are_refused_by_name(tmp_path, rows, columns, error, message):
    path = csv_file(tmp_path, *rows, columns=columns)
    with pytest.raises(error, match=message):
        read_csv_labels(path)


def test_a_missing_or_binary_file_is_refused(tmp_path):
    with pytest.raises(BrokenFile, match=r"Cannot read .*no\.csv: No such file or directory"):
        read_csv_labels(tmp_path / "no.csv")
    path = tmp_path / "binary.csv"
    path.write_bytes(b"\xff\xfe\x00")
    with pytest.raises(BrokenFile, match=r"binary\.csv is no text in UTF-8"):
        read_csv_labels(path)


def test_several_kinds_of_defect_are_joined_and_none_means_good():
    path = Path("a.png")
    assert make_label(path, ["pit", "crack", "pit"]).defect_class == "crack+pit"
    assert not make_label(path, []).is_bad


def test_the_size_of_a_picture_is_read_without_its_pixels(tmp_path):
    path = write_picture(tmp_path / "a.png", size=(30, 20))
    assert image_size(path) == (30, 20)
    cut = tmp_path / "cut.png"
    cut.write_bytes(path.read_bytes()[:60])
    assert image_size(cut) == (30, 20)
    with pytest.raises(BrokenFile, match=r"Cannot read .*no\.png"):
        image_size(tmp_path / "no.png")
    (tmp_path / "text.png").write_text("hello")
    with pytest.raises(BrokenFile, match=r"text\.png is no picture that can be read"):
        image_size(tmp_path / "text.png")


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (
            lambda: Box(defect_class="a", left=2, top=0, right=2, bottom=1),
            r"left 2, top 0, right 2, bottom 1; it must be finite and not empty",
        ),
        (
            lambda: Box(defect_class="a", left=0, top=1, right=2, bottom=float("nan")),
            r"must be finite",
        ),
        (lambda: Box(defect_class="", left=0, top=0, right=1, bottom=1), r"A box has no class"),
        (lambda: Polygon(defect_class="a", points=((0, 0), (1, 1))), r"has 2 corners; it needs"),
        (
            lambda: Polygon(defect_class="", points=((0, 0), (1, 1), (0, 1))),
            r"A polygon has no class",
        ),
        (
            lambda: LabelledPicture(path=Path("a"), is_bad=True),
            r"a is bad and has the defect class ''; exactly the bad parts have one",
        ),
        (
            lambda: LabelledPicture(path=Path("a"), is_bad=False, defect_class="x"),
            r"a is good and has the defect class 'x'",
        ),
    ],
)
def test_what_cannot_be_meant_is_refused(call, message):
    with pytest.raises(InvalidConfig, match=message):
        call()
