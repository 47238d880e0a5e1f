"""What the tests of worlds share: short trials, every fault switched on, and bits compared."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from andon.episodes import Episode, Observation, World, rollout
from andon.policies.setup import Rig, Setup

PUSHED: dict[str, object] = {"push_speed": [0.2, 0.9], "push_interval_s": 0.7}
DELAYED: dict[str, object] = {"action_delay_ms": {"choice": [0, 5, 10, 20, 25, 40]}}
PERTURBED: dict[str, object] = {
    "payload_kg": [0.0, 5.0],
    "com_shift_x_m": [-0.02, 0.02],
    "kp_scale": [0.9, 1.1],
    "kd_scale": [0.9, 1.1],
}
EVERY_FAULT: dict[str, dict[str, float]] = {
    name: {
        "uniform": size,
        "gaussian": size / 2,
        "bias": size / 2,
        "delay_steps": 1,
        "dropout": 0.1,
    }
    for name, size in {
        "ang_vel_b": 0.1,
        "gravity_b": 0.02,
        "lin_vel_b": 0.05,
        "joint_pos": 0.01,
        "joint_vel": 0.5,
    }.items()
}
"""All five faults on every term that `stand` reads, so small that it stands for a while."""

KINDS: dict[str, tuple[Mapping[str, object], Mapping[str, Mapping[str, float]]]] = {
    "plain": (PUSHED, {}),
    "delayed": (PUSHED | DELAYED, {}),
    "faulty": (PUSHED, EVERY_FAULT),
    "all_at_once": (PUSHED | DELAYED | PERTURBED, EVERY_FAULT),
}


def short(
    scenario: str, kind: str = "plain", policy: str = "stand", time_limit_s: float = 2.6
) -> Setup:
    """Give a setup of pushed episodes so short that a test can run many."""
    variation, noise = KINDS[kind]
    return Setup(
        scenario=scenario,
        policy=policy,
        variation=variation,
        noise=noise,
        time_limit_s=time_limit_s,
    )


def run(rig: Rig, seeds: Sequence[int], num_worlds: int = 1, threads: int = 1) -> list[Episode]:
    """Roll out with a fresh policy and give the episodes in the order of the seeds."""
    world = rig.make_world(num_worlds, threads)
    found = {e.seed: e for e in rollout(world, rig.policy.fork(np.zeros(0, np.intp)), seeds)}
    return [found[seed] for seed in seeds]


def run_setup(shard: tuple[Setup, tuple[int, ...], int, int]) -> list[Episode]:
    """Build and roll out, for another process."""
    setup, seeds, num_worlds, threads = shard
    return run(setup.build(), seeds, num_worlds, threads)


@dataclass
class Recorder:
    """Keeps every position of one row."""

    row: int
    qpos: list[bytes]

    def __call__(self, world: World) -> None:
        """Keep the positions of this step."""
        self.qpos.append(world.qpos[self.row].tobytes())


def readings(observation: Observation, row: int) -> bytes:
    """Give all readings of one row as bytes, for exact comparison."""
    return b"".join(np.ascontiguousarray(v[row]).tobytes() for v in observation.terms.values())


def follow(world: World, policy, observation: Observation, row: int, num_steps: int) -> list[bytes]:
    """Step on and give every reading and position of one row until its episode ends."""
    seen: list[bytes] = []
    for _ in range(num_steps):
        result = world.step(policy.act(observation))
        observation = result.observation
        seen.append(readings(observation, row) + world.qpos[row].tobytes())
        if row in result.endings:
            break
    return seen


def fork_and_follow(
    rig: Rig, seeds: Sequence[int], index: int, after: int, num_steps: int = 60
) -> tuple[list[bytes], list[list[bytes]]]:
    """Run a batch, fork one row into three, and follow original and copies.

    Returns:
        What the original saw from the fork on, and what each copy saw.
    """
    world, policy = rig.make_world(len(seeds)), rig.policy.fork(np.zeros(0, np.intp))
    observation = world.reset(seeds)
    for _ in range(after):
        observation = world.step(policy.act(observation)).observation
    rows: NDArray[np.intp] = np.full(3, index, np.intp)
    future, twin = world.fork(index, 3), policy.fork(rows)
    copies = []
    for row in range(3):
        branch, brain = future.fork(row, 1), twin.fork(np.array([row]))
        copies.append(follow(branch, brain, branch.observe(), 0, num_steps))
    return follow(world, policy, observation, index, num_steps), copies
