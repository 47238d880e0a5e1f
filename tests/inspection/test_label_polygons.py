"""LabelMe files."""

from math import pi

import pytest

from andon.errors import BrokenFile, InvalidConfig
from andon.inspection.label_polygons import read_labelme
from andon.inspection.masks import mask_of
from tests.inspection.pictures import write_json_file, write_picture

TRIANGLE = {"label": "pit", "points": [[0, 0], [4, 0], [4, 3]], "shape_type": "polygon"}


def labelme(folder, *shapes, name="a", **changes):
    write_picture(folder / "a.png", size=(64, 48))
    data = {"imagePath": "a.png", "shapes": list(shapes), **changes}
    return write_json_file(folder / f"{name}.json", data)


def test_polygons_rectangles_and_circles_become_outlines(tmp_path):
    rectangle = {"label": "scratch", "points": [[10, 12], [20, 22]], "shape_type": "rectangle"}
    circle = {"label": "pit", "points": [[40, 20], [50, 20]], "shape_type": "circle"}
    labelme(tmp_path, TRIANGLE, rectangle, circle, imageWidth=64, imageHeight=48)
    (label,) = read_labelme(tmp_path)
    assert label.defect_class == "pit+scratch"
    one, other, third = label.polygons
    assert one.points == ((0, 0), (4, 0), (4, 3))
    assert other.points == ((10, 12), (20, 12), (20, 22), (10, 22))
    assert len(third.points) == 32
    inside = mask_of(label)[8:33, 28:53].sum()
    assert inside == pytest.approx(pi * 100, rel=0.1)


def test_a_file_without_shapes_is_good_and_one_without_a_type_is_a_polygon(tmp_path):
    labelme(tmp_path)
    assert not read_labelme(tmp_path)[0].is_bad
    labelme(tmp_path, {"label": "pit", "points": TRIANGLE["points"]})
    assert read_labelme(tmp_path)[0].polygons[0].defect_class == "pit"


def test_windows_paths_are_followed(tmp_path):
    (tmp_path / "labels").mkdir()
    labelme(tmp_path)
    (tmp_path / "a.json").unlink()
    write_json_file(tmp_path / "labels" / "a.json", {"imagePath": "..\\a.png", "shapes": []})
    (label,) = read_labelme(tmp_path / "labels")
    assert label.path.resolve() == (tmp_path / "a.png").resolve()


@pytest.mark.parametrize(
    ("shapes", "changes", "error", "message"),
    [
        ([], {"imagePath": ""}, BrokenFile, r"it needs 'imagePath' and 'shapes'"),
        ([], {"shapes": 3}, BrokenFile, r"it needs 'imagePath' and 'shapes'"),
        ([], {"imagePath": "c.png"}, BrokenFile, r"c\.png, which is not there"),
        (
            [{**TRIANGLE, "shape_type": "line"}],
            {},
            BrokenFile,
            r"shape 1: a line of 3 points has no inside; polygon, rectangle and circle",
        ),
        (
            [{**TRIANGLE, "shape_type": "circle"}],
            {},
            BrokenFile,
            r"shape 1: a circle of 3 points has no inside",
        ),
        ([TRIANGLE, {**TRIANGLE, "label": ""}], {}, InvalidConfig, r"shape 2: A polygon has no cl"),
        (
            [{**TRIANGLE, "points": [[0, 0]]}],
            {},
            InvalidConfig,
            r"shape 1: A polygon has 1 corners",
        ),
        ([{**TRIANGLE, "points": [[0], [1]]}], {}, BrokenFile, r"points must be pairs of numbers"),
        ([{**TRIANGLE, "points": None}], {}, BrokenFile, r"points must be pairs of numbers"),
        (
            [],
            {"imageWidth": 48, "imageHeight": 64},
            BrokenFile,
            r"says \(48, 64\) pixels and .*a\.png has \(64, 48\); same is right",
        ),
    ],
)
def test_wrong_files_are_refused(tmp_path, shapes, changes, error, message):
    labelme(tmp_path, *shapes, **changes)
    with pytest.raises(error, match=message):
        read_labelme(tmp_path)


def test_one_picture_labelled_twice_and_an_empty_folder_are_refused(tmp_path):
    with pytest.raises(BrokenFile, match=r"holds no JSON file"):
        read_labelme(tmp_path)
    labelme(tmp_path, name="a")
    labelme(tmp_path, name="b")
    with pytest.raises(InvalidConfig, match=r"labels .*a\.png 2 times"):
        read_labelme(tmp_path)


def test_defects_alone_beside_pictures_without_a_file_are_refused(tmp_path):
    labelme(tmp_path, TRIANGLE)
    assert len(read_labelme(tmp_path)) == 1
    write_picture(tmp_path / "good.png")
    with pytest.raises(BrokenFile, match=r"no good part, and 1 pictures, the first .*good\.png"):
        read_labelme(tmp_path)
    write_json_file(tmp_path / "good.json", {"imagePath": "good.png", "shapes": []})
    assert len(read_labelme(tmp_path)) == 2
