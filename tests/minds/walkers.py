"""Robots that walk towards a kerb, as minds see them."""

from collections.abc import Sequence

import numpy as np

from andon.episodes.world import World
from andon.minds.own_state import SELF_TERMS, SelfEstimator
from andon.minds.terrain import Terrain
from andon.policies.setup import Setup

FRICTION = 0.9


class Walker:
    """Rows of one scenario with the shipped reflex, and what they know of themselves."""

    def __init__(self, seeds: Sequence[int], riser_m: float = 0.10, speed_m_s: float = 1.0) -> None:
        setup = Setup(
            scenario="street_cross_steps",
            variation={
                "num_steps": 1.0,
                "riser_m": riser_m,
                "command_lin_vel_x": speed_m_s,
                "friction": FRICTION,
                "action_delay_ms": 10.0,
            },
        )
        self.rig = setup.build()
        self.scan = self.rig.policy.scan
        terms = tuple(dict.fromkeys((*self.rig.policy.terms, *SELF_TERMS)))
        self.world = World(
            self.rig.scenario,
            self.rig.body,
            self.rig.policy.drive,
            num_worlds=len(seeds),
            terms=terms,
            blueprint=self.rig.blueprint,
            scan=self.scan,
        )
        self.own = SelfEstimator(1.0, 2)
        self.observation = self.world.reset(list(seeds))
        self.own.read(self.observation, 0.02)

    def walk(self, steps: int) -> None:
        """Walk on for some control steps."""
        for _ in range(steps):
            action = self.rig.policy.act(self.observation)
            self.own.note(action)
            self.observation = self.world.step(action).observation
            self.own.read(self.observation, 0.02)


def true_terrain(world: World, row: int) -> Terrain:
    """Give the ground as it is: the privilege of tests."""
    state, blocks = world.state(), world.rows.blocks[row]
    x, z = state.pos_w[row, 0], state.pos_w[row, 2]
    x0, x1, _, top = blocks[0]
    yaw = float(world.observe().terms["heading"][row, 0])
    levels = np.array([[-20.0, x0, 0.0, 0.0], [x0, x1, top, top], [x1, 30.0, 0.0, 0.0]])
    levels[:, :2] -= x
    levels[:, 2:] -= z
    return Terrain(
        blocks=levels,
        skew_rad=-yaw,
        near_m=float(x0 - x),
        far_m=float(x0 - x),
        rise_m=float(top),
        drop_m=0.0,
    )
