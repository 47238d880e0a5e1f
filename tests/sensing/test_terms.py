"""Terms: names, units and widths."""

import pytest

from andon.errors import UnknownName
from andon.sensing.terms import TERMS, term


def test_every_term_says_what_it_is():
    for name, found in TERMS.items():
        assert found.name == name
        assert found.unit
        assert found.meaning.endswith(".")


def test_widths_follow_body_and_scan():
    sizes = {name: found.size(20, 22) for name, found in TERMS.items()}
    assert sizes == {
        "ang_vel_b": 3,
        "gravity_b": 3,
        "lin_vel_b": 3,
        "heading": 1,
        "joint_pos": 20,
        "joint_vel": 20,
        "velocity_command": 3,
        "gait_command": 3,
        "height_scan": 22,
        "ahead_scan": 342,
        "overhead_scan": 513,
    }


def test_an_unknown_term_is_refused_with_the_nearest():
    assert term("heading") is TERMS["heading"]
    with pytest.raises(UnknownName, match=r"No observation term named 'joint_poss'.*'joint_pos'"):
        term("joint_poss")
