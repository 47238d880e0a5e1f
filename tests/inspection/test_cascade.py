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


def test_nothing_to_choose_from_is_refused():
    with pytest.raises(InvalidConfig, match="no member"):
        choose_members({}, TRUTH, is_real=True)
