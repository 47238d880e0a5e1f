"""KPIs of stations and of the whole line, measured from a shift log."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from andon.lines.kpi import StationKpis, product_of, ratio
from andon.lines.reasons import TimeElement, element_of
from andon.lines.shift_log import Incident, IncidentKind, ShiftLog

__all__ = ["LineKpis", "line_kpis", "station_kpis"]


@dataclass(frozen=True, kw_only=True)
class LineKpis:
    """What was measured of a line, and every KPI that follows from it."""

    line: str
    """Name of the line."""
    replication: int
    """Number of the replication."""
    stations: tuple[StationKpis, ...]
    """Each station."""
    planned_s: float
    """Time in which at least one station was planned to be busy."""
    good_parts: int
    """Parts that left without a defect."""
    escapes: int
    """Parts that left with one."""
    scrap_parts: int
    """Parts thrown away."""
    started_parts: int
    """Parts that entered."""
    wip: float
    """Work in process: time average of the parts in the line. [1]"""
    flow_time_s: float
    """Mean time from entering to leaving."""
    crew_busy_s: float
    """Person-time of shared crews at stations."""
    people: int
    """People at stations and in crews."""
    energy_kwh: float
    """Electrical energy."""

    @property
    def throughput_per_h(self) -> float | None:
        """UPH = good parts / planned hours. [1/h]."""
        return ratio(3600.0 * self.good_parts, self.planned_s)

    @property
    def bottleneck(self) -> str:
        """Station with the greatest equipment load ratio, sum of PRI * PQ over PBT."""
        loads = [(station.equipment_load_ratio or 0.0) for station in self.stations]
        return self.stations[int(np.argmax(loads))].name

    @property
    def line_oee(self) -> float | None:
        """OLE = PRI of the bottleneck * good parts of the line / PBT of the bottleneck.

        The OEE of a line is not the product of the OEEs of its stations.
        """
        (slowest,) = [s for s in self.stations if s.name == self.bottleneck]
        planned = ratio(slowest.standard_s, slowest.produced)
        return None if planned is None else ratio(planned * self.good_parts, slowest.pbt_s)

    @property
    def production_process_ratio(self) -> float | None:
        """Sum of APT over stations / sum of AOET. ISO 22400-2, KPI 'production process ratio'."""
        return ratio(sum(s.apt_s for s in self.stations), sum(s.aoet_s for s in self.stations))

    @property
    def rolled_first_pass_yield(self) -> float | None:
        """Product of the first-pass yields of all stations."""
        return product_of(*(s.first_pass_yield for s in self.stations))

    @property
    def scrap_ratio(self) -> float | None:
        """Scrapped parts / all parts that left in any way."""
        return ratio(self.scrap_parts, self.scrap_parts + self.good_parts + self.escapes)

    @property
    def escape_rate(self) -> float | None:
        """Escapes / parts that left as good."""
        return ratio(self.escapes, self.good_parts + self.escapes)

    @property
    def interventions(self) -> int:
        """Times that a person helped, at all stations."""
        return sum(station.interventions for station in self.stations)

    @property
    def interventions_per_h(self) -> float | None:
        """Interventions / planned hours. [1/h]."""
        return ratio(3600.0 * self.interventions, self.planned_s)

    @property
    def interventions_per_1000(self) -> float | None:
        """Interventions per 1000 good parts. [1]."""
        return ratio(1000.0 * self.interventions, self.good_parts)

    @property
    def crew_people(self) -> float | None:
        """People of shared crews that the work took on average."""
        return ratio(self.crew_busy_s, self.planned_s)

    @property
    def energy_per_part_kwh(self) -> float | None:
        """Energy / good part. [kWh]."""
        return ratio(self.energy_kwh, self.good_parts)

    def station(self, name: str) -> StationKpis:
        """Give the KPIs of one station."""
        (found,) = [station for station in self.stations if station.name == name]
        return found

    def table(self) -> dict[str, float | None]:
        """Give every number of the line by its name."""
        names = [n for n, v in vars(type(self)).items() if isinstance(v, property)]
        values = {name: getattr(self, name) for name in names if name != "bottleneck"}
        plain = ("good_parts", "escapes", "scrap_parts", "started_parts", "wip", "flow_time_s")
        return values | {name: getattr(self, name) for name in plain}


def line_kpis(log: ShiftLog) -> LineKpis:
    """Measure a line.

    Args:
        log: One replication.

    Returns:
        KPIs of the line and of each station.
    """
    return LineKpis(
        line=log.line,
        replication=log.replication,
        stations=station_kpis(log),
        planned_s=log.planned_s(),
        good_parts=log.good_parts,
        escapes=log.escapes,
        scrap_parts=log.scrap_parts,
        started_parts=log.started_parts,
        wip=log.wip_mean,
        flow_time_s=log.flow_time_mean_s,
        crew_busy_s=sum(crew.busy_s for crew in log.crews),
        people=sum(s.people for s in log.stations) + sum(crew.people for crew in log.crews),
        energy_kwh=sum(station.energy_kwh for station in log.stations),
    )


def station_kpis(log: ShiftLog) -> tuple[StationKpis, ...]:
    """Measure every station of a shift log, in its order."""
    by_reason = np.array(
        [[element_of(r, is_minor=minor) for minor in (False, True)] for r in log.reasons]
    )
    elements = by_reason[log.states.reason, log.states.is_minor.astype(np.int32)]
    return tuple(_measure(log, index, elements.tolist()) for index in range(len(log.stations)))


def _measure(log: ShiftLog, index: int, elements: Sequence[TimeElement]) -> StationKpis:
    record = log.stations[index]
    own = log.states.station == index
    lengths = log.states.duration_s
    names = np.array(elements)

    def spent(element: TimeElement) -> float:
        return float(lengths[own & (names == element)].sum())

    prd, sby, eng, sdt, udt, nst = (3600.0 * h for h in log.hours_by_state(record.name).values())
    reasons = log.hours_by_reason(record.name)
    stops = [incident for incident in log.incidents if incident.station == record.name]
    is_inspected = record.inspected_parts > 0
    return StationKpis(
        name=record.name,
        kind=record.kind,
        pbt_s=float(lengths[own & (names != "outside_PBT")].sum()),
        apt_s=spent("APT"),
        aust_s=spent("AUST"),
        adet_s=spent("ADET"),
        adot_s=spent("ADOT"),
        apmt_s=spent("APMT"),
        state_s=(prd, sby, eng, sdt, udt, nst),
        starved_s=3600.0 * reasons.get("starved", 0.0),
        blocked_s=3600.0 * (reasons.get("blocked", 0.0) + reasons.get("no_card", 0.0)),
        standard_s=record.standard_s,
        produced=record.cycles,
        good=record.good_parts,
        scrap=record.scrap_parts,
        rework=record.rework_parts,
        inspected=record.inspected_parts if is_inspected else record.cycles,
        first_pass=record.first_pass_parts if is_inspected else record.good_parts,
        attempts=record.attempts,
        failed_attempts=record.failed_attempts,
        failures=_count(stops, "failure"),
        failure_s=_planned(log, index, stops, "failure"),
        repair_work_s=sum(s.work_s for s in stops if s.kind == "failure"),
        interventions=_count(stops, "intervention"),
        assist_s=_planned(log, index, stops, "intervention"),
        micro_stops=_count(stops, "micro_stop"),
        battery_stops=_count(stops, "battery"),
        maintenance_work_s=sum(s.work_s for s in stops if s.kind == "maintenance"),
        late=record.late_cycles if log.takt_s is not None else None,
        energy_kwh=record.energy_kwh,
    )


def _count(stops: Sequence[Incident], kind: IncidentKind) -> int:
    return sum(stop.kind == kind for stop in stops)


def _planned(log: ShiftLog, index: int, stops: Sequence[Incident], kind: IncidentKind) -> float:
    """Add up the planned busy time of one kind of stops."""
    outside = np.array([reason.element == "outside_PBT" for reason in log.reasons])
    own = log.states.station == index
    start, end = log.states.start_s[own], log.states.end_s[own]
    planned = (end - start) * ~outside[log.states.reason[own]]
    reach = np.concatenate([[0.0], np.cumsum(planned)])
    edges = np.append(start, end[-1:])
    chosen = [stop for stop in stops if stop.kind == kind]
    low = np.interp([stop.start_s for stop in chosen], edges, reach)
    high = np.interp([stop.end_s for stop in chosen], edges, reach)
    return float((high - low).sum())
