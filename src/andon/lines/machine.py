"""One station in simulated time: take a part, work on it, be stopped and helped, pass it on."""

from __future__ import annotations

from math import inf
from typing import TYPE_CHECKING, Any

from simpy.events import Event

from andon.lines.clocks import OpenStop, StopClock
from andon.lines.quality import Quality
from andon.lines.robot import Robot
from andon.lines.shift_log import Incident, IncidentKind
from andon.lines.spans import MINOR
from andon.lines.store import ALARM, CardPool, CrewPool, Part, Store
from andon.lines.tally import Tally

if TYPE_CHECKING:
    from collections.abc import Generator

    from andon.lines.run import Run
    from andon.lines.station import Station

__all__ = ["Machine"]


class Machine:
    """A station at work; see `andon.lines.station` for what it may be told to do.

    Its processes are generators that yield events of SimPy and get back what an event carries. The
    usual case of a cycle, in which nothing stops it, is a single event. Everything else is found by
    comparing the end of the cycle with the next time at which something is due.
    """

    def __init__(self, run: Run, station: Station, index: int) -> None:
        """Prepare a station; `start` sets it going."""
        self.run = run
        self.env = run.env
        self.station = station
        self.index = index
        self.calendar = run.calendars[index]
        self.open_until = self.calendar.open_until(0.0)
        self.inputs: list[Store] = []
        self.output: Store | None = None
        self.reject: Store | None = None
        self.tally = Tally(len(run.products))
        self.times: list[float] = [0.0]
        self.codes: list[int] = [run.codes["starved"]]
        self.code = self.codes[0]
        self.incidents: list[Incident] = []
        self.clock = StopClock(run, station, self.calendar)
        self.robot = Robot(run, station) if station.attempts else None
        self.quality = Quality.make(run, station, index)
        self.event: Event | None = None
        self.waits_in: Store | CardPool | None = None
        self.needs: tuple[CardPool, ...] = ()
        self.frees: tuple[CardPool, ...] = ()
        self.is_in_loop = False
        self._open_stop: OpenStop | None = None
        self.product = -1
        self._cycle = run.cycle_sampler(station)
        factors = [station.product_factors.get(name, 1.0) for name in run.products]
        self._factors = factors
        planned = station.planned_cycle_s or station.mean_cycle_s
        self._planned = [planned * factor for factor in factors]
        self.clock.on_alarm = self._alarm
        self.clock.arm_all()

    def work(self) -> Generator[Event, Any, None]:
        """Work for ever; the process of this station."""
        env, run, clock, tally, cycle = self.env, self.run, self.clock, self.tally, self._cycle
        factors, planned, quality = self._factors, self._planned, self.quality
        producing, needs, frees = run.codes["producing"], self.needs, self.frees
        takt = run.line.takt_s or inf
        is_plain, is_first, has_duties = self.robot is None, not self.inputs, bool(clock.duties)
        now = env.now  # followed by hand: to ask for it again and again would cost a third
        while True:
            if now >= self.open_until:
                yield from self._wait_for_shift()
                now = env.now
            if has_duties and (now >= clock.duty_s or clock.worked_s >= clock.duty_work_s):
                yield from self._do_duties()
                now = env.now
            if needs:
                part = yield from self._take_with_cards()
                now = env.now
            else:
                part = run.enter(now) if is_first else self.take()
            if part is None:
                part = yield from self._wait_for_part()
                now = env.now
            product = part.product
            if product != self.product:
                yield from self._change_to(product)
                now = env.now
            begun, is_lost = now, False
            if is_plain:
                work = cycle.next() * factors[product]
                end = now + work
                if (
                    end <= self.open_until
                    and end <= clock.due_s
                    and clock.worked_s + work <= clock.due_work_s
                ):
                    clock.worked_s += work
                    if self.code != producing:
                        self.mark(producing)
                    yield env.timeout(work)
                    now = end
                else:
                    is_lost = yield from self.process(work, producing)
                    now = env.now
                tally.busy_s += work
            else:
                is_lost = yield from self._attempt(part)
                now = env.now
            tally.parts[product] += 1
            tally.standard_s += planned[product]
            if now - begun > takt:
                tally.late += self.calendar.worked(begun, now) > takt
            target = self.output
            if is_lost or quality is not None:
                target = self._judge(part, is_lost=is_lost)
            if target is None:
                run.leave(part, now)
            elif not target.put(part):
                yield from self._wait_for_space(target, part)
                now = env.now
            if frees and target is self.output:
                run.give_cards_back(part, frees)

    def take(self) -> Part | None:
        """Take a part without waiting; None when there is none, or it needs more than one."""
        if len(self.inputs) == 1:
            return self.inputs[0].take()
        return None

    def mark(self, code: int) -> None:
        """Note a change of state."""
        if code != self.code:
            self.code = code
            self.times.append(self.env.now)
            self.codes.append(code)

    def wake(self, value: object) -> None:
        """End the wait of this station."""
        event, self.event, self.waits_in = self.event, None, None
        if event is not None:
            event.succeed(value)

    def _wait_for_shift(self) -> Generator[Event, Any, None]:
        opens = self.calendar.advance(self.env.now, 0.0)
        if opens > self.env.now:
            yield self.env.timeout(opens - self.env.now)
        self.open_until = self.calendar.open_until(self.env.now)

    def _wait_for_part(self) -> Generator[Event, Any, Part]:
        """Wait for one part from each input; the first one says which product it is."""
        parts: list[Part] = []
        for store in self.inputs:
            while True:
                if self.env.now >= self.clock.due_s:
                    yield from self._time_stop()
                part = store.take()
                if part is None:
                    self.mark(self.run.codes["starved"])
                    self.event, self.waits_in = Event(self.env), store
                    store.getters.append(self)
                    part = yield self.event
                if part is not ALARM:
                    break
                yield from self._time_stop()
            parts.append(part)
        for part in parts[1:]:
            self.run.merge(part)
        return parts[0]

    def _take_with_cards(self) -> Generator[Event, Any, Part]:
        """Wait for a card of each loop that begins here, then for a part, and join the two."""
        for pool in self.needs:
            while not pool.take():
                if self.env.now >= self.clock.due_s:
                    yield from self._time_stop()
                    continue
                self.mark(self.run.codes["no_card"])
                self.event, self.waits_in = Event(self.env), pool
                pool.getters.append(self)
                if (yield self.event) is not ALARM:
                    break
                yield from self._time_stop()
        part = self.take() if self.inputs else self.run.enter(self.env.now)
        if part is None:
            part = yield from self._wait_for_part()
        self.run.hold_cards(part, self.needs)
        return part

    def _wait_for_space(self, store: Store, part: Part) -> Generator[Event, Any, None]:
        while not store.put(part):
            if self.env.now >= self.clock.due_s:
                yield from self._time_stop()
                continue
            self.mark(self.run.codes["blocked"])
            self.event, self.waits_in = Event(self.env), store
            store.putters.append((self, part))
            if self.is_in_loop:
                self.run.refuse_deadlock(self)
            if (yield self.event) is not ALARM:
                return
            yield from self._time_stop()

    def _alarm(self) -> None:
        """Stop waiting, because the station fails although it does nothing."""
        store = self.waits_in
        if store is None:
            return
        if isinstance(store, CardPool) or self in store.getters:
            store.getters.remove(self)
        else:
            (entry,) = [pair for pair in store.putters if pair[0] is self]
            store.putters.remove(entry)
        self.wake(ALARM)

    def process(self, work_s: float, code: int) -> Generator[Event, Any, bool]:
        """Work for some time, with every stop that comes between.

        Returns:
            Whether a stop destroyed the part.
        """
        env, clock, calendar = self.env, self.clock, self.calendar
        left = work_s
        is_lost = False
        while True:
            now = env.now
            self.mark(code)
            step = min(left, max(0.0, clock.due_work_s - clock.worked_s))
            at = calendar.advance(now, step)
            if clock.due_s < at:
                at = max(now, clock.due_s)
                step = min(left, calendar.worked(now, at))
            if at > now:
                yield env.timeout(at - now)
            clock.worked_s += step
            left -= step
            if left <= 1e-9 * work_s:
                break
            for stop in clock.pop_due(env.now):
                kind = stop.stop.kind
                reason, waiting = self.run.codes[stop.stop.code], stop.waiting
                yield from self.down(kind, reason, waiting, stop.duration.next(), stop.crew)
                is_lost = is_lost or stop.stop.scraps_part
                clock.arm(stop)
            if is_lost:
                break
        return is_lost

    def _time_stop(self) -> Generator[Event, Any, None]:
        """Go through the stops that are due although the station waits."""
        for stop in self.clock.pop_due(self.env.now):
            code = self.run.codes[stop.stop.code]
            yield from self.down(
                stop.stop.kind, code, stop.waiting, stop.duration.next(), stop.crew
            )
            self.clock.arm(stop)

    def down(
        self, kind: IncidentKind, reason: int, waiting: int, work_s: float, crew: CrewPool | None
    ) -> Generator[Event, Any, None]:
        """Stand still: wait for the crew if there is one, then for its work."""
        env = self.env
        calendar = self.calendar
        stop = self._open_stop = OpenStop(kind, env.now, len(self.times), reason, crew)
        if crew is not None:
            calendar = crew.calendar
            self.begin(waiting)
            coming = crew.call()
            if coming is not None:
                yield coming
            opens = calendar.advance(env.now, 0.0)
            if opens > env.now:
                yield env.timeout(opens - env.now)
        stop.work_from_s = env.now
        self.begin(reason)
        end = calendar.advance(env.now, work_s)
        if end > env.now:
            yield env.timeout(end - env.now)
        if crew is not None:
            crew.release(work_s)
        self._close(stop, work_s)
        self.code = -1  # the next state is a change, whatever it is

    def _close(self, stop: OpenStop, work_s: float) -> None:
        """Note a stop that is over, and mark its spans if it was short."""
        now, kind = self.env.now, stop.kind
        if kind in ("failure", "micro_stop", "intervention"):
            is_minor = self.calendar.worked(stop.start_s, now) < self.run.line.micro_stop_s
            if is_minor:
                self.codes[stop.first :] = [code | MINOR for code in self.codes[stop.first :]]
            if kind != "intervention":
                kind = "micro_stop" if is_minor else "failure"
        self._open_stop = None
        self.incidents.append(
            Incident(
                start_s=stop.start_s,
                end_s=now,
                station=self.station.name,
                kind=kind,
                reason=self.run.names[stop.reason],
                who=stop.crew.name if stop.crew else "",
                wait_s=self.calendar.worked(stop.start_s, stop.work_from_s),
                work_s=work_s,
            )
        )

    def finish(self) -> None:
        """Note the stop that goes on at the end of the run."""
        stop = self._open_stop
        if stop is not None:
            now = self.env.now
            is_waiting = stop.work_from_s == inf
            stop.work_from_s = min(stop.work_from_s, now)
            calendar = stop.crew.calendar if stop.crew else self.calendar
            self._close(stop, 0.0 if is_waiting else calendar.worked(stop.work_from_s, now))

    def begin(self, code: int) -> None:
        """Start a span even where the code stays the same."""
        self.code = code
        self.times.append(self.env.now)
        self.codes.append(code)

    def _do_duties(self) -> Generator[Event, Any, None]:
        """Do the maintenance and feed the battery, where they are due."""
        for duty in self.clock.due_duties(self.env.now):
            code = self.run.codes[duty.code]
            yield from self.down(duty.kind, code, duty.waiting, duty.duration.next(), duty.crew)
            self.clock.renew(duty)

    def _change_to(self, product: int) -> Generator[Event, Any, None]:
        is_first, self.product = self.product < 0, product
        change = self.clock.changeover
        if is_first or change is None:
            return
        code, waiting = self.run.codes["changeover"], self.run.codes["waiting_for_setup"]
        yield from self.down("changeover", code, waiting, change.duration.next(), change.crew)

    def _attempt(self, part: Part) -> Generator[Event, Any, bool]:
        """Try until the part is done, or lost; people help where the robot cannot go on."""
        robot = self.robot
        assert robot is not None  # only robots attempt
        factor = self._factors[part.product]
        codes = self.run.codes
        tries = attempts = failed = 0
        time_s = 0.0
        is_open, is_lost = True, False
        while is_open:
            tries += 1
            attempts += 1
            attempt = robot.attempt()
            time_s += attempt.time_s * factor
            code = codes["producing" if tries == 1 else "retry"]
            is_lost = yield from self.process(attempt.time_s * factor, code)
            is_open = not (is_lost or attempt.is_success)
            failed += not attempt.is_success
            if not is_open or (tries < robot.max_tries and attempt.cause not in robot.needs_help):
                continue
            why, waiting = codes[attempt.cause], codes["waiting_for_help"]
            yield from self.down("intervention", why, waiting, robot.help_s(), robot.crew)
            is_open, is_lost = robot.after_help == "again", robot.after_help == "scrap"
            tries = 0
        self.tally.attempts += attempts
        self.tally.failed_attempts += failed
        self.tally.busy_s += time_s
        return is_lost

    def _judge(self, part: Part, *, is_lost: bool) -> Store | None:
        """Say where a part goes next; None when it leaves the line, as waste or not."""
        verdict = "scrap" if is_lost else "pass"
        if self.quality is not None and not is_lost:
            verdict = self.quality.judge(part, self.tally)
        if verdict == "scrap" or (verdict == "reject" and self.reject is None):
            self.tally.scrap += 1
            part.is_waste = True
            return None
        if verdict == "reject":
            self.tally.rework += 1
            return self.reject
        return self.output
