"""Policies without balance: hold the home pose, or move at random. They are baselines."""

import numpy as np
from numpy.typing import NDArray

from andon.artifacts import content_hash
from andon.bodies.body import Body
from andon.bodies.drive import make_drive
from andon.episodes.observation import Observation
from andon.randomness import stream
from andon.spatial import FloatArray

__all__ = ["RandomPolicy", "ZeroPolicy"]


class ZeroPolicy:
    """Holds the home pose: a zero action."""

    name = "zero"
    terms: tuple[str, ...] = ("joint_pos",)

    def __init__(self, body: Body) -> None:
        """Take the body's own drive."""
        self.drive = make_drive(body)

    def act(self, observation: Observation) -> FloatArray:
        """Give the home pose for all rows. Shape (N, num_joints). [rad]."""
        return np.tile(np.array(self.drive.home_rad), (observation.num_worlds, 1))

    def fork(self, rows: NDArray[np.intp]) -> "ZeroPolicy":
        """Give itself: there is no memory."""
        del rows
        return self

    def content_hash(self) -> str:
        """Give the hash of name and drive."""
        return content_hash([self.name, self.drive])


class RandomPolicy:
    """Draws a fresh target for every joint at every step, up to 0.25 rad from the home pose."""

    name = "random"
    terms: tuple[str, ...] = ("joint_pos",)
    reach_rad = 0.25

    def __init__(self, body: Body) -> None:
        """Take the body's own drive."""
        self.drive = make_drive(body)

    def act(self, observation: Observation) -> FloatArray:
        """Give targets drawn from each episode's own stream. Shape (N, num_joints). [rad]."""
        home = np.array(self.drive.home_rad)
        pairs = zip(observation.seeds, observation.steps, strict=True)
        draws = [stream(int(s), "policy", int(k)).uniform(-1, 1, len(home)) for s, k in pairs]
        return home + self.reach_rad * np.array(draws).reshape(-1, len(home))

    def fork(self, rows: NDArray[np.intp]) -> "RandomPolicy":
        """Give itself: what it draws depends on seed and step alone."""
        del rows
        return self

    def content_hash(self) -> str:
        """Give the hash of name, reach and drive."""
        return content_hash([self.name, self.reach_rad, self.drive])
