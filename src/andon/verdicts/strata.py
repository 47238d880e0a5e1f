"""Strata: where in the variation a policy succeeds, and where it does not."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import numpy.typing as npt

from andon.errors import InvalidConfig, unknown_name
from andon.verdicts.evalues import mixture_log_e_fail
from andon.verdicts.intervals import Interval, clopper_pearson

__all__ = ["Stratum", "stratify", "suspicious_strata", "worst_stratum"]


@dataclass(frozen=True, kw_only=True)
class Stratum:
    """The rollouts whose draw of one parameter fell into one bin."""

    parameter: str
    """Name of the parameter of the variation."""
    bin: str
    """Label of the bin: its limits, or the category."""
    low: float | None
    """Lower limit, included; None for a category."""
    high: float | None
    """Upper limit, included in the last bin only; None for a category."""
    trials: int
    """Rollouts in the bin."""
    successes: int
    """Successful ones."""
    interval: Interval
    """Clopper-Pearson 95 % interval of the success rate; [0, 1] without a rollout. [1]"""


def stratify(
    draws: Sequence[Mapping[str, float | str]],
    successes: Sequence[bool],
    ranges: Mapping[str, tuple[float, float]],
    *,
    num_bins: int = 4,
) -> tuple[Stratum, ...]:
    """Count successes per bin of each parameter, one parameter at a time.

    Numbers fall into bins of equal width between declared limits, which do not depend on the data;
    texts are categories as they are.

    Args:
        draws: Value of each parameter, per rollout; the same parameters in each.
        successes: Outcome per rollout.
        ranges: Declared lowest and highest value of each numeric parameter.
        num_bins: Bins per numeric parameter, at least 1.

    Returns:
        All strata in the order of the parameters and bins, also those without a rollout.

    Raises:
        InvalidConfig: When the lengths differ, a draw lies outside its range, or a parameter is a
            number in one rollout and a text in another.
        UnknownName: When a rollout lacks a parameter or a numeric one has no range.
    """
    if len(draws) != len(successes):
        raise InvalidConfig(f"{len(draws)} draws and {len(successes)} outcomes: not one each.")
    if num_bins < 1:
        raise InvalidConfig(f"num_bins is {num_bins}; it must be at least 1.")
    if not draws:
        return ()
    is_success = np.asarray(successes, dtype=np.bool_)
    strata: list[Stratum] = []
    for parameter in draws[0]:
        column = _column(draws, parameter)
        if all(isinstance(value, str) for value in column):
            strata += _categories(parameter, [str(value) for value in column], is_success)
            continue
        if any(isinstance(value, str) for value in column):
            raise InvalidConfig(f"{parameter!r} is a number in some rollouts and a text in others.")
        if parameter not in ranges:
            raise unknown_name("declared range", parameter, ranges)
        values = np.asarray(column, dtype=np.float64)
        strata += _bins(parameter, values, is_success, ranges[parameter], num_bins)
    return tuple(strata)


def worst_stratum(strata: Sequence[Stratum]) -> Stratum | None:
    """Find the stratum with the lowest upper limit of its success rate.

    The upper limit and not the estimate: a bin with few rollouts says little and must not be called
    worst for one unlucky failure. The choice is made after the fact among many bins, so the chosen
    one looks worse than it is; `suspicious_strata` accounts for that.

    Args:
        strata: What `stratify` gave.

    Returns:
        The first such stratum; None when no stratum has a rollout.
    """
    tried = [stratum for stratum in strata if stratum.trials > 0]
    return min(tried, key=lambda stratum: stratum.interval.high, default=None)


def suspicious_strata(
    strata: Sequence[Stratum], *, p_min: float, false_discovery_rate: float = 0.05
) -> tuple[Stratum, ...]:
    """List strata whose success rate is shown to lie below a floor, corrected for their number.

    Args:
        strata: What `stratify` gave.
        p_min: Success rate that each stratum should reach, in (0, 1). [1]
        false_discovery_rate: Largest expected share of listed strata that do reach it, whatever the
            dependence between strata, in (0, 1). [1]

    Returns:
        The listed strata, strongest evidence first.

    Raises:
        InvalidConfig: When a rate is outside (0, 1).

    Source:
        R. Wang and A. Ramdas, Journal of the Royal Statistical Society B 84(3), 2022, 822-852
        (e-BH).
    """
    if not 0.0 < false_discovery_rate < 1.0:
        raise InvalidConfig(
            f"false_discovery_rate is {false_discovery_rate}; it must be in (0, 1)."
        )
    if not strata:
        return ()
    log_e = mixture_log_e_fail(
        [stratum.successes for stratum in strata],
        [stratum.trials for stratum in strata],
        p1=p_min,
    )
    order = np.argsort(-log_e, kind="stable")
    rank = np.arange(1, order.size + 1)
    is_enough = log_e[order] >= np.log(order.size / (false_discovery_rate * rank))
    num_listed = int(rank[is_enough].max(initial=0))
    listed: list[int] = order[:num_listed].tolist()
    return tuple(strata[index] for index in listed)


def _column(draws: Sequence[Mapping[str, float | str]], parameter: str) -> list[float | str]:
    for draw in draws:
        if parameter not in draw:
            raise unknown_name("drawn parameter", parameter, draw)
    return [draw[parameter] for draw in draws]


def _categories(
    parameter: str, values: Sequence[str], is_success: npt.NDArray[np.bool_]
) -> list[Stratum]:
    column = np.asarray(values)
    return [
        _stratum(parameter, name, None, is_success[column == name]) for name in sorted(set(values))
    ]


def _bins(
    parameter: str,
    values: npt.NDArray[np.float64],
    is_success: npt.NDArray[np.bool_],
    limits: tuple[float, float],
    num_bins: int,
) -> list[Stratum]:
    low, high = limits
    if not np.all((values >= low) & (values <= high)):
        wrong = values[~((values >= low) & (values <= high))][0]
        raise InvalidConfig(
            f"A rollout drew {parameter!r} = {wrong:g}, outside its declared range "
            f"[{low:g}, {high:g}]."
        )
    edges = np.linspace(low, high, num_bins + 1 if high > low else 2)
    index = np.clip(np.searchsorted(edges, values, side="right") - 1, 0, edges.size - 2)
    ends = edges.tolist()
    return [
        _stratum(parameter, _label(*pair), pair, is_success[index == position])
        for position, pair in enumerate(pairwise(ends))
    ]


def _label(low: float, high: float) -> str:
    """Name a bin by its limits; a dash would read as a minus where a limit is negative."""
    return f"{low:.4g}-{high:.4g}" if low >= 0.0 else f"{low:.4g} to {high:.4g}"


def _stratum(
    parameter: str,
    label: str,
    limits: tuple[float, float] | None,
    is_success: npt.NDArray[np.bool_],
) -> Stratum:
    trials, successes = int(is_success.size), int(is_success.sum())
    return Stratum(
        parameter=parameter,
        bin=label,
        low=None if limits is None else limits[0],
        high=None if limits is None else limits[1],
        trials=trials,
        successes=successes,
        interval=clopper_pearson(successes, trials) if trials else Interval(0.0, 1.0),
    )
