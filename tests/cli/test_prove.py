"""`andon prove`: three lamps, three exit codes, and nothing written where something is refused."""

import json
import re
import shutil
from pathlib import Path

import pytest

from andon.episodes.log import EpisodeLog, read_episodes
from andon.verdicts.gate import gate_hash, read_gate
from tests.cli.commands import GATE, files_under, run_command, write_amber_gate, write_gate

QUICK = ("--films", "0", "--compute", "inline")


def prove(andon, gate, *words, policy="stand", out="run"):
    options = ("--gate", gate, "--policy", policy, "--out", out)
    return andon("prove", "street_take_push", *options, *QUICK, *words)


def read_verdict(folder):
    return json.loads((Path(folder) / "verdict.json").read_text())


@pytest.mark.parametrize(
    ("policy", "code", "line", "kpi"),
    [
        (
            "stand",
            0,
            "GREEN The KPI passed, the last after 6 rollouts.",
            "  up: 1 (6/6), 95 % interval 0.5407 to 1: pass",  # (0.05 / 2)^(1/6) = 0.5407
        ),
        (
            "zero",
            1,
            "RED up failed after 2 rollouts.",
            "  up: 0 (0/2), 95 % interval 0 to 0.8419: fail",  # 1 - 0.025^(1/2) = 0.8419
        ),
    ],
)
def test_the_lamp_is_the_exit_code(policy, code, line, kpi, andon, tmp_path):
    answer = prove(andon, write_gate(tmp_path), policy=policy)
    assert (answer.code, answer.err) == (code, "")
    assert {line, kpi, "Report: run/report.html"} <= set(answer.out.splitlines())
    assert answer.out.splitlines()[-1] == "Next: andon view run --seed 1099511627776"
    verdict = read_verdict("run")
    assert verdict["lamp"] == line.split()[0]
    assert (tmp_path / "run" / "gate.toml").read_bytes() == (tmp_path / "gate.toml").read_bytes()


def test_an_open_question_is_amber_and_may_be_extended(andon, tmp_path):
    gate = write_amber_gate(tmp_path)
    answer = prove(andon, gate)
    assert answer.code == 3
    assert "AMBER After all 6 rollouts still open: up." in answer.out
    first = read_episodes(tmp_path / "run")
    answer = prove(andon, gate, "--extend", "6")
    assert answer.code == 0
    # 9 successes and 1 failure: 1.8^9 / 5 = 39.7 > 20; 7 and 1 after the look before: 12.2
    assert "GREEN The KPI passed, the last after 10 rollouts." in answer.out
    verdict = read_verdict("run")
    assert verdict["extended_by"] == 6
    assert verdict["gate"]["max_rollouts"] == 6
    assert verdict["max_rollouts"] == 12
    assert verdict["gate_hash"] == gate_hash(read_gate(gate))
    assert read_episodes(tmp_path / "run")[:6] == first
    answer = andon("rerun", "run", "--compute", "inline")
    assert answer.code == 0
    assert "The gate says GREEN again." in answer.out


def test_an_extension_that_is_too_short_stays_amber(andon, tmp_path):
    gate = write_amber_gate(tmp_path)
    answer = prove(andon, gate, "--extend", "1")
    assert answer.code == 3
    assert "After all 7 rollouts still open: up." in answer.out


def test_a_process_of_its_own_exits_amber(tmp_path):
    gate = write_amber_gate(tmp_path)
    words = ("prove", "street_take_push", "--gate", gate, *QUICK, "--out", "run")
    answer = run_command(*words, cwd=tmp_path)
    assert (answer.code, answer.err) == (3, "")


@pytest.mark.parametrize("option", ["--plan", "--dry-run"])
def test_looking_ahead_writes_nothing(option, andon, tmp_path):
    gate = write_gate(tmp_path)
    before = files_under(tmp_path)
    answer = prove(andon, gate, option)
    assert answer.code == 0
    assert "at most 12 rollouts on sealed seeds from 1099511627776, into run" in answer.words
    assert files_under(tmp_path) == before
    assert ("P(pass)" in answer.words) == (option == "--plan")


def test_a_proof_that_was_cut_short_is_gone_on_with(andon, tmp_path):
    gate = write_gate(tmp_path, look_every=3)
    assert prove(andon, gate).code == 0
    folder = tmp_path / "run"
    whole = files_under(folder)
    episodes = read_episodes(folder)
    for name in ("verdict.json", "report.html", "episodes.parquet", "gate.toml"):
        (folder / name).unlink()
    log = EpisodeLog(folder)
    for episode in episodes[1::2]:  # what another process had finished, in no order
        log.append(episode)
    answer = prove(andon, gate)
    assert answer.code == 0
    again = files_under(folder)
    times = ("provenance.json", "report.html")
    assert {k: v for k, v in again.items() if k not in times} == {
        k: v for k, v in whole.items() if k not in times
    }


def test_another_proof_is_not_overwritten_unless_asked(andon, tmp_path):
    gate = write_gate(tmp_path)
    assert prove(andon, gate).code == 0
    before = files_under(tmp_path / "run")
    answer = prove(andon, gate, policy="zero")
    assert answer.code == 2
    expected = "error: run holds another run: its setup differs. Choose another folder with --out"
    assert answer.err.startswith(expected)
    other = write_gate(tmp_path, "other.toml", look_every=3)
    answer = prove(andon, other)
    assert answer.code == 2
    assert "its gate_hash differs" in answer.err
    assert files_under(tmp_path / "run") == before
    assert prove(andon, other, "--fresh", policy="zero").code == 1
    assert read_verdict("run")["policy"] == "zero"


def test_a_folder_of_something_else_is_not_touched(andon, tmp_path):
    gate = write_gate(tmp_path)
    (tmp_path / "run").mkdir()
    (tmp_path / "run" / "thesis.txt").write_text("years of work")
    before = files_under(tmp_path)
    for words in ((), ("--fresh",)):
        answer = prove(andon, gate, *words)
        assert answer.code == 2
        assert re.match(r"error: run is (not empty and holds no|no) run", answer.err)
        assert files_under(tmp_path) == before


def test_a_gate_inside_the_folder_is_used_and_never_lost(andon, tmp_path):
    assert prove(andon, write_gate(tmp_path)).code == 0
    assert prove(andon, "run/gate.toml").code == 0
    answer = prove(andon, "run/gate.toml", "--fresh")
    assert answer.code == 2
    assert "run is not replaced: run/gate.toml, which is needed, lies in it" in answer.err
    assert read_verdict("run")["lamp"] == "GREEN"


def test_the_copy_of_the_gate_is_the_one_that_was_run(andon, tmp_path, monkeypatch):
    gate = write_gate(tmp_path)
    text = gate.read_text()
    monkeypatch.setattr(
        "andon.cli.prove.make_progress", lambda console: _spoil_and_make(gate, console)
    )
    assert prove(andon, gate).code == 0
    assert (tmp_path / "run" / "gate.toml").read_text() == text


def _spoil_and_make(gate, console):
    from andon.cli.options import make_progress

    gate.write_text("changed while the proof runs")
    return make_progress(console)


def test_brackets_and_colons_in_names_are_printed(andon, tmp_path):
    gate = write_gate(tmp_path)
    text = gate.read_text().replace('"up"', '"[/b] speed [m/s] :warning:"')
    gate.write_text(text.replace('"tiny"', '"tiny [red]"'))
    answer = prove(andon, gate, policy="zero")
    assert answer.code == 1
    assert "against gate 'tiny [red]'" in answer.out
    assert "RED [/b] speed [m/s] :warning: failed after 2 rollouts." in answer.out


MEAN = """schema = 1
name = "mean"
max_rollouts = 200
[[kpi]]
name = "tilt"
kind = "mean"
metric = "{metric}"
low = {low}
high = {high}
bound0 = {bound0}
bound1 = {bound1}
"""
EVENT = """schema = 1
name = "event"
max_rollouts = 2000
[[kpi]]
name = "falls"
kind = "event_rate"
event = "{event}"
rate0_per_h = 30.0
rate1_per_h = 3.0
"""


def good(**changes):
    values = {"max_rollouts": 12, "look_every": 2, "seed_block": 0, "push_speed": 0.1}
    return GATE.format(**values | changes)


BAD_GATES = {
    "p0 not below p1": (good().replace("p0 = 0.5", "p0 = 0.95"), "p0 = 0.95 and p1 = 0.9; .*0 < p"),
    "alpha too large": ("alpha = 0.7\n" + good(), r"alpha = 0\.7; .* must lie in \(0, 0\.5\)"),
    "too few rollouts": (
        good(max_rollouts=5),
        "can never be GREEN: KPI 'up' passes after 6 flawless .* Declare max_rollouts of 6 or more",
    ),
    "look after the end": (good(look_every=13), r"look_every = 13; .*\[1, max_rollouts = 12\]"),
    "no look": (good(look_every=0), r"look_every = 0; it must lie in \[1,"),
    "negative block": (good(seed_block=-1), "seed_block = -1; it must lie in"),
    "unknown key": ("alhpa = 0.05\n" + good(), "named 'alhpa'. Did you mean 'alpha'"),
    "unknown key of a KPI": (good() + "p2 = 1\n", "No key in KPI 'up' named 'p2'"),
    "no schema": (good().replace("schema = 1\n", ""), "write schema = 1 at the top"),
    "later schema": (
        good().replace("schema = 1", "schema = 2"),
        "schema 2; this .* reads schema 1",
    ),
    "no KPI": (good().split("[[kpi]]")[0], "no KPI; declare at least one"),
    "text for a number": (good().replace("p0 = 0.5", 'p0 = "half"'), "'half'; it must be a number"),
    "no TOML": ("schema = = 1", "is not TOML"),
    "unknown kind": (good().replace("success_rate", "sucess_rate"), "Did you mean 'success_rate'"),
    "unknown outcome": (good() + 'outcome = "survivd"\n', "Did you mean 'survived'"),
    "unknown parameter": (good().replace("push_speed", "push_sped"), "Did you mean 'push_speed'"),
    "impossible value": (good(push_speed=-1), "'push_speed' is -1 m/s; it must lie within 0 to"),
    "range upside down": (good(push_speed=[0.3, 0.1]), "low < high; got 0.3, 0.1"),
    "noise on nothing": (good() + "[sensing.noise.joint_poss]\nuniform = 1\n", "mean 'joint_pos'"),
    "unknown fault": (good() + "[sensing.noise.joint_pos]\nunifrm = 1\n", "mean 'uniform'"),
    "noise that is no table": (good() + "[sensing.noise]\njoint_pos = 1\n", "one table per term"),
    "unknown sensing": (good() + "[sensing.nose]\na = 1\n", "Did you mean 'noise'"),
    "another scenario": ('scenario = "street_walk"\n' + good(), "is for .*'street_walk', not"),
    "misspelt metric": (
        MEAN.format(metric="max_tilt", low=0, high=3.2, bound0=0.3, bound1=0.2),
        "No metric for KPI 'tilt' named 'max_tilt'. Did you mean 'max_tilt_rad'",
    ),
    "bound outside its limits": (
        MEAN.format(metric="max_tilt_rad", low=0, high=0.25, bound0=0.3, bound1=0.2),
        "bound0 = 0.3, which must lie inside its limits",
    ),
    "misspelt event": (
        EVENT.format(event="fal"),
        "No event for KPI 'falls' named 'fal'. Did you mean 'fall'",
    ),
    "too little time": (
        EVENT.format(event="fall").replace("2000", "20"),
        r"can never be GREEN: KPI 'falls' passes after 399 s .* Declare max_rollouts = 34 or more",
    ),  # ln(20) / (30 - 3) h = 399.4 s, which is 33.3 rollouts of 12 s
}


@pytest.mark.parametrize("name", BAD_GATES)
def test_an_absurd_gate_is_refused_before_anything_is_written(name, andon, tmp_path):
    text, message = BAD_GATES[name]
    gate = tmp_path / "gate.toml"
    gate.write_text(text)
    for words in ((), ("--dry-run",)):
        answer = prove(andon, gate, *words)
        assert answer.code == 2
        assert answer.err.startswith("error: ")
        assert re.search(message, answer.err), answer.err
        assert files_under(tmp_path) == {"gate.toml": text.encode()}


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["--gate", "lost.toml"], r"Cannot read lost\.toml: No such file"),
        (["--gate", "."], r"Cannot read \.: Is a directory"),
        (["--policy", "stnad"], "No policy .*'stnad'. Did you mean 'stand'"),
        (["--policy", "lost.toml"], r"Cannot read lost\.toml: No such file"),
        (["--body", "humanoyd"], "No body named 'humanoyd'. Did you mean 'humanoid'"),
        (["--body", "lost/robot.xml"], r"No body file at lost/robot\.xml"),
        (["--extend", "-1"], "--extend and --films must be at least 0"),
        (["--films", "-1"], "--extend and --films must be at least 0"),
        (["--workers", "0"], "--workers is 0; it must be at least 1"),
        (["--workers", "-2"], "--workers is -2; it must be at least 1"),
        (["--out", "gate.toml"], "Cannot write to the folder gate.toml: .* --out"),
        (["--out", "gate.toml/run"], "Cannot write to the folder gate.toml/run: .* --out"),
        (["--out", "gate.toml", "--fresh"], "gate.toml is no run of andon; it is not replaced"),
        (["--out", "/proc/andon"], "Cannot write to the folder /proc/andon: "),
        (["--out", "x" * 300], "error: "),
    ],
    ids=" ".join,
)
def test_bad_use_is_one_message_and_writes_nothing(words, message, andon, tmp_path):
    write_gate(tmp_path)
    before = files_under(tmp_path)
    options = {"--gate": "gate.toml", "--out": "run", "--compute": "inline", "--films": "0"}
    pairs = dict(zip(words[::2], words[1::2], strict=False)) if "--fresh" not in words else {}
    pairs = pairs or {"--out": "gate.toml"}
    flat = [word for pair in (options | pairs).items() for word in pair]
    answer = andon("prove", "street_take_push", *flat, *[w for w in words if w == "--fresh"])
    assert answer.code == 2
    assert answer.err.startswith("error: ")
    assert answer.err.count("\n") == 1
    assert re.search(message, answer.err), answer.err
    assert files_under(tmp_path) == before


def test_a_scenario_that_does_not_exist_is_named(andon, tmp_path):
    gate = write_gate(tmp_path)
    answer = andon("prove", "street_take_pushes", "--gate", gate)
    assert answer.code == 2
    assert "No scenario named 'street_take_pushes'. Did you mean 'street_take_push'" in answer.err


def test_a_value_outside_the_declared_limits_names_the_episode(andon, tmp_path):
    gate = tmp_path / "gate.toml"
    gate.write_text(MEAN.format(metric="max_tilt_rad", low=0, high=0.5, bound0=0.4, bound1=0.2))
    answer = prove(andon, gate, policy="zero")
    assert answer.code == 2
    assert re.search(
        r"error: Episode 0 \(seed 1099511627776\) has 'max_tilt_rad' of 0\.[5-9]\d+; it must be "
        r"within the declared limits \[0, 0\.5\] of KPI 'tilt'\.",
        answer.err,
    )
    assert not (tmp_path / "run" / "verdict.json").exists()


def test_a_mean_and_an_event_rate_can_turn_the_lamp(andon, tmp_path):
    gate = tmp_path / "gate.toml"
    gate.write_text(MEAN.format(metric="max_tilt_rad", low=0, high=3.2, bound0=0.9, bound1=0.5))
    answer = prove(andon, gate, policy="zero")
    assert answer.code == 1
    gate.write_text(EVENT.format(event="fall"))
    answer = prove(andon, gate, policy="zero", out="other")
    assert answer.code == 1
    assert " 1/h, 95 % interval" in answer.out


def test_a_full_disk_is_one_message_and_loses_nothing(andon, tmp_path, monkeypatch):
    gate = write_gate(tmp_path)
    count = []

    def fill_up(_):
        count.append(1)
        if len(count) > 4:  # setup, README and two episodes fit
            raise OSError(28, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr("andon.artifacts.os.fsync", fill_up)
        answer = prove(andon, gate)
    assert answer.code == 2
    assert re.fullmatch(r"error: Cannot write run/parts/\d+\.parquet: No space .*\.\n", answer.err)
    assert len(read_episodes(tmp_path / "run")) == 2
    assert not [path for path in files_under(tmp_path) if path.endswith(".partial")]
    assert prove(andon, gate).code == 0
    assert prove(andon, gate, out="whole").code == 0
    assert read_verdict("run") == read_verdict("whole")


@pytest.mark.slow
def test_films_show_the_first_failures_and_a_success(andon, tmp_path):
    gate = write_gate(tmp_path)
    answer = andon(
        *("prove", "street_take_push", "--gate", gate, "--policy", "zero", "--films", "1"),
        *("--compute", "inline", "--out", "run"),
    )
    assert answer.code == 1
    (film,) = json.loads((tmp_path / "run" / "films" / "films.json").read_text())
    assert film["seed"] == 2**40
    assert film["success"] is False
    assert film["is_same"] is True
    for part in ("file", "poster", "strip"):
        assert (tmp_path / "run" / "films" / film[part]).stat().st_size > 0


def test_the_folder_is_named_after_the_proof(andon, tmp_path):
    gate = write_gate(tmp_path)
    words = ("prove", "street_take_push", "--gate", gate, "--policy", "zero", *QUICK)
    assert andon(*words).code == 1
    (folder,) = (tmp_path / "runs").iterdir()
    assert re.fullmatch(r"prove-street_take_push-zero-[0-9a-f]{8}", folder.name)
    shutil.rmtree(folder)
    write_gate(tmp_path, look_every=3)
    assert andon(*words).code == 1
    assert [path.name for path in (tmp_path / "runs").iterdir()] != [folder.name]


def test_a_thinking_robot_is_proven_like_any_other(andon, tmp_path):
    gate = write_gate(tmp_path)
    answer = prove(andon, gate, "--mind", "guard", policy="reflex")
    assert (answer.code, answer.err) == (0, "")
    verdict = read_verdict("run")
    assert verdict["policy"] == "reflex+guard"
    assert json.loads((tmp_path / "run" / "mind.json").read_text())["mind"] == "guard"
    assert andon("rerun", "run", "--compute", "inline").code == 0
    bare = prove(andon, gate, policy="reflex", out="bare")
    assert bare.code == 0
    assert read_verdict("bare")["policy_hash"] != verdict["policy_hash"]


def test_the_gate_for_a_thinking_robot_fits(andon):
    gate = Path(__file__).parents[2] / "examples" / "thinking" / "hurdle.toml"
    who = ("--body", "humanoid_solid", "--mind", "think", "--dry-run")
    answer = andon("prove", "street_meet_hurdle", "--gate", gate, *who)
    assert answer.code == 0
    assert "Prove reflex+think on humanoid_solid" in answer.out
