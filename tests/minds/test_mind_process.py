"""Thinkers in processes of their own, stepped as slowly as the tests like."""

from collections.abc import Callable, Iterator
from dataclasses import replace

import pytest

from andon.errors import InvalidConfig, WorkerDied
from andon.minds.mind import Mind
from andon.minds.mind_process import MindProcess, think_elsewhere
from andon.minds.rig import MindSetup
from andon.policies.setup import Rig
from andon.randomness import stream
from tests.minds.minds import mind_of, setup_at, walk, with_config

STEPS = 100
SETUP = with_config(setup_at("hurdle"), charged_s=0.14)
"""Thinks for the first time at about step 60, and then every 0.4 s."""

Opened = Callable[[MindSetup], tuple[Rig, MindProcess]]


@pytest.fixture
def elsewhere() -> Iterator[Opened]:
    """Start thinkers, and end them afterwards."""
    opened: list[MindProcess] = []

    def start(setup: MindSetup) -> tuple[Rig, MindProcess]:
        rig, process = think_elsewhere(setup, is_charged=True)
        opened.append(process)
        return rig, process

    yield start
    for process in opened:
        process.close()


def walk_with(
    rig: Rig, process: MindProcess, *, is_patient: bool, before: Callable[[int], None] | None = None
) -> tuple[Mind, bytes]:
    """Walk one robot; a patient one gives the thinker all the time that it wants."""
    mind, world = mind_of(rig), rig.make_world(1)
    observation = world.reset([5])
    actions: list[bytes] = []
    for step in range(STEPS):
        if before is not None:
            before(step)
        asked = process.num_asked
        action = mind.act(observation)
        actions.append(action[0].tobytes())
        if is_patient and process.num_asked > asked:
            process.wait()
        observation = world.step(action).observation
    return mind, b"".join(actions)


def reflex_and_guard() -> bytes:
    """Walk the same robot without a thought."""
    return walk(with_config(SETUP, trigger="never").build(), [5], STEPS)[1][0]


def test_two_clocks_and_one_code(elsewhere: Opened):
    mind, actions = walk_with(*elsewhere(SETUP), is_patient=True)
    virtual, same = walk(SETUP.build(), [5], STEPS)
    assert mind.threads[0].thoughts
    assert mind.threads[0].thoughts == virtual.threads[0].thoughts
    assert mind.threads[0].switches == virtual.threads[0].switches
    assert actions == same[0]


def test_a_thinker_that_is_frozen_or_killed_leaves_the_body_walking(elsewhere: Opened):
    alone = reflex_and_guard()
    rig, process = elsewhere(SETUP)
    process.freeze()
    mind, frozen = walk_with(rig, process, is_patient=False)
    assert process.is_alive
    assert process.num_asked == 1
    assert len(mind.threads[0].thoughts) == 1
    assert frozen == alone
    process.kill()
    mind, killed = walk_with(rig, process, is_patient=False)
    assert not process.is_alive
    assert killed == alone


def test_a_thinker_that_is_killed_while_it_thinks_leaves_the_body_walking(elsewhere: Opened):
    rig, process = elsewhere(SETUP)
    process.freeze()  # so that it has the question and no answer

    def kill(step: int) -> None:
        if process.num_asked and process.is_alive:
            process.kill()

    mind, actions = walk_with(rig, process, is_patient=False, before=kill)
    assert len(mind.threads[0].thoughts) == 1
    assert actions == reflex_and_guard()
    with pytest.raises(WorkerDied, match="its process is gone"):
        process.wait(0.0)


def test_a_reply_that_comes_too_late_is_dropped(elsewhere: Opened):
    rig, process = elsewhere(SETUP)
    process.freeze()

    def thaw(step: int) -> None:
        if step == STEPS - 1:
            process.thaw()
            process.wait()

    mind, actions = walk_with(rig, process, is_patient=False, before=thaw)
    assert mind.threads[0].book.dropped == {"late": 1}
    assert actions == reflex_and_guard()


def test_nonsense_for_an_answer_leaves_the_body_walking(elsewhere: Opened):
    rig, process = elsewhere(replace(SETUP, fault="garbage"))
    mind, actions = walk_with(rig, process, is_patient=True)
    dropped = mind.threads[0].book.dropped
    assert set(dropped) == {"garbage"}
    assert dropped["garbage"] >= 2
    assert actions == reflex_and_guard()


def test_nonsense_in_the_memory_leaves_the_body_walking(elsewhere: Opened):
    rig, process = elsewhere(SETUP)
    process.kill()
    draws = stream(3, "nonsense")

    def scribble(step: int) -> None:
        process.replies_register.scribble(draws.bytes(4096))

    _, actions = walk_with(rig, process, is_patient=False, before=scribble)
    assert process.num_torn > 0
    assert actions == reflex_and_guard()


def test_policies_whose_memory_cannot_be_sent_are_refused():
    setup = replace(SETUP, setup=replace(SETUP.setup, policy="gait"))
    with pytest.raises(InvalidConfig, match="cannot be sent to another process"):
        think_elsewhere(setup)
