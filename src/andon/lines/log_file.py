"""Shift logs on disk: one Parquet file per replication, which any tool can read."""

import json
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any, cast

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from andon.artifacts import to_json, write_bytes
from andon.errors import AndonError, BrokenFile
from andon.lines.form import build
from andon.lines.reasons import Reason, element_of
from andon.lines.shift_log import (
    BufferRecord,
    CrewRecord,
    Incident,
    ProductRecord,
    ShiftLog,
    StateTable,
    StationRecord,
)

__all__ = ["read_shift_log", "shift_log_path", "write_shift_log"]

_HEADER = "andon.shift_log"
_SCHEMA = "andon.schema"
_HASH = "andon.hash"

_RECORDS = ("reasons", "stations", "buffers", "crews", "products")
"""Lists of records that stand in the header."""


def shift_log_path(folder: Path, replication: int) -> Path:
    """Name the file of one replication inside an artifact folder."""
    return folder / f"shift_log_{replication:04d}.parquet"


def write_shift_log(path: Path, log: ShiftLog) -> str:
    """Write a shift log, whole or not at all.

    The table has one row per span and per stop. Columns: `record` (`state` or `stop`), `station`,
    `start_s`, `end_s`, `state` (SEMI E10), `element` (ISO 22400), `item_state` and `mode`
    (OPC 40001-1), `reason`, `is_minor`; for stops also `kind`, `who`, `wait_s`, `work_s`.
    Everything else stands as JSON in the metadata of the file.

    Args:
        path: File to write.
        log: One replication.

    Returns:
        Hash of the log, which the file also holds.

    Raises:
        CannotWrite: When the disk is full or the folder cannot be written to.
    """
    columns = _columns(log)
    header = cast("dict[str, object]", to_json(log))
    for name in ("states", "incidents", "schema"):
        del header[name]
    digest = log.hash
    metadata = {_SCHEMA: str(log.schema), _HASH: digest, _HEADER: json.dumps(header)}
    sink = pa.BufferOutputStream()
    pq.write_table(pa.table(columns, metadata=metadata), sink, compression="zstd")
    write_bytes(path, sink.getvalue().to_pybytes())
    return digest


def _columns(log: ShiftLog) -> dict[str, pa.Array]:
    """Give the rows of the file, first all spans, then all stops."""
    states, stops = log.states, log.incidents
    codes = {reason.code: index for index, reason in enumerate(log.reasons)}
    names = {record.name: index for index, record in enumerate(log.stations)}
    reason = np.append(states.reason, np.array([codes[s.reason] for s in stops], np.int32))
    station = np.append(states.station, np.array([names[s.station] for s in stops], np.int32))
    is_minor = np.append(states.is_minor, np.zeros(len(stops), np.bool_))
    elements = np.array(
        [[element_of(r, is_minor=minor) for minor in (False, True)] for r in log.reasons]
    )
    empty = [None] * len(states)

    def text(values: Iterable[str]) -> pa.Array:
        return pa.array(np.array(list(values))[reason], pa.string())

    def times(of_states: Iterable[float | None], of_stops: Iterable[float]) -> pa.Array:
        return pa.array([*of_states, *of_stops], pa.float64())

    return {
        "record": pa.array(["state"] * len(states) + ["stop"] * len(stops), pa.string()),
        "station": pa.array(np.array(list(names))[station], pa.string()),
        "start_s": times(states.start_s.tolist(), (s.start_s for s in stops)),
        "end_s": times(states.end_s.tolist(), (s.end_s for s in stops)),
        "state": text(r.state for r in log.reasons),
        "element": pa.array(elements[reason, is_minor.astype(np.int32)], pa.string()),
        "item_state": text(r.item_state for r in log.reasons),
        "mode": text(r.mode for r in log.reasons),
        "reason": text(r.code for r in log.reasons),
        "is_minor": pa.array(is_minor, pa.bool_()),
        "kind": pa.array([*empty, *(s.kind for s in stops)], pa.string()),
        "who": pa.array([*empty, *(s.who for s in stops)], pa.string()),
        "wait_s": times(empty, (s.wait_s for s in stops)),
        "work_s": times(empty, (s.work_s for s in stops)),
    }


def read_shift_log(path: Path) -> ShiftLog:
    """Read a shift log.

    Args:
        path: File that `write_shift_log` wrote.

    Returns:
        The log, equal to what was written.

    Raises:
        BrokenFile: When the file is missing, no shift log, of a newer schema, or its content does
            not have the hash that it claims.
    """
    try:
        table = pq.read_table(path)
    except (OSError, pa.ArrowException) as error:
        raise BrokenFile(f"{path} is no shift log: {error}") from error
    metadata = {k.decode(): v.decode() for k, v in (table.schema.metadata or {}).items()}
    if _HEADER not in metadata:
        raise BrokenFile(f"{path} is no shift log: it lacks the header {_HEADER!r}.")
    if metadata.get(_SCHEMA) != "1":
        raise BrokenFile(f"{path} has schema {metadata.get(_SCHEMA)}; this version reads schema 1.")
    try:
        log = _from_parts(cast("dict[str, Any]", json.loads(metadata[_HEADER])), table)
    except (ValueError, KeyError, TypeError, AndonError) as error:
        raise BrokenFile(f"{path} is no shift log: {error}") from error
    if log.hash != metadata.get(_HASH):
        raise BrokenFile(
            f"{path} has been changed: its content has the hash {log.hash}, and the file says "
            f"{metadata.get(_HASH)}."
        )
    return log


def _from_parts(header: Mapping[str, Any], table: pa.Table) -> ShiftLog:
    """Put a log together from its header and its rows."""
    records = tuple(build(StationRecord, row, "stations") for row in header["stations"])
    codes = tuple(build(Reason, row, "reasons") for row in header["reasons"])
    is_state = np.array(table["record"].to_pylist()) == "state"
    stations = {record.name: index for index, record in enumerate(records)}
    reasons = {reason.code: index for index, reason in enumerate(codes)}
    states = StateTable(
        station=_indices(table["station"].to_pylist(), stations)[is_state],
        start_s=table["start_s"].to_numpy()[is_state],
        end_s=table["end_s"].to_numpy()[is_state],
        reason=_indices(table["reason"].to_pylist(), reasons)[is_state],
        is_minor=np.array(table["is_minor"].to_pylist(), np.bool_)[is_state],
    )
    fields = ("start_s", "end_s", "station", "kind", "reason", "who", "wait_s", "work_s")
    stops = zip(*(table[name].to_pylist() for name in fields), is_state.tolist(), strict=True)
    incidents = tuple(Incident(*row[:-1]) for row in stops if not row[-1])
    rest: dict[str, Any] = {k: v for k, v in header.items() if k not in _RECORDS}
    rest["output_counts"] = tuple(rest["output_counts"])
    return ShiftLog(
        **rest,
        reasons=codes,
        stations=records,
        buffers=tuple(BufferRecord(**row) for row in header["buffers"]),
        crews=tuple(build(CrewRecord, row, "crews") for row in header["crews"]),
        products=tuple(build(ProductRecord, row, "products") for row in header["products"]),
        states=states,
        incidents=incidents,
    )


def _indices(names: Sequence[str], table: Mapping[str, int]) -> np.ndarray[Any, np.dtype[np.int32]]:
    return np.array([table[name] for name in names], np.int32)
