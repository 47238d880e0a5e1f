"""How fast lines run: a long line with failures, against two other models of the same line."""

from collections.abc import Callable
from dataclasses import dataclass
from time import perf_counter

from andon.errors import InvalidConfig
from andon.lines.bench_bare import simulate_bare
from andon.lines.bench_simprocesd import is_installed, simprocesd_version, simulate_simprocesd
from andon.lines.distribution import Exponential, Gamma, Lognormal
from andon.lines.line import Buffer, Line
from andon.lines.shift_log import ShiftLog
from andon.lines.simulation import measure, simulate
from andon.lines.station import Station, Stop

__all__ = [
    "YEAR_S",
    "BenchResult",
    "Rival",
    "WorkerCheck",
    "bench_line",
    "check_workers",
    "make_bench_line",
    "time_year",
]

YEAR_S = 365.0 * 86400.0
"""A year, day and night."""


@dataclass(frozen=True, kw_only=True)
class Rival:
    """Another model of the same line."""

    name: str
    """What it is."""
    wall_s: float
    """Shortest time of a run."""
    parts: int
    """Parts that it made."""


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
    parts: int
    """Parts that the line made."""
    bare: Rival
    """Bare SimPy, which keeps no log."""
    other: Rival | None
    """SimPROCESD; None where it is not installed."""

    @property
    def events_per_s(self) -> float:
        """Finished cycles and state changes per second of wall time. [1/s]."""
        return (self.cycles + self.state_changes) / self.wall_s

    @property
    def share_of_bare(self) -> float:
        """Speed over the speed of bare SimPy; above 1 is faster. [1]."""
        return self.bare.wall_s / self.wall_s

    @property
    def share_of_other(self) -> float | None:
        """Speed over the speed of SimPROCESD; None where it is not installed. [1]."""
        return None if self.other is None else self.other.wall_s / self.wall_s

    @property
    def makes_same_parts(self) -> bool:
        """Whether all models made the same number of parts."""
        rivals = [self.bare, *([self.other] if self.other else [])]
        return all(rival.parts == self.parts for rival in rivals)


@dataclass(frozen=True, kw_only=True)
class WorkerCheck:
    """The same replications in one process and in two."""

    one: tuple[str, ...]
    """Hash of each shift log, made in this process."""
    two: tuple[str, ...]
    """The same, made by two processes."""

    @property
    def is_same(self) -> bool:
        """Whether every shift log is the same to the last bit."""
        return self.one == self.two


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


def bench_line(line: Line, *, seed: int = 0, rounds: int = 3) -> BenchResult:
    """Time a line and the other models of it in turns, and keep the shortest time of each.

    Args:
        line: A serial line as `make_bench_line` makes it.
        seed: Open seed; all models see the same luck and make the same parts.
        rounds: Runs of each, at least 1.

    Returns:
        Times and counts.
    """
    if rounds < 1:
        raise InvalidConfig(f"rounds is {rounds}; it must be at least 1.")
    models: dict[str, Callable[[], int]] = {"bare SimPy": lambda: simulate_bare(line, seed=seed)}
    if is_installed():
        name = f"SimPROCESD {simprocesd_version()}"
        models[name] = lambda: simulate_simprocesd(line, seed=seed)
    walls: list[float] = []
    rivals: dict[str, list[float]] = {name: [] for name in models}
    parts: dict[str, int] = {}
    log: ShiftLog | None = None
    for _ in range(rounds):
        start = perf_counter()
        log = simulate(line, seed=seed)
        walls.append(perf_counter() - start)
        for name, model in models.items():
            start = perf_counter()
            parts[name] = model()
            rivals[name].append(perf_counter() - start)
    assert log is not None  # at least one round
    bare, *other = (Rival(name=n, wall_s=min(rivals[n]), parts=parts[n]) for n in models)
    return BenchResult(
        num_stations=len(line.stations),
        simulated_s=line.end_s,
        cycles=sum(record.cycles for record in log.stations),
        state_changes=len(log.states),
        wall_s=min(walls),
        parts=log.good_parts,
        bare=bare,
        other=other[0] if other else None,
    )


def time_year(*, num_stations: int = 20, seed: int = 0) -> tuple[float, int]:
    """Run a year of a line, day and night, once.

    Returns:
        Wall time in seconds, log included, and the parts that it made.
    """
    line = make_bench_line(num_stations=num_stations, horizon_s=YEAR_S)
    start = perf_counter()
    log = simulate(line, seed=seed)
    return perf_counter() - start, log.good_parts


def check_workers(line: Line, *, seed: int = 0, replications: int = 4) -> WorkerCheck:
    """Run the same replications with one worker, in this process, and with two.

    Args:
        line: What to run.
        seed: Open seed.
        replications: How many.

    Returns:
        The hashes of all shift logs, both ways.
    """

    def hashes(workers: int) -> tuple[str, ...]:
        backend = "inline" if workers == 1 else "processes"
        return tuple(
            measure(
                line,
                hash_of,
                seed=seed,
                replications=replications,
                backend=backend,
                num_workers=workers,
            )
        )

    return WorkerCheck(one=hashes(1), two=hashes(2))


def hash_of(log: ShiftLog) -> str:
    """Give the hash of a shift log."""
    return log.hash
