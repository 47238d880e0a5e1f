"""COCO files and Pascal VOC folders."""

import pytest

from andon.errors import BrokenFile, InvalidConfig
from andon.inspection.label_boxes import read_coco, read_voc
from andon.inspection.labels import Box
from tests.inspection.pictures import write_json_file, write_picture


def coco(**changes):
    return {
        "images": [{"id": 1, "file_name": "a.png"}, {"id": 2, "file_name": "b.png"}],
        "categories": [{"id": 7, "name": "pit"}],
        "annotations": [{"id": 1, "image_id": 2, "category_id": 7, "bbox": [1, 2, 3, 2.5]}],
        **changes,
    }


def annotation(**changes):
    return coco(annotations=[{**coco()["annotations"][0], **changes}])


@pytest.fixture
def pictures(tmp_path):
    for name in ("a.png", "b.png"):
        write_picture(tmp_path / name)
    return tmp_path


def test_coco_boxes_run_from_the_upper_left_with_width_and_height(pictures):
    good, bad = read_coco(write_json_file(pictures / "coco.json", coco()), folder=pictures)
    assert not good.is_bad
    assert bad.boxes == (Box(defect_class="pit", left=1.0, top=2.0, right=4.0, bottom=4.5),)
    assert (bad.defect_class, bad.polygons) == ("pit", ())


def test_coco_outlines_are_read_too(pictures):
    path = write_json_file(
        pictures / "coco.json", annotation(segmentation=[[0, 0, 4, 0, 4, 3], [5, 5, 6, 5, 6, 6]])
    )
    bad = read_coco(path, folder=pictures)[1]
    assert [p.points for p in bad.polygons] == [
        ((0, 0), (4, 0), (4, 3)),
        ((5, 5), (6, 5), (6, 6)),
    ]


@pytest.mark.parametrize(
    ("data", "error", "message"),
    [
        (coco(images=None), BrokenFile, r"is no COCO file: it has no list 'images'"),
        (coco(images=[{"id": 1}]), BrokenFile, r"one of 'images' lacks \['file_name'\]"),
        (coco(images=coco()["images"] * 2), BrokenFile, r"two of 'images' have the same id"),
        (annotation(image_id=9), BrokenFile, r"annotation 1: picture 9 or category 7 is not in"),
        (annotation(category_id=9), BrokenFile, r"picture 2 or category 9 is not in the file"),
        (annotation(bbox=[1, 2, 3]), BrokenFile, r"a box is x, y, width and height; found"),
        (annotation(bbox=None), BrokenFile, r"needs a list of numbers; found None"),
        (annotation(bbox=["a", 1, 2, 3]), BrokenFile, r"needs a list of numbers"),
        (annotation(bbox=[1, 2, 0, 3]), InvalidConfig, r"annotation 1: A box has the edges left 1"),
        (annotation(segmentation={"counts": []}), BrokenFile, r"as run lengths are not read"),
        (annotation(segmentation=[[1, 2, 3]]), BrokenFile, r"an outline has 3 numbers"),
        (coco(images=[], annotations=[]), BrokenFile, r"coco\.json labels no picture"),
        (
            coco(images=[{"id": 2, "file_name": "c.png"}]),
            BrokenFile,
            r"names .*c\.png, which is not there",
        ),
        (
            coco(images=[{"id": 1, "file_name": "b.png"}, {"id": 2, "file_name": "b.png"}]),
            InvalidConfig,
            r"labels .*b\.png 2 times",
        ),
        (coco(categories=[{"id": 7, "name": ""}]), InvalidConfig, r"A box has no class"),
    ],
)
def test_wrong_coco_files_are_refused(pictures, data, error, message):
    with pytest.raises(error, match=message):
        read_coco(write_json_file(pictures / "coco.json", data), folder=pictures)


VOC = """<annotation><filename>{name}</filename>{objects}</annotation>"""

OBJECT = """<object><name>{name}</name><bndbox><xmin>1</xmin><ymin>2</ymin><xmax>{right}</xmax>
<ymax>5</ymax></bndbox></object>"""


def voc(folder, text, *, name="a.xml"):
    (folder / name).write_text(text)
    return folder


def test_voc_objects_become_boxes_and_a_file_without_any_is_good(pictures):
    voc(pictures, VOC.format(name="a.png", objects=""))
    pits = OBJECT.format(name="pit", right=4) + OBJECT.format(name="crack", right=6)
    voc(pictures, VOC.format(name="b.png", objects=pits), name="b.xml")
    good, bad = read_voc(pictures, image_folder=pictures)
    assert not good.is_bad
    assert bad.defect_class == "crack+pit"
    assert bad.boxes[0] == Box(defect_class="pit", left=1.0, top=2.0, right=4.0, bottom=5.0)


@pytest.mark.parametrize(
    ("text", "error", "message"),
    [
        ("<annotation", BrokenFile, r"a\.xml is no XML"),
        ("<other/>", BrokenFile, r"it needs an <annotation> with a <filename>"),
        (VOC.format(name="", objects=""), BrokenFile, r"with a <filename>"),
        (VOC.format(name="c.png", objects=""), BrokenFile, r"c\.png, which is not there"),
        (
            VOC.format(name="a.png", objects=OBJECT.format(name="pit", right="wide")),
            BrokenFile,
            r"object 1: a box needs numbers xmin, ymin, xmax, ymax",
        ),
        (
            VOC.format(name="a.png", objects=OBJECT.format(name="pit", right=1)),
            InvalidConfig,
            r"object 1: A box has the edges",
        ),
        (
            VOC.format(name="a.png", objects=OBJECT.format(name="", right=4)),
            InvalidConfig,
            r"object 1: A box has no class",
        ),
        (
            '<!DOCTYPE a [<!ENTITY b "c">]>' + VOC.format(name="a.png", objects=""),
            BrokenFile,
            r"declares entities, which no label needs",
        ),
    ],
)
def test_wrong_voc_files_are_refused(pictures, text, error, message):
    with pytest.raises(error, match=message):
        read_voc(voc(pictures, text), image_folder=pictures)


def test_a_folder_without_voc_files_is_refused(tmp_path):
    with pytest.raises(BrokenFile, match=r"holds no XML file"):
        read_voc(tmp_path, image_folder=tmp_path)
