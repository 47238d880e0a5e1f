"""The worlds in which the reflex learns: the ordinary world, commands that change, rewards."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from andon.bodies.body import Body
from andon.episodes.observation import Observation
from andon.episodes.world import World
from andon.policies.check import contract_drive
from andon.policies.encoder import Encoder, measured_terms
from andon.policies.gait import Gait
from andon.policies.gait_pose import Step
from andon.policies.mirror import Mirror, mirror_of_input, mirror_of_joints
from andon.scenarios.scenario import Scenario, scenarios
from andon.sensing.noise import SensingConfig
from andon.spatial import FloatArray, heading_of, rotate_to_heading
from andon.training.normaliser import Normaliser
from andon.training.reflex_reward import Past, RewardModel
from andon.training.reflex_terms import NOISE, reflex_contract
from andon.training.settings import ReflexConfig

__all__ = ["ReflexTask", "Stage", "Turn"]

SEEDS_PER_RUN = 2**30
"""Seeds that each run has to itself."""
NUM_PRIVILEGED = 14
DRIFT_SHARE = 0.04


@dataclass(frozen=True, kw_only=True)
class Stage:
    """How hard the task is at the moment."""

    speed_m_s: float
    """Fastest command."""
    riser_m: float
    """Highest step."""
    push_m_s: float
    """Hardest push."""


@dataclass(frozen=True, kw_only=True)
class Turn:
    """What one control step of all worlds gave."""

    reward: FloatArray
    """Rewards. Shape (N,)."""
    terminated: NDArray[np.bool_]
    """Rows that fell. Shape (N,)."""
    truncated: NDArray[np.bool_]
    """Rows whose time was up. Shape (N,)."""
    lengths: list[int]
    """Lengths of the episodes that ended. [control steps]"""
    velocity: float
    """Mean reward for the velocity, of running episodes. [1]"""
    clock: float
    """Mean agreement of feet and clock. [1]"""
    speed_gap: float
    """Mean error of the velocity ahead. [m/s]"""


class ReflexTask:
    """N worlds with the gait in front of them; an action is a correction of the gait."""

    def __init__(self, config: ReflexConfig, body: Body, stage: Stage, threads: int) -> None:
        """Build the worlds.

        Args:
            config: Settings of the run.
            body: The robot.
            stage: How hard it begins.
            threads: Threads that step the worlds.
        """
        self.config, self.body, self.stage = config, body, stage
        self.contract = reflex_contract(body)
        scenario = replace(scenarios.make("street_roam"), sensing=SensingConfig(noise=NOISE))
        self._scenario = scenario
        drive = contract_drive(self.contract, body)
        self.gait = Gait(body, drive, self.contract.gait)
        self.world = World(
            self._at_stage(),
            body,
            drive,
            num_worlds=config.num_worlds,
            threads=threads,
            terms=measured_terms(self.contract),
            scan=self.gait.config.scan,
        )
        self.encoder = Encoder(self.contract, body, drive, 0)
        self.rewards = RewardModel(config.reward, body, self.gait.legs)
        scales = self.contract.by_joint("action_scale")
        self._scale = np.array([scales[name] for name in body.joint_names])
        self._lower = np.array([j.lower_rad for j in body.joints])
        self._upper = np.array([j.upper_rad for j in body.joints])
        n = config.num_worlds
        self.rng = np.random.Generator(np.random.Philox(key=config.seed + 1))
        self.next_seed = (config.seed + 1) * SEEDS_PER_RUN
        self._before = np.zeros((n, body.num_joints))
        self._drift = np.zeros((n, 2))
        self._is_level = np.ones(n, bool)
        self.facts = np.zeros((n, 3))
        self._force = self.world.batch.bind("actuator_force")
        self.step_wanted: Step | None = None
        self.observation = self._reset(np.arange(n))

    @property
    def input_mirror(self) -> Mirror:
        """Mirror of the policy's input."""
        return mirror_of_input(self.contract, self.body)

    @property
    def state_mirror(self) -> Mirror:
        """Mirror of the critic's input: the policy's, then what only the simulator knows."""
        own = self.input_mirror
        start = len(own.index)
        extra = np.array([0, 1, 2, 3, 5, 4, 7, 6, 8, 9, 10, 11, 12, 13])
        sign = np.array([1.0, -1.0, 1.0, *[1.0] * 9, -1.0, 1.0])
        return Mirror(
            index=np.concatenate([own.index, start + extra]), sign=np.concatenate([own.sign, sign])
        )

    @property
    def action_mirror(self) -> Mirror:
        """Mirror of the action."""
        return mirror_of_joints(self.body)

    def set_stage(self, stage: Stage) -> None:
        """Make the task harder or easier, for the episodes that begin from now on."""
        self.stage = stage
        self.world.scenario = self._at_stage()

    def _at_stage(self) -> Scenario:
        return self._scenario.with_variation(
            {"max_riser_m": self.stage.riser_m, "push_speed": [0.0, self.stage.push_m_s]}
        )

    def look(self) -> tuple[FloatArray, FloatArray]:
        """Move the gait on and give the policy's input and what only the simulator knows.

        Returns:
            Shapes (N, input width), (N, NUM_PRIVILEGED).
        """
        step = self.gait.advance(self.observation)
        self.step_wanted = step
        inputs = self.encoder.encode(self.observation, step.blocks()).copy()
        return inputs, self._privileged(step)

    def peek(self, normaliser: Normaliser) -> tuple[np.ndarray, np.ndarray]:
        """Give what the next `look` will give, normalised, without moving the gait on.

        Returns:
            Inputs of policy and critic. Shapes (N, input width), (N, state width), float32.
        """
        rows = np.arange(self.world.num_worlds)
        kept = (self.gait, self.encoder, self.step_wanted)
        self.gait, self.encoder = self.gait.fork(rows), self.encoder.fork(rows)
        inputs, privileged = self.look()
        self.gait, self.encoder, self.step_wanted = kept
        normal = normaliser.apply(inputs)
        return normal, np.concatenate([normal, privileged.astype(np.float32)], axis=1)

    def snapshot(self) -> dict[str, Any]:
        """Give everything that is needed to go on from here."""
        return {
            "world": self.world.snapshot(),
            "gait": self.gait.snapshot(),
            "last_action": self.encoder.last_action.copy(),
            "observation": {k: v.copy() for k, v in self.observation.terms.items()},
            "is_first": self.observation.is_first.copy(),
            "rng": self.rng.bit_generator.state,
            "next_seed": self.next_seed,
            "before": self._before.copy(),
            "drift": self._drift.copy(),
            "is_level": self._is_level.copy(),
            "facts": self.facts.copy(),
            "stage": self.stage,
        }

    def restore(self, snapshot: Mapping[str, Any]) -> None:
        """Go on from a snapshot, bit for bit."""
        self.set_stage(snapshot["stage"])
        self.world.restore(snapshot["world"])
        self.gait.restore(snapshot["gait"])
        rows = self.world.rows
        self.observation = Observation(
            terms=dict(snapshot["observation"]),
            is_first=snapshot["is_first"],
            steps=rows.steps.copy(),
            time_s=rows.steps.astype(np.float64) * self.world.drive.control_timestep_s,
            seeds=rows.seeds.copy(),
        )
        self.encoder.resume(snapshot["last_action"])
        self.rng.bit_generator.state = snapshot["rng"]
        self.next_seed = snapshot["next_seed"]
        self._before, self._drift = snapshot["before"].copy(), snapshot["drift"].copy()
        self._is_level, self.facts = snapshot["is_level"].copy(), snapshot["facts"].copy()

    def _privileged(self, step: Step) -> FloatArray:
        world, state, feet = self.world, self.world.state(), self.world.feet()
        vel = rotate_to_heading(heading_of(state.quat_wb), state.lin_vel_w)
        height = feet.pos_w[..., 2] - state.pos_w[:, 2:3] - step.ankles_b[..., 2]
        columns = [
            vel,
            np.zeros((len(vel), 1)),
            np.clip(feet.load_n() / 600.0, 0.0, 3.0),
            np.clip(height, -0.3, 0.3) * 10,
            world.rows.delay_substeps[:, None] / 4.0,
            self.facts * (2.0, 0.2, 20.0),
            self._drift[:, 1:2] * 5.0,
            self._drift[:, 0:1] * 5.0,
        ]
        return np.nan_to_num(np.clip(np.concatenate(columns, axis=1), -10.0, 10.0))

    def act(self, action: FloatArray) -> Turn:
        """Apply corrections of the gait, give rewards, and begin episodes anew where they ended."""
        step, world = self.step_wanted, self.world
        if step is None:
            raise RuntimeError("look() comes before act().")
        action = np.clip(action, -5.0, 5.0)
        past = Past(action=self.encoder.last_action.copy(), before=self._before, drift=self._drift)
        targets = np.clip(step.targets + self._scale * action, self._lower, self._upper)
        world.expect_stance(step.is_stance)
        result = world.step(targets)
        force = self._force.take(world.blueprint.actuator_index, axis=1)
        reward, parts = self.rewards.score(world, step, action, past, force)
        reward = np.where(np.isfinite(reward) & ~result.terminated, reward, 0.0)
        gap = np.clip(np.nan_to_num(parts["gap"]), -3.0, 3.0)
        self._drift += DRIFT_SHARE * (gap - self._drift)
        self._before = past.action
        self.encoder.last_action[:] = action
        ended = np.flatnonzero(result.terminated | result.truncated)
        lengths = [int(n) for n in world.rows.steps[ended]]
        self.observation = result.observation
        if len(ended):
            self.observation = self._reset(ended)
        self._change_commands()
        return Turn(
            reward=reward,
            terminated=result.terminated,
            truncated=result.truncated,
            lengths=lengths,
            velocity=float(np.nan_to_num(parts["velocity"]).mean()),
            clock=float(parts["clock"].mean()),
            speed_gap=float(np.abs(gap[:, 0]).mean()),
        )

    def _reset(self, rows: NDArray[np.intp]) -> Observation:
        seeds = range(self.next_seed, self.next_seed + len(rows))
        self.next_seed += len(rows)
        world = self.world
        observation = world.reset(seeds, rows.tolist())
        self._before[rows], self._drift[rows] = 0.0, 0.0
        names = ("friction", "payload_kg", "com_shift_x_m")
        self.facts[rows] = [[world.draws[row][name] for name in names] for row in rows]
        self.facts[rows, 0] -= 0.8
        self._is_level[rows] = [
            world.draws[row]["course"] < world.draws[row]["flat_share"] for row in rows
        ]
        world.rows.command[rows] = self._velocities(rows)
        world.rows.gait_command[rows] = self._registers(len(rows))
        walking = rows[self.rng.random(len(rows)) < self.config.start_walking_share]
        command = world.rows.command[walking]
        moving = walking[np.hypot(command[:, 0], command[:, 1]) > 0.2]
        if not len(moving):
            return observation
        phase = self.rng.random(len(moving))
        vel = world.rows.command[moving] * self.rng.uniform(0.5, 1.0, (len(moving), 1))
        pose = self.gait.stride_at(phase, vel) + self.rng.uniform(
            -0.05, 0.05, (len(moving), self.body.num_joints)
        )
        lin_vel = np.concatenate([vel[:, :2], np.zeros((len(moving), 1))], axis=1)
        world.put(moving, np.clip(pose, self._lower, self._upper), lin_vel)
        for row, p, v in zip(moving, phase, vel, strict=True):
            self.gait.begin_at(int(row), float(p), v)
        return world.observe(rows)

    def _velocities(self, rows: NDArray[np.intp]) -> FloatArray:
        """Draw velocity commands. Shape (M, 3)."""
        c, rng, n = self.config.commands, self.rng, len(rows)
        fastest = np.full(n, self.stage.speed_m_s)
        fastest = np.where(self._is_level[rows], fastest, np.minimum(fastest, c.terrain_speed_m_s))
        share = rng.random(n)
        share = np.where(rng.random(n) < c.fast_share, 0.7 + 0.3 * share, share)
        ahead = share * fastest
        is_slow = rng.random(n) < c.slow_share
        ahead = np.where(is_slow, rng.uniform(0.0, c.slow_m_s, n), ahead)
        ahead = np.where(rng.random(n) < 0.06, -c.backward_m_s * share, ahead)
        narrow = np.clip(1.6 - 0.45 * np.abs(ahead), 0.25, 1.0)  # turns are tighter when slow
        turns = rng.random(n) < c.turn_share
        turn = np.where(turns, rng.uniform(-1, 1, n) * c.turn_rad_s * narrow, 0.0)
        aside = np.where(
            rng.random(n) < c.lateral_share, rng.uniform(-1, 1, n) * c.lateral_m_s, 0.0
        )
        stops = rng.random(n) < c.stop_share
        command = np.stack([ahead, aside, turn], axis=1)
        return np.where(stops[:, None], 0.0, command)

    def _registers(self, count: int) -> FloatArray:
        """Draw swing clearance, hip drop and offset of the path. Shape (M, 3)."""
        c, rng = self.config.commands, self.rng
        drawn = np.stack(
            [
                rng.uniform(0, c.clearance_m, count),
                rng.uniform(0, c.drop_m, count),
                rng.uniform(-c.offset_m, c.offset_m, count),
            ],
            axis=1,
        )
        return np.where(rng.random((count, 3)) < c.register_share, drawn, 0.0)

    def _change_commands(self) -> None:
        c, n = self.config.commands, self.world.num_worlds
        rows = np.flatnonzero(self.rng.random(n) < c.change_chance)
        if len(rows):
            self.world.rows.command[rows] = self._velocities(rows)
        rows = np.flatnonzero(self.rng.random(n) < c.register_chance)
        if len(rows):
            self.world.rows.gait_command[rows] = self._registers(len(rows))
