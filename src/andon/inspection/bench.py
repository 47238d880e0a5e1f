"""What each member costs and is worth, beside two baselines, all in one run."""

import resource
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Protocol, cast

import numpy as np
import numpy.typing as npt
from PIL import Image
from scipy import ndimage

from andon.errors import InvalidConfig
from andon.inspection.baselines import cell_features, fit_cells, fit_neighbours
from andon.inspection.described import Preparation, prepare
from andon.inspection.feature_bank import Maps, describe
from andon.inspection.fit_inspector import FitConfig, fit
from andon.inspection.fit_members import fit_labels, shrinkage_for
from andon.inspection.gaussian_member import fit_position, fit_texture
from andon.inspection.graded_part import Floats
from andon.inspection.heads import fit_linear, standard_of
from andon.inspection.inspection_set import Example, SplitConfig, make_split, read_set
from andon.inspection.local_net import fit_local
from andon.inspection.onnx_runner import OnnxRunner
from andon.inspection.ranking import AreaUnderCurve, auroc
from andon.inspection.synthetic_defects import KINDS, add_defect
from andon.inspection.training_parts import collect_parts, survey
from andon.randomness import stream

__all__ = ["BenchRow", "measure_inspectors", "write_textures"]

_SIDE = 256
"""Pixels of a side of the pictures that are made where no set is given."""


@dataclass(frozen=True, kw_only=True)
class BenchRow:
    """One member or baseline."""

    name: str
    """Its name."""
    fit_s: float
    """Time to fit it on described parts; for the whole, from files to operating point."""
    ms_per_image: float
    """Median time for one picture on one core, description included where it needs one."""
    size_mb: float
    """Size of what it keeps."""
    peak_mb: float
    """Largest memory of the process so far."""
    area: AreaUnderCurve
    """Area under the curve on parts that were never seen."""


class _OfDescriptors(Protocol):
    """Scores descriptors."""

    def raw(self, descriptors: Maps, /) -> Floats: ...


class _OfPlaces(Protocol):
    """Scores the features of all places."""

    def raw(self, features: Maps, /) -> float: ...


@dataclass(frozen=True, kw_only=True)
class _Candidate:
    name: str
    fit_s: float
    member: object
    raw: Callable[[Maps, Maps], float]


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
    data: Path, *, labels_per_class: int | None = 20, seed: int = 0
) -> tuple[BenchRow, ...]:
    """Fit every member and both baselines on one split, and grade them on the same parts.

    Args:
        data: Set of labelled pictures.
        labels_per_class: Bad parts of each class to fit on; all of their share when None.
        seed: Seed of split and fits.

    Raises:
        InvalidConfig: When good or bad parts are missing among those held out.
        BrokenFile: When a picture cannot be read.
    """
    split = make_split(read_set(data), SplitConfig(seed=seed, labels_per_class=labels_per_class))
    if len({e.label.is_bad for e in split.grading}) < 2:
        raise InvalidConfig(f"{data} leaves only good or only bad parts to grade on.")
    start = time.perf_counter()
    fitted = fit(split, FitConfig(seed=seed), backend="inline")
    whole_s = time.perf_counter() - start
    candidates, preparation = _fit_all(split.training, split.calibration, seed)
    truth = [e.label.is_bad for e in split.grading]
    runner = OnnxRunner(fitted.model)
    scores: dict[str, list[float]] = {c.name: [] for c in candidates}
    times: dict[str, list[float]] = {c.name: [] for c in candidates}
    whole: list[tuple[float, float]] = []
    for example in split.grading:
        picture = prepare(example.label.path, preparation)
        start = time.perf_counter()
        descriptor, features = describe(picture, preparation.bank)
        described_s = time.perf_counter() - start
        for candidate in candidates:
            start = time.perf_counter()
            scores[candidate.name].append(candidate.raw(descriptor, features))
            times[candidate.name].append(described_s + time.perf_counter() - start)
        reading = runner.read(picture)
        whole.append((reading.score, reading.latency_s))
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024.0
    rows = [
        BenchRow(
            name=c.name,
            fit_s=c.fit_s,
            ms_per_image=1000.0 * float(np.median(times[c.name])),
            size_mb=_num_bytes(c.member) / 1e6,
            peak_mb=peak,
            area=auroc(scores[c.name], truth),
        )
        for c in candidates
    ]
    rows.append(
        BenchRow(
            name=f"the cascade in ONNX ({', '.join(fitted.inspector.choice.members)})",
            fit_s=whole_s,
            ms_per_image=1000.0 * float(np.median([t for _, t in whole])),
            size_mb=len(fitted.model) / 1e6,
            peak_mb=peak,
            area=auroc([s for s, _ in whole], truth),
        )
    )
    return tuple(rows)


def _fit_all(
    training: Sequence[Example], calibration: Sequence[Example], seed: int
) -> tuple[list[_Candidate], Preparation]:
    found = survey((*training, *calibration))
    parts = collect_parts(training, found, seed=seed, backend="inline")
    good = parts.good.descriptors
    shrinkage = shrinkage_for(good)
    places = [f.astype(np.float32) for f in parts.good.features if f is not None]
    described = np.concatenate([good, parts.made.descriptors])
    is_made = np.arange(len(described)) >= len(good)
    samples = [s for group in (parts.good, parts.made, parts.bad) for s in group.samples]
    rows = [
        _by_descriptor(
            "texture",
            lambda: fit_texture(
                good, made=parts.made.descriptors, origins=parts.origins, shrinkage=shrinkage
            ),
        ),
        _by_descriptor(
            "synthetic", lambda: fit_linear(described, is_made, standard=standard_of(good))
        ),
        _by_place("local", lambda: fit_local([s for s in samples if s.is_bad.size], seed=seed)),
    ]
    if len(parts.bad.descriptors):
        rows.append(_by_descriptor("labels", lambda: fit_labels(good, parts.bad.descriptors)))
    if found.size is not None:
        rows.append(_by_place("position", lambda: fit_position(places)))
    rows.append(_by_descriptor("baseline: 5 nearest neighbours", lambda: fit_neighbours(good)))
    rows.append(
        _by_place(
            "baseline: PaDiM-style cells",
            lambda: fit_cells(np.stack([cell_features(f) for f in places])),
        )
    )
    return rows, found.preparation


def _by_descriptor(name: str, make: Callable[[], _OfDescriptors]) -> _Candidate:
    start = time.perf_counter()
    member = make()
    fit_s = time.perf_counter() - start

    def raw(descriptor: Maps, features: Maps) -> float:
        del features
        return float(member.raw(descriptor[None])[0])

    return _Candidate(name=name, fit_s=fit_s, member=member, raw=raw)


def _by_place(name: str, make: Callable[[], _OfPlaces]) -> _Candidate:
    start = time.perf_counter()
    member = make()
    fit_s = time.perf_counter() - start

    def raw(descriptor: Maps, features: Maps) -> float:
        del descriptor
        return member.raw(features)

    return _Candidate(name=name, fit_s=fit_s, member=member, raw=raw)


def _num_bytes(value: object) -> int:
    """Count the bytes of all arrays in frozen data."""
    if isinstance(value, np.ndarray):
        return int(value.nbytes)
    if isinstance(value, tuple):
        return sum(_num_bytes(item) for item in cast("tuple[object, ...]", value))
    if hasattr(value, "__dataclass_fields__"):
        return sum(_num_bytes(getattr(value, f.name)) for f in fields(cast("type", value)))
    return 0
