"""What to fix first: every loss of a line is cut by the same share, one at a time."""

from collections.abc import Iterator
from dataclasses import replace
from math import ceil
from typing import Literal, NamedTuple

from andon.errors import InvalidConfig, unknown_name
from andon.lines.distribution import scaled
from andon.lines.evidence import Evidence
from andon.lines.line import Line
from andon.lines.station import Station

__all__ = ["Lever", "Variant", "variants", "with_station"]


def with_station(line: Line, station: Station) -> Line:
    """Give the line with another worker at the station of the same name.

    Raises:
        UnknownName: When the line has no station of that name.
    """
    names = [known.name for known in line.stations]
    if station.name not in names:
        raise unknown_name("station", station.name, names)
    stations = tuple(station if s.name == station.name else s for s in line.stations)
    return replace(line, stations=stations)


Lever = Literal[
    "success_rate", "speed", "repair_time", "failure_rate", "help_time", "changeover", "buffer"
]
"""What may be improved."""


class Variant(NamedTuple):
    """A line with one loss cut."""

    place: str
    """Station or buffer."""
    lever: Lever
    """What is improved."""
    change: str
    """What was changed, for people."""
    line: Line
    """The changed line."""


def variants(line: Line, share: float) -> Iterator[Variant]:
    """Give the line with each of its losses cut by a share, one at a time.

    Args:
        line: The line as it is.
        share: Share by which each loss is cut, in (0, 1). [1]

    Returns:
        Iterator over the changed lines, station by station and then the buffers.

    Raises:
        InvalidConfig: When the share lies outside (0, 1).
    """
    if not 0.0 < share < 1.0:
        raise InvalidConfig(f"share is {share:g}; it must lie in (0, 1).")
    keep = 1.0 - share
    cut = f"{share:.0%} less"
    for station in line.stations:
        for lever, change, better in _better_stations(station, keep, cut):
            yield Variant(station.name, lever, change, with_station(line, better))
    for index, buffer in enumerate(line.buffers):
        if buffer.capacity == "unlimited":
            continue
        more = max(1, ceil(share * buffer.capacity))
        wider = replace(buffer, capacity=buffer.capacity + more)
        buffers = (*line.buffers[:index], wider, *line.buffers[index + 1 :])
        wider_line = replace(line, buffers=buffers)
        yield Variant(buffer.name, "buffer", f"{more} more places", wider_line)


def _better_stations(
    station: Station, keep: float, cut: str
) -> Iterator[tuple[Lever, str, Station]]:
    if station.cycle_s is not None:
        faster = replace(station, cycle_s=scaled(station.cycle_s, keep))
        yield "speed", f"cycle time {cut}", faster
    elif station.evidence is not None:
        yield (
            "speed",
            f"cycle time {cut}",
            replace(station, evidence=_faster(station.evidence, keep)),
        )
    if station.attempts is not None:
        fewer = replace(station.attempts, failure_factor=keep * station.attempts.failure_factor)
        yield "success_rate", f"failed attempts {cut}", replace(station, attempts=fewer)
        quicker = replace(station.attempts, help_s=scaled(station.attempts.help_s, keep))
        yield "help_time", f"time of help {cut}", replace(station, attempts=quicker)
    if station.stops:
        shorter = [replace(s, duration_s=scaled(s.duration_s, keep)) for s in station.stops]
        yield "repair_time", f"length of stops {cut}", replace(station, stops=tuple(shorter))
        rarer = [replace(s, between_s=scaled(s.between_s, 1.0 / keep)) for s in station.stops]
        yield "failure_rate", f"number of stops {cut}", replace(station, stops=tuple(rarer))
    if station.changeover is not None:
        change = replace(station.changeover, duration_s=scaled(station.changeover.duration_s, keep))
        yield "changeover", f"changeover {cut}", replace(station, changeover=change)


def _faster(evidence: Evidence, factor: float) -> Evidence:
    return replace(evidence, cycle_s=tuple(factor * time for time in evidence.cycle_s))
