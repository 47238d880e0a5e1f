"""Small drawings in the rows of a table: intervals, bars and their axis.

Positions are percentages of the width, so that a drawing fits any column without being scaled: text
and strokes keep their size on a telephone and on paper.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import isfinite

from markupsafe import Markup, escape
from matplotlib.ticker import MaxNLocator

from andon.dashboard.numerals import as_declared
from andon.dashboard.reading import Ends

__all__ = ["FULL_RATE", "Axis", "axis_strip", "bar_strip", "interval_strip", "make_axis"]

_HEIGHT = 26
"""Height of a row. [px]"""


@dataclass(frozen=True, kw_only=True)
class Axis:
    """Limits and ticks that several drawings share."""

    low: float
    """Value at the left end."""
    high: float
    """Value at the right end."""
    ticks: tuple[float, ...]
    """Values with a grid line and a label."""
    factor: int = 1
    """Multiplier of the labels, 100 for percent. [1]"""
    suffix: str = ""
    """Printed after the label of each tick."""

    def place(self, value: float) -> str:
        """Give the horizontal position of a value, kept inside the drawing."""
        share = (value - self.low) / (self.high - self.low) if isfinite(value) else float(value > 0)
        return f"{100 * min(max(share, 0.0), 1.0):.2f}%"

    def label(self, tick: float) -> str:
        """Print a tick."""
        return as_declared(round(tick, 10), factor=self.factor) + self.suffix


FULL_RATE = Axis(low=0.0, high=1.0, ticks=(0.0, 0.25, 0.5, 0.75, 1.0), factor=100, suffix="\u00a0%")
"""All success rates there are."""


def make_axis(
    values: Iterable[float], *, limits: Ends, factor: int = 1, suffix: str = "", num_ticks: int = 5
) -> Axis:
    """Choose an axis that shows some values with room to spare.

    Args:
        values: What must be seen; infinite ones are left out.
        limits: Values that cannot be exceeded, such as 0 and 1 for a rate.
        factor: Multiplier of the labels. [1]
        suffix: Printed after the label of each tick.
        num_ticks: Most intervals between ticks.
    """
    finite = [value for value in values if isfinite(value)] or [0.0, 1.0]
    low, high = min(finite), max(finite)
    room = 0.12 * (high - low) or 0.5 * abs(low) or 0.5
    low, high = max(low - room, limits.low), min(high + room, limits.high)
    if low == high:
        low, high = low - room, high + room
    found = MaxNLocator(nbins=num_ticks, steps=[1, 2, 2.5, 5, 10]).tick_values(low, high)
    slack = 1e-9 * (high - low)
    inside = tuple(float(tick) for tick in found if low - slack <= tick <= high + slack)
    return Axis(low=low, high=high, ticks=inside, factor=factor, suffix=suffix)


def interval_strip(
    ends: Ends, axis: Axis, *, estimate: float | None, title: str, reference: float | None = None
) -> Markup:
    """Draw an interval as a line with a dot at the estimate.

    Args:
        ends: Ends of the interval; one that lies outside the axis is drawn up to its end.
        axis: Where values lie.
        estimate: Where the dot is; None for no dot.
        title: Text for those who do not see the drawing.
        reference: Value with a line of its own; None for no line.
    """
    parts = [_grid(axis)]
    if reference is not None:
        at = axis.place(reference)
        parts.append(Markup('<line class="reference" x1="{0}" x2="{0}" y2="100%"/>').format(at))
    low, high = axis.place(ends.low), axis.place(ends.high)
    marks = [_segment("interval", low, high, 0), *(_cap("interval", x, 0) for x in (low, high))]
    if estimate is not None:
        marks.append(_dot(axis.place(estimate), 0))
    parts.append(Markup('<svg y="50%">{}</svg>').format(Markup("").join(marks)))
    return _svg("strip", _HEIGHT, title, parts)


def bar_strip(shares: Sequence[tuple[str, float]], *, title: str) -> Markup:
    """Draw parts of a whole as bars in a row.

    Args:
        shares: Style class and share of the width, in [0, 1], of each part.
        title: Text for those who do not see the drawing.
    """
    parts = [Markup('<rect class="track" y="6" width="100%" height="12"/>')]
    start = 0.0
    for name, share in shares:
        parts.append(
            Markup('<rect class="bar {}" x="{:.2f}%" y="6" width="{:.2f}%" height="12"/>').format(
                name, 100 * start, 100 * share
            )
        )
        start += share
    return _svg("strip", _HEIGHT, title, parts)


def axis_strip(axis: Axis) -> Markup:
    """Draw the labels of an axis; hidden from those who do not see, as titles say the values."""
    labels = [
        Markup('<text x="{}" y="12">{}</text>').format(axis.place(tick), axis.label(tick))
        for tick in axis.ticks
    ]
    return Markup('<svg class="strip axis" height="16" aria-hidden="true">{}</svg>').format(
        Markup("").join(labels)
    )


def _svg(name: str, height: int, title: str, parts: Sequence[Markup]) -> Markup:
    return Markup('<svg class="{}" height="{}" role="img"><title>{}</title>{}</svg>').format(
        name, height, escape(title), Markup("").join(parts)
    )


def _grid(axis: Axis) -> Markup:
    line = Markup('<line class="grid" x1="{0}" x2="{0}" y2="100%"/>')
    return Markup("").join(line.format(axis.place(tick)) for tick in axis.ticks)


def _segment(name: str, low: str, high: str, y: int) -> Markup:
    line = Markup('<line class="{0}" x1="{1}" x2="{2}" y1="{3}" y2="{3}"/>')
    return line.format(name, low, high, y)


def _cap(name: str, at: str, y: int) -> Markup:
    line = Markup('<line class="{0}" x1="{1}" x2="{1}" y1="{2}" y2="{3}"/>')
    return line.format(name, at, y - 4, y + 4)


def _dot(at: str, y: int) -> Markup:
    return Markup('<circle class="dot" cx="{}" cy="{}" r="4.5"/>').format(at, y)


@dataclass(frozen=True, kw_only=True)
class ForestRow:
    """One interval of a forest plot."""

    label: str
    """What the interval is."""
    ends: Ends
    """Its ends."""
    estimate: float | None
    """Where its dot is."""


def forest_plot(
    rows: Sequence[ForestRow], axis: Axis, *, unfit: float, fit: float, title: str
) -> Markup:
    """Draw intervals above each other, against the unfit and the fit bar of a gate.

    Args:
        rows: Intervals from top to bottom.
        axis: Where values lie.
        unfit: Value of an unfit policy; everything beyond it is shaded.
        fit: Value of a fit policy; everything beyond it is shaded.
        title: Text for those who do not see the drawing.
    """
    top, step = 24, 46
    bottom = top + step * len(rows)
    heights = tuple(top + step * index + 32 for index in range(len(rows)))
    parts = [_zone("unfit", unfit, fit, axis, heights), _zone("fit", fit, unfit, axis, heights)]
    for tick in axis.ticks:
        at = axis.place(tick)
        parts.append(
            Markup('<line class="tick" x1="{0}" x2="{0}" y1="{1}" y2="{2}"/>').format(
                at, bottom, bottom + 5
            )
        )
        parts.append(
            Markup('<text class="tick" x="{}" y="{}">{}</text>').format(
                at, bottom + 19, axis.label(tick)
            )
        )
    parts.append(_segment("tick", "0%", "100%", bottom))
    for y, row in zip(heights, rows, strict=True):
        label = Markup('<text class="label" x="6" y="{}">{}</text>')
        low, high = axis.place(row.ends.low), axis.place(row.ends.high)
        name = "interval" if row.estimate is not None else "interval sequence"
        parts.append(label.format(y - 15, row.label))
        parts.append(_segment(name, low, high, y))
        parts += [_cap(name, end, y) for end in (low, high)]
        if row.estimate is not None:
            parts.append(_dot(axis.place(row.estimate), y))
    return _svg("forest", bottom + 24, title, parts)


def _zone(name: str, edge: float, other: float, axis: Axis, heights: Sequence[int]) -> Markup:
    """Shade the side of a bar that faces away from the other bar, and name it.

    On the left, where the labels of the rows stand, its line pauses for them.
    """
    is_left = edge < other
    at = axis.place(edge)
    share = float(at[:-1])
    x, width = (0.0, share) if is_left else (share, 100.0 - share)
    pieces = [(y - 9, y + 14) for y in heights] if share < 50.0 else [(20, heights[-1] + 14)]
    line = Markup('<line class="bound {0}" x1="{1}" x2="{1}" y1="{2}" y2="{3}"/>')
    return Markup(
        '<rect class="zone {name}" x="{x:.2f}%" y="20" width="{width:.2f}%" height="{height}"/>'
        '{lines}<text class="bound {name}" x="{at}" y="14" text-anchor="{anchor}">{name}</text>'
    ).format(
        name=name,
        x=x,
        width=width,
        height=heights[-1] + 14 - 20,
        lines=Markup("").join(line.format(name, at, *piece) for piece in pieces),
        at=at,
        anchor="end" if is_left else "start",
    )
