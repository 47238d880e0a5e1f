"""Drawings of a report card: scores by truth, recall against false calls, and the p-chart."""

from collections.abc import Sequence
from itertools import pairwise
from math import log

import numpy as np
from markupsafe import Markup

from andon.dashboard.reading import Table

__all__ = ["draw_chart", "draw_course", "draw_curve", "draw_scores"]

_BINS = 48
_WIDTH, _HALF = 620.0, 86.0
"""Width of a drawing and height of one half of the scores, in units of the drawing."""


def draw_scores(
    scores: Sequence[float], is_bad: Sequence[bool], thresholds: tuple[float, float]
) -> Markup:
    """Draw how good parts (upwards) and bad parts (downwards) scored, and where is decided.

    Each half is scaled to its own largest bar, so that few bad parts are seen beside many good.
    """
    low = min(*scores, *thresholds)
    high = max(*scores, *thresholds)
    margin = 0.04 * (high - low) or 0.01
    edges = np.linspace(low - margin, high + margin, _BINS + 1)
    values, truth = np.asarray(scores), np.asarray(is_bad, dtype=np.bool_)

    def at(value: float) -> float:
        return float((value - edges[0]) / (edges[-1] - edges[0]) * _WIDTH)

    shapes: list[Markup] = []
    for kind, chosen, sign in (("good", ~truth, -1.0), ("bad", truth, 1.0)):
        heights, _ = np.histogram(values[chosen], bins=edges)
        tallest = max(int(heights.max()), 1)
        for count, (left, right) in zip(heights.tolist(), pairwise(edges.tolist()), strict=True):
            if not count:
                continue
            size = max(_HALF * count / tallest, 1.5)
            top = _HALF + 20.0 - (size if sign < 0 else 0.0) + (0.0 if sign < 0 else 1.0)
            shape = '<rect class="{}" x="{:.1f}" y="{:.1f}" width="{:.1f}" height="{:.1f}"/>'
            width = at(right) - at(left) - 1.0
            shapes.append(Markup(shape).format(kind, at(left) + 0.5, top, width, size))
    bottom = 2.0 * _HALF + 20.0
    lines = [
        Markup('<path class="limit" d="M{0:.1f} 12V{1:.1f}"/>').format(at(value), bottom)
        for value in sorted(set(thresholds))
    ]
    flips = at(thresholds[1]) > 0.72 * _WIDTH
    label = Markup(
        '<text class="limit-word" x="{:.1f}" y="10" text-anchor="{}">rejected above {:.3f}</text>'
    ).format(at(thresholds[1]), "end" if flips else "start", thresholds[1])
    axis = Markup('<path class="zero" d="M0 {0:.1f}H{1:.0f}"/>').format(_HALF + 20.0, _WIDTH)
    ends = Markup(
        '<text x="0" y="{0:.0f}">{1:.2f}</text><text x="{2:.0f}" y="{0:.0f}" '
        'text-anchor="end">score {3:.2f}</text>'
    ).format(bottom + 18.0, float(edges[0]), _WIDTH, float(edges[-1]))
    return _svg(bottom + 24.0, "Scores of good and bad parts", [*shapes, axis, *lines, label, ends])


def draw_curve(rows: Sequence[Table]) -> Markup:
    """Draw recall against false calls per picture, one point per limit."""
    points = sorted(
        (
            row.whole("num_false_calls") / max(row.whole("num_pictures"), 1),
            row.whole("num_found") / max(row.whole("num_boxes"), 1),
        )
        for row in rows
    )
    shown = [(x, y) for x, y in points if x <= 30.0] or points
    most = max(x for x, _ in shown) or 1.0
    least = min(0.9, *(y for _, y in shown))
    height, left = 220.0, 46.0

    def place(x: float, y: float) -> tuple[float, float]:
        across = left + (_WIDTH - left - 10.0) * x / most
        return across, 14.0 + (height - 14.0) * (1.0 - y) / (1.0 - least)

    parts: list[Markup] = []
    for level in np.linspace(least, 1.0, 5).tolist():
        y = place(0.0, level)[1]
        parts.append(
            Markup(
                '<path class="grid" d="M{0:.0f} {1:.1f}H{2:.0f}"/><text x="{3:.0f}" y="{4:.1f}" '
                'text-anchor="end">{5:.1f}&nbsp;%</text>'
            ).format(left, y, _WIDTH, left - 8.0, y + 4.0, 100.0 * level)
        )
    path = " L".join(f"{x:.1f} {y:.1f}" for x, y in (place(*p) for p in shown))
    parts.append(Markup('<path class="curve" d="M{}"/>').format(path))
    for point in shown:
        x, y = place(*point)
        parts.append(Markup('<circle class="dot" cx="{:.1f}" cy="{:.1f}" r="3.5"/>').format(x, y))
    parts.append(
        Markup(
            '<text x="{0:.0f}" y="{1:.0f}">0</text><text x="{2:.0f}" y="{1:.0f}" '
            'text-anchor="end">{3:.1f} false calls per picture</text>'
        ).format(left, height + 20.0, _WIDTH - 6.0, most)
    )
    return _svg(height + 26.0, "Recall against false calls per picture", parts)


def draw_chart(chart: Table) -> Markup:
    """Draw the p-chart: share of parts not accepted, lot by lot, between its limits."""
    rows = chart.rows("points")
    shares = [row.whole("count") / row.whole("total") for row in rows]
    highest = max(*shares, *(row.number("high") for row in rows)) or 1.0
    height, left = 180.0, 46.0
    step = (_WIDTH - left) / max(len(rows), 1)

    def level(rate: float) -> float:
        return 12.0 + (height - 12.0) * (1.0 - rate / highest)

    shape = (
        '<path class="band-line" d="M{0:.1f} {1:.1f}V{2:.1f}"/>'
        '<circle class="dot{3}" cx="{0:.1f}" cy="{4:.1f}" r="4"><title>{5}</title></circle>'
    )
    parts: list[Markup] = []
    for index, (row, share) in enumerate(zip(rows, shares, strict=True)):
        low, high = row.number("low"), row.number("high")
        out = "" if low <= share <= high else " out"
        x = left + step * (index + 0.5)
        parts.append(
            Markup(shape).format(x, level(low), level(high), out, level(share), row.text("label"))
        )
    ends = '<text x="0" y="{0:.1f}">{1:.0f}&nbsp;%</text><text x="0" y="{2:.1f}">0</text>'
    parts.append(Markup(ends).format(level(highest) + 4.0, 100.0 * highest, level(0.0) + 4.0))
    return _svg(height + 16.0, "Share of parts not accepted by lot", parts)


def draw_course(log_evidence: Sequence[float], log_threshold: float) -> Markup:
    """Draw the largest evidence of drift part by part, and the threshold of the alarm."""
    height, left = 180.0, 46.0
    step = max(1, len(log_evidence) // 400)
    shown = [(i, v / log(10.0)) for i, v in enumerate(log_evidence) if i % step == 0]
    limit = log_threshold / log(10.0)
    highest = max(limit, *(v for _, v in shown)) * 1.05
    lowest = min(0.0, *(v for _, v in shown))

    def place(index: float, value: float) -> tuple[float, float]:
        across = left + (_WIDTH - left - 10.0) * index / max(len(log_evidence) - 1, 1)
        return across, 14.0 + (height - 14.0) * (highest - value) / (highest - lowest or 1.0)

    path = " L".join(f"{x:.1f} {y:.1f}" for x, y in (place(*p) for p in shown))
    level, floor = place(0.0, limit)[1], place(0.0, 0.0)[1]
    lines = Markup(
        '<path class="grid" d="M{0:.0f} {1:.1f}H{2:.0f}"/><path class="curve" d="M{3}"/>'
        '<path class="limit" d="M{0:.0f} {4:.1f}H{2:.0f}"/>'
    ).format(left, floor, _WIDTH, path, level)
    words = Markup(
        '<text x="{0:.0f}" y="{1:.1f}" text-anchor="end">{2:.1f}</text>'
        '<text x="{0:.0f}" y="{3:.1f}" text-anchor="end">0</text>'
        '<text class="limit-word" x="{4:.0f}" y="{5:.1f}">alarm</text>'
        '<text x="{6:.0f}" y="{7:.0f}" text-anchor="end">part {8}</text>'
    ).format(
        left - 8.0, level + 4.0, limit, floor + 4.0, left + 6.0, level - 6.0, _WIDTH - 6.0,
        height + 20.0, len(log_evidence),
    )  # fmt: skip
    return _svg(height + 26.0, "Evidence of drift part by part", [lines, words])


def _svg(height: float, title: str, parts: Sequence[Markup]) -> Markup:
    body = Markup("").join(parts)
    return Markup(
        '<svg class="drawing" viewBox="0 0 {:.0f} {:.0f}" role="img" aria-label="{}">{}</svg>'
    ).format(_WIDTH, height, title, body)
