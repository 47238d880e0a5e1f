"""A setup with a mind: plain data, built in any process."""

from dataclasses import dataclass, field, replace

from andon.errors import unknown_name
from andon.minds.advisors import Advisor, Rule, Thinker
from andon.minds.clock import Clock, read_calibration
from andon.minds.faults import Fault, FaultyAdvisor
from andon.minds.imagination import Imagination
from andon.minds.imagined_world import ImaginationConfig, ImaginedWorld
from andon.minds.mind import Mind, MindConfig
from andon.minds.tactics import KEEP, Tactic
from andon.policies.setup import Rig, Setup

__all__ = ["MINDS", "MindSetup"]

MINDS = ("think", "rule")
"""Advisors by name."""


@dataclass(frozen=True, kw_only=True)
class MindSetup:
    """Scenario, body, policy, and what thinks for it."""

    setup: Setup
    """Everything but the mind."""
    advisor: str = "think"
    """`think`, or `rule`: always the same tactic."""
    rule: Tactic = KEEP
    """What a rule says."""
    fault: Fault | None = None
    """What is wrong with the thinker."""
    config: MindConfig = field(default_factory=MindConfig)
    """How it thinks."""
    imagination: ImaginationConfig = field(default_factory=ImaginationConfig)
    """How it imagines."""

    def build(self) -> Rig:
        """Build it all.

        Raises:
            UnknownName: When there is no such advisor.
            InvalidConfig: When the policy offers no registers.
        """
        rig = self.setup.build()
        advisor = self.make_advisor(rig, read_calibration())
        return replace(rig, policy=Mind(rig.policy, advisor, self.config))

    def make_advisor(self, rig: Rig, clock: Clock) -> Advisor:
        """Make who is asked.

        Args:
            rig: The rest, built; its policy is the inner one.
            clock: What its thoughts are charged by.

        Raises:
            UnknownName: When there is no such advisor.
        """
        if self.advisor not in MINDS:
            raise unknown_name("mind", self.advisor, MINDS)
        if self.advisor == "rule":
            return self._spoiled(Rule(self.rule))
        scan = getattr(rig.policy, "scan", None) or rig.scenario.sensing.scan
        world = ImaginedWorld(rig.body, rig.policy.drive, scan, self.imagination)
        imagination = Imagination(world, clock)
        return self._spoiled(Thinker(imagination, self.config.tactics, self.config.score))

    def _spoiled(self, advisor: Advisor) -> Advisor:
        return advisor if self.fault is None else FaultyAdvisor(advisor, self.fault)
