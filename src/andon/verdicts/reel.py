"""The films of a proof: its first failures and a success."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import mujoco

from andon.artifacts import Json, make_folder, write_json
from andon.compute import Backend, map_shards
from andon.episodes.captions import Caption
from andon.episodes.episode import Episode
from andon.episodes.film import FilmConfig, FilmFiles, make_film
from andon.episodes.observation import Policy
from andon.episodes.replay import replay, visual_model
from andon.minds.mind import Mind
from andon.policies.setup import Setup
from andon.sensing.raycast import RaycastConfig
from andon.verdicts.verdict import Outcome, is_good

__all__ = [
    "AFTERMATH_S",
    "FilmJob",
    "captions_of",
    "choose_episodes",
    "film_entry",
    "fit_effort",
    "make_reel",
]

AFTERMATH_S = 1.0
"""Films go on for this long after the end, so that a fall is seen to the ground."""


@dataclass(frozen=True, kw_only=True)
class FilmJob:
    """One film to make, in any process."""

    setup: Setup
    """Scenario, body and policy with all overrides."""
    episode: Episode
    """The recorded episode."""
    name: str
    """Name of the film's files."""
    folder: Path
    """Where the files go."""
    config: FilmConfig
    """How the film is taken."""
    is_good: bool
    """Whether the episode counts as a success."""


def choose_episodes(
    episodes: Sequence[Episode], num_failures: int = 3, outcome: Outcome = "success"
) -> list[Episode]:
    """Choose the first failures and the first success, in the order of their seeds.

    Args:
        episodes: Episodes in the order of their seeds.
        num_failures: Most failures to choose.
        outcome: What counts as a success.
    """
    failures = [e for e in episodes if not is_good(e, outcome)][:num_failures]
    successes = [e for e in episodes if is_good(e, outcome)][:1]
    return [*failures, *successes]


def make_reel(
    setup: Setup,
    episodes: Sequence[Episode],
    folder: Path,
    *,
    config: FilmConfig | None = None,
    outcome: Outcome = "success",
    backend: Backend = "auto",
) -> list[Json]:
    """Make films of episodes.

    Args:
        setup: Scenario, body and policy with all overrides.
        episodes: Episodes to show.
        folder: Folder of the artifact; films go to `films/` in it.
        config: How the films are taken.
        outcome: What counts as a success.
        backend: Where to compute.

    Returns:
        The entries of `films/films.json`, which is written too.
    """
    films = make_folder(folder / "films")
    jobs = [
        FilmJob(
            setup=setup,
            episode=episode,
            name=f"{'success' if is_good(episode, outcome) else 'failure'}_{i + 1}",
            is_good=is_good(episode, outcome),
            folder=films,
            config=config or FilmConfig(fps=15),
        )
        for i, episode in enumerate(episodes)
    ]
    entries = list(map_shards(_shoot, jobs, backend=backend if len(jobs) > 1 else "inline"))
    write_json(films / "films.json", entries)
    return entries


def _shoot(job: FilmJob) -> Json:
    rig = job.setup.build()
    world = rig.make_world(1)
    record = job.episode
    again = replay(world, rig.policy, record.seed, record, aftermath_s=AFTERMATH_S)
    model = visual_model(world, record.seed)
    files = make_film(
        model,
        again.qpos,
        times_s=again.times_s,
        config=fit_effort(job.config, model),
        path_stem=job.folder / job.name,
        captions=captions_of(record, rig.policy),
    )
    told: Json = {"name": job.name, "title": _title(job), "success": job.is_good}
    return told | film_entry(record, files, is_same=again.is_same)


def film_entry(episode: Episode, files: FilmFiles, *, is_same: bool | None) -> Json:
    """Give what `films.json` says of a film, but for its name, title and success.

    Args:
        episode: What the film shows.
        files: Where it is.
        is_same: Whether the episode came out as it was recorded; None when there is no record.
    """
    return {
        "seed": episode.seed,
        "cause": episode.cause,
        "place": episode.place,
        "file": files.video.name,
        "poster": files.poster.name,
        "strip": files.strip.name,
        "duration_s": files.duration_s,
        "fps": files.fps,
        "is_same": is_same,
    }


def fit_effort(config: FilmConfig, model: mujoco.MjModel) -> FilmConfig:
    """Give how to film a model: meshes take seconds per picture at full effort."""
    if not model.nmesh:
        return config
    draft = RaycastConfig(has_smooth_edges=False, has_sun_shadows=False, has_sky_shadows=False)
    return FilmConfig(fps=config.fps, seconds=config.seconds, poster_scale=1, effort=draft)


def captions_of(episode: Episode, policy: Policy) -> list[Caption]:
    """Say what happens in a film, and what a mind decides.

    Args:
        episode: The episode.
        policy: Who has just walked it again, alone.
    """
    found = [Caption(time_s=e.time_s, text=_words(e.name, e.detail)) for e in episode.events]
    if isinstance(policy, Mind) and policy.threads:
        dt = policy.drive.control_timestep_s
        for step, name in policy.threads[0].switches:
            text = "as commanded" if name == "keep" else f"mind: {name}"
            if step * dt < episode.duration_s:
                found.append(Caption(time_s=step * dt, text=text))
    return found


def _words(name: str, detail: str) -> str:
    plain = {"time_limit": "up at the end", "finish": "finished", "fall": "fell"}
    place = detail.replace("_", " ")
    if name == "push":
        return f"push {detail.split(' at ')[0]}"
    words = plain.get(name, name.replace("_", " "))
    return words if place == "flat" else f"{words}: {place}"


def _title(job: FilmJob) -> str:
    episode, what = job.episode, "Success" if job.is_good else "Failure"
    cause = episode.cause.replace("_", " ")
    place = "" if episode.place == "flat" else f" at {episode.place.replace('_', ' ')}"
    return f"{what}: {cause}{place}, {episode.duration_s:.1f} s"
