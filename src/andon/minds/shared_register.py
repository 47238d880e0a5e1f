"""A register in shared memory that one process writes and others read: the latest value wins.

Nobody ever waits. A writer puts a value into the slot that is not the newest and then says that it
is; a reader that was overtaken meanwhile finds another number or another checksum, and tries again.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import accumulate
from multiprocessing.shared_memory import SharedMemory
from typing import Any
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

from andon.errors import InvalidConfig

__all__ = ["Layout", "SharedRegister", "layout_of"]

Values = Mapping[str, NDArray[Any]]
"""Arrays by name."""

HEAD_BYTES = 64
"""The number of the newest value, alone on its cache line."""
SLOT_HEAD_BYTES = 16
"""Number of the value in a slot (8 bytes), and its checksum (4)."""
NUM_SLOTS = 2
ATTEMPTS = 3
"""Readings before a reader gives up until it is asked again."""
ALIGNMENT = 64


@dataclass(frozen=True, kw_only=True)
class Layout:
    """Names, types and shapes of the arrays that a register holds, in order."""

    entries: tuple[tuple[str, str, tuple[int, ...]], ...]
    """Name, NumPy type and shape of each array."""

    @property
    def num_bytes(self) -> int:
        """Size of one value."""
        return self._ends()[-1] if self.entries else 0

    def _sizes(self) -> list[int]:
        return [np.dtype(kind).itemsize * int(np.prod(shape)) for _, kind, shape in self.entries]

    def _ends(self) -> list[int]:
        return list(accumulate(self._sizes()))

    def pack(self, values: Values) -> bytes:
        """Give a value as bytes.

        Raises:
            InvalidConfig: When an array is missing or has another shape.
        """
        parts: list[bytes] = []
        for name, kind, shape in self.entries:
            array = np.ascontiguousarray(values[name], dtype=kind) if name in values else None
            if array is None or array.shape != shape:
                found = "nothing" if array is None else f"shape {array.shape}"
                raise InvalidConfig(f"The register wants {name!r} of shape {shape}; got {found}.")
            parts.append(array.tobytes())
        return b"".join(parts)

    def unpack(self, data: bytes) -> dict[str, NDArray[Any]]:
        """Give the arrays in some bytes; copies."""
        ends = self._ends()
        starts = [0, *ends[:-1]]
        return {
            name: np.frombuffer(data[a:b], dtype=kind).reshape(shape).copy()
            for (name, kind, shape), a, b in zip(self.entries, starts, ends, strict=True)
        }


def layout_of(values: Values) -> Layout:
    """Give the layout that fits some arrays."""
    return Layout(entries=tuple((name, a.dtype.str, a.shape) for name, a in values.items()))


class SharedRegister:
    """The newest value of a few arrays, for one writer and any number of readers.

    Source:
        The sequence lock of the Linux kernel, with two slots, so that a writer that dies while it
        writes leaves the value of before. The checksum covers processors that reorder writes.
    """

    def __init__(self, layout: Layout, name: str | None = None) -> None:
        """Make a register, or open the one of another process.

        Args:
            layout: What it holds.
            name: Name of a register that exists; a new one when None.
        """
        self.layout = layout
        self._slot_bytes = -(-(SLOT_HEAD_BYTES + layout.num_bytes) // ALIGNMENT) * ALIGNMENT
        size = HEAD_BYTES + NUM_SLOTS * self._slot_bytes
        self._is_owner = name is None
        self._memory = SharedMemory(name=name, create=name is None, size=size)
        self._size = size
        self.num_torn = 0
        self._seen = 0
        self._written = self.latest

    @property
    def name(self) -> str:
        """Name by which another process opens it."""
        return self._memory.name

    def _bytes(self) -> memoryview:
        buffer = self._memory.buf
        if buffer is None:
            raise InvalidConfig(f"The register {self.name} was closed; make a new one.")
        return buffer

    @property
    def latest(self) -> int:
        """Number of the newest value; 0 before there is one."""
        return int.from_bytes(self._bytes()[:8], "little")

    def write(self, values: Values) -> int:
        """Put in a value and give its number."""
        number = self._written = self._written + 1
        data = self.layout.pack(values)
        with self.begin(number) as slot:
            slot[SLOT_HEAD_BYTES : SLOT_HEAD_BYTES + len(data)] = data
            slot[8:12] = crc32(data).to_bytes(4, "little")
            slot[:8] = number.to_bytes(8, "little")
        self._bytes()[:8] = number.to_bytes(8, "little")
        return number

    def begin(self, number: int) -> memoryview:
        """Give the slot of a number, marked as unfinished."""
        start = HEAD_BYTES + number % NUM_SLOTS * self._slot_bytes
        slot = self._bytes()[start : start + self._slot_bytes]
        slot[:8] = bytes(8)
        return slot

    def read(self) -> tuple[int, dict[str, NDArray[Any]]] | None:
        """Give the newest value with its number, once; None when there is no newer one.

        A value that was overwritten while it was read, or was never finished, is no value:
        `num_torn` counts such readings.
        """
        for _ in range(ATTEMPTS):
            number = self.latest
            if number <= self._seen:
                return None
            data = self._read_slot(number)
            if data is not None:
                self._seen = number
                return number, self.layout.unpack(data)
        self.num_torn += 1
        return None

    def _read_slot(self, number: int) -> bytes | None:
        start = HEAD_BYTES + number % NUM_SLOTS * self._slot_bytes
        head = bytes(self._bytes()[start : start + SLOT_HEAD_BYTES])
        first = start + SLOT_HEAD_BYTES
        data = bytes(self._bytes()[first : first + self.layout.num_bytes])
        again = bytes(self._bytes()[start : start + 8])
        is_whole = head[:8] == again == number.to_bytes(8, "little")
        is_sound = crc32(data) == int.from_bytes(head[8:12], "little")
        return data if is_whole and is_sound else None

    def scribble(self, data: bytes, at: int = 0) -> None:
        """Write any bytes anywhere: what a process gone wrong would do. For tests and benches."""
        end = min(at + len(data), self._size)
        self._bytes()[at:end] = data[: end - at]

    def close(self) -> None:
        """Let go of the memory; whoever made it removes it."""
        self._memory.close()
        if self._is_owner:
            self._memory.unlink()
