"""What is used of PyAV, whose own types have holes."""

from collections.abc import Iterator, Sequence
from fractions import Fraction
from typing import Protocol, Self

import numpy as np
from numpy.typing import NDArray

__all__ = ["Container", "Frame", "Packet", "Stream"]


class Frame(Protocol):
    """A decoded picture."""

    pts: int | None
    height: int
    width: int

    def to_ndarray(self, *, format: str) -> NDArray[np.uint8]:
        """Give the pixels."""
        ...


class Stream(Protocol):
    """One video in a file."""

    width: int
    height: int
    pix_fmt: str
    thread_count: int
    thread_type: str
    options: dict[str, str]
    time_base: Fraction

    def encode(self, frame: object | None) -> Sequence[object]:
        """Encode a picture; None gives what is left."""
        ...


class Packet(Protocol):
    """An encoded picture."""

    pts: int | None
    dts: int | None
    is_keyframe: bool
    stream: Stream


class Streams(Protocol):
    """The videos of a file."""

    video: Sequence[Stream]


class Container(Protocol):
    """A video file, open for reading or writing."""

    streams: Streams

    def add_stream(self, codec_name: str, *, rate: Fraction) -> Stream:
        """Add a video to write."""
        ...

    def add_stream_from_template(self, template: Stream) -> Stream:
        """Add a video of the same kind as another."""
        ...

    def mux(self, packets: object) -> None:
        """Write encoded pictures."""
        ...

    def demux(self, stream: Stream) -> Iterator[Packet]:
        """Read encoded pictures."""
        ...

    def decode(self, stream: Stream) -> Iterator[Frame]:
        """Read pictures."""
        ...

    def seek(self, offset: int, *, stream: Stream, backward: bool) -> None:
        """Go to the frame that stands alone before a time."""
        ...

    def close(self) -> None:
        """Close the file."""
        ...

    def __enter__(self) -> Self:
        """Give the file."""
        ...
