"""A shift log holds together, and its hash stands for all of it."""

from dataclasses import replace

import numpy as np
import pytest

from andon.errors import InvalidConfig
from andon.lines.shift_log import empty_states
from andon.lines.synthetic import make_synthetic_log


def test_the_hash_stands_for_everything_but_the_provenance():
    log = make_synthetic_log()
    assert replace(log, provenance={"cpu": "other"}).hash == log.hash
    assert replace(log, started_parts=1).hash != log.hash
    later = replace(log.states, end_s=log.states.end_s + 1.0)
    assert replace(log, states=later).hash != log.hash


def test_hours_are_those_of_the_spans():
    log = make_synthetic_log()
    assert log.hours_by_reason("robot_1")["producing"] == pytest.approx(340 / 60)
    assert log.hours_by_state("human_2")["productive"] == pytest.approx(340 / 60)
    assert log.planned_s() == pytest.approx(420 * 60)
    assert replace(log, states=empty_states()).planned_s() == 0.0


def test_a_log_that_contradicts_itself_is_refused():
    log = make_synthetic_log()
    with pytest.raises(InvalidConfig, match="schema 2"):
        replace(log, schema=2)
    with pytest.raises(InvalidConfig, match="must end later"):
        replace(log, end_s=0.0)
    with pytest.raises(InvalidConfig, match="beyond the 2 stations"):
        replace(log, states=replace(log.states, station=log.states.station + np.int32(5)))
    with pytest.raises(InvalidConfig, match="no station 'x'"):
        log.station_index("x")
