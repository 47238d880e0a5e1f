"""The cost model: the same books as a function of their inputs, for whole arrays of values.

Books hold exact money for what was measured. Uncertainty, maps and proposals ask what the books
would say for thousands of other values; that is arithmetic on floats, and a test keeps it equal to
the books.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from math import inf
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from andon.errors import InvalidConfig, unknown_name
from andon.ledger.accounts import CostCentre
from andon.ledger.ledger import Ledger
from andon.ledger.prices import ROLES, Spread
from andon.ledger.quantities import MEASURED

__all__ = [
    "WAGE_ROLES",
    "Attempts",
    "CostModel",
    "Floats",
    "Grant",
    "HourlyOutcome",
    "attempts_of",
    "cost_model",
]

Floats = npt.NDArray[np.float64]
"""Array of real numbers, any shape."""

WAGE_ROLES = ("operator", "helper", "supervisor", "technician", "setter")
"""Prices that the input `wage` sets together."""

_TERMS = (
    "discount_rate", "life_yr", "hours_per_year", "integration_share", "maintenance_share_per_yr",
    "supervisors", "floor_m2", "human_parts_per_h",
)  # fmt: skip


class Grant(NamedTuple):
    """A subsidy in floats."""

    share: float
    """Share of the eligible purchases. [1]"""
    cap: float
    """Largest amount, infinite where there is none."""
    centres: tuple[CostCentre, ...]
    """Cost centres whose purchases are eligible."""


@dataclass(frozen=True, kw_only=True)
class Attempts:
    """How good parts come from attempts of a robot, so that its success rate has a price.

    Each attempt takes `cycle_s`. One that fails makes no good part, stops the robot for `stop_s`
    and takes a person `help_s`. Good parts per planned hour are therefore
    3600 availability success_rate / (cycle_s + (1 - success_rate) stop_s).
    """

    success_rate: float
    """Share of the attempts that succeed, in (0, 1]. [1]"""
    cycle_s: float
    """Duration of an attempt."""
    stop_s: float
    """How long a failed attempt stops the robot."""
    help_s: float
    """Person-time that a failed attempt takes."""
    availability: float = 1.0
    """Mean number of robots that could work; 1 for one that never waits. [1]"""

    def __post_init__(self) -> None:
        """Refuse attempts that cannot be meant."""
        if not 0.0 < self.success_rate <= 1.0:
            raise InvalidConfig(f"success_rate is {self.success_rate}; it must lie in (0, 1].")
        for name in ("cycle_s", "availability"):
            if not 0.0 < getattr(self, name) < inf:
                raise InvalidConfig(f"{name} is {getattr(self, name)}; it must be above 0.")
        for name in ("stop_s", "help_s"):
            if not 0.0 <= getattr(self, name) < inf:
                raise InvalidConfig(f"{name} is {getattr(self, name)}; it must be 0 or more.")

    def fitted(self, good_parts_per_h: float) -> "Attempts":
        """Give a copy whose availability makes it produce a measured rate."""
        attempt_s = self.cycle_s + (1.0 - self.success_rate) * self.stop_s
        return replace(
            self, availability=good_parts_per_h * attempt_s / (3600.0 * self.success_rate)
        )


class HourlyOutcome(NamedTuple):
    """What a planned hour costs and brings. Arrays of one shape, money in the model's currency."""

    cost_per_h: Floats
    """Cost of a planned hour."""
    good_parts_per_h: Floats
    """Good parts of a planned hour."""
    productivity: Floats
    """Good parts over those of one person; not a number where nobody knows that. [1]"""
    wage_per_h: Floats
    """Cost of an hour of a person."""

    @property
    def cost_per_good_part(self) -> Floats:
        """Cost of a good part; infinite where there is none."""
        with np.errstate(divide="ignore"):
            return self.cost_per_h / self.good_parts_per_h

    @property
    def cost_per_human_equivalent_h(self) -> Floats:
        """Cost of what one person makes in an hour; infinite where nothing is made."""
        with np.errstate(divide="ignore"):
            return self.cost_per_h / self.productivity

    @property
    def break_even_productivity(self) -> Floats:
        """Productivity from which the line is cheaper than people: cost over wage."""
        return self.cost_per_h / self.wage_per_h

    @property
    def benefit_per_h(self) -> Floats:
        """Wages spared by a planned hour minus its cost; above 0 it pays."""
        return self.productivity * self.wage_per_h - self.cost_per_h


@dataclass(frozen=True, kw_only=True)
class CostModel:
    """Cost and benefit of a planned hour as a function of named inputs."""

    currency: str
    """Currency of all money."""
    robots: int
    """Robots."""
    products: int
    """Products made."""
    values: Mapping[str, float]
    """Value of every input: `price.ROLE`, `used.ROLE` per planned hour, the numbers of the terms,
    `good_parts_per_h`, and the fields of the attempts where there are any."""
    spreads: Mapping[str, Spread]
    """How far inputs may be off, by name; in the currency of the model."""
    grants: tuple[Grant, ...]
    """Subsidies."""
    has_attempts: bool
    """Whether good parts and help come from attempts; see `Attempts`."""

    def inputs(self) -> list[str]:
        """Give the names of all inputs that can be changed."""
        more = ["productivity"] + (["wage"] if "price.operator" in self.values else [])
        return sorted([*self.values, *more])

    def with_attempts(self, attempts: Attempts) -> "CostModel":
        """Give a copy whose good parts and help come from attempts.

        `good_parts_per_h` and `used.helper` are no inputs of the copy: they follow.
        """
        kept = {k: v for k, v in self.values.items() if k not in _FOLLOWING}
        fields = {name: float(getattr(attempts, name)) for name in Attempts.__dataclass_fields__}
        return replace(self, values={**kept, **fields}, has_attempts=True)

    def evaluate(
        self, changes: Mapping[str, npt.ArrayLike] | None = None, *, with_subsidy: bool
    ) -> HourlyOutcome:
        """Say what a planned hour costs and brings when some inputs are changed.

        Args:
            changes: New values by name of input; arrays are broadcast against each other.
            with_subsidy: Whether public money counts.

        Returns:
            Arrays of the common shape of the changes.

        Raises:
            UnknownName: When a change is to an input that the model does not have.
            InvalidConfig: When `wage` is changed together with one of the wages that it sets.
        """
        inputs = self._changed(changes or {})
        cost = self._capital(inputs, with_subsidy) + self._running(inputs)
        good = _good_parts_per_h(inputs) if self.has_attempts else inputs["good_parts_per_h"]
        if "productivity" in inputs:
            productivity = inputs["productivity"]
            good = productivity * inputs["human_parts_per_h"]
        else:
            productivity = good / inputs["human_parts_per_h"]
        shape = np.broadcast_shapes(cost.shape, good.shape, productivity.shape)
        wage = inputs.get("price.operator", np.array(np.nan))
        return HourlyOutcome(
            *(np.broadcast_to(one, shape) for one in (cost, good, productivity, wage))
        )

    def _changed(self, changes: Mapping[str, npt.ArrayLike]) -> dict[str, Floats]:
        for name in changes:
            if name not in self.inputs():
                raise unknown_name("input of the cost model", name, self.inputs())
        inputs = {k: np.asarray(v, np.float64) for k, v in {**self.values, **changes}.items()}
        inputs.setdefault("human_parts_per_h", np.array(np.nan))
        if "wage" in changes:
            wages = [f"price.{role}" for role in WAGE_ROLES if f"price.{role}" in self.values]
            double = [name for name in wages if name in changes]
            if double:
                raise InvalidConfig(f"`wage` sets {double[0]!r}; change one of the two.")
            inputs |= dict.fromkeys(wages, inputs["wage"])
        return inputs

    def _capital(self, inputs: Mapping[str, Floats], with_subsidy: bool) -> Floats:
        """Give what a planned hour has to earn for the equipment."""
        bought = self._purchases(inputs)
        outlay = sum(bought.values(), np.array(0.0))
        if with_subsidy:
            for grant in self.grants:
                eligible = sum((bought.get(one, 0.0) for one in grant.centres), np.array(0.0))
                outlay = outlay - np.minimum(grant.share * eligible, grant.cap)
        factor = _recovery_factor(inputs["discount_rate"], inputs["life_yr"])
        return outlay * factor / inputs["hours_per_year"]

    def _purchases(self, inputs: Mapping[str, Floats]) -> dict[CostCentre, Floats]:
        counts = {"robot": self.robots, "product": self.products, "line": 1}
        bought: dict[CostCentre, Floats] = {}
        for role, one in ROLES.items():
            if one.is_capital and f"price.{role}" in inputs:
                bought[one.centre] = inputs[f"price.{role}"] * counts[one.unit]
        share = inputs["integration_share"] * self.robots * inputs.get("price.robot", 0.0)
        bought[CostCentre.INTEGRATION_LABOUR] = share + bought.get(
            CostCentre.INTEGRATION_LABOUR, np.array(0.0)
        )
        return bought

    def _running(self, inputs: Mapping[str, Floats]) -> Floats:
        """Give the running cost of a planned hour."""
        per_year = 1.0 / inputs["hours_per_year"]
        used = {role: inputs.get(f"used.{role}", np.array(0.0)) for role in MEASURED}
        if self.has_attempts:
            used["helper"] = _help_per_h(inputs)
        used["supervisor"] = inputs["supervisors"]
        used["floor"] = inputs["floor_m2"] * per_year
        used |= dict.fromkeys(("model_licence", "fleet_software"), self.robots * per_year)
        cost = inputs["maintenance_share_per_yr"] * self.robots * per_year
        cost = cost * inputs.get("price.robot", 0.0)
        for role, quantity in used.items():
            if f"price.{role}" in inputs:
                cost = cost + quantity * inputs[f"price.{role}"]
            elif role == "helper" and np.any(quantity > 0.0):
                raise unknown_name("price of the cost model", "helper", inputs)
        return cost


def attempts_of(ledger: Ledger, *, success_rate: float, cycle_s: float) -> Attempts:
    """Say how the good parts of a ledger came from attempts with a measured success rate.

    The measured help is shared out evenly over the measured interventions: each failed attempt
    takes a person that long and stops the robot as long. The availability is what makes the
    attempts produce the measured good parts.

    Args:
        ledger: Books of a line.
        success_rate: Share of the attempts that succeed, in (0, 1]. [1]
        cycle_s: Duration of an attempt.

    Returns:
        Attempts for `CostModel.with_attempts`.

    Raises:
        InvalidConfig: When attempts fail and no intervention was measured, or no good part was
            made.
    """
    quantities = ledger.quantities
    if success_rate < 1.0 and quantities.interventions == 0:
        raise InvalidConfig(
            f"The success rate is {success_rate} and the line {quantities.line!r} counted no "
            "intervention: nobody knows what a failed attempt takes. Give Attempts its stop_s and "
            "help_s."
        )
    help_s = float(quantities.quantity("helper")) * 3600.0 / max(quantities.interventions, 1)
    attempts = Attempts(success_rate=success_rate, cycle_s=cycle_s, stop_s=help_s, help_s=help_s)
    return attempts.fitted(float(quantities.good_parts / quantities.planned_hours))


_FOLLOWING = ("good_parts_per_h", "used.helper")


def cost_model(ledger: Ledger) -> CostModel:
    """Take a ledger as a function of its inputs.

    Args:
        ledger: Books of a line.

    Returns:
        A model that gives, without changes, the cost per hour and part of the ledger.
    """
    terms, quantities = ledger.terms, ledger.quantities
    prices, spreads = _prices_in_currency(ledger)
    hours = quantities.planned_hours
    numbers = {name: getattr(terms, name) for name in _TERMS}
    is_owned = not ledger.prices.has("robot_rental")
    used = {
        f"used.{role}": float(quantities.quantity(role) / hours)
        for role in MEASURED
        if not (role == "robot_rental" and is_owned)
    }
    grants = [
        Grant(
            float(one.share),
            inf
            if one.cap is None
            else float(terms.exchange.convert(one.cap, terms.currency, on=terms.date).amount),
            one.centres,
        )
        for one in terms.subsidies
    ]
    return CostModel(
        currency=terms.currency,
        robots=quantities.robots,
        products=quantities.products,
        values={
            **prices,
            **used,
            **{name: float(number) for name, number in numbers.items() if number is not None},
            "good_parts_per_h": float(quantities.good_parts / hours),
        },
        spreads={**spreads, **terms.spreads},
        grants=tuple(grants),
        has_attempts=False,
    )


def _prices_in_currency(ledger: Ledger) -> tuple[dict[str, float], dict[str, Spread]]:
    """Give prices and their spreads per canonical unit in the currency of the books."""
    terms = ledger.terms
    values: dict[str, float] = {}
    spreads: dict[str, Spread] = {}
    for role, price in ledger.prices.prices.items():
        converted = terms.exchange.convert(
            price.per(ROLES[role].unit), terms.currency, on=terms.date
        )
        values[f"price.{role}"] = float(converted.amount)
        if price.spread is not None and price.value > 0:
            factor = converted.amount / price.value
            spreads[f"price.{role}"] = replace(
                price.spread, low=price.spread.low * factor, high=price.spread.high * factor
            )
    return values, spreads


def _recovery_factor(rate: Floats, years: Floats) -> Floats:
    """Give the capital recovery factor; 1/n where there is no interest."""
    safe = np.where(rate == 0.0, 1.0, rate)
    return np.where(rate == 0.0, 1.0 / years, safe / -np.expm1(-years * np.log1p(safe)))


def _attempts_per_h(inputs: Mapping[str, Floats]) -> Floats:
    failed = 1.0 - inputs["success_rate"]
    return 3600.0 * inputs["availability"] / (inputs["cycle_s"] + failed * inputs["stop_s"])


def _good_parts_per_h(inputs: Mapping[str, Floats]) -> Floats:
    return _attempts_per_h(inputs) * inputs["success_rate"]


def _help_per_h(inputs: Mapping[str, Floats]) -> Floats:
    return _attempts_per_h(inputs) * (1.0 - inputs["success_rate"]) * inputs["help_s"] / 3600.0
