"""Members that know good parts only: one of the whole picture, and one for each place."""

from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt
from scipy import ndimage

from andon.errors import InvalidConfig
from andon.inspection.feature_bank import Maps
from andon.inspection.heads import Standard, standard_of

__all__ = [
    "AMOUNT",
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

SHRINKAGES = (0.07, 0.1, 0.15, 0.2, 0.3, 0.5, 0.7)
"""Shares of the identity in a covariance that held-out likelihood chooses from. With less than the
first, a model of some hundred parts knows each of them by heart, a hidden defect too; measured: a
tenth saves 0.01 with hidden defects, and costs nothing on parts that no photograph is known of. [1]
"""

_PLACES_SHRINKAGE = 0.1
"""Share of the identity in the covariance of places; reference recipe. [1]"""

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

_LEAST_SPREAD = 0.1
"""Smallest spread of a figure before a texture model, as a share of the median spread. Means of
derivatives hardly differ from part to part; divided by less, rounding errors in single precision
would count: measured, five times more, and the area is the same within 0.002. [1]"""

_MOST_DIRECTIONS = 64
"""Directions that count as those of defects; more do no better on magnet tiles, and little better
on made sets. [1]"""

AMOUNT = 0.3
"""Amount of a defect that is looked for, in units of the covariance that made ones add; measured:
from 0.1 to 1 all do about as well. [1]"""

_OWN_WEIGHT_PARTS = 20.0
"""Good parts from which on the spread of a place counts more than that of all places; *assumed*."""


@dataclass(frozen=True, kw_only=True)
class TextureMember:
    """How much of a descriptor's distance from good parts lies where defects push it."""

    standard: Standard
    """How figures are standardised; they count up to `WINSOR` deviations."""
    factor: Maps
    """Whitens by good parts, and turns to the directions that made defects push. Shape (d, d)."""
    offset: Maps
    """Where the mean of the good parts lies along them. Shape (d,)."""
    shares: Maps
    """Share of each direction that counts as a defect's, in [0, 1); the rest is the good parts'.
    Shape (d,)."""
    shrinkage: float
    """Share of the identity in the covariance. [1]"""

    def raw(self, descriptors: Maps) -> Floats:
        """Give the log of the defects' share over the rest per descriptor. Shape (n,)."""
        along = self.standard.apply(descriptors) @ self.factor - self.offset
        squares = np.square(along, dtype=np.float64)
        shares = self.shares.astype(np.float64)
        rest = len(shares) + squares @ (1.0 - shares)
        return np.log(squares @ shares / rest + DISTANCE_FLOOR)


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
    alignment: float = 0.0
    """Share of the features' variance that their place explains, in [0, 1]: near 1 where all parts
    lie in one position, near 0 for textures and parts that lie anyhow. [1]"""

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
    descriptors: Maps,
    *,
    made: Maps,
    origins: npt.NDArray[np.intp],
    shrinkage: float,
    trust: Floats | None = None,
) -> TextureMember:
    """Fit the odds of good parts with a defect of any made kind against good parts without.

    With the covariance C of good parts and the second moment M of what made defects add to them,
    z is drawn from a Student distribution around C, or around C + a M. Their likelihood ratio
    rises with q / (n + Q - q), where Q = z' inv(C) z is the distance from good parts, q = Q - z'
    inv(C + a M) z is what the defect explains of it, and n, its degrees of freedom, are as many
    as there are figures.

    Args:
        descriptors: Descriptors of good parts. Shape (n, d).
        made: Descriptors of good parts with a made defect. Shape (m, d).
        origins: Row of the good part that each was made from. Shape (m,).
        shrinkage: Share of the identity in the covariance of the standardised descriptors. [1]
        trust: How much each good part counts, in (0, 1]; all the same when None. Shape (n,).

    Raises:
        InvalidConfig: When there are too few good parts, or no made defect.

    Source:
        The likelihood ratio test of J. Neyman and E. S. Pearson, 1933, with the multivariate t
        distribution, whose heavy tails keep a rare good part from counting as a defect.
    """
    _check_number(len(descriptors))
    if not len(made):
        raise InvalidConfig("Found no made defect; a texture model needs some.")
    counts = np.ones(len(descriptors)) if trust is None else trust
    standard = texture_standard(descriptors, counts)
    good = standard.apply(descriptors).astype(np.float64)
    added = standard.apply(made).astype(np.float64) - good[origins]
    white = whitening(good, shrinkage, counts)
    pushed = (added @ white) * np.sqrt(counts[origins] / counts[origins].sum())[:, None]
    values, turned = np.linalg.eigh(pushed.T @ pushed)
    amounts = AMOUNT * np.maximum(values[::-1], 0.0)
    amounts[_MOST_DIRECTIONS:] = 0.0
    factor = (white @ turned[:, ::-1]).astype(np.float32)
    return TextureMember(
        standard=standard,
        factor=factor,
        offset=(np.average(good, axis=0, weights=counts) @ factor).astype(np.float32),
        shares=(amounts / (1.0 + amounts)).astype(np.float32),
        shrinkage=shrinkage,
    )


def texture_standard(descriptors: Maps, trust: Floats | None = None) -> Standard:
    """Take mean and spread of the figures of good parts, which count up to `WINSOR` deviations."""
    return replace(standard_of(descriptors, trust, least=_LEAST_SPREAD), limit=WINSOR)


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
    factor = whitening(np.concatenate(rest, axis=1).T, _PLACES_SHRINKAGE)
    return PositionMember(
        mean=mean.astype(np.float32),
        scale=scale.astype(np.float32),
        factor=factor.astype(np.float32),
        pool=pool,
        alignment=_alignment(mean, own, num),
    )


def _alignment(mean: Floats, own: Floats, num_parts: int) -> float:
    """Give the median share over the features. From shapes (f, h, w)."""
    within = own.mean(axis=(1, 2))
    between = np.maximum(mean.var(axis=(1, 2)) - within / num_parts, 0.0)
    return float(np.median(between / (between + within + _FLOOR)))


def pool_places(features: Maps, pool: int) -> Maps:
    """Average `pool` x `pool` places; what does not fill one at the end is left out."""
    if pool == 1:
        return features
    f, h, w = features.shape
    kept = features[:, : h // pool * pool, : w // pool * pool]
    blocks = kept.reshape(f, h // pool, pool, w // pool, pool)
    return blocks.mean(axis=(2, 4), dtype=np.float32)


def whitening(
    standard: npt.NDArray[np.floating], shrinkage: float, trust: Floats | None = None
) -> Floats:
    """Give the factor W with W W^T the inverse of the shrunk covariance. Shape (d, d)."""
    raw = np.cov(standard.astype(np.float64), rowvar=False, aweights=trust)
    values, vectors = np.linalg.eigh(_shrunk(raw, shrinkage))
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
