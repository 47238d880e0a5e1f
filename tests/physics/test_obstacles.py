"""Obstacles are there: they carry, give way, stop a leg; who does not see them falls."""

import numpy as np
import pytest

from andon.bodies import Body, bodies
from andon.episodes import World
from andon.episodes.rollout import rollout
from andon.policies.setup import Setup
from andon.scenarios.fixtures import TILT_LIMIT_RAD
from andon.sensing.noise import TermNoise
from tests.physics.conftest import load_crate
from tests.physics.worlds import make_world, put, settle

SOLID = "humanoid_solid"


def drop_on(crate: Body, kind: str, x: float, seconds: float, **variation: object) -> World:
    """Let a crate fall near an obstacle; gives the world afterwards."""
    world = make_world(f"street_meet_{kind}", crate, obstacle_x_m=5.0, **variation)
    world.reset([0])
    put(world, 0, (x, 0, 0.4))
    settle(world, seconds)
    return world


def height_of(world) -> float:
    return float(world.qpos[0, world.blueprint.base_qpos + 2])


@pytest.mark.parametrize(
    ("kind", "x", "variation", "top"),
    [
        ("hurdle", 5.05, {"hurdle_m": 0.15, "hurdle_depth_m": 0.1}, 0.15),
        ("step", 5.5, {"rise_m": 0.2}, 0.2),
        ("drop", 5.5, {"drop_m": 0.2}, -0.2),
        ("gap", 5.25, {"gap_m": 0.5}, -1.2),
        ("beam", 6.0, {"beam_m": 0.6}, 0.0),
        ("slick", 5.4, {"patch_m": 0.8}, 0.004),
        ("nothing", 5.1, {}, 0.0),
    ],
)
def test_what_falls_on_an_obstacle_comes_to_rest_on_it(crate, kind, x, variation, top):
    world = drop_on(crate, kind, x, 1.2, **variation)
    assert height_of(world) == pytest.approx(top + 0.1, abs=0.01)


def test_a_crate_slides_down_a_slope_to_the_side_that_falls_off(crate):
    for bank, sign in ((12.0, -1), (-12.0, 1)):
        world = drop_on(crate, "slope", 6.0, 1.5, bank_deg=bank, friction=0.05)
        assert sign * world.qpos[0, world.blueprint.base_qpos + 1] > 0.1


def test_a_board_gives_way_under_a_foot_and_the_softer_one_more(tmp_path):
    crate = load_crate(tmp_path, mass_kg=30.0)
    tilts = []
    for stiffness in (400.0, 60.0):
        stiff = {"board_stiffness_nm": stiffness, "board_slide_n": 1e3, "board_m": 1.2}
        world = drop_on(crate, "plank", 5.3, 0.6, friction=1.0, **stiff)
        tilts.append(float(world.qpos[0, world.blueprint.board_qpos[0] + 1]))
    assert -TILT_LIMIT_RAD - 0.03 < tilts[1] < tilts[0] < -0.02  # the near end goes down


def test_a_board_slides_when_it_is_pushed_harder_than_its_friction(crate):
    ways = []
    for friction in (200.0, 10.0):
        world = make_world(
            "street_meet_plank", crate, board_m=1.0, board_slide_n=friction, obstacle_x_m=5.0
        )
        world.reset([0])
        adr = world.blueprint.board_qpos[0]
        slide = world.blueprint.model.jnt_dofadr[
            world.blueprint.model.joint("street/board_0_slide").id
        ]
        world.batch.bind("qfrc_applied")[0, slide] = 60.0
        world.batch.step(nstep=40)
        ways.append(float(world.qpos[0, adr]))
    assert abs(ways[0]) < 2e-3
    assert ways[1] > 0.005


def walk(kind: str, seeds, *, is_blind=False, **variation):
    noise = {"height_scan": {"missed": 1.0}} if is_blind else {}
    setup = Setup(scenario=f"street_meet_{kind}", body=SOLID, variation=variation, noise=noise)
    rig = setup.build()
    world = rig.make_world(len(seeds))
    return list(rollout(world, rig.policy, seeds))


@pytest.mark.parametrize(
    ("kind", "changes"),
    [("hurdle", {"hurdle_m": 0.18}), ("step", {"rise_m": 0.22}), ("gap", {"gap_m": 0.45})],
)
def test_a_robot_that_sees_no_obstacle_falls_over_it(kind, changes):
    blind = walk(kind, range(8), is_blind=True, **changes)
    assert sum(e.success for e in blind) <= 2
    assert all(e.cause.startswith("fell") or e.cause == "stuck" for e in blind if not e.success)


def test_lifting_the_feet_gets_a_robot_over_most_hurdles():
    lifted = walk("hurdle", range(8), command_swing_clearance_m=0.18)
    assert sum(e.success for e in lifted) >= 4


def test_a_bar_is_hit_upright_and_passed_below_with_low_hips():
    upright = walk("bar", range(8), bar_m=1.58)
    assert all(e.cause == "hit_bar" and e.place == "bar" for e in upright)
    low = walk("bar", range(8), bar_m=1.62, command_hip_drop_m=0.15)
    assert sum(e.success for e in low) >= 6


def test_where_nothing_is_met_the_robot_loses_no_time():
    for episode in walk("nothing", range(4)):
        assert episode.success
        assert episode.metrics["pause_s"] == 0.0
        assert abs(episode.metrics["time_lost_s"]) < 0.5


def test_the_solid_body_touches_with_shanks_knees_thighs_head_and_torso():
    model = bodies.make(SOLID).build(False).compile()
    touching = {
        model.body(model.geom_bodyid[g]).name
        for g in range(model.ngeom)
        if model.geom_contype[g] or model.geom_conaffinity[g]
    }
    for side in "lr":
        for stem in ("hip_yaw", "knee_pitch", "ankle_roll"):
            assert f"{stem}_{side}_link" in touching
    assert {"head", "torso"} <= {model.geom(g).name for g in range(model.ngeom)}
    assert "base" in touching
    assert np.all(model.geom_contype[[model.geom("head").id, model.geom("torso").id]] > 0)


def test_nobody_s_noise_is_perfect_by_default():
    rig = Setup(scenario="street_meet_hurdle", body=SOLID).build()
    assert rig.scenario.sensing.noise["height_scan"] == TermNoise(
        uniform=0.01, delay_steps=2, shift_x_m=0.03, shift_y_m=0.02, shift_z_m=0.015
    )
