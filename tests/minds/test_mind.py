from dataclasses import replace

import numpy as np
import pytest

from andon.bodies.body import bodies
from andon.errors import InvalidConfig
from andon.minds.advisors import Rule
from andon.minds.mind import Mind, MindConfig
from andon.minds.tactics import KEEP, Tactic, pick
from andon.policies.stand import StandPolicy
from tests.minds.minds import mind_of, setup_at, walk, with_config

STEPS = 110


def test_a_row_thinks_and_walks_the_same_in_any_batch_and_every_time():
    setup = setup_at("hurdle")
    together, both = walk(setup.build(), [5, 6], STEPS)
    alone, one = walk(setup.build(), [6], STEPS)
    assert together.threads[0].thoughts
    assert both[1] == one[0]
    assert together.threads[1].thoughts == alone.threads[0].thoughts


def test_a_mind_that_never_thinks_is_the_policy_itself():
    setup = with_config(setup_at("hurdle"), trigger="never")
    _, minded = walk(setup.build(), [5], 60)
    rig = setup.setup.build()
    world = rig.make_world(1)
    observation = world.reset([5])
    plain: list[bytes] = []
    for _ in range(60):
        action = rig.policy.act(observation)
        plain.append(action[0].tobytes())
        observation = world.step(action).observation
    assert minded[0] == b"".join(plain)


def test_a_fork_goes_on_as_the_mind_would_have():
    rig = setup_at("hurdle").build()
    mind, world = mind_of(rig), rig.make_world(1)
    observation = world.reset([5])
    for _ in range(70):
        observation = world.step(mind.act(observation)).observation
    twin, future = mind.fork(np.array([0])), world.fork(0, 1)
    seen = observation
    for _ in range(30):
        observation = world.step(mind.act(observation)).observation
        seen = future.step(twin.act(seen)).observation
    assert np.array_equal(world.qpos, future.qpos)


def test_a_body_that_waits_keeps_its_targets_while_the_mind_thinks():
    setup = with_config(setup_at("hurdle"), is_synchronous=True, charged_s=0.2)
    mind, actions = walk(setup.build(), [5], STEPS)
    thought = mind.threads[0].thoughts[0]
    size = len(actions[0]) // STEPS
    frames = [actions[0][i * size : (i + 1) * size] for i in range(STEPS)]
    assert thought.due_step == thought.begun_step + 10
    begun = thought.begun_step
    assert len(set(frames[begun : begun + 10])) == 1
    assert frames[begun + 10] != frames[begun]


def test_a_rule_is_followed_from_sight_on_and_counted_as_a_switch():
    setup = replace(setup_at("hurdle"), advisor="rule", rule=pick(["high"])[0])
    mind, _ = walk(setup.build(), [5], STEPS)
    assert [name for _, name in mind.threads[0].switches][:1] == ["high"]


def test_policies_without_registers_are_refused():
    with pytest.raises(InvalidConfig, match="offers no register"):
        Mind(StandPolicy(bodies.make("humanoid")), Rule(KEEP))


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"tactics": pick(["high"])}, "first tactic"),
        ({"tactics": (KEEP, Tactic(name="a"), Tactic(name="a"))}, "differ in their names"),
        ({"hypotheses": ()}, "at least one hypothesis"),
        ({"charged_s": -0.1}, "No answer comes before"),
    ],
)
def test_ways_of_thinking_that_cannot_be_meant_are_refused(
    changes: dict[str, object], message: str
):
    with pytest.raises(InvalidConfig, match=message):
        MindConfig(**changes)  # type: ignore[arg-type]
