"""The line of the benchmark as plainly as SimPy allows: what lines are measured against."""

from collections.abc import Generator
from typing import Any

from simpy import Environment, Store
from simpy.events import Event

from andon.errors import InvalidConfig
from andon.lines.distribution import Sampler
from andon.lines.line import Line
from andon.lines.station import Station
from andon.randomness import stream

__all__ = ["Luck", "simulate_bare"]


class Luck:
    """Cycle times and stops of one station, from the streams that `simulate` draws them from."""

    def __init__(self, station: Station, seed: int) -> None:
        """Open the streams of the first replication.

        Raises:
            InvalidConfig: When the station has no cycle time, or not exactly one stop.
        """
        if station.cycle_s is None or len(station.stops) != 1:
            raise InvalidConfig(
                f"Station {station.name!r} has {len(station.stops)} stops; the models of the "
                "benchmark know stations with `cycle_s` and exactly one stop."
            )
        (stop,) = station.stops
        names = ("line", 0, station.name)
        self.cycle = Sampler(station.cycle_s, stream(seed, *names, "cycle"))
        stops = (*names, "stop", stop.name)
        self.between = Sampler(stop.between_s, stream(seed, *stops, "between"))
        self.repair = Sampler(stop.duration_s, stream(seed, *stops, "duration"))


def simulate_bare(line: Line, *, seed: int) -> int:
    """Run a line with stores and time-outs alone: no log, no counts.

    It reads cycle times, one operation-dependent stop per station and capacities, and nothing else.

    Args:
        line: A serial line as `andon.lines.bench.make_bench_line` makes it.
        seed: Open seed; the luck is that of `simulate`.

    Returns:
        Parts that left the line.
    """
    env = Environment()
    stores = {b.name: Store(env, capacity=b.size) for b in line.buffers}
    made = [0]

    def work(station: Station) -> Generator[Event, Any, None]:
        luck = Luck(station, seed)
        cycle, between, repair = luck.cycle, luck.between, luck.repair
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
