"""Defects that hide among good parts: leave out the plain ones, and trust the strange ones less."""

from dataclasses import replace

import numpy as np
import numpy.typing as npt

from andon.inspection.cascade import scale_of
from andon.inspection.feature_bank import Maps
from andon.inspection.gaussian_member import choose_shrinkage, fit_texture, texture_standard
from andon.inspection.graded_part import Floats
from andon.inspection.training_parts import TrainingParts, drop_good
from andon.randomness import stream

__all__ = ["shrinkage_for", "suspicions", "trust_of", "without_hidden"]

_NUM_FOLDS = 10
"""Folds in which parts are scored by a model that has not seen them; measured: with three, hidden
defects cost 0.01 more, and thirty are no better."""

_OUTLIER = 3.0
"""Spreads above the median of good parts, of the logarithm of the odds, from which a part is taken
to hide a defect: three sigma, as is usual. [1]"""

_MOST_OUTLIERS = 0.15
"""Share of the good parts that may be left out as outliers, at most; *assumed*. [1]"""

_TRUSTED = 1.5
"""Spreads above the median of good parts, of the odds, up to which a part is fully trusted. [1]"""

_DISTRUST = 4.0
"""Power with which trust falls beyond; measured on magnet tiles with and without hidden defects:
at three spreads a part counts a fortieth, and from 2 to 4 all do about as well. [1]"""


def without_hidden(parts: TrainingParts, *, seed: int) -> tuple[TrainingParts, tuple[str, ...]]:
    """Leave out good parts that look like bad ones, and trust less those that do a little.

    Args:
        parts: What to fit on.
        seed: Seed of the folds.

    Returns:
        The parts that are left, with how much each is trusted, and the names of those left out.
    """
    scores = suspicions(parts, seed=seed)
    scale = scale_of(scores)
    dropped = np.zeros(len(scores), dtype=np.bool_)
    strangest = np.argsort(-scores)[: int(_MOST_OUTLIERS * len(scores))]
    dropped[strangest[scores[strangest] > scale.centre + _OUTLIER * scale.spread]] = True
    names = (name for name, out in zip(parts.names, dropped, strict=True) if out)
    trusted = replace(parts, trust=trust_of(scores))
    return drop_good(trusted, dropped), tuple(dict.fromkeys(names))


def suspicions(parts: TrainingParts, *, seed: int) -> Floats:
    """Score every good part by a texture model that has not seen it. Shape (num_good,).

    Args:
        parts: Good parts, and defects made from them.
        seed: Seed of the folds.
    """
    good, made, origins = parts.good.descriptors, parts.made.descriptors, parts.origins
    owners = parts.names or tuple(str(row) for row in range(len(good)))
    _, part_of = np.unique(np.asarray(owners), return_inverse=True)
    folds = (stream(seed, "trust").permutation(int(part_of.max()) + 1) % _NUM_FOLDS)[part_of]
    shrinkage = shrinkage_for(good)
    scores = np.zeros(len(good))
    for fold in range(_NUM_FOLDS):
        keep = folds != fold
        if keep.all():
            continue
        taught = keep[origins]
        member = fit_texture(
            good[keep],
            made=made[taught],
            origins=(np.cumsum(keep) - 1)[origins[taught]],
            shrinkage=shrinkage,
        )
        scores[~keep] = member.raw(good[~keep])
    return scores


def trust_of(scores: npt.ArrayLike) -> Floats:
    """Say how much parts count: less, the further their odds lie above those of most.

    Args:
        scores: Log odds of each part of hiding a defect, by a model that has not seen it. Shape
            (n,).

    Returns:
        1 up to `_TRUSTED` spreads above the median, then (1 + excess) to the power of minus
        `_DISTRUST`. Shape (n,).
    """
    odds = np.exp(np.asarray(scores, dtype=np.float64))
    scale = scale_of(odds)
    excess = (odds - scale.centre) / scale.spread - _TRUSTED
    return (1.0 + np.maximum(excess, 0.0)) ** -_DISTRUST


def shrinkage_for(good: Maps) -> float:
    """Choose the share of the identity in the covariance of good parts by held-out likelihood."""
    return choose_shrinkage(texture_standard(good).apply(good).astype(np.float64))
