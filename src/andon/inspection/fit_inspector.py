"""From labelled pictures to an inspector with an operating point."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import numpy.typing as npt

from andon.compute import Backend
from andon.errors import InvalidConfig
from andon.inspection.cascade import Choice, Scale
from andon.inspection.conformal import Promise
from andon.inspection.costs import InspectionCosts
from andon.inspection.described import Preparation, prepare
from andon.inspection.external_member import read_external
from andon.inspection.feature_bank import Maps, describe
from andon.inspection.fit_members import (
    PanelScores,
    choose,
    fit_members,
    heat_source,
    panel_rows,
    panel_scores,
)
from andon.inspection.graded_part import Floats, GradedPart
from andon.inspection.hidden_defects import shrinkage_for, without_hidden
from andon.inspection.inspection_set import Example, Split
from andon.inspection.inspector import Inspector, Members, squash
from andon.inspection.inspector_onnx import make_onnx
from andon.inspection.onnx_runner import OnnxReading, OnnxRunner
from andon.inspection.operating_point import OperatingPoint, choose_by_cost, choose_conformal
from andon.inspection.picture_file import picture_values, read_picture
from andon.inspection.regions import MARKED
from andon.inspection.template_member import TemplateMember
from andon.inspection.tiled_reading import read_tiles
from andon.inspection.training_parts import collect_parts, survey

__all__ = [
    "FEWEST_GOOD",
    "TEMPLATE_SCALE",
    "CurvePoint",
    "FitConfig",
    "Fitted",
    "Memory",
    "Progress",
    "assemble",
    "check_size",
    "choose_point",
    "fit",
    "graded_part",
    "read_part",
]

FEWEST_GOOD = 30
"""Good training parts that an inspector needs; *assumed*: three folds of ten."""

TEMPLATE_SCALE = Scale(centre=0.0, spread=0.1)
"""Scale of the golden-template difference where no good part says what is usual: a spread is a
tenth of full scale; *assumed*, it moves no decision."""

Progress = Callable[[str], None]
"""Called with what is done next, and again after each picture."""


@dataclass(frozen=True, kw_only=True)
class FitConfig:
    """How an inspector is fitted and where it decides."""

    seed: int = 0
    """Seed of made defects, folds and first weights."""
    max_overkill: float = 0.05
    """Wanted share of good parts rejected, where no costs choose the threshold. [1]"""
    promise: Promise = "marginal"
    """What is promised about it."""
    costs: InspectionCosts | None = None
    """Costs that choose the thresholds instead."""
    prevalence: float | None = None
    """Share of bad parts on the line, in (0, 1); needed with costs. [1]"""
    external: Path | None = None
    """The user's own ONNX model, as one more member; see `external_member`."""
    tile_px: int | None = None
    """Side of the tiles that pictures are looked at in; 0 for whole pictures, which are reduced
    where they are large; tiles for large pictures alone when None."""
    keeps_outliers: bool = False
    """Whether good parts that look like bad ones are fitted on all the same."""

    def __post_init__(self) -> None:
        """Refuse costs without a prevalence."""
        if (self.costs is None) != (self.prevalence is None):
            raise InvalidConfig(
                "Costs choose thresholds for a prevalence: give both, or neither for a threshold "
                "from good parts alone."
            )


@dataclass(frozen=True, kw_only=True)
class Memory:
    """What a refit with one more bad part needs; kept beside the inspector."""

    good: Maps
    """Descriptors of the good training parts. Shape (n, d)."""
    good_folds: npt.NDArray[np.intp]
    """Their folds. Shape (n,)."""
    bad: Maps
    """Descriptors of the bad training parts. Shape (m, d)."""
    bad_folds: npt.NDArray[np.intp]
    """Their folds. Shape (m,)."""
    panel: PanelScores
    """Scores that chose the members."""
    panel_rows: npt.NDArray[np.intp]
    """Row among good, then bad parts, of each part on the panel; -1 for a made one."""
    calibration: Maps
    """Descriptors of the calibration parts. Shape (k, d)."""
    calibration_raw: Mapping[str, Floats]
    """Their raw scores by member. Shape (k,) each."""
    calibration_parts: tuple[GradedPart, ...]
    """These parts with their scores."""
    calibration_input: Mapping[str, Floats]
    """What their pictures are like, by characteristic; see `picture_values`. Shape (k,) each."""


@dataclass(frozen=True, kw_only=True)
class CurvePoint:
    """What one limit on the heat map finds, and what it calls in vain."""

    above: float
    """Limit. [1]"""
    num_boxes: int
    """True defects."""
    num_found: int
    """Those that were found."""
    num_false_calls: int
    """Regions on no defect."""
    num_pictures: int
    """Pictures."""


@dataclass(frozen=True, kw_only=True)
class Fitted:
    """An inspector, its ONNX file, its operating point, and what a later refit needs."""

    inspector: Inspector
    """The inspector."""
    model: bytes
    """Its ONNX file."""
    point: OperatingPoint
    """Thresholds, and the parts that chose them."""
    region_above: float
    """Suspicion from which on a place belongs to a defect. [1]"""
    memory: Memory | None
    """What a later refit needs; None where nothing was learned from parts."""
    outliers: tuple[str, ...] = ()
    """Good training parts that look like bad ones, and were left out."""
    curve: tuple[CurvePoint, ...] = ()
    """Recall against false calls by limit, where boxes chose the limit."""


def fit(
    split: Split,
    config: FitConfig,
    *,
    backend: Backend = "auto",
    num_workers: int | None = None,
    on_progress: Progress | None = None,
) -> Fitted:
    """Fit an inspector on the training parts and choose its operating point on the others.

    Args:
        split: Parts; those for grading are not looked at.
        config: How.
        backend: Where pictures are described.
        num_workers: Processes to use; all cores when None.
        on_progress: Called with what is done next.

    Raises:
        BrokenFile: When a picture cannot be read.
        InvalidConfig: When there are too few good parts, or too few to keep the promise.
    """
    say = on_progress or _say_nothing
    _check_good(split.training)
    _check_calibration(split.calibration, config)
    external = None if config.external is None else read_external(config.external)
    say("look at the pictures")
    found = survey((*split.training, *split.calibration), tile_px=config.tile_px)
    say("describe")
    parts = collect_parts(
        split.training, found, seed=config.seed, external=external, backend=backend,
        num_workers=num_workers, on_part=lambda: say("describe"),
    )  # fmt: skip
    outliers: tuple[str, ...] = ()
    if not config.keeps_outliers:
        parts, outliers = without_hidden(parts, seed=config.seed)
    say("choose the members")
    has_one_size = found.size is not None
    shrinkage = shrinkage_for(parts.good.descriptors)
    panel = panel_scores(parts, seed=config.seed, shrinkage=shrinkage, has_one_size=has_one_size)
    choice = choose(panel)
    say("fit the members")
    members = fit_members(parts, seed=config.seed, shrinkage=shrinkage, has_one_size=has_one_size)
    if "external" in choice.members:
        members = replace(members, external=external)
    if "template" in choice.members:
        members = replace(members, template=_shared_template(split, found.preparation))
    inspector = assemble(found.preparation, members, choice, size=found.size)
    say("choose the operating point")
    model = make_onnx(inspector, metadata={"andon": "inspector"})
    runner = OnnxRunner(model)
    readings = [read_part(runner, inspector, e) for e in split.calibration]
    calibration = tuple(graded_part(e, r) for e, r in zip(split.calibration, readings, strict=True))
    held = collect_descriptors(
        () if found.preparation.tile else split.calibration, found.preparation
    )
    return Fitted(
        inspector=inspector,
        model=model,
        point=choose_point(calibration, config),
        region_above=float(squash(MARKED)),
        memory=Memory(
            good=parts.good.descriptors,
            good_folds=parts.good.folds,
            bad=parts.bad.descriptors,
            bad_folds=parts.bad.folds,
            panel=panel,
            panel_rows=panel_rows(parts),
            calibration=held,
            calibration_raw={
                name: np.asarray([r.by_member[name] for r in readings])
                for name in (readings[0].by_member if readings else ())
            },
            calibration_parts=calibration,
            calibration_input=collect_inputs(split.calibration),
        ),
        outliers=outliers,
    )


def _check_good(training: Sequence[Example]) -> None:
    """Refuse too few good parts."""
    num_good = sum(not e.label.is_bad for e in training)
    if num_good < FEWEST_GOOD:
        raise InvalidConfig(
            f"Found {num_good} good parts to fit on, after those for the threshold and for grading "
            f"were taken; at least {FEWEST_GOOD} are needed. With a reference for each part none "
            "is: see --layout pairs."
        )


def _say_nothing(what: str) -> None:
    """Show no progress: nobody watches."""
    del what


def assemble(
    preparation: Preparation,
    members: Members,
    choice: Choice,
    *,
    size: tuple[int, int] | None,
) -> Inspector:
    """Put an inspector together; members that neither score nor say where are left out."""
    source = heat_source(choice)
    kept = {*choice.members, source}
    named = {
        name: getattr(members, name)
        for name in ("texture", "synthetic", "labels", "local", "position", "template", "external")
        if name in kept
    }
    needs_size = "position" in kept or ("template" in kept and members.template is not None)
    return Inspector(
        preparation=preparation,
        members=Members(**named),
        choice=choice,
        heat_source=source,
        size=size if needs_size else None,
    )


def read_part(runner: OnnxRunner, inspector: Inspector, example: Example) -> OnnxReading:
    """Read a part with the ONNX file, with its reference where it needs one."""
    picture = prepare(example.label.path, inspector.preparation)
    check_size(inspector, picture.shape[1:], example.name)
    reference = None
    if inspector.needs_reference:
        if example.label.reference_path is None:
            raise InvalidConfig(
                f"{example.name} has no reference; this inspector compares each part with its own."
            )
        reference = prepare(example.label.reference_path, inspector.preparation)
        if reference.shape != picture.shape:
            raise InvalidConfig(
                f"{example.name} has the shape {picture.shape} and its reference "
                f"{reference.shape}; both must be equal."
            )
    side = inspector.preparation.tile
    if not side:
        return runner.read(picture, reference)
    return read_tiles(runner.read, picture, reference, side=side, step=inspector.heat_step)


def check_size(inspector: Inspector, shape: tuple[int, ...], name: str) -> None:
    """Refuse a picture of another size, where the inspector needs one size.

    Raises:
        InvalidConfig: Naming the picture and both sizes.
    """
    if inspector.size is not None and tuple(shape) != inspector.size:
        raise InvalidConfig(
            f"{name} has {shape[1]} x {shape[0]} pixels; this inspector compares each place with "
            f"that of good parts and needs {inspector.size[1]} x {inspector.size[0]}."
        )


def graded_part(example: Example, reading: OnnxReading) -> GradedPart:
    """Join what a part is and what the inspector says of it."""
    return GradedPart(
        name=example.name,
        score=reading.score,
        is_bad=example.label.is_bad,
        defect_class=example.label.defect_class,
        lot=example.label.lot,
        lighting=example.label.lighting,
        latency_s=reading.latency_s,
        content_hash=example.content_hash,
    )


def choose_point(calibration: Sequence[GradedPart], config: FitConfig) -> OperatingPoint:
    """Choose the thresholds: by cost where there are costs, else from the good parts alone."""
    if config.costs is not None and config.prevalence is not None:
        return choose_by_cost(calibration, config.costs, prevalence=config.prevalence)
    return choose_conformal(
        [part for part in calibration if not part.is_bad],
        max_false_alarm_rate=config.max_overkill,
        promise=config.promise,
    )


def _check_calibration(calibration: Sequence[Example], config: FitConfig) -> None:
    """Refuse calibration parts that cannot choose a threshold, before anything is fitted."""
    parts = [
        GradedPart(
            name=f"{index} {e.name}",
            score=float(index),
            is_bad=e.label.is_bad,
            defect_class=e.label.defect_class,
        )
        for index, e in enumerate(calibration)
    ]
    choose_point(parts, config)


def collect_descriptors(examples: Sequence[Example], preparation: Preparation) -> Maps:
    """Describe parts for a later refit. Shape (n, d)."""
    bank = preparation.bank
    rows = [describe(prepare(e.label.path, preparation), bank)[0] for e in examples]
    return np.asarray(rows, dtype=np.float32).reshape(len(rows), bank.num_statistics)


def collect_inputs(examples: Sequence[Example]) -> dict[str, Floats]:
    """Measure the pictures of parts as they come in. Shape (n,) by characteristic."""
    rows = [picture_values(read_picture(e.label.path)) for e in examples]
    return {name: np.asarray([row[name] for row in rows]) for name in (rows[0] if rows else ())}


def _shared_template(split: Split, preparation: Preparation) -> TemplateMember:
    """Give the golden template: one for all parts, or none where each has its own."""
    paths = {example.label.reference_path for example in (*split.training, *split.calibration)}
    shared = next(iter(paths)) if len(paths) == 1 and not preparation.tile else None
    return TemplateMember(template=None if shared is None else prepare(shared, preparation))
