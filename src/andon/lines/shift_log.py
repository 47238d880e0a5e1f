"""The shift log: every state change of every station, every stop with who and why, all counts."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Literal, NamedTuple

import numpy as np
import numpy.typing as npt

from andon.artifacts import provenance, to_json
from andon.errors import InvalidConfig
from andon.lines.reasons import E10_STATES, Reason

__all__ = [
    "SCHEMA",
    "BufferRecord",
    "CrewRecord",
    "Incident",
    "IncidentKind",
    "ProductRecord",
    "ShiftLog",
    "StateTable",
    "StationKind",
    "StationRecord",
    "empty_states",
]

SCHEMA = 1
"""Version of the form in which shift logs are written."""

StationKind = Literal["robot", "human", "automation", "inspection", "rework"]
"""Who or what works at a station."""

IncidentKind = Literal[
    "failure", "micro_stop", "intervention", "changeover", "maintenance", "battery"
]
"""Kinds of stops; `intervention` is a person helping a station that did not fail."""


class Incident(NamedTuple):
    """One stop of one station."""

    start_s: float
    """Simulated time at which it began."""
    end_s: float
    """Simulated time at which the station could work again."""
    station: str
    """Which station."""
    kind: IncidentKind
    """What it counts as."""
    reason: str
    """Why: a reason code."""
    who: str
    """Crew that came; empty when nobody had to."""
    wait_s: float
    """Working time until somebody came."""
    work_s: float
    """Working time of the repair, help, change or swap, without wait and closed hours."""


@dataclass(frozen=True, kw_only=True, eq=False)
class StateTable:
    """Spans of all stations as columns; each station's spans follow one another without a gap."""

    station: npt.NDArray[np.int32]
    """Index of the station. Shape (num_rows,)."""
    start_s: npt.NDArray[np.float64]
    """Start of the span. Shape (num_rows,)."""
    end_s: npt.NDArray[np.float64]
    """End of the span. Shape (num_rows,)."""
    reason: npt.NDArray[np.int32]
    """Index of the reason. Shape (num_rows,)."""
    is_minor: npt.NDArray[np.bool_]
    """Whether the span belongs to a stop below the micro-stop threshold. Shape (num_rows,)."""

    def __len__(self) -> int:
        """Give the number of spans."""
        return self.station.size

    @property
    def duration_s(self) -> npt.NDArray[np.float64]:
        """Length of each span. Shape (num_rows,)."""
        return self.end_s - self.start_s


@dataclass(frozen=True, kw_only=True)
class StationRecord:
    """What one station is and what it made, counted after the warm-up."""

    name: str
    """Name of the station."""
    kind: StationKind
    """Who or what works there."""
    robots: int = 0
    """Robots at the station."""
    people: int = 0
    """People who stand at the station all the time."""
    cycles: int = 0
    """Parts that the station finished, of whatever quality (PQ)."""
    good_parts: int = 0
    """Of these, the ones that were good or reworkable no further (GQ)."""
    scrap_parts: int = 0
    """Parts thrown away at this station (SQ)."""
    rework_parts: int = 0
    """Parts sent to rework from this station (RQ)."""
    inspected_parts: int = 0
    """Parts judged here for the first time (PI); 0 where nothing is inspected."""
    first_pass_parts: int = 0
    """Parts that passed on their first visit (GP)."""
    false_rejects: int = 0
    """Good parts that an inspection rejected."""
    escapes: int = 0
    """Defective parts that left the line and got their defect here."""
    attempts: int = 0
    """Attempts of a robot; a part may need several. Equal to `cycles` elsewhere."""
    failed_attempts: int = 0
    """Attempts that did not succeed."""
    late_cycles: int = 0
    """Cycles that took longer than the takt."""
    standard_s: float = 0.0
    """Sum of planned run times over finished parts, sum of PRI times PQ."""
    busy_s: float = 0.0
    """Processing time of the finished parts, without stops."""
    energy_kwh: float = 0.0
    """Electrical energy used."""
    products: Mapping[str, int] = field(default_factory=dict[str, int])
    """Finished parts by product."""


@dataclass(frozen=True, kw_only=True)
class ProductRecord:
    """What left the line of one product."""

    name: str
    """Name of the product."""
    good_parts: int = 0
    """Parts that left without a defect."""
    escapes: int = 0
    """Parts that left with a defect that nobody noticed."""
    scrap_parts: int = 0
    """Parts thrown away anywhere on the line."""


@dataclass(frozen=True, kw_only=True)
class BufferRecord:
    """How full a buffer was."""

    name: str
    """Name of the buffer."""
    capacity: int | None
    """Parts it holds; None when unlimited."""
    mean_level: float
    """Time average of the parts in it. [1]"""


@dataclass(frozen=True, kw_only=True)
class CrewRecord:
    """How busy a shared crew was."""

    name: str
    """Name of the crew."""
    people: int
    """People in it."""
    planned_s: float
    """Planned person-time."""
    busy_s: float
    """Person-time at stations."""
    calls: int
    """Times that somebody was called."""


@dataclass(frozen=True, kw_only=True, eq=False)
class ShiftLog:
    """One replication of a line: what it did from the end of the warm-up to the end of the run."""

    schema: int = SCHEMA
    """Version of this form."""
    line: str
    """Name of the line."""
    line_hash: str
    """Hash of everything that the line declares."""
    seed: int
    """Seed of the run."""
    replication: int
    """Number of this replication, from 0."""
    start_s: float
    """End of the warm-up; nothing before it is counted."""
    end_s: float
    """End of the run."""
    micro_stop_s: float
    """Stops shorter than this belong to effectiveness, not to availability."""
    takt_s: float | None = None
    """Time in which each station should finish a part; None when none was declared."""
    reasons: tuple[Reason, ...]
    """Reason codes that `states.reason` points into."""
    stations: tuple[StationRecord, ...]
    """Stations that `states.station` points into."""
    states: StateTable
    """Every state change."""
    incidents: tuple[Incident, ...] = ()
    """Every stop, in order of time."""
    buffers: tuple[BufferRecord, ...] = ()
    """Buffers and conveyors."""
    crews: tuple[CrewRecord, ...] = ()
    """Shared crews."""
    products: tuple[ProductRecord, ...] = ()
    """What left the line."""
    started_parts: int = 0
    """Parts that entered the line."""
    merged_parts: int = 0
    """Parts that became a piece of another one."""
    wip_start: int = 0
    """Parts in the line at the end of the warm-up."""
    wip_end: int = 0
    """Parts in the line at the end of the run."""
    wip_mean: float = 0.0
    """Time average of the parts in the line. [1]"""
    flow_time_mean_s: float = 0.0
    """Mean time from entering to leaving, of the parts that left; 0 when none did."""
    output_period_s: float = 0.0
    """Length of the periods of `output_counts`; 0 where they were not counted."""
    output_counts: tuple[int, ...] = ()
    """Parts that left the line, good or not noticed to be defective, period by period."""
    evidence: Mapping[str, str] = field(default_factory=dict[str, str])
    """What robot stations were drawn from: hash of the evidence by station."""
    provenance: Mapping[str, str] = field(default_factory=provenance)
    """Versions, commit, processor; never part of the hash."""

    def __post_init__(self) -> None:
        """Refuse a log whose spans point nowhere."""
        if self.schema != SCHEMA:
            raise InvalidConfig(
                f"The shift log has schema {self.schema}; this version reads {SCHEMA}."
            )
        if not self.end_s > self.start_s:
            raise InvalidConfig(
                f"The shift log ends at {self.end_s:g} s and starts at {self.start_s:g} s; it must "
                "end later than it starts."
            )
        for column, count, noun in (
            (self.states.station, len(self.stations), "stations"),
            (self.states.reason, len(self.reasons), "reasons"),
        ):
            if column.size and not (column.min() >= 0 and column.max() < count):
                raise InvalidConfig(f"A span points beyond the {count} {noun} of the log.")

    @property
    def window_s(self) -> float:
        """Length of the run after the warm-up, closed hours included."""
        return self.end_s - self.start_s

    @property
    def good_parts(self) -> int:
        """Parts that left the line without a defect."""
        return sum(product.good_parts for product in self.products)

    @property
    def escapes(self) -> int:
        """Parts that left the line with a defect that nobody noticed."""
        return sum(product.escapes for product in self.products)

    @property
    def scrap_parts(self) -> int:
        """Parts thrown away anywhere."""
        return sum(product.scrap_parts for product in self.products)

    @property
    def hash(self) -> str:
        """Hash of everything but the provenance, 16 hexadecimal digits."""
        plain = replace(self, states=empty_states(), provenance={})
        text = json.dumps(to_json(plain), sort_keys=True, separators=(",", ":"))
        digest = hashlib.sha256(text.encode())
        table = self.states
        for column in (table.station, table.start_s, table.end_s, table.reason, table.is_minor):
            digest.update(np.ascontiguousarray(column).tobytes())
        return digest.hexdigest()[:16]

    def hours_by_state(self, station: str) -> dict[str, float]:
        """Give the hours that one station spent in each SEMI E10 state, closed hours included."""
        state_of = np.array([E10_STATES.index(reason.state) for reason in self.reasons])
        rows = self.states.station == self.station_index(station)
        hours = np.bincount(
            state_of[self.states.reason[rows]],
            weights=self.states.duration_s[rows] / 3600.0,
            minlength=len(E10_STATES),
        )
        return dict(zip(E10_STATES, hours.tolist(), strict=True))

    def hours_by_reason(self, station: str) -> dict[str, float]:
        """Give the hours that one station spent for each reason; reasons without any are absent."""
        rows = self.states.station == self.station_index(station)
        hours = np.bincount(
            self.states.reason[rows],
            weights=self.states.duration_s[rows] / 3600.0,
            minlength=len(self.reasons),
        )
        return {
            reason.code: float(h) for reason, h in zip(self.reasons, hours, strict=True) if h > 0.0
        }

    def planned_s(self) -> float:
        """Give the time in which at least one station was planned to be busy."""
        is_outside = np.array([reason.element == "outside_PBT" for reason in self.reasons])
        rows = ~is_outside[self.states.reason]
        if not rows.any():
            return 0.0
        order = np.argsort(self.states.start_s[rows], kind="stable")
        start, end = self.states.start_s[rows][order], self.states.end_s[rows][order]
        reach = np.maximum.accumulate(end)
        covered_from = np.concatenate([[start[0]], np.maximum(start[1:], reach[:-1])])
        return float(np.maximum(end - covered_from, 0.0).sum())

    def station_index(self, name: str) -> int:
        """Give the index of a station.

        Raises:
            InvalidConfig: When the line has no such station.
        """
        names = [record.name for record in self.stations]
        if name not in names:
            raise InvalidConfig(f"The line {self.line!r} has no station {name!r}; it has {names}.")
        return names.index(name)


def empty_states() -> StateTable:
    """Give a table without a span."""
    return StateTable(
        station=np.zeros(0, np.int32),
        start_s=np.zeros(0),
        end_s=np.zeros(0),
        reason=np.zeros(0, np.int32),
        is_minor=np.zeros(0, np.bool_),
    )
