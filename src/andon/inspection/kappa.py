"""Agreement beyond chance, and rank agreement for ordered categories."""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy import special

from andon.errors import InvalidConfig
from andon.inspection.graded_part import Floats
from andon.verdicts.intervals import Interval, success_rate_lower_bound

__all__ = ["Concordance", "Kappa", "cohen_kappa", "fleiss_kappa", "kendall_tau_b", "kendall_w"]


@dataclass(frozen=True, kw_only=True)
class Kappa:
    """Agreement beyond chance: 1 is perfect, 0 is what chance gives, below 0 is worse."""

    value: float
    """Estimate. [1]"""
    standard_error: float
    """Its estimated standard deviation; 0 where all readings agree, which proves nothing. [1]"""
    interval: Interval
    """Interval with the wanted coverage for many parts. Where all agree, its lower end is the exact
    bound on the share of agreeing parts, with chance agreement held. [1]"""
    chance_agreement: float
    """Agreement expected by chance. [1]"""


@dataclass(frozen=True, kw_only=True)
class Concordance:
    """Kendall's W: do the raters put the parts in one order?"""

    value: float
    """W, from 0 (no common order) to 1 (one order); corrected for ties. [1]"""
    chi_square: float
    """Test statistic m (n - 1) W of m raters and n parts."""
    p_value: float
    """Chance of so much agreement without any, for large n. [1]"""


def cohen_kappa(
    first: Sequence[str],
    second: Sequence[str],
    *,
    parts: Sequence[str] | None = None,
    confidence: float = 0.95,
) -> Kappa:
    """Give the agreement of two readings of the same things beyond chance.

    Args:
        first: Categories given by one, in order.
        second: Categories given by the other, in the same order.
        parts: Part that each reading belongs to, where parts were read more than once. Repeated
            readings of a part are not independent: the error then comes from leaving out one part
            at a time. Without, every pair of readings counts as independent.
        confidence: Wanted coverage, in (0, 1). [1]

    Returns:
        Kappa with its interval.

    Raises:
        InvalidConfig: When the lengths differ, there is nothing to read, both only ever used one
            and the same category, or `confidence` is outside (0, 1).

    Source:
        J. Cohen, Educational and Psychological Measurement 20(1), 1960, 37-46; standard error:
        J. L. Fleiss, J. Cohen and B. S. Everitt, Psychological Bulletin 72(5), 1969, 323-327.

    Example:
        >>> cohen_kappa(list("YYNN"), list("YYNY")).value
        0.5
    """
    if not (len(first) == len(second) > 0) or (parts is not None and len(parts) != len(first)):
        raise InvalidConfig(
            f"Kappa needs pairs of readings; found {len(first)} and {len(second)} readings of "
            f"{'the same' if parts is None else len(parts)} parts."
        )
    table = _joint(first, second)
    observed, chance = _agreements(table)
    _refuse_one_category(chance)
    value = (observed - chance) / (1.0 - chance)
    if parts is None:
        error = _cohen_error(table, len(first), value, chance)
        agreeing, cases = round(observed * len(first)), len(first)
    else:
        rows = _by_part(parts)
        error = _jackknife(
            lambda kept: _cohen_value([first[i] for i in kept], [second[i] for i in kept]), rows
        )
        agreeing = sum(all(first[i] == second[i] for i in row) for row in rows)
        cases = len(rows)
    interval = _interval(value, error, chance, (agreeing, cases), confidence)
    return Kappa(value=value, standard_error=error, interval=interval, chance_agreement=chance)


def fleiss_kappa(readings: Sequence[Sequence[str]], *, confidence: float = 0.95) -> Kappa:
    """Give the agreement of several readings of each part beyond chance.

    Args:
        readings: Categories per part; every part has the same number of readings, at least 2.
        confidence: Wanted coverage, in (0, 1). [1]

    Returns:
        Kappa; its error comes from leaving out one part at a time.

    Raises:
        InvalidConfig: When parts differ in their number of readings or have fewer than 2, there is
            no part, only one category was ever used, or `confidence` is outside (0, 1).

    Source:
        J. L. Fleiss, Psychological Bulletin 76(5), 1971, 378-382.
    """
    lengths = {len(row) for row in readings}
    if len(lengths) != 1 or min(lengths) < 2:
        raise InvalidConfig(
            f"Every part needs the same number of readings, 2 or more; found {sorted(lengths)}."
        )
    counts = _category_counts(readings)
    value, chance = _fleiss(counts)
    _refuse_one_category(chance)
    error = _jackknife(lambda kept: _fleiss(counts[kept])[0], [[i] for i in range(len(readings))])
    agreeing = sum(len(set(row)) == 1 for row in readings)
    interval = _interval(value, error, chance, (agreeing, len(readings)), confidence)
    return Kappa(value=value, standard_error=error, interval=interval, chance_agreement=chance)


def kendall_w(ratings: npt.ArrayLike) -> Concordance:
    """Give the concordance of raters who put parts on an ordered scale.

    Args:
        ratings: Ordered values. Shape (raters, parts), at least 2 of each.

    Returns:
        Kendall's W with its large-sample test.

    Raises:
        InvalidConfig: When there are fewer than two raters or parts, a value is not finite, or no
            rater tells any parts apart.

    Source:
        M. G. Kendall and B. Babington Smith, Annals of Mathematical Statistics 10(3), 1939.
    """
    values = np.asarray(ratings, dtype=np.float64)
    if values.ndim != 2 or min(values.shape) < 2 or not np.all(np.isfinite(values)):
        raise InvalidConfig(
            f"Concordance needs at least 2 raters and 2 parts, finite; found {values.shape}."
        )
    m, n = values.shape
    below = np.sum(values[:, :, np.newaxis] > values[:, np.newaxis, :], axis=2)
    tied = np.sum(values[:, :, np.newaxis] == values[:, np.newaxis, :], axis=2)
    ranks = below + (tied + 1.0) / 2.0
    spread = float(np.sum((ranks.sum(axis=0) - m * (n + 1) / 2.0) ** 2))
    ties = float(np.sum(tied * tied - 1))  # the sum over groups of t^3 - t
    most = m * m * (n**3 - n) - m * ties
    if most <= 0.0:
        raise InvalidConfig("No rater tells any two parts apart; there is no order to agree on.")
    value = 12.0 * spread / most
    chi_square = m * (n - 1) * value
    p_value = float(special.gammaincc((n - 1) / 2.0, chi_square / 2.0))
    return Concordance(value=value, chi_square=chi_square, p_value=p_value)


def kendall_tau_b(first: npt.ArrayLike, second: npt.ArrayLike) -> float:
    """Give the rank correlation of two ordered readings, corrected for ties.

    Args:
        first: Ordered values. Shape (n,).
        second: Ordered values of the same parts. Shape (n,).

    Returns:
        Tau-b in [-1, 1]. [1]

    Raises:
        InvalidConfig: When the shapes differ, a value is not finite, or one reading is constant.

    Source:
        M. G. Kendall, Biometrika 33(3), 1945, 239-251.
    """
    x, y = np.asarray(first, dtype=np.float64), np.asarray(second, dtype=np.float64)
    if x.ndim != 1 or x.shape != y.shape or not np.all(np.isfinite(x) & np.isfinite(y)):
        raise InvalidConfig(f"Needs two finite readings of one length; {x.shape}, {y.shape}.")
    sign_x, sign_y = np.sign(np.subtract.outer(x, x)), np.sign(np.subtract.outer(y, y))
    scale = float(np.sqrt(np.sum(sign_x**2) * np.sum(sign_y**2)))
    if scale == 0.0:
        raise InvalidConfig("One of the readings is the same for all parts; it has no order.")
    return float(np.sum(sign_x * sign_y)) / scale


def _joint(first: Sequence[str], second: Sequence[str]) -> Floats:
    """Give the joint shares of two readings; rows are those of the first."""
    categories = sorted({*first, *second})
    index = {name: position for position, name in enumerate(categories)}
    table = np.zeros((len(categories), len(categories)))
    for (a, b), count in Counter(zip(first, second, strict=True)).items():
        table[index[a], index[b]] = count / len(first)
    return table


def _agreements(table: Floats) -> tuple[float, float]:
    return float(np.trace(table)), float(table.sum(axis=1) @ table.sum(axis=0))


def _cohen_value(first: Sequence[str], second: Sequence[str]) -> float:
    observed, chance = _agreements(_joint(first, second))
    return (observed - chance) / (1.0 - chance) if chance < 1.0 else 1.0


def _cohen_error(table: Floats, num_pairs: int, value: float, chance: float) -> float:
    """Give the large-sample standard error where kappa is not zero."""
    row, column = table.sum(axis=1), table.sum(axis=0)
    diagonal = np.asarray(np.diag(table), dtype=np.float64)
    on = np.sum(diagonal * (1.0 - (row + column) * (1.0 - value)) ** 2)
    weight = (column[:, np.newaxis] + row) ** 2  # (p_.i + p_j.)^2
    off = (1.0 - value) ** 2 * (np.sum(table * weight) - np.sum(diagonal * np.diag(weight)))
    bias = (value - chance * (1.0 - value)) ** 2
    variance = max(float(on + off - bias), 0.0) / num_pairs
    return variance**0.5 / (1.0 - chance)


def _category_counts(readings: Sequence[Sequence[str]]) -> Floats:
    categories = sorted({category for row in readings for category in row})
    return np.asarray(
        [[row.count(name) for name in categories] for row in readings], dtype=np.float64
    )


def _fleiss(counts: Floats) -> tuple[float, float]:
    """Give kappa and chance agreement from counts. Shape (parts, categories)."""
    n = float(np.sum(counts)) / counts.shape[0]
    pairs: Floats = (counts * counts).sum(axis=1) - n
    observed = float(np.mean(pairs)) / (n * (n - 1.0))
    chance = float(np.sum((counts.sum(axis=0) / counts.sum()) ** 2))
    return ((observed - chance) / (1.0 - chance) if chance < 1.0 else 1.0), chance


def _refuse_one_category(chance: float) -> None:
    if chance >= 1.0:
        raise InvalidConfig(
            "Only one category was ever used, so chance alone agrees always; kappa needs good and "
            "bad parts in the study."
        )


def _by_part(parts: Sequence[str]) -> list[list[int]]:
    rows: dict[str, list[int]] = {}
    for index, part in enumerate(parts):
        rows.setdefault(part, []).append(index)
    return list(rows.values())


def _jackknife(statistic: Callable[[list[int]], float], groups: Sequence[list[int]]) -> float:
    """Give the standard error from leaving out one group of rows at a time."""
    if len(groups) < 2:
        return 0.0
    values = [
        statistic([i for other in (*groups[:k], *groups[k + 1 :]) for i in other])
        for k in range(len(groups))
    ]
    return float(np.std(values)) * (len(groups) - 1) ** 0.5


def _interval(
    value: float, error: float, chance: float, agreeing: tuple[int, int], confidence: float
) -> Interval:
    if not 0.0 < confidence < 1.0:
        raise InvalidConfig(
            f"The confidence is {confidence}; it must lie in (0, 1), for example 0.95."
        )
    if error > 0.0:
        half = float(special.ndtri((1.0 + confidence) / 2.0)) * error
        return Interval(max(value - half, -1.0), min(value + half, 1.0))
    low = success_rate_lower_bound(*agreeing, confidence=(1.0 + confidence) / 2.0)
    return Interval(max((low - chance) / (1.0 - chance), -1.0), value if value < 1.0 else 1.0)
