"""What replications say: means with intervals, paired differences, and where the warm-up ends."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import sqrt

import numpy as np
from scipy import stats

from andon.errors import InvalidConfig

__all__ = ["Estimate", "Warmup", "estimate", "find_warmup", "paired_difference"]


@dataclass(frozen=True, kw_only=True)
class Estimate:
    """A mean over independent replications, and how far single replications lie apart.

    More replications narrow the interval of the mean; they never narrow the spread. Where stations
    rest on evidence, every replication is another truth that the evidence allows: the spread is
    what one plant should expect, and only more evidence narrows it.
    """

    mean: float
    """Mean."""
    low: float
    """Lower end of the interval of the mean."""
    high: float
    """Upper end of the interval of the mean."""
    spread_low: float
    """Lower end of the middle share of single replications."""
    spread_high: float
    """Upper end of the middle share of single replications."""
    standard_error: float
    """Standard error of the mean."""
    replications: int
    """Replications it rests on."""
    confidence: float
    """Confidence of the interval, and the middle share that the spread spans. [1]"""

    @property
    def half_width(self) -> float:
        """Half the length of the interval."""
        return (self.high - self.low) / 2.0


def estimate(values: Sequence[float], *, confidence: float = 0.95) -> Estimate:
    """Give the mean of replications with Student's interval.

    Args:
        values: One value per replication, at least two; replications are independent.
        confidence: Wanted coverage, in (0, 1). [1]

    Returns:
        Mean, interval of the mean, and spread of the replications; with fewer than 40 replications
        the spread at 95 % is cut short. Neither covers a wrong model.

    Raises:
        InvalidConfig: With fewer than two values, a value that is not finite, or a confidence
            outside (0, 1).

    Source:
        Student, Biometrika 6(1), 1908, 1-25; A. M. Law, Simulation Modeling and Analysis, 5th ed.,
        McGraw-Hill, 2015, section 9.4.1.

    Example:
        >>> found = estimate([9.0, 10.0, 11.0])
        >>> round(found.low, 3), found.mean, round(found.high, 3)
        (7.516, 10.0, 12.484)
    """
    if not 0.0 < confidence < 1.0:
        raise InvalidConfig(f"The confidence is {confidence}; it must lie in (0, 1).")
    if len(values) < 2:
        raise InvalidConfig(
            f"There are {len(values)} replications; an interval needs at least 2, better 10."
        )
    data = np.asarray(values, dtype=np.float64)
    if not np.isfinite(data).all():
        raise InvalidConfig("A replication gave a number that is not finite.")
    error = float(data.std(ddof=1)) / sqrt(data.size)
    reach = float(stats.t.ppf((1.0 + confidence) / 2.0, data.size - 1)) * error
    mean = float(data.mean())
    tails = [(1.0 - confidence) / 2.0, (1.0 + confidence) / 2.0]
    spread: list[float] = np.quantile(data, tails).tolist()
    return Estimate(
        mean=mean,
        low=mean - reach,
        high=mean + reach,
        spread_low=spread[0],
        spread_high=spread[1],
        standard_error=error,
        replications=data.size,
        confidence=confidence,
    )


def paired_difference(
    after: Sequence[float], before: Sequence[float], *, confidence: float = 0.95
) -> Estimate:
    """Give the mean difference of replications that shared their luck.

    Args:
        after: One value per replication.
        before: The values of the same replications on the other line.
        confidence: Wanted coverage. [1]

    Returns:
        Mean of after minus before, with Student's interval over the pairs.

    Raises:
        InvalidConfig: When the numbers of replications differ, or as `estimate`.

    Source:
        A. M. Law, Simulation Modeling and Analysis, 5th ed., 2015, sections 10.2.1 (paired t) and
        11.2 (common random numbers).
    """
    if len(after) != len(before):
        raise InvalidConfig(f"{len(after)} and {len(before)} replications cannot be paired.")
    return estimate([a - b for a, b in zip(after, before, strict=True)], confidence=confidence)


@dataclass(frozen=True, kw_only=True)
class Warmup:
    """Where a series settles."""

    periods: int
    """Periods to leave out at the start."""
    is_settled: bool
    """Whether that lies in the first half; if not, the series is too short to tell."""


def find_warmup(series: Sequence[float], *, batch: int = 5) -> Warmup:
    """Find how much of the start of a series to leave out (MSER-5).

    Values are averaged in batches; the truncation point is the one that minimises the variance of
    the mean of what is left, sum of squares over squared count.

    Args:
        series: Output period by period, from an empty line on; better the mean over replications.
        batch: Periods per batch; 5 is the usual choice.

    Returns:
        Periods to leave out.

    Raises:
        InvalidConfig: When the series has fewer than ten batches.

    Source:
        K. P. White, Simulation 69(6), 1997, 323-334; K. P. White, M. J. Cobb and S. C. Spratt,
        Proc. Winter Simulation Conference, 2000, 755-760.
    """
    count = len(series) // batch
    if batch < 1 or count < 10:
        raise InvalidConfig(
            f"A series of {len(series)} periods has {count} batches of {batch}; MSER needs 10."
        )
    means = np.asarray(series[: count * batch], dtype=np.float64).reshape(count, batch).mean(axis=1)
    tail = means[::-1]
    size = np.arange(1, count + 1)
    total, squares = np.cumsum(tail), np.cumsum(tail**2)
    spread = (squares - total**2 / size) / size**2.0
    by_cut = spread[::-1]  # by_cut[d] leaves out the first d batches
    half = count // 2
    best = int(np.argmin(by_cut[: count - 5]))  # fewer than 5 batches say nothing
    return Warmup(periods=best * batch, is_settled=best <= half)
