"""Check that the building is straight: import order, sizes, names, randomness, printing, errors.

`check_tree` reads a source root with `ast` and returns what it found wrong; it imports nothing of
the tree, apart from `check_exports`, which has to.
"""

import ast
import importlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

PACKAGE = "andon"

LAYERS = (
    {"cli"},
    {"dashboard"},
    {"fleet"},
    {"ledger"},
    {"lines"},
    {"inspection"},
    {"verdicts", "training"},
    {"minds"},
    {"policies"},
    {"episodes"},
    {"scenarios"},
    {"sensing"},
    {"bodies"},
    {"errors", "registry", "spatial", "randomness", "artifacts", "compute"},
)
"""Rooms from top to bottom; rooms on one line are strangers, except the root modules."""

FORBIDDEN = {("fleet", "training"), ("lines", "training"), ("dashboard", "training")}
"""Imports that point down and are banned all the same: nothing deployed carries an optimiser."""

TORCH_ROOMS = {"training"}
"""Rooms that may import torch."""

BANNED_NAMES = {"utils", "util", "helpers", "helper", "common", "misc", "base", "core", "tools"}

ALLOWED_RANDOM = {"Generator", "Philox", "SeedSequence", "default_rng"}

MAX_FILE_LINES = 400

MAX_FUNCTION_LINES = 60

LEVEL = {room: level for level, rooms in enumerate(LAYERS) for room in rooms}

ROOT_LEVEL = len(LAYERS) - 1


@dataclass(frozen=True, kw_only=True)
class Fault:
    """One thing that is not as the house style wants it."""

    rule: str
    """Short name of the rule, for example `import-order`."""
    place: str
    """File and line."""
    message: str
    """What was found, and what would have been right."""

    def __str__(self) -> str:
        """Give one line for a reader."""
        return f"{self.place}: {self.rule}: {self.message}"


@dataclass(frozen=True, kw_only=True)
class Source:
    """One parsed file of the tree."""

    path: Path
    """Path relative to the package folder."""
    text: str
    """What is in the file."""
    tree: ast.Module
    """The same, parsed."""

    @property
    def room(self) -> str:
        """Give the room or root module that the file belongs to."""
        return self.path.parts[0].removesuffix(".py")

    def fault(self, rule: str, line: int, message: str) -> Fault:
        """Build a fault at a line of this file."""
        return Fault(rule=rule, place=f"{self.path}:{line}", message=message)


def read_sources(package_folder: Path) -> list[Source]:
    """Parse every Python file under a package folder."""
    return [
        Source(
            path=path.relative_to(package_folder),
            text=(text := path.read_text()),
            tree=ast.parse(text),
        )
        for path in sorted(package_folder.rglob("*.py"))
    ]


def check_tree(package_folder: Path) -> list[Fault]:
    """Check all files under a package folder.

    Args:
        package_folder: The folder named `andon`.

    Returns:
        All faults, in the order of the files; empty when the building is straight.
    """
    checks = (
        _check_room,
        _check_imports,
        _check_sizes,
        _check_names,
        _check_randomness,
        _check_printing,
        _check_handlers,
    )
    return [
        fault
        for source in read_sources(package_folder)
        for check in checks
        for fault in check(source)
    ]


def module_names(package_folder: Path) -> list[str]:
    """Give the dotted names of all modules under a package folder."""
    names: list[str] = []
    for source in read_sources(package_folder):
        parts = (PACKAGE, *source.path.with_suffix("").parts)
        names.append(".".join(parts[:-1] if parts[-1] == "__init__" else parts))
    return names


def check_exports(package_folder: Path) -> list[Fault]:
    """Import every module that lists exports and look each name up.

    Args:
        package_folder: The folder named `andon`; its parent must be on `sys.path`.

    Returns:
        One fault for each name in an `__all__` that the module does not have.
    """
    faults: list[Fault] = []
    for name, source in zip(
        module_names(package_folder), read_sources(package_folder), strict=True
    ):
        if "__all__" not in source.text:
            continue
        module = importlib.import_module(name)
        faults += [
            source.fault("exports", 1, f"__all__ lists {ghost!r}, which {name} does not have")
            for ghost in module.__all__
            if not hasattr(module, ghost)
        ]
    return faults


def _check_room(source: Source) -> Iterator[Fault]:
    if source.room not in LEVEL and source.room not in {"__init__", "__main__"}:
        yield source.fault("room", 1, f"{source.room!r} is not a room; see LAYERS")


def _imported_modules(tree: ast.Module) -> Iterator[tuple[int, str, int]]:
    """Give line, dotted name and relative level of everything that a file imports."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            for alias in node.names:
                yield node.lineno, alias.name, 0
        elif isinstance(node, ast.ImportFrom):
            for alias in node.names:
                yield node.lineno, f"{node.module or ''}.{alias.name}".strip("."), node.level


def _check_imports(source: Source) -> Iterator[Fault]:
    for line, name, level in _imported_modules(source.tree):
        parts = name.split(".")
        if level:
            yield source.fault("relative-import", line, f"import {name!r} absolutely")
        elif parts[0] == "torch" and source.room not in TORCH_ROOMS:
            yield source.fault("torch", line, f"{source.room} imports torch; only training may")
        elif parts[0] == PACKAGE and len(parts) > 1:
            yield from _check_edge(source, line, parts[1])


def _check_edge(source: Source, line: int, target: str) -> Iterator[Fault]:
    room = source.room
    if room not in LEVEL or target not in LEVEL or room == target:
        return
    if (room, target) in FORBIDDEN:
        yield source.fault("forbidden-import", line, f"{room} must never import {target}")
    elif LEVEL[target] < LEVEL[room]:
        yield source.fault("import-order", line, f"{room} lies below {target}")
    elif LEVEL[target] == LEVEL[room] != ROOT_LEVEL:
        yield source.fault("stranger", line, f"{room} and {target} lie on one line")


def _body_lines(node: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    body = node.body
    first = body[0]
    if ast.get_docstring(node) is not None:
        if len(body) == 1:
            return 0
        first = body[1]
    return (node.end_lineno or first.lineno) - first.lineno + 1


def _check_sizes(source: Source) -> Iterator[Fault]:
    num_lines = len(source.text.splitlines())
    if num_lines > MAX_FILE_LINES:
        yield source.fault("file-size", 1, f"{num_lines} lines; at most {MAX_FILE_LINES}")
    for node in ast.walk(source.tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            length = _body_lines(node)
            if length > MAX_FUNCTION_LINES:
                message = f"{node.name} has {length} lines; at most {MAX_FUNCTION_LINES}"
                yield source.fault("function-size", node.lineno, message)


def _check_names(source: Source) -> Iterator[Fault]:
    for part in source.path.with_suffix("").parts:
        if part in BANNED_NAMES:
            yield source.fault("banned-name", 1, f"{part!r} says nothing; a noun is missing")


def _dotted(node: ast.expr) -> str:
    if isinstance(node, ast.Attribute):
        return f"{_dotted(node.value)}.{node.attr}"
    return node.id if isinstance(node, ast.Name) else ""


def _random_uses(tree: ast.Module) -> Iterator[tuple[int, str]]:
    """Give line and dotted name of every use of a random module."""
    attributes = [node for node in ast.walk(tree) if isinstance(node, ast.Attribute)]
    inner = {id(node.value) for node in attributes}
    for node in attributes:
        name = _dotted(node)
        is_alias = name in {"np.random", "numpy.random"} and id(node) not in inner
        is_use = name.startswith(("np.random.", "numpy.random.")) and name.count(".") == 2
        if is_alias or is_use:
            yield node.lineno, name
    for line, name, level in _imported_modules(tree):
        parts = name.split(".")
        if not level and (parts[0] == "random" or parts[:2] == ["numpy", "random"]):
            yield line, name


def _check_randomness(source: Source) -> Iterator[Fault]:
    for line, name in _random_uses(source.tree):
        if name.split(".")[0] == "random" or name.split(".")[-1] not in ALLOWED_RANDOM:
            yield source.fault("randomness", line, f"{name}; use andon.randomness.stream")


def _check_printing(source: Source) -> Iterator[Fault]:
    if source.room == "cli":
        return
    for node in ast.walk(source.tree):
        if isinstance(node, ast.Call) and _dotted(node.func) == "print":
            yield source.fault("print", node.lineno, "only cli prints; log or return instead")


def _check_handlers(source: Source) -> Iterator[Fault]:
    for node in ast.walk(source.tree):
        if not isinstance(node, ast.ExceptHandler):
            continue
        caught = node.type.elts if isinstance(node.type, ast.Tuple) else [node.type]
        names = ["" if kind is None else _dotted(kind) for kind in caught]
        if node.type is None or {"Exception", "BaseException"} & set(names):
            yield source.fault("broad-except", node.lineno, "name the exception that is meant")
