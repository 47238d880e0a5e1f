"""When to think: what a robot sees or feels that it did not expect, and did not learn on."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil

import numpy as np

from andon.errors import InvalidConfig
from andon.minds.terrain import Terrain
from andon.spatial import FloatArray

__all__ = [
    "SCORES",
    "Familiar",
    "SurpriseConfig",
    "Surprises",
    "alarm_threshold",
    "features_of",
    "learn_familiar",
    "surprise_at",
]

SCORES = ("geometry", "novelty", "physics")
"""The three scores; two must agree."""


@dataclass(frozen=True, kw_only=True)
class Familiar:
    """What ground is familiar: mean and spread of its features."""

    mean: tuple[float, ...]
    """Mean of each feature."""
    spread: tuple[float, ...]
    """Standard deviation of each, never 0."""

    def novelty(self, features: FloatArray) -> float:
        """Give the distance from what is familiar, in standard deviations per feature."""
        gap = (features - np.array(self.mean)) / np.array(self.spread)
        return float(np.sqrt((gap * gap).mean()))


@dataclass(frozen=True, kw_only=True)
class SurpriseConfig:
    """Thresholds of the three scores, from `alarm_threshold`."""

    geometry_m: float
    """Height by which ground ahead differs from what was expected there."""
    novelty: float
    """Distance from familiar ground. [1]"""
    physics_m_s: float
    """Change of velocity within one control step."""


@dataclass(frozen=True, kw_only=True)
class Surprises:
    """The three scores of one robot at one moment."""

    geometry: float
    """See `SurpriseConfig.geometry_m`."""
    novelty: float
    """See `SurpriseConfig.novelty`."""
    physics: float
    """See `SurpriseConfig.physics_m_s`."""

    def alarms(self, config: SurpriseConfig) -> tuple[bool, bool, bool]:
        """Say which scores are above their thresholds."""
        return (
            self.geometry > config.geometry_m,
            self.novelty > config.novelty,
            self.physics > config.physics_m_s,
        )


def features_of(terrain: Terrain) -> FloatArray:
    """Describe ground ahead by few numbers.

    Returns:
        Rise, drop, length of the obstacle, room overhead that is taken, depth beside a bridge.
        Shape (5,). [m]
    """
    has_end = not terrain.is_even and np.isfinite(terrain.far_m)
    length = terrain.far_m - terrain.near_m if has_end else 0.0
    taken = 0.0 if terrain.ceiling is None else max(0.0, 1.0 - terrain.ceiling.z_m)
    beside = 0.0 if terrain.bridge is None else terrain.bridge.drop_m
    return np.array([terrain.rise_m, terrain.drop_m, min(length, 3.0), taken, beside])


def learn_familiar(features: FloatArray, *, floor: float = 0.02) -> Familiar:
    """Learn what is familiar from scans of ground that a policy was trained on.

    Args:
        features: What `features_of` gave. Shape (n, 5).
        floor: Smallest spread of a feature. [m]

    Raises:
        InvalidConfig: When there are fewer than two.
    """
    if len(features) < 2:
        raise InvalidConfig(f"{len(features)} scans are no ground to learn from; give at least 2.")
    spread = np.maximum(features.std(axis=0), floor)
    return Familiar(mean=tuple(features.mean(axis=0).tolist()), spread=tuple(spread.tolist()))


def surprise_at(expected: Terrain, seen: Terrain, way_m: float) -> float:
    """Give by how much the ground differs from the robot's own map of it.

    Args:
        expected: The map of before; beyond what it showed, ground is taken to go on level.
        seen: What is seen now.
        way_m: Way between both.

    Returns:
        Largest difference of height between here and 2 m ahead, or room overhead that was not
        known to be taken. [m]
    """
    x = np.arange(0.3, 2.0, 0.05)
    before, now = _heights(expected, x + way_m), _heights(seen, x)
    shift = np.median(now - before)  # the base goes up and down
    gap = float(np.abs(now - before - shift).max())
    was_clear = expected.ceiling is None
    if seen.ceiling is not None and was_clear:
        gap = max(gap, max(0.0, 1.0 - seen.ceiling.z_m))
    if seen.bridge is not None and expected.bridge is None:
        gap = max(gap, seen.bridge.drop_m)
    return gap


def alarm_threshold(scores: Sequence[float], rate: float) -> float:
    """Give the threshold that familiar stretches exceed at most with a declared rate.

    Args:
        scores: Largest score of each stretch of familiar way.
        rate: Share of further such stretches that may raise an alarm, in (0, 1). [1]

    Raises:
        InvalidConfig: When there are too few stretches for so low a rate.

    Source:
        H. Papadopoulos et al., "Inductive Confidence Machines for Regression", ECML 2002 (split
        conformal prediction).
    """
    if not 0 < rate < 1:
        raise InvalidConfig(f"rate is {rate}; it must lie in (0, 1).")
    count = len(scores)
    rank = ceil((count + 1) * (1 - rate) - 1e-9)
    if rank > count:
        raise InvalidConfig(
            f"{count} stretches cannot promise a rate of {rate:g}; give at least "
            f"{ceil(1 / rate) - 1}."
        )
    return float(np.sort(np.asarray(scores, np.float64))[rank - 1])


def _heights(terrain: Terrain, x: FloatArray) -> FloatArray:
    result = np.zeros(len(x))
    for x0, x1, z0, z1 in terrain.blocks:
        inside = (x >= x0) & (x < x1)
        result[inside] = z0 + (z1 - z0) * (x[inside] - x0) / (x1 - x0)
    return result
