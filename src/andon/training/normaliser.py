"""Running mean and spread of a network's inputs, the same for both sides."""

import numpy as np

from andon.policies.mirror import Mirror
from andon.spatial import FloatArray

__all__ = ["Normaliser"]

EPSILON = 1e-2
LIMIT = 5.0


class Normaliser:
    """Shifts and scales inputs by what has been seen; fixed entries are left alone.

    Mean and spread are symmetrised with the mirror map, so that normalising keeps a mirror image
    the mirror image.
    """

    def __init__(self, mirror: Mirror, fixed: np.ndarray) -> None:
        """Start without data.

        Args:
            mirror: Of the input.
            fixed: Entries that stay as they are. Shape (width,), bool.
        """
        self._mirror, self._fixed = mirror, fixed
        self.count = 1e-4
        self.mean = np.zeros(len(fixed))
        self.var = np.ones(len(fixed))
        self._cache = self._affine()

    def add(self, rows: FloatArray) -> None:
        """Take new inputs into account. Shape (N, width)."""
        both = np.concatenate([rows, self._mirror.apply(rows)])
        mean, var, n = both.mean(axis=0), both.var(axis=0), float(len(both))
        delta, total = mean - self.mean, self.count + n
        self.var = (self.var * self.count + var * n + delta**2 * self.count * n / total) / total
        self.mean = self.mean + delta * n / total
        self.count = min(total, 1e8)
        self._cache = self._affine()

    def _affine(self) -> tuple[FloatArray, FloatArray]:
        scale = np.where(self._fixed, 1.0, 1.0 / np.sqrt(self.var + EPSILON))
        return scale, np.where(self._fixed, 0.0, self.mean)

    def affine(self) -> tuple[FloatArray, FloatArray]:
        """Give scale and mean: normalised = scale (x - mean). Shapes (width,)."""
        return self._cache

    def apply(self, rows: FloatArray) -> np.ndarray:
        """Normalise inputs. Shape (N, width), float32."""
        scale, mean = self._cache
        return np.clip((rows - mean) * scale, -LIMIT, LIMIT).astype(np.float32)

    def state(self) -> dict[str, object]:
        """Give everything that a checkpoint needs."""
        return {"count": self.count, "mean": self.mean.copy(), "var": self.var.copy()}

    def load(self, state: dict[str, object]) -> None:
        """Take up from a checkpoint."""
        self.count = float(state["count"])  # type: ignore[arg-type]
        self.mean, self.var = np.array(state["mean"]), np.array(state["var"])
        self._cache = self._affine()
