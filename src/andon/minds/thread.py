"""What one robot has in mind: the obstacle ahead, its opinion of it, and plans on their way."""

from copy import copy
from dataclasses import dataclass, replace

import numpy as np

from andon.minds.advisors import Advice, Reply
from andon.minds.clock import Plan, PlanBook
from andon.minds.deliberation import Deliberation, ScoreConfig
from andon.minds.evidence import Evidence, EvidenceConfig
from andon.minds.refinement import Choices
from andon.minds.surprise import (
    Familiar,
    SurpriseConfig,
    Surprises,
    features_of,
    surprise_at,
)
from andon.minds.terrain import NO_TERRAIN, Terrain
from andon.spatial import FloatArray

__all__ = ["Thought", "Thread"]

NEW_OBSTACLE_M = 0.6
"""An obstacle that begins this far beyond the end of the last one is another one."""
ALARM_WAY_M = 1.0
"""Scores agree when both were high within this way."""
STUCK_SHARE = 0.2
"""Slower than this share of its command a robot stands. [1]"""
WALKING_M_S = 0.3
STARTED_SHARE = 0.6
"""A robot has started when it has reached this share of its command once. [1]"""


@dataclass(frozen=True, kw_only=True)
class Thought:
    """One think, for figures."""

    begun_step: int
    """Control step of its readings."""
    due_step: float
    """Control step at which its plan was there; infinite when never."""
    name: str
    """Tactic that it came to."""
    charge_s: float
    """What it was charged."""
    near_m: float
    """Distance of the obstacle when it began."""
    is_refused: bool
    """Whether the best tactic was refused for want of a backup."""
    is_cut: bool
    """Whether the budget ran out."""


class Thread:
    """The memory of one row of a mind."""

    def __init__(
        self,
        choices: Choices,
        score: ScoreConfig,
        max_age_steps: int,
        evidence: Evidence | None = None,
    ) -> None:
        """Begin with an empty mind.

        Args:
            choices: What to choose from.
            score: What futures cost.
            max_age_steps: Plans made for readings older than this are late.
            evidence: How likely each hypothesis is; of one only when None.
        """
        self.seed = 0
        self.choices = choices
        self.evidence = evidence or Evidence(1, EvidenceConfig())
        self.opinion = Deliberation(len(choices.names), score)
        self.book = PlanBook(max_age_steps)
        self.register: FloatArray | None = None
        self.tactic = "keep"
        self.terrain = NO_TERRAIN
        self.thoughts: list[Thought] = []
        self.switches: list[tuple[int, str]] = []
        self.begun_step = -(10**6)
        self._way = 0.0
        self._far_way = -np.inf
        self._waits_until = -np.inf
        self._still_s = self._backing_s = self._held_s = 0.0
        self._is_holding = self._has_started = False
        self.has_obstacle = False
        self.is_barred = False
        self.steps = 0
        self.surprised_m = self.surprised_near_m = -1.0
        self.surprises: list[Surprises] = []
        self._alarm_at_m = [-np.inf] * 3
        self._compared_m = 0.0
        self._speed = self._jolt = 0.0

    @property
    def is_surprised(self) -> bool:
        """Whether two scores agree that this is nothing familiar."""
        return sum(self._way - at <= ALARM_WAY_M for at in self._alarm_at_m) >= 2

    @property
    def is_busy(self) -> bool:
        """Whether a thought is on its way."""
        return self.book.is_busy

    def move(self, way_m: float) -> None:
        """Note how far the robot has walked since the last step."""
        self._way += way_m
        self.steps += 1

    def feel(self, speed: float, command: float, dt: float) -> None:
        """Note how the robot gets on. Speeds in m/s."""
        self._has_started |= command >= WALKING_M_S and speed > STARTED_SHARE * command
        self._jolt = max(self._jolt, abs(speed - self._speed))
        self._speed = speed
        is_still = (
            self._has_started
            and not self.is_barred
            and command >= WALKING_M_S
            and speed < STUCK_SHARE * command
        )
        self._still_s = self._still_s + dt if is_still else 0.0

    def compare(self, seen: Terrain, config: SurpriseConfig, familiar: Familiar) -> None:
        """Weigh what is seen against the map of before and against what is familiar."""
        found = Surprises(
            geometry=surprise_at(self.terrain, seen, self._way - self._compared_m),
            novelty=familiar.novelty(features_of(seen)),
            physics=self._jolt,
        )
        self._compared_m, self._jolt = self._way, 0.0
        self.surprises.append(found)
        for i, is_high in enumerate(found.alarms(config)):
            if is_high:
                self._alarm_at_m[i] = self._way
        if self.surprised_m < 0 and self.is_surprised:
            self.surprised_m, self.surprised_near_m = self._way, seen.near_m

    def scores(self) -> list[tuple[float, float, float]]:
        """Give all scores so far: geometry, novelty, physics."""
        return [(s.geometry, s.novelty, s.physics) for s in self.surprises]

    def see(self, terrain: Terrain, sight_m: float, leave_m: float) -> None:
        """Take in a new estimate of the ground ahead."""
        self.terrain = terrain
        if not terrain.is_even and terrain.near_m <= sight_m:
            begins = self._way + terrain.near_m
            if begins > self._far_way + NEW_OBSTACLE_M:
                self._forget()
                self._is_holding, self._held_s = True, 0.0
            self._far_way = self._way + terrain.far_m
            self.has_obstacle = True
        elif self._way > self._far_way + 0.25 + leave_m:
            self.has_obstacle = False

    def begin(self, plan: Plan, advice: Advice) -> None:
        """Send a thought on its way."""
        self.book.add(plan)
        self.evidence.forget_trace()
        if advice.trace is not None:
            self.evidence.expect(plan.begun_step, advice.trace)
        self.begun_step, self._waits_until = plan.begun_step, plan.due_step
        self.thoughts.append(
            Thought(
                begun_step=plan.begun_step,
                due_step=plan.due_step,
                name=plan.name,
                charge_s=advice.charge_s,
                near_m=self.terrain.near_m,
                is_refused=advice.is_refused,
                is_cut=advice.is_cut,
            )
        )

    def answered(self, reply: Reply, due_step: float) -> None:
        """Take in what another process thought; nothing happens where nobody waits for it."""
        advice = reply.advice
        name = self.named(advice)
        if not self.book.fulfil(reply.begun_step, due_step, advice.register, name):
            return
        if advice.trace is not None:
            self.evidence.expect(reply.begun_step, advice.trace)
        self._waits_until = due_step
        self.opinion.adopt(reply.opinion)
        self.thoughts[-1] = replace(
            self.thoughts[-1],
            due_step=due_step,
            name=name,
            charge_s=advice.charge_s,
            is_refused=advice.is_refused,
            is_cut=advice.is_cut,
        )

    def take_up(self, plan: Plan, step: int) -> None:
        """Follow a plan from now on."""
        self.register = plan.register
        self._name(plan.name, step)

    def _forget(self) -> None:
        """Have no opinion any more: another obstacle, or none."""
        self.opinion.forget()
        self.choices.reset()

    def named(self, advice: Advice) -> str:
        """Give the name of what is advised."""
        names = self.choices.names
        return names[advice.chosen] if 0 <= advice.chosen < len(names) else advice.name

    def let_go(self, step: int) -> None:
        """Go on as commanded: there is nothing ahead any more."""
        if self.register is not None:
            self.register = None
            self._forget()
            self._name("keep", step)

    def _name(self, name: str, step: int) -> None:
        if name != self.tactic:
            self.switches.append((step, name))
            self.tactic = name

    def is_waiting(self, step: int) -> bool:
        """Whether a thought has begun and its plan is not there yet."""
        return self.begun_step < step < self._waits_until

    def backs_up(self, stuck_s: float, back_s: float, dt: float) -> bool:
        """Say whether a robot that is stuck backs up now."""
        if self._backing_s > 0:
            self._backing_s -= dt
            return True
        if not self._is_holding and self._still_s >= stuck_s:
            self._still_s, self._backing_s = 0.0, back_s
            self._has_started = False
            self._forget()
            return True
        return False

    def holds(self, hold_s: float, dt: float) -> bool:
        """Say whether a robot that stands before it acts still has to stand."""
        if hold_s <= 0 or not self._is_holding or not self.has_obstacle:
            self._is_holding = self._is_holding and hold_s > 0
            return False
        self._held_s += dt if self._still_s > 0 else 0.0
        self._is_holding = self._held_s < hold_s
        if not self._is_holding:  # it stood on purpose
            self._still_s, self._has_started = 0.0, False
        return self._is_holding

    def copy(self) -> "Thread":
        """Give one with the same in mind."""
        twin = copy(self)
        twin.choices, twin.evidence = self.choices.copy(), self.evidence.copy()
        twin.opinion, twin.book = self.opinion.copy(), self.book.copy()
        twin.thoughts, twin.switches = list(self.thoughts), list(self.switches)
        twin.surprises, twin._alarm_at_m = list(self.surprises), list(self._alarm_at_m)
        return twin
