"""Real time: ticks that come when they are due, and a processor core to meet them on."""

import gc
import os
import time
from collections.abc import Callable, Generator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from math import floor

from andon.compute import available_cores

__all__ = ["Granted", "Metronome", "claim_core", "give_way", "share_cores"]

FIFO_PRIORITY = 10
"""Any real-time priority runs before everything that has none."""
YIELDING = 5
"""By how much a mind yields to the body where they share a core."""


@dataclass(frozen=True, kw_only=True)
class Granted:
    """What the machine let a process have."""

    core: int | None
    """Core of its own; None where there is none to be had."""
    is_fifo: bool
    """Whether it runs before everything that is not in real time."""

    def __str__(self) -> str:
        """Give it as words."""
        where = "any core" if self.core is None else f"core {self.core}"
        return f"{where}, {'SCHED_FIFO' if self.is_fifo else 'no real-time priority'}"


class Metronome:
    """Wakes a loop up for every tick, and counts the ticks that found it still at work."""

    def __init__(
        self,
        period_s: float,
        now: Callable[[], float] = time.perf_counter,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        """Begin with the first `wait`.

        Args:
            period_s: Time from tick to tick.
            now: Gives the time. [s]
            sleep: Waits for so long. [s]
        """
        self._period, self._now, self._sleep = period_s, now, sleep
        self._due = 0.0
        self._woke: float | None = None
        self.late_s: list[float] = []
        self.work_s: list[float] = []
        self.num_ticks = self.num_missed = 0

    def wait(self) -> None:
        """Wait for the next tick; one that came and went while there was work is missed."""
        end = self._now()
        overrun = 0
        if self._woke is None:
            self._due = end
        else:
            self.work_s.append(end - self._woke)
            overrun = max(0, floor((end - self._due) / self._period))
        self.num_missed += overrun
        self.num_ticks += overrun + 1
        self._due += (overrun + 1) * self._period
        if self._due > end:
            self._sleep(self._due - end)
        self._woke = self._now()
        self.late_s.append(self._woke - self._due)

    def pause(self) -> None:
        """Let time pass until the next `wait`: what is done till then is no work of a tick."""
        self._woke = None


def share_cores() -> tuple[int | None, tuple[int, ...]]:
    """Give the core for a body, and those for its mind: none for either where there is but one."""
    if available_cores() < 2 or not hasattr(os, "sched_getaffinity"):
        return None, ()
    *others, last = sorted(os.sched_getaffinity(0))
    return last, tuple(others)


@contextmanager
def claim_core(core: int | None, *, has_priority: bool = True) -> Generator[Granted, None, None]:
    """Run this process on a core and before all others, as far as that is permitted.

    No memory is cleaned up meanwhile, since that takes longer than a tick. Everything is as before
    when the block ends.

    Args:
        core: The core; any one when None.
        has_priority: Whether to ask for real-time priority.
    """
    before = os.sched_getaffinity(0) if hasattr(os, "sched_getaffinity") else None
    is_pinned = _pin(() if core is None else (core,))
    is_fifo = has_priority and _set_fifo()
    gc.collect()
    gc.freeze()
    gc.disable()
    try:
        yield Granted(core=core if is_pinned else None, is_fifo=is_fifo)
    finally:
        gc.enable()
        gc.unfreeze()
        if is_fifo:
            os.sched_setscheduler(0, os.SCHED_OTHER, os.sched_param(0))
        if before is not None:
            _pin(tuple(before))


def give_way(cores: tuple[int, ...]) -> None:
    """Let this process, a mind, keep out of its body's way: on other cores, or by yielding."""
    if not _pin(cores) and hasattr(os, "nice"):
        os.nice(YIELDING)


def _pin(cores: tuple[int, ...]) -> bool:
    if not cores or not hasattr(os, "sched_setaffinity"):
        return False
    with suppress(OSError):
        os.sched_setaffinity(0, cores)
        return True
    return False


def _set_fifo() -> bool:
    if not hasattr(os, "sched_setscheduler"):
        return False
    with suppress(OSError):
        os.sched_setscheduler(0, os.SCHED_FIFO, os.sched_param(FIFO_PRIORITY))
        return True
    return False
