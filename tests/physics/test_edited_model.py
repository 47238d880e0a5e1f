"""Values written into a running model give the world that compiling them would have given."""

from dataclasses import replace

import mujoco
import numpy as np
import pytest

from andon.bodies import make_humanoid
from andon.bodies.drive import add_servos, make_drive
from andon.episodes import World
from andon.scenarios import blueprint as composing
from andon.scenarios import scenarios
from tests.physics.worlds import make_world

PERTURBED = {
    "payload_kg": [1.0, 5.0],
    "com_shift_x_m": [-0.03, 0.03],
    "kp_scale": [0.8, 1.2],
    "kd_scale": [0.8, 1.2],
}

NOT_READ = {"light_diffuse", "geom_rgba", "stat", "bvh_aabb", "bvh_nodeid"}
"""Fields that no physics reads: colours, and the tree of the mid-phase, which is switched off."""


def compiled_afresh(world: World, row: int) -> mujoco.MjModel:
    """Compile the specification with the values of one episode, nothing written afterwards."""
    scenario, body, drive, draw = world.scenario, world.body, world.drive, world.draws[row]
    spec = body.build(False)
    base = spec.body(body.root)
    base.mass += draw["payload_kg"]
    base.ipos = base.ipos + np.array([draw["com_shift_x_m"], 0, 0])
    composing._set_physics(spec, drive)
    layout = scenario.layout(draw)
    composing._furnish(spec, layout)
    for geom in spec.geoms:
        if geom.name.startswith(composing.PREFIX):
            geom.friction[0] = draw["friction"]
    for i, block in enumerate(layout.blocks):
        if block.friction is not None:
            spec.geom(f"{composing.PREFIX}block_{i}").friction[0] = block.friction
    scale_kp, scale_kd = draw["kp_scale"], draw["kd_scale"]
    scaled = make_drive(
        body, kp=[v * scale_kp for v in drive.kp], kd=[v * scale_kd for v in drive.kd]
    )
    factor = draw.get("armature_scale", 1.0)
    scaled = replace(scaled, armature=tuple(factor * v for v in scaled.armature))
    add_servos(spec, body, scaled)
    composing._add_foot_sensors(spec, body)
    return spec.compile()


def array_fields(model: mujoco.MjModel) -> dict[str, np.ndarray]:
    return {
        name: value
        for name in dir(model)
        if not name.startswith("_") and isinstance(value := getattr(model, name), np.ndarray)
    }


def make_varied(name: str, *, is_perturbed: bool = True) -> World:
    body = make_humanoid()
    varied = scenarios.make(name).with_variation(PERTURBED if is_perturbed else {})
    return World(varied, body, make_drive(body), num_worlds=4)


@pytest.mark.parametrize("is_perturbed", [False, True])
@pytest.mark.parametrize("name", list(scenarios))
def test_every_field_is_what_compiling_gives(name, is_perturbed):
    # With masses that vary, MuJoCo's constants are computed again; without, all is in the writing.
    world = make_varied(name, is_perturbed=is_perturbed)
    world.reset([11, 12, 13, 14])
    for row in range(4):
        edited, fresh = array_fields(world.model_of(row)), array_fields(compiled_afresh(world, row))
        assert edited.keys() == fresh.keys()
        # qpos0 says where a plank lies at the start; episodes say that in qpos
        for field in edited.keys() - NOT_READ - {"qpos0", "qpos_spring", "body_pos"}:
            same = np.allclose(edited[field], fresh[field], rtol=1e-9, atol=1e-12, equal_nan=True)
            assert same, field


@pytest.mark.parametrize("is_perturbed", [False, True])
@pytest.mark.parametrize("name", list(scenarios))
def test_it_moves_as_compiling_makes_it_move(name, is_perturbed):
    # The base is put onto the first obstacle, so that the edited ground is touched. Differences
    # of the last bit in a mass grow in contact; a wrong field differs by centimetres.
    world = make_varied(name, is_perturbed=is_perturbed)
    world.reset([11, 12, 13, 14])
    adr = world.blueprint.base_qpos
    world.batch.bind("qpos")[:, adr] = (1.9, 2.1, 2.3, 2.6)
    world.batch.bind("qpos")[:, adr + 2] += 0.3
    for row in range(4):
        model, data = compiled_afresh(world, row), world.batch.get_data(row)
        world.batch.step(np.array([row], np.int32), nstep=100)
        touches = 0
        for _ in range(100):
            mujoco.mj_step(model, data)
            touches += data.ncon > 0
        assert touches > 10
        assert world.qpos[row] == pytest.approx(data.qpos, abs=1e-6)


def test_a_row_used_again_keeps_nothing_of_the_episode_before():
    world = make_varied("street_cross_planks")
    world.reset([5, 6, 7, 8])
    world.reset([9, 6, 7, 8])
    world.reset([5, 6, 7, 8])
    again = make_varied("street_cross_planks")
    again.reset([5, 6, 7, 8])
    for row in range(4):
        one, other = array_fields(world.model_of(row)), array_fields(again.model_of(row))
        for field, value in one.items():
            assert np.array_equal(value, other[field], equal_nan=True), field


def test_a_shift_of_the_centre_of_mass_acts_also_where_it_lay_at_the_origin(crate):
    # MuJoCo remembers which bodies have their centre of mass at the origin, and skips it there.
    world = make_world("street_walk", crate, com_shift_x_m=0.03)
    world.reset([0])
    model, data = world.model_of(0), world.batch.get_data(0)
    mujoco.mj_forward(model, data)
    base = world.blueprint.base_id
    assert data.xipos[base] - data.xpos[base] == pytest.approx([0.03, 0, 0], abs=1e-12)
    arm = data.subtree_com[base] - data.xpos[base]
    assert arm[0] == pytest.approx(0.03 * 1.9 / 2.0, abs=1e-9)
