import os

import pytest

from andon.minds import metronome as metronome_module
from andon.minds.metronome import Metronome, claim_core, share_cores


class Clock:
    """Time that passes only when it is told to."""

    def __init__(self) -> None:
        self.time_s = 100.0

    def now(self) -> float:
        """Give the time."""
        return self.time_s

    def sleep(self, seconds: float) -> None:
        """Let time pass."""
        self.time_s += seconds

    def metronome(self) -> Metronome:
        """Give one that goes by it."""
        return Metronome(0.02, self.now, self.sleep)


def test_ticks_come_when_they_are_due():
    clock = Clock()
    metronome = clock.metronome()
    for work in (0.001, 0.015, 0.01):
        metronome.wait()
        clock.time_s += work
    metronome.wait()
    assert clock.time_s == pytest.approx(100.0 + 4 * 0.02)
    assert (metronome.num_ticks, metronome.num_missed) == (4, 0)
    assert metronome.work_s == pytest.approx([0.001, 0.015, 0.01])


def test_whoever_works_too_long_misses_every_tick_meanwhile():
    clock = Clock()
    metronome = clock.metronome()
    metronome.wait()
    clock.time_s += 0.05
    metronome.wait()
    assert (metronome.num_ticks, metronome.num_missed) == (4, 2)
    assert clock.time_s == pytest.approx(100.0 + 4 * 0.02)


def test_waking_up_late_is_noted():
    clock = Clock()
    metronome = Metronome(0.02, clock.now, lambda seconds: clock.sleep(seconds + 0.003))
    metronome.wait()
    assert metronome.late_s == pytest.approx([0.003])


def test_a_pause_is_no_work():
    clock = Clock()
    metronome = clock.metronome()
    metronome.wait()
    metronome.pause()
    clock.time_s += 5.0
    metronome.wait()
    assert metronome.num_missed == 0
    assert metronome.work_s == []


def test_a_body_goes_on_where_nothing_is_permitted(monkeypatch: pytest.MonkeyPatch):
    def refuse(*_: object) -> None:
        raise PermissionError

    if hasattr(os, "sched_setscheduler"):
        monkeypatch.setattr(os, "sched_setscheduler", refuse)
        monkeypatch.setattr(os, "sched_setaffinity", refuse)
    with claim_core(0) as granted:
        assert granted.core is None
        assert not granted.is_fifo
    assert str(granted) == "any core, no real-time priority"


def test_everything_is_as_before_afterwards():
    before = os.sched_getaffinity(0) if hasattr(os, "sched_getaffinity") else set[int]()
    core, _ = share_cores()
    with claim_core(core, has_priority=False) as granted:
        assert granted.core == core
    if hasattr(os, "sched_getaffinity"):
        assert os.sched_getaffinity(0) == before


def test_one_core_is_shared(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(metronome_module, "available_cores", lambda: 1)
    assert share_cores() == (None, ())
