"""What each member costs and is worth, beside two baselines, all in one run."""

import resource
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import numpy.typing as npt
from PIL import Image
from scipy import ndimage

from andon.errors import InvalidConfig
from andon.inspection.bench_candidates import Candidate, FittedAll, fit_all, num_bytes
from andon.inspection.described import Preparation, prepare
from andon.inspection.feature_bank import Maps, describe
from andon.inspection.fit_inspector import Progress, assemble
from andon.inspection.graded_part import Floats
from andon.inspection.inspection_set import Example, SplitConfig, make_split, read_set
from andon.inspection.inspector_onnx import make_onnx
from andon.inspection.onnx_runner import OnnxRunner
from andon.inspection.ranking import AreaUnderCurve, auroc
from andon.inspection.synthetic_defects import KINDS, add_defect
from andon.inspection.training_parts import (
    TrainingParts,
    collect_parts,
    drop_good,
    survey,
    without,
)
from andon.randomness import stream

__all__ = ["REGIMES", "Bench", "BenchRow", "measure_inspectors", "write_textures"]

_SIDE = 256
"""Pixels of a side of the pictures that are made where no set is given."""


REGIMES = ("none", "20", "all")
"""Labels that members are compared with: no bad part, 20 of each class, all in five folds."""

NUM_FOLDS = 5
"""Folds of the regime `all`; reference recipe."""

_OVERKILL = 0.05
"""Share of good parts rejected at which escapes are counted. [1]"""


@dataclass(frozen=True, kw_only=True)
class BenchRow:
    """One member or baseline with one amount of labels."""

    labels: str
    """One of `REGIMES`, or another number of bad parts of each class."""
    name: str
    """Its name."""
    fit_s: float
    """Mean time to fit it on described parts; for the cascade, with the choice of its members."""
    ms_per_image: float
    """Median time for one picture on one core, description included."""
    size_mb: float
    """Size of what it keeps."""
    areas: tuple[AreaUnderCurve, ...]
    """Area under the curve of each split, on parts that were never seen."""
    num_escapes: int
    """Bad parts that escape where 5 % of the graded good parts are rejected, over all splits."""
    num_bad: int
    """Bad parts that were graded, over all splits."""

    @property
    def mean_area(self) -> float:
        """Mean area over the splits."""
        return float(np.mean([area.value for area in self.areas]))


@dataclass(frozen=True, kw_only=True)
class Bench:
    """Everything that one run measured."""

    rows: tuple[BenchRow, ...]
    """Members and baselines by amount of labels."""
    describe_s: float
    """Time to describe all parts and the defects that were made from them."""
    num_described: int
    """Pictures that were described, made ones included."""
    onnx_ms: float
    """Median time of a cascade's ONNX file for one picture, on one core."""
    onnx_members: tuple[str, ...]
    """Members of that cascade."""
    pixels: float
    """Median pixels of a picture."""
    peak_mb: float
    """Largest memory of the process."""


@dataclass(frozen=True, kw_only=True)
class _Trial:
    """What was fitted on one split, and which parts it is graded on."""

    labels: str
    turn: int
    graded: frozenset[int]
    candidates: tuple[Candidate, ...]


def write_textures(folder: Path, *, num_good: int = 120, num_bad: int = 120, seed: int = 0) -> Path:
    """Write brushed surfaces of 256 pixels, some with made defects, into class folders."""
    for index in range(num_good + num_bad):
        generator = stream(seed, "bench", index)
        rough, noise = generator.standard_normal((2, _SIDE, _SIDE)).astype(np.float32)
        brushed: Maps = ndimage.gaussian_filter(rough, (6.0, 0.8))
        mixed = 0.5 + 0.5 * brushed + np.asarray(0.02 * noise, dtype=np.float32)
        plane: Maps = np.clip(mixed, 0.0, 1.0)[None]
        name = "good"
        if index >= num_good:
            name = KINDS[index % 4]
            plane, _ = add_defect(plane, plane, name, generator)
        path = folder / name / f"{index:04d}.png"
        path.parent.mkdir(parents=True, exist_ok=True)
        pixels: npt.NDArray[np.uint8] = np.asarray(plane[0] * 255.0 + 0.5, dtype=np.uint8)
        Image.fromarray(pixels).save(path)
    return folder


def measure_inspectors(
    data: Path,
    *,
    regimes: Sequence[str] = REGIMES,
    num_splits: int = 2,
    seed: int = 0,
    on_progress: Progress | None = None,
) -> Bench:
    """Fit every member and both baselines with each amount of labels, and grade them all.

    Args:
        data: Set of labelled pictures.
        regimes: `none`, `all`, or numbers of bad parts of each class to fit on.
        num_splits: Splits by chance of each regime but `all`, which has five folds.
        seed: Seed of splits and fits.
        on_progress: Called with what is done next, and after each graded picture.

    Raises:
        InvalidConfig: When good or bad parts are missing among those held out, or a regime is none.
        BrokenFile: When a picture cannot be read.
    """
    examples = read_set(data)
    say = on_progress or _say_nothing
    found = survey(examples, tile_px=0)
    say("describe")
    start = time.perf_counter()
    parts = collect_parts(examples, found, seed=seed, backend="inline")
    describe_s = time.perf_counter() - start
    trials: list[_Trial] = []
    last: FittedAll | None = None
    for labels in regimes:
        for turn, (taught, graded) in enumerate(_splits(examples, labels, num_splits, seed)):
            say(f"fit with {labels} labels, split {turn + 1}")
            chosen = _subset(parts, examples, taught)
            fitted = fit_all(chosen, seed, has_one_size=found.size is not None)
            trials.append(
                _Trial(labels=labels, turn=turn, graded=graded, candidates=fitted.candidates)
            )
            if not turn:
                last = fitted
    if last is None:
        raise InvalidConfig(
            f"No labels to measure with in {list(regimes)} and {num_splits} splits."
        )
    inspector = assemble(found.preparation, last.members, last.choice, size=found.size)
    runner = OnnxRunner(make_onnx(inspector, metadata={}))
    scores, times, onnx_times, pixels = _grade(examples, trials, found.preparation, runner, say)
    return Bench(
        rows=_rows(examples, trials, scores, times),
        describe_s=describe_s,
        num_described=sum(len(g.folds) for g in (parts.good, parts.made, parts.bad)),
        onnx_ms=1000.0 * float(np.median(onnx_times)),
        onnx_members=inspector.choice.members,
        pixels=float(np.median(pixels)),
        peak_mb=resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024.0,
    )


def _say_nothing(what: str) -> None:
    """Show no progress: nobody watches."""
    del what


def _splits(
    examples: Sequence[Example], labels: str, num_splits: int, seed: int
) -> list[tuple[frozenset[int], frozenset[int]]]:
    """Give the parts that teach and the parts that are graded, split by split."""
    rows = {example.name: index for index, example in enumerate(examples)}
    if labels == "all":
        folds = np.zeros(len(examples), dtype=np.intp)
        for name in sorted({e.label.defect_class for e in examples}):
            members = [i for i, e in enumerate(examples) if e.label.defect_class == name]
            order = stream(seed, "bench_folds", name).permutation(len(members))
            folds[np.asarray(members)[order]] = np.arange(len(members)) % NUM_FOLDS
        everything = range(len(examples))
        return [
            (
                frozenset(i for i in everything if folds[i] != fold),
                frozenset(i for i in everything if folds[i] == fold),
            )
            for fold in range(NUM_FOLDS)
        ]
    if labels != "none" and not labels.isdigit():
        raise InvalidConfig(f"{labels!r} labels; it must be none, all or a number of each class.")
    number = 0 if labels == "none" else int(labels)
    splits: list[tuple[frozenset[int], frozenset[int]]] = []
    for turn in range(num_splits):
        split = make_split(examples, SplitConfig(seed=seed + turn, labels_per_class=number))
        if len({e.label.is_bad for e in split.grading}) < 2:
            raise InvalidConfig("The set leaves only good or only bad parts to grade on.")
        splits.append(
            (
                frozenset(rows[e.name] for e in split.training),
                frozenset(rows[e.name] for e in split.grading),
            )
        )
    return splits


def _subset(
    parts: TrainingParts, examples: Sequence[Example], taught: frozenset[int]
) -> TrainingParts:
    """Keep the parts that teach, and the defects that were made from them."""
    is_out = {
        kind: np.asarray(
            [i not in taught for i, e in enumerate(examples) if e.label.is_bad == kind],
            dtype=np.bool_,
        )
        for kind in (False, True)
    }
    return replace(drop_good(parts, is_out[False]), bad=without(parts.bad, is_out[True]))


_Key = tuple[str, int, str]
"""Labels, split and name of a candidate."""


def _grade(
    examples: Sequence[Example],
    trials: Sequence[_Trial],
    preparation: Preparation,
    runner: OnnxRunner,
    say: Progress,
) -> tuple[dict[_Key, dict[int, float]], dict[_Key, list[float]], list[float], list[int]]:
    """Look at every part once, and let everybody score it who has never seen it."""
    scores: dict[_Key, dict[int, float]] = {}
    times: dict[_Key, list[float]] = {}
    onnx_times: list[float] = []
    pixels: list[int] = []
    for index, example in enumerate(examples):
        asked = [trial for trial in trials if index in trial.graded]
        if not asked:
            continue
        say("grade")
        picture = prepare(example.label.path, preparation)
        pixels.append(picture.shape[1] * picture.shape[2])
        start = time.perf_counter()
        descriptor, features = describe(picture, preparation.bank)
        described_s = time.perf_counter() - start
        for trial in asked:
            for candidate in trial.candidates:
                key = (trial.labels, trial.turn, candidate.name)
                start = time.perf_counter()
                value = candidate.raw(descriptor, features)
                spent = described_s + time.perf_counter() - start
                scores.setdefault(key, {})[index] = value
                times.setdefault(key, []).append(spent)
        onnx_times.append(runner.read(picture).latency_s)
    return scores, times, onnx_times, pixels


def _rows(
    examples: Sequence[Example],
    trials: Sequence[_Trial],
    scores: Mapping[_Key, Mapping[int, float]],
    times: Mapping[_Key, Sequence[float]],
) -> tuple[BenchRow, ...]:
    grouped: dict[tuple[str, str], list[tuple[_Trial, Candidate]]] = {}
    for trial in trials:
        for candidate in trial.candidates:
            name = "the cascade" if candidate.name.startswith("the cascade") else candidate.name
            grouped.setdefault((trial.labels, name), []).append((trial, candidate))
    rows: list[BenchRow] = []
    for (labels, name), members in grouped.items():
        areas: list[AreaUnderCurve] = []
        counts: list[tuple[int, int]] = []
        for trial, candidate in members:
            found = scores[trial.labels, trial.turn, candidate.name]
            truth = np.asarray([examples[i].label.is_bad for i in found])
            values = np.asarray(list(found.values()))
            areas.append(auroc(values, truth))
            counts.append((_escapes(values, truth), int(truth.sum())))
        keys = [(trial.labels, trial.turn, candidate.name) for trial, candidate in members]
        rows.append(
            BenchRow(
                labels=labels,
                name=name,
                fit_s=float(np.mean([candidate.fit_s for _, candidate in members])),
                ms_per_image=1000.0 * float(np.median([t for key in keys for t in times[key]])),
                size_mb=num_bytes(members[0][1].member) / 1e6,
                areas=tuple(areas),
                num_escapes=sum(count for count, _ in counts),
                num_bad=sum(total for _, total in counts),
            )
        )
    return tuple(rows)


def _escapes(scores: Floats, is_bad: npt.NDArray[np.bool_]) -> int:
    """Count the bad parts below the threshold that rejects at most 5 % of the good ones."""
    good = np.sort(scores[~is_bad])
    threshold = good[len(good) - 1 - int(_OVERKILL * len(good))]
    return int(np.sum(scores[is_bad] <= threshold))
