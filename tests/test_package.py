"""What is shipped is whole: the wheel alone carries every module, its types and its version."""

import importlib.util
import os
import subprocess
import sys
import tarfile
import zipfile
from pathlib import Path

import pytest

import andon
from tests.architecture import module_names

ROOT = Path(__file__).resolve().parents[1]
SOURCE = Path(andon.__file__).parent

IS_OFFLINE_BUILD = all(importlib.util.find_spec(name) for name in ("build", "hatchling"))
"""Whether both the front end and the build back end are installed."""

pytestmark = [] if IS_OFFLINE_BUILD else [pytest.mark.slow]


def run(*arguments: str, **options) -> str:
    done = subprocess.run(
        [sys.executable, *arguments], capture_output=True, text=True, check=False, **options
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


@pytest.fixture(scope="module")
def products(tmp_path_factory) -> Path:
    """Build wheel and sdist from a copy, so that nothing is left in the repository."""
    folder = tmp_path_factory.mktemp("products")
    if importlib.util.find_spec("build") is None:
        run("-m", "pip", "wheel", "-q", "--no-deps", "-w", str(folder), str(ROOT))
        return folder
    isolation = ["--no-isolation"] if IS_OFFLINE_BUILD else []
    run("-m", "build", *isolation, "--outdir", str(folder), str(ROOT))
    return folder


@pytest.fixture(scope="module")
def wheel(products) -> Path:
    (path,) = products.glob("*.whl")
    return path


@pytest.fixture(scope="module")
def installed(wheel, tmp_path_factory) -> Path:
    """Install the wheel alone."""
    folder = tmp_path_factory.mktemp("installed")
    pip = ["-m", "pip", "install", "-q", "--no-deps", "--no-index", "--target", str(folder)]
    run(*pip, "--disable-pip-version-check", str(wheel))
    return folder


def source_files() -> set[str]:
    return {
        str(path.relative_to(SOURCE.parent))
        for path in SOURCE.rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    }


def test_the_wheel_carries_every_file_of_the_source(wheel):
    shipped = {name for name in zipfile.ZipFile(wheel).namelist() if name.startswith("andon/")}
    assert shipped == source_files()
    assert "andon/py.typed" in shipped


def test_the_wheel_carries_the_licence_and_no_tests(wheel):
    names = zipfile.ZipFile(wheel).namelist()
    assert any(name.endswith("dist-info/licenses/LICENSE") for name in names)
    assert {name.split("/")[0].split("-")[0] for name in names} == {"andon"}


def test_the_source_distribution_can_be_tested(products):
    sdists = list(products.glob("*.tar.gz"))
    if not sdists:
        pytest.skip("no source distribution without the `build` package")
    with tarfile.open(sdists[0]) as archive:
        names = {name.split("/", 1)[1] for name in archive.getnames() if "/" in name}
    needed = {"LICENSE", "Makefile", "README.md", "constraints.txt", "tests/conftest.py"}
    assert needed <= names
    assert {f"src/{name}" for name in source_files()} <= names


def test_every_module_imports_from_the_wheel_alone(installed, tmp_path):
    code = f"""
import importlib, sys
sys.path = [path for path in sys.path if path != {str(SOURCE.parent)!r}]
for name in {module_names(SOURCE)!r}:
    module = importlib.import_module(name)
    assert module.__file__.startswith({str(installed)!r}), module.__file__
"""
    run("-c", code, cwd=tmp_path, env={**os.environ, "PYTHONPATH": str(installed)})


def test_the_wheel_knows_its_version(installed, wheel, tmp_path):
    env = {**os.environ, "PYTHONPATH": str(installed)}
    version = run("-c", "import andon; print(andon.__version__)", cwd=tmp_path, env=env).strip()
    assert version == wheel.name.split("-")[1]
    assert version != "0.0.0"
