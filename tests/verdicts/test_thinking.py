from dataclasses import replace

import pytest

from andon.errors import InvalidConfig
from andon.minds.trial import Outcome
from andon.verdicts.thinking import auroc, best_arm, cross_fit, pool, summarise_arm


def outcome(seed: int, success: bool, cause: str = "finish", **changes: object) -> Outcome:
    metrics = {
        "longest_pause_s": 0.1,
        "num_passed": 1.0 if success else 0.0,
        "time_lost_s": 0.2,
        "distance_m": 10.0,
    }
    values: dict[str, object] = {
        "seed": seed,
        "success": success,
        "cause": cause if success else "fell_forward",
        "place": "hurdle",
        "duration_s": 6.0,
        "metrics": metrics,
        "num_thoughts": 3,
        "charges_s": (0.1, 0.14),
        "first_near_m": 1.4,
        "num_switches": 2,
        "num_tactical_switches": 1,
        "num_refused": 0,
        "num_cut": 1,
        "missed_ticks": 0,
        "dropped": {"late": 1},
    }
    return Outcome(**{**values, **changes})  # type: ignore[arg-type]


def arm(pattern: str, first: int = 0) -> list[Outcome]:
    return [outcome(first + i, mark == "+") for i, mark in enumerate(pattern)]


def test_an_arm_is_summed_up_against_the_same_seeds():
    row = summarise_arm("hurdle", "think", arm("++++++++-+"), arm("----------"))
    assert (row.successes, row.trials, row.falls) == (9, 10, 1)
    assert (row.wins, row.losses) == (9, 0)
    assert row.e_better == pytest.approx((2**10 - 1) / 10)
    assert row.low < 0.9 < row.high
    assert row.switches_per_100_m == pytest.approx(10.0)
    assert row.lost_p50_s == pytest.approx(0.2)
    assert row.charge_p50_s == pytest.approx(0.12)
    assert (row.cut, row.dropped) == (10, {"late": 10})


def test_a_robot_that_is_stuck_is_counted_apart_from_pauses():
    metrics = {"longest_pause_s": 9.0, "distance_m": 5.0}
    stuck = replace(outcome(1, False), cause="stuck", metrics=metrics)
    row = summarise_arm("hurdle", "x", [outcome(0, True), stuck], arm("++"))
    assert row.stuck == 1
    assert row.pause_max_s == pytest.approx(0.1)


def test_other_seeds_are_no_reference():
    with pytest.raises(InvalidConfig, match="different seeds"):
        summarise_arm("hurdle", "think", arm("++"), arm("++", first=5))


def test_the_best_arm_is_scored_where_it_was_not_chosen():
    cells = {
        "hurdle": {"reflex": arm("-+-+-+"), "always high": arm("+-+-+-")},
        "bar": {"reflex": arm("------"), "always high": arm("++++++")},
        "step": {"reflex": arm("--+---"), "always high": arm("++++++")},
    }
    labelled = cross_fit(cells, is_shared=False)
    assert [o.success for o in labelled["hurdle"]] == [False] * 6
    assert [o.success for o in labelled["bar"]] == [True] * 6
    shared = cross_fit(cells, is_shared=True)
    assert [o.success for o in shared["bar"]] == [True] * 6
    assert best_arm(cells["bar"], [True] * 6) == "always high"
    assert len(pool(labelled)) == 18


def test_auroc_counts_pairs_in_the_right_order():
    assert auroc([2.0, 3.0], [1.0, 2.0]) == pytest.approx(0.875)
    with pytest.raises(InvalidConfig, match="both kinds"):
        auroc([], [1.0])
