"""Artifacts: plain JSON, canonical hashes, and files that are whole or absent."""

import json
import os
import subprocess
import sys
import textwrap
from dataclasses import dataclass, replace
from enum import Enum, IntEnum
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from andon import artifacts
from andon.artifacts import (
    content_hash,
    file_hash,
    make_folder,
    provenance,
    read_json,
    read_toml,
    to_json,
    write_bytes,
    write_json,
    write_text,
)
from andon.errors import BrokenFile, CannotWrite, InvalidConfig


class Lamp(Enum):
    """An enum, one of whose values is not plain."""

    GREEN = "green"
    PAIR = (1, Path("x"))


class Level(IntEnum):
    """An enum that is a number."""

    HIGH = 3


@dataclass(frozen=True, kw_only=True)
class Kerb:
    """A small dataclass."""

    height: float
    tags: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Street:
    """A dataclass that holds another."""

    name: str
    kerb: Kerb


STREET = Street(name="main", kerb=Kerb(height=0.12, tags=("wet",)))

PLAIN = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=10,
)


def test_dataclasses_become_objects_with_their_fields_in_order():
    assert json.dumps(to_json(STREET)) == (
        '{"name": "main", "kerb": {"height": 0.12, "tags": ["wet"]}}'
    )


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (np.float64(0.5), 0.5),
        (np.float32(0.5), 0.5),
        (np.int64(3), 3),
        (np.bool_(True), True),
        (np.array([[1, 2], [3, 4]]), [[1, 2], [3, 4]]),
        (Lamp.GREEN, "green"),
        (Lamp.PAIR, [1, "x"]),
        (Level.HIGH, 3),
        (Path("a/b"), "a/b"),
        ({1: (2, 3)}, {"1": [2, 3]}),
        (None, None),
    ],
)
def test_values_take_their_plain_form(value, expected):
    assert json.loads(json.dumps(to_json(value))) == expected


@pytest.mark.parametrize("value", [{1, 2}, len, object(), Kerb, b"x", 1j])
def test_a_live_object_is_refused(value):
    with pytest.raises(InvalidConfig, match=r"Cannot store a \w+ in an artifact; use numbers"):
        to_json({"x": [value]})


@given(PLAIN)
def test_plain_values_stay_as_they_are(value):
    assert to_json(value) == value


@given(st.dictionaries(st.text(), st.integers(), min_size=2))
def test_the_hash_does_not_depend_on_the_order_of_keys(mapping):
    backwards = dict(reversed(mapping.items()))
    assert content_hash(backwards) == content_hash(mapping)


def test_the_hash_of_known_data_never_changes():
    # SHA-256 of {"kerb":{"height":0.12,"tags":["wet"]},"name":"main"}, first 16 digits.
    assert content_hash(STREET) == "2a9173c9bc9cbbf9"


def test_every_field_changes_the_hash():
    other_kerb = replace(STREET.kerb, height=np.nextafter(0.12, 1).item())
    variants = [STREET, replace(STREET, name="side"), replace(STREET, kerb=other_kerb)]
    assert len({content_hash(variant) for variant in variants}) == 3


def test_a_tuple_a_list_and_an_array_of_the_same_numbers_hash_alike():
    hashes = {content_hash(x) for x in ((1.5, 2.5), [1.5, 2.5], np.array([1.5, 2.5]))}
    assert len(hashes) == 1


def test_the_hash_of_a_file_is_that_of_its_bytes(tmp_path):
    path = tmp_path / "a.bin"
    path.write_bytes(b"abc")
    # FIPS 180-2, appendix B.1: SHA-256 of "abc" begins ba7816bf 8f01cfea.
    assert file_hash(path) == "ba7816bf8f01cfea"


def test_a_file_that_is_missing_has_no_hash(tmp_path):
    with pytest.raises(BrokenFile, match=r"Cannot read .*gone\.bin: No such file"):
        file_hash(tmp_path / "gone.bin")


def test_json_comes_back_as_it_was_written(tmp_path):
    write_json(tmp_path / "a.json", STREET)
    assert read_json(tmp_path / "a.json") == to_json(STREET)


def test_text_is_utf_8_wherever_it_is_written(tmp_path):
    write_text(tmp_path / "a.toml", 'unit = "µm"')
    assert (tmp_path / "a.toml").read_bytes() == b'unit = "\xc2\xb5m"'
    assert read_toml(tmp_path / "a.toml") == {"unit": "µm"}


@pytest.mark.parametrize(
    ("read", "text", "message"),
    [
        (read_json, "{", "is not JSON: "),
        (read_json, "[1]", "holds no JSON object"),
        (read_toml, "a = ", "is not TOML: "),
    ],
)
def test_a_broken_file_is_named(read, text, message, tmp_path):
    path = tmp_path / "broken"
    path.write_text(text)
    with pytest.raises(BrokenFile, match=f"broken {message}"):
        read(path)


@pytest.mark.parametrize("read", [read_json, read_toml])
def test_a_file_that_is_no_text_is_named(read, tmp_path):
    path = tmp_path / "broken"
    path.write_bytes(b"\xff\xfe\x00")
    with pytest.raises(BrokenFile, match=r"broken is not (JSON|TOML)"):
        read(path)


@pytest.mark.parametrize("read", [read_json, read_toml])
def test_a_missing_file_is_named(read, tmp_path):
    with pytest.raises(BrokenFile, match=r"Cannot read .*gone: No such file"):
        read(tmp_path / "gone")


def test_writing_replaces_the_old_file_and_leaves_nothing_beside_it(tmp_path):
    write_bytes(tmp_path / "a", b"old")
    write_bytes(tmp_path / "a", b"new")
    assert (tmp_path / "a").read_bytes() == b"new"
    assert os.listdir(tmp_path) == ["a"]


def test_a_full_disk_leaves_the_old_file_whole(tmp_path, monkeypatch):
    write_bytes(tmp_path / "a", b"old")

    def full(_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(artifacts.os, "fsync", full)
    with pytest.raises(CannotWrite, match=r"Cannot write .*/a: No space left on device"):
        write_bytes(tmp_path / "a", b"new")
    assert (tmp_path / "a").read_bytes() == b"old"
    assert os.listdir(tmp_path) == ["a"]


@pytest.mark.parametrize("moment", ["fsync", "replace"])
def test_a_killed_writer_leaves_the_old_file_whole(moment, tmp_path):
    path = tmp_path / "a"
    write_bytes(path, b"old")
    code = f"""
        import os, signal
        from pathlib import Path
        from andon import artifacts

        def die(*_):
            os.kill(os.getpid(), signal.SIGKILL)

        artifacts.os.fsync = die if {moment!r} == "fsync" else artifacts.os.fsync
        Path.replace = die
        artifacts.write_bytes(Path({str(path)!r}), b"new" * 10**6)
    """
    done = subprocess.run([sys.executable, "-c", textwrap.dedent(code)], check=False)
    assert done.returncode == -9
    assert path.read_bytes() == b"old"
    write_bytes(path, b"newer")
    assert path.read_bytes() == b"newer"


def test_a_file_in_the_place_of_the_folder_is_refused(tmp_path):
    (tmp_path / "a").write_text("a file")
    with pytest.raises(CannotWrite, match=r"Cannot write .*a/b: Not a directory"):
        write_bytes(tmp_path / "a" / "b", b"x")


def test_a_missing_folder_is_refused(tmp_path):
    with pytest.raises(CannotWrite, match=r"Cannot write .*gone/b: No such file"):
        write_bytes(tmp_path / "gone" / "b", b"x")


def test_a_folder_is_made_with_its_parents_and_left_empty(tmp_path):
    folder = make_folder(tmp_path / "a" / "b")
    assert folder == tmp_path / "a" / "b"
    assert os.listdir(folder) == []
    assert make_folder(folder) == folder


def test_a_folder_under_a_file_is_refused(tmp_path):
    (tmp_path / "a").write_text("a file")
    with pytest.raises(CannotWrite, match=r"Cannot write to the folder .*a/b: .* --out"):
        make_folder(tmp_path / "a" / "b")


def test_provenance_is_text_and_complete():
    facts = provenance()
    assert set(facts) == {
        "andon",
        "mujoco",
        "numpy",
        "onnxruntime",
        "python",
        "commit",
        "cpu",
        "cores",
        "system",
    }
    assert all(isinstance(fact, str) and fact for fact in facts.values())


def test_provenance_is_a_copy():
    provenance()["cpu"] = "changed"
    assert provenance()["cpu"] != "changed"


def test_a_foreign_repository_is_not_taken_for_ours(tmp_path, monkeypatch):
    for arguments in (["init", "-q"], ["commit", "-q", "--allow-empty", "-m", "theirs"]):
        subprocess.run(
            ["git", "-c", "user.name=x", "-c", "user.email=x@localhost", *arguments],
            cwd=tmp_path,
            check=True,
        )
    monkeypatch.setattr(artifacts, "__file__", str(tmp_path / "artifacts.py"))
    assert artifacts._git_commit() == "unknown"


def test_without_git_the_commit_is_unknown(monkeypatch):
    monkeypatch.setenv("PATH", "")
    assert artifacts._git_commit() == "unknown"
