"""A real browser for tests: open a page, press its buttons, look at it."""

import base64
import contextlib
import io
import json
import os
import shutil
import signal
import subprocess
import threading
import time
import urllib.request
from pathlib import Path

import numpy as np
import pytest
from PIL import Image


def until(condition, what: str, limit_s: float = 60.0):
    """Wait for something to become true."""
    deadline, pause = time.monotonic() + limit_s, threading.Event()
    while time.monotonic() < deadline:
        found = condition()
        if found:
            return found
        pause.wait(0.05)
    pytest.fail(f"{what} did not happen within {limit_s} s")


class Page:
    """A page of a headless browser, driven over the DevTools protocol."""

    def __init__(self, channel):
        self.channel, self.num_calls = channel, 0

    def call(self, method: str, **params):
        """Give the result of a command."""
        self.num_calls += 1
        request = {"id": self.num_calls, "method": method, "params": params}
        self.channel.send(json.dumps(request))
        while True:
            answer = json.loads(self.channel.recv(timeout=60))
            if answer.get("id") == self.num_calls:
                return answer["result"]

    def picture(self) -> np.ndarray:
        """Give what is on the screen. Shape (H, W, 3), 0 to 255."""
        data = self.call("Page.captureScreenshot", format="png")["data"]
        with Image.open(io.BytesIO(base64.b64decode(data))) as picture:
            return np.array(picture.convert("RGB")).astype(int)

    def evaluate(self, expression: str):
        """Give the value of a JavaScript expression."""
        return self.call("Runtime.evaluate", expression=expression)["result"].get("value")

    def click(self, label: str) -> bool:
        """Press the button with this label; say whether there is one."""
        found = f"[...document.querySelectorAll('button')].find(b => b.innerText == {label!r})"
        return bool(self.evaluate(f"(b => {{ b?.click(); return !!b }})({found})"))

    def press_right(self, selector: str) -> None:
        """Press the right arrow key on an element."""
        self.evaluate(f"document.querySelector({selector!r}).focus()")
        key = {"key": "ArrowRight", "code": "ArrowRight", "windowsVirtualKeyCode": 39}
        self.call("Input.dispatchKeyEvent", type="keyDown", **key)
        self.call("Input.dispatchKeyEvent", type="keyUp", **key)


@contextlib.contextmanager
def browsed(url: str, profile: Path):
    """Open a page in a headless browser; skip where there is none.

    Args:
        url: Address of the page.
        profile: An empty folder for the browser.

    Yields:
        The page; the browser ends with the block.
    """
    names = ("chromium", "chromium-browser", "google-chrome")
    browser = next(filter(None, map(shutil.which, names)), None)
    if browser is None:
        pytest.skip("needs a Chromium browser")
    client = pytest.importorskip("websockets.sync.client")
    words = (
        "headless no-sandbox disable-quic no-first-run disable-background-networking "
        "disable-component-update disable-sync use-gl=angle use-angle=swiftshader "
        "enable-unsafe-swiftshader window-size=900,560 remote-debugging-port=0"
    )
    command = [browser, *(f"--{word}" for word in words.split()), f"--user-data-dir={profile}", url]
    process = subprocess.Popen(
        command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True
    )
    try:
        note = profile / "DevToolsActivePort"
        until(lambda: note.exists() and note.read_text().count("\n"), "the browser's start")
        port = note.read_text().split()[0]

        def find_page():
            with urllib.request.urlopen(f"http://127.0.0.1:{port}/json") as answer:
                tabs = json.load(answer)
            return next((t for t in tabs if t["type"] == "page"), None)

        tab = until(find_page, "the page")
        with client.connect(tab["webSocketDebuggerUrl"], max_size=None) as channel:
            yield Page(channel)
    finally:
        os.killpg(process.pid, signal.SIGTERM)
        process.wait()
