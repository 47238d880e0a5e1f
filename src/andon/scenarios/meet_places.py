"""Grounds with something to be met on the way: hurdle, bar, step, plank, gap and others."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace

import numpy as np

from andon.randomness import stream
from andon.scenarios.layout import Bar, Block, Board, Layout, Obstacle, parked

__all__ = [
    "BOARD_HALF_WIDTH_M",
    "BOARD_THICKNESS_M",
    "MEET_PLACES",
    "MIXED",
    "spare_bar",
    "spare_board",
]

BEGIN_X_M, END_M = -20.0, 40.0
"""Where the ground begins, and how far it goes on after the last obstacle."""
PIT_M = 1.2
"""Depth of pits, and below narrow beams."""
PASSED_M = 1.0
"""An obstacle is passed this far beyond its end; the last one's place is the finish."""
PLACE_M = 0.8
"""A place named after an obstacle begins this far before it."""
SPACING_M = 4.0
"""Level way from the end of one obstacle of a course to the beginning of the next."""
WIDE_M = 8.0
BOARD_HALF_WIDTH_M, BOARD_THICKNESS_M = 0.5, 0.05
BOARD_ROOM_M = 0.04
"""Room between the end of a board and the edge of its ditch."""
DITCH_M = 0.3
"""Depth of the ditch below a board."""
BEAM_LENGTH_M, SLOPE_LENGTH_M, SLOPE_HALF_WIDTH_M = 2.0, 2.5, 2.5
SHEET_M = 0.004
"""Height of a slick sheet."""
PARKED_X_M = -18.0
"""Bars and boards that a course does not need lie behind the robot, where nobody goes."""
MIXED = ("hurdle", "bar", "step", "plank", "gap")
"""Kinds of obstacles in a mixed course."""

Draw = Mapping[str, float]


@dataclass
class Way:
    """A way that is laid out from the start on, obstacle by obstacle."""

    floor_z_m: float
    """Height where there is no block."""
    heading_rad: float
    """Direction in which the robot walks."""
    x_m: float = 0.0
    """How far it is laid out."""
    slab_x_m: float = BEGIN_X_M
    """Where the slab that it ends with begins."""
    level_m: float = 0.0
    """Height of that slab."""
    blocks: list[Block] = field(default_factory=list[Block])
    bars: list[Bar] = field(default_factory=list[Bar])
    boards: list[Board] = field(default_factory=list[Board])
    obstacles: list[Obstacle] = field(default_factory=list[Obstacle])

    def y_at(self, x_m: float) -> float:
        """Give where the robot's path crosses a line across the course."""
        return x_m * float(np.tan(self.heading_rad))

    def end_slab(self, next_x_m: float, level_m: float) -> None:
        """Let the ground end here and begin again elsewhere, at another height."""
        if self.level_m > self.floor_z_m + 1e-9:
            top = self.level_m
            self.blocks.append(Block(x0_m=self.slab_x_m, x1_m=self.x_m, z0_m=top, z1_m=top))
        self.slab_x_m, self.level_m = next_x_m, level_m

    def meet(self, name: str, end_x_m: float, level_m: float) -> None:
        """Note an obstacle from here to a place further on."""
        self.obstacles.append(Obstacle(name=name, x0_m=self.x_m, x1_m=end_x_m, level_m=level_m))
        self.x_m = end_x_m


def nothing(way: Way, draw: Draw) -> None:
    """Go on level: what every obstacle is compared with."""
    del draw
    way.meet("nothing", way.x_m, way.level_m)


def hurdle(way: Way, draw: Draw) -> None:
    """Put a low wall across the way."""
    top, end = way.level_m + draw["hurdle_m"], way.x_m + draw["hurdle_depth_m"]
    way.blocks.append(Block(x0_m=way.x_m, x1_m=end, z0_m=top, z1_m=top))
    way.meet("hurdle", end, way.level_m)


def bar(way: Way, draw: Draw) -> None:
    """Hang a bar over the way; it ends on one side."""
    depth, open_end = draw["bar_depth_m"], draw["bar_end_m"]
    x, y = way.x_m + depth / 2, way.y_at(way.x_m)
    ends = (y - WIDE_M, y + abs(open_end)) if open_end > 0 else (y - abs(open_end), y + WIDE_M)
    height = way.level_m + draw["bar_m"]
    way.bars.append(Bar(x_m=x, y0_m=ends[0], y1_m=ends[1], z_m=height, depth_m=depth))
    way.meet("bar", way.x_m + depth, way.level_m)


def step(way: Way, draw: Draw) -> None:
    """Let the ground go up by more than a kerb, and stay there."""
    before = way.level_m
    way.end_slab(way.x_m, before + draw["rise_m"])
    way.meet("step", way.x_m, before)


def drop(way: Way, draw: Draw) -> None:
    """Let the ground go down, and stay there."""
    before = way.level_m
    way.end_slab(way.x_m, before - draw["drop_m"])
    way.meet("drop", way.x_m, before)


def gap(way: Way, draw: Draw) -> None:
    """Leave a wide gap in the ground."""
    end = way.x_m + draw["gap_m"]
    way.end_slab(end, way.level_m)
    way.meet("gap", end, way.level_m)


def plank(way: Way, draw: Draw) -> None:
    """Bridge a ditch with a board on a spring: it tilts and slides when it is stepped on."""
    length, top = draw["board_m"], way.level_m
    start, end = way.x_m, way.x_m + length + 2 * BOARD_ROOM_M
    way.end_slab(end, top)
    bottom = top - DITCH_M
    way.blocks.append(Block(x0_m=start, x1_m=end, z0_m=bottom, z1_m=bottom))
    middle = (start + end) / 2
    way.boards.append(
        Board(
            x_m=middle,
            y_m=way.y_at(middle),
            z_m=top,
            half_size_m=(length / 2, BOARD_HALF_WIDTH_M, BOARD_THICKNESS_M / 2),
            stiffness_nm=draw["board_stiffness_nm"],
            slide_n=draw["board_slide_n"],
        )
    )
    way.meet("plank", end, top)


def slope(way: Way, draw: Draw) -> None:
    """Tilt the ground to the side for a few steps."""
    end = way.x_m + SLOPE_LENGTH_M
    middle = way.y_at(way.x_m + SLOPE_LENGTH_M / 2)
    start, top = way.x_m, way.level_m
    way.end_slab(end, top)
    way.blocks.append(
        Block(
            x0_m=start,
            x1_m=end,
            z0_m=top,
            z1_m=top,
            y0_m=middle - SLOPE_HALF_WIDTH_M,
            y1_m=middle + SLOPE_HALF_WIDTH_M,
            bank_rad=float(np.radians(draw["bank_deg"])),
        )
    )
    way.meet("slope", end, top)


def slick(way: Way, draw: Draw) -> None:
    """Lay a thin slick sheet on the ground."""
    end, top = way.x_m + draw["patch_m"], way.level_m + SHEET_M
    way.blocks.append(
        Block(
            x0_m=way.x_m,
            x1_m=end,
            z0_m=top,
            z1_m=top,
            thickness_m=0.05,
            friction=draw["patch_friction"],
            is_slick=True,
        )
    )
    way.meet("slick", end, way.level_m)


def beam(way: Way, draw: Draw) -> None:
    """Leave a narrow beam between two pits."""
    start, end, top = way.x_m, way.x_m + BEAM_LENGTH_M, way.level_m
    middle, half = way.y_at(start + BEAM_LENGTH_M / 2), draw["beam_m"] / 2
    way.end_slab(end, top)
    way.blocks.append(
        Block(x0_m=start, x1_m=end, z0_m=top, z1_m=top, y0_m=middle - half, y1_m=middle + half)
    )
    way.meet("beam", end, top)


KINDS: dict[str, Callable[[Way, Draw], None]] = {
    "hurdle": hurdle,
    "bar": bar,
    "step": step,
    "plank": plank,
    "gap": gap,
    "slope": slope,
    "slick": slick,
    "drop": drop,
    "beam": beam,
    "nothing": nothing,
}
"""Builders of all obstacles."""

HAS_PIT = ("gap", "plank", "slope", "beam", "drop")
"""Kinds that need ground which ends."""


def course_of(kinds: Sequence[str], draw: Draw, floor: float) -> Layout:
    """Lay out a course of obstacles.

    Args:
        kinds: What is met, in order.
        draw: Values of the episode.
        floor: Height where there is no block; the same in all episodes of a scenario. [m]
    """
    way = Way(floor_z_m=floor, heading_rad=float(np.radians(draw["start_heading_deg"])))
    way.x_m = draw["obstacle_x_m"]
    for i, kind in enumerate(kinds):
        way.x_m += SPACING_M if i else 0.0
        KINDS[kind](way, draw)
    last, way.x_m = way.x_m, way.x_m + END_M
    way.end_slab(way.x_m, way.level_m)
    zones: list[tuple[float, str]] = [(-np.inf, "flat_before")]
    for one in way.obstacles:
        zones += [(one.x0_m - PLACE_M, one.name), (one.x1_m + PASSED_M, "flat_after")]
    return Layout(
        blocks=tuple(way.blocks),
        bars=tuple(way.bars),
        boards=tuple(way.boards),
        obstacles=tuple(way.obstacles),
        floor_z_m=floor,
        zones=tuple(zones),
        finish_x_m=last + PASSED_M,
        reveal_m=draw["reveal_m"],
    )


def mix(draw: Draw) -> Layout:
    """Several different obstacles in an order that one number decides."""
    order = stream(int(draw["order"] * 2**40), "meet_order").permutation(len(MIXED))
    kinds = [MIXED[int(i)] for i in order[: int(draw["num_obstacles"])].tolist()]
    found = course_of(kinds, draw, -PIT_M)
    return _pad(found, len(MIXED))


def spare_bar() -> Bar:
    """Give a bar where nobody goes."""
    return Bar(x_m=PARKED_X_M, y0_m=-1.0, y1_m=1.0, z_m=20.0, depth_m=0.05)


def spare_board(floor_z_m: float) -> Board:
    """Give a board where nobody goes."""
    return Board(
        x_m=PARKED_X_M,
        y_m=0.0,
        z_m=floor_z_m + 20.0,
        half_size_m=(0.5, BOARD_HALF_WIDTH_M, BOARD_THICKNESS_M / 2),
        stiffness_nm=200.0,
        slide_n=50.0,
    )


MOST_BLOCKS = 7
"""Slabs, hurdle and the ditch below a board, in a mixed course of all kinds."""


def _pad(layout: Layout, most: int) -> Layout:
    """Give the layout with as many of everything as any other course of its kind."""
    nothing = Obstacle(name="none", x0_m=np.inf, x1_m=np.inf, level_m=0.0)
    blocks = (*layout.blocks, *(parked() for _ in range(MOST_BLOCKS - len(layout.blocks))))
    return replace(
        layout,
        blocks=blocks,
        bars=layout.bars or (spare_bar(),),
        boards=layout.boards or (spare_board(layout.floor_z_m),),
        obstacles=(*layout.obstacles, *([nothing] * (most - len(layout.obstacles)))),
    )


def _single(kind: str) -> Callable[[Draw], Layout]:
    def place(draw: Draw) -> Layout:
        return course_of([kind], draw, -PIT_M if kind in HAS_PIT else 0.0)

    return place


MEET_PLACES: dict[str, Callable[[Draw], Layout]] = {
    **{f"meet_{kind}": _single(kind) for kind in KINDS},
    "meet_mix": mix,
}
"""All grounds with obstacles by name."""
