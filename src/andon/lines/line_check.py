"""What makes a line impossible to run, said by name before anything runs."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING

from andon.errors import InvalidConfig, UnknownName, unknown_name
from andon.lines.reasons import like, reason_table
from andon.lines.shift import make_calendar
from andon.lines.station import OUT, SCRAP, Station

if TYPE_CHECKING:
    from andon.lines.line import Line

__all__ = ["check_line", "targets"]


def check_line(line: Line) -> None:
    """Refuse a line that cannot run.

    Raises:
        InvalidConfig: When names repeat, a buffer leads nowhere, stations form a cycle without
            space, no part can enter or leave, or slotted time is mixed with what it cannot do.
        UnknownName: When a buffer, crew, shift, product or reason code does not exist.
    """
    _check_names(line)
    for station in line.stations:
        _check_references(line, station)
    _check_reasons(line)
    _check_flow(line)
    _check_cycles(line)
    _check_loops(line)
    _check_calendars(line)
    if line.slot_s is not None or any(station.reliability for station in line.stations):
        _check_slotted(line)


def targets(station: Station) -> list[str]:
    """Give the buffers that a station may put parts into."""
    reject = [station.inspection.reject_to] if station.inspection else []
    return [name for name in [station.output, *reject] if name not in (OUT, SCRAP)]


def _check_names(line: Line) -> None:
    if not line.stations:
        raise InvalidConfig("The line has no station; declare at least one [[station]].")
    places = [station.name for station in line.stations] + [b.name for b in line.buffers]
    for kind, names in (
        ("station or buffer", places),
        ("crew", [crew.name for crew in line.crews]),
        ("shift", [shift.name for shift in line.shifts]),
        ("product", [product.name for product in line.products]),
        ("card loop", [loop.name for loop in line.card_loops]),
    ):
        for name in names:
            if not name or name in (OUT, SCRAP):
                raise InvalidConfig(f"A {kind} may not be named {name!r}.")
            if names.count(name) > 1:
                raise InvalidConfig(f"More than one {kind} is named {name!r}; names must differ.")


def _check_references(line: Line, station: Station) -> None:
    buffers = [buffer.name for buffer in line.buffers]
    crews = [crew.name for crew in line.crews]
    _known("buffer", station.inputs, buffers, f"station {station.name!r}, key 'input'")
    outputs = [station.output] if station.output != OUT else []
    _known("buffer", outputs, [*buffers, OUT], f"station {station.name!r}, key 'output'")
    if station.inspection and station.inspection.reject_to != SCRAP:
        where = f"station {station.name!r}, key 'reject_to'"
        _known("buffer", [station.inspection.reject_to], [*buffers, SCRAP], where)
    for where, crew in _crews_of(station):
        _known("crew", [crew], crews, where)
    shifts = [shift.name for shift in line.shifts]
    _known("shift", station.shifts, shifts, f"station {station.name!r}, key 'shifts'")
    _known(
        "product",
        station.product_factors,
        line.product_names,
        f"station {station.name!r}, key 'product_factors'",
    )


def _crews_of(station: Station) -> Iterable[tuple[str, str]]:
    """Give every crew that a station calls, with the place that names it."""
    parts = [(f"stop {stop.name!r}", stop.crew) for stop in station.stops]
    parts += [(f"maintenance {work.name!r}", work.crew) for work in station.maintenance]
    for name in ("attempts", "changeover", "battery", "retooling"):
        part = getattr(station, name)
        if part is not None:
            parts.append((name, part.crew))
    for part, crew in parts:
        if crew is not None:
            yield f"station {station.name!r}, {part}, key 'crew'", crew


def _known(kind: str, names: Iterable[str], available: Sequence[str], where: str) -> None:
    for name in names:
        if name not in available:
            raise unknown_name(f"{kind} (asked for by {where})", name, available)


def _check_reasons(line: Line) -> None:
    own = [like(reason.code, reason.like, reason.text) for reason in line.reasons]
    table = reason_table(own)
    for station in line.stations:
        for stop in station.stops:
            _reason(table, stop.code, f"station {station.name!r}, stop {stop.name!r}")
        if station.attempts:
            where = f"station {station.name!r}, attempts"
            for code in (*station.attempts.causes, *station.attempts.needs_help):
                _reason(table, code, where)
        if station.evidence:
            for code in station.evidence.causes:
                _reason(table, code, f"station {station.name!r}, evidence")


def _reason(table: Mapping[str, object], code: str, where: str) -> None:
    if code not in table:
        error = unknown_name(f"reason code (asked for by {where})", code, table)
        raise UnknownName(f"{error} Declare a new one with [[reason]].")


def _check_flow(line: Line) -> None:
    made = {name for station in line.stations for name in targets(station)}
    taken = {name for station in line.stations for name in station.inputs}
    for buffer in line.buffers:
        if buffer.name not in made:
            raise InvalidConfig(f"No station puts parts into the buffer {buffer.name!r}.")
        if buffer.name not in taken:
            raise InvalidConfig(f"No station takes parts from the buffer {buffer.name!r}.")
    if all(station.inputs for station in line.stations):
        raise InvalidConfig("Every station has an `input`, so no part ever enters the line.")
    if all(station.output != OUT for station in line.stations):
        raise InvalidConfig(f"No station has output = {OUT!r}, so no part ever leaves the line.")
    leaving = {station.name for station in line.stations if station.output == OUT}
    is_growing = True
    while is_growing:
        open_buffers = {n for s in line.stations if s.name in leaving for n in s.inputs}
        more = {s.name for s in line.stations if open_buffers & set(targets(s))} - leaving
        leaving |= more
        is_growing = bool(more)
    for station in line.stations:
        if station.name not in leaving:
            raise InvalidConfig(f"From the station {station.name!r} no part ever leaves the line.")


def _check_cycles(line: Line) -> None:
    """Refuse stations that hand parts around in a circle without any space between them."""
    tight = {buffer.name for buffer in line.buffers if buffer.capacity == 0}
    after = {
        station.name: sorted(
            {
                other.name
                for name in targets(station)
                if name in tight
                for other in line.stations
                if name in other.inputs
            }
        )
        for station in line.stations
    }
    for start in after:
        path = _cycle(start, after)
        if path:
            raise InvalidConfig(
                f"The stations {' -> '.join(path)} form a cycle without a buffer: each would wait "
                "for the next for ever. Give one of the buffers between them a `capacity` above 0."
            )


def _cycle(start: str, after: Mapping[str, Sequence[str]]) -> list[str]:
    """Find a way back to a station; empty when there is none."""
    waiting = [[start]]
    seen: set[str] = set()
    while waiting:
        path = waiting.pop()
        for name in after[path[-1]]:
            if name == start:
                return [*path, start]
            if name not in seen:
                seen.add(name)
                waiting.append([*path, name])
    return []


def _check_loops(line: Line) -> None:
    """Refuse card loops that never give a card back, or wait for their own parts."""
    names = [station.name for station in line.stations]
    after = {
        station.name: sorted(
            {o.name for n in targets(station) for o in line.stations if n in o.inputs}
        )
        for station in line.stations
    }
    for loop in line.card_loops:
        where = f"card loop {loop.name!r}, key"
        _known("station", [loop.first], names, f"{where} 'first'")
        _known("station", [loop.last] if loop.last else [], names, f"{where} 'last'")
        if _cycle(loop.first, after):
            raise InvalidConfig(
                f"The card loop {loop.name!r} begins at the station {loop.first!r}, to which parts "
                "come back: they would wait there for a card that they hold. Begin it before the "
                "loop of rework."
            )
        if loop.last not in (None, loop.first) and loop.last not in _reached(loop.first, after):
            raise InvalidConfig(
                f"The card loop {loop.name!r} ends at the station {loop.last!r}, which no part "
                f"from {loop.first!r} reaches."
            )


def _reached(start: str, after: Mapping[str, Sequence[str]]) -> set[str]:
    found: set[str] = set()
    waiting = [start]
    while waiting:
        for name in after[waiting.pop()]:
            if name not in found:
                found.add(name)
                waiting.append(name)
    return found


def _check_calendars(line: Line) -> None:
    by_name = {shift.name: shift for shift in line.shifts}
    make_calendar(line.shifts)
    for owner in (*line.stations, *line.crews):
        make_calendar([by_name[name] for name in owner.shifts])


def _check_slotted(line: Line) -> None:
    """Slotted time knows serial lines with one kind of failure, and nothing else."""
    if line.slot_s is None:
        raise InvalidConfig("`reliability` counts slots; give the line `slot_s`.")
    kinds = set[bool]()
    for index, station in enumerate(line.stations):
        where = f"Station {station.name!r}: in slotted time"
        if station.reliability is None:
            raise InvalidConfig(f"{where} every station needs `reliability`.")
        kinds.add(station.reliability.bernoulli is not None)
        is_last = index == len(line.stations) - 1
        wanted = () if index == 0 else tuple(targets(line.stations[index - 1]))
        if station.inputs != wanted or is_last != (station.output == OUT):
            raise InvalidConfig(f"{where} stations must follow one another in a single row.")
        own = (station.stops, station.attempts, station.inspection, station.rework)
        rest = (station.changeover, station.maintenance, station.battery, station.arrivals_s)
        if any(own) or any(rest) or station.defect_rate or station.scrap_rate or station.cycle_s:
            raise InvalidConfig(f"{where} a station has `reliability` and nothing else.")
    if len(kinds) > 1:
        raise InvalidConfig("In slotted time all stations must be `bernoulli`, or all `geometric`.")
    own_time = line.shifts or line.products or line.card_loops
    if own_time or any(buffer.transport_s > 0.0 for buffer in line.buffers):
        raise InvalidConfig(
            "Slotted time knows no `shift`, no `product`, no `card_loop` and no conveyor."
        )
    for name in ("horizon_s", "warmup_s"):
        slots = getattr(line, name) / line.slot_s
        if abs(slots - round(slots)) > 1e-9 * max(1.0, slots):
            raise InvalidConfig(f"`{name}` must be a whole number of slots of {line.slot_s:g} s.")
    if any(buffer.capacity in (0, "unlimited") for buffer in line.buffers):
        raise InvalidConfig("In slotted time a buffer needs a `capacity` of 1 or more.")
