"""A proof: the same verdict however it was computed, and the gate's word on everything."""

import json
from dataclasses import replace

import pytest

from andon.episodes.log import EpisodeLog, read_episodes
from andon.errors import InvalidConfig, UnknownName
from andon.policies.setup import Setup
from andon.randomness import SEALED_SEEDS_START
from andon.verdicts.gate import EventRateKpi, MeanKpi, SuccessRateKpi, gate_hash
from andon.verdicts.prove import gate_setup, prove
from tests.cli.commands import files_under, make_gate
from tests.policies.contracts import WIDTH, bent, write
from tests.policies.networks import save_network

STAND = Setup(scenario="street_take_push", policy="stand")
ZERO = Setup(scenario="street_take_push", policy="zero")

KEYS = {
    *("schema", "lamp", "reason", "name", "gate", "gate_hash", "extended_by", "outcome"),
    *("scenario", "scenario_hash", "body", "body_hash", "policy", "policy_hash", "contract_notes"),
    *("seeds", "num_rollouts", "max_rollouts", "look_every", "alpha", "beta", "kpis", "outcomes"),
    *("places", "strata", "worst_stratum", "coverage", "operating_characteristics", "metrics"),
}
KPI_KEYS = {
    *("name", "kind", "test", "status", "decided_at", "bar", "unit", "estimate", "successes"),
    *("trials", "exposure_h", "interval", "sequence", "looks", "log_e_pass", "log_e_fail"),
    *("log_pass_threshold", "log_fail_threshold", "needs"),
}


def mixed_gate(**changes):
    """A gate that `stand` passes only after many looks: every fifth push or so is big."""
    kpi = SuccessRateKpi(name="up", p0=0.3, p1=0.8)
    speeds = {"choice": [0.1, 0.1, 0.1, 1.5]}
    variation = {"push_speed": speeds, "friction": [0.7, 1.1]}
    values = {"variation": variation, "max_rollouts": 60, "look_every": 3} | changes
    return replace(make_gate(), kpis=(kpi,), **values)


@pytest.fixture(scope="module")
def proof(tmp_path_factory):
    return prove(STAND, mixed_gate(), tmp_path_factory.mktemp("proof") / "run", backend="inline")


@pytest.fixture(scope="module")
def verdict(proof):
    return json.loads((proof.folder / "verdict.json").read_text())


@pytest.mark.parametrize(
    ("backend", "num_workers"), [("inline", None), ("processes", 1), ("processes", 2)]
)
def test_the_verdict_is_the_same_wherever_it_is_computed(backend, num_workers, proof, tmp_path):
    gate = mixed_gate()
    prove(STAND, gate, tmp_path / "run", backend=backend, num_workers=num_workers)
    expected = files_under(proof.folder)
    assert files_under(tmp_path / "run") == expected


@pytest.mark.parametrize("kept", [slice(0, 0), slice(0, 4), slice(3, None), slice(None, None, 2)])
def test_a_break_changes_nothing(kept, proof, tmp_path):
    gate, folder = mixed_gate(), tmp_path / "run"
    prove(STAND, gate, folder, backend="inline")
    log_file = folder / "episodes.parquet"
    episodes = read_episodes(folder)
    log_file.unlink()
    (folder / "verdict.json").unlink()
    log = EpisodeLog(folder)
    for episode in episodes[kept]:
        log.append(episode)
    prove(STAND, gate, folder, backend="inline")
    assert files_under(folder) == files_under(proof.folder)


def test_the_verdict_says_everything_that_a_report_needs(verdict):
    assert set(verdict) == KEYS
    assert verdict["schema"] == 1
    (kpi,) = verdict["kpis"]
    assert set(kpi) >= KPI_KEYS
    assert kpi["looks"] == list(range(3, verdict["num_rollouts"] + 1, 3))
    assert len(kpi["log_e_pass"]) == len(kpi["log_e_fail"]) == len(kpi["looks"])
    assert kpi["interval"][0] <= kpi["estimate"] <= kpi["interval"][1]
    truths = [(row["kpi"], row["truth"]) for row in verdict["operating_characteristics"]]
    assert truths == [("up", truth) for truth in ("bad", "p0", "mid", "p1", "better")]
    for row in verdict["operating_characteristics"]:
        assert row["p_green"] + row["p_red"] + row["p_amber"] == pytest.approx(1.0)
    for row in verdict["metrics"]:
        assert row["low"] <= row["mean"] <= row["high"]
        assert row["unit"]


def test_the_hashes_are_those_of_gate_and_subject(proof, verdict):
    gate, rig = mixed_gate(), proof.rig
    assert verdict["gate_hash"] == gate_hash(gate)
    assert verdict["scenario_hash"] == rig.scenario.content_hash()
    assert verdict["body_hash"] == rig.body.content_hash()
    assert verdict["policy_hash"] == rig.policy.content_hash()


def test_only_sealed_seeds_are_run_in_order_and_without_a_gap(proof, verdict):
    seeds = [e.seed for e in proof.verdict.episodes]
    assert seeds == list(range(SEALED_SEEDS_START, SEALED_SEEDS_START + len(seeds)))
    assert verdict["seeds"] == {"first": seeds[0], "last": seeds[-1]}
    assert read_episodes(proof.folder) == list(proof.verdict.episodes)


def test_counts_add_up(proof, verdict):
    episodes, n = proof.verdict.episodes, verdict["num_rollouts"]
    (kpi,) = verdict["kpis"]
    good = sum(e.success for e in episodes)
    assert 0 < good < n == len(episodes) == kpi["trials"]
    assert kpi["successes"] == good
    assert sum(row["count"] for row in verdict["outcomes"]) == n
    assert sum(row["count"] for row in verdict["outcomes"] if row["success"]) == good
    assert sum(row["count"] for row in verdict["places"]) == n - good
    parameters = {row["parameter"] for row in verdict["strata"]}
    assert parameters == {"push_speed", "friction", "light"}
    for parameter in parameters:
        rows = [row for row in verdict["strata"] if row["parameter"] == parameter]
        assert sum(row["trials"] for row in rows) == n
        assert sum(row["successes"] for row in rows) == good
    speeds = {r["bin"]: r for r in verdict["strata"] if r["parameter"] == "push_speed"}
    assert speeds["0.1"]["successes"] == speeds["0.1"]["trials"] == good
    assert speeds["1.5"]["successes"] == 0
    assert verdict["worst_stratum"]["parameter"] == "push_speed"


def test_coverage_is_counted_over_all_combinations_of_bins(verdict):
    one, two, three = verdict["coverage"]
    # 2 speeds, 4 bins each of friction and light
    assert [row["feasible"] for row in (one, two, three)] == [10, 2 * 4 + 2 * 4 + 4 * 4, 2 * 4 * 4]
    for row in (one, two, three):
        assert 0 < row["covered"] <= min(row["feasible"], 3 * verdict["num_rollouts"])
        assert row["share"] == row["covered"] / row["feasible"]


@pytest.mark.parametrize(("speeds", "lamp"), [([0.1, 0.3], "GREEN"), (0.6, "RED")])
def test_the_gate_can_say_no(speeds, lamp, tmp_path):
    """`stand` is fit for small pushes and unfit for twice as big ones, at the bars of the docs."""
    kpi = SuccessRateKpi(name="up", p0=0.8, p1=0.95)
    gate = replace(
        make_gate(), kpis=(kpi,), variation={"push_speed": speeds}, max_rollouts=60, look_every=10
    )
    assert prove(STAND, gate, tmp_path / "run", backend="inline").verdict.lamp == lamp


def test_the_noise_of_the_gate_enters(tmp_path):
    calm = make_gate()
    loud = replace(calm, sensing={"noise": {"gravity_b": {"gaussian": 1.0}}})
    proofs = [
        prove(STAND, gate, tmp_path / str(i), backend="inline")
        for i, gate in enumerate((calm, loud))
    ]
    assert [p.verdict.lamp for p in proofs] == ["GREEN", "RED"]
    hashes = [(p.verdict.gate_hash, p.verdict.subject.scenario_hash) for p in proofs]
    assert len({h for h, _ in hashes}) == len({h for _, h in hashes}) == 2


def test_survivors_are_counted_where_the_gate_asks_for_them(tmp_path):
    setup = Setup(scenario="street_walk", policy="stand")  # stays up and goes nowhere
    lamps = {}
    for outcome in ("success", "survived"):
        kpi = SuccessRateKpi(name="up", p0=0.5, p1=0.9, outcome=outcome)
        gate = replace(make_gate(), kpis=(kpi,), variation={"command_lin_vel_x": 0.6})
        verdict = prove(setup, gate, tmp_path / outcome, backend="inline").verdict
        assert all(e.survived and not e.success for e in verdict.episodes)
        lamps[outcome] = verdict.lamp
        plain = verdict.to_json()
        assert [row["success"] for row in plain["outcomes"]] == [outcome == "survived"]
        assert bool(plain["places"]) == (outcome == "success")
    assert lamps == {"success": "RED", "survived": "GREEN"}


def test_notes_of_the_contract_are_carried(tmp_path):
    text = bent("scale = 0.25\njoints", "scale = 0.25\ndelay_ms = [0.0, 0.0]\njoints")
    save_network(tmp_path / "tiny.onnx", WIDTH)
    setup = Setup(scenario="street_take_push", policy=str(write(tmp_path, text)))
    gate = make_gate(variation={"action_delay_ms": 20.0, "push_speed": 1.5})
    verdict = prove(setup, gate, tmp_path / "run", backend="inline").verdict.to_json()
    assert "action delay up to 20 ms; trained with 0-0 ms" in verdict["contract_notes"]
    assert verdict["policy"] == "tiny"


def refuse_to_run(*_, **__):
    raise AssertionError("a rollout was begun")


@pytest.mark.parametrize(
    ("kpi", "message"),
    [
        (
            MeanKpi(name="tilt", metric="max_tilt", low=0, high=4, bound0=2, bound1=1),
            "No metric for KPI 'tilt' named 'max_tilt'. Did you mean 'max_tilt_rad'",
        ),
        (
            EventRateKpi(name="falls", event="falls", rate0_per_h=3000.0, rate1_per_h=3.0),
            "No event for KPI 'falls' named 'falls'. Did you mean 'fall'",
        ),
    ],
)
def test_misspelt_names_are_refused_before_the_first_rollout(kpi, message, tmp_path, monkeypatch):
    monkeypatch.setattr("andon.verdicts.prove.run_seeds", refuse_to_run)
    gate = replace(make_gate(), kpis=(kpi,), max_rollouts=300)
    with pytest.raises(UnknownName, match=message):
        prove(STAND, gate, tmp_path / "run")
    assert not (tmp_path / "run").exists()


@pytest.mark.parametrize(
    ("setup", "changes", "message"),
    [
        (replace(STAND, variation={"friction": 1}), {}, "takes its variation and noise from the"),
        (replace(STAND, noise={"joint_pos": {"bias": 1}}), {}, "takes its variation and noise"),
        (STAND, {"scenario": "street_walk"}, "is for the scenario 'street_walk', not 'street_take"),
        (STAND, {"sensing": {"noise": {"joint_pos": 1}}}, "needs one table per term"),
        (STAND, {"sensing": {"noise": 1}}, "needs one table per term"),
    ],
)
def test_what_a_gate_does_not_declare_is_refused(setup, changes, message):
    with pytest.raises(InvalidConfig, match=message):
        gate_setup(setup, replace(make_gate(), **changes))


def test_an_unknown_key_of_the_sensing_is_refused():
    with pytest.raises(UnknownName, match="Did you mean 'noise'"):
        gate_setup(STAND, replace(make_gate(), sensing={"nois": {}}))


def test_the_looks_are_told_as_they_come(tmp_path):
    seen = []
    proof = prove(
        ZERO,
        make_gate(),
        tmp_path / "run",
        backend="inline",
        on_look=lambda decision, done: seen.append((done, decision.lamp)),
    )
    assert seen == [(2, "RED")]
    assert proof.verdict.exit_code == 1
