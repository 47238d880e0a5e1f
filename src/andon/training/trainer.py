"""The run: collect, update, grow the task, keep a checkpoint; the same again from the same seed."""

import io
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from pathlib import Path
from pickle import UnpicklingError
from time import perf_counter
from typing import Any, cast

import numpy as np
import torch

from andon.artifacts import content_hash, write_bytes
from andon.bodies.body import Body
from andon.errors import BrokenFile, InvalidConfig
from andon.training.collector import collect
from andon.training.network import ActorCritic
from andon.training.normaliser import Normaliser
from andon.training.ppo import update
from andon.training.reflex_task import ReflexTask, Stage
from andon.training.reflex_terms import is_fixed_input
from andon.training.settings import CurriculumConfig, PpoConfig, ReflexConfig

__all__ = ["CurveRow", "Trainer", "grow"]

CHECKPOINT = "checkpoint.pt"
UNREADABLE = (OSError, RuntimeError, ValueError, EOFError, AttributeError, UnpicklingError)
"""What PyTorch raises for a file that it cannot read."""
RECENT = 400
"""Episodes that the mean length is taken over."""


@dataclass(frozen=True, kw_only=True)
class CurveRow:
    """One update."""

    steps: int
    """Control steps so far."""
    simulate_s: float
    """Wall time spent on stepping worlds so far."""
    learn_s: float
    """Wall time spent on updates so far."""
    mean_length: float
    """Mean length of recent episodes, control steps of 1000."""
    survival: float
    """Share of recent episodes that lasted to the time limit. [1]"""
    reward: float
    """Mean reward per step."""
    velocity: float
    """Mean reward for following the velocity. [1]"""
    clock: float
    """Agreement of feet and clock. [1]"""
    speed_gap: float
    """Mean error of the velocity ahead, m/s."""
    std: float
    """Mean exploration. [1]"""
    kl: float
    """Change of the policy in the update, nats."""
    learning_rate: float
    """Learning rate."""
    speed_m_s: float
    """Fastest command."""
    riser_m: float
    """Highest step."""
    push_m_s: float
    """Hardest push."""


@dataclass(kw_only=True)
class Clock:
    """Wall time of the run; never part of a result."""

    simulate_s: float = 0.0
    learn_s: float = 0.0
    exam_s: float = 0.0


@dataclass(kw_only=True)
class Progress:
    """Where the run is."""

    steps: int = 0
    updates: int = 0
    grown: int = 0
    lengths: list[int] = field(default_factory=list[int])


def first_stage(config: CurriculumConfig) -> Stage:
    """Give the easiest task."""
    return Stage(
        speed_m_s=config.speed_m_s[0], riser_m=config.riser_m[0], push_m_s=config.push_m_s[0]
    )


def grow(stage: Stage, config: CurriculumConfig) -> Stage:
    """Give the next harder task."""
    return Stage(
        speed_m_s=min(config.speed_m_s[1], stage.speed_m_s + config.speed_step_m_s),
        riser_m=min(config.riser_m[1], stage.riser_m + config.riser_step_m),
        push_m_s=min(config.push_m_s[1], stage.push_m_s + config.push_step_m_s),
    )


class Trainer:
    """One run of learning; `advance` does one update."""

    def __init__(
        self, config: ReflexConfig, body: Body, *, threads: int = 1, device: str = "cpu"
    ) -> None:
        """Build worlds and network.

        Args:
            config: Settings.
            body: The robot.
            threads: Threads for stepping and for learning.
            device: Where the network learns; the worlds are always on the processor.

        Raises:
            InvalidConfig: When PyTorch does not know the device.
        """
        self.config, self.body = config, body
        torch.set_num_threads(threads)
        try:
            self.device = torch.device(device)
            torch.zeros(1, device=self.device)
        except (RuntimeError, AssertionError) as error:
            raise InvalidConfig(
                f"PyTorch cannot compute on the device {device!r}: {error}. Try 'cpu'."
            ) from error
        self.task = ReflexTask(config, body, first_stage(config.curriculum), threads)
        self.network = ActorCritic(
            input_mirror=self.task.input_mirror,
            state_mirror=self.task.state_mirror,
            action_mirror=self.task.action_mirror,
            hidden=config.ppo.hidden,
            initial_std=config.ppo.initial_std,
            seed=config.seed,
        ).to(self.device)
        self.normaliser = Normaliser(self.task.input_mirror, is_fixed_input(self.task.contract))
        rate = config.ppo.learning_rate
        self.optimiser = torch.optim.Adam(self.network.parameters(), lr=rate)
        self.generator = torch.Generator().manual_seed(config.seed)
        self.progress, self.clock = Progress(), Clock()
        self.curve: list[CurveRow] = []

    @property
    def stage(self) -> Stage:
        """How hard the task is."""
        return self.task.stage

    def advance(self) -> CurveRow:
        """Step all worlds over one horizon, learn from it, and say how it went."""
        config, progress = self.config, self.progress
        start = perf_counter()
        harvest = collect(
            self.task, self.network, self.normaliser, config.ppo, self.generator, self.device
        )
        middle = perf_counter()
        stats = update(
            self.network,
            self.optimiser,
            harvest.batch,
            self._late(config.ppo),
            self.generator,
            largest_std=self._largest_std(),
        )
        self.normaliser.add(harvest.raw)
        self.clock.simulate_s += middle - start
        self.clock.learn_s += perf_counter() - middle
        progress.steps += len(harvest.batch.actions)
        progress.updates += 1
        progress.lengths = (progress.lengths + harvest.lengths)[-RECENT:]
        self._grow()
        lengths = np.array(progress.lengths or [0])
        limit = self.task.world.limit_steps
        row = CurveRow(
            steps=progress.steps,
            simulate_s=self.clock.simulate_s,
            learn_s=self.clock.learn_s,
            mean_length=float(lengths.mean()),
            survival=float((lengths >= limit).mean()),
            std=float(self.network.std().detach().mean()),
            kl=stats.kl,
            learning_rate=stats.learning_rate,
            speed_m_s=self.stage.speed_m_s,
            riser_m=self.stage.riser_m,
            push_m_s=self.stage.push_m_s,
            **harvest.figures,
        )
        self.curve.append(row)
        return row

    def _largest_std(self) -> float:
        """Exploration shrinks once the policy copes: it is a push at every joint."""
        ppo, over = self.config.ppo, self._finished()
        largest = max(ppo.late_std, ppo.max_std - 0.03 * self.progress.grown)
        return largest + over * (min(largest, ppo.final_std) - largest)

    def _finished(self) -> float:
        """Give how much of the last part of the run is over: 0 before it begins, 1 at the end."""
        share, left = self.config.ppo.finish_share, self.config.max_steps - self.progress.steps
        left = max(0, left)
        return 1.0 - min(1.0, left / max(1.0, share * self.config.max_steps))

    def _late(self, ppo: PpoConfig) -> PpoConfig:
        """Lower the learning rate in the last part of the run."""
        low, high = ppo.learning_rate_range
        high += self._finished() * (min(high, ppo.final_rate) - high)
        return replace(ppo, learning_rate_range=(min(low, high), high))

    def _grow(self) -> None:
        c, progress = self.config.curriculum, self.progress
        if progress.updates % c.every or len(progress.lengths) < RECENT // 4:
            return
        if np.mean(progress.lengths) > c.min_length:
            progress.grown += 1
            self.task.set_stage(grow(self.stage, c))

    def run(
        self,
        folder: Path,
        *,
        checkpoint_every: int,
        on_update: Callable[[CurveRow], bool],
    ) -> None:
        """Learn until the steps are used up or `on_update` says stop, keeping checkpoints.

        Args:
            folder: Where the checkpoint goes.
            checkpoint_every: Updates between two checkpoints.
            on_update: Called after every update; True ends the run.
        """
        while self.progress.steps < self.config.max_steps:
            is_enough = on_update(self.advance())
            if is_enough or self.progress.updates % checkpoint_every == 0:
                self.save(folder)
            if is_enough:
                return
        self.save(folder)

    def save(self, folder: Path) -> None:
        """Write a checkpoint, whole or not at all."""
        content = io.BytesIO()
        torch.save(self._content(), content)
        write_bytes(folder / CHECKPOINT, content.getvalue())

    def _content(self) -> dict[str, Any]:
        return {
            "schema": 1,
            "config_hash": self._hash(),
            "network": self.network.state_dict(),
            "optimiser": self.optimiser.state_dict(),
            "normaliser": self.normaliser.state(),
            "generator": self.generator.get_state(),
            "task": self.task.snapshot(),
            "progress": vars(self.progress),
            "clock": vars(self.clock),
            "curve": self.curve,
        }

    def _hash(self) -> str:
        return content_hash([self.config, self.body.content_hash(), self.task.contract.name])

    def load(self, folder: Path) -> None:
        """Go on from a checkpoint, bit for bit.

        Raises:
            BrokenFile: When there is none, or it cannot be read.
            InvalidConfig: When it belongs to a run with other settings.
        """
        path = folder / CHECKPOINT
        content = _read_checkpoint(path)
        if content["config_hash"] != self._hash():
            raise InvalidConfig(
                f"{path} belongs to a run with other settings, another seed or another body. "
                "Choose another folder with --out, or add --fresh to replace it."
            )
        self.network.load_state_dict(content["network"])
        self.optimiser.load_state_dict(content["optimiser"])
        self.normaliser.load(content["normaliser"])
        self.generator.set_state(content["generator"])
        self.task.restore(content["task"])
        self.progress, self.clock = Progress(**content["progress"]), Clock(**content["clock"])
        self.curve = list(content["curve"])


def _read_checkpoint(path: Path) -> dict[str, Any]:
    try:
        loaded: object = torch.load(path, map_location="cpu", weights_only=False)
    except FileNotFoundError as error:
        raise BrokenFile(f"There is no checkpoint at {path}.") from error
    except UNREADABLE as error:
        raise BrokenFile(f"{path} is no checkpoint: {error}") from error
    content = cast("dict[str, Any]", loaded) if isinstance(loaded, dict) else {}
    if content.get("schema") != 1:
        raise BrokenFile(f"{path} is no checkpoint of this version.")
    return content
