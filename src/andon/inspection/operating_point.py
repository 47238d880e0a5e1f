"""Where to accept, review and reject: chosen by cost or from good parts, never on graded ones."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import isfinite
from typing import Literal

import numpy as np
import numpy.typing as npt

from andon.artifacts import content_hash
from andon.errors import InvalidConfig
from andon.inspection.conformal import ConformalThreshold, Promise, conformal_threshold
from andon.inspection.costs import InspectionCosts, check_prevalence
from andon.inspection.counts import Decision
from andon.inspection.graded_part import (
    Floats,
    GradedPart,
    PartIdentity,
    identities_of,
    refuse_overlap,
    refuse_repeats,
    scores_of,
)

__all__ = [
    "OperatingPoint",
    "Rule",
    "choose_by_cost",
    "choose_conformal",
    "expected_cost",
    "refuse_calibration_parts",
]

Rule = Literal["cost", "conformal", "manual"]
"""How a threshold was chosen."""


@dataclass(frozen=True, kw_only=True)
class OperatingPoint:
    """One or two thresholds, why they were chosen, and the parts that chose them.

    A part is accepted up to `accept_up_to`, rejected above `reject_above`, and reviewed by a person
    in between. A score equal to a threshold stays on the lower side.
    """

    accept_up_to: float
    """Largest score that is accepted. [1]"""
    reject_above: float
    """Largest score that is not rejected; equal to `accept_up_to` without a review band. [1]"""
    rule: Rule
    """How the thresholds were chosen."""
    costs: InspectionCosts | None = None
    """Costs that chose them; None for another rule."""
    prevalence: float | None = None
    """Share of bad parts that they were chosen for; None for another rule. [1]"""
    expected_cost: float | None = None
    """Cost per part on the calibration set, in the currency of the costs. It is the smallest over
    all thresholds on these parts, so optimistic: only a grading set gives an honest figure."""
    promise: ConformalThreshold | None = None
    """What the false alarm rate is promised to be; None for another rule."""
    calibration: tuple[PartIdentity, ...]
    """Parts that chose the thresholds; none of them may be graded."""
    num_bad: int
    """Bad parts among them."""
    calibration_hash: str = ""
    """Hash of these parts with scores and truth."""

    def __post_init__(self) -> None:
        """Refuse thresholds that cannot be meant."""
        if not (isfinite(self.accept_up_to) and isfinite(self.reject_above)):
            raise InvalidConfig(
                f"Thresholds {self.accept_up_to} and {self.reject_above} must be finite."
            )
        if self.accept_up_to > self.reject_above:
            raise InvalidConfig(
                f"Parts would be accepted up to {self.accept_up_to} and rejected above "
                f"{self.reject_above}; the second must not be smaller."
            )
        if not 0 <= self.num_bad <= len(self.calibration):
            raise InvalidConfig(
                f"{self.num_bad} bad parts among {len(self.calibration)} calibration parts."
            )

    @property
    def has_review_band(self) -> bool:
        """Whether some scores are reviewed by a person."""
        return self.accept_up_to < self.reject_above

    @property
    def num_good(self) -> int:
        """Good parts in the calibration set."""
        return len(self.calibration) - self.num_bad

    def decide(self, scores: npt.ArrayLike) -> tuple[Decision, ...]:
        """Decide on parts by their scores.

        Args:
            scores: Defect scores. Shape (n,). [1]

        Returns:
            One decision per score.

        Raises:
            InvalidConfig: When a score is not finite.
        """
        values = np.asarray(scores, dtype=np.float64).ravel()
        if not np.all(np.isfinite(values)):
            raise InvalidConfig("A score is not finite; a part without a score is not decided on.")
        return tuple(self._decide_one(score) for score in values.tolist())

    def _decide_one(self, score: float) -> Decision:
        if score <= self.accept_up_to:
            return "accept"
        return "review" if score <= self.reject_above else "reject"


def refuse_calibration_parts(point: OperatingPoint, grading: Iterable[GradedPart]) -> None:
    """Refuse to grade parts that chose the thresholds.

    Raises:
        InvalidConfig: Naming them.
    """
    refuse_overlap(point.calibration, identities_of(grading))


def choose_by_cost(
    calibration: Sequence[GradedPart], costs: InspectionCosts, *, prevalence: float
) -> OperatingPoint:
    """Choose the thresholds that cost least on a calibration set.

    With a review cost there are two thresholds where a review pays, else one. Thresholds lie
    half-way between neighbouring scores; of equally cheap ones the lowest accepts fewest bad parts
    and is taken. A person is taken to decide rightly on every reviewed part.

    Args:
        calibration: Graded parts, good and bad, that will never be used for grading.
        costs: Cost of an escape, an overkill and, where people review, of a review.
        prevalence: Share of bad parts on the line, in (0, 1); the calibration set may have another
            one. [1]

    Returns:
        The operating point.

    Raises:
        InvalidConfig: When a part occurs twice, good or bad parts are missing, or the prevalence is
            outside (0, 1).
    """
    check_prevalence(prevalence)
    refuse_repeats(calibration)
    bad, good = scores_of(calibration, is_bad=True), scores_of(calibration, is_bad=False)
    if not (bad.size and good.size):
        raise InvalidConfig(
            f"Found {bad.size} bad and {good.size} good calibration parts; a threshold by cost "
            "needs both. Without bad parts, use a conformal threshold."
        )
    candidates = _candidates(np.concatenate([bad, good]))
    accepted_bad = prevalence * _share_up_to(bad, candidates)
    accepted_good = (1.0 - prevalence) * _share_up_to(good, candidates)
    rejected_good = (1.0 - prevalence) - accepted_good
    low, high, cost = _cheapest(accepted_bad, accepted_good, rejected_good, costs)
    return OperatingPoint(
        accept_up_to=float(candidates[low]),
        reject_above=float(candidates[high]),
        rule="cost",
        costs=costs,
        prevalence=prevalence,
        expected_cost=cost,
        calibration=identities_of(calibration),
        num_bad=bad.size,
        calibration_hash=content_hash(list(calibration)),
    )


def choose_conformal(
    calibration: Sequence[GradedPart],
    *,
    max_false_alarm_rate: float,
    promise: Promise = "marginal",
) -> OperatingPoint:
    """Choose a threshold that promises a false alarm rate, from good parts alone.

    Args:
        calibration: Good parts that nothing else was tuned on, and that will never be graded.
        max_false_alarm_rate: Wanted false alarm rate, in (0, 1). [1]
        promise: What is promised about it; see `conformal_threshold`.

    Returns:
        The operating point. It promises nothing about escapes.

    Raises:
        InvalidConfig: When a part occurs twice or is bad, or there are too few parts.
    """
    refuse_repeats(calibration)
    bad = [part.name for part in calibration if part.is_bad]
    if bad:
        raise InvalidConfig(
            f"{len(bad)} calibration parts are bad, the first {bad[0]!r}; a conformal threshold is "
            "made from good parts only. With bad parts, choose by cost."
        )
    chosen = conformal_threshold(
        scores_of(calibration, is_bad=False),
        max_false_alarm_rate=max_false_alarm_rate,
        promise=promise,
    )
    return OperatingPoint(
        accept_up_to=chosen.threshold,
        reject_above=chosen.threshold,
        rule="conformal",
        promise=chosen,
        calibration=identities_of(calibration),
        num_bad=0,
        calibration_hash=content_hash(list(calibration)),
    )


def expected_cost(
    parts: Sequence[GradedPart],
    costs: InspectionCosts,
    *,
    prevalence: float,
    accept_up_to: float,
    reject_above: float | None = None,
) -> float:
    """Give the expected cost per part of thresholds on graded parts.

    Args:
        parts: Graded parts, good and bad.
        costs: Cost of an escape, an overkill and a review.
        prevalence: Share of bad parts on the line, in (0, 1). [1]
        accept_up_to: Largest score that is accepted. [1]
        reject_above: Largest score that is not rejected; as `accept_up_to` when None. [1]

    Returns:
        p escape_cost P(accept | bad) + (1 - p) overkill_cost P(reject | good)
        + review_cost P(review), in the currency of the costs.

    Raises:
        InvalidConfig: When good or bad parts are missing, the thresholds cross, the prevalence is
            outside (0, 1), or there is a review band without a review cost.
    """
    check_prevalence(prevalence)
    upper = accept_up_to if reject_above is None else reject_above
    if upper < accept_up_to or (upper > accept_up_to and costs.review_cost is None):
        raise InvalidConfig(
            f"Thresholds {accept_up_to} and {upper}: the second must not be smaller, and a review "
            "band needs a review_cost."
        )
    bad, good = scores_of(parts, is_bad=True), scores_of(parts, is_bad=False)
    if not (bad.size and good.size):
        raise InvalidConfig(f"Found {bad.size} bad and {good.size} good parts; needs both.")
    share_bad, share_good = prevalence, 1.0 - prevalence
    ends = np.asarray([accept_up_to, upper])
    up_to_bad, up_to_good = _share_up_to(bad, ends), _share_up_to(good, ends)
    reviewed = float(share_bad * np.diff(up_to_bad)[0] + share_good * np.diff(up_to_good)[0])
    return (
        share_bad * costs.escape_cost * float(up_to_bad[0])
        + share_good * costs.overkill_cost * (1.0 - float(up_to_good[1]))
        + (costs.review_cost or 0.0) * reviewed
    )


def _candidates(scores: Floats) -> Floats:
    """Give a threshold below all scores, those half-way between neighbours, and the highest."""
    distinct = np.unique(scores)
    middle = distinct[:-1] + np.diff(distinct) / 2.0
    # Between neighbouring floats there is no middle; the lower one separates them just as well.
    middle = np.where(middle < distinct[1:], middle, distinct[:-1])
    return np.concatenate([[np.nextafter(distinct[0], -np.inf)], middle, [distinct[-1]]])


def _share_up_to(scores: Floats, thresholds: Floats) -> Floats:
    count = np.searchsorted(np.sort(scores), thresholds, side="right")
    return np.asarray(count / scores.size, dtype=np.float64)


def _cheapest(
    accepted_bad: Floats, accepted_good: Floats, rejected_good: Floats, costs: InspectionCosts
) -> tuple[int, int, float]:
    """Give the indices of the two cheapest thresholds, and their cost per part.

    The review rate is F(high) - F(low), so the cost is a sum of one term per threshold, and the
    best lower one for each upper one is a running minimum.
    """
    escapes = costs.escape_cost * accepted_bad
    overkill = costs.overkill_cost * rejected_good
    one = int(np.argmin(escapes + overkill))
    cost = float(escapes[one] + overkill[one])
    if costs.review_cost is None:
        return one, one, cost
    review = costs.review_cost * (accepted_bad + accepted_good)
    at_low, at_high = escapes - review, overkill + review
    best_low = np.minimum.accumulate(at_low)
    high = int(np.argmin(best_low + at_high))
    low = int(np.argmin(at_low[: high + 1]))
    both = float(at_low[low] + at_high[high])
    is_worth_it = both < cost - 1e-12 * abs(cost)  # a rounding error is no reason for a reviewer
    return (low, high, both) if is_worth_it else (one, one, cost)
