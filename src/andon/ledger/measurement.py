"""Measurements: what episodes say about an input of the cost model, and what more would say."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, cast

import numpy as np

from andon.artifacts import read_json
from andon.errors import BrokenFile, InvalidConfig, unknown_name
from andon.ledger.distribution import Beta, Distribution, Floats, Gamma, Normal

__all__ = [
    "EventMeasurement",
    "MeanMeasurement",
    "Measurement",
    "RateMeasurement",
    "combined",
    "measurement_from_verdict",
]


@dataclass(frozen=True, kw_only=True)
class RateMeasurement:
    """Counted successes of one scenario."""

    parameter: str
    """Input of the cost model that the rate is, for example `success_rate`."""
    scenario: str
    """Scenario in which it was counted and could be counted further."""
    successes: int
    """Episodes that ended in success."""
    trials: int
    """Episodes."""
    episode_cost: float = 0.0
    """What a further episode costs, in the currency of the cost model; simulated ones nothing."""
    kind: Literal["rate"] = "rate"
    """What was measured."""

    def __post_init__(self) -> None:
        """Refuse counts that cannot be meant."""
        _check_cost(self.scenario, self.episode_cost)
        if not 0 <= self.successes <= self.trials:
            raise InvalidConfig(
                f"{self.scenario!r} has {self.successes} successes in {self.trials} trials."
            )

    def belief(self) -> Distribution:
        """Give what the counts say, from Jeffreys' prior Beta(1/2, 1/2)."""
        return Beta(a=self.successes + 0.5, b=self.trials - self.successes + 0.5)

    def signal(self, truth: Floats, count: int, rng: np.random.Generator) -> Floats:
        """Draw the successes that further episodes would show. Shape of `truth`."""
        return rng.binomial(count, np.clip(truth, 0.0, 1.0)).astype(np.float64)


@dataclass(frozen=True, kw_only=True)
class MeanMeasurement:
    """A mean over episodes of one scenario, such as a cycle time."""

    parameter: str
    """Input of the cost model that the mean is, for example `cycle_s`."""
    scenario: str
    """Scenario in which it was measured and could be measured further."""
    mean: float
    """Mean over the episodes."""
    sd: float
    """Standard deviation of one episode, above 0."""
    count: int
    """Episodes, at least 2."""
    episode_cost: float = 0.0
    """What a further episode costs, in the currency of the cost model; simulated ones nothing."""
    kind: Literal["mean"] = "mean"
    """What was measured."""

    def __post_init__(self) -> None:
        """Refuse what is no mean."""
        _check_cost(self.scenario, self.episode_cost)
        if not (self.count >= 2 and 0.0 < self.sd < np.inf and np.isfinite(self.mean)):
            raise InvalidConfig(
                f"The mean of {self.parameter!r} in {self.scenario!r} is {self.mean} +- {self.sd} "
                f"over {self.count} episodes; it needs a finite mean, sd > 0 and 2 episodes."
            )

    def belief(self) -> Distribution:
        """Give what the mean says: normal with the standard error."""
        return Normal(mean=self.mean, sd=self.sd / float(np.sqrt(self.count)))

    def signal(self, truth: Floats, count: int, rng: np.random.Generator) -> Floats:
        """Draw the mean that further episodes would show. Shape of `truth`."""
        return truth + self.sd / np.sqrt(count) * rng.standard_normal(truth.shape)


@dataclass(frozen=True, kw_only=True)
class EventMeasurement:
    """Counted events of one scenario over watched hours, such as failures."""

    parameter: str
    """Input of the cost model that is the number of events per hour, for example
    `used.actuator_spare`."""
    scenario: str
    """Scenario in which it was counted and could be counted further."""
    events: int
    """Events."""
    exposure_h: float
    """Hours watched, above 0."""
    episode_h: float
    """Mean hours of an episode, above 0."""
    episode_cost: float = 0.0
    """What a further episode costs, in the currency of the cost model; simulated ones nothing."""
    kind: Literal["event"] = "event"
    """What was measured."""

    def __post_init__(self) -> None:
        """Refuse counts that cannot be meant."""
        _check_cost(self.scenario, self.episode_cost)
        if not (self.events >= 0 and self.exposure_h > 0.0 and self.episode_h > 0.0):
            raise InvalidConfig(
                f"{self.scenario!r} has {self.events} events in {self.exposure_h} h of episodes of "
                f"{self.episode_h} h; there must be hours above 0 and no negative count."
            )

    def belief(self) -> Distribution:
        """Give what the counts say, from Jeffreys' prior with half an event."""
        return Gamma(shape=self.events + 0.5, rate=self.exposure_h)

    def signal(self, truth: Floats, count: int, rng: np.random.Generator) -> Floats:
        """Draw the events that further episodes would show. Shape of `truth`."""
        return rng.poisson(np.maximum(truth, 0.0) * count * self.episode_h).astype(np.float64)


Measurement = RateMeasurement | MeanMeasurement | EventMeasurement
"""Any of the three."""


def combined(measurements: Sequence[Measurement], draws: Sequence[Floats]) -> dict[str, Floats]:
    """Put the legs of an attempt together: rates multiply, durations and event rates add up.

    Args:
        measurements: Measurements; several of one parameter are legs that follow each other.
        draws: Draws of each, all of one shape.

    Returns:
        Draws by parameter.

    Raises:
        InvalidConfig: When one parameter is measured in two different ways.
    """
    result: dict[str, Floats] = {}
    kinds: dict[str, str] = {}
    for one, values in zip(measurements, draws, strict=True):
        if kinds.setdefault(one.parameter, one.kind) != one.kind:
            raise InvalidConfig(
                f"{one.parameter!r} is measured as a {kinds[one.parameter]} and as a {one.kind}; "
                "legs of one attempt are measured in one way."
            )
        if one.parameter not in result:
            result[one.parameter] = values
        elif one.kind == "rate":
            result[one.parameter] = result[one.parameter] * values
        else:
            result[one.parameter] = result[one.parameter] + values
    return result


def measurement_from_verdict(
    path: Path, *, kpi: str | None = None, parameter: str = "success_rate"
) -> RateMeasurement:
    """Read the counted successes of a verdict.

    Args:
        path: The `verdict.json` of an artifact of `andon prove`, or its folder.
        kpi: Name of the KPI; the first success rate when None.
        parameter: Input of the cost model that the rate is.

    Returns:
        Successes and trials under the scenario of the verdict.

    Raises:
        BrokenFile: When the file is missing or no verdict.
        UnknownName: When the verdict has no success rate of this name.
    """
    file = path / "verdict.json" if path.is_dir() else path
    verdict = read_json(file)
    rows = verdict.get("kpis")
    scenario = verdict.get("scenario")
    if not isinstance(rows, list) or not isinstance(scenario, str):
        raise BrokenFile(f"{file} is no verdict: it lacks `kpis` or `scenario`.")
    rates = {
        str(row.get("name")): row
        for row in cast("list[Mapping[str, object]]", rows)
        if row.get("kind") == "success_rate"
    }
    name = kpi if kpi is not None else next(iter(rates), "")
    if name not in rates:
        raise unknown_name(f"success rate in {file}", name, rates)
    successes, trials = rates[name].get("successes"), rates[name].get("trials")
    if not isinstance(successes, int) or not isinstance(trials, int):
        raise BrokenFile(f"{file} does not count the successes and trials of {name!r}.")
    return RateMeasurement(
        parameter=parameter, scenario=scenario, successes=successes, trials=trials
    )


def _check_cost(scenario: str, episode_cost: float) -> None:
    if not 0.0 <= episode_cost < np.inf:
        raise InvalidConfig(
            f"An episode of {scenario!r} costs {episode_cost}; it must be 0 or more."
        )
