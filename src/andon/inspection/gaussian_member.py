"""Members that know good parts only: one Gaussian of the whole picture, and one for each place."""

from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt
from scipy import ndimage

from andon.errors import InvalidConfig
from andon.inspection.feature_bank import Maps
from andon.inspection.heads import Standard, standard_of

__all__ = [
    "DISTANCE_FLOOR",
    "FEWEST_PLACES",
    "TOP_PLACES",
    "PositionMember",
    "TextureMember",
    "choose_shrinkage",
    "fit_position",
    "fit_texture",
    "pool_places",
    "texture_standard",
    "whitening",
]

Floats = npt.NDArray[np.float64]

SHRINKAGES = (0.01, 0.02, 0.05, 0.1, 0.2, 0.4, 0.7)
"""Shares of the identity in a covariance that held-out likelihood chooses from. [1]"""

MOST_PLACES = 96
"""Places along the longer side of a position model: keeps the file below about 4 MB."""

TOP_PLACES = 5
"""Most suspicious places whose mean is the score of a position model; reference recipe."""

FEWEST_PLACES = 10
"""Good parts that a Gaussian needs; *assumed*: with fewer every spread is a guess."""

_FLOOR = 1e-6
"""Smallest spread of a feature. [1]"""

DISTANCE_FLOOR = 1e-6
"""Added to a mean squared distance before its logarithm. [1]"""

WINSOR = 3.0
"""Standard deviations that a figure of a descriptor counts at most, in the fit and after it: three
sigma, as is usual. [1]"""

_MOST_DIRECTIONS = 64
"""Directions that a texture model keeps; the rest carry less than a hundredth. [1]"""

_OWN_WEIGHT_PARTS = 20.0
"""Good parts from which on the spread of a place counts more than that of all places; *assumed*."""


@dataclass(frozen=True, kw_only=True)
class TextureMember:
    """How far a descriptor lies from those of good parts, in directions that defects push it."""

    standard: Standard
    """How figures are standardised; they count up to `WINSOR` deviations."""
    factor: Maps
    """Directions: whitened by good parts, weighted by how far made defects move along them.
    Shape (d, r)."""
    offset: Maps
    """Where the mean of the good parts lies along them. Shape (r,)."""
    shrinkage: float
    """Share of the identity in the covariance. [1]"""

    def raw(self, descriptors: Maps) -> Floats:
        """Give the log squared distance per descriptor. Shape (n,) from (n, d)."""
        along = self.standard.apply(descriptors) @ self.factor - self.offset
        return np.log(np.mean(np.square(along, dtype=np.float64), axis=-1) + DISTANCE_FLOOR)


@dataclass(frozen=True, kw_only=True)
class PositionMember:
    """Distance of each place from what good parts show there; needs parts in one position."""

    mean: Maps
    """Mean per feature and place. Shape (f, h, w)."""
    scale: Maps
    """One over the spread per feature and place. Shape (f, h, w)."""
    factor: Maps
    """Whitens the scaled features of any place. Shape (f, f)."""
    pool: int
    """Grid places per place of the model, along each side."""

    def heat(self, features: Maps) -> Maps:
        """Give the log squared distance per place. Shape (h, w)."""
        pooled = pool_places(features, self.pool)
        rest = (pooled - self.mean) * self.scale
        white = np.tensordot(self.factor.T, rest, axes=1)
        return np.log(np.mean(np.square(white), axis=0) + DISTANCE_FLOOR).astype(np.float32)

    def raw(self, features: Maps) -> float:
        """Give the mean of the most suspicious places."""
        heat = np.sort(self.heat(features).ravel())
        return float(heat[-TOP_PLACES:].mean(dtype=np.float64))


def fit_texture(
    descriptors: Maps, *, made: Maps, origins: npt.NDArray[np.intp], shrinkage: float
) -> TextureMember:
    """Fit the distance from good parts that tells weak defects of any made kind best.

    With the covariance C of good parts and the second moment M of what made defects add to them,
    the score is z' inv(C) M inv(C) z: the locally most powerful quadratic test of good parts
    against good parts with a little of such a defect. It has no parameter to choose.

    Args:
        descriptors: Descriptors of good parts. Shape (n, d).
        made: Descriptors of good parts with a made defect. Shape (m, d).
        origins: Row of the good part that each was made from. Shape (m,).
        shrinkage: Share of the identity in the covariance of the standardised descriptors. [1]

    Raises:
        InvalidConfig: When there are too few good parts, or no made defect.

    Source:
        The score test (C. R. Rao, 1948) of the amount a in the covariance C + a M, at a = 0.
    """
    _check_number(len(descriptors))
    if not len(made):
        raise InvalidConfig("Found no made defect; a texture model needs some.")
    standard = texture_standard(descriptors)
    good = standard.apply(descriptors).astype(np.float64)
    added = standard.apply(made).astype(np.float64) - good[origins]
    values, vectors = np.linalg.eigh(added.T @ added / len(added))
    largest = np.argsort(-values)[:_MOST_DIRECTIONS]
    moved = vectors[:, largest] * np.sqrt(np.maximum(values[largest], 0.0))
    white = whitening(good, shrinkage)
    factor = (white @ (white.T @ moved)).astype(np.float32)
    return TextureMember(
        standard=standard,
        factor=factor,
        offset=(good.mean(axis=0) @ factor).astype(np.float32),
        shrinkage=shrinkage,
    )


def texture_standard(descriptors: Maps) -> Standard:
    """Take mean and spread of the figures of good parts, which count up to `WINSOR` deviations."""
    return replace(standard_of(descriptors), limit=WINSOR)


def fit_position(features: list[Maps]) -> PositionMember:
    """Fit what good parts show in each place.

    Args:
        features: Features of the grid of each part. Shape (f, h, w) each, all equal.

    Raises:
        InvalidConfig: When there are too few parts, or their sizes differ.
    """
    _check_number(len(features))
    if len({part.shape for part in features}) > 1:
        raise InvalidConfig("The good parts have several sizes; a position model needs one.")
    pool = -(-max(features[0].shape[1:]) // MOST_PLACES)
    total = np.zeros(())
    squares = np.zeros(())
    for part in features:
        pooled = pool_places(part.astype(np.float32), pool).astype(np.float64)
        total, squares = total + pooled, squares + pooled * pooled
    num = len(features)
    mean = total / num
    own = np.maximum(squares / num - mean * mean, 0.0)
    overall = own.mean(axis=(1, 2), keepdims=True)
    weight = num / (num + _OWN_WEIGHT_PARTS)
    variance = weight * ndimage.maximum_filter(own, size=(1, 3, 3)) + (1.0 - weight) * overall
    scale = 1.0 / np.sqrt(variance + _FLOOR)
    rest = [
        ((pool_places(part.astype(np.float32), pool) - mean) * scale).reshape(len(mean), -1)[
            :, ::17
        ]
        for part in features
    ]
    factor = whitening(np.concatenate(rest, axis=1).T, SHRINKAGES[3])
    return PositionMember(
        mean=mean.astype(np.float32),
        scale=scale.astype(np.float32),
        factor=factor.astype(np.float32),
        pool=pool,
    )


def pool_places(features: Maps, pool: int) -> Maps:
    """Average `pool` x `pool` places; what does not fill one at the end is left out."""
    if pool == 1:
        return features
    f, h, w = features.shape
    kept = features[:, : h // pool * pool, : w // pool * pool]
    blocks = kept.reshape(f, h // pool, pool, w // pool, pool)
    return blocks.mean(axis=(2, 4), dtype=np.float32)


def whitening(standard: npt.NDArray[np.floating], shrinkage: float) -> Floats:
    """Give the factor W with W W^T the inverse of the shrunk covariance. Shape (d, d)."""
    covariance = _shrunk(np.cov(standard.astype(np.float64), rowvar=False), shrinkage)
    values, vectors = np.linalg.eigh(covariance)
    return vectors / np.sqrt(np.maximum(values, _FLOOR))


def choose_shrinkage(standard: Floats) -> float:
    """Choose the share of the identity under which held-out good parts are likeliest.

    Args:
        standard: Standardised descriptors. Shape (n, d).
    """
    likelihoods = np.zeros(len(SHRINKAGES))
    for fold in range(3):
        held = np.arange(len(standard)) % 3 == fold
        values, vectors = np.linalg.eigh(np.cov(standard[~held], rowvar=False))
        squares = np.square((standard[held] - standard[~held].mean(axis=0)) @ vectors)
        for index, share in enumerate(SHRINKAGES):
            spread = (1.0 - share) * np.maximum(values, 0.0) + share
            likelihoods[index] -= float(
                np.sum(squares / spread) + held.sum() * np.log(spread).sum()
            )
    return SHRINKAGES[int(np.argmax(likelihoods))]


def _shrunk(covariance: Floats, share: float) -> Floats:
    return (1.0 - share) * covariance + share * np.eye(len(covariance))


def _check_number(num_good: int) -> None:
    if num_good < FEWEST_PLACES:
        raise InvalidConfig(
            f"Found {num_good} good parts to fit on; at least {FEWEST_PLACES} are needed."
        )
