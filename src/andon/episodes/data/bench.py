"""How fast data sets are written and read, beside plain Parquet, PyAV and lerobot."""

import multiprocessing
import shutil
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from andon.episodes.data.bench_jobs import (
    BATCH_SIZE,
    CAMERAS,
    FPS,
    NUM_STEPS,
    NUMBERS,
    BenchSet,
    Measured,
    measure,
)
from andon.episodes.data.bench_lerobot import measure_lerobot

__all__ = ["BenchRow", "Share", "bench_large", "bench_set"]

ROWS = {
    "write, not flushed": "write plain files, not flushed",
    "write, flushed": "write plain files, flushed",
    "write": "write",
    "read in order": "read plain files in order",
    "read in order, our files": "read our files plainly, in order",
    "read windows": "read shuffled windows",
}
"""Jobs of a round in their order, and what the table calls them."""
LIMITS = {
    "write": ("write, flushed", "write, not flushed"),
    "read windows": ("read in order", "read in order, our files"),
}
"""What a job is compared with: as the target is meant, and more strictly."""
LEROBOT_S = 10.0
"""Time that lerobot's loader gets in each round. [s]"""


@dataclass(frozen=True, kw_only=True)
class Share:
    """Ratio of a speed to another of the same round."""

    median: float
    """Over the rounds."""
    low: float
    """Smallest of all rounds."""
    high: float
    """Largest of all rounds."""


@dataclass(frozen=True, kw_only=True)
class BenchRow:
    """One measurement; medians over the rounds."""

    name: str
    """What was done."""
    rounds: int
    """Times that it was measured."""
    episodes_per_s: float
    """Episodes per second of wall time."""
    frames_per_s: float
    """Frames per second of wall time."""
    mb_per_s: float
    """Megabytes per second: of numbers and decoded pictures when reading, of files when writing."""
    of_limit: Share | None
    """Speed against the plain way; None for the plain way itself."""
    of_strict_limit: Share | None
    """Speed against the plain way without flushes, or on our own files."""
    cpu_of_limit: Share | None
    """The same as `of_limit` by processor time, which other programs do not disturb."""
    cpu_of_strict_limit: Share | None
    """The same as `of_strict_limit` by processor time."""
    peak_mb: float
    """Largest memory of the process that did it, over the rounds."""


def bench_set(
    folder: Path,
    chosen: BenchSet,
    *,
    rounds: int,
    lerobot_python: Path | None = None,
    on_step: Callable[[str], None] | None = None,
) -> list[BenchRow]:
    """Write and read a set and the same with plain files, in turns.

    Args:
        folder: Empty folder.
        chosen: The set.
        rounds: Times that everything is measured.
        lerobot_python: Interpreter in which lerobot is installed.
        on_step: Called with the name of what is measured next.

    Returns:
        A row for each job.
    """
    found: dict[str, list[Measured]] = {}
    for number in range(rounds):
        root = folder / str(number)
        root.mkdir(parents=True)
        for job in ROWS:
            if on_step is not None:
                on_step(f"round {number + 1}: {ROWS[job]}")
            found.setdefault(job, []).append(_alone(job, root, chosen))
        if lerobot_python is not None:
            if on_step is not None:
                on_step(f"round {number + 1}: lerobot")
            name, measured = _lerobot(lerobot_python, root / "ours", chosen)
            found.setdefault(name, []).append(measured)
        shutil.rmtree(root)
    return [_row(job, found, chosen) for job in found]


def bench_large(
    folder: Path, chosen: BenchSet, *, on_step: Callable[[str], None] | None = None
) -> list[BenchRow]:
    """Write a large set and read shuffled windows from it, for the memory that it takes.

    Args:
        folder: Empty folder.
        chosen: The set.
        on_step: Called with the name of what is measured next.

    Returns:
        A row for writing and one for reading.
    """
    found: dict[str, list[Measured]] = {}
    for job in ("write large", "read windows"):
        if on_step is not None:
            on_step(f"large set: {job}")
        found[job] = [_alone(job, folder, chosen)]
    size_gb = found["write large"][0].megabytes / 1e3
    shutil.rmtree(folder / "ours")
    rows = [_row(job, found, chosen) for job in found]
    names = (f"write {size_gb:.1f} GB", f"read shuffled windows of {size_gb:.1f} GB")
    return [replace(r, name=f"{_kind(chosen)}: {n}") for r, n in zip(rows, names, strict=True)]


def _alone(job: str, root: Path, chosen: BenchSet) -> Measured:
    """Measure in a fresh process, so that its memory is that of the job and of what it loads."""
    kinds = multiprocessing.get_all_start_methods()
    fresh = multiprocessing.get_context("forkserver" if "forkserver" in kinds else "spawn")
    fresh.set_forkserver_preload(["andon.episodes.data.bench_jobs"])  # loaded once, not timed
    with ProcessPoolExecutor(max_workers=1, mp_context=fresh) as pool:
        return pool.submit(measure, job, root, chosen).result()


def _lerobot(python: Path, root: Path, chosen: BenchSet) -> tuple[str, Measured]:
    version, frames, seconds, cpu_s, megabytes, peak = measure_lerobot(
        python,
        root,
        fps=FPS,
        batch_size=BATCH_SIZE,
        steps=NUM_STEPS,
        columns=(*NUMBERS, *(CAMERAS if chosen.has_cameras else ())),
        seconds=LEROBOT_S,
    )
    measured = Measured(
        frames=frames, seconds=seconds, cpu_s=cpu_s, megabytes=megabytes, peak_mb=peak
    )
    return f"read shuffled windows, lerobot {version}", measured


def _kind(chosen: BenchSet) -> str:
    return "two cameras" if chosen.has_cameras else "numbers only"


def _rates(measured: list[Measured], *, is_cpu: bool = False) -> list[float]:
    return [one.frames / (one.cpu_s if is_cpu else one.seconds) for one in measured]


def _row(job: str, found: dict[str, list[Measured]], chosen: BenchSet) -> BenchRow:
    limits = LIMITS.get(job, LIMITS["read windows"])
    is_compared = job in LIMITS or "lerobot" in job
    shares = [
        _share(found, job, limit, is_cpu=is_cpu) if is_compared else None
        for is_cpu in (False, True)
        for limit in limits
    ]
    frames_per_s = float(np.median(_rates(found[job])))
    return BenchRow(
        name=f"{_kind(chosen)}: {ROWS.get(job, job)}",
        rounds=len(found[job]),
        episodes_per_s=frames_per_s / chosen.num_frames,
        frames_per_s=frames_per_s,
        mb_per_s=float(np.median([one.megabytes / one.seconds for one in found[job]])),
        of_limit=shares[0],
        of_strict_limit=shares[1],
        cpu_of_limit=shares[2],
        cpu_of_strict_limit=shares[3],
        peak_mb=max(one.peak_mb for one in found[job]),
    )


def _share(found: dict[str, list[Measured]], job: str, limit: str, *, is_cpu: bool) -> Share | None:
    if limit not in found:
        return None
    ours, plain = _rates(found[job], is_cpu=is_cpu), _rates(found[limit], is_cpu=is_cpu)
    ratios = [a / b for a, b in zip(ours, plain, strict=True)]
    return Share(median=float(np.median(ratios)), low=min(ratios), high=max(ratios))
