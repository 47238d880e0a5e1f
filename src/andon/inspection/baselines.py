"""Two baselines that every member is measured against, written from their descriptions."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from andon.errors import InvalidConfig
from andon.inspection.feature_bank import Maps
from andon.inspection.graded_part import Floats
from andon.inspection.heads import Standard, standard_of

__all__ = ["CellGaussians", "Neighbours", "cell_features", "fit_cells", "fit_neighbours"]

_CELLS = 15
"""Cells along each side; reference recipe."""

_TOP_CELLS = 5
"""Most suspicious cells whose mean is the score; reference recipe."""

_NEIGHBOURS = 5
"""Neighbours whose mean squared distance is the score; reference recipe."""


@dataclass(frozen=True, kw_only=True)
class CellGaussians:
    """One Gaussian per cell of a fixed raster, in the manner of PaDiM, on the bank's features.

    Source:
        T. Defard, A. Setkov, A. Loesch and R. Audigier, PaDiM, ICPR 2021; here without a network
        that was trained elsewhere.
    """

    mean: Floats
    """Shape (cells, f)."""
    precision: Floats
    """Shape (cells, f, f)."""

    def raw(self, features: Maps) -> float:
        """Give the mean squared distance of the most suspicious cells."""
        rest = cell_features(features) - self.mean
        distance = np.einsum("cf,cfg,cg->c", rest, self.precision, rest)
        return float(np.sort(distance)[-_TOP_CELLS:].mean())


@dataclass(frozen=True, kw_only=True)
class Neighbours:
    """Distance of a descriptor to its nearest neighbours among good parts."""

    standard: Standard
    """How figures are standardised."""
    good: Maps
    """Standardised descriptors of good parts. Shape (n, d)."""

    def raw(self, descriptors: Maps) -> Floats:
        """Give the mean squared distance to the nearest good parts. Shape (n,) from (n, d)."""
        values = self.standard.apply(descriptors)
        rows = [np.sort(np.mean((self.good - v) ** 2, axis=1))[:_NEIGHBOURS] for v in values]
        return np.asarray(rows, dtype=np.float64).mean(axis=1)


def cell_features(features: Maps) -> Floats:
    """Give mean and root mean square of each feature in each cell. Shape (cells, 2 f)."""
    rows = _borders(features.shape[1])
    columns = _borders(features.shape[2])
    sums = [
        np.add.reduceat(np.add.reduceat(values, rows, axis=1), columns, axis=2)
        for values in (features.astype(np.float64), features.astype(np.float64) ** 2)
    ]
    sizes = np.outer(np.diff([*rows, features.shape[1]]), np.diff([*columns, features.shape[2]]))
    means = np.concatenate([sums[0] / sizes, np.sqrt(sums[1] / sizes)])
    return means.reshape(len(means), -1).T


def fit_cells(cells: npt.NDArray[np.float64]) -> CellGaussians:
    """Fit one Gaussian per cell.

    Args:
        cells: Features of the cells of good parts. Shape (n, cells, f).

    Raises:
        InvalidConfig: When there are fewer than two parts.
    """
    if len(cells) < 2:
        raise InvalidConfig(f"A Gaussian needs at least 2 good parts; found {len(cells)}.")
    precision = np.empty((cells.shape[1], cells.shape[2], cells.shape[2]))
    for index in range(cells.shape[1]):
        covariance = np.cov(cells[:, index], rowvar=False)
        ridge = 1e-4 * np.eye(len(covariance))
        precision[index] = np.linalg.inv(
            0.9 * covariance + 0.1 * np.diag(np.diag(covariance)) + ridge
        )
    return CellGaussians(mean=cells.mean(axis=0), precision=precision)


def fit_neighbours(good: Maps) -> Neighbours:
    """Keep the descriptors of good parts. From shape (n, d)."""
    standard = standard_of(good)
    return Neighbours(standard=standard, good=standard.apply(good))


def _borders(side: int) -> list[int]:
    return [side * index // _CELLS for index in range(_CELLS)]
