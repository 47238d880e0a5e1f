import json
import os
import subprocess
import sys

import numpy as np
import pytest

from andon.errors import InvalidConfig, MissingExtra
from andon.sensing.camera import CameraConfig, ChaseCamera
from andon.sensing.raycast import RaycastRenderer
from andon.sensing.renderers import find_renderer, make_renderer
from tests.sensing.scenes import away_from_edges, yard


@pytest.fixture
def driver(monkeypatch):
    """Give the name of a graphics driver that works here; skip where none does."""
    monkeypatch.delenv("ANDON_RENDERER", raising=False)
    choice = find_renderer()
    if choice.name == "raycast":
        pytest.skip(f"no graphics driver works here: {choice.refused}")
    return choice.name


def in_new_process(code: str, **environment: str) -> dict:
    """Run code that prints JSON, with these variables set."""
    cleared = {k: v for k, v in os.environ.items() if k not in ("PYOPENGL_PLATFORM", "MUJOCO_GL")}
    run = subprocess.run(
        [sys.executable, "-c", code],
        env={**cleared, **environment},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert run.returncode == 0, run.stderr
    return json.loads(run.stdout)


FIND = """
import json
from andon.sensing.renderers import find_renderer, make_renderer
choice = find_renderer()
print(json.dumps({"name": choice.name, "made": make_renderer().name, "refused": choice.refused}))
"""


def test_rays_take_over_where_no_driver_works():
    # PyOpenGL is told to use a platform that is neither EGL nor OSMesa, so both refuse to load.
    found = in_new_process(FIND, PYOPENGL_PLATFORM="nothing", ANDON_RENDERER="")
    assert (found["name"], found["made"]) == ("raycast", "raycast")
    assert [name for name, _ in found["refused"]] == ["egl", "osmesa"]
    assert all("PYOPENGL_PLATFORM" in reason for _, reason in found["refused"])


def test_a_driver_that_crashes_is_refused_and_not_fatal(tmp_path):
    # A module in place of the driver that ends the process as a broken driver would.
    package = tmp_path / "sitecustomize.py"
    package.write_text(
        "import sys\n"
        "if sys.argv[:1] == ['-c']:\n"
        "    import os, signal, threading\n"
        "    class Crash:\n"
        "        def find_spec(self, name, path=None, target=None):\n"
        "            if name in ('mujoco.egl', 'mujoco.osmesa'):\n"
        "                os.kill(os.getpid(), signal.SIGSEGV)\n"
        "    sys.meta_path.insert(0, Crash())\n"
    )
    found = in_new_process(FIND, PYTHONPATH=str(tmp_path), ANDON_RENDERER="", MUJOCO_GL="disable")
    assert found["name"] == "raycast"
    assert found["refused"][0] == ["egl", "it crashed (signal 11)"]


def test_nothing_of_opengl_is_loaded_by_an_import():
    code = """
import json, sys
import andon.sensing.renderers, andon.sensing.raycast, andon.sensing.gl, andon.sensing.camera
print(json.dumps([name for name in sys.modules if name.split(".")[0] == "OpenGL"]))
"""
    assert in_new_process(code, MUJOCO_GL="disable") == []


def test_the_environment_decides(monkeypatch):
    monkeypatch.setenv("ANDON_RENDERER", "raycast")
    choice = find_renderer()
    assert (choice.name, choice.is_forced, choice.refused) == ("raycast", True, ())
    assert make_renderer().name == "raycast"


def test_an_unknown_renderer_in_the_environment_is_refused(monkeypatch):
    monkeypatch.setenv("ANDON_RENDERER", "vulkan")
    with pytest.raises(
        InvalidConfig,
        match=r"ANDON_RENDERER asks for the renderer 'vulkan'; "
        r"the renderers are \['egl', 'osmesa', 'raycast'\]",
    ):
        find_renderer()


def test_a_driver_asked_for_by_name_that_does_not_work_is_refused(monkeypatch):
    monkeypatch.setattr("andon.sensing.renderers._why_not", lambda name: "no such library")
    monkeypatch.setenv("ANDON_RENDERER", "egl")
    with pytest.raises(MissingExtra, match=r"'egl', which does not work here: no such library"):
        find_renderer()


CAMERA = CameraConfig(
    name="chase",
    placement=ChaseCamera(body="robot", distance_m=4.0, azimuth_deg=30.0, elevation_deg=-25.0),
    width=160,
    height=120,
    fovy_deg=50.0,
)


def test_driver_and_rays_agree_in_depth_and_segmentation(driver):
    model, data = yard()
    renderer = make_renderer(driver)
    drawn = renderer.render(model, data, CAMERA)
    renderer.close()
    cast = RaycastRenderer().render(model, data, CAMERA)
    agrees = drawn.segmentation == cast.segmentation
    assert agrees.mean() > 0.98
    inner = agrees & away_from_edges(cast.segmentation) & (cast.depth < 10)
    assert inner.mean() > 0.5
    assert np.abs(drawn.depth[inner] - cast.depth[inner]).max() < 0.01


def test_a_driver_draws_any_size_without_changing_the_model(driver):
    model, data = yard()
    size = (model.vis.global_.offwidth, model.vis.global_.offheight)
    camera = CameraConfig(name="wide", placement=CAMERA.placement, width=1280, height=720)
    renderer = make_renderer(driver)
    image = renderer.render(model, data, camera)
    renderer.close()
    assert image.rgb.shape == (720, 1280, 3)
    assert (model.vis.global_.offwidth, model.vis.global_.offheight) == size


def test_a_driver_keeps_few_contexts_and_works_after_closing(driver):
    model, data = yard()
    renderer = make_renderer(driver)
    first = renderer.render(model, data, CAMERA)
    for width in (20, 22, 24, 26, 28):
        small = CameraConfig(name="small", placement=CAMERA.placement, width=width, height=20)
        renderer.render(model, data, small)
    renderer.close()
    assert np.array_equal(renderer.render(model, data, CAMERA).rgb, first.rgb)
    renderer.close()
