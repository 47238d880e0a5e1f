"""A verdict: what a gate said about a policy, with everything that it rests on."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import sqrt
from typing import Literal

import numpy as np
from scipy import stats

from andon.artifacts import Json, to_json
from andon.episodes.episode import EVENT_NAMES, METRIC_UNITS, Episode
from andon.scenarios.scenario import Scenario
from andon.scenarios.variation import Choice, Coverage, Uniform, measure_coverage
from andon.verdicts.decision import Decision, Lamp, Trial
from andon.verdicts.gate import Gate, gate_hash
from andon.verdicts.kpi import SuccessRateKpi
from andon.verdicts.kpi_report import KpiReport, report_kpis
from andon.verdicts.operating import OperatingPoint, operating_characteristics
from andon.verdicts.strata import Stratum, stratify, worst_stratum

__all__ = [
    "EXIT_CODES",
    "Outcome",
    "Subject",
    "Verdict",
    "counted_outcome",
    "is_good",
    "make_verdict",
    "plan_gate",
    "to_trial",
]

Outcome = Literal["success", "survived"]
"""What may count as a good rollout."""

EXIT_CODES: dict[Lamp, int] = {"GREEN": 0, "RED": 1, "AMBER": 3}
"""Exit code of the command line by lamp; bad use exits 2."""


@dataclass(frozen=True, kw_only=True)
class Subject:
    """Who was judged, where."""

    scenario: str
    """Name of the scenario."""
    scenario_hash: str
    """Hash of the scenario with the gate's overrides."""
    body: str
    """Name or file of the body."""
    body_hash: str
    """Hash of the body."""
    policy: str
    """Name of the policy."""
    policy_hash: str
    """Hash of the policy, weights included."""
    contract_notes: tuple[str, ...] = ()
    """Where the scenario goes beyond the policy's training, and what was assumed."""


@dataclass(frozen=True, kw_only=True)
class Verdict:
    """The outcome of a gate. The same for any number of processes and threads."""

    schema: int
    """Version of this form."""
    lamp: Lamp
    """GREEN, RED or AMBER."""
    reason: str
    """The verdict in one sentence."""
    subject: Subject
    """Who was judged, where."""
    gate: Gate
    """The declared gate."""
    gate_hash: str
    """Hash of the declared gate."""
    extended_by: int
    """Rollouts beyond the declared max_rollouts that were allowed on demand."""
    num_rollouts: int
    """Rollouts that were looked at."""
    kpis: tuple[KpiReport, ...]
    """One per KPI of the gate."""
    points: Mapping[str, tuple[OperatingPoint, ...]]
    """Operating characteristics by KPI."""
    episodes: tuple[Episode, ...]
    """The rollouts that were looked at, in the order of their seeds."""
    strata: tuple[Stratum, ...]
    """Success by bin of each parameter that varied."""
    coverage: tuple[Coverage, ...]
    """1-, 2- and 3-way coverage of the variation."""

    @property
    def outcome(self) -> Outcome:
        """What counts as a good rollout: the outcome of the first success-rate KPI."""
        return counted_outcome(self.gate)

    @property
    def exit_code(self) -> int:
        """Exit code of the command line."""
        return EXIT_CODES[self.lamp]

    def to_json(self) -> Json:
        """Give the plain form that `verdict.json` holds."""
        worst = worst_stratum(self.strata)
        return {
            "schema": self.schema,
            "lamp": self.lamp,
            "reason": self.reason,
            "name": self.gate.name,
            "gate": to_json(self.gate),
            "gate_hash": self.gate_hash,
            "extended_by": self.extended_by,
            **{k: to_json(v) for k, v in vars(self.subject).items()},
            "seeds": {
                "first": self.gate.first_seed,
                "last": self.gate.first_seed + max(0, self.num_rollouts - 1),
            },
            "num_rollouts": self.num_rollouts,
            "max_rollouts": self.gate.max_rollouts + self.extended_by,
            "look_every": self.gate.look_every,
            "alpha": self.gate.alpha,
            "beta": self.gate.beta,
            "kpis": [to_json(kpi) for kpi in self.kpis],
            "outcome": self.outcome,
            "outcomes": _count_causes(self.episodes, self.outcome),
            "places": _count_places(self.episodes, self.outcome),
            "strata": [to_json(s) for s in self.strata],
            "worst_stratum": to_json(worst),
            "coverage": [
                {"ways": c.ways, "covered": c.covered, "feasible": c.feasible, "share": c.share}
                for c in self.coverage
            ],
            "operating_characteristics": [
                {"kpi": name, **_plain(point)} for name, row in self.points.items() for point in row
            ],
            "metrics": _metrics(self.episodes),
        }


def counted_outcome(gate: Gate) -> Outcome:
    """Give the outcome that a gate's first success-rate KPI counts; `success` without one."""
    for kpi in gate.kpis:
        if isinstance(kpi, SuccessRateKpi):
            return kpi.outcome
    return "success"


def is_good(episode: Episode, outcome: Outcome) -> bool:
    """Say whether an episode had an outcome."""
    return episode.success if outcome == "success" else episode.survived


def _plain(point: OperatingPoint) -> dict[str, object]:
    return {str(k): v for k, v in vars(point).items()}


def to_trial(episode: Episode) -> Trial:
    """Give what a gate needs to know of an episode."""
    counts = dict.fromkeys(EVENT_NAMES, 0) | episode.event_counts
    return Trial(
        success=episode.success,
        survived=episode.survived,
        duration_s=episode.duration_s,
        metrics=episode.metrics,
        events=counts,
    )


def plan_gate(gate: Gate, scenario: Scenario) -> dict[str, tuple[OperatingPoint, ...]]:
    """State the operating characteristics of a gate before anything runs.

    Args:
        gate: The declared gate.
        scenario: Gives the time that a rollout is watched.

    Returns:
        Points by KPI: exact for success rates and event rates, simulated for means.

    Raises:
        InvalidConfig: When an event-rate KPI can never pass.
    """
    gate.check_exposure(scenario.time_limit_s)
    return {
        kpi.name: operating_characteristics(gate, kpi, rollout_s=scenario.time_limit_s)
        for kpi in gate.kpis
    }


def make_verdict(
    gate: Gate,
    declared: Gate,
    subject: Subject,
    scenario: Scenario,
    decision: Decision,
    episodes: Sequence[Episode],
) -> Verdict:
    """Write down what a decision rests on.

    Args:
        gate: The gate that was run; differs from the declared one in `max_rollouts` at most.
        declared: The gate as it was declared.
        subject: Who was judged.
        scenario: The scenario with the gate's overrides.
        decision: What the evidence said.
        episodes: Rollouts in the order of their seeds; those after the decision are left out.
    """
    seen = tuple(episodes[: decision.num_rollouts])
    trials = [to_trial(e) for e in seen]
    return Verdict(
        schema=1,
        lamp=decision.lamp,
        reason=decision.reason,
        subject=subject,
        gate=declared,
        gate_hash=gate_hash(declared),
        extended_by=gate.max_rollouts - declared.max_rollouts,
        num_rollouts=decision.num_rollouts,
        kpis=report_kpis(gate, trials, decision),
        points=plan_gate(declared, scenario),
        episodes=seen,
        strata=_strata(scenario, seen, counted_outcome(declared)),
        coverage=measure_coverage(scenario.variation, [e.draw for e in seen]),
    )


def _strata(
    scenario: Scenario, episodes: Sequence[Episode], outcome: Outcome
) -> tuple[Stratum, ...]:
    ranges: dict[str, tuple[float, float]] = {}
    categories: list[str] = []
    for parameter in scenario.variation:
        d = parameter.distribution
        if isinstance(d, Uniform):
            ranges[parameter.name] = (d.low, d.high)
        elif isinstance(d, Choice):
            categories.append(parameter.name)
    draws: list[dict[str, float | str]] = [
        {name: e.draw[name] for name in ranges} | {n: f"{e.draw[n]:g}" for n in categories}
        for e in episodes
    ]
    return stratify(draws, [is_good(e, outcome) for e in episodes], ranges)


def _count_causes(episodes: Sequence[Episode], outcome: Outcome) -> list[Json]:
    rows = [(not is_good(e, outcome), e.cause) for e in episodes]
    return [
        {
            "cause": cause,
            "count": rows.count((is_bad, cause)),
            "success": not is_bad,
        }
        for is_bad, cause in sorted(set(rows))
    ]


def _count_places(episodes: Sequence[Episode], outcome: Outcome) -> list[Json]:
    places = [e.place for e in episodes if not is_good(e, outcome)]
    ordered = sorted(set(places), key=lambda p: (-places.count(p), p))
    return [{"place": place, "count": places.count(place)} for place in ordered]


def _metrics(episodes: Sequence[Episode]) -> list[Json]:
    """Give means with 95 % Student intervals; they describe, no gate rests on them."""
    rows: list[Json] = []
    for name, unit in METRIC_UNITS.items():
        values = np.array([e.metrics[name] for e in episodes if name in e.metrics])
        values = values[np.isfinite(values)]
        if len(values) == 0:
            continue
        mean = float(values.mean())
        spread = float(values.std(ddof=1)) / sqrt(len(values)) if len(values) > 1 else 0.0
        reach = float(stats.t.ppf(0.975, len(values) - 1)) * spread if len(values) > 1 else 0.0
        rows.append(
            {
                "name": name,
                "unit": unit,
                "mean": mean,
                "low": mean - reach,
                "high": mean + reach,
                "n": len(values),
            }
        )
    return rows
