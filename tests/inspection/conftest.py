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


@pytest.fixture(scope="session")
def fitted_folder(tmp_path_factory) -> Path:
    """An inspector that knows good parts only, in its folder beside its set; read only."""
    from andon.inspection.fit_inspector import FitConfig, fit
    from andon.inspection.inspector_folder import write_inspector
    from tests.inspection.textures import split_of, write_set

    root = tmp_path_factory.mktemp("inspector")
    labels = write_set(root / "set")
    split = split_of(labels, labels_per_class=0)
    fitted = fit(split, FitConfig(), backend="inline")
    setup = {"data": str(labels), "layout": "auto", "good_class": ""}
    write_inspector(root / "run", fitted, split, setup)
    return root / "run"
