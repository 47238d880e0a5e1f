"""Shifts and breaks: when a station or a crew works, as arithmetic on a repeating week."""

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from math import inf
from typing import Literal, NamedTuple

from andon.errors import InvalidConfig
from andon.lines.reasons import BREAK, OFF_SHIFT

__all__ = ["DAY_S", "WEEK_S", "Break", "Calendar", "Day", "Shift", "make_calendar"]

DAY_S = 86400.0
"""Seconds of a day."""

WEEK_S = 7.0 * DAY_S
"""Seconds of a week; time 0 is Monday, 00:00."""

Day = Literal["mon", "tue", "wed", "thu", "fri", "sat", "sun"]

_DAYS: tuple[Day, ...] = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_CLOCK = re.compile(r"([01][0-9]|2[0-3]):([0-5][0-9])|24:00")


@dataclass(frozen=True, kw_only=True)
class Break:
    """A planned break inside a shift; it lies outside the planned busy time."""

    start: str
    """Clock time, such as `09:30`."""
    duration_s: float
    """Length, above 0."""

    def __post_init__(self) -> None:
        """Refuse times that are no clock times."""
        _seconds_of(self.start)
        if self.duration_s <= 0.0:
            raise InvalidConfig(f"The break at {self.start} lasts {self.duration_s:g} s.")


@dataclass(frozen=True, kw_only=True)
class Shift:
    """Hours in which a line works, on some days of every week."""

    name: str
    """Name, for example `early`."""
    days: tuple[Day, ...] = ("mon", "tue", "wed", "thu", "fri")
    """Days on which it begins."""
    start: str
    """Clock time at which it begins, such as `06:00`."""
    end: str
    """Clock time at which it ends; before `start` means on the next day."""
    breaks: tuple[Break, ...] = field(default=(), metadata={"key": "break"})
    """Planned breaks."""

    def __post_init__(self) -> None:
        """Refuse empty shifts and breaks that lie outside."""
        if not self.days or len(set(self.days)) != len(self.days):
            raise InvalidConfig(f"The shift {self.name!r} needs days, each once.")
        if _seconds_of(self.start) == _seconds_of(self.end):
            raise InvalidConfig(f"The shift {self.name!r} starts and ends at {self.start}.")
        reach = 0.0
        for rest in sorted(self.breaks, key=self._offset):
            if self._offset(rest) < reach or self._offset(rest) + rest.duration_s > self.length_s:
                raise InvalidConfig(
                    f"The break at {rest.start} of {rest.duration_s:g} s does not lie inside the "
                    f"shift {self.name!r} ({self.start} to {self.end}), or overlaps another."
                )
            reach = self._offset(rest) + rest.duration_s

    @property
    def length_s(self) -> float:
        """Length, breaks included."""
        return (_seconds_of(self.end) - _seconds_of(self.start)) % DAY_S or DAY_S

    def _offset(self, rest: Break) -> float:
        return (_seconds_of(rest.start) - _seconds_of(self.start)) % DAY_S

    def spans(self, *, is_through_breaks: bool) -> Iterator[tuple[float, float]]:
        """Give the working spans of one week, which may reach into the next."""
        edges = [0.0]
        for rest in [] if is_through_breaks else sorted(self.breaks, key=self._offset):
            edges += [self._offset(rest), self._offset(rest) + rest.duration_s]
        edges.append(self.length_s)
        for day in self.days:
            origin = _DAYS.index(day) * DAY_S + _seconds_of(self.start)
            for low, high in zip(edges[::2], edges[1::2], strict=True):
                if high > low:
                    yield origin + low, origin + high


def _seconds_of(clock: str) -> float:
    if not _CLOCK.fullmatch(clock):
        raise InvalidConfig(
            f"{clock!r} is no clock time; write hours and minutes, such as '06:30'."
        )
    hours, minutes = clock.split(":")
    return int(hours) * 3600.0 + int(minutes) * 60.0


class Span(NamedTuple):
    """A piece of time in which a calendar does not change."""

    start_s: float
    """Start."""
    end_s: float
    """End."""
    closed: str
    """Reason why nobody works; empty when the calendar is open."""


class Calendar:
    """When work goes on: open spans of a week that repeats for ever.

    All times are simulated seconds; `working time` counts open spans only.
    """

    __slots__ = ("_closed", "_done", "_ends", "_starts", "is_always_open", "week_open_s")

    def __init__(
        self, spans: Sequence[tuple[float, float]], breaks: Sequence[tuple[float, float]] = ()
    ) -> None:
        """Build a calendar.

        Args:
            spans: Open spans of one week, in order, without overlap, inside [0, WEEK_S].
            breaks: Spans that are closed because of a break; other closed spans are off shift.
        """
        self.is_always_open = len(spans) == 1 and spans[0] == (0.0, WEEK_S)
        self._starts = [start for start, _ in spans]
        self._ends = [end for _, end in spans]
        self._closed = list(breaks)
        self._done: list[float] = []  # working time of the week before each span
        total = 0.0
        for start, end in spans:
            self._done.append(total)
            total += end - start
        self.week_open_s = total

    def open_until(self, time_s: float) -> float:
        """Give the end of the open span that holds a time; the time itself when it is closed."""
        if self.is_always_open:
            return inf
        week, offset = divmod(time_s, WEEK_S)
        index = bisect_right(self._starts, offset) - 1
        if index >= 0 and offset < self._ends[index]:
            return week * WEEK_S + self._ends[index]
        return time_s

    def work_done(self, time_s: float) -> float:
        """Give the working time since time 0."""
        if self.is_always_open:
            return time_s
        week, offset = divmod(time_s, WEEK_S)
        index = bisect_right(self._starts, offset) - 1
        inside = 0.0
        if index >= 0:
            inside = self._done[index] + min(offset, self._ends[index]) - self._starts[index]
        return week * self.week_open_s + inside

    def worked(self, start_s: float, end_s: float) -> float:
        """Give the working time between two times."""
        return self.work_done(end_s) - self.work_done(start_s)

    def advance(self, time_s: float, work_s: float) -> float:
        """Give the time at which an amount of working time has passed.

        Args:
            time_s: When the work may begin; it waits for the calendar to open.
            work_s: Working time, 0 or more.

        Returns:
            The end of the work; `inf` when `work_s` is.
        """
        if self.is_always_open or work_s == inf:
            return time_s + work_s
        end = time_s + work_s
        until = self.open_until(time_s)
        if until > time_s and end <= until:
            return end
        week, rest = divmod(self.work_done(time_s) + work_s, self.week_open_s)
        if rest == 0.0 and work_s > 0.0:
            week, rest = week - 1.0, self.week_open_s
        index = bisect_right(self._done, rest) - 1
        if work_s > 0.0 and index > 0 and self._done[index] == rest:
            index -= 1  # the work ends with a span, not at the start of the next one
        # Work too short to be seen beside the working time so far ends where it begins.
        return max(time_s, week * WEEK_S + self._starts[index] + rest - self._done[index])

    def pieces(self, start_s: float, end_s: float) -> Iterator[Span]:
        """Cut a piece of time where the calendar opens or closes."""
        if self.is_always_open:
            yield Span(start_s, end_s, "")
            return
        time = start_s
        while time < end_s:
            until = self.open_until(time)
            if until > time:
                yield Span(time, min(until, end_s), "")
                time = until
                continue
            until, why = self._closed_until(time)
            yield Span(time, min(until, end_s), why)
            time = until

    def _closed_until(self, time_s: float) -> tuple[float, str]:
        week, offset = divmod(time_s, WEEK_S)
        index = bisect_right(self._starts, offset)
        opens = (
            self._starts[index]
            if index < len(self._starts)
            else WEEK_S + (self._starts[0] if self._starts else 0.0)
        )
        edges = [opens]
        for start, end in self._closed:
            if start <= offset < end:
                return week * WEEK_S + min(end, opens), BREAK
            edges += [edge for edge in (start,) if edge > offset]
        return week * WEEK_S + min(edges), OFF_SHIFT


def make_calendar(shifts: Sequence[Shift], *, is_through_breaks: bool = False) -> Calendar:
    """Make the calendar of whoever works in some shifts.

    Args:
        shifts: Shifts of the week; none means day and night, every day.
        is_through_breaks: Whether the work goes on in the breaks, as a machine's may.

    Returns:
        The calendar.

    Raises:
        InvalidConfig: When two shifts overlap.
    """
    if not shifts:
        return Calendar([(0.0, WEEK_S)])
    whole = _fold([s for shift in shifts for s in shift.spans(is_through_breaks=True)])
    for (_, end), (start, _) in pairwise(whole):
        if start < end:
            names = [shift.name for shift in shifts]
            raise InvalidConfig(f"Two of the shifts {names} overlap at {start / 3600.0:g} h.")
    if is_through_breaks:
        return Calendar(_joined(whole))
    spans = _fold([s for shift in shifts for s in shift.spans(is_through_breaks=False)])
    breaks: list[tuple[float, float]] = []
    for start, end in whole:
        inside = [s for s in spans if start <= s[0] and s[1] <= end]
        edges = [start, *(edge for span in inside for edge in span), end]
        breaks += [(a, b) for a, b in zip(edges[::2], edges[1::2], strict=True) if b > a]
    return Calendar(_joined(spans), breaks)


def _fold(spans: Sequence[tuple[float, float]]) -> list[tuple[float, float]]:
    """Bring spans that reach into the next week back to the start of this one."""
    folded: list[tuple[float, float]] = []
    for start, end in spans:
        if start >= WEEK_S:
            folded.append((start - WEEK_S, end - WEEK_S))
        elif end > WEEK_S:
            folded += [(start, WEEK_S), (0.0, end - WEEK_S)]
        else:
            folded.append((start, end))
    return sorted(folded)


def _joined(spans: Sequence[tuple[float, float]]) -> list[tuple[float, float]]:
    """Join spans that follow one another without a gap."""
    joined: list[tuple[float, float]] = []
    for start, end in spans:
        if joined and start <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(end, joined[-1][1]))
        else:
            joined.append((start, end))
    return joined
