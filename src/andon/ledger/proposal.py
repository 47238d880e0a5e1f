"""Proposals: which measurement would change the decision most, and the next episodes to run."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple

import numpy as np

from andon.artifacts import to_json, write_text
from andon.errors import InvalidConfig, unknown_name
from andon.ledger.cost_model import CostModel
from andon.ledger.distribution import Floats
from andon.ledger.information import InformationValue, perfect_information, value_of_signal
from andon.ledger.measurement import Measurement
from andon.ledger.results import SURE, chance_text, draw_inputs
from andon.ledger.uncertainty import Correlation, Spread90, spread_of
from andon.randomness import stream
from andon.scenarios import scenarios

__all__ = ["Proposal", "Question", "RankedMeasurement", "SampleValue", "propose", "write_requests"]

_COUNTS = (20, 50, 100, 200, 500, 1000)

_SURE = 2.0
"""Standard errors above 0 from which a value counts as more than noise: false 2.3 % of the time."""


@dataclass(frozen=True, kw_only=True)
class Question:
    """How a proposal is computed."""

    with_subsidy: bool = False
    """Whether public money counts in the decision."""
    counts: tuple[int, ...] = _COUNTS
    """Numbers of further episodes to weigh, ascending."""
    num_draws: int = 20_000
    """Draws of everything that is uncertain."""
    correlations: tuple[Correlation, ...] = field(default=())
    """Rank correlations between spread inputs."""
    seed: int = 0
    """Seed of all draws."""

    def __post_init__(self) -> None:
        """Refuse questions that cannot be meant."""
        if not self.counts or self.counts[0] < 1 or list(self.counts) != sorted(set(self.counts)):
            raise InvalidConfig(
                f"counts is {self.counts}; give ascending numbers of episodes from 1."
            )
        if self.num_draws < 1000:
            raise InvalidConfig(f"num_draws is {self.num_draws}; the values need at least 1000.")


_ENOUGH = 0.9
"""Share of the largest net value at which no more episodes are asked for: a judgement, since the
value of free episodes never stops to rise."""


class SampleValue(NamedTuple):
    """What some further episodes are worth (EVSI)."""

    num_episodes: int
    """Further episodes."""
    value: float
    """Expected gain of the decision, in the model's currency."""
    standard_error: float
    """Standard error of it."""
    cost: float
    """What the episodes cost."""

    @property
    def net(self) -> float:
        """Gain minus cost."""
        return self.value - self.cost


@dataclass(frozen=True, kw_only=True)
class RankedMeasurement:
    """One measurement, what it could be worth, and how much of it to ask for."""

    parameter: str
    """Input of the cost model."""
    scenario: str
    """Scenario to run."""
    perfect: InformationValue
    """Value of knowing it for certain (EVPPI): no number of episodes is worth more."""
    samples: tuple[SampleValue, ...]
    """Value of each number of episodes."""
    best: SampleValue | None
    """The number to ask for; None where no number is worth its cost beyond noise."""


@dataclass(frozen=True, kw_only=True)
class Proposal:
    """What to measure next, and why. Money is a present value over the life, in `currency`."""

    currency: str
    """Currency of all values."""
    with_subsidy: bool
    """Whether public money counted."""
    is_worth_it: bool
    """The decision that would be taken now: whether the mean benefit is above 0."""
    benefit: Spread90
    """Present value of wages spared minus cost over the life."""
    chance_to_pay: float
    """Probability that the benefit is above 0. [1]"""
    perfect: InformationValue
    """Value of knowing everything (EVPI): the most that all measurements together can bring."""
    measurements: tuple[RankedMeasurement, ...]
    """Measurements, the most valuable first."""
    unmeasured: tuple[tuple[str, InformationValue], ...]
    """Spread prices and terms that no episode can measure, the most valuable to know first."""
    num_draws: int
    """Draws behind every value."""

    @property
    def conclusion(self) -> str:
        """Say in two sentences whether it pays and what to measure first."""
        rows = self.requests()
        if rows:
            first = rows[0]
            step = f"First run {first['count']} episodes of {first['scenario']}: {first['why']}."
        else:
            step = "No number of further episodes would change that."
            for name, worth in self.unmeasured[:1]:
                if worth.value > _SURE * worth.standard_error:
                    step += f" Knowing {name} for certain would be worth {worth.value:,.0f} "
                    step += f"{self.currency}."
        return f"{self._decision()} {step}"

    def _decision(self) -> str:
        """Say whether it pays, and leave the question open where the lamp of a line does."""
        public = "with" if self.with_subsidy else "without"
        chance = chance_text(self.chance_to_pay)
        if self.chance_to_pay >= SURE:
            return f"It pays {public} public money, with a chance of {chance}."
        if self.chance_to_pay <= 1.0 - SURE:
            return f"It does not pay {public} public money: the chance is {chance}."
        guess = "that it does" if self.is_worth_it else "that it does not"
        return (
            f"Whether it pays {public} public money is open: the chance is {chance}, and the best "
            f"guess today is {guess}."
        )

    def requests(self) -> list[dict[str, object]]:
        """Give the next episodes to run, one row per scenario: the file `requests.jsonl`."""
        rows: dict[str, dict[str, object]] = {}
        for one in self.measurements:
            if one.best is None or one.scenario in rows:
                continue  # episodes of a scenario serve all its parameters; the first asks for most
            rows[one.scenario] = {
                "schema": 1,
                "scenario": one.scenario,
                "count": max(
                    other.best.num_episodes
                    for other in self.measurements
                    if other.scenario == one.scenario and other.best is not None
                ),
                "parameter": one.parameter,
                "value": round(one.best.value, 2),
                "standard_error": round(one.best.standard_error, 2),
                "cost": round(one.best.cost, 2),
                "currency": self.currency,
                "why": self._why(one),
            }
        return list(rows.values())

    def _why(self, one: RankedMeasurement) -> str:
        decision = "yes" if self.is_worth_it else "no"
        return (
            f"the best guess is {decision}; {one.parameter} could change it, and knowing it for "
            f"certain would be worth {one.perfect.value:,.0f} {self.currency}"
        )


def propose(
    model: CostModel, measurements: Sequence[Measurement], *, question: Question | None = None
) -> Proposal:
    """Rank measurements by how much they would change the decision to put the robot to work.

    The decision is between the line of the model and people who do its work. Everything uncertain
    is drawn: what the measurements leave open, and the spreads of prices and terms. The benefit is
    the present value over the life, at the discount rate. Further episodes are simulated in each
    draw, and the value of seeing them first is estimated by regression (see `information`).

    Args:
        model: Cost model of the line, with a person to compare with.
        measurements: What is known so far about inputs of the model, and where to learn more.
            Several of one parameter are legs of one attempt.
        question: How to compute it.

    Returns:
        The ranking, and for each scenario the number of episodes that is worth most beyond its
        cost, or rather the smallest that brings nine tenths of that.

    Raises:
        UnknownName: When a parameter is no input of the model, or a scenario is not registered.
        InvalidConfig: When nothing is uncertain, or there is nobody to compare with.
    """
    asked = question or Question()
    _check_names(model, measurements)
    draws = draw_inputs(
        model,
        measurements,
        correlations=asked.correlations,
        num_draws=asked.num_draws,
        seed=asked.seed,
    )
    benefits = _benefits(model, draws.changes, asked)
    if np.ptp(benefits) == 0.0:
        raise InvalidConfig("Nothing is uncertain: there is nothing to propose.")
    ranked = [
        _ranked(one, truth, benefits, asked)
        for one, truth in zip(measurements, draws.truths, strict=True)
    ]
    unmeasured = [(name, value_of_signal(benefits, values)) for name, values in draws.given.items()]
    return Proposal(
        currency=model.currency,
        with_subsidy=asked.with_subsidy,
        is_worth_it=bool(benefits.mean() > 0.0),
        benefit=spread_of(benefits),
        chance_to_pay=float(np.mean(benefits > 0.0)),
        perfect=perfect_information(benefits),
        measurements=tuple(sorted(ranked, key=_worth, reverse=True)),
        unmeasured=tuple(sorted(unmeasured, key=lambda pair: -pair[1].value)),
        num_draws=asked.num_draws,
    )


def write_requests(path: Path, proposal: Proposal) -> None:
    """Write the next episodes to run, one JSON object per line, whole or absent.

    Args:
        path: File, by custom `requests.jsonl`. It is empty when nothing is worth measuring.
        proposal: What to measure.

    Raises:
        CannotWrite: When the file cannot be written.
    """
    lines = [json.dumps(to_json(row)) for row in proposal.requests()]
    write_text(path, "".join(f"{line}\n" for line in lines))


def _check_names(model: CostModel, measurements: Sequence[Measurement]) -> None:
    for one in measurements:
        if one.parameter not in model.inputs():
            raise unknown_name("input of the cost model", one.parameter, model.inputs())
        if one.scenario not in scenarios:
            raise unknown_name("scenario", one.scenario, scenarios.names())


def _benefits(model: CostModel, changes: Mapping[str, Floats], asked: Question) -> Floats:
    """Give the present value over the life of each draw. Shape (num_draws,)."""
    outcome = model.evaluate(changes, with_subsidy=asked.with_subsidy)
    inputs = {**model.values, **changes}
    rate, life = np.asarray(inputs["discount_rate"]), np.asarray(inputs["life_yr"])
    safe = np.where(rate == 0.0, 1.0, rate)
    years = np.where(rate == 0.0, life, -np.expm1(-life * np.log1p(safe)) / safe)
    benefits = outcome.benefit_per_h * np.asarray(inputs["hours_per_year"]) * years
    if not np.all(np.isfinite(benefits)):
        raise InvalidConfig(
            "The benefit needs human_parts_per_h in the terms and the price `operator`: without "
            "them there is nobody to compare with."
        )
    return np.broadcast_to(benefits, (asked.num_draws,))


def _ranked(
    one: Measurement, truth: Floats, benefits: Floats, asked: Question
) -> RankedMeasurement:
    samples: list[SampleValue] = []
    for count in asked.counts:
        rng = stream(asked.seed, "ledger_signal", one.parameter, one.scenario, count)
        found = value_of_signal(benefits, one.signal(truth, count, rng))
        cost = count * one.episode_cost
        samples.append(SampleValue(count, found.value, found.standard_error, cost))
    return RankedMeasurement(
        parameter=one.parameter,
        scenario=one.scenario,
        perfect=value_of_signal(benefits, truth),
        samples=tuple(samples),
        best=_best(samples),
    )


def _best(samples: Sequence[SampleValue]) -> SampleValue | None:
    """Choose the fewest episodes that bring nine tenths of the largest net value."""
    sure = [one for one in samples if one.net > _SURE * one.standard_error]
    if not sure:
        return None
    top = max(sure, key=lambda one: one.net)
    return next(one for one in sure if one.net >= _ENOUGH * top.net)


def _worth(one: RankedMeasurement) -> tuple[float, float]:
    return (one.best.net if one.best is not None else 0.0, one.perfect.value)
