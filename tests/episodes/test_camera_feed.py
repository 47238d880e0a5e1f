"""A camera in a world: it sees the episode's ground, and its faults come from the seed."""

import numpy as np
import pytest

from andon.episodes.camera_feed import CameraFeed
from andon.errors import InvalidConfig
from andon.policies.setup import Setup
from andon.sensing.camera import CameraConfig, ModelCamera
from andon.sensing.camera_noise import CameraNoise
from andon.sensing.renderers import make_renderer

CAMERA = CameraConfig(name="head", placement=ModelCamera(camera="head"), width=64, height=36)


def capture_frames(seed, noise, count, num_worlds=1, row=0):
    rig = Setup(scenario="street_cross_steps", policy="zero").build()
    world = rig.make_world(num_worlds)
    observation = world.reset([seed + i - row for i in range(num_worlds)])
    feed = CameraFeed(CAMERA, noise, renderer=make_renderer("raycast"))
    frames = []
    for _ in range(count):
        frames.append(feed.capture(world, row))
        observation = world.step(rig.policy.act(observation)).observation
    feed.close()
    return frames


def test_the_head_camera_sees_ground_below_and_sky_above():
    (picture,) = capture_frames(5, None, 1)
    assert np.isfinite(picture.depth[-1]).all()
    assert (picture.segmentation[0] == -1).all()
    assert (picture.segmentation[-1] >= 0).all()


def test_a_delayed_camera_delivers_what_it_saw_earlier():
    plain = capture_frames(5, None, 4)
    late = capture_frames(5, CameraNoise(delay_frames=2), 4)
    assert late[0] is None
    assert late[1] is None
    for seen, arrived in zip(plain[:2], late[2:], strict=True):
        np.testing.assert_array_equal(arrived.rgb, seen.rgb)


def test_noise_depends_on_the_seed_and_not_on_the_batch():
    noise = CameraNoise(rgb_std=5.0)
    alone = capture_frames(5, noise, 2)
    among_others = capture_frames(5, noise, 2, num_worlds=3, row=1)
    for a, b in zip(alone, among_others, strict=True):
        np.testing.assert_array_equal(a.rgb, b.rgb)
    plain = capture_frames(5, None, 2)
    assert not np.array_equal(alone[0].rgb, plain[0].rgb)


def test_the_renderer_prepares_one_model_per_episode():
    class Watched:
        name = "watched"

        def __init__(self):
            self.real, self.models = make_renderer("raycast"), []

        def render(self, model, data, camera):
            self.models.append(model)
            return self.real.render(model, data, camera)

        def close(self):
            self.real.close()

    rig = Setup(scenario="street_cross_steps", policy="zero").build()
    world, watched = rig.make_world(1), Watched()
    feed = CameraFeed(CAMERA, renderer=watched)
    for seed in (5, 6):
        observation = world.reset([seed])
        for _ in range(3):
            feed.capture(world)
            observation = world.step(rig.policy.act(observation)).observation
    feed.close()
    assert [model is watched.models[0] for model in watched.models] == [True] * 3 + [False] * 3
    assert len({id(model) for model in watched.models}) == 2
    fresh = world.model_of(0)
    assert np.array_equal(watched.models[-1].geom_pos, fresh.geom_pos)
    assert not np.array_equal(watched.models[0].geom_pos, fresh.geom_pos)


def test_a_row_that_does_not_exist_is_refused():
    rig = Setup(scenario="street_walk", policy="zero").build()
    world = rig.make_world(2)
    world.reset([0, 1])
    feed = CameraFeed(CAMERA, renderer=make_renderer("raycast"))
    with pytest.raises(InvalidConfig, match="no row 2; rows are 0 to 1"):
        feed.capture(world, 2)
