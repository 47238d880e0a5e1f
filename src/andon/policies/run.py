"""Run many seeds of a setup: in this process or in several, with a log that survives a kill."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from json import dumps, loads
from pathlib import Path
from typing import Any

from andon.artifacts import to_json
from andon.compute import Backend, map_shards
from andon.episodes.episode import Episode
from andon.episodes.log import EpisodeLog
from andon.episodes.rollout import rollout
from andon.episodes.world import World
from andon.errors import InvalidConfig
from andon.policies.setup import Setup, Rig

__all__ = ["Shard", "run_seeds", "run_shard"]

MAX_ROWS = 64
"""Most worlds that one process steps together."""


@dataclass(frozen=True, kw_only=True)
class Shard:
    """Some seeds of a setup, for one process."""

    setup: Setup
    """What to run."""
    seeds: tuple[int, ...]
    """Seeds, in order."""
    folder: Path | None = None
    """Where every finished episode is written at once; None keeps them in memory."""
    num_worlds: int = MAX_ROWS
    """Most worlds to step together."""
    threads: int = 1
    """Threads that step them."""


@lru_cache(maxsize=4)
def _built(setup_json: str, num_worlds: int, threads: int) -> tuple[Rig, World]:
    """Build a setup once per process; a world is reused from shard to shard."""
    fields: dict[str, Any] = loads(setup_json)
    trial = Setup(**fields).build()
    return trial, trial.make_world(num_worlds, threads)


def run_shard(shard: Shard) -> list[Episode]:
    """Run the seeds of a shard.

    Args:
        shard: Setup and seeds.

    Returns:
        One episode per seed, in the order of the seeds.
    """
    rows = min(shard.num_worlds, len(shard.seeds))
    trial, world = _built(dumps(to_json(shard.setup)), rows, shard.threads)
    log = EpisodeLog(shard.folder) if shard.folder is not None else None
    found: dict[int, Episode] = {}
    for episode in rollout(world, trial.policy, shard.seeds):
        found[episode.seed] = episode
        if log is not None:
            log.append(episode)
    return [found[seed] for seed in shard.seeds]


def run_seeds(
    setup: Setup,
    seeds: Sequence[int],
    *,
    shard_size: int = 16,
    folder: Path | None = None,
    done: Sequence[Episode] = (),
    backend: Backend = "auto",
    num_workers: int | None = None,
) -> Iterator[Episode]:
    """Run seeds in shards and give their episodes in the order of the seeds.

    The result does not depend on shard size, backend or number of workers. Stop iterating to stop:
    shards that are running end, and the rest is dropped.

    Args:
        setup: What to run.
        seeds: Seeds, in order.
        shard_size: Seeds per shard.
        folder: Where every finished episode is written at once.
        done: Episodes that exist already; their seeds are not run again.
        backend: Where to compute.
        num_workers: Processes; all cores when None.

    Yields:
        One episode per seed, in order.

    Raises:
        InvalidConfig: When a seed is repeated or `shard_size` is below 1.
    """
    if shard_size < 1 or len(set(seeds)) != len(seeds):
        raise InvalidConfig(f"Seeds must differ and shard_size ({shard_size}) be at least 1.")
    known = {episode.seed: episode for episode in done}
    todo = [seed for seed in seeds if seed not in known]
    shards = [
        Shard(setup=setup, seeds=tuple(todo[i : i + shard_size]), folder=folder)
        for i in range(0, len(todo), shard_size)
    ]
    if backend in ("auto", "inline") and len(shards) <= 1:
        backend = "inline"
    results = map_shards(run_shard, shards, backend=backend, num_workers=num_workers)
    fresh = (episode for shard in results for episode in shard)
    for seed in seeds:
        yield known[seed] if seed in known else next(fresh)
