"""Pictures through OpenGL: MuJoCo's own renderer on an EGL or OSMesa context without a window."""

import atexit
import copy
import importlib
import weakref
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import Literal, Protocol, cast

import mujoco
import numpy as np
from numpy.typing import NDArray

from andon.sensing import shading
from andon.sensing.camera import (
    CameraConfig,
    Image,
    View,
    WorldCamera,
    far_plane,
    pixel_directions,
    view_of,
)
from andon.sensing.shadows import SUN_DIRECTION

__all__ = ["GlBackend", "GlRenderer", "check_driver"]

GlBackend = Literal["egl", "osmesa"]

_MAX_CONTEXTS = 4
"""Contexts kept for the latest models and sizes; the oldest is released for a new one."""

_SUN_AMBIENT = np.array([0.40, 0.42, 0.44], dtype=np.float32)
_SUN_DIFFUSE = np.array([0.48, 0.46, 0.42], dtype=np.float32)
_SUN_SPECULAR = np.array([0.10, 0.10, 0.10], dtype=np.float32)


class _GlContext(Protocol):
    def make_current(self) -> None: ...

    def as_current(self) -> AbstractContextManager[None]: ...

    def free(self) -> None: ...


class _GlContextFactory(Protocol):
    def __call__(self, max_width: int, max_height: int) -> _GlContext: ...


@dataclass(frozen=True, kw_only=True)
class _Canvas:
    """What must live as long as pictures of one model in one size are taken."""

    model: mujoco.MjModel
    context: _GlContext
    drawer: mujoco.MjrContext
    scene: mujoco.MjvScene
    rect: mujoco.MjrRect


class GlRenderer:
    """A renderer on a graphics driver, in hardware or software.

    Shadows and reflections are off: in software they cost many times the picture. Sites are hidden.
    A model without a sky gets a pale one, a model without lights a sun. Changes of meshes and
    textures after the first picture of a model are not seen. Use one renderer per thread, and
    `close` it there.
    """

    def __init__(self, backend: GlBackend) -> None:
        """Load the driver.

        Args:
            backend: `egl` or `osmesa`. One process can use only one of them.

        Raises:
            ImportError: When the driver's library is missing or the other one is in use.
        """
        self.name: str = backend
        module = importlib.import_module(f"mujoco.{backend}")
        self._make_context = cast("_GlContextFactory", module.GLContext)
        self._canvases: dict[tuple[int, int, int], _Canvas] = {}

    def render(self, model: mujoco.MjModel, data: mujoco.MjData, camera: CameraConfig) -> Image:
        """Take a picture.

        Args:
            model: The model.
            data: State with up-to-date kinematics.
            camera: The camera.

        Returns:
            The picture, in fresh arrays.

        Raises:
            UnknownName: When the model has no such body or camera.
            InvalidConfig: When the camera is no central pinhole camera.
        """
        view = view_of(model, data, camera)
        canvas = self._canvas(model, camera)
        canvas.context.make_current()
        for hfield in range(model.nhfield):
            mujoco.mjr_uploadHField(model, canvas.drawer, hfield)
        _place_scene(canvas.scene, model, data, view)
        rgb, _ = _draw(canvas)
        _flag(canvas.scene, is_on=True)
        codes, closeness = _draw(canvas)
        _flag(canvas.scene, is_on=False)
        segmentation = _decode(canvas.scene, codes)
        _paint_sky(model, rgb, segmentation, view)
        return Image(
            rgb=rgb,
            depth=_depth(model, closeness, segmentation),
            segmentation=segmentation,
        )

    def close(self) -> None:
        """Release all contexts; the renderer can be used again."""
        for canvas in self._canvases.values():
            _release(canvas)
        self._canvases.clear()

    def _canvas(self, model: mujoco.MjModel, camera: CameraConfig) -> _Canvas:
        key = (id(model), camera.width, camera.height)
        if key not in self._canvases:
            if len(self._canvases) >= _MAX_CONTEXTS:
                _release(self._canvases.pop(next(iter(self._canvases))))
            context = self._make_context(camera.width, camera.height)
            context.make_current()
            if not self._canvases:
                # After the driver's own exit hook, so that it runs before the display is gone.
                atexit.register(_close_if_alive, weakref.ref(self))
            self._canvases[key] = _Canvas(
                model=model,
                context=context,
                drawer=_make_drawer(model, camera),
                scene=mujoco.MjvScene(model, maxgeom=2 * model.ngeom + 1000),
                rect=mujoco.MjrRect(0, 0, camera.width, camera.height),
            )
        return self._canvases[key]


def _close_if_alive(renderer: "weakref.ref[GlRenderer]") -> None:
    alive = renderer()
    if alive is not None:
        alive.close()


def check_driver(backend: GlBackend) -> None:
    """Draw a red ball and refuse a driver that draws something else.

    Args:
        backend: The driver; it is loaded into this process and may crash it.

    Raises:
        ImportError: When the driver's library is missing.
        RuntimeError: When no context can be made or the picture is wrong.
    """
    spec = mujoco.MjSpec()
    ball = spec.worldbody.add_geom(type=mujoco.mjtGeom.mjGEOM_SPHERE, size=[0.5, 0, 0])
    ball.rgba = np.array([1.0, 0.0, 0.0, 1.0])
    model = spec.compile()
    data = mujoco.MjData(model)
    mujoco.mj_forward(model, data)
    tripod = WorldCamera(position_w=(2.0, 0.0, 0.0), look_at_w=(0.0, 0.0, 0.0))
    renderer = GlRenderer(backend)
    image = renderer.render(
        model, data, CameraConfig(name="check", placement=tripod, width=33, height=33)
    )
    renderer.close()
    red, green, _ = (int(level) for level in image.rgb[16, 16])
    depth = float(image.depth[16, 16])
    if red < 60 or green > red // 2 or abs(depth - 1.5) > 0.01 or image.segmentation[0, 0] != -1:
        raise RuntimeError(
            f"{backend} drew a red ball at 1.5 m as {image.rgb[16, 16]} at {depth:.3f} m"
        )


def _make_drawer(model: mujoco.MjModel, camera: CameraConfig) -> mujoco.MjrContext:
    """Make MuJoCo's context on a copy of the model whose picture buffer is large enough."""
    roomy = copy.copy(model)
    roomy.vis.global_.offwidth = camera.width
    roomy.vis.global_.offheight = camera.height
    drawer = mujoco.MjrContext(roomy, mujoco.mjtFontScale.mjFONTSCALE_100.value)
    mujoco.mjr_setBuffer(mujoco.mjtFramebuffer.mjFB_OFFSCREEN.value, drawer)
    drawer.readDepthMap = mujoco.mjtDepthMap.mjDEPTH_ZEROFAR.value
    return drawer


def _release(canvas: _Canvas) -> None:
    with canvas.context.as_current():
        canvas.drawer.free()
    canvas.context.free()


def _place_scene(
    scene: mujoco.MjvScene, model: mujoco.MjModel, data: mujoco.MjData, view: View
) -> None:
    option = mujoco.MjvOption()
    option.sitegroup[:] = 0
    eye = mujoco.MjvCamera()
    mujoco.mjv_defaultFreeCamera(model, eye)
    category = mujoco.mjtCatBit.mjCAT_STATIC | mujoco.mjtCatBit.mjCAT_DYNAMIC
    mujoco.mjv_updateScene(model, data, option, None, eye, category, scene)
    scene.flags[mujoco.mjtRndFlag.mjRND_SHADOW] = False
    scene.flags[mujoco.mjtRndFlag.mjRND_REFLECTION] = False
    near = float(model.vis.map.znear * model.stat.extent)
    half = near * float(np.tan(np.deg2rad(view.fovy_deg) / 2))
    for side in (0, 1):
        lens = scene.camera[side]
        lens.pos = view.position_w
        lens.forward = -view.R_wc[:, 2]
        lens.up = view.R_wc[:, 1]
        lens.orthographic = 0
        lens.frustum_center, lens.frustum_width = 0.0, 0.0
        lens.frustum_bottom, lens.frustum_top = -half, half
        lens.frustum_near, lens.frustum_far = near, far_plane(model)
    for index in range(scene.nlight):
        light = scene.lights[index]
        if light.headlight:
            light.pos = view.position_w
            light.dir = -view.R_wc[:, 2]
    if model.nlight == 0:
        _add_sun(scene)


def _add_sun(scene: mujoco.MjvScene) -> None:
    sun = scene.lights[scene.nlight]
    sun.type = int(mujoco.mjtLightType.mjLIGHT_DIRECTIONAL)
    sun.headlight, sun.castshadow = 0, 0
    sun.pos, sun.dir = 100 * SUN_DIRECTION, -SUN_DIRECTION
    sun.ambient, sun.diffuse, sun.specular = _SUN_AMBIENT, _SUN_DIFFUSE, _SUN_SPECULAR
    sun.attenuation = np.array([1.0, 0.0, 0.0], dtype=np.float32)
    sun.cutoff, sun.exponent = 180.0, 0.0
    scene.nlight += 1


def _flag(scene: mujoco.MjvScene, *, is_on: bool) -> None:
    """Switch between colours and coded geom numbers."""
    scene.flags[mujoco.mjtRndFlag.mjRND_SEGMENT] = is_on
    scene.flags[mujoco.mjtRndFlag.mjRND_IDCOLOR] = is_on


def _draw(canvas: _Canvas) -> tuple[NDArray[np.uint8], NDArray[np.float32]]:
    rgb = np.empty((canvas.rect.height, canvas.rect.width, 3), dtype=np.uint8)
    closeness = np.empty((canvas.rect.height, canvas.rect.width), dtype=np.float32)
    mujoco.mjr_render(canvas.rect, canvas.scene, canvas.drawer)
    mujoco.mjr_readPixels(rgb, closeness, canvas.rect, canvas.drawer)
    return rgb[::-1].copy(), closeness[::-1].copy()


def _decode(scene: mujoco.MjvScene, codes: NDArray[np.uint8]) -> NDArray[np.int32]:
    """Turn coded colours into geom ids; the code is one more than the place in the scene."""
    ids = np.full(scene.ngeom + 1, -1, dtype=np.int32)
    for index in range(scene.ngeom):
        drawn = scene.geoms[index]
        if drawn.segid >= 0 and drawn.objtype == int(mujoco.mjtObj.mjOBJ_GEOM):
            ids[drawn.segid + 1] = drawn.objid
    wide = codes.astype(np.int64)
    return ids[wide[..., 0] + wide[..., 1] * 256 + wide[..., 2] * 65536]


def _depth(
    model: mujoco.MjModel, closeness: NDArray[np.float32], segmentation: NDArray[np.int32]
) -> NDArray[np.float32]:
    """Undo the projection. A buffer value c means depth near far / (near + c (far - near))."""
    near, far = float(model.vis.map.znear * model.stat.extent), far_plane(model)
    depth = near * far / (near + closeness.astype(np.float64) * (far - near))
    return np.where(segmentation >= 0, depth, np.inf).astype(np.float32)


def _paint_sky(
    model: mujoco.MjModel, rgb: NDArray[np.uint8], segmentation: NDArray[np.int32], view: View
) -> None:
    if int(mujoco.mjtTexture.mjTEXTURE_SKYBOX) in np.array(model.tex_type):
        return
    height, width = segmentation.shape
    rays = pixel_directions(width, height, fovy_deg=view.fovy_deg)[segmentation < 0]
    unit = rays / np.linalg.norm(rays, axis=1, keepdims=True) @ view.R_wc.T
    rgb[segmentation < 0] = shading.to_srgb(shading.sky(unit.astype(np.float32)))
