"""Settings of a training run, as frozen data."""

from dataclasses import dataclass, field

__all__ = ["CommandConfig", "CurriculumConfig", "PpoConfig", "ReflexConfig", "RewardConfig"]


@dataclass(frozen=True, kw_only=True)
class PpoConfig:
    """Proximal policy optimisation.

    Source:
        J. Schulman et al., arXiv:1707.06347; values from a feasibility study of this task.
    """

    horizon: int = 24
    """Control steps of every world between two updates."""
    epochs: int = 4
    """Passes over the data of an update."""
    num_minibatches: int = 4
    """Parts that a pass is cut into."""
    discount: float = 0.98
    """Discount per control step. [1]"""
    trace: float = 0.95
    """Decay of the generalised advantage estimate. [1]"""
    clip: float = 0.2
    """Largest change of the probability ratio that counts. [1]"""
    value_weight: float = 0.5
    """Weight of the critic's loss. [1]"""
    entropy_weight: float = 0.001
    """Weight of the entropy bonus. [1]"""
    learning_rate: float = 1e-3
    """Learning rate at the start."""
    learning_rate_range: tuple[float, float] = (1.5e-4, 1e-3)
    """The rate follows the change of the policy within this range."""
    kl_range: tuple[float, float] = (0.012, 0.024)
    """Below: the rate grows; above: it falls."""
    max_grad_norm: float = 1.0
    """Gradients are cut to this norm."""
    hidden: tuple[int, int] = (192, 128)
    """Widths of the two hidden layers; half of each is the mirror image of the other half."""
    initial_std: float = 0.5
    """Exploration at the start, in units of the action. [1]"""
    max_std: float = 0.5
    """Largest exploration at the start; after take-off `late_std`. [1]"""
    late_std: float = 0.3
    """Largest exploration once the curriculum has begun. [1]"""
    finish_share: float = 0.2
    """Share of the run, at its end, in which exploration and learning rate come down. [1]"""
    final_std: float = 0.15
    """Largest exploration at the end. [1]"""
    final_rate: float = 1e-4
    """Highest learning rate at the end."""


@dataclass(frozen=True, kw_only=True)
class CommandConfig:
    """What is commanded during training."""

    change_chance: float = 0.004
    """Chance per control step of a new velocity command."""
    stop_share: float = 0.15
    """Share of the velocity commands that are zero: standing, and braking from whatever speed."""
    fast_share: float = 0.25
    """Share drawn from the fastest 30 %."""
    slow_share: float = 0.2
    """Share drawn from the slowest `slow_m_s`."""
    slow_m_s: float = 0.8
    """Fastest of the slow commands."""
    backward_m_s: float = 0.3
    """Fastest walk backwards."""
    lateral_m_s: float = 0.3
    """Fastest side step."""
    turn_rad_s: float = 0.9
    """Fastest turn."""
    turn_share: float = 0.4
    """Share of the commands that turn."""
    lateral_share: float = 0.2
    """Share of the commands that step aside."""
    register_chance: float = 0.003
    """Chance per control step of a new register."""
    register_share: float = 0.35
    """Share of the registers that are not zero."""
    clearance_m: float = 0.20
    """Largest extra swing clearance."""
    drop_m: float = 0.15
    """Largest hip drop."""
    offset_m: float = 0.6
    """Largest offset of the path to either side."""
    terrain_speed_m_s: float = 2.0
    """Fastest command where the ground is not level."""


@dataclass(frozen=True, kw_only=True)
class CurriculumConfig:
    """How the task grows while the policy copes."""

    speed_m_s: tuple[float, float] = (1.0, 3.2)
    """Fastest command at the start and at the end."""
    speed_step_m_s: float = 0.06
    """Growth of the fastest command."""
    riser_m: tuple[float, float] = (0.05, 0.20)
    """Highest step at the start and at the end."""
    riser_step_m: float = 0.01
    """Growth of the highest step."""
    push_m_s: tuple[float, float] = (0.3, 1.1)
    """Hardest push at the start and at the end."""
    push_step_m_s: float = 0.05
    """Growth of the hardest push."""
    every: int = 10
    """Updates between two steps of the curriculum."""
    min_length: float = 560.0
    """It grows while episodes last this many control steps on average (of 1000)."""


@dataclass(frozen=True, kw_only=True)
class RewardConfig:
    """Weights of the reward; the sum is floored at zero and scaled.

    Source:
        Terms, weights and widths: measured in a feasibility study of this task.
    """

    scale: float = 0.04
    velocity: float = 2.0
    velocity_width: float = 0.15
    drift: float = 1.0
    drift_width: float = 0.015
    drift_speed: float = 1.7
    drift_growth: float = 2.5
    yaw: float = 1.0
    yaw_width: float = 0.25
    alive: float = 0.5
    clock: float = 0.8
    swing: float = 0.8
    swing_width: float = 0.002
    place: float = 0.4
    place_width: float = 0.006
    height: float = 0.6
    height_width: float = 0.0012
    pose: float = 1.0
    pose_width: float = 0.25
    tilt: float = -4.0
    ang_vel: float = -0.08
    bounce: float = -0.15
    slip: float = -0.3
    sole: float = -0.4
    narrow: float = -6.0
    action_rate: float = -0.008
    action_jerk: float = -0.004
    action: float = -0.002
    torque: float = -5e-6
    limit: float = -2.0
    impact: float = -0.2
    still: float = -0.02


@dataclass(frozen=True, kw_only=True)
class ReflexConfig:
    """Everything that decides a run of `andon train reflex`, the seed included."""

    seed: int = 0
    """Seed of the run."""
    num_worlds: int = 1024
    """Worlds stepped together."""
    max_steps: int = 24_000_000
    """Control steps after which the run ends whatever its gates say."""
    start_walking_share: float = 0.5
    """Share of the episodes that begin in the middle of a stride. [1]"""
    ppo: PpoConfig = field(default_factory=PpoConfig)
    """How it learns."""
    commands: CommandConfig = field(default_factory=CommandConfig)
    """What is commanded."""
    curriculum: CurriculumConfig = field(default_factory=CurriculumConfig)
    """How the task grows."""
    reward: RewardConfig = field(default_factory=RewardConfig)
    """What is rewarded."""
