"""When a station is due to stop: failures on two clocks, maintenance, batteries."""

from __future__ import annotations

from collections.abc import Callable
from math import inf
from typing import TYPE_CHECKING

from andon.lines.distribution import Deterministic, Distribution, Sampler

if TYPE_CHECKING:
    from simpy.events import Event

    from andon.lines.run import Run
    from andon.lines.shift import Calendar
    from andon.lines.shift_log import IncidentKind
    from andon.lines.station import Station, Stop
    from andon.lines.store import CrewPool

__all__ = ["Duty", "OpenStop", "RunningStop", "StopClock"]

_TOLERANCE_S = 1e-6
"""Times this close count as equal; rounding of sums of doubles stays far below it."""


class RunningStop:
    """One kind of stop, and when it comes next."""

    __slots__ = ("between", "crew", "due_s", "due_work_s", "duration", "stop", "waiting")

    def __init__(self, run: Run, station: Station, stop: Stop) -> None:
        """Open the streams of a stop."""
        names = (station.name, "stop", stop.name)
        self.stop = stop
        self.between = Sampler(stop.between_s, run.stream(*names, "between"))
        self.duration = Sampler(stop.duration_s, run.stream(*names, "duration"))
        self.crew = run.crew(stop.crew)
        help_or_repair = "help" if stop.kind == "intervention" else "repair"
        self.waiting = run.codes[f"waiting_for_{help_or_repair}"]
        self.due_work_s = inf
        self.due_s = inf


class OpenStop:
    """A stop that is not over yet."""

    __slots__ = ("crew", "first", "kind", "reason", "start_s", "work_from_s")

    def __init__(
        self, kind: IncidentKind, start_s: float, first: int, reason: int, crew: CrewPool | None
    ) -> None:
        """Begin a stop; `first` is the index of its first span."""
        self.kind: IncidentKind = kind
        self.start_s = start_s
        self.first = first
        self.reason = reason
        self.crew = crew
        self.work_from_s = inf


class Duty:
    """Work that is due from time to time, between two parts."""

    __slots__ = (
        "clock",
        "code",
        "crew",
        "due_s",
        "due_work_s",
        "duration",
        "every_s",
        "kind",
        "waiting",
    )

    def __init__(
        self,
        run: Run,
        names: tuple[str, ...],
        kind: IncidentKind,
        *,
        code: str,
        clock: str,
        every_s: float,
        duration_s: Distribution,
        crew: str | None,
    ) -> None:
        """Open the stream of a duty."""
        self.kind: IncidentKind = kind
        self.code = code
        self.clock = clock
        self.every_s = every_s
        self.duration = Sampler(duration_s, run.stream(*names, "duration"))
        self.crew = run.crew(crew)
        self.waiting = run.codes["waiting_for_maintenance"] if kind == "maintenance" else -1
        if self.waiting < 0:
            self.waiting = run.codes["waiting_for_help"]
        self.due_s = inf
        self.due_work_s = inf


class Change:
    """Changes of product."""

    __slots__ = ("crew", "duration")

    def __init__(self, run: Run, station: Station) -> None:
        """Open the stream of the changes; a station without them takes no time."""
        config = station.changeover
        duration = config.duration_s if config else Deterministic(value=0.0)
        self.duration = Sampler(duration, run.stream(station.name, "changeover"))
        self.crew = run.crew(config.crew if config else None)


class StopClock:
    """All stops of one station, on the clock of its work and on the clock of planned time."""

    def __init__(self, run: Run, station: Station, calendar: Calendar) -> None:
        """Open the streams; nothing is due before `arm_all`."""
        self._env = run.env
        self._calendar = calendar
        self.worked_s = 0.0
        self.due_work_s = inf
        self.due_s = inf
        self.duty_work_s = inf
        self.duty_s = inf
        self.stops = [RunningStop(run, station, stop) for stop in station.stops]
        self.duties = list(_duties(run, station))
        self.changeover = Change(run, station) if station.changeover else None
        self.on_alarm: Callable[[], None] = _nothing

    def arm_all(self) -> None:
        """Draw when each stop comes first."""
        for stop in self.stops:
            self.arm(stop)
        for duty in self.duties:
            self.renew(duty)

    def arm(self, stop: RunningStop) -> None:
        """Draw when a stop comes next."""
        between = stop.between.next()
        if stop.stop.clock == "operation":
            stop.due_work_s = self.worked_s + between
        else:
            now = self._env.now
            stop.due_s = self._calendar.advance(now, between)
            alarm = self._env.timeout(max(0.0, stop.due_s - now))
            alarm.callbacks.append(self._ring)
        self.due_work_s = min((s.due_work_s for s in self.stops), default=inf)
        self.due_s = min((s.due_s for s in self.stops), default=inf)

    def _ring(self, _event: Event) -> None:
        self.on_alarm()

    def pop_due(self, now_s: float) -> list[RunningStop]:
        """Give the stops that have come; each must be armed again."""
        due = [
            stop
            for stop in self.stops
            if stop.due_work_s <= self.worked_s + _TOLERANCE_S or stop.due_s <= now_s + _TOLERANCE_S
        ]
        return due

    def due_duties(self, now_s: float) -> list[Duty]:
        """Give the duties that have come; each must be renewed."""
        return [d for d in self.duties if d.due_s <= now_s or d.due_work_s <= self.worked_s]

    def renew(self, duty: Duty) -> None:
        """Set when a duty comes next."""
        if duty.clock == "operation":
            duty.due_work_s = self.worked_s + duty.every_s
        else:
            duty.due_s = self._calendar.advance(self._env.now, duty.every_s)
        self.duty_work_s = min(d.due_work_s for d in self.duties)
        self.duty_s = min(d.due_s for d in self.duties)


def _nothing() -> None:
    """Do nothing; stands in until a station says what an alarm means."""


def _duties(run: Run, station: Station) -> list[Duty]:
    duties = [
        Duty(
            run,
            (station.name, "maintenance", work.name),
            "maintenance",
            code="maintenance",
            clock=work.clock,
            every_s=work.every_s,
            duration_s=work.duration_s,
            crew=work.crew,
        )
        for work in station.maintenance
    ]
    if station.battery is not None:
        feed = station.battery
        duties.append(
            Duty(
                run,
                (station.name, "battery"),
                "battery",
                code="battery_swap" if feed.kind == "swap" else "charging",
                clock="time",
                every_s=feed.runtime_s,
                duration_s=feed.duration_s,
                crew=feed.crew,
            )
        )
    return duties
