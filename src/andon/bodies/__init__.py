"""Robots: facts, and builders of their MuJoCo specifications."""

from andon.bodies.body import Body, Joint, bodies
from andon.bodies.from_file import load_body, load_body_file
from andon.bodies.humanoid import make_humanoid, make_solid

__all__ = ["Body", "Joint", "bodies", "load_body", "load_body_file", "make_humanoid", "make_solid"]

bodies.register("humanoid", make_humanoid)
bodies.register("humanoid_solid", make_solid)
"""The same, whose legs and arms touch each other and the ground."""
