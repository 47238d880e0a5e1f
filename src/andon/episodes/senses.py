"""What the robots of a world read: true values, then the faults that the scenario declares."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from andon.episodes.encounters import curtain_of
from andon.scenarios.layout import HALF_WIDTH_M
from andon.sensing.ahead import AHEAD_SCAN, MAP_TERMS, OVERHEAD_SCAN, draw_curtain, scan_bars
from andon.sensing.height_scan import HeightScan, scan_blocks, scan_heights
from andon.sensing.noise import Faults, TermNoise
from andon.sensing.proprioception import BodyState, read_term
from andon.sensing.scan_feed import ScanFeed
from andon.sensing.terms import GIVEN_TERMS, term
from andon.spatial import FloatArray

if TYPE_CHECKING:
    from andon.episodes.world import World

__all__ = ["Senses"]


class Senses:
    """The measured terms of all rows of a world; a row's readings depend on its episode alone."""

    def __init__(self, world: "World", scan: HeightScan) -> None:
        """Prepare for the terms of a world.

        Args:
            world: The world; its terms, rows and batch are used.
            scan: Grid of the height scan.
        """
        self._world = world
        scans = {"height_scan": scan, "ahead_scan": AHEAD_SCAN, "overhead_scan": OVERHEAD_SCAN}
        sensing, count = world.scenario.sensing, world.num_worlds
        names = [name for name in world.terms if name not in GIVEN_TERMS]
        sizes = [term(name).size(world.body.num_joints, scan.num_points) for name in names]
        self._sizes = dict(zip(names, sizes, strict=True))
        self._feeds = {
            name: ScanFeed(scans[name], sensing.noise.get(name, TermNoise()), count)
            for name in MAP_TERMS
            if name in names
        }
        self._faults = Faults(sensing, names, sizes, count)

    def warm_up(self, state: BodyState) -> None:
        """Let rows that never run show a policy a robot."""
        if not self._faults.is_perfect:
            nothing = np.zeros(0, np.intp)
            truth = [self._measure(name, state, nothing) for name in self._sizes]
            self._faults.hold(np.concatenate(truth, axis=1))

    def read(self, state: BodyState, fresh: NDArray[np.intp] | None) -> dict[str, FloatArray]:
        """Give the readings of all rows by term.

        Args:
            state: True state.
            fresh: Rows whose sensors are read anew; with None the last readings are given again.
        """
        rows = self._world.rows
        is_seen = rows.is_active & np.isfinite(state.pos_w).all(axis=1)
        if fresh is not None:  # an episode that ended in this step still has its last readings
            is_seen[fresh] = np.isfinite(state.pos_w[fresh]).all(axis=1)
        seen = np.flatnonzero(is_seen)
        parts = [self._measure(name, state, seen) for name in self._sizes]
        if self._faults.is_perfect:
            return dict(zip(self._sizes, parts, strict=True))
        if fresh is not None:
            truth = np.concatenate(parts, axis=1)
            self._faults.apply(truth, rows.seeds, rows.steps, fresh)
        joined, ends = self._faults.readings(), np.cumsum([0, *self._sizes.values()])
        return {name: joined[:, ends[i] : ends[i + 1]] for i, name in enumerate(self._sizes)}

    def _measure(self, name: str, state: BodyState, seen: NDArray[np.intp]) -> FloatArray:
        if name not in self._feeds:
            return read_term(name, state).copy()  # whoever keeps a reading keeps its value
        rows, feed = self._world.rows, self._feeds[name]

        def take(due: NDArray[np.intp], shift: FloatArray) -> FloatArray:
            if name == "overhead_scan":
                curtain_x = curtain_of(rows)[0]
                return scan_bars(rows.bars, state, feed.scan, due, shift, curtain_x)
            return self._take_scan(state, feed.scan, due, shift)

        return feed.read(take, rows.seeds, rows.steps, seen)

    def _take_scan(
        self, state: BodyState, scan: HeightScan, due: NDArray[np.intp], shift: FloatArray
    ) -> FloatArray:
        world, rows = self._world, self._world.rows
        if world.blueprint.plank_qpos or world.blueprint.board_qpos:
            seen = scan_heights(world.batch, state, scan, due, shift)  # rays find what moves
        else:
            seen = scan_blocks(
                rows.blocks, HALF_WIDTH_M, rows.floor_z, state, scan, due, shift, rows.sides
            )
        if not world.blueprint.num_obstacles:
            return seen
        return draw_curtain(seen, state, scan, due, shift, curtain_of(rows))

    def gather(self, other: "Senses", rows: NDArray[np.intp]) -> None:
        """Copy the state of another instance's rows into this one's, in order."""
        self._faults.gather(other._faults, rows)
        for name, feed in self._feeds.items():
            feed.gather(other._feeds[name], rows)

    def snapshot(self) -> dict[str, Any]:
        """Give the state as arrays."""
        return {
            "faults": self._faults.snapshot(),
            "scans": {name: feed.snapshot() for name, feed in self._feeds.items()},
        }

    def restore(self, snapshot: Mapping[str, Any]) -> None:
        """Go on from a snapshot; the rows of the world are those of the snapshot already."""
        rows = self._world.rows
        self._faults.restore(snapshot["faults"], rows.seeds, rows.steps)
        for name, feed in self._feeds.items():
            feed.restore(snapshot["scans"][name])
