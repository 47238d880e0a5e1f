"""`andon train`: learn a policy."""

import importlib.util
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

import tyro
from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn, TimeRemainingColumn
from rich.table import Table

from andon.cli.options import clear_folder, print_table, run_folder
from andon.compute import available_cores
from andon.errors import InvalidConfig, MissingExtra

if TYPE_CHECKING:
    from andon.training.exam import ExamResult
    from andon.training.session import Session
    from andon.training.trainer import CurveRow

__all__ = ["Train"]

PRINT_EVERY = 40
"""Updates between two lines where nobody watches a progress bar."""


@dataclass(frozen=True, kw_only=True)
class Train:
    """Learn to walk, run and climb, from nothing, in one run; the same folder again goes on."""

    what: tyro.conf.Positional[Literal["reflex"]]
    """`reflex`: the walking, running and climbing policy of a biped."""
    seed: int = 0
    """Seed of the run."""
    out: str | None = None
    """Folder to write; named after the run when left out."""
    body: str = "humanoid"
    """Built-in body, or path of an MJCF or URDF file of a biped."""
    worlds: int = 1024
    """Worlds stepped together."""
    max_steps: int = 30_000_000
    """Control steps after which the run ends whatever its exams say."""
    exam_every: int = 2_500_000
    """Control steps between two rounds of exams."""
    exam_trials: int = 40
    """Rollouts of each exam."""
    keep_going: bool = False
    """Go on to --max-steps even when all exams are passed."""
    threads: int | None = None
    """Threads for stepping and learning; all cores when left out. The result differs with it only
    in the last bits of the learning."""
    device: str = "cpu"
    """Where the network learns, for example cuda; the worlds are always on the processor."""
    fresh: bool = False
    """Replace an earlier run instead of going on with it."""
    dry_run: bool = False
    """Say what would be done and stop."""

    def run(self, console: Console) -> int:
        """Train, with a progress line, exams and a curve."""
        self._check()
        from andon.training.session import Session, SessionConfig
        from andon.training.settings import ReflexConfig

        config = ReflexConfig(seed=self.seed, num_worlds=self.worlds, max_steps=self.max_steps)
        folder = run_folder(
            self.out, "train", "reflex", f"seed{self.seed}", identity=[config, self.body]
        )
        threads = self.threads or available_cores()
        console.print(
            f"Train the reflex of {self.body} in {self.worlds} worlds on {threads} threads, up to "
            f"{self.max_steps:,} control steps, into {folder}"
        )
        if self.dry_run:
            return 0
        if self.fresh:
            clear_folder(folder, self.body)
        watch = SessionConfig(
            exam_every=self.exam_every,
            exam_trials=self.exam_trials,
            stop_when_passed=not self.keep_going,
            threads=threads,
            device=self.device,
        )
        session = Session(folder, config, watch, body=self.body)
        if session.is_resumed:
            console.print(f"Going on at {session.trainer.progress.steps:,} steps.")
        self._train(console, session)
        console.print(f"Wrote {folder}/reflex.onnx, reflex.toml, curve.csv, curve.png, exams.json")
        console.print(f"Next: andon rollout street_walk --policy {folder}/reflex.toml")
        return 0

    def _check(self) -> None:
        if importlib.util.find_spec("torch") is None:
            raise MissingExtra(
                "andon train needs PyTorch: pip install 'andon[train]'. Without a GPU take the CPU "
                "build, which is far smaller: see pytorch.org."
            )
        for name in ("worlds", "max_steps", "exam_every", "exam_trials"):
            if getattr(self, name) < 1:
                flag = name.replace("_", "-")
                raise InvalidConfig(f"--{flag} is {getattr(self, name)}; it must be at least 1.")
        if not 0 <= self.seed < 1000:
            raise InvalidConfig(f"--seed is {self.seed}; it must lie within 0 to 999.")
        if self.threads is not None and self.threads < 1:
            raise InvalidConfig(f"--threads is {self.threads}; it must be at least 1.")

    def _train(self, console: Console, session: "Session") -> None:
        columns = (
            TextColumn("{task.description}", markup=False),
            BarColumn(bar_width=20),
            TimeElapsedColumn(),
            TimeRemainingColumn(),
        )
        watched = console.is_terminal
        with Progress(*columns, console=console, disable=not watched, transient=True) as progress:
            task = progress.add_task("learning", total=self.max_steps)

            def on_update(row: "CurveRow") -> None:
                line = describe(row)
                progress.update(task, completed=row.steps, description=line)
                if not watched and session.trainer.progress.updates % PRINT_EVERY == 0:
                    console.print(line)

            def on_exam(steps: int, results: "list[ExamResult]") -> None:
                print_exams(console, steps, session, results)

            session.run(on_update, on_exam)


def describe(row: "CurveRow") -> str:
    """Give one line about an update."""
    rate = row.steps / max(1e-9, row.simulate_s + row.learn_s)
    return (
        f"{row.steps / 1e6:.2f} M steps, {rate / 1000:.1f} k/s, "
        f"episodes {row.mean_length / 50:.1f} s, up to {row.speed_m_s:.1f} m/s, "
        f"steps {100 * row.riser_m:.0f} cm, pushes {row.push_m_s:.2f} m/s"
    )


def print_exams(
    console: Console, steps: int, session: "Session", results: "list[ExamResult]"
) -> None:
    """Print how a round of exams went."""
    from andon.verdicts.intervals import clopper_pearson

    clock = session.trainer.clock
    minutes = (clock.simulate_s + clock.learn_s + clock.exam_s) / 60
    console.print(f"exams after {steps:,} control steps, {minutes:.1f} min, exams included")
    table = Table("exam", "done", "95 % interval", "mean speed", "")
    for r in results:
        interval = clopper_pearson(r.successes, r.trials)
        table.add_row(
            r.name,
            f"{r.successes}/{r.trials}",
            f"{interval.low:.3f} to {interval.high:.3f}",
            f"{r.mean_speed_m_s:.2f} m/s",
            "passed" if r.is_passed else "",
        )
    print_table(console, table)
