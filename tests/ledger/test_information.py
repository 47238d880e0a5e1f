"""The value of information against closed forms."""

import numpy as np
import pytest
from scipy import stats

from andon.errors import InvalidConfig
from andon.ledger.information import perfect_information, value_of_signal
from andon.randomness import stream

NUM = 40_000


def gain(mean, sd):
    """Expected gain of knowing a normal benefit before deciding: the unit normal loss."""
    distance = abs(mean) / sd
    return sd * (stats.norm.pdf(distance) - distance * stats.norm.sf(distance))


def draws(mean, sd, seed=0):
    return mean + sd * stream(seed, "test").standard_normal(NUM)


@pytest.mark.parametrize("mean", [-1.5, -0.3, 0.3, 2.0])
def test_perfect_information_is_the_normal_loss(mean):
    found = perfect_information(draws(mean, 1.0))
    assert abs(found.value - gain(mean, 1.0)) < 4.0 * found.standard_error


@pytest.mark.parametrize("mean", [-1.0, -0.3, 0.3])
@pytest.mark.parametrize("num_samples", [1, 4, 25])
def test_a_sample_is_worth_what_its_preposterior_mean_can_change(mean, num_samples):
    # Benefit ~ N(mean, 1), each sample adds N(0, 2^2): the posterior mean has the variance
    # 1 / (1 + 4 / n), and knowing it is worth the normal loss at that spread.
    benefits = draws(mean, 1.0)
    noise = stream(1, "test").standard_normal(NUM)
    found = value_of_signal(benefits, benefits + 2.0 / np.sqrt(num_samples) * noise)
    expected = gain(mean, np.sqrt(1.0 / (1.0 + 4.0 / num_samples)))
    assert abs(found.value - expected) < 4.0 * found.standard_error + 0.003


def test_one_of_two_inputs_is_worth_what_its_share_of_the_spread_can_change():
    one, other = draws(0.0, 1.0, 2), draws(0.0, 2.0, 3)
    found = value_of_signal(0.5 + one + other, one)
    assert abs(found.value - gain(0.5, 1.0)) < 4.0 * found.standard_error + 0.003


def test_a_signal_that_says_nothing_is_worth_nothing():
    found = value_of_signal(draws(0.2, 1.0), stream(9, "test").standard_normal(NUM))
    assert abs(found.value) <= 3.0 * found.standard_error
    assert value_of_signal(draws(0.2, 1.0), np.ones(NUM)) == (0.0, 0.0)


def test_no_signal_is_worth_more_than_knowing_everything():
    benefits = draws(-0.5, 1.0)
    everything = perfect_information(benefits)
    itself = value_of_signal(benefits, benefits)
    assert itself.value <= everything.value + 1e-12
    assert itself.value == pytest.approx(everything.value, abs=4 * everything.standard_error)


def test_a_decision_that_cannot_change_leaves_nothing_to_learn():
    benefits = 10.0 + draws(0.0, 1.0)
    assert perfect_information(benefits).value < 1e-9
    assert value_of_signal(benefits, benefits) == (0.0, 0.0)


@pytest.mark.parametrize(
    "use",
    [
        lambda: perfect_information([1.0]),
        lambda: perfect_information([1.0, float("nan")]),
        lambda: perfect_information([[1.0, 2.0]]),
        lambda: value_of_signal(np.ones(49), np.ones(49)),
        lambda: value_of_signal(np.ones(60), np.ones(61)),
    ],
)
def test_too_little_to_go_by_is_refused(use):
    with pytest.raises(InvalidConfig, match="The value of "):
        use()
