"""Thinkers that fail: stopped, dead, too slow, or talking nonsense. For benches and tests."""

from collections.abc import Sequence
from dataclasses import replace
from math import inf
from typing import Literal

import numpy as np

from andon.artifacts import content_hash
from andon.episodes.observation import Policy
from andon.errors import WorkerDied, unknown_name
from andon.minds.advisors import Advice, Advisor
from andon.minds.deliberation import Deliberation
from andon.minds.question import Question

__all__ = ["FAULTS", "Fault", "FaultyAdvisor"]

Fault = Literal["frozen", "killed", "slow", "garbage"]
FAULTS: tuple[Fault, ...] = ("frozen", "killed", "slow", "garbage")
"""`frozen`: no answer ever comes; `killed`: the thinker is gone; `slow`: answers take ten times as
long; `garbage`: answers are no registers."""

SLOWNESS = 10.0


class FaultyAdvisor:
    """An advisor that fails in one way, from its first question on."""

    def __init__(self, advisor: Advisor, fault: Fault) -> None:
        """Spoil an advisor.

        Raises:
            UnknownName: When there is no such fault.
        """
        if fault not in FAULTS:
            raise unknown_name("fault of a thinker", fault, FAULTS)
        self.name = f"{advisor.name}-{fault}"
        self._advisor, self._fault = advisor, fault

    def advise(
        self, questions: Sequence[Question], opinions: Sequence[Deliberation], policy: Policy
    ) -> list[Advice]:
        """Answer in the way of the fault.

        Raises:
            WorkerDied: When the thinker is gone.
        """
        if self._fault == "killed":
            raise WorkerDied("The thinker was killed.")
        if self._fault == "frozen":
            return [
                Advice(
                    register=np.array([np.nan, 0.0, 0.0, 0.0]),
                    name="keep",
                    charge_s=inf,
                    risks=np.zeros(1),
                )
                for _ in questions
            ]
        found = self._advisor.advise(questions, opinions, policy)
        if self._fault == "slow":
            return [replace(advice, charge_s=SLOWNESS * advice.charge_s) for advice in found]
        wrong = (np.full(4, np.nan), np.array([np.inf, 9.0, -1.0, 50.0]), np.full(4, 1e30))
        return [
            replace(advice, register=wrong[question.step // 4 % len(wrong)])
            for question, advice in zip(questions, found, strict=True)
        ]

    def content_hash(self) -> str:
        """Give the hash of the advisor and what is wrong with it."""
        return content_hash([self.name, self._advisor.content_hash()])
