"""What tests ask of a page: text, balance, foreign references, and a real browser."""

import re
import shutil
import subprocess
from html.parser import HTMLParser
from pathlib import Path

import pytest

VOID = {"meta", "img", "br", "link", "hr", "input", "source"}


class PageReader(HTMLParser):
    """Reads a page, and notes what is wrong with it."""

    def __init__(self) -> None:
        """Start with nothing read."""
        super().__init__()
        self.open: list[str] = []
        self.faults: list[str] = []
        self.ids: list[str] = []
        self.references: list[str] = []
        self.tags: set[str] = set()
        self.words: list[str] = []

    def handle_starttag(self, tag, attrs):
        """Note a tag, its id and what it refers to."""
        self.tags.add(tag)
        for key, value in attrs:
            if key == "id":
                self.ids.append(value)
            if key in {"src", "href", "poster", "xlink:href", "action", "data"}:
                self.references.append(value)
            if key.startswith("on"):
                self.faults.append(f"<{tag}> has the handler {key}")
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag, attrs):
        """Note a tag that closes itself."""
        self.handle_starttag(tag, attrs)
        if tag not in VOID:
            self.open.pop()

    def handle_endtag(self, tag):
        """Close the innermost tag, which must be this one."""
        if not self.open or self.open.pop() != tag:
            self.faults.append(f"</{tag}> closes nothing, line {self.getpos()[0]}")

    def handle_data(self, data):
        """Keep what can be read."""
        if not self.open or self.open[-1] != "style":
            self.words.append(data)

    @property
    def text(self) -> str:
        """Give all text in one line, with plain spaces."""
        return re.sub(r"\s+", " ", " ".join(self.words).replace("\u00a0", " "))


def read_page(path: Path) -> PageReader:
    """Read a page and refuse what no page may have."""
    reader = PageReader()
    text = path.read_text(encoding="utf-8")
    reader.feed(text)
    reader.close()
    assert not reader.faults
    assert not reader.open
    assert len(reader.ids) == len(set(reader.ids))
    assert "script" not in reader.tags
    assert "default-src 'none'" in text  # a browser then runs no script, whatever it finds
    assert all(ref.startswith(("data:", "#")) for ref in reader.references)
    assert set(re.findall(r"https?://[^\s\"'<>)]*", text)) <= {
        "http://www.w3.org/2000/svg",
        "http://www.w3.org/1999/xlink",
    }
    assert "url(" not in re.sub(r"url\(#[^)]*\)", "", text)
    assert "@import" not in text
    return reader


def chromium(tmp_path: Path, page: Path, *options: str) -> None:
    """Show a page in a real browser; skips where there is none."""
    browser = shutil.which("chromium") or shutil.which("chromium-browser")
    if browser is None:
        pytest.skip("no chromium on this machine")
    fixed = [
        "--headless",
        "--no-sandbox",
        "--disable-gpu",
        "--disable-quic",
        "--no-first-run",
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync",
    ]
    profile = tmp_path / "profile"
    profile.mkdir()
    command = [browser, *fixed, f"--user-data-dir={profile}", *options, page.as_uri()]
    subprocess.run(command, check=True, capture_output=True, timeout=120)
