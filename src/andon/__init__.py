"""A proving ground for physical AI: robots, scenarios, evidence, verdicts."""

from importlib.metadata import PackageNotFoundError, version

__all__ = ["__version__"]

try:
    __version__ = version("andon")
except PackageNotFoundError:  # a source tree that is not installed
    __version__ = "0.0.0"
