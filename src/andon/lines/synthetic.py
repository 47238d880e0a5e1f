"""A made-up shift log with known sums, for whoever reads shift logs and has no line at hand."""

import numpy as np

from andon.errors import InvalidConfig
from andon.lines.reasons import BLOCKED, BREAK, BUILT_IN, CHANGEOVER, FAILURE, PRODUCING, STARVED
from andon.lines.shift_log import (
    CrewRecord,
    Incident,
    ProductRecord,
    ShiftLog,
    StateTable,
    StationKind,
    StationRecord,
)

__all__ = ["make_synthetic_log"]

_KINDS: tuple[StationKind, ...] = ("robot", "human", "automation", "inspection", "rework")

_SHIFT_MIN: tuple[tuple[str, float], ...] = (
    (PRODUCING, 340.0),
    (FAILURE, 30.0),
    ("intervention", 12.0),
    (CHANGEOVER, 18.0),
    (STARVED, 14.0),
    (BLOCKED, 6.0),
    (BREAK, 60.0),
)
"""One shift of 480 min at every station: 420 min planned busy, 340 min of them producing."""


def make_synthetic_log(
    *,
    num_stations: int = 2,
    num_shifts: int = 1,
    good_parts: int = 340,
    scrap_parts: int = 10,
    escapes: int = 2,
    energy_kwh: float = 12.0,
    seed: int = 0,
) -> ShiftLog:
    """Make a shift log in which every number can be checked by hand.

    Every station goes through the same 480 min in every shift: 340 producing, 30 failed (one
    failure, 25 min of repair after 5 min of waiting), 12 of help (one intervention, 10 after 2),
    18 of changeover (one), 14 starved, 6 blocked, 60 break. The first station is a robot, then
    human, automation, inspection, rework, and again.

    Args:
        num_stations: Stations, at least 1.
        num_shifts: Shifts of 480 min in a row, at least 1.
        good_parts: Parts per shift that leave the line without a defect.
        scrap_parts: Parts per shift that are thrown away, all at the last station.
        escapes: Parts per shift that leave with a defect, made at the first station.
        energy_kwh: Energy per station and shift.
        seed: Label only; nothing here is drawn.

    Returns:
        A log of one product, one repair crew of two and one supervisor.

    Raises:
        InvalidConfig: When a count is below its least value.
    """
    if num_stations < 1 or num_shifts < 1 or min(good_parts, scrap_parts, escapes) < 0:
        raise InvalidConfig(
            f"A synthetic log needs at least 1 station and 1 shift and no negative counts; got "
            f"{num_stations} stations, {num_shifts} shifts, {good_parts} good, {scrap_parts} "
            f"scrapped, {escapes} escapes."
        )
    records = tuple(
        _record(index, num_stations, num_shifts, good_parts, scrap_parts, escapes, energy_kwh)
        for index in range(num_stations)
    )
    names = [record.name for record in records]
    hours = 8.0 * num_shifts
    return ShiftLog(
        line="synthetic",
        line_hash="0" * 16,
        seed=seed,
        replication=0,
        start_s=0.0,
        end_s=hours * 3600.0,
        micro_stop_s=300.0,
        reasons=BUILT_IN,
        stations=records,
        states=_states(num_stations, num_shifts),
        incidents=tuple(i for shift in range(num_shifts) for i in _incidents(names, shift)),
        crews=_crews(num_stations, num_shifts),
        products=(
            ProductRecord(
                name="part",
                good_parts=good_parts * num_shifts,
                escapes=escapes * num_shifts,
                scrap_parts=scrap_parts * num_shifts,
            ),
        ),
        started_parts=(good_parts + scrap_parts + escapes) * num_shifts,
        wip_mean=float(num_stations),
        flow_time_mean_s=60.0 * num_stations,
        provenance={},
    )


def _record(
    index: int, num_stations: int, num_shifts: int, good: int, scrap: int, escapes: int, kwh: float
) -> StationRecord:
    kind = _KINDS[index % len(_KINDS)]
    made = (good + scrap + escapes) * num_shifts
    scrapped = scrap * num_shifts if index == num_stations - 1 else 0
    return StationRecord(
        name=f"{kind}_{index + 1}",
        kind=kind,
        robots=int(kind == "robot"),
        people=int(kind in ("human", "rework")),
        cycles=made,
        good_parts=made - scrapped,
        scrap_parts=scrapped,
        first_pass_parts=made - scrapped,
        escapes=escapes * num_shifts if index == 0 else 0,
        attempts=made,
        standard_s=55.0 * made,
        busy_s=340.0 * 60.0 * num_shifts,
        energy_kwh=kwh * num_shifts,
        products={"part": made},
    )


def _states(num_stations: int, num_shifts: int) -> StateTable:
    codes = [reason.code for reason in BUILT_IN]
    spans = np.array([minutes * 60.0 for _, minutes in _SHIFT_MIN] * num_shifts)
    reasons = np.array([codes.index(code) for code, _ in _SHIFT_MIN] * num_shifts, np.int32)
    ends = np.cumsum(spans)
    return StateTable(
        station=np.repeat(np.arange(num_stations, dtype=np.int32), spans.size),
        start_s=np.tile(ends - spans, num_stations),
        end_s=np.tile(ends, num_stations),
        reason=np.tile(reasons, num_stations),
        is_minor=np.zeros(spans.size * num_stations, np.bool_),
    )


def _incidents(names: list[str], shift: int) -> list[Incident]:
    """Stop every station three times, where the spans of the shift say so."""
    failed = shift * 8.0 * 3600.0 + 340.0 * 60.0
    helped = failed + 30.0 * 60.0
    changed = helped + 12.0 * 60.0
    starved = changed + 18.0 * 60.0
    rows: list[Incident] = []
    for name in names:
        rows += [
            Incident(failed, helped, name, "failure", "mechanical", "repair", 300.0, 1500.0),
            Incident(helped, changed, name, "intervention", "jam", "help", 120.0, 600.0),
            Incident(changed, starved, name, "changeover", CHANGEOVER, "repair", 0.0, 1080.0),
        ]
    return rows


def _crews(num_stations: int, num_shifts: int) -> tuple[CrewRecord, ...]:
    shift_s, calls = 480.0 * 60.0 * num_shifts, num_stations * num_shifts
    return (
        CrewRecord(
            name="repair",
            people=2,
            planned_s=2 * shift_s,
            busy_s=2580.0 * calls,
            calls=2 * calls,
        ),
        CrewRecord(name="help", people=1, planned_s=shift_s, busy_s=600.0 * calls, calls=calls),
    )
