"""A set of labelled pictures from whatever form it has, and its split by named chance."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from andon.artifacts import file_hash, read_json
from andon.errors import BrokenFile, InvalidConfig
from andon.inspection.choices import Layout
from andon.inspection.graded_part import PartIdentity
from andon.inspection.label_boxes import read_coco, read_voc
from andon.inspection.label_folders import class_names, read_class_folders, read_mvtec_folder
from andon.inspection.label_pairs import read_pairs
from andon.inspection.label_polygons import read_labelme
from andon.inspection.labels import LabelledPicture, read_csv_labels, read_rows
from andon.randomness import stream

__all__ = ["Example", "Layout", "Split", "SplitConfig", "make_split", "read_set"]

_GOOD_NAMES = frozenset(
    {"good", "ok", "normal", "free", "pass", "passed", "no", "non", "nodefect", "clean", "intact"}
)
"""Words that the class of good parts is recognised by, where nobody names it."""

_NEGATIONS = frozenset({"not", "nok", "ng", "bad"})
"""Words that turn the others round."""


@dataclass(frozen=True, kw_only=True)
class Example:
    """One labelled picture with what makes it this one."""

    name: str
    """Path from the folder of the set."""
    label: LabelledPicture
    """Truth, and where the defects are."""
    content_hash: str
    """Hash of the picture's bytes."""

    @property
    def identity(self) -> PartIdentity:
        """What makes this part the same as another."""
        return PartIdentity(name=self.name, content_hash=self.content_hash)


@dataclass(frozen=True, kw_only=True)
class SplitConfig:
    """How a set is split; parts with a split of their own keep it."""

    seed: int = 0
    """Seed of the split."""
    training_share: float = 0.6
    """Share of the parts that the inspector is fitted on. [1]"""
    calibration_share: float = 0.2
    """Share that chooses the operating point; the rest is for grading. [1]"""
    labels_per_class: int | None = None
    """Bad parts of each class that may be used for fitting; all of their share when None, and 0
    for an inspector that knows good parts only. The others are for grading."""
    calibrates_with_bad: bool = False
    """Whether bad parts help to choose the operating point: a choice by cost needs them."""
    fewest_calibration: int = 0
    """Good parts that the operating point needs: what its share lacks is taken from training."""
    fewest_training: int = 0
    """Good parts that training keeps all the same."""

    def __post_init__(self) -> None:
        """Refuse shares that leave nothing."""
        if not (
            0.0 < self.training_share < 1.0
            and 0.0 < self.calibration_share < 1.0
            and self.training_share + self.calibration_share <= 1.0
        ):
            raise InvalidConfig(
                f"Shares of {self.training_share} for training and {self.calibration_share} for "
                "calibration; both must lie in (0, 1) and leave room for each other."
            )
        if self.labels_per_class is not None and self.labels_per_class < 0:
            raise InvalidConfig(f"{self.labels_per_class} labels per class; 0 or more is right.")


@dataclass(frozen=True, kw_only=True)
class Split:
    """Which parts do what; nobody does two things."""

    training: tuple[Example, ...]
    """Parts that the inspector is fitted on."""
    calibration: tuple[Example, ...]
    """Parts that choose its operating point."""
    grading: tuple[Example, ...]
    """Parts that it has never seen."""


def read_set(path: Path, *, layout: Layout = "auto", good_class: str = "") -> tuple[Example, ...]:
    """Read a set of labelled pictures.

    Args:
        path: Folder or label file.
        layout: Form of the labels; recognised by what is there when `auto`.
        good_class: Class of good parts in folders and CSV files; recognised when empty.

    Raises:
        BrokenFile: When nothing is there, the form is not recognised, or a label is wrong.
        InvalidConfig: When a picture is labelled twice, or contradicts itself.
    """
    if not path.exists():
        raise BrokenFile(f"There is no set {path}.")
    root = path if path.is_dir() else path.parent
    if layout in ("auto", "coco") and (inside := _coco_inside(path)) is not None:
        path, layout = inside, "coco"
    labels = _read(path, _recognise(path) if layout == "auto" else layout, good_class)
    return tuple(
        Example(name=_name(label.path, root), label=label, content_hash=file_hash(label.path))
        for label in labels
    )


def make_split(examples: Sequence[Example], config: SplitConfig) -> Split:
    """Split a set by chance, class by class; the same bytes always stay together.

    Pictures whose source puts them into `test` are for grading; where the source has such a split,
    its other good parts are for training and calibration alone.

    Raises:
        InvalidConfig: When one picture is there as good and as bad.
    """
    _refuse_contradictions(examples)
    has_test = any(example.label.split == "test" for example in examples)
    classes: dict[str, list[Example]] = {}
    for example in examples:
        classes.setdefault(example.label.defect_class, []).append(example)
    training: list[Example] = []
    calibration: list[Example] = []
    grading: list[Example] = []
    for name, members in sorted(classes.items()):
        order: list[int] = stream(config.seed, "split", name).permutation(len(members)).tolist()
        parts = [members[index] for index in order]
        tested = [p for p in parts if p.label.split == "test"]
        free = [p for p in parts if p.label.split != "test"]
        counts = _counts(len(free), len(tested), name, config, has_test=has_test)
        training += free[: counts[0]]
        calibration += free[counts[0] : counts[0] + counts[1]]
        rest = free[counts[0] + counts[1] :]
        grading += rest + tested
    return _without_copies(training, calibration, grading)


def _counts(
    num_free: int, num_tested: int, name: str, config: SplitConfig, *, has_test: bool
) -> tuple[int, int]:
    """Give how many parts of a class are for training and for calibration."""
    total = config.training_share + config.calibration_share
    scale = 1.0 / total if has_test else 1.0
    if not name:
        train = round(num_free * config.training_share * scale)
        held = round(num_free * config.calibration_share * scale)
        lacking = max(config.fewest_calibration - held, 0)
        moved = min(lacking, max(train - config.fewest_training, 0))
        return train - moved, held + moved
    if config.labels_per_class == 0:
        return 0, 0
    wanted = config.training_share * scale
    held = config.calibration_share * scale if config.calibrates_with_bad else 0.0
    if config.labels_per_class is None:
        return round(num_free * wanted), round(num_free * held)
    usable = min(config.labels_per_class, num_free)
    kept = round(usable * held / (wanted + held))
    return usable - kept, kept


def _without_copies(
    training: list[Example], calibration: list[Example], grading: list[Example]
) -> Split:
    """Leave out copies of a picture: within a set, and in a later set."""
    seen: set[str] = set()
    sets: list[tuple[Example, ...]] = []
    for members in (training, calibration, grading):
        kept: list[Example] = []
        for example in members:
            if example.content_hash not in seen:
                seen.add(example.content_hash)
                kept.append(example)
        sets.append(tuple(kept))
    return Split(training=sets[0], calibration=sets[1], grading=sets[2])


def _refuse_contradictions(examples: Sequence[Example]) -> None:
    truth: dict[str, Example] = {}
    for example in examples:
        other = truth.setdefault(example.content_hash, example)
        if other.label.is_bad != example.label.is_bad:
            raise InvalidConfig(
                f"{other.name} and {example.name} are the same picture, one good and one bad; "
                "correct the labels first."
            )


def _name(path: Path, root: Path) -> str:
    return str(path.relative_to(root)) if path.is_relative_to(root) else str(path)


def _read(path: Path, layout: Layout, good_class: str) -> tuple[LabelledPicture, ...]:
    if layout == "mvtec":
        return read_mvtec_folder(path)
    if layout == "folders":
        return read_class_folders(path, good_class=good_class or _guess(class_names(path), path))
    if layout == "csv":
        return read_csv_labels(path, good_class=good_class or _guess_good_in_csv(path))
    if layout == "coco":
        roots = (
            [path.parent, path.parent.parent]
            if path.parent.name == "annotations"
            else [path.parent]
        )
        places = [root / "images" for root in roots if (root / "images").is_dir()]
        return read_coco(path, folder=[*places, roots[-1]][0])
    if layout == "voc":
        notes, images = path / "Annotations", path / "JPEGImages"
        return read_voc(
            notes if notes.is_dir() else path, image_folder=images if images.is_dir() else path
        )
    if layout == "labelme":
        return read_labelme(path)
    return read_pairs(path)


def _recognise(path: Path) -> Layout:
    if path.is_file():
        found: dict[str, Layout] = {".csv": "csv", ".json": "coco", ".txt": "pairs"}
        if path.suffix.lower() in found:
            return found[path.suffix.lower()]
    elif (path / "train" / "good").is_dir() and _holds_one_class(path / "train"):
        return "mvtec"
    elif any(path.glob("*.json")):
        return "labelme"
    elif (path / "Annotations").is_dir() or any(path.glob("*.xml")):
        return "voc"
    elif any(child.is_dir() for child in path.iterdir()):
        return "folders"
    raise BrokenFile(
        f"The form of {path} is not recognised. Name it with --layout: folders, mvtec, csv, coco, "
        "voc, labelme or pairs."
    )


def _holds_one_class(path: Path) -> bool:
    return sum(child.is_dir() and child.name[0] != "." for child in path.iterdir()) == 1


def _coco_inside(path: Path) -> Path | None:
    """Give the COCO file of a folder, where one file is there for all pictures."""
    if not path.is_dir():
        return None
    places = [place for place in (path, path / "annotations") if place.is_dir()]
    files = [file for place in places for file in sorted(place.glob("*.json"))]
    if len(files) != 1:
        return None
    data = read_json(files[0])
    return files[0] if {"images", "annotations"} <= data.keys() else None


def _guess_good_in_csv(path: Path) -> str:
    rows = read_rows(path, columns=("class",))
    return _guess(sorted({row["class"] for _, row in rows if row["class"]}), path)


def _guess(names: list[str], path: Path) -> str:
    """Recognise the class of the good parts by its name.

    Raises:
        BrokenFile: When none, or more than one, sounds like it.
    """
    words = {name: set(re.split(r"[\W_]+", name.lower())) for name in names}
    found = [
        name for name, parts in words.items() if parts & _GOOD_NAMES and not parts & _NEGATIONS
    ]
    plain = [name for name in found if name.lower() in _GOOD_NAMES]
    if len(plain or found) != 1:
        raise BrokenFile(
            f"Which of the classes {names} of {path} holds the good parts? Name it with "
            "--good-class."
        )
    return (plain or found)[0]
