"""What imagining costs on this machine: the prices of the virtual clock, measured."""

import time
from dataclasses import dataclass, replace
from pathlib import Path
from typing import cast

import numpy as np
from rich.console import Console

from andon.artifacts import provenance
from andon.cli.think_plan import BODY, FIRST_SEED
from andon.minds.clock import CALIBRATION_FILE, Calibration, read_calibration
from andon.minds.imagination import Imagination
from andon.minds.imagined_world import ImaginationConfig, ImaginedWorld
from andon.minds.measured import write_numbers
from andon.minds.mind import Mind, MindConfig
from andon.minds.own_state import SelfEstimator
from andon.minds.question import HYPOTHESES, Question
from andon.minds.rig import MindSetup
from andon.minds.tactics import TACTICS, registers_of
from andon.minds.terrain import NO_TERRAIN
from andon.policies.setup import Rig, Setup
from andon.spatial import FloatArray

__all__ = ["CostFigures", "measure_cost", "print_cost", "write_prices"]

SIZES = ((1, 1), (2, 2), (3, 3), (6, 3))
"""Tactics and hypotheses of the questions."""
HORIZONS = (20, 60)
ROUNDS = 3


@dataclass(frozen=True, kw_only=True)
class CostFigures:
    """Prices of imagining, in seconds of one core."""

    measured: Calibration
    """What this machine takes."""
    charged: Calibration
    """What the virtual clock charges."""
    think_s: float
    """Time of one core that six tactics times three hypotheses over 1.2 s took."""


def measure_cost(policy: str) -> CostFigures:
    """Time questions of several sizes and fit prices to them, by the time of the processor.

    Args:
        policy: Policy that walks.
    """
    rig = MindSetup(
        setup=Setup(
            scenario="street_walk",
            policy=policy,
            body=BODY,
            variation={"command_lin_vel_x": 1.67, "action_delay_ms": 10.0},
        ),
        advisor="rule",
        config=MindConfig(trigger="never"),
    ).build()
    walker = _Walker(rig)
    world = ImaginedWorld(rig.body, rig.policy.drive, walker.scan, ImaginationConfig())
    imagination = Imagination(world, read_calibration())
    rows: list[tuple[float, float, float, float]] = []
    for count, spread in SIZES:
        for horizon in HORIZONS:
            question = walker.question(count, spread, horizon)
            answer = imagination.imagine([question], walker.policy)[0]
            took: list[float] = []
            for _ in range(ROUNDS):
                start = time.process_time()
                imagination.imagine([question], walker.policy)
                took.append(time.process_time() - start)
            rows.append((1.0, answer.ticks, answer.row_ticks, float(np.median(took))))
    table = np.array(rows)
    prices = np.linalg.lstsq(table[:, :3], table[:, 3], rcond=None)[0]
    a, b, c = np.maximum(prices, 0.0).tolist()
    return CostFigures(
        measured=Calibration(start_s=a, tick_s=b, row_tick_s=c),
        charged=read_calibration(),
        think_s=rows[-1][3],
    )


class _Walker:
    """One robot in the middle of a walk."""

    def __init__(self, rig: Rig) -> None:
        mind = cast("Mind", rig.policy)
        world = rig.make_world(1)
        observation = world.reset([FIRST_SEED])
        own = SelfEstimator(0.15, 3)
        own.read(observation, 0.02)
        for _ in range(120):
            action = mind.act(observation)
            own.note(action)
            observation = world.step(action).observation
            own.read(observation, 0.02)
        self.policy, self.scan = mind.inner, mind.scan
        self._own, self._observation = own, observation

    def question(self, count: int, spread: int, horizon: int) -> Question:
        terms = self._observation.terms
        return Question(
            row=0,
            own=self._own.of(0),
            terrain=replace(NO_TERRAIN, near_m=5.0, far_m=5.0, blocks=self._ground()),
            velocity_command=terms["velocity_command"][0],
            gait_command=terms["gait_command"][0],
            height_scan=terms["height_scan"][0],
            step=int(self._observation.steps[0]),
            current=TACTICS[0].register(),
            registers=registers_of(TACTICS[:count]),
            commit_steps=7,
            horizon_steps=horizon,
            hypotheses=HYPOTHESES[:spread],
        )

    def _ground(self) -> FloatArray:
        level = float(np.median(self._observation.terms["ahead_scan"][0]))
        return np.array([[-20.0, 20.0, level, level]])


def write_prices(folder: Path, cost: CostFigures, policy: str) -> Path:
    """Write the prices of the virtual clock and give the file.

    Args:
        folder: Folder to write to; that of the packaged ones is `src/andon/minds`.
        cost: What was measured.
        policy: Policy that walked.
    """
    c, path = cost.measured, folder / CALIBRATION_FILE.name
    machine = provenance()
    write_numbers(
        path,
        {"start_s": c.start_s, "tick_s": c.tick_s, "row_tick_s": c.row_tick_s},
        "Price of imagining, in seconds of one core: a question, a control step of all futures, "
        "and each future in such a step. Measured by `andon bench think --part cost --calibrate` "
        f"with the policy {policy!r}, on one core of {machine['cores']} x {machine['cpu']}.",
    )
    return path


def print_cost(console: Console, cost: CostFigures) -> None:
    """Print the prices."""
    for name, c in (("measured", cost.measured), ("charged", cost.charged)):
        console.print(
            f"{name}: {1000 * c.start_s:.1f} ms a think + {1000 * c.tick_s:.2f} ms a control step "
            f"+ {1e6 * c.row_tick_s:.0f} us for each future in it"
        )
    console.print(f"six tactics x three hypotheses over 1.2 s: {1000 * cost.think_s:.0f} ms")
