"""Small lines for tests."""

from collections.abc import Sequence
from dataclasses import replace

from andon.lines.distribution import Deterministic, Exponential
from andon.lines.line import Buffer, Line
from andon.lines.station import OUT, Bernoulli, Geometric, Reliability, Station


def row(stations: Sequence[Station], sizes: Sequence[int], **options) -> Line:
    """Put stations in a row with buffers b1, b2, ... between them."""
    linked = [
        {
            "inputs": (f"b{index}",) if index else (),
            "output": f"b{index + 1}" if index < len(stations) - 1 else OUT,
        }
        for index in range(len(stations))
    ]
    return Line(
        **{
            "schema": 1,
            "name": "row",
            "horizon_s": 10_000.0,
            "stations": tuple(
                replace(station, **link) for station, link in zip(stations, linked, strict=True)
            ),
            "buffers": tuple(Buffer(name=f"b{i}", capacity=n) for i, n in enumerate(sizes, 1)),
            **options,
        }
    )


def fixed(name: str, cycle_s: float, **options) -> Station:
    """Make a station whose cycles all last equally long."""
    options = {"kind": "automation", "cycle_s": Deterministic(value=cycle_s), **options}
    return Station(name=name, **options)


def exponential_row(rates: Sequence[float], space: int, **options) -> Line:
    """Make a saturated line of exponential stations with equal spaces between them."""
    stations = [
        Station(name=f"s{i}", kind="automation", cycle_s=Exponential(mean=1.0 / rate))
        for i, rate in enumerate(rates, 1)
    ]
    return row(stations, [space] * (len(rates) - 1), **options)


def bernoulli_row(chances: Sequence[float], sizes: Sequence[int], **options) -> Line:
    """Make a Bernoulli line with slots of 1 s."""
    stations = [
        Station(
            name=f"m{i}",
            kind="automation",
            reliability=Reliability(bernoulli=Bernoulli(up=chance)),
        )
        for i, chance in enumerate(chances, 1)
    ]
    return row(stations, sizes, slot_s=1.0, **options)


def geometric_row(machines: Sequence[tuple[float, float]], sizes: Sequence[int], **options) -> Line:
    """Make a line of machines (repair, fail) with slots of 1 s."""
    stations = [
        Station(
            name=f"m{i}",
            kind="automation",
            reliability=Reliability(geometric=Geometric(repair=repair, fail=fail)),
        )
        for i, (repair, fail) in enumerate(machines, 1)
    ]
    return row(stations, sizes, slot_s=1.0, **options)
