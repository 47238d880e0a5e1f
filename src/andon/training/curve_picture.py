"""The learning curve as a picture."""

import io
from collections.abc import Sequence
from typing import TYPE_CHECKING, cast

import matplotlib

from andon.artifacts import Json
from andon.training.trainer import CurveRow

if TYPE_CHECKING:
    from matplotlib.axes import Axes

__all__ = ["draw_curve"]

CONTROL_HZ = 50.0
INK, SOFT = "#1f2a36", "#8a949e"
COLORS = ("#0b7a75", "#d1495b", "#edae49", "#30638e", "#6f4e7c", "#7a9e3f", "#b0662b", "#444444")


def draw_curve(curve: Sequence[CurveRow], exams: Sequence[Json]) -> bytes:
    """Draw episode length, the growing task and the exams over the control steps.

    Args:
        curve: One row for each update.
        exams: Rounds of exams.

    Returns:
        A PNG picture.
    """
    matplotlib.use("Agg")
    from matplotlib import pyplot as plt

    steps = [row.steps / 1e6 for row in curve]
    figure, axes = plt.subplots(3, 1, figsize=(8, 8), sharex=True, layout="constrained")
    axes[0].plot(steps, [row.mean_length / CONTROL_HZ for row in curve], color=COLORS[0])
    axes[0].set_ylabel("mean episode, s")
    axes[0].set_ylim(0, 20.5)
    minutes = (curve[-1].simulate_s + curve[-1].learn_s) / 60
    axes[0].set_title(
        f"{steps[-1]:.1f} million control steps in {minutes:.0f} minutes", loc="left", color=INK
    )
    for name, label, color in (
        ("speed_m_s", "fastest command, m/s", COLORS[3]),
        ("push_m_s", "hardest push, m/s", COLORS[1]),
    ):
        axes[1].plot(steps, [getattr(row, name) for row in curve], label=label, color=color)
    axes[1].plot(
        steps, [10 * row.riser_m for row in curve], label="highest step, dm", color=COLORS[2]
    )
    axes[1].set_ylabel("the task grows")
    axes[1].legend(frameon=False, fontsize=9)
    _draw_exams(axes[2], exams)
    axes[2].set_ylabel("passed exams, share")
    axes[2].set_xlabel("million control steps")
    for ax in axes:
        ax.grid(alpha=0.25)
        ax.spines[["top", "right"]].set_visible(False)
        ax.tick_params(colors=SOFT)
    out = io.BytesIO()
    figure.savefig(out, format="png", dpi=110, metadata={"Software": None})
    plt.close(figure)
    return out.getvalue()


def _draw_exams(ax: "Axes", exams: Sequence[Json]) -> None:
    lines: dict[str, list[tuple[float, float]]] = {}
    for entry in exams:
        for result in cast("list[Json]", entry["results"]):
            share = cast("float", result["successes"]) / cast("float", result["trials"])
            point = (cast("float", entry["steps"]) / 1e6, share)
            lines.setdefault(cast("str", result["name"]), []).append(point)
    for (name, points), color in zip(lines.items(), COLORS, strict=False):
        ax.plot(*zip(*points, strict=True), marker="o", markersize=3, label=name, color=color)
    ax.set_ylim(-0.03, 1.03)
    if lines:
        ax.legend(frameon=False, fontsize=8, ncols=4, loc="upper left", bbox_to_anchor=(0.0, -0.22))
