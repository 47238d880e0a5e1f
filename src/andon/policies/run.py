"""Run many seeds of a setup: in this process or in several, with a log that survives a kill."""

from collections.abc import Callable, Generator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from json import dumps
from pathlib import Path
from uuid import uuid4

from andon.artifacts import is_empty, make_folder, read_json, to_json, write_json
from andon.compute import Backend, map_shards
from andon.episodes.episode import Episode
from andon.episodes.log import EpisodeLog
from andon.episodes.rollout import rollout
from andon.episodes.world import World
from andon.errors import InvalidConfig
from andon.policies.setup import Rig, Setup

__all__ = ["Shard", "claim_folder", "claim_for", "collect", "run_seeds", "run_shard"]

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
    run: str = ""
    """Which run it is part of; what one run built serves no other, since files may change."""


@dataclass(frozen=True)
class _Recipe:
    """A setup that is told from others by its content."""

    text: str
    setup: Setup = field(compare=False)


@lru_cache(maxsize=4)
def _built(recipe: _Recipe, num_worlds: int, threads: int, run: str) -> tuple[Rig, World]:
    """Build a setup once per process and run; a world is reused from shard to shard."""
    del run
    rig = recipe.setup.build()
    return rig, rig.make_world(num_worlds, threads)


def run_shard(shard: Shard) -> list[Episode]:
    """Run the seeds of a shard.

    Args:
        shard: Setup and seeds.

    Returns:
        One episode per seed, in the order of the seeds.
    """
    rows = min(shard.num_worlds, len(shard.seeds))
    recipe = _Recipe(text=dumps(to_json(shard.setup)), setup=shard.setup)
    rig, world = _built(recipe, rows, shard.threads, shard.run)
    log = EpisodeLog(shard.folder) if shard.folder is not None else None
    found: dict[int, Episode] = {}
    for episode in rollout(world, rig.policy, shard.seeds):
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
) -> Generator[Episode, None, None]:
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
    run = uuid4().hex
    shards = [
        Shard(setup=setup, seeds=tuple(todo[i : i + shard_size]), folder=folder, run=run)
        for i in range(0, len(todo), shard_size)
    ]
    if backend in ("auto", "inline") and len(shards) <= 1:
        backend = "inline"
    results = map_shards(run_shard, shards, backend=backend, num_workers=num_workers)
    fresh = (episode for shard in results for episode in shard)
    for seed in seeds:
        yield known[seed] if seed in known else next(fresh)


def claim_folder(folder: Path, rig: Rig, plan: Mapping[str, object]) -> None:
    """Make the folder of a run, or make sure that it holds an earlier part of the same run.

    Args:
        folder: The folder; `setup.json` in it says what it holds.
        rig: What runs.
        plan: Everything else that must be the same for the run to be gone on with.

    Raises:
        InvalidConfig: When the folder holds another run, or something that is no run.
        CannotWrite: When it cannot be written to.
    """
    hashes = (rig.scenario.content_hash(), rig.body.content_hash(), rig.policy.content_hash())
    names = ("scenario_hash", "body_hash", "policy_hash")
    claim_for(folder, {**plan, **dict(zip(names, hashes, strict=True))})


def claim_for(folder: Path, wanted: Mapping[str, object]) -> None:
    """Claim a folder for something that is told by its values; see `claim_folder`."""
    path = folder / "setup.json"
    if not path.is_file():
        if folder.is_dir() and not is_empty(folder):
            raise InvalidConfig(
                f"{folder} is not empty and holds no run. Choose another folder with --out."
            )
        make_folder(folder)
        write_json(path, wanted)
        return
    found = read_json(path)
    for key in wanted:
        if found.get(key) != to_json(wanted[key]):
            raise InvalidConfig(
                f"{folder} holds another run: its {key} differs. Choose another folder with --out, "
                "or add --fresh to replace it."
            )


def collect(
    setup: Setup,
    seeds: Sequence[int],
    folder: Path,
    *,
    backend: Backend = "auto",
    num_workers: int | None = None,
    on_episode: Callable[[Episode], None] | None = None,
) -> list[Episode]:
    """Run seeds into an episode log; an unfinished run of the same seeds is gone on with.

    Args:
        setup: What to run.
        seeds: Seeds, in order.
        folder: Where the log is written.
        backend: Where to compute.
        num_workers: Processes; all cores when None.
        on_episode: Called with every episode, in the order of the seeds.

    Returns:
        One episode per seed, in order.
    """
    plan = {"setup": setup, "seeds": [seeds[0], seeds[-1]]}
    claim_folder(folder, setup.build(), plan)
    log = EpisodeLog(folder)
    episodes: list[Episode] = []
    for episode in run_seeds(
        setup, seeds, folder=folder, done=log.read(), backend=backend, num_workers=num_workers
    ):
        episodes.append(episode)
        if on_episode is not None:
            on_episode(episode)
    log.close(episodes)
    return episodes
