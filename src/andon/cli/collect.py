"""`andon collect`: record episodes into a data set."""

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated, cast

import tyro
from rich.console import Console

from andon.cli.options import (
    make_progress,
    parse_noise,
    parse_settings,
    print_notes,
    run_folder,
    short_name,
)
from andon.errors import InvalidConfig

if TYPE_CHECKING:
    from andon.policies.setup import Rig, Setup

__all__ = ["Collect"]


@dataclass(frozen=True, kw_only=True)
class Collect:
    """Record episodes into a LeRobotDataset v3; run it again to go on or to add more.

    Every episode is on disk for good the moment it ends.
    """

    scenario: tyro.conf.Positional[str]
    """Name of a scenario; see `andon list`."""
    policy: str = "reflex"
    """Built-in policy, or path of a contract (.toml)."""
    body: str = "humanoid"
    """Built-in body, or path of an MJCF or URDF file."""
    weights: str | None = None
    """ONNX file, if the contract's own is not found."""
    episodes: int = 20
    """Number of episodes; those that the data set has already are not recorded again."""
    seed: int = 0
    """First seed; the others follow. Below 2**40: later seeds are sealed for gates."""
    task: str | None = None
    """Instruction to record; the title of the scenario when left out."""
    cameras: tuple[str, ...] = ()
    """Cameras to record: chase, head."""
    picture_size: tuple[int, int] = (160, 120)
    """Width and height of the pictures. [px]"""
    settings: Annotated[tuple[str, ...], tyro.conf.arg(name="set", metavar="NAME=VALUE")] = ()
    """Variation to override, for example riser_m=0.12 or riser_m=[0.05,0.12]."""
    noise: tuple[str, ...] = ()
    """Sensor faults, for example joint_vel.uniform=1.5 or gravity_b.delay_steps=1."""
    time_limit_s: float | None = None
    """Length of an episode; the scenario's when left out."""
    teleoperate: bool = False
    """Show the robot in the browser and let a person command it by keyboard or gamepad; each frame
    says who did. The policy must read velocity_command, as `reflex` and `gait` do."""
    port: int = 8080
    """Port for the browser on this machine."""
    out: str | None = None
    """Folder or URL of the data set; named after the run when left out."""
    dry_run: bool = False
    """Say what would be done, check that everything fits, and stop."""

    def run(self, console: Console) -> int:
        """Record the episodes and say what became of them."""
        from andon.episodes.data.collecting import seeds_to_record
        from andon.policies.setup import Setup
        from andon.randomness import check_seed

        if self.episodes < 1:
            raise InvalidConfig(f"--episodes is {self.episodes}; it must be at least 1.")
        seeds = range(check_seed(self.seed), check_seed(self.seed + self.episodes - 1) + 1)
        setup = Setup(
            scenario=self.scenario,
            body=self.body,
            policy=self.policy,
            weights=self.weights,
            variation=parse_settings(self.settings),
            noise=parse_noise(self.noise),
            time_limit_s=self.time_limit_s,
        )
        rig = setup.build()
        names = (self.scenario, self.policy)
        folder = run_folder(None, "collect", *names, identity=[setup, self.cameras])
        target = self.out or str(folder)
        todo = seeds_to_record(
            target,
            seeds,
            scenario_hash=rig.scenario.content_hash(),
            body_hash=rig.body.content_hash(),
            policy_hash=rig.policy.content_hash(),
        )
        known = f"; {len(seeds) - len(todo)} are there already" if len(todo) < len(seeds) else ""
        console.print(
            f"Record {len(todo)} episodes of {self.scenario} with {rig.policy.name} on "
            f"{short_name(rig.body.name)} into {target}{known}"
        )
        print_notes(console, rig.notes)
        if self.teleoperate and "velocity_command" not in rig.policy.terms:
            raise InvalidConfig(
                f"--teleoperate needs a policy that follows velocity commands; {rig.policy.name!r} "
                f"reads {list(rig.policy.terms)}. Among the built-in ones `reflex` and `gait` do."
            )
        if not self.dry_run and todo:
            self._record(console, setup, rig, todo, target)
        return 0

    def _record(
        self, console: Console, setup: "Setup", rig: "Rig", seeds: list[int], target: str
    ) -> None:
        from andon.artifacts import Json, to_json
        from andon.cli.booth import Booth
        from andon.episodes.data.cameras import RecordingCameras, make_camera
        from andon.episodes.data.record import EpisodeRecord
        from andon.episodes.data.recorder import (
            record_episode,
            recorded_terms,
            recording_features,
            robot_name,
        )
        from andon.episodes.data.writer import DataWriter
        from andon.episodes.world import World

        world = World(
            rig.scenario,
            rig.body,
            rig.policy.drive,
            terms=recorded_terms(rig.policy),
            blueprint=rig.blueprint,
            scan=getattr(rig.policy, "scan", None),
        )
        width, height = self.picture_size
        chosen = [make_camera(n, rig.body, width=width, height=height) for n in self.cameras]
        known = EpisodeRecord(
            setup=cast("Json", to_json(setup)),
            body_hash=rig.body.content_hash(),
            policy_hash=rig.policy.content_hash(),
        )
        features = recording_features(world, chosen)
        causes: Counter[str] = Counter()
        cameras = RecordingCameras(chosen)
        booth = Booth(console, world, port=self.port) if self.teleoperate else None
        fps, robot, task = rig.policy.drive.rate_hz, robot_name(world), self.task
        with (
            DataWriter(target, fps=fps, features=features, robot_type=robot) as writer,
            make_progress(console) as progress,
        ):
            bar = progress.add_task(self.scenario, total=len(seeds))
            for seed in seeds:
                if booth is not None:
                    booth.begin(seed)
                episode = record_episode(
                    world,
                    rig.policy,
                    seed,
                    writer,
                    task=task or rig.scenario.title,
                    cameras=cameras,
                    record=known,
                    pilot=booth.pilot if booth else None,
                    on_step=booth.draw if booth else None,
                )
                causes[episode.cause] += 1
                progress.advance(bar)
            total = f"{writer.info.total_episodes} episodes, {writer.info.total_frames} frames"
        cameras.close()
        if booth is not None:
            booth.close()
        said = ", ".join(f"{count} {cause}" for cause, count in causes.most_common())
        console.print(f"{said}; the set has {total}\nCheck it: andon data check {target}")
