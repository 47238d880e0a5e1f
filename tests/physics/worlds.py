"""Worlds that physics is measured in, and what a scale or a ruler would read there."""

from collections.abc import Sequence

import mujoco
import numpy as np

from andon.bodies import Body
from andon.bodies.drive import make_drive
from andon.episodes import World
from andon.scenarios import scenarios
from andon.spatial import FloatArray


def make_world(
    scenario: str,
    body: Body,
    num_worlds: int = 1,
    threads: int = 1,
    **variation: object,
) -> World:
    """Make a world with some parameters replaced."""
    varied = scenarios.make(scenario).with_variation(variation)
    return World(varied, body, make_drive(body), num_worlds=num_worlds, threads=threads)


def put(world: World, row: int, pos: Sequence[float], pitch_rad: float = 0.0) -> None:
    """Put the base somewhere, at rest."""
    qpos, qvel = world.batch.bind("qpos"), world.batch.bind("qvel")
    b = world.blueprint.base_qpos
    qpos[row, b : b + 3] = pos
    qpos[row, b + 3 : b + 7] = (np.cos(pitch_rad / 2), 0, np.sin(pitch_rad / 2), 0)
    qvel[row] = 0


def settle(world: World, seconds: float) -> None:
    """Let all worlds run, the servos holding the home pose, whatever a task would say."""
    world.batch.bind("ctrl")[:, world.blueprint.actuator_index] = world.drive.home_rad
    world.batch.step(nstep=round(seconds / world.drive.physics_timestep_s))


def base_pos(world: World, row: int = 0) -> FloatArray:
    """Give the position of the base, world frame."""
    return world.state().pos_w[row].copy()


def ground_force_w(world: World, row: int = 0) -> FloatArray:
    """Give the sum of the contact forces on the robot, world frame. [N]."""
    model, data = world.batch.get_model(row), world.batch.get_data(row)
    mujoco.mj_forward(model, data)
    total, wrench = np.zeros(3), np.zeros(6)
    for i in range(data.ncon):
        contact = data.contact[i]
        mujoco.mj_contactForce(model, data, i, wrench)
        force_w = contact.frame.reshape(3, 3).T @ wrench[:3]  # rows: normal, tangent, tangent2
        first = model.body_rootid[model.geom_bodyid[contact.geom1]]
        # the normal points from geom1 to geom2, and the force is the one on geom2
        total += -force_w if first == world.blueprint.base_id else force_w
    return total
