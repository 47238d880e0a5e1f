"""Did behaviour move? Small recorded truths; `make golden` records them anew.

Bits depend on the processor, MuJoCo and the mathematics library; each record says which ones it
was made with, and on others there is nothing to compare with.
"""

import hashlib
import json
import os
import platform
from pathlib import Path

import mujoco
import numpy as np
import pytest

from andon.policies.run import run_seeds
from andon.policies.setup import Setup
from andon.scenarios import scenarios
from andon.verdicts.compare_runs import ComparisonPlan, compare_runs
from andon.verdicts.prove import prove
from tests.cli.commands import make_gate

GOLDEN = Path(__file__).parent
SEEDS = (0, 1, 2**39)
WIDE = ("avx", "fma", "sse", "bmi", "asimd", "sve")


def this_machine() -> dict[str, str]:
    """Say what the last bits depend on."""
    return {
        "mujoco": mujoco.__version__,
        "numpy": np.__version__,
        "libc": "-".join(platform.libc_ver()),
        "instructions": hashlib.sha256(" ".join(instructions()).encode()).hexdigest()[:16],
    }


def instructions() -> list[str]:
    """Give the names of the vector instructions of this processor."""
    try:
        lines = Path("/proc/cpuinfo").read_text().splitlines()
    except OSError:
        return [platform.machine(), platform.processor()]
    flags = next((line for line in lines if line.startswith(("flags", "Features"))), ":")
    return sorted(f for f in flags.split(":")[1].split() if f.startswith(WIDE))


@pytest.fixture
def recorded(golden):
    """Compare with a record of a machine like this one."""

    def compare(name: str, make) -> None:
        path = GOLDEN / f"{name}.json"
        machine = this_machine()
        if path.exists() and not os.environ.get("ANDON_UPDATE_GOLDEN"):
            made_on = json.loads(path.read_text())["machine"]
            differing = {k: v for k, v in made_on.items() if machine[k] != v}
            if differing:
                pytest.skip(f"recorded with {differing}, and this is {machine}")
        golden(name, {"machine": machine, "value": make()})

    return compare


def test_episodes_of_every_scenario_end_as_recorded(recorded):
    def make():
        return {
            name: list(map(plain, run_seeds(Setup(scenario=name, policy="stand"), SEEDS)))
            for name in scenarios
        }

    recorded("episodes", make)


def plain(episode) -> dict[str, object]:
    """Give what makes an episode this one; the checksum covers every position."""
    keys = ("seed", "cause", "place", "num_steps", "checksum")
    return {key: getattr(episode, key) for key in keys}


def test_a_verdict_is_as_recorded(recorded, tmp_path):
    gate = make_gate(variation={"push_speed": [0.1, 0.5]}, max_rollouts=20)

    def make():
        setup = Setup(scenario="street_take_push", policy="stand")
        return prove(setup, gate, tmp_path / "run", backend="inline").verdict.to_json()

    recorded("verdict", make)


def test_a_comparison_is_as_recorded(recorded, tmp_path):
    plan = ComparisonPlan(
        a=Setup(scenario="street_take_push", policy="zero"),
        b=Setup(scenario="street_take_push", policy="stand"),
        max_pairs=20,
        look_every=4,
        margin=0.1,
    )

    def make():
        compare_runs(plan, tmp_path / "run", backend="inline")
        return json.loads((tmp_path / "run" / "comparison.json").read_text())

    recorded("comparison", make)
