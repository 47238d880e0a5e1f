"""A small network on the features of one place: where is something that good parts do not show."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import numpy.typing as npt

from andon.inspection.feature_bank import Maps
from andon.inspection.heads import Standard, standard_of
from andon.randomness import stream

__all__ = ["TOP_PLACES", "LocalMember", "PixelSamples", "fit_local"]

TOP_PLACES = 20
"""Most suspicious places whose mean is the score: about the size of the smallest defects."""

_WIDTHS = (48, 24)
"""Units of the two hidden layers; *assumed*: small enough to train in seconds."""

_EPOCHS = 6
_BATCH = 512
_RATE = 2e-3
"""Largest step of the optimiser (Adam with a cosine schedule), its batch and its epochs."""

_DECAY = 1e-4
"""Penalty on the weights. [1]"""


@dataclass(frozen=True, kw_only=True)
class PixelSamples:
    """Features of places, some of them on a defect."""

    features: npt.NDArray[np.float16]
    """In half precision, which saves memory. Shape (n, f)."""
    is_bad: npt.NDArray[np.bool_]
    """Shape (n,)."""


@dataclass(frozen=True, kw_only=True)
class LocalMember:
    """Log odds of a defect at each place of the grid."""

    standard: Standard
    """How features are standardised."""
    weights: tuple[Maps, ...]
    """Weights of each layer. Shapes (in, out)."""
    biases: tuple[Maps, ...]
    """Biases of each layer. Shapes (out,)."""

    def heat(self, features: Maps) -> Maps:
        """Give the log odds per place. Shape (h, w) from (f, h, w)."""
        values = self.standard.apply(features.reshape(len(features), -1).T)
        for weights, bias in zip(self.weights[:-1], self.biases[:-1], strict=True):
            values = np.maximum(values @ weights + bias, 0.0)
        odds = values @ self.weights[-1] + self.biases[-1]
        return odds.reshape(features.shape[1:])

    def raw(self, features: Maps) -> float:
        """Give the mean of the most suspicious places."""
        heat = np.sort(self.heat(features).ravel())
        return float(heat[-TOP_PLACES:].mean(dtype=np.float64))


def fit_local(samples: Sequence[PixelSamples], *, seed: int) -> LocalMember:
    """Train the network.

    Args:
        samples: Places of good pictures and of pictures with defects.
        seed: Seed of the first weights and of the order of the batches.
    """
    features = np.concatenate([part.features for part in samples]).astype(np.float32)
    is_bad = np.concatenate([part.is_bad for part in samples])
    standard = standard_of(features)
    trainer = _Trainer(standard.apply(features), is_bad.astype(np.float32), seed)
    trainer.run()
    layers = trainer.parameters
    return LocalMember(standard=standard, weights=tuple(layers[::2]), biases=tuple(layers[1::2]))


class _Trainer:
    """Adam on a network of rectified layers, in single precision."""

    def __init__(self, values: Maps, truth: Maps, seed: int) -> None:
        self.values, self.truth = values, truth
        self.generator = stream(seed, "local_net")
        self.parameters: list[Maps] = []
        for width, after in pairwise((values.shape[1], *_WIDTHS, 1)):
            first = self.generator.standard_normal((width, after)) * np.sqrt(2.0 / width)
            self.parameters += [first.astype(np.float32), np.zeros(after, dtype=np.float32)]
        self.slow = [np.zeros_like(p) for p in self.parameters]
        self.square = [np.zeros_like(p) for p in self.parameters]
        self.step = 0
        share = max(float(truth.mean()), 1e-3)
        self.weights = np.where(truth > 0, 0.5 / share, 0.5 / (1.0 - share)).astype(np.float32)

    def run(self) -> None:
        batch = min(_BATCH, len(self.truth))
        num_steps = _EPOCHS * (len(self.truth) // batch)
        for _ in range(_EPOCHS):
            order = self.generator.permutation(len(self.truth))
            for start in range(0, len(order) - batch + 1, batch):
                self.step += 1
                rate = _RATE * 0.5 * (1.0 + np.cos(np.pi * self.step / num_steps)) + 1e-5
                self._descend(self._slopes(order[start : start + batch]), rate)

    def _slopes(self, rows: npt.NDArray[np.intp]) -> list[Maps]:
        layers = [self.values[rows]]
        num_layers = len(self.parameters) // 2
        for layer in range(num_layers - 1):
            weights, bias = self.parameters[2 * layer : 2 * layer + 2]
            layers.append(np.maximum(layers[-1] @ weights + bias, 0.0))
        odds = (layers[-1] @ self.parameters[-2] + self.parameters[-1])[:, 0]
        chance = 1.0 / (1.0 + np.exp(-np.clip(odds, -30.0, 30.0)))
        error = (chance - self.truth[rows]) * self.weights[rows] / len(rows)
        pull: Maps = np.asarray(error, dtype=np.float32)[:, None]
        slopes: list[Maps] = []
        for layer in reversed(range(num_layers)):
            weights = self.parameters[2 * layer]
            slope = np.asarray(layers[layer].T @ pull + _DECAY * weights, dtype=np.float32)
            slopes = [slope, np.asarray(pull.sum(axis=0)), *slopes]
            pull = np.asarray((pull @ weights.T) * (layers[layer] > 0), dtype=np.float32)
        return slopes

    def _descend(self, slopes: list[Maps], rate: float) -> None:
        first, second = 1.0 - 0.9**self.step, 1.0 - 0.999**self.step
        for value, slope, slow, square in zip(
            self.parameters, slopes, self.slow, self.square, strict=True
        ):
            slow += np.float32(0.1) * (slope - slow)
            square += np.float32(0.001) * (slope * slope - square)
            value -= np.float32(rate) * (slow / first) / (np.sqrt(square / second) + 1e-8)
