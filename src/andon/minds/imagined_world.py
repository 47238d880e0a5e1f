"""The world in a robot's head: a body over ground as it is believed to be.

Nothing here knows the world that the robot walks in. What goes in is a `Question`: readings, and
what was estimated from them.
"""

from dataclasses import dataclass, field, replace
from itertools import pairwise

import mujoco
import numpy as np
from mujoco.batch import Batch
from numpy.typing import NDArray

from andon.bodies.body import Body
from andon.bodies.drive import Drive
from andon.bodies.pose import lowest_point
from andon.errors import InvalidConfig
from andon.minds.own_state import attitude
from andon.minds.question import Hypothesis, Question
from andon.minds.terrain import Bridge, Terrain
from andon.scenarios.blueprint import TORSION_FRICTION, compose
from andon.scenarios.fixtures import BAR_FIELDS, BOARD_FIELDS, write_bar, write_board
from andon.scenarios.layout import HALF_WIDTH_M, PARKED_Z_M, Bar, Board, ground_height
from andon.scenarios.meet_places import (
    BOARD_HALF_WIDTH_M,
    BOARD_THICKNESS_M,
    spare_bar,
    spare_board,
)
from andon.scenarios.places import IMAGINED_BLOCKS, IMAGINED_FLOOR_M
from andon.scenarios.scenario import FallRule, Scenario
from andon.sensing.height_scan import HeightScan
from andon.sensing.proprioception import BodyState
from andon.spatial import FloatArray, rotate

__all__ = ["ImaginationConfig", "ImaginedWorld", "cut_ditch", "suppose"]

BLOCK_M = 1.0
"""How far blocks reach down."""


@dataclass(frozen=True, kw_only=True)
class ImaginationConfig:
    """How futures are walked out."""

    physics_timestep_s: float = 0.01
    """Integration step; twice that of the robot's own world is near enough and half the price."""
    delay_ms: float = 10.0
    """Action delay that the robot believes to have."""
    scan_delay_steps: int = 2
    """Age in control steps of a scan when the policy reads it: it steers by an old map in its
    futures as well, or they would go too well."""
    max_rows: int = 288
    """Most futures at once."""
    compact_share: float = 0.75
    """Rows are packed anew when fewer than this share of them is left. [1]"""
    beyond_m: float = 0.65
    """A future has passed when it is this far beyond the last edge."""
    backup_s: float = 0.4
    """After that it must bear being told to stop for this long; 0 asks for no such thing."""
    anchor_m: float = 0.004
    """Feet that stand within this of the estimated ground need no correction of it."""
    fall: FallRule = field(default_factory=FallRule)
    """What counts as a fall."""


class ImaginedWorld:
    """Rows of robots over ground that is laid out as each question believes it."""

    def __init__(
        self, body: Body, drive: Drive, scan: HeightScan, config: ImaginationConfig | None = None
    ) -> None:
        """Compile the body over imagined ground.

        Args:
            body: The robot.
            drive: How it is driven.
            scan: Grid that the policy reads.
            config: How futures are walked out.

        Raises:
            InvalidConfig: When the believed delay is no whole number of imagined physics steps.
        """
        self.config = c = config or ImaginationConfig()
        self.body, self.scan = body, scan
        self.drive = replace(drive, physics_timestep_s=c.physics_timestep_s)
        scenario = Scenario(
            name="imagined",
            title="The ground as a robot believes it to be.",
            place="imagined",
            task="stay_up",
            variation=(),
        )
        self._plan = compose(scenario, body, self.drive)
        delay = c.delay_ms / 1000 / c.physics_timestep_s
        if c.delay_ms < 0 or abs(delay - round(delay)) > 1e-6:
            raise InvalidConfig(
                f"delay_ms is {c.delay_ms:g}; it must be a multiple of the imagined physics step "
                f"of {1000 * c.physics_timestep_s:g} ms."
            )
        self._delay = round(delay)
        self._batch = Batch(self._plan.model, c.max_rows, 1)
        names = {*BAR_FIELDS, *BOARD_FIELDS, "geom_quat", "geom_friction"}
        self._fields = {name: self._batch.expand(name) for name in sorted(names)}
        self._sensors = self._batch.bind("sensordata")
        self._qpos, self._qvel = self._batch.bind("qpos"), self._batch.bind("qvel")
        self._data = mujoco.MjData(self._plan.model)
        feet = {self._plan.model.body(name).id for name in body.feet}
        model = self._plan.model
        self._soles = [
            g
            for g in range(model.ngeom)
            if model.geom_bodyid[g] in feet and (model.geom_contype[g] or model.geom_conaffinity[g])
        ]

    @property
    def history(self) -> int:
        """Own targets that a question has to bring."""
        return 1 - (-self._delay // self.drive.substeps)

    def start(self, row: int, question: Question, hypothesis: Hypothesis) -> FloatArray:
        """Put one future into its first state.

        Args:
            row: Row of the batch.
            question: What is asked.
            hypothesis: How the estimate may be wrong.

        Returns:
            The blocks as the robot believes them, base at its height above them. Shape (K, 4).
        """
        p, own = self._plan, question.own
        quat = attitude(own.gravity_b, -question.terrain.skew_rad)
        qpos, qvel = p.model.qpos0.copy(), np.zeros(p.model.nv)
        qpos[p.base_qpos : p.base_qpos + 3] = 0.0
        qpos[p.base_qpos + 3 : p.base_qpos + 7] = quat
        qpos[p.joint_qpos] = own.joint_pos
        qvel[p.base_dof : p.base_dof + 3] = rotate(quat, own.lin_vel_b)
        qvel[p.base_dof + 3 : p.base_dof + 6] = own.ang_vel_b
        qvel[p.joint_dof] = own.joint_vel
        terrain = question.terrain
        blocks = terrain.blocks.copy()
        rise, support = self._footing(qpos, blocks)
        blocks[:, 2:] += rise - support
        qpos[p.base_qpos + 2] = -support
        self._qpos[row], self._qvel[row] = qpos, qvel
        supposed = suppose(blocks, hypothesis)
        if terrain.bridge is not None and hypothesis.board_nm is not None:
            supposed = cut_ditch(supposed, terrain.bridge)
        self._write_ground(row, supposed, hypothesis.friction)
        self._write_fixtures(row, terrain, hypothesis, support)
        return blocks

    def _footing(self, qpos: FloatArray, blocks: FloatArray) -> tuple[float, float]:
        """Find the foot that stands.

        Returns:
            By how much the estimate must rise so that it stands on it, and the height of the ground
            there after that. [m]
        """
        model, data = self._plan.model, self._data
        data.qpos[:] = qpos
        mujoco.mj_kinematics(model, data)
        x = np.array([float(data.geom_xpos[g, 0]) for g in self._soles])
        lowest = np.array([lowest_point(model, data, g) for g in self._soles])
        count = len(x)
        ground = ground_height(np.tile(blocks, (count, 1, 1)), np.full(count, -np.inf), x)
        which = int(np.argmin(lowest - ground))
        gap = float(lowest[which] - ground[which])
        rise = gap if abs(gap) > self.config.anchor_m else 0.0
        return rise, float(ground[which]) + rise

    def _write_ground(self, row: int, blocks: FloatArray, friction: float) -> None:
        f, ids = self._fields, np.array(self._plan.block_ids)
        full = np.tile(np.array([-1.0, 1.0, PARKED_Z_M, PARKED_Z_M]), (len(ids), 1))
        full[: len(blocks)] = blocks
        x0, x1, z0, z1 = full.T
        pitch, half = -np.arctan2(z1 - z0, x1 - x0), BLOCK_M / 2
        size = np.full((len(ids), 3), half)
        size[:, 0], size[:, 1] = np.hypot(x1 - x0, z1 - z0) / 2, HALF_WIDTH_M
        f["geom_pos"][row, ids, 0] = (x0 + x1) / 2 - half * np.sin(pitch)
        f["geom_pos"][row, ids, 2] = (z0 + z1) / 2 - half * np.cos(pitch)
        f["geom_quat"][row, ids] = 0.0
        f["geom_quat"][row, ids, 0] = np.cos(pitch / 2)
        f["geom_quat"][row, ids, 2] = np.sin(pitch / 2)
        f["geom_size"][row, ids] = size
        f["geom_rbound"][row, ids] = np.sqrt((size**2).sum(axis=1))
        f["geom_aabb"][row, ids, :3], f["geom_aabb"][row, ids, 3:] = 0.0, size
        ground = np.array(self._plan.ground_ids)
        f["geom_friction"][row, ground] = (friction, TORSION_FRICTION, 0.0001)

    def _write_fixtures(
        self, row: int, terrain: Terrain, hypothesis: Hypothesis, support: float
    ) -> None:
        """Hang up the bar and lay out the board that are seen, or put them away."""
        fields = {name: values[row] for name, values in self._fields.items()}
        bar, board = spare_bar(), spare_board(IMAGINED_FLOOR_M)
        seen, bridge = terrain.ceiling, terrain.bridge
        if seen is not None:
            bar = Bar(
                x_m=(seen.x0_m + seen.x1_m) / 2 + hypothesis.edge_m,
                y0_m=seen.y0_m,
                y1_m=seen.y1_m,
                z_m=seen.z_m - support - hypothesis.rise_m,
                depth_m=seen.x1_m - seen.x0_m,
            )
        if bridge is not None and hypothesis.board_nm is not None:
            board = Board(
                x_m=(bridge.x0_m + bridge.x1_m) / 2,
                y_m=0.0,
                z_m=0.0,
                half_size_m=(
                    (bridge.x1_m - bridge.x0_m) / 2,
                    BOARD_HALF_WIDTH_M,
                    BOARD_THICKNESS_M / 2,
                ),
                stiffness_nm=hypothesis.board_nm,
                slide_n=hypothesis.board_n,
            )
        write_bar(fields, self._plan.bar_ids[0], bar)
        write_board(self._plan.model, fields, "street/board_0", board)

    def hits_bar(self, rows: NDArray[np.intp]) -> NDArray[np.bool_]:
        """Say which robots touch what hangs overhead. Shape (n,)."""
        return np.asarray(self._sensors[rows][:, self._plan.bar_sensors].any(axis=1))

    def clear(self, count: int) -> NDArray[np.int32]:
        """Make rows fresh and give their numbers."""
        ids = np.arange(count, dtype=np.int32)
        self._batch.reset(ids, stage=int(mujoco.mjtStage.mjSTAGE_NONE))
        return ids

    def settle(self, ids: NDArray[np.int32]) -> None:
        """Let MuJoCo's derived constants follow from what was laid out in fresh rows."""
        self._batch.set_const(ids)

    def state(self, rows: NDArray[np.intp]) -> BodyState:
        """Give the imagined robots of some rows."""
        p, b, v = self._plan, self._plan.base_qpos, self._plan.base_dof
        qpos, qvel = self._qpos[rows], self._qvel[rows]
        return BodyState(
            pos_w=qpos[:, b : b + 3],
            quat_wb=qpos[:, b + 3 : b + 7],
            lin_vel_w=qvel[:, v : v + 3],
            ang_vel_b=qvel[:, v + 3 : v + 6],
            joint_pos=qpos[:, p.joint_qpos],
            joint_vel=qvel[:, p.joint_dof],
        )

    def advance(self, rows: NDArray[np.intp], targets: FloatArray) -> None:
        """Move some rows on by one control step.

        Args:
            rows: Rows. Shape (n,).
            targets: Joint targets, newest first. Shape (n, history, num_joints). [rad]
        """
        substeps = self.drive.substeps
        lag = np.maximum(0, -(-(self._delay - np.arange(substeps)) // substeps))
        control = np.empty((len(rows), substeps, self._plan.model.nu))
        control[:, :, self._plan.actuator_index] = targets[:, lag]
        self._batch.rollout(substeps, control, record=(), ids=rows.astype(np.int32))

    def is_lost(self, rows: NDArray[np.intp]) -> NDArray[np.bool_]:
        """Say which rows are no physics any more. Shape (n,)."""
        is_finite = np.isfinite(self._qpos[rows].sum(axis=1))
        return np.asarray(~is_finite | self._batch.warning[rows, :, 1].any(axis=1))


def suppose(blocks: FloatArray, hypothesis: Hypothesis) -> FloatArray:
    """Give the blocks as a hypothesis has them: edges ahead shifted, rises exaggerated.

    Args:
        blocks: Tops above the support. Shape (K, 4). [m]
        hypothesis: How the estimate may be wrong.
    """
    changed = blocks.copy()
    ahead = changed[:, 0] > 0.05
    changed[ahead, 0] = np.maximum(changed[ahead, 0] + hypothesis.edge_m, 0.03)
    changed[:-1, 1] = changed[1:, 0]
    differs = np.abs(changed[:, 2:]) > 0.035  # what is level with the support stays so
    sign = np.sign(changed[:, 2:]) * (differs & ahead[:, None])
    changed[:, 2:] += hypothesis.rise_m * sign
    changed[:, 1] = np.maximum(changed[:, 1], changed[:, 0] + 0.01)
    return changed


def cut_ditch(blocks: FloatArray, bridge: Bridge) -> FloatArray:
    """Give the blocks with a ditch where the bridge is. Shape (K', 4)."""
    found: list[FloatArray] = []
    for block in blocks:
        x0, x1, z0, z1 = block
        slope = (z1 - z0) / (x1 - x0)
        cuts = [x0, *(x for x in (bridge.x0_m, bridge.x1_m) if x0 < x < x1), x1]
        for a, b in pairwise(cuts):
            drop = bridge.drop_m if bridge.x0_m < (a + b) / 2 < bridge.x1_m else 0.0
            ends = (z0 + slope * (a - x0) - drop, z0 + slope * (b - x0) - drop)
            found.append(np.array([a, b, *ends]))
    return np.stack(found[:IMAGINED_BLOCKS])
