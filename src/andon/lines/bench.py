"""How fast lines run: a long line with failures, against a bare SimPy model of the same line."""

from collections.abc import Generator
from dataclasses import dataclass
from time import perf_counter
from typing import Any

from simpy import Environment, Store
from simpy.events import Event

from andon.errors import InvalidConfig
from andon.lines.distribution import Exponential, Gamma, Lognormal, Sampler
from andon.lines.line import Buffer, Line
from andon.lines.simulation import simulate
from andon.lines.station import Station, Stop
from andon.randomness import stream

__all__ = ["YEAR_S", "BenchResult", "bench_line", "make_bench_line", "simulate_bare"]

YEAR_S = 365.0 * 86400.0
"""A year, day and night."""


@dataclass(frozen=True, kw_only=True)
class BenchResult:
    """What a benchmark measured; wall-clock times are of this machine."""

    num_stations: int
    """Stations of the line."""
    simulated_s: float
    """Simulated time of each run."""
    cycles: int
    """Cycles that all stations finished in one run."""
    state_changes: int
    """Rows of the shift log."""
    wall_s: float
    """Shortest time of a run, log included."""
    bare_wall_s: float
    """Shortest time of the bare model, which keeps no log."""
    parts: int
    """Parts that the line made."""
    bare_parts: int
    """Parts that the bare model made."""

    @property
    def events_per_s(self) -> float:
        """Finished cycles and state changes per second of wall time. [1/s]."""
        return (self.cycles + self.state_changes) / self.wall_s

    @property
    def share_of_bare(self) -> float:
        """Speed over the speed of the bare model; above 1 is faster. [1]."""
        return self.bare_wall_s / self.wall_s

    @property
    def year_wall_s(self) -> float:
        """Time that a year of this line takes, scaled from the run."""
        return self.wall_s * YEAR_S / self.simulated_s


def make_bench_line(*, num_stations: int = 20, horizon_s: float = 7 * 86400.0) -> Line:
    """Make a serial line of lognormal stations of 60 s that fail every 4 h for 10 min.

    Args:
        num_stations: Stations, at least 1.
        horizon_s: Simulated time.
    """
    if num_stations < 1:
        raise InvalidConfig(f"num_stations is {num_stations}; it must be at least 1.")
    return Line(
        schema=1,
        name=f"bench_{num_stations}",
        horizon_s=horizon_s,
        stations=tuple(
            Station(
                name=f"station_{index}",
                kind="automation",
                inputs=(f"buffer_{index}",) if index else (),
                output=f"buffer_{index + 1}" if index < num_stations - 1 else "out",
                cycle_s=Lognormal(mean=60.0, cv=0.2),
                stops=(
                    Stop(
                        name="breakdown",
                        between_s=Exponential(mean=4 * 3600.0),
                        duration_s=Gamma(mean=600.0, cv=0.7),
                        reason="mechanical",
                    ),
                ),
            )
            for index in range(num_stations)
        ),
        buffers=tuple(
            Buffer(name=f"buffer_{index}", capacity=10) for index in range(1, num_stations)
        ),
    )


def simulate_bare(line: Line, *, seed: int) -> int:
    """Run the same line as plainly as SimPy allows: stores and time-outs, no log, no counts.

    It reads cycle times, one operation-dependent stop per station and capacities, and nothing else.

    Returns:
        Parts that left the line.
    """
    env = Environment()
    stores = {b.name: Store(env, capacity=b.size) for b in line.buffers}
    made = [0]

    def work(station: Station) -> Generator[Event, Any, None]:
        assert station.cycle_s is not None  # every station of a bench line has one
        names = (station.name, "stop", station.stops[0].name)
        cycle = Sampler(station.cycle_s, stream(seed, "line", 0, station.name, "cycle"))
        between = Sampler(station.stops[0].between_s, stream(seed, "line", 0, *names, "between"))
        repair = Sampler(station.stops[0].duration_s, stream(seed, "line", 0, *names, "duration"))
        source = stores[station.inputs[0]] if station.inputs else None
        target = stores.get(station.output)
        left = between.next()
        while True:
            part = (yield source.get()) if source else object()
            time = cycle.next()
            while time > left:
                yield env.timeout(left)
                time -= left
                yield env.timeout(repair.next())
                left = between.next()
            yield env.timeout(time)
            left -= time
            if target:
                yield target.put(part)
            else:
                made[0] += 1

    for station in line.stations:
        env.process(work(station))
    env.run(until=line.end_s)
    return made[0]


def bench_line(line: Line, *, seed: int = 0, rounds: int = 3) -> BenchResult:
    """Time a line and its bare model in turns, and keep the shortest time of each.

    Args:
        line: A serial line as `make_bench_line` makes it.
        seed: Open seed; both models see the same luck and make the same parts.
        rounds: Runs of each, at least 1.

    Returns:
        Times and counts.
    """
    if rounds < 1:
        raise InvalidConfig(f"rounds is {rounds}; it must be at least 1.")
    walls: list[float] = []
    bare: list[float] = []
    log, parts = None, 0
    for _ in range(rounds):
        start = perf_counter()
        log = simulate(line, seed=seed)
        walls.append(perf_counter() - start)
        start = perf_counter()
        parts = simulate_bare(line, seed=seed)
        bare.append(perf_counter() - start)
    assert log is not None  # at least one round
    return BenchResult(
        num_stations=len(line.stations),
        simulated_s=line.end_s,
        cycles=sum(record.cycles for record in log.stations),
        state_changes=len(log.states),
        wall_s=min(walls),
        bare_wall_s=min(bare),
        parts=log.good_parts,
        bare_parts=parts,
    )
