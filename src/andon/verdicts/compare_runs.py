"""Compare two policies on the same seeds, until the answer is known."""

from collections.abc import Callable, Generator
from dataclasses import dataclass
from pathlib import Path

from andon.artifacts import Json, provenance, to_json, write_json
from andon.compute import Backend
from andon.episodes.episode import Episode
from andon.episodes.log import EpisodeLog
from andon.errors import InvalidConfig
from andon.policies.run import claim_folder, claim_for, run_seeds
from andon.policies.setup import Rig, Setup
from andon.randomness import check_seed
from andon.verdicts.comparison import Answer, Arm, Comparison, compare

__all__ = ["ComparisonPlan", "ComparisonResult", "compare_runs"]


@dataclass(frozen=True, kw_only=True)
class ComparisonPlan:
    """What is compared, and when to stop."""

    a: Setup
    """The policy in service."""
    b: Setup
    """The challenger."""
    max_pairs: int = 200
    """Pairs after which an open question is undecided."""
    look_every: int = 10
    """Pairs between two looks."""
    alpha: float = 0.05
    """Largest chance of each wrong answer. [1]"""
    margin: float | None = None
    """Tolerated loss of success rate. [1]"""
    first_seed: int = 0
    """First seed; the others follow."""

    def __post_init__(self) -> None:
        """Refuse counts that cannot be meant."""
        if not 1 <= self.look_every <= self.max_pairs:
            raise InvalidConfig(
                f"look_every is {self.look_every}; it must lie in [1, max_pairs = "
                f"{self.max_pairs}]."
            )
        if not 0 < self.alpha < 0.5:
            raise InvalidConfig(f"alpha is {self.alpha}; it must lie in (0, 0.5).")
        if self.margin is not None and not 0 < self.margin < 1:
            raise InvalidConfig(f"margin is {self.margin}; it must lie in (0, 1).")
        check_seed(self.first_seed)
        check_seed(self.first_seed + self.max_pairs - 1)


@dataclass(frozen=True, kw_only=True)
class ComparisonResult:
    """The answer and the numbers behind it."""

    answer: Answer
    """`better`, `not better` or `undecided`, said of B."""
    reason: str
    """The answer in one sentence."""
    comparison: Comparison
    """Evidence."""


def compare_runs(
    plan: ComparisonPlan,
    folder: Path,
    *,
    backend: Backend = "auto",
    num_workers: int | None = None,
    on_look: Callable[[int], None] | None = None,
) -> ComparisonResult:
    """Run both policies on the same seeds until the answer is known.

    Args:
        plan: What to compare.
        folder: Where to write `comparison.json` and the two episode logs.
        backend: Where to compute.
        num_workers: Processes; all cores when None.
        on_look: Called after every look with the number of pairs.
    """
    rigs = (plan.a.build(), plan.b.build())
    claim_for(folder, {"plan": plan})
    seeds = range(plan.first_seed, plan.first_seed + plan.max_pairs)
    arms = [
        _open_arm(folder / name, setup, seeds, plan.look_every, backend, num_workers)
        for name, setup in (("a", plan.a), ("b", plan.b))
    ]
    pairs: list[tuple[Episode, Episode]] = []
    comparison: Comparison | None = None
    for pair in zip(arms[0].episodes, arms[1].episodes, strict=True):
        pairs.append(pair)
        if len(pairs) % plan.look_every and len(pairs) < plan.max_pairs:
            continue
        comparison = _judge(plan, pairs)
        if on_look is not None:
            on_look(len(pairs))
        if comparison.answer != "undecided":
            break
    for i, arm in enumerate(arms):
        arm.episodes.close()
        arm.log.close([pair[i] for pair in pairs])
    if comparison is None:
        raise InvalidConfig("A comparison needs at least one pair.")
    result = ComparisonResult(
        answer=comparison.answer, reason=_reason(plan, comparison), comparison=comparison
    )
    write_json(folder / "comparison.json", _to_json(plan, rigs, result))
    write_json(folder / "provenance.json", provenance())
    return result


@dataclass(frozen=True, kw_only=True)
class _OpenArm:
    """One policy's rollouts as they come in."""

    log: EpisodeLog
    episodes: Generator[Episode, None, None]


def _open_arm(
    folder: Path,
    setup: Setup,
    seeds: range,
    look_every: int,
    backend: Backend,
    num_workers: int | None,
) -> _OpenArm:
    claim_folder(folder, setup.build(), {"setup": setup, "seeds": [seeds[0], seeds[-1]]})
    log = EpisodeLog(folder)
    episodes = run_seeds(
        setup,
        seeds,
        shard_size=max(8, min(32, look_every)),
        folder=folder,
        done=log.read(),
        backend=backend,
        num_workers=num_workers,
    )
    return _OpenArm(log=log, episodes=episodes)


def _judge(plan: ComparisonPlan, pairs: list[tuple[Episode, Episode]]) -> Comparison:
    return compare(
        [int(a.success) for a, _ in pairs],
        [int(b.success) for _, b in pairs],
        alpha=plan.alpha,
        margin=plan.margin,
        look_every=plan.look_every,
    )


def _reason(plan: ComparisonPlan, c: Comparison) -> str:
    a, b = c.incumbent, c.challenger
    rates = (
        f"B succeeded in {b.successes} and A in {a.successes} of {c.num_pairs} paired rollouts; "
        f"B alone in {c.wins}, A alone in {c.losses}"
    )
    if c.answer == "undecided":
        return f"{rates}. After {plan.max_pairs} pairs neither claim reached its evidence."
    claim = "better than" if c.answer == "better" else "no better than"
    return f"{rates}. Evidence that B is {claim} A reached {1 / plan.alpha:.3g} to 1 at that look."


def _to_json(plan: ComparisonPlan, rigs: tuple[Rig, Rig], result: ComparisonResult) -> Json:
    c = result.comparison
    return {
        "schema": 1,
        "answer": result.answer,
        "reason": result.reason,
        "a": _arm(rigs[0], c.incumbent, c.num_pairs),
        "b": _arm(rigs[1], c.challenger, c.num_pairs),
        "wins": c.wins,
        "losses": c.losses,
        "ties": c.num_pairs - c.wins - c.losses,
        "log_e_better": c.log_e_better,
        "log_e_not_better": c.log_e_not_better,
        "looks": c.looks,
        "log_threshold": c.log_threshold,
        "alpha": plan.alpha,
        "margin": c.margin,
        "non_inferior_at": c.non_inferior_at,
        "difference": {"estimate": c.difference, "interval": to_json(c.difference_sequence)},
        "scenario": rigs[0].scenario.name,
        "scenario_hash": rigs[0].scenario.content_hash(),
        "seeds": {"first": plan.first_seed, "last": plan.first_seed + c.num_pairs - 1},
        "max_pairs": plan.max_pairs,
    }


def _arm(rig: Rig, arm: Arm, trials: int) -> Json:
    return {
        "policy": rig.policy.name,
        "policy_hash": rig.policy.content_hash(),
        "body": rig.body.name,
        "successes": arm.successes,
        "trials": trials,
        "interval": to_json(arm.interval),
    }
