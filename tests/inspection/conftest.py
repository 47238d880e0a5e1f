"""Where the tests find real data, which stay outside the repository."""

import os
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """Folder of real inspection data; skips where there is none."""
    named = os.environ.get("ANDON_TEST_DATA")
    folder = Path(named) if named else ROOT.parent / "shared" / "data"
    if not folder.is_dir():
        pytest.skip(f"no inspection data at {folder}; name their folder in ANDON_TEST_DATA")
    return folder


@pytest.fixture(scope="session")
def hit_miss_file(shared_data: Path) -> Path:
    """The published hits and misses; skips where they are absent."""
    path = shared_data / "quality" / "hit_miss.csv"
    if not path.is_file():
        pytest.skip(f"no hits and misses at {path}")
    return path
