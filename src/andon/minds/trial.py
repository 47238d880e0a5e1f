"""Trials of minds: the same seeds under many ways of deciding, with what the mind did in each."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import cast

import numpy as np

from andon.episodes.episode import Episode
from andon.episodes.rollout import rollout
from andon.episodes.world import World
from andon.errors import InvalidConfig
from andon.minds.mind import Mind
from andon.minds.rig import MindSetup
from andon.minds.thread import Thread

__all__ = ["Outcome", "Trial", "run_trial"]


AFTERMATH_S = 1.0
"""How long robots are watched after they have got past everything."""


@dataclass(frozen=True, kw_only=True)
class Trial:
    """Some seeds under one way of deciding, for one process."""

    setup: MindSetup
    """What runs."""
    seeds: tuple[int, ...]
    """Seeds, in order."""
    num_worlds: int = 32
    """Most worlds to step together."""

    def __post_init__(self) -> None:
        """Refuse trials of nothing."""
        if not self.seeds or self.num_worlds < 1:
            raise InvalidConfig("A trial needs at least one seed and num_worlds >= 1.")


@dataclass(frozen=True, kw_only=True)
class Outcome:
    """One episode of a trial."""

    seed: int
    """Seed."""
    success: bool
    """Whether the task was done."""
    cause: str
    """Why it ended."""
    place: str
    """Where it ended."""
    duration_s: float
    """Simulated time."""
    metrics: Mapping[str, float]
    """Metrics of the episode."""
    num_thoughts: int
    """Thinks."""
    charges_s: tuple[float, ...]
    """What each was charged."""
    first_near_m: float
    """Distance of the obstacle at the first think; -1 without one."""
    num_switches: int
    """Changes of tactic."""
    num_tactical_switches: int
    """Changes to another tactic than to go on as commanded."""
    num_refused: int
    """Thinks whose best tactic was refused for want of a backup."""
    num_cut: int
    """Thinks whose budget ran out."""
    missed_ticks: int
    """Control steps without an action."""
    dropped: Mapping[str, int] = field(default_factory=dict[str, int])
    """Plans that were dropped, by reason."""
    top_surprises: tuple[float, float, float] = (0.0, 0.0, 0.0)
    """Largest scores of surprise: geometry, novelty, physics."""
    surprise_m: float = -1.0
    """Way after which two scores first agreed; -1 when never."""
    surprise_near_m: float = -1.0
    """Distance of the obstacle then."""
    fell_after: bool = False
    """Whether it fell within a second after its success, which is no part of the episode."""


def run_trial(trial: Trial) -> list[Outcome]:
    """Run the seeds of a trial.

    Args:
        trial: What to run.

    Returns:
        One outcome per seed, in the order of the seeds.
    """
    rig = trial.setup.build()
    mind = cast("Mind", rig.policy)
    world = rig.make_world(min(trial.num_worlds, len(trial.seeds)))
    found: dict[int, Outcome] = {}
    for episode in rollout(world, mind, trial.seeds):
        thread = next(t for t in mind.threads if t.seed == episode.seed)
        found[episode.seed] = _outcome(episode, thread)
    if len(trial.seeds) == world.num_worlds:  # every row is still where its episode ended
        for seed in _watch_on(world, mind, [o.seed for o in found.values() if o.success]):
            found[seed] = replace(found[seed], fell_after=True)
    return [found[seed] for seed in trial.seeds]


def _watch_on(world: World, mind: Mind, seeds: Sequence[int]) -> set[int]:
    """Let rows whose episode ended well walk on for a while, and give those that fall."""
    rows = np.flatnonzero(np.isin(world.rows.seeds, seeds))
    fell: set[int] = set()
    for _ in range(round(AFTERMATH_S / world.drive.control_timestep_s)):
        world.rows.is_active[rows] = True
        result = world.step(mind.act(world.observe()))
        fell |= {int(world.rows.seeds[r]) for r, e in result.endings.items() if not e.survived}
    world.rows.is_active[:] = False
    return fell


def _outcome(episode: Episode, thread: Thread) -> Outcome:
    thoughts = thread.thoughts
    names = [name for _, name in thread.switches]
    tops = [max((s[i] for s in thread.scores()), default=0.0) for i in range(3)]
    return Outcome(
        seed=episode.seed,
        success=episode.success,
        cause=episode.cause,
        place=episode.place,
        duration_s=episode.duration_s,
        metrics=episode.metrics,
        num_thoughts=len(thoughts),
        charges_s=tuple(round(t.charge_s, 6) for t in thoughts),
        first_near_m=min(thoughts[0].near_m, 99.0) if thoughts else -1.0,
        num_switches=len(names),
        num_tactical_switches=sum(name != "keep" for name in names),
        num_refused=sum(t.is_refused for t in thoughts),
        num_cut=sum(t.is_cut for t in thoughts),
        missed_ticks=episode.num_steps - thread.steps,
        dropped=dict(thread.book.dropped),
        top_surprises=(tops[0], tops[1], tops[2]),
        surprise_m=thread.surprised_m,
        surprise_near_m=min(thread.surprised_near_m, 99.0),
    )
