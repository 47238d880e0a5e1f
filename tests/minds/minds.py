"""Minds on the street, as small as they can be."""

from dataclasses import replace

from andon.minds.mind import Mind, MindConfig
from andon.minds.question import HYPOTHESES
from andon.minds.rig import MindSetup
from andon.minds.tactics import pick
from andon.policies.setup import Rig, Setup

SMALL = MindConfig(tactics=pick(["keep", "high"]), hypotheses=HYPOTHESES[:1], horizon_s=0.6)


def setup_at(kind: str, **variation: object) -> MindSetup:
    """Give a mind that thinks of two tactics, just before an obstacle."""
    near: dict[str, object] = {"obstacle_x_m": 2.2, **variation}
    setup = Setup(scenario=f"street_meet_{kind}", body="humanoid_solid", variation=near)
    return MindSetup(setup=setup, config=SMALL)


def with_config(setup: MindSetup, **changes: object) -> MindSetup:
    """Give a setup with another way of thinking."""
    values: dict[str, object] = dict(changes)
    return replace(setup, config=replace(setup.config, **values))  # type: ignore[arg-type]


def mind_of(rig: Rig) -> Mind:
    """Give the mind of a rig."""
    assert isinstance(rig.policy, Mind)
    return rig.policy


def walk(rig: Rig, seeds: list[int], steps: int) -> tuple[Mind, list[bytes]]:
    """Walk some robots and give the mind and every row's actions as bytes."""
    mind, world = mind_of(rig), rig.make_world(len(seeds))
    observation = world.reset(seeds)
    actions: list[list[bytes]] = [[] for _ in seeds]
    for _ in range(steps):
        action = mind.act(observation)
        for row, values in enumerate(action):
            actions[row].append(values.tobytes())
        observation = world.step(action).observation
    return mind, [b"".join(row) for row in actions]
