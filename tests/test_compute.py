"""Results do not depend on where they are computed."""

import os
import sys
from itertools import islice

import pytest

from andon import compute
from andon.compute import available_cores, map_shards, resolve_backend
from andon.errors import Diverged, InvalidConfig, MissingExtra
from andon.randomness import stream

SHARDS = [(seed, 20) for seed in range(5)]


def draw(shard: tuple[int, int]) -> list[float]:
    seed, count = shard
    return stream(seed, "shard").random(count).tolist()


def process_id(_: int) -> int:
    return os.getpid()


def diverge(shard: int) -> int:
    if shard == 2:
        raise Diverged(f"Shard {shard} is no longer finite.")
    return shard


def test_processes_and_this_process_give_identical_results():
    inline = list(map_shards(draw, SHARDS, backend="inline"))
    assert list(map_shards(draw, SHARDS, backend="processes", num_workers=2)) == inline
    assert inline == [draw(shard) for shard in SHARDS]


def test_processes_are_other_processes():
    assert os.getpid() not in map_shards(process_id, [0, 1], backend="processes", num_workers=1)


def test_results_come_in_the_order_of_the_shards():
    assert list(map_shards(diverge, [5, 1, 3], backend="inline")) == [5, 1, 3]


def test_no_shards_give_no_results():
    assert list(map_shards(draw, [], backend="processes")) == []


def test_inline_results_come_one_by_one():
    # The third shard diverges; who stops before it never meets it.
    assert list(islice(map_shards(diverge, [0, 1, 2], backend="inline"), 2)) == [0, 1]


@pytest.mark.parametrize("backend", ["inline", "processes"])
def test_a_deliberate_error_comes_back_as_itself(backend):
    with pytest.raises(Diverged, match=r"^Shard 2 is no longer finite\.$"):
        list(map_shards(diverge, [0, 2], backend=backend, num_workers=1))


def test_an_unknown_backend_is_refused_at_once():
    expected = (
        r"No compute backend named 'gpu'\. "
        r"Available: \['auto', 'inline', 'processes', 'ray'\]"
    )
    with pytest.raises(InvalidConfig, match=expected):
        map_shards(draw, SHARDS, backend="gpu")


@pytest.mark.parametrize("num_workers", [0, -3])
def test_no_workers_are_refused_at_once(num_workers):
    with pytest.raises(InvalidConfig, match=f"num_workers is {num_workers}; it must be at least 1"):
        map_shards(draw, SHARDS, num_workers=num_workers)


def test_ray_without_ray_names_the_extra(monkeypatch):
    monkeypatch.setitem(sys.modules, "ray", None)  # makes `import ray` fail
    with pytest.raises(MissingExtra, match=r"pip install 'andon\[ray\]', or use --compute proc"):
        map_shards(draw, SHARDS, backend="ray")


def test_auto_takes_this_process_for_one_shard(monkeypatch):
    monkeypatch.delenv("RAY_ADDRESS", raising=False)
    assert resolve_backend("auto", 1) == "inline"


@pytest.mark.parametrize(("cores", "expected"), [(1, "inline"), (2, "processes")])
def test_auto_takes_processes_where_there_are_cores(monkeypatch, cores, expected):
    monkeypatch.delenv("RAY_ADDRESS", raising=False)
    monkeypatch.setattr(compute, "available_cores", lambda: cores)
    assert resolve_backend("auto", 8) == expected


def test_auto_takes_ray_where_it_runs(monkeypatch):
    monkeypatch.setenv("RAY_ADDRESS", "auto")
    assert resolve_backend("auto", 8) == "ray"


def test_a_named_backend_is_taken_by_its_word():
    assert resolve_backend("inline", 8) == "inline"


def test_there_is_at_least_one_core():
    assert available_cores() >= 1
