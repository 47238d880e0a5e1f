"""The choice of members."""

import numpy as np
import pytest

from andon.errors import InvalidConfig
from andon.inspection.cascade import choose_members, scale_of, standardised
from andon.randomness import stream

TRUTH = np.arange(400) >= 200


def scores(seed, gap):
    return stream(seed, "scores").standard_normal(400) + gap * TRUTH


def test_a_scale_is_the_median_and_the_spread_above_it():
    scale = scale_of(np.arange(10_001.0))
    assert scale.centre == pytest.approx(5000.0)
    assert scale.spread == pytest.approx(3413.0)
    assert standardised(8413.0, scale) == pytest.approx(1.0)
    assert standardised(1e9, scale) == 20.0


def test_members_that_err_differently_are_summed():
    choice = choose_members({"a": scores(0, 1.0), "b": scores(1, 1.0)}, TRUTH, is_real=True)
    assert set(choice.members) == {"a", "b"}
    assert choice.auroc > max(choice.auroc_by_member.values())


def test_a_member_that_only_adds_noise_is_left_out():
    choice = choose_members({"a": scores(0, 2.0), "b": scores(1, 0.0)}, TRUTH, is_real=True)
    assert choice.members == ("a",)


def test_made_defects_do_not_unseat_the_trusted_members_easily():
    close = {"texture": scores(0, 1.0), "synthetic": scores(1, 0.6), "local": scores(2, 0.3)}
    choice = choose_members(close, TRUTH, is_real=False)
    assert choice.members == ("texture",)
    better = {**close, "position": scores(3, 4.0)}
    assert "position" in choose_members(better, TRUTH, is_real=False).members


def test_real_defects_unseat_the_usual_members_by_more_than_chance_only():
    close = {"texture": scores(0, 1.5), "labels": scores(1, 1.5), "local": scores(2, 0.6)}
    assert set(choose_members(close, TRUTH, is_real=True).members) == {"texture", "labels"}
    better = {**close, "position": scores(3, 4.0)}
    assert "position" in choose_members(better, TRUTH, is_real=True).members


def test_few_real_defects_seldom_unseat_the_usual_members_for_worse_ones():
    few = np.arange(400) % 20 == 0
    unseated = 0
    for turn in range(30):
        close = {
            name: stream(turn, "few", name).standard_normal(400) + gap * few
            for name, gap in (("texture", 1.0), ("labels", 1.0), ("local", 0.4))
        }
        unseated += set(choose_members(close, few, is_real=True).members) != {"texture", "labels"}
    assert unseated <= 9  # one standard error and six sets: a quarter at most, by simulation


def test_members_are_compared_on_the_parts_that_both_scored():
    usual, place = scores(0, 1.0), scores(1, 3.0)
    place[::2] = np.nan
    choice = choose_members({"texture": usual, "position": place}, TRUTH, is_real=True)
    assert "position" in choice.members
    assert choice.auroc_by_member["position"] > 0.95
    assert np.isfinite(choice.auroc)
    place[:] = np.nan
    nobody = choose_members({"texture": usual, "position": place}, TRUTH, is_real=True)
    assert nobody.members == ("texture",)
    assert nobody.auroc_by_member["position"] == 0.5


def test_nothing_to_choose_from_is_refused():
    with pytest.raises(InvalidConfig, match="no member"):
        choose_members({}, TRUTH, is_real=True)
