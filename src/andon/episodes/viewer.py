"""An episode in the browser, with the time in the hand of the person who looks."""

import contextlib
import html
import io
import logging
import os
import socket
import threading
import time
from collections.abc import Sequence
from types import TracebackType
from typing import TYPE_CHECKING

import mujoco
import numpy as np

from andon.episodes.captions import Caption, caption_at
from andon.episodes.viewer_scene import Motion, Push, Stage, make_motion
from andon.episodes.viewer_shapes import shapes_of
from andon.errors import InvalidConfig, MissingExtra
from andon.spatial import FloatArray

if TYPE_CHECKING:
    import viser

__all__ = ["HOST", "Playback", "Viewer", "open_server", "show"]

HOST = "127.0.0.1"
"""This computer alone; from another one, a forwarded port (ssh -L) leads here."""
_PERIOD_S = 1 / 50
_PANEL_PERIOD_S = 0.1
_MAX_LAG_S = 0.25
"""A longer hold-up of the program does not make the playback jump ahead."""
_SPEEDS = {"0.25x": 0.25, "0.5x": 0.5, "1x": 1.0, "2x": 2.0}
_MAX_OPEN_EVENTS = 8


class Playback:
    """A clock that can be stopped, set, slowed down and sped up, from any thread."""

    def __init__(self, first_s: float, last_s: float) -> None:
        """Stand still at the beginning.

        Args:
            first_s: Earliest time.
            last_s: Latest time; the clock stops there.
        """
        self._first_s, self._last_s = first_s, last_s
        self._time_s, self._speed = first_s, 1.0
        self._is_playing, self._is_untouched = False, True
        self._lock = threading.Lock()

    @property
    def time_s(self) -> float:
        """Time to show."""
        return self._time_s

    @property
    def is_playing(self) -> bool:
        """Whether the clock runs."""
        return self._is_playing

    def advance(self, elapsed_s: float) -> None:
        """Let real time pass.

        Args:
            elapsed_s: Real time since the last call.
        """
        with self._lock:
            if self._is_playing:
                self._time_s = min(self._time_s + elapsed_s * self._speed, self._last_s)
                self._is_playing = self._time_s < self._last_s

    def play(self) -> None:
        """Run on; from the beginning when the end is reached."""
        with self._lock:
            if self._time_s >= self._last_s:
                self._time_s = self._first_s
            self._is_playing, self._is_untouched = True, False

    def pause(self) -> None:
        """Stand still."""
        with self._lock:
            self._is_playing, self._is_untouched = False, False

    def toggle(self) -> None:
        """Stand still when running, run when standing still."""
        if self._is_playing:
            self.pause()
        else:
            self.play()

    def play_unless_touched(self) -> None:
        """Run, unless it was ever played, paused or set."""
        if self._is_untouched:
            self.play()

    def seek(self, time_s: float) -> None:
        """Stand still at a time, or at the nearest end where it lies outside.

        Args:
            time_s: Time to show.
        """
        with self._lock:
            self._time_s = min(max(time_s, self._first_s), self._last_s)
            self._is_playing, self._is_untouched = False, False

    def set_speed(self, speed: float) -> None:
        """Set how many seconds of the episode pass in a second.

        Args:
            speed: Finite and above 0. [1]

        Raises:
            InvalidConfig: For any other speed.
        """
        if not 0 < speed < np.inf:
            raise InvalidConfig(f"The speed is {speed}; it must be finite and above 0.")
        with self._lock:
            self._speed = speed


class _Panel:
    """The controls beside the picture; they act on the clock and are redrawn from it."""

    def __init__(
        self,
        gui: "viser.GuiApi",
        playback: Playback,
        motion: Motion,
        captions: Sequence[Caption],
    ) -> None:
        self._playback, self._captions = playback, captions
        first_s, last_s = float(motion.times_s[0]), float(motion.times_s[-1])
        self._end_s = last_s
        self._readout = gui.add_html("")
        self._button = gui.add_button("Play", hint="Play or pause.")
        self._slider = gui.add_slider(
            "Time (s)",
            min=first_s,
            max=max(last_s, first_s + 0.01),
            step=0.01,
            initial_value=first_s,
            disabled=last_s <= first_s,
        )
        self._speed = gui.add_dropdown("Speed", tuple(_SPEEDS), initial_value="1x")
        self._follow = gui.add_checkbox(
            "Follow the robot", initial_value=True, hint="Keep the robot in the picture."
        )
        self._button.on_click(lambda _: playback.toggle())
        self._speed.on_update(lambda _: playback.set_speed(_SPEEDS[self._speed.value]))
        self._slider.on_update(self._take_slider)
        self._add_events(gui)

    @property
    def is_following(self) -> bool:
        """Whether the camera follows the robot."""
        return self._follow.value

    def draw(self, time_s: float, *, is_playing: bool) -> None:
        """Bring read-out, slider and button up to date."""
        text = html.escape(caption_at(self._captions, time_s=time_s)) or "&nbsp;"
        self._readout.content = (
            '<div style="padding:0.2em 0.7em 0.5em;font-variant-numeric:tabular-nums">'
            f'<span style="font-size:1.7em;font-weight:600">{time_s:.2f} s</span>'
            f'<span style="opacity:0.6"> of {self._end_s:.2f} s</span>'
            f'<div style="color:#c4580c;font-weight:600">{text}</div></div>'
        )
        self._slider.value = round(time_s, 2)
        self._button.label = "Pause" if is_playing else "Play"

    def _take_slider(self, event: "viser.GuiEvent[viser.GuiSliderHandle[float]]") -> None:
        if event.client is not None:  # a person moved it, not the clock
            self._playback.seek(event.target.value)

    def _add_events(self, gui: "viser.GuiApi") -> None:
        if not self._captions:
            return
        is_open = len(self._captions) <= _MAX_OPEN_EVENTS
        with gui.add_folder("Events", expand_by_default=is_open):
            for caption in self._captions:
                button = gui.add_button(
                    f"{caption.time_s:.2f} s: {caption.text}",
                    color="gray",
                    hint="Go to this moment.",
                )
                button.on_click(lambda _, time_s=caption.time_s: self._playback.seek(time_s))


class Viewer:
    """A running viewer. Leaving its `with` block, or `close`, ends it."""

    def __init__(
        self, server: "viser.ViserServer", stage: Stage, panel: _Panel, playback: Playback
    ) -> None:
        """Start to draw; playback begins when the first browser is there.

        Args:
            server: Server, with the scene built.
            stage: Draws the scene.
            panel: Draws the controls.
            playback: The clock.
        """
        self.playback = playback
        self._server, self._stage, self._panel = server, stage, panel
        self._is_closed = threading.Event()
        self._thread = threading.Thread(target=self._run, name="andon-viewer", daemon=True)
        server.on_client_connect(lambda _: playback.play_unless_touched())
        self._thread.start()

    @property
    def port(self) -> int:
        """Port that the browser connects to."""
        return self._server.get_port()

    @property
    def url(self) -> str:
        """Address for the browser."""
        return f"http://{HOST}:{self.port}"

    @property
    def num_clients(self) -> int:
        """Number of browser windows that are connected."""
        return len(self._server.get_clients())

    def wait(self) -> None:
        """Stay until another thread closes the viewer, or until Ctrl-C, which closes it."""
        try:
            while not self._is_closed.wait(1.0):
                pass
        except KeyboardInterrupt:
            self.close()

    def close(self) -> None:
        """End the viewer; twice is harmless."""
        if self._is_closed.is_set():
            return
        self._is_closed.set()
        self._thread.join()
        with _silence():
            self._server.stop()

    def __enter__(self) -> "Viewer":
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def _run(self) -> None:
        before_s, panel_s = time.monotonic(), -np.inf
        was_playing = True
        while not self._is_closed.wait(_PERIOD_S):
            now_s = time.monotonic()
            self.playback.advance(min(now_s - before_s, _MAX_LAG_S))
            before_s = now_s
            time_s, is_playing = self.playback.time_s, self.playback.is_playing
            is_new = self._stage.draw(time_s, is_following=self._panel.is_following)
            is_calm = is_playing and was_playing and now_s - panel_s < _PANEL_PERIOD_S
            if (is_new or is_playing != was_playing) and not is_calm:
                self._panel.draw(time_s, is_playing=is_playing)
                panel_s = now_s
            was_playing = is_playing


def show(
    model: mujoco.MjModel,
    qpos: FloatArray,
    times_s: FloatArray,
    *,
    title: str,
    markers: Sequence[tuple[float, str]],
    root_body: str,
    pushes: Sequence[Push] = (),
    port: int = 8080,
    open_forever: bool = True,
) -> Viewer:
    """Show a recorded motion in the browser, on this computer alone.

    Args:
        model: The model that moved; it is not changed.
        qpos: Generalised positions. Shape (T, nq). From the first row that is not finite on,
            nothing is shown; a marker says so.
        times_s: Time of each row, strictly rising. Shape (T,).
        title: Heading of the controls.
        markers: Time and text of what happened; each becomes a button. [s]
        root_body: Name of the body that the camera follows.
        pushes: Time, speed and world heading of pushes, drawn as arrows, as `World.pushes` keeps
            them. [s, m/s, rad]
        port: Port for the browser; 0 takes any that is free.
        open_forever: Whether to return only after Ctrl-C. Otherwise the caller closes the viewer.

    Returns:
        The viewer; closed already with `open_forever`.

    Raises:
        MissingExtra: When viser is not installed.
        InvalidConfig: When shapes or times do not fit, or the port cannot be had.
        UnknownName: When the model has no such body.
    """
    motion = make_motion(model, qpos, times_s, root_body=root_body, pushes=pushes)
    captions = [Caption(time_s=time_s, text=text) for time_s, text in markers]
    if motion.lost_s is not None:
        text = f"positions are not finite from {motion.lost_s:.2f} s on"
        captions.append(Caption(time_s=float(motion.times_s[-1]), text=text))
    shapes = shapes_of(model)
    server = open_server(port, title)
    server.gui.configure_theme(show_logo=False, show_share_button=False)
    playback = Playback(float(motion.times_s[0]), float(motion.times_s[-1]))
    captions.sort(key=lambda caption: caption.time_s)
    panel = _Panel(server.gui, playback, motion, captions)
    viewer = Viewer(server, Stage(server, shapes, motion), panel, playback)
    if open_forever:
        viewer.wait()
    return viewer


def open_server(port: int, title: str) -> "viser.ViserServer":
    """Open a server on this computer alone.

    Args:
        port: Port for the browser; 0 takes any that is free.
        title: Heading of the controls.

    Raises:
        MissingExtra: When viser is not installed.
        InvalidConfig: When the port cannot be had.
    """
    try:
        import viser
    except ImportError as error:
        raise MissingExtra("The viewer needs viser: pip install 'andon[view]'.") from error
    _refuse_taken(port)
    # A browser that opens a connection ahead of need and drops it is no error.
    logging.getLogger("websockets.server").setLevel(logging.CRITICAL)
    with _silence():
        server = viser.ViserServer(host=HOST, port=port, label=title, verbose=False)
    found = server.get_port()
    if port not in {0, found}:  # viser goes on to the next port without a word
        with _silence():
            server.stop()
        raise InvalidConfig(_taken(port, f"the server came up on {found} instead"))
    return server


def _refuse_taken(port: int) -> None:
    if not 0 <= port <= 65535:
        raise InvalidConfig(f"--port is {port}; it must lie in [0, 65535].")
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
        if os.name == "posix":  # elsewhere the option would allow to share a port
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, port))
        except OSError as error:
            raise InvalidConfig(_taken(port, error.strerror or str(error))) from error


def _taken(port: int, reason: str) -> str:
    return (
        f"The viewer cannot have port {port}: {reason}. Choose another with --port, or --port 0 "
        "for any that is free."
    )


def _silence() -> contextlib.AbstractContextManager[object]:
    """Keep viser's own banner out of our output; the command line says what there is to say."""
    return contextlib.redirect_stdout(io.StringIO())
