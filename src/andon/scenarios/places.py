"""The grounds of the street: each is a function from drawn values to a layout."""

from collections.abc import Callable, Mapping

import numpy as np

from andon.errors import unknown_name
from andon.randomness import stream
from andon.scenarios.layout import Block, Layout, Plank, parked
from andon.scenarios.meet_places import MEET_PLACES, spare_bar, spare_board

__all__ = ["PLACES", "START_X_M", "place_layout"]

START_X_M = 2.0
"""Where the first obstacle begins, seen from the start."""
AFTER_M = 1.5
"""Distance to walk beyond the last obstacle."""
REACH_M = 0.35
"""A place named after an edge begins this far before it."""
MAX_STEPS, MAX_FLIGHT = 3, 10
STAIRCASE_STEPS = 134
NUM_PLANKS = 3
COURSE_START_M, COURSE_END_M = 1.2, 26.0
COURSE_BLOCKS = 16
ON_TOP_SHARE = 0.3
"""Share of the courses that begin on top of their first flight. [1]"""
IMAGINED_BLOCKS, IMAGINED_FLOOR_M = 15, -3.0


def flat(draw: Mapping[str, float]) -> Layout:
    """Level ground without end."""
    del draw
    return Layout()


def steps(draw: Mapping[str, float]) -> Layout:
    """A kerb or a flight of up to three steps up, a landing, and the same steps down."""
    return _up_and_down(draw, MAX_STEPS)


def flight(draw: Mapping[str, float]) -> Layout:
    """A flight of up to ten steps up, a landing, and the same steps down."""
    return _up_and_down(draw, MAX_FLIGHT)


def _up_and_down(draw: Mapping[str, float], most: int) -> Layout:
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
    blocks.extend(parked() for _ in range(most - count))
    return Layout(blocks=tuple(blocks), zones=tuple(sorted(zones)), finish_x_m=last + AFTER_M)


def staircase(draw: Mapping[str, float]) -> Layout:
    """A long outdoor staircase up to a platform; every step is a little out of true."""
    draws = stream(int(draw["masonry"] * 2**40), "masonry")
    end = START_X_M + STAIRCASE_STEPS * draw["tread_m"] + 6.0
    blocks: list[Block] = []
    zones: list[tuple[float, str]] = [(-np.inf, "flat_before")]
    x, z = START_X_M, 0.0
    for i in range(STAIRCASE_STEPS):
        z += draw["riser_m"] + float(draws.uniform(-1, 1)) * draw["step_error_m"]
        blocks.append(Block(x0_m=x, x1_m=end, z0_m=z, z1_m=z))
        zones.append((x - REACH_M, f"step_{i + 1}"))
        x += draw["tread_m"] + float(draws.uniform(-1, 1)) * draw["step_error_m"]
    zones.append((x, "platform"))
    return Layout(blocks=tuple(blocks), zones=tuple(zones), finish_x_m=x + AFTER_M)


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


def course(draw: Mapping[str, float]) -> Layout:
    """A long way of kerbs and flights, up and down, laid out by one number.

    Some begin on top of the first flight, so that ways down are met as often as ways up.
    """
    draws = stream(int(draw["course"] * 2**40), "course")
    blocks: list[Block] = []
    zones: list[tuple[float, str]] = [(-np.inf, "flat")]
    x, is_on_top = COURSE_START_M, bool(draws.random() < ON_TOP_SHARE)
    while len(blocks) < COURSE_BLOCKS and x < COURSE_END_M and draw["course"] >= draw["flat_share"]:
        kind = float(draws.random())
        count = 1 if kind < 0.45 else 2 if kind < 0.6 else int(draws.integers(3, 11))
        count = min(count, COURSE_BLOCKS - len(blocks))
        riser = float(draws.uniform(0.02, max(0.03, draw["max_riser_m"])))
        tread = float(draws.uniform(0.27, 0.38))
        top = float(draws.uniform(1.0, 2.5)) if count == 1 else float(draws.uniform(0.6, 2.0))
        far = x + 2 * (count - 1) * tread + top
        if is_on_top and not blocks:
            x, far = (x - far) / 2, (far - x) / 2
        for i in range(count):
            z = (i + 1) * riser
            blocks.append(Block(x0_m=x + i * tread, x1_m=far - i * tread, z0_m=z, z1_m=z))
        zones += [(x - REACH_M, f"flight_of_{count}" if count > 1 else "kerb"), (far + 0.3, "flat")]
        x = far + float(draws.uniform(0.8, 2.5))
    blocks.extend(parked() for _ in range(COURSE_BLOCKS - len(blocks)))
    return Layout(blocks=tuple(blocks), zones=tuple(zones))


def imagined(draw: Mapping[str, float]) -> Layout:
    """Spare blocks, a bar and a board over a deep floor, to be laid out as somebody believes."""
    del draw
    return Layout(
        blocks=tuple(parked() for _ in range(IMAGINED_BLOCKS)),
        bars=(spare_bar(),),
        boards=(spare_board(IMAGINED_FLOOR_M),),
        floor_z_m=IMAGINED_FLOOR_M,
    )


PLACES: dict[str, Callable[[Mapping[str, float]], Layout]] = {
    "flat": flat,
    "steps": steps,
    "ramp": ramp,
    "gap": gap,
    "planks": planks,
    "slick": slick,
    "course": course,
    "flight": flight,
    "staircase": staircase,
    "imagined": imagined,
    **MEET_PLACES,
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
