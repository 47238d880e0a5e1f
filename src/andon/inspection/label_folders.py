"""Labels from folders: MVTec-style sets, and plain sets with one folder per class."""

from collections.abc import Iterator
from pathlib import Path

from andon.errors import BrokenFile
from andon.inspection.labels import PICTURE_SUFFIXES, LabelledPicture, check_labels

__all__ = ["read_class_folders", "read_mvtec_folder"]

_GOOD = "good"
"""Folder of good parts in an MVTec-style set."""


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


def read_class_folders(folder: Path, *, good_class: str) -> tuple[LabelledPicture, ...]:
    """Read a set with one folder per class, and masks of the same name beside the pictures.

    A file `NAME.png` beside `NAME.jpg` (or another ending) is the mask of that picture; in the
    folder of good parts it is left out, since a good part marks nothing. Pictures may lie in
    sub-folders of their class.

    Args:
        folder: Folder of the set.
        good_class: Name of the folder of good parts.

    Returns:
        Pictures by class and path.

    Raises:
        BrokenFile: When the folder of good parts is missing, there is no other one, or a class has
            no picture.
    """
    groups = _folders(folder) if folder.is_dir() else []
    names = [group.name for group in groups]
    if good_class not in names or len(names) < 2:
        raise BrokenFile(
            f"{folder} has the classes {names}; it needs {good_class!r} for the good parts and at "
            "least one of defects."
        )
    labels: list[LabelledPicture] = []
    for group in groups:
        is_bad = group.name != good_class
        pictures = _pictures(group, is_deep=True)
        names_of_others = {path.with_suffix("") for path in pictures if path.suffix != ".png"}
        for path in pictures:
            is_mask = path.suffix == ".png" and path.with_suffix("") in names_of_others
            if is_mask:
                continue
            mask = path.with_suffix(".png")
            has_mask = is_bad and path.suffix != ".png" and mask.is_file()
            labels.append(
                LabelledPicture(
                    path=path,
                    is_bad=is_bad,
                    defect_class=group.name if is_bad else "",
                    mask_path=mask if has_mask else None,
                )
            )
    return check_labels(labels, source=folder)


def _folders(folder: Path) -> list[Path]:
    return sorted(path for path in folder.iterdir() if path.is_dir() and path.name[0] != ".")


def _pictures(folder: Path, *, is_deep: bool = False) -> list[Path]:
    """Give the pictures of a class; refuse an empty one."""
    files: Iterator[Path] = folder.rglob("*") if is_deep else folder.iterdir()
    found = sorted(path for path in files if path.suffix.lower() in PICTURE_SUFFIXES)
    if not found:
        raise BrokenFile(
            f"The class folder {folder} holds no picture; endings are {sorted(PICTURE_SUFFIXES)}."
        )
    return found


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
