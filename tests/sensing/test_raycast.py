from dataclasses import replace

import mujoco
import numpy as np
import pytest

from andon.sensing.camera import CameraConfig, ChaseCamera, MountedCamera, WorldCamera
from andon.sensing.raycast import RaycastConfig, RaycastRenderer
from andon.sensing.rays import castable_model
from andon.sensing.shading import surface_of
from tests.sensing.scenes import BOX, PLANE, SPHERE, add, from_the_side, geom_id, posed, red_ball

DRAFT = RaycastConfig(has_smooth_edges=False, has_sun_shadows=False, has_sky_shadows=False)


def test_a_ball_covers_the_area_that_geometry_says():
    model, data = red_ball(radius=0.5)
    image = RaycastRenderer(DRAFT).render(model, data, from_the_side(3.0, width=201, height=201))
    # The tangent cone has tan = r / sqrt(d^2 - r^2); K's focal length turns it into pixels.
    focal = 100.5 / np.tan(np.deg2rad(20))
    expected = np.pi * (focal * 0.5 / np.sqrt(3.0**2 - 0.5**2)) ** 2
    assert np.sum(image.segmentation == 0) == pytest.approx(expected, rel=0.01)


def test_the_depth_at_the_centre_is_exact():
    model, data = red_ball(radius=0.5)
    image = RaycastRenderer(DRAFT).render(model, data, from_the_side(3.0))
    assert image.depth[32, 32] == pytest.approx(2.5, abs=1e-6)


def test_depth_is_measured_along_the_axis_and_not_along_the_ray():
    spec = mujoco.MjSpec()
    add(spec.worldbody, BOX, [0.1, 5, 5], [-0.1, 0, 0], name="wall")
    model, data = posed(spec)
    image = RaycastRenderer(DRAFT).render(model, data, from_the_side(2.0))
    assert image.depth == pytest.approx(2.0, abs=1e-6)


def test_the_sky_has_no_geom_and_infinite_depth():
    model, data = red_ball()
    image = RaycastRenderer(DRAFT).render(model, data, from_the_side(3.0))
    assert image.segmentation[0, 0] == -1
    assert np.isinf(image.depth[0, 0])
    assert np.array_equal(np.isinf(image.depth), image.segmentation == -1)


def test_the_ball_is_red_and_the_sky_is_light():
    model, data = red_ball()
    image = RaycastRenderer().render(model, data, from_the_side(3.0))
    red, green, blue = (int(level) for level in image.rgb[32, 32])
    assert red > 120
    assert max(green, blue) < red / 2
    assert image.rgb[0, 0].min() > 150


def test_the_nearer_thing_hides_the_farther():
    spec = mujoco.MjSpec()
    add(spec.worldbody, SPHERE, [0.5], [0, 0, 0], name="ball")
    add(spec.worldbody, BOX, [0.05, 0.2, 0.2], [1, 0, 0], name="screen")
    model, data = posed(spec)
    image = RaycastRenderer(DRAFT).render(model, data, from_the_side(3.0))
    assert image.segmentation[32, 32] == geom_id(model, "screen")
    assert np.any(image.segmentation == geom_id(model, "ball"))
    assert image.depth[32, 32] == pytest.approx(1.95, abs=1e-6)


def test_hidden_groups_and_clear_geoms_are_not_seen():
    spec = mujoco.MjSpec()
    add(spec.worldbody, SPHERE, [0.2], [0, 0, 0], name="ball")
    add(spec.worldbody, BOX, [0.05, 0.2, 0.2], [1, 0, 0], name="collision", group=3)
    add(spec.worldbody, BOX, [0.05, 0.2, 0.2], [2, 0, 0], name="clear", rgba=(1, 1, 1, 0))
    model, data = posed(spec)
    image = RaycastRenderer(DRAFT).render(model, data, from_the_side(3.0))
    assert set(np.unique(image.segmentation)) == {-1, geom_id(model, "ball")}


def test_visual_geoms_far_from_the_colliding_ones_are_seen():
    # MuJoCo's own rays skip a body by the box around its colliding geoms.
    spec = mujoco.MjSpec()
    arm = spec.worldbody.add_body(name="arm")
    arm.add_freejoint()
    add(arm, SPHERE, [0.05], [0, 0, -0.8], name="fist")
    shell = add(arm, SPHERE, [0.3], [0, 0, 0.4], name="shell", contype=0, conaffinity=0)
    model, data = posed(spec)
    assert shell.name == "shell"
    image = RaycastRenderer(DRAFT).render(model, data, from_the_side(4.0, width=101, height=101))
    assert np.sum(image.segmentation == geom_id(model, "shell")) > 200


def test_the_castable_model_is_the_model_itself_where_all_geoms_collide():
    model, _ = red_ball()
    assert castable_model(model) is model


def test_making_a_model_castable_leaves_the_model_alone():
    spec = mujoco.MjSpec()
    add(spec.worldbody, PLANE, [0, 0, 1], [0, 0, 0], name="ground")
    add(spec.worldbody, BOX, [1, 1, 1], [0, 0, 1], name="sign", contype=0, conaffinity=0)
    body = spec.worldbody.add_body(name="cart", pos=[4, 0, 0])
    add(body, BOX, [1, 1, 1], [0, 0, 1], name="cargo")
    add(body, SPHERE, [1], [0, 0, 3], name="flag", contype=0, conaffinity=0)
    model, _ = posed(spec)
    before = (model.bvh_aabb.copy(), model.body_bvhadr.copy())
    assert castable_model(model) is not model
    assert np.array_equal(model.bvh_aabb, before[0])
    assert np.array_equal(model.body_bvhadr, before[1])


def brightness(config: RaycastConfig) -> np.ndarray:
    """Give the brightness of a board over a plane, seen from the side away from the sun."""
    spec = mujoco.MjSpec()
    add(spec.worldbody, PLANE, [0, 0, 1], [0, 0, 0], name="ground")
    add(spec.worldbody, BOX, [0.4, 0.4, 0.02], [0, 0, 0.5], name="board")
    model, data = posed(spec)
    place = WorldCamera(position_w=(-4.0, 0.0, 2.0), look_at_w=(0.0, 0.0, 0.0))
    camera = CameraConfig(name="low", placement=place, width=161, height=91)
    return RaycastRenderer(config).render(model, data, camera).rgb.astype(int).sum(axis=2)


def test_things_cast_a_shadow_in_the_sun():
    plain = brightness(DRAFT)
    sunny = brightness(replace(DRAFT, has_sun_shadows=True))
    assert np.all(sunny <= plain)
    # The board covers 0.64 m^2 of ground; a pixel at 4.5 m covers some 2 x 5 cm.
    assert np.sum(sunny < 0.8 * plain) > 100


def test_a_room_under_a_roof_is_not_left_in_the_dark():
    levels = []
    for height in (-9.0, 3.0):  # the roof below ground, and overhead
        spec = mujoco.MjSpec()
        add(spec.worldbody, PLANE, [0, 0, 1], [0, 0, 0], name="ground")
        add(spec.worldbody, BOX, [5, 5, 0.1], [0, 0, height], name="roof")
        model, data = posed(spec)
        place = WorldCamera(position_w=(-3.0, 0.0, 2.0), look_at_w=(0.0, 0.0, 0.0))
        camera = CameraConfig(name="room", placement=place, width=33, height=33, fovy_deg=20.0)
        levels.append(RaycastRenderer().render(model, data, camera).rgb.mean())
    assert levels[1] == pytest.approx(levels[0], rel=0.05)


def test_corners_get_less_light_from_the_sky():
    plain = brightness(DRAFT)
    cloudy = brightness(replace(DRAFT, has_sky_shadows=True))
    assert np.all(cloudy <= plain)
    assert np.sum(cloudy < plain - 5) > 100


def test_depth_and_segmentation_do_not_depend_on_the_effort():
    model, data = red_ball()
    full = RaycastRenderer().render(model, data, from_the_side(3.0))
    draft = RaycastRenderer(DRAFT).render(model, data, from_the_side(3.0))
    assert np.array_equal(full.depth, draft.depth)
    assert np.array_equal(full.segmentation, draft.segmentation)
    assert not np.array_equal(full.rgb, draft.rgb)


def test_a_picture_is_the_same_twice():
    model, data = red_ball()
    first = RaycastRenderer().render(model, data, from_the_side(3.0))
    second = RaycastRenderer().render(model, data, from_the_side(3.0))
    assert np.array_equal(first.rgb, second.rgb)


def test_a_camera_inside_its_own_head_looks_out_of_it():
    spec = mujoco.MjSpec()
    add(spec.worldbody, SPHERE, [0.5], [3, 0, 0], name="ball")
    head = spec.worldbody.add_body(name="head")
    head.add_freejoint()
    add(head, SPHERE, [0.2], [0, 0, 0], name="skull")
    model, data = posed(spec)
    mount = MountedCamera(body="head", position_b=(0, 0, 0), look_at_b=(1, 0, 0))
    camera = CameraConfig(name="eye", placement=mount, width=33, height=33)
    image = RaycastRenderer(DRAFT).render(model, data, camera)
    assert image.segmentation[16, 16] == geom_id(model, "ball")
    assert image.depth[16, 16] == pytest.approx(2.5, abs=1e-6)


def test_a_mounted_camera_outside_its_body_sees_it():
    spec = mujoco.MjSpec()
    head = spec.worldbody.add_body(name="head")
    head.add_freejoint()
    add(head, SPHERE, [0.2], [0, 0, 0], name="skull")
    model, data = posed(spec)
    mount = MountedCamera(body="head", position_b=(2, 0, 0), look_at_b=(0, 0, 0))
    camera = CameraConfig(name="mirror", placement=mount, width=33, height=33)
    image = RaycastRenderer(DRAFT).render(model, data, camera)
    assert image.segmentation[16, 16] == geom_id(model, "skull")


def test_things_follow_their_body():
    spec = mujoco.MjSpec()
    body = spec.worldbody.add_body(name="ball")
    body.add_freejoint()
    add(body, SPHERE, [0.2], [0, 0, 0], name="ball")
    model, data = posed(spec)
    data.qpos[:3] = [0, 30, 0]
    mujoco.mj_forward(model, data)
    chase = CameraConfig(
        name="chase", placement=ChaseCamera(body="ball", distance_m=2.0), width=33, height=33
    )
    image = RaycastRenderer(DRAFT).render(model, data, chase)
    assert image.depth[16, 16] == pytest.approx(1.8, abs=1e-6)


def test_a_geom_takes_its_own_colour_before_that_of_its_material():
    spec = mujoco.MjSpec()
    spec.add_material(name="green", rgba=[0, 1, 0, 1])
    add(spec.worldbody, SPHERE, [1], [0, 0, 0], name="plain", material="green")
    add(spec.worldbody, SPHERE, [1], [3, 0, 0], name="own", material="green", rgba=(0, 0, 1, 1))
    model, _ = posed(spec)
    colour = surface_of(model).colour
    assert colour[geom_id(model, "plain")] == pytest.approx([0, 1, 0])
    assert colour[geom_id(model, "own")] == pytest.approx([0, 0, 1])


def test_a_texture_counts_with_its_mean_colour():
    spec = mujoco.MjSpec()
    spec.add_texture(
        name="chess",
        type=mujoco.mjtTexture.mjTEXTURE_2D,
        builtin=mujoco.mjtBuiltin.mjBUILTIN_CHECKER,
        rgb1=[1, 1, 1],
        rgb2=[0, 0, 0],
        width=64,
        height=64,
    )
    board = spec.add_material(name="board")
    board.textures[mujoco.mjtTextureRole.mjTEXROLE_RGB] = "chess"
    add(spec.worldbody, PLANE, [0, 0, 1], [0, 0, 0], name="ground", material="board")
    model, _ = posed(spec)
    assert surface_of(model).colour[0] == pytest.approx([0.5**2.2] * 3, rel=0.02)


def test_only_ground_and_wide_standing_boxes_carry_the_grid():
    spec = mujoco.MjSpec()
    add(spec.worldbody, PLANE, [0, 0, 1], [0, 0, 0], name="ground")
    add(spec.worldbody, BOX, [2, 2, 0.1], [0, 0, 0], name="pavement")
    add(spec.worldbody, BOX, [0.1, 2, 0.1], [0, 0, 0], name="kerb")
    cart = spec.worldbody.add_body(name="cart", pos=[9, 0, 0])
    cart.add_freejoint()
    add(cart, BOX, [2, 2, 0.1], [0, 0, 0], name="deck")
    model, _ = posed(spec)
    assert surface_of(model).has_grid.tolist() == [True, True, False, False]
