"""`andon compare`: is policy B better than policy A, on the same seeds?"""

from dataclasses import dataclass
from typing import Annotated

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
)
from andon.compute import Backend

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
        from andon.policies.setup import Setup
        from andon.verdicts.compare_runs import ComparisonPlan, compare_runs

        check_compute(self.compute, self.workers)
        arms = [
            Setup(
                scenario=self.scenario,
                body=self.body,
                policy=policy,
                variation=parse_settings(self.settings),
            )
            for policy in (self.a, self.b)
        ]
        plan = ComparisonPlan(
            a=arms[0],
            b=arms[1],
            max_pairs=self.max_pairs,
            look_every=self.look_every,
            alpha=self.alpha,
            margin=self.margin,
            first_seed=self.seed,
        )
        folder = run_folder(self.out, "compare", self.scenario, self.a, self.b, identity=plan)
        console.print(
            f"Compare {short_name(self.b)} with {short_name(self.a)} in {self.scenario} on at "
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
        page = make_comparison_page(folder)
        console.print(Text.assemble((result.answer, "bold"), ": ", result.reason))
        console.print(f"Report: {page}")
        console.print(f"Next: andon rerun {folder / 'b'}")
        return EXIT[result.answer]
