"""The height scan of many worlds: taken at its own rate, with its map misplaced as declared."""

from collections.abc import Callable, Mapping

import numpy as np
from numpy.typing import NDArray

from andon.randomness import stream
from andon.sensing.height_scan import HeightScan
from andon.sensing.noise import TermNoise
from andon.spatial import FloatArray

__all__ = ["SHIFT_STEPS", "ScanFeed"]

SHIFT_STEPS = 100
"""Control steps after which the misplacement of the map is drawn anew: 2 s at 50 Hz."""

Measure = Callable[[NDArray[np.intp], FloatArray], FloatArray]
"""Gives the heights of rows (M,) with grids shifted by (M, 2) m. Shape (M, num_points)."""


class ScanFeed:
    """Holds the last scan of N worlds; a world's scan depends on its seed and step alone."""

    def __init__(self, scan: HeightScan, noise: TermNoise, num_worlds: int) -> None:
        """Prepare the arrays.

        Args:
            scan: Grid and rate.
            noise: Faults; only the shifts are used here.
            num_worlds: Number of worlds.
        """
        self.scan = scan
        self._half_widths, self._missed = np.array(noise.shift_m), noise.missed
        self._is_blind = np.zeros(num_worlds, bool)
        grid = scan.grid()
        self._below = int(np.argmin(np.hypot(grid[:, 0], grid[:, 1])))
        self._shift = np.zeros((num_worlds, 3))
        self._held = np.zeros((num_worlds, scan.num_points))

    def read(
        self,
        measure: Measure,
        seeds: NDArray[np.int64],
        steps: NDArray[np.int64],
        rows: NDArray[np.intp],
    ) -> FloatArray:
        """Give the scans of all worlds, taking those anew that are due.

        Args:
            measure: Takes scans.
            seeds: Seed of each world's episode. Shape (N,).
            steps: Control steps since the start of each episode. Shape (N,).
            rows: Worlds that run. Shape (M,).

        Returns:
            Ground height minus base height; a copy. Shape (N, num_points). [m]
        """
        if self._half_widths.any():
            for row in rows[steps[rows] % SHIFT_STEPS == 0]:
                draws = stream(int(seeds[row]), "scan_shift", int(steps[row]) // SHIFT_STEPS)
                self._shift[row] = self._half_widths * draws.uniform(-1.0, 1.0, 3)
        if self._missed > 0:
            for row in rows[steps[rows] == 0]:
                chance = stream(int(seeds[row]), "scan_missed").random()
                self._is_blind[row] = chance < self._missed
        due = rows[steps[rows] % self.scan.period_steps == 0]
        if len(due):
            shift, blind = self._shift[due], self._is_blind[due]
            seen = measure(due, shift[:, :2]) + shift[:, 2:]
            seen[blind] = seen[blind, self._below, None]
            self._held[due] = seen
        return self._held.copy()

    def gather(self, other: "ScanFeed", rows: NDArray[np.intp]) -> None:
        """Copy the state of another instance's rows into this one's, in order."""
        self._shift[:], self._is_blind[:] = other._shift[rows], other._is_blind[rows]
        self._held[:] = other._held[rows]

    def snapshot(self) -> dict[str, FloatArray]:
        """Give the state as arrays."""
        return {
            "shift": self._shift.copy(),
            "held": self._held.copy(),
            "is_blind": self._is_blind.copy(),
        }

    def restore(self, snapshot: Mapping[str, FloatArray]) -> None:
        """Go on from a snapshot."""
        self._shift[:], self._held[:] = snapshot["shift"], snapshot["held"]
        self._is_blind[:] = snapshot["is_blind"]
