"""Break-even: where the robot starts to pay, as a point, as a line and as a map."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy import optimize

from andon.errors import InvalidConfig
from andon.ledger.cost_model import CostModel, Floats

__all__ = ["BreakEvenMap", "break_even", "break_even_map", "price_map", "success_map"]


@dataclass(frozen=True, kw_only=True, eq=False)
class BreakEvenMap:
    """Benefit of a planned hour over two inputs, and the line along which it is zero."""

    x: str
    """Name of the input across."""
    y: str
    """Name of the input upwards."""
    x_values: Floats
    """Values across, ascending. Shape (num_x,)."""
    y_values: Floats
    """Values upwards, ascending. Shape (num_y,)."""
    benefit_per_h: Floats
    """Wages spared minus cost, in the model's currency. Shape (num_y, num_x)."""
    boundary: Floats
    """Value of `y` at which it is zero, for each `x`; not a number where that lies outside the map.
    Shape (num_x,)."""
    with_subsidy: bool
    """Whether public money counts."""

    @property
    def paying_share(self) -> float:
        """Share of the map on which the robot pays, in [0, 1]."""
        return float(np.mean(self.benefit_per_h > 0.0))


def break_even(
    model: CostModel,
    name: str,
    *,
    low: float,
    high: float,
    with_subsidy: bool,
    changes: Mapping[str, npt.ArrayLike] | None = None,
) -> float | None:
    """Find the value of an input at which a planned hour brings what it costs.

    Args:
        model: The model; the benefit must rise or fall all the way between the two ends.
        name: Input to look for.
        low: Low end of the search.
        high: High end of the search.
        with_subsidy: Whether public money counts.
        changes: Other inputs to change.

    Returns:
        The value; None when the robot pays everywhere between the ends, or nowhere.

    Raises:
        InvalidConfig: When the benefit is not a number, because nobody says what a person makes or
            costs.
    """

    def benefit(value: float) -> float:
        outcome = model.evaluate({**(changes or {}), name: value}, with_subsidy=with_subsidy)
        return float(outcome.benefit_per_h)

    ends = benefit(low), benefit(high)
    if not np.all(np.isfinite(ends)):
        raise InvalidConfig(
            "The benefit of an hour needs human_parts_per_h in the terms and the price `operator`: "
            "without them there is nobody to compare with."
        )
    if ends[0] * ends[1] > 0.0:
        return None
    return optimize.brentq(benefit, low, high, xtol=1e-12)


def break_even_map(
    model: CostModel,
    *,
    x: tuple[str, Sequence[float]],
    y: tuple[str, Sequence[float]],
    with_subsidy: bool,
) -> BreakEvenMap:
    """Give the benefit of a planned hour over two inputs.

    Args:
        model: The model.
        x: Name and ascending values of the input across.
        y: Name and ascending values of the input upwards, at least two.
        with_subsidy: Whether public money counts.

    Returns:
        The map and its zero line.

    Raises:
        UnknownName: When the model has no such input.
        InvalidConfig: When values are not ascending.
    """
    (x_name, x_list), (y_name, y_list) = x, y
    x_values, y_values = np.asarray(x_list, np.float64), np.asarray(y_list, np.float64)
    for name, values in ((x_name, x_values), (y_name, y_values)):
        if values.size < 2 or np.any(np.diff(values) <= 0.0):
            raise InvalidConfig(f"A map needs at least 2 ascending values of {name!r}.")
    changes = {x_name: x_values[None, :], y_name: y_values[:, None]}
    benefit = model.evaluate(changes, with_subsidy=with_subsidy).benefit_per_h
    boundary = [
        break_even(
            model,
            y_name,
            low=float(y_values[0]),
            high=float(y_values[-1]),
            with_subsidy=with_subsidy,
            changes={x_name: value},
        )
        for value in x_values.tolist()
    ]
    return BreakEvenMap(
        x=x_name,
        y=y_name,
        x_values=x_values,
        y_values=y_values,
        benefit_per_h=np.array(benefit),
        boundary=np.array([np.nan if value is None else value for value in boundary]),
        with_subsidy=with_subsidy,
    )


def price_map(model: CostModel, *, with_subsidy: bool, num: int = 41) -> BreakEvenMap:
    """Map productivity, up to twice a person's, by the price of a robot, up to twice today's."""
    price = model.values.get("price.robot")
    if not price:
        raise InvalidConfig("The model has no price `robot` above 0; there is no map over it.")
    return break_even_map(
        model,
        x=("price.robot", np.linspace(0.05 * price, 2.0 * price, num).tolist()),
        y=("productivity", np.linspace(0.0, 2.0, num).tolist()),
        with_subsidy=with_subsidy,
    )


def success_map(model: CostModel, *, with_subsidy: bool, num: int = 41) -> BreakEvenMap:
    """Map success rate by labour cost, up to twice today's; all wages move together."""
    if not model.has_attempts:
        raise InvalidConfig(
            "The model has no success rate: give it attempts first, CostModel.with_attempts."
        )
    wage = model.values.get("price.operator")
    if not wage:
        raise InvalidConfig("The model has no price `operator` above 0; there is no map over it.")
    return break_even_map(
        model,
        x=("wage", np.linspace(0.05 * wage, 2.0 * wage, num).tolist()),
        y=("success_rate", np.linspace(0.5, 1.0, num).tolist()),
        with_subsidy=with_subsidy,
    )
