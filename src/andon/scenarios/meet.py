"""What a robot meets on the street: obstacles unlike those it learned on, each seen late."""

from andon.scenarios.meet_places import MIXED
from andon.scenarios.scenario import Scenario, scenarios
from andon.scenarios.street import always
from andon.scenarios.variation import Choice, Distribution, Fixed, Parameter, Uniform
from andon.sensing.noise import SensingConfig, TermNoise

__all__ = ["MEET_NOISE", "register_meet"]

MAP_NOISE = TermNoise(uniform=0.01, delay_steps=2, shift_x_m=0.03, shift_y_m=0.02, shift_z_m=0.015)
MEET_NOISE = SensingConfig(
    noise={
        "ang_vel_b": TermNoise(uniform=0.2),
        "gravity_b": TermNoise(uniform=0.05),
        "lin_vel_b": TermNoise(uniform=0.08),
        "joint_pos": TermNoise(uniform=0.01),
        "joint_vel": TermNoise(uniform=0.75),
        "height_scan": MAP_NOISE,
        "ahead_scan": MAP_NOISE,
        "overhead_scan": MAP_NOISE,
    }
)
"""Sensor faults of all these scenarios: every map is misplaced by up to 3 cm ahead, 2 cm to the
side and 1.5 cm in height, all maps of a robot alike, and is two control steps old."""

TITLES = {
    "hurdle": "Step over a hurdle at a walk.",
    "bar": "Pass under a low bar that ends on one side.",
    "step": "Go up a step that is higher than a kerb.",
    "plank": "Cross a ditch on a board that tilts and slides.",
    "gap": "Step over a wide gap.",
    "slope": "Cross ground that falls off to the side.",
    "slick": "Cross a very slick patch.",
    "drop": "Go down a high step.",
    "beam": "Cross a pit on a narrow beam.",
    "nothing": "Walk where an obstacle might be, and there is none.",
}

Row = tuple[str, Distribution, str, tuple[float, float], str]

ROWS: dict[str, tuple[Row, ...]] = {
    "hurdle": (
        ("hurdle_m", Uniform(low=0.08, high=0.18), "m", (0.01, 0.6), "Height of the hurdle."),
        ("hurdle_depth_m", Uniform(low=0.05, high=0.12), "m", (0.01, 2.0), "Its depth."),
    ),
    "bar": (
        ("bar_m", Uniform(low=1.54, high=1.64), "m", (0.8, 3.0), "Height of the bar's underside."),
        ("bar_depth_m", Fixed(value=0.06), "m", (0.01, 1.0), "Its thickness."),
        (
            "bar_end_m",
            Choice(values=(-0.6, -0.45, -0.3, 0.3, 0.45, 0.6)),
            "m",
            (-8.0, 8.0),
            "Where it ends: to the left of the path, to the right when negative.",
        ),
    ),
    "step": (("rise_m", Uniform(low=0.18, high=0.25), "m", (0.0, 0.6), "Height of the step."),),
    "plank": (
        ("board_m", Uniform(low=0.9, high=1.3), "m", (0.3, 3.0), "Length of the board."),
        (
            "board_stiffness_nm",
            Uniform(low=60.0, high=400.0),
            "N m/rad",
            (0.0, 1e4),
            "Stiffness against tilting; nobody can see it.",
        ),
        (
            "board_slide_n",
            Uniform(low=10.0, high=100.0),
            "N",
            (0.0, 1e4),
            "Friction against sliding; nobody can see it.",
        ),
    ),
    "gap": (("gap_m", Uniform(low=0.30, high=0.50), "m", (0.05, 3.0), "Width of the gap."),),
    "slope": (
        (
            "bank_deg",
            Choice(values=(-16.0, -14.0, -12.0, -10.0, -8.0, 8.0, 10.0, 12.0, 14.0, 16.0)),
            "deg",
            (-40.0, 40.0),
            "Tilt of the ground; positive rises to the left.",
        ),
    ),
    "slick": (
        ("patch_m", Uniform(low=0.8, high=1.6), "m", (0.05, 30.0), "Length of the patch."),
        ("patch_friction", Uniform(low=0.08, high=0.20), "1", (0.0, 10.0), "Its friction."),
    ),
    "drop": (("drop_m", Uniform(low=0.12, high=0.25), "m", (0.01, 1.0), "Height of the drop."),),
    "nothing": (),
    "beam": (("beam_m", Uniform(low=0.60, high=0.90), "m", (0.1, 5.0), "Width of the beam."),),
}
"""Parameters of each obstacle.

Source: ranges of hurdle, step, slope and slick from a feasibility study of this body class. Those
of the others follow the packaged reflex: bar, plank and gap lie where another setting of its
registers helps, drop and beam where it mostly succeeds as it is."""

WAY: tuple[Row, ...] = (
    (
        "obstacle_x_m",
        Uniform(low=4.5, high=5.5),
        "m",
        (1.0, 50.0),
        "Where the first obstacle begins.",
    ),
    (
        "reveal_m",
        Fixed(value=2.0),
        "m",
        (0.0, 100.0),
        "Distance from which on an obstacle is seen; 0: only once the base is over it.",
    ),
)


def _parameter(row: Row) -> Parameter:
    name, distribution, unit, limits, meaning = row
    return Parameter(
        name=name,
        unit=unit,
        distribution=distribution,
        meaning=meaning,
        limits=limits,
        is_whole=name == "num_obstacles",
    )


def _meet(name: str, title: str, rows: tuple[Row, ...], time_limit_s: float) -> Scenario:
    own = always(Fixed(value=1.67), action_delay_ms=Fixed(value=10.0))
    return Scenario(
        name=f"street_meet_{name}",
        title=title,
        place=f"meet_{name}",
        task="reach_finish",
        time_limit_s=time_limit_s,
        command_ramp_s=1.0,
        variation=own + tuple(_parameter(row) for row in (*WAY, *rows)),
        sensing=MEET_NOISE,
    )


def street_meet(kind: str) -> Scenario:
    """Meet one obstacle.

    Args:
        kind: Which, for example `hurdle`.
    """
    return _meet(kind, TITLES[kind], ROWS[kind], 15.0)


def street_meet_mix() -> Scenario:
    """Meet several obstacles in an unknown order."""
    rows: tuple[Row, ...] = (
        ("order", Uniform(low=0.0, high=1.0), "1", (0.0, 1.0), "Which obstacles, in which order."),
        (
            "num_obstacles",
            Fixed(value=3.0),
            "1",
            (1.0, float(len(MIXED))),
            "How many of them are met, each of another kind.",
        ),
        *(row for kind in MIXED for row in ROWS[kind]),
    )
    return _meet("mix", "Meet several obstacles in an unknown order.", rows, 30.0)


def register_meet() -> None:
    """Register all scenarios with obstacles to be met."""
    for kind in TITLES:
        scenarios.register(f"street_meet_{kind}", lambda kind=kind: street_meet(kind))
    scenarios.register("street_meet_mix", street_meet_mix)
