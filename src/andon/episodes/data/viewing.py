"""Write one episode for a viewer: MCAP for Foxglove and ROS tools, `.rrd` for Rerun."""

import base64
import io
import json
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from typing import Any

import numpy as np
from PIL import Image

from andon.artifacts import Json
from andon.episodes.data.dataset import DataSet
from andon.episodes.data.feature import BOOKKEEPING, Feature
from andon.episodes.data.video_file import Picture
from andon.errors import CannotWrite, InvalidConfig, MissingExtra

__all__ = ["write_for_viewing"]

NS_PER_S = 1_000_000_000
IMAGE_SCHEMA: Json = {
    "type": "object",
    "title": "foxglove.CompressedImage",
    "properties": {
        "timestamp": {
            "type": "object",
            "properties": {"sec": {"type": "integer"}, "nsec": {"type": "integer"}},
        },
        "frame_id": {"type": "string"},
        "data": {"type": "string", "contentEncoding": "base64"},
        "format": {"type": "string"},
    },
}


def write_for_viewing(data: DataSet, position: int, path: Path) -> None:
    """Write an episode into a file that a viewer opens; it is no training data.

    Args:
        data: The set.
        position: Place of the episode.
        path: File that ends in `.mcap` or `.rrd`.

    Raises:
        InvalidConfig: When there is no such episode, or the name ends in something else.
        MissingExtra: When the format's package is not installed.
        CannotWrite: When the file cannot be written.
    """
    if not 0 <= position < len(data.episodes):
        raise InvalidConfig(f"There is no episode {position}; there are {len(data.episodes)}.")
    writers = {".mcap": _write_mcap, ".rrd": _write_rerun}
    if path.suffix not in writers:
        raise InvalidConfig(f"{path} ends in neither of {list(writers)}.")
    draft = path.with_name(f".{path.name}.partial")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        writers[path.suffix](data, position, draft)
        draft.replace(path)
    except OSError as error:
        raise CannotWrite(f"Cannot write {path}: {error.strerror or error}.") from error
    finally:
        draft.unlink(missing_ok=True)


def _package(name: str, extra: str) -> Any:  # noqa: ANN401  neither package ships types
    try:
        return import_module(name)
    except ImportError as error:
        raise MissingExtra(
            f"Writing this format needs {name}: pip install 'andon[{extra}]'."
        ) from error


def _shown(data: DataSet) -> list[Feature]:
    """Give the columns that are worth looking at."""
    return [f for n, f in data.info.features.items() if f.is_number and n not in BOOKKEEPING]


def _cameras(data: DataSet) -> list[str]:
    return [key for key in data.info.picture_keys if not data.info.features[key].is_depth]


def _jpeg(picture: Picture) -> bytes:
    sink = io.BytesIO()
    Image.fromarray(picture).save(sink, format="JPEG", quality=90)
    return sink.getvalue()


def _pairs(feature: Feature, values: np.ndarray[Any, np.dtype[Any]]) -> Json:
    flat = np.asarray(values).reshape(-1)
    return {feature.part(i): value for i, value in enumerate(flat.tolist())}


def _write_mcap(data: DataSet, position: int, path: Path) -> None:
    writer_module = _package("mcap.writer", "data")
    columns = data.columns(position, [*(f.name for f in _shown(data)), "timestamp"])
    times = (columns["timestamp"].astype(np.float64) * NS_PER_S).round().astype(np.int64).tolist()
    with path.open("wb") as file:
        writer = writer_module.Writer(file)
        writer.start(profile="", library="andon")
        for feature in _shown(data):
            parts = {feature.part(i): {"type": "number"} for i in range(feature.num_values)}
            schema: Json = {"type": "object", "title": feature.name, "properties": parts}
            channel = _channel(writer, feature.name, schema)
            for frame, (time, values) in enumerate(zip(times, columns[feature.name], strict=True)):
                _message(writer, channel, time, frame, _pairs(feature, values))
        for key in _cameras(data):
            channel = _channel(writer, key, IMAGE_SCHEMA)
            for frame, picture in enumerate(data.pictures(position, key)):
                second, rest = divmod(times[frame], NS_PER_S)
                content: Json = {
                    "timestamp": {"sec": second, "nsec": rest},
                    "frame_id": key.rsplit(".", 1)[-1],
                    "data": base64.b64encode(_jpeg(picture)).decode(),
                    "format": "jpeg",
                }
                _message(writer, channel, times[frame], frame, content)
        writer.finish()


def _channel(writer: Any, name: str, schema: Json) -> int:  # noqa: ANN401  mcap's own class
    number = writer.register_schema(
        name=str(schema["title"]), encoding="jsonschema", data=json.dumps(schema).encode()
    )
    topic = "/" + name.replace(".", "/")
    return int(writer.register_channel(topic=topic, message_encoding="json", schema_id=number))


def _message(writer: Any, channel: int, time: int, frame: int, content: Json) -> None:  # noqa: ANN401
    writer.add_message(
        channel_id=channel,
        log_time=time,
        publish_time=time,
        sequence=frame,
        data=json.dumps(content).encode(),
    )


def _write_rerun(data: DataSet, position: int, path: Path) -> None:
    rerun = _package("rerun", "rerun")
    columns = data.columns(position, [*(f.name for f in _shown(data)), "timestamp"])
    recording = rerun.RecordingStream("andon", recording_id=f"episode {position}")
    recording.save(str(path))
    cameras: dict[str, Iterator[Picture]] = {
        key: data.pictures(position, key) for key in _cameras(data)
    }
    for frame, time in enumerate(columns["timestamp"].astype(np.float64).tolist()):
        recording.set_time("frame", sequence=frame)
        recording.set_time("time", duration=time)
        for feature in _shown(data):
            values = np.asarray(columns[feature.name][frame], np.float64).reshape(-1)
            recording.log(feature.name.replace(".", "/"), rerun.Scalars(values))
        for key, pictures in cameras.items():
            image = rerun.EncodedImage(contents=_jpeg(next(pictures)), media_type="image/jpeg")
            recording.log(key.replace(".", "/"), image)
    recording.flush()
    recording.disconnect()
