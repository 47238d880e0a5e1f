"""Local stubs for MuJoCo 4.0, which ships none.

The underscored files are written by `scripts/make_stubs.py` from the installed package; this one and
`batch.pyi` are kept by hand. `tests/test_typings.py` compares all of them with the package.
"""

from collections.abc import Callable
from typing import Any, Final, Self

import numpy as np
from mujoco._enums import *
from mujoco._functions import *
from mujoco._specs import *
from mujoco._structs import *
from numpy.typing import NDArray

__version__: str
MJTNUM_BYTES: Final[int]
MJTNUM_DTYPE: type[np.float64]
mjMAXVAL: Final[float]
mjMINVAL: Final[float]
mjMINMU: Final[float]
mjMINIMP: Final[float]
mjMAXIMP: Final[float]
mjPI: Final[float]
mjNEQDATA: Final[int]
mjNDYN: Final[int]
mjNGAIN: Final[int]
mjNBIAS: Final[int]
mjNREF: Final[int]
mjNIMP: Final[int]
mjNGROUP: Final[int]

class FatalError(Exception): ...
class UnexpectedError(Exception): ...

class Renderer:
    """Off-screen pictures; `close` it, or use it in a `with` block."""

    def __init__(
        self,
        model: MjModel,
        height: int = 240,
        width: int = 320,
        max_geom: int = 10000,
        font_scale: Any = ...,
    ) -> None: ...
    @property
    def model(self) -> MjModel: ...
    @property
    def scene(self) -> MjvScene: ...
    @property
    def height(self) -> int: ...
    @property
    def width(self) -> int: ...
    def enable_depth_rendering(self) -> None: ...
    def disable_depth_rendering(self) -> None: ...
    def enable_segmentation_rendering(self) -> None: ...
    def disable_segmentation_rendering(self) -> None: ...
    def render(self, *, out: NDArray[Any] | None = None) -> NDArray[Any]: ...
    def update_scene(
        self,
        data: MjData,
        camera: int | str | MjvCamera = -1,
        scene_option: MjvOption | None = None,
    ) -> None: ...
    def close(self) -> None: ...
    def __enter__(self) -> Self: ...
    def __exit__(self, exc_type: object, exc_value: object, traceback: object) -> None: ...

class mjtFontScale:
    """Font sizes of the OpenGL context."""

    mjFONTSCALE_50: Final[mjtFontScale]
    mjFONTSCALE_100: Final[mjtFontScale]
    mjFONTSCALE_150: Final[mjtFontScale]
    mjFONTSCALE_200: Final[mjtFontScale]
    mjFONTSCALE_250: Final[mjtFontScale]
    mjFONTSCALE_300: Final[mjtFontScale]
    @property
    def value(self) -> int: ...
    @property
    def name(self) -> str: ...

class MjrRect:
    """A rectangle of the frame buffer."""

    left: int
    bottom: int
    width: int
    height: int
    def __init__(self, left: int, bottom: int, width: int, height: int) -> None: ...

class MjrContext:
    """MuJoCo's half of an OpenGL context; only what is used here."""

    readDepthMap: int
    currentBuffer: int
    offWidth: int
    offHeight: int
    def __init__(self, model: MjModel = ..., font_scale: int = ...) -> None: ...
    def free(self) -> None: ...

def mjr_setBuffer(framebuffer: int, con: MjrContext) -> None: ...
def mjr_render(viewport: MjrRect, scn: MjvScene, con: MjrContext) -> None: ...
def mjr_readPixels(
    rgb: NDArray[np.uint8] | None,
    depth: NDArray[np.float32] | None,
    viewport: MjrRect,
    con: MjrContext,
) -> None: ...
def mjr_uploadHField(m: MjModel, con: MjrContext, hfieldid: int) -> None: ...

def set_mju_user_warning(callback: Callable[[str], object] | None) -> None: ...
