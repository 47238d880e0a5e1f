"""Boxes around defects: COCO files and Pascal VOC folders."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import cast
from xml.etree import ElementTree

from andon.artifacts import Json, read_json
from andon.errors import BrokenFile, InvalidConfig
from andon.inspection.labels import (
    Box,
    LabelledPicture,
    Polygon,
    check_labels,
    make_label,
    read_text,
    refuse_unread,
)

__all__ = ["read_coco", "read_voc"]


def read_coco(path: Path, *, folder: Path) -> tuple[LabelledPicture, ...]:
    """Read labels from a COCO file of object detection.

    Pictures without an annotation are good parts. Outlines given as polygons are read too; those
    given as run lengths are refused.

    Args:
        path: The JSON file with `images`, `annotations` and `categories`.
        folder: Folder that its `file_name`s start from.

    Returns:
        One record per picture, in the order of the file.

    Raises:
        BrokenFile: When the file is missing, no COCO file, names an unknown picture or category, or
            a picture is missing.
        InvalidConfig: When a box is empty or a picture occurs twice.
    """
    data = read_json(path)
    categories = {item["id"]: str(item["name"]) for item in _items(data, "categories", path)}
    names = {item["id"]: str(item["file_name"]) for item in _items(data, "images", path)}
    boxes: dict[object, list[Box]] = {key: [] for key in names}
    polygons: dict[object, list[Polygon]] = {key: [] for key in names}
    for item in _items(data, "annotations", path):
        where = f"{path}, annotation {item.get('id')!r}"
        image, category = item.get("image_id"), item.get("category_id")
        if image not in names or category not in categories:
            raise BrokenFile(
                f"{where}: picture {image!r} or category {category!r} is not in the file."
            )
        boxes[image].append(_coco_box(item, categories[category], where))
        polygons[image] += _coco_polygons(item, categories[category], where)
    labels = [
        make_label(
            folder / name,
            [box.defect_class for box in boxes[key]],
            boxes=tuple(boxes[key]),
            polygons=tuple(polygons[key]),
        )
        for key, name in names.items()
    ]
    return check_labels(labels, source=path)


def read_voc(folder: Path, *, image_folder: Path) -> tuple[LabelledPicture, ...]:
    """Read labels from a folder of Pascal VOC files.

    Files without an object are good parts. Coordinates are kept as they are written: sets differ on
    whether they count from 0 or 1.

    Args:
        folder: Folder with one XML file per picture.
        image_folder: Folder that the `filename`s start from.

    Returns:
        One record per file, by name of the file.

    Raises:
        BrokenFile: When there is no XML file, one is no VOC file, or a picture is missing; or when
            no file is of a good part and pictures have no file.
        InvalidConfig: When a box is empty or a picture occurs twice.
    """
    files = sorted(folder.glob("*.xml"))
    if not files:
        raise BrokenFile(f"{folder} holds no XML file.")
    labels = check_labels([_voc_label(path, image_folder) for path in files], source=folder)
    refuse_unread(labels, image_folder, source=folder)
    return labels


def _items(data: Json, name: str, path: Path) -> list[Mapping[str, object]]:
    items = data.get(name)
    needed = {"images": ("id", "file_name"), "categories": ("id", "name"), "annotations": ()}[name]
    if not isinstance(items, list):
        raise BrokenFile(f"{path} is no COCO file: it has no list {name!r}.")
    listed = cast("list[Mapping[str, object]]", items)
    for item in listed:
        lacking = [key for key in needed if key not in item]
        if lacking:
            raise BrokenFile(f"{path}: one of {name!r} lacks {lacking}.")
    ids = [item["id"] for item in listed if needed]
    if len(set(ids)) != len(ids):
        raise BrokenFile(f"{path}: two of {name!r} have the same id.")
    return listed


def _coco_box(item: Mapping[str, object], defect_class: str, where: str) -> Box:
    values = _numbers(item.get("bbox"), where)
    if len(values) != 4:
        raise BrokenFile(f"{where}: a box is x, y, width and height; found {values}.")
    left, top, width, height = values
    return _box(defect_class, (left, top, left + width, top + height), where)


def _coco_polygons(item: Mapping[str, object], defect_class: str, where: str) -> list[Polygon]:
    outlines = item.get("segmentation", [])
    if not isinstance(outlines, list):
        raise BrokenFile(f"{where}: outlines as run lengths are not read; export polygons.")
    polygons: list[Polygon] = []
    for outline in cast("list[object]", outlines):
        values = _numbers(outline, where)
        points = tuple(zip(values[::2], values[1::2], strict=False))
        if len(values) % 2 or len(points) < 3:
            raise BrokenFile(
                f"{where}: an outline has {len(values)} numbers; x and y of 3 or more."
            )
        polygons.append(Polygon(defect_class=defect_class, points=points))
    return polygons


def _numbers(value: object, where: str) -> list[float]:
    items = cast("list[object]", value) if isinstance(value, list) else [None]
    if not all(isinstance(item, int | float) for item in items):
        raise BrokenFile(f"{where}: needs a list of numbers; found {value!r}.")
    return [float(cast("float", item)) for item in items]


def _voc_label(path: Path, image_folder: Path) -> LabelledPicture:
    text = read_text(path)
    if "<!DOCTYPE" in text or "<!ENTITY" in text:
        raise BrokenFile(f"{path} declares entities, which no label needs; it is not read.")
    try:
        root = ElementTree.fromstring(text)
    except ElementTree.ParseError as error:
        raise BrokenFile(f"{path} is no XML: {error}.") from error
    name = (root.findtext("filename") or "").strip()
    if root.tag != "annotation" or not name:
        raise BrokenFile(f"{path} is no VOC file: it needs an <annotation> with a <filename>.")
    boxes = tuple(
        _voc_box(found, f"{path}, object {number}")
        for number, found in enumerate(root.iter("object"), start=1)
    )
    return make_label(image_folder / name, [box.defect_class for box in boxes], boxes=boxes)


def _voc_box(found: ElementTree.Element, where: str) -> Box:
    name = (found.findtext("name") or "").strip()
    texts = [found.findtext(f"bndbox/{edge}") for edge in ("xmin", "ymin", "xmax", "ymax")]
    try:
        edges = [float(text or "") for text in texts]
    except ValueError as error:
        raise BrokenFile(
            f"{where}: a box needs numbers xmin, ymin, xmax, ymax; {texts}."
        ) from error
    return _box(name, edges, where)


def _box(defect_class: str, edges: Sequence[float], where: str) -> Box:
    left, top, right, bottom = edges
    try:
        return Box(defect_class=defect_class, left=left, top=top, right=right, bottom=bottom)
    except InvalidConfig as error:
        raise InvalidConfig(f"{where}: {error}") from error
