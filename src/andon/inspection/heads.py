"""Heads on the descriptor that learn from bad parts, made or real: a logistic and a kernel one."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy import optimize, special

from andon.errors import InvalidConfig
from andon.inspection.feature_bank import Maps

__all__ = [
    "KernelHead",
    "LinearHead",
    "Standard",
    "balanced",
    "fit_kernel",
    "fit_linear",
    "standard_of",
]

Floats = npt.NDArray[np.float64]

CLIP = 8.0
"""Standard deviations that a figure counts at most: one broken figure cannot outvote all. [1]"""

RIDGE = 10.0
"""Penalty of the logistic head on standardised figures; reference recipe. Measured: ten times as
much loses 0.01 of the area on clean parts and saves 0.02 with hidden defects among them. [1]"""

KERNEL_WIDTH = 0.3
"""Exponent of the kernel per mean squared difference of the figures. [1]"""

KERNEL_RIDGE = 0.03
"""Penalty of the kernel head, in units of the inverse weight of a part. [1]"""

_FLOOR = 1e-6


@dataclass(frozen=True, kw_only=True)
class Standard:
    """How figures are standardised before a head."""

    mean: Maps
    """Shape (d,)."""
    scale: Maps
    """One over the spread. Shape (d,)."""
    limit: float = CLIP
    """Standard deviations that a figure counts at most. [1]"""

    def apply(self, descriptors: Maps) -> Maps:
        """Standardise and clip. Shape (..., d)."""
        return np.clip((descriptors - self.mean) * self.scale, -self.limit, self.limit).astype(
            np.float32
        )


@dataclass(frozen=True, kw_only=True)
class LinearHead:
    """Log odds of a defect, linear in the standardised figures."""

    standard: Standard
    """How figures are standardised."""
    weights: Maps
    """Shape (d,)."""
    intercept: float
    """Log odds at the mean of good parts. [1]"""

    def raw(self, descriptors: Maps) -> Floats:
        """Give the log odds per descriptor. Shape (n,) from (n, d)."""
        values = self.standard.apply(descriptors).astype(np.float64)
        return values @ self.weights.astype(np.float64) + self.intercept


@dataclass(frozen=True, kw_only=True)
class KernelHead:
    """A smooth function of the figures that is -1 at good parts and 1 at bad ones."""

    standard: Standard
    """How figures are standardised."""
    supports: Maps
    """Standardised figures of the parts it learned from. Shape (n, d)."""
    weights: Maps
    """Shape (n,)."""

    def raw(self, descriptors: Maps) -> Floats:
        """Give the value per descriptor. Shape (n,) from (n, d)."""
        values = self.standard.apply(descriptors).astype(np.float64)
        return _kernel(values, self.supports.astype(np.float64)) @ self.weights.astype(np.float64)


def standard_of(descriptors: Maps, trust: Floats | None = None, *, least: float = 0.01) -> Standard:
    """Take mean and spread of figures, of trusted parts more. From shapes (n, d) and (n,).

    Args:
        descriptors: Descriptors. Shape (n, d).
        trust: How much each part counts; all the same when None. Shape (n,).
        least: Smallest spread of a figure, as a share of the median spread. [1]
    """
    wide = descriptors.astype(np.float64)
    mean = np.average(wide, axis=0, weights=trust)
    spread = np.sqrt(np.average(np.square(wide - mean), axis=0, weights=trust))
    floor = max(least * float(np.median(spread)), _FLOOR)
    return Standard(
        mean=mean.astype(np.float32),
        scale=(1.0 / np.maximum(spread, floor)).astype(np.float32),
    )


def balanced(is_bad: npt.NDArray[np.bool_]) -> Floats:
    """Weigh parts so that good and bad ones count the same. Shape (n,)."""
    share = float(np.mean(is_bad))
    if not 0.0 < share < 1.0:
        raise InvalidConfig("A head needs good and bad parts to learn from; found one kind only.")
    return np.where(is_bad, 0.5 / share, 0.5 / (1.0 - share))


def fit_linear(
    descriptors: Maps, is_bad: npt.NDArray[np.bool_], *, standard: Standard, ridge: float = RIDGE
) -> LinearHead:
    """Fit a logistic head with a ridge penalty; the intercept goes free.

    Args:
        descriptors: Descriptors. Shape (n, d).
        is_bad: Truth. Shape (n,).
        standard: How figures are standardised.
        ridge: Penalty. [1]
    """
    values = standard.apply(descriptors).astype(np.float64)
    sign, weights = np.where(is_bad, 1.0, -1.0), balanced(is_bad)

    def loss(guess: Floats) -> tuple[float, Floats]:
        margin = sign * (values @ guess[:-1] + guess[-1])
        pull = -weights * sign * special.expit(-margin)
        cost = float(weights @ np.logaddexp(0.0, -margin) + 0.5 * ridge * guess[:-1] @ guess[:-1])
        return cost, np.append(values.T @ pull + ridge * guess[:-1], pull.sum())

    start = np.zeros(values.shape[1] + 1)
    found = optimize.minimize(loss, start, jac=True, method="L-BFGS-B", options={"maxiter": 300})
    solution = np.asarray(found.x, dtype=np.float64)
    return LinearHead(
        standard=standard,
        weights=solution[:-1].astype(np.float32),
        intercept=float(np.float32(solution[-1])),
    )


def fit_kernel(
    descriptors: Maps, is_bad: npt.NDArray[np.bool_], *, standard: Standard
) -> KernelHead:
    """Fit a kernel ridge head.

    Args:
        descriptors: Descriptors. Shape (n, d).
        is_bad: Truth. Shape (n,).
        standard: How figures are standardised.
    """
    values = standard.apply(descriptors)
    wide = values.astype(np.float64)
    matrix = _kernel(wide, wide) + np.diag(KERNEL_RIDGE / balanced(is_bad))
    weights = np.linalg.solve(matrix, np.where(is_bad, 1.0, -1.0))
    return KernelHead(standard=standard, supports=values, weights=weights.astype(np.float32))


def _kernel(left: Floats, right: Floats) -> Floats:
    squares = np.sum(left**2, axis=1)[:, None] + np.sum(right**2, axis=1) - 2.0 * left @ right.T
    return np.exp(-KERNEL_WIDTH / left.shape[1] * np.maximum(squares, 0.0))
