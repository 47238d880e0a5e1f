"""What a new product takes: how long each station and the line stand, and how much work it is."""

from collections.abc import Generator
from dataclasses import dataclass
from typing import Any

import numpy as np
from simpy import Environment
from simpy.events import Event

from andon.errors import InvalidConfig
from andon.lines.distribution import draw
from andon.lines.estimate import Estimate, estimate
from andon.lines.line import Line
from andon.lines.shift import make_calendar
from andon.lines.shift_log import StationKind
from andon.lines.station import Retooling, Station
from andon.lines.store import CrewPool
from andon.randomness import check_seed, stream

__all__ = ["LineRetooling", "StationRetooling", "retool"]


@dataclass(frozen=True, kw_only=True)
class StationRetooling:
    """What one station needs before it makes a new product."""

    name: str
    """Name of the station."""
    kind: StationKind
    """Who or what works there."""
    ready_h: Estimate
    """Hours from the order to the release, closed hours included."""
    down_h: Estimate
    """Hours that the station makes nothing saleable because of it."""
    person_h: Estimate
    """Person-hours of work."""
    trial_parts: int
    """Parts made and thrown away."""


@dataclass(frozen=True, kw_only=True)
class LineRetooling:
    """What the line needs before it makes a new product."""

    stations: tuple[StationRetooling, ...]
    """Each station that needs anything."""
    ready_h: Estimate
    """Hours from the order until the last station is released."""
    down_h: Estimate
    """Hours that the line makes nothing saleable: those of its slowest station."""
    person_h: Estimate
    """Person-hours of work."""
    trial_parts: int
    """Parts made and thrown away."""


def retool(line: Line, *, seed: int, replications: int) -> LineRetooling:
    """Bring a new product to all stations at once, with the crews that there are.

    All stations begin at the start of the week. A station's work waits for its crew, in the order
    of the flow; then it makes its trial parts at its mean cycle time. Work that is done beside the
    old product (`is_while_running`) does not stop the station, its trial parts do.

    Args:
        line: A line with `retooling` at one station at least.
        seed: Open seed.
        replications: Replications, at least 2.

    Returns:
        Hours, person-hours and trial parts, with intervals.

    Raises:
        InvalidConfig: When no station says what a new product takes.
    """
    check_seed(seed)
    chosen = [(s, s.retooling) for s in line.stations if s.retooling is not None]
    if not chosen:
        raise InvalidConfig(
            f"No station of {line.name!r} has a table `retooling`, so nothing is known about new "
            "products."
        )
    rows = np.array([_replication(line, seed, index, chosen) for index in range(replications)])
    hours = rows / 3600.0  # (replications, stations, 3): ready, down, person
    stations = tuple(
        StationRetooling(
            name=station.name,
            kind=station.kind,
            ready_h=estimate(hours[:, index, 0].tolist()),
            down_h=estimate(hours[:, index, 1].tolist()),
            person_h=estimate(hours[:, index, 2].tolist()),
            trial_parts=config.trial_parts,
        )
        for index, (station, config) in enumerate(chosen)
    )
    return LineRetooling(
        stations=stations,
        ready_h=estimate(hours[:, :, 0].max(axis=1).tolist()),
        down_h=estimate(hours[:, :, 1].max(axis=1).tolist()),
        person_h=estimate(hours[:, :, 2].sum(axis=1).tolist()),
        trial_parts=sum(station.trial_parts for station in stations),
    )


def _replication(
    line: Line, seed: int, replication: int, chosen: list[tuple[Station, Retooling]]
) -> list[tuple[float, float, float]]:
    """Give ready time, stopped time and person-time of each station. [s]."""
    env = Environment()
    by_name = {shift.name: shift for shift in line.shifts}
    crews = {
        crew.name: CrewPool(
            env,
            crew.name,
            crew.people,
            make_calendar([by_name[name] for name in crew.shifts] or line.shifts),
        )
        for crew in line.crews
    }
    found: list[tuple[float, float, float]] = [(0.0, 0.0, 0.0)] * len(chosen)

    def work(index: int, station: Station, config: Retooling) -> Generator[Event, Any, None]:
        names = (station.name, "retooling")
        luck = stream(seed, "line", replication, *names)
        work_s = float(draw(config.work_s, luck, 1)[0])
        own = make_calendar([by_name[name] for name in station.shifts] or line.shifts)
        crew = crews[config.crew] if config.crew is not None else None
        coming = crew.call() if crew else None
        if coming is not None:
            yield coming
        calendar = crew.calendar if crew else own
        yield env.timeout(calendar.advance(env.now, work_s) - env.now)
        if crew is not None:
            crew.release(work_s)
        worked = own.worked(0.0, env.now)
        trial_s = config.trial_parts * station.mean_cycle_s
        yield env.timeout(own.advance(env.now, trial_s) - env.now)
        down = trial_s + (0.0 if config.is_while_running else worked)
        found[index] = (env.now, down, work_s * config.people)

    for index, (station, config) in enumerate(chosen):
        env.process(work(index, station, config))
    env.run()
    return found
