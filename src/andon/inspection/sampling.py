"""Acceptance sampling: single plans of ISO 2859-1, their curves, and demonstrations of quality."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy import optimize, special

from andon.errors import InvalidConfig
from andon.inspection.choices import Level, Severity
from andon.inspection.graded_part import Floats

__all__ = [
    "AQLS_PERCENT",
    "CODE_LETTERS",
    "SAMPLE_SIZES",
    "Level",
    "OutgoingLimit",
    "SamplingPlan",
    "Severity",
    "aoq",
    "aoql",
    "ati",
    "code_letter",
    "demonstration_size",
    "p_accept",
    "quality_at",
    "single_plan",
]

SAMPLE_SIZES = {
    "A": 2,
    "B": 3,
    "C": 5,
    "D": 8,
    "E": 13,
    "F": 20,
    "G": 32,
    "H": 50,
    "J": 80,
    "K": 125,
    "L": 200,
    "M": 315,
    "N": 500,
    "P": 800,
    "Q": 1250,
    "R": 2000,
}
"""Parts in the sample by code letter; I and O are not used. Source: ISO 2859-1, table 2-A."""

AQLS_PERCENT = (
    *(0.010, 0.015, 0.025, 0.040, 0.065, 0.10, 0.15, 0.25),
    *(0.40, 0.65, 1.0, 1.5, 2.5, 4.0, 6.5, 10.0),
)
"""Preferred acceptance quality limits, in per cent nonconforming. Source: ISO 2859-1."""

_LOT_ENDS = (8, 15, 25, 50, 90, 150, 280, 500, 1_200, 3_200, 10_000, 35_000, 150_000, 500_000)
"""Largest lot of each class but the last. Source: ISO 2859-1, table 1."""

CODE_LETTERS: dict[Level, str] = {
    "I": "AABCCDEFGHJKLMN",
    "II": "ABCDEFGHJKLMNPQ",
    "III": "BCDEFGHJKLMNPQR",
}
"""Code letter of each class of lot sizes, by level. Source: ISO 2859-1, table 1."""

_DIAGONALS: dict[str, dict[int, int]] = {
    "normal": {14: 0, 17: 1, 18: 2, 19: 3, 20: 5, 21: 7, 22: 10, 23: 14, 24: 21},
    "tightened": {15: 0, 18: 1, 19: 2, 20: 3, 21: 5, 22: 8, 23: 12, 24: 18},
}
"""Acceptance number by position of the code letter plus position of the AQL.

The master tables are diagonal: sample sizes and AQLs both grow by about 10^(1/5) a step, so one
letter further at one AQL lower is the same plan in other units. Source: ISO 2859-1, tables 2-A and
2-B (read as MIL-STD-105E, tables II-A and II-B)."""

_LAST_TIGHTENED = {"S": 3150}
"""One row more of the tightened table, reached by an arrow only: the next step of the sizes."""

_USE_ABOVE: dict[str, frozenset[int]] = {"normal": frozenset({15}), "tightened": frozenset()}
"""Positions inside the table whose arrow points up, to the next smaller sample."""

_LAST_DIAGONAL = 24
"""Beyond it the arrows point up, before the first diagonal down."""


@dataclass(frozen=True, kw_only=True)
class SamplingPlan:
    """Take a sample, count the bad parts in it, accept the lot up to a number."""

    sample_size: int
    """Parts to take at random from the lot."""
    acceptance_number: int
    """Bad parts in the sample up to which the lot is accepted."""

    def __post_init__(self) -> None:
        """Refuse a plan that always accepts."""
        if not 0 <= self.acceptance_number < self.sample_size:
            raise InvalidConfig(
                f"A plan that accepts {self.acceptance_number} bad parts in {self.sample_size} "
                "never rejects; the acceptance number must lie in [0, sample_size)."
            )

    @property
    def rejection_number(self) -> int:
        """Bad parts from which on the lot is rejected."""
        return self.acceptance_number + 1


@dataclass(frozen=True, kw_only=True)
class OutgoingLimit:
    """The worst average quality that leaves an inspection whose rejected lots are sorted."""

    aoql: float
    """Largest average share of bad parts that leaves. [1]"""
    incoming: float
    """Incoming share of bad parts at which it leaves. [1]"""


def code_letter(lot_size: int, *, level: Level = "II") -> str:
    """Give the code letter of a lot.

    Args:
        lot_size: Parts in the lot, 2 or more.
        level: General inspection level.

    Returns:
        One letter.

    Raises:
        InvalidConfig: When the lot has fewer than 2 parts or the level is unknown.

    Source:
        ISO 2859-1, table 1.

    Example:
        >>> code_letter(500)
        'H'
    """
    if level not in CODE_LETTERS:
        raise InvalidConfig(f"No level named {level!r}; it must be 'I', 'II' or 'III'.")
    if lot_size < 2:
        raise InvalidConfig(f"The lot has {lot_size} parts; sampling starts at 2.")
    return CODE_LETTERS[level][sum(lot_size > end for end in _LOT_ENDS)]


def single_plan(letter: str, *, aql_percent: float, severity: Severity = "normal") -> SamplingPlan:
    """Give the single sampling plan of a code letter and an acceptance quality limit.

    Where the standard has an arrow instead of a plan, the plan that it points to is given, with its
    own sample size. A sample as large as the lot means inspecting all of it.

    Args:
        letter: Code letter, from `code_letter`.
        aql_percent: One of `AQLS_PERCENT`, in per cent nonconforming.
        severity: Normal or tightened; plans of reduced inspection are not kept here.

    Returns:
        The plan.

    Raises:
        InvalidConfig: When the letter, AQL or severity has no plans.

    Source:
        ISO 2859-1, tables 2-A and 2-B.

    Example:
        >>> single_plan("H", aql_percent=1.0)
        SamplingPlan(sample_size=50, acceptance_number=1)
    """
    letters = "".join(SAMPLE_SIZES)
    if letter not in SAMPLE_SIZES:
        raise InvalidConfig(f"No code letter {letter!r}; it must be one of {letters!r}.")
    if aql_percent not in AQLS_PERCENT:
        raise InvalidConfig(
            f"The standard has no AQL of {aql_percent} %; it must be one of {AQLS_PERCENT}."
        )
    if severity not in _DIAGONALS:
        raise InvalidConfig(
            f"No plans are kept for {severity!r} inspection; it must be 'normal' or 'tightened'. "
            "Reduced inspection may always stay on the normal plan, which is stricter."
        )
    row = _follow_arrows(letters.index(letter), AQLS_PERCENT.index(aql_percent), severity)
    position = row + AQLS_PERCENT.index(aql_percent)
    return SamplingPlan(
        sample_size=[*SAMPLE_SIZES.values(), *_LAST_TIGHTENED.values()][row],
        acceptance_number=_DIAGONALS[severity][position],
    )


def p_accept(
    plan: SamplingPlan, share_bad: npt.ArrayLike, *, lot_size: int | None = None
) -> Floats:
    """Give the chance that lots are accepted: the operating characteristic.

    Args:
        plan: Sampling plan.
        share_bad: Share of bad parts, in [0, 1]. Any shape. [1]
        lot_size: Parts in one lot, of which exactly this share, rounded, is bad (type A curve);
            None for a process that makes this share of bad parts (type B curve).

    Returns:
        Chances, same shape. [1]

    Raises:
        InvalidConfig: When a share is outside [0, 1] or the lot is smaller than the sample.
    """
    p = np.asarray(share_bad, dtype=np.float64)
    if not np.all((p >= 0.0) & (p <= 1.0)):
        raise InvalidConfig("A share of bad parts lies outside [0, 1].")
    n, c = plan.sample_size, plan.acceptance_number
    if lot_size is None:
        return np.asarray(special.bdtr(c, n, p), dtype=np.float64)
    _check_lot(plan, lot_size)
    bad = np.rint(p * lot_size)[..., np.newaxis]
    found = np.arange(c + 1, dtype=np.float64)
    good = lot_size - bad
    is_possible = (found <= bad) & (n - found <= good)
    log_chance = (
        _log_choose(bad, np.minimum(found, bad))
        + _log_choose(good, np.clip(n - found, 0.0, good))
        - _log_choose(np.asarray(float(lot_size)), np.asarray(float(n)))
    )
    chance = np.where(is_possible, np.exp(log_chance), 0.0)
    return np.minimum(np.sum(chance, axis=-1), 1.0)


def quality_at(plan: SamplingPlan, *, p_accept: float) -> float:
    """Give the share of bad parts that a plan accepts with a given chance.

    Args:
        plan: Sampling plan.
        p_accept: Chance of acceptance, in (0, 1): 0.95 gives the quality that the producer needs,
            0.10 the limiting quality that the consumer rarely gets. [1]

    Returns:
        Share of bad parts of the process. [1]

    Raises:
        InvalidConfig: When the chance is outside (0, 1).

    Example:
        >>> round(quality_at(SamplingPlan(sample_size=50, acceptance_number=1), p_accept=0.1), 5)
        0.07558
    """
    if not 0.0 < p_accept < 1.0:
        raise InvalidConfig(f"The chance of acceptance is {p_accept}; it must lie in (0, 1).")
    n, c = plan.sample_size, plan.acceptance_number
    return float(special.betainccinv(c + 1, n - c, p_accept))


def aoq(plan: SamplingPlan, share_bad: npt.ArrayLike, *, lot_size: int | None = None) -> Floats:
    """Give the average share of bad parts that leaves when rejected lots are sorted.

    Args:
        plan: Sampling plan.
        share_bad: Incoming share of bad parts, in [0, 1]. Any shape. [1]
        lot_size: Parts in a lot; None for lots much larger than the sample.

    Returns:
        Shares, same shape. Bad parts found are replaced by good ones. [1]

    Raises:
        InvalidConfig: As `p_accept`.
    """
    p = np.asarray(share_bad, dtype=np.float64)
    unseen = 1.0
    if lot_size is not None:
        _check_lot(plan, lot_size)
        unseen = 1.0 - plan.sample_size / lot_size
    return p_accept(plan, p) * p * unseen


def aoql(plan: SamplingPlan, *, lot_size: int | None = None) -> OutgoingLimit:
    """Give the worst average quality that leaves when rejected lots are sorted.

    Args:
        plan: Sampling plan.
        lot_size: Parts in a lot; None for lots much larger than the sample.

    Returns:
        The limit, and the incoming quality at which it is reached.

    Raises:
        InvalidConfig: When the lot is smaller than the sample.
    """
    if lot_size is not None:
        _check_lot(plan, lot_size)
    found = optimize.minimize_scalar(
        lambda p: -float(aoq(plan, p)),
        bounds=(0.0, 1.0),
        method="bounded",
        options={"xatol": 1e-12},
    )
    worst = float(found.x)
    return OutgoingLimit(aoql=float(aoq(plan, worst, lot_size=lot_size)), incoming=worst)


def ati(plan: SamplingPlan, share_bad: npt.ArrayLike, *, lot_size: int) -> Floats:
    """Give the average number of parts inspected per lot when rejected lots are sorted.

    Args:
        plan: Sampling plan.
        share_bad: Incoming share of bad parts, in [0, 1]. Any shape. [1]
        lot_size: Parts in a lot.

    Returns:
        Parts per lot, same shape.

    Raises:
        InvalidConfig: As `p_accept`.
    """
    _check_lot(plan, lot_size)
    rest = lot_size - plan.sample_size
    return plan.sample_size + (1.0 - p_accept(plan, share_bad)) * rest


def demonstration_size(rate: float, *, confidence: float = 0.95, max_failures: int = 0) -> int:
    """Give the smallest number of parts that demonstrates a success rate.

    With at most `max_failures` failures in so many parts, the exact one-sided lower bound of the
    rate is at least `rate`: for example 29 of 29 for a probability of detection of 90 %.

    Args:
        rate: Rate to demonstrate, in (0, 1). [1]
        confidence: One-sided confidence, in (0, 1). [1]
        max_failures: Failures that are tolerated; decided beforehand.

    Returns:
        Number of parts.

    Raises:
        InvalidConfig: When an argument is out of range.

    Example:
        >>> demonstration_size(0.90), demonstration_size(0.99, max_failures=1)
        (29, 473)
    """
    if not (0.0 < rate < 1.0 and 0.0 < confidence < 1.0 and max_failures >= 0):
        raise InvalidConfig(
            f"rate = {rate} and confidence = {confidence} must lie in (0, 1), and max_failures = "
            f"{max_failures} must be 0 or more."
        )

    def is_enough(n: int) -> bool:
        return float(special.bdtr(max_failures, n, 1.0 - rate)) <= 1.0 - confidence

    return _smallest(is_enough, above=max_failures)


def _smallest(is_enough: Callable[[int], bool], *, above: int) -> int:
    """Bisect for the smallest number above one that is enough."""
    low, high = above, above + 1
    while not is_enough(high):
        low, high = high, 2 * high
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (low, middle) if is_enough(middle) else (middle, high)
    return high


def _follow_arrows(row: int, column: int, severity: str) -> int:
    """Give the row of the plan that the arrows of the master table lead to."""
    plans = _DIAGONALS[severity]
    rows = range(len(SAMPLE_SIZES) + len(_LAST_TIGHTENED) * (severity == "tightened"))
    if row + column in plans:
        return row
    is_up = row + column in _USE_ABOVE[severity] or row + column > _LAST_DIAGONAL
    above = [other for other in rows if other < row and other + column in plans]
    below = [other for other in rows if other > row and other + column in plans]
    # At the edge of the table an arrow can only point inwards.
    return above[-1] if above and (is_up or not below) else below[0]


def _check_lot(plan: SamplingPlan, lot_size: int) -> None:
    if lot_size < plan.sample_size:
        raise InvalidConfig(
            f"The lot has {lot_size} parts and the sample {plan.sample_size}; inspect all of it."
        )


def _log_choose(n: Floats, k: Floats) -> Floats:
    log = special.gammaln(n + 1.0) - special.gammaln(k + 1.0) - special.gammaln(n - k + 1.0)
    return np.asarray(log, dtype=np.float64)
