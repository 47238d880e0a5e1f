"""What moves and waits in a running line: parts, buffers, conveyors and crews."""

from __future__ import annotations

from collections import deque
from typing import TYPE_CHECKING, cast

from simpy.events import Event

if TYPE_CHECKING:
    from simpy import Environment

    from andon.lines.machine import Machine
    from andon.lines.shift import Calendar

__all__ = ["ALARM", "CardPool", "CrewPool", "Part", "Store"]

ALARM = object()
"""What a waiting station is woken with when it fails instead of getting what it waits for."""


class Part:
    """One part on its way through the line."""

    __slots__ = ("born_s", "defect", "is_waste", "product", "rejects")

    def __init__(self, product: int, born_s: float) -> None:
        """Make a part without a defect."""
        self.product = product
        self.born_s = born_s
        self.defect = -1  # index of the station that made it defective
        self.rejects = 0
        self.is_waste = False


class Store:
    """A buffer in simulated time: whoever waits is served in the order of coming.

    A part is handed over directly when a station waits for one, so that nothing happens in the
    event queue unless somebody has to wait.
    """

    __slots__ = ("_env", "_on_way", "_size", "_transport_s", "area", "getters", "items", "putters")

    def __init__(self, env: Environment, size: float, transport_s: float = 0.0) -> None:
        """Make an empty buffer."""
        self._env = env
        self._size = size
        self._transport_s = transport_s
        self._on_way = 0
        self.items: deque[Part] = deque()
        self.getters: deque[Machine] = deque()
        self.putters: deque[tuple[Machine, Part]] = deque()
        self.area = 0.0  # time integral of the level, less level times now

    @property
    def level(self) -> int:
        """Parts in the buffer, those on a conveyor included."""
        return len(self.items) + self._on_way

    def take(self) -> Part | None:
        """Take the oldest part; None when there is none."""
        items = self.items
        if items:
            self.area += self._env.now
            part = items.popleft()
            if self.putters:
                self._let_in()
            return part
        if self.putters and self._size == 0.0:
            machine, part = self.putters.popleft()
            machine.wake(None)
            return part
        return None

    def put(self, part: Part) -> bool:
        """Put a part in; says False and does nothing when there is no space."""
        if self._transport_s > 0.0:
            if self.level >= self._size:
                return False
            self._send(part)
            return True
        if self.getters:
            self.getters.popleft().wake(part)
            return True
        if len(self.items) < self._size:
            self.area -= self._env.now
            self.items.append(part)
            return True
        return False

    def _let_in(self) -> None:
        """Use the space that has become free for the station that waits longest."""
        machine, part = self.putters.popleft()
        if self._transport_s > 0.0:
            self._send(part)
        else:
            self.area -= self._env.now
            self.items.append(part)
        machine.wake(None)

    def _send(self, part: Part) -> None:
        self._on_way += 1
        self.area -= self._env.now
        self._env.timeout(self._transport_s, part).callbacks.append(self._arrive)

    def _arrive(self, event: Event) -> None:
        part = cast("Part", event.value)  # what `_send` gave the event
        self._on_way -= 1
        if not self.getters:
            self.items.append(part)
            return
        self.area += self._env.now
        if self.putters:
            self._let_in()
        self.getters.popleft().wake(part)

    def mean_level(self, start_s: float, end_s: float) -> float:
        """Give the time average of the level since `area` was reset at the start."""
        return (self.area + self.level * end_s) / (end_s - start_s)

    def reset(self, now_s: float) -> None:
        """Begin to average anew."""
        self.area = -self.level * now_s


class CardPool:
    """Cards of a loop in simulated time: who has none waits in the order of coming."""

    __slots__ = ("cards", "free", "getters", "name")

    def __init__(self, name: str, cards: int) -> None:
        """Make a loop of which every card is free."""
        self.name = name
        self.cards = cards
        self.free = cards
        self.getters: deque[Machine] = deque()

    def take(self) -> bool:
        """Take a card; says False and does nothing when none is free."""
        if self.free == 0:
            return False
        self.free -= 1
        return True

    def give_back(self) -> None:
        """Give a card to the station that waits longest, or lay it down."""
        if self.getters:
            self.getters.popleft().wake(None)
        else:
            self.free += 1


class CrewPool:
    """People of one crew in simulated time, called in the order of need."""

    __slots__ = ("_env", "_free", "_queue", "busy_s", "calendar", "calls", "name", "people")

    def __init__(self, env: Environment, name: str, people: int, calendar: Calendar) -> None:
        """Make a crew of which everybody is free."""
        self._env = env
        self._free = people
        self._queue: deque[Event] = deque()
        self.name = name
        self.people = people
        self.calendar = calendar
        self.busy_s = 0.0
        self.calls = 0

    def call(self) -> Event | None:
        """Ask for somebody: None when somebody is free, else the event of their coming."""
        self.calls += 1
        if self._free > 0:
            self._free -= 1
            return None
        event = Event(self._env)
        self._queue.append(event)
        return event

    def release(self, work_s: float) -> None:
        """Send somebody on after some work."""
        self.busy_s += work_s
        if self._queue:
            self._queue.popleft().succeed()
        else:
            self._free += 1
