"""The course of the evidence: log e-values against rollouts, with the thresholds that decide."""

import io
import re
from collections.abc import Sequence
from dataclasses import dataclass
from math import isfinite, log
from typing import Any, cast

import matplotlib as mpl
from markupsafe import Markup, escape
from matplotlib.axes import Axes
from matplotlib.backends.backend_svg import FigureCanvasSVG
from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator

from andon.dashboard.numerals import round_down, round_up
from andon.dashboard.theme import COLOURS, with_theme_colours

__all__ = ["Curve", "Drawing", "EvidenceChart", "draw_evidence", "to_log10"]

_WIDE_PX, _NARROW_PX = (500, 340), (340, 290)
_MARGINS_WIDE, _MARGINS_NARROW = (40, 14, 30, 40), (32, 8, 30, 40)
"""Left, right, top, bottom. [px]"""
_FEW_LOOKS = 40
"""Up to this many looks each is marked by a point."""
_ROOM_FOR_WORDS = 125
"""Width that the words at the decision need. [px]"""


@dataclass(frozen=True, kw_only=True)
class Curve:
    """Evidence for one claim."""

    label: str
    """The claim."""
    deciding: str
    """What happens at the threshold, for example `passes`."""
    log_e: tuple[float, ...]
    """Natural log of the evidence at the looks."""
    log_threshold: float
    """Natural log of the evidence that decides."""
    is_for: bool
    """Whether it speaks for the policy: solid line and colour of a pass, else dashed."""


@dataclass(frozen=True, kw_only=True)
class EvidenceChart:
    """What is drawn."""

    key: str
    """Name that makes the ids in the drawing unique on the page."""
    title: str
    """Text for those who do not see the drawing."""
    looks: tuple[int, ...]
    """Rollouts or pairs at the looks."""
    counted: str
    """What is counted: `rollouts` or `pairs`."""
    curves: tuple[Curve, Curve]
    """Evidence for and against."""
    decided_at: int | None
    """Look at which a curve decided."""


@dataclass(frozen=True, kw_only=True)
class Drawing:
    """A chart in two widths, of which a page shows one."""

    wide: Markup
    """For 500 px and more."""
    narrow: Markup
    """For telephones."""
    cut: str
    """Sentence on values that lie outside the drawing; empty where all are inside."""


def to_log10(value: float) -> float:
    """Turn a natural logarithm into one of base 10."""
    return value / log(10.0)


def draw_evidence(chart: EvidenceChart) -> Drawing:
    """Draw the evidence at all looks; before the first rollout every e-value is 1.

    Args:
        chart: What is drawn.

    Returns:
        The same chart in two widths. The settings of matplotlib are as before afterwards.
    """
    floor = _floor(chart)
    lowest = [min((v for v in curve.log_e), default=0.0) for curve in chart.curves]
    below = [
        f"{curve.label} falls to {round_down(to_log10(low), 1)}"
        for curve, low in zip(chart.curves, lowest, strict=True)
        if to_log10(low) < floor
    ]
    return Drawing(
        wide=_draw(chart, "wide", floor),
        narrow=_draw(chart, "narrow", floor),
        cut=f"Off the chart: {', '.join(below)}; the table has all values." if below else "",
    )


def _floor(chart: EvidenceChart) -> float:
    """Give the lowest value drawn: losing evidence far below the thresholds says nothing more."""
    highest = max(to_log10(curve.log_threshold) for curve in chart.curves)
    finite = [to_log10(v) for curve in chart.curves for v in curve.log_e if isfinite(v)]
    return max(min([*finite, -0.5]), -1.6 * highest - 0.5)


def _draw(chart: EvidenceChart, width: str, floor: float) -> Markup:
    size = _WIDE_PX if width == "wide" else _NARROW_PX
    left, right, top, bottom = _MARGINS_WIDE if width == "wide" else _MARGINS_NARROW
    settings = {
        "svg.fonttype": "none",
        "svg.hashsalt": f"{chart.key}-{width}",
        "svg.id": None,
        "font.family": ["DejaVu Sans"],
        "font.size": 12.0,
        "path.simplify": False,
    }
    with mpl.rc_context(cast("Any", settings)):  # its keys are typed as literals
        figure = Figure(figsize=(size[0] / 72, size[1] / 72), dpi=72)
        figure.patch.set_visible(False)
        axes = figure.add_axes(
            (
                left / size[0],
                bottom / size[1],
                1 - (left + right) / size[0],
                1 - (top + bottom) / size[1],
            )
        )
        _plot(axes, chart, floor)
        buffer = io.BytesIO()
        blank = {"Date": None, "Creator": None, "Format": None, "Type": None}
        FigureCanvasSVG(figure).print_svg(buffer, metadata=blank)
    return _inline(buffer.getvalue().decode(), chart, width)


def _plot(axes: Axes, chart: EvidenceChart, floor: float) -> None:
    last = chart.looks[-1]
    is_short = len(chart.looks) < 4
    peak = max(
        to_log10(v)
        for curve in chart.curves
        for v in (*curve.log_e, curve.log_threshold)
        if isfinite(v)
    )
    axes.set_xlim(0, last * (2.0 if is_short else 1.04))
    axes.set_ylim(floor - 0.06 * (peak - floor), peak + 0.18 * (peak - floor))
    _style(axes, chart)
    axes.axhline(0.0, color=COLOURS["soft"], linewidth=0.8)
    is_early = chart.decided_at is not None and chart.decided_at <= 0.5 * last
    _thresholds(axes, chart, is_right=is_short or is_early)
    for curve in chart.curves:
        points = [(0, 0.0), *zip(chart.looks, (to_log10(v) for v in curve.log_e), strict=False)]
        shown = [(x, max(y, floor - 1e3)) for x, y in points if y == y]
        axes.plot(
            [x for x, _ in shown],
            [y for _, y in shown],
            color=COLOURS["pass" if curve.is_for else "fail"],
            linestyle="-" if curve.is_for else (0, (5, 2.5)),
            linewidth=2.2 if curve.is_for else 1.8,
            marker="o" if len(chart.looks) <= _FEW_LOOKS else "",
            markersize=3.6,
            markevery=slice(1, None),
        )
    _mark_decision(axes, chart)


def _style(axes: Axes, chart: EvidenceChart) -> None:
    for side in ("top", "right", "left"):
        axes.spines[side].set_visible(False)
    axes.spines["bottom"].set_color(COLOURS["soft"])
    axes.patch.set_visible(False)
    axes.grid(visible=True, axis="y", color=COLOURS["line"], linewidth=1.0)
    axes.set_axisbelow(True)
    axes.tick_params(colors=COLOURS["soft"], labelcolor=COLOURS["soft"], length=0, pad=6)
    axes.xaxis.set_major_locator(MaxNLocator(nbins=6, steps=[1, 2, 2.5, 5, 10], integer=True))
    axes.yaxis.set_major_locator(MaxNLocator(nbins=8, steps=[1, 2, 5, 10]))
    axes.set_xlabel(chart.counted, color=COLOURS["soft"], loc="right", labelpad=4)
    axes.set_title(
        "log\u2081\u2080 e-value", color=COLOURS["soft"], loc="left", fontsize=12, pad=12
    )


def _thresholds(axes: Axes, chart: EvidenceChart, *, is_right: bool) -> None:
    """Draw the thresholds; the higher one is named above its line, the lower one below."""
    curves = sorted(chart.curves, key=lambda curve: -curve.log_threshold)
    if curves[0].log_threshold == curves[1].log_threshold:
        _threshold(axes, curves[0], "decides", is_above=True, is_right=is_right, colour="ink")
        return
    for curve, is_above in zip(curves, (True, False), strict=True):
        colour = "pass" if curve.is_for else "fail"
        _threshold(axes, curve, curve.deciding, is_above=is_above, is_right=is_right, colour=colour)


def _threshold(
    axes: Axes, curve: Curve, words: str, *, is_above: bool, is_right: bool, colour: str
) -> None:
    height = to_log10(curve.log_threshold)
    axes.axhline(height, color=COLOURS[colour], linewidth=1.0, linestyle=(0, (1.5, 2.0)))
    axes.annotate(
        f"{words} at {round_up(height, 2)}",
        xy=(1.0 if is_right else 0.0, height),
        xycoords=("axes fraction", "data"),
        xytext=(-2 if is_right else 6, 6 if is_above else -6),
        textcoords="offset points",
        ha="right" if is_right else "left",
        va="baseline" if is_above else "top",
        color=COLOURS[colour],
    )


def _mark_decision(axes: Axes, chart: EvidenceChart) -> None:
    """Ring the point at which a curve reached its threshold."""
    if chart.decided_at not in chart.looks:
        return
    index = chart.looks.index(chart.decided_at)
    reached = [
        curve
        for curve in chart.curves
        if index < len(curve.log_e) and curve.log_e[index] >= curve.log_threshold
    ]
    if not reached:
        return
    failing = [curve for curve in reached if not curve.is_for]
    curve = (failing or reached)[0]
    colour = COLOURS["pass" if curve.is_for else "fail"]
    x, y = chart.decided_at, to_log10(curve.log_e[index])
    axes.plot(
        [x],
        [y],
        marker="o",
        markersize=10,
        markerfacecolor=COLOURS["paper"],
        markeredgecolor=colour,
        markeredgewidth=2.4,
        clip_on=False,
    )
    room = x / axes.get_xlim()[1] * axes.get_window_extent().width
    is_left = room > _ROOM_FOR_WORDS  # a rising curve leaves room above left and below right
    axes.annotate(
        f"{curve.deciding} after {x}",
        xy=(x, y),
        xytext=(-11, 9) if is_left else (12, -9),
        textcoords="offset points",
        ha="right" if is_left else "left",
        va="bottom" if is_left else "top",
        color=COLOURS["ink"],
        fontweight="bold",
        bbox={"facecolor": COLOURS["paper"], "edgecolor": "none", "pad": 1.5},
    )


def _inline(svg: str, chart: EvidenceChart, width: str) -> Markup:
    """Make a drawing part of a page: no header, no fixed size, colours and fonts of the page."""
    size = _WIDE_PX if width == "wide" else _NARROW_PX
    start = svg.index("<svg")
    body = svg[svg.index(">", start) + 1 :].strip()
    body = re.sub(r"<metadata>.*?</metadata>", "", body, flags=re.DOTALL)
    body = re.sub(r"<defs>\s*<style[^>]*>.*?</style>\s*</defs>", "", body, flags=re.DOTALL)
    body = re.sub(r"<!--.*?-->\s*", "", body, flags=re.DOTALL)
    body = re.sub(r'font:\s*([^;"]*?)([\d.]+)px[^;"]*', _font, body)
    body = re.sub(r'\bid="(?![mp][0-9a-f]{8,}")[^"]*"', "", body)  # groups: nothing refers to them
    head = (
        f'<svg class="chart {width}" viewBox="0 0 {size[0]} {size[1]}" role="img" '
        f'aria-label="{escape(chart.title)}">'
    )
    return Markup(head + with_theme_colours(re.sub(r"\s*\n\s*", " ", body)))


def _font(found: "re.Match[str]") -> str:
    weight = "font-weight: bold; " if "bold" in found[1] or "700" in found[1] else ""
    return f"{weight}font-size: {found[2]}px"


def pick_rows(looks: Sequence[int], keep: int | None, *, most: int = 40) -> tuple[int, ...]:
    """Choose the looks that a table shows: evenly spread, with the decision and the last one.

    Args:
        looks: All looks.
        keep: Look that must be among them; None for no such look.
        most: Rows wanted at most, two more may come.

    Returns:
        Indices, ascending.
    """
    step = max(1, -(-len(looks) // most))
    chosen = {*range(0, len(looks), step), len(looks) - 1} if looks else set[int]()
    if keep in looks:
        chosen.add(looks.index(keep))
    return tuple(sorted(chosen))
