"""Labels from folders: MVTec-style sets, and sets with one folder per class, split or not."""

from collections.abc import Iterator, Sequence
from pathlib import Path

from andon.errors import BrokenFile
from andon.inspection.labels import PICTURE_SUFFIXES, LabelledPicture, check_labels

__all__ = ["class_names", "is_split", "read_class_folders", "read_mvtec_folder"]

_GOOD = "good"
"""Folder of good parts in an MVTec-style set."""

_SPLITS = {"train": "train", "training": "train", "val": "validation", "valid": "validation",
           "validation": "validation", "test": "test", "testing": "test"}  # fmt: skip
"""Folders that say what their pictures are for."""

_MASK_FOLDERS = frozenset({"ground_truth", "groundtruth", "gt", "mask", "masks"})
"""Folders that hold masks and no pictures, in lower case."""

_MASK_SUFFIXES = (".png", ".bmp", ".tif", ".tiff")
"""Endings of masks: formats without loss."""


def read_mvtec_folder(folder: Path) -> tuple[LabelledPicture, ...]:
    """Read a set with `train/good`, `test/CLASS` and `ground_truth/CLASS/NAME_mask.png`.

    Args:
        folder: Folder of one category.

    Returns:
        Pictures of `train`, then of `test`, each by class and name.

    Raises:
        BrokenFile: When `train/good` or `test` is missing, a class has no picture, `train` holds
            defects, or a bad part of `test` lacks its mask although there is a `ground_truth`.
    """
    train, test, truth = (folder / name for name in ("train", "test", "ground_truth"))
    for needed in (train / _GOOD, test):
        if not needed.is_dir():
            raise BrokenFile(
                f"{folder} lacks {needed.relative_to(folder)}; such a set has train/good, "
                "test/CLASS and ground_truth/CLASS."
            )
    strays = [path.name for path in _folders(train) if path.name != _GOOD]
    if strays:
        raise BrokenFile(f"{train} holds the classes {strays}; it must hold good parts only.")
    labels = [
        LabelledPicture(path=path, is_bad=False, split="train") for path in _pictures(train / _GOOD)
    ]
    for group in _folders(test):
        is_bad = group.name != _GOOD
        labels += [
            LabelledPicture(
                path=path,
                is_bad=is_bad,
                defect_class=group.name if is_bad else "",
                split="test",
                mask_path=_mask_path(truth / group.name, path)
                if is_bad and truth.is_dir()
                else None,
            )
            for path in _pictures(group)
        ]
    if truth.is_dir():
        _refuse_orphans(truth, labels)
    return check_labels(labels, source=folder)


def is_split(folder: Path) -> bool:
    """Say whether a folder has `train`, `test` or the like, each with one folder per class."""
    groups = _folders(folder)
    return bool(groups) and all(group.name.lower() in _SPLITS for group in groups)


def class_names(folder: Path) -> list[str]:
    """Give the classes of a set of class folders, split or not, in alphabetical order."""
    roots = _folders(folder) if is_split(folder) else [folder]
    return sorted({group.name for root in roots for group in _folders(root)})


def read_class_folders(folder: Path, *, good_class: str) -> tuple[LabelledPicture, ...]:
    """Read a set with one folder per class, or with `train`, `test` or the like that have such.

    Pictures may lie in sub-folders of their class; where those of a class of defects lie in
    several, each is a class of its own, `CLASS/SUB`. The mask of `NAME.jpg` is `NAME.png` or
    `NAME_mask.png` beside it, or of these names in a folder `masks` or `ground_truth` next to it,
    or in `ground_truth/CLASS` of the set. In the folder of good parts masks are left out, since a
    good part marks nothing.

    Args:
        folder: Folder of the set.
        good_class: Name of the folder of good parts.

    Returns:
        Pictures by split, class and path.

    Raises:
        BrokenFile: When the folder of good parts is missing, there is no other one, or a class has
            no picture.
    """
    names = class_names(folder) if folder.is_dir() else []
    if good_class not in names or len(names) < 2:
        raise BrokenFile(
            f"{folder} has the classes {names}; it needs {good_class!r} for the good parts and at "
            "least one of defects."
        )
    has_splits = is_split(folder)
    labels: list[LabelledPicture] = []
    for root in _folders(folder) if has_splits else [folder]:
        split = _SPLITS[root.name.lower()] if has_splits else ""
        for group in _folders(root):
            labels += _class_labels(group, folder, split, is_bad=group.name != good_class)
    return check_labels(labels, source=folder)


def _class_labels(group: Path, folder: Path, split: str, *, is_bad: bool) -> list[LabelledPicture]:
    pictures = _pictures(group, is_deep=True)
    places = {path.parent for path in pictures}
    labels: list[LabelledPicture] = []
    for path in pictures:
        sub = path.parent.relative_to(group.parent) if len(places) > 1 else Path(group.name)
        labels.append(
            LabelledPicture(
                path=path,
                is_bad=is_bad,
                defect_class=sub.as_posix() if is_bad else "",
                split=split,
                mask_path=_known_mask(path, group, folder) if is_bad else None,
            )
        )
    return labels


def _known_mask(picture: Path, group: Path, folder: Path) -> Path | None:
    """Give the mask of a picture where there is one."""
    around = [*_mask_folders(picture.parent.parent), *_mask_folders(picture.parent)]
    central = [
        place / inside
        for root in (folder, group.parent)
        for place in _mask_folders(root)
        for inside in (group.relative_to(root), group.name)
    ]
    stems = (f"{picture.stem}_mask", picture.stem)
    names = [stem + suffix for stem in stems for suffix in _MASK_SUFFIXES]
    for place in (picture.parent, *around, *central):
        for name in names:
            if (place / name).is_file() and place / name != picture:
                return place / name
    return None


def _mask_folders(folder: Path) -> list[Path]:
    return sorted(
        path for path in folder.iterdir() if path.is_dir() and path.name.lower() in _MASK_FOLDERS
    )


def _folders(folder: Path) -> list[Path]:
    return sorted(
        path
        for path in folder.iterdir()
        if path.is_dir() and path.name[0] != "." and path.name.lower() not in _MASK_FOLDERS
    )


def _pictures(folder: Path, *, is_deep: bool = False) -> list[Path]:
    """Give the pictures of a class without their masks; refuse an empty one."""
    files: Iterator[Path] = folder.rglob("*") if is_deep else folder.iterdir()
    found = sorted(
        path
        for path in files
        if path.suffix.lower() in PICTURE_SUFFIXES
        and not {part.lower() for part in path.relative_to(folder).parts[:-1]} & _MASK_FOLDERS
    )
    if not found:
        raise BrokenFile(
            f"The class folder {folder} holds no picture; endings are {sorted(PICTURE_SUFFIXES)}."
        )
    return _without_masks(found) if is_deep else found


def _without_masks(files: Sequence[Path]) -> list[Path]:
    """Leave out `NAME.png` beside `NAME.jpg`, and `NAME_mask.png` beside `NAME` of any ending."""
    others = {path.with_suffix("") for path in files if path.suffix.lower() not in _MASK_SUFFIXES}
    names = {path.with_suffix("") for path in files}
    return [
        path
        for path in files
        if path.suffix.lower() not in _MASK_SUFFIXES
        or (
            path.with_suffix("") not in others
            and path.with_suffix("").with_name(path.stem.removesuffix("_mask"))
            not in names - {path.with_suffix("")}
        )
    ]


def _mask_path(folder: Path, picture: Path) -> Path:
    for name in (f"{picture.stem}_mask.png", f"{picture.stem}.png"):
        if (folder / name).is_file():
            return folder / name
    raise BrokenFile(f"{picture} has no mask {folder / f'{picture.stem}_mask.png'}.")


def _refuse_orphans(truth: Path, labels: list[LabelledPicture]) -> None:
    used = {label.mask_path for label in labels}
    orphans = [
        path
        for group in _folders(truth)
        for path in sorted(group.iterdir())
        if path.suffix.lower() in PICTURE_SUFFIXES and path not in used
    ]
    if orphans:
        raise BrokenFile(f"The mask {orphans[0]} belongs to no picture.")
