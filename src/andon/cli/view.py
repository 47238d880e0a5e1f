"""`andon view`: watch one episode in the browser."""

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import tyro
from rich.console import Console

from andon.artifacts import make_folder
from andon.cli.options import parse_settings, with_mind
from andon.errors import BrokenFile, InvalidConfig, unknown_name

if TYPE_CHECKING:
    import mujoco

    from andon.episodes.episode import Episode, Event
    from andon.episodes.replay import Replay
    from andon.policies.setup import Rig, Setup

__all__ = ["View"]


@dataclass(frozen=True, kw_only=True)
class View:
    """Replay an episode of a run, or run a fresh one of a scenario, in the browser."""

    target: tyro.conf.Positional[str]
    """Folder of a run, or name of a scenario."""
    seed: int | None = None
    """Seed of the episode; the first of the run, or 0, when left out."""
    policy: str = "reflex"
    """Policy, when the target is a scenario."""
    body: str = "humanoid"
    """Body, when the target is a scenario."""
    mind: str = "none"
    """What thinks for the policy, when the target is a scenario; see `andon rollout`."""
    settings: Annotated[tuple[str, ...], tyro.conf.arg(name="set", metavar="NAME=VALUE")] = ()
    """Variation to override, when the target is a scenario."""
    port: int = 8080
    """Port on this machine."""
    film: Path | None = None
    """Write a film (.mp4), with a poster and a strip of stills beside it, and do not open the
    viewer."""
    camera: Literal["chase", "side", "front"] = "chase"
    """Where the film is taken from."""
    seconds: float = 6.0
    """Length of the film; it shows the end of a longer episode."""
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
        if self.film is not None:
            self._film(console, self.film, rig, shown, visual_model(world, seed))
            return 0
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

    def _film(
        self,
        console: Console,
        path: Path,
        rig: "Rig",
        shown: "Replay",
        model: "mujoco.MjModel",
    ) -> None:
        from andon.episodes.film import FilmConfig, make_film
        from andon.sensing.camera import ChaseCamera
        from andon.verdicts.reel import captions_of

        if path.suffix != ".mp4":
            raise InvalidConfig(f"--film is {path}; a film ends in .mp4.")
        views = {"side": (90.0, -8.0), "front": (180.0, -8.0)}
        camera = None
        if self.camera in views:
            azimuth, elevation = views[self.camera]
            camera = ChaseCamera(
                body=rig.body.root, distance_m=3.2, azimuth_deg=azimuth, elevation_deg=elevation
            )
        make_folder(path.parent)
        files = make_film(
            model,
            shown.qpos,
            times_s=shown.times_s,
            config=FilmConfig(fps=25, seconds=self.seconds, camera=camera, poster_scale=1),
            path_stem=path.with_suffix(""),
            captions=captions_of(shown.episode, rig.policy),
        )
        console.print(f"Wrote {files.video}, {files.poster.name}, {files.strip.name}")

    def _find(self) -> "tuple[Setup, Episode | None, int]":
        from andon.episodes.log import read_episodes
        from andon.minds.setup import read_setup
        from andon.policies.setup import Setup
        from andon.randomness import check_seed

        folder = Path(self.target)
        if not folder.is_dir():
            setup = Setup(
                scenario=self.target,
                body=self.body,
                policy=self.policy,
                variation=parse_settings(self.settings),
            )
            setup = with_mind(setup, self.mind, ())
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
