"""A training run in a folder: resume, exams, curve, and the files that ship."""

import csv
import io
from collections.abc import Callable
from dataclasses import asdict, dataclass, fields
from pathlib import Path
from time import perf_counter
from typing import cast

from andon.artifacts import Json, provenance, read_json, write_bytes, write_json, write_text
from andon.bodies.from_file import load_body
from andon.policies.run import claim_for
from andon.training.exam import EXAMS, ExamResult, take_exams
from andon.training.export import export_policy
from andon.training.reflex_terms import reflex_facts
from andon.training.settings import ReflexConfig
from andon.training.trainer import CHECKPOINT, CurveRow, Trainer

__all__ = ["Session", "SessionConfig"]

CHECKPOINT_EVERY = 60
"""Updates between two checkpoints: about two minutes."""


@dataclass(frozen=True, kw_only=True)
class SessionConfig:
    """How a run is watched; none of it changes what is learned, except when it stops."""

    exam_every: int = 2_000_000
    """Control steps between two rounds of exams."""
    exam_trials: int = 40
    """Rollouts of each exam."""
    stop_when_passed: bool = True
    """Whether the run ends once all exams are passed."""
    threads: int = 1
    """Threads for stepping and for learning."""
    device: str = "cpu"
    """Where the network learns."""


class Session:
    """Runs a trainer in a folder; the same folder again goes on where it stopped."""

    def __init__(
        self, folder: Path, config: ReflexConfig, session: SessionConfig, *, body: str = "humanoid"
    ) -> None:
        """Claim the folder and load the checkpoint, if there is one.

        Args:
            folder: Where everything goes.
            config: What is learned.
            session: How it is watched.
            body: Name or file of the robot.

        Raises:
            InvalidConfig: When the folder holds another run.
            CannotWrite: When it cannot be written to.
        """
        claim_for(folder, {"kind": "train_reflex", "config": config, "body": body})
        self.folder, self.session, self._body = folder, session, body
        self.trainer = Trainer(
            config,
            load_body(body, reflex_facts()),
            threads=session.threads,
            device=session.device,
        )
        self.is_resumed = (folder / CHECKPOINT).is_file()
        if self.is_resumed:
            self.trainer.load(folder)
        self.exams: list[Json] = self._read_exams()

    def _read_exams(self) -> list[Json]:
        path = self.folder / "exams.json"
        rounds: object = read_json(path)["rounds"] if path.is_file() else []
        done = self.trainer.progress.steps
        return [r for r in cast("list[Json]", rounds) if cast("int", r["steps"]) <= done]

    def run(
        self,
        on_update: Callable[[CurveRow], None],
        on_exam: Callable[[int, list[ExamResult]], None],
    ) -> None:
        """Learn until the exams are passed or the steps are used up; write all files.

        Args:
            on_update: Called after every update.
            on_exam: Called after every round of exams, with the steps so far.
        """
        every = self.session.exam_every
        taken = [cast("int", r["steps"]) for r in self.exams]
        due = (max(taken, default=0) // every + 1) * every

        def after(row: CurveRow) -> bool:
            nonlocal due
            on_update(row)
            if row.steps < due:
                return False
            due = (row.steps // every + 1) * every
            on_exam(row.steps, self.examine())
            return self.is_over

        if not self.is_over:
            self.trainer.run(self.folder, checkpoint_every=CHECKPOINT_EVERY, on_update=after)
        if not self.exams or self.exams[-1]["steps"] != self.trainer.progress.steps:
            on_exam(self.trainer.progress.steps, self.examine())
        self.export()

    @property
    def is_over(self) -> bool:
        """Whether all exams of the last round were passed, and that ends the run."""
        if not self.exams or not self.session.stop_when_passed:
            return False
        results = cast("list[dict[str, Json]]", self.exams[-1]["results"])
        return all(r["is_passed"] for r in results)

    def examine(self) -> list[ExamResult]:
        """Let the policy as it is take the exams, and write down how they went."""
        contract, start = self.export(), perf_counter()
        results = take_exams(
            contract,
            EXAMS,
            trials=self.session.exam_trials,
            threads=self.session.threads,
            body=self._body,
        )
        self.trainer.clock.exam_s += perf_counter() - start
        clock, steps = self.trainer.clock, self.trainer.progress.steps
        entry: Json = {
            "steps": steps,
            "simulate_s": round(clock.simulate_s, 1),
            "learn_s": round(clock.learn_s, 1),
            "exam_s": round(clock.exam_s, 1),
            "results": [asdict(r) for r in results],
        }
        self.exams.append(entry)
        write_json(self.folder / "exams.json", {"rounds": self.exams})
        self._draw()
        return results

    def export(self) -> Path:
        """Write network, contract and curve; give the path of the contract."""
        trainer = self.trainer
        facts = provenance()
        header = (
            f"The reflex, learned by: andon train reflex --seed {trainer.config.seed}",
            f"{trainer.progress.steps:,} control steps in {trainer.progress.updates} updates;",
            f"commit {facts['commit']}, MuJoCo {facts['mujoco']}, {facts['cpu']}.",
        )
        path = export_policy(
            self.folder, trainer.task.contract, trainer.network, trainer.normaliser, header
        )
        write_text(self.folder / "curve.csv", curve_text(trainer.curve))
        write_json(self.folder / "provenance.json", facts)
        self._draw()
        return path

    def _draw(self) -> None:
        if self.trainer.curve:
            from andon.training.curve_picture import draw_curve

            picture = draw_curve(self.trainer.curve, self.exams)
            write_bytes(self.folder / "curve.png", picture)


def curve_text(curve: list[CurveRow]) -> str:
    """Give a curve as CSV, one line for each update."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    names = [f.name for f in fields(CurveRow)]
    writer.writerow(names)
    for row in curve:
        values = [getattr(row, name) for name in names]
        writer.writerow([v if isinstance(v, int) else f"{v:.5g}" for v in values])
    return out.getvalue()
