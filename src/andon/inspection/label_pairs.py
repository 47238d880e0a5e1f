"""Labels of pictures that come with a reference each, from a list of pairs."""

from pathlib import Path

from andon.errors import BrokenFile
from andon.inspection.labels import Box, LabelledPicture, check_labels, read_text

__all__ = ["read_pairs"]

_PART, _REFERENCE = "_test", "_temp"
"""What the names of the two pictures of a pair end in."""


def read_pairs(path: Path) -> tuple[LabelledPicture, ...]:
    """Read a list with one pair in each line: `FOLDER/NAME.jpg FOLDER/NAME.txt`.

    The pictures are `NAME_test.jpg` (the part) and `NAME_temp.jpg` (its reference). The text file
    holds a box in each line: `left top right bottom class`, in pixels; a part without a box is
    good.

    Args:
        path: The list; its paths start from its folder.

    Returns:
        One record per line, in order.

    Raises:
        BrokenFile: When the list, a picture or a file of boxes is missing or not as above.
        InvalidConfig: When a picture occurs twice, or a box is empty.
    """
    labels: list[LabelledPicture] = []
    for number, line in enumerate(read_text(path).splitlines(), start=1):
        words = line.split()
        if not words:
            continue
        if len(words) != 2:
            raise BrokenFile(f"{path}, line {number}: expected a picture and a file of boxes.")
        picture = path.parent / words[0]
        boxes = _read_boxes(path.parent / words[1])
        labels.append(
            LabelledPicture(
                path=picture.with_stem(picture.stem + _PART),
                is_bad=bool(boxes),
                defect_class="+".join(sorted({box.defect_class for box in boxes})),
                boxes=boxes,
                reference_path=picture.with_stem(picture.stem + _REFERENCE),
            )
        )
    return check_labels(labels, source=path)


def _read_boxes(path: Path) -> tuple[Box, ...]:
    boxes: list[Box] = []
    for number, line in enumerate(read_text(path).splitlines(), start=1):
        words = line.replace(",", " ").split()
        if not words:
            continue
        try:
            left, top, right, bottom = map(float, words[:4])
            (defect_class,) = words[4:]
        except ValueError as error:
            raise BrokenFile(
                f"{path}, line {number}: expected 'left top right bottom class', found {line!r}."
            ) from error
        boxes.append(Box(defect_class=defect_class, left=left, top=top, right=right, bottom=bottom))
    return tuple(boxes)
