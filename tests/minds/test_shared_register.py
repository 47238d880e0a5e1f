from collections.abc import Iterator
from typing import Any

import numpy as np
import pytest

from andon.errors import InvalidConfig
from andon.minds import shared_register
from andon.minds.shared_register import HEAD_BYTES, Layout, SharedRegister, layout_of
from andon.randomness import stream

VALUE = {"speed": np.array([1.0, 2.0]), "steps": np.array([7], np.int64)}
LAYOUT = layout_of(VALUE)


def value(x: float) -> dict[str, Any]:
    return {"speed": np.full(2, x), "steps": np.array([int(x)], np.int64)}


@pytest.fixture
def ends() -> Iterator[tuple[SharedRegister, SharedRegister]]:
    """Give the writer's and the reader's end of one register."""
    writer = SharedRegister(LAYOUT)
    reader = SharedRegister(LAYOUT, writer.name)
    yield writer, reader
    reader.close()
    writer.close()


Ends = tuple[SharedRegister, SharedRegister]


def test_what_is_written_is_read_once(ends: Ends):
    writer, reader = ends
    assert reader.read() is None
    writer.write(value(3.0))
    found = reader.read()
    assert found is not None
    number, values = found
    assert number == 1
    assert values["speed"].tolist() == [3.0, 3.0]
    assert values["steps"].tolist() == [3]
    assert reader.read() is None


def test_of_several_values_the_latest_wins(ends: Ends):
    writer, reader = ends
    for x in (1.0, 2.0, 3.0):
        writer.write(value(x))
    found = reader.read()
    assert found is not None
    assert (found[0], found[1]["steps"].tolist()) == (3, [3])


def test_a_writer_that_dies_while_it_writes_leaves_the_value_of_before(ends: Ends):
    writer, reader = ends
    writer.write(value(1.0))
    with writer.begin(2) as slot:
        slot[16:20] = b"half"
    found = reader.read()
    assert found is not None
    assert found[1]["speed"].tolist() == [1.0, 1.0]
    assert reader.num_torn == 0


def test_a_value_that_is_overwritten_while_it_is_read_is_torn(
    ends: Ends, monkeypatch: pytest.MonkeyPatch
):
    writer, reader = ends
    writer.write(value(1.0))
    crc32 = shared_register.crc32
    calls: list[int] = []

    def overtaken(data: bytes) -> int:
        calls.append(len(data))
        reader.scribble(bytes(8), HEAD_BYTES + reader._slot_bytes)  # pyright: ignore[reportPrivateUsage]
        return crc32(data)

    with writer.begin(1):
        pass  # the writer has begun to write this slot anew
    monkeypatch.setattr(shared_register, "crc32", overtaken)
    assert reader.read() is None
    assert reader.num_torn == 1
    assert len(calls) == shared_register.ATTEMPTS


@pytest.mark.parametrize("at", [0, HEAD_BYTES, HEAD_BYTES + 8, HEAD_BYTES + 16, HEAD_BYTES + 64])
def test_no_garbage_in_the_memory_is_ever_taken_for_a_value(ends: Ends, at: int):
    writer, reader = ends
    draws = stream(1, "garbage", at)
    for i in range(50):
        writer.write(value(float(i)))
        reader.scribble(draws.bytes(int(draws.integers(1, 64))), at)
        found = reader.read()
        if found is not None:
            assert found[1]["speed"].tolist() == [float(i), float(i)]
    for _ in range(2):
        writer.write(value(99.0))
    assert reader.read() is not None or at == 0


def test_a_register_takes_only_what_it_is_made_for(ends: Ends):
    writer, _ = ends
    with pytest.raises(InvalidConfig, match="wants 'speed' of shape"):
        writer.write({"speed": np.zeros(3), "steps": np.zeros(1, np.int64)})
    with pytest.raises(InvalidConfig, match="got nothing"):
        writer.write({"speed": np.zeros(2)})


def test_bytes_and_back_is_the_same_to_the_last_bit():
    values = {"a": np.array([[np.nan, np.inf], [0.1, -0.0]]), "b": np.array([True, False])}
    layout = layout_of(values)
    again = layout.unpack(layout.pack(values))
    assert all(again[k].tobytes() == values[k].tobytes() for k in values)
    assert all(again[k].shape == values[k].shape for k in values)
    assert Layout(entries=()).num_bytes == 0


def test_a_register_that_was_closed_is_refused():
    register = SharedRegister(LAYOUT)
    register.close()
    with pytest.raises(InvalidConfig, match="was closed"):
        register.read()
