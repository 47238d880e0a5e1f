"""Lists of pairs."""

import pytest

from andon.errors import BrokenFile
from andon.inspection.label_pairs import read_pairs
from tests.inspection.pictures import write_picture


def write_pairs(folder, boxes="10 12 20 22 3\n1,2,3,4,5\n"):
    for word in ("test", "temp"):
        write_picture(folder / "a" / f"0_{word}.jpg")
    (folder / "a" / "0.txt").write_text(boxes)
    path = folder / "list.txt"
    path.write_text("a/0.jpg a/0.txt\n\n")
    return path


def test_a_pair_has_a_reference_and_boxes(tmp_path):
    (label,) = read_pairs(write_pairs(tmp_path))
    assert label.path.name == "0_test.jpg"
    assert label.reference_path is not None
    assert label.reference_path.name == "0_temp.jpg"
    assert label.defect_class == "3+5"
    assert (label.boxes[0].left, label.boxes[1].bottom) == (10, 4)


def test_a_pair_without_a_box_is_good(tmp_path):
    (label,) = read_pairs(write_pairs(tmp_path, boxes=""))
    assert not label.is_bad


@pytest.mark.parametrize("boxes", ["1 2 3 4\n", "a b c d 1\n"])
def test_a_box_that_is_none_is_refused_with_its_line(tmp_path, boxes):
    with pytest.raises(BrokenFile, match="line 1: expected 'left top right bottom class'"):
        read_pairs(write_pairs(tmp_path, boxes=boxes))


def test_a_line_without_two_words_is_refused(tmp_path):
    path = write_pairs(tmp_path)
    path.write_text("a/0.jpg\n")
    with pytest.raises(BrokenFile, match="line 1: expected a picture and a file of boxes"):
        read_pairs(path)
