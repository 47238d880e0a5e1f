"""Cash flows: capital recovery, present value, rate of return, payback and learning curves.

Flows are yearly and fall due at the end of the year; the first one is today. Amounts are exact
decimal numbers of one currency.
"""

from collections.abc import Sequence
from decimal import Decimal
from itertools import pairwise
from math import inf, log2

import numpy as np
import numpy.typing as npt
from scipy import optimize

from andon.errors import InvalidConfig
from andon.ledger.money import CONTEXT

__all__ = [
    "capital_recovery_factor",
    "discounted_payback_yr",
    "internal_rates",
    "irr",
    "learned_cost",
    "npv",
    "simple_payback_yr",
]

_LARGEST_RATE = 1e9
"""Rates of return beyond this are not looked for: money that grows a billionfold a year."""


def capital_recovery_factor(rate: Decimal, periods: Decimal) -> Decimal:
    """Give the yearly payment that recovers one unit of money with interest.

    CRF = r (1 + r)^n / ((1 + r)^n - 1), and 1/n where r = 0.

    Args:
        rate: Interest per year, above -1. [1]
        periods: Years, above 0; parts of a year count.

    Returns:
        Payment at the end of each year per unit of money. [1]

    Raises:
        InvalidConfig: When the rate or the number of years is out of range.

    Example:
        >>> round(capital_recovery_factor(Decimal("0.10"), Decimal(5)), 8)
        Decimal('0.26379748')
    """
    _check_rate(rate)
    if not periods > 0:
        raise InvalidConfig(f"Capital is to be recovered over {periods} years; it must be above 0.")
    if rate == 0:
        return CONTEXT.divide(Decimal(1), periods)
    growth = CONTEXT.power(1 + rate, periods)
    return CONTEXT.divide(CONTEXT.multiply(rate, growth), CONTEXT.subtract(growth, Decimal(1)))


def npv(rate: Decimal, flows: Sequence[Decimal]) -> Decimal:
    """Give the net present value of yearly flows.

    Args:
        rate: Interest per year, above -1. [1]
        flows: Today's flow first, then one per year; spending is negative.

    Returns:
        Sum of flow_t / (1 + r)^t, in the currency of the flows.

    Raises:
        InvalidConfig: When the rate is out of range or there is no flow.

    Example:
        >>> round(npv(Decimal("0.10"), [Decimal(-100)] + 5 * [Decimal(30)]), 6)
        Decimal('13.723603')
    """
    _check_rate(rate)
    _check_flows(flows)
    value = Decimal(0)
    for flow in reversed(flows):  # Horner's rule
        value = CONTEXT.add(CONTEXT.divide(value, 1 + rate), flow)
    return value


def internal_rates(flows: Sequence[Decimal]) -> tuple[float, ...]:
    """Give every rate above -1 at which the net present value of yearly flows is zero.

    Flows whose signs change once have at most one such rate (Descartes' rule of signs); with more
    changes there may be several, and none of them ranks a project.

    Args:
        flows: Today's flow first, then one per year.

    Returns:
        Rates in ascending order. [1]

    Raises:
        InvalidConfig: When there is no flow, or all flows are zero.
    """
    _check_flows(flows)
    if not any(flows):
        raise InvalidConfig("All flows are zero: every rate is a rate of return, and none is one.")
    values = np.array([float(flow) for flow in flows])
    values = values / np.abs(values).max()
    if _sign_changes(flows) == 0:
        return ()
    if _sign_changes(flows) == 1:
        return _only_rate(values)
    discounts = np.roots(np.trim_zeros(values, "b")[::-1])  # powers of 1/(1 + r), highest first
    is_real = (np.abs(discounts.imag) < 1e-7) & (discounts.real > 1.0 / (1.0 + _LARGEST_RATE))
    rates = np.sort(1.0 / discounts.real[is_real] - 1.0)
    is_new = np.diff(rates, prepend=-inf) > 1e-6
    return tuple(float(rate) for rate in rates[is_new])


def irr(flows: Sequence[Decimal]) -> float:
    """Give the one rate at which the net present value of yearly flows is zero.

    Args:
        flows: Today's flow first, then one per year.

    Returns:
        Rate above -1. [1]

    Raises:
        InvalidConfig: When there is no such rate or more than one; the message lists them.

    Example:
        >>> round(100 * irr([Decimal(-100)] + 5 * [Decimal(30)]), 6)
        15.238237
    """
    rates = list(internal_rates(flows))
    if not rates:
        raise InvalidConfig(
            f"There is no rate of return: the net present value of the flows {_listed(flows)} is "
            "zero at no rate. Compare net present values instead."
        )
    if len(rates) > 1:
        raise InvalidConfig(
            f"There are {len(rates)} rates of return, {[round(rate, 6) for rate in rates]}: the "
            f"flows {_listed(flows)} change sign {_sign_changes(flows)} times, so none of them "
            "ranks the project. Compare net present values instead."
        )
    return rates[0]


def simple_payback_yr(investment: Decimal, yearly: Decimal) -> Decimal | None:
    """Give the years until equal yearly flows have added up to an investment.

    Args:
        investment: Money spent today, 0 or more.
        yearly: Money that comes back each year.

    Returns:
        Investment over yearly flow; None when nothing comes back, so that it never pays.

    Raises:
        InvalidConfig: When the investment is negative.
    """
    _check_investment(investment)
    if investment == 0:
        return Decimal(0)
    return CONTEXT.divide(investment, yearly) if yearly > 0 else None


def discounted_payback_yr(investment: Decimal, yearly: Decimal, *, rate: Decimal) -> Decimal | None:
    """Give the years until equal yearly flows, discounted, have added up to an investment.

    n = -ln(1 - I r / CF) / ln(1 + r), and the simple payback where r = 0.

    Args:
        investment: Money spent today, 0 or more.
        yearly: Money that comes back each year.
        rate: Interest per year, above -1. [1]

    Returns:
        Years; None when the flows never recover the investment, not even in eternity.

    Raises:
        InvalidConfig: When the investment is negative or the rate is out of range.

    Example:
        >>> round(discounted_payback_yr(Decimal(100), Decimal(30), rate=Decimal("0.1")), 6)
        Decimal('4.254164')
    """
    _check_rate(rate)
    simple = simple_payback_yr(investment, yearly)
    if simple is None or rate == 0:
        return simple
    rest = CONTEXT.subtract(Decimal(1), CONTEXT.multiply(simple, rate))
    if rest <= 0:
        return None
    return CONTEXT.divide(CONTEXT.minus(CONTEXT.ln(rest)), CONTEXT.ln(1 + rate))


def learned_cost(first: float, unit: float, *, learning_rate: float) -> float:
    """Give the cost of a later unit when every doubling multiplies it by the learning rate.

    C_n = C_1 n^(log2 LR).

    Args:
        first: Cost of the first unit.
        unit: Number of the unit, from 1.
        learning_rate: Cost after a doubling over cost before it, in (0, 1]. [1]

    Returns:
        Cost of that unit, in the unit of `first`.

    Raises:
        InvalidConfig: When the unit or the learning rate is out of range.

    Source:
        T. P. Wright, Journal of the Aeronautical Sciences 3(4), 1936, 122-128.

    Example:
        >>> round(learned_cost(100.0, 10, learning_rate=0.8), 3)
        47.651
    """
    if not unit >= 1:
        raise InvalidConfig(f"The unit is number {unit}; units are counted from 1.")
    if not 0 < learning_rate <= 1:
        raise InvalidConfig(
            f"The learning rate is {learning_rate}; it must lie in (0, 1], for example 0.85."
        )
    return first * unit ** log2(learning_rate)


def _only_rate(values: npt.NDArray[np.float64]) -> tuple[float, ...]:
    """Find the rate where the signs of the flows change once; none beyond the largest."""
    flows: npt.NDArray[np.float64] = np.trim_zeros(values)

    years = np.arange(flows.size)

    def value(log_growth: float) -> float:
        # Seen from the first year or from the last, so that no power overflows.
        seen_from = 0 if log_growth >= 0.0 else flows.size - 1
        return float(flows @ np.exp(-log_growth * (years - seen_from)))

    low, high = -1.0, 1.0
    while value(low) * value(high) > 0.0:
        low, high = 2.0 * low, 2.0 * high
        if high > 2.0 * np.log1p(_LARGEST_RATE):
            return ()
    root: float = optimize.brentq(value, low, high, xtol=1e-15)
    return (float(np.expm1(root)),)


def _sign_changes(flows: Sequence[Decimal]) -> int:
    signs = [flow > 0 for flow in flows if flow != 0]
    return sum(one != other for one, other in pairwise(signs))


def _listed(flows: Sequence[Decimal]) -> str:
    text = ", ".join(str(flow) for flow in flows[:8])
    return f"({text}{', ...' if len(flows) > 8 else ''})"


def _check_rate(rate: Decimal) -> None:
    if not rate > -1:
        raise InvalidConfig(f"The interest is {rate} per year; it must be above -1, such as 0.10.")


def _check_flows(flows: Sequence[Decimal]) -> None:
    if not flows:
        raise InvalidConfig("There is no cash flow; give today's first, then one per year.")


def _check_investment(investment: Decimal) -> None:
    if investment < 0:
        raise InvalidConfig(
            f"The investment is {investment}; money spent is given above 0 and not as a flow."
        )
