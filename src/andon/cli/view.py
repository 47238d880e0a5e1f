"""`andon view`: watch one episode in the browser."""

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import tyro
from rich.console import Console

from andon.cli.options import parse_settings
from andon.errors import BrokenFile, unknown_name

if TYPE_CHECKING:
    from andon.episodes.episode import Episode, Event
    from andon.policies.setup import Setup

__all__ = ["View"]


@dataclass(frozen=True, kw_only=True)
class View:
    """Replay an episode of a run, or run a fresh one of a scenario, in the browser."""

    target: tyro.conf.Positional[str]
    """Folder of a run, or name of a scenario."""
    seed: int | None = None
    """Seed of the episode; the first of the run, or 0, when left out."""
    policy: str = "stand"
    """Policy, when the target is a scenario."""
    body: str = "humanoid"
    """Body, when the target is a scenario."""
    settings: Annotated[tuple[str, ...], tyro.conf.arg(name="set", metavar="NAME=VALUE")] = ()
    """Variation to override, when the target is a scenario."""
    port: int = 8080
    """Port on this machine."""
    dry_run: bool = False
    """Replay and compare, but do not open the viewer."""

    def run(self, console: Console) -> int:
        """Replay and serve until interrupted."""
        from andon.episodes.replay import replay, visual_model

        setup, record, seed = self._find()
        rig = setup.build()
        world = rig.make_world(1)
        console.print(f"Replay seed {seed} of {setup.scenario} with {rig.policy.name}")
        shown = replay(world, rig.policy, seed, record, aftermath_s=1.0)
        episode = shown.episode
        console.print(
            f"  {episode.cause} at {episode.place} after {episode.duration_s:.2f} s"
            + _sameness(shown.is_same)
        )
        if self.dry_run:
            return 0 if shown.is_same is not False else 1
        from andon.episodes.viewer import show

        pushes = list(world.pushes[0])
        viewer = show(
            visual_model(world, seed),
            shown.qpos,
            shown.times_s,
            title=f"{setup.scenario}, seed {seed}: {episode.cause.replace('_', ' ')}",
            markers=[(e.time_s, _words(e)) for e in episode.events],
            pushes=pushes,
            port=self.port,
            root_body=rig.body.root,
            open_forever=False,
        )
        console.print(f"Open {viewer.url} in a browser; Ctrl-C ends.")
        viewer.wait()
        return 0

    def _find(self) -> "tuple[Setup, Episode | None, int]":
        from andon.episodes.log import read_episodes
        from andon.policies.setup import Setup, read_setup
        from andon.randomness import check_seed

        folder = Path(self.target)
        if not folder.is_dir():
            setup = Setup(
                scenario=self.target,
                body=self.body,
                policy=self.policy,
                variation=parse_settings(self.settings),
            )
            return setup, None, check_seed(self.seed or 0)
        setup = read_setup(folder)
        episodes = {e.seed: e for e in read_episodes(folder)}
        if not episodes:
            raise BrokenFile(f"No episode of {folder} has ended yet; there is nothing to show.")
        seed = self.seed if self.seed is not None else min(episodes)
        if seed not in episodes:
            raise unknown_name(f"episode in {folder}", str(seed), map(str, sorted(episodes)))
        return setup, episodes[seed], seed


def _words(event: "Event") -> str:
    place = "" if event.detail == "flat" else f" {event.detail.replace('_', ' ')}"
    return f"{event.name.replace('_', ' ')}{place}"


def _sameness(is_same: bool | None) -> str:
    if is_same is None:
        return ""
    return ", the same to the last bit" if is_same else ", NOT the same as recorded"
