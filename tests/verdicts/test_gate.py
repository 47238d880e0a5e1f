"""Gates: what they read, what they refuse, and which seeds they draw."""

from dataclasses import replace

import pytest

from andon.artifacts import content_hash
from andon.errors import BrokenFile, InvalidConfig, UnknownName
from andon.randomness import SEALED_SEEDS_START, check_seed
from andon.verdicts.gate import (
    EventRateKpi,
    Gate,
    MeanKpi,
    SuccessRateKpi,
    gate_from_table,
    gate_hash,
    read_gate,
)
from tests.verdicts.gates import FALLS, SPEED, SURVIVAL, make_gate

TEXT = """
schema = 1
name = "street"
scenario = "street_walk"
alpha = 0.05
beta = 0.10
max_rollouts = 200
look_every = 10
seed_block = 1

[variation]
step_height = 0.08
surface = "wet"
friction = { low = 0.4, high = 1.0 }

[sensing]
delay_s = 0.02

[[kpi]]
name = "survival"
kind = "success_rate"
p0 = 0.80
p1 = 0.95
test = "mixture"

[[kpi]]
name = "falls"
kind = "event_rate"
event = "fall"
rate0_per_h = 30
rate1_per_h = 3.0

[[kpi]]
name = "speed_error"
kind = "mean"
metric = "speed_error"
low = 0.0
high = 1.0
bound0 = 0.4
bound1 = 0.3
"""


def write(folder, text):
    path = folder / "gate.toml"
    path.write_text(text)
    return path


def survival_table(**changes):
    kpi = {"name": "survival", "kind": "success_rate", "p0": 0.8, "p1": 0.95}
    return {"schema": 1, "name": "g", "max_rollouts": 200, "kpi": [kpi], **changes}


def test_a_full_file_becomes_the_gate_it_declares(tmp_path):
    gate = read_gate(write(tmp_path, TEXT))
    assert gate == Gate(
        name="street",
        scenario="street_walk",
        alpha=0.05,
        beta=0.10,
        max_rollouts=200,
        look_every=10,
        seed_block=1,
        variation={"step_height": 0.08, "surface": "wet", "friction": {"low": 0.4, "high": 1.0}},
        sensing={"delay_s": 0.02},
        kpis=(replace(SURVIVAL, test="mixture"), FALLS, SPEED),
    )


def test_whole_numbers_stand_for_real_ones(tmp_path):
    falls = read_gate(write(tmp_path, TEXT)).kpis[1]
    assert isinstance(falls, EventRateKpi)
    assert isinstance(falls.rate0_per_h, float)


def test_hash_is_that_of_the_content_and_follows_every_field(tmp_path):
    gate = read_gate(write(tmp_path, TEXT))
    assert gate_hash(gate) == content_hash(gate)
    changed = [
        replace(gate, name="other"),
        replace(gate, scenario=None),
        replace(gate, alpha=0.04),
        replace(gate, beta=0.09),
        replace(gate, max_rollouts=201),
        replace(gate, look_every=11),
        replace(gate, seed_block=2),
        replace(gate, variation={}),
        replace(gate, sensing={}),
        replace(gate, kpis=gate.kpis[:2]),
        replace(gate, kpis=(SURVIVAL, *gate.kpis[1:])),
    ]
    assert len({gate_hash(one) for one in [gate, *changed]}) == len(changed) + 1


def test_seeds_are_sealed_and_blocks_are_disjoint():
    gate = make_gate(seed_block=3)
    assert gate.first_seed == SEALED_SEEDS_START + 3 * 2**20
    assert list(gate.seeds(5, 2)) == [gate.first_seed + 5, gate.first_seed + 6]
    for seed in (gate.seeds(0, 200)[0], gate.seeds(0, 200)[-1]):
        check_seed(seed, is_sealed=True)
    assert gate.seeds(0, 200)[-1] < make_gate(seed_block=4).first_seed


def test_seeds_beyond_the_last_rollout_are_refused():
    with pytest.raises(InvalidConfig, match=r"Rollouts 195 to 204 .* it has rollouts 0 to 199\."):
        make_gate().seeds(195, 10)


def test_looks_end_with_the_last_rollout():
    assert make_gate(max_rollouts=25, look_every=10).looks() == [10, 20, 25]
    assert make_gate(max_rollouts=30, look_every=10).looks() == [10, 20, 30]
    assert make_gate(max_rollouts=18, look_every=18).looks() == [18]


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"alpha": 0.0}, r"alpha = 0\.0; a chance of error must lie in \(0, 0\.5\)"),
        ({"alpha": 0.5}, r"alpha = 0\.5; a chance of error"),
        ({"beta": 0.7}, r"beta = 0\.7; a chance of error"),
        ({"alpha": float("nan")}, r"alpha = nan; a chance of error"),
        ({"look_every": 0}, r"look_every = 0; it must lie in \[1, max_rollouts = 200\]"),
        ({"look_every": 201}, r"look_every = 201; it must lie in"),
        ({"max_rollouts": 0}, r"max_rollouts = 0; it must lie in \[1, 1048576\]"),
        ({"seed_block": -1}, r"seed_block = -1; it must lie in \[0, "),
        ({"schema": 2}, r"schema 2; this version reads schema 1"),
        ({"name": ""}, r"need a name that is not empty"),
        ({"variation": {"mass": {"low": float("inf")}}}, r"`variation.mass.low` is inf"),
        ({"sensing": {"start": object()}}, r"`sensing.start` is a object; it must be a number"),
    ],
)
def test_absurd_gates_are_refused(changes, message):
    with pytest.raises(InvalidConfig, match=message):
        make_gate(**changes)


def test_a_gate_without_kpi_is_refused():
    with pytest.raises(InvalidConfig, match=r"has no KPI; declare at least one \[\[kpi\]\]"):
        Gate(name="empty", max_rollouts=10, kpis=())


def test_two_kpis_of_one_name_are_refused():
    with pytest.raises(InvalidConfig, match="more than one KPI named 'survival'"):
        make_gate(SURVIVAL, SURVIVAL)


@pytest.mark.parametrize(
    ("kpi", "needed"),
    [
        (SURVIVAL, 18),  # ln 20 / ln(.95/.8) = 17.4
        (SuccessRateKpi(name="s", p0=0.90, p1=0.97), 40),
        (SuccessRateKpi(name="s", p0=0.90, p1=0.97, test="mixture"), 36),
        (SuccessRateKpi(name="s", p0=0.99, p1=0.999, test="mixture"), 377),
    ],
)
def test_a_gate_that_could_never_be_green_is_refused_and_says_what_would_do(kpi, needed):
    with pytest.raises(InvalidConfig, match=rf"can never be GREEN: .* after {needed} flawless"):
        make_gate(kpi, max_rollouts=needed - 1, look_every=1)
    make_gate(kpi, max_rollouts=needed, look_every=1)


def test_a_mean_that_could_never_pass_is_refused():
    needed = SPEED.shortest_pass(0.05)
    with pytest.raises(InvalidConfig, match=rf"after {needed} flawless rollouts"):
        make_gate(SPEED, max_rollouts=needed - 1, look_every=1)
    make_gate(SPEED, max_rollouts=needed, look_every=1)


def test_an_event_rate_that_could_never_pass_is_refused_once_the_rollout_is_known():
    # ln 20 / (30 - 3) h = 399.4 s without a fall
    gate = make_gate(FALLS, max_rollouts=39)
    with pytest.raises(InvalidConfig, match=r"after 399 s without 'fall' .* max_rollouts = 40 or"):
        gate.check_exposure(10.0)
    gate.check_exposure(10.3)


@pytest.mark.parametrize(
    ("build", "message"),
    [
        (lambda: SuccessRateKpi(name="s", p0=0.9, p1=0.9), r"0 < p0 < p1 < 1"),
        (lambda: SuccessRateKpi(name="s", p0=0.9, p1=1.0), r"p0 = 0\.9 and p1 = 1\.0"),
        (lambda: SuccessRateKpi(name="s", p0=float("nan"), p1=0.5), r"p0 = nan"),
        (
            lambda: EventRateKpi(name="f", event="fall", rate0_per_h=3.0, rate1_per_h=30.0),
            r"a fit policy has fewer: 0 < rate1_per_h < rate0_per_h",
        ),
        (
            lambda: MeanKpi(name="m", metric="m", low=1.0, high=0.0, bound0=0.4, bound1=0.3),
            r"needs finite limits with low < high",
        ),
        (
            lambda: MeanKpi(name="m", metric="m", low=0.0, high=1.0, bound0=1.0, bound1=0.3),
            r"bound0 = 1\.0, which must lie inside its limits \(0\.0, 1\.0\)",
        ),
        (
            lambda: MeanKpi(name="m", metric="m", low=0.0, high=1.0, bound0=0.3, bound1=0.3),
            r"bound0 = bound1 = 0\.3; an unfit and a fit policy must differ",
        ),
    ],
)
def test_bars_that_cannot_be_meant_are_refused(build, message):
    with pytest.raises(InvalidConfig, match=message):
        build()


@pytest.mark.parametrize(
    ("changes", "error", "message"),
    [
        ({"alhpa": 0.05}, UnknownName, r"No key in a gate named 'alhpa'\. Did you mean 'alpha'\?"),
        ({"kpis": []}, UnknownName, r"No key in a gate named 'kpis'\. Did you mean 'kpi'\?"),
        ({"kpi": [{"kind": "mean"}]}, InvalidConfig, r"KPI 1 lacks name, metric, low, high"),
        ({"kpi": [{"name": "s"}]}, InvalidConfig, r"KPI 's' does not say its kind; choose from"),
        ({"kpi": {"name": "s"}}, InvalidConfig, r"write \[\[kpi\]\] with two brackets"),
        ({"kpi": [3]}, InvalidConfig, r"KPI 1 is no table"),
        ({"kpi": []}, InvalidConfig, r"has no KPI"),
        ({"max_rollouts": 20.5}, InvalidConfig, r"`max_rollouts` of the gate is 20\.5; .* whole"),
        ({"max_rollouts": True}, InvalidConfig, r"`max_rollouts` of the gate is True"),
        ({"alpha": "5 %"}, InvalidConfig, r"`alpha` of the gate is '5 %'; it must be a number"),
        ({"alpha": float("nan")}, InvalidConfig, r"`alpha` of the gate is nan; it must be finite"),
        ({"name": 3}, InvalidConfig, r"`name` of the gate is 3; it must be a text in quotes"),
        ({"scenario": 3}, InvalidConfig, r"`scenario` of the gate is 3; it must be a text"),
        ({"variation": 3}, InvalidConfig, r"`variation` must be a table: write \[variation\]"),
    ],
)
def test_mistakes_in_a_file_are_refused_by_name(changes, error, message):
    with pytest.raises(error, match=message):
        gate_from_table(survival_table(**changes))


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"kind": "sucess_rate"}, r"No kind of KPI .* Did you mean 'success_rate'\?"),
        ({"test": "mixtur"}, r"No test for KPI 'survival' named 'mixtur'\. Did you mean 'mixture'"),
        ({"p_0": 0.9}, r"No key in KPI 'survival' named 'p_0'\. Did you mean 'p0'"),
    ],
)
def test_mistakes_in_a_kpi_name_the_nearest_right_thing(changes, message):
    table = survival_table()
    table["kpi"] = [{**table["kpi"][0], **changes}]
    with pytest.raises(UnknownName, match=message):
        gate_from_table(table)


def test_missing_keys_are_named():
    with pytest.raises(InvalidConfig, match=r"The gate lacks name\."):
        gate_from_table({key: value for key, value in survival_table().items() if key != "name"})
    with pytest.raises(InvalidConfig, match="does not say its schema; write schema = 1"):
        gate_from_table({"name": "g"})


def test_errors_name_the_file(tmp_path):
    path = write(tmp_path, TEXT.replace("alpha = 0.05", "alhpa = 0.05"))
    with pytest.raises(UnknownName, match=r"In the gate file .*gate\.toml: No key in a gate"):
        read_gate(path)
    with pytest.raises(InvalidConfig, match=r"In the gate file .*gate\.toml: Gate 'street' has be"):
        read_gate(write(tmp_path, TEXT.replace("beta = 0.10", "beta = 0.90")))
    with pytest.raises(BrokenFile, match="is not TOML"):
        read_gate(write(tmp_path, "alpha = "))
