"""Repeat an episode from its seed, and keep what there was to see."""

from dataclasses import dataclass

import mujoco
import numpy as np

from andon.episodes.episode import Episode
from andon.episodes.observation import Policy
from andon.episodes.rollout import rollout
from andon.episodes.world import World
from andon.spatial import FloatArray

__all__ = ["Replay", "replay"]


@dataclass(frozen=True, kw_only=True)
class Replay:
    """An episode that was run again."""

    episode: Episode
    """What happened this time."""
    qpos: FloatArray
    """Positions from the start to the end. Shape (num_steps + 1, nq)."""
    times_s: FloatArray
    """Time of each row. Shape (num_steps + 1,)."""
    model: mujoco.MjModel
    """The world's model with the episode's values, as the physics saw it."""
    is_same: bool | None
    """Whether it equals the recorded episode to the last bit; None without a record."""


def replay(world: World, policy: Policy, seed: int, record: Episode | None = None) -> Replay:
    """Run one episode again.

    Args:
        world: World with one row.
        policy: The policy of the episode.
        seed: Seed of the episode.
        record: The recorded episode, to compare with.

    Returns:
        The trajectory and whether it is the same.
    """
    frames: list[FloatArray] = []

    def keep(current: World) -> None:
        frames.append(current.qpos[0].copy())

    world.reset([seed], [0])
    frames.append(world.qpos[0].copy())
    model = world.model_of(0)
    episode = next(iter(rollout(world, policy, [seed], on_step=keep)))
    step_s = world.drive.control_timestep_s
    same = None if record is None else episode.checksum == record.checksum
    return Replay(
        episode=episode,
        qpos=np.stack(frames),
        times_s=np.arange(len(frames), dtype=np.float64) * step_s,
        model=model,
        is_same=same,
    )
