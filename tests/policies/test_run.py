"""Many seeds in many processes: one result, and a folder that belongs to one run."""

import json
import os
import signal
import subprocess
from dataclasses import replace
from itertools import islice

import numpy as np
import pytest

from andon.cli.options import clear_folder
from andon.episodes.log import EpisodeLog, read_episodes
from andon.errors import BrokenFile, CannotWrite, InvalidConfig
from andon.policies import run as run_module
from andon.policies.run import Shard, claim_folder, collect, run_seeds, run_shard
from andon.policies.setup import Setup, read_setup
from tests.cli.commands import command_line
from tests.episodes.trials import short
from tests.policies.contracts import WIDTH, write
from tests.policies.networks import save_network

SETUP = short("street_take_push", "all_at_once", time_limit_s=2.2)
SEEDS = [5, 1, 2**39, 8, 3, 2]


@pytest.fixture(scope="module")
def expected():
    return list(run_seeds(SETUP, SEEDS, backend="inline"))


def test_episodes_come_in_the_order_of_the_seeds(expected):
    assert [e.seed for e in expected] == SEEDS


@pytest.mark.parametrize("shard_size", [1, 4, 100])
def test_the_size_of_the_shards_changes_nothing(shard_size, expected):
    assert list(run_seeds(SETUP, SEEDS, shard_size=shard_size, backend="inline")) == expected


@pytest.mark.parametrize("num_workers", [1, 2])
def test_the_number_of_processes_changes_nothing(num_workers, expected):
    found = run_seeds(SETUP, SEEDS, shard_size=2, backend="processes", num_workers=num_workers)
    assert list(found) == expected


@pytest.mark.parametrize(("num_worlds", "threads"), [(1, 1), (2, 2), (64, 3)])
def test_worlds_and_threads_of_a_shard_change_nothing(num_worlds, threads, expected):
    shard = Shard(setup=SETUP, seeds=tuple(SEEDS), num_worlds=num_worlds, threads=threads)
    assert run_shard(shard) == expected


def test_what_is_done_is_not_done_again(expected, monkeypatch):
    asked = []

    def record(shard):
        asked.extend(shard.seeds)
        return run_shard(shard)

    monkeypatch.setattr(run_module, "run_shard", record)
    done = [expected[4], expected[0]]
    assert list(run_seeds(SETUP, SEEDS, done=done, backend="inline")) == expected
    assert asked == [1, 2**39, 8, 2]


def test_who_stops_early_gets_the_first_ones(expected):
    stream = run_seeds(SETUP, SEEDS, shard_size=2, backend="inline")
    assert list(islice(stream, 3)) == expected[:3]
    stream.close()


@pytest.mark.parametrize(("seeds", "shard_size"), [([1, 2, 1], 8), ([1, 2], 0)])
def test_repeated_seeds_and_empty_shards_are_refused(seeds, shard_size):
    with pytest.raises(InvalidConfig, match="Seeds must differ and shard_size"):
        next(run_seeds(SETUP, seeds, shard_size=shard_size, backend="inline"))


def test_a_network_that_changed_is_loaded_again(tmp_path):
    setup = Setup(scenario="street_take_push", policy=str(write(tmp_path)), time_limit_s=2.1)
    found = []
    for size in (0.0, 3.0):
        weight = np.full((WIDTH, 20), size)
        save_network(tmp_path / "tiny.onnx", WIDTH, weight=weight)
        found.append(next(run_seeds(setup, [1], backend="inline")))
    assert found[0].checksum != found[1].checksum


def test_a_collection_is_kept_and_gone_on_with(tmp_path, expected):
    folder, seen = tmp_path / "run", []
    assert collect(SETUP, SEEDS, folder, backend="inline", on_episode=seen.append) == expected
    assert seen == expected
    (folder / "episodes.parquet").unlink()
    log = EpisodeLog(folder)
    for episode in expected[2:4]:
        log.append(episode)
    assert collect(SETUP, SEEDS, folder, backend="inline") == expected
    assert read_episodes(folder) == sorted(expected, key=lambda e: e.seed)
    assert read_setup(folder) == SETUP


def test_a_folder_belongs_to_one_run(tmp_path):
    rig = SETUP.build()
    plan = {"setup": SETUP, "seeds": [1, 2]}
    claim_folder(tmp_path / "run", rig, plan)
    claim_folder(tmp_path / "run", rig, plan)
    for other, key in (
        ({"setup": SETUP, "seeds": [1, 3]}, "seeds"),
        ({"setup": replace(SETUP, policy="zero"), "seeds": [1, 2]}, "setup"),
    ):
        with pytest.raises(InvalidConfig, match=f"another run: its {key} differs. .*--fresh"):
            claim_folder(tmp_path / "run", rig, other)
    twin = replace(SETUP, variation={"friction": 0.5}).build()
    with pytest.raises(InvalidConfig, match="its scenario_hash differs"):
        claim_folder(tmp_path / "run", twin, plan)


def test_a_folder_that_is_no_run_is_refused(tmp_path):
    (tmp_path / "thesis.txt").touch()
    with pytest.raises(InvalidConfig, match=r"is not empty and holds no run.*--out"):
        claim_folder(tmp_path, SETUP.build(), {})
    with pytest.raises(CannotWrite, match=r"Cannot write to the folder .*thesis\.txt"):
        claim_folder(tmp_path / "thesis.txt", SETUP.build(), {})


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (None, "holds no run: there is no setup.json in it"),
        ("{", "is not JSON"),
        ("[]", "holds no JSON object"),
        ("{}", "holds no setup of this version"),
        ('{"setup": 3}', "holds no setup of this version"),
        ('{"setup": {"scenario": "street_walk", "weather": "rain"}}', "no setup of this version"),
        ('{"plan": {}}', "holds a comparison; its runs are .*/a and b"),
    ],
)
def test_a_setup_that_cannot_be_read_is_refused(content, message, tmp_path):
    if content is not None:
        (tmp_path / "setup.json").write_text(content)
    with pytest.raises(BrokenFile, match=message):
        read_setup(tmp_path)


def test_a_setup_is_read_as_it_was_written(tmp_path):
    claim_folder(tmp_path / "run", SETUP.build(), {"setup": SETUP})
    assert read_setup(tmp_path / "run") == SETUP
    content = json.loads((tmp_path / "run" / "setup.json").read_text())
    assert sorted(content) == ["body_hash", "policy_hash", "scenario_hash", "setup"]
    clear_folder(tmp_path / "run")


def test_workers_end_when_their_parent_is_killed(tmp_path):
    words = ("rollout", "street_walk", "--episodes", 400, "--out", tmp_path / "run")
    line = command_line(*words, "--compute", "processes", "--workers", "2")
    with subprocess.Popen(line, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        while process.poll() is None and not list((tmp_path / "run").glob("parts/[!.]*")):
            pass
        os.kill(process.pid, signal.SIGKILL)
        # The pipes close only when the last worker, which holds them too, has ended; Python's own
        # tracker then says what it tidied up.
        out, err = process.communicate(timeout=30)
    assert out.startswith(b"Roll out 400 episodes")
    assert b"Traceback" not in err
