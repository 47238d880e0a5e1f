"""Labelled pictures in the forms that people have, read into one record; CSV first.

Every reader looks at each file that it names, refuses what is missing, double or contradictory by
name, and decodes no picture.
"""

import csv
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from math import isfinite
from pathlib import Path

from PIL import Image, UnidentifiedImageError

from andon.errors import BrokenFile, InvalidConfig

__all__ = [
    "PICTURE_SUFFIXES",
    "Box",
    "LabelledPicture",
    "Polygon",
    "check_labels",
    "image_size",
    "make_label",
    "read_csv_labels",
    "read_rows",
    "read_text",
    "refuse_unread",
]

PICTURE_SUFFIXES = frozenset({".bmp", ".jpeg", ".jpg", ".png", ".tif", ".tiff", ".webp"})
"""Endings of picture files, in lower case."""


@dataclass(frozen=True, kw_only=True)
class Box:
    """An upright box around a defect, in pixels; x to the right, y down, from the upper left."""

    defect_class: str
    """Kind of defect."""
    left: float
    """Left edge."""
    top: float
    """Upper edge."""
    right: float
    """Right edge, beyond `left`."""
    bottom: float
    """Lower edge, beyond `top`."""

    def __post_init__(self) -> None:
        """Refuse an empty box and an empty class."""
        edges = (self.left, self.top, self.right, self.bottom)
        if not (all(map(isfinite, edges)) and self.left < self.right and self.top < self.bottom):
            raise InvalidConfig(
                f"A box has the edges left {self.left}, top {self.top}, right {self.right}, bottom "
                f"{self.bottom}; it must be finite and not empty."
            )
        if not self.defect_class:
            raise InvalidConfig("A box has no class.")


@dataclass(frozen=True, kw_only=True)
class Polygon:
    """The outline of a defect, in pixels; x to the right, y down, from the upper left."""

    defect_class: str
    """Kind of defect."""
    points: tuple[tuple[float, float], ...]
    """Corners (x, y) in order, at least three; the last one joins the first."""

    def __post_init__(self) -> None:
        """Refuse an outline without an inside and an empty class."""
        if len(self.points) < 3 or not all(isfinite(v) for point in self.points for v in point):
            raise InvalidConfig(
                f"A polygon has {len(self.points)} corners; it needs at least 3, all finite."
            )
        if not self.defect_class:
            raise InvalidConfig("A polygon has no class.")


@dataclass(frozen=True, kw_only=True)
class LabelledPicture:
    """One picture, whether its part is bad, and where."""

    path: Path
    """The picture."""
    is_bad: bool
    """Whether the part is bad."""
    defect_class: str = ""
    """Kind of defect; the kinds joined by `+` where there are several; empty for a good part."""
    split: str = ""
    """Name of the set that the source puts the picture in, for example `train`; else empty."""
    lot: str = ""
    """Lot, where the source says."""
    lighting: str = ""
    """Lighting, where the source says."""
    mask_path: Path | None = None
    """Picture of the defect's place, not 0 where the part is bad."""
    boxes: tuple[Box, ...] = ()
    """Boxes around defects."""
    polygons: tuple[Polygon, ...] = ()
    """Outlines of defects."""
    reference_path: Path | None = None
    """Picture of the same view without a defect, where each part comes with its own."""

    def __post_init__(self) -> None:
        """Refuse a label that contradicts itself."""
        if self.is_bad != bool(self.defect_class):
            raise InvalidConfig(
                f"{self.path} is {'bad' if self.is_bad else 'good'} and has the defect class "
                f"{self.defect_class!r}; exactly the bad parts have one."
            )
        if not self.is_bad and (self.boxes or self.polygons or self.mask_path is not None):
            raise InvalidConfig(f"{self.path} is good and marks a defect; one of the two is wrong.")


def make_label(
    path: Path,
    classes: Sequence[str],
    *,
    boxes: tuple[Box, ...] = (),
    polygons: tuple[Polygon, ...] = (),
) -> LabelledPicture:
    """Build the label of a picture from the kinds of its marks; without a mark it is good."""
    names = sorted(set(classes))
    return LabelledPicture(
        path=path,
        is_bad=bool(names),
        defect_class="+".join(names),
        boxes=boxes,
        polygons=polygons,
    )


def read_csv_labels(
    path: Path, *, folder: Path | None = None, good_class: str = "good"
) -> tuple[LabelledPicture, ...]:
    """Read labels from a CSV file.

    Args:
        path: File with the columns `image` and `class`, and, where known, `mask`, `reference`,
            `lot`, `lighting` and `split`.
        folder: Folder that the paths in the file start from; that of the file when None.
        good_class: Class of good parts; every other one is a kind of defect.

    Returns:
        One record per row, in order.

    Raises:
        BrokenFile: When the file or a picture in it is missing, or a column or a class is.
        InvalidConfig: When a picture is labelled twice, or a good part has a mask.
    """
    root = path.parent if folder is None else folder
    labels: list[LabelledPicture] = []
    for number, row in read_rows(path, columns=("image", "class")):
        if not (row["image"] and row["class"]):
            raise BrokenFile(f"{path}, line {number}: 'image' and 'class' must not be empty.")
        is_bad = row["class"] != good_class
        labels.append(
            LabelledPicture(
                path=root / row["image"],
                is_bad=is_bad,
                defect_class=row["class"] if is_bad else "",
                split=row.get("split", ""),
                lot=row.get("lot", ""),
                lighting=row.get("lighting", ""),
                mask_path=root / row["mask"] if row.get("mask") else None,
                reference_path=root / row["reference"] if row.get("reference") else None,
            )
        )
    return check_labels(labels, source=path)


def check_labels(labels: Sequence[LabelledPicture], *, source: Path) -> tuple[LabelledPicture, ...]:
    """Refuse labels without files, and pictures that are labelled twice.

    Args:
        labels: Labels that were read.
        source: Where they were read from, for the messages.

    Returns:
        The same labels.

    Raises:
        BrokenFile: When there is no label, or a picture or mask is missing.
        InvalidConfig: When a picture is labelled twice.
    """
    if not labels:
        raise BrokenFile(f"{source} labels no picture.")
    counts = Counter(label.path for label in labels)
    twice = [path for path, count in counts.items() if count > 1]
    if twice:
        raise InvalidConfig(f"{source} labels {twice[0]} {counts[twice[0]]} times; once is right.")
    for label in labels:
        for file in (label.path, label.mask_path, label.reference_path):
            if file is not None and not file.is_file():
                raise BrokenFile(f"{source} names {file}, which is not there.")
    return tuple(labels)


def refuse_unread(labels: Sequence[LabelledPicture], folder: Path, *, source: Path) -> None:
    """Refuse a set without a good part whose folder holds pictures that no label names.

    Args:
        labels: Labels that were read.
        folder: Folder of the pictures.
        source: Where they were read from, for the message.

    Raises:
        BrokenFile: Saying how good parts are labelled.
    """
    if not folder.is_dir() or any(not label.is_bad for label in labels):
        return
    named = {label.path.resolve() for label in labels}
    strays = [
        path
        for path in sorted(folder.iterdir())
        if path.suffix.lower() in PICTURE_SUFFIXES and path.resolve() not in named
    ]
    if strays:
        raise BrokenFile(
            f"{source} labels no good part, and {len(strays)} pictures, the first {strays[0]}, "
            "have no label; label a good part with a file that marks nothing."
        )


def read_rows(path: Path, *, columns: Sequence[str]) -> list[tuple[int, dict[str, str]]]:
    """Read a CSV file with a header.

    Args:
        path: The file, in UTF-8.
        columns: Columns that must be there.

    Returns:
        Line number and cells by column of each row; cells that are missing are empty.

    Raises:
        BrokenFile: When the file is missing, no text, lacks a column, or has too long a row.
    """
    reader = csv.DictReader(read_text(path).splitlines(), restval="")
    found = list(reader.fieldnames or ())
    lacking = [name for name in columns if name not in found]
    if lacking:
        raise BrokenFile(f"{path} lacks the columns {lacking}; it has {found}.")
    rows = [(number, dict(row)) for number, row in enumerate(reader, start=2)]
    for number, row in rows:
        if len(row) > len(found):
            raise BrokenFile(f"{path}, line {number}: more cells than columns {found}.")
    return rows


def read_text(path: Path) -> str:
    """Read a text file.

    Raises:
        BrokenFile: When it is missing or not in UTF-8.
    """
    try:
        return path.read_text(encoding="utf-8-sig")
    except OSError as error:
        raise BrokenFile(f"Cannot read {path}: {error.strerror}.") from error
    except UnicodeDecodeError as error:
        raise BrokenFile(f"{path} is no text in UTF-8: {error.reason}.") from error


def image_size(path: Path) -> tuple[int, int]:
    """Give width and height of a picture in pixels, without decoding it.

    Raises:
        BrokenFile: When the file is missing or no picture.
    """
    try:
        with Image.open(path) as picture:
            return picture.size
    except UnidentifiedImageError as error:
        raise BrokenFile(f"{path} is no picture that can be read.") from error
    except OSError as error:
        raise BrokenFile(f"Cannot read {path}: {error.strerror or error}.") from error
