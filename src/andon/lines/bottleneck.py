"""Which station holds the line back: four ways to tell, and where each applies."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from heapq import heappop, heappush

import numpy as np

from andon.errors import InvalidConfig
from andon.lines.kpi import StationKpis
from andon.lines.markov import bernoulli_chain
from andon.lines.reasons import BLOCKED, STARVED
from andon.lines.shift_log import ShiftLog

__all__ = [
    "ShiftingShare",
    "arrow_bottleneck",
    "c_bottleneck",
    "shifting_bottleneck",
    "turning_point",
]


@dataclass(frozen=True, kw_only=True)
class ShiftingShare:
    """How long a station held the line back."""

    sole: float
    """Share of time in which it alone was the bottleneck. [1]"""
    shifting: float
    """Share of time in which the bottleneck was passing from or to it. [1]"""

    @property
    def total(self) -> float:
        """Share of time in which it was the bottleneck, alone or in passing. [1]."""
        return self.sole + self.shifting


def shifting_bottleneck(log: ShiftLog) -> Mapping[str, ShiftingShare]:
    """Find the momentary bottleneck at every moment (active-period method).

    A station is active while it is neither starved, nor blocked, nor closed; it may be working or
    broken down. At each moment the station with the longest uninterrupted active period is the
    bottleneck; while the periods of two successive bottlenecks overlap, it shifts.

    Args:
        log: One replication.

    Returns:
        Shares of the window by station.

    Source:
        C. Roser, M. Nakano and M. Tanaka, Proc. Winter Simulation Conference, 2002, 1079-1086.
    """
    winners = _winners(log)
    sole = dict.fromkeys((record.name for record in log.stations), 0.0)
    shifting = dict(sole)
    names = list(sole)
    for index, (start, end, station) in enumerate(winners):
        before = winners[index - 1][1] if index > 0 else start
        after = winners[index + 1][0] if index + 1 < len(winners) else end
        low, high = max(start, before), min(end, after)
        sole[names[station]] += max(0.0, high - low)
        shifting[names[station]] += (end - start) - max(0.0, high - low)
    return {
        name: ShiftingShare(sole=sole[name] / log.window_s, shifting=shifting[name] / log.window_s)
        for name in names
    }


def _winners(log: ShiftLog) -> list[tuple[float, float, int]]:
    """Give the active periods that are the longest at some moment, in order of time."""
    periods = _active_periods(log)
    order = sorted(periods)
    edges = sorted({edge for start, end, _ in periods for edge in (start, end)})
    heap: list[tuple[float, float, float, int]] = []
    winners: list[tuple[float, float, int]] = []
    coming = 0
    for now in edges:
        while coming < len(order) and order[coming][0] <= now:
            start, end, station = order[coming]
            heappush(heap, (start - end, start, end, station))
            coming += 1
        while heap and heap[0][2] <= now:
            heappop(heap)
        if heap:
            _, start, end, station = heap[0]
            if not winners or winners[-1] != (start, end, station):
                winners.append((start, end, station))
    return winners


def _active_periods(log: ShiftLog) -> list[tuple[float, float, int]]:
    is_idle = np.array(
        [r.code in (STARVED, BLOCKED) or r.element == "outside_PBT" for r in log.reasons]
    )
    periods: list[tuple[float, float, int]] = []
    for station in range(len(log.stations)):
        own = log.states.station == station
        active = ~is_idle[log.states.reason[own]]
        start, end = log.states.start_s[own], log.states.end_s[own]
        change = np.flatnonzero(np.diff(np.concatenate([[False], active, [False]]).astype(int)))
        for first, last in zip(change[::2].tolist(), change[1::2].tolist(), strict=True):
            periods.append((float(start[first]), float(end[last - 1]), station))
    return periods


def arrow_bottleneck(stations: Sequence[StationKpis]) -> str:
    """Find the bottleneck of a serial line from starvation and blocking (arrow rule).

    Between two neighbours an arrow points from the first to the second if the first is blocked more
    than the second is starved, and back otherwise. A station that no arrow leaves is a bottleneck;
    of several, the one with the greatest severity is given.

    Args:
        stations: KPIs in the order of the flow; parts pass all of them once.

    Returns:
        Name of the bottleneck.

    Source:
        C.-T. Kuo, J.-T. Lim and S. M. Meerkov, Mathematical Problems in Engineering 2, 1996,
        233-276.
    """
    if not stations:
        raise InvalidConfig("There is no station to choose from.")
    blocking = [station.blocking or 0.0 for station in stations]
    starvation = [station.starvation or 0.0 for station in stations]
    downstream = [blocking[i] > starvation[i + 1] for i in range(len(stations) - 1)]
    best, best_severity = 0, -1.0
    for i in range(len(stations)):
        leaves = (i < len(downstream) and downstream[i]) or (i > 0 and not downstream[i - 1])
        if leaves:
            continue
        right = starvation[i + 1] - blocking[i] if i + 1 < len(stations) else 0.0
        left = blocking[i - 1] - starvation[i] if i > 0 else 0.0
        if right + left > best_severity:
            best, best_severity = i, right + left
    return stations[best].name


def turning_point(stations: Sequence[StationKpis]) -> str | None:
    """Find where blocking turns into starvation along a serial line.

    Args:
        stations: KPIs in the order of the flow.

    Returns:
        Station before which all are blocked more than starved and after which all are starved more
        than blocked; None when there is no such station.

    Source:
        L. Li, Q. Chang and J. Ni, International Journal of Production Research 47(18), 2009,
        5019-5036.
    """
    excess = [(s.blocking or 0.0) - (s.starvation or 0.0) for s in stations]
    for index, station in enumerate(stations):
        if all(e > 0.0 for e in excess[:index]) and all(e < 0.0 for e in excess[index + 1 :]):
            return station.name
    return None


def c_bottleneck(chances: Sequence[float], sizes: Sequence[int], *, step: float = 1e-5) -> int:
    """Find the machine of a Bernoulli line whose improvement helps most: argmax of dPR/dp.

    Exact, by differences of the exact rate; for other lines use `rank_improvements`.

    Args:
        chances: Chance of each machine to be up.
        sizes: Parts that each buffer holds.
        step: Step of the differences.

    Returns:
        Index of the machine, from 0.

    Source:
        J. Li and S. M. Meerkov, Production Systems Engineering, Springer, 2009, section 5.1.
    """
    slopes: list[float] = []
    for index in range(len(chances)):
        rates: list[float] = []
        for sign in (-1.0, 1.0):
            moved = [c + sign * step * (i == index) for i, c in enumerate(chances)]
            rates.append(bernoulli_chain(moved, sizes).rate)
        slopes.append((rates[1] - rates[0]) / (2.0 * step))
    return int(np.argmax(slopes))
