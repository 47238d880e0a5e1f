"""`andon inspect`: images in, accept or reject at a priced operating point."""

from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import tyro
from rich.console import Console

from andon.cli.inspect_printing import (
    make_costs,
    print_card,
    print_decisions,
    print_fitted,
    read_examples,
)
from andon.cli.inspect_statistics import InspectAgree, InspectPlan
from andon.cli.inspect_watch import InspectDrift, InspectRelease
from andon.cli.options import clear_folder, make_progress, run_folder
from andon.compute import Backend
from andon.errors import InvalidConfig
from andon.inspection.choices import Layout

if TYPE_CHECKING:
    from andon.artifacts import Json
    from andon.inspection.counts import Station
    from andon.inspection.fit_inspector import FitConfig, Fitted
    from andon.inspection.inspection_set import Split

__all__ = [
    "InspectAdd",
    "InspectCommand",
    "InspectExplain",
    "InspectFit",
    "InspectGrade",
    "InspectRun",
]


NO_SETTINGS = ("out", "dry_run", "workers", "compute")
"""Options that do not change a result."""


@dataclass(frozen=True, kw_only=True)
class InspectFit:
    """Fit an inspector to labelled pictures and choose its operating point."""

    data: tyro.conf.Positional[Path]
    """Folder or label file: class folders, MVTec-style, CSV, COCO, VOC, LabelMe or pairs."""
    layout: Layout = "auto"
    """Form of the labels; recognised when left out."""
    good_class: str = ""
    """Class of the good parts; recognised when left out."""
    reference: Path | None = None
    """Picture without a defect that all aligned parts are compared with."""
    tile: int | None = None
    """Side of the tiles that pictures are looked at in, in pixels; 0 for whole pictures. Large
    pictures are looked at in tiles of 1024 when left out."""
    model: Path | None = None
    """Your own ONNX model, as one more member: pictures in [0, 1] in, one score out."""
    labels_per_class: int | None = None
    """Bad parts of each class to fit on; 0 for none, all of the training share when left out."""
    training_share: float = 0.6
    """Share of the parts to fit on."""
    calibration_share: float = 0.2
    """Share of the parts that chooses the operating point; the rest is held out for grading."""
    max_overkill: float = 0.05
    """Wanted share of good parts rejected, where no costs are given."""
    escape_cost: float | None = None
    """Cost of one bad part accepted; with it the thresholds are chosen by cost."""
    overkill_cost: float | None = None
    """Cost of one good part rejected."""
    review_cost: float | None = None
    """Cost of one part that a person looks at; with it there may be a review band."""
    prevalence: float | None = None
    """Share of bad parts on the line."""
    currency: str = "EUR"
    """Currency of the costs."""
    priced_on: str = ""
    """Date of the costs, such as 2026-08-01; today when left out."""
    max_false_calls: float = 5.0
    """False calls per picture that are allowed, where boxes choose the limit."""
    keep_outliers: bool = False
    """Fit also on good parts that look like bad ones."""
    seed: int = 0
    """Seed of the split, the made defects and the first weights."""
    out: str | None = None
    """Folder to write; named after the data when left out."""
    compute: Backend = "auto"
    """Where to compute."""
    workers: int | None = None
    """Processes to use; all cores when left out."""
    dry_run: bool = False
    """Say what would be done, and stop."""

    def run(self, console: Console) -> int:
        """Fit, choose, and write the folder."""
        from andon.inspection.conformal import fewest_good
        from andon.inspection.fit_inspector import FEWEST_GOOD
        from andon.inspection.inspection_set import SplitConfig, make_split

        settings = {k: v for k, v in asdict(self).items() if k not in NO_SETTINGS}
        folder = run_folder(self.out, "inspect-fit", self.data.name, identity=settings)
        config = self._config()
        split_config = SplitConfig(
            seed=self.seed,
            training_share=self.training_share,
            calibration_share=self.calibration_share,
            labels_per_class=self.labels_per_class,
            calibrates_with_bad=config.costs is not None,
            fewest_calibration=(
                0 if config.costs else fewest_good(self.max_overkill, config.promise)
            ),
            fewest_training=FEWEST_GOOD,
        )
        examples = read_examples(self.data, self.layout, self.good_class, self.reference)
        split = make_split(examples, split_config)
        num_bad = sum(e.label.is_bad for e in split.training)
        console.print(
            f"Fit on {len(split.training)} parts, {num_bad} of them bad; {len(split.calibration)} "
            f"choose the operating point, {len(split.grading)} are held out for grading"
        )
        if self.dry_run:
            return 0
        clear_folder(folder, self.data, self.reference, self.model)
        fitted = self._fit(console, split, config)
        from andon.inspection.inspector_folder import write_inspector

        setup: Json = {"command": "inspect fit", **settings, "data": str(self.data.resolve())}
        write_inspector(folder, fitted, split, setup)
        print_fitted(console, fitted)
        console.print(f"Wrote {folder}. Next: andon inspect grade {folder}")
        return 0

    def _config(self) -> "FitConfig":
        from andon.inspection.fit_inspector import FitConfig

        return FitConfig(
            seed=self.seed,
            max_overkill=self.max_overkill,
            costs=make_costs(
                self.escape_cost, self.overkill_cost, self.review_cost,
                currency=self.currency, priced_on=self.priced_on,
            ),
            prevalence=self.prevalence,
            keeps_outliers=self.keep_outliers,
            external=self.model,
            tile_px=self.tile,
        )  # fmt: skip

    def _fit(self, console: Console, split: "Split", config: "FitConfig") -> "Fitted":
        from andon.inspection.fit_inspector import fit
        from andon.inspection.fit_pairs import fit_pairs, is_pairs

        with make_progress(console) as progress:
            task = progress.add_task("look at the pictures", total=None)

            def say(what: str) -> None:
                progress.update(task, description=what, advance=1)

            if is_pairs(split):
                return fit_pairs(
                    split, max_false_calls=self.max_false_calls, tile_px=self.tile,
                    on_progress=say,
                )  # fmt: skip
            return fit(
                split, config, backend=self.compute, num_workers=self.workers, on_progress=say
            )


@dataclass(frozen=True, kw_only=True)
class InspectGrade:
    """Grade an inspector on parts that it has never seen, and write its report card."""

    inspector: tyro.conf.Positional[Path]
    """Folder of `inspect fit`."""
    data: Path | None = None
    """Another set to grade on; the held-out parts when left out."""
    prevalence: float | None = None
    """Share of bad parts on the line, for the figures of a shift."""
    parts_per_shift: int | None = None
    """Parts that pass in a shift."""
    review_s: float = 30.0
    """Time that a person takes for a part that was not accepted, in seconds."""
    takt_s: float | None = None
    """Time from one part to the next, in seconds."""
    escape_cost: float | None = None
    """Cost of one bad part accepted; that of the operating point when left out."""
    overkill_cost: float | None = None
    """Cost of one good part rejected."""
    review_cost: float | None = None
    """Cost of one part that a person looks at."""
    currency: str = "EUR"
    """Currency of the costs."""
    priced_on: str = ""
    """Date of the costs; today when left out."""
    out: str | None = None
    """Folder to write; named after the inspector when left out."""
    dry_run: bool = False
    """Say what would be done, and stop."""

    def run(self, console: Console) -> int:
        """Grade, and write figures, pictures and the page."""
        from andon.dashboard.inspection_page import make_inspection_page
        from andon.inspection.grade_inspector import (
            grade_inspector,
            parts_to_grade,
            write_grading,
        )
        from andon.inspection.inspector_folder import read_inspector

        stored = read_inspector(self.inspector)
        examples = parts_to_grade(stored, self.data)
        settings = {k: v for k, v in asdict(self).items() if k not in NO_SETTINGS}
        identity = {**settings, "model": stored.model.stat().st_size}
        folder = run_folder(self.out, "inspect-grade", self.inspector.name, identity=identity)
        console.print(f"Grade {self.inspector} on {len(examples)} parts that it has never seen")
        if self.dry_run:
            return 0
        clear_folder(folder, self.inspector, self.data)
        costs = make_costs(
            self.escape_cost, self.overkill_cost, self.review_cost,
            currency=self.currency, priced_on=self.priced_on,
        )  # fmt: skip
        with make_progress(console) as progress:
            task = progress.add_task("inspect", total=len(examples))
            grading = grade_inspector(
                stored, examples, station=self._station(), costs=costs,
                on_progress=lambda _: progress.advance(task),
            )  # fmt: skip
        write_grading(folder, grading, {"command": "inspect grade", **settings})
        page = make_inspection_page(folder)
        print_card(console, grading)
        console.print(f"Wrote {page}")
        return 0

    def _station(self) -> "Station | None":
        from andon.inspection.counts import Station

        given = (self.prevalence, self.parts_per_shift, self.takt_s)
        if self.prevalence is None or self.parts_per_shift is None or self.takt_s is None:
            if any(value is not None for value in given):
                raise InvalidConfig(
                    "The figures of a shift need --prevalence, --parts-per-shift and --takt-s; "
                    "give all three or none."
                )
            return None
        return Station(
            prevalence=self.prevalence,
            parts_per_shift=self.parts_per_shift,
            review_time_s=self.review_s,
            takt_time_s=self.takt_s,
        )


@dataclass(frozen=True, kw_only=True)
class InspectRun:
    """Decide on new pictures: accept, review or reject, with heat map, size and place."""

    inspector: tyro.conf.Positional[Path]
    """Folder of `inspect fit`."""
    pictures: tyro.conf.Positional[Path]
    """A picture, or a folder of pictures."""
    reference: Path | None = None
    """Reference of the pictures, where the inspector needs one."""
    mm_per_px: float | None = None
    """Size of a pixel on the part, to give sizes in millimetres."""
    out: str | None = None
    """Folder to write; named after the pictures when left out."""
    dry_run: bool = False
    """Say what would be done, and stop."""

    def run(self, console: Console) -> int:
        """Decide, and write one row and one heat map per picture."""
        from andon.cli.inspect_decisions import pictures_in, write_decisions
        from andon.inspection.grade_inspector import judge
        from andon.inspection.inspector_folder import read_inspector

        stored = read_inspector(self.inspector)
        examples = pictures_in(self.pictures, self.reference)
        names = (self.inspector.name, self.pictures.name)
        folder = run_folder(self.out, "inspect-run", *names, identity=[str(p) for p in names])
        console.print(f"Inspect {len(examples)} pictures with {self.inspector}")
        if self.dry_run:
            return 0
        clear_folder(folder, self.inspector, self.pictures, self.reference)
        with make_progress(console) as progress:
            task = progress.add_task("inspect", total=len(examples))
            judged = judge(stored, examples, on_progress=lambda _: progress.advance(task))
        write_decisions(folder, judged, mm_per_px=self.mm_per_px, inspector=self.inspector)
        print_decisions(console, judged)
        console.print(f"Wrote {folder / 'decisions.csv'} and a heat map per picture")
        return 0


@dataclass(frozen=True, kw_only=True)
class InspectExplain:
    """Explain the decision on one picture: which member saw what, where, and how close it was."""

    inspector: tyro.conf.Positional[Path]
    """Folder of `inspect fit`."""
    picture: tyro.conf.Positional[Path]
    """The picture."""
    reference: Path | None = None
    """Its reference, where the inspector needs one."""
    out: str | None = None
    """Picture to write; `NAME_explained.png` in the working folder when left out."""

    def run(self, console: Console) -> int:
        """Decide, print each member's say, and draw the heat map."""
        from andon.cli.inspect_decisions import explain, pictures_in
        from andon.inspection.grade_inspector import judge
        from andon.inspection.inspector_folder import read_inspector

        stored = read_inspector(self.inspector)
        (judged,) = judge(stored, pictures_in(self.picture, self.reference)[:1])
        path = Path(self.out or f"{self.picture.stem}_explained.png")
        explain(console, stored, judged, path)
        return 0


@dataclass(frozen=True, kw_only=True)
class InspectAdd:
    """Add missed parts: refit in seconds with pictures of defects that escaped."""

    inspector: tyro.conf.Positional[Path]
    """Folder of `inspect fit`."""
    pictures: tyro.conf.Positional[tuple[Path, ...]]
    """Pictures of bad parts that it missed."""
    defect_class: str = "missed"
    """Kind of defect."""
    max_overkill: float = 0.05
    """Wanted share of good parts rejected; ignored where costs chose the thresholds."""
    out: str | None = None
    """Folder to write; the inspector's name with `-more` when left out."""
    dry_run: bool = False
    """Say what would be done, and stop."""

    def run(self, console: Console) -> int:
        """Refit and write a new folder; the old one stays as it is."""
        from andon.cli.inspect_decisions import split_with
        from andon.inspection.fit_inspector import FitConfig
        from andon.inspection.grade_inspector import example_of
        from andon.inspection.inspector_folder import read_inspector, write_inspector
        from andon.inspection.refit import add_misses

        if not self.pictures:
            raise InvalidConfig("Name at least one picture of a missed part.")
        stored = read_inspector(self.inspector)
        misses = [example_of(path, defect_class=self.defect_class) for path in self.pictures]
        folder = Path(self.out or f"{self.inspector}-more")
        console.print(f"Add {len(misses)} missed parts to {self.inspector}")
        if self.dry_run:
            return 0
        clear_folder(folder, self.inspector, *self.pictures)
        config = FitConfig(
            max_overkill=self.max_overkill,
            costs=stored.point.costs,
            prevalence=stored.point.prevalence,
        )
        fitted = add_misses(stored, misses, config)
        write_inspector(folder, fitted, split_with(stored, misses), stored.setup)
        print_fitted(console, fitted)
        console.print(f"Wrote {folder}. Next: andon inspect grade {folder}")
        return 0


InspectCommand = (
    Annotated[InspectFit, tyro.conf.subcommand(name="fit")]
    | Annotated[InspectGrade, tyro.conf.subcommand(name="grade")]
    | Annotated[InspectRun, tyro.conf.subcommand(name="run")]
    | Annotated[InspectExplain, tyro.conf.subcommand(name="explain")]
    | Annotated[InspectAdd, tyro.conf.subcommand(name="add")]
    | Annotated[InspectAgree, tyro.conf.subcommand(name="agree")]
    | Annotated[InspectPlan, tyro.conf.subcommand(name="plan")]
    | Annotated[InspectDrift, tyro.conf.subcommand(name="drift")]
    | Annotated[InspectRelease, tyro.conf.subcommand(name="release")]
)
