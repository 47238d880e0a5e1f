"""A robot and a policy that nobody here wrote behave as others measured them.

Reference: an independent harness on the same weights and model, 20 episodes of 20 s per condition,
commanded 0.6 m/s; survived 20, 19 and 8 of 20, mean speed 0.70, 0.62 and 0.92 m/s.
"""

from functools import cache
from pathlib import Path

import pytest
from scipy.stats import fisher_exact

from andon.episodes import rollout
from andon.policies.contract_file import read_contract
from andon.policies.setup import Setup

CONTRACT = Path(__file__).resolve().parents[2] / "examples" / "tienkung" / "walk.toml"
NOISE = {
    "ang_vel_b": {"uniform": 0.2},
    "gravity_b": {"uniform": 0.05},
    "joint_pos": {"uniform": 0.01},
    "joint_vel": {"uniform": 1.5},
}
TRIALS = 40


@pytest.fixture
def files(shared_robots) -> tuple[str, str]:
    folder = shared_robots / "tienkung2_lite"
    if not (folder / "walk.onnx").is_file():
        pytest.skip(f"no TienKung files at {folder}")
    return str(folder / "mjcf" / "tienkung.xml"), str(folder / "walk.onnx")


def setup_of(files, *, noise=None, delay_ms=0, contract=CONTRACT, time_limit_s=None) -> Setup:
    return Setup(
        scenario="street_walk",
        body=files[0],
        policy=str(contract),
        weights=files[1],
        variation={"command_lin_vel_x": 0.6, "action_delay_ms": delay_ms},
        noise=noise or {},
        time_limit_s=time_limit_s,
    )


@cache
def episodes(files, is_noisy: bool, delay_ms: int):
    rig = setup_of(files, noise=NOISE if is_noisy else {}, delay_ms=delay_ms).build()
    return list(rollout(rig.make_world(TRIALS), rig.policy, range(TRIALS)))


def test_the_contract_loads_and_fits(files):
    rig = setup_of(files).build()
    assert rig.body.mass_kg == pytest.approx(61.76, rel=0.01)
    assert rig.body.feet == ("ankle_roll_l_link", "ankle_roll_r_link")
    assert rig.policy.drive.damping_in == "joint"
    assert set(rig.policy.drive.effort_nm) == {180.0, 300.0, 60.0, 30.0, 52.5}
    assert any("effort_nm" in note for note in rig.notes)
    assert rig.policy._encoder.input_width == 750


@pytest.mark.parametrize(
    ("is_noisy", "delay_ms", "survived", "speed", "tolerance"),
    [
        (False, 0, 20, 0.70, 0.04),
        (False, 20, 20, 0.90, 0.06),
        (True, 0, 19, 0.62, 0.08),
        (True, 20, 8, None, None),
    ],
)
def test_survival_and_speed_agree_with_the_reference(
    files, is_noisy, delay_ms, survived, speed, tolerance
):
    # Two-sided exact test against the reference's 20 episodes; false alarms in 1 of 100 per case.
    found = episodes(files, is_noisy, delay_ms)
    ours = sum(e.survived for e in found)
    assert fisher_exact([[ours, TRIALS - ours], [survived, 20 - survived]]).pvalue > 0.01
    if speed is not None:
        mean = sum(e.metrics["mean_lin_vel_x"] for e in found) / TRIALS
        assert mean == pytest.approx(speed, abs=tolerance)


def test_noise_and_delay_together_cost_survival(files):
    clean = sum(e.survived for e in episodes(files, False, 0))
    worse = sum(e.survived for e in episodes(files, True, 20))
    assert fisher_exact([[clean, TRIALS - clean], [worse, TRIALS - worse]]).pvalue < 1e-3


BROKEN = {
    "two_joints_swapped": (
        '"hip_roll_l_joint", "hip_roll_r_joint", "shoulder_pitch_l_joint"',
        '"hip_roll_l_joint", "shoulder_pitch_l_joint", "hip_roll_r_joint"',
    ),
    "left_and_right_swapped": (
        '"knee_pitch_l_joint", "knee_pitch_r_joint", "elbow_pitch_l_joint"',
        '"knee_pitch_r_joint", "knee_pitch_l_joint", "elbow_pitch_l_joint"',
    ),
    "scale_doubled": ("scale = 0.25", "scale = 0.5"),
}


@pytest.mark.parametrize("case", list(BROKEN))
def test_a_contract_that_is_wrong_makes_it_fall(files, tmp_path, case):
    # What no check can see, because every name is right, the same test sees: 20 of 20 do not fit.
    old, new = BROKEN[case]
    text = CONTRACT.read_text()
    assert text.count(old) == 1
    (tmp_path / "broken.toml").write_text(text.replace(old, new))
    rig = setup_of(files, contract=tmp_path / "broken.toml").build()
    found = list(rollout(rig.make_world(20), rig.policy, range(20)))
    ours = sum(e.survived for e in found)
    assert ours == 0
    assert fisher_exact([[ours, 20 - ours], [20, 0]]).pvalue < 1e-6


def test_it_gives_the_same_episodes_in_any_batch(files):
    runs = []
    for num_worlds, threads in ((1, 1), (4, 2)):
        rig = setup_of(files, noise=NOISE, delay_ms=20, time_limit_s=6.0).build()
        found = rollout(rig.make_world(num_worlds, threads), rig.policy, range(8))
        runs.append(sorted(found, key=lambda e: e.seed))
    assert runs[0] == runs[1]


def test_the_example_contract_states_the_published_facts():
    contract = read_contract(CONTRACT)
    assert (contract.rate_hz, contract.history, contract.action_scale) == (50.0, 10, 0.25)
    assert contract.frame_width(22) == 75
    assert contract.clock is not None
    assert contract.clock.cycle_s == 0.85
