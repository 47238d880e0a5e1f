"""A contract that is written and read again is the same contract."""

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from andon.errors import InvalidConfig, UnknownName
from andon.policies.contract import POLICY_TERMS, Clock, Contract, ContractTerm, JointGroup
from andon.policies.contract_file import read_contract
from andon.policies.contract_writer import write_contract
from andon.policies.gait_config import GaitConfig, PlannerConfig
from andon.sensing.height_scan import HeightScan

numbers = st.floats(-1e3, 1e3, allow_nan=False)
sizes = st.floats(1e-6, 1e3)
words = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=20)


def maybe(strategy):
    return st.none() | strategy


def lists(strategy, least: int = 1, most: int = 6):
    return st.lists(strategy, min_size=least, max_size=most).map(tuple)


@st.composite
def ascending(draw):
    """Give a low and a high end, one value for each of three commands."""
    pairs = [sorted(draw(st.tuples(numbers, numbers))) for _ in range(3)]
    return tuple(p[0] for p in pairs), tuple(p[1] for p in pairs)


@st.composite
def gaits(draw):
    count = draw(st.integers(1, 5))
    speeds = tuple(sorted(draw(st.sets(st.floats(0, 5), min_size=count, max_size=count))))
    planner = PlannerConfig(max_shift_m=draw(st.floats(0.05, 1)), latch=draw(st.floats(0, 1)))
    start, count_x = draw(st.floats(-1, 0)), draw(st.integers(2, 20))
    scan = HeightScan(
        x_m=tuple(start + 0.05 * i for i in range(count_x)),
        y_m=draw(st.sampled_from([(-0.1, 0.1), (-0.2, -0.1, 0.1, 0.2)])),
        max_drop_m=draw(st.floats(0.5, 5)),
        period_steps=draw(st.integers(1, 9)),
    )
    age = draw(st.integers(0, scan.period_steps - 1))
    return GaitConfig(
        speeds=speeds,
        cycles_s=tuple(draw(st.floats(0.2, 2)) for _ in speeds),
        clearance_m=draw(st.floats(0, 0.3)),
        heading_gain_s=draw(st.floats(0, 3)),
        scan_age_steps=age,
        planner=planner,
        scan=scan,
    )


groups = st.builds(
    JointGroup,
    names=lists(words),
    kp=maybe(st.floats(0, 1e4)),
    kd=maybe(st.floats(0, 1e3)),
    effort_nm=maybe(sizes),
    home_rad=maybe(numbers),
    action_scale=maybe(sizes),
)
terms = st.builds(
    ContractTerm,
    term=st.sampled_from(sorted(POLICY_TERMS)),
    scale=numbers,
    clip=maybe(sizes),
    noise=st.floats(0, 10),
)
clocks = st.integers(1, 4).flatmap(
    lambda n: st.builds(
        Clock,
        cycle_s=sizes,
        offsets=lists(numbers, n, n),
        air_ratio=st.just(()) | lists(numbers, n, n),
    )
)


@st.composite
def contracts(draw):
    low, high = draw(st.just((None, None)) | ascending())
    delay = sorted(draw(st.tuples(st.floats(0, 100), st.floats(0, 100))))
    return Contract(
        name=draw(words),
        source=draw(st.just("") | words),
        model=draw(maybe(words)),
        rate_hz=draw(sizes),
        physics_timestep_s=draw(sizes),
        terms=draw(lists(terms, 0)),
        history=draw(st.integers(1, 20)),
        first_frame=draw(st.sampled_from(["repeat", "zeros"])),
        clip=draw(maybe(sizes)),
        joints=tuple(sorted(draw(st.sets(words, min_size=1, max_size=6)))),
        action_scale=draw(sizes),
        action_offset=draw(st.sampled_from(["home", "zero", "gait"])),
        action_clip=draw(maybe(sizes)),
        action_delay_ms=(delay[0], delay[1]),
        command_low=low,
        command_high=high,
        groups=draw(lists(groups, 0, 3)),
        damping_in=draw(st.sampled_from([None, "actuator", "joint"])),
        gains_from=draw(st.sampled_from(["match", "contract"])),
        clock=draw(maybe(clocks)),
        gait=draw(maybe(gaits())),
    )


@settings(max_examples=40)
@given(contract=contracts(), header=st.lists(st.text(max_size=20), max_size=3))
def test_reading_what_was_written_gives_the_same_contract(tmp_path_factory, contract, header):
    path = tmp_path_factory.mktemp("written") / "c.toml"
    path.write_text(write_contract(contract, header), encoding="utf-8")
    again = read_contract(path)
    for name in Contract.__dataclass_fields__:
        if name != "content":
            assert getattr(again, name) == getattr(contract, name), name
    assert again.content_hash() == contract.content_hash()


def test_every_field_of_a_contract_is_drawn_here():
    # Who adds a field must write and read it too.
    plain = Contract(name="plain")
    assert set(Contract.__dataclass_fields__) - {"content"} == {
        *("name", "source", "model", "rate_hz", "physics_timestep_s", "terms", "history"),
        *("first_frame", "clip", "joints", "action_scale", "action_offset", "action_clip"),
        *("action_delay_ms", "command_low", "command_high", "groups", "damping_in", "gains_from"),
        *("clock", "gait"),
    }
    assert plain.gait is None


def test_the_header_stands_on_top_as_comments():
    text = write_contract(Contract(name="n", joints=("a",)), ["Learned on a Monday.", ""])
    assert text.splitlines()[:3] == ["# Learned on a Monday.", "#", "schema = 1"]


@pytest.mark.parametrize(
    ("table", "error", "message"),
    [
        (
            "[gait]\nspeed = 1",
            UnknownName,
            r"key in .*\[gait\] named 'speed'\. Did you mean 'speeds'",
        ),
        ("[gait.planner]\nmargin = 1", UnknownName, r"\[gait.planner\] named 'margin'.*'margin_m'"),
        ("[gait.scan]\nrate = 1", UnknownName, r"\[gait.scan\] named 'rate'"),
        ("[gait]\nwidth_m = 'wide'", InvalidConfig, "width_m must be a finite number; got 'wide'"),
        ("[gait]\nwidth_m = nan", InvalidConfig, "width_m must be a finite number"),
        ("[gait]\nspeeds = 1.0", InvalidConfig, "speeds must list numbers; got 1.0"),
        ("[gait]\nspeeds = []", InvalidConfig, "speeds must list numbers"),
        ("[gait]\nspeeds = [0, true]", InvalidConfig, "speeds must list numbers"),
        ("[gait.scan]\nperiod_steps = 1.5", InvalidConfig, "must be a whole number; got 1.5"),
        ("[gait]\nscan = 3", InvalidConfig, r"\[gait.scan\] must be a table; got 3"),
        ("[gait]\nspeeds = [0, 1]", InvalidConfig, "speeds lists 2 and cycles_s 8"),
        ("[gait]\nduty_speeds = [0, 1]", InvalidConfig, "duty_speeds lists 2 and duties 7"),
        (
            "[gait]\nspeeds = [0, 2, 1]\ncycles_s = [1, 1, 1]",
            InvalidConfig,
            "speeds must ascend",
        ),
        ("[gait]\nspeeds = [0]\ncycles_s = [0]", InvalidConfig, "cycles_s must be > 0"),
        ("[gait]\nduties = [0, 1, 1, 1, 1, 1, 1]", InvalidConfig, "duties must lie within 0 and 1"),
        ("[gait.planner]\nstep_m = 0", InvalidConfig, "step_m > 0; got 0"),
        ("[gait.scan]\nx_m = [0.0]", InvalidConfig, "evenly spaced x_m"),
        ("[gait.scan]\nx_m = [0.0, 0.1, 0.3]", InvalidConfig, "evenly spaced x_m"),
        ("[gait.scan]\ny_m = [0.1, 0.2]", InvalidConfig, "y_m that are mirror images"),
    ],
)
def test_a_gait_that_cannot_be_meant_is_refused_by_name(tmp_path, table, error, message):
    path = tmp_path / "c.toml"
    path.write_text(f"schema = 1\n{table}\n")
    with pytest.raises(error, match=message):
        read_contract(path)


def test_a_gait_that_says_nothing_has_the_defaults(tmp_path):
    path = tmp_path / "c.toml"
    path.write_text("schema = 1\n[gait]\n")
    assert read_contract(path).gait == GaitConfig()


def test_a_part_of_a_table_keeps_the_rest_of_its_defaults(tmp_path):
    path = tmp_path / "c.toml"
    path.write_text("schema = 1\n[gait.scan]\nperiod_steps = 3\n[gait.planner]\nmargin_m = 0.1\n")
    gait = read_contract(path).gait
    assert gait == GaitConfig(
        scan=replace(GaitConfig().scan, period_steps=3), planner=PlannerConfig(margin_m=0.1)
    )
