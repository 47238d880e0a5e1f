"""Run the recorded actions of an episode again and measure the drift from what was recorded."""

from dataclasses import dataclass

import numpy as np

from andon.episodes.data.dataset import DataSet
from andon.episodes.data.recorder import EXACT_ACTION, EXACT_QPOS
from andon.episodes.world import World
from andon.errors import InvalidConfig

__all__ = ["Drift", "replay_actions"]


@dataclass(frozen=True, kw_only=True)
class Drift:
    """How far a replayed episode went from the recorded one."""

    position: int
    """Place of the episode."""
    num_steps: int
    """Actions that were run."""
    is_exact: bool
    """Whether the recording keeps the actions to the last bit."""
    is_same: bool
    """Whether every position is the same to the last bit."""
    first_step: int | None
    """First step after which they differ by more than 1e-6 (m or rad); None when none does."""
    max_base_m: float
    """Largest distance of the base from where it was recorded."""
    max_joint_rad: float
    """Largest difference of a joint."""
    cause: str | None
    """Why the replay ended; None when it had not when the actions ran out."""
    recorded_cause: str | None
    """Why the recording ended."""


def replay_actions(world: World, data: DataSet, position: int) -> Drift:
    """Run the actions of an episode in its scenario.

    Args:
        world: World of one row, of the scenario, body and drive of the episode.
        data: The data set.
        position: Place of the episode.

    Returns:
        How far it went from the recording.

    Raises:
        InvalidConfig: When the recording has no positions, or no seed.
    """
    entry = data.episodes[position]
    features = data.info.features
    if entry.record is None or entry.record.seed is None or EXACT_QPOS not in features:
        raise InvalidConfig(
            f"Episode {position} of {data.store} cannot be run again: it keeps no "
            f"{'seed' if EXACT_QPOS in features else EXACT_QPOS}."
        )
    is_exact = EXACT_ACTION in features
    columns = data.columns(position, [EXACT_ACTION if is_exact else "action", EXACT_QPOS])
    actions = columns[EXACT_ACTION if is_exact else "action"].astype(np.float64)
    recorded = columns[EXACT_QPOS]
    world.reset([entry.record.seed])
    if recorded.shape[1] != world.qpos.shape[1] or actions.shape[1] != world.body.num_joints:
        raise InvalidConfig(
            f"Episode {position} of {data.store} has {recorded.shape[1]} positions and "
            f"{actions.shape[1]} actions; this world has {world.qpos.shape[1]} and "
            f"{world.body.num_joints}."
        )
    gaps, cause, bits = np.zeros((len(actions), recorded.shape[1])), None, True
    for step, action in enumerate(actions):
        gaps[step] = world.qpos[0] - recorded[step]
        bits &= world.qpos[0].tobytes() == recorded[step].tobytes()
        ending = world.step(action[None]).endings.get(0)
        if ending is not None:
            cause = ending.cause
            gaps = gaps[: step + 1]
            break
    base = world.blueprint.base_qpos
    away = np.abs(gaps).max(axis=1) > 1e-6
    return Drift(
        position=position,
        num_steps=len(gaps),
        is_exact=is_exact,
        is_same=bits and len(gaps) == len(actions) and cause == entry.record.cause,
        first_step=int(np.argmax(away)) if away.any() else None,
        max_base_m=float(np.linalg.norm(gaps[:, base : base + 3], axis=1).max()),
        max_joint_rad=float(np.abs(gaps[:, world.blueprint.joint_qpos]).max()),
        cause=cause,
        recorded_cause=entry.record.cause,
    )
