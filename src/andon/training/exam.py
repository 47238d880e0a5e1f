"""What a policy must pass while it learns: deterministic rollouts through the ordinary door."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from andon.episodes.rollout import rollout
from andon.policies.setup import Setup
from andon.training.reflex_terms import NOISE

__all__ = ["EXAMS", "Exam", "ExamResult", "take_exams"]

DELAY = {"choice": [0.0, 5.0, 10.0, 15.0, 20.0]}
EXAM_SEED = 2**40 - 2**20
"""First seed of the exams: open, and beyond those of any run."""


@dataclass(frozen=True, kw_only=True)
class Exam:
    """One task with its bar."""

    name: str
    """Name for tables."""
    scenario: str
    """Name of a scenario."""
    variation: Mapping[str, object] = field(default_factory=dict[str, object])
    """Distributions to replace."""
    pass_share: float = 0.95
    """Share of successes at which the exam is passed. [1]"""


@dataclass(frozen=True, kw_only=True)
class ExamResult:
    """How an exam went."""

    name: str
    """Name of the exam."""
    trials: int
    """Rollouts."""
    successes: int
    """Rollouts in which the task was done."""
    mean_speed_m_s: float
    """Mean velocity ahead of those that survived."""
    is_passed: bool
    """Whether the share reached the bar."""


EXAMS = (
    Exam(name="stand", scenario="street_walk", variation={"command_lin_vel_x": 0.0}),
    Exam(name="walk 1.0 m/s", scenario="street_walk", variation={"command_lin_vel_x": 1.0}),
    Exam(name="walk 1.67 m/s", scenario="street_walk", variation={"command_lin_vel_x": 1.67}),
    Exam(
        name="push 1 m/s at 1.67",
        scenario="street_walk",
        variation={"command_lin_vel_x": 1.67, "push_speed": 1.0, "push_interval_s": 5.0},
    ),
    Exam(name="brake", scenario="street_brake"),
    Exam(
        name="kerbs",
        scenario="street_cross_steps",
        variation={
            "num_steps": 1.0,
            "riser_m": [0.05, 0.15],
            "command_lin_vel_x": [0.6, 2.0],
        },
    ),
    Exam(name="flight of 10", scenario="street_climb_flight", pass_share=0.85),
    Exam(name="run 2.5 m/s", scenario="street_walk", variation={"command_lin_vel_x": 2.5}),
)
"""Exams of the reflex, from easy to hard; all with sensor noise and delays of 0 to 20 ms."""


def take_exams(
    contract: Path,
    exams: Sequence[Exam] = EXAMS,
    *,
    trials: int,
    threads: int = 1,
    body: str = "humanoid",
) -> list[ExamResult]:
    """Let a policy take exams.

    Args:
        contract: Contract file with its network beside it.
        exams: What to do.
        trials: Rollouts of each.
        threads: Threads that step them.
        body: Name or file of the robot.
    """
    results: list[ExamResult] = []
    noise = {name: {k: v for k, v in vars(fault).items() if v} for name, fault in NOISE.items()}
    for exam in exams:
        rig = Setup(
            scenario=exam.scenario,
            body=body,
            policy=str(contract),
            variation={"action_delay_ms": DELAY, **exam.variation},
            noise=noise,
        ).build()
        seeds = range(EXAM_SEED, EXAM_SEED + trials)
        found = list(rollout(rig.make_world(trials, threads), rig.policy, seeds))
        successes = sum(e.success for e in found)
        speeds = [e.metrics["mean_lin_vel_x"] for e in found if e.survived]
        results.append(
            ExamResult(
                name=exam.name,
                trials=trials,
                successes=successes,
                mean_speed_m_s=sum(speeds) / max(1, len(speeds)),
                is_passed=successes >= exam.pass_share * trials,
            )
        )
    return results
