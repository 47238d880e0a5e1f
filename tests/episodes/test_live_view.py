"""A running episode in the browser: the robot moves on the screen, and its keys arrive."""

import numpy as np
from PIL import Image

from andon.episodes.live_view import LiveView
from andon.episodes.replay import visual_model
from tests.episodes.browser import browsed, until
from tests.episodes.trials import short


def test_a_real_browser_shows_a_running_robot_and_its_keys_arrive(tmp_path):
    rig = short("street_walk", policy="gait").build()
    world = rig.make_world(1)
    observation = world.reset([1])
    pressed: list[str] = []
    keys = {"W": "faster ahead", "X": "stop"}
    with (
        LiveView("Drive", keys=keys, on_key=pressed.append, port=0) as view,
        browsed(view.url, tmp_path / "profile") as page,
    ):
        assert view.wait_for_browser(60.0)
        view.begin(visual_model(world, 1), world.qpos[0], root_body=rig.body.root)
        for _ in range(60):
            observation = world.step(rig.policy.act(observation)).observation
            view.draw(world.qpos[0], words="you command", period_s=0.0)
        until(lambda: page.click("X: stop"), "the button")
        until(lambda: pressed == ["X"], "the click")
        key = {"key": "w", "code": "KeyW", "windowsVirtualKeyCode": 87}
        page.call("Input.dispatchKeyEvent", type="keyDown", **key)
        page.call("Input.dispatchKeyEvent", type="keyUp", **key)
        until(lambda: pressed == ["X", "W"], "the key")
        until(lambda: page.picture().std() > 15, "a picture")
        Image.fromarray(page.picture().astype(np.uint8)).save(tmp_path / "live.png")
