"""What a policy sees, and what it must be able to do."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from andon.bodies.drive import Drive
from andon.spatial import FloatArray

__all__ = ["Observation", "Policy"]


@dataclass(frozen=True, kw_only=True)
class Observation:
    """Readings of N worlds at one control step; the arrays are the caller's to keep."""

    terms: Mapping[str, FloatArray]
    """Readings by term name. Shape (N, size of the term); units as in `sensing.TERMS`."""
    is_first: NDArray[np.bool_]
    """Whether this is the first step of the row's episode: memory must start afresh. Shape (N,)."""
    steps: NDArray[np.int64]
    """Control steps since the start of the episode. Shape (N,)."""
    time_s: FloatArray
    """Time since the start of the episode. Shape (N,)."""
    seeds: NDArray[np.int64]
    """Seed of each episode, for policies that draw random numbers of their own. Shape (N,)."""

    @property
    def num_worlds(self) -> int:
        """Number of rows."""
        return len(self.steps)


class Policy(Protocol):
    """Observation in, joint targets out, for a batch of worlds.

    A row's action may depend on that row's observations alone, to the last bit.
    """

    name: str
    terms: tuple[str, ...]
    drive: Drive

    def act(self, observation: Observation) -> FloatArray:
        """Give joint targets in the order of the body. Shape (N, num_joints). [rad]."""
        ...

    def fork(self, rows: NDArray[np.intp]) -> "Policy":
        """Give a policy whose row i continues from row `rows[i]` of this one."""
        ...

    def content_hash(self) -> str:
        """Give the hash of everything that decides the actions."""
        ...
