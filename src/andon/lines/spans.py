"""From the notes of running stations to the table of their states."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from andon.lines.reasons import Reason
from andon.lines.shift_log import StateTable

if TYPE_CHECKING:
    from andon.lines.machine import Machine
    from andon.lines.shift import Calendar
    from andon.lines.station import Station

__all__ = ["cut", "energy_kwh", "join_states", "make_states"]

MINOR = 1 << 14
"""Bit of a noted code that marks stops below the micro-stop threshold."""

Columns = tuple[npt.NDArray[np.float64], npt.NDArray[np.float64], npt.NDArray[np.int64]]


def make_states(
    machines: Sequence[Machine], codes: Mapping[str, int], start_s: float, end_s: float
) -> StateTable:
    """Build the table of states of all stations between two times.

    Spans end where a shift or a break does, and closed time is named after the calendar, whatever
    the station had been doing.
    """
    noted = [(machine.times, machine.codes, machine.calendar) for machine in machines]
    return join_states(noted, codes, start_s, end_s)


def join_states(
    noted: Sequence[tuple[Sequence[float], Sequence[int], Calendar]],
    codes: Mapping[str, int],
    start_s: float,
    end_s: float,
) -> StateTable:
    """Build the table of states from times, codes and calendar of each station; see `cut`."""
    parts = [cut(times, own, calendar, codes, start_s, end_s) for times, own, calendar in noted]
    code = np.concatenate([columns[2] for columns in parts])
    return StateTable(
        station=np.repeat(
            np.arange(len(parts), dtype=np.int32), [columns[0].size for columns in parts]
        ),
        start_s=np.concatenate([columns[0] for columns in parts]),
        end_s=np.concatenate([columns[1] for columns in parts]),
        reason=(code & (MINOR - 1)).astype(np.int32),
        is_minor=(code & MINOR) != 0,
    )


def cut(
    times: Sequence[float],
    noted: Sequence[int],
    calendar: Calendar,
    codes: Mapping[str, int],
    start_s: float,
    end_s: float,
) -> Columns:
    """Cut one station's spans at the ends of shifts and breaks.

    Args:
        times: Start of each span, rising from 0.
        noted: Code of each span, perhaps with the `MINOR` bit.
        calendar: When the station works.
        codes: Index of each reason code.
        start_s: Start of the window.
        end_s: End of the window.

    Returns:
        Starts, ends and codes; no span is empty, and together they fill the window.
    """
    begins = np.asarray(times, dtype=np.float64)
    code = np.asarray(noted, dtype=np.int64)
    pieces = list(calendar.pieces(start_s, end_s))
    opens = np.array([piece.start_s for piece in pieces])
    closed = np.array([codes[piece.closed] if piece.closed else -1 for piece in pieces])
    inside = begins[(begins > start_s) & (begins < end_s)]
    edges = np.unique(np.concatenate([[start_s], inside, opens[opens > start_s], [end_s]]))
    starts, ends = edges[:-1], edges[1:]
    own = code[np.searchsorted(begins, starts, side="right") - 1]
    shut = closed[np.searchsorted(opens, starts, side="right") - 1]
    chosen = np.where(shut >= 0, shut, own)
    is_change = np.concatenate([[True], chosen[1:] != chosen[:-1]])
    is_stop = np.isin(starts, inside)  # two stops for the same reason stay two spans
    keep = is_change | (is_stop & (shut < 0))
    first = np.flatnonzero(keep)
    last = np.append(first[1:], starts.size) - 1
    return starts[first], ends[last], chosen[first]


def energy_kwh(
    stations: Sequence[Station], reasons: Sequence[Reason], states: StateTable
) -> list[float]:
    """Add up the electrical energy of each station. [kWh].

    Full power while it processes, idle power in all other planned time, none in closed time. Where
    a station declares no power and its evidence has one, that is used: mechanical power of the
    servos, so a lower bound of the electrical.
    """
    is_busy = np.array([reason.state == "productive" for reason in reasons])[states.reason]
    is_closed = np.array([r.element == "outside_PBT" for r in reasons])[states.reason]
    hours = states.duration_s / 3600.0
    busy = np.bincount(states.station, weights=hours * is_busy, minlength=len(stations))
    idle = np.bincount(
        states.station, weights=hours * (~is_busy & ~is_closed), minlength=len(stations)
    )
    found: list[float] = []
    for station, busy_h, idle_h in zip(stations, busy.tolist(), idle.tolist(), strict=True):
        measured = station.evidence.power_w if station.evidence else None
        power_w = station.power_w or measured or 0.0
        found.append((power_w * busy_h + station.idle_power_w * idle_h) / 1000.0)
    return found
