"""Pictures in a row as an MP4 that every browser plays."""

from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Protocol, cast

import numpy as np
from numpy.typing import NDArray

__all__ = ["encode_h264"]


class _Stream(Protocol):
    """What is used of PyAV's video stream, whose own types are incomplete."""

    width: int
    height: int
    pix_fmt: str
    thread_count: int
    options: dict[str, str]

    def encode(self, frame: object | None) -> Sequence[object]: ...


class _Container(Protocol):
    """What is used of PyAV's output container."""

    def add_stream(self, codec_name: str, *, rate: int) -> _Stream: ...

    def mux(self, packets: Sequence[object]) -> None: ...

    def close(self) -> None: ...


def encode_h264(pictures: Sequence[NDArray[np.uint8]], *, fps: int, crf: int) -> bytes:
    """Encode pictures as H.264 in an MP4 whose index comes first, so that it plays at once.

    Args:
        pictures: Frames of one size, even in both directions. Shapes (H, W, 3).
        fps: Frames per second.
        crf: Constant rate factor: 0 is lossless, 51 is the smallest file.

    Returns:
        The file. The bytes depend on the version of the encoder, not on the number of cores.
    """
    import av
    from av.video.frame import VideoFrame

    with TemporaryDirectory() as folder:
        path = Path(folder) / "film.mp4"
        options = {"movflags": "+faststart"}
        container = cast("_Container", av.open(str(path), mode="w", options=options))
        stream = container.add_stream("libx264", rate=fps)
        stream.height, stream.width = pictures[0].shape[:2]
        stream.pix_fmt = "yuv420p"
        stream.thread_count = 1
        stream.options = {"crf": str(crf), "preset": "slow"}
        for picture in pictures:
            container.mux(stream.encode(VideoFrame.from_ndarray(picture, format="rgb24")))
        container.mux(stream.encode(None))
        container.close()
        return path.read_bytes()
