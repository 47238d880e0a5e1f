"""Write `typings/mujoco` from the installed MuJoCo: its signatures live in pybind11 docstrings.

Run it after a MuJoCo upgrade: `.venv/bin/python scripts/make_stubs.py`, then read the difference.
MuJoCo 4.0 ships no stubs of its own; see `docs/decisions/0005-local-stubs-for-mujoco.md`.
"""

import os
import re
import subprocess
import sys
from pathlib import Path

os.environ.setdefault("MUJOCO_GL", "disable")

import mujoco

TARGET = Path(__file__).resolve().parents[1] / "typings" / "mujoco"

SKIPPED_ENUMS = re.compile(r"mjt(Font|Grid|Mouse|Plugin|Button|Event|Item|Sect|Layout|Ease)")
"""Enums of MuJoCo's own windows and plugins, which a robotics project does not touch."""

SPEC_LISTS = {
    "actuators": "MjsActuator",
    "bodies": "MjsBody",
    "cameras": "MjsCamera",
    "equalities": "MjsEquality",
    "excludes": "MjsExclude",
    "flexes": "MjsFlex",
    "frames": "MjsFrame",
    "geoms": "MjsGeom",
    "hfields": "MjsHField",
    "joints": "MjsJoint",
    "keys": "MjsKey",
    "lights": "MjsLight",
    "materials": "MjsMaterial",
    "meshes": "MjsMesh",
    "numerics": "MjsNumeric",
    "pairs": "MjsPair",
    "plugins": "MjsPlugin",
    "sensors": "MjsSensor",
    "sites": "MjsSite",
    "skins": "MjsSkin",
    "tendons": "MjsTendon",
    "texts": "MjsText",
    "textures": "MjsTexture",
    "tuples": "MjsTuple",
}
"""What the lists of MjSpec and MjsBody hold; the docstrings say only `list`."""

RETURNS = {
    ("", "mj_id2name"): "str | None",
    ("MjSpec", "compile"): "MjModel",
    ("MjSpec", "recompile"): "tuple[MjModel, MjData]",
}
"""Return types that the docstrings leave out or get wrong."""

LOOKUP = re.compile(r"(?:find_child|find_default|(?:first|next)_\w+)$")
"""Methods of elements that give None when there is no such thing; so do MjSpec's own look-ups."""

STANDARD_NAMES = {
    "collections.abc": ("Callable", "Iterator", "Mapping", "Sequence"),
    "typing": (
        "IO",
        "Any",
        "Generic",
        "Self",
        "SupportsFloat",
        "SupportsIndex",
        "SupportsInt",
        "TypeVar",
        "overload",
    ),
}
"""What the stubs import from the standard library, where they use it."""

HEADER = '''"""{what} of MuJoCo {version}; written by scripts/make_stubs.py, do not edit."""

{imports}

import numpy as np
from numpy.typing import {arrays}
{own}
_Int = SupportsInt | SupportsIndex
_Float = SupportsFloat | SupportsIndex
_Ints = Sequence[_Int] | NDArray[np.integer[Any]]
_Floats = Sequence[_Float] | NDArray[np.floating[Any]]
'''

FIELDS = '''
_D = TypeVar("_D", bound=np.generic)
_T = TypeVar("_T")

class _Array(Generic[_D]):
    """A live array; assignment copies values into it."""

    def __get__(self, instance: object, owner: type | None = None) -> NDArray[_D]: ...
    def __set__(self, instance: object, value: ArrayLike) -> None: ...

class _Number(Generic[_T]):
    """A whole number or enum member; assignment takes either."""

    def __get__(self, instance: object, owner: type | None = None) -> _T: ...
    def __set__(self, instance: object, value: _Int) -> None: ...

class _List(Generic[_T]):
    """A vector that copies what is assigned."""

    def __get__(self, instance: object, owner: type | None = None) -> _T: ...
    def __set__(self, instance: object, value: object) -> None: ...
'''

ENUM_BASE = """
class _Enum:
    __members__: dict[str, Self]
    def __init__(self, value: _Int) -> None: ...
    @property
    def value(self) -> int: ...
    @property
    def name(self) -> str: ...
    def __hash__(self) -> int: ...
    def __int__(self) -> int: ...
    def __index__(self) -> int: ...
    def __neg__(self) -> int: ...
    def __add__(self, other: _Int) -> int: ...
    def __radd__(self, other: _Int) -> int: ...
    def __sub__(self, other: _Int) -> int: ...
    def __and__(self, other: _Int) -> int: ...
    def __rand__(self, other: _Int) -> int: ...
    def __or__(self, other: _Int) -> int: ...
    def __ror__(self, other: _Int) -> int: ...
    def __xor__(self, other: _Int) -> int: ...
    def __lshift__(self, other: _Int) -> int: ...
    def __rshift__(self, other: _Int) -> int: ...
    def __lt__(self, other: _Int) -> bool: ...
    def __le__(self, other: _Int) -> bool: ...
    def __gt__(self, other: _Int) -> bool: ...
    def __ge__(self, other: _Int) -> bool: ...
"""

ARRAY = re.compile(
    r"typing\.Annotated\[numpy\.typing\.NDArray\[numpy\.(\w+)\]((?:, \"[^\"]*\")*)\]"
)
ENUM_ARGUMENT = re.compile(r"arg0: mujoco\._enums\.mjt(Warning|Timer)")
SIGNATURE = re.compile(r"^(?:\d+\. )?(\w*)\((.*)\)(?: -> (.*))?$")


def translate(text: str, *, is_input: bool) -> str:
    """Turn a pybind11 type into a Python one."""

    def array(match: re.Match[str]) -> str:
        if is_input and "writeable" not in match[2]:
            return "ArrayLike"
        return f"NDArray[np.{match[1]}]"

    text = ARRAY.sub(array, text)
    text = re.sub(r"numpy\.typing\.NDArray\[numpy\.(\w+)\]", r"NDArray[np.\1]", text)
    for kind in ("Float", "Int"):
        text = text.replace(f"typing.Supports{kind} | typing.SupportsIndex", f"_{kind}")
        text = text.replace(f"collections.abc.Sequence[_{kind}]", f"_{kind}s")
    text = re.sub(r"mujoco\._\w+\.(\w+)", r"\1", text)
    text = re.sub(r"mujoco::python::(\w+?)Wrapper\b", r"\1", text)
    text = re.sub(r"mujoco::python::(Mj(?:Data|Model)\w+Views)", r"_\1", text)
    text = re.sub(r"mujoco::python::(\w+)", r"\1", text)
    text = re.sub(r'typing\.Annotated\[(\w[\w.\[\]]*), "FixedSize\(\d\)"\]', r"\1", text)
    text = re.sub(r"_impl::MjWrapper<.*>", "MjStatistic", text)
    text = re.sub(r"raw::Mj\w+|\bmj\w+_\b|std::\w+|\bbyte\b", "object", text)
    text = re.sub(r"\b(?:collections\.abc|typing)\.", "", text)
    text = re.sub(r"\bdict\b(?!\[)", "dict[str, Any]", text)
    text = re.sub(r"\btuple\b(?!\[)", "tuple[Any, ...]", text)
    return re.sub(r"\blist\b(?!\[)", "list[Any]", text)


def split_arguments(text: str) -> list[str]:
    """Split at the commas outside brackets and quotes."""
    parts, depth, start = [], 0, 0
    for i, letter in enumerate(text):
        depth += (letter in "[({") - (letter in "])}")
        if letter == "," and depth == 0:
            parts.append(text[start:i].strip())
            start = i + 1
    return [*parts, text[start:].strip()] if text.strip() else []


def translate_argument(text: str) -> str:
    """Turn one `name: type = default` into Python."""
    if ":" not in text:
        return text + ": object" if text.startswith("*") else text
    name, rest = text.split(":", 1)
    kind, _, default = rest.strip().partition(" = ")
    kind = translate(kind, is_input=True)
    if name in {"size", "damping", "stiffness", "scale"} and kind == "object | None":
        kind = "_Float | _Floats | None"
    if default == "None" and "None" not in kind:
        kind += " | None"
    if default and not re.fullmatch(r"None|True|False|''|-?[\d.]+(e-?\d+)?", default):
        default = "..."
    return f"{name}: {kind}" + (f" = {default}" if default else "")


def signatures(doc: str) -> list[tuple[list[str], str]]:
    """Give arguments and return type of every overload in a docstring."""
    lines = doc.splitlines()
    if len(lines) > 1 and lines[1].startswith("Overloaded"):
        lines = [line for line in lines if re.match(r"\d+\. \w+\(", line)]
    else:
        lines = lines[:1]
    matches = [match for line in lines if (match := SIGNATURE.match(line.strip()))]
    if len(matches) > 2:  # a number would hide the enum after it
        matches = [m for m in matches if not ENUM_ARGUMENT.search(m[2])]
    return [(split_arguments(m[2]), m[3] or "None") for m in matches]


def function_lines(owner: str, name: str, doc: str, *, is_static: bool = False) -> list[str]:
    """Write a function or method with its overloads."""
    found = signatures(doc)
    if owner and not found and name != "__init__":
        return [f"    def {name}(self, *args: Any, **kwargs: Any) -> Any: ..."]
    lines: list[str] = []
    seen: set[str] = set()
    for arguments, returned in found:
        is_method = bool(arguments) and arguments[0].startswith("self:")
        kept = ["self" if a.startswith("self:") else translate_argument(a) for a in arguments]
        required = max((i for i, a in enumerate(kept) if " = " not in a), default=-1)
        kept[:required] = [a.split(" = ")[0] for a in kept[:required]]
        last = max((i for i, a in enumerate(kept) if re.match(r"arg\d+:", a)), default=None)
        if last is not None:
            kept.insert(last + 1, "/")
        back = RETURNS.get((owner, name)) or translate(returned, is_input=False)
        head = ["    @overload"] if len(found) > 1 else []
        head += ["    @staticmethod"] if owner and (is_static or not is_method) else []
        is_lookup = owner == "MjSpec" and arguments[1:] == ["arg0: str"]
        if back.startswith("Mjs") and (is_lookup or LOOKUP.match(name)):
            back += " | None"
        text = f"    def {name}({', '.join(kept)}) -> {back}: ..."
        shape = re.sub(r"\w+: ", "", text)
        if shape not in seen:
            seen.add(shape)
            lines += [*head, text]
    if sum("@overload" in line for line in lines) == 1:
        lines = [line for line in lines if "@overload" not in line]
    return lines if owner else [line.removeprefix("    ") for line in lines]


def field_lines(owner: str, name: str, member: property) -> list[str]:
    """Write an attribute: plain, settable array, enum or read-only."""
    doc = (member.fget.__doc__ or "").strip().splitlines()
    match = SIGNATURE.match(doc[0]) if doc else None
    kind = translate(match[3] or "None", is_input=False) if match else "Any"
    if kind == "list[Any]" and name in SPEC_LISTS:
        kind = f"list[{SPEC_LISTS[name]}]"
    if kind == "object" and name == "parent":
        kind = "Any"
    if name == "model" or (owner, name) in {("MjSpec", "worldbody")}:
        kind = {"model": "MjModel", "worldbody": "MjsBody"}[name]
    if member.fset is None:
        return ["    @property", f"    def {name}(self) -> {kind}: ..."]
    if array := re.fullmatch(r"NDArray\[(np\.\w+)\]", kind):
        return [f"    {name}: _Array[{array[1]}]"]
    if kind == "int" or kind.startswith("mjt"):
        return [f"    {name}: _Number[{kind}]"]
    if re.fullmatch(r"Mj\w+Vec", kind):
        return [f"    {name}: _List[{kind}]"]
    return [f"    {name}: {kind}"]


SKIPPED_METHODS = {"bind_scalar"}
"""Methods for MuJoCo's own use."""


def class_lines(cls: type, *, indent: str = "") -> list[str]:
    """Write one class with its nested classes, constructor, fields and methods."""
    name = cls.__name__
    lines: list[str] = []
    for key, member in sorted(vars(cls).items()):
        if isinstance(member, type) and not key.startswith("_") and key.isidentifier():
            lines += class_lines(member, indent="    ")
    constructor = vars(cls).get("__init__")
    if constructor is not None and "(" in (constructor.__doc__ or ""):
        lines += function_lines(name, "__init__", constructor.__doc__ or "")
    for key, member in sorted(vars(cls).items()):
        if key.startswith("_") or isinstance(member, type) or key in SKIPPED_METHODS:
            continue
        if isinstance(member, property):
            lines += field_lines(name, key, member)
        elif callable(member) or isinstance(member, staticmethod):
            is_static = isinstance(member, staticmethod)
            lines += function_lines(name, key, getattr(cls, key).__doc__ or "", is_static=is_static)
    lines += container_lines(cls)
    return [f"{indent}class {name}:", *(indent + line for line in lines or ["    ..."])]


def container_lines(cls: type) -> list[str]:
    """Write the special methods of lists, vectors and context managers."""
    lines: list[str] = []
    for key in ("__getitem__", "__setitem__", "__len__", "__enter__", "__exit__"):
        member = vars(cls).get(key)
        if member is not None and signatures(member.__doc__ or ""):
            lines += function_lines(cls.__name__, key, member.__doc__ or "")
    if "__iter__" in vars(cls):
        lines.append("    def __iter__(self) -> Iterator[Any]: ...")
    return [re.sub(r"\b(self), (\w+): ", r"\1, \2: ", line) for line in lines]


def enum_file() -> str:
    """Write `_enums.pyi`."""
    lines = []
    for name, enum in sorted(vars(mujoco._enums).items()):
        if not name.startswith("mj") or SKIPPED_ENUMS.match(name):
            continue
        lines.append(f"\nclass {name}(_Enum):")
        lines += [f"    {member}: {name}" for member in enum.__members__]
    return ENUM_BASE + "\n".join(lines)


def struct_file() -> str:
    """Write `_structs.pyi`."""
    lines = ["from mujoco._enums import *", "from mujoco._specs import MjVfs", FIELDS]
    for name, cls in sorted(vars(mujoco._structs).items()):
        if isinstance(cls, type) and not name.startswith(("Mjr", "MjvFigure", "__")):
            lines += ["", *class_lines(cls)]
    return "\n".join(lines)


def spec_file() -> str:
    """Write `_specs.pyi`."""
    lines = [
        "from mujoco._enums import *",
        "from mujoco._structs import MjData, MjLROpt, MjModel, MjOption, MjStatistic, MjVisual",
        FIELDS,
    ]
    shared = {"MjOption", "MjStatistic", "MjVisual"}
    for name, cls in sorted(vars(mujoco._specs).items()):
        if isinstance(cls, type) and not name.startswith("__") and name not in shared:
            lines += ["", *class_lines(cls)]
    return "\n".join(lines)


def function_file() -> str:
    """Write `_functions.pyi`."""
    lines = ["from mujoco._enums import *", "from mujoco._structs import *", ""]
    for name, function in sorted(vars(mujoco._functions).items()):
        is_opaque = "CapsuleType" in (function.__doc__ or "")
        if name.startswith(("mj_", "mju_", "mjd_", "mjv_")) and not is_opaque:
            lines += function_lines("", name, function.__doc__ or "")
    return "\n".join(line for line in lines if "MjvFigure" not in line)


def import_lines(body: str) -> str:
    """Import the names of the standard library that a stub uses."""
    found = {}
    for module, names in STANDARD_NAMES.items():
        used = [name for name in names if re.search(rf"\b{name}\b", body)]
        found[module] = f"from {module} import {', '.join(used)}" if used else ""
    return "\n".join(filter(None, found.values()))


def main() -> None:
    """Write the four generated files; `__init__.pyi` and `batch.pyi` are kept by hand."""
    files = {
        "_enums": ("Enums", enum_file()),
        "_structs": ("Structures", struct_file()),
        "_specs": ("Model editing", spec_file()),
        "_functions": ("Functions", function_file()),
    }
    for name, (what, body) in files.items():
        own = [line for line in body.splitlines() if line.startswith("from mujoco")]
        body = "\n".join(line for line in body.splitlines() if not line.startswith("from mujoco"))
        head = HEADER.replace("{own}", "\n".join(own)).replace("{what}", what)
        text = head.replace("{version}", mujoco.__version__) + body
        arrays = "ArrayLike, NDArray" if "ArrayLike" in body else "NDArray"
        text = text.replace("{arrays}", arrays).replace("{imports}", import_lines(text))
        (TARGET / f"{name}.pyi").write_text(text + "\n")
    paths = [str(TARGET / f"{name}.pyi") for name in files]
    ruff = Path(sys.executable).with_name("ruff")
    for verb in (["check", "--fix-only", "--select", "I"], ["format", "--line-length=320"]):
        subprocess.run([str(ruff), *verb, "-q", *paths], check=True)


if __name__ == "__main__":
    main()
