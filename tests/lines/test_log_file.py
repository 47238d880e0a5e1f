"""A shift log comes back from disk as it went, and a changed one is noticed."""

from dataclasses import fields, replace

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from andon.errors import BrokenFile
from andon.lines.log_file import read_shift_log, shift_log_path, write_shift_log
from andon.lines.preset import read_preset
from andon.lines.simulation import simulate
from andon.lines.summary import summarise
from andon.lines.synthetic import make_synthetic_log


@pytest.fixture(scope="module")
def log():
    line = read_preset("stacking_humanoid")
    return simulate(replace(line, horizon_s=4 * 86400.0), seed=1)


def test_a_log_comes_back_as_it_went(log, tmp_path):
    path = shift_log_path(tmp_path, 3)
    assert path.name == "shift_log_0003.parquet"
    digest = write_shift_log(path, log)
    back = read_shift_log(path)
    assert digest == log.hash == back.hash
    for entry in fields(log):
        if entry.name != "states":
            assert getattr(back, entry.name) == getattr(log, entry.name), entry.name
    for column in fields(log.states):
        found, wanted = getattr(back.states, column.name), getattr(log.states, column.name)
        assert np.array_equal(found, wanted), column.name
        assert found.dtype == wanted.dtype
    assert summarise(back) == summarise(log)


def test_any_tool_can_read_the_names_of_three_standards(log, tmp_path):
    write_shift_log(tmp_path / "x.parquet", log)
    rows = pq.read_table(tmp_path / "x.parquet").to_pylist()
    states = [row for row in rows if row["record"] == "state"]
    producing = next(row for row in states if row["reason"] == "producing")
    assert (producing["state"], producing["element"]) == ("productive", "APT")
    assert (producing["item_state"], producing["mode"]) == ("Executing", "Processing")
    stop = next(row for row in rows if row["record"] == "stop")
    assert (stop["kind"], stop["reason"], stop["work_s"]) == ("battery", "battery_swap", 180.0)


def test_a_changed_log_is_noticed(log, tmp_path):
    path = tmp_path / "x.parquet"
    write_shift_log(path, log)
    table = pq.read_table(path)
    moved = pa.array([start + (i == 5) for i, start in enumerate(table["end_s"].to_pylist())])
    columns = {n: moved if n == "end_s" else table[n] for n in table.column_names}
    pq.write_table(pa.table(columns, metadata=table.schema.metadata), path)
    with pytest.raises(BrokenFile, match="has been changed"):
        read_shift_log(path)


def test_what_is_no_shift_log_is_refused(tmp_path):
    with pytest.raises(BrokenFile, match="no shift log"):
        read_shift_log(tmp_path / "none.parquet")
    (tmp_path / "text.parquet").write_text("hello")
    with pytest.raises(BrokenFile, match="no shift log"):
        read_shift_log(tmp_path / "text.parquet")
    pq.write_table(pa.table({"a": [1]}), tmp_path / "other.parquet")
    with pytest.raises(BrokenFile, match="lacks the header"):
        read_shift_log(tmp_path / "other.parquet")
    path = tmp_path / "new.parquet"
    write_shift_log(path, make_synthetic_log())
    table = pq.read_table(path)
    newer = {**table.schema.metadata, b"andon.schema": b"2"}
    pq.write_table(table.replace_schema_metadata(newer), path)
    with pytest.raises(BrokenFile, match="schema 2; this version reads schema 1"):
        read_shift_log(path)
    broken = {**table.schema.metadata, b"andon.shift_log": b"{}"}
    pq.write_table(table.replace_schema_metadata(broken), path)
    with pytest.raises(BrokenFile, match="no shift log"):
        read_shift_log(path)
