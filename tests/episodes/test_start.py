"""Delays in physics steps."""

import pytest

from andon.bodies import make_humanoid
from andon.bodies.drive import make_drive
from andon.episodes.start import delay_substeps, max_delay_substeps
from andon.errors import InvalidConfig
from andon.scenarios import scenarios

DRIVE = make_drive(make_humanoid())


@pytest.mark.parametrize(("delay_ms", "steps"), [(0, 0), (5, 1), (20.0, 4), (1000, 200)])
def test_a_delay_is_a_number_of_physics_steps(delay_ms, steps):
    assert delay_substeps(delay_ms, DRIVE) == steps


@pytest.mark.parametrize("delay_ms", [-5, 1, 4.999, 7.5])
def test_other_delays_are_refused_and_the_way_out_is_named(delay_ms):
    with pytest.raises(
        InvalidConfig, match=r"multiple of the physics step of 5 ms\. .*choice = \[0"
    ):
        delay_substeps(delay_ms, DRIVE)


@pytest.mark.parametrize(
    ("delay", "most"), [(0, 0), (20, 4), ({"choice": [0, 40, 5]}, 8), ({"choice": [10]}, 2)]
)
def test_the_longest_delay_is_that_of_the_scenario(delay, most):
    varied = scenarios.make("street_walk").with_variation({"action_delay_ms": delay})
    assert max_delay_substeps(varied, DRIVE) == most


def test_a_range_of_delays_is_refused_even_between_multiples():
    varied = scenarios.make("street_walk").with_variation({"action_delay_ms": [0, 20]})
    with pytest.raises(InvalidConfig, match=r"cannot be any value in \[0, 20\].*choice"):
        max_delay_substeps(varied, DRIVE)


def test_one_choice_that_does_not_fit_is_refused():
    varied = scenarios.make("street_walk").with_variation({"action_delay_ms": {"choice": [0, 7]}})
    with pytest.raises(InvalidConfig, match=r"action_delay_ms is 7"):
        max_delay_substeps(varied, DRIVE)
