"""What every test relies on: no network, drawing without a screen, robots if there are any."""

import ctypes.util
import ipaddress
import json
import os
import socket
from pathlib import Path

import pytest
from hypothesis import settings

# The same examples on every machine, and no verdict on a machine that is busy.
settings.register_profile("andon", deadline=None, derandomize=True)
settings.load_profile("andon")

ROOT = Path(__file__).resolve().parents[1]

LOOK_UP = socket.getaddrinfo

GOLDEN = Path(__file__).resolve().parent / "golden"


def choose_gl_backend() -> str:
    """Give the first way to draw without a screen that this machine has, or `disable`."""
    for backend, library in (("egl", "EGL"), ("osmesa", "OSMesa")):
        if ctypes.util.find_library(library):
            return backend
    return "disable"


if "MUJOCO_GL" not in os.environ and not os.environ.get("DISPLAY"):
    os.environ["MUJOCO_GL"] = choose_gl_backend()
os.environ.setdefault("MPLBACKEND", "Agg")
os.environ.setdefault("OMP_NUM_THREADS", "1")


class NetworkBlocked(RuntimeError):
    """A test tried to leave this machine."""


def is_local(address: object) -> bool:
    """Say whether a socket address stays on this machine."""
    if not isinstance(address, tuple):  # a Unix socket
        return True
    host = str(address[0])
    if host in {"", "localhost"}:
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


class LocalSocket(socket.socket):
    """A socket that connects to this machine only."""

    def connect(self, address):
        """Connect, or refuse by name."""
        self.refuse_remote(address)
        return super().connect(address)

    def connect_ex(self, address):
        """Connect, or refuse by name."""
        self.refuse_remote(address)
        return super().connect_ex(address)

    def refuse_remote(self, address):
        """Raise unless the address is local."""
        if not is_local(address):
            self.close()
            raise NetworkBlocked(f"A test tried to connect to {address!r}; tests use no network.")


def look_up_local(host, *arguments, **options):
    """Resolve addresses and the names of this machine, and refuse every other name."""
    name = host.decode() if isinstance(host, bytes) else host or ""
    is_address = name.replace(".", "").isdigit() or ":" in name
    if not is_address and name not in {"", "localhost", socket.gethostname()}:
        raise NetworkBlocked(f"A test tried to look up {name!r}; tests use no network.")
    return LOOK_UP(host, *arguments, **options)


@pytest.fixture(autouse=True)
def _no_network(monkeypatch):
    monkeypatch.setattr(socket, "socket", LocalSocket)
    monkeypatch.setattr(socket, "getaddrinfo", look_up_local)


@pytest.fixture(scope="session")
def shared_robots() -> Path:
    """Folder of robot models that are not part of the repository; skips where there is none."""
    named = os.environ.get("ANDON_TEST_ROBOTS")
    folder = Path(named) if named else ROOT.parent / "shared" / "robots"
    if not folder.is_dir():
        pytest.skip(f"no robot models at {folder}; name their folder in ANDON_TEST_ROBOTS")
    return folder


@pytest.fixture
def golden():
    """Compare a value with the recorded one: `golden("name", value)`.

    With ANDON_UPDATE_GOLDEN set, it records instead (`make golden`).
    """

    def compare(name: str, value: object) -> None:
        path = GOLDEN / f"{name}.json"
        text = json.dumps(value, indent=1, sort_keys=True) + "\n"
        if os.environ.get("ANDON_UPDATE_GOLDEN"):
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text)
        assert path.exists(), f"{path.name} is not recorded; run `make golden`"
        assert json.loads(text) == json.loads(path.read_text()), f"{name} moved; see `make golden`"

    return compare
