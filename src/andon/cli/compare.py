"""`andon compare`: is policy B better than policy A, on the same seeds?"""

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import tyro
from rich.console import Console
from rich.text import Text

from andon.cli.options import (
    check_compute,
    clear_folder,
    make_progress,
    parse_settings,
    run_folder,
    short_name,
    with_mind,
)
from andon.compute import Backend
from andon.errors import InvalidConfig

if TYPE_CHECKING:
    from andon.policies.setup import Setup

__all__ = ["Compare"]

EXIT = {"better": 0, "not better": 1, "undecided": 3}


@dataclass(frozen=True, kw_only=True)
class Compare:
    """Compare two policies on paired seeds: exit 0 B is better, 1 not better, 3 undecided."""

    scenario: tyro.conf.Positional[str]
    """Name of a scenario; see `andon list`."""
    a: str
    """The policy in service: built-in name, or path of a contract (.toml)."""
    b: str
    """The challenger: built-in name, or path of a contract (.toml)."""
    a_mind: str = "none"
    """What thinks for A: `none`, `think`, `guard` alone, or a tactic such as `always_high`."""
    b_mind: str = "none"
    """What thinks for B."""
    a_thinking: Annotated[tuple[str, ...], tyro.conf.arg(metavar="NAME=VALUE")] = ()
    """Settings of A's mind, for example charged_s=0.3."""
    b_thinking: Annotated[tuple[str, ...], tyro.conf.arg(metavar="NAME=VALUE")] = ()
    """Settings of B's mind."""
    films: int = 0
    """Pairs to film, both policies side by side: those in which they differ come first."""
    body: str = "humanoid"
    """Built-in body, or path of an MJCF or URDF file."""
    max_pairs: int = 200
    """Pairs of rollouts after which an open question is undecided."""
    look_every: int = 10
    """Pairs between two looks at the evidence."""
    alpha: float = 0.05
    """Largest chance of each wrong answer."""
    margin: float | None = None
    """Loss of success rate that would be tolerated, to test for non-inferiority as well."""
    seed: int = 0
    """First seed; the others follow."""
    settings: Annotated[tuple[str, ...], tyro.conf.arg(name="set", metavar="NAME=VALUE")] = ()
    """Variation to override, for example riser_m=0.12 or riser_m=[0.05,0.12]."""
    out: str | None = None
    """Folder to write; named after the comparison when left out."""
    compute: Backend = "auto"
    """Where to compute."""
    workers: int | None = None
    """Processes to use; all cores when left out."""
    fresh: bool = False
    """Replace an earlier run instead of going on with it."""
    dry_run: bool = False
    """Say what would be done, check that everything fits, and stop."""

    def run(self, console: Console) -> int:
        """Compare, write the page, print the answer."""
        from andon.dashboard.comparison_page import make_comparison_page
        from andon.verdicts.compare_runs import ComparisonPlan, compare_runs

        if self.films < 0:
            raise InvalidConfig(f"--films is {self.films}; it must be at least 0.")
        check_compute(self.compute, self.workers)
        arms = self._arms()
        plan = ComparisonPlan(
            a=arms[0],
            b=arms[1],
            max_pairs=self.max_pairs,
            look_every=self.look_every,
            alpha=self.alpha,
            margin=self.margin,
            first_seed=self.seed,
        )
        names = self._names()
        folder = run_folder(self.out, "compare", self.scenario, *names, identity=plan)
        console.print(
            f"Compare {names[1]} with {names[0]} in {self.scenario} on at "
            f"most {self.max_pairs} pairs, into {folder}"
        )
        for arm in arms:
            arm.build()
        if self.dry_run:
            return 0
        if self.fresh:
            clear_folder(folder, self.a, self.b, self.body)
        with make_progress(console) as progress:
            task = progress.add_task("pairs", total=self.max_pairs)
            result = compare_runs(
                plan,
                folder,
                backend=self.compute,
                num_workers=self.workers,
                on_look=lambda done: progress.update(task, completed=done),
            )
        self._film(console, arms, folder)
        page = make_comparison_page(folder)
        console.print(Text.assemble((result.answer, "bold"), ": ", result.reason))
        console.print(f"Report: {page}")
        console.print(f"Next: andon rerun {folder / 'b'}")
        return EXIT[result.answer]

    def _names(self) -> list[str]:
        minds = ((self.a, self.a_mind), (self.b, self.b_mind))
        return [short_name(p) + ("" if mind == "none" else f"+{mind}") for p, mind in minds]

    def _arms(self) -> "list[Setup]":
        from andon.policies.setup import Setup

        arms = (
            (self.a, self.a_mind, self.a_thinking),
            (self.b, self.b_mind, self.b_thinking),
        )
        return [
            with_mind(
                Setup(
                    scenario=self.scenario,
                    body=self.body,
                    policy=policy,
                    variation=parse_settings(self.settings),
                ),
                mind,
                thinking,
            )
            for policy, mind, thinking in arms
        ]

    def _film(self, console: Console, arms: "list[Setup]", folder: Path) -> None:
        from andon.episodes.log import read_episodes
        from andon.minds.setup import write_mind
        from andon.verdicts.pair_reel import choose_pairs, make_pair_reel

        for name, arm in zip(("a", "b"), arms, strict=True):
            write_mind(folder / name, arm)
        if self.films == 0:
            return
        logs = [read_episodes(folder / name) for name in ("a", "b")]
        chosen = choose_pairs(list(zip(*logs, strict=True)), self.films)
        with console.status(f"Filming {len(chosen)} pairs"):
            make_pair_reel((arms[0], arms[1]), chosen, folder, backend=self.compute)
