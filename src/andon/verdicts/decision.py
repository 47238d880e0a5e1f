"""The decision: what the lamp says after some rollouts, and since when.

The evidence is looked at only after every `look_every` rollouts and at the end, in the order of the
seeds. GREEN needs every KPI to pass (an intersection-union test, so no correction of alpha); RED
comes with the first KPI that fails (each at beta divided by the number of KPIs); whatever is open
at the end is AMBER. It is never rounded.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
import numpy.typing as npt

from andon.errors import InvalidConfig, unknown_name
from andon.verdicts.gate import Gate
from andon.verdicts.kpi import EventRateKpi, Evidence, Kpi, MeanKpi, SuccessRateKpi, rule
from andon.verdicts.log_tails import Floats

__all__ = [
    "Decision",
    "KpiCourse",
    "Lamp",
    "RunningDecision",
    "Status",
    "Trial",
    "decide",
    "event_counts",
    "exposures_h",
    "metric_values",
    "success_flags",
]

Lamp = Literal["GREEN", "RED", "AMBER"]
"""Accepted, rejected, or not enough evidence."""

Status = Literal["pass", "fail", "open"]
"""State of one KPI."""

_NEVER = 2**62
"""Look at which nothing happened."""


@dataclass(frozen=True, kw_only=True)
class Trial:
    """What a gate needs to know of one rollout."""

    success: bool
    """Whether the episode ended in success."""
    survived: bool | None = None
    """Whether the robot was up at the end; None where nobody knows."""
    duration_s: float
    """Time from reset to end, above 0."""
    metrics: Mapping[str, float]
    """Values by name of metric."""
    events: Mapping[str, int]
    """Counts by name of event: every event that the scenario knows, zeros included, so that a
    misspelt name is an error and not a perfect record."""


@dataclass(frozen=True, kw_only=True)
class KpiCourse:
    """How the evidence on one KPI went."""

    name: str
    """Name of the KPI."""
    status: Status
    """Where it stands."""
    decided_at: int | None
    """Rollouts after which it was decided; None while open."""
    looks: tuple[int, ...]
    """Rollouts at the looks so far."""
    log_e_pass: tuple[float, ...]
    """Log evidence for passing at the looks."""
    log_e_fail: tuple[float, ...]
    """Log evidence for failing at the looks."""


@dataclass(frozen=True, kw_only=True)
class Decision:
    """What the evidence says so far."""

    lamp: Lamp
    """The verdict; AMBER as long as the evidence does not suffice."""
    is_final: bool
    """Whether further rollouts of this gate cannot change the lamp."""
    reason: str
    """The verdict in one sentence."""
    num_rollouts: int
    """Rollouts that were looked at; later ones did not count."""
    courses: tuple[KpiCourse, ...]
    """One per KPI, in the order of the gate."""


def decide(gate: Gate, trials: Sequence[Trial]) -> Decision:
    """Say what the rollouts so far amount to.

    Args:
        gate: The declared gate.
        trials: Rollouts in the order of the seeds, from the gate's first seed on, with no gap.

    Returns:
        The decision at the first look that settles it, or at the last look reached.

    Raises:
        InvalidConfig: When there are more rollouts than the gate allows, or a value is impossible.
        UnknownName: When a rollout lacks a metric or event that a KPI asks for.
    """
    if len(trials) > gate.max_rollouts:
        raise InvalidConfig(
            f"Gate {gate.name!r} was given {len(trials)} rollouts; it allows {gate.max_rollouts}."
        )
    looks = np.asarray([n for n in gate.looks() if n <= len(trials)], dtype=np.int64)
    evidence = [_evidence(kpi, gate, trials, looks) for kpi in gate.kpis]
    settled = [_settle(gate, item) for item in evidence]
    passed_at = [look if status == "pass" else _NEVER for status, look in settled]
    failed_at = [look if status == "fail" else _NEVER for status, look in settled]
    last = min(max(passed_at), min(failed_at), looks.size - 1)
    courses = tuple(
        _course(kpi, item, one, looks[: last + 1])
        for kpi, item, one in zip(gate.kpis, evidence, settled, strict=True)
    )
    num_rollouts = int(looks[last]) if looks.size else 0
    lamp = lamp_of([course.status for course in courses])
    return Decision(
        lamp=lamp,
        is_final=lamp != "AMBER" or num_rollouts == gate.max_rollouts,
        reason=_reason(gate, lamp, num_rollouts, courses),
        num_rollouts=num_rollouts,
        courses=courses,
    )


def lamp_of(statuses: Sequence[Status]) -> Lamp:
    """Combine the KPIs: RED if any failed, GREEN if all passed, AMBER otherwise."""
    if "fail" in statuses:
        return "RED"
    return "GREEN" if all(status == "pass" for status in statuses) else "AMBER"


class RunningDecision:
    """A decision that is kept up to date while rollouts come in."""

    def __init__(self, gate: Gate) -> None:
        """Start without evidence.

        Args:
            gate: The declared gate.
        """
        self.gate = gate
        self._trials: list[Trial] = []
        self._decision = decide(gate, [])

    @property
    def decision(self) -> Decision:
        """The decision at the last look."""
        return self._decision

    @property
    def trials(self) -> tuple[Trial, ...]:
        """All rollouts taken so far."""
        return tuple(self._trials)

    def extend(self, trials: Sequence[Trial]) -> Decision:
        """Take the next rollouts, in any batch size, and look if a look is due.

        Rollouts that come after the decision is final are not taken.

        Args:
            trials: The next rollouts in the order of the seeds.

        Returns:
            The decision: the same as `decide` gives for all rollouts at once.

        Raises:
            InvalidConfig: As `decide`.
            UnknownName: As `decide`.
        """
        if not self._decision.is_final:
            together = [*self._trials, *trials]
            self._decision = decide(self.gate, together)
            self._trials = together
        return self._decision


def success_flags(
    trials: Sequence[Trial], outcome: Literal["success", "survived"] = "success"
) -> Floats:
    """Give 1 for each rollout with an outcome and 0 for each without. Shape (n,).

    Raises:
        InvalidConfig: When a rollout does not say whether it survived.
    """
    flags = [trial.success if outcome == "success" else trial.survived for trial in trials]
    if any(flag is None for flag in flags):
        raise InvalidConfig(f"Rollout {flags.index(None) + 1} does not say whether it survived.")
    return np.asarray(flags, dtype=np.float64)


def exposures_h(gate: Gate, trials: Sequence[Trial]) -> Floats:
    """Give the hours watched in each rollout. Shape (n,).

    Raises:
        InvalidConfig: When a duration is not a finite time above 0.
    """
    seconds = np.asarray([trial.duration_s for trial in trials], dtype=np.float64)
    _refuse(gate, seconds, ~(np.isfinite(seconds) & (seconds > 0.0)), "a duration", "above 0 s")
    return seconds / 3600.0


def event_counts(gate: Gate, kpi: EventRateKpi, trials: Sequence[Trial]) -> Floats:
    """Give the events of a KPI in each rollout. Shape (n,).

    Raises:
        UnknownName: When a rollout does not count this event.
        InvalidConfig: When a count is negative or no whole number.
    """
    columns = [trial.events for trial in trials]
    counts = _column(gate, columns, kpi.event, "event")
    is_wrong = ~((counts >= 0) & (counts == np.floor(counts)))
    _refuse(gate, counts, is_wrong, f"a count of {kpi.event!r}", "a whole number, 0 or more")
    return counts


def metric_values(gate: Gate, kpi: MeanKpi, trials: Sequence[Trial]) -> Floats:
    """Give the metric of a KPI in each rollout. Shape (n,).

    Raises:
        UnknownName: When a rollout does not have this metric.
        InvalidConfig: When a value lies outside the limits of the KPI.
    """
    values = _column(gate, [trial.metrics for trial in trials], kpi.metric, "metric")
    is_outside = ~((values >= kpi.low) & (values <= kpi.high))
    right = f"within the declared limits [{kpi.low:g}, {kpi.high:g}] of KPI {kpi.name!r}"
    _refuse(gate, values, is_outside, f"{kpi.metric!r}", right)
    return values


def _column(gate: Gate, rows: Sequence[Mapping[str, float]], name: str, kind: str) -> Floats:
    for index, row in enumerate(rows):
        if name not in row:
            raise unknown_name(f"{kind} in {_episode(gate, index)}", name, row)
    return np.asarray([row[name] for row in rows], dtype=np.float64)


def _refuse(
    gate: Gate, values: Floats, is_wrong: npt.NDArray[np.bool_], what: str, right: str
) -> None:
    if np.any(is_wrong):
        index = int(np.argmax(is_wrong))
        raise InvalidConfig(
            f"{_episode(gate, index)[0].upper()}{_episode(gate, index)[1:]} has {what} of "
            f"{values[index]:g}; it must be {right}."
        )


def _episode(gate: Gate, index: int) -> str:
    return f"episode {index} (seed {gate.first_seed + index})"


def _evidence(
    kpi: Kpi, gate: Gate, trials: Sequence[Trial], looks: npt.NDArray[np.int64]
) -> Evidence:
    """Weigh the rollouts at all looks."""
    at = looks - 1
    if isinstance(kpi, SuccessRateKpi):
        return kpi.evidence(np.cumsum(success_flags(trials, kpi.outcome))[at], looks)
    if isinstance(kpi, EventRateKpi):
        hours = np.cumsum(exposures_h(gate, trials))[at]
        return kpi.evidence(np.cumsum(event_counts(gate, kpi, trials))[at], hours)
    course = kpi.evidence(metric_values(gate, kpi, trials))
    return Evidence(course.log_e_pass[at], course.log_e_fail[at])


def _settle(gate: Gate, evidence: Evidence) -> tuple[Status, int]:
    """Find the first look that decides a KPI; what has passed stays passed."""
    ruling = rule(evidence, log_pass=gate.log_pass_threshold, log_fail=gate.log_fail_threshold)
    is_decided = ruling.is_pass | ruling.is_fail
    if not np.any(is_decided):
        return "open", _NEVER
    first = int(np.argmax(is_decided))
    return ("pass" if ruling.is_pass[first] else "fail"), first


def _course(
    kpi: Kpi, evidence: Evidence, settled: tuple[Status, int], looks: npt.NDArray[np.int64]
) -> KpiCourse:
    status, first = settled
    is_reached = first < looks.size
    return KpiCourse(
        name=kpi.name,
        status=status if is_reached else "open",
        decided_at=int(looks[first]) if is_reached else None,
        looks=tuple(looks.tolist()),
        log_e_pass=tuple(evidence.log_e_pass[: looks.size].tolist()),
        log_e_fail=tuple(evidence.log_e_fail[: looks.size].tolist()),
    )


def _reason(gate: Gate, lamp: Lamp, num_rollouts: int, courses: Sequence[KpiCourse]) -> str:
    """Say the verdict in one sentence."""
    open_names = ", ".join(course.name for course in courses if course.status == "open")
    if lamp == "RED":
        failed = [course.name for course in courses if course.status == "fail"]
        return f"{', '.join(failed)} failed after {num_rollouts} rollouts."
    if lamp == "GREEN":
        count = "The KPI" if len(courses) == 1 else f"All {len(courses)} KPIs"
        return f"{count} passed, the last after {num_rollouts} rollouts."
    if num_rollouts == gate.max_rollouts:
        return f"After all {num_rollouts} rollouts still open: {open_names}."
    return f"After {num_rollouts} of {gate.max_rollouts} rollouts still open: {open_names}."
