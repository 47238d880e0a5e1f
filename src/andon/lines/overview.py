"""What all replications of a line say together: KPIs, losses, reasons, people, figures."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, cast

import numpy as np

from andon.artifacts import Json, content_hash, to_json
from andon.errors import UnknownName
from andon.lines.bottleneck import arrow_bottleneck
from andon.lines.estimate import estimate
from andon.lines.kpi import StationKpis
from andon.lines.line import Line, line_hash
from andon.lines.line_kpi import LineKpis, line_kpis
from andon.lines.preset import MEASURES
from andon.lines.shift_log import ShiftLog
from andon.lines.summary import LineSummary, StationSummary, summarise

__all__ = ["Replication", "StopCount", "make_overview", "read_replication", "spread"]

_NO_STOP = ("producing", "break", "off_shift")
"""Reasons that need no answer to why a station stands."""


@dataclass(frozen=True, kw_only=True)
class StopCount:
    """Stops of one station for one reason in one replication."""

    station: str
    """Name of the station."""
    reason: str
    """Reason code."""
    count: int
    """How many began."""


@dataclass(frozen=True, kw_only=True)
class Replication:
    """What is kept of one replication."""

    kpis: LineKpis
    """KPIs of the line and its stations."""
    summary: LineSummary
    """Hours, parts and people, which the books are made from."""
    stops: tuple[StopCount, ...]
    """Stops by station and reason."""


def read_replication(log: ShiftLog) -> Replication:
    """Read what is kept of one replication."""
    counts: dict[tuple[str, str], int] = {}
    for stop in log.incidents:
        key = (stop.station, stop.reason)
        counts[key] = counts.get(key, 0) + 1
    stops = [StopCount(station=s, reason=r, count=n) for (s, r), n in sorted(counts.items())]
    return Replication(kpis=line_kpis(log), summary=summarise(log), stops=tuple(stops))


def spread(values: Sequence[float | None]) -> Json:
    """Give mean, 95 % interval of the mean, and where nine of ten replications lie.

    Args:
        values: One per replication; None where one has no value, which is then left out.

    Returns:
        `mean`, `low`, `high`, `p05`, `p95` and the number `n` of replications with a value; None
        where too few have one.
    """
    data = [value for value in values if value is not None and np.isfinite(value)]
    if not data:
        return {"mean": None, "low": None, "high": None, "p05": None, "p95": None, "n": 0}
    ends = estimate(data) if len(data) > 1 else None
    p05, p95 = (float(q) for q in np.quantile(data, (0.05, 0.95)))
    return {
        "mean": float(np.mean(data)),
        "low": ends.low if ends else None,
        "high": ends.high if ends else None,
        "p05": p05 if ends else None,
        "p95": p95 if ends else None,
        "n": len(data),
    }


def make_overview(
    line: Line,
    log: ShiftLog,
    found: Sequence[Replication],
    scenarios: Mapping[str, Json],
    *,
    seed: int,
) -> Json:
    """Say what all replications of a line say.

    Args:
        line: What was run.
        log: Shift log of the first replication.
        found: What was kept of each.
        scenarios: `scenario` and `variation` behind the evidence of a station, by its name.
        seed: Seed of the run.

    Returns:
        The content of `summary.json`.
    """
    kpis = [one.kpis for one in found]
    names = kpis[0].table()
    bottlenecks = [arrow_bottleneck(one.stations) for one in kpis]
    bottleneck = max(sorted(set(bottlenecks)), key=bottlenecks.count)
    return {
        "schema": 1,
        "name": line.name,
        "line_hash": line_hash(line),
        "log_hash": log.hash,
        "logs_hash": content_hash([one.summary.log_hash for one in found]),
        "seed": seed,
        "replications": len(found),
        "horizon_h": line.horizon_s / 3600.0,
        "warmup_h": line.warmup_s / 3600.0,
        "planned_h": float(np.mean([k.planned_s for k in kpis])) / 3600.0,
        "takt_s": line.takt_s,
        "kpis": {name: spread([k.table()[name] for k in kpis]) for name in names},
        "bottleneck": bottleneck,
        "bottleneck_share": bottlenecks.count(bottleneck) / len(found),
        "people": {"staff": kpis[0].people, "at_work": spread([_at_work(one) for one in found])},
        "stations": [_station(line, i, found, scenarios) for i in range(len(line.stations))],
        "buffers": [
            {
                "name": b.name,
                "capacity": None if b.capacity == "unlimited" else b.capacity,
                "mean_level": next(r.mean_level for r in log.buffers if r.name == b.name),
            }
            for b in line.buffers
        ]
        if log.buffers
        else [],
        "crews": [to_json(crew) for crew in log.crews],
        "reasons": _reasons(line, found),
        "figures": [to_json(row) for row in _figures(line, kpis)],
        "sources": to_json(line.about.sources),
        "assumptions": list(line.about.assumptions),
        "disagreements": list(line.about.disagreements),
    }


def _at_work(one: Replication) -> float | None:
    """Give the people at work in a mean planned hour: at stations, and crews while they work."""
    kpis = one.kpis
    if kpis.planned_s <= 0.0:
        return None
    at_stations = sum(3600.0 * s.people * s.planned_hours for s in one.summary.stations)
    return (at_stations + kpis.crew_busy_s) / kpis.planned_s


def _station(
    line: Line, index: int, found: Sequence[Replication], scenarios: Mapping[str, Json]
) -> Json:
    station = line.stations[index]
    kpis = [one.kpis.stations[index] for one in found]
    rows = [one.summary.stations[index] for one in found]
    reject = station.inspection.reject_to if station.inspection else None
    return {
        "name": station.name,
        "kind": station.kind,
        "robots": station.robots,
        "people": station.people,
        "inputs": list(station.inputs),
        "output": station.output,
        "reject_to": reject,
        "kpis": {name: spread([k.table()[name] for k in kpis]) for name in kpis[0].table()},
        "losses": _losses(kpis),
        "states": _states(rows),
        "parts": float(np.mean([row.parts for row in rows])),
        "stops": {
            "failures": float(np.mean([k.failures for k in kpis])),
            "interventions": float(np.mean([k.interventions for k in kpis])),
            "micro_stops": float(np.mean([k.micro_stops for k in kpis])),
        },
        "evidence": _evidence(line, index, found, scenarios),
    }


def _losses(kpis: Sequence[StationKpis]) -> list[Json]:
    """Give hours from planned busy time to good time, ISO 22400-2: each loss, and what is left."""

    def hours(name: str) -> float:
        return float(np.mean([getattr(k, name) for k in kpis])) / 3600.0

    good = float(np.mean([k.standard_s * (k.quality or 0.0) for k in kpis])) / 3600.0
    starved, blocked = hours("starved_s"), hours("blocked_s")
    rows = (
        ("planned", "planned to be busy", hours("pbt_s")),
        ("setup", "set up and changed over", hours("aust_s")),
        ("maintenance", "planned maintenance", hours("apmt_s")),
        ("down", "failed, or battery changed", hours("adot_s")),
        ("help", "helped, or waiting for help", hours("adet_s") - starved - blocked),
        ("starved", "no part to work on", starved),
        ("blocked", "no space for the finished part, or no card", blocked),
        (
            "speed",
            "slower than planned, retries, short stops and help",
            hours("apt_s") - hours("standard_s"),
        ),
        ("quality", "spent on parts that were not good", hours("standard_s") - good),
        ("good", "good time", good),
    )
    return [{"name": name, "text": text, "hours": value} for name, text, value in rows]


def _states(rows: Sequence[StationSummary]) -> Json:
    """Give the mean hours of a station by reason."""
    codes = sorted({code for row in rows for code in row.hours_by_reason})
    return {
        code: float(np.mean([r.hours_by_reason.get(code, 0.0) for r in rows])) for code in codes
    }


def _evidence(
    line: Line, index: int, found: Sequence[Replication], scenarios: Mapping[str, Json]
) -> Json | None:
    """Give what a robot station was drawn from, and what a failed attempt took on the line."""
    station = line.stations[index]
    if station.evidence is None:
        return None
    kpis = [one.kpis.stations[index] for one in found]
    failed = sum(k.failed_attempts for k in kpis)
    help_s = sum(3600.0 * one.summary.stations[index].intervention_hours for one in found)
    stop_s = sum(k.assist_s for k in kpis)
    times = station.evidence.cycle_s
    known = scenarios.get(station.name, {})
    return {
        "scenario": known.get("scenario", ""),
        "variation": known.get("variation") or {},
        "source": station.evidence.source,
        "policy": station.evidence.policy,
        "lamp": station.evidence.lamp,
        "hash": station.evidence.hash,
        "successes": station.evidence.successes,
        "trials": station.evidence.trials,
        "causes": dict(station.evidence.causes),
        "mean_s": station.mean_cycle_s,
        "sd_s": float(np.std(times, ddof=1)) if len(times) > 1 else None,
        "num_times": len(times),
        "failed_attempts": failed,
        "help_per_failure_s": help_s / failed if failed else 0.0,
        "stop_per_failure_s": stop_s / failed if failed else 0.0,
    }


def _reasons(line: Line, found: Sequence[Replication]) -> list[Json]:
    """Give why stations stand, the longest first: mean hours and stops per replication."""
    table = {reason.code: reason for reason in line.reason_codes()}
    rows: list[Json] = []
    for index, station in enumerate(line.stations):
        summaries = [one.summary.stations[index] for one in found]
        planned = float(np.mean([s.planned_hours for s in summaries]))
        own = {s.reason for one in found for s in one.stops if s.station == station.name}
        for code, hours in {**dict.fromkeys(sorted(own), 0.0), **_states(summaries)}.items():
            if code in _NO_STOP:
                continue
            counts = [
                stop.count
                for one in found
                for stop in one.stops
                if (stop.station, stop.reason) == (station.name, code)
            ]
            rows.append(
                {
                    "station": station.name,
                    "reason": code,
                    "text": table[code].text,
                    "state": table[code].state,
                    "hours": hours,
                    "share": cast("float", hours) / planned if planned else 0.0,
                    "count": sum(counts) / len(found),
                }
            )
    return sorted(rows, key=lambda row: -cast("Any", row["hours"]))


def _figures(line: Line, kpis: Sequence[LineKpis]) -> list[Json]:
    """Hold the published figures of a line against this run."""
    rows: list[Json] = []
    for figure in line.about.figures:
        if figure.measure not in MEASURES:
            raise UnknownName(f"The figure {figure.name!r} has no measure {figure.measure!r}.")
        found = spread([figure.scale * MEASURES[figure.measure](k) for k in kpis])
        mean = cast("float", found["mean"])
        rows.append(
            {
                "name": figure.name,
                "value": figure.value,
                "tolerance": figure.tolerance,
                "unit": figure.unit,
                "tag": figure.tag,
                "found": found,
                "is_reproduced": abs(mean - figure.value) <= figure.tolerance,
            }
        )
    return rows
