"""What choosing tactics well gives, on results whose answer is known."""

import numpy as np
import pytest

from andon.errors import InvalidConfig
from andon.randomness import stream
from andon.verdicts.tactic_matrix import (
    TacticResults,
    best_rule,
    best_universal,
    leave_one_out,
    mean_of,
)

NAMES = ("keep", "high", "low")


def results(success, family="wall", lost=None) -> TacticResults:
    success = np.asarray(success, bool)
    lost_s = np.zeros(success.shape) if lost is None else np.asarray(lost, float)
    return TacticResults(family=family, tactics=NAMES, success=success, lost_s=lost_s)


def test_the_rule_takes_the_best_tactic_of_the_family():
    success = np.zeros((3, 10, 4), bool)
    success[1, :, :3] = True
    rule = best_rule(results(success))
    assert (rule.rate, rule.chosen, rule.episodes) == (0.75, ("high",), 40)


def test_the_rule_is_scored_on_places_that_it_was_not_chosen_on():
    success = np.zeros((3, 10, 4), bool)
    success[1, ::2], success[2, 1::2] = True, True  # each is good where the other is bad
    assert best_rule(results(success)).rate == 0.0


def test_of_tactics_that_all_succeed_the_rule_takes_the_one_that_loses_no_time():
    success = np.ones((3, 4, 2), bool)
    lost = np.ones((3, 4, 2))
    lost[2] = 0.2
    assert best_rule(results(success, lost=lost)).chosen == ("low",)


def test_the_universal_tactic_is_one_for_all_families():
    high, low = np.zeros((3, 8, 2), bool), np.zeros((3, 8, 2), bool)
    high[1], low[2], low[1, :4] = True, True, True
    walls, bars = best_universal([results(high), results(low, "bar")])
    assert walls.chosen == bars.chosen == ("high",)
    assert (walls.rate, bars.rate) == (1.0, 0.5)


def test_the_oracle_knows_places_but_not_luck():
    success = np.zeros((3, 6, 4), bool)
    success[1, :3], success[2, 3:] = True, True
    assert leave_one_out(results(success)).rate == 1.0
    luck = stream(0, "luck").random((3, 400, 4)) < 0.5
    assert abs(leave_one_out(results(luck)).rate - 0.5) < 0.06
    assert luck.any(axis=0).mean() > 0.8  # what hindsight would have claimed


def test_the_interval_knows_that_walks_over_one_place_are_alike():
    place = stream(1, "places").random((40, 1)) < 0.5
    alike = mean_of(np.tile(place, (1, 16)))
    apart = mean_of(stream(2, "places").random((40, 16)) < 0.5)
    assert alike.high - alike.low > 2 * (apart.high - apart.low)
    assert alike.low <= alike.rate <= alike.high


def test_arrays_that_do_not_fit_are_refused():
    with pytest.raises(InvalidConfig, match=r"must be \(tactics, places, redraws\)"):
        results(np.zeros((2, 4, 2)))
    with pytest.raises(InvalidConfig, match="needs at least 2"):
        results(np.zeros((3, 1, 2)))
    with pytest.raises(InvalidConfig, match="at least 2 of each place"):
        leave_one_out(results(np.zeros((3, 4, 1))))
