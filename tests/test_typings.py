"""The local stubs promise nothing that the installed packages do not have."""

import ast
import importlib
from pathlib import Path

import pytest

TYPINGS = Path(__file__).resolve().parents[1] / "typings"

STUBS = sorted(str(path.relative_to(TYPINGS)) for path in TYPINGS.rglob("*.pyi"))

INSTANCE_FIELDS = {
    "mujoco.batch.Batch": {"model", "state", "warning", "status"},
    "mujoco.batch.SimulationError": {"ids"},
    "scipy.optimize.OptimizeResult": {"x", "fun", "success", "status", "message", "nfev", "nit"},
}
"""Fields that exist on objects and not on their class."""


def module_name(stub: str) -> str:
    parts = Path(stub).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def public_names(body: list[ast.stmt]) -> set[str]:
    names = {
        node.name
        for node in body
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef)
    }
    names |= {
        node.target.id
        for node in body
        if isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name)
    }
    return {name for name in names if not name.startswith("_")}


def missing_members(name: str, owner: object, node: ast.ClassDef) -> list[str]:
    known = set(dir(owner)) | INSTANCE_FIELDS.get(name, set())
    if name == "mujoco.batch.Batch":
        known |= importlib.import_module("mujoco.batch").DATA_FIELDS
    return [f"{name}.{member}" for member in sorted(public_names(node.body) - known)]


@pytest.mark.parametrize("stub", STUBS)
def test_every_name_in_a_stub_exists(stub):
    module = importlib.import_module(module_name(stub))
    tree = ast.parse((TYPINGS / stub).read_text())
    missing = [name for name in public_names(tree.body) if not hasattr(module, name)]
    for node in tree.body:
        if isinstance(node, ast.ClassDef) and node.name in public_names(tree.body):
            name = f"{module_name(stub)}.{node.name}"
            missing += missing_members(name, getattr(module, node.name, None), node)
    assert missing == []


def test_the_stubs_of_mujoco_miss_no_structure_of_model_data_and_spec():
    mujoco = importlib.import_module("mujoco")
    nodes = {
        node.name: node
        for stub in ("_structs", "_specs")
        for node in ast.parse((TYPINGS / "mujoco" / f"{stub}.pyi").read_text()).body
        if isinstance(node, ast.ClassDef)
    }
    for name in ("MjModel", "MjData", "MjSpec", "MjsBody", "MjsGeom", "MjOption"):
        real = {member for member in dir(getattr(mujoco, name)) if not member.startswith("_")}
        assert real - public_names(nodes[name].body) <= {"bind_scalar"}, name
