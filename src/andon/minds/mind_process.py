"""A thinker in a process of its own: questions and replies go through shared registers.

The body writes its newest question and reads the newest reply; it never waits for anything. What
the thinker does, is or suffers is of no consequence to the body but that replies come, or do not.
"""

import os
import signal
import time
from collections.abc import Sequence
from dataclasses import dataclass, replace
from math import inf
from multiprocessing import get_context, parent_process
from multiprocessing.context import SpawnProcess
from multiprocessing.synchronize import Semaphore
from threading import Thread
from typing import Any, Protocol, cast

import numpy as np
from numpy.typing import NDArray

from andon.artifacts import content_hash
from andon.episodes.observation import Policy
from andon.errors import InvalidConfig, WorkerDied
from andon.minds.advisors import Advice, Reply
from andon.minds.clock import read_calibration
from andon.minds.deliberation import Deliberation
from andon.minds.letters import (
    empty_reply,
    pack_question,
    pack_reply,
    unpack_question,
    unpack_reply,
)
from andon.minds.metronome import give_way
from andon.minds.mind import Mind
from andon.minds.question import Question
from andon.minds.rig import MindSetup
from andon.minds.shared_register import Layout, SharedRegister, layout_of
from andon.policies.setup import Rig
from andon.spatial import FloatArray

__all__ = ["MindProcess", "RemoteAdvisor", "Stopwatch", "think_elsewhere"]

START_S = 300.0
"""A thinker that has not built its world by then does not start any more."""


class Stopwatch:
    """A clock on the wall: a question has cost the time since it was taken up."""

    def __init__(self) -> None:
        """Start."""
        self._start = time.perf_counter()

    def start(self) -> None:
        """Start anew."""
        self._start = time.perf_counter()

    def charge_s(self, ticks: NDArray[np.int64], row_ticks: NDArray[np.int64]) -> FloatArray:
        """Give the time since the start, whatever was imagined. Shape (Q,)."""
        del row_ticks
        return np.full(len(ticks), time.perf_counter() - self._start)


class PortablePolicy(Protocol):
    """A policy whose memory can be sent to another process that has the same policy."""

    def memory(self, row: int) -> dict[str, NDArray[Any]]:
        """Give what one row remembers."""
        ...

    def recall(self, memory: dict[str, NDArray[Any]]) -> Policy:
        """Give a policy of one row that goes on from a memory."""
        ...


@dataclass(frozen=True, kw_only=True)
class Desk:
    """What a thinker is given when it starts."""

    setup: MindSetup
    question: tuple[str, Layout]
    reply: tuple[str, Layout]
    bell: Semaphore
    """Rung for every question; the body only rings it, which never waits."""
    answered: Semaphore
    """Rung for every reply, and when the thinker is ready."""
    cores: tuple[int, ...]
    is_charged: bool


def _serve(desk: Desk) -> None:
    """Answer the newest question, over and over; runs in the thinker's process."""
    Thread(target=_end_with_parent, daemon=True).start()
    give_way(desk.cores)
    rig = desk.setup.setup.build()
    watch = None if desk.is_charged else Stopwatch()
    advisor = desk.setup.make_advisor(rig, watch or read_calibration())
    policy, config = cast("PortablePolicy", rig.policy), desk.setup.config
    questions = SharedRegister(desk.question[1], desk.question[0])
    replies = SharedRegister(desk.reply[1], desk.reply[0])
    desk.answered.release()
    while True:
        desk.bell.acquire()
        found = questions.read()
        if found is None:  # rung twice for one question
            continue
        if watch is not None:
            watch.start()
        row = int(found[1]["number"][1])
        number, question, state, memory = unpack_question(found[1], config.hypotheses)
        opinion = Deliberation.of(state, config.score)
        advice = advisor.advise([question], [opinion], policy.recall(memory))[0]
        thought, count = opinion.as_array(), len(config.hypotheses)
        replies.write(pack_reply(number, row, question.step, advice, thought, count))
        desk.answered.release()


def _end_with_parent() -> None:
    parent = parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)


class MindProcess:
    """The body's end of a thinker in another process."""

    def __init__(
        self,
        setup: MindSetup,
        question: Layout,
        *,
        cores: tuple[int, ...] = (),
        is_charged: bool = False,
    ) -> None:
        """Start a thinker; it builds its world meanwhile, see `wait`.

        Args:
            setup: What it thinks about, and how.
            question: Layout of its questions.
            cores: Cores that it keeps to; any when empty.
            is_charged: Whether it goes by the prices of the virtual clock, so that its answers are
                the same every time.
        """
        context = get_context("spawn")
        reply = layout_of(empty_reply(len(setup.config.tactics), len(setup.config.hypotheses)))
        self._questions, self._replies = SharedRegister(question), SharedRegister(reply)
        self._bell, self._answered = context.Semaphore(0), context.Semaphore(0)
        desk = Desk(
            setup=setup,
            question=(self._questions.name, question),
            reply=(self._replies.name, reply),
            bell=self._bell,
            answered=self._answered,
            cores=cores,
            is_charged=is_charged,
        )
        self._process: SpawnProcess = context.Process(target=_serve, args=(desk,), daemon=True)
        self._process.start()
        self._number, self._asked_at = 0, 0.0
        self.latencies_s: list[float] = []
        self.num_asked = self.num_stale = 0

    @property
    def num_torn(self) -> int:
        """Replies that were no whole value when they were read."""
        return self._replies.num_torn

    @property
    def replies_register(self) -> SharedRegister:
        """Where replies come in; whoever gets hold of it can write anything there."""
        return self._replies

    @property
    def is_alive(self) -> bool:
        """Whether the process exists; it may be stopped all the same."""
        return self._process.is_alive()

    def wait(self, timeout_s: float = START_S) -> None:
        """Wait until it is ready, or has answered the last question. Not for a body that walks.

        Raises:
            WorkerDied: When it does not come to it.
        """
        if not self._answered.acquire(timeout=timeout_s):
            raise WorkerDied(
                f"The thinker gave no sign within {timeout_s:g} s; "
                f"{'it still runs' if self.is_alive else 'its process is gone'}."
            )

    def ask(
        self, question: Question, opinion: Deliberation, memory: dict[str, NDArray[Any]]
    ) -> None:
        """Put a question in the place of the one before; returns at once."""
        self._number += 1
        self.num_asked += 1
        while self._answered.acquire(block=False):
            pass  # nobody waited for earlier replies
        self._questions.write(pack_question(question, opinion, memory, self._number))
        self._asked_at = time.perf_counter()
        self._bell.release()

    def replies(self) -> list[Reply]:
        """Give the reply to the newest question, once it is there; returns at once."""
        found = self._replies.read()
        if found is None:
            return []
        number, reply = unpack_reply(found[1])
        if number != self._number:
            self.num_stale += 1
            return []
        self.latencies_s.append(time.perf_counter() - self._asked_at)
        return [reply]

    def freeze(self) -> None:
        """Stop the process where it is; it does not notice."""
        self._signal(signal.SIGSTOP)

    def thaw(self) -> None:
        """Let it go on."""
        self._signal(signal.SIGCONT)

    def kill(self) -> None:
        """End it at once, whatever it is doing."""
        self._process.kill()
        self._process.join()

    def _signal(self, number: signal.Signals) -> None:
        if self._process.pid is not None and self.is_alive:
            os.kill(self._process.pid, number)

    def close(self) -> None:
        """End it and let go of the registers."""
        self.kill()
        self._process.close()
        self._questions.close()
        self._replies.close()


class RemoteAdvisor:
    """Asks a thinker in another process, and hands on what comes back."""

    name = "think"

    def __init__(self, process: MindProcess, setup: MindSetup) -> None:
        """Take the process to ask.

        Args:
            process: The thinker.
            setup: What it was built from.
        """
        self._process, self._setup = process, setup

    def advise(
        self, questions: Sequence[Question], opinions: Sequence[Deliberation], policy: Policy
    ) -> list[Advice]:
        """Pass questions on; the advice is that none is there yet.

        Raises:
            WorkerDied: When the process is gone.
        """
        if not self._process.is_alive:
            raise WorkerDied("The process that thinks is gone.")
        for question, opinion in zip(questions, opinions, strict=True):
            memory = cast("PortablePolicy", policy).memory(question.row)
            self._process.ask(question, opinion, memory)
        return [
            Advice(register=q.current, name="keep", charge_s=inf, risks=np.zeros(1))
            for q in questions
        ]

    def replies(self) -> list[Reply]:
        """Give what has come in."""
        return self._process.replies()

    def content_hash(self) -> str:
        """Give the hash of what thinks; when it answers is up to the machine."""
        return content_hash(["elsewhere", self._setup])


def think_elsewhere(
    setup: MindSetup, *, cores: tuple[int, ...] = (), is_charged: bool = False
) -> tuple[Rig, MindProcess]:
    """Build a setup whose mind thinks in another process, and wait until it is ready.

    Args:
        setup: Scenario, body, policy and mind; one robot.
        cores: Cores for the thinker; any when empty.
        is_charged: See `MindProcess`.

    Raises:
        InvalidConfig: When the policy's memory cannot be sent.
        WorkerDied: When the thinker does not start.
    """
    rig = replace(setup, advisor="rule", fault=None).build()
    mind = cast("Mind", rig.policy)
    if not hasattr(mind.inner, "memory"):
        raise InvalidConfig(
            f"The memory of the policy {mind.inner.name!r} cannot be sent to another process; take "
            "one with a contract, such as reflex."
        )
    observation = rig.make_world(1).reset([0])
    mind.act(observation)
    memory = cast("PortablePolicy", mind.inner).memory(0)
    opinion = Deliberation(len(setup.config.tactics), setup.config.score)
    letter = pack_question(mind.question(0, observation), opinion, memory, 0)
    process = MindProcess(setup, layout_of(letter), cores=cores, is_charged=is_charged)
    try:
        process.wait()
    except WorkerDied:
        process.close()
        raise
    inner = mind.inner.fork(np.zeros(0, np.intp))
    return replace(rig, policy=Mind(inner, RemoteAdvisor(process, setup), setup.config)), process
