"""A box at rest, a thrown crate, a pendulum: the simulated world obeys mechanics."""

import mujoco
import numpy as np
import pytest
from scipy.special import ellipk

from andon.bodies import make_humanoid
from andon.episodes import World
from andon.policies.stand import StandPolicy
from andon.scenarios import scenarios
from tests.physics.conftest import load_crate
from tests.physics.worlds import base_pos, ground_force_w, make_world, put, settle

G = 9.81


def test_the_ground_carries_a_resting_box(crate):
    # 2 kg: 19.62 N along world z, once its drop of 2 cm has been settled for 4 s.
    world = make_world("street_walk", crate)
    world.reset([0])
    put(world, 0, (0, 0, 0.12))
    settle(world, 4.0)
    assert ground_force_w(world) == pytest.approx([0, 0, 2 * G], abs=1e-2)


def test_a_payload_adds_its_weight(crate):
    world = make_world("street_walk", crate, payload_kg=3.0)
    world.reset([0])
    settle(world, 4.0)
    assert ground_force_w(world) == pytest.approx([0, 0, 5 * G], abs=1e-2)


@pytest.mark.parametrize("payload_kg", [0.0, 5.0])
def test_the_feet_of_a_standing_humanoid_carry_it_and_its_payload(payload_kg):
    body = make_humanoid()
    policy = StandPolicy(body)
    varied = scenarios.make("street_take_push").with_variation(
        {"payload_kg": payload_kg, "push_speed": 0, "joint_pos_jitter": 0}
    )
    world = World(varied, body, policy.drive, terms=policy.terms)
    observation = world.reset([0])
    force = []
    for step in range(300):
        observation = world.step(policy.act(observation)).observation
        if step >= 200:
            force.append(ground_force_w(world))
    # 0.5 %: it sways a little for as long as it stands.
    weight = (body.mass_kg + payload_kg) * G
    assert np.mean(force, axis=0) == pytest.approx([0, 0, weight], abs=0.005 * weight)


def test_a_thrown_crate_flies_a_parabola(crate):
    world = make_world("street_walk", crate)
    world.reset([0])
    put(world, 0, (0, 0, 40.0))
    world.batch.bind("qvel")[0, :3] = (3.0, -1.0, 8.0)
    settle(world, 2.0)
    # Semi-implicit steps of h fall g h t / 2 further than the parabola: 9.81 * 0.005 * 2 / 2.
    z = 40.0 + 8.0 * 2 - G * 2**2 / 2 - G * 0.005 * 2 / 2
    assert base_pos(world) == pytest.approx([6.0, -2.0, z], abs=1e-9)


def test_a_pendulum_keeps_its_energy_and_its_period(tmp_path):
    # A bob of 1 kg, 0.5 m below its hinge in a heavy crate; rotor inertia 0.01 kg m^2 on top of
    # m l^2 + 2/5 m r^2 = 0.25004. The servo is as good as switched off.
    body = load_crate(
        tmp_path, mass_kg=5000, half_m=1.0, bob_kg=1.0, bob_z_m=-0.5, kp=1e-9, kv=1e-9
    )
    world = make_world("street_walk", body)
    world.reset([0])
    settle(world, 1.0)
    joint, dof = int(world.blueprint.joint_qpos[0]), int(world.blueprint.joint_dof[0])
    world.batch.bind("qpos")[0, joint] = 1.0
    out = world.batch.rollout(2000, record=("qpos", "qvel"))
    angle, speed = out["qpos"][0, :, joint], out["qvel"][0, :, dof]
    inertia = 0.01 + 0.25 + 0.4 * 0.01**2
    energy = inertia * speed**2 / 2 + 1.0 * G * 0.5 * (1 - np.cos(angle))
    start = 1.0 * G * 0.5 * (1 - np.cos(1.0))
    assert np.abs(energy / start - 1).max() < 0.02  # bounded by the step, h omega / 2
    assert np.mean(energy[-400:]) == pytest.approx(np.mean(energy[:400]), rel=5e-3)
    omega = np.sqrt(1.0 * G * 0.5 / inertia)
    period = 4 * ellipk(np.sin(0.5) ** 2) / omega
    crossings = np.flatnonzero((angle[:-1] > 0) & (angle[1:] <= 0)) * 0.005
    assert np.mean(np.diff(crossings)) == pytest.approx(period, rel=5e-3)


def test_the_mass_of_the_composition_is_that_of_its_parts(crate):
    for name in ("street_walk", "street_cross_planks"):
        world = make_world(name, crate)
        world.reset([7])
        planks = 3 * world.draws[0].get("plank_kg", 0.0)
        total = mujoco.mj_getTotalmass(world.model_of(0))
        assert total == pytest.approx(crate.mass_kg + planks, abs=1e-9)
