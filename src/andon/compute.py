"""Map independent shards of work; the results are the same wherever they are computed."""

import multiprocessing
import os
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from threading import Thread
from typing import Any, Literal, TypeVar, cast

from andon.errors import InvalidConfig, MissingExtra, WorkerDied

__all__ = ["Backend", "available_cores", "map_shards"]

Backend = Literal["auto", "inline", "processes", "ray"]

S = TypeVar("S")
R = TypeVar("R")


def available_cores() -> int:
    """Count the cores that this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def resolve_backend(backend: Backend, num_shards: int) -> Backend:
    """Say which backend `auto` means here: Ray where it is running, else processes, else inline."""
    if backend != "auto":
        return backend
    if os.environ.get("RAY_ADDRESS"):
        return "ray"
    return "processes" if num_shards > 1 and available_cores() > 1 else "inline"


def map_shards(
    work: Callable[[S], R],
    shards: Sequence[S],
    *,
    backend: Backend = "auto",
    num_workers: int | None = None,
) -> Iterator[R]:
    """Apply a function to every shard and give the results in the order of the shards.

    Args:
        work: Pure function of one shard; importable, so that another process can run it.
        shards: Independent pieces of work.
        backend: Where to compute. `auto` takes Ray if `RAY_ADDRESS` is set, processes if there is
            more than one shard and core, and this process otherwise.
        num_workers: Processes to use; all cores when None.

    Returns:
        Iterator over one result per shard, in order, as they are ready.

    Raises:
        InvalidConfig: When the backend is unknown or `num_workers` is below 1.
        MissingExtra: When Ray is asked for and not installed.
    """
    if num_workers is not None and num_workers < 1:
        raise InvalidConfig(f"num_workers is {num_workers}; it must be at least 1.")
    chosen = resolve_backend(backend, len(shards))
    if chosen == "inline":
        return map(work, shards)
    if chosen == "processes":
        return _map_processes(work, shards, num_workers or available_cores())
    if chosen == "ray":
        return _map_ray(work, shards)
    raise InvalidConfig(
        f"No compute backend named {chosen!r}. Available: ['auto', 'inline', 'processes', 'ray']"
    )


def _map_processes(work: Callable[[S], R], shards: Sequence[S], num_workers: int) -> Iterator[R]:
    context = multiprocessing.get_context("spawn")
    pool = ProcessPoolExecutor(num_workers, mp_context=context, initializer=_end_with_parent)
    try:
        yield from pool.map(work, shards)
    except BrokenProcessPool as error:
        raise WorkerDied(
            "A worker process died (killed, or out of memory). What had ended is on disk; run the "
            "same command again to go on, or use --compute inline."
        ) from error
    finally:  # also when the caller stops early: what is running ends, what waits is dropped
        pool.shutdown(wait=True, cancel_futures=True)


def _end_with_parent() -> None:
    """Let this worker end when its parent is killed; else it would wait for work forever."""
    parent = multiprocessing.parent_process()

    def watch() -> None:
        if parent is not None:
            parent.join()
            os._exit(1)

    Thread(target=watch, daemon=True).start()


def _map_ray(work: Callable[[S], R], shards: Sequence[S]) -> Iterator[R]:
    try:
        import ray  # pyright: ignore[reportMissingImports]
    except ImportError as error:
        raise MissingExtra(
            "--compute ray needs Ray: pip install 'andon[ray]', or use --compute processes."
        ) from error
    remote = cast("Any", ray)  # Ray ships no usable types
    if not remote.is_initialized():
        remote.init(log_to_driver=False)
    task = remote.remote(work)
    pending = [task.remote(shard) for shard in shards]
    return (cast("R", remote.get(reference)) for reference in pending)
