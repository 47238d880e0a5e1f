"""The page around the live view: a real browser hears a gamepad, and no other page may drive."""

import json
import urllib.error
import urllib.request

import pytest

from andon.episodes.data.gamepad import FULL, read_pad
from andon.episodes.data.pilot import Pilot
from andon.episodes.pad_page import PadPage
from andon.errors import InvalidConfig
from tests.episodes.browser import browsed, until

STUB = """
window.pad = {id: "Test pad", connected: true, mapping: "standard", axes: [0, 0, 0, 0],
  buttons: Array.from({length: 17}, () => ({value: 0}))};
navigator.getGamepads = () => [null, window.pad];
"""


def test_a_real_browser_passes_on_what_a_gamepad_does(tmp_path):
    pilot = Pilot()
    with (
        PadPage(
            "Drive",
            view_url="about:blank",
            on_pad=lambda told: pilot.hear(read_pad(told)),
            port=0,
        ) as page_server,
        browsed(page_server.url, tmp_path / "profile") as page,
    ):
        until(lambda: page.evaluate("document.title") == "Drive", "the page")
        until(lambda: "No gamepad" in page.evaluate("words.textContent"), "the words")
        page.evaluate(STUB)
        until(lambda: "Test pad: left stick walks" in page.evaluate("words.textContent"), "the pad")
        assert pilot.command is None
        page.evaluate("pad.axes = [0, -1, 0, 0]")
        until(lambda: pilot.command == (FULL[0], 0.0, 0.0), "the stick")
        page.evaluate("pad.axes = [0.1, 0.1, 0, 0]")
        until(lambda: pilot.command == (0.0, 0.0, 0.0), "the rest")
        page.evaluate("pad.buttons[1].value = 1")
        until(lambda: pilot.command is None, "the handing back")
        page.evaluate("pad.mapping = ''")
        until(lambda: "only those that the browser" in page.evaluate("words.textContent"), "words")
        page.evaluate("navigator.getGamepads = () => [null]")
        until(lambda: "No gamepad" in page.evaluate("words.textContent"), "the absence")


def send(url, body, **headers):
    request = urllib.request.Request(url, data=body, headers=headers, method="POST")
    try:
        with urllib.request.urlopen(request) as answer:
            return answer.status, answer.read().decode()
    except urllib.error.HTTPError as error:
        with error:
            return error.code, error.read().decode()


def test_only_the_page_itself_may_drive():
    heard = []
    with PadPage("Drive", view_url="about:blank", on_pad=heard.append, port=0) as page:
        body = json.dumps({"axes": []}).encode()
        assert send(f"{page.url}/pad", body, Origin="http://elsewhere.example")[0] == 403
        assert send(f"{page.url}/pad", body)[0] == 403
        foreign = {"Origin": "http://elsewhere.example", "Host": "elsewhere.example"}
        assert send(f"{page.url}/pad", body, **foreign)[0] == 403
        assert send(f"{page.url}/other", body, Origin=page.url)[0] == 403
        assert heard == []
        assert send(f"{page.url}/pad", body, Origin=page.url)[0] == 204
        assert heard == [{"axes": []}]
        assert send(f"{page.url}/pad", b"{", Origin=page.url)[0] == 422
        assert send(f"{page.url}/pad", b"1" * 9000, Origin=page.url)[0] == 400


def test_a_port_that_is_taken_is_refused():
    with (
        PadPage("Drive", view_url="about:blank", on_pad=print, port=0) as page,
        pytest.raises(InvalidConfig, match=r"Port \d+ of this computer cannot be had"),
    ):
        PadPage("Drive", view_url="", on_pad=print, port=int(page.url.rsplit(":", 1)[1]))
