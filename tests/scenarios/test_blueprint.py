"""Scenario and body, compiled together."""

from dataclasses import replace

import numpy as np
import pytest

from andon.bodies import make_humanoid
from andon.bodies.drive import make_drive
from andon.errors import InvalidConfig
from andon.scenarios import compose, scenarios
from andon.scenarios.blueprint import FIELDS_OF, NEUTRAL, varied_fields

BODY = make_humanoid()
DRIVE = make_drive(BODY)


def make(name: str, **variation: object):
    return compose(scenarios.make(name).with_variation(variation), BODY, DRIVE)


def test_only_what_varies_is_stored_for_every_world():
    still = {"friction": 1.0, "light": 1.0}
    assert varied_fields(make("street_walk", **still)) == ("geom_friction",)
    assert "light_diffuse" in varied_fields(make("street_walk"))
    assert "geom_size" in varied_fields(make("street_cross_steps", **still))
    assert {"body_mass", "body_inertia"} <= set(varied_fields(make("street_cross_planks", **still)))


@pytest.mark.parametrize("name", list(FIELDS_OF))
def test_a_fixed_value_that_is_not_neutral_is_stored_too(name):
    fields = set(FIELDS_OF[name])
    where = "street_roam" if name == "armature_scale" else "street_walk"
    assert fields <= set(varied_fields(make(where, **{name: NEUTRAL[name] + 0.25})))
    assert not fields & set(varied_fields(make(where, **{name: NEUTRAL[name], "light": 1})))


def test_the_ids_are_those_of_the_model():
    blueprint = make("street_cross_planks")
    model = blueprint.model
    assert model.body(blueprint.base_id).name == "base"
    assert [model.geom(i).name for i in blueprint.block_ids] == [
        f"street/block_{i}" for i in range(3)
    ]
    assert [model.geom(i).name for i in blueprint.ground_ids] == [
        "street/ground",
        *(f"street/block_{i}" for i in range(3)),
        *(f"street/plank_{i}" for i in range(3)),
    ]
    names = [model.joint(n).qposadr[0] for n in BODY.joint_names]
    assert blueprint.joint_qpos.tolist() == names
    assert len(blueprint.plank_qpos) == 3


def test_composing_twice_gives_the_same_model():
    one, other = make("street_climb_ramp").model, make("street_climb_ramp").model
    for field in ("body_mass", "geom_size", "geom_pos", "actuator_gainprm", "dof_damping"):
        assert np.array_equal(getattr(one, field), getattr(other, field))


def test_only_the_grounds_friction_decides():
    model = make("street_cross_slick").model
    ground = model.geom("street/ground").id
    feet = [g for g in range(model.ngeom) if model.geom(g).name.startswith("foot_")]
    assert model.geom_priority[ground] == 1
    assert not model.geom_priority[feet].any()


def test_what_does_not_compile_is_refused_with_both_names():
    def build(is_visual):
        spec = BODY.build(is_visual)
        spec.worldbody.add_geom(name="street/ground", size=(1, 1, 1))
        return spec

    with pytest.raises(InvalidConfig, match=r"humanoid in street_walk does not compile"):
        compose(scenarios.make("street_walk"), replace(BODY, build=build), DRIVE)
