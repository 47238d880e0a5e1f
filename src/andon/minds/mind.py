"""A mind around a policy: it looks ahead, thinks while the body walks, and sets the registers."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from math import ceil, inf
from typing import Literal, cast, get_args

import numpy as np
from numpy.typing import NDArray

from andon.artifacts import content_hash
from andon.episodes.observation import Observation, Policy
from andon.errors import InvalidConfig, WorkerDied, unknown_name
from andon.minds.advisors import Advice, Advisor, Correspondent
from andon.minds.clock import Plan, due_step
from andon.minds.deliberation import ScoreConfig
from andon.minds.evidence import Evidence, EvidenceConfig
from andon.minds.guard import Guard, GuardConfig
from andon.minds.own_state import SELF_TERMS, SelfEstimator
from andon.minds.question import HYPOTHESES, Hypothesis, Question
from andon.minds.refinement import Choices, RefineConfig
from andon.minds.surprise import Familiar, SurpriseConfig
from andon.minds.tactics import KEEP, SPEED, TACTICS, Tactic, override
from andon.minds.terrain import TerrainReader
from andon.minds.thread import Thread
from andon.randomness import stream
from andon.sensing.ahead import AHEAD_SCAN, OVERHEAD_SCAN
from andon.spatial import FloatArray

__all__ = ["Mind", "MindConfig"]

MIND_TERMS = (*SELF_TERMS, "velocity_command", "gait_command", "ahead_scan", "overhead_scan")


Trigger = Literal["sight", "surprise", "random", "never"]


@dataclass(frozen=True, kw_only=True)
class MindConfig:
    """How a mind thinks, apart from what it imagines."""

    tactics: tuple[Tactic, ...] = TACTICS
    """What it may do; the first is to go on as commanded."""
    hypotheses: tuple[Hypothesis, ...] = HYPOTHESES
    """Ways in which its estimate may be wrong."""
    score: ScoreConfig = field(default_factory=ScoreConfig)
    """What futures cost."""
    refine: RefineConfig = field(default_factory=RefineConfig)
    """Whether it tries numbers next to those of the best tactic."""
    evidence: EvidenceConfig = field(default_factory=EvidenceConfig)
    """Whether contact says which hypothesis holds."""
    trigger: Trigger = "sight"
    """When it thinks: at whatever is uneven, at what surprises, at random, or never."""
    random_hz: float = 0.0
    """Thinks per second, where they come at random."""
    sight_m: float = 1.5
    """Obstacles further away than this are not thought about yet: futures that fit into the budget
    would not reach them."""
    rethink_s: float = 0.4
    """Time from one think to the next about the same obstacle."""
    commit_s: float = 0.14
    """Time that a think may take; the body goes on as before so long, and so do the futures."""
    charged_s: float | None = None
    """Time that a think is charged whatever it took; what it took when None."""
    horizon_s: float = 2.3
    """How far ahead futures go."""
    max_age_s: float = 0.6
    """Plans made for readings older than this are late."""
    gravity_share: float = 0.15
    """Weight of the newest reading of gravity. [1]"""
    scan_age_s: float = 0.04
    """How old a scan is when it is read."""
    guard: GuardConfig = field(default_factory=GuardConfig)
    """What no plan may break."""
    surprise: SurpriseConfig | None = None
    """Thresholds, where it thinks when surprised."""
    familiar: Familiar | None = None
    """What ground does not surprise."""
    base: Tactic = KEEP
    """What to do where nothing is to be thought about."""
    hold_s: float = 0.0
    """Time to stand before an obstacle before anything is done about it."""
    is_synchronous: bool = False
    """Whether the joints keep their targets while the mind thinks: a body that waits."""
    leave_m: float = 0.35
    """An obstacle is left behind this far after the scan has lost it."""
    stuck_s: float = 0.5
    """A robot slower than a fifth of its command for so long is stuck,"""
    back_s: float = 0.8
    """and backs up for so long."""

    def __post_init__(self) -> None:
        """Refuse a choice without the command in it, and times that cannot be meant."""
        if not self.tactics or self.tactics[0] != KEEP:
            raise InvalidConfig(
                "The first tactic of a mind must be to go on as commanded; got "
                f"{[tactic.name for tactic in self.tactics]}."
            )
        if len({tactic.name for tactic in self.tactics}) != len(self.tactics):
            raise InvalidConfig("The tactics of a mind must differ in their names.")
        if not self.hypotheses or min(self.rethink_s, self.horizon_s, self.max_age_s) <= 0:
            raise InvalidConfig(
                "A mind needs at least one hypothesis, and rethink_s, horizon_s and max_age_s > 0; "
                f"got {len(self.hypotheses)}, {self.rethink_s}, {self.horizon_s}, {self.max_age_s}."
            )
        if self.trigger not in get_args(Trigger):
            raise unknown_name("trigger of a mind", self.trigger, get_args(Trigger))
        if self.trigger == "surprise" and (self.surprise is None or self.familiar is None):
            raise InvalidConfig(
                "A mind that thinks when it is surprised needs to know what is familiar, and "
                "thresholds; see `andon bench think --part trigger`."
            )
        if min(self.commit_s, self.charged_s or 0.0) < 0:
            raise InvalidConfig(
                f"No answer comes before its question: commit_s is {self.commit_s}, charged_s "
                f"{self.charged_s}; both must be >= 0."
            )


BARRED_M_S = 0.3
"""A way that allows no more than this is barred: whoever stands before it is not stuck."""
FIRST_STEP = 10
"""Control steps before which there is nothing to go on from."""
BACK_UP = Tactic(name="back up", speed_m_s=-0.25)


class Mind:
    """A policy that sets the registers of another one; a row depends on its own readings alone."""

    def __init__(self, policy: Policy, advisor: Advisor, config: MindConfig | None = None) -> None:
        """Put a mind around a policy.

        Args:
            policy: A policy that reads `velocity_command`, `gait_command` and a height scan.
            advisor: Who is asked about obstacles.
            config: How it thinks.

        Raises:
            InvalidConfig: When the policy offers no register.
        """
        missing = {"velocity_command", "gait_command"} - set(policy.terms)
        inner = getattr(policy, "scan", None)
        if missing or inner is None:
            raise InvalidConfig(
                f"The policy {policy.name!r} offers no register to a mind: it lacks "
                f"{sorted(missing) or 'a height scan of its own'}. Take one on a gait, such as "
                "reflex."
            )
        self.config, self.advisor, self._policy = config or MindConfig(), advisor, policy
        self.name = f"{policy.name}+{advisor.name}"
        self.terms = tuple(dict.fromkeys((*policy.terms, *MIND_TERMS)))
        self.drive, self.scan = policy.drive, inner
        self._reader = TerrainReader(AHEAD_SCAN, OVERHEAD_SCAN)
        self._dt = self.drive.control_timestep_s
        self._own = SelfEstimator(self.config.gravity_share, 3)
        self._threads: list[Thread] = []
        self._guard = Guard(self.config.guard)
        self._is_alive = True

    @property
    def planned_stance(self) -> NDArray[np.bool_] | None:
        """Which feet the policy means to stand on. Shape (N, 2)."""
        return cast("NDArray[np.bool_] | None", getattr(self._policy, "planned_stance", None))

    @property
    def inner(self) -> Policy:
        """The policy whose registers it sets."""
        return self._policy

    @property
    def threads(self) -> Sequence[Thread]:
        """What each row has in mind, for figures."""
        return self._threads

    def act(self, observation: Observation) -> FloatArray:
        """Give joint targets in the order of the body. Shape (N, num_joints). [rad]."""
        self._begin(observation)
        self._receive(observation)
        self._own.read(observation, self._dt)
        asking = [i for i in range(observation.num_worlds) if self._look(i, observation)]
        register = np.stack([self._follow(i, observation) for i in range(observation.num_worlds)])
        register = self._guarded(register, observation)
        self._think(asking, observation)
        action = self._policy.act(override(observation, register))
        if self.config.is_synchronous:
            waits = np.array([t.is_waiting(int(s)) for t, s in self._steps(observation)])
            action = np.where(waits[:, None], self._own.last_targets(), action)
        self._own.note(action)
        return action

    def _guarded(self, register: FloatArray, observation: Observation) -> FloatArray:
        terms = observation.terms
        given, allowed = self._guard.limit(
            register,
            terms["velocity_command"],
            terms["lin_vel_b"],
            terms["gravity_b"],
            [thread.terrain for thread in self._threads],
        )
        for thread, speed in zip(self._threads, allowed.tolist(), strict=True):
            thread.is_barred = speed < BARRED_M_S
        return given

    def _steps(self, observation: Observation) -> list[tuple[Thread, int]]:
        return list(zip(self._threads, observation.steps.tolist(), strict=True))

    def _begin(self, observation: Observation) -> None:
        count = observation.num_worlds
        if len(self._threads) != count:
            if self._threads and not observation.is_first.all():
                raise InvalidConfig(
                    f"The mind followed {len(self._threads)} robots and now got {count}; use "
                    "fork()."
                )
            self._threads = [self._thread() for _ in range(count)]
        for i in np.flatnonzero(observation.is_first):
            self._threads[i] = self._thread()
            self._threads[i].seed = int(observation.seeds[i])
            self._guard.forget(int(i))

    def _receive(self, observation: Observation) -> None:
        """Take in what a thinker in another process has come to meanwhile."""
        if not isinstance(self.advisor, Correspondent):
            return
        commit = self._commit_steps()
        for reply in self.advisor.replies():
            if 0 <= reply.row < len(self._threads):
                now = int(observation.steps[reply.row])
                self._threads[reply.row].answered(reply, max(now, reply.begun_step + commit))

    def _thread(self) -> Thread:
        c = self.config
        choices = Choices(c.tactics, c.refine)
        return Thread(choices, c.score, self._age(), Evidence(len(c.hypotheses), c.evidence))

    def _commit_steps(self) -> int:
        c = self.config
        return ceil((c.commit_s if c.charged_s is None else c.charged_s) / self._dt - 1e-9)

    def _age(self) -> int:
        return ceil(self.config.max_age_s / self._dt)

    def _look(self, row: int, observation: Observation) -> bool:
        """Take in one row's readings, and say whether it should think now."""
        c, thread = self.config, self._threads[row]
        step, terms = int(observation.steps[row]), observation.terms
        speed = float(terms["lin_vel_b"][row, 0])
        thread.move(speed * self._dt)
        thread.evidence.note(step, self._own.features(row))
        thread.feel(speed, float(terms["velocity_command"][row, 0]), self._dt)
        if (step - round(c.scan_age_s / self._dt)) % AHEAD_SCAN.period_steps:
            return False
        ground, overhead = terms["ahead_scan"][row], terms["overhead_scan"][row]
        if not (np.isfinite(ground).all() and np.isfinite(overhead).all()):
            return False
        terrain = self._reader.read(ground, overhead, shift_m=speed * c.scan_age_s)
        if c.surprise is not None and c.familiar is not None:
            thread.compare(terrain, c.surprise, c.familiar)
        thread.see(terrain, c.sight_m, c.leave_m)
        if thread.is_busy or step - thread.begun_step < round(c.rethink_s / self._dt):
            return False
        if step < FIRST_STEP or not self._is_alive or c.trigger == "never":
            return False
        if c.trigger == "random":
            chance = stream(thread.seed, "random_trigger", step).random()
            return chance < c.random_hz * AHEAD_SCAN.period_steps * self._dt
        if terrain.is_even or terrain.near_m > c.sight_m:
            return False
        return c.trigger == "sight" or thread.is_surprised

    def _follow(self, row: int, observation: Observation) -> FloatArray:
        """Give the register in force, after plans that are due have been taken up."""
        c, thread, step = self.config, self._threads[row], int(observation.steps[row])
        plan = thread.book.take(step)
        if plan is not None:
            thread.take_up(plan, step)
        if not thread.has_obstacle:
            thread.let_go(step)
        if thread.backs_up(c.stuck_s, c.back_s, self._dt):
            thread.evidence.forget_trace()
            return BACK_UP.register()
        if thread.holds(c.hold_s, self._dt):
            held = c.base.register()
            held[SPEED] = 0.0
            return held
        return c.base.register() if thread.register is None else thread.register

    def _think(self, rows: Sequence[int], observation: Observation) -> None:
        if not rows:
            return
        questions = [self.question(row, observation) for row in rows]
        opinions = [self._threads[row].opinion for row in rows]
        try:
            found = self.advisor.advise(questions, opinions, self._policy)
        except WorkerDied:  # the body walks on
            self._is_alive = False
            return
        for row, question, advice in zip(rows, questions, found, strict=True):
            self._note(self._threads[row], question, advice)

    def question(self, row: int, observation: Observation) -> Question:
        """Give what would be asked about a robot now.

        Args:
            row: Its row.
            observation: Readings that have been acted on already.
        """
        c, thread = self.config, self._threads[row]
        register = c.base.register() if thread.register is None else thread.register
        thread.choices.refine(thread.opinion, float(observation.terms["velocity_command"][row, 0]))
        return Question(
            row=row,
            own=self._own.of(row),
            terrain=thread.terrain,
            velocity_command=observation.terms["velocity_command"][row].copy(),
            gait_command=observation.terms["gait_command"][row].copy(),
            height_scan=observation.terms["height_scan"][row].copy(),
            step=int(observation.steps[row]),
            current=register.copy(),
            registers=thread.choices.registers,
            weights=thread.evidence.weights() if c.evidence.trust > 0 else None,
            commit_steps=self._commit_steps(),
            horizon_steps=round(c.horizon_s / self._dt),
            hypotheses=c.hypotheses,
            budget_s=c.commit_s if c.charged_s is None else inf,
        )

    def _note(self, thread: Thread, question: Question, advice: Advice) -> None:
        charge = advice.charge_s if self.config.charged_s is None else self.config.charged_s
        if not np.isfinite(advice.charge_s):
            charge = advice.charge_s
        due = due_step(question.step, charge, self._dt)
        plan = Plan(
            number=len(thread.thoughts),
            begun_step=question.step,
            due_step=max(due, question.step + question.commit_steps) if charge > 0 else due,
            register=advice.register,
            name=thread.named(advice),
        )
        thread.begin(plan, advice)

    def fork(self, rows: NDArray[np.intp]) -> "Mind":
        """Give a mind whose row i continues from row `rows[i]` of this one."""
        twin = object.__new__(Mind)
        twin.__dict__.update(self.__dict__)
        twin._policy = self._policy.fork(rows)
        twin._own, twin._guard = self._own.fork(rows), self._guard.fork(rows)
        twin._threads = [self._threads[row].copy() for row in rows]
        return twin

    def content_hash(self) -> str:
        """Give the hash of policy, advisor and the way of thinking."""
        return content_hash([self._policy.content_hash(), self.advisor.content_hash(), self.config])
