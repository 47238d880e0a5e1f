"""Drawings of a line: a shift as bands, time lost step by step, and where a robot breaks even."""

from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup
from matplotlib.ticker import MaxNLocator

from andon.dashboard.numerals import as_declared
from andon.lines.reasons import Reason
from andon.lines.shift_log import ShiftLog

__all__ = [
    "BAND_NAMES",
    "BreakEvenLine",
    "Gantt",
    "band_of",
    "draw_break_even",
    "draw_gantt",
    "step_strip",
    "swing_strip",
]

BAND_NAMES = {
    "work": "making parts",
    "wait": "waiting for parts or space",
    "help": "a person helps",
    "down": "failed",
    "care": "set-up, maintenance, battery",
    "closed": "break or closed",
}
"""What each colour of a band means, in the order of the legend."""

SHIFT_S = 8 * 3600.0
"""Length of the stretch that is drawn."""

_MOST_BANDS = 1500
"""Bands of one station; beyond that the shortest are left out, and the page says so."""

_THINNEST = 0.15
"""Width of the thinnest band. [%]"""


def band_of(reason: Reason) -> str:
    """Give the colour class of a reason."""
    if reason.element == "outside_PBT":
        return "closed"
    if reason.state == "productive":
        return "work"
    if reason.state == "standby":
        return "wait"
    if reason.state == "unscheduled_down":
        return "help" if reason.element == "ADET" else "down"
    return "care"


@dataclass(frozen=True, kw_only=True)
class Gantt:
    """States of all stations over a stretch of time."""

    rows: tuple[tuple[str, Markup], ...]
    """Name and drawing of each station."""
    axis: Markup
    """Clock below them."""
    words: str
    """Which stretch it is."""
    last: tuple[tuple[str, str], ...]
    """Class and reason of each station at the end of the stretch, in the order of the rows."""
    left_out: int
    """Bands that were too many to draw."""


def draw_gantt(log: ShiftLog) -> Gantt:
    """Draw the first shift of a log, eight hours at most.

    Args:
        log: One replication.

    Returns:
        One band per station, and what each did at the end.
    """
    bands = [band_of(reason) for reason in log.reasons]
    table = log.states
    columns = (table.station, table.start_s, table.end_s, table.reason)
    spans: list[tuple[int, float, float, int]] = list(
        zip(*(column.tolist() for column in columns), strict=True)
    )
    start = min((s for _, s, _, r in spans if bands[r] != "closed"), default=log.start_s)
    end = min(start + SHIFT_S, log.end_s)
    closed = [index for index, reason in enumerate(log.reasons) if reason.code == "off_shift"]
    has_clock = any(r in closed for _, _, _, r in spans)
    rows: list[tuple[str, Markup]] = []
    last: list[tuple[str, str]] = []
    left_out = 0
    for index, record in enumerate(log.stations):
        own = [(s, e, r) for i, s, e, r in spans if i == index and e > start and s < end]
        marks = _merged([(max(s, start), min(e, end), bands[r]) for s, e, r in own])
        kept = sorted(sorted(marks, key=lambda m: m[0] - m[1])[:_MOST_BANDS])
        left_out += len(marks) - len(kept)
        rows.append((record.name, _band_strip(kept, start, end, record.name)))
        reason = log.reasons[own[-1][2]] if own else None
        last.append((band_of(reason), reason.text) if reason else ("closed", "not there"))
    return Gantt(
        rows=tuple(rows),
        axis=_clock_axis(start, end, has_clock=has_clock),
        words=f"{_clock(start, has_clock=has_clock)} to {_clock(end, has_clock=has_clock)}",
        last=tuple(last),
        left_out=left_out,
    )


def _merged(spans: Sequence[tuple[float, float, str]]) -> list[tuple[float, float, str]]:
    """Join neighbours of one class; working time is the ground and needs no band."""
    found: list[tuple[float, float, str]] = []
    for start, end, band in spans:
        if found and found[-1][2] == band and found[-1][1] == start:
            found[-1] = (found[-1][0], end, band)
        else:
            found.append((start, end, band))
    return [span for span in found if span[2] != "work"]


def _band_strip(
    spans: Sequence[tuple[float, float, str]], start: float, end: float, name: str
) -> Markup:
    rect = Markup('<rect class="band {}" x="{:.2f}%" width="{:.2f}%" height="22"/>')
    whole = end - start
    parts = [
        rect.format(band, 100 * (s - start) / whole, max(100 * (e - s) / whole, _THINNEST))
        for s, e, band in spans
    ]
    ground = Markup('<rect class="band work" width="100%" height="22"/>')
    return Markup('<svg class="gantt" height="22" role="img"><title>{}</title>{}{}</svg>').format(
        f"States of {name}", ground, Markup("").join(parts)
    )


def _clock_axis(start: float, end: float, *, has_clock: bool) -> Markup:
    step = next(s for s in (900.0, 1800.0, 3600.0, 7200.0, 1e9) if (end - start) / s <= 5)
    first = -(-start // step) * step
    labels: list[Markup] = []
    while first <= end and step < 1e9:
        label = Markup('<text x="{:.2f}%" y="12">{}</text>')
        at = 100 * (first - start) / (end - start)
        labels.append(label.format(at, _clock(first, has_clock=has_clock)))
        first += step
    return Markup('<svg class="gantt axis" height="16" aria-hidden="true">{}</svg>').format(
        Markup("").join(labels)
    )


def _clock(time_s: float, *, has_clock: bool) -> str:
    if not has_clock:
        return f"{time_s / 3600:.3g} h"
    minutes = round(time_s / 60.0)
    return f"{minutes // 60 % 24:02d}:{minutes % 60:02d}"


def step_strip(name: str, low: float, high: float, *, title: str) -> Markup:
    """Draw one step of a waterfall: a bar between two shares of the width, in [0, 1]."""
    return Markup(
        '<svg class="strip" height="22" role="img"><title>{}</title>'
        '<rect class="track" y="3" width="100%" height="16"/>'
        '<rect class="step {}" x="{:.2f}%" y="3" width="{:.2f}%" height="16"/></svg>'
    ).format(title, name, 100 * low, max(100 * (high - low), 0.3))


def swing_strip(low: float, high: float, *, title: str) -> Markup:
    """Draw how far one input moves a result: a bar between two shares of the width, in [0, 1]."""
    return Markup(
        '<svg class="strip" height="22" role="img"><title>{}</title>'
        '<rect class="track" y="3" width="100%" height="16"/>'
        '<rect class="bar data" x="{:.2f}%" y="3" width="{:.2f}%" height="16"/></svg>'
    ).format(title, 100 * low, max(100 * (high - low), 0.3))


@dataclass(frozen=True, kw_only=True)
class BreakEvenLine:
    """Where a planned hour brings what it costs."""

    xs: tuple[float, ...]
    """Values across, ascending."""
    boundary: tuple[float | None, ...]
    """Height of the line at each; None where it lies outside."""
    pays_above: tuple[bool, ...]
    """Whether the top of the map pays there."""
    low: float
    """Lower end of the map."""
    high: float
    """Upper end of the map."""
    here: tuple[float, float]
    """Where the line is now."""
    is_percent: bool
    """Whether heights are printed in percent."""


def draw_break_even(
    lines: Sequence[BreakEvenLine], *, x_label: str, y_label: str, title: str
) -> Markup:
    """Draw a break-even map for wide and for narrow pages.

    Args:
        lines: The line without subsidy, and the one with it where there is any.
        x_label: What lies across, with unit.
        y_label: What lies upwards.
        title: Text for those who do not see the drawing.
    """
    sizes = (("wide", 520, 330), ("narrow", 330, 270))
    drawings = [
        _map(lines, x_label, y_label, title, name=name, width=width, height=height)
        for name, width, height in sizes
    ]
    return Markup("").join(drawings)


@dataclass(frozen=True, kw_only=True)
class _Frame:
    """From values to places in a drawing."""

    x_low: float
    x_high: float
    y_low: float
    y_high: float
    width: int
    height: int

    def x(self, value: float) -> float:
        share = (value - self.x_low) / (self.x_high - self.x_low)
        return 52 + (self.width - 64) * min(max(share, 0.0), 1.0)

    def y(self, value: float) -> float:
        share = (value - self.y_low) / (self.y_high - self.y_low)
        return 30 + (self.height - 76) * (1.0 - min(max(share, 0.0), 1.0))


def _map(
    lines: Sequence[BreakEvenLine],
    x_label: str,
    y_label: str,
    title: str,
    *,
    name: str,
    width: int,
    height: int,
) -> Markup:
    first = lines[0]
    frame = _Frame(
        x_low=first.xs[0],
        x_high=first.xs[-1],
        y_low=first.low,
        y_high=first.high,
        width=width,
        height=height,
    )
    parts = [_grid(frame, first)]
    for index, line in enumerate(lines):
        parts.append(_paying(frame, line, "without" if index == 0 else "with"))
    x, y = frame.x(first.here[0]), frame.y(first.here[1])
    anchor, dx = ("end", -10) if x > width / 2 else ("start", 10)
    parts.append(
        Markup(
            '<circle class="here" cx="{:.1f}" cy="{:.1f}" r="6"/>'
            '<text class="here" x="{:.1f}" y="{:.1f}" text-anchor="{}">this line</text>'
        ).format(x, y, x + dx, y + 4.5, anchor)
    )
    parts.append(
        Markup(
            '<text x="0" y="14">{}</text><text x="{}" y="{}" text-anchor="end">{}</text>'
        ).format(y_label, width - 12, height - 6, x_label)
    )
    return Markup(
        '<svg class="chart {}" viewBox="0 0 {} {}" role="img"><title>{}</title>{}</svg>'
    ).format(name, width, height, title, Markup("").join(parts))


def _grid(frame: _Frame, line: BreakEvenLine) -> Markup:
    parts: list[Markup] = []
    for value in _ticks(frame.y_low, frame.y_high):
        text = f"{as_declared(round(value, 9), factor=100)} %" if line.is_percent else f"{value:g}"
        parts.append(
            Markup(
                '<line class="grid" x1="52" x2="{1}" y1="{0:.1f}" y2="{0:.1f}"/>'
                '<text x="46" y="{2:.1f}" text-anchor="end">{3}</text>'
            ).format(frame.y(value), frame.width - 12, frame.y(value) + 4, text)
        )
    label = Markup('<text x="{:.1f}" y="{}" text-anchor="middle">{}</text>')
    parts += [
        label.format(frame.x(value), frame.height - 27, _tick(value))
        for value in _ticks(frame.x_low, frame.x_high)
    ]
    return Markup("").join(parts)


def _tick(value: float) -> str:
    return f"{value:,.0f}" if abs(value) >= 1000.0 else f"{value:g}"


def _ticks(low: float, high: float) -> list[float]:
    found = MaxNLocator(nbins=5, steps=[1, 2, 2.5, 5, 10]).tick_values(low, high)
    return [float(tick) for tick in found if low <= tick <= high * (1.0 + 1e-9)]


def _paying(frame: _Frame, line: BreakEvenLine, name: str) -> Markup:
    """Shade what pays, and draw its edge."""
    edges: list[tuple[float, float]] = []
    for x, edge, pays in zip(line.xs, line.boundary, line.pays_above, strict=True):
        if pays:
            edges.append((frame.x(x), frame.y(line.low if edge is None else edge)))
    if not edges:
        return Markup()
    points = " ".join(f"{x:.1f},{y:.1f}" for x, y in edges)
    top = frame.y(line.high)
    area = f"{edges[0][0]:.1f},{top:.1f} {points} {edges[-1][0]:.1f},{top:.1f}"
    return Markup(
        '<polygon class="pays {0}" points="{1}"/><polyline class="edge {0}" points="{2}"/>'
    ).format(name, area, points)
