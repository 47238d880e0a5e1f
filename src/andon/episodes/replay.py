"""Repeat an episode from its seed, and keep what there was to see."""

from dataclasses import dataclass

import mujoco
import numpy as np

from andon.episodes.episode import Episode
from andon.episodes.observation import Policy
from andon.episodes.rollout import rollout
from andon.episodes.world import World
from andon.scenarios.blueprint import compose, write_draw
from andon.spatial import FloatArray

__all__ = ["Replay", "replay", "visual_model"]


@dataclass(frozen=True, kw_only=True)
class Replay:
    """An episode that was run again."""

    episode: Episode
    """What happened this time."""
    qpos: FloatArray
    """Positions from the start on, aftermath included. Shape (T, nq)."""
    times_s: FloatArray
    """Time of each row. Shape (T,)."""
    is_same: bool | None
    """Whether it equals the recorded episode to the last bit; None without a record."""


def replay(
    world: World,
    policy: Policy,
    seed: int,
    record: Episode | None = None,
    *,
    aftermath_s: float = 0.0,
) -> Replay:
    """Run one episode again.

    Args:
        world: World with one row.
        policy: The policy of the episode.
        seed: Seed of the episode.
        record: The recorded episode, to compare with.
        aftermath_s: How long to watch on after the end; no part of the episode.

    Returns:
        The trajectory and whether it is the same.
    """
    frames: list[FloatArray] = []

    def keep(current: World) -> None:
        frames.append(current.qpos[0].copy())

    world.reset([seed], [0])
    keep(world)
    episode = next(iter(rollout(world, policy, [seed], on_step=keep)))
    for _ in range(round(aftermath_s / world.drive.control_timestep_s)):
        world.rows.is_active[0] = True
        world.step(policy.act(world.observe()))
        keep(world)
    return Replay(
        episode=episode,
        qpos=np.stack(frames),
        times_s=np.arange(len(frames), dtype=np.float64) * world.drive.control_timestep_s,
        is_same=None if record is None else episode.checksum == record.checksum,
    )


def visual_model(world: World, seed: int) -> mujoco.MjModel:
    """Give the model of an episode with everything that is only there to be looked at.

    Args:
        world: Its scenario, body and drive count; not its rows.
        seed: Seed of the episode.

    Returns:
        A model with the same positions (nq) as the world's, and the episode's values in it.
    """
    blueprint = compose(world.scenario, world.body, world.drive, is_visual=True)
    draw = world.scenario.draw(seed)
    names = ("geom_friction", "geom_pos", "geom_quat", "geom_size", "geom_rbound", "geom_aabb")
    fields = {name: getattr(blueprint.model, name) for name in (*names, "light_diffuse")}
    fields |= {
        name: getattr(blueprint.model, name) for name in ("body_mass", "body_inertia", "body_pos")
    }
    write_draw(blueprint, fields, draw, world.scenario.layout(draw))
    return blueprint.model
