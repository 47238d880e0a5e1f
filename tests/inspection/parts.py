"""Graded parts that the tests make."""

import numpy as np

from andon.inspection.costs import InspectionCosts
from andon.inspection.graded_part import GradedPart
from andon.randomness import stream

COSTS = InspectionCosts(
    escape_cost=500.0, overkill_cost=2.0, currency="EUR", priced_on="2026-08-01"
)
"""The costs of the worked example: 500 against 2."""


def make_parts(bad=(), good=(), *, prefix="part", **fields):
    """Build parts from their scores, the bad ones first."""
    parts = [
        GradedPart(name=f"{prefix}_bad_{i}", score=float(s), is_bad=True, **fields)
        for i, s in enumerate(bad)
    ]
    return parts + [
        GradedPart(name=f"{prefix}_good_{i}", score=float(s), is_bad=False, **fields)
        for i, s in enumerate(good)
    ]


def draw_parts(num_bad, num_good, *, shift=2.0, seed=1, prefix="part"):
    """Draw parts with normal scores; bad ones score higher by a shift."""
    generator = stream(seed, "graded_parts", prefix)
    bad = generator.standard_normal(num_bad) + shift
    return make_parts(bad, generator.standard_normal(num_good), prefix=prefix)


def all_scores(parts):
    """Give scores and truth of parts as arrays."""
    return np.array([p.score for p in parts]), np.array([p.is_bad for p in parts])
