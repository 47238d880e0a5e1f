from dataclasses import replace

import numpy as np
import pytest

from andon.errors import InvalidConfig
from andon.minds.surprise import (
    Familiar,
    SurpriseConfig,
    Surprises,
    alarm_threshold,
    features_of,
    learn_familiar,
    surprise_at,
)
from andon.minds.terrain import NO_TERRAIN, Bridge, Ceiling, Terrain
from andon.randomness import stream

CONFIG = SurpriseConfig(geometry_m=0.1, novelty=3.0, physics_m_s=0.3)


def step(distance: float, rise: float) -> Terrain:
    blocks = np.array([[-20.0, distance, 0.0, 0.0], [distance, 20.0, rise, rise]])
    return replace(NO_TERRAIN, blocks=blocks, near_m=distance, far_m=distance, rise_m=rise)


def test_a_threshold_keeps_its_promise_on_further_stretches():
    draws = stream(1, "alarms")
    alarms: list[float] = []
    for _ in range(400):
        scores = draws.standard_normal(60)
        threshold = alarm_threshold(scores[:59].tolist(), 0.1)
        alarms.append(float(scores[59] > threshold))
    assert np.mean(alarms) <= 0.1 + 3 * np.sqrt(0.09 / 400)


def test_too_few_stretches_promise_nothing():
    with pytest.raises(InvalidConfig, match="at least 99"):
        alarm_threshold([1.0] * 20, 0.01)
    with pytest.raises(InvalidConfig, match="must lie in"):
        alarm_threshold([1.0], 1.0)


def test_what_was_seen_before_is_no_surprise():
    assert surprise_at(step(1.5, 0.2), step(1.3, 0.2), 0.2) == pytest.approx(0.0)
    assert surprise_at(NO_TERRAIN, step(1.3, 0.2), 0.2) == pytest.approx(0.2)
    assert surprise_at(step(1.5, 0.2), step(1.9, 0.2), 0.0) == pytest.approx(0.2)


def test_the_base_going_up_and_down_is_no_surprise():
    low = replace(NO_TERRAIN, blocks=NO_TERRAIN.blocks - [0, 0, 0.05, 0.05])
    assert surprise_at(NO_TERRAIN, low, 0.1) == pytest.approx(0.0)


def test_bars_and_bridges_surprise_when_they_appear():
    bar = Ceiling(x0_m=1.0, x1_m=1.1, y0_m=-8.0, y1_m=0.3, z_m=0.6)
    assert surprise_at(NO_TERRAIN, replace(NO_TERRAIN, ceiling=bar), 0.1) == pytest.approx(0.4)
    bridge = Bridge(x0_m=1.0, x1_m=2.0, drop_m=0.3)
    seen = replace(NO_TERRAIN, bridge=bridge)
    assert surprise_at(NO_TERRAIN, seen, 0.1) == pytest.approx(0.3)
    assert surprise_at(seen, seen, 0.1) == pytest.approx(0.0)


def test_what_was_learned_on_is_familiar_and_the_rest_is_not():
    kerbs = np.stack([features_of(step(1.0, rise)) for rise in np.linspace(0.02, 0.16, 20)])
    familiar = learn_familiar(kerbs)
    known = familiar.novelty(features_of(step(1.0, 0.1)))
    assert known < 1.0 < familiar.novelty(features_of(step(1.0, 0.3)))
    bar = Ceiling(x0_m=1.0, x1_m=1.1, y0_m=-8.0, y1_m=0.3, z_m=0.6)
    assert familiar.novelty(features_of(replace(NO_TERRAIN, ceiling=bar))) > 3.0
    with pytest.raises(InvalidConfig, match="at least 2"):
        learn_familiar(kerbs[:1])


def test_scores_raise_alarms_one_by_one():
    assert Surprises(geometry=0.2, novelty=1.0, physics=0.4).alarms(CONFIG) == (True, False, True)
    assert isinstance(Familiar(mean=(0.0,), spread=(1.0,)).novelty(np.array([2.0])), float)
