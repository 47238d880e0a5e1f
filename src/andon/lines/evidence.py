"""Evidence: what episodes say about a robot, with how little of it there may be."""

import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Literal, cast

import numpy as np

from andon.artifacts import content_hash, read_json
from andon.episodes.episode import Episode
from andon.episodes.log import LOG_NAME, read_episodes
from andon.errors import BrokenFile, InvalidConfig
from andon.lines.distribution import Empirical

__all__ = ["Evidence", "EvidenceDraw", "draw_evidence", "evidence_from_episodes", "read_evidence"]

VERDICT_NAME = "verdict.json"


@dataclass(frozen=True, kw_only=True)
class Evidence:
    """Outcomes and times of a robot's episodes, as a station needs them."""

    source: str
    """Where it was read: a folder or a publication."""
    policy: str = ""
    """Policy that was watched."""
    lamp: str = ""
    """Lamp of its verdict; empty when there is none."""
    successes: int
    """Episodes that succeeded."""
    trials: int
    """Episodes in all."""
    cycle_s: tuple[float, ...] = ()
    """Durations of successful episodes, handling included."""
    failed_s: tuple[float, ...] = ()
    """Durations of failed episodes, handling included."""
    causes: Mapping[str, int] = field(default_factory=dict[str, int])
    """How often each cause ended a failed episode."""
    power_w: float | None = None
    """Mean power, where episodes measured it."""

    def __post_init__(self) -> None:
        """Refuse counts that contradict each other."""
        if not (self.trials >= 1 and 0 <= self.successes <= self.trials):
            raise InvalidConfig(
                f"The evidence from {self.source} has {self.successes} successes in {self.trials} "
                "trials; it needs at least one trial."
            )
        if min((*self.cycle_s, *self.failed_s), default=0.0) < 0.0:
            raise InvalidConfig(f"The evidence from {self.source} has a negative time.")

    @property
    def hash(self) -> str:
        """Hash of the counts and times; where they were read does not matter."""
        return content_hash(replace(self, source=""))


@dataclass(frozen=True, kw_only=True)
class EvidenceDraw:
    """One possible truth behind some evidence."""

    success_rate: float
    """Chance that an attempt succeeds. [1]"""
    cycle_s: Empirical | None
    """Times of successful attempts; None when none was seen."""
    failed_s: Empirical | None
    """Times of failed attempts; None when none was seen."""
    causes: Mapping[str, float]
    """Share of each cause of failure; empty when none was seen."""


def draw_evidence(evidence: Evidence, generator: np.random.Generator) -> EvidenceDraw:
    """Draw one truth that the evidence allows; done anew in every replication.

    The success rate comes from its Beta posterior under Jeffreys' prior, the causes from their
    Dirichlet posterior, and the times are resampled with replacement (Efron's bootstrap), so that
    results carry how few episodes there were. Between the three there is no dependence.

    Args:
        evidence: What was measured.
        generator: Stream of this purpose alone.

    Returns:
        The drawn truth.

    Source:
        H. Jeffreys, Proc. R. Soc. Lond. A 186(1007), 1946, 453-461; B. Efron, The Annals of
        Statistics 7(1), 1979, 1-26; input uncertainty by resampling inputs per replication:
        R. R. Barton and L. W. Schruben, Proc. Winter Simulation Conference, 1993 and 2001.
    """
    rate = draw_rate(evidence.successes, evidence.trials, generator)
    codes = sorted(evidence.causes)
    counts = np.array([evidence.causes[code] + 0.5 for code in codes])
    shares: list[float] = generator.dirichlet(counts).tolist() if codes else []
    return EvidenceDraw(
        success_rate=rate,
        cycle_s=_resample(evidence.cycle_s, generator),
        failed_s=_resample(evidence.failed_s, generator),
        causes=dict(zip(codes, shares, strict=True)),
    )


def draw_rate(successes: int, trials: int, generator: np.random.Generator) -> float:
    """Draw a success rate from its Beta posterior under Jeffreys' prior. [1]."""
    return float(generator.beta(successes + 0.5, trials - successes + 0.5))


def _resample(values: Sequence[float], generator: np.random.Generator) -> Empirical | None:
    if not values:
        return None
    picks = generator.integers(len(values), size=len(values))
    return Empirical(values=tuple(np.asarray(values)[picks].tolist()))


def evidence_from_episodes(
    episodes: Sequence[Episode],
    *,
    source: str,
    outcome: Literal["success", "survived"] = "success",
    handling_s: float = 0.0,
    time_factor: float = 1.0,
    lamp: str = "",
) -> Evidence:
    """Turn episodes into evidence: one episode is one attempt at a part.

    Args:
        episodes: What was recorded.
        source: Where it comes from, for messages and the shift log.
        outcome: What counts as success.
        handling_s: Time of each attempt that no episode holds, such as gripping and putting down.
        time_factor: Factor on durations, for example 2 where an episode is one way of two.
        lamp: Lamp of the verdict on these episodes, if there is one.

    Returns:
        Counts, durations, causes and mean power.

    Raises:
        InvalidConfig: When there is no episode, or a time is negative.
    """
    if not episodes:
        raise InvalidConfig(f"There is no episode in {source}; a station needs at least one.")
    if handling_s < 0.0 or time_factor <= 0.0:
        raise InvalidConfig(
            f"`handling_s` is {handling_s:g} and `time_factor` is {time_factor:g}; they must be 0 "
            "or more and above 0."
        )
    is_good = [e.success if outcome == "success" else e.survived for e in episodes]
    times = [time_factor * e.duration_s + handling_s for e in episodes]
    causes: dict[str, int] = {}
    for episode, good in zip(episodes, is_good, strict=True):
        if not good:
            causes[episode.cause] = causes.get(episode.cause, 0) + 1
    powers = [e.metrics["mean_power_w"] for e in episodes if "mean_power_w" in e.metrics]
    return Evidence(
        source=source,
        policy=episodes[0].policy,
        lamp=lamp,
        successes=sum(is_good),
        trials=len(episodes),
        cycle_s=tuple(t for t, good in zip(times, is_good, strict=True) if good),
        failed_s=tuple(t for t, good in zip(times, is_good, strict=True) if not good),
        causes=causes,
        power_w=float(np.mean(powers)) if powers else None,
    )


def read_evidence(
    folder: Path,
    *,
    outcome: Literal["success", "survived"] = "success",
    handling_s: float = 0.0,
    time_factor: float = 1.0,
) -> Evidence:
    """Read the evidence of an artifact folder: its episode log, else the counts of its verdict.

    Args:
        folder: Folder with `episodes.parquet`, with `verdict.json`, or with both.
        outcome: What counts as success.
        handling_s: Time of each attempt that no episode holds.
        time_factor: Factor on durations.

    Returns:
        The evidence. From a verdict alone it has no times, and the line must declare `cycle_s`.

    Raises:
        BrokenFile: When the folder holds neither.
    """
    verdict = folder / VERDICT_NAME
    lamp = str(read_json(verdict).get("lamp", "")) if verdict.is_file() else ""
    if (folder / LOG_NAME).is_file() or not verdict.is_file():
        return evidence_from_episodes(
            read_episodes(folder),
            source=os.fspath(folder),
            outcome=outcome,
            handling_s=handling_s,
            time_factor=time_factor,
            lamp=lamp,
        )
    return _from_verdict(verdict, lamp)


def _from_verdict(path: Path, lamp: str) -> Evidence:
    """Take the counts of outcomes of a verdict; they count what its gate counts."""
    data = read_json(path)
    rows = data.get("outcomes")
    if not isinstance(rows, list):
        raise BrokenFile(f"{path} holds no outcomes, so it is no verdict.")
    outcomes = [cast("Mapping[str, object]", row) for row in cast("list[object]", rows)]
    try:
        counts = [(str(r["cause"]), int(str(r["count"])), bool(r["success"])) for r in outcomes]
    except (KeyError, ValueError) as error:
        raise BrokenFile(f"{path} has an outcome without cause, count or success.") from error
    good = sum(count for _, count, is_good in counts if is_good)
    return Evidence(
        source=os.fspath(path.parent),
        policy=str(data.get("policy", "")),
        lamp=lamp,
        successes=good,
        trials=sum(count for _, count, _ in counts),
        causes={cause: count for cause, count, is_good in counts if not is_good},
    )
