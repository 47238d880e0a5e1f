"""Who is asked what to do about an obstacle: thinkers, and rules to compare them with."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol, runtime_checkable

import numpy as np

from andon.artifacts import content_hash
from andon.episodes.observation import Policy
from andon.minds.deliberation import Deliberation, ScoreConfig, future_costs, speeds_of
from andon.minds.imagination import Imagination
from andon.minds.question import Answer, Question
from andon.minds.tactics import Tactic
from andon.spatial import FloatArray

__all__ = ["Advice", "Advisor", "Correspondent", "Reply", "Rule", "Thinker"]


@dataclass(frozen=True, kw_only=True)
class Advice:
    """What an advisor says, and how long it took."""

    register: FloatArray
    """Speed, clearance, drop, offset. Shape (4,)."""
    name: str
    """Name of the tactic."""
    charge_s: float
    """Time of one core that it took; infinite when no answer ever comes."""
    risks: FloatArray
    """Risk of each tactic that was considered. Shape (T,). [s]"""
    is_refused: bool = False
    """Whether the best tactic was refused because nothing could have stopped it afterwards."""
    is_cut: bool = False
    """Whether the budget was spent before all futures had ended."""
    chosen: int = -1
    """Place of the register among those of the question; -1 when it is none of them."""
    trace: FloatArray | None = None
    """What the readings of the next steps would be under each hypothesis; see `Evidence.expect`.
    Shape (H, K, FEATURES)."""


class Advisor(Protocol):
    """Says what to do about what lies ahead."""

    name: str

    def advise(
        self, questions: Sequence[Question], opinions: Sequence[Deliberation], policy: Policy
    ) -> list[Advice]:
        """Answer questions, each as if it were the only one.

        Args:
            questions: What is asked.
            opinions: What was thought of each obstacle before; edited.
            policy: The policy in its present state; not changed.
        """
        ...

    def content_hash(self) -> str:
        """Give the hash of everything that decides what it says."""
        ...


@dataclass(frozen=True, kw_only=True)
class Reply:
    """What came back from a thinker in another process."""

    row: int
    """Row of the mind that asked."""
    begun_step: int
    """Control step of the question."""
    advice: Advice
    """What it says."""
    opinion: FloatArray
    """What it thinks of the obstacle by now; see `Deliberation.as_array`."""


@runtime_checkable
class Correspondent(Protocol):
    """An advisor elsewhere: it takes questions at once and answers when it can.

    Its `advise` gives advice whose charge is infinite.
    """

    def replies(self) -> list[Reply]:
        """Give the replies that have come in since the last call; never waits."""
        ...


class Thinker:
    """Imagines every tactic over every hypothesis and weighs them."""

    name = "think"

    def __init__(
        self,
        imagination: Imagination,
        tactics: Sequence[Tactic],
        score: ScoreConfig | None = None,
    ) -> None:
        """Prepare to think.

        Args:
            imagination: Where futures are walked out.
            tactics: What to choose from, in the order of the questions' registers.
            score: What futures cost.
        """
        self._imagination, self._tactics = imagination, tuple(tactics)
        self._score = score or ScoreConfig()

    def advise(
        self, questions: Sequence[Question], opinions: Sequence[Deliberation], policy: Policy
    ) -> list[Advice]:
        """Imagine and weigh."""
        answers = self._imagination.imagine(questions, policy)
        return [
            self._weigh(question, opinion, answer)
            for question, opinion, answer in zip(questions, opinions, answers, strict=True)
        ]

    def content_hash(self) -> str:
        """Give the hash of tactics, prices and the way of imagining."""
        imagination = self._imagination
        ways = (imagination.world.config, imagination.calibration)
        return content_hash([self.name, self._tactics, self._score, *ways])

    def _weigh(self, question: Question, opinion: Deliberation, answer: Answer) -> Advice:
        nominal = float(question.velocity_command[0])
        costs = future_costs(answer, speeds_of(question.registers, nominal), nominal, self._score)
        judgement = opinion.weigh(answer, costs, question.weights)
        spent = self._imagination.calibration.charge_s(
            np.array([answer.ticks]), np.array([answer.row_ticks])
        )
        return Advice(
            register=question.registers[judgement.chosen].copy(),
            name=self._tactics[judgement.chosen].name,
            charge_s=float(spent[0]),
            risks=judgement.risks,
            is_refused=judgement.is_refused,
            is_cut=answer.is_cut,
            chosen=judgement.chosen,
            trace=None if answer.trace is None else answer.trace[judgement.chosen],
        )


class Rule:
    """Always says the same; without a thought, and so without a charge."""

    name = "rule"

    def __init__(self, tactic: Tactic) -> None:
        """Take what to say."""
        self._tactic = tactic

    def advise(
        self, questions: Sequence[Question], opinions: Sequence[Deliberation], policy: Policy
    ) -> list[Advice]:
        """Say it."""
        del opinions, policy
        return [
            Advice(
                register=self._tactic.register(),
                name=self._tactic.name,
                charge_s=0.0,
                risks=np.zeros(1),
            )
            for _ in questions
        ]

    def content_hash(self) -> str:
        """Give the hash of the tactic."""
        return content_hash([self.name, self._tactic])
