"""N copies of a scenario, stepped together: reset, step, fork."""

import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import mujoco
import numpy as np
from mujoco.batch import Batch
from numpy.typing import NDArray

from andon.bodies.body import Body
from andon.bodies.drive import Drive
from andon.episodes.footwork import FeetState, num_foot_columns, track_feet
from andon.episodes.observation import Observation
from andon.episodes.outcome import Ending, judge, track
from andon.episodes.rows import Rows, make_rows
from andon.episodes.senses import Senses
from andon.episodes.start import (
    MIX,
    Starter,
    checksum_weights,
    draw_jitter,
    max_delay_substeps,
    whole_steps,
)
from andon.errors import Diverged, InvalidConfig
from andon.scenarios.blueprint import Blueprint, compose, varied_fields
from andon.scenarios.scenario import Scenario
from andon.scenarios.variation import Draw
from andon.sensing.height_scan import HeightScan
from andon.sensing.proprioception import BodyState
from andon.sensing.terms import term
from andon.spatial import FloatArray, heading_of

__all__ = ["StepResult", "World"]

LOGGER = logging.getLogger(__name__)

PROPRIOCEPTION = ("ang_vel_b", "gravity_b", "lin_vel_b", "heading", "joint_pos", "joint_vel")


@dataclass(frozen=True, kw_only=True)
class StepResult:
    """What one step of all worlds gave."""

    observation: Observation
    """Readings after the step."""
    terminated: NDArray[np.bool_]
    """Rows whose episode ended by what happened in it. Shape (N,)."""
    truncated: NDArray[np.bool_]
    """Rows whose episode ended by its time limit. Shape (N,)."""
    endings: dict[int, Ending]
    """How each ended row ended, by row."""


class World:
    """N worlds of one scenario and body; each is decided by its seed and the actions alone.

    The result of a row is the same, bit for bit, for any number of threads, any batch it is in,
    and with or without forks. Rows without a running episode stand still.
    """

    def __init__(
        self,
        scenario: Scenario,
        body: Body,
        drive: Drive,
        *,
        num_worlds: int = 1,
        threads: int = 1,
        terms: Sequence[str] = PROPRIOCEPTION,
        blueprint: Blueprint | None = None,
        scan: HeightScan | None = None,
    ) -> None:
        """Compile the scenario with the body and allocate the rows.

        Args:
            scenario: What happens.
            body: The robot.
            drive: How it is driven.
            num_worlds: Number of rows.
            threads: Threads that step them, this one included.
            terms: Observation terms to measure.
            blueprint: An earlier composition of the same three, to save compiling.
            scan: Grid of the robot's own height scan; the scenario's when None.

        Raises:
            InvalidConfig: For counts below 1, or a time limit that is no whole number of actions.
            UnknownName: For an unknown term.
        """
        if num_worlds < 1 or threads < 1:
            raise InvalidConfig(
                f"A world needs num_worlds >= 1 and threads >= 1; got {num_worlds}, {threads}."
            )
        self.blueprint = blueprint or compose(scenario, body, drive)
        self.scenario, self.body, self.drive = scenario, body, drive
        self.num_worlds, self.threads = num_worlds, threads
        self.terms = tuple(term(name).name for name in terms)
        self.limit_steps = whole_steps(scenario.time_limit_s, drive.control_timestep_s)
        mujoco.set_mju_user_warning(LOGGER.debug)  # else MuJoCo writes a file where one stands
        self.batch = Batch(self.blueprint.model, num_worlds, threads)
        self.fields = {name: self.batch.expand(name) for name in varied_fields(self.blueprint)}
        history = 1 - (-max_delay_substeps(scenario, drive) // drive.substeps)
        self.rows: Rows = make_rows(
            num_worlds,
            body.num_joints,
            len(self.blueprint.block_ids),
            history,
            num_foot_columns(len(body.feet)),
            *(len(self.blueprint.bar_ids), self.blueprint.num_obstacles),
        )
        self.draws: list[Draw] = [{} for _ in range(num_worlds)]
        self.pushes: list[list[tuple[float, float, float]]] = [[] for _ in range(num_worlds)]
        self.scan = scan or scenario.sensing.scan
        self._senses = Senses(self, self.scan)
        self._qpos, self._qvel = self.batch.bind("qpos"), self.batch.bind("qvel")
        self._ctrl = self.batch.bind("ctrl")
        self._force = self.batch.bind("actuator_force")
        self._sensors = self.batch.bind("sensordata")
        self._foot_index = np.append(self.blueprint.foot_sensors, self.blueprint.bar_sensors)
        self._foot_values = np.zeros((num_worlds, len(self._foot_index)))
        self._starter = Starter(self.blueprint)
        self._weights = checksum_weights(self._qpos.shape[1])
        self._is_identity = bool(
            np.array_equal(self.blueprint.actuator_index, np.arange(self.blueprint.model.nu))
        )
        self._senses.warm_up(self.state())

    def state(self) -> BodyState:
        """Give the true state of the robots; views and copies of the current rows."""
        p, b = self.blueprint, self.blueprint.base_qpos
        v = p.base_dof
        return BodyState(
            pos_w=self._qpos[:, b : b + 3],
            quat_wb=self._qpos[:, b + 3 : b + 7],
            lin_vel_w=self._qvel[:, v : v + 3],
            ang_vel_b=self._qvel[:, v + 3 : v + 6],
            joint_pos=self._qpos.take(p.joint_qpos, axis=1),
            joint_vel=self._qvel.take(p.joint_dof, axis=1),
        )

    @property
    def qpos(self) -> FloatArray:
        """Positions of all worlds; read-only view. Shape (N, nq)."""
        view = self._qpos.view()
        view.setflags(write=False)
        return view

    def reset(self, seeds: Sequence[int], rows: Sequence[int] | None = None) -> Observation:
        """Start episodes.

        Args:
            seeds: One seed per row.
            rows: Rows to start, ascending; all when None.

        Returns:
            Readings of all rows.

        Raises:
            InvalidConfig: When the numbers of seeds and rows differ, or a value that was drawn
                cannot be simulated (a delay that is no whole number of physics steps).
        """
        where = list(range(self.num_worlds)) if rows is None else list(rows)
        if len(where) != len(seeds):
            raise InvalidConfig(f"{len(seeds)} seeds were given for {len(where)} rows.")
        if where:
            ids = np.array(where, np.int32)
            self.batch.reset(ids, stage=int(mujoco.mjtStage.mjSTAGE_NONE))
            for row, seed in zip(where, seeds, strict=True):
                self._start(row, int(seed))
            if self._starter.needs_constants(self.fields):
                self.batch.set_const(ids)
        return self.observe(np.array(where, np.intp))

    def _start(self, row: int, seed: int) -> None:
        draw = self.scenario.draw(seed)
        self.draws[row] = draw
        self.pushes[row] = []
        self._foot_values[row] = 0.0
        arrays = {name: values[row] for name, values in self.fields.items()}
        self._qpos[row] = self._starter.start(self.rows, row, seed, draw, arrays)
        self._ctrl[row, self.blueprint.actuator_index] = self.rows.targets[row, 0]

    def observe(self, fresh: NDArray[np.intp] | None = None) -> Observation:
        """Give the readings of all rows; those of rows without an episode mean nothing.

        Args:
            fresh: Rows whose sensors are read anew; `reset` and `step` say which. With None the
                last readings are given again.
        """
        rows = self.rows
        readings = self._senses.read(self.state(), fresh)
        if "velocity_command" in self.terms:
            readings["velocity_command"] = self.command()
        if "gait_command" in self.terms:
            readings["gait_command"] = rows.gait_command.copy()
        return Observation(
            terms=readings,
            is_first=rows.steps == 0,
            steps=rows.steps.copy(),
            time_s=rows.steps.astype(np.float64) * self.drive.control_timestep_s,
            seeds=rows.seeds.copy(),
        )

    def command(self) -> FloatArray:
        """Give the velocity command of this moment. Shape (N, 3). [m/s, m/s, rad/s]."""
        ramp, rows = self.scenario.command_ramp_s, self.rows
        share = np.where(rows.steps < rows.brake_step, 1.0, 0.0)
        if ramp > 0:
            time_s = rows.steps * self.drive.control_timestep_s
            share = share * np.minimum(1.0, time_s / ramp)
        return rows.command * share[:, None]

    def put(self, rows: NDArray[np.intp], joint_pos: FloatArray, lin_vel_b: FloatArray) -> None:
        """Let robots that were just reset begin in motion: another pose, and a velocity.

        Args:
            rows: Worlds. Shape (M,).
            joint_pos: Joint angles. Shape (M, num_joints). [rad]
            lin_vel_b: Velocity of the base ahead, to the left, upwards. Shape (M, 3). [m/s]
        """
        p, yaw = self.blueprint, heading_of(self.state().quat_wb[rows])
        for row, angles in zip(rows, joint_pos, strict=True):
            self._qpos[row] = self._starter.pose(self._qpos[row], angles, self.rows, int(row))
        c, s = np.cos(yaw), np.sin(yaw)
        self._qvel[rows, p.base_dof] = c * lin_vel_b[:, 0] - s * lin_vel_b[:, 1]
        self._qvel[rows, p.base_dof + 1] = s * lin_vel_b[:, 0] + c * lin_vel_b[:, 1]
        self._qvel[rows, p.base_dof + 2] = lin_vel_b[:, 2]
        self.rows.targets[rows] = joint_pos[:, None]
        self._ctrl[rows[:, None], p.actuator_index] = joint_pos

    def feet(self) -> FeetState:
        """Give what the feet bear and how they move, one physics step ago; read by no policy."""
        return FeetState.from_sensors(self._foot_values, len(self.blueprint.foot_sensors))

    def touches_bar(self) -> NDArray[np.bool_]:
        """Say which robots touch a bar overhead, one physics step ago. Shape (N,)."""
        return np.asarray(self._foot_values[:, self.blueprint.foot_sensors.size :].any(axis=1))

    def step(self, actions: FloatArray) -> StepResult:
        """Apply joint targets for one control step.

        Args:
            actions: Joint targets in the order of the body. Shape (N, num_joints). [rad]

        Raises:
            InvalidConfig: When the shape is wrong.
            Diverged: When an action of a running episode is not finite.
        """
        rows = self.rows
        active = np.flatnonzero(rows.is_active).astype(np.int32)
        self._take(actions, active)
        self._push()
        ids = None if len(active) == self.num_worlds else active
        if len(active):
            self._advance(ids, active)
        rows.steps[active] += 1
        self._foot_values = self._sensors.take(self._foot_index, axis=1)
        state = self.state()
        self._add_checksum()
        track(self, state, self._force.take(self.blueprint.actuator_index, axis=1))
        track_feet(self, state, self.feet())
        endings = judge(self, state)
        terminated = np.zeros(self.num_worlds, bool)
        truncated = np.zeros(self.num_worlds, bool)
        for row, ending in endings.items():
            rows.is_active[row] = False
            (truncated if ending.is_time_limit else terminated)[row] = True
        return StepResult(
            observation=self.observe(active.astype(np.intp)),
            terminated=terminated,
            truncated=truncated,
            endings=endings,
        )

    def expect_stance(self, planned: NDArray[np.bool_] | None) -> None:
        """Note which feet a policy means to stand on, to be compared with those that bear load.

        Args:
            planned: Shape (N, 2); None when the policy has no clock.
        """
        if planned is not None:
            self.rows.planned_stance[:] = planned

    def _take(self, actions: FloatArray, active: NDArray[np.int32]) -> None:
        shape = (self.num_worlds, self.body.num_joints)
        if actions.shape != shape:
            raise InvalidConfig(f"Actions have the shape {actions.shape}; expected {shape}.")
        if not np.isfinite(actions[active]).all():
            bad = active[~np.isfinite(actions[active]).all(axis=1)][0]
            raise Diverged(
                f"The action of seed {self.rows.seeds[bad]} at step {self.rows.steps[bad]} is not "
                "finite."
            )
        targets = self.rows.targets
        targets[:, 1:] = targets[:, :-1]
        targets[:, 0] = actions

    def _advance(self, ids: NDArray[np.int32] | None, active: NDArray[np.int32]) -> None:
        rows, substeps = self.rows, self.drive.substeps
        if rows.targets.shape[1] == 1:  # no delay anywhere
            if self._is_identity:
                self._ctrl[:] = rows.targets[:, 0]
            else:
                self._ctrl[:, self.blueprint.actuator_index] = rows.targets[:, 0]
            self.batch.step(ids, nstep=substeps)
            return
        late = (rows.delay_substeps + draw_jitter(rows))[active, None] - np.arange(substeps)
        lag = np.maximum(0, -(-late // substeps))  # (n, substeps), ceiling division
        control = np.empty((len(active), substeps, self.blueprint.model.nu))
        control[:, :, self.blueprint.actuator_index] = rows.targets[active[:, None], lag]
        self.batch.rollout(substeps, control, record=(), ids=ids)

    def _push(self) -> None:
        rows = self.rows
        time_s = rows.steps * self.drive.control_timestep_s
        is_due = (time_s + 1e-9) // rows.push_interval_s > rows.num_pushes
        for row in np.flatnonzero(is_due & rows.is_active):
            heading = float(rows.push_heading[row, rows.num_pushes[row]])
            speed, v = float(rows.push_speed[row]), self.blueprint.base_dof
            self._qvel[row, v] += speed * np.cos(heading)
            self._qvel[row, v + 1] += speed * np.sin(heading)
            rows.num_pushes[row] += 1
            self.pushes[row].append((float(time_s[row]), speed, heading))

    def _add_checksum(self) -> None:
        words = np.ascontiguousarray(self._qpos).view(np.uint64)
        mixed = (words * self._weights).sum(axis=1, dtype=np.uint64)
        fresh = (self.rows.checksum ^ mixed) * MIX + np.uint64(1)
        self.rows.checksum = np.where(self.rows.is_active, fresh, self.rows.checksum)

    def fork(self, index: int, copies: int) -> "World":
        """Copy one world into several futures; the original goes on untouched.

        Args:
            index: Row to copy.
            copies: Number of copies.

        Returns:
            A world of `copies` rows, each in exactly the state of the row, warm start, delay line,
            noise and pushes included.
        """
        if not 0 <= index < self.num_worlds:
            raise InvalidConfig(f"There is no row {index}; rows are 0 to {self.num_worlds - 1}.")
        rows = np.full(copies, index, np.intp)
        future = World(
            self.scenario,
            self.body,
            self.drive,
            num_worlds=copies,
            threads=self.threads,
            terms=self.terms,
            blueprint=self.blueprint,
            scan=self.scan,
        )
        for name, values in self.fields.items():
            future.fields[name][:] = values[rows]
        if self._starter.needs_constants(self.fields):
            future.batch.set_const()
        future.batch.state[:] = self.batch.state[rows]
        future.rows = self.rows.gather(rows)
        future._senses.gather(self._senses, rows)
        future._foot_values = self._foot_values[rows]
        future.draws = [dict(self.draws[index]) for _ in range(copies)]
        future.pushes = [list(self.pushes[index]) for _ in range(copies)]
        return future

    def snapshot(self) -> dict[str, Any]:
        """Give everything that a world of the same make needs to go on from here, as arrays."""
        return {
            "state": self.batch.state.copy(),
            "fields": {name: values.copy() for name, values in self.fields.items()},
            "rows": {name: value.copy() for name, value in vars(self.rows).items()},
            "senses": self._senses.snapshot(),
            "feet": self._foot_values.copy(),
            "draws": [dict(draw) for draw in self.draws],
            "pushes": [list(pushes) for pushes in self.pushes],
        }

    def restore(self, snapshot: Mapping[str, Any]) -> None:
        """Go on from a snapshot, bit for bit, in a world of the same make and number of rows."""
        self.batch.reset(None, stage=int(mujoco.mjtStage.mjSTAGE_NONE))
        for name, values in self.fields.items():
            values[:] = snapshot["fields"][name]
        if self._starter.needs_constants(self.fields):
            self.batch.set_const()
        self.batch.state[:] = snapshot["state"]
        for name, value in snapshot["rows"].items():
            getattr(self.rows, name)[...] = value
        self._senses.restore(snapshot["senses"])
        self._foot_values = np.array(snapshot["feet"])
        self.draws = [dict(draw) for draw in snapshot["draws"]]
        self.pushes = [list(pushes) for pushes in snapshot["pushes"]]

    def model_of(self, row: int) -> mujoco.MjModel:
        """Give a copy of the model of one world, with its episode's values in it."""
        return self.batch.get_model(row)
