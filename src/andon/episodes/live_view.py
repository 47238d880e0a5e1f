"""A running episode in the browser, with keys that go to whoever listens."""

import contextlib
import html
import threading
import time
from collections.abc import Callable, Mapping
from types import TracebackType
from typing import TYPE_CHECKING, Self, cast

import mujoco
import numpy as np

from andon.episodes.viewer import HOST, open_server
from andon.episodes.viewer_scene import Stage, make_motion
from andon.episodes.viewer_shapes import motion_poses, shapes_of
from andon.spatial import FloatArray

if TYPE_CHECKING:
    from viser._messages import HotkeyKey

__all__ = ["LiveView"]


class LiveView:
    """Shows one world in real time, on this computer alone."""

    def __init__(
        self, title: str, *, keys: Mapping[str, str], on_key: Callable[[str], None], port: int
    ) -> None:
        """Open the port; the scene comes with the first episode.

        Args:
            title: Heading of the controls.
            keys: What each key does, for people.
            on_key: Called with a key that was pressed or clicked, from another thread.
            port: Port for the browser; 0 takes any that is free.

        Raises:
            MissingExtra: When viser is not installed.
            InvalidConfig: When the port cannot be had.
        """
        self._server = open_server(port, title)
        self._server.gui.configure_theme(show_logo=False, show_share_button=False)
        self._readout = self._server.gui.add_html("")
        for key, words in keys.items():
            label = f"{key}: {words}"
            self._server.gui.add_button(label).on_click(lambda _, key=key: on_key(key))
            command = self._server.gui.add_command(label, hotkey=cast("HotkeyKey", key))
            command.on_trigger(lambda _, key=key: on_key(key))
        self._stage: Stage | None = None
        self._model: mujoco.MjModel | None = None
        self._clock_s = 0.0
        self._seen = threading.Event()
        self._server.on_client_connect(lambda _: self._seen.set())

    @property
    def url(self) -> str:
        """Address for the browser."""
        return f"http://{HOST}:{self._server.get_port()}"

    def wait_for_browser(self, timeout_s: float | None = None) -> bool:
        """Stay until a browser is there; say whether it came in time."""
        return self._seen.wait(timeout_s)

    def begin(self, model: mujoco.MjModel, qpos: FloatArray, *, root_body: str) -> None:
        """Show a new episode.

        Args:
            model: Its model, with everything that is there to be looked at.
            qpos: Positions at its start. Shape (nq,).
            root_body: Name of the body that the camera follows.
        """
        with contextlib.suppress(KeyError):
            self._server.scene.reset()
        motion = make_motion(model, qpos[None], np.zeros(1), root_body=root_body)
        self._stage, self._model = Stage(self._server, shapes_of(model), motion), model
        self._clock_s = time.monotonic()

    def draw(self, qpos: FloatArray, *, words: str, period_s: float) -> None:
        """Show the next step, and wait until it is due.

        Args:
            qpos: Positions. Shape (nq,).
            words: What to say beside it.
            period_s: Time since the step before.
        """
        if self._stage is not None and self._model is not None:
            self._stage.pose(motion_poses(self._model, qpos[None]), root_w=qpos[:3])
            self._readout.content = f'<p style="margin: 0 1em">{html.escape(words)}</p>'
        self._clock_s = max(self._clock_s + period_s, time.monotonic() - 0.25)
        time.sleep(max(0.0, self._clock_s - time.monotonic()))

    def close(self) -> None:
        """End the view."""
        self._server.stop()

    def __enter__(self) -> Self:
        """Give the view."""
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """End the view."""
        self.close()
