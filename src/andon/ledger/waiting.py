"""Waiting: what it is worth to buy next year instead, while prices fall."""

from dataclasses import dataclass
from math import cosh, log
from typing import NamedTuple

import numpy as np

from andon.errors import InvalidConfig
from andon.ledger.cost_model import Floats

__all__ = ["PriceCourse", "Waiting", "value_of_waiting"]


@dataclass(frozen=True, kw_only=True)
class PriceCourse:
    """How the price of the equipment is expected to go, as a binomial lattice.

    Each year the price is multiplied by exp(m + volatility) or exp(m - volatility), each with
    probability one half, where m makes the mean factor 1 - fall. Probabilities are those of the
    world and not risk-neutral ones: nobody trades robots forward, so present values are taken at
    the plant's own discount rate.
    """

    fall_per_yr: float = 0.25
    """Expected fall per year, in [0, 1). [1] UBTech expects 0.20 to 0.30 (vendor's claim)."""
    volatility: float = 0.20
    """Standard deviation of the logarithm of a year's factor. [1] Assumed: Goldman saw a fall of
    40 % where 15 to 20 % were expected, one such year being about 1.6 standard deviations."""

    def __post_init__(self) -> None:
        """Refuse courses that cannot be meant."""
        if not 0.0 <= self.fall_per_yr < 1.0:
            raise InvalidConfig(
                f"fall_per_yr is {self.fall_per_yr}; it must lie in [0, 1), with 0.25 for 25 %."
            )
        if not 0.0 <= self.volatility < 3.0:
            raise InvalidConfig(f"volatility is {self.volatility}; it must lie in [0, 3).")

    def factors(self, years: int) -> Floats:
        """Give the factors that the price may have reached. Shape (years + 1,), ascending."""
        drift = log(1.0 - self.fall_per_yr) - log(cosh(self.volatility))
        ups = np.arange(years + 1)
        return np.exp(years * drift + (2 * ups - years) * self.volatility)


class Waiting(NamedTuple):
    """Buying now against the right to buy later. Money in the currency of the flows."""

    npv_now: float
    """Present value of buying today."""
    value: float
    """Present value of buying whenever it is best, or never."""
    option_value: float
    """What the right to wait adds to the better of buying today and never."""
    buys_now: bool
    """Whether buying today is best."""
    chance_to_buy: float
    """Probability that it is bought within the horizon. [1]"""
    mean_wait_yr: float
    """Mean years until it is bought, where it is; not a number where it never is."""


class _Node(NamedTuple):
    """Values at all nodes of one year. Shapes (year + 1,)."""

    value: Floats
    chance: Floats
    wait: Floats


def value_of_waiting(
    *,
    outlay: float,
    yearly: float,
    life_yr: int,
    discount_rate: float,
    course: PriceCourse,
    horizon_yr: int = 10,
    fixed_outlay: float = 0.0,
) -> Waiting:
    """Weigh buying now against waiting for a lower price.

    Equipment bought in year t costs the outlay at that year's price, and `fixed_outlay`; it brings
    `yearly` at the end of each of the `life_yr` years after. A year of waiting loses the flow of a
    year; nothing is replaced at the end of the life. Each year up to the horizon, and at each price
    of the lattice, the better of buying and waiting is taken, from the last year backwards.

    Args:
        outlay: What the equipment costs today.
        yearly: What it brings per year, after running costs; it is not changed by the price.
        life_yr: Years that it lasts, at least 1.
        discount_rate: Interest per year, above -1. [1]
        course: How its price goes.
        horizon_yr: Last year in which it can be bought.
        fixed_outlay: What has to be bought with it and does not become cheaper.

    Returns:
        Values and what the best plan does.

    Raises:
        InvalidConfig: When a number cannot be meant.

    Source:
        A. K. Dixit and R. S. Pindyck, Investment under Uncertainty, 1994, chapter 2; the lattice
        after J. C. Cox, S. A. Ross and M. Rubinstein, Journal of Financial Economics 7, 1979,
        229-263.
    """
    if min(outlay, fixed_outlay) < 0 or life_yr < 1 or horizon_yr < 0 or discount_rate <= -1:
        raise InvalidConfig(
            "Waiting needs outlay and fixed_outlay >= 0, life_yr >= 1, horizon_yr >= 0 and "
            f"discount_rate > -1; got {outlay}, {fixed_outlay}, {life_yr}, {horizon_yr}, "
            f"{discount_rate}."
        )
    discount = 1.0 / (1.0 + discount_rate)
    worth = yearly * sum(discount**year for year in range(1, life_yr + 1))

    def buy(year: int) -> Floats:
        return worth - fixed_outlay - outlay * course.factors(year)

    node = _last_year(buy(horizon_yr), horizon_yr)
    for year in range(horizon_yr - 1, -1, -1):
        node = _one_year_back(node, buy(year), year, discount)
    now, value, chance = float(buy(0)[0]), float(node.value[0]), float(node.chance[0])
    return Waiting(
        npv_now=now,
        value=value,
        option_value=value - max(now, 0.0),
        buys_now=now >= 0.0 and value <= now * (1.0 + 1e-12),
        chance_to_buy=chance,
        mean_wait_yr=float(node.wait[0]) / chance if chance > 0.0 else float("nan"),
    )


def _last_year(buy: Floats, year: int) -> _Node:
    is_bought = (buy >= 0.0).astype(np.float64)
    return _Node(np.maximum(buy, 0.0), is_bought, is_bought * year)


def _one_year_back(later: _Node, buy: Floats, year: int, discount: float) -> _Node:
    """Take the better of buying in this year and waiting for the next."""

    def mean(values: Floats) -> Floats:
        return 0.5 * (values[:-1] + values[1:])

    wait = discount * mean(later.value)
    is_bought = (buy >= wait) & (buy >= 0.0)
    return _Node(
        np.where(is_bought, buy, wait),
        np.where(is_bought, 1.0, mean(later.chance)),
        np.where(is_bought, float(year), mean(later.wait)),
    )
