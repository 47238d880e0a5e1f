"""Scenarios as data."""

from dataclasses import FrozenInstanceError, replace

import pytest

from andon.errors import InvalidConfig, UnknownName
from andon.scenarios import FallRule, scenarios
from andon.scenarios.variation import Fixed

WALK = scenarios.make("street_walk")


def test_a_seed_gives_the_same_values_every_time():
    assert WALK.draw(5) == WALK.draw(5)
    assert WALK.draw(5) != WALK.draw(6)
    assert set(WALK.draw(5)) == {p.name for p in WALK.variation}


def test_replacing_a_distribution_changes_the_hash_and_not_the_original():
    changed = WALK.with_variation({"friction": 0.5})
    assert changed.draw(5)["friction"] == 0.5
    assert changed.content_hash() != WALK.content_hash()
    assert scenarios.make("street_walk") == WALK
    rest = {k: v for k, v in changed.draw(5).items() if k != "friction"}
    assert rest == {k: v for k, v in WALK.draw(5).items() if k != "friction"}
    assert WALK.with_variation({}).content_hash() == WALK.content_hash()


def test_an_unknown_parameter_is_refused():
    with pytest.raises(UnknownName, match=r"Did you mean 'friction'"):
        WALK.with_variation({"frictoin": 1})


def test_a_scenario_is_frozen():
    with pytest.raises(FrozenInstanceError):
        WALK.title = "other"


@pytest.mark.parametrize(
    "changes",
    [{"time_limit_s": 0.0}, {"time_limit_s": -1.0}, {"time_limit_s": float("inf")},
     {"time_limit_s": float("nan")}, {"time_limit_s": 2.0}, {"command_ramp_s": -1.0}],
)  # fmt: skip
def test_times_that_cannot_be_meant_are_refused(changes):
    with pytest.raises(
        InvalidConfig, match=r"'street_walk' needs .* time_limit_s > command_ramp_s"
    ):
        replace(WALK, **changes)


@pytest.mark.parametrize(
    "changes",
    [{"height_share": 0.0}, {"height_share": 1.0}, {"tilt_deg": 0.0}, {"tilt_deg": 180.0},
     {"tilt_deg": float("nan")}],
)  # fmt: skip
def test_fall_rules_that_always_or_never_hold_are_refused(changes):
    with pytest.raises(InvalidConfig, match=r"0 < height_share < 1 and 0 < tilt_deg < 180"):
        FallRule(**changes)


def test_the_limits_of_every_parameter_hold_what_it_is_drawn_from():
    for name in scenarios:
        for parameter in scenarios.make(name).variation:
            low, high = parameter.limits
            assert low < high
            bins = parameter.bins()
            assert low <= bins[0][0] <= bins[-1][1] <= high
            for beyond in (low - 1, high + 1):
                with pytest.raises(InvalidConfig, match=parameter.name):
                    replace(parameter, distribution=Fixed(value=beyond))
