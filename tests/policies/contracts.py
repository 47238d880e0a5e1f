"""A small contract for the humanoid, as text, to bend and break."""

import json
from pathlib import Path

from andon.bodies import make_humanoid
from andon.policies.contract import Contract
from andon.policies.contract_file import read_contract

NAMES = make_humanoid().joint_names

SOUND = f"""
schema = 1
name = "tiny"
model = "tiny.onnx"
rate_hz = 50
physics_timestep_s = 0.005

[observation]
history = 1

[[observation.terms]]
term = "ang_vel_b"
scale = 0.25
noise = 0.2

[[observation.terms]]
term = "velocity_command"

[[observation.terms]]
term = "joint_pos_rel"

[[observation.terms]]
term = "last_action"

[action]
scale = 0.25
joints = {json.dumps(list(NAMES))}
"""
"""46 values in, 20 joints out."""

WIDTH = 3 + 3 + 20 + 20


def write(folder: Path, text: str = SOUND, *, name: str = "tiny.toml") -> Path:
    """Write a contract."""
    path = folder / name
    path.write_text(text)
    return path


def parse(folder: Path, text: str = SOUND) -> Contract:
    """Read a contract from text."""
    return read_contract(write(folder, text))


def bent(old: str, new: str) -> str:
    """Give the sound contract with one place changed."""
    assert SOUND.count(old) == 1, old
    return SOUND.replace(old, new)
