"""Figures: what a published deployment's own numbers give, beside what was printed."""

from collections.abc import Callable
from decimal import Decimal
from math import ceil, log
from typing import Literal, NamedTuple

from andon.errors import unknown_name
from andon.ledger.ledger import Ledger
from andon.ledger.money import measured
from andon.ledger.presets import Figure, Preset
from andon.verdicts.intervals import clopper_pearson, poisson_upper_limit

__all__ = ["FORMULAS", "FigureCheck", "check_figures"]

Formula = Callable[[Preset, Ledger], float]
"""Computes a figure from a deployment and its books."""


class FigureCheck(NamedTuple):
    """A printed figure beside the computed one."""

    figure: Figure
    """What was printed."""
    computed: Decimal
    """What the deployment's own numbers give."""

    @property
    def agrees(self) -> bool:
        """Say whether the two are within the tolerance."""
        return abs(self.computed - self.figure.published) <= self.figure.tolerance

    @property
    def status(self) -> Literal["agrees", "differs", "not determined"]:
        """Say what follows: a figure that its terms do not determine can neither hold nor fail."""
        if not self.figure.is_determined:
            return "not determined"
        return "agrees" if self.agrees else "differs"


def _cost_per_h(preset: Preset, ledger: Ledger) -> float:
    return float(ledger.cost_per_h(with_subsidy=False).amount)


def _cost_per_human_equivalent_h(preset: Preset, ledger: Ledger) -> float:
    return float(ledger.cost_per_human_equivalent_h(with_subsidy=False).amount)


def _break_even_productivity(preset: Preset, ledger: Ledger) -> float:
    return float(ledger.break_even_productivity(with_subsidy=False))


def _loaded_wage(preset: Preset, ledger: Ledger) -> float:
    return preset.claim("wage_per_yr") * preset.claim("wage_load") / preset.claim("wage_hours")


def _parts_per_h(preset: Preset, ledger: Ledger) -> float:
    return float(preset.quantities.good_parts / preset.quantities.planned_hours)


def _ideal_parts_per_h(preset: Preset, ledger: Ledger) -> float:
    return 3600.0 / preset.claim("cycle_s") * preset.claim("parts_per_cycle")


def _performance(preset: Preset, ledger: Ledger) -> float:
    return _parts_per_h(preset, ledger) / _ideal_parts_per_h(preset, ledger)


def _car_utilisation(preset: Preset, ledger: Ledger) -> float:
    hours = preset.claim("cars") * preset.claim("cycle_s") / 3600.0
    return hours / float(preset.quantities.planned_hours)


def _nominal_hours(preset: Preset, ledger: Ledger) -> float:
    days = preset.claim("months") * preset.claim("workdays_per_month")
    return days * preset.claim("shift_hours")


def _hours_share(preset: Preset, ledger: Ledger) -> float:
    return float(preset.quantities.planned_hours) / _nominal_hours(preset, ledger)


def _cycles(preset: Preset, ledger: Ledger) -> float:
    return float(preset.quantities.planned_hours) * 3600.0 / preset.claim("takt_s")


def _observed_success_rate(preset: Preset, ledger: Ledger) -> float:
    return preset.claim("successes") / preset.claim("trials")


def _success_low(preset: Preset, ledger: Ledger) -> float:
    return clopper_pearson(int(preset.claim("successes")), int(preset.claim("trials"))).low


def _success_high(preset: Preset, ledger: Ledger) -> float:
    return clopper_pearson(int(preset.claim("successes")), int(preset.claim("trials"))).high


def _parts_per_help(preset: Preset, ledger: Ledger) -> float:
    return 1.0 / (1.0 - preset.claim("success_rate"))


def _flawless_cycles(preset: Preset, ledger: Ledger) -> float:
    return float(ceil(log(1.0 - preset.claim("confidence")) / log(preset.claim("wanted_rate"))))


def _flawless_hours(preset: Preset, ledger: Ledger) -> float:
    return _flawless_cycles(preset, ledger) * preset.claim("takt_s") / 3600.0


def _gross_cycle_s(preset: Preset, ledger: Ledger) -> float:
    return 3600.0 / _parts_per_h(preset, ledger)


def _cycle_performance(preset: Preset, ledger: Ledger) -> float:
    return preset.claim("cycle_s") / _gross_cycle_s(preset, ledger)


def _mtbf_lower_h(preset: Preset, ledger: Ledger) -> float:
    failures = poisson_upper_limit(
        preset.quantities.failures, confidence=preset.claim("confidence")
    )
    return float(preset.quantities.planned_hours) / failures


def _race_human_s(preset: Preset, ledger: Ledger) -> float:
    return preset.claim("race_hours") * 3600.0 / preset.claim("race_human_parts")


def _race_robot_s(preset: Preset, ledger: Ledger) -> float:
    return preset.claim("race_hours") * 3600.0 / preset.claim("race_robot_parts")


FORMULAS: dict[str, Formula] = {
    function.__name__.removeprefix("_"): function
    for function in (
        _cost_per_h, _cost_per_human_equivalent_h, _break_even_productivity, _loaded_wage,
        _parts_per_h, _ideal_parts_per_h, _performance, _car_utilisation, _nominal_hours,
        _hours_share, _cycles, _observed_success_rate, _success_low, _success_high,
        _parts_per_help, _flawless_cycles, _flawless_hours, _gross_cycle_s, _cycle_performance,
        _mtbf_lower_h, _race_human_s, _race_robot_s,
    )
}  # fmt: skip
"""How each figure is computed, by name."""


def check_figures(preset: Preset) -> tuple[FigureCheck, ...]:
    """Set every printed figure of a deployment beside what its own numbers give.

    Args:
        preset: A published deployment.

    Returns:
        One check per figure, in the order of the file.

    Raises:
        UnknownName: When a figure names no formula.
    """
    ledger = preset.ledger()
    checks: list[FigureCheck] = []
    for figure in preset.figures:
        if figure.formula not in FORMULAS:
            raise unknown_name("formula of a figure", figure.formula, FORMULAS)
        checks.append(FigureCheck(figure, measured(FORMULAS[figure.formula](preset, ledger))))
    return tuple(checks)
