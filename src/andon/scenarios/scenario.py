"""A scenario: place, task, success, time limit and what may vary. With a seed it is one world."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from math import inf
from typing import Literal

from andon.artifacts import content_hash
from andon.errors import InvalidConfig
from andon.registry import Registry
from andon.scenarios.layout import Layout
from andon.scenarios.places import place_layout
from andon.scenarios.variation import Draw, Parameter, draw_values, override
from andon.sensing.noise import SensingConfig

__all__ = ["FallRule", "Scenario", "Task", "scenarios"]

Task = Literal["follow_velocity", "stay_up", "reach_finish", "come_to_stand"]


@dataclass(frozen=True, kw_only=True)
class FallRule:
    """When an episode counts as a fall."""

    height_share: float = 0.67
    """Fallen when the base is lower above the ground than this share of its standing height. [1]"""
    tilt_deg: float = 60.0
    """Fallen when the base leans further than this."""

    def __post_init__(self) -> None:
        """Refuse rules that always or never hold."""
        if not (0 < self.height_share < 1 and 0 < self.tilt_deg < 180):
            raise InvalidConfig(
                f"A fall rule needs 0 < height_share < 1 and 0 < tilt_deg < 180; got {self}."
            )


@dataclass(frozen=True, kw_only=True)
class Scenario:
    """What it takes to repeat an episode, apart from body, policy and seed."""

    name: str
    """Registered name, `place_verb_object`."""
    title: str
    """One sentence for people."""
    place: str
    """Name of the ground."""
    task: Task
    """What counts as success. `follow_velocity`: up at the end, and the mean velocity within
    `velocity_tolerance` of the command. `stay_up`: up at the end. `reach_finish`: past the finish
    line in time. `come_to_stand`: up at the end and standing still, after following the velocity
    until told to stop."""
    variation: tuple[Parameter, ...]
    """Everything that may differ between two seeds."""
    time_limit_s: float = 20.0
    """Length of an episode that nothing ends earlier."""
    velocity_tolerance: float = 0.25
    """Largest error of the mean velocity that still counts as following, m/s."""
    yaw_rate_tolerance: float = 0.2
    """Largest error of the mean yaw rate that still counts as following, rad/s."""
    command_ramp_s: float = 2.0
    """The velocity command rises from zero to its value over this time."""
    course_half_width_m: float = 6.0
    """A robot further than this from the centre line has left the course."""
    fall: FallRule = FallRule()
    """When an episode counts as a fall."""
    sensing: SensingConfig = field(default_factory=SensingConfig)
    """Sensor faults and the grid of the height scan."""

    def __post_init__(self) -> None:
        """Refuse times that cannot be meant."""
        if not 0 <= self.command_ramp_s < self.time_limit_s < inf:
            raise InvalidConfig(
                f"Scenario {self.name!r} needs a finite time_limit_s > command_ramp_s >= 0; got "
                f"{self.time_limit_s} and {self.command_ramp_s}."
            )

    def draw(self, seed: int) -> Draw:
        """Draw the values of one episode."""
        return draw_values(self.variation, seed)

    def layout(self, draw: Mapping[str, float]) -> Layout:
        """Lay out the ground of one episode."""
        return place_layout(self.place, draw)

    def content_hash(self) -> str:
        """Give the hash of everything that decides an episode here."""
        return content_hash(self)

    def with_variation(self, changes: Mapping[str, object]) -> "Scenario":
        """Give the same scenario with some distributions replaced.

        Args:
            changes: By name: a number, `[low, high]` or `{choice = [...]}`.

        Raises:
            UnknownName: When a name is no parameter of this scenario.
        """
        return replace(self, variation=override(self.variation, changes))


scenarios: Registry[Scenario] = Registry("scenario")
