"""A shift log in numbers: hours, parts, stops, people and energy, per station and for the line."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from andon.lines.reasons import E10_STATES
from andon.lines.shift_log import (
    CrewRecord,
    Incident,
    IncidentKind,
    ProductRecord,
    ShiftLog,
    StationKind,
    StationRecord,
)

__all__ = ["LineSummary", "StationSummary", "summarise"]


@dataclass(frozen=True, kw_only=True)
class StationSummary:
    """What one station did, or the whole line where `name` is `total`."""

    name: str
    """Name of the station."""
    kind: StationKind | None
    """Who or what works there; None for the total."""
    robots: int
    """Robots."""
    people: int
    """People who stand there all the time; crews are counted apart."""
    planned_hours: float
    """Planned busy time: all hours but breaks and closed hours."""
    productive_hours: float
    """Hours in the SEMI E10 state `productive`."""
    starved_hours: float
    """Hours without a part to work on."""
    blocked_hours: float
    """Hours without space for the finished part, or without a card for the next one."""
    downtime_hours: float
    """Planned busy hours in the states `unscheduled_down` and `scheduled_down`."""
    hours_by_state: Mapping[str, float]
    """Hours by SEMI E10 state, closed hours included."""
    hours_by_reason: Mapping[str, float]
    """Hours by reason code, closed hours included."""
    parts: int
    """Finished parts of whatever quality."""
    good_parts: int
    """Good ones; for the total, the parts that left the line without a defect."""
    scrap_parts: int
    """Parts thrown away."""
    rework_parts: int
    """Parts sent to rework."""
    escapes: int
    """Defective parts that left the line unnoticed; at a station, those with a defect from it."""
    failures: int
    """Failures of equipment; micro-stops are not among them."""
    repair_hours: float
    """Hours of repair work, without waiting for the crew."""
    micro_stops: int
    """Stops shorter than the threshold."""
    interventions: int
    """Times that a person helped."""
    intervention_hours: float
    """Person-hours of help, without waiting for the person."""
    changeovers: int
    """Changes of product."""
    changeover_hours: float
    """Hours of changing product, without waiting for the crew."""
    maintenance_hours: float
    """Hours of preventive maintenance."""
    battery_stops: int
    """Swaps and charges."""
    energy_kwh: float
    """Electrical energy."""


@dataclass(frozen=True, kw_only=True)
class LineSummary:
    """One replication in numbers."""

    line: str
    """Name of the line."""
    line_hash: str
    """Hash of everything that the line declares."""
    log_hash: str
    """Hash of the shift log."""
    seed: int
    """Seed of the run."""
    replication: int
    """Number of the replication."""
    window_hours: float
    """Hours from the end of the warm-up to the end of the run, closed hours included."""
    planned_hours: float
    """Hours in which at least one station was planned to be busy."""
    stations: tuple[StationSummary, ...]
    """Each station."""
    total: StationSummary
    """Sums over the stations; parts as they left the line."""
    crews: tuple[CrewRecord, ...]
    """Shared crews."""
    products: tuple[ProductRecord, ...]
    """What left the line."""
    started_parts: int
    """Parts that entered the line."""
    wip_mean: float
    """Time average of the parts in the line. [1]"""
    flow_time_mean_s: float
    """Mean time in the line of the parts that left."""
    robots: int
    """Robots on the line."""
    people: int
    """People at stations and in crews, per shift."""


def summarise(log: ShiftLog) -> LineSummary:
    """Add up a shift log.

    Args:
        log: One replication.

    Returns:
        Hours, parts, stops, people and energy, per station and in total.
    """
    hours = _hours(log)
    stations = tuple(
        _station(log, record, hours[index]) for index, record in enumerate(log.stations)
    )
    return LineSummary(
        line=log.line,
        line_hash=log.line_hash,
        log_hash=log.hash,
        seed=log.seed,
        replication=log.replication,
        window_hours=log.window_s / 3600.0,
        planned_hours=log.planned_s() / 3600.0,
        stations=stations,
        total=_total(log, stations),
        crews=log.crews,
        products=log.products,
        started_parts=log.started_parts,
        wip_mean=log.wip_mean,
        flow_time_mean_s=log.flow_time_mean_s,
        robots=sum(record.robots for record in log.stations),
        people=sum(r.people for r in log.stations) + sum(crew.people for crew in log.crews),
    )


def _hours(log: ShiftLog) -> npt.NDArray[np.float64]:
    """Add up hours by station and reason. Shape (num_stations, num_reasons)."""
    shape = (len(log.stations), len(log.reasons))
    flat = log.states.station.astype(np.int64) * shape[1] + log.states.reason
    hours = np.bincount(flat, weights=log.states.duration_s / 3600.0, minlength=shape[0] * shape[1])
    return hours.astype(np.float64).reshape(shape)


def _station(
    log: ShiftLog, record: StationRecord, hours: npt.NDArray[np.float64]
) -> StationSummary:
    by_state: dict[str, float] = dict.fromkeys(E10_STATES, 0.0)
    planned = 0.0
    for reason, value in zip(log.reasons, hours.tolist(), strict=True):
        by_state[reason.state] += value
        planned += value if reason.element != "outside_PBT" else 0.0
    by_reason = {
        reason.code: float(value)
        for reason, value in zip(log.reasons, hours, strict=True)
        if value > 0.0
    }
    own = [incident for incident in log.incidents if incident.station == record.name]
    return StationSummary(
        name=record.name,
        kind=record.kind,
        robots=record.robots,
        people=record.people,
        planned_hours=planned,
        productive_hours=by_state["productive"],
        starved_hours=by_reason.get("starved", 0.0),
        blocked_hours=by_reason.get("blocked", 0.0) + by_reason.get("no_card", 0.0),
        downtime_hours=by_state["unscheduled_down"] + by_state["scheduled_down"],
        hours_by_state=dict(by_state),
        hours_by_reason=by_reason,
        parts=record.cycles,
        good_parts=record.good_parts,
        scrap_parts=record.scrap_parts,
        rework_parts=record.rework_parts,
        escapes=record.escapes,
        failures=_count(own, "failure"),
        repair_hours=_work_hours(own, "failure"),
        micro_stops=_count(own, "micro_stop"),
        interventions=_count(own, "intervention"),
        intervention_hours=_work_hours(own, "intervention"),
        changeovers=_count(own, "changeover"),
        changeover_hours=_work_hours(own, "changeover"),
        maintenance_hours=_work_hours(own, "maintenance"),
        battery_stops=_count(own, "battery"),
        energy_kwh=record.energy_kwh,
    )


def _count(incidents: Sequence[Incident], kind: IncidentKind) -> int:
    return sum(incident.kind == kind for incident in incidents)


def _work_hours(incidents: Sequence[Incident], kind: IncidentKind) -> float:
    return sum(incident.work_s for incident in incidents if incident.kind == kind) / 3600.0


def _total(log: ShiftLog, stations: Sequence[StationSummary]) -> StationSummary:
    def add(name: str) -> float:
        return sum(float(getattr(station, name)) for station in stations)

    def merge(name: str) -> dict[str, float]:
        sums: dict[str, float] = {}
        for station in stations:
            table: Mapping[str, float] = getattr(station, name)
            for key, value in table.items():
                sums[key] = sums.get(key, 0.0) + value
        return sums

    return StationSummary(
        name="total",
        kind=None,
        robots=int(add("robots")),
        people=int(add("people")),
        planned_hours=add("planned_hours"),
        productive_hours=add("productive_hours"),
        starved_hours=add("starved_hours"),
        blocked_hours=add("blocked_hours"),
        downtime_hours=add("downtime_hours"),
        hours_by_state=merge("hours_by_state"),
        hours_by_reason=merge("hours_by_reason"),
        parts=log.good_parts + log.escapes,
        good_parts=log.good_parts,
        scrap_parts=log.scrap_parts,
        rework_parts=int(add("rework_parts")),
        escapes=log.escapes,
        failures=int(add("failures")),
        repair_hours=add("repair_hours"),
        micro_stops=int(add("micro_stops")),
        interventions=int(add("interventions")),
        intervention_hours=add("intervention_hours"),
        changeovers=int(add("changeovers")),
        changeover_hours=add("changeover_hours"),
        maintenance_hours=add("maintenance_hours"),
        battery_stops=int(add("battery_stops")),
        energy_kwh=add("energy_kwh"),
    )
