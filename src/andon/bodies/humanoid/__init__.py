"""The built-in humanoid of the 1.63 m class."""

from andon.bodies.humanoid.humanoid import make_humanoid

__all__ = ["make_humanoid"]
