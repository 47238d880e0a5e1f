"""Any scenario as a Gymnasium environment, for trainers that speak Gymnasium.

Needs the extra `andon[gym]`. `register_envs()` makes every scenario known to `gymnasium.make`, as
`andon/street_walk-v0` and so on; `ScenarioEnv` makes others.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from andon.bodies.body import Body, bodies
from andon.bodies.drive import make_drive
from andon.episodes.observation import Observation
from andon.episodes.outcome import Ending, make_episode
from andon.episodes.world import World
from andon.errors import InvalidConfig, MissingExtra
from andon.randomness import SEALED_SEEDS_START, check_seed, stream
from andon.scenarios.scenario import Scenario, Task, scenarios
from andon.sensing.noise import SensingConfig
from andon.sensing.terms import term
from andon.spatial import FloatArray, heading_of, rotate_to_heading

try:
    import gymnasium
    from gymnasium import spaces
    from gymnasium.error import ResetNeeded
except ImportError as error:
    raise MissingExtra(
        "The Gymnasium adapter needs Gymnasium: pip install 'andon[gym]'."
    ) from error

__all__ = ["DEFAULT_TERMS", "ScenarioEnv", "register_envs", "reward_of"]

DEFAULT_TERMS = (
    "gravity_b",
    "ang_vel_b",
    "lin_vel_b",
    "velocity_command",
    "joint_pos",
    "joint_vel",
)
"""Terms of an observation when none are chosen; scenarios with obstacles add `height_scan`."""

LARGEST = {
    "gravity_b": 2.0,
    "ang_vel_b": 100.0,
    "lin_vel_b": 50.0,
    "heading": 10.0,
    "velocity_command": 20.0,
    "gait_command": 10.0,
    "joint_pos": 10.0,
    "joint_vel": 200.0,
    "height_scan": 10.0,
    "ahead_scan": 10.0,
    "overhead_scan": 10.0,
}
"""Bounds of the observation space; readings are clipped to them. Far beyond a running robot."""

TRACKING_SCALE = 0.25
"""Squared velocity error at which the tracking reward has fallen to 1/e, m^2/s^2."""


def reward_of(
    task: Task, command: FloatArray, velocity: FloatArray, progress_m: float, *, is_up: bool
) -> float:
    """Give the reward of one control step; 0 once the robot is down or off the course.

    `follow_velocity` and `come_to_stand`: `exp(-|v_xy error|^2 / 0.25)`, at most 1. `stay_up`: 1.
    `reach_finish`: the way gained towards the finish line in this step, so that an episode adds up
    to the distance.

    Args:
        task: Task of the scenario.
        command: Commanded velocity ahead, to the left, and yaw rate. Shape (3,). [m/s, rad/s]
        velocity: Velocity of the base, heading frame. Shape (3,). [m/s]
        progress_m: Way gained along the course in this step.
        is_up: Whether the robot is still up and on the course.

    Returns:
        Reward. [1], or m for `reach_finish`.
    """
    if not is_up:
        return 0.0
    if task in {"follow_velocity", "come_to_stand"}:
        error = velocity[:2] - command[:2]
        return float(np.exp(-(error[0] ** 2 + error[1] ** 2) / TRACKING_SCALE))
    return 1.0 if task == "stay_up" else progress_m


class ScenarioEnv(gymnasium.Env[NDArray[np.float32], NDArray[np.float32]]):
    """One world of a scenario.

    Observation: a flat float32 vector of the chosen terms in their order; `term_slices` says which
    entries are which, `andon.sensing.TERMS` gives units and frames. Action: one value in [-1, 1]
    per joint in the order of the body; the target is the home pose plus the action times half the
    joint's range, clipped to the range. Reward: see `reward_of`.

    `reset(seed=n)` starts exactly episode n of the scenario. `reset()` goes on to the next episode
    of a stream that follows from the last given seed. The `info` of the last step has `cause`,
    `success` and `metrics`; that of every reset has `seed` and `draw`.
    """

    metadata = {"render_modes": []}  # noqa: RUF012  # Gymnasium's own declaration, read only

    def __init__(
        self,
        scenario: str | Scenario = "street_walk",
        body: str | Body = "humanoid",
        *,
        terms: Sequence[str] | None = None,
        variation: Mapping[str, object] | None = None,
        sensing: SensingConfig | None = None,
        render_mode: str | None = None,
    ) -> None:
        """Compile the scenario with the body.

        Args:
            scenario: Registered name, or a scenario.
            body: Registered name, or a body.
            terms: Observation terms in order; see `DEFAULT_TERMS`.
            variation: Distributions to replace, by parameter.
            sensing: Sensor faults; the scenario's when None.
            render_mode: None; films are made of recorded episodes.

        Raises:
            UnknownName: For an unknown scenario, body, term or parameter.
            InvalidConfig: For a render mode or a value that cannot be meant.
        """
        if render_mode is not None:
            raise InvalidConfig(
                f"render_mode is {render_mode!r}; this environment has none. Give None."
            )
        what = scenarios.make(scenario) if isinstance(scenario, str) else scenario
        what = what.with_variation(variation or {})
        what = what if sensing is None else replace(what, sensing=sensing)
        who = bodies.make(body) if isinstance(body, str) else body
        scanned = () if what.place == "flat" else ("height_scan",)
        chosen = tuple(terms) if terms is not None else DEFAULT_TERMS + scanned
        if not chosen:
            raise InvalidConfig("An environment needs at least one term; got none.")
        self.render_mode = render_mode
        self.world = World(what, who, make_drive(who), terms=chosen)
        self.term_slices = self._slices()
        self._bound = np.concatenate(
            [np.full(s.stop - s.start, LARGEST[n], np.float32) for n, s in self.term_slices.items()]
        )
        self.observation_space = spaces.Box(-self._bound, self._bound, dtype=np.float32)
        self.action_space = spaces.Box(-1.0, 1.0, (who.num_joints,), np.float32)
        self._home = np.array(self.world.drive.home_rad)
        self._low = np.array([joint.lower_rad for joint in who.joints])
        self._high = np.array([joint.upper_rad for joint in who.joints])
        self._root, self._num_resets = 0, -1  # no stream before the first reset
        self._is_over = True

    def _slices(self) -> dict[str, slice]:
        """Give the entries of each term in the observation."""
        world, start = self.world, 0
        found: dict[str, slice] = {}
        for name in world.terms:
            points = world.scan.num_points
            end = start + term(name).size(world.body.num_joints, points)
            found[name], start = slice(start, end), end
        return found

    def reset(
        self, *, seed: int | None = None, options: dict[str, Any] | None = None
    ) -> tuple[NDArray[np.float32], dict[str, Any]]:
        """Start an episode.

        Args:
            seed: Seed of the episode, below 2**40; the next of the stream when None.
            options: Ignored; there are none.

        Raises:
            InvalidConfig: When the seed is sealed.
        """
        super().reset(seed=seed)
        episode = self._next_seed(seed)
        observation = self.world.reset([episode])
        self._is_over = False
        return self._flat(observation), {"seed": episode, "draw": dict(self.world.draws[0])}

    def _next_seed(self, seed: int | None) -> int:
        if seed is not None:
            self._root, self._num_resets = check_seed(seed), 0
            return seed
        if self._num_resets < 0:  # never seeded: Gymnasium draws one
            self._root, self._num_resets = self.np_random_seed, 0
        self._num_resets += 1
        draws = stream(self._root, "gymnasium", self._num_resets)
        return int(draws.integers(SEALED_SEEDS_START))

    def step(
        self, action: NDArray[np.float32]
    ) -> tuple[NDArray[np.float32], float, bool, bool, dict[str, Any]]:
        """Apply an action for one control step.

        Args:
            action: One value per joint; beyond [-1, 1] it is clipped. Shape (num_joints,). [1]

        Returns:
            Observation, reward, terminated, truncated, info.

        Raises:
            ResetNeeded: When no episode is running.
            Diverged: When the action is not finite.
        """
        if self._is_over:
            raise ResetNeeded("The episode is over; call reset() before step().")
        before = float(self.world.state().pos_w[0, 0])
        result = self.world.step(self.target_of(action)[None])
        ending = result.endings.get(0)
        self._is_over = ending is not None
        info: dict[str, Any] = {} if ending is None else self._summary(ending)
        return (
            self._flat(result.observation),
            self._reward(before, ending),
            bool(result.terminated[0]),
            bool(result.truncated[0]),
            info,
        )

    def target_of(self, action: NDArray[np.float32]) -> FloatArray:
        """Give the joint targets of an action. Shape (num_joints,). [rad].

        Args:
            action: Values in [-1, 1]. Shape (num_joints,). [1]

        Raises:
            InvalidConfig: When the shape is wrong.
        """
        if np.shape(action) != self.action_space.shape:
            raise InvalidConfig(
                f"The action has the shape {np.shape(action)}; expected {self.action_space.shape}."
            )
        share = np.clip(np.asarray(action, np.float64), -1.0, 1.0)
        target = self._home + share * (self._high - self._low) / 2
        return np.clip(target, self._low, self._high)

    def _summary(self, ending: Ending) -> dict[str, Any]:
        episode = make_episode(self.world, 0, ending, "gymnasium")
        return {
            "cause": episode.cause,
            "success": episode.success,
            "metrics": dict(episode.metrics),
            "checksum": episode.checksum,
        }

    def _reward(self, x_before: float, ending: Ending | None) -> float:
        state = self.world.state()
        velocity = rotate_to_heading(heading_of(state.quat_wb), state.lin_vel_w)[0]
        return reward_of(
            self.world.scenario.task,
            self.world.command()[0],
            velocity,
            float(state.pos_w[0, 0]) - x_before,
            is_up=ending is None or ending.survived,
        )

    def _flat(self, observation: Observation) -> NDArray[np.float32]:
        joined = np.concatenate([observation.terms[name][0] for name in self.world.terms])
        return np.clip(np.nan_to_num(joined), -self._bound, self._bound).astype(np.float32)


def register_envs() -> None:
    """Register every scenario with Gymnasium, as `andon/<name>-v0` with the built-in humanoid.

    Call it once before `gymnasium.make`: Gymnasium 1.0 and later load no plug-ins by themselves.
    Calling it again changes nothing.
    """
    for name in scenarios:
        plain, _, version = name.partition("@")
        env_id = f"andon/{plain}-v{version or 0}"
        if env_id not in gymnasium.registry:
            gymnasium.register(
                env_id,
                entry_point="andon.episodes.gymnasium_env:ScenarioEnv",
                kwargs={"scenario": name},
            )
