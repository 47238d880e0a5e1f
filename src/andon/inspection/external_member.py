"""A user's own ONNX model as one more member: checked when it comes, and put into the same file.

The contract: one input of 32-bit floats, shape (1, channels, height, width) with 1 or 3 channels
and values in [0, 1]; and one output with a single number that is larger for a bad part. An output
named in `SCORE_NAMES` is taken where there are several. Whatever else the model does to a picture,
such as standardising it, must be in the model; it is only brought to the channels and the size that
it asks for. Operators must be standard ones of the version that inspectors use, or convertible.
"""

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import onnx
from google.protobuf.message import DecodeError
from onnx import TensorProto, version_converter

from andon.errors import BrokenFile, InvalidConfig
from andon.inspection.feature_bank import OPPONENT, Maps
from andon.inspection.onnx_nodes import OPSET, GraphWriter
from andon.inspection.onnx_session import SESSION_ERRORS, open_session

__all__ = ["SCORE_NAMES", "ExternalMember", "read_external", "write_external"]

SCORE_NAMES = ("score", "pred_score", "pred_scores", "anomaly_score")
"""Names by which the score is recognised among several outputs; the later ones are common."""

_TRIAL_SIDE = 128
"""Pixels of a side of the trial picture, where the model takes any size."""


@dataclass(frozen=True, kw_only=True)
class ExternalMember:
    """A model that somebody else trained, with one score per picture."""

    model: npt.NDArray[np.uint8]
    """The ONNX file, with operators of the version that inspectors use. Shape (bytes,)."""
    input_name: str
    """Its input."""
    score_name: str
    """Its output that is the score."""
    num_channels: int
    """Channels that it asks for."""
    size: tuple[int, int] | None
    """Height and width that it asks for; None for any."""

    def raw(self, picture: Maps) -> float:
        """Give the score of a prepared picture. Shape (1 or 3, h, w)."""
        session = _session(self.model.tobytes(), self.input_name, self.score_name,
                           self.num_channels, self.size, picture.shape[0])  # fmt: skip
        (score,) = session.run(["score"], {"image": picture[None]})
        return float(np.asarray(score).reshape(-1)[0])


def read_external(path: Path) -> ExternalMember:
    """Read a model and check that it keeps the contract.

    Args:
        path: ONNX file.

    Raises:
        BrokenFile: When it cannot be read or run.
        InvalidConfig: When it does not keep the contract; says what was found and what is right.
    """
    model = _load(path)
    graph = model.graph
    known = {constant.name for constant in graph.initializer}
    inputs = [value for value in graph.input if value.name not in known]
    if len(inputs) != 1:
        raise InvalidConfig(
            f"{path} has {len(inputs)} inputs ({[value.name for value in inputs]}); a member needs "
            "one: the picture."
        )
    channels, size = _input_shape(path, inputs[0])
    score = _score_name(path, [value.name for value in graph.output])
    member = ExternalMember(
        model=np.frombuffer(_converted(path, model), dtype=np.uint8),
        input_name=str(inputs[0].name),
        score_name=score,
        num_channels=channels,
        size=size,
    )
    _try_out(path, member)
    return member


def write_external(
    graph: GraphWriter, picture: str, member: ExternalMember, *, num_channels: int
) -> str:
    """Put the model into a graph.

    Args:
        graph: Where to put it.
        picture: Name of the picture. Shape (1, num_channels, h, w).
        member: The model.
        num_channels: Channels of the picture.

    Returns:
        Name of the score. Shape (1,).
    """
    values = picture
    if num_channels == 1 and member.num_channels == 3:
        values = graph.add("Concat", picture, picture, picture, axis=1)
    elif num_channels == 3 and member.num_channels == 1:
        values = graph.add("Conv", picture, graph.constant(OPPONENT[:1, :, None, None]))
    if member.size is not None:
        shape = graph.constant([1, member.num_channels, *member.size], np.int64)
        values = graph.add(
            "Resize", values, "", "", shape,
            mode="linear", coordinate_transformation_mode="half_pixel",
        )  # fmt: skip
    outputs = graph.embed(member.model.tobytes(), {member.input_name: values})
    score = graph.add("Cast", outputs[member.score_name], to=TensorProto.FLOAT)
    return graph.add("Reshape", score, graph.constant([1], np.int64))


def _load(path: Path) -> Any:  # noqa: ANN401  # protobuf messages carry no usable types
    try:
        data = path.read_bytes()
    except OSError as error:
        raise BrokenFile(f"Cannot read {path}: {error.strerror}.") from error
    try:
        model = onnx.load_from_string(data)
        onnx.checker.check_model(model)
    except DecodeError as error:
        raise BrokenFile(f"{path} is no ONNX file.") from error
    except onnx.checker.ValidationError as error:
        raise BrokenFile(f"{path} is no valid ONNX file: {_first_line(error)}") from error
    return model


def _input_shape(path: Path, value: Any) -> tuple[int, tuple[int, int] | None]:  # noqa: ANN401
    kind = value.type.tensor_type
    if kind.elem_type != TensorProto.FLOAT:
        found = TensorProto.DataType.Name(kind.elem_type)
        raise InvalidConfig(
            f"The input {value.name!r} of {path} has the type {found}; it must be FLOAT, with "
            "values from 0 to 1."
        )
    dims = [d.dim_value if d.HasField("dim_value") else 0 for d in kind.shape.dim]
    right = "(1, 1 or 3, height, width)"
    if len(dims) != 4 or dims[0] not in (0, 1) or dims[1] not in (1, 3):
        shown = tuple(d or "any" for d in dims)
        raise InvalidConfig(
            f"The input {value.name!r} of {path} has the shape {shown}; it must be {right}."
        )
    if (dims[2] == 0) != (dims[3] == 0):
        raise InvalidConfig(
            f"The input {value.name!r} of {path} fixes one of height and width; fix both or none."
        )
    return dims[1], (dims[2], dims[3]) if dims[2] else None


def _score_name(path: Path, names: list[str]) -> str:
    found = [name for name in SCORE_NAMES if name in names]
    if found:
        return found[0]
    if len(names) == 1:
        return names[0]
    raise InvalidConfig(
        f"Which of the outputs {names} of {path} is the score? Name one {SCORE_NAMES[0]!r}."
    )


def _converted(path: Path, model: Any) -> bytes:  # noqa: ANN401
    domains = sorted({node.domain for node in model.graph.node} - {"", "ai.onnx"})
    if domains:
        raise InvalidConfig(
            f"{path} uses operators of {domains}; only standard ONNX operators run everywhere."
        )
    versions = [entry.version for entry in model.opset_import if entry.domain in ("", "ai.onnx")]
    if versions == [OPSET]:
        return bytes(model.SerializeToString())
    try:
        changed = version_converter.convert_version(model, OPSET)
    except (RuntimeError, ValueError, onnx.checker.ValidationError) as error:
        raise InvalidConfig(
            f"{path} has operators of version {versions}, which cannot be expressed in version "
            f"{OPSET}: {_first_line(error)} Export it with opset {OPSET}."
        ) from error
    return bytes(changed.SerializeToString())


def _try_out(path: Path, member: ExternalMember) -> None:
    """Run the model on a picture, so that a wrong output is found now and not on the line."""
    height, width = member.size or (_TRIAL_SIDE, _TRIAL_SIDE)
    ramp = np.linspace(0.0, 1.0, height * width, dtype=np.float32).reshape(1, height, width)
    picture = np.repeat(ramp, member.num_channels, axis=0)
    data = member.model.tobytes()
    try:
        session = open_session(data)
        (score,) = session.run([member.score_name], {member.input_name: picture[None]})
    except SESSION_ERRORS as error:
        raise BrokenFile(
            f"{path} cannot be run on a picture of {width} x {height}: {_first_line(error)}"
        ) from error
    values = np.asarray(score)
    if values.size != 1 or not np.issubdtype(values.dtype, np.number):
        raise InvalidConfig(
            f"The output {member.score_name!r} of {path} has the shape {values.shape} and the type "
            f"{values.dtype}; a score is one number per picture."
        )
    if not np.all(np.isfinite(values.astype(np.float64))):
        raise InvalidConfig(f"The score of {path} on a grey ramp is not finite.")


@lru_cache(maxsize=4)
def _session(
    data: bytes,
    input_name: str,
    score_name: str,
    model_channels: int,
    size: tuple[int, int] | None,
    num_channels: int,
) -> Any:  # noqa: ANN401  # ONNX Runtime ships no usable types
    """Open the model behind the same preparation as in the inspector's own file."""
    member = ExternalMember(
        model=np.frombuffer(data, dtype=np.uint8),
        input_name=input_name,
        score_name=score_name,
        num_channels=model_channels,
        size=size,
    )
    graph = GraphWriter()
    score = write_external(graph, "image", member, num_channels=num_channels)
    shape = (1, num_channels, "height", "width")
    return open_session(graph.serialise({"image": shape}, {"score": (score, (1,))}, {}))


def _first_line(error: Exception) -> str:
    return str(error).strip().split("\n")[0][:300]
