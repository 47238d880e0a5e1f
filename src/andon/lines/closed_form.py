"""Closed forms of line theory, to hold a simulation against."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import factorial, floor, sqrt

from andon.errors import InvalidConfig

__all__ = [
    "AttemptsInTakt",
    "TwoMachineLine",
    "attempts_in_takt",
    "bernoulli_aggregation",
    "bernoulli_line",
    "effective_time",
    "erlang_c",
    "exponential_two_stations",
    "isolated_efficiency",
    "kingman_wait_s",
    "littles_wip",
    "md1_queue_length",
    "mm1_queue_length",
    "mmc_wait_s",
    "penny_fab_throughput",
    "zero_buffer_efficiency",
]


@dataclass(frozen=True, kw_only=True)
class TwoMachineLine:
    """Steady state of two Bernoulli machines with a buffer between them, per slot."""

    production_rate: float
    """Parts per slot, PR."""
    wip: float
    """Mean parts in the buffer."""
    blocking: float
    """Chance that the first machine is up and blocked, BL1."""
    starvation: float
    """Chance that the second machine is up and starved, ST2."""


def bernoulli_line(p1: float, p2: float, size: int) -> TwoMachineLine:
    """Give the steady state of two Bernoulli machines.

    Slotted time, time-dependent failures, blocked before service: the second machine takes first,
    and the first is blocked when the buffer is full and the second does not take.

    Args:
        p1: Chance that the first machine is up in a slot, in (0, 1).
        p2: The same of the second.
        size: Parts that the buffer holds, at least 1.

    Returns:
        Production rate, work in process, blocking, starvation.

    Raises:
        InvalidConfig: When an argument is outside its range.

    Source:
        J. Li and S. M. Meerkov, Production Systems Engineering, Springer, 2009, section 4.2.

    Example:
        >>> round(bernoulli_line(0.9, 0.9, 1).production_rate, 6)
        0.818182
    """
    _check_chances((p1, p2), (size,))
    empty = _edge(p1, p2, size)
    full_or_stuck = _edge(p2, p1, size)
    starvation = p2 * empty
    return TwoMachineLine(
        production_rate=p2 - starvation,
        wip=_bernoulli_wip(p1, p2, size, empty),
        blocking=p1 * full_or_stuck,
        starvation=starvation,
    )


def _edge(x: float, y: float, size: int) -> float:
    """Give Q(x, y, N), the chance that the buffer is empty."""
    if abs(x - y) < 1e-12:
        return (1.0 - x) / (size + 1.0 - x)
    alpha = x * (1.0 - y) / (y * (1.0 - x))
    return (1.0 - x) * (1.0 - alpha) / (1.0 - (x / y) * alpha**size)


def _bernoulli_wip(p1: float, p2: float, size: int, empty: float) -> float:
    """Give the mean level; level n >= 1 has chance empty * alpha**n / (1 - p2)."""
    alpha = p1 * (1.0 - p2) / (p2 * (1.0 - p1))
    return sum(n * empty * alpha**n / (1.0 - p2) for n in range(1, size + 1))


def bernoulli_aggregation(
    chances: Sequence[float], sizes: Sequence[int], *, tolerance: float = 1e-13
) -> float:
    """Estimate the production rate of a long Bernoulli line.

    An approximation: it is exact for two machines, and for the lines of the reference it lies
    within 0.5 % above the exact rate.

    Args:
        chances: Chance of each machine to be up, in (0, 1); at least two.
        sizes: Parts that each buffer between them holds; one fewer.
        tolerance: Change of the rate at which the iteration ends.

    Returns:
        Production rate. [parts per slot]

    Raises:
        InvalidConfig: When an argument is outside its range, or the iteration does not end.

    Source:
        D. Jacobs and S. M. Meerkov, Annals of Operations Research 55, 1995, 45-68; Li and Meerkov,
        2009, section 4.3.
    """
    _check_chances(chances, sizes)
    count = len(chances)
    forward = list(chances)
    backward = list(chances)
    rate = forward[-1]
    for _ in range(100_000):
        for i in range(count - 2, -1, -1):
            backward[i] = chances[i] * (1.0 - _edge(backward[i + 1], forward[i], sizes[i]))
        for i in range(1, count):
            forward[i] = chances[i] * (1.0 - _edge(forward[i - 1], backward[i], sizes[i - 1]))
        if abs(forward[-1] - rate) < tolerance:
            return forward[-1]
        rate = forward[-1]
    raise InvalidConfig(f"The aggregation of {list(chances)} did not come to an end.")


def isolated_efficiency(fail: float, repair: float) -> float:
    """Give the share of slots in which a machine alone is up: r / (r + p). [1].

    Args:
        fail: Chance p to fail in a slot.
        repair: Chance r that a repair ends in a slot, above 0.
    """
    _check_rate(fail, repair)
    return repair / (repair + fail)


def zero_buffer_efficiency(machines: Sequence[tuple[float, float]]) -> float:
    """Give the efficiency of a line without buffers: 1 / (1 + sum of p / r). [1].

    Args:
        machines: Chance to fail and chance of repair of each machine.

    Source:
        J. A. Buzacott, International Journal of Production Research 5(3), 1967, 183-200.

    Example:
        >>> round(zero_buffer_efficiency([(0.01, 0.1), (0.01, 0.1)]), 6)
        0.833333
    """
    for fail, repair in machines:
        _check_rate(fail, repair)
    return 1.0 / (1.0 + sum(fail / repair for fail, repair in machines))


def exponential_two_stations(rate: float, spaces: int) -> float:
    """Give the throughput of two equal exponential stations: mu (b + 2) / (b + 3).

    The first station never starves, and a finished part waits in its station (blocking after
    service).

    Args:
        rate: Service rate mu of both, above 0.
        spaces: Spaces b between them, 0 or more.

    Source:
        F. S. Hillier and R. W. Boling, Operations Research 15(2), 1967, 286-303.
    """
    if rate <= 0.0 or spaces < 0:
        raise InvalidConfig(f"Need a rate above 0 and spaces of 0 or more; got {rate}, {spaces}.")
    return rate * (spaces + 2) / (spaces + 3)


def littles_wip(throughput: float, flow_time: float) -> float:
    """Give the mean number in a system: WIP = TH * CT.

    Source:
        J. D. C. Little, Operations Research 9(3), 1961, 383-387.
    """
    return throughput * flow_time


def kingman_wait_s(
    *,
    arrival_scv: float,
    service_scv: float,
    utilisation: float,
    service_s: float,
    servers: int = 1,
) -> float:
    """Estimate the wait in a queue: variability * utilisation * time (VUT).

    Args:
        arrival_scv: Squared coefficient of variation of times between arrivals, 0 or more. [1]
        service_scv: The same of effective service times. [1]
        utilisation: Share of time that a server is busy, in [0, 1). [1]
        service_s: Mean effective service time.
        servers: Servers of the queue, at least 1.

    Returns:
        Mean wait before service; exact for M/M/1 and M/G/1, an approximation otherwise.

    Source:
        J. F. C. Kingman, Proc. Cambridge Phil. Soc. 57(4), 1961, 902-904; several servers:
        H. Sakasegawa, Annals of the Institute of Statistical Mathematics 29, 1977, 67-75.

    Example:
        >>> round(kingman_wait_s(arrival_scv=1, service_scv=6.25, utilisation=23 / 24,
        ...     service_s=20), 6)
        1667.5
    """
    _check_utilisation(utilisation)
    if servers < 1:
        raise InvalidConfig(f"servers is {servers}; it must be at least 1.")
    load = utilisation ** (sqrt(2.0 * (servers + 1)) - 1.0) / (servers * (1.0 - utilisation))
    return (arrival_scv + service_scv) / 2.0 * load * service_s


@dataclass(frozen=True, kw_only=True)
class EffectiveTime:
    """A process time with the outages that interrupt it."""

    mean_s: float
    """Mean effective process time, t0 / A."""
    scv: float
    """Squared coefficient of variation. [1]"""
    availability: float
    """A = mf / (mf + mr). [1]"""


def effective_time(
    *, natural_s: float, natural_scv: float, mttf_s: float, mttr_s: float, repair_scv: float = 1.0
) -> EffectiveTime:
    """Add preemptive outages to a process time.

    Args:
        natural_s: Process time t0 without outages.
        natural_scv: Its squared coefficient of variation. [1]
        mttf_s: Mean time to failure mf, counted while processing.
        mttr_s: Mean time to repair mr.
        repair_scv: Squared coefficient of variation of repair times. [1]

    Returns:
        Effective mean and variability; short frequent outages disturb less than long rare ones of
        the same availability.

    Source:
        W. J. Hopp and M. L. Spearman, Factory Physics, 3rd ed., Waveland, 2008, section 8.4.
    """
    availability = mttf_s / (mttf_s + mttr_s)
    extra = (1.0 + repair_scv) * availability * (1.0 - availability) * mttr_s / natural_s
    return EffectiveTime(
        mean_s=natural_s / availability, scv=natural_scv + extra, availability=availability
    )


def md1_queue_length(utilisation: float) -> float:
    """Give the mean number waiting in M/D/1: u^2 / (2 (1 - u)). [1].

    Source:
        Pollaczek-Khinchine; L. Kleinrock, Queueing Systems 1, Wiley, 1975, section 5.6.
    """
    _check_utilisation(utilisation)
    return utilisation**2 / (2.0 * (1.0 - utilisation))


def mm1_queue_length(utilisation: float) -> float:
    """Give the mean number waiting in M/M/1: u^2 / (1 - u). [1].

    Source:
        L. Kleinrock, Queueing Systems 1, Wiley, 1975, section 3.2.
    """
    return 2.0 * md1_queue_length(utilisation)


def erlang_c(servers: int, utilisation: float) -> float:
    """Give the chance that an arrival has to wait in M/M/c. [1].

    Source:
        A. K. Erlang, 1917; L. Kleinrock, Queueing Systems 1, Wiley, 1975, section 3.5.
    """
    _check_utilisation(utilisation)
    if servers < 1:
        raise InvalidConfig(f"servers is {servers}; it must be at least 1.")
    offered = servers * utilisation
    waiting = offered**servers / factorial(servers) / (1.0 - utilisation)
    return waiting / (sum(offered**k / factorial(k) for k in range(servers)) + waiting)


def mmc_wait_s(servers: int, utilisation: float, service_s: float) -> float:
    """Give the mean wait in M/M/c: C / (c (1 - u)) service times."""
    return erlang_c(servers, utilisation) * service_s / (servers * (1.0 - utilisation))


@dataclass(frozen=True, kw_only=True)
class PennyFab:
    """Throughput of a line with constant work in process, in three cases."""

    best: float
    """No variability: min(w / T0, rb)."""
    practical_worst: float
    """Exponential times, balanced, one machine each: w / (W0 + w - 1) * rb."""
    worst: float
    """All parts move together: 1 / T0."""


def penny_fab_throughput(*, bottleneck_rate: float, raw_time: float, wip: int) -> PennyFab:
    """Give the benchmark throughputs of a line with constant work in process.

    Args:
        bottleneck_rate: Rate rb of the bottleneck, above 0.
        raw_time: Raw process time T0 of the line, above 0.
        wip: Parts w in the line, at least 1; the critical number is W0 = rb * T0.

    Source:
        W. J. Hopp and M. L. Spearman, Factory Physics, 3rd ed., Waveland, 2008, section 7.3.
    """
    if bottleneck_rate <= 0.0 or raw_time <= 0.0 or wip < 1:
        raise InvalidConfig("Need a rate and a time above 0 and at least one part.")
    critical = bottleneck_rate * raw_time
    return PennyFab(
        best=min(wip / raw_time, bottleneck_rate),
        practical_worst=wip / (critical + wip - 1.0) * bottleneck_rate,
        worst=1.0 / raw_time,
    )


@dataclass(frozen=True, kw_only=True)
class AttemptsInTakt:
    """A robot that tries again when it fails, inside a takt."""

    completion: float
    """Share of parts done within the tries it has. [1]"""
    on_time: float
    """Share of parts done within the takt. [1]"""
    mean_attempts: float
    """Mean attempts per part, failed parts included."""


def attempts_in_takt(
    *, success_rate: float, max_tries: int, takt_s: float, cycle_s: float
) -> AttemptsInTakt:
    """Give what retries do to yield and takt.

    Args:
        success_rate: Chance s of each attempt, independent, in [0, 1]. [1]
        max_tries: Most attempts k at a part, at least 1.
        takt_s: Takt T.
        cycle_s: Time c of one attempt, successful or not, above 0.

    Returns:
        1 - (1 - s)^k, and the same with the attempts that fit into the takt, min(k, T // c).
    """
    if not (0.0 <= success_rate <= 1.0 and max_tries >= 1 and cycle_s > 0.0 and takt_s >= 0.0):
        raise InvalidConfig(
            f"Need a rate in [0, 1], at least one try and a cycle above 0; got {success_rate:g}, "
            f"{max_tries}, {cycle_s:g} s."
        )
    miss = 1.0 - success_rate
    fitting = min(max_tries, floor(takt_s / cycle_s + 1e-12))
    return AttemptsInTakt(
        completion=1.0 - miss**max_tries,
        on_time=1.0 - miss**fitting,
        mean_attempts=sum(miss**k for k in range(max_tries)),
    )


def _check_chances(chances: Sequence[float], sizes: Sequence[int]) -> None:
    if len(chances) < 2 or len(sizes) != len(chances) - 1:
        raise InvalidConfig(
            f"A line of {len(chances)} machines and {len(sizes)} buffers: it needs at least two "
            "machines and one buffer fewer."
        )
    if not all(0.0 < chance < 1.0 for chance in chances) or min(sizes) < 1:
        raise InvalidConfig(
            f"Chances must lie in (0, 1) and buffers hold at least 1; got {list(chances)}, "
            f"{list(sizes)}."
        )


def _check_rate(fail: float, repair: float) -> None:
    if not (0.0 <= fail <= 1.0 and 0.0 < repair <= 1.0):
        raise InvalidConfig(f"Need p in [0, 1] and r in (0, 1]; got p = {fail}, r = {repair}.")


def _check_utilisation(utilisation: float) -> None:
    if not 0.0 <= utilisation < 1.0:
        raise InvalidConfig(
            f"The utilisation is {utilisation:g}; a queue is stable only in [0, 1)."
        )
