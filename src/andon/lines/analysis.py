"""Questions to a line: how much it makes, how two lines differ, and what to fix first."""

from dataclasses import dataclass, replace

from andon.compute import Backend
from andon.errors import InvalidConfig, unknown_name
from andon.lines.estimate import Estimate, Warmup, estimate, find_warmup, paired_difference
from andon.lines.improvement import Lever, variants, with_station
from andon.lines.line import Line
from andon.lines.line_kpi import LineKpis, line_kpis
from andon.lines.shift_log import ShiftLog
from andon.lines.simulation import measure, measure_all

__all__ = [
    "Comparison",
    "Improvement",
    "Lever",
    "Replications",
    "compare_lines",
    "compare_replications",
    "detect_warmup",
    "rank_improvements",
    "replicate",
    "with_station",
]


@dataclass(frozen=True, kw_only=True)
class Replications:
    """KPIs of several replications of one line."""

    line: str
    """Name of the line."""
    seed: int
    """Seed of the run."""
    kpis: tuple[LineKpis, ...]
    """KPIs of each replication."""

    def values(self, name: str, *, station: str | None = None) -> list[float]:
        """Give one KPI of every replication.

        Args:
            name: Name of the KPI, as in the table of the KPIs.
            station: Station to look at; None means the line.

        Raises:
            UnknownName: When there is no such KPI.
            InvalidConfig: When a replication has no value, for example an MTBF without a failure.
        """
        found: list[float] = []
        for row in self.kpis:
            table = row.table() if station is None else row.station(station).table()
            if name not in table:
                raise unknown_name("KPI", name, table)
            value = table[name]
            if value is None:
                raise InvalidConfig(
                    f"KPI {name!r} has no value in replication {row.replication}: there was "
                    "nothing to divide by."
                )
            found.append(value)
        return found

    def estimate(
        self, name: str, *, station: str | None = None, confidence: float = 0.95
    ) -> Estimate:
        """Give a KPI with its interval; arguments and refusals as `values`."""
        return estimate(self.values(name, station=station), confidence=confidence)


def replicate(
    line: Line,
    *,
    seed: int,
    replications: int,
    backend: Backend = "inline",
    num_workers: int | None = None,
) -> Replications:
    """Run replications of a line and measure each.

    Args:
        line: What to run.
        seed: Open seed.
        replications: How many, at least 1; an interval needs 2.
        backend: Where to compute; results are the same everywhere.
        num_workers: Processes to use; all cores when None.

    Returns:
        KPIs of each replication, in order.
    """
    found = measure(
        line,
        line_kpis,
        seed=seed,
        replications=replications,
        backend=backend,
        num_workers=num_workers,
    )
    return Replications(line=line.name, seed=seed, kpis=tuple(found))


@dataclass(frozen=True, kw_only=True)
class Comparison:
    """Two lines under the same luck."""

    kpi: str
    """What is compared."""
    before: Estimate
    """The first line."""
    after: Estimate
    """The second line."""
    difference: Estimate
    """Second minus first, by pairs of replications."""
    ratio: float
    """Mean of the second over mean of the first; for throughput of robot over human, the HRT."""

    @property
    def is_clear(self) -> bool:
        """Whether the interval of the difference leaves out 0."""
        return self.difference.low > 0.0 or self.difference.high < 0.0


def compare_lines(
    before: Line,
    after: Line,
    *,
    seed: int,
    replications: int,
    kpi: str = "throughput_per_h",
    backend: Backend = "inline",
    num_workers: int | None = None,
) -> Comparison:
    """Compare two lines, replication by replication with common random numbers.

    Use it for a robot against a person at the same station (give the station the same name in both
    lines, see `with_station`), or for a line with and without a robot.

    Args:
        before: First line.
        after: Second line.
        seed: Open seed of both.
        replications: Pairs, at least 2.
        kpi: KPI of the line that is compared.
        backend: Where to compute.
        num_workers: Processes to use.

    Returns:
        Both estimates and the paired difference.
    """
    both = [
        replicate(
            line, seed=seed, replications=replications, backend=backend, num_workers=num_workers
        )
        for line in (before, after)
    ]
    return compare_replications(both[0], both[1], kpi)


def compare_replications(before: Replications, after: Replications, kpi: str) -> Comparison:
    """Compare one KPI of two lines that ran with the same seed, pair by pair.

    Raises:
        InvalidConfig: When seeds or numbers of replications differ, or a replication has no value.
        UnknownName: When there is no such KPI.
    """
    if before.seed != after.seed or len(before.kpis) != len(after.kpis):
        raise InvalidConfig(
            f"Pairs need the same seed and number of replications; got {before.seed} and "
            f"{after.seed}, {len(before.kpis)} and {len(after.kpis)}."
        )
    values = before.values(kpi), after.values(kpi)
    first, second = estimate(values[0]), estimate(values[1])
    return Comparison(
        kpi=kpi,
        before=first,
        after=second,
        difference=paired_difference(values[1], values[0]),
        ratio=second.mean / first.mean if first.mean else 0.0,
    )


@dataclass(frozen=True, kw_only=True)
class Improvement:
    """What one improvement would bring."""

    place: str
    """Station or buffer."""
    lever: Lever
    """What is improved."""
    change: str
    """What was changed, for people."""
    gain: Estimate
    """Change of the KPI, paired with the line as it is."""


def rank_improvements(
    line: Line,
    *,
    seed: int,
    replications: int,
    share: float = 0.2,
    kpi: str = "throughput_per_h",
    backend: Backend = "inline",
    num_workers: int | None = None,
) -> tuple[Improvement, ...]:
    """Say what to fix first: every loss is cut by the same share, one at a time.

    Success rate: fewer failed attempts. Speed: shorter cycles. Repair and help: shorter work.
    Failure rate: longer times between stops. Changeover: shorter. Buffer: more places, at least 1.

    Args:
        line: The line as it is.
        seed: Open seed; all variants see the same luck.
        replications: Pairs, at least 2.
        share: Share by which each loss is cut, in (0, 1). [1]
        kpi: KPI of the line that counts.
        backend: Where to compute.
        num_workers: Processes to use.

    Returns:
        All improvements, greatest gain first. The first of many is chosen after the fact, so its
        gain is overestimated where the intervals overlap.
    """
    found = list(variants(line, share))
    runs = measure_all(
        [line, *(variant.line for variant in found)],
        line_kpis,
        seed=seed,
        replications=replications,
        backend=backend,
        num_workers=num_workers,
    )
    values = (
        Replications(line=line.name, seed=seed, kpis=tuple(kpis)).values(kpi) for kpis in runs
    )
    now = next(values)
    ranked = [
        Improvement(
            place=variant.place,
            lever=variant.lever,
            change=variant.change,
            gain=paired_difference(after, now),
        )
        for variant, after in zip(found, values, strict=True)
    ]
    return tuple(sorted(ranked, key=lambda improvement: -improvement.gain.mean))


def detect_warmup(line: Line, *, seed: int, replications: int = 5) -> Warmup:
    """Find how many output periods of a line belong to its warm-up.

    The line is run from empty buffers on, without the warm-up it declares, and the output of all
    replications is averaged period by period; see `find_warmup`.

    Args:
        line: What to run, with a horizon of at least 50 periods.
        seed: Open seed.
        replications: Replications to average, at least 1.

    Returns:
        Periods, of the length that the shift log names.
    """
    cold = replace(line, warmup_s=0.0, horizon_s=line.end_s)
    rows = list(measure(cold, _output, seed=seed, replications=replications))
    return find_warmup([sum(row) / len(rows) for row in zip(*rows, strict=True)])


def _output(log: ShiftLog) -> tuple[int, ...]:
    return log.output_counts
