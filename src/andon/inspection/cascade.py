"""Which members an inspector listens to: chosen by cross-validation on what the user has.

Each member is fitted without a third of the parts and scores that third. Bad parts are the user's,
where there are enough; else made defects, of kinds that the fitted members have not seen. Usual
members are kept, unless the standardised scores of others sum up to a separation that is better by
more than chance.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import combinations

import numpy as np
import numpy.typing as npt

from andon.errors import InvalidConfig
from andon.inspection.ranking import area_gain, auroc

__all__ = ["FEWEST_BAD", "LIMIT", "Choice", "Scale", "choose_members", "scale_of", "standardised"]

Floats = npt.NDArray[np.float64]

FEWEST_BAD = 10
"""Real bad parts from which on they choose the members, and not made ones; *assumed*."""

USUAL = ("texture", "labels")
"""Members that are listened to unless others are better by more than chance."""

ALIGNED = 0.5
"""Share of the features' variance that their place explains, from which on parts are taken to lie
in one position, and `position` is usual too: made sets lie above 0.9 or below 0.1; *assumed*. [1]
"""

CLEARLY = 0.05
"""Area under the curve on made defects by which the usual members must be beaten. Made defects
are not real ones and members that are taught with them are judged by them: on the measured tiles
`synthetic` added 0.02 to 0.03 on made defects and lost 0.03 on real ones; *assumed*. [1]"""

CHANCE = 1.0
"""Standard errors of the difference by which they must be beaten on real bad parts: one, as is
usual. [1]"""

LIMIT = 20.0
"""Spreads that a member's score counts at most. [1]"""

_HIGH = 0.8413
"""Quantile one standard deviation above the mean of a normal distribution. [1]"""


@dataclass(frozen=True, kw_only=True)
class Scale:
    """How a member's raw score is brought to spreads above what good parts score."""

    centre: float
    """Median of good parts. [1]"""
    spread: float
    """Distance to their 84th percentile. [1]"""


@dataclass(frozen=True, kw_only=True)
class Choice:
    """The members that were chosen, and what was known when they were."""

    members: tuple[str, ...]
    """Names of the members whose scores are summed."""
    scales: Mapping[str, Scale]
    """Scale of each candidate."""
    auroc_by_member: Mapping[str, float]
    """Cross-validated area under the curve of each candidate alone. [1]"""
    auroc: float
    """Cross-validated area of the sum. The choice was made on it, so it is a little optimistic."""
    is_real: bool
    """Whether real bad parts chose, and not made ones."""
    num_bad: int
    """Bad parts that it was chosen on."""
    num_good: int
    """Good parts that it was chosen on."""


def scale_of(good_scores: npt.ArrayLike) -> Scale:
    """Take the scale of a member from scores of good parts that it was not fitted on."""
    scores = np.asarray(good_scores, dtype=np.float64)
    centre, high = (float(v) for v in np.quantile(scores, (0.5, _HIGH)))
    return Scale(centre=centre, spread=max(high - centre, 1e-6))


def standardised(raw: npt.ArrayLike, scale: Scale) -> Floats:
    """Bring raw scores to spreads above the median of good parts, clipped."""
    values = (np.asarray(raw, dtype=np.float64) - scale.centre) / scale.spread
    return np.clip(values, -LIMIT, LIMIT)


def choose_members(
    scores: Mapping[str, Floats],
    is_bad: npt.NDArray[np.bool_],
    *,
    is_real: bool,
    alignment: float = 0.0,
) -> Choice:
    """Choose members by cross-validated scores.

    Args:
        scores: Raw scores by member of parts that it was not fitted on; not a number where a member
            did not score. Members are compared on the parts that all of them scored. Shape (n,)
            each.
        is_bad: Truth. Shape (n,).
        is_real: Whether the bad parts are real.
        alignment: Share of the features' variance that their place explains. [1]

    Returns:
        The choice. The members in `USUAL`, and `position` for aligned parts, are kept unless
        another set is better: with real bad parts by more than chance, without them clearly.

    Raises:
        InvalidConfig: When there is no candidate.
    """
    if not scores:
        raise InvalidConfig("There is no member to choose from.")
    scales = {name: scale_of(_known(values[~is_bad])) for name, values in scores.items()}
    levels = {name: standardised(values, scales[name]) for name, values in scores.items()}
    sums: dict[tuple[str, ...], Floats] = {
        names: np.sum([levels[name] for name in names], axis=0)
        for count in range(1, len(levels) + 1)
        for names in combinations(levels, count)
    }
    areas = {names: _area(total, is_bad) for names, total in sums.items()}
    trusted = {*USUAL, "position"} if alignment >= ALIGNED else {*USUAL}
    usual = tuple(name for name in levels if name in trusted)
    best = usual or max(areas, key=lambda names: areas[names])
    gain = 0.0
    for names, total in sums.items() if usual else ():
        both = np.isfinite(total) & np.isfinite(sums[usual])
        better, error = area_gain(total[both], sums[usual][both], is_bad[both])
        if better > (CHANCE * error if is_real else CLEARLY) and better > gain:
            best, gain = names, better
    return Choice(
        members=best,
        scales=scales,
        auroc_by_member={name: areas[(name,)] for name in levels},
        auroc=areas[best],
        is_real=is_real,
        num_bad=int(is_bad.sum()),
        num_good=int((~is_bad).sum()),
    )


def _known(values: Floats) -> Floats:
    known = values[np.isfinite(values)]
    return known if known.size else np.zeros(1)


def _area(total: Floats, is_bad: npt.NDArray[np.bool_]) -> float:
    known = np.isfinite(total)
    if len(set(is_bad[known].tolist())) < 2:
        return 0.5  # nothing was compared
    return auroc(total[known], is_bad[known]).value
