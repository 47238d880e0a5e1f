import dataclasses
import itertools

import mujoco
import numpy as np
import pytest

from andon.errors import InvalidConfig, UnknownName
from andon.sensing.camera import (
    CameraConfig,
    ChaseCamera,
    Image,
    ModelCamera,
    MountedCamera,
    WorldCamera,
    intrinsics,
    pixel_directions,
    view_of,
)
from andon.sensing.camera_noise import CameraNoise, add_noise, delivered_frame
from tests.sensing.scenes import posed, yard


def camera_at(placement, **more) -> CameraConfig:
    return CameraConfig(name="eye", placement=placement, **more)


def test_intrinsics_project_the_corner_ray_to_the_corner_pixel():
    # At 90 degrees the focal length is half the height.
    matrix = intrinsics(200, 100, fovy_deg=90.0)
    assert matrix == pytest.approx(np.array([[50, 0, 100], [0, 50, 50], [0, 0, 1]]))
    x, y, z = pixel_directions(200, 100, fovy_deg=90.0)[0, 0]
    u, v, w = matrix @ np.array([x, -y, -z])
    assert (u / w, v / w) == pytest.approx((0.5, 0.5))


def test_pixel_directions_have_depth_one_and_are_symmetric():
    rays = pixel_directions(6, 4, fovy_deg=50.0)
    assert rays.shape == (4, 6, 3)
    assert np.all(rays[..., 2] == -1)
    assert rays[..., 0] == pytest.approx(-rays[:, ::-1, 0])
    assert rays[0, 0, 1] > 0 > rays[-1, 0, 1]


def test_a_world_camera_looks_along_its_minus_z():
    model, data = yard()
    view = view_of(model, data, camera_at(WorldCamera(position_w=(0, -2, 1), look_at_w=(0, 0, 1))))
    assert view.R_wc @ np.array([0, 0, -1]) == pytest.approx([0, 1, 0])
    assert view.R_wc @ np.array([1, 0, 0]) == pytest.approx([1, 0, 0])
    assert view.R_wc @ np.array([0, 1, 0]) == pytest.approx([0, 0, 1])
    assert np.linalg.det(view.R_wc) == pytest.approx(1)


def test_a_mounted_camera_turns_with_its_body():
    model, data = yard()
    mount = MountedCamera(body="robot", position_b=(0.2, 0.0, 0.0), look_at_b=(1.0, 0.0, 0.0))
    half = np.sqrt(0.5)
    data.qpos[:7] = [1, 2, 3, half, 0, 0, half]  # a quarter turn to the left
    mujoco.mj_forward(model, data)
    view = view_of(model, data, camera_at(mount))
    assert view.position_w == pytest.approx([1, 2.2, 3])
    assert -view.R_wc[:, 2] == pytest.approx([0, 1, 0], abs=1e-12)


def test_a_chase_camera_keeps_its_distance_and_world_direction():
    model, data = yard()
    chase = ChaseCamera(body="robot", distance_m=2.0, azimuth_deg=90.0, elevation_deg=-30.0)
    view = view_of(model, data, camera_at(chase))
    # Looking along +y and 30 degrees down from 2 m away: 1.732 m back, 1 m up.
    assert view.position_w == pytest.approx([-0.5, -np.sqrt(3), 1.5])


@pytest.mark.parametrize("elevation_deg", [-90.0, 90.0])
def test_a_chase_camera_may_look_straight_down_or_up(elevation_deg):
    model, data = yard()
    chase = ChaseCamera(body="robot", azimuth_deg=0.0, elevation_deg=elevation_deg)
    view = view_of(model, data, camera_at(chase))
    assert view.R_wc.T @ view.R_wc == pytest.approx(np.eye(3), abs=1e-12)


def test_a_camera_of_the_model_is_found_with_its_own_field_of_view():
    spec = mujoco.MjSpec()
    head = spec.worldbody.add_body(name="head", pos=[0, 0, 1])
    head.add_geom(type=mujoco.mjtGeom.mjGEOM_SPHERE, size=[0.1, 0, 0])
    head.add_camera(name="left", pos=[0.3, 0, 0], fovy=33.0)
    model, data = posed(spec)
    own = view_of(model, data, camera_at(ModelCamera(camera="left")))
    assert own.fovy_deg == 33.0
    assert own.position_w == pytest.approx([0.3, 0, 1])
    wide = view_of(model, data, camera_at(ModelCamera(camera="left"), fovy_deg=80.0))
    assert wide.fovy_deg == 80.0


def test_an_unknown_camera_names_the_nearest_and_all():
    spec = mujoco.MjSpec()
    spec.worldbody.add_camera(name="left")
    model, data = posed(spec)
    with pytest.raises(UnknownName, match=r"No camera named 'lift'\. Did you mean 'left'\?"):
        view_of(model, data, camera_at(ModelCamera(camera="lift")))


def test_an_unknown_body_is_named():
    model, data = yard()
    with pytest.raises(UnknownName, match=r"No body named 'robbot'\. Did you mean 'robot'"):
        view_of(model, data, camera_at(ChaseCamera(body="robbot")))


def test_an_orthographic_camera_is_refused():
    spec = mujoco.MjSpec()
    spec.worldbody.add_camera(name="plan", proj=mujoco.mjtProjection.mjPROJ_ORTHOGRAPHIC)
    model, data = posed(spec)
    with pytest.raises(InvalidConfig, match="'plan' of the model is orthographic"):
        view_of(model, data, camera_at(ModelCamera(camera="plan")))


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda: camera_at(ChaseCamera(body="b"), width=0), "0 x 270 pixels"),
        (lambda: camera_at(ChaseCamera(body="b"), fovy_deg=180.0), "between 0 and 180"),
        (lambda: ChaseCamera(body="b", distance_m=0.0), "distance_m is 0.0 m"),
        (lambda: ChaseCamera(body="b", elevation_deg=91.0), r"must lie in \[-90, 90\]"),
        (lambda: WorldCamera(position_w=(0, 0, 1), look_at_w=(0, 0, 0)), "has no direction"),
        (
            lambda: MountedCamera(body="b", position_b=(1, 0, 0), look_at_b=(1, 0, 0)),
            "has no direction",
        ),
        (lambda: CameraConfig(name="", placement=ChaseCamera(body="b")), "needs a name"),
    ],
)
def test_cameras_that_cannot_be_are_refused(make, message):
    with pytest.raises(InvalidConfig, match=message):
        make()


def grey_image() -> Image:
    depth = np.full((40, 60), 2.0, dtype=np.float32)
    depth[:5] = np.inf
    return Image(
        rgb=np.full((40, 60, 3), 128, dtype=np.uint8),
        depth=depth,
        segmentation=np.where(np.isinf(depth), -1, 3).astype(np.int32),
    )


def noisy(noise: CameraNoise, *, seed=7, camera="head", frame_index=5) -> Image:
    return add_noise(grey_image(), noise, seed=seed, camera=camera, frame_index=frame_index)


LOUD = CameraNoise(rgb_std=5.0, depth_std_per_m2=0.01, depth_dropout_probability=0.1)


def test_a_perfect_camera_changes_nothing():
    image = grey_image()
    assert add_noise(image, CameraNoise(), seed=1, camera="head", frame_index=0) is image


def test_noise_depends_on_seed_camera_and_frame_alone():
    first, again = noisy(LOUD), noisy(LOUD)
    assert np.array_equal(first.rgb, again.rgb)
    assert np.array_equal(first.depth, again.depth)
    for other in (
        noisy(LOUD, seed=8),
        noisy(LOUD, camera="chest"),
        noisy(LOUD, frame_index=6),
    ):
        assert not np.array_equal(first.rgb, other.rgb)
        assert not np.array_equal(first.depth, other.depth)


def test_colour_noise_leaves_depth_noise_alone():
    without = dataclasses.replace(LOUD, rgb_std=0.0)
    assert np.array_equal(noisy(LOUD).depth, noisy(without).depth)


def test_noise_has_the_declared_size():
    image = noisy(CameraNoise(rgb_std=5.0, depth_std_per_m2=0.01))
    # 7200 draws: the standard deviation is within 4 % with a chance of all but 1e-5.
    assert np.std(image.rgb.astype(float)) == pytest.approx(5.0, rel=0.04)
    seen = np.isfinite(image.depth)
    # At 2 m: 0.01 * 2^2 = 0.04 m; 2100 draws, so 8 %.
    assert np.std(image.depth[seen]) == pytest.approx(0.04, rel=0.08)


def test_lost_depth_reads_zero_and_the_sky_stays_infinite():
    image = noisy(CameraNoise(depth_dropout_probability=0.3))
    assert np.all(np.isinf(image.depth[:5]))
    share = np.mean(image.depth[5:] == 0)
    assert share == pytest.approx(0.3, abs=0.04)  # four standard deviations of 2100 draws
    assert np.array_equal(image.segmentation, grey_image().segmentation)


def test_a_bias_is_constant_over_the_episode():
    noise = CameraNoise(rgb_bias_std=20.0, depth_bias_std_per_m2=0.05)
    first, later = noisy(noise, frame_index=0), noisy(noise, frame_index=99)
    assert np.array_equal(first.rgb, later.rgb)
    assert np.array_equal(first.depth, later.depth)
    assert not np.array_equal(first.depth, noisy(noise, seed=8).depth)
    assert len(np.unique(first.depth[np.isfinite(first.depth)])) == 1


def test_a_delayed_camera_delivers_older_frames():
    noise = CameraNoise(delay_frames=2)
    arrived = [delivered_frame(noise, seed=1, camera="head", frame_index=i) for i in range(5)]
    assert arrived == [None, None, 0, 1, 2]


def test_dropped_frames_repeat_the_one_before():
    noise = CameraNoise(frame_drop_probability=0.4)
    arrived = [delivered_frame(noise, seed=3, camera="head", frame_index=i) for i in range(500)]
    known = [index for index in arrived if index is not None]
    assert all(a <= b for a, b in itertools.pairwise(known))
    on_time = sum(index == i for i, index in enumerate(arrived))
    assert on_time == pytest.approx(300, abs=44)  # four standard deviations of 500 draws


@pytest.mark.parametrize(
    ("field", "value", "message"),
    [
        ("rgb_std", -1.0, "must be finite and not negative"),
        ("depth_dropout_probability", 1.5, r"depth_dropout_probability is 1\.5"),
        ("delay_frames", -1, "delay_frames is -1"),
    ],
)
def test_impossible_noise_is_refused(field, value, message):
    with pytest.raises(InvalidConfig, match=message):
        CameraNoise(**{field: value})
