"""Faults of proprioception and height scan: noise, bias, delay and drop-out, as data."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, fields
from math import isfinite

import numpy as np
from numpy.typing import NDArray

from andon.errors import InvalidConfig, unknown_name
from andon.randomness import stream
from andon.sensing.ahead import MAP_TERMS
from andon.sensing.height_scan import HeightScan
from andon.sensing.terms import GIVEN_TERMS, TERMS
from andon.spatial import FloatArray

__all__ = ["Faults", "SensingConfig", "TermNoise", "make_noise"]

BLOCK_STEPS = 64
"""Control steps whose noise is drawn at once."""


@dataclass(frozen=True, kw_only=True)
class TermNoise:
    """Faults of one term, in the unit of the term."""

    uniform: float = 0.0
    """Half-width of uniform noise, drawn afresh at every step."""
    gaussian: float = 0.0
    """Standard deviation of normal noise, drawn afresh at every step."""
    bias: float = 0.0
    """Half-width of a uniform offset, drawn once per episode and value."""
    delay_steps: int = 0
    """Age of the reading in control steps."""
    dropout: float = 0.0
    """Chance per step that the whole term keeps its last reading, in [0, 1)."""
    shift_x_m: float = 0.0
    """Scans only: half-width of the error of where the map lies ahead; redrawn every 2 s."""
    shift_y_m: float = 0.0
    """The same to the left."""
    shift_z_m: float = 0.0
    """The same upwards."""
    missed: float = 0.0
    """Scans only: chance per episode that it shows level ground whatever is there, [0, 1]."""

    def __post_init__(self) -> None:
        """Refuse negative sizes and certain drop-out."""
        for f in fields(self):
            value = getattr(self, f.name)
            if not (np.isfinite(value) and value >= 0):
                raise InvalidConfig(f"Noise {f.name} is {value}; it must be finite and >= 0.")
        if self.dropout >= 1:
            raise InvalidConfig(f"Noise dropout is {self.dropout}; it must be below 1.")
        if self.missed > 1:
            raise InvalidConfig(f"Noise missed is {self.missed}; it must be at most 1.")

    @property
    def shift_m(self) -> tuple[float, float, float]:
        """Half-widths of the misplacement ahead, to the left and upwards."""
        return (self.shift_x_m, self.shift_y_m, self.shift_z_m)


@dataclass(frozen=True, kw_only=True)
class SensingConfig:
    """What is measured, and how badly."""

    noise: Mapping[str, TermNoise] = field(default_factory=dict[str, TermNoise])
    """Faults by term; terms not named are read perfectly."""
    scan: HeightScan = field(default_factory=HeightScan)
    """Grid of the height scan."""

    def __post_init__(self) -> None:
        """Refuse noise on a term that does not exist."""
        for name in self.noise:
            if name not in TERMS:
                raise unknown_name("observation term", name, TERMS)
            if name in GIVEN_TERMS:
                raise InvalidConfig(f"{name} is given, not measured; it has no noise.")
            noise = self.noise[name]
            if name not in MAP_TERMS and (any(noise.shift_m) or noise.missed > 0):
                raise InvalidConfig(
                    f"The term {name!r} has a shift_x_m, shift_y_m, shift_z_m or missed; only "
                    f"maps can be misplaced or blind: {', '.join(MAP_TERMS)}. Use bias or dropout."
                )


def make_noise(term: str, values: Mapping[str, object]) -> TermNoise:
    """Make the faults of one term from plain data.

    Args:
        term: Name of the term, for messages.
        values: Value by field of `TermNoise`.

    Raises:
        UnknownName: When a field is unknown.
        InvalidConfig: When a value is no number or out of range.
    """
    known = [f.name for f in fields(TermNoise)]
    numbers: dict[str, float] = {}
    for name, value in values.items():
        if name not in known:
            raise unknown_name(f"fault of the term {term!r}", name, known)
        if isinstance(value, bool) or not isinstance(value, int | float):
            raise InvalidConfig(f"Fault {name} of the term {term!r} is {value!r}, no number.")
        numbers[name] = value
    delay = numbers.pop("delay_steps", 0)
    if not isfinite(delay) or delay != int(delay):
        raise InvalidConfig(f"delay_steps of the term {term!r} is {delay}; give a whole number.")
    return TermNoise(delay_steps=int(delay), **numbers)


class Faults:
    """Faults of the measured terms of N worlds; all state is in arrays with one row per world.

    A world's noise depends on its seed and step alone.
    """

    def __init__(
        self, config: SensingConfig, terms: Sequence[str], sizes: Sequence[int], num_worlds: int
    ) -> None:
        """Prepare the arrays.

        Args:
            config: Faults by term.
            terms: Measured terms, in the order of the columns.
            sizes: Number of columns of each term.
            num_worlds: Number of worlds.
        """
        self._names = tuple(terms)
        self._noise = [config.noise.get(name, TermNoise()) for name in terms]
        self._ends = np.cumsum([0, *sizes])
        width = int(self._ends[-1])
        self.is_perfect = all(noise == TermNoise() for noise in self._noise)
        depth = max((n.delay_steps for n in self._noise), default=0) + 1
        rows = 0 if self.is_perfect else num_worlds
        self._block = np.zeros((rows, BLOCK_STEPS, width))
        self._lost = np.zeros((rows, BLOCK_STEPS, len(self._noise)), bool)
        self._bias = np.zeros((rows, width))
        self._past = np.zeros((rows, depth, width))
        self._last = np.zeros((rows, width))

    def hold(self, truth: FloatArray) -> None:
        """Read true values in all rows until their first episode. Shape (N, width)."""
        self._last[:] = truth

    def gather(self, other: "Faults", rows: NDArray[np.intp]) -> None:
        """Copy the state of another instance's rows into this one's, in order."""
        if self.is_perfect:
            return
        for name in ("_block", "_lost", "_bias", "_past", "_last"):
            getattr(self, name)[:] = getattr(other, name)[rows]

    def snapshot(self) -> dict[str, FloatArray]:
        """Give what cannot be drawn again from seeds and steps."""
        return {"past": self._past.copy(), "last": self._last.copy()}

    def restore(
        self,
        snapshot: Mapping[str, FloatArray],
        seeds: NDArray[np.int64],
        steps: NDArray[np.int64],
    ) -> None:
        """Go on from a snapshot.

        Args:
            snapshot: What `snapshot` gave.
            seeds: Seed of each world's episode. Shape (N,).
            steps: Control steps since the start of each episode. Shape (N,).
        """
        self._past[:], self._last[:] = snapshot["past"], snapshot["last"]
        if self.is_perfect:
            return
        for row in range(len(seeds)):
            step = int(steps[row])
            self._refill(row, int(seeds[row]), 0)  # for the bias, which is drawn at the start
            self._refill(row, int(seeds[row]), step - step % BLOCK_STEPS)

    def apply(
        self,
        truth: FloatArray,
        seeds: NDArray[np.int64],
        steps: NDArray[np.int64],
        rows: NDArray[np.intp],
    ) -> None:
        """Take new readings of some worlds; at most one reading per world and step.

        Args:
            truth: True values of all terms. Shape (N, width).
            seeds: Seed of each world's episode. Shape (N,).
            steps: Control steps since the start of each episode. Shape (N,).
            rows: Worlds to read. Shape (M,).
        """
        phase, is_first = steps[rows] % BLOCK_STEPS, steps[rows] == 0
        for row in rows[phase == 0]:
            self._refill(int(row), int(seeds[row]), int(steps[row]))
        reading = truth[rows] + self._bias[rows] + self._block[rows, phase]
        past = self._past[rows]
        past[:, 1:] = np.where(is_first[:, None, None], reading[:, None], past[:, :-1])
        past[:, 0] = reading
        self._past[rows] = past
        out = np.empty_like(reading)
        for i, noise in enumerate(self._noise):
            columns = slice(self._ends[i], self._ends[i + 1])
            is_lost = (self._lost[rows, phase, i] & ~is_first)[:, None]
            kept = self._last[rows, columns]
            out[:, columns] = np.where(is_lost, kept, past[:, noise.delay_steps, columns])
        self._last[rows] = out

    def readings(self) -> FloatArray:
        """Give a copy of the last readings of all worlds. Shape (N, width)."""
        return self._last.copy()

    def _refill(self, row: int, seed: int, step: int) -> None:
        """Draw the next block; every term has a stream of its own, whatever else is read."""
        for i, (name, noise) in enumerate(zip(self._names, self._noise, strict=True)):
            if noise == TermNoise():
                continue
            columns = slice(self._ends[i], self._ends[i + 1])
            shape = (BLOCK_STEPS, int(self._ends[i + 1] - self._ends[i]))
            draws = stream(seed, "sensing", name, step // BLOCK_STEPS)
            block = draws.uniform(-1.0, 1.0, shape) * noise.uniform
            if noise.gaussian > 0 or noise.dropout > 0:
                block += draws.standard_normal(shape) * noise.gaussian
                self._lost[row, :, i] = draws.random(BLOCK_STEPS) < noise.dropout
            self._block[row, :, columns] = block
            if step == 0:
                offset = stream(seed, "sensing_bias", name).uniform(-1.0, 1.0, shape[1])
                self._bias[row, columns] = offset * noise.bias
