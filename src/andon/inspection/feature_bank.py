"""A fixed bank of features: no weights, no downloads; the same numbers in NumPy and in ONNX.

A picture becomes planes (grey and, for colour, two opponent planes), each plane a pyramid, each
level ten maps (derivatives up to the second order and what they combine to), each map eleven
figures: extremes, high and low quantiles, and moments. The figures of all maps are the descriptor
of the picture; the maps themselves, brought to one grid, describe each place.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from math import ceil

import numpy as np
import numpy.typing as npt
from scipy import ndimage

from andon.errors import InvalidConfig

__all__ = [
    "BLUR",
    "CONTRAST_FLOOR",
    "GRID",
    "MAPS",
    "OPPONENT",
    "QUANTILES",
    "STATISTICS",
    "TINY",
    "BankConfig",
    "LevelMaps",
    "Maps",
    "bank_for",
    "contrast_normalise",
    "derivative_kernels",
    "describe",
    "gaussian_kernel",
    "level_maps",
    "pixel_features",
    "planes_of",
    "signed_log",
    "statistics",
    "tail_sizes",
]

Maps = npt.NDArray[np.float32]

MAPS = ("i", "x", "y", "xx", "yy", "xy", "gradient", "log", "ridge", "detail")
"""Maps of a level: smoothed, derivatives, gradient size, Laplacian, ridge strength, residual."""

STATISTICS = (
    "max", "top_001", "top_01", "low_01", "low_001", "min", "mean", "sd", "absolute", "kurtosis",
    "skewness",
)  # fmt: skip
"""Figures of a map."""

QUANTILES = (0.001, 0.01)
"""Shares of a map's pixels beyond the outer and the inner quantile. [1]"""

BLUR = np.asarray([1.0, 4.0, 6.0, 4.0, 1.0], dtype=np.float32) / 16.0
"""Binomial kernel before every other row and column is left out."""

OPPONENT = np.asarray(
    [[1 / 3, 1 / 3, 1 / 3], [0.5, -0.5, 0.0], [-0.25, -0.25, 0.5]], dtype=np.float32
)
"""From red, green, blue to grey, red against green, blue against yellow."""

GRID = 2
"""Pixels from one place of the grid to the next."""

CONTRAST_FLOOR = 0.02
"""Added to the local contrast, as a share of full scale: flat places are not blown up; reference
recipe. [1]"""

TINY = 1e-12
"""Added to a variance before it divides. [1]"""

_RADIUS = 4
"""Pixels on each side of a derivative kernel of one pixel of spread."""

_SMALLEST_LEVEL = _RADIUS + 2
"""Pixels that a side of the coarsest level needs, so that it can be mirrored."""

_TRUNCATE = 3.0
"""Standard deviations after which the Gaussian of the contrast window is cut. [1]"""


@dataclass(frozen=True, kw_only=True)
class BankConfig:
    """Which planes and levels a bank has."""

    num_channels: int
    """1 for grey pictures, 3 for colour."""
    num_levels: int = 5
    """Levels of the pyramid; each is half as large as the one before."""
    mean_sd: float = 16.0
    """Standard deviation of the window that the local mean is taken over, in pixels."""
    contrast_sd: float = 24.0
    """Standard deviation of the window that the local contrast is taken over, in pixels."""

    def __post_init__(self) -> None:
        """Refuse a bank that cannot be built."""
        if self.num_channels not in (1, 3) or self.num_levels < 2:
            raise InvalidConfig(
                f"A bank of {self.num_channels} channels and {self.num_levels} levels: needs 1 or "
                "3 channels and at least 2 levels."
            )
        if min(self.mean_sd, self.contrast_sd) < 1.0:
            raise InvalidConfig(
                f"Windows of {self.mean_sd} and {self.contrast_sd} pixels; at least 1 is needed."
            )

    @property
    def first_levels(self) -> tuple[int, ...]:
        """First level of each plane: grey is described in full, colour from half size on."""
        return (0,) if self.num_channels == 1 else (0, 1, 1)

    @property
    def smallest_side(self) -> int:
        """Pixels that the smaller side of a picture needs."""
        pyramid = (_SMALLEST_LEVEL - 1) * 2 ** (self.num_levels - 1) + 1
        return max(pyramid, ceil(_TRUNCATE * max(self.mean_sd, self.contrast_sd)) + 1)

    @property
    def num_statistics(self) -> int:
        """Length of the descriptor."""
        levels = sum(self.num_levels - first for first in self.first_levels)
        return levels * len(MAPS) * len(STATISTICS)

    @property
    def num_features(self) -> int:
        """Features of one place of the grid."""
        levels = sum(self.num_levels - max(first, 1) for first in self.first_levels)
        return levels * len(MAPS) + len(MAPS) + 2


def bank_for(smallest_side: int, *, num_channels: int) -> BankConfig:
    """Choose the largest bank that pictures of a size allow.

    Args:
        smallest_side: Smallest side of any picture, in pixels.
        num_channels: 1 for grey, 3 for colour.

    Raises:
        InvalidConfig: When the pictures are too small.
    """
    for num_levels in (5, 4, 3):
        scale = min(1.0, (smallest_side - 2) / (_TRUNCATE * 24.0))
        if 16.0 * scale < 3.0:
            break
        bank = BankConfig(
            num_channels=num_channels,
            num_levels=num_levels,
            mean_sd=16.0 * scale,
            contrast_sd=24.0 * scale,
        )
        if bank.smallest_side <= smallest_side:
            return bank
    raise InvalidConfig(
        f"The smallest picture has a side of {smallest_side} pixels; at least 32 are needed."
    )


LevelMaps = Maps
"""Maps of one level. Shape (len(MAPS), h, w)."""


def gaussian_kernel(spread: float) -> Maps:
    """Give a Gaussian that is cut after three standard deviations and sums to 1. Shape (n,)."""
    radius = ceil(_TRUNCATE * spread)
    grid = np.arange(-radius, radius + 1, dtype=np.float64)
    kernel = np.exp(-0.5 * (grid / spread) ** 2)
    return np.asarray(kernel / kernel.sum(), dtype=np.float32)


def derivative_kernels() -> Maps:
    """Give a Gaussian of one pixel and its first two derivatives. Shape (3, 9)."""
    grid = np.arange(-_RADIUS, _RADIUS + 1, dtype=np.float64)
    smooth = np.exp(-0.5 * grid**2)
    smooth /= smooth.sum()
    first, second = grid * smooth, (grid**2 - 1.0) * smooth
    first /= np.sum(first * grid)
    second -= second.mean()  # a flat picture has no curvature
    second *= 2.0 / np.sum(second * grid**2)
    return np.asarray([smooth, first, second], dtype=np.float32)


def planes_of(picture: Maps) -> tuple[Maps, ...]:
    """Split a picture into planes.

    Args:
        picture: Values in [0, 1]. Shape (channels, h, w).

    Returns:
        Grey, and for three channels the two opponent planes. Shape (h, w) each.
    """
    if picture.shape[0] == 1:
        return (picture[0],)
    return tuple(np.tensordot(OPPONENT, picture, axes=1).astype(np.float32))


def contrast_normalise(plane: Maps, bank: BankConfig) -> Maps:
    """Take the local mean from a plane and divide by its local contrast. Shape (h, w)."""
    rest = plane - _separable(plane, gaussian_kernel(bank.mean_sd))
    squares = np.asarray(rest * rest, dtype=np.float32)
    power = _separable(squares, gaussian_kernel(bank.contrast_sd))
    return np.asarray(rest / (np.sqrt(np.maximum(power, 0.0)) + CONTRAST_FLOOR), dtype=np.float32)


def level_maps(plane: Maps) -> LevelMaps:
    """Give the maps of one level. Shape (len(MAPS), h, w)."""
    smooth, first, second = derivative_kernels()
    along = [
        ndimage.correlate1d(plane, kernel, axis=1, mode="mirror")
        for kernel in (smooth, first, second)
    ]

    def down(values: Maps, kernel: Maps) -> Maps:
        return ndimage.correlate1d(values, kernel, axis=0, mode="mirror")

    i, x, xx = (down(values, smooth) for values in along)
    y, yy, xy = down(along[0], first), down(along[0], second), down(along[1], first)
    gradient, ridge = np.sqrt(x * x + y * y), np.sqrt((xx - yy) ** 2 + 4.0 * xy * xy)
    return np.stack([i, x, y, xx, yy, xy, gradient, xx + yy, ridge, plane - i])


def statistics(maps: LevelMaps) -> Maps:
    """Give the figures of maps. Shape (maps, len(STATISTICS))."""
    return np.stack([_figures_of(values.ravel()) for values in maps]).astype(np.float32)


def tail_sizes(num_pixels: int) -> tuple[int, int]:
    """Give how many pixels lie beyond the outer and the inner quantile, in single precision."""
    size = np.float32(num_pixels)
    outer, inner = (max(ceil(float(size * np.float32(q))), 1) for q in QUANTILES)
    return outer, inner


def _figures_of(values: Maps) -> npt.NDArray[np.float64]:
    ordered = np.sort(values)
    outer, inner = tail_sizes(ordered.size)
    mean = ordered.mean(dtype=np.float64)
    rest = ordered - mean
    squares = rest * rest
    power = squares.mean()
    spread = np.sqrt(power + TINY)
    figures = (
        ordered[-1], ordered[-outer], ordered[-inner],
        ordered[inner - 1], ordered[outer - 1], ordered[0],
        mean, spread, np.abs(ordered).mean(dtype=np.float64),
        (squares * squares).mean() / (power * power + TINY),
        (squares * rest).mean() / (spread * spread * spread),
    )  # fmt: skip
    return np.asarray(figures, dtype=np.float64)


def signed_log(values: Maps) -> Maps:
    """Compress values of either sign: sign(x) ln(1 + |x|)."""
    return np.asarray(np.sign(values) * np.log1p(np.abs(values)), dtype=np.float32)


def describe(picture: Maps, bank: BankConfig) -> tuple[Maps, Maps]:
    """Describe a picture as a whole and in each place.

    Args:
        picture: Values in [0, 1]. Shape (channels, h, w).
        bank: Planes and levels.

    Returns:
        Descriptor, shape (bank.num_statistics,), and features of the grid, shape
        (bank.num_features, ceil(h / 2), ceil(w / 2)).
    """
    descriptor: list[Maps] = []
    features: list[Maps] = []
    shape = (ceil(picture.shape[1] / GRID), ceil(picture.shape[2] / GRID))
    for level, maps in _all_levels(picture, bank):
        descriptor.append(statistics(maps).ravel())
        features.append(_on_grid(maps, level, shape))
    return signed_log(np.concatenate(descriptor)), np.concatenate(features)


def pixel_features(picture: Maps, bank: BankConfig) -> Maps:
    """Give the features of the grid alone; see `describe`."""
    shape = (ceil(picture.shape[1] / GRID), ceil(picture.shape[2] / GRID))
    found = [_on_grid(maps, level, shape) for level, maps in _all_levels(picture, bank)]
    return np.concatenate(found)


def _all_levels(picture: Maps, bank: BankConfig) -> Iterator[tuple[int, LevelMaps]]:
    for plane, first in zip(planes_of(picture), bank.first_levels, strict=True):
        current = contrast_normalise(plane, bank)
        for level in range(bank.num_levels):
            if level >= first:
                yield level, level_maps(current)
            if level + 1 < bank.num_levels:
                current = _separable(current, BLUR)[::2, ::2]


def _on_grid(maps: LevelMaps, level: int, shape: tuple[int, int]) -> Maps:
    """Bring maps to the grid: the finest level by mean and extremes, coarse ones by repeating."""
    if level == 0:
        pads = ((0, 0), (0, 2 * shape[0] - maps.shape[1]), (0, 2 * shape[1] - maps.shape[2]))
        quads = np.pad(maps, pads, mode="edge").reshape(len(maps), shape[0], 2, shape[1], 2)
        means, tops = quads.mean(axis=(2, 4)), quads.max(axis=(2, 4))
        low = quads[MAPS.index("log")].min(axis=(1, 3))
        means[[6, 8]] = tops[[6, 8]]  # gradient size and ridge strength: what stands out counts
        return np.concatenate([means, tops[[7]], low[None]]).astype(np.float32)
    repeats = 2 ** (level - 1)
    wide = np.repeat(np.repeat(maps, repeats, axis=1), repeats, axis=2)
    return wide[:, : shape[0], : shape[1]]


def _separable(plane: Maps, kernel: Maps) -> Maps:
    rows = ndimage.correlate1d(plane, kernel, axis=1, mode="mirror")
    return ndimage.correlate1d(rows, kernel, axis=0, mode="mirror")
