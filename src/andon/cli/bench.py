"""`andon bench`: how fast this machine is, always against a limit measured in the same run."""

from dataclasses import dataclass, replace
from math import inf
from pathlib import Path
from typing import Literal

import tyro
from rich.console import Console
from rich.table import Table

from andon.cli.options import print_table
from andon.errors import InvalidConfig

__all__ = ["Bench"]

What = Literal[
    "world", "engines", "line", "reflex", "walking", "tactics", "think", "inspect", "data"
]

QUICK_TRIALS = 12
"""Episodes per cell and arm of a quick run of `think`."""


@dataclass(frozen=True, kw_only=True)
class Bench:
    """Measure speed; every figure is a ratio to a baseline of the same run."""

    what: tyro.conf.Positional[What] = "world"
    """`world`: our closed loop against raw stepping; `engines`: the ways to step many worlds;
    `line`: production lines against bare SimPy and SimPROCESD, exit 1 when the number of workers
    changes a result; `reflex`: how fast it learns; `walking`: what policies can do, task by task;
    `tactics`: which setting of the gait gets past which obstacle;
    `think`: what thinking while walking is worth, and what it costs;
    `inspect`: members of an inspector against two baselines; `data`: data sets against plain
    Parquet, PyAV and lerobot."""
    num_worlds: int = 256
    """Worlds stepped together."""
    seconds: float = 4.0
    """Time per measurement."""
    repeats: int = 5
    """Rounds; every round measures everything once, in turn."""
    trials: int = 100
    """Rollouts of each task, for `walking`; of each obstacle and tactic, for `tactics`, where every
    place is walked 4 times."""
    task: tuple[str, ...] = ()
    """Tasks whose names contain one of these words, for `walking`; kinds of obstacles, for
    `tactics`; places, for `think`; all when left out."""
    policy: str = "reflex"
    """Policy, for `walking`, `tactics` and `think`."""
    reveal_m: float = 2.0
    """Distance from which on an obstacle is seen, for `tactics`."""
    speed: float = 1.67
    """Commanded speed in m/s, for `tactics`."""
    heading_deg: float = 0.0
    """Direction of the walk against the course, for `tactics`."""
    quick: bool = False
    """Fewer tactics and 32 rollouts of each, for `tactics`; fewer places and ways of deciding and
    at most 12 rollouts of each, for `think`."""
    part: tuple[str, ...] = ()
    """Parts to run, for `think`: cost, stop, wall (body and mind in real time), meet, mix,
    latency, reveal, familiar, faults, trigger, refine; all when left out."""
    calibrate: Path | None = None
    """Folder to write measured prices and stops to, for parts cost and stop of `think`; those that
    minds go by lie in src/andon/minds."""
    out: Path | None = None
    """Folder that keeps what is done and that is gone on with, for `tactics` and `think`."""
    robot: str | None = None
    """Another body to put the policy on as well, unchanged: path of an MJCF file."""
    against: str | None = None
    """Policy to compare with on that body: path of a contract."""
    data: Path | None = None
    """Set of labelled pictures, for `inspect`; made textures of 256 pixels when left out."""
    labels: tuple[str, ...] = ("none", "20", "all")
    """Bad parts to fit on, for `inspect`: `none`, a number of each class, `all` in five folds."""
    splits: int = 2
    """Splits by chance of each amount of labels, for `inspect`."""
    lerobot_python: Path | None = None
    """Interpreter in which lerobot is installed, for `data`: its loader is measured too."""
    set_gb: float = 0.0
    """Size of the large sets whose memory is measured, for `data`; none when 0."""
    json: Path | None = None
    """File to write the same figures to."""
    dry_run: bool = False
    """Say what would be measured, and stop."""

    def run(self, console: Console) -> int:
        """Measure and print the table."""
        if self.num_worlds < 1 or self.repeats < 1 or not 0 < self.seconds < inf:
            raise InvalidConfig(
                f"A measurement needs --num-worlds and --repeats of at least 1 and --seconds above "
                f"0; got {self.num_worlds}, {self.repeats} and {self.seconds:g}."
            )
        if self.what == "line":
            return self._line(console)
        if self.what == "reflex":
            return self._reflex(console)
        if self.what == "walking":
            return self._walking(console)
        if self.what == "tactics":
            return self._tactics(console)
        if self.what == "think":
            return self._think(console)
        if self.what == "inspect":
            return self._inspect(console)
        if self.what == "data":
            return self._data(console)
        return self._stepping(console)

    def _keep(self, console: Console, figures: dict[str, object]) -> None:
        """Write the figures with the machine that they are from, if that is asked."""
        from andon.artifacts import provenance, write_json

        if self.json is not None:
            write_json(self.json, {**figures, "machine": provenance()})
            console.print(f"Wrote {self.json}")

    def _stepping(self, console: Console) -> int:
        from andon.artifacts import provenance
        from andon.cli.bench_world import measure_engines, measure_world

        console.print(
            f"Measure {self.what} with {self.num_worlds} worlds, {self.repeats} rounds of "
            f"{self.seconds:g} s each"
        )
        if self.dry_run:
            return 0
        measure = measure_world if self.what == "world" else measure_engines
        rows = measure(num_worlds=self.num_worlds, seconds=self.seconds, repeats=self.repeats)
        table = Table(
            "what", "control steps/s", "share of limit", "range", "target", "MB per world"
        )
        for row in rows:
            table.add_row(
                row.name,
                f"{row.steps_per_s:,.0f}",
                f"{row.share:.2f}",
                f"{row.share_low:.2f} to {row.share_high:.2f}",
                row.target,
                f"{row.mb_per_world:.2f}" if row.mb_per_world is not None else "",
            )
        facts = provenance()
        table.caption = f"{facts['cores']} x {facts['cpu']}, MuJoCo {facts['mujoco']}"
        print_table(console, table)
        self._keep(console, {"rows": rows})
        return 0

    def _reflex(self, console: Console) -> int:
        from andon.artifacts import provenance
        from andon.cli.bench_reflex import measure_learning, print_learning

        worlds = 4 * self.num_worlds
        console.print(f"Measure learning in {worlds} worlds, {self.repeats} rounds of 5 updates")
        if self.dry_run:
            return 0
        rows = measure_learning(num_worlds=worlds, updates=5, repeats=self.repeats)
        print_learning(console, rows, provenance())
        self._keep(console, {"rows": rows})
        return 0

    def _walking(self, console: Console) -> int:
        from andon.artifacts import provenance
        from andon.cli.bench_reflex import TASKS, measure_walking, print_walking
        from andon.policies.setup import Setup

        if self.trials < 1:
            raise InvalidConfig(f"--trials is {self.trials}; it must be at least 1.")
        tasks = [t for t in TASKS if not self.task or any(word in t.name for word in self.task)]
        if not tasks:
            raise InvalidConfig(f"No task contains any of {self.task}: {[t.name for t in TASKS]}")
        own = Setup(scenario="street_walk", policy=self.policy)
        who = {self.policy: own}
        if self.robot is not None:
            there = replace(own, body=self.robot)
            who[f"{self.policy}, other body"] = there
            if self.against is not None:
                who[f"{Path(self.against).stem}, there"] = replace(there, policy=self.against)
        console.print(f"Measure {len(tasks)} tasks, {self.trials} rollouts of each for {list(who)}")
        if self.dry_run:
            return 0
        rows = [
            measure_walking(setup, task, trials=self.trials, who=name)
            for task in tasks
            for name, setup in who.items()
        ]
        print_walking(console, rows)
        facts = provenance()
        console.print(f"{facts['cores']} x {facts['cpu']}, MuJoCo {facts['mujoco']}")
        self._keep(console, {"rows": rows})
        return 0

    def _tactics(self, console: Console) -> int:
        from andon.cli.bench_tactics import make_plan, run_bench_tactics

        plan = make_plan(
            policy=self.policy,
            families=self.task,
            trials=self.trials,
            is_quick=self.quick,
            way=(self.speed, self.reveal_m, self.heading_deg),
        )
        figures = run_bench_tactics(console, plan, self.out, dry_run=self.dry_run)
        if figures:
            self._keep(console, figures)
        return 0

    def _think(self, console: Console) -> int:
        from andon.cli.bench_think import run_bench_think
        from andon.cli.think_plan import make_plan

        trials = min(self.trials, QUICK_TRIALS) if self.quick else self.trials
        plan = make_plan(
            policy=self.policy,
            trials=trials,
            is_quick=self.quick,
            parts=self.part,
            words=self.task,
        )
        folder = self.out or Path("runs") / "bench-think"
        if self.calibrate is not None and not self.calibrate.is_dir():
            raise InvalidConfig(f"--calibrate is {self.calibrate}; there is no such folder.")
        figures = run_bench_think(
            console, plan, folder, calibrate=self.calibrate, dry_run=self.dry_run
        )
        if figures:
            self._keep(console, figures)
        return 0

    def _line(self, console: Console) -> int:
        from andon.artifacts import provenance
        from andon.cli.bench_line import SIZES, line_json, measure_line, print_line

        console.print(
            f"Measure lines of {SIZES} stations, {self.repeats} rounds each, then a year of the "
            "longest"
        )
        if self.dry_run:
            return 0
        with console.status("Running lines"):
            speed = measure_line(repeats=self.repeats)
        print_line(console, speed, provenance())
        self._keep(console, dict(line_json(speed)))
        return 0 if speed.workers.is_same else 1

    def _inspect(self, console: Console) -> int:
        from andon.cli.bench_inspect import measure_and_print

        source = "made textures" if self.data is None else str(self.data)
        console.print(f"Measure inspectors on {source} with labels: {', '.join(self.labels)}")
        if self.dry_run:
            return 0
        bench = measure_and_print(console, self.data, regimes=self.labels, num_splits=self.splits)
        self._keep(console, {"bench": bench})
        return 0

    def _data(self, console: Console) -> int:
        from andon.cli.bench_data import BenchData

        return BenchData(
            repeats=self.repeats,
            scale=self.seconds / 4.0,
            lerobot_python=self.lerobot_python,
            set_gb=self.set_gb,
            json=self.json,
        ).run(console, dry_run=self.dry_run)
