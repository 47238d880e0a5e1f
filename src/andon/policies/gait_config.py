"""The shape of the analytic gait, as data."""

from dataclasses import dataclass, field
from itertools import pairwise

import numpy as np

from andon.errors import InvalidConfig
from andon.sensing.height_scan import HeightScan

__all__ = ["GaitConfig", "PlannerConfig", "walking_scan"]


def walking_scan() -> HeightScan:
    """Give the grid that footholds are planned on: two rows for each foot, 12.5 Hz."""
    return HeightScan(
        x_m=tuple(np.round(np.arange(34) * 0.05 - 0.30, 3).tolist()),
        y_m=(-0.16, -0.08, 0.08, 0.16),
        period_steps=4,
    )


@dataclass(frozen=True, kw_only=True)
class PlannerConfig:
    """How footholds are chosen.

    Source:
        Margin, latch and limits on rise and pits: measured in a feasibility study of this body
        class; weights by trial.
    """

    max_shift_m: float = 0.20
    """Footholds are moved by at most this much."""
    step_m: float = 0.025
    """Distance between candidates."""
    heel_m: float = 0.08
    """Ankle to the rear end of the sole."""
    toe_m: float = 0.15
    """Ankle to the front end of the sole."""
    margin_m: float = 0.045
    """Room that the sole keeps from an edge: more than the map's error."""
    edge_m: float = 0.03
    """Differences of height below this are no edge."""
    overhang_cost_m: float = 0.06
    """Shift that is worth one more sample of the sole being carried by nothing."""
    riser_cost_m: float = 0.12
    """Shift that is worth one sample of a riser within the margin."""
    max_rise_m: float = 0.22
    """Rises and drops of one step beyond this are avoided."""
    pit_m: float = 0.40
    """Ground further down than this is no place for a foot."""
    hold_cost: float = 0.5
    """Cost of changing one's mind during a swing, per m."""
    latch: float = 0.75
    """Share of the swing after which the foothold stays. [1]"""

    def __post_init__(self) -> None:
        """Refuse candidates that cannot be laid out."""
        if not (self.step_m > 0 and self.max_shift_m >= 0):
            raise InvalidConfig(
                f"A planner needs step_m > 0; got {self.step_m:g}, and max_shift_m >= 0; got "
                f"{self.max_shift_m:g}."
            )


@dataclass(frozen=True, kw_only=True)
class GaitConfig:
    """Shape of the gait.

    Source:
        Tables of cycle and duty up to 2.4 m/s, swing and hip heights, arm swing: measured in a
        feasibility study of this body class on this simulator; the rest by trial.
    """

    speeds: tuple[float, ...] = (0.0, 0.5, 1.0, 1.67, 2.0, 2.4, 3.0, 3.5)
    """Speeds of the cycle table, m/s."""
    cycles_s: tuple[float, ...] = (0.76, 0.76, 0.70, 0.56, 0.52, 0.50, 0.47, 0.45)
    """Length of a gait cycle at each speed."""
    duty_speeds: tuple[float, ...] = (0.0, 1.0, 1.67, 2.0, 2.4, 3.0, 3.5)
    """Speeds of the duty table, m/s."""
    duties: tuple[float, ...] = (0.62, 0.58, 0.52, 0.48, 0.43, 0.38, 0.36)
    """Share of the cycle in stance at each speed. [1]"""
    hip_height_m: float = 0.75
    """Height of the hip pitch axis above the ankle axis at rest."""
    hip_drop_per_speed: float = 0.01
    """Drop of the hips per m/s beyond 1 m/s."""
    clearance_m: float = 0.075
    """Lift of the swing foot at rest; grows by 0.01 m per m/s."""
    lean_rad_per_speed: float = 0.03
    """Forward lean of the torso per m/s."""
    placement_s: float = 0.05
    """Raibert gain: extra step length per velocity error, m per m/s."""
    lateral_placement_s: float = 0.08
    """The same sideways."""
    width_m: float = 0.12
    """Half the distance between the feet."""
    speed_up_m_s2: float = 2.5
    """Fastest growth of the velocity that the gait is made for."""
    slow_down_m_s2: float = 6.0
    """Fastest shrinking of it."""
    turn_up_rad_s2: float = 4.0
    """Fastest change of the yaw rate that the gait is made for."""
    clearance_rate_m_s: float = 0.6
    """Fastest change of the extra swing clearance."""
    drop_rate_m_s: float = 0.4
    """Fastest change of the hip drop."""
    offset_speed_m_s: float = 0.3
    """Sideways speed at which an offset of the path is walked off."""
    heading_gain_s: float = 1.2
    """Yaw rate per error of the heading, 1/s."""
    heading_rate_rad_s: float = 0.3
    """Largest yaw rate for holding the heading."""
    climb_cycle_s: float = 0.66
    """Longest cycle while stepping up or down."""
    flight_speed_m_s: float = 1.0
    """Fastest walk where several steps in the same sense lie ahead."""
    ride_m: float = 0.02
    """Hips rise by this much at most above the lower of two footholds: legs are only so long."""
    fold_share: float = 0.45
    """Shortest that a leg is folded to, as a share of the straight leg. [1]"""
    base_share: float = 0.7
    """Share of the newest reading in the running mean of the base's height. [1]"""
    sag_share: float = 1.0
    """How much a swinging foot goes by where the base is, and not by where it should be. [1]"""
    down_share: float = 1.0
    """How much a foot is swung ahead over a step down before it sinks. [1]"""
    felt_share: float = 0.5
    """How much of what a landing foot feels is believed, against what was planned. [1]"""
    surprise_m: float = 0.15
    """Ground is believed to be this far from the plan at most."""
    path_odometry_share: float = 1.0
    """How much of the way aside is taken from odometry, and not from what was wanted. [1]"""
    stand_speed_m_s: float = 0.05
    """Commands slower than this mean standing."""
    stand_feet_m: float = 0.09
    """The clock stops only with the feet closer together than this, fore and aft,"""
    stand_odometry_m_s: float = 0.25
    """and slower than this."""
    wake_odometry_m_s: float = 0.15
    """A standing robot that drifts faster than this steps until it stands still again."""
    hurry_rate: float = 1.35
    """Most that the clock runs faster in a swing to a foothold that lies near. [1]"""
    linger_rate: float = 0.7
    """Most that it runs slower in a swing to a foothold that lies far. [1]"""
    scan_age_steps: int = 2
    """Control steps after which a scan is taken up; it must have arrived by then. [1]"""
    planner: PlannerConfig = field(default_factory=PlannerConfig)
    """How footholds are chosen."""
    scan: HeightScan = field(default_factory=walking_scan)
    """What the planner sees."""

    def __post_init__(self) -> None:
        """Refuse tables that cannot be read and a grid that no foothold can be planned on."""
        for key, value in (("speeds", "cycles_s"), ("duty_speeds", "duties")):
            speeds, values = getattr(self, key), getattr(self, value)
            if len(speeds) != len(values):
                raise InvalidConfig(
                    f"A gait has one value for each speed; {key} lists {len(speeds)} and {value} "
                    f"{len(values)}."
                )
            if any(a >= b for a, b in pairwise(speeds)):
                raise InvalidConfig(f"A gait's {key} must ascend; got {speeds}.")
        if min(*self.cycles_s, self.climb_cycle_s) <= 0:
            raise InvalidConfig(
                f"A gait's cycles_s must be > 0, and climb_cycle_s too; got {self.cycles_s} and "
                f"{self.climb_cycle_s:g}."
            )
        if not all(0 < duty < 1 for duty in self.duties):
            raise InvalidConfig(f"A gait's duties must lie within 0 and 1; got {self.duties}.")
        if not 0 < self.linger_rate <= 1 <= self.hurry_rate:
            raise InvalidConfig(
                "A gait's clock needs 0 < linger_rate <= 1 <= hurry_rate; got "
                f"{self.linger_rate:g} and {self.hurry_rate:g}."
            )
        shares = {"fold_share": self.fold_share, "base_share": self.base_share}
        if wrong := {name: share for name, share in shares.items() if not 0 < share <= 1}:
            raise InvalidConfig(f"A gait's shares must lie above 0 and not above 1; got {wrong}.")
        if not 0 <= self.scan_age_steps < self.scan.period_steps:
            raise InvalidConfig(
                "A gait takes up a scan before the next one is taken: scan_age_steps must be from "
                f"0 to period_steps - 1 = {self.scan.period_steps - 1}; got {self.scan_age_steps}."
            )
        gaps, y = np.diff(self.scan.x_m), np.array(self.scan.y_m)
        if not len(gaps) or gaps[0] <= 0 or np.abs(gaps - gaps[0]).max() > 1e-6:
            raise InvalidConfig(
                f"A gait needs a scan with evenly spaced x_m, ascending; got {self.scan.x_m}."
            )
        if not np.array_equal(np.sort(y), np.sort(-y)) or not y.any():
            raise InvalidConfig(
                f"A gait needs a scan with y_m that are mirror images; got {self.scan.y_m}."
            )
