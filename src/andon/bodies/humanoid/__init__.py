"""The built-in humanoid of the 1.63 m class."""

from andon.bodies.humanoid.humanoid import make_humanoid, make_solid

__all__ = ["make_humanoid", "make_solid"]
