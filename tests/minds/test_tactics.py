import numpy as np
import pytest

from andon.episodes.observation import Observation
from andon.errors import InvalidConfig, UnknownName
from andon.minds.tactics import KEEP, TACTICS, Tactic, override, pick, registers_of


def observe(speed: float, gait: tuple[float, float, float] = (0.0, 0.0, 0.0)) -> Observation:
    return Observation(
        terms={
            "velocity_command": np.array([[speed, 0.1, 0.2]]),
            "gait_command": np.array([gait]),
        },
        is_first=np.zeros(1, bool),
        steps=np.zeros(1, np.int64),
        time_s=np.zeros(1),
        seeds=np.zeros(1, np.int64),
    )


def test_to_keep_on_changes_nothing():
    seen = observe(1.67, (0.02, 0.03, 0.1))
    changed = override(seen, registers_of([KEEP]))
    for name in seen.terms:
        assert np.array_equal(changed.terms[name], seen.terms[name])


def test_a_tactic_replaces_the_speed_and_raises_the_registers():
    tactic = Tactic(name="t", speed_m_s=0.6, clearance_m=0.1, drop_m=0.05, offset_m=0.2)
    changed = override(observe(1.67, (0.12, 0.0, 0.1)), registers_of([tactic]))
    assert changed.terms["velocity_command"][0].tolist() == [0.6, 0.1, 0.2]
    assert changed.terms["gait_command"][0] == pytest.approx([0.12, 0.05, 0.3])


def test_whoever_is_told_to_stand_is_not_hurried():
    changed = override(observe(0.0), registers_of(pick(["fast"])))
    assert changed.terms["velocity_command"][0, 0] == 0.0


def test_the_readings_are_left_as_they_were():
    seen = observe(1.67)
    override(seen, registers_of(pick(["fast"])))
    assert seen.terms["velocity_command"][0, 0] == 1.67


def test_the_first_tactic_is_to_keep_on_and_names_differ():
    assert TACTICS[0] == KEEP
    assert len({t.name for t in TACTICS}) == len(TACTICS)


def test_what_no_body_does_and_what_nobody_knows_is_refused():
    with pytest.raises(InvalidConfig, match="must lie within"):
        Tactic(name="leap", clearance_m=0.5)
    with pytest.raises(UnknownName, match="Did you mean 'high'"):
        pick(["hihg"])
