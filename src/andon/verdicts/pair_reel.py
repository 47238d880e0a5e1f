"""The films of a comparison: both policies on the same seed, side by side."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from andon.artifacts import Json, make_folder, write_json
from andon.compute import Backend, map_shards
from andon.episodes.episode import Episode
from andon.episodes.film import FilmConfig, make_pair_film
from andon.episodes.replay import Replay, replay, visual_model
from andon.episodes.shots import Motion
from andon.policies.setup import Setup
from andon.verdicts.reel import AFTERMATH_S, captions_of, film_entry, fit_effort

__all__ = ["PairJob", "choose_pairs", "make_pair_reel"]

Pair = tuple[Episode, Episode]


@dataclass(frozen=True, kw_only=True)
class PairJob:
    """One film to make, in any process."""

    setups: tuple[Setup, Setup]
    """A and B, with all overrides."""
    episodes: Pair
    """What was recorded, of A and of B."""
    name: str
    """Name of the film's files."""
    folder: Path
    """Where the files go."""
    config: FilmConfig
    """How each half is taken."""


def choose_pairs(pairs: Sequence[Pair], count: int) -> list[Pair]:
    """Choose pairs to look at, whoever they speak for.

    The first in which only B succeeded, the first in which only A did, and so on in turn; then the
    first that ended alike.

    Args:
        pairs: Episodes of A and B, in the order of the seeds.
        count: Most pairs to choose.
    """
    wins = [p for p in pairs if p[1].success and not p[0].success]
    losses = [p for p in pairs if p[0].success and not p[1].success]
    turns = [p for i in range(len(pairs)) for kind in (wins, losses) for p in kind[i : i + 1]]
    return [*turns, *(p for p in pairs if p[0].success == p[1].success)][:count]


def make_pair_reel(
    setups: tuple[Setup, Setup],
    pairs: Sequence[Pair],
    folder: Path,
    *,
    config: FilmConfig | None = None,
    backend: Backend = "auto",
) -> list[Json]:
    """Make films of pairs of episodes.

    Args:
        setups: A and B, with all overrides.
        pairs: Episodes to show.
        folder: Folder of the comparison; films go to `films/` in it.
        config: How each half is taken.
        backend: Where to compute.

    Returns:
        The entries of `films/films.json`, which is written too.
    """
    films = make_folder(folder / "films")
    jobs = [
        PairJob(
            setups=setups,
            episodes=pair,
            name=f"pair_{i + 1}",
            folder=films,
            config=config or FilmConfig(fps=15, seconds=6.0, poster_scale=1),
        )
        for i, pair in enumerate(pairs)
    ]
    entries = list(map_shards(_shoot, jobs, backend=backend if len(jobs) > 1 else "inline"))
    write_json(films / "films.json", entries)
    return entries


def _shoot(job: PairJob) -> Json:
    sides = [
        _walk_again(setup, record, label)
        for setup, record, label in zip(job.setups, job.episodes, ("A", "B"), strict=True)
    ]
    config = job.config
    for motion, _ in sides:
        config = fit_effort(config, motion.model)
    a, b = job.episodes
    files = make_pair_film(
        sides[0][0],
        sides[1][0],
        config=config,
        path_stem=job.folder / job.name,
        poster_s=min(a.duration_s, b.duration_s) + 0.3 * AFTERMATH_S,
    )
    told: Json = {"name": job.name, "title": f"A {_end(a)}; B {_end(b)}", "success": b.success}
    return told | film_entry(b, files, is_same=all(again.is_same for _, again in sides))


def _walk_again(setup: Setup, record: Episode, label: str) -> tuple[Motion, Replay]:
    rig = setup.build()
    world = rig.make_world(1)
    again = replay(world, rig.policy, record.seed, record, aftermath_s=AFTERMATH_S)
    motion = Motion(
        model=visual_model(world, record.seed),
        qpos=again.qpos,
        times_s=again.times_s,
        captions=captions_of(record, rig.policy),
        label=f"{label}: {rig.policy.name}",
    )
    return motion, again


def _end(episode: Episode) -> str:
    cause = {"finish": "finished"}.get(episode.cause, episode.cause.replace("_", " "))
    place = "" if episode.place == "flat" else f" at {episode.place.replace('_', ' ')}"
    return f"{cause}{'' if episode.success else place} after {episode.duration_s:.1f} s"
