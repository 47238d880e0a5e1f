"""Line files: what they declare, and every message that a wrong one gets."""

import ast
import inspect
from dataclasses import is_dataclass
from typing import get_args, get_type_hints

import pytest

from andon.episodes.episode import Episode
from andon.episodes.log import write_episodes
from andon.errors import BrokenFile, InvalidConfig, UnknownName
from andon.lines import line as line_module
from andon.lines import shift, station
from andon.lines.distribution import Deterministic, Exponential, Lognormal, Triangular
from andon.lines.line import About, Buffer, Line, Station, line_hash, read_line
from andon.lines.simulation import simulate
from andon.lines.station import Inspection
from tests.lines.build import fixed, row

TEXT = """
schema = 1
name = "cell"
takt_s = 60
horizon_d = 7
warmup_h = 1
micro_stop_min = 5

[[shift]]
name = "early"
days = ["mon", "tue"]
start = "06:00"
end = "14:00"

[[shift.break]]
start = "10:00"
duration_min = 30

[[crew]]
name = "repair"
people = 2

[[product]]
name = "bracket"
batch_parts = 50

[[product]]
name = "plate"

[[reason]]
code = "weld_tip"
like = "tool_broken"

[[buffer]]
name = "rack"
capacity = 4

[[buffer]]
name = "belt"
capacity = "unlimited"
transport_min = 2

[[station]]
name = "load"
kind = "robot"
robots = 1
output = "rack"
cycle_s = { kind = "lognormal", mean = 50, cv = 0.2 }
power_w = 500

[station.attempts]
success_rate = 0.95
max_tries = 2
help_min = { kind = "triangular", low = 1, mode = 2, high = 6 }
crew = "repair"
causes = { dropped = 3, missed_grasp = 1 }

[[station.stop]]
name = "arm"
between_h = { kind = "exponential", mean = 20 }
duration_min = 30
crew = "repair"
reason = "weld_tip"

[[station]]
name = "weld"
kind = "automation"
input = "rack"
output = "belt"
cycle_s = 45
product_factors = { plate = 1.5 }
changeover = { duration_min = 15, crew = "repair" }

[[station.maintenance]]
every_h = 40
clock = "operation"
duration_h = 1

[[station]]
name = "check"
kind = "inspection"
input = ["belt"]
cycle_s = 20
inspection = { escape_rate = 0.01 }
"""


@pytest.fixture
def write(tmp_path):
    def write_text(text):
        path = tmp_path / "line.toml"
        path.write_text(text)
        return path

    return write_text


def test_a_full_file_becomes_the_line_it_declares(write):
    line = read_line(write(TEXT))
    assert (line.name, line.takt_s, line.horizon_s) == ("cell", 60.0, 7 * 86400.0)
    assert (line.warmup_s, line.micro_stop_s) == (3600.0, 300.0)
    assert [s.name for s in line.stations] == ["load", "weld", "check"]
    load, weld, check = line.stations
    assert load.cycle_s == Lognormal(mean=50.0, cv=0.2)
    assert load.attempts.help_s == Triangular(low=60.0, mode=120.0, high=360.0)
    assert load.stops[0].between_s == Exponential(mean=72_000.0)
    assert load.stops[0].duration_s == Deterministic(value=1800.0)
    assert (weld.inputs, check.inputs) == (("rack",), ("belt",))
    assert weld.maintenance[0].every_s == 144_000.0
    assert line.buffers[1] == Buffer(name="belt", capacity="unlimited", transport_s=120.0)
    assert line.shifts[0].breaks[0].duration_s == 1800.0
    assert "weld_tip" in {reason.code for reason in line.reason_codes()}


def test_a_full_line_runs(write):
    log = simulate(read_line(write(TEXT)), seed=1)
    assert log.good_parts > 100
    assert {p.name for p in log.products} == {"bracket", "plate"}


def edit(old, new):
    assert TEXT.count(old) >= 1, old
    return TEXT.replace(old, new, 1)


MISTAKES = {
    "unknown key": (
        edit("takt_s = 60", "takt_ss = 60"),
        UnknownName,
        "line.toml: No key in the line named 'takt_ss'. Did you mean 'takt_s'",
    ),
    "unknown key of a station": (
        edit("power_w = 500", "powr_w = 500"),
        UnknownName,
        "No key in station 'load' named 'powr_w'. Did you mean 'power_w'",
    ),
    "unknown key of a stop": (
        edit('reason = "weld_tip"', 'cause = "weld_tip"'),
        UnknownName,
        "No key in station 'load', stop 'arm' named 'cause'",
    ),
    "a time without a unit": (
        edit("cycle_s = 45", "cycle = 45"),
        InvalidConfig,
        "'weld' has the key 'cycle'; a time carries its unit: write cycle_s",
    ),
    "a time with a wrong unit": (
        edit("horizon_d = 7", "horizon_days = 7"),
        InvalidConfig,
        "write horizon_s, horizon_min or horizon_h",
    ),
    "a time given twice": (
        edit("takt_s = 60", "takt_s = 60\ntakt_min = 1"),
        InvalidConfig,
        "gives 'takt_s' twice",
    ),
    "a negative time": (
        edit("cycle_s = 45", "cycle_s = -45"),
        InvalidConfig,
        "'weld', key 'cycle_s': `value` is -45",
    ),
    "no time at all": (
        edit("cycle_s = 45", "cycle_s = 0"),
        InvalidConfig,
        "'weld'.*`cycle_s` has a mean of 0 s",
    ),
    "a text for a number": (
        edit("takt_s = 60", 'takt_s = "60"'),
        InvalidConfig,
        "'takt_s' is '60'; it must be a number",
    ),
    "true for a number": (
        edit("people = 2", "people = true"),
        InvalidConfig,
        "Crew 'repair', key 'people' is True; it must be a whole number",
    ),
    "a number that is not finite": (
        edit("takt_s = 60", "takt_s = inf"),
        InvalidConfig,
        "must be finite",
    ),
    "unknown distribution": (
        edit('kind = "lognormal"', 'kind = "lognorm"'),
        UnknownName,
        "'cycle_s': No kind of distribution named 'lognorm'. Did you mean 'lognormal'",
    ),
    "a distribution without its mean": (
        edit("mean = 50, cv = 0.2", "cv = 0.2"),
        InvalidConfig,
        "lacks the key 'mean'",
    ),
    "a time as a text": (
        edit("cycle_s = 45", 'cycle_s = "45 s"'),
        InvalidConfig,
        "a time is a number or a table",
    ),
    "unknown kind of station": (
        edit('kind = "automation"', 'kind = "machine"'),
        UnknownName,
        "named 'machine'.*automation",
    ),
    "unknown buffer": (
        edit('input = "rack"', 'input = "rak"'),
        UnknownName,
        "buffer \\(asked for by station 'weld', key 'input'\\) named 'rak'. Did you mean 'rack'",
    ),
    "unknown output": (
        edit('output = "belt"', 'output = "bell"'),
        UnknownName,
        "station 'weld', key 'output'\\) named 'bell'. Did you mean 'belt'",
    ),
    "unknown crew": (
        edit('crew = "repair"\ncauses', 'crew = "repairs"\ncauses'),
        UnknownName,
        "station 'load', attempts, key 'crew'\\) named 'repairs'",
    ),
    "unknown reason code": (
        edit('reason = "weld_tip"', 'reason = "weld_tipp"'),
        UnknownName,
        "stop 'arm'\\) named 'weld_tipp'. Did you mean 'weld_tip'.*\\[\\[reason\\]\\]",
    ),
    "unknown cause": (
        edit("missed_grasp = 1", "missed_grip = 1"),
        UnknownName,
        "attempts\\) named 'missed_grip'",
    ),
    "a reason code like none": (
        edit('like = "tool_broken"', 'like = "tool"'),
        UnknownName,
        "No reason code named 'tool'",
    ),
    "unknown product": (
        edit("plate = 1.5", "plait = 1.5"),
        UnknownName,
        "product_factors'\\) named 'plait'",
    ),
    "a buffer that nobody fills": (
        edit('output = "belt"', 'output = "rack"'),
        InvalidConfig,
        "No station puts parts into the buffer 'belt'",
    ),
    "a conveyor without capacity": (
        edit('capacity = "unlimited"', "capacity = 0"),
        InvalidConfig,
        "conveyor \\(`transport_s` above 0\\) needs a `capacity` above 0",
    ),
    "a negative capacity": (
        edit("capacity = 4", "capacity = -4"),
        InvalidConfig,
        "Buffer 'rack': `capacity` is -4",
    ),
    "a capacity in words": (
        edit('capacity = "unlimited"', 'capacity = "infinite"'),
        UnknownName,
        "'infinite'.*'unlimited'",
    ),
    "a double name": (
        edit('name = "rack"', 'name = "weld"'),
        InvalidConfig,
        "More than one station or buffer is named 'weld'|No buffer",
    ),
    "a reserved name": (
        edit('name = "belt"', 'name = "out"'),
        InvalidConfig,
        "may not be named 'out'",
    ),
    "an inspection elsewhere": (
        edit('kind = "inspection"', 'kind = "human"'),
        InvalidConfig,
        "'check'.*belongs to an inspection station",
    ),
    "a share above one": (
        edit("escape_rate = 0.01", "escape_rate = 1.01"),
        InvalidConfig,
        "`escape_rate` is 1.01; a share lies in",
    ),
    "an empty crew": (edit("people = 2", "people = 0"), InvalidConfig, "a crew has at least 1"),
    "a table for a list": (
        edit("[[crew]]", "[crew]"),
        InvalidConfig,
        "'crew' must be a list",
    ),
    "no schema": (edit("schema = 1", ""), InvalidConfig, "write schema = 1 at the top"),
    "a newer schema": (edit("schema = 1", "schema = 2"), InvalidConfig, "reads schema 1"),
    "no horizon": (edit("horizon_d = 7", ""), InvalidConfig, "lacks the key 'horizon_s'"),
    "no time to run": (edit("horizon_d = 7", "horizon_d = 0"), InvalidConfig, "must be above 0"),
    "a break outside": (
        edit('start = "10:00"', 'start = "15:00"'),
        InvalidConfig,
        "does not lie inside the shift 'early'",
    ),
}


@pytest.mark.parametrize("name", MISTAKES)
def test_a_mistake_is_refused_by_name_with_file_and_key(name, write):
    text, kind, message = MISTAKES[name]
    path = write(text)
    with pytest.raises(kind, match=message) as caught:
        read_line(path)
    assert str(caught.value).startswith(f"In the line file {path}: ")


def test_a_missing_file_and_broken_toml_are_refused(write, tmp_path):
    with pytest.raises(BrokenFile, match="Cannot read"):
        read_line(tmp_path / "none.toml")
    with pytest.raises(BrokenFile, match="not TOML"):
        read_line(write("schema = "))


def loop(capacity, back=None):
    """Two stations that feed each other, and a way out."""
    return Line(
        schema=1,
        name="loop",
        horizon_s=1000.0,
        stations=(
            fixed("a", 10, output="ab"),
            Station(
                name="b",
                kind="inspection",
                inputs=("ab",),
                cycle_s=Deterministic(value=1.0),
                inspection=Inspection(false_reject_rate=1.0, reject_to="ba", max_visits=1000),
            ),
            Station(
                name="c",
                kind="rework",
                inputs=("ba",),
                output="ab",
                cycle_s=Deterministic(value=50.0),
            ),
        ),
        buffers=(
            Buffer(name="ab", capacity=capacity),
            Buffer(name="ba", capacity=capacity if back is None else back),
        ),
    )


def test_a_cycle_without_space_is_refused():
    with pytest.raises(InvalidConfig, match="b -> c -> b form a cycle without a buffer"):
        loop(0)


@pytest.mark.parametrize(("capacity", "back"), [(1, 1), (1, 0), (3, 2)])
def test_a_line_that_comes_to_rest_says_who_waits_for_whom(capacity, back):
    with pytest.raises(InvalidConfig, match=r"came to rest at .* wait for one another") as caught:
        simulate(loop(capacity, back), seed=1)
    assert "'b'" in str(caught.value)
    assert "'c'" in str(caught.value)


def test_parts_must_be_able_to_enter_and_to_leave():
    a = fixed("a", 1, inputs=("x",), output="x")
    with pytest.raises(InvalidConfig, match="no part ever enters"):
        Line(
            schema=1,
            name="x",
            horizon_s=1.0,
            stations=(a,),
            buffers=(Buffer(name="x", capacity=1),),
        )
    with pytest.raises(InvalidConfig, match="no part ever leaves the line"):
        Line(
            schema=1,
            name="x",
            horizon_s=1.0,
            stations=(fixed("b", 1, output="x"), a),
            buffers=(Buffer(name="x", capacity=1),),
        )
    with pytest.raises(InvalidConfig, match="has no station"):
        Line(schema=1, name="x", horizon_s=1.0, stations=())


def test_the_hash_of_a_line_changes_with_every_value_that_matters():
    line = row([fixed("a", 10), fixed("b", 10)], [3])
    other = row([fixed("a", 10), fixed("b", 10)], [4])
    assert line_hash(line) == line_hash(row([fixed("a", 10), fixed("b", 10)], [3]))
    assert line_hash(line) != line_hash(other)


def test_evidence_is_read_from_the_folder_that_a_line_names(write, tmp_path):
    episodes = [
        Episode(
            seed=i,
            scenario="s",
            body="b",
            policy="p",
            success=i % 4 != 0,
            survived=True,
            cause="finish" if i % 4 else "fell_left",
            place="flat",
            num_steps=1,
            duration_s=10.0 + i,
            events=(),
            metrics={"mean_power_w": 200.0},
            draw={},
            checksum="0",
        )
        for i in range(20)
    ]
    (tmp_path / "proof").mkdir()
    write_episodes(tmp_path / "proof" / "episodes.parquet", episodes)
    path = write(
        """
schema = 1
name = "carry"
horizon_h = 10
[[station]]
name = "carry"
kind = "robot"
[station.evidence]
folder = "proof"
handling_s = 5
[station.attempts]
max_tries = 1
help_s = 60
"""
    )
    line = read_line(path)
    evidence = line.stations[0].evidence
    assert (evidence.successes, evidence.trials, evidence.source) == (15, 20, "proof")
    assert evidence.cycle_s[0] == 16.0
    assert evidence.causes == {"fell_left": 5}
    log = simulate(line, seed=1)
    assert log.evidence == {"carry": evidence.hash}
    assert log.stations[0].energy_kwh > 0.0
    assert {i.reason for i in log.incidents} == {"fell_left"}
    path.write_text(path.read_text().replace('"proof"', '"prove"'))
    with pytest.raises(BrokenFile, match="holds no episode log"):
        read_line(path)


def test_every_table_of_the_form_says_what_each_key_means():
    for module in (line_module, shift, station):
        for node in ast.parse(inspect.getsource(module)).body:
            if isinstance(node, ast.ClassDef) and is_dataclass(getattr(module, node.name)):
                rows = node.body
                declared = [i for i, item in enumerate(rows) if isinstance(item, ast.AnnAssign)]
                assert all(isinstance(rows[i + 1], ast.Expr) for i in declared), node.name


def test_every_time_of_the_form_carries_its_unit():
    def walk(noun):
        for name, hint in get_type_hints(noun).items():
            options = {hint, *get_args(hint)}
            for option in options:
                if is_dataclass(option) and option not in seen:
                    seen.add(option)
                    walk(option)
            if Exponential in options:
                times.append(name)

    seen, times = {About}, []
    walk(Line)
    walk(Station)
    assert times
    assert all(name.endswith("_s") for name in times)
