"""`andon list`: everything that is registered, by name."""

import pytest

from andon.bodies import bodies
from andon.minds.setup import minds
from andon.policies.setup import POLICIES
from andon.scenarios import scenarios


def test_everything_registered_is_listed(andon):
    answer = andon("list")
    assert (answer.code, answer.err) == (0, "")
    for name in [*scenarios, *bodies, *POLICIES, *minds]:
        assert name in answer.words


@pytest.mark.parametrize("what", ["scenarios", "bodies", "policies", "minds", "variations"])
def test_one_kind_is_listed_alone(what, andon):
    answer = andon("list", what)
    assert answer.code == 0
    assert ("street_walk" in answer.words) == (what in {"scenarios", "variations"})
    assert ("gait Steps" in answer.words) == (what == "policies")
    assert ("always_high" in answer.words) == (what == "minds")


def test_the_variation_of_a_scenario_has_names_units_and_ranges(andon):
    answer = andon("list", "variations", "--scenario", "street_cross_steps")
    assert answer.code == 0
    for parameter in scenarios.make("street_cross_steps").variation:
        assert f"{parameter.name} {parameter.unit}" in answer.words
        assert parameter.meaning in answer.words
    assert "0.02 to 0.15" in answer.words
    assert "one of 1, 2, 3" in answer.words


def test_an_unknown_scenario_is_named(andon):
    answer = andon("list", "variations", "--scenario", "street_cross_step")
    assert answer.code == 2
    assert "Did you mean 'street_cross_steps'" in answer.err
