"""Outlines of defects: folders of LabelMe files."""

from math import cos, hypot, pi, sin
from pathlib import Path
from typing import cast

from andon.artifacts import Json, read_json
from andon.errors import BrokenFile, InvalidConfig
from andon.inspection.labels import (
    LabelledPicture,
    Polygon,
    check_labels,
    image_size,
    make_label,
    refuse_unread,
)

__all__ = ["read_labelme"]

_CIRCLE_CORNERS = 32
"""Corners of the polygon that stands for a circle; its area is 0.6 % too small."""


def read_labelme(folder: Path) -> tuple[LabelledPicture, ...]:
    """Read labels from a folder of LabelMe files.

    Polygons, rectangles and circles are read; other shapes have no inside and are refused. Files
    without a shape are good parts. Pictures lie where `imagePath` says, seen from the file.

    Args:
        folder: Folder with one JSON file per picture.

    Returns:
        One record per file, by name of the file.

    Raises:
        BrokenFile: When there is no JSON file, one is no LabelMe file, holds a shape without an
            inside, says another size than its picture has, or its picture is missing; or when no
            file is of a good part and pictures have no file.
        InvalidConfig: When a picture occurs twice, or a shape has no class or too few corners.
    """
    files = sorted(folder.glob("*.json"))
    if not files:
        raise BrokenFile(f"{folder} holds no JSON file.")
    labels = check_labels([_label(path) for path in files], source=folder)
    for path, label in zip(files, labels, strict=True):
        _check_size(path, label)
    refuse_unread(labels, folder, source=folder)
    return labels


def _label(path: Path) -> LabelledPicture:
    data = read_json(path)
    name, shapes = data.get("imagePath"), data.get("shapes")
    if not (isinstance(name, str) and name and isinstance(shapes, list)):
        raise BrokenFile(f"{path} is no LabelMe file: it needs 'imagePath' and 'shapes'.")
    polygons = tuple(
        _polygon(shape, f"{path}, shape {number}")
        for number, shape in enumerate(cast("list[Json]", shapes), start=1)
    )
    # LabelMe on Windows writes backslashes.
    picture = path.parent / name.replace("\\", "/")
    classes = [polygon.defect_class for polygon in polygons]
    return make_label(picture, classes, polygons=polygons)


def _polygon(shape: Json, where: str) -> Polygon:
    kind, points = shape.get("shape_type", "polygon"), _points(shape.get("points"), where)
    if kind == "rectangle" and len(points) == 2:
        (x0, y0), (x1, y1) = points
        points = ((x0, y0), (x1, y0), (x1, y1), (x0, y1))
    elif kind == "circle" and len(points) == 2:
        points = _circle(*points)
    elif kind != "polygon":
        raise BrokenFile(
            f"{where}: a {kind} of {len(points)} points has no inside; polygon, rectangle and "
            "circle are read."
        )
    try:
        return Polygon(defect_class=str(shape.get("label") or ""), points=points)
    except InvalidConfig as error:
        raise InvalidConfig(f"{where}: {error}") from error


def _points(value: object, where: str) -> tuple[tuple[float, float], ...]:
    try:
        return tuple((float(x), float(y)) for x, y in cast("list[tuple[float, float]]", value))
    except (TypeError, ValueError) as error:
        raise BrokenFile(f"{where}: points must be pairs of numbers; found {value!r}.") from error


def _circle(
    centre: tuple[float, float], edge: tuple[float, float]
) -> tuple[tuple[float, float], ...]:
    (x, y), radius = centre, hypot(edge[0] - centre[0], edge[1] - centre[1])
    angles = [2.0 * pi * corner / _CIRCLE_CORNERS for corner in range(_CIRCLE_CORNERS)]
    return tuple((x + radius * cos(angle), y + radius * sin(angle)) for angle in angles)


def _check_size(path: Path, label: LabelledPicture) -> None:
    data = read_json(path)
    said = (data.get("imageWidth"), data.get("imageHeight"))
    if None not in said and said != (size := image_size(label.path)):
        raise BrokenFile(f"{path} says {said} pixels and {label.path} has {size}; same is right.")
