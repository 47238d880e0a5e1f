"""Laws of everything that is registered: names, and factories that share nothing."""

import re

import pytest

from andon.bodies import bodies
from andon.policies.setup import POLICIES
from andon.scenarios import scenarios

SNAKE = re.compile(r"[a-z][a-z0-9]*(_[a-z0-9]+)*(@[1-9][0-9]*)?")


@pytest.mark.parametrize("names", [list(bodies), list(scenarios), list(POLICIES)])
def test_names_are_snake_case_and_unique(names):
    assert names
    assert len(set(names)) == len(names)
    assert [name for name in names if not SNAKE.fullmatch(name)] == []


@pytest.mark.parametrize("name", list(scenarios))
def test_a_scenario_is_named_place_verb_object(name):
    assert len(name.split("@")[0].split("_")) >= 2
    assert scenarios.make(name).name == name


@pytest.mark.parametrize("registry", [bodies, scenarios])
def test_every_call_of_a_factory_builds_a_fresh_equal_object(registry):
    for name in registry:
        one, other = registry.make(name), registry.make(name)
        assert one is not other
        assert one == other
        assert one.content_hash() == other.content_hash()


def test_no_two_registered_things_share_a_hash():
    hashes = [scenarios.make(n).content_hash() for n in scenarios]
    hashes += [bodies.make(n).content_hash() for n in bodies]
    hashes += [POLICIES.make(n)(bodies.make("humanoid")).content_hash() for n in POLICIES]
    assert len(set(hashes)) == len(hashes)
