"""Describe many pictures, and made defects, on all cores; the numbers do not depend on how many."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import numpy as np
import numpy.typing as npt
from scipy import ndimage

from andon.compute import Backend, map_shards
from andon.errors import BrokenFile, InvalidConfig
from andon.inspection.external_member import ExternalMember
from andon.inspection.feature_bank import GRID, BankConfig, Maps, describe
from andon.inspection.labels import LabelledPicture
from andon.inspection.local_net import PixelSamples
from andon.inspection.masks import Mask, known_mask
from andon.inspection.picture_file import read_picture, reduce_picture, with_channels
from andon.inspection.synthetic_defects import KINDS, add_defect
from andon.inspection.template_member import TemplateMember
from andon.inspection.tiling import Tile, check_tile, tiles_of
from andon.randomness import stream

__all__ = [
    "Described",
    "Preparation",
    "Task",
    "describe_all",
    "mask_on_grid",
    "prepare",
    "real_task",
]

_BAD_PLACES, _GOOD_PLACES = 200, 100
"""Places of a picture with a defect that the local member learns from, on and off the defect."""

_PLACES_OF_GOOD = 150
"""Places of a good picture that it learns from."""

_MARGIN = 4
"""Grid places around a defect that count as neither good nor bad: marks are never exact."""

_SHARD = 8
"""Pictures per shard."""


@dataclass(frozen=True, kw_only=True)
class Preparation:
    """How a file becomes the numbers that a bank describes."""

    bank: BankConfig
    """Planes and levels."""
    reduction: int = 1
    """Whole factor that pictures are reduced by before; 1 keeps their resolution."""
    tile: int = 0
    """Side of the tiles that a picture is looked at in, in pixels; 0 for the picture in one
    piece."""

    def __post_init__(self) -> None:
        """Refuse to enlarge."""
        if self.reduction < 1:
            raise InvalidConfig(f"The reduction is {self.reduction}; it must be 1 or more.")
        check_tile(self.tile)


@dataclass(frozen=True, kw_only=True)
class Task:
    """One picture to describe, as it is or with a made defect."""

    label: LabelledPicture
    """The picture, and where its defects are marked."""
    kind: str = ""
    """Kind of the made defect; empty for the picture as it is."""
    other: Path | None = None
    """Picture that a piece may be taken from."""
    seed: int = 0
    """Seed of the made defect and of the places that are kept."""
    index: int = 0
    """Number of the task, part of its random stream."""
    keeps_features: bool = False
    """Whether the features of all places are kept."""
    tile: Tile | None = None
    """Piece that is looked at; None for the whole picture."""


@dataclass(frozen=True, kw_only=True)
class Described:
    """What is known of a picture after it was described."""

    descriptor: Maps
    """Shape (d,)."""
    samples: PixelSamples
    """Some of its places; none where nobody knows which are bad."""
    features: npt.NDArray[np.float16] | None
    """Features of all places, in half precision. Shape (f, h, w)."""
    difference: float | None
    """Raw score of the golden-template difference; None without a reference."""
    external: float | None = None
    """Score of the user's own model; None without one."""


@dataclass(frozen=True, kw_only=True)
class _Shard:
    tasks: tuple[Task, ...]
    preparation: Preparation
    external: ExternalMember | None


def prepare(path: Path, preparation: Preparation) -> Maps:
    """Read a picture and bring it to channels, resolution and smallest size of a bank.

    Raises:
        BrokenFile: When it cannot be read, or is too small.
    """
    picture = with_channels(read_picture(path), preparation.bank.num_channels)
    reduced = reduce_picture(picture, preparation.reduction)
    if min(reduced.shape[1:]) < preparation.bank.smallest_side:
        raise BrokenFile(
            f"{path} has {picture.shape[2]} x {picture.shape[1]} pixels; this inspector needs at "
            f"least {preparation.bank.smallest_side * preparation.reduction} on each side."
        )
    return reduced


def describe_all(
    tasks: Sequence[Task],
    preparation: Preparation,
    *,
    external: ExternalMember | None = None,
    backend: Backend = "auto",
    num_workers: int | None = None,
) -> Iterator[Described]:
    """Describe pictures in their order.

    Args:
        tasks: What to describe.
        preparation: How files become numbers.
        external: The user's own model, to score the pictures with.
        backend: Where to compute.
        num_workers: Processes to use; all cores when None.
    """
    shards = [
        _Shard(
            tasks=tuple(tasks[start : start + _SHARD]), preparation=preparation, external=external
        )
        for start in range(0, len(tasks), _SHARD)
    ]
    if backend == "auto" and len(shards) < 4:
        backend = "inline"  # starting a process takes longer
    for batch in map_shards(_describe_shard, shards, backend=backend, num_workers=num_workers):
        yield from batch


def real_task(label: LabelledPicture, *, seed: int, index: int, keeps_features: bool) -> Task:
    """Make the task of a picture as it is."""
    return Task(label=label, seed=seed, index=index, keeps_features=keeps_features)


def mask_on_grid(mask: Mask, shape: tuple[int, int], *, reduction: int = 1) -> Mask:
    """Bring a mask to the grid: a place is bad where any of its pixels is. Shape `shape`."""
    step = GRID * reduction
    padded = np.zeros((shape[0] * step, shape[1] * step), dtype=np.bool_)
    h, w = min(mask.shape[0], padded.shape[0]), min(mask.shape[1], padded.shape[1])
    padded[:h, :w] = mask[:h, :w]
    blocks = padded.reshape(shape[0], step, shape[1], step)
    return np.asarray(blocks.any(axis=(1, 3)), dtype=np.bool_)


def _describe_shard(shard: _Shard) -> list[Described]:
    return [_describe_one(task, shard.preparation, shard.external) for task in shard.tasks]


def _describe_one(
    task: Task, preparation: Preparation, external: ExternalMember | None
) -> Described:
    picture = _piece(task.label.path, preparation, task.tile)
    generator = stream(task.seed, "described", task.index)
    mask, reduction = None, 1
    if task.kind:
        if task.kind not in KINDS:
            raise InvalidConfig(f"No kind of defect named {task.kind!r}; there are {list(KINDS)}.")
        other = picture if task.other is None else _piece(task.other, preparation, task.tile)
        picture, mask = add_defect(picture, other, task.kind, generator)
    else:
        mask, reduction = known_mask(task.label), preparation.reduction
        mask = mask if mask is None or task.tile is None else task.tile.of_mask(mask)
    difference = None
    if task.label.reference_path is not None:
        golden = _piece(task.label.reference_path, preparation, task.tile)
        difference = TemplateMember(template=None).raw(picture, golden)
    descriptor, features = describe(picture, preparation.bank)
    if not np.all(np.isfinite(descriptor)):
        raise BrokenFile(f"{task.label.path} has values that are not finite.")
    shape = (features.shape[1], features.shape[2])
    grid_mask = None if mask is None else mask_on_grid(mask, shape, reduction=reduction)
    return Described(
        descriptor=descriptor,
        samples=_samples(features, grid_mask, generator),
        features=features.astype(np.float16) if task.keeps_features else None,
        difference=difference,
        external=None if external is None else external.raw(picture),
    )


def _piece(path: Path, preparation: Preparation, tile: Tile | None) -> Maps:
    """Prepare a picture, or a piece of it; the last whole picture is kept for its next piece."""
    if tile is None:
        return prepare(path, preparation)
    status = path.stat()
    whole = _whole(path, preparation, status.st_mtime_ns, status.st_size)
    piece = tile.of(whole)
    fits = min(piece.shape[1:]) >= preparation.bank.smallest_side
    return (
        piece if fits else tiles_of((whole.shape[1], whole.shape[2]), preparation.tile)[0].of(whole)
    )


@lru_cache(maxsize=2)
def _whole(path: Path, preparation: Preparation, time_ns: int, size: int) -> Maps:
    del time_ns, size  # a changed file is another picture
    return prepare(path, preparation)


def _samples(features: Maps, mask: Mask | None, generator: np.random.Generator) -> PixelSamples:
    flat = features.reshape(len(features), -1)
    if mask is None:
        rows: npt.NDArray[np.intp] = np.zeros(0, dtype=np.intp)
        return PixelSamples(features=flat[:, rows].T.astype(np.float16), is_bad=rows > 0)
    bad = np.flatnonzero(mask)
    near = ndimage.binary_dilation(mask, iterations=_MARGIN) if bad.size else mask
    good = np.flatnonzero(~near)
    limit = _GOOD_PLACES if bad.size else _PLACES_OF_GOOD
    chosen_bad = generator.choice(bad, min(_BAD_PLACES, bad.size), replace=False)
    chosen_good = generator.choice(good, min(limit, good.size), replace=False)
    rows = np.concatenate([chosen_bad, chosen_good]).astype(np.intp)
    is_bad = np.arange(rows.size) < chosen_bad.size
    return PixelSamples(features=flat[:, rows].T.astype(np.float16), is_bad=is_bad)
