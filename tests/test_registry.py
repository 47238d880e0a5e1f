"""One name, one factory."""

from importlib.metadata import EntryPoint

import pytest

from andon import registry
from andon.errors import AlreadyRegistered, InvalidConfig, UnknownName
from andon.registry import Registry


@pytest.fixture
def bodies() -> Registry[list[int]]:
    filled: Registry[list[int]] = Registry("body")
    filled.register("humanoid", lambda: [1])
    filled.register("carer", lambda: [2])
    return filled


def test_every_call_builds_a_fresh_object(bodies):
    assert bodies.make("humanoid") == [1]
    assert bodies.make("humanoid") is not bodies.make("humanoid")


def test_names_come_in_alphabetical_order(bodies):
    assert bodies.names() == list(bodies) == ["carer", "humanoid"]


def test_membership_says_what_is_registered(bodies):
    assert "carer" in bodies
    assert "drone" not in bodies


def test_an_unknown_name_is_told_the_nearest_and_all():
    scenarios: Registry[int] = Registry("scenario")
    scenarios.register("pharmacy_pick_vial", int)
    with pytest.raises(UnknownName) as caught:
        scenarios.make("pharmacy_pick_vile")
    assert str(caught.value) == (
        "No scenario named 'pharmacy_pick_vile'. Did you mean 'pharmacy_pick_vial'? "
        "Available: ['pharmacy_pick_vial']"
    )


def test_a_taken_name_is_refused_and_the_first_stays(bodies):
    with pytest.raises(AlreadyRegistered, match="A body named 'carer' is registered already"):
        bodies.register("carer", lambda: [3])
    assert bodies.make("carer") == [2]


@pytest.mark.parametrize("name", ["Carer", "two words", "", "2wheels", "a-b", "a@", "a@x", "a@0"])
def test_a_name_that_is_not_snake_case_is_refused(bodies, name):
    with pytest.raises(InvalidConfig, match="not in snake case, for example 'street_walk'"):
        bodies.register(name, lambda: [3])


def test_a_changed_thing_gets_a_numbered_name(bodies):
    bodies.register("humanoid@2", lambda: [4])
    assert bodies.make("humanoid@2") == [4]
    assert bodies.make("humanoid") == [1]


@pytest.mark.parametrize(
    ("kind", "group"),
    [("scenario", "andon.scenarios"), ("body", "andon.bodies"), ("policy", "andon.policies")],
)
def test_the_entry_point_group_is_the_plural(kind, group):
    assert Registry(kind).entry_point_group == group


def test_third_parties_add_theirs_through_entry_points(monkeypatch):
    asked = []

    def entry_points(*, group):
        asked.append(group)
        return [EntryPoint("guest", "builtins:list", group)]

    monkeypatch.setattr(registry, "entry_points", entry_points)
    bodies: Registry[list[int]] = Registry("body")
    assert asked == []
    assert bodies.names() == ["guest"]
    assert bodies.make("guest") == []
    assert asked == ["andon.bodies"]
