"""What `andon bench reflex` and `andon bench walking` measure."""

import time
from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np
from rich.console import Console
from rich.table import Table

from andon.bodies.power import PowerModel
from andon.cli.options import print_table
from andon.compute import available_cores
from andon.episodes.rollout import rollout
from andon.policies.setup import Setup
from andon.training.reflex_terms import NOISE as TRAINING_NOISE
from andon.verdicts.intervals import clopper_pearson

__all__ = ["TASKS", "LearningRow", "WalkingRow", "measure_learning", "measure_walking"]

NOISE: dict[str, dict[str, object]] = {
    name: {key: value for key, value in vars(fault).items() if value}
    for name, fault in TRAINING_NOISE.items()
}
"""Sensor faults of every row of the table of walking: those of training."""
DELAYS: dict[str, object] = {"action_delay_ms": {"choice": [0.0, 5.0, 10.0, 15.0, 20.0]}}
FIRST_SEED = 2**40 - 2**19
"""Open, beyond what any run learns on, and apart from its exams."""
MOVING_M_S = 0.1
ROOMY = 150
"""Columns of a terminal that the whole table of walking needs."""


@dataclass(frozen=True, kw_only=True)
class LearningRow:
    """Speed of learning, and of its parts."""

    name: str
    """What was measured."""
    steps_per_s: float
    """Control steps of all worlds per second; median over the rounds."""
    share: float
    """Median over the rounds of the ratio to raw stepping in the same round. [1]"""
    low: float
    """Smallest ratio. [1]"""
    high: float
    """Largest ratio. [1]"""


def measure_learning(*, num_worlds: int, updates: int, repeats: int) -> list[LearningRow]:
    """Measure raw stepping, stepping with gait and network, and the whole of learning.

    Args:
        num_worlds: Worlds stepped together.
        updates: Updates in each round.
        repeats: Rounds.
    """
    from andon.bodies.body import bodies
    from andon.cli.bench_world import NUM_STEPS, raw_stepping, record_motion
    from andon.training.settings import ReflexConfig
    from andon.training.trainer import Trainer

    motion = record_motion(min(256, num_worlds))
    raw = raw_stepping(motion)
    config = ReflexConfig(num_worlds=num_worlds)
    trainer = Trainer(config, bodies.make("humanoid"), threads=available_cores())
    raw()
    trainer.advance()
    rates: dict[str, list[float]] = {"raw": [], "step": [], "learn": []}
    for _ in range(repeats):
        start = time.perf_counter()
        raw()
        rates["raw"].append(len(motion.first) * NUM_STEPS / (time.perf_counter() - start))
        before = (trainer.clock.simulate_s, trainer.clock.learn_s)
        for _ in range(updates):
            trainer.advance()
        stepping = trainer.clock.simulate_s - before[0]
        steps = updates * config.ppo.horizon * num_worlds
        rates["step"].append(steps / stepping)
        rates["learn"].append(steps / (stepping + trainer.clock.learn_s - before[1]))
    names = {
        "raw": "raw mj_step on all cores (the limit)",
        "step": "worlds, gait, network and reward, untrained",
        "learn": "the same with learning: net",
    }
    limit = np.array(rates["raw"])
    rows: list[LearningRow] = []
    for key, name in names.items():
        shares = np.array(rates[key]) / limit
        rows.append(
            LearningRow(
                name=name,
                steps_per_s=float(np.median(rates[key])),
                share=float(np.median(shares)),
                low=float(shares.min()),
                high=float(shares.max()),
            )
        )
    return rows


def print_learning(console: Console, rows: list[LearningRow], machine: Mapping[str, str]) -> None:
    """Print the table of learning, and how the time is split."""
    table = Table("what", "control steps/s", "share of limit", "range")
    for row in rows:
        table.add_row(
            row.name,
            f"{row.steps_per_s:,.0f}",
            f"{row.share:.2f}",
            f"{row.low:.2f} to {row.high:.2f}",
        )
    table.caption = f"{machine['cores']} x {machine['cpu']}, MuJoCo {machine['mujoco']}"
    print_table(console, table)
    stepping, net = rows[1].steps_per_s, rows[2].steps_per_s
    console.print(
        f"stepping takes {net / stepping:.0%} of the time, learning {1 - net / stepping:.0%}; "
        f"20 million steps take {2e7 / net / 60:.0f} minutes"
    )


@dataclass(frozen=True, kw_only=True)
class WalkTask:
    """One row of the table of walking."""

    name: str
    """Label."""
    scenario: str
    """Scenario."""
    variation: Mapping[str, object] = field(default_factory=dict[str, object])
    """Distributions to replace."""
    time_limit_s: float | None = None
    """Length of an episode; the scenario's when None."""
    is_blind: bool = False
    """Whether the height scan shows level ground whatever is there."""


def _walk(name: str, speed: float, **changes: object) -> WalkTask:
    return WalkTask(
        name=name, scenario="street_walk", variation={"command_lin_vel_x": speed, **changes}
    )


STEPS_M = (0.05, 0.10, 0.15, 0.20)

TASKS = (
    _walk("stand", 0.0),
    *(_walk(f"walk {v} m/s", v) for v in (0.3, 0.6, 1.0, 1.67, 2.0)),
    *(_walk(f"run {v} m/s", v) for v in (2.2, 2.4, 2.6, 2.8, 3.0)),
    _walk("1.67 m/s, 20 ms delay", 1.67, action_delay_ms=20.0),
    _walk("1.67 m/s, pushes of 1 m/s every 5 s", 1.67, push_speed=1.0, push_interval_s=5.0),
    _walk("0.6 m/s, pushes of 1 m/s every 5 s", 0.6, push_speed=1.0, push_interval_s=5.0),
    _walk("1.0 m/s, turning at 0.8 rad/s", 1.0, command_ang_vel_z=0.8),
    _walk("1.67 m/s with 4 kg", 1.67, payload_kg=4.0),
    *(
        WalkTask(
            name=f"brake from {v} m/s",
            scenario="street_brake",
            variation={"command_lin_vel_x": v},
        )
        for v in (1.0, 1.67, 2.0)
    ),
    *(
        WalkTask(
            name=f"kerb of {100 * h:.0f} cm at {v} m/s",
            scenario="street_cross_steps",
            variation={"num_steps": 1.0, "riser_m": h, "command_lin_vel_x": v},
        )
        for h in (0.05, 0.10, 0.15)
        for v in (0.6, 1.0, 1.67, 2.0)
    ),
    WalkTask(
        name="kerbs of 5 to 15 cm at up to 45 degrees",
        scenario="street_cross_steps",
        variation={
            "num_steps": 1.0,
            "riser_m": [0.05, 0.15],
            "start_heading_deg": [-45.0, 45.0],
        },
    ),
    *(
        WalkTask(
            name=f"10 steps of {100 * h:.0f} cm up and down",
            scenario="street_climb_flight",
            variation={"riser_m": h},
        )
        for h in (0.10, 0.13, 0.17)
    ),
    WalkTask(name="134 steps", scenario="street_climb_134_steps"),
    *(
        WalkTask(
            name=f"unseen kerb of {100 * h:.0f} cm at 1.0 m/s",
            scenario="street_cross_steps",
            variation={"num_steps": 1.0, "riser_m": h, "command_lin_vel_x": 1.0},
            is_blind=True,
        )
        for h in (0.03, 0.05, 0.08, 0.10)
    ),
    *(_walk(f"clearance +{100 * c:.0f} cm", 1.0, command_swing_clearance_m=c) for c in STEPS_M),
    *(_walk(f"hips -{100 * d:.0f} cm", 1.0, command_hip_drop_m=d) for d in (0.05, 0.10, 0.15)),
    *(_walk(f"path {o:+.1f} m", 1.0, command_lateral_offset_m=o) for o in (-0.6, 0.3, 0.6)),
    *(_walk(f"{v:+.1f} m/s aside", 0.5, command_lin_vel_y=v) for v in (-0.3, 0.3)),
    *(_walk(f"turn {w:+.1f} rad/s", 0.6, command_ang_vel_z=w) for w in (-0.8, 0.4, 0.8)),
)
"""Rows of the table of walking."""


@dataclass(frozen=True, kw_only=True)
class WalkingRow:
    """How one policy on one body did one task."""

    task: str
    """What was to be done."""
    who: str
    """Policy and body."""
    trials: int
    """Rollouts."""
    successes: int
    """Rollouts in which the task was done."""
    survived: int
    """Rollouts that were up at the end."""
    low: float
    """Lower end of the exact 95 % interval of the success rate. [1]"""
    high: float
    """Upper end. [1]"""
    metrics: Mapping[str, float]
    """Means over the rollouts that were up at the end; the cost of transport among them."""


def measure_walking(setup: Setup, task: WalkTask, *, trials: int, who: str) -> WalkingRow:
    """Let a policy do one task, with sensor noise and delays.

    Args:
        setup: Body and policy; scenario and variation are the task's.
        task: What to do.
        trials: Rollouts.
        who: Label of policy and body.
    """
    from dataclasses import replace

    full = replace(
        setup,
        scenario=task.scenario,
        variation={**DELAYS, **task.variation},
        noise=_blind(NOISE) if task.is_blind else NOISE,
        time_limit_s=task.time_limit_s,
    )
    rig = full.build()
    world = rig.make_world(min(trials, 64), available_cores())
    found = list(rollout(world, rig.policy, range(FIRST_SEED, FIRST_SEED + trials)))
    up = [e for e in found if e.survived]
    names = sorted({name for e in up for name in e.metrics})
    means = {n: float(np.mean([e.metrics[n] for e in up if n in e.metrics])) for n in names}
    speed = means.get("mean_lin_vel_x", 0.0)
    if up:
        power = PowerModel()
        means["battery_h"] = power.battery_h(means["mean_power_w"])
        if speed > MOVING_M_S:
            means["cost_of_transport"] = power.cost_of_transport(
                means["mean_power_w"], rig.body.mass_kg, speed
            )
    successes = sum(e.success for e in found)
    interval = clopper_pearson(successes, trials)
    return WalkingRow(
        task=task.name,
        who=who,
        trials=trials,
        successes=successes,
        survived=len(up),
        low=interval.low,
        high=interval.high,
        metrics=means,
    )


def _blind(noise: dict[str, dict[str, object]]) -> dict[str, dict[str, object]]:
    return {**noise, "height_scan": {**noise["height_scan"], "missed": 1.0}}


COLUMNS = (
    ("mean_lin_vel_x", "m/s", 2),
    ("mean_ang_vel_z", "rad/s", 2),
    ("end_y_m", "y m", 2),
    ("swing_height_m", "swing", 3),
    ("base_height_m", "base", 3),
    ("stance_slip_m_s", "slip", 2),
    ("clock_agreement", "clock", 2),
    ("flight_share", "flight", 2),
    ("mean_power_w", "W", 0),
    ("cost_of_transport", "CoT", 2),
    ("battery_h", "h", 1),
    ("stop_time_s", "stop s", 2),
    ("stop_way_m", "stop m", 2),
)
"""Metrics of the table, with headings and digits."""


def print_walking(console: Console, rows: list[WalkingRow]) -> None:
    """Print the table of walking; a column that says nothing is left out."""
    shown = [c for c in COLUMNS if any(c[0] in row.metrics for row in rows)]
    if console.width < ROOMY:  # the figures that matter most; --json has all of them
        shown = [c for c in shown if c[0] in ("mean_lin_vel_x", "stop_way_m")]
    table = Table("task", "who", "done", "95 %", "up", *(heading for _, heading, _ in shown))
    for r in rows:
        table.add_row(
            r.task,
            r.who,
            f"{r.successes}/{r.trials}",
            f"{r.low:.3f}-{r.high:.3f}",
            str(r.survived),
            *(f"{r.metrics[n]:.{d}f}" if n in r.metrics else "" for n, _, d in shown),
        )
    print_table(console, table)
