"""How an episode begins: values into the model, the robot on its feet, pushes planned."""

from collections.abc import Mapping

import mujoco
import numpy as np
from numpy.typing import NDArray

from andon.bodies.drive import Drive
from andon.bodies.pose import lowest_point
from andon.episodes.encounters import fill_obstacles
from andon.episodes.rows import MAX_PUSHES, NEVER, Rows
from andon.errors import InvalidConfig
from andon.randomness import stream
from andon.scenarios.blueprint import CONST_FIELDS, Blueprint, write_draw
from andon.scenarios.layout import Layout, ground_height
from andon.scenarios.scenario import Scenario
from andon.scenarios.variation import Draw, Uniform
from andon.spatial import FloatArray

GAIT_COMMAND = ("command_swing_clearance_m", "command_hip_drop_m", "command_lateral_offset_m")
"""Parameters behind the three columns of the gait command."""

__all__ = [
    "MIX",
    "Starter",
    "checksum_weights",
    "delay_substeps",
    "draw_jitter",
    "max_delay_substeps",
    "whole_steps",
]
MIX = np.uint64(0x9E3779B97F4A7C15)
"""The golden ratio in 64 bits: mixes the bits of a number when multiplied with it."""


def delay_substeps(delay_ms: float, drive: Drive) -> int:
    """Give an action delay in physics steps.

    Raises:
        InvalidConfig: When it is negative or no whole number of physics steps.
    """
    step_ms = drive.physics_timestep_s * 1000
    count = round(delay_ms / step_ms)
    if delay_ms < 0 or abs(count * step_ms - delay_ms) > 1e-6:
        raise InvalidConfig(
            f"action_delay_ms is {delay_ms:g}; it must be a multiple of the physics step of "
            f"{step_ms:g} ms. To vary it, give {{choice = [0, {step_ms:g}, {2 * step_ms:g}]}}."
        )
    return count


def max_delay_substeps(scenario: Scenario, drive: Drive) -> int:
    """Give the longest action delay that a scenario can draw, in physics steps.

    Raises:
        InvalidConfig: When a value that may be drawn is no whole number of physics steps.
    """
    longest = 0
    for parameter in scenario.variation:
        if parameter.name not in ("action_delay_ms", "action_jitter_ms"):
            continue
        if isinstance(parameter.distribution, Uniform):
            low, high = parameter.distribution.low, parameter.distribution.high
            step_ms = drive.physics_timestep_s * 1000
            raise InvalidConfig(
                f"{parameter.name} cannot be any value in [{low:g}, {high:g}]; a delay is a "
                f"multiple of the physics step of {step_ms:g} ms. Give "
                f"{{choice = [0, {step_ms:g}, {2 * step_ms:g}]}}."
            )
        longest += max(delay_substeps(high, drive) for _, high in parameter.bins())
    return longest


def whole_steps(time_limit_s: float, control_timestep_s: float) -> int:
    """Give a time limit in control steps; refuse one that would have to be rounded."""
    steps = round(time_limit_s / control_timestep_s)
    if abs(steps * control_timestep_s - time_limit_s) > 1e-6:
        near = steps * control_timestep_s
        raise InvalidConfig(
            f"time_limit_s is {time_limit_s:g}, which is no whole number of control steps of "
            f"{control_timestep_s:g} s; give {near:g} instead."
        )
    return steps


def checksum_weights(width: int) -> NDArray[np.uint64]:
    """Give odd 64-bit weights, with which positions are summed up. Shape (width,)."""
    odd = np.random.Generator(np.random.Philox(key=0)).integers(0, 2**63, width, np.uint64)
    return odd * np.uint64(2) + np.uint64(1)


def draw_jitter(rows: Rows) -> NDArray[np.int64]:
    """Give this step's further delay, in physics steps; it depends on seed and step alone."""
    if not rows.jitter_substeps.any():
        return rows.jitter_substeps
    mixed = rows.seeds.astype(np.uint64) * MIX + rows.steps.astype(np.uint64)
    mixed = (mixed ^ (mixed >> np.uint64(31))) * MIX
    return (mixed >> np.uint64(33)).astype(np.int64) % (rows.jitter_substeps + 1)


class Starter:
    """Puts episodes into their first state."""

    def __init__(self, blueprint: Blueprint) -> None:
        """Prepare for a composition of scenario and body."""
        self._blueprint = blueprint
        self._data = mujoco.MjData(blueprint.model)
        model = blueprint.model
        feet = {model.body(name).id for name in blueprint.body.feet}
        self._foot_geoms = [
            g
            for g in range(model.ngeom)
            if model.geom_bodyid[g] in feet and (model.geom_contype[g] or model.geom_conaffinity[g])
        ]

    def needs_constants(self, fields: Mapping[str, FloatArray]) -> bool:
        """Say whether MuJoCo's derived constants follow from fields that vary."""
        return bool(CONST_FIELDS & set(fields))

    def start(
        self,
        rows: Rows,
        row: int,
        seed: int,
        draw: Draw,
        fields: Mapping[str, NDArray[np.float64]],
    ) -> FloatArray:
        """Fill one row with the beginning of an episode.

        Args:
            rows: Episode state; edited.
            row: The row.
            seed: Seed of the episode.
            draw: Values of the episode.
            fields: Model fields of this row by name; edited.

        Returns:
            First positions. Shape (nq,).
        """
        blueprint = self._blueprint
        layout = blueprint.scenario.layout(draw)
        for name, values in fields.items():
            values[...] = getattr(blueprint.model, name)
        write_draw(blueprint, fields, draw, layout)
        if "body_mass" in fields and fields["body_mass"][blueprint.base_id] <= 0:
            raise InvalidConfig(
                f"payload_kg is {draw['payload_kg']:g}, which leaves the base of "
                f"{blueprint.body.name!r} without mass."
            )
        self._fill(rows, row, seed, draw, layout)
        return self._first_qpos(rows, row, draw, layout)

    def _fill(self, rows: Rows, row: int, seed: int, draw: Draw, layout: Layout) -> None:
        scenario, drive = self._blueprint.scenario, self._blueprint.drive
        rows.seeds[row], rows.steps[row], rows.is_active[row] = seed, 0, True
        rows.targets[row] = drive.home_rad
        rows.delay_substeps[row] = delay_substeps(draw["action_delay_ms"], drive)
        rows.jitter_substeps[row] = delay_substeps(draw["action_jitter_ms"], drive)
        command = ("command_lin_vel_x", "command_lin_vel_y", "command_ang_vel_z")
        rows.command[row] = [draw[name] for name in command]
        rows.gait_command[row] = [draw[name] for name in GAIT_COMMAND]
        brake = draw["brake_time_s"]
        rows.brake_step[row] = round(brake / drive.control_timestep_s) if brake > 0 else NEVER
        rows.planned_stance[row], rows.feet[row] = -1, 0
        interval = draw["push_interval_s"] if draw["push_speed"] > 0 else np.inf
        if scenario.time_limit_s / interval > MAX_PUSHES:
            raise InvalidConfig(
                f"push_interval_s is {interval:g}: more than {MAX_PUSHES} pushes in "
                f"{scenario.time_limit_s:g} s."
            )
        rows.push_speed[row], rows.push_interval_s[row] = draw["push_speed"], interval
        rows.push_heading[row] = stream(seed, "push").uniform(-np.pi, np.pi, MAX_PUSHES)
        rows.num_pushes[row] = 0
        rows.blocks[row] = [(b.x0_m, b.x1_m, b.z0_m, b.z1_m) for b in layout.blocks] or 0.0
        rows.sides[row] = [(b.y0_m, b.y1_m, np.tan(b.bank_rad)) for b in layout.blocks] or 0.0
        rows.floor_z[row] = layout.floor_z_m
        fill_obstacles(rows, row, layout)
        rows.finish_x[row] = np.inf if layout.finish_x_m is None else layout.finish_x_m
        for sums in (rows.vel_sum, rows.vel_error_sum, rows.num_tracked, rows.energy_j):
            sums[row] = 0
        rows.max_tilt_rad[row], rows.checksum[row] = 0, 0

    def _first_qpos(self, rows: Rows, row: int, draw: Draw, layout: Layout) -> FloatArray:
        """Stand in the home pose with jittered joints, the lowest foot on the ground."""
        p, model = self._blueprint, self._blueprint.model
        home, seed = np.array(p.drive.home_rad), int(rows.seeds[row])
        jitter = stream(seed, "joint_pos_jitter").uniform(-1, 1, len(home))
        qpos = model.qpos0.copy()
        base = slice(p.base_qpos, p.base_qpos + 7)
        half_yaw = np.radians(draw["start_heading_deg"]) / 2
        facing = (np.cos(half_yaw), 0, 0, np.sin(half_yaw))
        qpos[base] = (0, 0, p.body.base_height_m, *facing)
        qpos[p.joint_qpos] = home * (1 + draw["joint_pos_jitter"] * jitter)
        for adr, plank in zip(p.plank_qpos, layout.planks, strict=True):
            height = plank.z_m + plank.half_size_m[2]
            qpos[adr : adr + 7] = (plank.x_m, 0, height, 1, 0, 0, 0)
        return self._ground(qpos, rows, row)

    def pose(self, qpos: FloatArray, joint_pos: FloatArray, rows: Rows, row: int) -> FloatArray:
        """Give the positions with other joint angles, the lowest foot on the ground.

        Args:
            qpos: Positions of the row. Shape (nq,).
            joint_pos: Joint angles. Shape (num_joints,). [rad]
            rows: Episode state.
            row: The row.
        """
        changed = qpos.copy()
        changed[self._blueprint.joint_qpos] = joint_pos
        return self._ground(changed, rows, row)

    def _ground(self, qpos: FloatArray, rows: Rows, row: int) -> FloatArray:
        """Move the robot up or down until its lowest foot touches the ground below its base."""
        p, model, data = self._blueprint, self._blueprint.model, self._data
        data.qpos[:] = qpos
        mujoco.mj_kinematics(model, data)
        lowest = min(lowest_point(model, data, g) for g in self._foot_geoms)
        one, b = slice(row, row + 1), p.base_qpos
        ground = ground_height(
            rows.blocks[one],
            rows.floor_z[one],
            qpos[b : b + 1],
            qpos[b + 1 : b + 2],
            rows.sides[one],
        )[0]
        qpos[p.base_qpos + 2] += ground - lowest
        return qpos
