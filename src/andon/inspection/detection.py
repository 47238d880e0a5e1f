"""Probability of detection: how large a defect must be to be found, from hits and misses.

The model is logit(POD) = b0 + b1 x with x the size (`linear`) or its natural logarithm (`log`),
fitted by maximum likelihood. a90/95 is the size that is found with probability 0.9, with 95 %
confidence; it is given by both constructions in use, Wald's and the likelihood ratio.
"""

from collections.abc import Callable
from dataclasses import dataclass
from math import exp
from pathlib import Path
from typing import Literal

import numpy as np
import numpy.typing as npt
from scipy import special

from andon.errors import BrokenFile, InvalidConfig
from andon.inspection.graded_part import Floats
from andon.inspection.labels import read_rows

__all__ = ["HitMiss", "PodFit", "Scale", "fit_pod", "read_hit_miss"]

Scale = Literal["linear", "log"]
"""Whether the model is linear in the size or in its logarithm."""

_MISSING = {"", "NA", "NaN", "nan"}
"""Cells that say that a size was not measured."""

_STEPS = 100
"""Newton steps before a fit gives up; separated data need far more, others about eight."""

_SLOPE_HALVINGS = 40
"""Halvings of a bracket of the slope; the likelihood is flat at its top, so that an error of
2**-40 there is one of 2**-80 in the likelihood."""

_SIZE_HALVINGS = 60
"""Halvings of a bracket of the size; double precision is exhausted after about 53."""


@dataclass(frozen=True, kw_only=True)
class HitMiss:
    """Defects of known size, found or not."""

    sizes: tuple[float, ...]
    """Size of each defect, in the unit of the file."""
    hits: tuple[bool, ...]
    """Whether it was found."""
    num_missing: int
    """Rows left out because their size was not measured."""


@dataclass(frozen=True, kw_only=True)
class PodFit:
    """A fitted curve of the probability of detection."""

    scale: Scale
    """Whether x is the size or its natural logarithm."""
    x: tuple[float, ...]
    """Sizes on the scale of the model."""
    hits: tuple[bool, ...]
    """Whether each was found."""
    b0: float
    """Intercept, in logits."""
    b1: float
    """Slope, in logits per unit of x."""
    log_likelihood: float
    """Natural logarithm of the largest likelihood."""
    covariance: tuple[tuple[float, float], tuple[float, float]]
    """Covariance of (b0, b1): the inverse of the observed information."""

    @property
    def a50(self) -> float:
        """Size that is found half of the time."""
        return self.size_at(0.5)

    @property
    def a90(self) -> float:
        """Size that is found nine times in ten."""
        return self.size_at(0.9)

    def pod(self, sizes: npt.ArrayLike) -> Floats:
        """Give the probability of detection of sizes. Any shape; above 0 on the log scale."""
        x = _on_scale(np.asarray(sizes, dtype=np.float64), self.scale)
        return np.asarray(special.expit(self.b0 + self.b1 * x), dtype=np.float64)

    def size_at(self, probability: float) -> float:
        """Give the size that is found with a probability.

        Raises:
            InvalidConfig: When the probability is outside (0, 1).
        """
        return self._from_scale(self._x_at(probability))

    def wald_bound(self, probability: float = 0.9, *, confidence: float = 0.95) -> float:
        """Give the upper confidence bound of a size by Wald's construction.

        The delta method on the scale of the model: x + z sqrt(g' V g), with g the gradient of
        x = (logit(p) - b0)/b1. Quick and a little too small for few data.

        Args:
            probability: Wanted probability of detection, in (0, 1). [1]
            confidence: One-sided confidence, in (0, 1). [1]

        Returns:
            Size, for example a90/95 by default.

        Raises:
            InvalidConfig: When an argument is outside (0, 1).

        Source:
            MIL-HDBK-1823A, appendix G (hit/miss analysis).
        """
        if not 0.0 < confidence < 1.0:
            raise InvalidConfig(f"The confidence is {confidence}; it must lie in (0, 1).")
        x = self._x_at(probability)
        gradient = np.asarray([-1.0, -x]) / self.b1
        error = float(np.sqrt(gradient @ np.asarray(self.covariance) @ gradient))
        return self._from_scale(x + float(special.ndtri(confidence)) * error)

    def likelihood_ratio_bound(
        self, probability: float = 0.9, *, confidence: float = 0.95
    ) -> float:
        """Give the upper confidence bound of a size by the likelihood ratio.

        The largest x whose best curve through (x, probability) loses no more log-likelihood than
        half of the chi-square quantile at 2 confidence - 1, with one degree of freedom. It follows
        the skewness of the likelihood and is the more honest one.

        Args:
            probability: Wanted probability of detection, in (0, 1). [1]
            confidence: One-sided confidence, in (0.5, 1). [1]

        Returns:
            Size, for example a90/95 by default.

        Raises:
            InvalidConfig: When an argument is out of range, or the data do not show that detection
                rises with size at all, so that no size bounds it.

        Source:
            MIL-HDBK-1823A, appendix G (likelihood-ratio bounds); R. C. H. Cheng and T. C. Iles,
            Technometrics 25(1), 1983, 77-86.
        """
        if not 0.5 < confidence < 1.0:
            raise InvalidConfig(f"The confidence is {confidence}; it must lie in (0.5, 1).")
        x, target = self._x_at(probability), float(special.logit(probability))
        allowed = float(special.gammaincinv(0.5, 2.0 * confidence - 1.0))  # half of chi-square
        sizes, hits = np.asarray(self.x), np.asarray(self.hits, dtype=np.float64)

        def is_inside(candidate: float) -> bool:
            through = _fit_through(sizes - candidate, hits, target, start=self.b1)
            return self.log_likelihood - through <= allowed

        share = float(np.mean(hits))
        flat = hits.size * float(special.xlogy(share, share) + special.xlogy(1 - share, 1 - share))
        if self.log_likelihood - flat <= allowed:
            raise InvalidConfig(
                "The data do not show that detection rises with size (the likelihood ratio of the "
                "slope is too small), so no size is bounded; more sizes near the threshold help."
            )
        return self._from_scale(_last_inside(is_inside, x, step=1.0 / self.b1))

    def _x_at(self, probability: float) -> float:
        if not 0.0 < probability < 1.0:
            raise InvalidConfig(f"The probability is {probability}; it must lie in (0, 1).")
        return (float(special.logit(probability)) - self.b0) / self.b1

    def _from_scale(self, x: float) -> float:
        return exp(x) if self.scale == "log" else x


def fit_pod(sizes: npt.ArrayLike, hits: npt.ArrayLike, *, scale: Scale = "linear") -> PodFit:
    """Fit the probability of detection against size by maximum likelihood.

    Args:
        sizes: Sizes of the defects. Shape (n,); above 0 on the log scale.
        hits: Whether each was found, 0 or 1. Shape (n,).
        scale: Whether the logit is linear in the size or in its logarithm.

    Returns:
        The fit.

    Raises:
        InvalidConfig: When shapes differ, a size is not finite or not above 0 on the log scale,
            hits or misses are missing, one size separates all misses from all hits (then no finite
            curve is best), or detection does not rise with size.

    Source:
        MIL-HDBK-1823A, Nondestructive Evaluation System Reliability Assessment, 2009.

    Example:
        >>> fit = fit_pod([1, 2, 3, 4, 5, 6], [0, 0, 1, 0, 1, 1])
        >>> round(fit.a50, 6)
        3.5
    """
    a, y = np.asarray(sizes, dtype=np.float64), np.asarray(hits, dtype=np.float64)
    _check_data(a, y, scale)
    x = _on_scale(a, scale)
    centre, spread = float(np.mean(x)), float(np.std(x))
    # Fitted on standardised sizes, where one Newton start suits every unit.
    design = np.stack([np.ones_like(x), (x - centre) / spread], axis=1)
    beta = _newton(design, y)
    b1 = float(beta[1]) / spread
    if b1 <= 0.0:
        raise InvalidConfig(
            f"Detection does not rise with size (slope {b1:g} logits per unit); there is no size "
            "from which on defects are found."
        )
    weight = _weights(design @ beta)
    information = (design * weight[:, np.newaxis]).T @ design
    back = np.asarray([[1.0, -centre / spread], [0.0, 1.0 / spread]])  # standardised to raw
    covariance = back @ np.linalg.inv(information) @ back.T
    return PodFit(
        scale=scale,
        x=tuple(x.tolist()),
        hits=tuple(bool(hit) for hit in y),
        b0=float(beta[0]) - b1 * centre,
        b1=b1,
        log_likelihood=_log_likelihood(design @ beta, y),
        covariance=(
            (float(covariance[0, 0]), float(covariance[0, 1])),
            (float(covariance[1, 0]), float(covariance[1, 1])),
        ),
    )


def read_hit_miss(path: Path, *, size_column: str, hit_column: str = "hit") -> HitMiss:
    """Read sizes and hits from a CSV file.

    Args:
        path: File with one defect per row.
        size_column: Column of the size; an empty cell or `NA` leaves the row out, and is counted.
        hit_column: Column of the result, 1 for found and 0 for missed.

    Returns:
        The data.

    Raises:
        BrokenFile: When the file is missing, lacks a column, or a value is not a number or no
            result.
    """
    rows = read_rows(path, columns=(size_column, hit_column))
    sizes: list[float] = []
    hits: list[bool] = []
    for number, row in rows:
        if row[size_column] in _MISSING:
            continue
        try:
            sizes.append(float(row[size_column]))
            hits.append({"0": False, "1": True}[row[hit_column]])
        except (ValueError, KeyError) as error:
            raise BrokenFile(
                f"{path}, line {number}: size {row[size_column]!r} must be a number and "
                f"{hit_column} {row[hit_column]!r} 0 or 1."
            ) from error
    return HitMiss(sizes=tuple(sizes), hits=tuple(hits), num_missing=len(rows) - len(sizes))


def _on_scale(sizes: Floats, scale: Scale) -> Floats:
    if scale == "linear":
        return sizes
    if not np.all(sizes > 0.0):
        raise InvalidConfig("A size is not above 0; the log scale has no place for it.")
    return np.asarray(np.log(sizes), dtype=np.float64)


def _check_data(sizes: Floats, hits: Floats, scale: Scale) -> None:
    if scale not in ("linear", "log"):
        raise InvalidConfig(f"No scale named {scale!r}; it must be 'linear' or 'log'.")
    if sizes.ndim != 1 or sizes.shape != hits.shape or not np.all(np.isfinite(sizes)):
        raise InvalidConfig(
            f"Needs one finite size and one result per defect; found shapes {sizes.shape} and "
            f"{hits.shape}."
        )
    if not np.all((hits == 0) | (hits == 1)):
        raise InvalidConfig("A result must be 1 (found) or 0 (missed).")
    found, missed = sizes[hits == 1], sizes[hits == 0]
    if not (found.size and missed.size):
        raise InvalidConfig(
            f"Found {found.size} hits and {missed.size} misses; a curve needs both. For hits only, "
            "see the zero-failure demonstration."
        )
    if np.min(found) >= np.max(missed) or np.max(found) <= np.min(missed):
        raise InvalidConfig(
            f"Hits (from {np.min(found):g} to {np.max(found):g}) and misses (from "
            f"{np.min(missed):g} to {np.max(missed):g}) do not overlap, so the steepest curve is "
            "always the best; more sizes in between are needed."
        )


def _log_likelihood(logits: Floats, hits: Floats) -> float:
    return float(np.sum(hits * logits - np.logaddexp(0.0, logits)))


def _weights(logits: Floats) -> Floats:
    p = np.asarray(special.expit(logits), dtype=np.float64)
    return p * (1.0 - p)


def _newton(design: Floats, hits: Floats) -> Floats:
    """Climb the concave log-likelihood, halving a step that would not rise."""
    beta = np.zeros(design.shape[1])
    now = _log_likelihood(design @ beta, hits)
    for _ in range(_STEPS):
        logits = design @ beta
        slope = design.T @ (hits - np.asarray(special.expit(logits)))
        curvature = (design * _weights(logits)[:, np.newaxis]).T @ design
        step = np.linalg.solve(curvature, slope)
        while (then := _log_likelihood(design @ (beta + step), hits)) < now - 1e-12 * abs(now):
            step = step / 2.0
        beta, now = beta + step, then
        if float(np.max(np.abs(step))) < 1e-12 * (1.0 + float(np.max(np.abs(beta)))):
            break
    return beta


def _fit_through(x: Floats, hits: Floats, target: float, *, start: float) -> float:
    """Give the largest log-likelihood of the curves target + b x; concave in b."""

    def slope(b: float) -> float:
        return float(np.sum(x * (hits - np.asarray(special.expit(target + b * x)))))

    low, high = 0.0, start
    while slope(high) > 0.0:
        low, high = high, 2.0 * high
    while slope(low) < 0.0:
        low, high = (-start if low == 0.0 else 2.0 * low), low
    for _ in range(_SLOPE_HALVINGS):
        middle = (low + high) / 2.0
        low, high = (middle, high) if slope(middle) > 0.0 else (low, middle)
    return _log_likelihood(target + (low + high) / 2.0 * x, hits)


def _last_inside(is_inside: Callable[[float], bool], inside: float, *, step: float) -> float:
    """Walk out of the confidence set and bisect for its edge."""
    outside = inside + step
    while is_inside(outside):
        inside, outside = outside, outside + 2.0 * (outside - inside)
    for _ in range(_SIZE_HALVINGS):
        middle = (inside + outside) / 2.0
        if middle in (inside, outside):
            break
        inside, outside = (middle, outside) if is_inside(middle) else (inside, middle)
    return inside
