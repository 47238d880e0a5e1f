"""What a column of a data set holds: type, shape and the names of its parts."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, cast

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from andon.artifacts import Json
from andon.errors import BrokenFile, InvalidConfig

__all__ = [
    "BOOKKEEPING",
    "PICTURE_TYPES",
    "Columns",
    "Feature",
    "arrow_type",
    "make_feature",
    "read_feature",
    "to_arrow",
    "to_numpy",
]

Columns = dict[str, NDArray[Any]]  # arrays of any number type, or of text
"""Columns of one episode by name; the first axis of each is the frame."""

NUMBER_TYPES: dict[str, pa.DataType] = {
    "float16": pa.float16(),
    "float32": pa.float32(),
    "float64": pa.float64(),
    "int8": pa.int8(),
    "int16": pa.int16(),
    "int32": pa.int32(),
    "int64": pa.int64(),
    "uint8": pa.uint8(),
    "uint16": pa.uint16(),
    "uint32": pa.uint32(),
    "uint64": pa.uint64(),
    "bool": pa.bool_(),
}
"""Number types by the name that `meta/info.json` uses."""

IMAGE = pa.struct([("bytes", pa.binary()), ("path", pa.string())])
"""A picture inside a Parquet file: its encoded bytes, and a name that may be missing."""

PICTURE_TYPES = ("video", "image")
"""Types whose frames are pictures: in MP4 files, or encoded one by one in the Parquet files."""

MAX_VALUES = 10_000_000
"""More values than this in one frame of a column that is no picture are taken for a mistake."""


@dataclass(frozen=True, kw_only=True)
class Feature:
    """One column of a data set, as `meta/info.json` declares it."""

    name: str
    """Name, for example `observation.state`."""
    dtype: str
    """A number type such as `float32`, or `string`, `video` or `image`."""
    shape: tuple[int, ...]
    """Shape of one frame; `(1,)` is a single value. Pictures are (height, width, channels)."""
    names: tuple[str, ...] | None = None
    """Names of the parts, for example of joints; None where nobody named them."""
    declared: Json = field(default_factory=Json, repr=False, compare=False)
    """The entry as it was read, with everything that andon does not know."""

    @property
    def is_picture(self) -> bool:
        """Say whether a frame is a picture."""
        return self.dtype in PICTURE_TYPES

    @property
    def is_depth(self) -> bool:
        """Say whether a frame is a picture of distances."""
        return self.is_picture and self.shape[-1] == 1

    @property
    def is_number(self) -> bool:
        """Say whether a frame is one or more numbers."""
        return self.dtype in NUMBER_TYPES

    @property
    def num_values(self) -> int:
        """Number of values in one frame."""
        return int(np.prod(self.shape))

    def to_json(self) -> Json:
        """Give the entry for `meta/info.json`; what was read and not understood stays in it."""
        entry: Json = {"dtype": self.dtype, "shape": list(self.shape)}
        names = None if self.names is None else list(self.names)
        if "names" in self.declared and _flat_names(self.declared["names"]) == self.names:
            return {**self.declared, "dtype": self.dtype}
        return {**self.declared, **entry, "names": names}

    def part(self, index: int) -> str:
        """Name one value of a frame, for people."""
        if self.names is not None and index < len(self.names):
            return self.names[index]
        return f"{self.name}[{index}]" if self.num_values > 1 else self.name


def _number(name: str, dtype: str) -> Feature:
    return Feature(name=name, dtype=dtype, shape=(1,))


BOOKKEEPING: dict[str, Feature] = {
    "timestamp": _number("timestamp", "float32"),
    "frame_index": _number("frame_index", "int64"),
    "episode_index": _number("episode_index", "int64"),
    "index": _number("index", "int64"),
    "task_index": _number("task_index", "int64"),
}
"""Columns that every data set has: time since the episode's start, and who a frame belongs to."""


def make_feature(
    name: str, dtype: str, shape: Sequence[int], names: Sequence[str] | None = None
) -> Feature:
    """Declare a column.

    Raises:
        InvalidConfig: When the type is unknown, the shape cannot be meant, or the names do not fit.
    """
    known = (*NUMBER_TYPES, "string", *PICTURE_TYPES)
    if dtype not in known:
        raise InvalidConfig(f"Column {name!r} has the type {dtype!r}; the types are {list(known)}.")
    sizes = tuple(int(size) for size in shape)
    if not sizes or len(sizes) > 5 or min(sizes) < 1 or np.prod(sizes, dtype=float) > MAX_VALUES:
        raise InvalidConfig(
            f"Column {name!r} has the shape {sizes}; one to five sizes of at least 1 are needed, "
            f"with at most {MAX_VALUES} values in a frame."
        )
    if dtype in PICTURE_TYPES and len(sizes) != 3:
        raise InvalidConfig(
            f"Column {name!r} has the shape {sizes}; pictures have (height, width, channels)."
        )
    parts = None if names is None else tuple(names)
    if parts is not None and dtype in NUMBER_TYPES and (len(parts),) != sizes and len(sizes) == 1:
        raise InvalidConfig(f"Column {name!r} has {sizes[0]} values and {len(parts)} names.")
    return Feature(name=name, dtype=dtype, shape=sizes, names=parts)


def read_feature(name: str, declared: object, *, where: str) -> Feature:
    """Read an entry of `features` in `meta/info.json`.

    Raises:
        BrokenFile: When the entry says something that cannot be.
    """
    if not isinstance(declared, dict):
        raise BrokenFile(f"{where}: features[{name!r}] is no table with dtype and shape.")
    entry = cast("Json", declared)
    dtype, shape = entry.get("dtype"), entry.get("shape")
    sizes = cast("list[object]", shape) if isinstance(shape, list) else []
    is_sizes = all(isinstance(size, int) and not isinstance(size, bool) for size in sizes)
    if not isinstance(dtype, str) or not sizes or not is_sizes:
        raise BrokenFile(
            f"{where}: features[{name!r}] has dtype {dtype!r} and shape {shape!r}; a text and a "
            "list of whole numbers are needed."
        )
    try:
        found = make_feature(name, dtype, cast("list[int]", sizes))
    except InvalidConfig as error:
        raise BrokenFile(f"{where}: {error}") from error
    names = _flat_names(entry.get("names"))
    order = _channels_last(found, names)
    return Feature(name=name, dtype=dtype, shape=order, names=names, declared=entry)


def _channels_last(feature: Feature, names: tuple[str, ...] | None) -> tuple[int, ...]:
    """Give the shape of a picture with its channels last, also where they are declared first."""
    shape = feature.shape
    is_first = names is not None and names[:1] in (("channel",), ("channels",))
    if feature.is_picture and is_first:
        return (shape[1], shape[2], shape[0])
    return shape


def _flat_names(declared: object) -> tuple[str, ...] | None:
    """Give the names of the parts; some writers group them: `{"motors": [...]}`."""
    names = declared
    if isinstance(names, dict):
        groups = cast("Mapping[str, object]", names)
        lists: list[object] = [value for value in groups.values() if isinstance(value, list)]
        if len(lists) != 1:
            return None
        names = lists[0]
    if not isinstance(names, list):
        return None
    parts = cast("list[object]", names)
    return tuple(str(part) for part in parts)


def arrow_type(feature: Feature) -> pa.DataType:
    """Give the type of a column in a Parquet file.

    Raises:
        InvalidConfig: For a column that is not stored there (a video).
    """
    if feature.dtype == "string":
        return pa.string()
    if feature.dtype == "image":
        return IMAGE
    if feature.dtype not in NUMBER_TYPES:
        raise InvalidConfig(f"Column {feature.name!r} ({feature.dtype}) is not kept in Parquet.")
    kind = NUMBER_TYPES[feature.dtype]
    if feature.shape == (1,):
        return kind
    for size in reversed(feature.shape):
        kind = pa.list_(kind, size)
    return kind


def to_arrow(feature: Feature, values: NDArray[Any]) -> pa.Array:
    """Turn the frames of one episode into a Parquet column.

    Args:
        feature: The column.
        values: Shape (T, *feature.shape), or (T,) for single values; encoded bytes for pictures.

    Raises:
        InvalidConfig: When shape or type differ from what is declared.
    """
    if feature.dtype == "string":
        return pa.array([str(value) for value in values], pa.string())
    if feature.dtype == "image":
        return pa.array([{"bytes": bytes(value), "path": None} for value in values], IMAGE)
    wanted = np.dtype(feature.dtype)
    if values.dtype != wanted:
        raise InvalidConfig(
            f"Column {feature.name!r} is declared as {wanted} and was given {values.dtype}."
        )
    shape = (len(values), *feature.shape)
    if values.shape != shape and not (feature.shape == (1,) and values.ndim == 1):
        raise InvalidConfig(
            f"Column {feature.name!r} was given the shape {values.shape}; expected {shape}."
        )
    column = pa.array(np.ascontiguousarray(values).reshape(-1), NUMBER_TYPES[feature.dtype])
    if feature.shape == (1,):
        return column
    for size in reversed(feature.shape):
        column = pa.FixedSizeListArray.from_arrays(column, size)
    return column


def to_numpy(feature: Feature, column: pa.ChunkedArray, *, where: str) -> NDArray[Any]:
    """Turn a Parquet column into an array.

    Args:
        feature: What is declared.
        column: What is in the file.
        where: File, for messages.

    Returns:
        Shape (T, *feature.shape); (T,) for single values; encoded bytes as objects for pictures.

    Raises:
        BrokenFile: When the file holds another type or another shape, or nothing in some frames.
    """
    if column.null_count:
        raise BrokenFile(
            f"{where}: column {feature.name!r} is empty in {column.null_count} frames."
        )
    flat = column.combine_chunks()
    if feature.dtype in ("image", "string"):
        return _to_objects(feature, flat, where=where)
    for size in feature.shape:
        if not pa.types.is_list(flat.type) and not pa.types.is_fixed_size_list(flat.type):
            break
        bounds = pc.min_max(pc.list_value_length(flat)).as_py()
        if len(flat) and (bounds["min"], bounds["max"]) != (size, size):
            raise BrokenFile(
                f"{where}: column {feature.name!r} holds lists of {bounds['min']} to "
                f"{bounds['max']} values; {feature.shape} is declared."
            )
        flat = cast("pa.ListArray", flat).flatten()
    if not flat.type.equals(NUMBER_TYPES[feature.dtype]):
        raise BrokenFile(
            f"{where}: column {feature.name!r} holds {column.type}; {feature.dtype} in the shape "
            f"{feature.shape} is declared."
        )
    if len(flat) != len(column) * feature.num_values or flat.null_count:
        raise BrokenFile(
            f"{where}: column {feature.name!r} holds {len(flat)} values in {len(column)} frames; "
            f"{feature.shape} is declared."
        )
    values = flat.to_numpy(zero_copy_only=False)
    return values if feature.shape == (1,) else values.reshape(len(column), *feature.shape)


def _to_objects(feature: Feature, flat: pa.Array, *, where: str) -> NDArray[Any]:
    is_text = feature.dtype == "string"
    if is_text != pa.types.is_string(flat.type) or (not is_text and not _is_image(flat.type)):
        raise BrokenFile(
            f"{where}: column {feature.name!r} holds {flat.type}; {feature.dtype} is declared."
        )
    values = flat.to_pylist()
    found = np.empty(len(values), dtype=object)
    found[:] = values if is_text else [value["bytes"] for value in values]
    if not is_text and any(value is None for value in found):
        raise BrokenFile(f"{where}: column {feature.name!r} names pictures that are not in it.")
    return found


def _is_image(kind: pa.DataType) -> bool:
    return pa.types.is_struct(kind) and "bytes" in {item.name for item in cast("Any", kind)}
