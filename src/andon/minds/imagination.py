"""Futures of one robot: tactics times hypotheses, the policy in the loop, walked out in a batch."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from andon.episodes.observation import Observation, Policy
from andon.errors import InvalidConfig
from andon.minds.clock import Clock
from andon.minds.evidence import FEATURES, TRACE_STEPS, features_of_self
from andon.minds.imagined_world import ImaginedWorld
from andon.minds.question import FELL, PASSED, TRIPPED_LATER, Answer, Question
from andon.minds.tactics import SPEED, override
from andon.minds.terrain import MAX_BLOCKS
from andon.scenarios.layout import HALF_WIDTH_M, PARKED_Z_M, ground_height
from andon.scenarios.places import IMAGINED_FLOOR_M
from andon.sensing.height_scan import scan_blocks
from andon.sensing.proprioception import BodyState, read_term
from andon.spatial import FloatArray, tilt_of

__all__ = ["Imagination"]

NOT_YET = 2**40
"""A control step that no future reaches."""


class Imagination:
    """Walks futures of many robots in one batch; an answer depends on its question alone."""

    def __init__(self, world: ImaginedWorld, calibration: Clock) -> None:
        """Take a world to imagine in.

        Args:
            world: Body over ground that can be laid out.
            calibration: What a step of it is charged at, or a clock on the wall.
        """
        self.world, self.calibration = world, calibration

    def imagine(self, questions: Sequence[Question], policy: Policy) -> list[Answer]:
        """Walk out the futures of some questions.

        Args:
            questions: What is asked; each is answered as if it were the only one.
            policy: The policy in its present state; not changed.

        Returns:
            One answer per question.
        """
        answers: list[Answer] = []
        group: list[Question] = []
        count = 0
        for question in questions:
            size = len(question.registers) * len(question.hypotheses)
            if size > self.world.config.max_rows:
                raise InvalidConfig(
                    f"A question of {size} futures does not fit into max_rows = "
                    f"{self.world.config.max_rows}."
                )
            if count + size > self.world.config.max_rows:
                answers += _Walk(self.world, self.calibration, group, policy).run()
                group, count = [], 0
            group.append(question)
            count += size
        return answers + (_Walk(self.world, self.calibration, group, policy).run() if group else [])


class _Walk:
    """One batch of futures on its way."""

    def __init__(
        self,
        owner: ImaginedWorld,
        calibration: Clock,
        questions: Sequence[Question],
        policy: Policy,
    ) -> None:
        self._owner, self._questions, self._calibration = owner, questions, calibration
        self._budget = np.array([q.budget_s for q in questions])
        self._is_cut = np.zeros(len(questions), bool)
        shapes = [(len(q.registers), len(q.hypotheses)) for q in questions]
        self._asker = np.repeat(np.arange(len(shapes)), [t * h for t, h in shapes])
        count = len(self._asker)
        ids = owner.clear(count)
        self._blocks = np.tile(
            np.array([-1.0, 1.0, PARKED_Z_M, PARKED_Z_M]), (count, MAX_BLOCKS, 1)
        )
        self._floor = np.full(count, IMAGINED_FLOOR_M)
        row = 0
        registers: list[FloatArray] = []
        for q in questions:
            for register in q.registers:
                for hypothesis in q.hypotheses:
                    blocks = owner.start(row, q, hypothesis)
                    self._blocks[row, : len(blocks)] = blocks
                    registers.append(register)
                    row += 1
        owner.settle(ids)
        self._registers = np.stack(registers)
        self._current = self._of([q.current for q in questions])
        self._command = self._of([q.velocity_command for q in questions])
        self._gait = self._of([q.gait_command for q in questions])
        self._turn = self._of([q.own.heading + q.terrain.skew_rad for q in questions])
        self._targets = self._of([q.own.targets[: owner.history] for q in questions])
        self._step = self._of([q.step for q in questions]).astype(np.int64)
        self._commit = self._of([q.commit_steps for q in questions])
        self._horizon = self._of([q.horizon_steps for q in questions])
        beyond = owner.config.beyond_m
        self._goal = self._of(
            [(0.0 if q.terrain.is_even else q.terrain.far_m) + beyond for q in questions]
        )
        self._near = self._of([q.terrain.near_m for q in questions])
        self._far = self._of([q.terrain.far_m for q in questions])
        self._policy = policy.fork(self._of([q.row for q in questions]).astype(np.intp))
        self._packed = np.arange(count)
        self._scan = self._of([q.height_scan for q in questions])
        self._measured, self._measured_at = self._scan.copy(), np.full(count, NOT_YET)
        self._status = np.zeros(count, np.int8)
        self._live = np.ones(count, bool)
        self._time, self._way = np.zeros(count), np.zeros(count)
        self._passed_at = np.full(count, np.inf)
        self._ticks = np.zeros(len(questions), np.int64)
        self._row_ticks = np.zeros(len(questions), np.int64)
        self._trace = np.full((count, TRACE_STEPS, FEATURES), np.nan)
        self._is_traced = any(q.weights is not None for q in questions)

    def _of(self, values: Sequence[object]) -> FloatArray:
        return np.array(values, dtype=np.float64)[self._asker]

    def run(self) -> list[Answer]:
        tick = 0
        while self._live.any():
            self._pack()
            self._tick(tick)
            tick += 1
        return [self._answer(i) for i in range(len(self._questions))]

    def _pack(self) -> None:
        live = np.flatnonzero(self._live)
        if len(live) < self._owner.config.compact_share * len(self._packed):
            self._policy = self._policy.fork(np.searchsorted(self._packed, live))
            self._packed = live

    def _tick(self, tick: int) -> None:
        owner, rows = self._owner, self._packed
        state = owner.state(rows)
        if self._is_traced and 0 < tick <= TRACE_STEPS:
            self._note(rows, state, tick - 1)
        targets = self._policy.act(self._observe(state, tick))
        self._targets[rows, 1:] = self._targets[rows, :-1]
        self._targets[rows, 0] = targets
        live = rows[self._live[rows]]
        owner.advance(live, self._targets[live])
        busy = np.unique(self._asker[live])
        self._ticks[busy] += 1
        self._row_ticks += np.bincount(self._asker[live], minlength=len(self._ticks))
        self._judge(live, tick + 1)
        spent = self._calibration.charge_s(self._ticks, self._row_ticks)
        self._is_cut |= (spent >= self._budget) & np.isin(
            np.arange(len(spent)), self._live_askers()
        )
        self._live &= ~self._is_cut[self._asker]

    def _note(self, rows: NDArray[np.intp], state: BodyState, at: int) -> None:
        """Keep what the robot would read now, where the future goes on."""
        parts = [read_term(name, state) for name in ("gravity_b", "lin_vel_b", "ang_vel_b")]
        live = self._live[rows]
        self._trace[rows[live], at] = features_of_self(parts[0], parts[1], parts[2])[live]

    def _live_askers(self) -> NDArray[np.intp]:
        return np.unique(self._asker[self._live])

    def _observe(self, state: BodyState, tick: int) -> Observation:
        rows, scan = self._packed, self._owner.scan
        steps = self._step[rows] + tick
        due = np.flatnonzero(steps % scan.period_steps == 0)
        if len(due):
            self._measured[rows[due]] = scan_blocks(
                self._blocks[rows], HALF_WIDTH_M, self._floor[rows], state, scan, due
            )
            self._measured_at[rows[due]] = steps[due]
        is_there = steps - self._measured_at[rows] >= self._owner.config.scan_delay_steps
        self._scan[rows[is_there]] = self._measured[rows[is_there]]
        terms = {
            name: read_term(name, state)
            for name in self._policy.terms
            if name not in ("height_scan", "velocity_command", "gait_command", "heading")
        }
        terms["heading"] = read_term("heading", state) + self._turn[rows, None]
        terms["height_scan"] = self._scan[rows]
        terms["velocity_command"] = self._command[rows]
        terms["gait_command"] = self._gait[rows]
        registers = np.where(
            (tick < self._commit[rows])[:, None], self._current[rows], self._registers[rows]
        )
        stopping = np.isfinite(self._passed_at[rows])
        terms["velocity_command"] = np.where(stopping[:, None], 0.0, terms["velocity_command"])
        registers[stopping, SPEED] = np.nan
        count = len(rows)
        observation = Observation(
            terms=terms,
            is_first=np.zeros(count, bool),
            steps=self._step[rows] + tick,
            time_s=(self._step[rows] + tick).astype(np.float64)
            * self._owner.drive.control_timestep_s,
            seeds=np.zeros(count, np.int64),
        )
        return override(observation, registers)

    def _judge(self, live: NDArray[np.intp], tick: int) -> None:
        owner, c = self._owner, self._owner.config
        state = owner.state(live)
        x, dt = state.pos_w[:, 0], owner.drive.control_timestep_s
        ground = ground_height(self._blocks[live], self._floor[live], x)
        is_over = (x >= self._near[live]) & (x <= self._far[live])
        ground = np.where(is_over, np.maximum(ground, 0.0), ground)  # pits count as the support
        low = c.fall.height_share * owner.body.base_height_m
        is_down = (state.pos_w[:, 2] - ground < low) | owner.is_lost(live) | owner.hits_bar(live)
        is_down |= tilt_of(state.quat_wb) > np.radians(c.fall.tilt_deg)
        was_past = np.isfinite(self._passed_at[live])
        is_past = (x > self._goal[live]) & ~is_down & ~was_past
        self._passed_at[live[is_past]] = tick * dt
        time_s = np.asarray(np.where(was_past, self._passed_at[live], tick * dt))
        self._time[live], self._way[live] = time_s, np.nan_to_num(x)
        rested = tick * dt - self._passed_at[live] >= c.backup_s
        is_late = (tick >= self._horizon[live]) & ~was_past & ~is_past
        status = np.zeros(len(live), np.int8)
        status[np.isfinite(self._passed_at[live])] = PASSED
        status[is_down] = np.where(was_past[is_down], TRIPPED_LATER, FELL)
        self._status[live] = status
        self._live[live] = ~(is_down | rested | is_late | (is_past & (c.backup_s <= 0)))

    def _answer(self, index: int) -> Answer:
        q, mine = self._questions[index], self._asker == index
        shape = (len(q.registers), len(q.hypotheses))
        return Answer(
            status=self._status[mine].reshape(shape),
            time_s=self._time[mine].reshape(shape),
            way_m=self._way[mine].reshape(shape),
            goal_m=float(self._goal[mine][0]),
            ticks=int(self._ticks[index]),
            row_ticks=int(self._row_ticks[index]),
            is_cut=bool(self._is_cut[index]),
            trace=self._trace[mine].reshape(*shape, TRACE_STEPS, FEATURES)
            if q.weights is not None
            else None,
        )
