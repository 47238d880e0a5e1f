"""Do two appraisers err in both directions alike? McNemar for two categories, Bowker for more."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy import special

from andon.errors import InvalidConfig

__all__ = ["SymmetryTest", "bowker", "mcnemar"]


@dataclass(frozen=True, kw_only=True)
class SymmetryTest:
    """Test of the hypothesis that disagreements go both ways alike."""

    statistic: float
    """Chi-square of Bowker, or the smaller of McNemar's two counts."""
    degrees_of_freedom: int
    """Pairs of categories in which anything differs; 1 for McNemar."""
    critical_value: float | None
    """Chi-square that is exceeded with chance alpha; None for the exact test."""
    p_value: float
    """Chance of so much asymmetry without any. [1]"""
    alpha: float
    """Chance of calling symmetric disagreements asymmetric. [1]"""

    @property
    def is_asymmetric(self) -> bool:
        """Whether the disagreements lean to one side."""
        return self.p_value <= self.alpha


def bowker(table: npt.ArrayLike, *, alpha: float = 0.05) -> SymmetryTest:
    """Test a square table of two readings for symmetry.

    Args:
        table: Counts; rows are the categories of the first reading, columns those of the second.
            Shape (k, k).
        alpha: Chance of a false alarm, in (0, 1). [1]

    Returns:
        The large-sample test. Pairs of categories in which nothing differs carry no information and
        no degree of freedom; without any difference the p-value is 1.

    Raises:
        InvalidConfig: When the table is not square, a count is negative or no whole number, or
            alpha is outside (0, 1).

    Source:
        A. H. Bowker, Journal of the American Statistical Association 43(244), 1948, 572-574;
        used by ISO 22514-7, clause 12.
    """
    counts = np.asarray(table, dtype=np.float64)
    if counts.ndim != 2 or counts.shape[0] != counts.shape[1] or counts.shape[0] < 2:
        raise InvalidConfig(f"A table of two readings is square, 2 x 2 or more; {counts.shape}.")
    if np.any(counts < 0) or np.any(counts != np.floor(counts)):
        raise InvalidConfig("A table of two readings holds counts; one is negative or broken.")
    _check_alpha(alpha)
    upper = np.triu_indices(counts.shape[0], k=1)
    above, below = counts[upper], counts.T[upper]
    both = above + below
    is_used = both > 0
    statistic = float(np.sum((above - below)[is_used] ** 2 / both[is_used]))
    freedom = int(np.sum(is_used))
    half = freedom / 2.0
    return SymmetryTest(
        statistic=statistic,
        degrees_of_freedom=freedom,
        critical_value=2.0 * float(special.gammainccinv(half, alpha)) if freedom else None,
        p_value=float(special.gammaincc(half, statistic / 2.0)) if freedom else 1.0,
        alpha=alpha,
    )


def mcnemar(only_first: int, only_second: int, *, alpha: float = 0.05) -> SymmetryTest:
    """Test exactly whether two readings differ more often in one direction.

    Args:
        only_first: Parts that only the first reading called bad.
        only_second: Parts that only the second one called bad.
        alpha: Chance of a false alarm, in (0, 1). [1]

    Returns:
        The exact two-sided test.

    Raises:
        InvalidConfig: When a count is negative or alpha is outside (0, 1).

    Source:
        Q. McNemar, Psychometrika 12(2), 1947, 153-157, with the binomial tail in place of the
        normal one.
    """
    _check_alpha(alpha)
    fewer, differing = min(only_first, only_second), only_first + only_second
    if fewer < 0:
        raise InvalidConfig(f"Counts of parts must not be negative; {only_first}, {only_second}.")
    p_value = 1.0
    if differing:
        p_value = min(2.0 * float(special.bdtr(fewer, differing, 0.5)), 1.0)
    return SymmetryTest(
        statistic=float(fewer),
        degrees_of_freedom=1,
        critical_value=None,
        p_value=p_value,
        alpha=alpha,
    )


def _check_alpha(alpha: float) -> None:
    if not 0.0 < alpha < 1.0:
        raise InvalidConfig(f"alpha is {alpha}; it must lie in (0, 1), for example 0.05.")
