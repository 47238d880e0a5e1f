"""Proximal policy optimisation on the processor, deterministic for a given number of threads."""

from dataclasses import dataclass

import numpy as np
import torch
from torch import Tensor

from andon.training.network import ActorCritic
from andon.training.settings import PpoConfig

__all__ = ["Batch", "UpdateStats", "advantages", "update"]


@dataclass(frozen=True, kw_only=True)
class Batch:
    """What the worlds did between two updates; T steps of N worlds, flattened to (T N, ...)."""

    inputs: Tensor
    """Normalised inputs of the policy."""
    states: Tensor
    """Normalised inputs of the critic."""
    actions: Tensor
    """Actions taken."""
    means: Tensor
    """Mean actions at the time."""
    log_probs: Tensor
    """Log densities at the time. Shape (T N,)."""
    values: Tensor
    """Values at the time. Shape (T N,)."""
    advantages: Tensor
    """Advantages. Shape (T N,)."""
    returns: Tensor
    """Targets of the critic. Shape (T N,)."""


@dataclass(frozen=True, kw_only=True)
class UpdateStats:
    """What an update did."""

    kl: float
    """Mean change of the policy, nats."""
    value_loss: float
    """Loss of the critic."""
    learning_rate: float
    """Learning rate after the update."""


def advantages(
    rewards: np.ndarray,
    values: np.ndarray,
    is_done: np.ndarray,
    last_value: np.ndarray,
    config: PpoConfig,
) -> np.ndarray:
    """Give generalised advantage estimates.

    Args:
        rewards: Rewards, with the value of what a time limit cut off added. Shape (T, N).
        values: Values of the states in which they were earned. Shape (T, N).
        is_done: Whether the episode ended with the step. Shape (T, N).
        last_value: Values of the states after the last step. Shape (N,).
        config: Discount and trace.

    Returns:
        Advantages. Shape (T, N).

    Source:
        J. Schulman et al., arXiv:1506.02438, equation 16.
    """
    result = np.zeros_like(rewards)
    running = np.zeros_like(last_value)
    following = last_value
    for t in range(len(rewards) - 1, -1, -1):
        goes_on = 1.0 - is_done[t]
        delta = rewards[t] + config.discount * following * goes_on - values[t]
        running = delta + config.discount * config.trace * goes_on * running
        result[t], following = running, values[t]
    return result


def update(
    network: ActorCritic,
    optimiser: torch.optim.Optimizer,
    batch: Batch,
    config: PpoConfig,
    generator: torch.Generator,
    *,
    largest_std: float,
) -> UpdateStats:
    """Improve actor and critic on one batch.

    Args:
        network: Actor and critic; edited.
        optimiser: Its optimiser; its learning rate follows the change of the policy.
        batch: Data.
        config: How.
        generator: Source of the order of the samples.
        largest_std: Exploration is cut to this.
    """
    size = len(batch.actions)
    gain = (batch.advantages - batch.advantages.mean()) / (batch.advantages.std() + 1e-8)
    kl_sum = loss_sum = 0.0
    with torch.no_grad():
        old_std = network.std().clone()
    for _ in range(config.epochs):
        order = torch.randperm(size, generator=generator)
        for part in order.chunk(config.num_minibatches):
            mean = network.mean(batch.inputs[part])
            log_prob = network.log_prob(mean, batch.actions[part])
            ratio = torch.exp(log_prob - batch.log_probs[part])
            clipped = ratio.clamp(1 - config.clip, 1 + config.clip)
            policy_loss = -torch.minimum(ratio * gain[part], clipped * gain[part]).mean()
            value = network.value(batch.states[part])
            near = batch.values[part] + (value - batch.values[part]).clamp(
                -config.clip, config.clip
            )
            miss = (value - batch.returns[part]) ** 2
            value_loss = torch.maximum(miss, (near - batch.returns[part]) ** 2).mean()
            loss = policy_loss + config.value_weight * value_loss
            loss = loss - config.entropy_weight * network.entropy()
            optimiser.zero_grad(set_to_none=True)
            loss.backward()
            torch.nn.utils.clip_grad_norm_(network.parameters(), config.max_grad_norm)
            optimiser.step()
            network.limit_std(largest_std)
            with torch.no_grad():
                kl_sum += float(_kl(batch.means[part], old_std, mean, network.std()))
                loss_sum += float(value_loss)
    count = config.epochs * config.num_minibatches
    rate = _adapt(optimiser, kl_sum / count, config)
    return UpdateStats(kl=kl_sum / count, value_loss=loss_sum / count, learning_rate=rate)


def _kl(old_mean: Tensor, old_std: Tensor, mean: Tensor, std: Tensor) -> Tensor:
    square = (old_std**2 + (old_mean - mean) ** 2) / (2 * std**2)
    return (torch.log(std / old_std) + square - 0.5).sum(dim=1).mean()


def _adapt(optimiser: torch.optim.Optimizer, kl: float, config: PpoConfig) -> float:
    low, high = config.learning_rate_range
    rate = float(optimiser.param_groups[0]["lr"])
    if kl < config.kl_range[0]:
        rate *= 1.15
    elif kl > config.kl_range[1]:
        rate /= 1.3
    rate = min(high, max(low, rate))
    for group in optimiser.param_groups:
        group["lr"] = rate
    return rate
