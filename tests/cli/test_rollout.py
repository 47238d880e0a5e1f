"""`andon rollout`: episodes on disk, gone on with after a break, and nothing when refused."""

import json
import re

import numpy as np
import pytest

from andon.episodes.log import read_episodes
from tests.cli.commands import files_under
from tests.policies.contracts import WIDTH, bent, write
from tests.policies.networks import save_network

RUN = ("rollout", "street_take_push", "--compute", "inline", "--out", "run")


def test_episodes_are_counted_and_kept(andon, tmp_path):
    answer = andon(*RUN, "--policy", "zero", "--episodes", "3", "--seed", "5")
    assert (answer.code, answer.err) == (0, "")
    assert "fell_forward │ 3/3 │ 1.000 │ 0.292 to 1.000".replace("│ ", "") in answer.words
    lines = answer.out.splitlines()
    assert lines[-2:] == ["Wrote run/episodes.parquet", "Next: andon view run --seed 5"]
    assert [e.seed for e in read_episodes(tmp_path / "run")] == [5, 6, 7]
    assert json.loads((tmp_path / "run" / "provenance.json").read_text())["mujoco"]


def test_overrides_reach_the_episodes(andon, tmp_path):
    words = ("--set", "friction=0.8", "light=[0.9,1.0]", "--set", "push_speed={choice=[0.5]}")
    noise = ("--noise", "joint_vel.uniform=1.5", "gravity_b.delay_steps=1")
    assert andon(*RUN, "--policy", "zero", "--episodes", "2", *words, *noise).code == 0
    for episode in read_episodes(tmp_path / "run"):
        assert (episode.draw["friction"], episode.draw["push_speed"]) == (0.8, 0.5)
        assert 0.9 <= episode.draw["light"] <= 1.0
    setup = json.loads((tmp_path / "run" / "setup.json").read_text())["setup"]
    assert setup["noise"] == {"joint_vel": {"uniform": 1.5}, "gravity_b": {"delay_steps": 1}}


def test_a_dry_run_checks_and_writes_nothing(andon, tmp_path):
    answer = andon(*RUN, "--policy", "stand", "--dry-run")
    assert answer.code == 0
    assert answer.out == (
        "Roll out 20 episodes of street_take_push with stand on humanoid into run\n"
    )
    assert files_under(tmp_path) == {}


def test_a_finished_run_is_not_run_again(andon, tmp_path, monkeypatch):
    assert andon(*RUN, "--policy", "zero", "--episodes", "3").code == 0
    before = files_under(tmp_path)
    monkeypatch.setattr("andon.policies.run.rollout", None)  # would fail when it is called
    assert andon(*RUN, "--policy", "zero", "--episodes", "3").code == 0
    assert files_under(tmp_path) == before


def test_another_run_is_refused_and_replaced_on_demand(andon, tmp_path):
    assert andon(*RUN, "--policy", "zero", "--episodes", "3").code == 0
    answer = andon(*RUN, "--policy", "zero", "--episodes", "4")
    assert answer.code == 2
    assert "run holds another run: its seeds differs" in answer.err
    assert "--fresh" in answer.err
    assert andon(*RUN, "--policy", "zero", "--episodes", "4", "--fresh").code == 0
    assert len(read_episodes(tmp_path / "run")) == 4


def test_what_a_killed_process_left_behind_is_in_nobodys_way(andon, tmp_path):
    (tmp_path / "run").mkdir()
    (tmp_path / "run" / ".probe-123").touch()
    (tmp_path / "run" / ".setup.json.123.partial").write_text('{"se')
    assert andon(*RUN, "--policy", "zero", "--episodes", "2").code == 0


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["--episodes", "0"], "--episodes is 0; it must be at least 1"),
        (["--episodes", "-3"], "--episodes is -3; it must be at least 1"),
        (["--workers", "0"], "--workers is 0; it must be at least 1"),
        (["--seed", "-1"], r"Seed -1 is not in the open range \[0, 1099511627776\)"),
        (["--seed", str(2**40)], "Seed 1099511627776 is not in the open .* only a gate draws them"),
        (["--seed", str(2**40 - 3)], "Seed 1099511627792 is not in the open range"),
        (["--set", "friction"], "--set 'friction' needs the form name=value"),
        (["--set", "friction=slick"], "'slick' is no value. Give a number, "),
        (["--set", "fricton=1"], "named 'fricton'. Did you mean 'friction'"),
        (["--set", "friction=nan"], "'friction' .*needs finite numbers; got nan"),
        (["--set", "friction=[1,2,3]"], r"cannot be \[1, 2, 3\]. Give a number, \[low, high\]"),
        (["--set", "friction=1", "friction=0.5"], "--set names 'friction' twice"),
        (["--set", "action_delay_ms=7"], "must be a multiple of the physics step of 5 ms"),
        (["--noise", "joint_vel=1"], "--noise 'joint_vel' needs the form term.fault=value"),
        (["--noise", "joint_vl.uniform=1"], "named 'joint_vl'. Did you mean 'joint_vel'"),
        (["--noise", "joint_vel.unifrm=1"], "named 'unifrm'. Did you mean 'uniform'"),
        (["--noise", "joint_vel.uniform=-1"], "uniform is -1; it must be finite and >= 0"),
        (["--compute", "ray"], "needs Ray: pip install 'andon\\[ray\\]'"),
        (["--weights", "net.onnx", "--policy", "lost.toml"], "Cannot read lost.toml"),
    ],
    ids=" ".join,
)
def test_bad_use_is_one_message_and_writes_nothing(words, message, andon, tmp_path, monkeypatch):
    monkeypatch.setattr("andon.cli.options.importlib.util.find_spec", lambda _: None)
    check_refused(andon, [*RUN, *words], message, tmp_path)


def check_refused(andon, words, message, folder):
    """Run a command and check that it says one thing, and does nothing."""
    before = files_under(folder)
    answer = andon(*words)
    assert answer.code == 2
    assert answer.err.startswith("error: ")
    assert "Traceback" not in answer.err
    assert re.search(message, answer.err), answer.err
    assert files_under(folder) == before


BOX = """<mujoco><worldbody><body name="b"><freejoint/><geom size=".1"/><body name="a">
<joint name="j" range="-1 1" damping="1"/><geom size=".05"/></body></body></worldbody>
<actuator>{servo}</actuator></mujoco>"""


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("<mujoco><worldbody", r"MuJoCo cannot read robot\.xml: XML parse error"),
        ("", "MuJoCo cannot read"),
        ("<mujoco/>", "must have one body with a free joint"),
        (
            BOX.format(servo='<position name="j" joint="j" kp="3"/>'),
            r"robot\.xml lacks effort_nm of \['j'\]. Set them in the file \(.*forcerange",
        ),
        (
            BOX.format(servo='<motor name="j" joint="j" forcerange="-5 5"/>'),
            r"lacks kp of \['j'\]",
        ),
    ],
)
def test_a_body_that_cannot_be_used_is_refused(text, message, andon, tmp_path):
    (tmp_path / "robot.xml").write_text(text)
    words = [*RUN, "--policy", "zero", "--body", "robot.xml"]
    check_refused(andon, words, message, tmp_path)


CONTRACTS = {
    "unknown joint": (('"hip_roll_l"', '"tail"'), r"names \['tail'\], which the body lacks"),
    "left out": (('"hip_roll_l", ', ""), r"leaves out \['hip_roll_l'\]; every joint of the body"),
    "twice": (('"hip_roll_l"', '"hip_roll_r"'), r"joints repeats \['hip_roll_r'\]"),
    "unknown term": (('"ang_vel_b"', '"ang_vl_b"'), "Did you mean 'ang_vel_b'"),
    "unknown key": (("rate_hz", "rate_hx"), "named 'rate_hx'. Did you mean 'rate_hz'"),
    "no schema": (("schema = 1\n", ""), "schema must be 1; got None"),
    "odd rate": (("rate_hz = 50", "rate_hz = 60"), "whole number"),
    "no network": (('model = "tiny.onnx"', 'model = "lost.onnx"'), "'lost.onnx', which is in none"),
}


@pytest.mark.parametrize("name", CONTRACTS)
def test_a_contract_that_does_not_fit_is_refused(name, andon, tmp_path):
    (old, new), message = CONTRACTS[name]
    write(tmp_path, bent(old, new))
    save_network(tmp_path / "tiny.onnx", WIDTH)
    check_refused(andon, [*RUN, "--policy", "tiny.toml"], message, tmp_path)


NETWORKS = {
    "too wide": (lambda p: save_network(p, WIDTH + 1), r"shape \['batch', 47\]; .* \(batch, 46\)"),
    "too few actions": (lambda p: save_network(p, WIDTH, 19), r"\['batch', 19\]; .* 20 joints out"),
    "two inputs": (lambda p: save_network(p, WIDTH, num_inputs=2), "2 inputs and 1 outputs"),
    "not a number": (
        lambda p: save_network(p, WIDTH, weight=np.full((WIDTH, 20), np.nan)),
        "numbers that are not finite on ordinary input: its weights are broken",
    ),
    "no network": (lambda p: p.write_bytes(b"hello"), r"ONNX Runtime cannot read tiny\.onnx"),
}


@pytest.mark.parametrize("name", NETWORKS)
def test_a_network_that_does_not_fit_is_refused(name, andon, tmp_path):
    spoil, message = NETWORKS[name]
    write(tmp_path)
    spoil(tmp_path / "tiny.onnx")
    check_refused(andon, [*RUN, "--policy", "tiny.toml"], message, tmp_path)


def test_a_contract_in_another_joint_order_gives_the_same_motion(andon, tmp_path):
    write(tmp_path)
    weight = np.zeros((WIDTH, 20))
    weight[6, 0] = 1.0  # answers the error of the first joint at the first joint
    save_network(tmp_path / "tiny.onnx", WIDTH, weight=weight)
    words = ("--policy", "tiny.toml", "--episodes", "2")
    assert andon(*RUN, *words).code == 0
    assert read_episodes(tmp_path / "run")[0].policy == "tiny"


def test_a_replaced_run_keeps_what_the_new_one_reads(andon, tmp_path):
    assert andon(*RUN, "--policy", "zero", "--episodes", "1").code == 0
    write(tmp_path / "run")
    save_network(tmp_path / "run" / "tiny.onnx", WIDTH)
    words = [*RUN, "--policy", "run/tiny.toml", "--fresh"]
    check_refused(andon, words, "run/tiny.toml, which is needed, lies in it", tmp_path)


MINDED = (
    *("rollout", "street_meet_hurdle", "--body", "humanoid_solid", "--compute", "inline"),
    *("--set", "obstacle_x_m=2.2", "--episodes", "1"),
)


def test_a_mind_can_be_put_around_the_policy_and_runs_the_same_again(andon, tmp_path):
    small = ("--thinking", 'tactics=["keep","high"]', "horizon_s=0.6")
    answer = andon(*MINDED, "--out", "run", "--mind", "think", *small)
    assert (answer.code, answer.err) == (0, "")
    assert "with reflex+think on humanoid_solid" in answer.out
    assert json.loads((tmp_path / "run" / "mind.json").read_text())["mind"] == "think"
    assert read_episodes(tmp_path / "run")[0].policy == "reflex+think"
    assert andon("rerun", "run", "--compute", "inline").code == 0
    other = andon(*MINDED, "--out", "run", "--mind", "think", "--thinking", "charged_s=0.3")
    assert other.code == 2
    assert "run holds another run" in other.err


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["--mind", "thnk"], "No mind named 'thnk'. Did you mean 'think'"),
        (["--thinking", "charged_s=0.3"], "There is no mind that ['charged_s'] could be set of"),
        (["--mind", "think", "--thinking", "charged_s"], "--thinking 'charged_s' needs the form"),
        (["--mind", "think", "--policy", "stand"], "offers no register to a mind"),
    ],
    ids=" ".join,
)
def test_minds_that_cannot_be_are_refused_and_nothing_is_written(words, message, andon, tmp_path):
    answer = andon(*MINDED, *words)
    assert answer.code == 2
    assert message in answer.err
    assert files_under(tmp_path) == {}
