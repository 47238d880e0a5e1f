"""The choice of what takes the pictures: a graphics driver where one works, our rays elsewhere."""

import os
import subprocess
import sys
from dataclasses import dataclass
from functools import cache
from typing import Literal, Protocol, cast, get_args

import mujoco

from andon.errors import InvalidConfig, MissingExtra
from andon.sensing.camera import CameraConfig, Image

__all__ = ["Renderer", "RendererChoice", "RendererName", "find_renderer", "make_renderer"]

RendererName = Literal["egl", "osmesa", "raycast"]

_VARIABLE = "ANDON_RENDERER"
_PROBE_TIMEOUT_S = 30.0
_PROBE = "import sys; from andon.sensing.gl import check_driver; check_driver(sys.argv[1])"


class Renderer(Protocol):
    """Takes pictures of a state; depth and segmentation are the truth, without noise."""

    name: str
    """Which back-end this is: `egl`, `osmesa` or `raycast`."""

    def render(self, model: mujoco.MjModel, data: mujoco.MjData, camera: CameraConfig) -> Image:
        """Take a picture of a state whose kinematics are up to date."""
        ...

    def close(self) -> None:
        """Release what the back-end holds."""
        ...


@dataclass(frozen=True, kw_only=True)
class RendererChoice:
    """Which back-end takes the pictures here, and why."""

    name: RendererName
    """The back-end."""
    is_forced: bool
    """Whether `ANDON_RENDERER` named it."""
    refused: tuple[tuple[RendererName, str], ...] = ()
    """Back-ends that would have come first, each with the reason why it was not taken."""


def find_renderer() -> RendererChoice:
    """Find the back-end for pictures on this machine.

    `ANDON_RENDERER` decides where it is set. Otherwise EGL and OSMesa are tried in that order, each
    in a process of its own because a broken driver may crash it; the answer is kept until this
    process ends. Where neither works, rays do.

    Returns:
        The choice.

    Raises:
        InvalidConfig: When `ANDON_RENDERER` names no back-end.
        MissingExtra: When it names a driver that does not work here.
    """
    wanted = os.environ.get(_VARIABLE, "").strip().lower()
    if wanted:
        return RendererChoice(name=_checked(wanted, asked_by=_VARIABLE), is_forced=True)
    refused: list[tuple[RendererName, str]] = []
    drivers: tuple[RendererName, ...] = ("egl", "osmesa")
    for name in drivers:
        reason = _why_not(name)
        if reason is None:
            return RendererChoice(name=name, is_forced=False, refused=tuple(refused))
        refused.append((name, reason))
    return RendererChoice(name="raycast", is_forced=False, refused=tuple(refused))


def make_renderer(name: RendererName | None = None) -> Renderer:
    """Make a renderer.

    Args:
        name: Back-end; None takes what `find_renderer` finds.

    Returns:
        A renderer for use in this thread; `close` it at the end.

    Raises:
        InvalidConfig: When the name is no back-end.
        MissingExtra: When the named driver does not work here.
    """
    chosen = find_renderer().name if name is None else _checked(name, asked_by="make_renderer")
    if chosen == "raycast":
        from andon.sensing.raycast import RaycastRenderer

        return RaycastRenderer()
    from andon.sensing.gl import GlRenderer

    return GlRenderer(chosen)


def _checked(name: str, *, asked_by: str) -> RendererName:
    if name not in get_args(RendererName):
        raise InvalidConfig(
            f"{asked_by} asks for the renderer {name!r}; "
            f"the renderers are {list(get_args(RendererName))}."
        )
    known = cast("RendererName", name)
    reason = None if known == "raycast" else _why_not(known)
    if reason is not None:
        raise MissingExtra(
            f"{asked_by} asks for the renderer {name!r}, which does not work here: {reason}. "
            "On Debian and Ubuntu the packages are libegl1 and libgl1-mesa-dri (egl) or "
            "libosmesa6 (osmesa); 'raycast' works everywhere."
        )
    return known


@cache
def _why_not(name: str) -> str | None:
    """Try a driver in a process of its own; give None when it works, else the reason."""
    command = [sys.executable, "-c", _PROBE, name]
    try:
        run = subprocess.run(
            command,
            capture_output=True,
            text=True,
            errors="replace",
            timeout=_PROBE_TIMEOUT_S,
            check=False,
        )
    except subprocess.TimeoutExpired:
        return f"it gave no picture within {_PROBE_TIMEOUT_S:.0f} s"
    except OSError as error:
        return f"it could not be tried ({error})"
    if run.returncode == 0:
        return None
    if run.returncode < 0:
        return f"it crashed (signal {-run.returncode})"
    lines = [line.strip() for line in run.stderr.splitlines() if line.strip()]
    errors = [line for line in lines if not line.startswith(("Exception ignored", "File "))]
    return errors[-1] if errors else f"it ended with status {run.returncode}"
