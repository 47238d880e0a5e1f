"""Actor and critic that treat left and right alike, exactly."""

from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn

from andon.policies.mirror import Mirror

__all__ = ["ActorCritic", "DenseLayers", "Trunk"]

LOG_2PI = float(np.log(2 * np.pi))


@dataclass(frozen=True, kw_only=True)
class DenseLayers:
    """An ordinary network: `elu` between layers. Weights (out, in), biases (out,)."""

    weights: tuple[NDArray[np.float64], ...]
    """One matrix for each layer."""
    biases: tuple[NDArray[np.float64], ...]
    """One vector for each layer."""


class Trunk(nn.Module):
    """Two hidden layers whose units come in pairs: one sees the input, its twin the mirror image.

    Mirroring the input swaps the twins, so that what is built on them is mirror-symmetric by
    construction, at the price of an ordinary network of the same width.
    """

    def __init__(
        self, mirror: Mirror, hidden: tuple[int, int], *, generator: torch.Generator
    ) -> None:
        """Draw the weights.

        Args:
            mirror: Of the input.
            hidden: Widths; even.
            generator: Source of the weights.
        """
        super().__init__()
        width, (first, second) = len(mirror.index), (hidden[0] // 2, hidden[1] // 2)
        self.index: Tensor
        self.sign: Tensor
        self.register_buffer("index", torch.as_tensor(mirror.index))
        self.register_buffer("sign", torch.as_tensor(mirror.sign, dtype=torch.float32))
        self.w1 = nn.Parameter(_orthogonal(first, width, 2**0.5, generator))
        self.b1 = nn.Parameter(torch.zeros(first))
        self.w2 = nn.Parameter(_orthogonal(second, 2 * first, 2**0.5, generator))
        self.b2 = nn.Parameter(torch.zeros(second))

    def layers(self) -> tuple[tuple[Tensor, Tensor], tuple[Tensor, Tensor]]:
        """Give both layers as ordinary weights and biases."""
        mirrored = (self.w1 * self.sign)[:, self.index]  # w (M x) = (w M) x
        w1 = torch.cat([self.w1, mirrored])
        own, other = self.w2.chunk(2, dim=1)
        w2 = torch.cat([torch.cat([own, other], dim=1), torch.cat([other, own], dim=1)])
        return (w1, self.b1.repeat(2)), (w2, self.b2.repeat(2))

    def forward(self, x: Tensor) -> Tensor:
        """Give the pairs of the second layer. Shape (N, hidden[1])."""
        for weight, bias in self.layers():
            x = nn.functional.elu(nn.functional.linear(x, weight, bias))
        return x


class ActorCritic(nn.Module):
    """Gaussian policy with an exactly mirror-symmetric mean, and a mirror-invariant critic."""

    def __init__(
        self,
        *,
        input_mirror: Mirror,
        state_mirror: Mirror,
        action_mirror: Mirror,
        hidden: tuple[int, int],
        initial_std: float,
        seed: int,
    ) -> None:
        """Draw the weights.

        Args:
            input_mirror: Of the policy's input.
            state_mirror: Of the critic's input.
            action_mirror: Of the action.
            hidden: Widths of the hidden layers of both.
            initial_std: Exploration at the start.
            seed: Seed of the weights.
        """
        super().__init__()
        generator = torch.Generator().manual_seed(seed)
        self.actor = Trunk(input_mirror, hidden, generator=generator)
        self.critic = Trunk(state_mirror, hidden, generator=generator)
        count = len(action_mirror.index)
        self.a_index: Tensor
        self.a_sign: Tensor
        self.register_buffer("a_index", torch.as_tensor(action_mirror.index))
        self.register_buffer("a_sign", torch.as_tensor(action_mirror.sign, dtype=torch.float32))
        self.w3 = nn.Parameter(_orthogonal(count, hidden[1], 0.05, generator))
        self.b3 = nn.Parameter(torch.zeros(count))
        self.v3 = nn.Parameter(_orthogonal(1, hidden[1] // 2, 1.0, generator))
        self.c3 = nn.Parameter(torch.zeros(1))
        self.log_std = nn.Parameter(torch.full((count,), float(np.log(initial_std))))

    def head(self) -> tuple[Tensor, Tensor]:
        """Give the last layer of the actor: half its own output, half the mirror's."""
        own, other = self.w3.chunk(2, dim=1)
        swapped = torch.cat([other, own], dim=1)
        weight = self.w3 + self.a_sign[:, None] * swapped[self.a_index]
        bias = self.b3 + self.a_sign * self.b3[self.a_index]
        return weight / 2, bias / 2

    def mean(self, x: Tensor) -> Tensor:
        """Give the mean action. Shape (N, num_actions)."""
        weight, bias = self.head()
        return nn.functional.linear(self.actor(x), weight, bias)

    def value(self, state: Tensor) -> Tensor:
        """Give the value of states. Shape (N,)."""
        weight = self.v3.repeat(1, 2)
        return nn.functional.linear(self.critic(state), weight, self.c3)[:, 0]

    def std(self) -> Tensor:
        """Give the exploration of each action, the same for both sides. Shape (num_actions,)."""
        return torch.exp((self.log_std + self.log_std[self.a_index]) / 2)

    def log_prob(self, mean: Tensor, action: Tensor) -> Tensor:
        """Give the log density of actions. Shape (N,)."""
        std = self.std()
        z = (action - mean) / std
        return -0.5 * (z * z + LOG_2PI).sum(dim=1) - std.log().sum()

    def entropy(self) -> Tensor:
        """Give the entropy of the policy."""
        return (0.5 + 0.5 * LOG_2PI + self.std().log()).sum()

    def limit_std(self, largest: float) -> None:
        """Cut the exploration."""
        with torch.no_grad():
            self.log_std.clamp_(max=float(np.log(largest)), min=float(np.log(0.05)))

    def dense_actor(self) -> DenseLayers:
        """Give the actor's mean as an ordinary network."""
        layers = [*self.actor.layers(), self.head()]
        return DenseLayers(
            weights=tuple(w.detach().double().numpy() for w, _ in layers),
            biases=tuple(b.detach().double().numpy() for _, b in layers),
        )


def _orthogonal(rows: int, columns: int, gain: float, generator: torch.Generator) -> Tensor:
    weight = torch.empty(rows, columns)
    nn.init.orthogonal_(weight, gain, generator=generator)
    return weight
