"""An inspector as a folder: model, split, operating point, and what a refit needs."""

import io
from collections.abc import Mapping
from dataclasses import dataclass, fields, is_dataclass
from pathlib import Path
from typing import Any, cast

import numpy as np

from andon.artifacts import (
    Json,
    file_hash,
    make_folder,
    provenance,
    read_json,
    to_json,
    write_bytes,
    write_json,
)
from andon.errors import BrokenFile, InvalidConfig
from andon.inspection.cascade import Choice, Scale
from andon.inspection.described import Preparation
from andon.inspection.external_member import ExternalMember
from andon.inspection.feature_bank import BankConfig
from andon.inspection.fit_inspector import CurvePoint, Fitted, Memory
from andon.inspection.fit_members import PanelScores
from andon.inspection.gaussian_member import PositionMember, TextureMember
from andon.inspection.graded_part import GradedPart, PartIdentity
from andon.inspection.heads import KernelHead, LinearHead, Standard
from andon.inspection.inspection_set import Split
from andon.inspection.inspector import HeatSource, Inspector, Members
from andon.inspection.local_net import LocalMember
from andon.inspection.operating_point import OperatingPoint
from andon.inspection.operating_point_file import read_operating_point, write_operating_point
from andon.inspection.template_member import TemplateMember

__all__ = ["MODEL_NAME", "SCHEMA", "Stored", "read_inspector", "write_inspector"]

SCHEMA = 3
"""Version of the folder."""

MODEL_NAME = "model.onnx"

_MEMBER_CLASSES: dict[str, type] = {
    "texture": TextureMember,
    "synthetic": LinearHead,
    "labels": KernelHead,
    "local": LocalMember,
    "position": PositionMember,
    "template": TemplateMember,
    "external": ExternalMember,
}


@dataclass(frozen=True, kw_only=True)
class Stored:
    """An inspector that was read from its folder."""

    folder: Path
    """The folder."""
    inspector: Inspector
    """The inspector."""
    point: OperatingPoint
    """Thresholds, and the parts that chose them."""
    region_above: float
    """Suspicion from which on a place belongs to a defect. [1]"""
    fitted_on: tuple[PartIdentity, ...]
    """Every part that fitted it or chose its thresholds; none of them may be graded."""
    held_out: tuple[PartIdentity, ...]
    """Parts of the same set that were kept for grading."""
    memory: Memory | None
    """What a refit needs."""
    setup: Json
    """What was asked for."""

    @property
    def model(self) -> Path:
        """The ONNX file."""
        return self.folder / MODEL_NAME


def write_inspector(folder: Path, fitted: Fitted, split: Split, setup: Json) -> None:
    """Write everything; `setup.json` comes last, so that a folder with it is whole.

    Args:
        folder: Where; made when it is not there.
        fitted: The inspector.
        split: Which part did what.
        setup: What was asked for: the set, its form, and all settings.

    Raises:
        CannotWrite: When the folder cannot be written to.
    """
    make_folder(folder)
    arrays: dict[str, np.ndarray] = {}
    members = {
        name: _pack(getattr(fitted.inspector.members, name), name, arrays)
        for name in _MEMBER_CLASSES
    }
    if fitted.memory is not None:
        members["memory"] = _pack(fitted.memory, "memory", arrays)
    write_bytes(folder / MODEL_NAME, fitted.model)
    write_bytes(folder / "arrays.npz", _as_npz(arrays))
    write_operating_point(folder / "operating_point.json", fitted.point)
    sets = {name: getattr(split, name) for name in ("training", "calibration", "grading")}
    write_json(
        folder / "split.json",
        {"schema": SCHEMA}
        | {
            name: [
                {
                    "name": e.name,
                    "content_hash": e.content_hash,
                    "defect_class": e.label.defect_class,
                }
                for e in members_of
            ]
            for name, members_of in sets.items()
        },
    )
    inspector = fitted.inspector
    write_json(
        folder / "inspector.json",
        {
            "schema": SCHEMA,
            "preparation": inspector.preparation,
            "choice": inspector.choice,
            "heat_source": inspector.heat_source,
            "size": inspector.size,
            "region_above": fitted.region_above,
            "outliers": fitted.outliers,
            "curve": fitted.curve,
            "members": members,
            "model_hash": file_hash(folder / MODEL_NAME),
        },
    )
    write_json(folder / "provenance.json", provenance())
    write_json(folder / "setup.json", {"schema": SCHEMA, **setup})


def read_inspector(folder: Path) -> Stored:
    """Read an inspector.

    Raises:
        BrokenFile: When the folder is none, a file is missing or broken, or the model is not the
            one that was written.
    """
    if not (folder / "inspector.json").is_file():
        raise BrokenFile(f"{folder} holds no inspector; make one with `andon inspect fit`.")
    data = read_json(folder / "inspector.json")
    if data.get("schema") != SCHEMA:
        raise BrokenFile(
            f"{folder} has schema {data.get('schema')!r}; this version reads {SCHEMA}."
        )
    if data.get("model_hash") != file_hash(folder / MODEL_NAME):
        raise BrokenFile(
            f"{folder / MODEL_NAME} is not the model that was fitted; its thresholds do not hold "
            "for another one."
        )
    split = read_json(folder / "split.json")
    try:
        arrays = _read_arrays(folder / "arrays.npz")
        members = cast("dict[str, Json | None]", data["members"])
        memory = members.pop("memory", None)
        return Stored(
            folder=folder,
            inspector=_inspector(data, members, arrays),
            point=read_operating_point(folder / "operating_point.json"),
            region_above=float(cast("float", data["region_above"])),
            fitted_on=_identities(split, "training") + _identities(split, "calibration"),
            held_out=_identities(split, "grading"),
            memory=None if memory is None else _memory(memory, arrays),
            setup=read_json(folder / "setup.json"),
        )
    except (KeyError, TypeError, InvalidConfig) as error:
        raise BrokenFile(f"{folder} is no whole inspector: {error}.") from error


def curve_of(data: Json) -> tuple[CurvePoint, ...]:
    """Read the curve of recall against false calls."""
    rows = cast("list[dict[str, Any]]", data.get("curve", []))  # checked by the constructor
    return tuple(CurvePoint(**row) for row in rows)


def _inspector(
    data: Json, members: Mapping[str, Json | None], arrays: Mapping[str, np.ndarray]
) -> Inspector:
    preparation = cast("dict[str, Any]", data["preparation"])  # checked by the constructors
    size = cast("list[int] | None", data["size"])
    return Inspector(
        preparation=Preparation(
            bank=BankConfig(**preparation["bank"]),
            reduction=preparation["reduction"],
            tile=preparation["tile"],
        ),
        members=Members(
            **{
                name: _unpack(kind, members[name], arrays)
                for name, kind in _MEMBER_CLASSES.items()
                if members.get(name) is not None
            }
        ),
        choice=_choice(cast("dict[str, Any]", data["choice"])),
        heat_source=cast("HeatSource", data["heat_source"]),
        size=None if size is None else (size[0], size[1]),
    )


def _choice(data: dict[str, Any]) -> Choice:  # checked by the constructors
    scales = {name: Scale(**scale) for name, scale in data.pop("scales").items()}
    return Choice(members=tuple(data.pop("members")), scales=scales, **data)


def _memory(data: Json, arrays: Mapping[str, np.ndarray]) -> Memory:
    panel = cast("Json", data["panel"])
    parts = cast("list[dict[str, Any]]", data["calibration_parts"])
    plain = {
        name: _value(data[name], arrays)
        for name in ("good", "good_folds", "bad", "bad_folds", "panel_rows", "calibration",
                     "calibration_raw", "calibration_input")
    }  # fmt: skip
    return Memory(
        **plain,
        panel=PanelScores(**{name: _value(value, arrays) for name, value in panel.items()}),
        calibration_parts=tuple(GradedPart(**part) for part in parts),
    )


def _pack(value: object, key: str, arrays: dict[str, np.ndarray]) -> object:
    """Give JSON of frozen data, with its arrays put aside under their names."""
    if isinstance(value, np.ndarray):
        arrays[key] = value
        return {"array": key}
    if isinstance(value, GradedPart):
        return to_json(value)
    if is_dataclass(value) and not isinstance(value, type):
        return {
            f.name: _pack(getattr(value, f.name), f"{key}.{f.name}", arrays) for f in fields(value)
        }
    if isinstance(value, Mapping):
        items = cast("Mapping[str, object]", value)
        return {name: _pack(item, f"{key}.{name}", arrays) for name, item in items.items()}
    if isinstance(value, tuple):
        parts = cast("tuple[object, ...]", value)
        return [_pack(part, f"{key}.{index}", arrays) for index, part in enumerate(parts)]
    return to_json(value)


def _value(data: object, arrays: Mapping[str, np.ndarray]) -> Any:  # noqa: ANN401  # any field
    if isinstance(data, dict):
        items = cast("Json", data)
        if set(items) == {"array"}:
            return arrays[str(items["array"])]
        return {name: _value(item, arrays) for name, item in items.items()}
    if isinstance(data, list):
        return tuple(_value(item, arrays) for item in cast("list[object]", data))
    return data


def _unpack(kind: type, data: Json | None, arrays: Mapping[str, np.ndarray]) -> Any:  # noqa: ANN401  # any member
    values = _value(data, arrays)
    if "standard" in values:
        values["standard"] = Standard(**values["standard"])
    return kind(**values)


def _identities(split: Json, name: str) -> tuple[PartIdentity, ...]:
    rows = cast("list[dict[str, str]]", split[name])
    return tuple(PartIdentity(name=r["name"], content_hash=r["content_hash"]) for r in rows)


def _as_npz(arrays: Mapping[str, np.ndarray]) -> bytes:
    buffer = io.BytesIO()
    np.savez(buffer, **cast("Any", dict(arrays)))  # names are free
    return buffer.getvalue()


def _read_arrays(path: Path) -> dict[str, np.ndarray]:
    try:
        with np.load(path, allow_pickle=False) as file:
            return {name: file[name] for name in file.files}
    except (OSError, ValueError) as error:
        raise BrokenFile(f"Cannot read {path}: {error}.") from error
