"""Pictures in MP4 files: written one by one, read from any frame on, cut without loss."""

from collections.abc import Generator, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import cast

import numpy as np
from numpy.typing import NDArray

from andon.episodes.data.av_protocol import Container, Frame, Packet, Stream
from andon.episodes.data.store import Store
from andon.errors import AndonError, BrokenFile, CannotWrite, InvalidConfig

__all__ = [
    "Picture",
    "VideoSpan",
    "VideoWriter",
    "copy_span",
    "encode",
    "frame_times",
    "read_pictures",
]

CRF = 18
"""Constant rate factor; at 18 people see no loss."""
GROUP = 5
"""Frames from one that stands alone to the next: a frame is reached by decoding at most five."""
TOLERANCE = 0.25
"""A frame counts as the wanted one when it is nearer than this share of the frame distance."""

Picture = NDArray[np.uint8]


@dataclass(frozen=True, kw_only=True)
class VideoSpan:
    """The part of a video file that holds one episode."""

    file: str
    """Path of the file inside the data set."""
    from_s: float
    """Time of the episode's first frame in the file."""
    to_s: float
    """Time at which the next episode would begin."""


class VideoWriter:
    """Encodes pictures into an MP4 file, one at a time."""

    def __init__(self, path: Path, *, rate: Fraction, size: tuple[int, int]) -> None:
        """Start a file.

        Args:
            path: File to write; its directory exists.
            rate: Frames per second.
            size: Height and width.

        Raises:
            CannotWrite: When the file cannot be written.
        """
        import av

        self._path, self._shape = path, (*size, 3)
        with _writing(path):
            self._file = cast("Container", av.open(str(path), mode="w", format="mp4"))
            stream = self._file.add_stream("libx264", rate=rate)
            stream.height, stream.width = size
            is_even = size[0] % 2 == 0 and size[1] % 2 == 0
            stream.pix_fmt = "yuv420p" if is_even else "yuv444p"
            stream.thread_count = 1
            stream.options = {
                "crf": str(CRF),
                "preset": "veryfast",
                "g": str(GROUP),
                "bf": "0",
            }
        self._stream = stream
        self.num_frames = 0

    def add(self, picture: Picture) -> None:
        """Encode the next picture.

        Raises:
            InvalidConfig: When it has another size or type than the others.
            CannotWrite: When the disk is full.
        """
        from av.video.frame import VideoFrame

        if picture.shape != self._shape or picture.dtype != np.uint8:
            raise InvalidConfig(
                f"A picture has the shape {picture.shape} and type {picture.dtype}; expected "
                f"{self._shape} of uint8."
            )
        with _writing(self._path):
            frame = VideoFrame.from_ndarray(np.ascontiguousarray(picture), format="rgb24")
            self._file.mux(self._stream.encode(frame))
        self.num_frames += 1

    def close(self) -> None:
        """Write what is left and the index, without which nobody can read the file.

        Raises:
            CannotWrite: When the disk is full.
        """
        with _writing(self._path):
            try:
                self._file.mux(self._stream.encode(None))
            finally:
                self._file.close()

    def abandon(self) -> None:
        """Close the file without its end; it is of no use then."""
        try:
            self._file.close()
        except (OSError, ValueError):
            return


@contextmanager
def _writing(path: Path) -> Generator[None]:
    from av.error import FFmpegError

    try:
        yield
    except (OSError, FFmpegError) as error:
        raise CannotWrite(f"Cannot write {path}: {error.strerror or error}.") from error


@contextmanager
def _opened(store: Store, file: str) -> Generator[Container]:
    """Open a video; the errors of FFmpeg become errors by name."""
    import av
    from av.error import FFmpegError

    with store.open(file) as source:
        try:
            container = cast("Container", av.open(source, mode="r"))
            try:
                if not container.streams.video:
                    raise BrokenFile(f"{store.at(file)} holds no video.")
                yield container
            finally:
                container.close()
        except (FFmpegError, OSError, ValueError, IndexError, MemoryError) as error:
            if isinstance(error, AndonError):
                raise
            raise BrokenFile(f"{store.at(file)} cannot be decoded: {error}.") from error


def read_pictures(
    store: Store,
    span: VideoSpan,
    *,
    rate: float,
    start: int = 0,
    stop: int,
    shape: Sequence[int],
) -> Iterator[Picture]:
    """Decode the pictures of an episode, in order.

    Args:
        store: The data set.
        span: Where the episode lies.
        rate: Frames per second.
        start: First frame, counted from the episode's start.
        stop: One past the last frame.
        shape: Height, width and channels that are declared.

    Yields:
        Exactly `stop - start` pictures. Shapes (H, W, 3).

    Raises:
        BrokenFile: When a frame is missing, lies between two frame times, cannot be decoded, or has
            another size.
    """
    wanted = start
    with _opened(store, span.file) as container:
        stream = container.streams.video[0]
        stream.thread_type = "NONE"
        base = float(stream.time_base)
        first = span.from_s + start / rate
        _seek(container, stream, max(0.0, first - TOLERANCE / rate), base)
        for frame in container.decode(stream):
            if wanted >= stop:
                break
            if frame.pts is None:
                raise BrokenFile(f"{store.at(span.file)} has a frame without a time.")
            place = (frame.pts * base - span.from_s) * rate
            if place < wanted - TOLERANCE:
                continue
            if place > wanted + TOLERANCE:
                raise BrokenFile(
                    f"{store.at(span.file)}: no picture at frame {wanted} "
                    f"({span.from_s + wanted / rate:.4f} s); the next is {place - wanted:.1f} "
                    "frames later."
                )
            yield _picture(frame, shape, where=store.at(span.file))
            wanted += 1
    if wanted < stop:
        raise BrokenFile(
            f"{store.at(span.file)} ends before frame {wanted} of {stop} "
            f"({span.from_s + wanted / rate:.4f} s)."
        )


def _seek(container: Container, stream: Stream, time_s: float, base: float) -> None:
    """Go to the last frame before a time that stands alone."""
    if time_s > 0:
        container.seek(int(time_s / base), stream=stream, backward=True)


def _picture(frame: Frame, shape: Sequence[int], *, where: str) -> Picture:
    if (frame.height, frame.width) != tuple(shape[:2]):
        raise BrokenFile(
            f"{where} holds pictures of {frame.height} x {frame.width}; {tuple(shape)} is declared."
        )
    return frame.to_ndarray(format="rgb24")


def frame_times(store: Store, file: str) -> NDArray[np.float64]:
    """Give the times of all frames of a file without decoding them.

    Returns:
        Times in ascending order. Shape (number of frames,). [s]
    """
    with _opened(store, file) as container:
        stream = container.streams.video[0]
        base = float(stream.time_base)
        times = [p.pts * base for p in container.demux(stream) if p.pts is not None]
    return np.sort(np.array(times, np.float64))


def copy_span(store: Store, span: VideoSpan, target: Path, *, rate: float, num_frames: int) -> bool:
    """Copy the part of a video that holds one episode, without decoding it.

    Args:
        store: The data set.
        span: Where the episode lies.
        target: File to write.
        rate: Frames per second.
        num_frames: Frames of the episode.

    Returns:
        Whether it could be copied: the episode begins with a frame that stands alone, and frames
        are stored in the order in which they are shown. If not, nothing is written.
    """
    import av

    with _opened(store, span.file) as source:
        stream = source.streams.video[0]
        base = float(stream.time_base)
        times, packets = _packets(source, stream, span, base, rate)
        if len(packets) != num_frames or not packets[0].is_keyframe:
            return False
        if sorted(times) != times:  # stored in another order than shown
            return False
        with _writing(target):
            file = cast("Container", av.open(str(target), mode="w", format="mp4"))
            try:
                out = file.add_stream_from_template(stream)
                for time, packet in zip(times, packets, strict=True):
                    packet.pts = packet.dts = time - times[0]
                    packet.stream = out
                    file.mux(packet)
            finally:
                file.close()
    return True


def _packets(
    source: Container, stream: Stream, span: VideoSpan, base: float, rate: float
) -> tuple[list[int], list[Packet]]:
    _seek(source, stream, max(0.0, span.from_s - TOLERANCE / rate), base)
    low, high = span.from_s - TOLERANCE / rate, span.to_s - TOLERANCE / rate
    times: list[int] = []
    found: list[Packet] = []
    for packet in source.demux(stream):
        if packet.pts is None:
            continue
        if packet.pts * base >= high and packet.is_keyframe:
            break
        if low <= packet.pts * base < high:
            times.append(packet.pts)
            found.append(packet)
    return times, found


def encode(
    pictures: Iterable[Picture], path: Path, *, rate: Fraction, size: tuple[int, int]
) -> int:
    """Encode pictures into a new file.

    Returns:
        Number of pictures.
    """
    writer = VideoWriter(path, rate=rate, size=size)
    is_done = False
    try:
        for picture in pictures:
            writer.add(picture)
        writer.close()
        is_done = True
    finally:
        if not is_done:
            writer.abandon()
    return writer.num_frames
