"""Readings made by hand."""

import numpy as np

from andon.episodes import Observation
from andon.spatial import FloatArray


def observe(
    terms: dict[str, FloatArray], step: int = 0, *, is_first: list[bool] | None = None
) -> Observation:
    """Give an observation of one control step at 50 Hz."""
    count = len(next(iter(terms.values())))
    first = [step == 0] * count if is_first is None else is_first
    return Observation(
        terms=terms,
        is_first=np.array(first),
        steps=np.full(count, step),
        time_s=np.full(count, step * 0.02),
        seeds=np.arange(count),
    )
