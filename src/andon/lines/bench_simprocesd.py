"""The line of the benchmark in SimPROCESD, another open line simulator, to measure against."""

from __future__ import annotations

import importlib.util
from importlib.metadata import version
from typing import TYPE_CHECKING

from andon.errors import MissingExtra
from andon.lines.bench_bare import Luck
from andon.lines.line import Line

if TYPE_CHECKING:
    from simprocesd.model.factory_floor import Part, PartHandler, PartProcessor

__all__ = ["is_installed", "simprocesd_version", "simulate_simprocesd"]

NO_DEVICE = -1
"""Identifier of events that belong to no device, so that a stopped device does not delay them."""


def is_installed() -> bool:
    """Say whether SimPROCESD can be imported."""
    return importlib.util.find_spec("simprocesd") is not None


def simprocesd_version() -> str:
    """Give the installed version."""
    return version("simprocesd")


def simulate_simprocesd(line: Line, *, seed: int) -> int:
    """Run a line as `andon.lines.bench.make_bench_line` makes it, with the devices of SimPROCESD.

    A source, a processor per station, a buffer between two, a sink. Cycle times are set when a part
    comes; a stop shuts the processor down and restores it after the repair, which delays the part
    in it. SimPROCESD notes every part that a device receives and makes.

    Args:
        line: A serial line.
        seed: Open seed; the luck is that of `simulate` and `simulate_bare`.

    Returns:
        Parts that left the line.

    Raises:
        MissingExtra: When SimPROCESD is not installed.
    """
    if not is_installed():
        raise MissingExtra("This comparison needs SimPROCESD: pip install 'andon[bench]'.")
    from simprocesd.model import System
    from simprocesd.model.factory_floor import Buffer, PartProcessor, Sink, Source

    system = System()
    sizes = {buffer.name: int(buffer.size) for buffer in line.buffers}
    last: PartHandler = Source("source")
    for station in line.stations:
        if station.inputs:
            last = Buffer(station.inputs[0], [last], capacity=sizes[station.inputs[0]])
        processor = PartProcessor(station.name, [last])
        processor.add_receive_part_callback(_Worker(Luck(station, seed)).begin)
        last = processor
    sink = Sink("sink", [last])
    system.simulate(line.end_s, print_summary=False)
    return sink.received_parts_count


class _Worker:
    """Gives one processor its cycle times and stops."""

    def __init__(self, luck: Luck) -> None:
        """Draw when the first stop comes."""
        self._luck = luck
        self._left_s = luck.between.next()
        self._time_s = 0.0

    def begin(self, device: PartProcessor, part: Part) -> None:
        """Work on a part that has come."""
        self._time_s = device.cycle_time = self._luck.cycle.next()
        self._go_on(device)

    def _go_on(self, device: PartProcessor) -> None:
        """Find out whether a stop comes before the part is done."""
        if self._time_s > self._left_s:
            at = device.env.now + self._left_s
            device.env.schedule_event(at, NO_DEVICE, lambda: self._stop(device))
        else:
            self._left_s -= self._time_s

    def _stop(self, device: PartProcessor) -> None:
        self._time_s -= self._left_s
        device.shutdown()
        at = device.env.now + self._luck.repair.next()
        device.env.schedule_event(at, NO_DEVICE, lambda: self._restore(device))

    def _restore(self, device: PartProcessor) -> None:
        device.restore_functionality()
        self._left_s = self._luck.between.next()
        self._go_on(device)
