"""Steps of all worlds under the exploring policy, kept for one update."""

from dataclasses import dataclass, field

import numpy as np
import torch

from andon.training.network import ActorCritic
from andon.training.normaliser import Normaliser
from andon.training.ppo import Batch, advantages
from andon.training.reflex_task import ReflexTask
from andon.training.settings import PpoConfig

__all__ = ["Harvest", "collect"]


@dataclass(frozen=True, kw_only=True)
class Harvest:
    """What one horizon of all worlds gave."""

    batch: Batch
    """Data for the update."""
    raw: np.ndarray
    """Some inputs before normalisation. Shape (M, width)."""
    lengths: list[int] = field(default_factory=list[int])
    """Lengths of the episodes that ended. [control steps]"""
    figures: dict[str, float] = field(default_factory=dict[str, float])
    """Means over the horizon, for the curve."""


def collect(
    task: ReflexTask,
    network: ActorCritic,
    normaliser: Normaliser,
    config: PpoConfig,
    generator: torch.Generator,
    device: torch.device,
) -> Harvest:
    """Step all worlds over one horizon.

    Args:
        task: The worlds.
        network: Policy and critic.
        normaliser: Of the policy's input.
        config: Horizon and discount.
        generator: Source of the exploration.
        device: Where the network is.
    """
    steps, n = config.horizon, task.world.num_worlds
    store: dict[str, list[np.ndarray]] = {}
    lengths: list[int] = []
    figures = {"reward": 0.0, "velocity": 0.0, "clock": 0.0, "speed_gap": 0.0}
    raw: list[np.ndarray] = []
    inputs, states = _see(task, normaliser, raw)
    for t in range(steps):
        row = _decide(network, inputs, states, generator, device)
        turn = task.act(row["actions"].astype(np.float64))
        row |= {"inputs": inputs, "states": states}
        row["rewards"] = turn.reward.astype(np.float32)
        row["rewards"] += np.float32(config.discount) * row["values"] * turn.truncated
        row["done"] = (turn.terminated | turn.truncated).astype(np.float32)
        for name, value in row.items():
            store.setdefault(name, []).append(value)
        lengths += turn.lengths
        seen = (float(turn.reward.mean()), turn.velocity, turn.clock, turn.speed_gap)
        for name, value in zip(figures, seen, strict=True):
            figures[name] += value / steps
        if t < steps - 1:
            inputs, states = _see(task, normaliser, raw if t % 6 == 5 else None)
    arrays = {name: np.stack(values) for name, values in store.items()}
    with torch.no_grad():
        _, after = task.peek(normaliser)
        last = network.value(torch.from_numpy(after).to(device)).cpu().numpy()
    gain = advantages(arrays["rewards"], arrays["values"], arrays["done"], last, config)

    def flat(values: np.ndarray) -> torch.Tensor:
        joined = values.reshape(steps * n, *values.shape[2:])
        return torch.from_numpy(np.ascontiguousarray(joined)).to(device)

    parts = ("inputs", "states", "actions", "means", "log_probs", "values")
    batch = Batch(
        **{name: flat(arrays[name]) for name in parts},
        advantages=flat(gain),
        returns=flat(gain + arrays["values"]),
    )
    return Harvest(batch=batch, raw=np.concatenate(raw), lengths=lengths, figures=figures)


def _see(
    task: ReflexTask, normaliser: Normaliser, raw: list[np.ndarray] | None
) -> tuple[np.ndarray, np.ndarray]:
    inputs, privileged = task.look()
    if raw is not None:
        raw.append(inputs)
    normal = normaliser.apply(inputs)
    return normal, np.concatenate([normal, privileged.astype(np.float32)], axis=1)


def _decide(
    network: ActorCritic,
    inputs: np.ndarray,
    states: np.ndarray,
    generator: torch.Generator,
    device: torch.device,
) -> dict[str, np.ndarray]:
    with torch.no_grad():
        mean = network.mean(torch.from_numpy(inputs).to(device))
        noise = torch.randn(mean.shape, generator=generator).to(device)
        action = mean + network.std() * noise
        found = {
            "actions": action,
            "means": mean,
            "log_probs": network.log_prob(mean, action),
            "values": network.value(torch.from_numpy(states).to(device)),
        }
    return {name: value.cpu().numpy() for name, value in found.items()}
