"""Everything that members are fitted on: described good parts, made defects and real ones."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

from andon.compute import Backend
from andon.errors import BrokenFile, InvalidConfig
from andon.inspection.described import Described, Preparation, Task, describe_all
from andon.inspection.feature_bank import Maps, bank_for
from andon.inspection.inspection_set import Example
from andon.inspection.local_net import PixelSamples
from andon.inspection.picture_file import MOST_PIXELS, is_colour, read_picture
from andon.inspection.synthetic_defects import KINDS
from andon.randomness import stream

__all__ = [
    "EXAM_KINDS",
    "NUM_FOLDS",
    "Group",
    "Survey",
    "TrainingParts",
    "collect_parts",
    "drop_good",
    "num_tasks",
    "survey",
]

NUM_FOLDS = 3
"""Folds of the cross-validation that chooses the members."""

EXAM_KINDS = tuple(KINDS[fold::NUM_FOLDS] for fold in range(NUM_FOLDS))
"""Kinds of made defects that a fold is examined with, and that nothing in it was taught with."""

_MADE_PER_GOOD = 3
"""Made defects per good part: one for the exam of its fold, the others of any kind; measured: three
tell better than two."""

_PANEL = 160
"""Good, made and bad parts each whose places are kept for the cross-validation, at most."""

_PANEL_BYTES = 900_000_000
"""Memory that they may take together."""


@dataclass(frozen=True, kw_only=True)
class Survey:
    """What the pictures of a set are like."""

    preparation: Preparation
    """Bank and reduction that fit them."""
    sizes: tuple[tuple[int, int], ...]
    """Heights and widths that occur after the reduction."""

    @property
    def size(self) -> tuple[int, int] | None:
        """Height and width of all pictures; None where they differ."""
        return self.sizes[0] if len(self.sizes) == 1 else None


@dataclass(frozen=True, kw_only=True)
class Group:
    """Described parts of one kind."""

    descriptors: Maps
    """Shape (n, d)."""
    samples: tuple[PixelSamples, ...]
    """Places of each part."""
    features: tuple[npt.NDArray[np.float16] | None, ...]
    """All places of those on the panel. Shape (f, h, w) each."""
    folds: npt.NDArray[np.intp]
    """Fold of each part. Shape (n,)."""
    kinds: tuple[str, ...]
    """Kind of the made defect, or class of the real one; empty for good parts."""
    differences: tuple[float | None, ...]
    """Golden-template difference of each part; None without a reference."""

    @property
    def panel(self) -> npt.NDArray[np.intp]:
        """Parts whose places are kept."""
        return np.asarray([i for i, kept in enumerate(self.features) if kept is not None], np.intp)


@dataclass(frozen=True, kw_only=True)
class TrainingParts:
    """What members are fitted on."""

    good: Group
    """Good parts."""
    made: Group
    """Good parts with a made defect."""
    bad: Group
    """Real bad parts."""

    @property
    def origins(self) -> npt.NDArray[np.intp]:
        """Row of the good part that each made defect was put into."""
        return np.repeat(np.arange(len(self.good.folds)), _MADE_PER_GOOD)


def survey(examples: Sequence[Example]) -> Survey:
    """Look at every picture once: size, colour, and whether it can be read.

    Raises:
        BrokenFile: Naming the first picture that cannot be read.
        InvalidConfig: When a picture is too small.
    """
    if not examples:
        raise InvalidConfig("There is no picture to fit on.")
    shapes: list[tuple[int, int]] = []
    has_colour = False
    for example in examples:
        picture = read_picture(example.label.path)
        shapes.append((picture.shape[1], picture.shape[2]))
        has_colour = has_colour or is_colour(picture)
    reduction = 1
    while max(h * w for h, w in shapes) / reduction**2 > MOST_PIXELS:
        reduction += 1
    sizes = sorted({(h // reduction, w // reduction) for h, w in shapes})
    smallest = min(min(size) for size in sizes)
    try:
        bank = bank_for(smallest, num_channels=3 if has_colour else 1)
    except InvalidConfig as error:
        where = examples[int(np.argmin([min(shape) for shape in shapes]))].name
        raise BrokenFile(f"{where}: {error}") from error
    return Survey(preparation=Preparation(bank=bank, reduction=reduction), sizes=tuple(sizes))


def collect_parts(
    training: Sequence[Example],
    found: Survey,
    *,
    seed: int,
    backend: Backend = "auto",
    num_workers: int | None = None,
    on_part: Callable[[], None] | None = None,
) -> TrainingParts:
    """Describe the training parts and make defects from the good ones.

    Args:
        training: Good parts, and bad ones where there are any.
        found: What the pictures are like.
        seed: Seed of the made defects, the folds and the panel.
        backend: Where to compute.
        num_workers: Processes to use; all cores when None.
        on_part: Called after each described picture.
    """
    good = [e for e in training if not e.label.is_bad]
    bad = [e for e in training if e.label.is_bad]
    size = max(found.sizes, key=lambda shape: shape[0] * shape[1])
    bytes_per_part = found.preparation.bank.num_features * size[0] * size[1] // 2
    panel = max(min(_PANEL, _PANEL_BYTES // (3 * bytes_per_part)), 12)
    folds = stream(seed, "folds").permutation(len(good)) % NUM_FOLDS
    tasks = [_plain(e, seed, i, i < panel) for i, e in enumerate(good)]
    made = _made_tasks(good, folds, seed, panel)
    bad_folds = _bad_folds(bad, seed)
    bad_order = stream(seed, "panel").permutation(len(bad))
    tasks += made
    tasks += [
        _plain(e, seed, len(tasks) + i, bool(bad_order[i] < panel)) for i, e in enumerate(bad)
    ]
    described = describe_all(tasks, found.preparation, backend=backend, num_workers=num_workers)
    parts: list[Described] = []
    for part in described:
        parts.append(part)
        if on_part is not None:
            on_part()
    ends = (len(good), len(good) + len(made))
    return TrainingParts(
        good=_group(parts[: ends[0]], folds, ["" for _ in good]),
        made=_group(
            parts[ends[0] : ends[1]], np.repeat(folds, _MADE_PER_GOOD), [t.kind for t in made]
        ),
        bad=_group(parts[ends[1] :], bad_folds, [e.label.defect_class for e in bad]),
    )


def num_tasks(training: Sequence[Example]) -> int:
    """Count the pictures that `collect_parts` describes."""
    num_good = sum(not e.label.is_bad for e in training)
    return num_good * (1 + _MADE_PER_GOOD) + len(training) - num_good


def _plain(example: Example, seed: int, index: int, keeps_features: bool) -> Task:
    return Task(label=example.label, seed=seed, index=index, keeps_features=keeps_features)


def _made_tasks(
    good: Sequence[Example], folds: npt.NDArray[np.intp], seed: int, panel: int
) -> list[Task]:
    tasks: list[Task] = []
    for index, example in enumerate(good):
        generator = stream(seed, "made", index)
        others: list[Path] = [
            good[int(generator.integers(len(good)))].label.path for _ in range(_MADE_PER_GOOD)
        ]
        exam = str(generator.choice(EXAM_KINDS[int(folds[index])]))
        more = [str(generator.choice(KINDS)) for _ in range(_MADE_PER_GOOD - 1)]
        for turn, kind in enumerate((exam, *more)):
            tasks.append(
                Task(
                    label=example.label,
                    kind=kind,
                    other=others[turn],
                    seed=seed,
                    index=len(good) + _MADE_PER_GOOD * index + turn,
                    keeps_features=index < panel and turn == 0,
                )
            )
    return tasks


def _bad_folds(bad: Sequence[Example], seed: int) -> npt.NDArray[np.intp]:
    """Deal each class over the folds, so that every fold has some of each."""
    folds = np.zeros(len(bad), dtype=np.intp)
    dealt = 0
    for name in sorted({e.label.defect_class for e in bad}):
        members = [i for i, e in enumerate(bad) if e.label.defect_class == name]
        order = stream(seed, "bad_folds", name).permutation(len(members))
        for position in order:
            folds[members[position]] = dealt % NUM_FOLDS
            dealt += 1
    return folds


def _group(parts: Sequence[Described], folds: npt.NDArray[np.intp], kinds: list[str]) -> Group:
    width = parts[0].descriptor.size if parts else 0
    descriptors = np.asarray([p.descriptor for p in parts], dtype=np.float32)
    return Group(
        descriptors=descriptors.reshape(len(parts), width),
        samples=tuple(p.samples for p in parts),
        features=tuple(p.features for p in parts),
        folds=np.asarray(folds, dtype=np.intp),
        kinds=tuple(kinds),
        differences=tuple(p.difference for p in parts),
    )


def without(group: Group, dropped: npt.NDArray[np.bool_]) -> Group:
    """Give a group without some of its parts."""
    rows = np.flatnonzero(~dropped)
    return Group(
        descriptors=group.descriptors[rows],
        samples=tuple(group.samples[i] for i in rows),
        features=tuple(group.features[i] for i in rows),
        folds=group.folds[rows],
        kinds=tuple(group.kinds[i] for i in rows),
        differences=tuple(group.differences[i] for i in rows),
    )


def drop_good(parts: TrainingParts, dropped: npt.NDArray[np.bool_]) -> TrainingParts:
    """Leave out good parts, and the defects that were made from them. Shape (num_good,)."""
    return TrainingParts(
        good=without(parts.good, dropped),
        made=without(parts.made, np.repeat(dropped, _MADE_PER_GOOD)),
        bad=parts.bad,
    )
