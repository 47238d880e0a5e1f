"""`andon rollout`: run episodes and keep them."""

from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import tyro
from rich.console import Console
from rich.table import Table

from andon.cli.options import (
    check_compute,
    clear_folder,
    make_progress,
    parse_noise,
    parse_settings,
    print_notes,
    print_table,
    run_folder,
    short_name,
    with_mind,
)
from andon.compute import Backend
from andon.errors import InvalidConfig

if TYPE_CHECKING:
    from andon.episodes.episode import Episode
    from andon.policies.setup import Setup
    from andon.scenarios import Scenario

__all__ = ["Rollout"]


@dataclass(frozen=True, kw_only=True)
class Rollout:
    """Run episodes of a scenario and write an episode log."""

    scenario: tyro.conf.Positional[str]
    """Name of a scenario; see `andon list`."""
    policy: str = "reflex"
    """Built-in policy, or path of a contract (.toml)."""
    body: str = "humanoid"
    """Built-in body, or path of an MJCF or URDF file."""
    weights: str | None = None
    """ONNX file, if the contract's own is not found."""
    mind: str = "none"
    """What thinks for the policy: `none`, `think`, `guard` alone, or a tactic such as
    `always_high`."""
    thinking: Annotated[tuple[str, ...], tyro.conf.arg(metavar="NAME=VALUE")] = ()
    """Settings of the mind, for example charged_s=0.3."""
    episodes: int = 20
    """Number of episodes."""
    seed: int = 0
    """First seed; the others follow. Below 2**40: later seeds are sealed for gates."""
    settings: Annotated[tuple[str, ...], tyro.conf.arg(name="set", metavar="NAME=VALUE")] = ()
    """Variation to override, for example riser_m=0.12 or riser_m=[0.05,0.12]."""
    noise: tuple[str, ...] = ()
    """Sensor faults, for example joint_vel.uniform=1.5 or gravity_b.delay_steps=1."""
    solver: Literal["newton", "cg", "pgs"] = "newton"
    """MuJoCo's constraint solver; another one shows what depends on it."""
    physics_timestep_s: float | None = None
    """Integration step; that of the policy when left out."""
    out: str | None = None
    """Folder to write; named after the run when left out."""
    compute: Backend = "auto"
    """Where to compute."""
    workers: int | None = None
    """Processes to use; all cores when left out."""
    fresh: bool = False
    """Replace an earlier run instead of going on with it."""
    dry_run: bool = False
    """Say what would be done, check that everything fits, and stop."""

    def run(self, console: Console) -> int:
        """Run the episodes and print a summary."""
        from andon.policies.setup import Setup
        from andon.randomness import check_seed

        if self.episodes < 1:
            raise InvalidConfig(f"--episodes is {self.episodes}; it must be at least 1.")
        check_compute(self.compute, self.workers)
        seeds = range(check_seed(self.seed), check_seed(self.seed + self.episodes - 1) + 1)
        setup = Setup(
            scenario=self.scenario,
            body=self.body,
            policy=self.policy,
            weights=self.weights,
            variation=parse_settings(self.settings),
            noise=parse_noise(self.noise),
            solver=self.solver,
            physics_timestep_s=self.physics_timestep_s,
        )
        setup = with_mind(setup, self.mind, self.thinking)
        rig = setup.build()
        who = [self.policy] if self.mind == "none" else [self.policy, self.mind]
        folder = run_folder(
            self.out, "rollout", self.scenario, *who, identity=[setup, seeds[0], seeds[-1]]
        )
        console.print(
            f"Roll out {len(seeds)} episodes of {self.scenario} with {rig.policy.name} on "
            f"{short_name(rig.body.name)} into {folder}"
        )
        print_notes(console, rig.notes)
        if self.dry_run:
            return 0
        if self.fresh:
            clear_folder(folder, self.policy, self.body, self.weights)
        self._collect(console, setup, seeds, folder, rig.scenario)
        return 0

    def _collect(
        self,
        console: Console,
        setup: "Setup",
        seeds: range,
        folder: Path,
        scenario: "Scenario",
    ) -> None:
        from andon.artifacts import provenance, write_json
        from andon.minds.setup import write_mind
        from andon.policies.run import collect

        with make_progress(console) as progress:
            task = progress.add_task(self.scenario, total=len(seeds))
            found = collect(
                setup,
                seeds,
                folder,
                backend=self.compute,
                num_workers=self.workers,
                on_episode=lambda _: progress.advance(task),
            )
        write_json(folder / "provenance.json", provenance())
        write_mind(folder, setup)
        _summarise(console, found)
        _print_coverage(console, scenario, found)
        console.print(f"Wrote {folder}/episodes.parquet")
        failed = next((e.seed for e in found if not e.success), found[0].seed)
        console.print(f"Next: andon view {folder} --seed {failed}")


def _summarise(console: Console, episodes: list["Episode"]) -> None:
    from andon.verdicts.intervals import clopper_pearson

    table = Table("outcome", "episodes", "share", "95 % interval")
    rows = [("success", sum(e.success for e in episodes))]
    rows.append(("survived", sum(e.survived for e in episodes)))
    rows.extend(sorted(Counter(f"  {e.cause}" for e in episodes).items()))
    for name, count in rows:
        interval = clopper_pearson(count, len(episodes))
        share = f"{count / len(episodes):.3f}"
        table.add_row(
            name, f"{count}/{len(episodes)}", share, f"{interval.low:.3f} to {interval.high:.3f}"
        )
    print_table(console, table)
    speeds = [e.metrics["mean_lin_vel_x"] for e in episodes if e.survived]
    if speeds:
        mean = sum(speeds) / len(speeds)
        console.print(f"mean velocity ahead of the {len(speeds)} survivors: {mean:.3f} m/s")


def _print_coverage(console: Console, scenario: "Scenario", episodes: list["Episode"]) -> None:
    from andon.scenarios import measure_coverage

    rows = measure_coverage(scenario.variation, [e.draw for e in episodes])
    shares = ", ".join(f"{c.ways}-way {c.covered}/{c.feasible}" for c in rows if c.feasible)
    if shares:
        console.print(f"coverage of the variation: {shares}")
