"""The building is straight, and its inspector notices when it is not."""

import socket
import subprocess
import sys
import textwrap
from pathlib import Path

import pytest

import andon
from tests.architecture import LEVEL, check_exports, check_tree, module_names

SOURCE = Path(andon.__file__).parent
TESTS = Path(__file__).parent

FREE_TEST_FOLDERS = {"laws", "physics", "golden", "docs"}
"""Folders of tests that mirror no room."""

FREE_TEST_FILES = {"test_architecture.py", "test_package.py", "test_typings.py", "test_docs.py"}
"""Tests at the root that mirror no root module."""


def test_no_file_breaks_the_house_style():
    faults = check_tree(SOURCE)
    assert not faults, "\n".join(map(str, faults))


def test_every_exported_name_exists():
    faults = check_exports(SOURCE)
    assert not faults, "\n".join(map(str, faults))


def test_every_room_is_in_the_list():
    rooms = {
        path.name.removesuffix(".py")
        for path in SOURCE.iterdir()
        if (path.suffix == ".py" or any(path.glob("*.py"))) and not path.name.startswith("__")
    }
    assert rooms <= set(LEVEL)


def test_every_folder_with_code_is_a_package():
    folders = {path.parent for path in SOURCE.rglob("*.py")}
    assert [folder for folder in folders if not (folder / "__init__.py").exists()] == []


def run_python(code: str) -> str:
    done = subprocess.run(
        [sys.executable, "-c", textwrap.dedent(code)], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_importing_andon_brings_in_nothing_heavy():
    loaded = run_python(
        """
        import sys
        import andon
        heavy = ("torch", "matplotlib", "OpenGL", "glfw", "mujoco", "viser", "ray")
        print([name for name in sys.modules if name.split(".")[0] in heavy])
        """
    )
    assert loaded.strip() == "[]"


def test_nothing_below_training_imports_torch_or_a_plot():
    below = [
        name
        for name in module_names(SOURCE)
        if LEVEL.get(name.split(".")[1] if "." in name else "", -1) > LEVEL["training"]
    ]
    loaded = run_python(
        f"""
        import importlib, sys
        for name in {below!r}:
            importlib.import_module(name)
        heavy = ("torch", "matplotlib", "viser", "ray")
        print([name for name in sys.modules if name.split(".")[0] in heavy])
        """
    )
    assert loaded.strip() == "[]"


@pytest.mark.parametrize("room", ["policies", "minds", "fleet", "lines", "dashboard"])
def test_nothing_deployed_brings_in_training(room):
    names = [name for name in module_names(SOURCE) if name.split(".")[1:2] == [room]]
    loaded = run_python(
        f"""
        import importlib, sys
        for name in {names!r}:
            importlib.import_module(name)
        print([name for name in sys.modules if name.startswith(("andon.training", "torch"))])
        """
    )
    assert loaded.strip() == "[]"


def mirrored_source(test_file: Path) -> Path:
    relative = test_file.relative_to(TESTS)
    return SOURCE / relative.parent / relative.name.removeprefix("test_")


def test_every_test_file_mirrors_a_source_file():
    strays = [
        str(path.relative_to(TESTS))
        for path in sorted(TESTS.rglob("test_*.py"))
        if path.relative_to(TESTS).parts[0] not in FREE_TEST_FOLDERS | FREE_TEST_FILES
        and not mirrored_source(path).exists()
    ]
    assert strays == []


def test_every_test_folder_is_a_package():
    folders = {path.parent for path in TESTS.rglob("test_*.py")}
    assert [folder for folder in folders if not (folder / "__init__.py").exists()] == []


def plant(root: Path, files: dict[str, str]) -> Path:
    """Write a small, straight tree with some files in it."""
    package = root / "andon"
    straight = {"__init__.py": "", "errors.py": "class Broken(Exception):\n    pass\n"}
    for name, text in {**straight, **files}.items():
        path = package / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    return package


def long_function(num_lines: int, head: str = "def long():") -> str:
    return f'{head}\n    """Count."""\n' + "    x = 1\n" * num_lines


MUTATIONS = {
    "upward import": ("import-order", "bodies/body.py", "from andon.scenarios import street\n"),
    "upward import of a room": ("import-order", "errors.py", "from andon import cli\n"),
    "upward import inside a function": (
        "import-order",
        "sensing/noise.py",
        "def f():\n    import andon.policies.gait\n",
    ),
    "stranger": ("stranger", "verdicts/gate.py", "import andon.training.loop\n"),
    "the other stranger": ("stranger", "training/loop.py", "from andon.verdicts import gate\n"),
    "forbidden pair": ("forbidden-import", "fleet/runtime.py", "from andon.training import loop\n"),
    "relative import": ("relative-import", "bodies/body.py", "from . import joints\n"),
    "torch outside training": ("torch", "policies/learned.py", "import torch.nn\n"),
    "unknown room": ("room", "widgets/button.py", "WIDTH = 1\n"),
    "leftovers": ("banned-name", "bodies/utils.py", "WIDTH = 1\n"),
    "global seed": ("randomness", "sensing/noise.py", "import numpy as np\nnp.random.seed(1)\n"),
    "imported global": ("randomness", "sensing/noise.py", "from numpy.random import rand\n"),
    "imported module": ("randomness", "sensing/noise.py", "from numpy import random\n"),
    "aliased module": ("randomness", "sensing/noise.py", "import numpy as np\nr = np.random\n"),
    "standard random": ("randomness", "sensing/noise.py", "import random\n"),
    "broad except": (
        "broad-except",
        "bodies/body.py",
        "try:\n    pass\nexcept Exception:\n    pass\n",
    ),
    "broad except in a tuple": (
        "broad-except",
        "bodies/body.py",
        "try:\n    pass\nexcept (ValueError, BaseException):\n    pass\n",
    ),
    "bare except": ("broad-except", "bodies/body.py", "try:\n    pass\nexcept:\n    pass\n"),
    "print": ("print", "episodes/world.py", "print(1)\n"),
    "61-line function": ("function-size", "bodies/body.py", long_function(61)),
    "61-line async function": (
        "function-size",
        "bodies/body.py",
        long_function(61, "async def long():"),
    ),
    "401-line file": ("file-size", "bodies/body.py", "x = 1\n" * 401),
}


@pytest.mark.parametrize("name", MUTATIONS)
def test_a_planted_fault_is_the_only_one_reported(name, tmp_path):
    rule, path, text = MUTATIONS[name]
    faults = check_tree(plant(tmp_path, {path: text}))
    assert [fault.rule for fault in faults] == [rule]
    assert faults[0].place.startswith(path)


STRAIGHT = {
    "cli/main.py": "import andon.episodes.world\nprint(1)\n",
    "training/loop.py": "import torch\nfrom andon.policies import gait\n",
    "artifacts.py": "from andon.errors import Broken\n",
    "bodies/body.py": long_function(60),
    "bodies/joints.py": "x = 1\n" * 400,
    "sensing/noise.py": "import numpy as np\nrng = np.random.default_rng(3)\n",
    "verdicts/gate.py": "try:\n    pass\nexcept (OSError, ValueError):\n    pass\n",
}


@pytest.mark.parametrize("path", STRAIGHT)
def test_what_is_allowed_is_not_reported(path, tmp_path):
    assert check_tree(plant(tmp_path, {path: STRAIGHT[path]})) == []


def test_a_ghost_in_the_exports_is_reported(tmp_path):
    text = '__all__ = ["Broken", "ghost"]\n\n\nclass Broken(Exception):\n    pass\n'
    package = plant(tmp_path, {"errors.py": text})
    found = run_python(
        f"""
        import sys
        from pathlib import Path
        sys.path[:0] = [{str(tmp_path)!r}, {str(TESTS.parent)!r}]
        from tests.architecture import check_exports
        for fault in check_exports(Path({str(package)!r})):
            print(fault)
        """
    )
    expected = "errors.py:1: exports: __all__ lists 'ghost', which andon.errors does not have\n"
    assert found == expected


@pytest.mark.parametrize("host", ["192.0.2.1", "example.invalid"])
def test_a_test_that_leaves_this_machine_is_stopped(host):
    # 192.0.2.0/24 is kept for documentation (RFC 5737), .invalid for names that never resolve.
    with pytest.raises(RuntimeError, match=f"tried to .*{host}.*; tests use no network"):
        socket.create_connection((host, 80), timeout=1)


def test_a_test_may_talk_to_itself():
    with socket.create_server(("127.0.0.1", 0)) as server:
        socket.create_connection(server.getsockname()).close()
