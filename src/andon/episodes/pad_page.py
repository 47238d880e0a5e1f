"""A page around the live view that listens to a gamepad and passes on what its sticks do."""

import json
import threading
from collections.abc import Callable
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import Self

from andon.episodes.viewer import HOST
from andon.errors import AndonError, InvalidConfig

__all__ = ["PadPage"]

MAX_BYTES = 8192
"""A longer message is no gamepad's."""

PAGE = """<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>%TITLE%</title>
<meta name="viewport" content="width=device-width, initial-scale=1">
<style>
html, body { margin: 0; height: 100%; font: 15px/1.4 system-ui, sans-serif; }
body { display: flex; flex-direction: column; background: #fff; color: #222; }
p { margin: 0; padding: 6px 12px; background: #eef1f4; }
iframe { flex: 1; border: 0; width: 100%; min-height: 0; }
</style></head><body>
<p id="pad" role="status">No gamepad: connect one and press a button on it. Keys work too.</p>
<iframe title="The robot" src="%VIEW%"></iframe>
<script>
"use strict";
const words = document.getElementById("pad");
let isSending = false;
function say(text) { if (words.textContent !== text) words.textContent = text; }
async function listen() {
  const pad = [...navigator.getGamepads()].find(p => p && p.connected);
  if (!pad) { say("No gamepad: connect one and press a button on it. Keys work too."); return; }
  if (isSending) return;
  isSending = true;
  try {
    const state = {
      mapping: pad.mapping, axes: [...pad.axes], buttons: pad.buttons.map(b => b.value)
    };
    const answer = await fetch("/pad", {
      method: "POST", headers: {"Content-Type": "application/json"}, body: JSON.stringify(state)
    });
    say(answer.ok
      ? pad.id + ": left stick walks, right stick turns, A stops, B hands back, " +
        "up and down lift the feet, LB and RB lower and raise the hips"
      : await answer.text());
  } catch (error) { say("The program has ended, or cannot be reached."); }
  finally { isSending = false; }
}
const view = document.querySelector("iframe");
view.addEventListener("load", () => view.focus());
setInterval(listen, 33);
</script></body></html>
"""


class PadPage:
    """Serves the page on this computer alone, until it is closed."""

    def __init__(
        self, title: str, *, view_url: str, on_pad: Callable[[object], None], port: int
    ) -> None:
        """Open the port.

        Args:
            title: Title of the page.
            view_url: Address of the live view.
            on_pad: Called with what the browser says about the gamepad, from other threads; what it
                refuses is shown on the page.
            port: Port for the browser; 0 takes any that is free.

        Raises:
            InvalidConfig: When the port cannot be had.
        """
        page = PAGE.replace("%TITLE%", title).replace("%VIEW%", view_url).encode()
        try:
            self._server = ThreadingHTTPServer((HOST, port), _handler(page, on_pad))
        except (OSError, OverflowError) as error:
            raise InvalidConfig(
                f"Port {port} of this computer cannot be had: {error}. Choose another with --port."
            ) from error
        self._server.daemon_threads = True
        self._thread = threading.Thread(target=self._server.serve_forever, daemon=True)
        self._thread.start()

    @property
    def url(self) -> str:
        """Address for the browser."""
        return f"http://{HOST}:{self._server.server_address[1]}"

    def close(self) -> None:
        """End the page."""
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()

    def __enter__(self) -> Self:
        """Give the page."""
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """End the page."""
        self.close()


def _handler(page: bytes, on_pad: Callable[[object], None]) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            is_page = self.path == "/"
            status = HTTPStatus.OK if is_page else HTTPStatus.NOT_FOUND
            self._answer(status, page if is_page else b"", "text/html; charset=utf-8")

        def do_POST(self) -> None:
            length = self.headers.get("Content-Length", "")
            if not length.isdigit() or int(length) > MAX_BYTES:
                self.close_connection = True
                self._answer(HTTPStatus.BAD_REQUEST, b"This is no gamepad.")
                return
            body = self.rfile.read(int(length))
            # A page from elsewhere that is open in the same browser must not drive the robot.
            if self.path != "/pad" or self.headers.get("Origin") != self._own_origin():
                self._answer(HTTPStatus.FORBIDDEN, b"Only the page itself may drive.")
                return
            try:
                on_pad(json.loads(body))
            except (AndonError, ValueError, RecursionError) as error:
                self._answer(HTTPStatus.UNPROCESSABLE_ENTITY, str(error).encode())
                return
            self._answer(HTTPStatus.NO_CONTENT, b"")

        def _own_origin(self) -> str:
            host = self.headers.get("Host", "")
            name = host.rsplit(":", 1)[0]
            return f"http://{host}" if name in (HOST, "localhost") else ""

        def _answer(
            self, status: HTTPStatus, body: bytes, kind: str = "text/plain; charset=utf-8"
        ) -> None:
            self.send_response(status)
            self.send_header("Content-Type", kind)
            self.send_header("Content-Length", str(len(body)))
            self.send_header("Cache-Control", "no-store")
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *args: object) -> None:
            """Say nothing: the terminal belongs to the recording."""

    return Handler
