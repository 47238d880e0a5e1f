"""The grounds of the street: each is a function from drawn values to a layout."""

from collections.abc import Callable, Mapping

import numpy as np

from andon.errors import unknown_name
from andon.scenarios.layout import Block, Layout, Plank, parked

__all__ = ["PLACES", "START_X_M", "place_layout"]

START_X_M = 2.0
"""Where the first obstacle begins, seen from the start."""
AFTER_M = 1.5
"""Distance to walk beyond the last obstacle."""
REACH_M = 0.35
"""A place named after an edge begins this far before it."""
MAX_STEPS = 3
NUM_PLANKS = 3


def flat(draw: Mapping[str, float]) -> Layout:
    """Level ground without end."""
    del draw
    return Layout()


def steps(draw: Mapping[str, float]) -> Layout:
    """A kerb or a flight of up to three steps up, a landing, and the same steps down."""
    count, riser, tread = int(draw["num_steps"]), draw["riser_m"], draw["tread_m"]
    landing_end = START_X_M + (count - 1) * tread + draw["landing_m"]
    blocks: list[Block] = []
    zones: list[tuple[float, str]] = [(-np.inf, "flat_before")]
    downs: list[tuple[float, str]] = []
    for i in range(count):
        up, down = START_X_M + i * tread, landing_end + (count - 1 - i) * tread
        top = (i + 1) * riser
        blocks.append(Block(x0_m=up, x1_m=down, z0_m=top, z1_m=top))
        zones.append((up - REACH_M, f"step_{i + 1}_up"))
        downs.append((down - REACH_M / 3, f"step_{i + 1}_down"))
    zones.append((START_X_M + (count - 1) * tread + REACH_M, "landing"))
    zones.extend(reversed(downs))
    last = START_X_M + 2 * (count - 1) * tread + draw["landing_m"]
    zones.append((last + REACH_M, "flat_after"))
    blocks.extend(parked() for _ in range(MAX_STEPS - count))
    return Layout(blocks=tuple(blocks), zones=tuple(sorted(zones)), finish_x_m=last + AFTER_M)


def ramp(draw: Mapping[str, float]) -> Layout:
    """A ramp up, a landing, and the same ramp down."""
    rise = draw["rise_m"]
    run = float(rise / np.tan(np.radians(draw["slope_deg"])))
    top0, top1 = START_X_M + run, START_X_M + run + draw["landing_m"]
    end = top1 + run
    return Layout(
        blocks=(
            Block(x0_m=START_X_M, x1_m=top0, z0_m=0.0, z1_m=rise),
            Block(x0_m=top0, x1_m=top1, z0_m=rise, z1_m=rise),
            Block(x0_m=top1, x1_m=end, z0_m=rise, z1_m=0.0),
        ),
        zones=(
            (-np.inf, "flat_before"),
            (START_X_M - REACH_M, "ramp_up"),
            (top0, "landing"),
            (top1 - REACH_M / 3, "ramp_down"),
            (end, "flat_after"),
        ),
        finish_x_m=end + AFTER_M,
    )


def gap(draw: Mapping[str, float]) -> Layout:
    """Two slabs of ground with a gap between them, half a metre deep."""
    near, far = START_X_M, START_X_M + draw["gap_m"]
    return Layout(
        blocks=(
            Block(x0_m=-20.0, x1_m=near, z0_m=0.0, z1_m=0.0, thickness_m=0.5),
            Block(x0_m=far, x1_m=far + 40.0, z0_m=0.0, z1_m=0.0, thickness_m=0.5),
        ),
        floor_z_m=-0.5,
        zones=((-np.inf, "flat_before"), (near - REACH_M, "gap"), (far + REACH_M, "flat_after")),
        finish_x_m=far + AFTER_M,
    )


def planks(draw: Mapping[str, float]) -> Layout:
    """Loose planks across the way, each on a low ridge, so that they rock and slide."""
    ridge = draw["ridge_m"]
    blocks: list[Block] = []
    boards: list[Plank] = []
    zones: list[tuple[float, str]] = [(-np.inf, "flat_before")]
    for i in range(NUM_PLANKS):
        x = START_X_M + i * draw["plank_gap_m"]
        blocks.append(Block(x0_m=x - 0.02, x1_m=x + 0.02, z0_m=ridge, z1_m=ridge, thickness_m=0.2))
        size = (draw["plank_length_m"] / 2, 0.6, 0.015)
        boards.append(Plank(x_m=x, z_m=ridge + 0.001, half_size_m=size, mass_kg=draw["plank_kg"]))
        zones.append((x - draw["plank_length_m"] / 2, f"plank_{i + 1}"))
    end = START_X_M + (NUM_PLANKS - 1) * draw["plank_gap_m"] + draw["plank_length_m"] / 2
    zones.append((end + 0.1, "flat_after"))
    return Layout(
        blocks=tuple(blocks), planks=tuple(boards), zones=tuple(zones), finish_x_m=end + AFTER_M
    )


def slick(draw: Mapping[str, float]) -> Layout:
    """A thin slick sheet on level ground."""
    end = START_X_M + draw["patch_m"]
    sheet = Block(
        x0_m=START_X_M,
        x1_m=end,
        z0_m=0.004,
        z1_m=0.004,
        thickness_m=0.05,
        friction=draw["patch_friction"],
        is_slick=True,
    )
    return Layout(
        blocks=(sheet,),
        zones=((-np.inf, "flat_before"), (START_X_M, "slick_patch"), (end, "flat_after")),
        finish_x_m=end + AFTER_M,
    )


PLACES: dict[str, Callable[[Mapping[str, float]], Layout]] = {
    "flat": flat,
    "steps": steps,
    "ramp": ramp,
    "gap": gap,
    "planks": planks,
    "slick": slick,
}
"""All grounds by name."""


def place_layout(place: str, draw: Mapping[str, float]) -> Layout:
    """Lay out the ground of one episode.

    Args:
        place: Name of a ground.
        draw: Values of the episode.

    Raises:
        UnknownName: When there is no such ground.
    """
    if place not in PLACES:
        raise unknown_name("place", place, PLACES)
    return PLACES[place](draw)
