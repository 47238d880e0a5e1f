"""Run a line: one replication into a shift log, or many in parallel into whatever is measured."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Generic, TypeVar

from andon.compute import Backend, map_shards
from andon.errors import InvalidConfig
from andon.lines.line import Line
from andon.lines.run import Run
from andon.lines.shift_log import ShiftLog
from andon.lines.slotted import simulate_slots
from andon.randomness import check_seed

__all__ = ["measure", "measure_all", "simulate"]

R = TypeVar("R")


@dataclass(frozen=True, kw_only=True)
class _Shard(Generic[R]):
    """One replication, and what to do with its log."""

    line: Line
    seed: int
    replication: int
    read: Callable[[ShiftLog], R]


def simulate(line: Line, *, seed: int, replication: int = 0) -> ShiftLog:
    """Run one replication of a line.

    Every random quantity has a stream named after replication, station and purpose, so that two
    lines that share a station see the same luck there (common random numbers), and a result does
    not depend on what else runs.

    Args:
        line: What to run.
        seed: Open seed of the run, in [0, 2**40).
        replication: Number of the replication, 0 or more.

    Returns:
        What happened after the warm-up.

    Raises:
        InvalidConfig: When the seed is sealed, the number is negative, or the line comes to rest
            because stations wait for one another.
    """
    check_seed(seed)
    if replication < 0:
        raise InvalidConfig(f"replication is {replication}; it must be 0 or more.")
    if line.slot_s is not None:
        return simulate_slots(line, seed=seed, replication=replication)
    return Run(line, seed=seed, replication=replication).simulate()


def measure(
    line: Line,
    read: Callable[[ShiftLog], R],
    *,
    seed: int,
    replications: int,
    first: int = 0,
    backend: Backend = "inline",
    num_workers: int | None = None,
) -> Iterator[R]:
    """Run replications and give what is read from each log, in their order.

    Args:
        line: What to run.
        read: Importable function of one log; only its result crosses to another process.
        seed: Open seed of the run.
        replications: How many, at least 1.
        first: Number of the first one.
        backend: Where to compute; results are the same everywhere.
        num_workers: Processes to use; all cores when None.

    Returns:
        Iterator over one result per replication.

    Raises:
        InvalidConfig: When `replications` is below 1, or as `simulate`.
    """
    check_seed(seed)
    shards = _shards([line], read, seed=seed, replications=replications, first=first)
    return map_shards(_run, shards, backend=backend, num_workers=num_workers)


def measure_all(
    lines: Sequence[Line],
    read: Callable[[ShiftLog], R],
    *,
    seed: int,
    replications: int,
    backend: Backend = "inline",
    num_workers: int | None = None,
) -> Iterator[list[R]]:
    """Run the same replications of several lines; the arguments are those of `measure`.

    Returns:
        Iterator over the results of each line, in order.
    """
    check_seed(seed)
    shards = _shards(lines, read, seed=seed, replications=replications)
    found = map_shards(_run, shards, backend=backend, num_workers=num_workers)
    for _ in lines:
        yield list(islice(found, replications))


def _shards(
    lines: Sequence[Line],
    read: Callable[[ShiftLog], R],
    *,
    seed: int,
    replications: int,
    first: int = 0,
) -> list[_Shard[R]]:
    if replications < 1:
        raise InvalidConfig(f"replications is {replications}; it must be at least 1.")
    return [
        _Shard(line=line, seed=seed, replication=first + index, read=read)
        for line in lines
        for index in range(replications)
    ]


def _run(shard: _Shard[R]) -> R:
    return shard.read(simulate(shard.line, seed=shard.seed, replication=shard.replication))
