"""Grade an inspector on parts that it has never seen, and keep what the report needs."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from PIL import Image

from andon.artifacts import file_hash, make_folder, provenance, to_json, write_bytes, write_json
from andon.errors import BrokenFile, InvalidConfig
from andon.inspection.costs import InspectionCosts
from andon.inspection.counts import Decision, Station
from andon.inspection.feature_bank import Maps
from andon.inspection.fit_inspector import CurvePoint, Progress, graded_part, read_part
from andon.inspection.fit_pairs import region_curve
from andon.inspection.graded_part import refuse_overlap
from andon.inspection.heat_picture import draw_decision
from andon.inspection.inspection_set import Example, read_set
from andon.inspection.inspector_folder import Stored
from andon.inspection.labels import LabelledPicture
from andon.inspection.localisation import aupro
from andon.inspection.masks import Mask, known_mask
from andon.inspection.onnx_runner import OnnxReading, OnnxRunner
from andon.inspection.picture_file import read_picture
from andon.inspection.regions import Region, find_regions
from andon.inspection.report_card import ReportCard, grade

__all__ = [
    "Grading",
    "Judged",
    "example_of",
    "grade_inspector",
    "judge",
    "parts_to_grade",
    "write_grading",
]

_AUPRO_PLACES = 64
"""Places along each side that maps are brought to for the per-region overlap; keeps memory low."""

_MOST_MAPS = 400
"""Pictures whose maps are compared with masks, at most."""


@dataclass(frozen=True, kw_only=True)
class Judged:
    """One part with everything that was said of it."""

    example: Example
    """The part."""
    reading: OnnxReading
    """Score and heat map."""
    decision: Decision
    """What happens to it."""
    regions: tuple[Region, ...]
    """Where it is suspicious, the most suspicious first, in pixels of the file."""


@dataclass(frozen=True, kw_only=True)
class Grading:
    """A report card with the parts behind it."""

    card: ReportCard
    """All figures."""
    judged: tuple[Judged, ...]
    """All parts."""
    curve: tuple[CurvePoint, ...]
    """Recall against false calls by limit; empty without boxes."""


def parts_to_grade(stored: Stored, data: Path | None) -> tuple[Example, ...]:
    """Give the parts to grade: those held out of the set that fitted it, or another set.

    Args:
        stored: The inspector.
        data: Another set; the held-out parts when None.

    Raises:
        BrokenFile: When the set is no longer where it was, or has no such part.
        InvalidConfig: When a part of the other set fitted the inspector.
    """
    setup = stored.setup
    source = Path(str(setup["data"])) if data is None else data
    good_class = str(setup.get("good_class", ""))
    layout = str(setup.get("layout", "auto")) if data is None else "auto"
    examples = read_set(source, layout=layout, good_class=good_class)  # pyright: ignore[reportArgumentType]  # read_set refuses others
    if data is not None:
        refuse_overlap(stored.fitted_on, (e.identity for e in examples if e.content_hash))
        return examples
    wanted = {identity.content_hash for identity in stored.held_out}
    seen: set[str] = set()
    kept: list[Example] = []
    for example in examples:
        if example.content_hash in wanted and example.content_hash not in seen:
            seen.add(example.content_hash)
            kept.append(example)
    if len(kept) < len(wanted) or not kept:
        raise BrokenFile(
            f"{source} has {len(kept)} of the {len(wanted)} parts that were held out for grading. "
            "Name another set to grade."
        )
    return tuple(kept)


def judge(
    stored: Stored, examples: Sequence[Example], *, on_progress: Progress | None = None
) -> tuple[Judged, ...]:
    """Let an inspector decide on parts.

    Raises:
        BrokenFile: When a picture cannot be read.
        InvalidConfig: When a picture has another size than the inspector needs.
    """
    runner, found = OnnxRunner(stored.model), list[Judged]()
    for example in examples:
        reading = read_part(runner, stored.inspector, example)
        (decision,) = stored.point.decide([reading.score])
        found.append(
            Judged(
                example=example,
                reading=reading,
                decision=decision,
                regions=regions_of(stored, reading, is_called=decision != "accept"),
            )
        )
        if on_progress is not None:
            on_progress("inspect")
    return tuple(found)


def regions_of(stored: Stored, reading: OnnxReading, *, is_called: bool) -> tuple[Region, ...]:
    """Give the suspicious regions of a reading, in pixels of the file."""
    inspector = stored.inspector
    step = inspector.heat_step * inspector.preparation.reduction
    return find_regions(reading.heat, above=stored.region_above, step=step, needs_one=is_called)


def grade_inspector(
    stored: Stored,
    examples: Sequence[Example],
    *,
    station: Station | None = None,
    costs: InspectionCosts | None = None,
    on_progress: Progress | None = None,
) -> Grading:
    """Grade an inspector.

    Args:
        stored: The inspector.
        examples: Parts that it has never seen.
        station: Where it stands in production, for the figures that need it.
        costs: Costs to price mistakes with; those of the operating point when None.
        on_progress: Called after each part.

    Raises:
        InvalidConfig: When a part fitted the inspector or chose its thresholds.
        BrokenFile: When a picture cannot be read.
    """
    refuse_overlap(stored.fitted_on, (e.identity for e in examples))
    judged = judge(stored, examples, on_progress=on_progress)
    parts = [graded_part(j.example, j.reading) for j in judged]
    card = grade(
        parts, stored.point, station=station, costs=costs, aupro=_region_overlap(stored, judged)
    )
    boxed = stored.inspector.needs_reference and any(e.label.boxes for e in examples)
    curve = (
        region_curve(OnnxRunner(stored.model), stored.inspector, examples, on_progress=on_progress)
        if boxed
        else ()
    )
    return Grading(card=card, judged=judged, curve=curve)


def write_grading(folder: Path, grading: Grading, setup: dict[str, object]) -> None:
    """Write the figures, every decision, and pictures of every mistake.

    Raises:
        CannotWrite: When the folder cannot be written to.
    """
    make_folder(folder / "parts")
    write_json(folder / "card.json", {"schema": 1, **_card_json(grading.card)})
    write_json(folder / "curve.json", {"schema": 1, "curve": grading.curve})
    rows: list[dict[str, object]] = []
    for index, part in enumerate(grading.judged):
        is_wrong = part.example.label.is_bad == (part.decision == "accept")
        name = f"parts/{index:05d}.png" if is_wrong else ""
        if is_wrong:
            picture = read_picture(part.example.label.path)
            write_bytes(folder / name, draw_decision(picture, part.reading.heat, part.regions))
        rows.append(_row(part, name))
    write_json(folder / "parts.json", {"schema": 1, "parts": rows})
    write_json(folder / "provenance.json", provenance())
    write_json(folder / "setup.json", {"schema": 1, **setup})


def example_of(path: Path, *, defect_class: str = "") -> Example:
    """Make an example of a single picture; good where no class is given.

    Raises:
        BrokenFile: When it is not there.
    """
    if not path.is_file():
        raise BrokenFile(f"There is no picture {path}.")
    label = LabelledPicture(path=path, is_bad=bool(defect_class), defect_class=defect_class)
    return Example(name=path.name, label=label, content_hash=file_hash(path))


def _row(part: Judged, picture: str) -> dict[str, object]:
    label, reading = part.example.label, part.reading
    return {
        "name": part.example.name,
        "content_hash": part.example.content_hash,
        "is_bad": label.is_bad,
        "defect_class": label.defect_class,
        "lot": label.lot,
        "lighting": label.lighting,
        "score": reading.score,
        "by_member": reading.by_member,
        "decision": part.decision,
        "latency_s": reading.latency_s,
        "regions": part.regions[:5],
        "picture": picture,
    }


def _card_json(card: ReportCard) -> dict[str, object]:
    plain = to_json(card)
    if not isinstance(plain, dict):
        raise InvalidConfig("A report card is a record.")
    return {str(key): value for key, value in plain.items()}  # pyright: ignore[reportUnknownVariableType, reportUnknownArgumentType]  # plain JSON


def _region_overlap(stored: Stored, judged: Sequence[Judged]) -> float | None:
    """Give the area under per-region overlap, where masks say what the regions are."""
    bad = [j for j in judged if j.example.label.is_bad]
    good = [j for j in judged if not j.example.label.is_bad]
    if not (bad and good):
        return None
    heats: list[Maps] = []
    masks: list[Mask] = []
    for part in (*bad[: _MOST_MAPS // 2], *good[: _MOST_MAPS // 2]):
        truth = _truth(part.example)
        if truth is None:  # nobody marked where this part is bad
            continue
        shape = (min(part.reading.heat.shape[0], _AUPRO_PLACES * 2),
                 min(part.reading.heat.shape[1], _AUPRO_PLACES * 2))  # fmt: skip
        heats.append(resized(part.reading.heat, shape))
        masks.append(resized(truth.astype(np.float32), shape) > 0.25)
    if not any(mask.any() for mask in masks):
        return None
    return aupro(heats, masks)


def _truth(example: Example) -> Mask | None:
    return known_mask(example.label)


def resized(values: Maps, shape: tuple[int, int]) -> Maps:
    """Average a map to a smaller shape."""
    picture = Image.fromarray(np.asarray(values, dtype=np.float32))
    box = Image.Resampling.BOX
    return np.asarray(picture.resize((shape[1], shape[0]), box), dtype=np.float32)
