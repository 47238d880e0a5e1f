"""Lines in slotted time: every station works or not for a whole slot, all slots being equal.

Used where the textbook model counts in slots (Bernoulli and geometric machines), so that the
simulation can be held against an exact value; everything else runs in continuous time.
"""

from itertools import pairwise
from math import inf

from andon.errors import InvalidConfig
from andon.lines.distribution import UniformSampler
from andon.lines.line import Line, line_hash
from andon.lines.reasons import BLOCKED, FAILURE, PRODUCING, STARVED
from andon.lines.shift import make_calendar
from andon.lines.shift_log import (
    BufferRecord,
    Incident,
    IncidentKind,
    ProductRecord,
    ShiftLog,
    StationRecord,
)
from andon.lines.spans import MINOR, energy_kwh, join_states
from andon.lines.station import Bernoulli, Geometric
from andon.randomness import stream

__all__ = ["simulate_slots"]


def simulate_slots(line: Line, *, seed: int, replication: int) -> ShiftLog:
    """Run one replication of a line in slotted time.

    Bernoulli: in each slot every station is up with its chance; the last station acts first, takes
    a part if its buffer holds one, and so makes space for the one before it (blocked before
    service). Geometric: states change first, a station failing only if it is neither starved nor
    blocked by the levels at the start of the slot; then all buffers change at once.

    Args:
        line: A serial line whose stations have `reliability`.
        seed: Seed of the run.
        replication: Number of the replication.

    Returns:
        What happened after the warm-up; work in process counts buffers only.

    Source:
        J. Li and S. M. Meerkov, Production Systems Engineering, Springer, 2009, ch. 4 (Bernoulli);
        S. B. Gershwin, Manufacturing Systems Engineering, Prentice Hall, 1994, ch. 3 (geometric).
    """
    return _SlottedRun(line, seed, replication).simulate()


class _SlottedRun:
    """A line in slotted time, under way."""

    def __init__(self, line: Line, seed: int, replication: int) -> None:
        if line.slot_s is None:
            raise InvalidConfig(f"The line {line.name!r} has no `slot_s`.")
        self.line, self.slot_s = line, line.slot_s
        self.seed, self.replication = seed, replication
        self.luck = [
            UniformSampler(stream(seed, "line", replication, station.name, "slot"))
            for station in line.stations
        ]
        sizes = {buffer.name: buffer.size for buffer in line.buffers}
        self.sizes = [sizes.get(station.output, inf) for station in line.stations]
        self.levels = [inf, *([0.0] * (len(line.stations) - 1)), 0.0]  # supply, buffers, end
        self.level_sums = [0.0] * len(line.stations)
        self.is_up = [True] * len(line.stations)
        self.parts = [0] * len(line.stations)
        self.reasons = line.reason_codes()
        self.codes = {reason.code: index for index, reason in enumerate(self.reasons)}
        self.times: list[list[float]] = [[] for _ in line.stations]
        self.noted: list[list[int]] = [[] for _ in line.stations]

    def simulate(self) -> ShiftLog:
        """Run slot by slot."""
        kinds = [station.reliability for station in self.line.stations]
        bernoulli = [kind.bernoulli for kind in kinds if kind and kind.bernoulli]
        geometric = [kind.geometric for kind in kinds if kind and kind.geometric]
        warmup = round(self.line.warmup_s / self.slot_s)
        for slot in range(round(self.line.end_s / self.slot_s)):
            if slot == warmup:
                self.parts = [0] * len(self.parts)
                self.level_sums = [0.0] * len(self.level_sums)
            if bernoulli:
                self._step_bernoulli(bernoulli, slot)
            else:
                self._step_geometric(geometric, slot)
            for index, level in enumerate(self.levels[1:-1]):
                self.level_sums[index] += level
        return self._log()

    def _step_bernoulli(self, stations: list[Bernoulli], slot: int) -> None:
        for index in range(len(stations) - 1, -1, -1):
            if self.luck[index].next() >= stations[index].up:
                self._note(index, slot, FAILURE)
            elif self.levels[index] == 0:
                self._note(index, slot, STARVED)
            elif self.levels[index + 1] >= self.sizes[index]:
                self._note(index, slot, BLOCKED)
            else:
                self._note(index, slot, PRODUCING)
                self._move(index)

    def _step_geometric(self, stations: list[Geometric], slot: int) -> None:
        before = list(self.levels)
        for index, station in enumerate(stations):
            u = self.luck[index].next()
            is_starved = before[index] == 0
            is_blocked = before[index + 1] >= self.sizes[index]
            if not self.is_up[index]:
                self.is_up[index] = u < station.repair
            elif not (is_starved or is_blocked):
                self.is_up[index] = u >= station.fail
            if not self.is_up[index]:
                self._note(index, slot, FAILURE)
            elif is_starved or is_blocked:
                self._note(index, slot, STARVED if is_starved else BLOCKED)
            else:
                self._note(index, slot, PRODUCING)
                self._move(index)

    def _move(self, index: int) -> None:
        """Let a station pass one part on; the supply never ends, and the end takes everything."""
        self.parts[index] += 1
        self.levels[index] -= 1
        if index < len(self.parts) - 1:
            self.levels[index + 1] += 1

    def _note(self, index: int, slot: int, reason: str) -> None:
        code = self.codes[reason]
        if not self.noted[index] or self.noted[index][-1] != code:
            self.noted[index].append(code)
            self.times[index].append(slot * self.slot_s)

    def _incidents(self) -> list[Incident]:
        """Give every failure, and mark the short ones as micro-stops."""
        found: list[Incident] = []
        for index, station in enumerate(self.line.stations):
            noted, ends = self.noted[index], [*self.times[index], self.line.end_s]
            for row, (start, end) in enumerate(pairwise(ends)):
                if noted[row] != self.codes[FAILURE]:
                    continue
                is_minor = end - start < self.line.micro_stop_s
                noted[row] |= MINOR if is_minor else 0
                kind: IncidentKind = "micro_stop" if is_minor else "failure"
                if start >= self.line.warmup_s:
                    length = end - start
                    found.append(Incident(start, end, station.name, kind, FAILURE, "", 0.0, length))
        return sorted(found)

    def _log(self) -> ShiftLog:
        line, start, end = self.line, self.line.warmup_s, self.line.end_s
        incidents = self._incidents()
        calendar = make_calendar(())
        noted = zip(self.times, self.noted, [calendar] * len(self.parts), strict=True)
        states = join_states(list(noted), self.codes, start, end)
        num_slots = (end - start) / self.slot_s
        means = [total / num_slots for total in self.level_sums]
        records = tuple(
            StationRecord(
                name=station.name,
                kind=station.kind,
                robots=station.robots,
                people=station.people,
                cycles=parts,
                good_parts=parts,
                attempts=parts,
                standard_s=parts * self.slot_s,
                busy_s=parts * self.slot_s,
                energy_kwh=kwh,
                products={"part": parts},
            )
            for station, parts, kwh in zip(
                line.stations,
                self.parts,
                energy_kwh(line.stations, self.reasons, states),
                strict=True,
            )
        )
        by_output = {s.output: mean for s, mean in zip(line.stations, means, strict=True)}
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
            stations=records,
            states=states,
            incidents=tuple(incidents),
            buffers=tuple(
                BufferRecord(name=b.name, capacity=int(b.size), mean_level=by_output[b.name])
                for b in line.buffers
            ),
            products=(ProductRecord(name="part", good_parts=self.parts[-1]),),
            started_parts=self.parts[0],
            wip_mean=sum(means),
            flow_time_mean_s=sum(means) * (end - start) / max(1, self.parts[-1]),
        )
