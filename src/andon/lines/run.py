"""One replication under way: the parts, stations, buffers and crews of a line, and its counts."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Generator
from math import ceil
from typing import Any

import numpy as np
from simpy import Environment
from simpy.events import Event

from andon.errors import InvalidConfig
from andon.lines.distribution import Deterministic, Sampler
from andon.lines.line import Line, line_hash
from andon.lines.line_check import targets
from andon.lines.machine import Machine
from andon.lines.shift import Calendar, make_calendar
from andon.lines.shift_log import (
    BufferRecord,
    CrewRecord,
    ProductRecord,
    ShiftLog,
    StationRecord,
)
from andon.lines.spans import energy_kwh, make_states
from andon.lines.station import OUT, SCRAP, Station
from andon.lines.store import CardPool, CrewPool, Part, Store
from andon.randomness import stream

__all__ = ["Run"]

MAX_PERIODS = 10_000
"""Most periods in which the output is counted."""

_PERIODS_S = (1.0, 60.0, 300.0, 900.0, 3600.0, 86400.0, 7 * 86400.0, 1e12)
"""Lengths of the periods in which the output is counted; the first that makes few enough."""


class Run:
    """A line in simulated time."""

    def __init__(self, line: Line, *, seed: int, replication: int) -> None:
        """Set everything up at time 0, with empty buffers.

        Args:
            line: The line, checked.
            seed: Seed of the run.
            replication: Number of the replication, from 0.
        """
        self.line = line
        self.seed = seed
        self.replication = replication
        self.env = Environment()
        self.reasons = line.reason_codes()
        self.names = [reason.code for reason in self.reasons]
        self.codes = {code: index for index, code in enumerate(self.names)}
        self.products = line.product_names
        self._batches = [product.batch_parts for product in line.products] or [1]
        self._next_product, self._left_in_batch = 0, self._batches[0]
        self._is_mixed = len(self.products) > 1
        by_name = {shift.name: shift for shift in line.shifts}

        def calendar(shifts: tuple[str, ...], *, is_through_breaks: bool = False) -> Calendar:
            chosen = [by_name[name] for name in shifts] or line.shifts
            return make_calendar(chosen, is_through_breaks=is_through_breaks)

        self.calendars = [
            calendar(s.shifts, is_through_breaks=s.is_through_breaks) for s in line.stations
        ]
        self.crews = {
            crew.name: CrewPool(self.env, crew.name, crew.people, calendar(crew.shifts))
            for crew in line.crews
        }
        self.stores = {b.name: Store(self.env, b.size, b.transport_s) for b in line.buffers}
        self.machines = [Machine(self, station, i) for i, station in enumerate(line.stations)]
        self._connect()
        self._held: dict[Part, tuple[CardPool, ...]] = {}
        self.entered = self.left = self.merged = self.inside_at_start = 0
        self._area_s = self._flow_s = 0.0
        self._good = [0] * len(self.products)
        self._escapes = [0] * len(self.products)
        self._waste = [0] * len(self.products)
        self._warmup_s = line.warmup_s
        self._period_s = next(p for p in _PERIODS_S if line.horizon_s <= p * MAX_PERIODS)
        self._left_by_period: defaultdict[int, int] = defaultdict(int)

    def _connect(self) -> None:
        consumers: dict[str, list[Machine]] = {}
        for machine in self.machines:
            station = machine.station
            machine.inputs = [self.stores[name] for name in station.inputs]
            machine.output = None if station.output == OUT else self.stores[station.output]
            if station.inspection and station.inspection.reject_to != SCRAP:
                machine.reject = self.stores[station.inspection.reject_to]
            for name in station.inputs:
                consumers.setdefault(name, []).append(machine)
            if station.arrivals_s is not None:
                machine.inputs = [Store(self.env, float("inf"))]
        self._consumers = {id(self.stores[name]): found for name, found in consumers.items()}
        for loop in self.line.card_loops:
            pool = CardPool(loop.name, loop.cards)
            for machine in self.machines:
                machine.needs += (pool,) if machine.station.name == loop.first else ()
                machine.frees += (pool,) if machine.station.name == loop.last else ()
        for machine in self.machines:
            machine.is_in_loop = self._is_in_loop(machine, consumers)

    def _is_in_loop(self, machine: Machine, consumers: dict[str, list[Machine]]) -> bool:
        seen: set[int] = set()
        waiting = [machine]
        while waiting:
            for name in targets(waiting.pop().station):
                for other in consumers[name]:
                    if other is machine:
                        return True
                    if other.index not in seen:
                        seen.add(other.index)
                        waiting.append(other)
        return False

    def stream(self, *names: str) -> np.random.Generator:
        """Open a stream of this replication; equal names mean equal luck on any line."""
        return stream(self.seed, "line", self.replication, *names)

    def cycle_sampler(self, station: Station) -> Sampler:
        """Open the stream of cycle times of a station."""
        cycle = station.cycle_s or Deterministic(value=0.0)
        return Sampler(cycle, self.stream(station.name, "cycle"))

    def crew(self, name: str | None) -> CrewPool | None:
        """Give a crew by its name."""
        return None if name is None else self.crews[name]

    @property
    def inside(self) -> int:
        """Parts in the line now."""
        return self.inside_at_start + self.entered - self.left - self.merged

    def _advance_mix(self) -> None:
        """Go on to the next product when the batch is done."""
        if self._left_in_batch == 0:
            self._next_product = (self._next_product + 1) % len(self.products)
            self._left_in_batch = self._batches[self._next_product]
        self._left_in_batch -= 1

    def enter(self, now: float) -> Part:
        """Let the next part of the mix into the line; the caller knows the time."""
        if self._is_mixed:
            self._advance_mix()
        self.entered += 1
        self._area_s -= now
        return Part(self._next_product, now)

    def leave(self, part: Part, now: float) -> None:
        """Let a part out of the line, good, defective or as waste; the caller knows the time."""
        self.left += 1
        self._area_s += now
        if self._held:
            self.give_cards_back(part)
        if part.is_waste:
            self._waste[part.product] += 1
            return
        self._flow_s += now - part.born_s
        self._left_by_period[int((now - self._warmup_s) / self._period_s)] += 1
        if part.defect >= 0:
            self._escapes[part.product] += 1
            self.machines[part.defect].tally.escapes += 1
        else:
            self._good[part.product] += 1

    def hold_cards(self, part: Part, pools: tuple[CardPool, ...]) -> None:
        """Fasten cards to a part."""
        self._held[part] = self._held.get(part, ()) + pools

    def give_cards_back(self, part: Part, pools: tuple[CardPool, ...] | None = None) -> None:
        """Take the cards of some loops off a part, or all of them, and give them back."""
        held = self._held.pop(part, ())
        kept = () if pools is None else tuple(pool for pool in held if pool not in pools)
        if kept:
            self._held[part] = kept
        for pool in held:
            if pool not in kept:
                pool.give_back()

    def merge(self, part: Part) -> None:
        """Count a part that has become a piece of another; its cards are free."""
        self.give_cards_back(part)
        self.merged += 1
        self._area_s += self.env.now

    def refuse_deadlock(self, machine: Machine) -> None:
        """Stop a run in which stations wait for one another for ever.

        Raises:
            InvalidConfig: When every station that could make space waits for space itself.
        """
        stuck = {putter: store for store in self.stores.values() for putter, _ in store.putters}
        is_shrinking = True
        while is_shrinking:
            free = [
                blocked
                for blocked, store in stuck.items()
                if any(consumer not in stuck for consumer in self._consumers[id(store)])
            ]
            for blocked in free:
                del stuck[blocked]
            is_shrinking = bool(free)
        if machine in stuck:
            names = sorted(blocked.station.name for blocked in stuck)
            raise InvalidConfig(
                f"The line {self.line.name!r} came to rest at {self.env.now:.0f} s: the stations "
                f"{names} wait for one another to make space. Give a buffer in their loop more "
                "`capacity`."
            )

    def simulate(self) -> ShiftLog:
        """Run to the end and give the log."""
        for machine in self.machines:
            if machine.station.arrivals_s is not None:
                self.env.process(self._arrivals(machine))
            self.env.process(machine.work())
        if self.line.warmup_s > 0.0:
            self.env.run(until=self.line.warmup_s)
            self._reset()
        self.env.run(until=self.line.end_s)
        for machine in self.machines:
            machine.finish()
        return self._log()

    def _arrivals(self, machine: Machine) -> Generator[Event, Any, None]:
        assert machine.station.arrivals_s is not None  # the caller looked
        name = machine.station.name
        between = Sampler(machine.station.arrivals_s, self.stream(name, "arrivals"))
        while True:
            now = self.env.now
            yield self.env.timeout(machine.calendar.advance(now, between.next()) - now)
            machine.inputs[0].put(self.enter(self.env.now))

    def _reset(self) -> None:
        """Begin to count at the end of the warm-up."""
        now = self.env.now
        self._left_by_period.clear()
        for machine in self.machines:
            machine.tally.reset()
            machine.incidents.clear()
        for crew in self.crews.values():
            crew.busy_s, crew.calls = 0.0, 0
        for store in self.stores.values():
            store.reset(now)
        self.inside_at_start = self.inside
        self.entered = self.left = self.merged = 0
        self._area_s, self._flow_s = -self.inside_at_start * now, 0.0
        for counts in (self._good, self._escapes, self._waste):
            counts[:] = [0] * len(counts)

    def _log(self) -> ShiftLog:
        line, start, end = self.line, self.line.warmup_s, self.line.end_s
        states = make_states(self.machines, self.codes, start, end)
        power = energy_kwh(line.stations, self.reasons, states)
        left = sum(self._good) + sum(self._escapes)
        incidents = sorted(i for machine in self.machines for i in machine.incidents)
        return ShiftLog(
            line=line.name,
            line_hash=line_hash(line),
            seed=self.seed,
            replication=self.replication,
            start_s=start,
            end_s=end,
            micro_stop_s=line.micro_stop_s,
            takt_s=line.takt_s,
            reasons=self.reasons,
            stations=tuple(
                self._record(machine, kwh)
                for machine, kwh in zip(self.machines, power, strict=True)
            ),
            states=states,
            incidents=tuple(incidents),
            buffers=tuple(
                BufferRecord(
                    name=b.name,
                    capacity=None if b.capacity == "unlimited" else b.capacity,
                    mean_level=self.stores[b.name].mean_level(start, end),
                )
                for b in line.buffers
            ),
            crews=tuple(self._crew_record(crew) for crew in self.crews.values()),
            products=tuple(
                ProductRecord(
                    name=name,
                    good_parts=self._good[index],
                    escapes=self._escapes[index],
                    scrap_parts=self._waste[index],
                )
                for index, name in enumerate(self.products)
            ),
            started_parts=self.entered,
            merged_parts=self.merged,
            wip_start=self.inside_at_start,
            wip_end=self.inside,
            wip_mean=(self._area_s + self.inside * end) / (end - start),
            flow_time_mean_s=self._flow_s / left if left else 0.0,
            output_period_s=self._period_s,
            output_counts=tuple(
                self._left_by_period.get(period, 0)
                for period in range(ceil(line.horizon_s / self._period_s))
            ),
            evidence={s.name: s.evidence.hash for s in line.stations if s.evidence is not None},
        )

    def _crew_record(self, crew: CrewPool) -> CrewRecord:
        open_s = crew.calendar.worked(self.line.warmup_s, self.line.end_s)
        return CrewRecord(
            name=crew.name,
            people=crew.people,
            planned_s=crew.people * open_s,
            busy_s=crew.busy_s,
            calls=crew.calls,
        )

    def _record(self, machine: Machine, kwh: float) -> StationRecord:
        station, tally = machine.station, machine.tally
        cycles = sum(tally.parts)
        return StationRecord(
            name=station.name,
            kind=station.kind,
            robots=station.robots,
            people=station.people,
            cycles=cycles,
            good_parts=cycles - tally.scrap - tally.rework,
            scrap_parts=tally.scrap,
            rework_parts=tally.rework,
            inspected_parts=tally.inspected,
            first_pass_parts=tally.first_pass,
            false_rejects=tally.false_rejects,
            escapes=tally.escapes,
            attempts=tally.attempts if station.attempts else cycles,
            failed_attempts=tally.failed_attempts,
            late_cycles=tally.late,
            standard_s=tally.standard_s,
            busy_s=tally.busy_s,
            energy_kwh=kwh,
            products=dict(zip(self.products, tally.parts, strict=True)),
        )
