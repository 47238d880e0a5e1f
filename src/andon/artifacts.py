"""What every artifact shares: content hash, provenance, and writes that are whole or absent."""

import hashlib
import json
import os
import platform
import subprocess
import tomllib
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import fields, is_dataclass
from enum import Enum
from functools import cache
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import cast

import numpy as np

from andon.errors import BrokenFile, CannotWrite, InvalidConfig

__all__ = [
    "Json",
    "content_hash",
    "file_hash",
    "is_empty",
    "make_folder",
    "provenance",
    "read_json",
    "read_toml",
    "to_json",
    "write_bytes",
    "write_json",
    "write_text",
]

_NOT_PLAIN = "Cannot store a {} in an artifact; use numbers, strings, tuples or frozen dataclasses."

Json = dict[str, object]


def to_json(value: object) -> object:
    """Turn frozen data into plain JSON values.

    Args:
        value: Numbers, strings, enums, sequences, mappings, arrays or dataclasses of these.

    Returns:
        The same data as dicts, lists, strings, numbers, booleans and None. Fields keep their order.

    Raises:
        InvalidConfig: For a value that has no plain form (a function, a live object).
    """
    if value is None or isinstance(value, str | bool | int | float):
        return value
    if isinstance(value, Enum):
        return to_json(value.value)
    if isinstance(value, Path):
        return str(value)
    if isinstance(value, np.generic):
        return cast("object", value.item())
    if isinstance(value, np.ndarray):
        return cast("object", value.tolist())
    if is_dataclass(value) and not isinstance(value, type):
        return {f.name: to_json(getattr(value, f.name)) for f in fields(value)}
    if isinstance(value, Mapping):
        mapping = cast("Mapping[object, object]", value)
        return {str(key): to_json(item) for key, item in mapping.items()}
    if isinstance(value, list | tuple):
        return [to_json(item) for item in cast("list[object]", value)]
    raise InvalidConfig(_NOT_PLAIN.format(type(value).__name__))


def content_hash(value: object) -> str:
    """Give the hash of frozen data, independent of key order and machine.

    Args:
        value: Anything that `to_json` takes.

    Returns:
        First 16 hexadecimal digits of the SHA-256 of the canonical JSON text.
    """
    text = json.dumps(to_json(value), sort_keys=True, separators=(",", ":"), allow_nan=True)
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def file_hash(path: Path) -> str:
    """Give the hash of a file's bytes.

    Returns:
        First 16 hexadecimal digits of the SHA-256.

    Raises:
        BrokenFile: When the file cannot be read.
    """
    try:
        with path.open("rb") as file:  # in pieces, as it may be a video of gigabytes
            return hashlib.file_digest(file, "sha256").hexdigest()[:16]
    except OSError as error:
        raise BrokenFile(f"Cannot read {path}: {error.strerror}.") from error


def make_folder(path: Path) -> Path:
    """Make a folder that results can be written to.

    Returns:
        The folder.

    Raises:
        CannotWrite: When it cannot be made, or is there but cannot be written to.
    """
    try:
        path.mkdir(parents=True, exist_ok=True)
        probe = path / f".probe-{os.getpid()}"
        probe.touch()
        probe.unlink()
    except OSError as error:
        raise CannotWrite(
            f"Cannot write to the folder {path}: {error.strerror}. Choose another with --out."
        ) from error
    return path


def is_empty(folder: Path) -> bool:
    """Say whether nothing is in a folder but what a killed run left behind while writing."""
    return all(path.name.startswith(".") for path in folder.iterdir())


def write_bytes(path: Path, data: bytes) -> None:
    """Write a file so that it is whole or absent, also when the process is killed meanwhile.

    Raises:
        CannotWrite: When the disk is full or the folder cannot be written to.
    """
    partial = path.with_name(f".{path.name}.{os.getpid()}.partial")
    try:
        with partial.open("wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        partial.replace(path)
    except OSError as error:
        with suppress(OSError):
            partial.unlink()
        raise CannotWrite(f"Cannot write {path}: {error.strerror}.") from error


def write_text(path: Path, text: str) -> None:
    """Write a UTF-8 text file, whole or absent."""
    write_bytes(path, text.encode())


def write_json(path: Path, value: object) -> None:
    """Write frozen data as indented JSON, whole or absent."""
    write_text(path, json.dumps(to_json(value), indent=1) + "\n")


def read_json(path: Path) -> Json:
    """Read a JSON object.

    Raises:
        BrokenFile: When the file is missing, no JSON, or no object.
    """
    try:
        data: object = json.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise BrokenFile(f"Cannot read {path}: {error.strerror}.") from error
    except ValueError as error:
        raise BrokenFile(f"{path} is not JSON: {error}.") from error
    if not isinstance(data, dict):
        raise BrokenFile(f"{path} holds no JSON object.")
    return cast("Json", data)


def read_toml(path: Path) -> Json:
    """Read a TOML file.

    Raises:
        BrokenFile: When the file is missing or no TOML.
    """
    try:
        return cast("Json", tomllib.loads(path.read_text(encoding="utf-8")))
    except OSError as error:
        raise BrokenFile(f"Cannot read {path}: {error.strerror}.") from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise BrokenFile(f"{path} is not TOML: {error}.") from error


def _package_version(name: str) -> str:
    try:
        return version(name)
    except PackageNotFoundError:
        return "not installed"


def _cpu_name() -> str:
    try:
        lines = Path("/proc/cpuinfo").read_text().splitlines()
    except OSError:
        return platform.processor() or platform.machine()
    names = [line.split(":", 1)[1].strip() for line in lines if line.startswith("model name")]
    return names[0] if names else platform.machine()


def _git(*arguments: str) -> str:
    """Ask git about the folder of this file; empty when it knows nothing."""
    here = str(Path(__file__).resolve().parent)
    try:
        done = subprocess.run(
            ["git", "-C", here, *arguments], capture_output=True, text=True, check=False
        )
    except OSError:
        return ""
    return done.stdout.strip() if done.returncode == 0 else ""


def _git_commit() -> str:
    # An installed copy may lie inside somebody else's repository, whose commit says nothing.
    if not _git("ls-files", Path(__file__).name):
        return "unknown"
    return _git("describe", "--always", "--dirty", "--abbrev=12") or "unknown"


def provenance() -> dict[str, str]:
    """Say where results come from: versions, commit, processor.

    Returns:
        Package, MuJoCo, NumPy and Python versions, git commit, CPU and core count, as text; a copy.
    """
    return dict(_provenance())


@cache
def _provenance() -> dict[str, str]:
    return {
        "andon": _package_version("andon"),
        "mujoco": _package_version("mujoco"),
        "numpy": _package_version("numpy"),
        "onnxruntime": _package_version("onnxruntime"),
        "python": platform.python_version(),
        "commit": _git_commit(),
        "cpu": _cpu_name(),
        "cores": str(len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else 1),
        "system": platform.system(),
    }
