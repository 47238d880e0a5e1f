"""Measurements: beliefs from counts, and what more episodes would show."""

import json

import numpy as np
import pytest

from andon.errors import BrokenFile, InvalidConfig, UnknownName
from andon.ledger.distribution import Beta, Gamma, Normal
from andon.ledger.measurement import (
    EventMeasurement,
    MeanMeasurement,
    RateMeasurement,
    combined,
    measurement_from_verdict,
)
from andon.randomness import stream

RATE = RateMeasurement(parameter="success_rate", scenario="street_walk", successes=9, trials=10)
MEAN = MeanMeasurement(parameter="cycle_s", scenario="street_walk", mean=80.0, sd=8.0, count=16)
EVENT = EventMeasurement(
    parameter="used.actuator_spare",
    scenario="street_walk",
    events=2,
    exposure_h=100.0,
    episode_h=0.5,
)


def test_beliefs_come_from_the_counts_and_jeffreys_prior():
    assert RATE.belief() == Beta(a=9.5, b=1.5)
    assert MEAN.belief() == Normal(mean=80.0, sd=2.0)
    assert EVENT.belief() == Gamma(shape=2.5, rate=100.0)


@pytest.mark.parametrize(
    ("one", "truth", "mean", "sd"),
    [
        (RATE, 0.8, 80.0, 4.0),  # binomial of 100
        (MEAN, 75.0, 75.0, 0.8),  # 8 / sqrt(100)
        (EVENT, 0.04, 2.0, 1.4142),  # Poisson of 50 h
    ],
)
def test_signals_are_what_further_episodes_would_show(one, truth, mean, sd):
    found = one.signal(np.full(20_000, truth), 100, stream(0, "test"))
    assert found.mean() == pytest.approx(mean, abs=5 * sd / np.sqrt(20_000))
    assert found.std() == pytest.approx(sd, rel=0.03)


def test_legs_of_an_attempt_multiply_rates_and_add_durations():
    two = (RATE, MEAN, RATE, MEAN)
    found = combined(two, [np.array([0.9]), np.array([10.0]), np.array([0.5]), np.array([5.0])])
    assert found["success_rate"] == pytest.approx([0.45])
    assert found["cycle_s"] == pytest.approx([15.0])


def test_one_parameter_is_measured_in_one_way():
    other = MeanMeasurement(
        parameter="success_rate", scenario="street_walk", mean=0.5, sd=0.1, count=5
    )
    with pytest.raises(InvalidConfig, match="'success_rate' is measured as a rate and as a mean"):
        combined((RATE, other), [np.ones(2), np.ones(2)])


def write_verdict(folder, **changes):
    kpis = [
        {"name": "falls", "kind": "event_rate", "trials": 120},
        {"name": "survival", "kind": "success_rate", "successes": 110, "trials": 120},
        {"name": "arrival", "kind": "success_rate", "successes": 90, "trials": 120},
    ]
    verdict = {"schema": 1, "scenario": "street_cross_steps", "kpis": kpis, **changes}
    (folder / "verdict.json").write_text(json.dumps(verdict))
    return folder


def test_a_verdict_is_a_measurement(tmp_path):
    folder = write_verdict(tmp_path)
    assert measurement_from_verdict(folder) == RateMeasurement(
        parameter="success_rate", scenario="street_cross_steps", successes=110, trials=120
    )
    arrival = measurement_from_verdict(folder / "verdict.json", kpi="arrival")
    assert arrival.successes == 90


def test_what_is_no_verdict_is_refused(tmp_path):
    with pytest.raises(UnknownName, match=r"named 'arival'\. Did you mean 'arrival'"):
        measurement_from_verdict(write_verdict(tmp_path), kpi="arival")
    with pytest.raises(UnknownName, match="named 'falls'"):
        measurement_from_verdict(tmp_path, kpi="falls")
    with pytest.raises(BrokenFile, match="is no verdict: it lacks"):
        measurement_from_verdict(write_verdict(tmp_path, kpis=None))
    bare = [{"name": "survival", "kind": "success_rate", "trials": 3}]
    with pytest.raises(BrokenFile, match="does not count the successes and trials of 'survival'"):
        measurement_from_verdict(write_verdict(tmp_path, kpis=bare))


@pytest.mark.parametrize(
    ("build", "message"),
    [
        (
            lambda: RateMeasurement(parameter="p", scenario="s", successes=3, trials=2),
            "'s' has 3 successes in 2 trials",
        ),
        (
            lambda: MeanMeasurement(parameter="p", scenario="s", mean=1.0, sd=1.0, count=1),
            "sd > 0 and 2 episodes",
        ),
        (
            lambda: EventMeasurement(
                parameter="p", scenario="s", events=1, exposure_h=0.0, episode_h=1.0
            ),
            "there must be hours above 0",
        ),
        (
            lambda: RateMeasurement(
                parameter="p", scenario="s", successes=1, trials=2, episode_cost=-1.0
            ),
            r"An episode of 's' costs -1\.0; it must be 0 or more",
        ),
    ],
)
def test_what_cannot_be_meant_is_refused(build, message):
    with pytest.raises(InvalidConfig, match=message):
        build()
