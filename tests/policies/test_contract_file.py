"""Contract files: what is meant is read, and everything else is refused by name."""

import pytest

from andon.errors import BrokenFile, InvalidConfig, UnknownName
from andon.policies.contract_file import read_contract
from tests.policies.contracts import NAMES, SOUND, bent, parse, write


def test_a_sound_contract_is_read_as_written(tmp_path):
    contract = parse(tmp_path)
    assert contract.name == "tiny"
    assert contract.model == "tiny.onnx"
    assert [t.term for t in contract.terms] == [
        "ang_vel_b",
        "velocity_command",
        "joint_pos_rel",
        "last_action",
    ]
    assert contract.terms[0].scale == 0.25
    assert contract.terms[0].noise == 0.2
    assert contract.joints == NAMES
    assert contract.frame_width(22) == 46
    assert contract.action_delay_ms == (0.0, 0.0)


def test_a_contract_without_a_name_takes_that_of_its_file(tmp_path):
    assert parse(tmp_path, bent('name = "tiny"\n', "")).name == "tiny"


def test_the_hash_follows_the_content_and_not_the_comments(tmp_path):
    sound = parse(tmp_path).content_hash()
    assert parse(tmp_path, "# a comment\n" + SOUND).content_hash() == sound
    assert (
        parse(tmp_path, bent("scale = 0.25\nnoise", "scale = 0.5\nnoise")).content_hash() != sound
    )


GROUP = '[[joints]]\nnames = ["knee_pitch_l"]\n'
CLOCK = "\n[clock]\n"

REFUSED = {
    "schema_other": (bent("schema = 1", "schema = 2"), r"schema must be 1; got 2"),
    "schema_missing": (bent("schema = 1", ""), r"schema must be 1; got None"),
    "unknown_key": (
        bent("rate_hz", "rate_hertz"),
        r"No key in .*'rate_hertz'.*Did you mean 'rate_hz'",
    ),
    "unknown_term": (
        bent('"joint_pos_rel"', '"joint_pos_relative"'),
        r"No term .*'joint_pos_relative'.*Did you mean 'joint_pos_rel'",
    ),
    "unknown_key_of_term": (
        bent("noise = 0.2", "nose = 0.2"),
        r"No key in .*terms\[0\].*Did you mean 'noise'",
    ),
    "rate_zero": (bent("rate_hz = 50", "rate_hz = 0"), r"rate_hz must be > 0; got 0"),
    "rate_text": (
        bent("rate_hz = 50", 'rate_hz = "50"'),
        r"rate_hz must be a finite number; got '50'",
    ),
    "rate_flag": (
        bent("rate_hz = 50", "rate_hz = true"),
        r"rate_hz must be a finite number; got True",
    ),
    "rate_nan": (
        bent("rate_hz = 50", "rate_hz = nan"),
        r"rate_hz must be a finite number; got nan",
    ),
    "timestep_negative": (
        bent("physics_timestep_s = 0.005", "physics_timestep_s = -1"),
        r"physics_timestep_s must be > 0; got -1",
    ),
    "history_zero": (bent("history = 1", "history = 0"), r"history must be a whole number >= 1"),
    "history_half": (bent("history = 1", "history = 1.5"), r"history must be a whole number >= 1"),
    "first_frame": (
        bent("history = 1", 'history = 1\nfirst_frame = "ones"'),
        r"first_frame must be one of \('repeat', 'zeros'\); got 'ones'",
    ),
    "clip_of_input": (bent("history = 1", "history = 1\nclip = -1"), r"clip must be > 0; got -1"),
    "clip_of_term": (bent("noise = 0.2", "clip = 0"), r"clip must be > 0; got 0"),
    "noise_negative": (bent("noise = 0.2", "noise = -0.2"), r"noise must be >= 0; got -0.2"),
    "scale_of_action": (
        bent("scale = 0.25\njoints", "scale = 0\njoints"),
        r"scale must be > 0; got 0",
    ),
    "clip_of_action": (bent("[action]", "[action]\nclip = -5"), r"clip must be > 0; got -5"),
    "offset": (
        bent("[action]", '[action]\noffset = "hme"'),
        r"offset must be one of \('home', 'zero', 'gait'\)",
    ),
    "delay_single": (
        bent("[action]", "[action]\ndelay_ms = 20"),
        r"delay_ms must list 2 numbers; got 20",
    ),
    "delay_reversed": (
        bent("[action]", "[action]\ndelay_ms = [20, 0]"),
        r"delay_ms must be \[low, high\].* got \[20, 0\]",
    ),
    "joints_no_list": (bent("joints = [", 'joints = "a" #['), r"joints must list strings; got 'a'"),
    "joints_twice": (bent('"hip_roll_l"', '"hip_pitch_l"'), r"joints repeats \['hip_pitch_l'\]"),
    "terms_no_list": (
        'schema = 1\nobservation = {terms = "all"}\n',
        r"terms must be an array of tables; got 'all'",
    ),
    "term_no_table": (
        "schema = 1\nobservation = {terms = [3]}\n",
        r"terms\[0\] must be a table; got 3",
    ),
    "observation_no_table": (
        "schema = 1\nobservation = 3\n",
        r"\[observation\] must be a table; got 3",
    ),
    "command_short": (
        SOUND + "[command]\nlow = [0, 0]\n",
        r"low must list 3 numbers; got \[0, 0\]",
    ),
    "command_nan": (SOUND + "[command]\nlow = [0, 0, nan]\n", r"low must list 3 numbers; got"),
    "command_reversed": (
        SOUND + "[command]\nlow = [1, 0, 0]\nhigh = [0, 0, 0]\n",
        r"\[command\]: low \(1.0, 0.0, 0.0\) must not exceed high",
    ),
    "command_half": (
        SOUND + "[command]\nlow = [0, 0, 0]\n",
        r"\[command\] needs both low and high",
    ),
    "group_nameless": (SOUND + "[[joints]]\nkp = 3\n", r"names must list at least one joint"),
    "group_key": (SOUND + GROUP + "kpp = 3\n", r"No key in .*joints\[0\].*Did you mean 'kp'"),
    "group_kp": (SOUND + GROUP + "kp = -3\n", r"kp must be >= 0; got -3"),
    "group_kd": (SOUND + GROUP + "kd = -3\n", r"kd must be >= 0; got -3"),
    "group_effort": (SOUND + GROUP + "effort_nm = 0\n", r"effort_nm must be > 0; got 0"),
    "damping_in": (bent("rate_hz", 'damping_in = "motor"\nrate_hz'), r"damping_in must be one of"),
    "gains_from": (bent("rate_hz", 'gains_from = "file"\nrate_hz'), r"gains_from must be one of"),
    "clock_without_offsets": (
        SOUND + CLOCK + "cycle_s = 1\n",
        r"offsets must list the phase of each leg",
    ),
    "clock_ratio": (
        SOUND + CLOCK + "offsets = [0, 0.5]\nair_ratio = [0.4]\n",
        r"air_ratio must list 2 numbers; got \[0.4\]",
    ),
    "clock_cycle": (
        SOUND + CLOCK + "offsets = [0, 0.5]\ncycle_s = 0\n",
        r"cycle_s must be > 0; got 0",
    ),
    "name_number": (bent('name = "tiny"', "name = 3"), r"name must be a string; got 3"),
}


@pytest.mark.parametrize("case", list(REFUSED))
def test_what_cannot_be_meant_is_refused_by_name(tmp_path, case):
    text, message = REFUSED[case]
    with pytest.raises((InvalidConfig, UnknownName), match=message) as caught:
        parse(tmp_path, text)
    assert "tiny.toml" in str(caught.value)


def test_a_missing_file_and_broken_toml_are_refused(tmp_path):
    with pytest.raises(BrokenFile, match=r"nowhere\.toml"):
        read_contract(tmp_path / "nowhere.toml")
    with pytest.raises(BrokenFile, match=r"tiny\.toml"):
        parse(tmp_path, "schema = = 1")


def test_facts_are_given_by_joint(tmp_path):
    text = (
        SOUND
        + '[[joints]]\nnames = ["knee_pitch_l", "knee_pitch_r"]\nkp = 300\n'
        + ('[[joints]]\nnames = ["hip_roll_l"]\nkd = 4\nhome_rad = 0.1\neffort_nm = 180\n')
    )
    contract = parse(tmp_path, text)
    assert contract.by_joint("kp") == {"knee_pitch_l": 300.0, "knee_pitch_r": 300.0}
    facts = contract.joint_facts()
    assert facts.kd == {"hip_roll_l": 4.0}
    assert facts.home_rad == {"hip_roll_l": 0.1}
    assert facts.effort_nm == {"hip_roll_l": 180.0}


def test_the_file_is_not_changed_by_reading(tmp_path):
    path = write(tmp_path)
    before = path.read_bytes()
    parse(tmp_path)
    assert path.read_bytes() == before
