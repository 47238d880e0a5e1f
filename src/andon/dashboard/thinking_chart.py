"""Who gets past which obstacle: success with its interval, one panel for each place."""

import io
from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure

from andon.errors import InvalidConfig
from andon.verdicts.thinking import ArmRow

if TYPE_CHECKING:
    from matplotlib.axes import Axes

__all__ = ["draw_thinking"]

INK, SOFT, THINK, REFLEX = "#1f2a36", "#8a949e", "#0b7a75", "#d1495b"
COLUMNS = 3
ROW_IN, MARGIN_IN, WIDTH_IN = 0.24, 0.75, 4.2
"""Height of an arm, of a panel's frame, and width of a panel. [inch]"""


def draw_thinking(rows: Sequence[ArmRow]) -> bytes:
    """Draw all rows: a panel for each place, a line for each way of deciding.

    Args:
        rows: Summaries, in the order of the table.

    Returns:
        A PNG picture.

    Raises:
        InvalidConfig: When there is nothing to draw.
    """
    if not rows:
        raise InvalidConfig("There is no row to draw; run at least one place.")
    cells = list(dict.fromkeys(row.cell for row in rows))
    columns = min(COLUMNS, len(cells))
    lines = -(-len(cells) // columns)
    most = max(sum(row.cell == cell for row in rows) for cell in cells)
    size = (WIDTH_IN * columns, lines * (MARGIN_IN + ROW_IN * most))
    figure = Figure(figsize=size, layout="constrained")
    FigureCanvasAgg(figure)
    axes: list[Axes] = list(figure.subplots(lines, columns, squeeze=False).ravel())
    for ax, cell in zip(axes, cells, strict=False):
        _draw_cell(ax, [row for row in rows if row.cell == cell])
    for ax in axes[len(cells) :]:
        ax.set_visible(False)
    out = io.BytesIO()
    figure.savefig(out, format="png", dpi=110, metadata={"Software": None})
    return out.getvalue()


def _draw_cell(ax: "Axes", rows: Sequence[ArmRow]) -> None:
    at = np.arange(len(rows))[::-1]
    for y, row in zip(at, rows, strict=True):
        is_think = row.arm.startswith("think")
        color = THINK if is_think else REFLEX if row.arm == "reflex" else SOFT
        ax.plot([row.low, row.high], [y, y], color=color, linewidth=1.6, solid_capstyle="butt")
        ax.plot([row.successes / row.trials], [y], "o", color=color, markersize=5)
    ax.set_yticks(at, [row.arm for row in rows], fontsize=8, color=INK)
    ax.set_xlim(-0.03, 1.03)
    ax.set_ylim(-0.7, len(rows) - 0.3)
    ax.set_title(f"{rows[0].cell} (n = {rows[0].trials})", loc="left", color=INK, fontsize=10)
    ax.set_xlabel("success, exact 95 % interval", fontsize=8, color=SOFT)
    ax.tick_params(axis="x", labelsize=8, colors=SOFT)
    ax.grid(axis="x", alpha=0.25)
    ax.spines[["top", "right", "left"]].set_visible(False)
    ax.tick_params(axis="y", length=0)
