"""Everything that members are fitted on: described good parts, made defects and real ones."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

from andon.compute import Backend
from andon.errors import BrokenFile, InvalidConfig
from andon.inspection.described import Described, Preparation, Task, describe_all
from andon.inspection.external_member import ExternalMember
from andon.inspection.feature_bank import Maps, bank_for
from andon.inspection.inspection_set import Example
from andon.inspection.labels import image_size
from andon.inspection.local_net import PixelSamples
from andon.inspection.masks import known_mask
from andon.inspection.picture_file import MOST_PIXELS, is_colour, read_picture
from andon.inspection.synthetic_defects import KINDS
from andon.inspection.tiling import TILE_SIDE, Tile, check_tile, tile_on_defect, tiles_of
from andon.randomness import stream

__all__ = [
    "EXAM_KINDS",
    "NUM_FOLDS",
    "Group",
    "Survey",
    "TrainingParts",
    "collect_parts",
    "drop_good",
    "survey",
]

NUM_FOLDS = 3
"""Folds of the cross-validation that chooses the members."""

EXAM_KINDS = tuple(KINDS[fold::NUM_FOLDS] for fold in range(NUM_FOLDS))
"""Kinds of made defects that a fold is examined with, and that nothing in it was taught with."""

_MOST_MADE = 3
"""Made defects per good part, at most: one for the exam of its fold, the others of any kind;
measured: three tell better than two."""

_MOST_TILES = 600
"""Tiles of good parts that are learned from, at most, drawn by chance from all parts."""

_MOST_PIXELS = 600_000_000
"""Grey pixels to describe, of good parts and of defects that are made from them, beyond which fewer
are made: two cores take some three minutes for them; *assumed* to be what people wait."""

_COLOUR_COST = 1.6
"""Time that a pixel in colour takes, in grey ones: opponent planes have a quarter of the pixels."""

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
        """Height and width of all pictures; None where they differ, or are seen in tiles."""
        return self.sizes[0] if len(self.sizes) == 1 and not self.preparation.tile else None


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
    external: tuple[float | None, ...]
    """Score of each part by the user's own model; None without one."""


@dataclass(frozen=True, kw_only=True)
class TrainingParts:
    """What members are fitted on."""

    good: Group
    """Good parts."""
    made: Group
    """Good parts with a made defect."""
    bad: Group
    """Real bad parts."""
    names: tuple[str, ...] = ()
    """Names of the good parts; a part that is seen in tiles occurs once per tile."""
    trust: npt.NDArray[np.float64] | None = None
    """How much each good part counts, in (0, 1]; all the same when None. Shape (num_good,)."""

    @property
    def origins(self) -> npt.NDArray[np.intp]:
        """Row of the good part that each made defect was put into."""
        return np.repeat(np.arange(len(self.good.folds)), self.made_per_good)

    @property
    def exams(self) -> npt.NDArray[np.intp]:
        """Rows of the made defects that examine the fold of their good part."""
        return np.arange(0, len(self.made.folds), self.made_per_good)

    @property
    def made_per_good(self) -> int:
        """Made defects per good part."""
        return max(len(self.made.folds) // max(len(self.good.folds), 1), 1)


def survey(examples: Sequence[Example], *, tile_px: int | None = None) -> Survey:
    """Look at every picture once: size, colour, and whether it can be read.

    Args:
        examples: Labelled pictures.
        tile_px: Side of the tiles that pictures are looked at in; 0 for whole pictures, which are
            reduced where they are large; tiles for large pictures alone when None.

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
    largest = max(h * w for h, w in shapes)
    tile = (TILE_SIDE if largest > MOST_PIXELS else 0) if tile_px is None else tile_px
    check_tile(tile)
    reduction = 1
    while not tile and largest / reduction**2 > MOST_PIXELS:
        reduction += 1
    most = tile or max(max(shape) for shape in shapes)
    sizes = sorted({(min(h, most) // reduction, min(w, most) // reduction) for h, w in shapes})
    smallest = min(min(size) for size in sizes)
    try:
        bank = bank_for(smallest, num_channels=3 if has_colour else 1)
    except InvalidConfig as error:
        where = examples[int(np.argmin([min(shape) for shape in shapes]))].name
        raise BrokenFile(f"{where}: {error}") from error
    preparation = Preparation(bank=bank, reduction=reduction, tile=tile)
    return Survey(preparation=preparation, sizes=tuple(sizes))


def collect_parts(
    training: Sequence[Example],
    found: Survey,
    *,
    seed: int,
    external: ExternalMember | None = None,
    backend: Backend = "auto",
    num_workers: int | None = None,
    on_part: Callable[[], None] | None = None,
) -> TrainingParts:
    """Describe the training parts and make defects from the good ones.

    Args:
        training: Good parts, and bad ones where there are any.
        found: What the pictures are like.
        seed: Seed of the made defects, the folds and the panel.
        external: The user's own model, to score the pictures with.
        backend: Where to compute.
        num_workers: Processes to use; all cores when None.
        on_part: Called after each described picture.
    """
    pieces = _good_pieces([e for e in training if not e.label.is_bad], found, seed)
    good = [example for example, _, _ in pieces]
    bad_pieces = _bad_pieces([e for e in training if e.label.is_bad], found.preparation)
    bad = [example for example, _ in bad_pieces]
    size = max(found.sizes, key=lambda shape: shape[0] * shape[1])
    bytes_per_part = found.preparation.bank.num_features * size[0] * size[1] // 2
    panel = max(min(_PANEL, _PANEL_BYTES // (3 * bytes_per_part)), 12)
    num_made = _made_per_good(len(pieces), found)
    owners = np.asarray([row for _, _, row in pieces], dtype=np.intp)
    num_parts = int(owners.max(initial=-1)) + 1
    folds = (stream(seed, "folds").permutation(num_parts) % NUM_FOLDS)[owners]
    order = stream(seed, "panel", "good").permutation(len(good))
    tasks = [
        _plain(e, seed, i, bool(order[i] < panel), tile) for i, (e, tile, _) in enumerate(pieces)
    ]
    made = _made_tasks(pieces, folds, seed, order < panel, num_made)
    bad_folds = _bad_folds(bad, seed)
    bad_order = stream(seed, "panel").permutation(len(bad))
    tasks += made
    tasks += [
        _plain(e, seed, len(tasks) + i, bool(bad_order[i] < panel), tile)
        for i, (e, tile) in enumerate(bad_pieces)
    ]
    described = describe_all(
        tasks, found.preparation, external=external, backend=backend, num_workers=num_workers
    )
    parts: list[Described] = []
    for part in described:
        parts.append(part)
        if on_part is not None:
            on_part()
    ends = (len(good), len(good) + len(made))
    return TrainingParts(
        good=_group(parts[: ends[0]], folds, ["" for _ in good]),
        made=_group(parts[ends[0] : ends[1]], np.repeat(folds, num_made), [t.kind for t in made]),
        bad=_group(parts[ends[1] :], bad_folds, [e.label.defect_class for e in bad]),
        names=tuple(e.name for e in good),
    )


def _cost(found: Survey) -> float:
    """Give the grey pixels that take as long to describe as one piece of a part."""
    side = found.preparation.tile
    largest = side * side if side else max(h * w for h, w in found.sizes)
    return largest * (_COLOUR_COST if found.preparation.bank.num_channels > 1 else 1.0)


def _made_per_good(num_pieces: int, found: Survey) -> int:
    fitting = int(_MOST_PIXELS / (_cost(found) * max(num_pieces, 1))) - 1
    return min(max(fitting, 1), _MOST_MADE)


def _plain(
    example: Example, seed: int, index: int, keeps_features: bool, tile: Tile | None
) -> Task:
    return Task(
        label=example.label, seed=seed, index=index, keeps_features=keeps_features, tile=tile
    )


def _good_pieces(
    good: Sequence[Example], found: Survey, seed: int
) -> list[tuple[Example, Tile | None, int]]:
    """Give the pieces of good parts to learn from, with the number of their part."""
    side = found.preparation.tile
    if not side:
        return [(example, None, row) for row, example in enumerate(good)]
    # Half of what may be described: the other half are defects made from them.
    most = max(int(min(_MOST_TILES, _MOST_PIXELS / 2 / _cost(found)) / max(len(good), 1)), 1)
    pieces: list[tuple[Example, Tile | None, int]] = []
    for row, example in enumerate(good):
        width, height = image_size(example.label.path)
        tiles = tiles_of((height, width), side)
        order: list[int] = stream(seed, "tiles", row).permutation(len(tiles)).tolist()
        pieces += [(example, tiles[index], row) for index in sorted(order[:most])]
    return pieces


def _bad_pieces(
    bad: Sequence[Example], preparation: Preparation
) -> list[tuple[Example, Tile | None]]:
    """Give the piece of each bad part that shows its defect.

    In tiles, bad parts without a mark teach nothing: nobody knows which of their tiles is bad.
    """
    if not preparation.tile:
        return [(example, None) for example in bad]
    pieces: list[tuple[Example, Tile | None]] = []
    for example in bad:
        mask = known_mask(example.label)
        if mask is not None:
            tiles = tiles_of((mask.shape[0], mask.shape[1]), preparation.tile)
            tile = tile_on_defect(tiles, mask)
            pieces += [] if tile is None else [(example, tile)]
    return pieces


def _made_tasks(
    pieces: Sequence[tuple[Example, Tile | None, int]],
    folds: npt.NDArray[np.intp],
    seed: int,
    is_on_panel: npt.NDArray[np.bool_],
    num_made: int,
) -> list[Task]:
    tasks: list[Task] = []
    good = [example for example, _, _ in pieces]
    for index, (example, tile, _) in enumerate(pieces):
        generator = stream(seed, "made", index)
        others: list[Path] = [
            good[int(generator.integers(len(good)))].label.path for _ in range(num_made)
        ]
        exam = str(generator.choice(EXAM_KINDS[int(folds[index])]))
        more = [str(generator.choice(KINDS)) for _ in range(num_made - 1)]
        for turn, kind in enumerate((exam, *more)):
            tasks.append(
                Task(
                    label=example.label,
                    kind=kind,
                    other=others[turn],
                    seed=seed,
                    index=len(good) + num_made * index + turn,
                    keeps_features=bool(is_on_panel[index]) and turn == 0,
                    tile=tile,
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
        external=tuple(p.external for p in parts),
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
        external=tuple(group.external[i] for i in rows),
    )


def drop_good(parts: TrainingParts, dropped: npt.NDArray[np.bool_]) -> TrainingParts:
    """Leave out good parts, and the defects that were made from them. Shape (num_good,)."""
    return TrainingParts(
        good=without(parts.good, dropped),
        made=without(parts.made, np.repeat(dropped, parts.made_per_good)),
        bad=parts.bad,
        names=tuple(n for n, out in zip(parts.names, dropped, strict=True) if not out),
        trust=None if parts.trust is None else parts.trust[~dropped],
    )
